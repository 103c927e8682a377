"""What Binance's contracts are worth at a moment: index, mark and settlement.

`world` asks; `simulator.walk` says how the coins move. Options are worth what they would pay and
something for the time left. Sources: Binance support, "How are the delivery price and the exercise
price calculated": both are the mean of the index over the last half hour.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.simulator.binance.contracts import Future, Option, amount
from assignwatch.simulator.seeded import Seeded
from assignwatch.simulator.walk import Walk

NAMED_IN_CHINESE = "币安人生"
"""A real listing of 2025, whose symbol is not ASCII."""

LEVELS = {
    "BTC": Decimal(91000),
    "ETH": Decimal(3040),
    "SOL": Decimal(142),
    "BNB": Decimal(880),
    "ADA": Decimal("0.415"),
    NAMED_IN_CHINESE: Decimal("0.1325"),
}
"""Where each coin's walk starts, in USD."""

_SWINGS = (
    (5, Decimal("0.0001")),
    (67, Decimal("0.0004")),
    (1117, Decimal("0.0015")),
    (16001, Decimal("0.006")),
)
_SAMPLE = timedelta(seconds=30)
"""Binance takes one each second; so many are not needed for a mean here."""
_SAMPLES = 60
_HALF_HOUR = _SAMPLE * _SAMPLES
VOLATILITY = Decimal("0.6")
"""Of every option, in a year."""


class Prices:
    """Index, mark and settlement prices, in USD."""

    def __init__(self, start: datetime, seeded: Seeded) -> None:
        self._seeded = seeded
        self._walk = Walk(start, seeded, LEVELS, _SWINGS)

    def shock(self, base: str, at: datetime, percent: Decimal) -> None:
        """From `at` on, a coin is worth `percent` more (negative: less) than it would have been."""
        self._walk.shock(base, at, percent)

    def index(self, base: str, at: datetime) -> Decimal:
        """The index of a coin."""
        return amount(self._walk.level(base, at))

    def mark(self, contract: Future | Option, at: datetime) -> Decimal:
        """The mark price of a contract."""
        index = self.index(contract.base, at)
        if isinstance(contract, Option):
            return self._worth(contract, index, at)
        premium = self._seeded.noise(contract.symbol, self._walk.seconds(at) // 30)
        return amount(index * (1 + premium * Decimal("0.0002")))

    def settlement(self, base: str, at: datetime) -> Decimal:
        """The mean of the index over the half hour before `at`."""
        total = sum((self.index(base, at - _SAMPLE * i) for i in range(_SAMPLES)), Decimal(0))
        return amount(total / _SAMPLES)

    def estimate(self, base: str, end: datetime | None, at: datetime) -> Decimal:
        """What a contract that ends within the half hour would settle at; else the index."""
        if end is not None and at <= end <= at + _HALF_HOUR:
            return self.settlement(base, at)
        return self.index(base, at)

    def _worth(self, option: Option, index: Decimal, at: datetime) -> Decimal:
        minutes = max((option.expiry - at) // timedelta(minutes=1), 0)
        swing = index * VOLATILITY * (Decimal(minutes) / (365 * 1440)).sqrt()
        if not swing:
            return amount(option.payoff(index))
        distance = abs(index - option.strike) / swing
        time = swing * Decimal("0.4") * max(1 - distance / 3, Decimal("0.01"))
        return amount(option.payoff(index) + time)
