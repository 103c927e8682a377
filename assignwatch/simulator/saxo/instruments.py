"""What can be held at the simulated Saxo: the kinds of instruments, their names and their terms.

`listing` makes them, `book` trades them, `prices` values them, the rows describe them. Symbols are
in Saxo's style: `XYZ/11Z26P100:xcbf` is a put that expires on 11 December 2026, `GLDZ6` a future.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assignwatch.simulator.exact_json import number

MONTHS = "FGHJKMNQUVXZ"
"""The letters of the months, as exchanges write them."""

PUT, CALL = "Put", "Call"
PHYSICAL, CASH = "PhysicalDelivery", "CashDelivery"
AMERICAN, EUROPEAN = "American", "European"


@dataclass(frozen=True, slots=True)
class Exchange:
    """Where something trades: Saxo's id, the market's code in symbols, and its name."""

    id: str
    mic: str
    name: str
    country: str = "US"


@dataclass(frozen=True, slots=True)
class Instrument:
    """Anything with a Uic. `nick` is its short name in scenarios; `base` names its price."""

    nick: str
    uic: int
    asset_type: str
    symbol: str
    description: str
    exchange: Exchange
    base: str
    currency: str = "USD"
    decimals: int = 2
    contract_size: Decimal = Decimal(1)
    expiry: date | None = None
    notice: date | None = None

    @property
    def is_cash_market(self) -> bool:
        """Whether a trade is paid in full; futures and currencies are settled by their profit."""
        return self.asset_type not in ("ContractFutures", "CfdOnFutures", "FxSpot")

    @property
    def exposure_currency(self) -> str:
        """What an amount is exposed to: of a pair its first currency."""
        return self.symbol[:3] if self.asset_type == "FxSpot" else self.currency

    def net_id(self, *, short: bool) -> str:
        """The id of the net position. Clients must not take it apart."""
        del short
        kind = "Share" if self.asset_type == "Stock" else self.asset_type
        name = self.symbol if self.asset_type == "FxSpot" else str(self.uic)
        return f"{name}__{kind}"


@dataclass(frozen=True, slots=True)
class OptionRoot:
    """A family of options on one underlying, by which Saxo's search finds them."""

    id: int
    code: str
    asset_type: str
    underlying: Instrument
    exchange: Exchange
    contract_size: Decimal
    style: str = AMERICAN
    settlement: str = PHYSICAL

    @property
    def symbol(self) -> str:
        """The symbol of the family."""
        return f"{self.code}:{self.exchange.mic}"


@dataclass(frozen=True, slots=True)
class Option(Instrument):
    """A right on an underlying. The lots of a position times `contract_size` are its units."""

    root: OptionRoot | None = None
    put_call: str = PUT
    strike: Decimal = Decimal(0)

    @property
    def family(self) -> OptionRoot:
        """Its root; every listed option has one."""
        if self.root is None:
            raise ValueError(f"{self.symbol} belongs to no family.")
        return self.root

    def intrinsic(self, price: Decimal) -> Decimal:
        """What the right is worth if it were used while the underlying trades at `price`."""
        gain = price - self.strike if self.put_call == CALL else self.strike - price
        return max(gain, Decimal(0))

    def delivered(self, closing: Decimal) -> Decimal:
        """Units of the underlying that come when a short (`closing` > 0) or long is used up.

        A short put takes them, a short call gives them away; for the owner it is the reverse.
        """
        sign = 1 if self.put_call == PUT else -1
        return closing * self.family.contract_size * sign

    def net_id(self, *, short: bool) -> str:
        """Listed options say whether they are short or long."""
        return f"{self.uic}__CO__{'S' if short else 'L'}"


def option(
    root: OptionRoot, uic: int, put_call: str, strike: Decimal, expiry: date, mark: str = ""
) -> Option:
    """The contract of a family with these terms; `mark` ends its nickname."""
    letter, month = put_call[0], MONTHS[expiry.month - 1]
    text = number(strike)
    code = f"{root.code}/{expiry:%d}{month}{expiry:%y}{letter}{text}"
    return Option(
        nick=f"{root.code} {letter}{text}{mark}",
        uic=uic,
        asset_type=root.asset_type,
        symbol=f"{code}:{root.exchange.mic}",
        description=f"{root.underlying.description} {expiry:%b%Y} {strike:.2f} {letter}",
        exchange=root.exchange,
        base=root.underlying.base,
        contract_size=root.contract_size,
        expiry=expiry,
        root=root,
        put_call=put_call,
        strike=strike,
    )
