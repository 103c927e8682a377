"""The night in which contracts came to their end, as the closes say that it went.

`legs.py` asks before it looks for anything else. What ended in the money was called, all of it, and
the rest has lapsed, so the closes say what has to have moved. Where just that did, over however
many readings of the night, nothing is left to search for. Piece by piece, legs that cancel would be
called by themselves, and the rest be held against an average price that is the strike of none.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assignwatch.core.detect.changes.nights import NIGHT
from assignwatch.core.detect.contracts.market import session_after
from assignwatch.core.detect.matching.claims import Claims
from assignwatch.core.detect.matching.match import Units
from assignwatch.core.detect.matching.parts import by_instrument, in_order
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument, InstrumentId, Moment

IsInside = Callable[[Instrument], bool | None]
"""Whether a contract ended in the money, as far as a close says so."""

_ZERO = Decimal()


@dataclass(frozen=True, slots=True)
class Ended:
    """Contracts that ended in one night, how many of each were called, and what they moved."""

    claims: list[Claim]
    units: Units
    inside: list[Residual]
    arrived: dict[InstrumentId, list[Residual]]


@dataclass(frozen=True, slots=True)
class _Night:
    """From when the last contract was still there until the market opens again."""

    last: datetime
    opens: datetime

    def holds(self, since: datetime, at: datetime) -> bool:
        """Whether what happened between these times may be of it."""
        return self.last - at <= NIGHT and since < self.opens

    def may_be_of(self, claim: Claim) -> bool:
        """Whether a record may be of it; one that gives its moment is not where that was before."""
        return self.holds(*claim.span) and not (claim.is_timed and claim.span[1] <= self.last)


def ended(
    found: Claims, left: Sequence[Residual], booked: Sequence[Claim], is_inside: IsInside
) -> Iterator[Ended]:
    """The nights in which just that moved what the closes say.

    With what is `booked` of that night, and what had not ended and went as well: those were called.
    """
    for end, night in _nights(found, left).items():
        inside = in_order(r for r in left if night.holds(r.since, r.at))
        if any(_is_of_before(found, end, r) for r in inside):
            continue
        arrived = by_instrument(inside)
        told = [claim for claim in booked if night.may_be_of(claim)]
        claims = [*found.booked(told, arrived), *found.among(inside, arrived)]
        worth = [not claim.may_lapse or is_inside(claim.contract) for claim in claims]
        if not all(_is_clear(c, end, w) for c, w in zip(claims, worth, strict=True)):
            continue
        units = tuple(abs(c.change) if w else _ZERO for c, w in zip(claims, worth, strict=True))
        just = any(units) and _move_just(claims, units, arrived)
        if just and not _denied(claims, units, arrived):
            yield Ended(claims, units, inside, arrived)


def _is_clear(claim: Claim, end: Moment, is_worth: bool | None) -> bool:
    """Whether it is known what to expect of it, in the night of this end.

    Of what a record says no more than that it is gone only where that was worth nothing.
    """
    if claim.unsure or claim.partly or is_worth is None or (is_worth and not claim.certain):
        return False
    return not claim.has_run_out or claim.contract.expiry == end


def _is_of_before(found: Claims, end: Moment, gone: Residual) -> bool:
    """Whether it is some of what ended, gone before the day of its end: of a night of its own."""
    contract = found.state.described(gone.instrument, gone.judged_at)
    return contract is not None and contract.expiry == end and not end.reached(gone.at)


def _nights(found: Claims, left: Sequence[Residual]) -> dict[Moment, _Night]:
    """The night in which the last of what ended at one time went, by that time."""
    nights: dict[Moment, _Night] = {}
    for residual in left:
        contract = found.state.described(residual.instrument, residual.judged_at)
        end = contract.expiry if contract is not None else None
        if contract is None or end is None or residual.after or not end.reached(residual.at):
            continue
        opens = session_after(found.state, contract, residual.judged_at, found.policy)
        before = nights[end].last if end in nights else residual.since
        nights[end] = _Night(max(before, residual.since), opens)
    return nights


def _move_just(
    claims: Sequence[Claim], units: Units, arrived: Mapping[InstrumentId, Sequence[Residual]]
) -> bool:
    """Whether so many of them move all that arrived of what any of them delivers."""
    owed = {
        what: -sum((r.quantity for r in arrived.get(what, ())), _ZERO)
        for claim in claims
        for what in claim.effect
    }
    for claim, n in zip(claims, units, strict=True):
        for what, quantity in claim.moves(n).items():
            owed[what] += quantity
    return not any(owed.values())


def _denied(
    claims: Sequence[Claim], units: Units, arrived: Mapping[InstrumentId, Sequence[Residual]]
) -> bool:
    """Whether one that has lapsed went with just what it delivers, before all that was called.

    Then it was called itself, before its end, and of the others less than the closes say.
    """
    first = min(c.at for c, n in zip(claims, units, strict=True) if n)
    for claim, n in zip(claims, units, strict=True):
        if n or claim.at >= first or not claim.effect:
            continue
        moved = claim.moves(abs(claim.change))
        came = {
            what: sum((r.quantity for r in arrived.get(what, ()) if r.at == claim.at), _ZERO)
            for what in moved
        }
        if came == moved:
            return True
    return False
