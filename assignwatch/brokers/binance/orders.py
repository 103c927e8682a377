"""Orders of all families, from the streams and from lists: which rest, what they traded, and which
Binance placed itself.

Pure. A trade names its order, and so does the booking that says why Binance placed it: they are one
happening, in whichever order they come. Each list is a witness of its own, with ids of its own, for
they tell times and totals differently; what ties them is the order. A booking counts all that its
order traded so far, so that a frame that was lost, or told twice, changes nothing. Sources: Binance
docs, "Event: Order Update" of each family, USDⓈ-M Futures "Event: Trade Lite", "All Orders",
"Current All Open Orders", Options Trading "Query Option Order History".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from msgspec import Raw

from assignwatch.brokers.binance import causes, figures, instruments
from assignwatch.brokers.binance.evidence import evidence
from assignwatch.brokers.binance.payloads import row
from assignwatch.brokers.binance.wire_futures import OrderRow
from assignwatch.brokers.binance.wire_options import OptionOrder
from assignwatch.brokers.binance.wire_stream import OrderEvent, OrderUpdate, TradeLite
from assignwatch.brokers.records import Records
from assignwatch.core.model import AccountKey, Instrument, InstrumentId, Scope
from assignwatch.core.observations import Booking, Fill, Order
from assignwatch.core.words import Cause, InstrumentKind, Side

STREAM = "user stream"
STREAM_OF_TRADES = "user stream, trades"
ORDERS = "orders"

_TRADES = frozenset({"TRADE", "CALCULATED"})
_RESTING = frozenset({"NEW", "PARTIALLY_FILLED", "ACCEPTED"})
_ENDED = frozenset({"CANCELED", "CANCELLED", "EXPIRED", "EXPIRED_IN_MATCH", "FILLED", "REJECTED"})


@dataclass(frozen=True, slots=True)
class Context:
    """Whose records these are, of which family, and what is known of its contracts."""

    account: AccountKey
    scope: Scope
    instruments: Mapping[InstrumentId, Instrument] = field(default_factory=dict)

    def contract(self, symbol: str) -> Instrument:
        """The contract as it is listed, or else what its symbol says. Raises ValueError."""
        known = figures.instrument_id(symbol)
        return self.instruments.get(known) or instruments.from_symbol(known, self.scope)


def of_update(frame: bytes | Raw, context: Context) -> tuple[Records, Order | None]:
    """The trade, the booking and the order in an ORDER_TRADE_UPDATE."""
    records, order = Records(STREAM), None
    with records.tolerating():
        event = row(frame, OrderEvent)
        told = event.order
        at = figures.first_time(told.traded_at, event.transacted_at, event.at)
        cause = causes.of_order(
            told.client_id,
            context.contract(told.symbol),
            at,
            kind=told.kind or told.original_kind,
            execution=told.execution,
            status=told.status,
        )
        order = _order_of(told, at, context) if cause is None else None
        booked = _booked(told, at, cause, context, frame)
        traded = _traded(told, at, context)
        if traded is None and booked is None and _last(told):
            raise ValueError(f"order {told.order_id} traded without a number")
        records.facts += [fact for fact in (booked, traded) if fact is not None]
    return records, order


def _last(told: OrderUpdate) -> Decimal:
    """What this execution traded."""
    if told.execution.upper() not in _TRADES:
        return Decimal()
    return figures.price(told.last_quantity) or Decimal()


def _traded(told: OrderUpdate, at: datetime, context: Context) -> Fill | None:
    last, trade = _last(told), figures.numbered(told.trade_id)
    if not last or trade is None:
        return None
    return fill(
        context,
        at,
        told.symbol,
        told.order_id,
        trade,
        figures.signed(last, told.side),
        figures.number(told.last_price),
        figures.side(told.position_side),
    )


def _booked(
    told: OrderUpdate, at: datetime, cause: Cause | None, context: Context, frame: bytes | Raw
) -> Booking | None:
    filled = figures.price(told.filled)
    if cause is None or filled is None:
        return None
    return booking(
        context,
        at,
        told.symbol,
        told.order_id,
        figures.signed(filled, told.side),
        figures.price(told.average),
        figures.side(told.position_side),
        cause,
        list_of=("stream", STREAM),
        raw=evidence(frame),
    )


def _order_of(told: OrderUpdate, at: datetime, context: Context) -> Order | None:
    return _order(
        context,
        at,
        told.symbol,
        told.order_id,
        told.side,
        told.status,
        told.quantity,
        told.filled,
        told.price,
    )


def of_trade_lite(frame: bytes | Raw, context: Context, *, one_way: bool) -> Records:
    """The trade in a TRADE_LITE, and a booking where the order's name tells that Binance placed it.

    It does not say which side of a hedged contract it was; so only an account in one-way mode takes
    it. The order's own event follows at once and says all of it again.
    """
    records = Records(STREAM_OF_TRADES)
    with records.tolerating():
        told = row(frame, TradeLite)
        at = figures.first_time(told.transacted_at, told.at)
        quantity = figures.signed(figures.number(told.last_quantity), told.side)
        price = figures.number(told.last_price)
        cause = causes.of_order(told.client_id, context.contract(told.symbol), at)
        if not one_way or not quantity:
            return records
        number = figures.named(told.trade_id)
        if cause is not None:
            told_by = (f"trade/{number}", STREAM_OF_TRADES)
            booked = booking(
                context,
                at,
                told.symbol,
                told.order_id,
                quantity,
                price,
                Side.NET,
                cause,
                list_of=told_by,
                raw=evidence(frame),
            )
            records.facts.append(booked)
        traded = fill(context, at, told.symbol, told.order_id, number, quantity, price, Side.NET)
        records.facts.append(traded)
    return records


def of_list(raws: Iterable[Raw], context: Context) -> Records:
    """The bookings in rows of allOrders or historyOrders: orders that Binance placed."""
    records = Records(ORDERS)
    for raw in raws:
        with records.tolerating():
            told = row_of(raw, context)
            at = figures.first_time(told.update_time, told.time)
            contract = context.contract(told.symbol)
            cause = causes.of_order(
                told.client_order_id, contract, at, kind=told.type, status=told.status
            )
            booked = booked_row(told, at, cause, context, raw, list_of=("order", ORDERS))
            if booked is not None:
                records.facts.append(booked)
    return records


def open_orders(raws: Iterable[Raw], context: Context, at: datetime) -> tuple[list[Order], Records]:
    """The orders in rows of openOrders, read at `at`; what could not be read, in the records."""
    records = Records("openOrders")
    found: list[Order] = []
    for raw in raws:
        with records.tolerating():
            told = row_of(raw, context)
            order = _order(
                context,
                at,
                told.symbol,
                told.order_id,
                told.side,
                told.status,
                told.orig_qty,
                told.executed_qty,
                told.price,
            )
            if order is not None and not causes.is_of_binance(told.client_order_id):
                found.append(order)
    return found, records


def row_of(raw: Raw, context: Context) -> OrderRow:
    """A row of any family's orders, as futures write it. Raises `msgspec.MsgspecError`."""
    if context.scope != figures.EAPI:
        return row(raw, OrderRow)
    told = row(raw, OptionOrder)
    return OrderRow(
        symbol=told.symbol,
        order_id=told.order_id,
        side=told.side,
        status=told.status,
        client_order_id=told.client_order_id,
        type=told.type,
        orig_qty=told.quantity,
        executed_qty=told.executed_qty,
        price=told.price,
        avg_price=told.avg_price,
        time=told.create_time,
        update_time=told.update_time,
    )


