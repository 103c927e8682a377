"""Who claims a movement of the balance: contracts on several underlyings whose legs cancel.

`gather.py` asks. What is certain of other underlyings takes its money first; of those that only
the money speaks for, each would be paid by the same rest. The closes may say which of them was
called. Where they do not, it may have been any of them, and each is told with the others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assignwatch.core.detect.contracts import delivery, law
from assignwatch.core.detect.fit.fitting import Matched
from assignwatch.core.detect.lane1.accounted import of_ends, of_match, of_records
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.matching.spent import put_to
from assignwatch.core.detect.matching.support import (
    Accounted,
    Fit,
    Span,
    balanced_over,
    in_the_money,
)
from assignwatch.core.detect.matching.ways import Match
from assignwatch.core.model import Instrument, InstrumentId, PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.words import OVER, Grade, InstrumentKind

_ZERO = Decimal()
_LEAST_THAT_CANCEL = 2


@dataclass(frozen=True, slots=True)
class Claimant:
    """A match that only the money speaks for, in the group at this place."""

    group: int
    match: Match
    over: Span
    worth: Accounted


def claimed_over(state: State, account: Account, matched: Matched) -> Iterator[Span]:
    """Between which readings of the balance contracts of a group went whose legs cancel, or may."""
    for match in matched.matches:
        if _is_led_by_money(match):
            yield from _over(account, match)
    gone: dict[InstrumentId, list[tuple[Span, Decimal]]] = {}
    for span, what, amount in _unmatched(state, matched):
        gone.setdefault(what, []).append((span, amount))
    for span, what, amount in _unmatched_records(state, matched) if gone else ():
        if what in gone:
            gone[what].append((span, amount))
    for spans in gone.values():
        if min(amount for _, amount in spans) < 0 < max(amount for _, amount in spans):
            for span, _ in spans:
                over = balanced_over(account, span)
                if over is not None:
                    yield over


_Moves = Iterator[tuple[Span, InstrumentId, Decimal]]


def _unmatched(state: State, matched: Matched) -> _Moves:
    """What contracts that went and that no match has used would move, and when."""
    for residual in matched.left:
        contract = state.described(residual.instrument, residual.judged_at)
        if contract is None or residual.record is not None or not residual.closes:
            continue
        moved = delivery.effect(state, contract, residual.quantity, residual.judged_at) or {}
        for what, amount in moved.items() if law.delivers(contract) else ():
            yield (residual.since, residual.at), what, amount


def _unmatched_records(state: State, matched: Matched) -> _Moves:
    """The same of contracts on record whose leg no match has found."""
    put = {booked for match in matched.matches for booked in put_to(match)}
    for claim in matched.lane.claims(state):
        for what, amount in claim.effect.items() if claim.booked not in put else ():
            yield claim.span, what, amount


def certain(
    state: State, account: Account, matched: Matched, lane: Lane, policy: Policy
) -> Iterator[Accounted]:
    """The money of all in a group that more than money speaks for."""
    put: set[int | None] = set()
    for match in matched.matches:
        put |= put_to(match)
        if not _is_led_by_money(match):
            yield from of_match(state, account, match, lane)
    records = of_records(state, account, lane, policy)
    yield from (one for record, one in records.items() if record not in put)
    yield from of_ends(state, matched.left, policy)


def claimants(
    state: State, account: Account, groups: Sequence[Matched]
) -> Iterator[list[Claimant]]:
    """Those of several groups that claim money of the same time, always in the same order."""
    found = [
        Claimant(place, match, over, worth)
        for place, matched in enumerate(groups)
        for match in matched.matches
        if _is_led_by_money(match)
        for over in _over(account, match)
        for worth in of_match(state, account, match, matched.lane)
        if any(worth.cash.values())
    ]
    found.sort(key=lambda one: one.match.used[0][0].key)
    while found:
        together = [found.pop(0)]
        for one in together:
            near = [other for other in found if _meet(one.over, other.over)]
            together += near
            found = [other for other in found if other not in near]
        if len({one.group for one in together}) > 1:
            yield sorted(together, key=lambda one: one.match.used[0][0].key)


def best(state: State, among: Sequence[Claimant], policy: Policy) -> list[Claimant]:
    """Those that the closes and the amount speak for most."""
    ranks = [_rank(state, one.match, policy) for one in among]
    return [one for one, rank in zip(among, ranks, strict=True) if rank == min(ranks)]


def led(state: State, account: Account, times: Sequence[datetime]) -> Iterator[PositionKey]:
    """Contracts whose incidents only the money decides, where it moved at one of these times."""
    found: dict[InstrumentId, list[PositionKey]] = {}
    for names in account.live.values() if times else ():
        for name in names:
            known = state.incidents[name].latest if name in state.incidents else None
            if known is None or known.occurred is None or known.grade is Grade.CONFIRMED:
                continue
            if known.grade in OVER or not known.consumes or any(c.facts for c in known.consumes):
                continue
            gone = [state.described(c.key.instrument, known.occurred[1]) for c in known.consumes]
            over = balanced_over(account, known.occurred)
            if over is None or not any(over[0] < at <= over[1] for at in times):
                continue
            if all(contract is not None and _is_called(contract) for contract in gone):
                for what in delivery.reaches(state, account, known.consumes[0].key.instrument):
                    found.setdefault(what, []).extend(c.key for c in known.consumes)
    for keys in found.values():
        if len(set(keys)) >= _LEAST_THAT_CANCEL:
            yield from keys


def _is_called(contract: Instrument) -> bool:
    return contract.kind is InstrumentKind.OPTION and law.delivers(contract)


def _is_led_by_money(match: Match) -> bool:
    """Whether its legs cancel, and neither a price nor a record says that it was called."""
    moved: dict[InstrumentId, Decimal] = {}
    for leg in match.legs:
        moved[leg.instrument] = moved.get(leg.instrument, _ZERO) + leg.quantity
    ways = (match.used, *match.others)
    named = any(claim.booked is not None for way in ways for claim, _ in way)
    priced = match.price in {Fit.FITS, Fit.OFF}
    return not (named or priced or any(moved.values())) and match.cash in {Fit.FITS, Fit.NEAR}


def _over(account: Account, match: Match) -> Iterator[Span]:
    seen = match.residuals
    if seen:
        over = balanced_over(account, (min(r.since for r in seen), max(r.at for r in seen)))
        if over is not None:
            yield over


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _rank(state: State, match: Match, policy: Policy) -> tuple[int, bool]:
    """Whether the closes say that all of it was worth calling, or not; then the exact amount."""
    ways = (match.used, *match.others)
    inside = {
        in_the_money(state, claim.contract, policy.calendar) if claim.ended else None
        for way in ways
        for claim, _ in way
    }
    close = 2 if False in inside else 1 if None in inside else 0
    return close, match.cash is not Fit.FITS
