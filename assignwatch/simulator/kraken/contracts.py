"""The futures that the simulated Kraken lists, and the arithmetic of each kind.

`book` trades them, `prices` moves them, `render` describes them. Rules: Kraken docs, "Linear
multi-collateral fixed maturity contract specifications" and "Inverse crypto futures contract
specifications" (linear: profit in USD per coin; inverse: contracts of 1 USD, profit in the coin).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

SMALLEST_AMOUNT = Decimal("1e-11")
SMALLEST_PRICE = Decimal("1e-10")
TAKER_FEE = Decimal("0.0005")
MAKER_FEE = Decimal("0.0002")
LIQUIDATION_FEE = Decimal("0.005")


def amount(value: Decimal) -> Decimal:
    """Money as Kraken books it: eleven decimals."""
    return value.quantize(SMALLEST_AMOUNT, ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Wallet:
    """Where the money of a contract is booked: the margin account and its currency."""

    margin_account: str
    asset: str

    @property
    def collateral(self) -> str | None:
        """The collateral named in account-log rows; the multi-collateral wallet names none."""
        return None if self.margin_account == "flex" else self.asset


FLEX = Wallet("flex", "usd")


@dataclass(frozen=True, slots=True)
class Contract:
    """One listed future. `maturity` is None for a perpetual."""

    symbol: str
    base: str
    inverse: bool
    tick: Decimal
    maturity: datetime | None = None

    @property
    def wallet(self) -> Wallet:
        """Where profit, funding and fees of this contract are booked."""
        coin = self.base.lower()
        return Wallet(f"f-{coin}:usd", coin) if self.inverse else FLEX

    @property
    def kind(self) -> str:
        """Kraken's own word for the kind of contract."""
        return "futures_inverse" if self.inverse else "flexible_futures"

    @property
    def size_decimals(self) -> int:
        """How finely a position may be sized: whole dollars, or ten-thousandths of a coin."""
        return 0 if self.inverse else 4

    def rounded(self, price: Decimal) -> Decimal:
        """The nearest price on this contract's tick."""
        return (price / self.tick).to_integral_value(ROUND_HALF_EVEN) * self.tick

    def notional(self, size: Decimal, price: Decimal) -> Decimal:
        """The worth of `size` at `price` in the wallet's currency, never negative."""
        return amount(abs(size) / price if self.inverse else abs(size) * price)

    def profit(self, size: Decimal, entry: Decimal, price: Decimal) -> Decimal:
        """What a signed `size` opened at `entry` earned until `price`, in the wallet's currency."""
        per_contract = 1 / entry - 1 / price if self.inverse else price - entry
        return amount(size * per_contract)

    def average(self, size: Decimal, entry: Decimal, added: Decimal, price: Decimal) -> Decimal:
        """The average entry after adding in the position's own direction."""
        whole = size + added
        if self.inverse:
            mean = whole / (size / entry + added / price)
        else:
            mean = (size * entry + added * price) / whole
        return mean.quantize(SMALLEST_PRICE, ROUND_HALF_EVEN)


def perpetual(symbol: str) -> Contract:
    """A perpetual by its Kraken symbol, `PF_` linear or `PI_` inverse."""
    return _contract(symbol, None)


def dated(prefix: str, pair: str, maturity: datetime) -> Contract:
    """A dated future, named after the day on which it matures: `FF_XBTUSD_260925`."""
    return _contract(f"{prefix}_{pair}_{maturity:%y%m%d}", maturity)


def _contract(symbol: str, maturity: datetime | None) -> Contract:
    prefix, pair = symbol.split("_")[:2]
    base = pair.removesuffix("USD")
    tick = Decimal("0.5") if base == "XBT" else Decimal("0.05")
    return Contract(symbol, base, prefix in ("PI", "FI"), tick, maturity)


def month_end(now: datetime, hour: int) -> datetime:
    """The next last Friday of a month that is at least two weeks away, at `hour` UTC."""
    day = now + timedelta(days=14)
    while not (day.weekday() == 4 and (day + timedelta(days=7)).month != day.month):
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
