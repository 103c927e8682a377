"""What Saxo's instruments are worth: `simulator.walk` moves every underlying a little.

Options are worth what they could be used for and something for the time left. Clients see prices as
they were fifteen minutes ago, as without a subscription to real-time data.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from assignwatch.simulator.saxo.instruments import Instrument, Option
from assignwatch.simulator.seeded import Seeded
from assignwatch.simulator.walk import Walk

LEVELS = {
    "XYZ": Decimal("96.40"),
    "QRS": Decimal("54.15"),
    "ETX": Decimal("404.20"),
    "XIX": Decimal("4948.30"),
    "GLD": Decimal("2398.5"),
    "EURUSD": Decimal("1.0842"),
}
DELAY_MINUTES = 15
EUR_PER_USD = Decimal("0.92")

_SWINGS = ((17, Decimal("0.0002")), (601, Decimal("0.001")), (20_011, Decimal("0.003")))

_OPENS, _CLOSES = timedelta(hours=14, minutes=30), timedelta(hours=21)


@dataclass(frozen=True, slots=True)
class Quote:
    """What is asked and bid, as it was at `at`."""

    bid: Decimal
    ask: Decimal
    at: datetime

    @property
    def mid(self) -> Decimal:
        """Half way between the two."""
        return (self.bid + self.ask) / 2


class Prices:
    """What everything is worth, at any moment."""

    def __init__(self, start: datetime, seeded: Seeded) -> None:
        self._walk = Walk(start, seeded, LEVELS, _SWINGS)

    def move(self, base: str, at: datetime, percent: Decimal) -> None:
        """From `at` on, an underlying is worth `percent` more (negative: less) than without."""
        self._walk.shock(base, at, percent)

    def price(self, instrument: Instrument, at: datetime) -> Decimal:
        """What is paid for one unit at a moment."""
        level = self._walk.level(instrument.base, at)
        if isinstance(instrument, Option):
            days = Decimal((_end(instrument) - at) // timedelta(minutes=1)) / 1440
            time = level * Decimal("0.0008") * max(days, Decimal(0))
            distance = abs(level - instrument.strike) / level
            time *= max(1 - 8 * distance, Decimal("0.02"))
            return self.rounded(instrument, instrument.intrinsic(level) + time)
        return self.rounded(instrument, level)

    def rounded(self, instrument: Instrument, price: Decimal) -> Decimal:
        """A price with as many decimals as the instrument has."""
        return price.quantize(Decimal(1).scaleb(-instrument.decimals))

    def quote(self, instrument: Instrument, at: datetime) -> Quote:
        """The delayed quote that clients see at a moment."""
        then = at - timedelta(minutes=DELAY_MINUTES)
        price = self.price(instrument, then)
        tick = Decimal(1).scaleb(-instrument.decimals)
        return Quote(max(price - tick, Decimal(0)), price + tick, then)

    def last_close(self, instrument: Instrument, at: datetime) -> Decimal:
        """The official price of the end of the last session before a moment."""
        return self.price(instrument, last_close(at))


def is_open(at: datetime) -> bool:
    """Whether the exchanges trade; their holidays and summer time are left out."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return at.weekday() < 5 and _OPENS <= at - midnight < _CLOSES


def last_close(at: datetime) -> datetime:
    """When the last session before a moment ended."""
    close = at.replace(hour=0, minute=0, second=0, microsecond=0) + _CLOSES
    while close > at or close.weekday() > 4:
        close -= timedelta(days=1)
    return close


def conversion(currency: str, into: str) -> Decimal:
    """What one unit of a currency is worth in another; rates do not move here."""
    if currency == into:
        return Decimal(1)
    return EUR_PER_USD if into == "EUR" else (1 / EUR_PER_USD).quantize(Decimal("0.000001"))


def _end(option: Option) -> datetime:
    if option.expiry is None:
        raise ValueError(f"{option.symbol} never ends.")
    return datetime(option.expiry.year, option.expiry.month, option.expiry.day, 21, tzinfo=UTC)
