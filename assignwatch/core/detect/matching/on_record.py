"""A night of which all that moved is on record: nothing else was called in it.

`legs.py` asks first of all, and `by_close.py` where this does not say it. Contracts on record may
go a reading after what they delivered, and some of them cancel each other, or would cancel what has
lapsed; but where all of them come to just what moved, nothing is left for anything else to explain.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from assignwatch.core.detect.matching.by_close import Ended
from assignwatch.core.detect.matching.claims import Claims
from assignwatch.core.detect.matching.parts import by_instrument
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Residual

_DAY = timedelta(days=1)
"""Two records of one night may be dated so far apart, and so far from what they moved."""

_SEVERAL = 2
"""One record alone is put to its leg in the window of its time."""


def nights(found: Claims, left: Sequence[Residual], booked: Sequence[Claim]) -> Iterator[Ended]:
    """All that is on record with all that moved, where the one is just the other."""
    sure = [c for c in booked if c.certain and c.effect and not (c.partly or c.unsure)]
    if len(sure) < max(_SEVERAL, len(booked)):
        return
    claims = list(found.booked(sure, by_instrument(left)))
    reached = {what for claim in claims for what in claim.effect}
    legs = [r for r in left if r.instrument in reached]
    moved = {what: Decimal() for what in reached}
    for leg in legs:
        moved[leg.instrument] -= leg.quantity
    for what, quantity in (one for claim in claims for one in claim.effect.items()):
        moved[what] += quantity
    if legs and not any(moved.values()) and _are_of_one_night(claims, legs):
        units = tuple(abs(claim.change) for claim in claims)
        yield Ended(claims, units, legs, by_instrument(legs))


def _are_of_one_night(claims: Sequence[Claim], legs: Sequence[Residual]) -> bool:
    """Whether all are dated alike, and the legs moved then and have no record of their own."""
    first, last = min(c.at for c in claims), max(c.at for c in claims)
    near = all(leg.since - _DAY <= last and first <= leg.at + _DAY for leg in legs)
    return near and last - first <= _DAY and all(leg.record is None for leg in legs)
