"""Rows of USDⓈ-M and COIN-M as they come over REST, for msgspec to decode: names are Binance's own.

Only what the parsers use is declared; other fields are ignored, and so are new ones. Words stay
plain strings, for Binance adds new ones; numbers, times and ids may be text or numbers. A field
without a default must be there, or the row is refused. The rows of a portfolio-margin account are
the same. Sources: Binance docs, USDⓈ-M Futures and COIN-M Futures, "Exchange Information",
"Position Information", "Account Trade List", "All Orders", "User's Force Orders", "Get Income
History", "Quarterly Contract Settlement Price".
"""

from msgspec import Raw, Struct, field

from assignwatch.brokers.binance.payloads import Figure


class Contract(Struct, rename="camel"):
    """A symbol of exchangeInfo; COIN-M counts in contracts of `contractSize`."""

    symbol: str
    contract_type: str | None = None
    delivery_date: Figure = None
    quote_asset: str | None = None
    margin_asset: str | None = None
    contract_size: Figure = None


class PositionRisk(Struct, rename="camel"):
    """A row of positionRisk: signed amount, average entry price."""

    symbol: str
    position_amt: Figure
    position_side: str | None = None
    entry_price: Figure = None
    mark_price: Figure = None


class Account(Struct, rename="camel"):
    """The account of any family: what it is made of tells that it is one; options say `asset`,
    portfolio margin only figures."""

    assets: list[Raw] | None = None
    asset: list[Raw] | None = None
    uni_mmr: Figure = field(name="uniMMR", default=None)
    positions: list[Raw] | None = None
    greek: list[Raw] | None = None


class Trade(Struct, rename="camel"):
    """A row of userTrades. It names the order, but not who placed it."""

    symbol: str
    id: Figure
    order_id: Figure
    side: str
    price: Figure
    qty: Figure
    time: Figure
    position_side: str | None = None


class OrderRow(Struct, rename="camel"):
    """A row of allOrders, openOrders or forceOrders."""

    symbol: str
    order_id: Figure
    side: str
    status: str
    client_order_id: str | None = None
    position_side: str | None = None
    type: str | None = None
    orig_qty: Figure = None
    executed_qty: Figure = None
    price: Figure = None
    avg_price: Figure = None
    time: Figure = None
    update_time: Figure = None


class IncomeRow(Struct, rename="camel"):
    """A row of income: money only. `tranId` is unique only together with `incomeType`."""

    income_type: str
    income: Figure
    time: Figure
    tran_id: Figure
    symbol: str | None = ""
    asset: str | None = ""


class DeliveryPrice(Struct, rename="camel"):
    """A row of futures/data/delivery-price; its time is the midnight of the delivery day, UTC."""

    delivery_time: Figure
    delivery_price: Figure
