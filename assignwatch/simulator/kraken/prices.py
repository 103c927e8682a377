"""Prices that move by themselves: a seeded walk over simulated time.

`world` asks for the price of a contract at a moment; the answer depends on nothing else than the
seed, the moment and the shocks that a scenario caused, so a jump of the clock costs nothing and a
replay gives the same prices.
"""

from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.kraken.contracts import Contract
from assignwatch.simulator.seeded import Seeded

LEVELS = {"XBT": Decimal(90000), "ETH": Decimal(3000)}
"""Where each coin's walk starts, in USD."""

_SWINGS = (
    (3, Decimal("0.0001")),
    (61, Decimal("0.0004")),
    (1021, Decimal("0.0015")),
    (15013, Decimal("0.006")),
)
"""Overlaid swings: length in seconds, and height as a part of the price."""


class Prices:
    """Index and mark prices of every coin, in USD."""

    def __init__(self, start: datetime, seeded: Seeded) -> None:
        self._start = start
        self._seeded = seeded
        self._shocks: list[tuple[datetime, str, Decimal]] = []

    def shock(self, base: str, at: datetime, percent: Decimal) -> None:
        """From `at` on, a coin is worth `percent` more (negative: less) than it would have been."""
        self._shocks.append((at, base, 1 + percent / 100))

    def index(self, contract: Contract, at: datetime) -> Decimal:
        """The index price of the contract's coin."""
        price = LEVELS[contract.base] * (1 + self._swing(contract.base, at))
        for since, base, factor in self._shocks:
            if base == contract.base and at >= since:
                price *= factor
        return price.quantize(Decimal("0.01"))

    def mark(self, contract: Contract, at: datetime) -> Decimal:
        """The mark price: the index plus a small premium of the contract."""
        seconds = int((at - self._start).total_seconds())
        premium = self._seeded.noise(contract.symbol, seconds // 30) * Decimal("0.0002")
        return (self.index(contract, at) * (1 + premium)).quantize(Decimal("0.0001"))

    def _swing(self, base: str, at: datetime) -> Decimal:
        seconds = int((at - self._start).total_seconds())
        return sum(
            (height * self._smooth(base, seconds, length) for length, height in _SWINGS),
            Decimal(0),
        )

    def _smooth(self, base: str, seconds: int, length: int) -> Decimal:
        step, rest = divmod(seconds, length)
        purpose = f"{base} {length}"
        before, after = (self._seeded.noise(purpose, step + i) for i in (0, 1))
        return before + (after - before) * rest / length
