"""Which residuals are still carried forward, waiting for what explains them.

`placing.py` asks. One that is older than the policy carries is written off, unless an incident
still leans on it; what leans on one change together is carried and written off together. What undid
a change that was written off goes with it: it is about nothing any more. A record is over as its
change is: what it moved is not looked for among the changes of others. So is a corporate action.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.core.detect.fit.adjust import effective
from assignwatch.core.detect.incidents.evidence import adjusted
from assignwatch.core.detect.incidents.identity import incident_id
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Concluded
from assignwatch.core.model import PositionKey
from assignwatch.core.observations import Adjustment
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.words import OVER, UNSETTLED, Family, Side

_ZERO = Decimal()


def held_on(
    state: State, account: Account, open_: Sequence[Residual], cut: datetime, policy: Policy
) -> list[Residual]:
    """The residuals since `cut`, older ones that an incident leans on, and all it leans on."""
    held = {
        i for i, r in enumerate(open_) if r.at >= cut or _is_held(state, account, r, cut, policy)
    }
    if 0 < len(held) < len(open_):
        together = list(_together(state, account, open_, policy))
        while more := [one for one in together if one & held and one - held]:
            held = held.union(*more)
    return [r for i, r in enumerate(open_) if i in held]


def carried(
    state: State,
    account: Account,
    open_: Sequence[Residual],
    held: Sequence[Residual],
    policy: Policy,
) -> list[Residual]:
    """Those held on to, less what only undid one of the others."""
    if len(held) == len(open_):
        return list(held)
    names = {id(r) for r in held}
    gone = [_untold(state, account, r, open_, policy) for r in open_ if id(r) not in names]
    kept = [(r, _told_then(state, account, r)) for r in held]
    return list(_without_returns(kept, gone, policy))


def is_over(
    state: State,
    account: Account,
    record: Record,
    cut: datetime,
    open_: Sequence[Residual],
    held: Sequence[Residual],
    policy: Policy,
) -> bool:
    """Whether a record is older than what is carried, and its incident settled, legs and all.

    Of what is open, and not another incident's, just what it moved or else the change nearest to it
    is its leg; one that is held on to, it is kept for.
    """
    if _shown_at(account, record) >= cut:
        return False
    names = {account.consumed.get((w.id, w.instrument)) for w in record.happening.witnesses}
    known = [state.incidents[name].latest for name in names if name in state.incidents]
    return bool(known) and not any(
        one.grade in UNSETTLED
        or any(span[1] >= cut for span in _spans(one))
        or _leg_of(state, account, one, record, open_, policy) in held
        for one in known
    )


def is_used_up(
    state: State,
    account: Account,
    adjustment: Adjustment,
    cut: datetime,
    held: Sequence[Residual],
) -> bool:
    """Whether an incident tells a corporate action and what that is made of is carried no more.

    It accounts for nothing else then, though its ratio may fit what moved in the days after.
    """
    day = effective(adjustment).date()
    for side in Side:
        key = PositionKey(adjustment.old, side)
        incident = state.incidents.get(incident_id(account.key, key, Family.CORPORATE, day))
        known = incident.latest if incident is not None else None
        if known is None or known.grade in OVER or known.occurred is None:
            continue
        start, end = known.occurred
        told = adjusted(adjustment) in known.evidence and end < cut
        moved = {c.key for c in known.consumes}
        if told and not any(r.key in moved and start <= r.since and r.at <= end for r in held):
            return True
    return False


def _leg_of(
    state: State,
    account: Account,
    known: Concluded,
    record: Record,
    open_: Sequence[Residual],
    policy: Policy,
) -> Residual | None:
    legs = [
        r
        for r in open_
        if r.key != record.key
        and _made_of(known, r, policy)
        and not _is_anothers(known, r, list(_leaning(state, account, r)))
    ]
    at = record.happening.at
    return min(legs, key=lambda leg: (not _is_whole(known, leg), abs(leg.at - at)), default=None)


def _is_whole(known: Concluded, leg: Residual) -> bool:
    """Whether it is all that the incident moved there, no more and no less."""
    return any(c.key == leg.key and c.quantity == leg.quantity for c in known.consumes)


def _is_anothers(known: Concluded, leg: Residual, leaning: Sequence[Concluded]) -> bool:
    """Whether it is of another incident, of its time: all of it, or some where this one is not."""
    others = [other for other in leaning if other.incident != known.incident]
    if _is_whole(known, leg):
        told = [c.quantity for other in others for c in other.consumes if c.key == leg.key]
        return not _is_in(leg, known) and leg.quantity in {*told, sum(told, _ZERO)}
    return bool(others) and not _is_in(leg, known)


def _shown_at(account: Account, record: Record) -> datetime:
    """The reading that shows its change; while there is none, its own time."""
    if record.answer is not None:
        return record.answer.at
    at, book = record.happening.at, account.books.get(record.key)
    return min((c.at for c in book.counts if c.at >= at), default=at) if book is not None else at


def _is_held(
    state: State, account: Account, residual: Residual, cut: datetime, policy: Policy
) -> bool:
    """Whether an incident still leans on a residual older than what is carried.

    One that is carried itself, or that was never settled because nobody could look.
    """
    return any(
        known.grade in UNSETTLED or any(span[1] >= cut for span in _spans(known))
        for known in _made_of_it(state, account, residual, policy)
    )


def _spans(known: Concluded) -> Iterator[tuple[datetime, datetime]]:
    yield from filter(None, (known.occurred, known.changed))


def _together(
    state: State, account: Account, open_: Sequence[Residual], policy: Policy
) -> Iterable[frozenset[int]]:
    """For each incident, which of the residuals it leans on, by their place.

    In its time, or just what it is made of: a record of it may be dated before the readings.
    """
    names: dict[str, set[int]] = {}
    for i, residual in enumerate(open_):
        for known in _made_of_it(state, account, residual, policy):
            names.setdefault(known.incident, set()).add(i)
    return map(frozenset, names.values())


def _made_of_it(
    state: State, account: Account, residual: Residual, policy: Policy
) -> Iterator[Concluded]:
    """The incidents in whose time it lies, or the nearest on record of which it is just the leg."""
    told: list[Concluded] = []
    for name in account.live.get(residual.key, ()):
        known = state.incidents[name].latest
        if _is_in(residual, known):
            yield known
        elif any(c.facts for c in known.consumes) and _is_whole(known, residual):
            told.append(known)
    if any(_leaning(state, account, residual)):
        return
    near = [known for known in told if _made_of(known, residual, policy)]
    least = min((_apart(known, residual) for known in near), default=None)
    for known in near:
        if _apart(known, residual) == least and not _is_counted(account, known, residual):
            yield known


def _apart(known: Concluded, residual: Residual) -> timedelta:
    """How far a change lies from the time of an incident."""
    return min(max(since - residual.at, residual.at - until) for since, until in _spans(known))


def _is_counted(account: Account, known: Concluded, residual: Residual) -> bool:
    """Whether a reading of the incident's own time shows its position move that way."""
    book, spans = account.books.get(residual.key), list(_spans(known))
    counts = book.counts if book is not None else ()
    inside = (c for c in counts if any(since < c.at <= until for since, until in spans))
    return any((c.after - c.before) * residual.quantity > 0 for c in inside)


