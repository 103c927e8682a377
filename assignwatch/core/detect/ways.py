"""What may have been called, and a way in which that explains what moved.

`lane.py` and `legs.py` make claims, `legs.py` finds the ways and ranks them, `called.py` says what
the best one means.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assignwatch.core.detect import law
from assignwatch.core.detect.residual import Residual
from assignwatch.core.detect.support import Fit
from assignwatch.core.model import Instrument, PositionKey


@dataclass(frozen=True, slots=True)
class Claim:
    """A contract that may have been called: gone without a word, or booked without its other leg.

    `change` is its signed change, `effect` what all of it moves; `booked` names the record's
    finding; `unsure` says that the deliverable was worked out from what moved.
    """

    key: PositionKey
    contract: Instrument
    change: Decimal
    effect: law.Effect
    at: datetime
    residual: Residual | None = None
    booked: int | None = None
    unsure: bool = False
    certain: bool = True
    """Whether a record that names it says that it was called, and not merely that it is gone."""
    partly: bool = False
    """Whether its record claims more than there was, so that less of it may have moved."""

    def moves(self, units: Decimal) -> law.Effect:
        """What so many of its contracts move."""
        return {d: amount * units / abs(self.change) for d, amount in self.effect.items()}

    @property
    def is_whole(self) -> bool:
        """Whether it was called as a whole or not at all."""
        return self.unsure or (self.booked is not None and not self.partly)

    @property
    def may_lapse(self) -> bool:
        """Whether it may be gone without having been called."""
        return self.ended or not self.certain

    @property
    def ended(self) -> bool:
        """Whether it may simply have reached its end."""
        end, r = self.contract.expiry, self.residual
        return r is not None and end is not None and end.reached(r.at)


Use = tuple[Claim, Decimal]
"""A claim and how many of its contracts were called."""


@dataclass(frozen=True, slots=True)
class Way:
    """A solution with its rank; lower is better."""

    rank: tuple[int, ...]
    used: tuple[Use, ...]
    legs: tuple[Residual, ...]
    price: Fit
    cash: Fit


def rivals(way: Way, best: Way) -> bool:
    certain = way.rank[:3] == best.rank[:3]
    return certain and (way.price, way.cash) == (best.price, best.cash)


def unlike(equal: Sequence[Way]) -> list[Way]:
    """Ways that differ in more than in which booked contract a leg is put to: those are certain."""
    ways: dict[frozenset[tuple[PositionKey, Decimal]], Way] = {}
    for way in equal:
        ways.setdefault(frozenset((c.key, n) for c, n in way.used if c.booked is None), way)
    return list(ways.values())
