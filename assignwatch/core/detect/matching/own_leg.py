"""What a record delivers, found among what moved: by itself, or with something else.

`legs.py` asks. Nobody can tell whose the first shares are that come where a record shares them with
a part of some series. When just what it delivers comes later, at its strike, that is its leg, if
all others then went whole for those that came first.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.matching.ways import Claim, Use
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import InstrumentId


def own_legs(
    used: Sequence[Use], legs: Sequence[Residual], left: Iterable[Residual], within: timedelta
) -> Iterator[tuple[Use, Residual, list[Use]]]:
    """Each record with what may be its own leg, and what all others turned into these legs then."""
    last = max((leg.at for leg in legs), default=None)
    later = [r for r in left if last is not None and _follows(r, last, within)]
    for told in used:
        claim = told[0]
        if claim.booked is None or not claim.certain or claim.unsure:
            continue
        others = [(other, abs(other.change)) for other, _ in used if other is not claim]
        if others and _moved(others) == _came(legs):
            for leg in later:
                if _moved([told]) == _came([leg]):
                    yield told, leg, others


def larger(
    claim: Claim, what: InstrumentId, moved: Decimal, left: Iterable[Residual]
) -> Residual | None:
    """The change of its time, or of its own reading, if that may hold a leg and more."""
    seen = claim.shown_at or claim.at
    return next(
        (
            r
            for r in left
            if r.instrument == what and r.record is None
            if r.quantity * moved > 0 and abs(r.quantity) > abs(moved)
            if r.since < seen <= r.at
        ),
        None,
    )


def _follows(leg: Residual, last: datetime, within: timedelta) -> bool:
    return leg.record is None and timedelta() < leg.at - last <= within


def _moved(used: Iterable[Use]) -> law.Effect:
    """What these contracts move together."""
    total: law.Effect = {}
    for claim, units in used:
        for what, quantity in claim.moves(units).items():
            total[what] = total.get(what, Decimal()) + quantity
    return total


def _came(legs: Iterable[Residual]) -> law.Effect:
    total: law.Effect = {}
    for leg in legs:
        total[leg.instrument] = total.get(leg.instrument, Decimal()) + leg.quantity
    return total