def _leaning(state: State, account: Account, residual: Residual) -> Iterator[Concluded]:
    """The incidents that stand on its position, in whose time it lies."""
    for name in account.live.get(residual.key, ()):
        known = state.incidents[name].latest
        if known.grade not in OVER and _is_in(residual, known):
            yield known


def _told_then(state: State, account: Account, residual: Residual) -> Decimal:
    """How much of it the incidents of its own time are made of."""
    stands = (one for one in _leaning(state, account, residual) if one.grade not in OVER)
    told = (c.quantity for one in stands for c in one.consumes if c.key == residual.key)
    alike = sum((quantity for quantity in told if quantity * residual.quantity > 0), _ZERO)
    return min(alike, residual.quantity, key=abs)


def _untold(
    state: State,
    account: Account,
    residual: Residual,
    open_: Sequence[Residual],
    policy: Policy,
) -> Residual:
    """What of it no incident that stands is made of: nothing later undid what one is.

    A record that it is told by may be dated some days off; then nothing of its own time is open
    that is as good a leg of it.
    """
    left = residual.quantity
    for known in (state.incidents[name].latest for name in account.live.get(residual.key, ())):
        if not _made_of(known, residual, policy):
            continue
        near = [r for r in open_ if _made_in(known, r, residual)]
        if _is_whole(known, residual):
            near = [r for r in near if _is_whole(known, r)]
        if _is_in(residual, known) or not near:
            told = [c.quantity for c in known.consumes if c.key == residual.key]
            alike = (quantity for quantity in told if quantity * residual.quantity > 0)
            left -= min(sum(alike, _ZERO), left, key=abs)
    return residual.part(left)


