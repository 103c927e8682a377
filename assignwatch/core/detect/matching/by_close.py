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


def ended(
    found: Claims, left: Sequence[Residual], booked: Sequence[Claim], is_inside: IsInside
) -> Iterator[Ended]:
    """The nights in which just that moved what the closes say.

    Not where a record is `booked` of any of it: that says more. What had not ended was called if it
    went as well.
    """
    for end, gone in _ends(found, left).items():
        inside = _night(found, left, gone, booked)
        arrived = by_instrument(inside)
        claims = found.among(inside, arrived)
        others = [c for c in claims if c.unsure or (c.has_run_out and c.contract.expiry != end)]
        worth = [not claim.has_run_out or is_inside(claim.contract) for claim in claims]
        if others or None in worth or not any(worth):
            continue
        units = tuple(abs(c.change) if w else _ZERO for c, w in zip(claims, worth, strict=True))
        if _move_just(claims, units, arrived):
            yield Ended(claims, units, inside, arrived)


def _ends(found: Claims, left: Sequence[Residual]) -> dict[Moment, list[Residual]]:
    """What has run out, by the end of its contract."""
    ends: dict[Moment, list[Residual]] = {}
    for residual in left:
        contract = found.state.described(residual.instrument, residual.judged_at)
        end = contract.expiry if contract is not None else None
        if end is not None and end.reached(residual.at) and not residual.after:
            ends.setdefault(end, []).append(residual)
    return ends


def _night(
    found: Claims, left: Sequence[Residual], gone: Sequence[Residual], booked: Sequence[Claim]
) -> list[Residual]:
    """All that moved from the night in which the last of these went until the market opened."""
    last = max(r.since for r in gone)
    contract = found.state.described(gone[0].instrument, gone[0].judged_at)
    if contract is None:
        return []
    opens = session_after(found.state, contract, gone[0].judged_at, found.policy)

    def is_of_it(since: datetime, at: datetime) -> bool:
        return last - at <= NIGHT and since < opens

    told = any(is_of_it(*claim.span) for claim in booked)
    return [] if told else in_order(r for r in left if is_of_it(r.since, r.at))


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
