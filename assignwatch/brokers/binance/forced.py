"""Liquidations and deleveraging, from forceOrders of USDⓈ-M and COIN-M.

Pure. The list names the cause by the order's client id, and by the `autoCloseType` that was asked
for. It is a further witness of what the stream and the orders tell of the same order. Sources:
Binance docs, USDⓈ-M Futures and COIN-M Futures, "User's Force Orders".
"""

from collections.abc import Iterable

from msgspec import Raw

from assignwatch.brokers.binance import causes, figures
from assignwatch.brokers.binance.order_lists import booked_row, row_of
from assignwatch.brokers.binance.orders import Context
from assignwatch.brokers.records import Records

RECORD = "forced orders"


def parse(raws: Iterable[Raw], context: Context, asked_for: str | None = None) -> Records:
    """The bookings in the rows. `asked_for`: the `autoCloseType` of the call, if it had one."""
    records = Records(RECORD)
    for raw in raws:
        with records.tolerating():
            told = row_of(raw, context)
            at = figures.first_time(told.update_time, told.time)
            contract = context.contract(told.symbol)
            cause = causes.of_forced(told.client_order_id, asked_for, contract, at)
            booked = booked_row(told, at, cause, context, raw, list_of=("forced", RECORD))
            if booked is not None:
                records.facts.append(booked)
    return records
