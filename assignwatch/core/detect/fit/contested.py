"""Money that speaks for several: a movement of the balance that others may have spent.

`gather.py` asks, when all that happened with the same readings is known. The balance backs a match
of legs only where what it moved by is not what others were paid, whoever was told of first: what
the broker's records say, with or without their money, and what else was called. That of contracts
whose legs cancel is `spent.py`'s.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assignwatch.core.detect.fit.fitting import Matched
from assignwatch.core.detect.lane1.accounted import of_ends, of_match, of_records
from assignwatch.core.detect.lane1.booked import TURNED, Record
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.matching.spent import is_all_of
from assignwatch.core.detect.matching.support import Accounted, Fit, Span, balanced_over, cash_moved
from assignwatch.core.detect.matching.ways import Match
from assignwatch.core.events import Concluded
from assignwatch.core.model import PositionKey, later
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.words import OVER, EvidenceCode, Grade

_BACKED = frozenset({Fit.FITS, Fit.NEAR})


@dataclass(frozen=True, slots=True)
class Share:
    """What something was paid by law: the balance may show that between these times."""

    since: datetime
    until: datetime
    of: Accounted

    def may_be_in(self, over: Span) -> bool:
        """Whether a span of readings of the balance may hold it, untold."""
        told = any(over[0] < at <= over[1] for at in self.of.told)
        return not told and meet((self.since, self.until), over)


@dataclass(frozen=True, slots=True)
class Shares:
    """What each match of a group was paid but for its records, its records, and what ended."""

    of: tuple[tuple[Share, ...], ...]
    booked: Mapping[int, Share]
    ended: tuple[Share, ...]

    @property
    def all(self) -> tuple[Share, ...]:
        """All that it may have been paid."""
        return self.but()

    def but(
        self, place: int | None = None, records: Collection[int | None] = ()
    ) -> tuple[Share, ...]:
        """The same without the match at this place, and without these records."""
        matched = (one for i, of in enumerate(self.of) if i != place for one in of)
        booked = (one for record, one in self.booked.items() if record not in records)
        return (*matched, *booked, *self.ended)


def shares(state: State, account: Account, matched: Matched, lane: Lane, policy: Policy) -> Shares:
    """The shares of a group in what the balance moved by.

    What is on record is paid from the day on that its record gives until a reading shows it.
    """
    of = tuple(
        _of(one for own in _unnamed(match) for one in of_match(state, account, own, lane))
        for match in matched.matches
    )
    booked = {
        place: _on_record(account, lane.records[place], one, policy)
        for place, one in of_records(state, account, lane, policy).items()
        if not lane.records[place].settled
    }
    return Shares(of, booked, _of(of_ends(state, matched.left, policy)))


def meet(span: Span, over: Span) -> bool:
    """Whether it reaches into a span of readings of the balance."""
    return span[0] <= over[1] and over[0] < span[1]


def _unnamed(match: Match) -> Iterator[Match]:
    """What of it is on no record."""
    used, *others = (
        tuple(use for use in way if use[0].booked is None) for way in (match.used, *match.others)
    )
    if used:
        yield replace(match, used=used, others=tuple(way for way in others if way))


def _of(paid: Iterable[Accounted]) -> tuple[Share, ...]:
    return tuple(Share(min(one.times), max(one.times), one) for one in paid)


def _on_record(account: Account, record: Record, paid: Accounted, policy: Policy) -> Share:
    at, book = record.happening.at, account.books.get(record.key)
    if record.answer is not None:
        shown = record.answer.at
    else:
        own = (c.at for c in (book.counts if book is not None else ()) if c.since < at <= c.at)
        shown = min(own, default=later(at, policy.pair_within))
    return Share(min(at, shown), max(at, shown), paid)


def backed_over(account: Account, matches: Iterable[Match]) -> Iterator[Span]:
    """Between which readings of the balance it may back what no price and no record does."""
    for match in matches:
        over = balanced_over(account, _span(match)) if _is_open(match) else None
        if over is not None:
            yield over


def without_spent(
    state: State,
    account: Account,
    matches: Sequence[Match],
    own: Shares,
    beside: Sequence[Share],
    policy: Policy,
) -> list[Match]:
    """The matches of a group, less the word of a balance that may be about something else.

    `own`: what the group itself was paid; `beside`: what others were.
    """
    left: list[Match] = []
    for i, match in enumerate(matches):
        over = balanced_over(account, _span(match)) if _is_open(match) else None
        if over is None or match.cash not in _BACKED:
            left.append(match)
            continue
        others = (*beside, *own.but(i, {claim.booked for claim, _ in match.used}))
        taken = [share.of for share in others if share.may_be_in(over)]
        moved = cash_moved(state, account, _span(match)) or {}
        spent = is_all_of(moved, taken, policy.fee_per_contract)
        left.append(replace(match, cash=Fit.UNKNOWN) if spent else match)
    return left


def leaning(
    state: State, account: Account, keys: Collection[PositionKey]
) -> dict[PositionKey, list[Span]]:
    """Contracts of other positions that the balance backs, or might, and when it did."""
    found: dict[PositionKey, list[Span]] = {}
    for key, names in account.live.items():
        for name in names if key not in keys else ():
            known = state.incidents[name].latest if name in state.incidents else None
            if known is None or known.occurred is None or known.instrument != key.instrument:
                continue
            if not _may_lean(known):
                continue
            over = balanced_over(account, known.occurred)
            if over is not None:
                found.setdefault(key, []).append(over)
    return found


def _may_lean(known: Concluded) -> bool:
    """Whether its legs fit, no price or record backs it, and more or less than the balance does."""
    codes = {said.code for said in known.evidence}
    sure = known.grade in {*OVER, Grade.CONFIRMED} or EvidenceCode.PRICE in codes
    return not sure and known.kind in TURNED and EvidenceCode.TWO_LEGS in codes


def _is_open(match: Match) -> bool:
    """Whether nothing but the balance may say that contracts without a record were called.

    Where nothing of it moved at all the money was shared out before.
    """
    named = {claim.booked is not None for claim, _ in match.used}
    return False in named and (bool(match.legs) or True in named) and match.price is Fit.UNKNOWN


def _span(match: Match) -> Span:
    return min(r.since for r in match.residuals), max(r.at for r in match.residuals)
