"""Binance's contracts: what they are called, when they end, and the arithmetic of each kind.

`listing` keeps them, the books count in them. Sizes are in coins for USDⓈ-M, in contracts of a
fixed number of dollars for COIN-M, in units of the underlying for options. Sources: Binance docs,
"Exchange Information" of each family; Binance support, "Crypto futures contract specifications",
"Binance options: settlement".
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

SMALLEST = Decimal("0.00000001")
PERPETUAL = "PERPETUAL"
DELIVERY_HOUR = 8
TAKER_FEE = Decimal("0.0005")
MAKER_FEE = Decimal("0.0002")
LIQUIDATION_FEE = Decimal("0.0125")
"""What goes to the insurance fund, as a part of the notional."""
OPTION_FEE = Decimal("0.0003")
EXERCISE_FEE = Decimal("0.00015")
FEE_CAP = Decimal("0.1")
"""Fees of options are at most this part of the option's value."""


class Family(StrEnum):
    """The two families of futures, in the words of portfolio-margin events."""

    UM = "UM"
    CM = "CM"


class Side(StrEnum):
    """The side of a position: BOTH in one-way mode, the others in hedge mode."""

    BOTH = "BOTH"
    LONG = "LONG"
    SHORT = "SHORT"


def amount(value: Decimal) -> Decimal:
    """Money as Binance books it, to eight places."""
    return value.quantize(SMALLEST, ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Future:
    """One listed future. `delivery` is None for a perpetual that nobody delists."""

    symbol: str
    family: Family
    base: str
    kind: str
    tick: Decimal
    step: Decimal
    onboard: datetime
    delivery: datetime | None = None
    status: str = "TRADING"

    @property
    def pair(self) -> str:
        """The pair that several contracts share."""
        return f"{self.base}{'USD' if self.inverse else 'USDT'}"

    @property
    def inverse(self) -> bool:
        """Whether profit is paid in the coin."""
        return self.family is Family.CM

    @property
    def perpetual(self) -> bool:
        """Whether it is one by its kind, delisted or not."""
        return self.kind.startswith(PERPETUAL)

    @property
    def margin_asset(self) -> str:
        """What profit, funding and fees are booked in."""
        return self.base if self.inverse else "USDT"

    @property
    def contract_size(self) -> int:
        """Dollars in one contract of COIN-M; of USDⓈ-M a size is a number of coins."""
        if not self.inverse:
            return 1
        return 100 if self.base == "BTC" else 10

    def rounded(self, price: Decimal) -> Decimal:
        """The nearest price on this contract's tick."""
        return (price / self.tick).to_integral_value(ROUND_HALF_EVEN) * self.tick

    def notional(self, size: Decimal, price: Decimal) -> Decimal:
        """The worth of `size` at `price` in the margin asset, never negative."""
        worth = abs(size) * self.contract_size
        return amount(worth / price if self.inverse else worth * price)

    def profit(self, size: Decimal, entry: Decimal, price: Decimal) -> Decimal:
        """What a signed `size` opened at `entry` earned until `price`, in the margin asset."""
        per_unit = 1 / entry - 1 / price if self.inverse else price - entry
        return amount(size * self.contract_size * per_unit)

    def average(self, size: Decimal, entry: Decimal, added: Decimal, price: Decimal) -> Decimal:
        """The average entry after adding in the position's own direction."""
        whole = size + added
        if self.inverse:
            return amount(whole / (size / entry + added / price))
        return amount((size * entry + added * price) / whole)


@dataclass(frozen=True, slots=True)
class Option:
    """One listed European option, settled in USDT. A size is a number of units."""

    symbol: str
    base: str
    call: bool
    strike: Decimal
    expiry: datetime
    unit: int = 1

    @property
    def underlying(self) -> str:
        """The index that it is settled by."""
        return f"{self.base}USDT"

    @property
    def side(self) -> str:
        """Binance's word for the right."""
        return "CALL" if self.call else "PUT"

    @property
    def tick(self) -> Decimal:
        """Between two prices."""
        return Decimal("0.1") if self.base == "ETH" else Decimal(5)

    def rounded(self, price: Decimal) -> Decimal:
        """The nearest price on the tick that is not nothing."""
        steps = (price / self.tick).to_integral_value(ROUND_HALF_EVEN)
        return max(steps, Decimal(1)) * self.tick

    def payoff(self, price: Decimal) -> Decimal:
        """What one unit is worth when the underlying settles at `price`; zero at the money."""
        return max(price - self.strike if self.call else self.strike - price, Decimal(0))

    def fee(self, size: Decimal, price: Decimal, premium: Decimal) -> Decimal:
        """The fee of a trade of `size` at `premium`, positive."""
        worth = abs(size) * self.unit
        return amount(min(worth * price * OPTION_FEE, worth * premium * FEE_CAP))

    def exercise_fee(self, size: Decimal, price: Decimal) -> Decimal:
        """The fee when it settles at `price`, positive; nothing out of the money."""
        worth = abs(size) * self.unit
        return amount(min(worth * price * EXERCISE_FEE, worth * self.payoff(price) * FEE_CAP))


def perpetual(family: Family, base: str, onboard: datetime) -> Future:
    """A perpetual: `BTCUSDT`, `BTCUSD_PERP`."""
    symbol = f"{base}USD_PERP" if family is Family.CM else f"{base}USDT"
    return Future(symbol, family, base, PERPETUAL, *_grid(family, base), onboard)


def dated(family: Family, base: str, delivery: datetime, kind: str, onboard: datetime) -> Future:
    """A dated future, named after the day of its delivery: `BTCUSDT_261225`, `BTCUSD_261225`."""
    quote = "USD" if family is Family.CM else "USDT"
    symbol = f"{base}{quote}_{delivery:%y%m%d}"
    return Future(symbol, family, base, kind, *_grid(family, base), onboard, delivery)


def option(base: str, expiry: datetime, strike: Decimal, *, call: bool) -> Option:
    """An option: `BTC-261225-95000-C`."""
    name = f"{base}-{expiry:%y%m%d}-{strike:f}-{'C' if call else 'P'}"
    return Option(name, base, call, strike, expiry)


def quarter_end(now: datetime, later: int) -> datetime:
    """The delivery of the current quarter (`later` 0) or of one that follows, in 08:00 UTC.

    It is the last Friday of March, June, September or December; the current one is two weeks away
    at least, so that nothing ends while nobody plays it.
    """
    day = (now + timedelta(days=14)).replace(hour=0, minute=0, second=0, microsecond=0)
    while True:
        if (
            day.weekday() == 4
            and day.month % 3 == 0
            and (day + timedelta(days=7)).month != day.month
        ):
            if not later:
                return datetime(day.year, day.month, day.day, DELIVERY_HOUR, tzinfo=UTC)
            later -= 1
        day += timedelta(days=1)


def _grid(family: Family, base: str) -> tuple[Decimal, Decimal]:
    """Tick of the price and step of the size."""
    tick = {"BTC": "0.1", "ETH": "0.01", "SOL": "0.01"}.get(base, "0.0001")
    step = {"BTC": "0.001", "ETH": "0.001", "SOL": "0.01"}.get(base, "1")
    return Decimal(tick), Decimal(1) if family is Family.CM else Decimal(step)
