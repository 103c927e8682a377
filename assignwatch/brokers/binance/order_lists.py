"""Orders as the lists tell them: which Binance placed itself.

Pure. Rows of options are taken for rows of futures, which say the same by other names. Sources:
Binance docs, "All Orders" of USDⓈ-M Futures and COIN-M Futures, Options Trading "Query Option Order
History".
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Raw

from assignwatch.brokers.binance import causes, figures
from assignwatch.brokers.binance.evidence import evidence
from assignwatch.brokers.binance.orders import Context, booking
from assignwatch.brokers.binance.payloads import row
from assignwatch.brokers.binance.wire_futures import OrderRow
from assignwatch.brokers.binance.wire_options import OptionOrder
from assignwatch.brokers.records import Records
from assignwatch.core.observations import Booking
from assignwatch.core.words import Cause

ORDERS = "orders"


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
