"""How long a residual has to wait before it is judged: for coverage, not for a clock.

`weigh.py` asks. A residual is ripe when the trades have been read past the reading that showed it,
after it was first seen. A limit of time ends a wait too, but counts only while the feeds that are
waited for were up: a night in which nobody could look proves nothing. What `market.py` knows of the
market ends it sooner.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assignwatch.core.detect.contracts.market import UNKNOWN, Market
from assignwatch.core.detect.residual import Residual
from assignwatch.core.gaps import is_unseen
from assignwatch.core.model import WHOLE, Scope, later
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account
from assignwatch.core.words import Feed

_WAITED_FOR = frozenset({Feed.POSITIONS, Feed.FILLS})


@dataclass(frozen=True, slots=True)
class Patience:
    """Whether the wait is over, whether the trades were read, and until when it lasts at most."""

    over: bool
    covered: bool
    until: datetime | None = None


def patience(
    account: Account,
    residuals: Sequence[Residual],
    now: datetime,
    limit: timedelta,
    policy: Policy,
    readings: int = 0,
    market: Market = UNKNOWN,
) -> Patience:
    """The wait for these residuals together; `readings` further ones are wanted besides trades."""
    read = all(_is_read(account, r) for r in residuals)
    if read and all(readings_after(account, r) >= readings for r in residuals):
        return Patience(over=True, covered=True)
    scopes = {Scope(r.scope) for r in residuals}
    start = _counting_from(account, scopes, max(r.seen for r in residuals))
    if start is None:
        return Patience(over=False, covered=read)
    until = _end(start, limit, policy, market, read=read)
    return Patience(over=now >= until, covered=read, until=until if now < until else None)


def _end(
    start: datetime, limit: timedelta, policy: Policy, market: Market, *, read: bool
) -> datetime:
    """When the wait ends by itself.

    On a market that has been closed since long before the change, further readings bring no trade:
    what the trades say, once they are read, stands. Before a market opens nobody is left to wait;
    but who starts the program just then is not alarmed before the trades could be read.
    """
    ends = [later(start, limit)]
    shortly = later(start, policy.propagation)
    if market.idle and read:
        ends.append(shortly)
    if market.opens is not None:
        ends.append(max(market.opens - policy.before_open, start if read else shortly))
    return min(ends)


def through(account: Account, feed: Feed, scope: Scope) -> datetime | None:
    """Up to when a feed has been read for this scope, its own or the account's.

    Where it is read in one piece under another name, that one; but not that of another part, whose
    positions are read on their own, and not where the feed has its own word for this scope, up or
    down: then it is not read in one piece. A part without a name is another part as well.
    """
    if (feed, scope) in account.coverage:
        return account.coverage[feed, scope]
    apart = scope != WHOLE and (feed, scope) in account.feeds
    if (feed, WHOLE) in account.coverage and not (apart and WHOLE in account.accepted):
        return account.coverage[feed, WHOLE]
    if apart:
        return None
    others = [(place, at) for (name, place), at in account.coverage.items() if name is feed]
    if len(others) != 1 or others[0][0] in account.accepted:
        return None
    return others[0][1]


def readings_after(account: Account, residual: Residual) -> int:
    """How many complete readings were believed after the one that showed it."""
    return sum(1 for at in account.readings.get(Scope(residual.scope), ()) if at > residual.at)


def _is_read(account: Account, residual: Residual) -> bool:
    scope = Scope(residual.scope)
    end = through(account, Feed.FILLS, scope)
    if end is None or end < residual.at:
        return False
    learned = [
        at
        for (feed, where), at in account.covered_at.items()
        if feed is Feed.FILLS and where in {scope, WHOLE}
    ] or [at for (feed, _), at in account.covered_at.items() if feed is Feed.FILLS]
    return any(at >= residual.seen for at in learned)


def _counting_from(account: Account, scopes: Collection[Scope], seen: datetime) -> datetime | None:
    """From when time counts; None while a feed that is waited for is known to be down."""
    if any(is_unseen(account, scope) for scope in scopes):
        return None
    start = seen
    for (feed, scope), health in account.feeds.items():
        if feed in _WAITED_FOR and scope in {WHOLE, *scopes} and not health.over:
            if not health.up:
                return None
            start = max(start, health.since)
    return start
