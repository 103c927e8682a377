"""Rows of European options as they come over REST, for msgspec to decode.

The rules are those of `wire_futures.py`. Fields that Binance has taken away since, as the mark of
an exercise, are not declared. Source: Binance docs, Options Trading, "Exchange Information",
"Option Position Information", "Account Trade List", "Query Option Order History", "User Exercise
Record", "Historical Exercise Records".
"""

from msgspec import Struct

from assignwatch.brokers.binance.payloads import Figure


class OptionContract(Struct, rename="camel"):
    """A row of `optionSymbols`; `unit` is of the underlying in one contract."""

    symbol: str
    expiry_date: Figure = None
    side: str | None = None
    strike_price: Figure = None
    underlying: str | None = None
    unit: Figure = None
    quote_asset: str | None = None
    settle_asset: str | None = None


class OptionPosition(Struct, rename="camel"):
    """A row of position; the quantity of a short one is negative, or was in former years not."""

    symbol: str
    quantity: Figure
    side: str | None = None
    entry_price: Figure = None
    mark_price: Figure = None


class Greeks(Struct, rename="camel"):
    """A row of `greek` of marginAccount: what all options on one underlying are sensitive to."""

    delta: Figure = 0
    gamma: Figure = 0
    theta: Figure = 0
    vega: Figure = 0


class OptionTrade(Struct, rename="camel"):
    """A row of userTrades; `tradeId` is what the stream calls it, `id` only a row's number."""

    symbol: str
    trade_id: Figure
    order_id: Figure
    side: str
    price: Figure
    quantity: Figure
    time: Figure


class OptionOrder(Struct, rename="camel"):
    """A row of historyOrders or openOrders."""

    symbol: str
    order_id: Figure
    side: str
    status: str
    client_order_id: str | None = None
    type: str | None = None
    quantity: Figure = None
    executed_qty: Figure = None
    price: Figure = None
    avg_price: Figure = None
    create_time: Figure = None
    update_time: Figure = None


class ExerciseRecord(Struct, rename="camel"):
    """A row of exerciseRecord: what became of the account's own option at its expiry."""

    id: Figure
    symbol: str
    quantity: Figure
    position_side: str
    create_date: Figure
    amount: Figure = None
    currency: str | None = None
    quote_asset: str | None = None


class ExerciseResult(Struct, rename="camel"):
    """A row of the public exerciseHistory: what became of a contract, whoever held it."""

    symbol: str
    strike_result: str
    expiry_date: Figure
    strike_price: Figure = None
    real_strike_price: Figure = None
