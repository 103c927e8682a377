"""Orders as the streams tell them: each change of one, and the trade that made it.

Pure. Sources: Binance docs, "Event: Order Update" of USDⓈ-M Futures, COIN-M Futures, Options
Trading and Portfolio Margin.
"""

from datetime import datetime
from decimal import Decimal

from msgspec import Raw

from assignwatch.brokers.binance import causes, figures
from assignwatch.brokers.binance.evidence import evidence
from assignwatch.brokers.binance.orders import Context, booking, fill, order
from assignwatch.brokers.binance.payloads import row
from assignwatch.brokers.binance.wire_stream import OrderEvent, OrderUpdate
from assignwatch.brokers.records import Records
from assignwatch.core.observations import Booking, Fill, Order
from assignwatch.core.words import Cause

STREAM = "user stream"

_TRADES = frozenset({"TRADE", "CALCULATED"})


def of_update(frame: bytes | Raw, context: Context) -> tuple[Records, Order | None]:
    """The trade, the booking and the order in an ORDER_TRADE_UPDATE."""
    records, rests = Records(STREAM), None
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
        rests = _order_of(told, at, context) if cause is None else None
        booked = _booked(told, at, cause, context, frame)
        traded = _traded(told, at, context)
        if traded is None and booked is None and _last(told):
            raise ValueError(f"order {told.order_id} traded without a number")
        records.facts += [fact for fact in (booked, traded) if fact is not None]
    return records, rests


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
    return order(
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
