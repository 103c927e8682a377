"""What Kraken's contracts are worth at a moment: a walk for each coin, and small premiums.

`world` asks for index and mark; `simulator.walk` says how they move.
"""

from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.kraken.contracts import Contract
from assignwatch.simulator.seeded import Seeded
from assignwatch.simulator.walk import Walk

LEVELS = {"XBT": Decimal(90000), "ETH": Decimal(3000)}
"""Where each coin's walk starts, in USD."""

_SWINGS = (
    (3, Decimal("0.0001")),
    (61, Decimal("0.0004")),
    (1021, Decimal("0.0015")),
    (15013, Decimal("0.006")),
)


class Prices:
    """Index and mark prices of every coin, in USD."""

    def __init__(self, start: datetime, seeded: Seeded) -> None:
        self._seeded = seeded
        self._walk = Walk(start, seeded, LEVELS, _SWINGS)

    def shock(self, base: str, at: datetime, percent: Decimal) -> None:
        """From `at` on, a coin is worth `percent` more (negative: less) than it would have been."""
        self._walk.shock(base, at, percent)

    def index(self, contract: Contract, at: datetime) -> Decimal:
        """The index price of the contract's coin."""
        return self._walk.level(contract.base, at).quantize(Decimal("0.01"))

    def mark(self, contract: Contract, at: datetime) -> Decimal:
        """The mark price: the index plus a small premium of the contract."""
        premium = self._seeded.noise(contract.symbol, self._walk.seconds(at) // 30)
        factor = 1 + premium * Decimal("0.0002")
        return (self.index(contract, at) * factor).quantize(Decimal("0.0001"))
