"""Orders, from Orders activities and port/v1/orders: which rest, and which the bank placed.

Pure. `activities.py` asks which orders are the bank's, so that the fill of one is a booking. Only
the trader's own become `Order`. Sources: Saxo OpenAPI learn, "Order events"; Saxo OpenAPI
reference, port/v1/orders and `OpenOrderType`; openapi-samples-js, ens-explained.
"""

from datetime import datetime
from decimal import Decimal

from assignwatch.brokers.saxo import causes, figures
from assignwatch.brokers.saxo.wire import OpenOrder, OrderActivity
from assignwatch.core.model import AccountKey
from assignwatch.core.observations import Order
from assignwatch.core.words import Cause

_RESTING = frozenset({"Placed", "Changed", "Fill", "TrailingStopOrderMove"})
_ENDED = frozenset({"Cancelled", "DoneForDay", "Expired", "FinalFill"})
_DONE = ("Confirmed", "WaitCondition", None)
"""What a status counts with: anything else is only asked for yet."""


def bank_cause(row: OrderActivity) -> Cause | None:
    """Why the bank placed it; None for an order of the trader's."""
    closes = row.option_data is not None and row.option_data.to_open_close == "ToClose"
    return causes.of_order(row.order_type, handled=bool(row.handled_by), closes=closes)


def from_activity(row: OrderActivity, account: AccountKey) -> Order | None:
    """The order as it is after this; None where nothing is settled, or it has no amount to show.

    The quantity is what is left, + to buy, − to sell. Raises ValueError.
    """
    rejected = row.sub_status == "Rejected"
    if row.sub_status not in _DONE and not (rejected and row.status == "Placed"):
        return None
    if row.status not in _RESTING | _ENDED or row.buy_sell is None:
        return None
    working = row.status in _RESTING and not rejected
    if row.amount is None and working:
        return None
    return Order(
        figures.utc(row.activity_time),
        account,
        row.order_id,
        figures.instrument_id(row.uic, row.asset_type),
        _left(row.amount, row.filled_amount, row.buy_sell),
        working=working,
        price=figures.price(row.price),
    )


def from_row(row: OpenOrder, account: AccountKey, at: datetime) -> Order | None:
    """An order of the list of open ones, read at `at`; None for the bank's. Raises ValueError."""
    if causes.is_bank_order(row.open_order_type):
        return None
    return Order(
        at,
        account,
        row.order_id,
        figures.instrument_id(row.uic, row.asset_type),
        _left(row.amount, row.filled_amount, row.buy_sell),
        working=True,
        price=figures.price(row.price),
    )


def _left(amount: Decimal | None, filled: Decimal | None, buy_sell: str) -> Decimal:
    left = abs(amount or Decimal()) - abs(filled or Decimal())
    return figures.signed(max(left, Decimal()), buy_sell)
