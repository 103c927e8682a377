"""What the money says of a settlement value that nobody told.

`lapse.py` asks where several options on one underlying were settled in cash at once: all of them
by the same value, so that of all values only those count at which they pay just what was paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from assignwatch.core.detect.contracts import law
from assignwatch.core.model import Instrument

_FAR = 10
"""No underlying is taken to have ended at more than so many times the highest strike."""

Settled = tuple[Instrument, Decimal]
"""An option and its signed change."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one of them paid: whether anything, and how much where that is certain."""

    inside: bool
    amount: Decimal | None


def share_of(
    one: Settled, settled: Sequence[Settled], moved: Decimal, fee: Decimal = Decimal()
) -> Share | None:
    """What one paid of what moved, less a fee at most; None where that cannot be told."""
    ranges = _ranges(settled, moved, fee)
    ends = [law.payoff(*one, price) for span in ranges for price in span]
    inside = {law.payoff(*one, (low + high) / 2) != 0 for low, high in ranges}
    if len(inside) != 1 or None in ends:
        return None
    return Share(inside.pop(), ends[0] if len(set(ends)) == 1 else None)


def ways_of(
    settled: Sequence[Settled], moved: Decimal, fee: Decimal = Decimal()
) -> list[tuple[Settled, ...]]:
    """Which of them may have paid what moved: those that do at each value that makes it."""
    ways = (
        tuple(one for one in settled if law.payoff(*one, (low + high) / 2))
        for low, high in _ranges(settled, moved, fee)
    )
    return list(dict.fromkeys(ways))


def _ranges(
    settled: Sequence[Settled], moved: Decimal, fee: Decimal
) -> list[tuple[Decimal, Decimal]]:
    """The values at which they pay this, less a fee at most; each once."""
    ranges = _values(settled, moved)
    if not ranges:
        paid = (_paid(settled, price) for price in _edges(settled))
        near = [total for total in paid if total is not None and 0 < total - moved <= fee]
        ranges = _values(settled, min(near)) if near else []
    edges = {edge for low, high in ranges if low != high for edge in (low, high)}
    return [(low, high) for low, high in ranges if low != high or low not in edges]


def _edges(settled: Sequence[Settled]) -> list[Decimal]:
    """The values between which each of them pays in proportion, or nothing."""
    strikes = sorted({c.strike for c, _ in settled if c.strike is not None})
    return [Decimal(), *strikes, _FAR * max(strikes, default=Decimal())]


def _values(settled: Sequence[Settled], moved: Decimal) -> list[tuple[Decimal, Decimal]]:
    """The spans of values at which all of them together pay this; a span may be one value."""
    found: list[tuple[Decimal, Decimal]] = []
    for low, high in pairwise(_edges(settled)):
        first, last = _paid(settled, low), _paid(settled, high)
        if first is None or last is None:
            return []
        if first == last == moved:
            found.append((low, high))
        elif first != last and min(first, last) <= moved <= max(first, last):
            at = low + (high - low) * (moved - first) / (last - first)
            found.append((at, at))
    return found


def _paid(settled: Sequence[Settled], value: Decimal) -> Decimal | None:
    paid = [law.payoff(contract, change, value) for contract, change in settled]
    return None if None in paid else sum((p for p in paid if p is not None), Decimal())