def booked_row(
    told: OrderRow,
    at: datetime,
    cause: Cause | None,
    context: Context,
    raw: Raw,
    list_of: tuple[str, str],
) -> Booking | None:
    """The booking of a row's order with this cause; None where it traded nothing."""
    executed = figures.price(told.executed_qty)
    if cause is None or executed is None:
        return None
    return booking(
        context,
        at,
        told.symbol,
        told.order_id,
        figures.signed(executed, told.side),
        figures.price(told.avg_price),
        figures.side(told.position_side),
        cause,
        list_of=list_of,
        raw=evidence(raw),
    )


def booking(
    context: Context,
    at: datetime,
    symbol: str,
    order_id: object,
    quantity: Decimal,
    price: Decimal | None,
    side: Side,
    cause: Cause,
    *,
    list_of: tuple[str, str],
    raw: str,
) -> Booking:
    """What an order of Binance's has done so far. `list_of`: how ids of this list begin, its name.

    Raises ValueError.
    """
    prefix, name = list_of
    contract, number = context.contract(symbol), figures.named(order_id)
    delisted = cause is Cause.BROKER_CLOSE and contract.kind in _CONTRACTS
    return Booking(
        at,
        context.account,
        f"{prefix}/{number}",
        contract.id,
        quantity,
        cause,
        price=price,
        side=side,
        event=figures.order_event(symbol, number),
        record=f"{name}, delisting" if delisted else name,
        scope=context.scope,
        raw=raw,
    )


_CONTRACTS = frozenset({InstrumentKind.PERPETUAL, InstrumentKind.FUTURE})


def fill(
    context: Context,
    at: datetime,
    symbol: str,
    order_id: object,
    trade_id: object,
    quantity: Decimal,
    price: Decimal,
    side: Side,
) -> Fill:
    """A trade of an order. Its order is told as a further id, for two trades of one may be alike.

    Where both sides of a trade were the account's own, they share its number and not its order.
    Raises ValueError.
    """
    number, trade = figures.named(order_id), figures.named(trade_id)
    return Fill(
        at,
        context.account,
        f"{number}/{trade}",
        figures.instrument_id(symbol),
        quantity,
        price,
        side=side,
        order=number,
        refs=(figures.order_event(symbol, number),),
        scope=context.scope,
    )


def _order(
    context: Context,
    at: datetime,
    symbol: str,
    order_id: object,
    side: str,
    status: str,
    quantity: object,
    filled: object,
    price: object,
) -> Order | None:
    """The order as it is after this; the quantity is what is left, + to buy, − to sell."""
    if status.upper() not in _RESTING | _ENDED:
        return None
    left = (figures.price(quantity) or Decimal()) - (figures.price(filled) or Decimal())
    return Order(
        at,
        context.account,
        f"{figures.order_event(symbol, figures.named(order_id))}",
        figures.instrument_id(symbol),
        figures.signed(max(left, Decimal()), side),
        working=status.upper() in _RESTING,
        price=figures.price(price),
    )
