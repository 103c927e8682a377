"""Frames of the user data streams, for msgspec to decode: one-letter names as Binance writes them.

The rules are those of `wire_futures.py`. An event has the same name in two families and another
content (ACCOUNT_UPDATE), so the stream that it came over decides what it is. Sources: Binance docs,
USDⓈ-M Futures, COIN-M Futures, Options Trading and Portfolio Margin, "User Data Streams".
"""

from msgspec import UNSET, Raw, Struct, UnsetType, field

from assignwatch.brokers.binance.payloads import Figure


class Frame(Struct):
    """Any frame: an event, one wrapped in the name of its stream, a reply or an error."""

    stream: str | None = None
    data: Raw | UnsetType = UNSET
    name: str | None = field(name="e", default=None)
    at: Figure = field(name="E", default=None)
    listen_key: str | None = field(name="listenKey", default=None)
    id: Figure = None
    result: Raw | UnsetType = UNSET
    error: Raw | UnsetType = UNSET
    code: Figure = None
    msg: str | None = None


class Failed(Struct):
    """What an error says."""

    code: Figure = None
    msg: str | None = None


class OrderUpdate(Struct):
    """The order of an ORDER_TRADE_UPDATE: `l` last filled, `z` filled in all, `t` the trade."""

    symbol: str = field(name="s")
    side: str = field(name="S")
    execution: str = field(name="x")
    status: str = field(name="X")
    order_id: Figure = field(name="i")
    client_id: str | None = field(name="c", default=None)
    kind: str | None = field(name="o", default=None)
    original_kind: str | None = field(name="ot", default=None)
    quantity: Figure = field(name="q", default=None)
    price: Figure = field(name="p", default=None)
    average: Figure = field(name="ap", default=None)
    last_quantity: Figure = field(name="l", default=None)
    filled: Figure = field(name="z", default=None)
    last_price: Figure = field(name="L", default=None)
    traded_at: Figure = field(name="T", default=None)
    trade_id: Figure = field(name="t", default=None)
    position_side: str | None = field(name="ps", default=None)


class OfFamily(Struct):
    """Any event of a portfolio-margin account's stream: of which family it is, UM or CM."""

    family: str | None = field(name="fs", default=None)


class OrderEvent(Struct):
    """ORDER_TRADE_UPDATE."""

    order: OrderUpdate = field(name="o")
    at: Figure = field(name="E", default=None)
    transacted_at: Figure = field(name="T", default=None)


class FuturesPosition(Struct):
    """A row of `a.P` of ACCOUNT_UPDATE: the new signed amount."""

    symbol: str = field(name="s")
    amount: Figure = field(name="pa")
    entry_price: Figure = field(name="ep", default=None)
    position_side: str | None = field(name="ps", default=None)


class Account(Struct):
    """What changed, `a` of ACCOUNT_UPDATE."""

    positions: list[Raw] | None = field(name="P", default=None)


class AccountEvent(Struct):
    """ACCOUNT_UPDATE of futures."""

    account: Account = field(name="a")
    at: Figure = field(name="E", default=None)
    transacted_at: Figure = field(name="T", default=None)


class OptionPositionUpdate(Struct):
    """A row of `P` of BALANCE_POSITION_UPDATE: `c` is the new signed quantity."""

    symbol: str = field(name="s")
    quantity: Figure = field(name="c")
    entry_price: Figure = field(name="a", default=None)


class OptionBalanceEvent(Struct):
    """BALANCE_POSITION_UPDATE of options."""

    positions: list[Raw] | None = field(name="P", default=None)
    at: Figure = field(name="E", default=None)
    transacted_at: Figure = field(name="T", default=None)


class CalledPosition(Struct):
    """A row of `p` of MARGIN_CALL."""

    symbol: str = field(name="s")
    position_side: str | None = field(name="ps", default=None)
    amount: Figure = field(name="pa", default=None)


class MarginCall(Struct):
    """MARGIN_CALL."""

    positions: list[Raw] | None = field(name="p", default=None)
    at: Figure = field(name="E", default=None)


class RiskLevel(Struct):
    """RISK_LEVEL_CHANGE of options, riskLevelChange of a portfolio-margin account."""

    level: str = field(name="s")
    at: Figure = field(name="E", default=None)