def _made_in(known: Concluded, other: Residual, residual: Residual) -> bool:
    """Whether the incident is made of another change of that position, in its own time."""
    same = other.key == residual.key and other.quantity * residual.quantity > 0
    return same and _is_in(other, known)


def _is_in(residual: Residual, known: Concluded) -> bool:
    """Whether it lies in the time of the incident: as it is dated, or as its contract was read."""
    return any(since < residual.at <= until for since, until in _spans(known))


def _made_of(known: Concluded, residual: Residual, policy: Policy) -> bool:
    if known.occurred is None or known.grade in OVER:
        return False
    apart = max(known.occurred[0] - residual.at, residual.at - known.occurred[1])
    return apart <= policy.pair_within and any(
        c.key == residual.key and c.quantity * residual.quantity > 0 for c in known.consumes
    )


def _without_returns(
    kept: Sequence[tuple[Residual, Decimal]], gone: Sequence[Residual], policy: Policy
) -> Iterator[Residual]:
    """What is carried, less what returned of a change that is not.

    Not of so much of it as is told by itself. What came and went before that has come to nothing:
    nothing later is about it.
    """
    left: list[tuple[Residual, Decimal]] = []
    for earlier in gone:
        left.append((earlier, _less_returned(earlier, left, policy)))
    for residual, told in kept:
        rest = residual.part(residual.quantity - told)
        amount = told + _less_returned(rest, left, policy)
        if amount:
            yield residual.share(amount)


def _less_returned(
    later: Residual, left: list[tuple[Residual, Decimal]], policy: Policy
) -> Decimal:
    """How much of a change is left when it undoes earlier ones, and these come to less by it."""
    amount = later.quantity
    for i, (earlier, open_) in enumerate(left):
        near = later.at - earlier.at <= policy.carry and earlier.key == later.key
        if near and later.record is None and amount * open_ < 0:
            part = min(amount, -open_, key=abs)
            amount -= part
            left[i] = earlier, open_ + part
    return amount


def is_told(state: State, account: Account, leg: Record, cut: datetime) -> bool:
    """Whether a leg alone is part of an incident of another thing that is carried no more.

    What it told is told: of what is held now it says nothing. Nor does one that told nothing, and
    that the balance holds from which the ledger started afresh.
    """
    facts = [(w.id, w.instrument) for w in leg.happening.witnesses]
    if leg.settled and leg.happening.at < cut and account.consumed.keys().isdisjoint(facts):
        return True
    names = (account.consumed.get((w.id, w.instrument)) for w in leg.happening.witnesses)
    told = (state.incidents[n].latest for n in names if n is not None and n in state.incidents)
    return any(
        version.grade not in OVER
        and version.instrument != leg.key.instrument
        and version.occurred is not None
        and version.occurred[1] < cut
        for version in told
    )
