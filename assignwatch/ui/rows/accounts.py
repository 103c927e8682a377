"""How well each account is seen: one row an account, one chip a feed, and the reason in words.

The marks here (check, half, cross) say how well we look; they are never those of severity, which
say how much something asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assignwatch.core.alerts.freshness import NEEDED
from assignwatch.core.model import AccountKey, Scope
from assignwatch.core.state import FeedHealth
from assignwatch.core.words import Feed
from assignwatch.texts import labels, problems, window
from assignwatch.ui.rows.look import Look


class Sight(StrEnum):
    """How well something is seen; also the name of its mark."""

    FULL = "check"
    PARTLY = "half"
    NONE = "cross"

    @property
    def rank(self) -> int:
        """0 for full to 2 for none."""
        return list(Sight).index(self)


@dataclass(frozen=True, slots=True)
class FeedChip:
    """One feed of an account, its worst scope."""

    feed: Feed
    sight: Sight
    name: str
    word: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account. `reasons` are sentences, empty when all is well."""

    key: AccountKey
    title: str
    sight: Sight
    word: str
    feeds: tuple[FeedChip, ...]
    checked: str
    reasons: tuple[str, ...]
    signs_in: bool = False
    """Whether the trader signs in on the broker's own page."""

    @property
    def spoken(self) -> str:
        """The whole row as one sentence, for assistive technology."""
        feeds = ", ".join(f"{chip.name} {chip.word}" for chip in self.feeds)
        return ". ".join((f"{self.title}: {self.word}", feeds, self.checked, *self.reasons))


def account_rows(look: Look) -> tuple[AccountRow, ...]:
    """A row for each account that is watched, in the order in which they were set up."""
    return tuple(_row(look, account) for account in look.state.enrolled)


def checked_at(look: Look, account: AccountKey) -> datetime | None:
    """When all parts of the account were last read and believed: the oldest of them.

    Those that the broker no longer has do not count.
    """
    known = look.state.accounts.get(account)
    if known is None:
        return None
    seen = {scope for scope, health in parts_of(look, account, Feed.POSITIONS) if not health.over}
    read = [at for scope, at in known.accepted.items() if scope in seen]
    return min(read or known.accepted.values(), default=None)


def is_readable(look: Look, account: AccountKey) -> bool:
    """Whether the positions shown are those of now."""
    parts = parts_of(look, account, Feed.POSITIONS)
    return bool(parts) and all(sight_of(look, Feed.POSITIONS, h) is Sight.FULL for _, h in parts)


def gone(look: Look, account: AccountKey) -> set[Scope]:
    """The parts of the account that the broker no longer has."""
    parts = parts_of(look, account, Feed.POSITIONS)
    return {scope for scope, health in parts if health.over}


def _row(look: Look, account: AccountKey) -> AccountRow:
    feeds = look.state.enrolled[account]
    chips = tuple(_chip(look, account, feed) for feed in feeds)
    needed = [chip for chip in chips if chip.feed in NEEDED]
    asked = any(parts_of(look, account, feed) for feed in feeds)
    sight = max((chip.sight for chip in needed), key=lambda s: s.rank, default=Sight.FULL)
    if sight is Sight.FULL and any(chip.sight is not Sight.FULL for chip in chips):
        sight = Sight.PARTLY
    signed = _signed_in(look, account)
    return AccountRow(
        key=account,
        title=look.title(account),
        sight=sight,
        word=_word(sight, asked, needed),
        feeds=chips,
        checked=" · ".join((window.last_checked(checked_at(look, account), look.zone), *signed)),
        reasons=tuple(_reasons(look, account)),
        signs_in=look.signs_in(account),
    )


def _signed_in(look: Look, account: AccountKey) -> tuple[str, ...]:
    """What remains of the sign-in, where the broker wants one."""
    known = look.state.accounts.get(account)
    signed = known.sign_in if known is not None else None
    if signed is None:
        return ()
    if signed.until is None or look.now >= signed.until:
        return (window.signed_out(),)
    return (window.signed_in(signed.until, look.zone, renewed=signed.renewed),)


def _word(sight: Sight, asked: bool, needed: list[FeedChip]) -> str:
    if sight is Sight.FULL:
        return window.watching()
    if sight is Sight.NONE:
        return window.cannot_see()
    if not asked or any(chip.sight is Sight.PARTLY for chip in needed):
        return window.first_reading()
    return window.partly()


def _chip(look: Look, account: AccountKey, feed: Feed) -> FeedChip:
    parts = parts_of(look, account, feed)
    sights = [sight_of(look, feed, health) for _, health in parts]
    sight = max(sights, key=lambda s: s.rank, default=Sight.PARTLY)
    odd = any(health.problem is not None for _, health in parts)
    word = window.feed_word(sight is Sight.FULL, odd, asked=bool(parts))
    return FeedChip(feed, sight, labels.feed(feed), word)


def parts_of(look: Look, account: AccountKey, feed: Feed) -> list[tuple[Scope, FeedHealth]]:
    """The parts of the account in which this feed was asked since we began to watch."""
    known = look.state.accounts.get(account)
    feeds = known.feeds if known is not None else {}
    return [(scope, health) for (name, scope), health in feeds.items() if name is feed]


def sight_of(look: Look, feed: Feed, health: FeedHealth) -> Sight:
    """A feed that is down, or silent for longer than the policy bears, is not seen.

    The silence of a stream is for its session to judge: quiet hours are normal there.
    """
    if health.over:
        return Sight.FULL  # as much as there is to be seen; why there is no more is a remark
    if not health.up or (feed in NEEDED and _is_silent(look, health)):
        return Sight.NONE
    return Sight.FULL


def _is_silent(look: Look, health: FeedHealth) -> bool:
    return health.good_at is not None and look.now - health.good_at >= look.policy.blind_after


def _reasons(look: Look, account: AccountKey) -> Iterator[str]:
    """What is wrong or odd, once for all the feeds that say the same."""
    names: dict[str, list[str]] = {}
    for feed in look.state.enrolled[account]:
        for scope, health in parts_of(look, account, feed):
            sentence = remark_on(look, feed, health)
            if sentence:
                part = look.part(account, scope)
                name = f"{part} {labels.feed(feed)}" if part else labels.feed(feed)
                names.setdefault(sentence, []).append(name)
    for sentence, feeds in names.items():
        yield window.feed_reason(", ".join(feeds), sentence)


def remark_on(look: Look, feed: Feed, health: FeedHealth) -> str:
    """What is wrong or odd about a feed, in a sentence; empty when nothing is."""
    if health.problem is not None:
        return problems.sentence(health.problem)
    if feed in NEEDED and health.up and health.good_at is not None and _is_silent(look, health):
        return window.silent_since(health.good_at, look.zone)
    return ""
