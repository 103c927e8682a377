"""Orders, from Orders activities and port/v1/orders: which rest, and which the bank placed.

`activities.py` asks which orders are the bank's, so that the fill of one is a booking. Only the
trader's own become `Order`. The event service, the stream's list and each reading tell of the same
orders; what `reader.py` and `listener.py` pass on goes through one `Orders`. Sources: Saxo OpenAPI
learn, "Order events"; Saxo OpenAPI reference, port/v1/orders and `OpenOrderType`;
openapi-samples-js, ens-explained.
"""

import logging
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from assignwatch.brokers.saxo import causes, figures
from assignwatch.brokers.saxo.wire import OpenOrder, OrderActivity, Row
from assignwatch.core.model import AccountKey
from assignwatch.core.observations import Order
from assignwatch.core.words import Cause

_log = logging.getLogger(__name__)

SETTLED = timedelta(minutes=1)
"""An order of which something was told so recently may not be in a list yet."""

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
    """An order of the list of open ones, read at `at`. Raises ValueError.

    None for the bank's, and for one that has no amount to show.
    """
    if causes.is_bank_order(row.open_order_type) or row.amount is None or row.buy_sell is None:
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


def resting(rows: Iterable[Row], account: AccountKey, at: datetime) -> list[Order]:
    """The trader's open orders. One that cannot be read is left out: no position depends on it."""
    found: list[Order] = []
    for row in rows:
        try:
            order = from_row(msgspec.convert(row, OpenOrder), account, at)
        except (msgspec.MsgspecError, ValueError, ArithmeticError) as error:
            _log.info("an order that cannot be read: %s", error)
            continue
        if order is not None:
            found.append(order)
    return found


class Orders:
    """What was told of each order, so that one change is told once, whoever tells it first."""

    def __init__(self) -> None:
        self._told: dict[str, Order] = {}

    def news(self, orders: Iterable[Order]) -> list[Order]:
        """Those that say something new: what is older than what was told is not, nor is anything
        of an order that has ended."""
        news: list[Order] = []
        for order in orders:
            known = self._told.get(order.id)
            if known is not None and (not known.working or _is_stale(order, known)):
                continue
            self._told[order.id] = order
            news.append(order)
        return news

    def ended(self, ids: Iterable[str], at: datetime) -> list[Order]:
        """The ends of those that were told to rest and now are gone from the list."""
        known = (self._told.get(one) for one in ids)
        return self.news(
            replace(order, at=max(at, order.at), working=False)
            for order in known
            if order is not None and order.working
        )

    def reading(
        self, events: Collection[Order], listed: Collection[Order] | None, at: datetime
    ) -> list[Order]:
        """How all orders are that these events or the list of open ones speak of, as of now.

        `at` is when the list was asked for; one that is not in it any more has ended. None: it
        could not be read. The same reading again tells the same.
        """
        told = {order.id for order in events}
        self.news(events)
        if listed is not None:
            self.news(listed)
            known = self._told.values()
            resting = {order.id for order in listed}
            due = {order.id for order in known if order.working and at - order.at > SETTLED}
            told |= resting | {order.id for order in self.ended(due - resting, at)}
        return [self._told[one] for one in sorted(told)]


def _is_stale(order: Order, known: Order) -> bool:
    if not order.working:
        return False
    return order.at < known.at or replace(order, at=known.at) == known


def _left(amount: Decimal | None, filled: Decimal | None, buy_sell: str) -> Decimal:
    left = abs(amount or Decimal()) - abs(filled or Decimal())
    return figures.signed(max(left, Decimal()), buy_sell)
