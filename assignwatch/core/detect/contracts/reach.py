"""What some of a list of steps add up to, in whole numbers: worked out before `match.py` searches.

From each place of the list on, the sums that are left to reach, as bounds and a common step, and
where they are few enough exactly, a bit for each. A sum that is not in there cannot be reached; one
that is can be, if the bits are known.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

_BITS = 1 << 20
"""Sums further apart than so many steps are told by bounds and step alone."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The sums from `low` to `high`, `step` apart; where `bits` are known, those that are set."""

    low: int
    high: int
    step: int
    bits: bytes | None = None

    def __contains__(self, amount: int) -> bool:
        if not self.low <= amount <= self.high:
            return False
        if not self.step:
            return True
        place, beside = divmod(amount - self.low, self.step)
        if beside:
            return False
        return self.bits is None or bool(self.bits[place >> 3] >> (place & 7) & 1)


def whole(amounts: Iterable[Decimal]) -> tuple[list[int], int]:
    """The amounts as whole numbers of a part that all have in common, and how many make a unit."""
    ratios = [amount.as_integer_ratio() for amount in amounts]
    parts = math.lcm(*(part for _, part in ratios))
    return [number * (parts // part) for number, part in ratios], parts


def common_part(amounts: Iterable[Decimal]) -> Decimal:
    """The largest amount of which all are multiples."""
    numbers, parts = whole(amounts)
    return Decimal(math.gcd(*numbers)) / parts


def reaches(steps: Sequence[tuple[int, int]]) -> list[Reach]:
    """For each place of the list, what it and all after it can add up to; at the end nothing.

    A step is an amount and how often it may be taken.
    """
    common = math.gcd(*(amount for amount, _ in steps))
    width = sum(abs(amount) * count for amount, count in steps)
    exactly = common and width // common < _BITS
    low = high = step = 0
    sums = 1
    found = [Reach(0, 0, 0)]
    for amount, count in reversed(steps):
        low, high = low + min(0, amount * count), high + max(0, amount * count)
        if exactly:
            sums = _with(sums, abs(amount) // common, count)
            size = (high - low) // common // 8 + 1
            found.append(Reach(low, high, common, sums.to_bytes(size, "little")))
        else:
            step = math.gcd(step, amount)
            found.append(Reach(low, high, step))
    return found[::-1]


def _with(sums: int, shift: int, count: int) -> int:
    """The sums, with up to `count` times `shift` added: by halves, as 13 = 1 + 2 + 4 + 6."""
    taken, left = 1, count
    while left:
        now = min(taken, left)
        sums |= sums << shift * now
        left -= now
        taken *= 2
    return sums
