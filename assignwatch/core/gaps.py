"""When nobody looked: what happened then is late, and a wait does not count meanwhile.

`evolve.py` keeps a gap for each part of an account that is read on its own, from its last reading
before to its first one after; `readings.py` and `detect` ask. One part that cannot be seen says
nothing about the others.
"""

from collections.abc import Iterable
from datetime import datetime

from assignwatch.core.events import Accepted, FeedFell
from assignwatch.core.model import WHOLE, Scope
from assignwatch.core.state import Account, Gap
from assignwatch.core.words import Feed


def stopped(account: Account, seen_until: datetime) -> None:
    """The program did not run since then, or not long after."""
    account.gaps = {scope: Gap(seen_until) for scope in _parts(account, WHOLE)}


def lost(account: Account, event: FeedFell) -> None:
    """The positions cannot be read: of one part, or of the whole account.

    Of a part that the broker has no more nothing goes unseen from then on.
    """
    if event.feed is not Feed.POSITIONS:
        return
    if event.over and is_unseen(account, event.scope):
        gap = account.gaps[event.scope]
        gap.end = max(gap.start, event.at)
    if event.over or not event.blind:
        return
    for scope in _parts(account, event.scope):
        seen_until = account.accepted.get(scope)
        if seen_until is not None and not is_unseen(account, scope):
            account.gaps[scope] = Gap(seen_until)


def read(account: Account, event: Accepted) -> None:
    """A reading was believed; `since` where it came long after the one before."""
    gap = account.gaps.get(event.scope)
    if gap is not None and gap.end is None and event.at >= gap.start:
        gap.end = event.at
    elif event.since is not None:
        account.gaps[event.scope] = Gap(event.since, event.at)


def is_unseen(account: Account, scope: Scope) -> bool:
    """Whether nobody sees the positions of this part now."""
    gap = account.gaps.get(scope)
    return gap is not None and gap.end is None


def is_first_after(account: Account, scope: Scope, at: datetime) -> bool:
    """Whether the reading of then was the first after the last time that nobody looked."""
    gap = account.gaps.get(scope)
    return gap is not None and gap.end == at


def was_unseen(account: Account, scope: Scope | None, at: datetime) -> bool:
    """Whether nobody looked then; where the part is not known, at any of them."""
    scopes = account.gaps if scope is None else (scope,)
    gaps = (account.gaps.get(each) for each in scopes)
    return any(gap is not None and gap.contains(at) for gap in gaps)


def _parts(account: Account, scope: Scope) -> Iterable[Scope]:
    """The parts that were read under this one: all of them under the whole account."""
    return [*account.accepted] or [WHOLE] if scope == WHOLE else [scope]
