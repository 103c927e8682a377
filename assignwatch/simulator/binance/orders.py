"""Orders of one account in one family: placed, filled and pulled, and what is told of each.

Both books keep one of these; what a fill does to positions and money is theirs.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.binance.causes import Cause
from assignwatch.simulator.binance.contracts import Future, Option, Side
from assignwatch.simulator.binance.ids import Ids
from assignwatch.simulator.binance.records import Order, OrderNews, Trade
from assignwatch.simulator.clock import milliseconds

LIQUIDATED, DELISTED = "5", "7"
"""Why an order expires: its account is liquidated, or its contract ends."""


class Orders:
    """Every order that the account ever placed, or that was placed for it."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._orders: list[Order] = []

    def __iter__(self) -> Iterator[Order]:
        return iter(self._orders)

    def working(self, symbol: str) -> list[Order]:
        """Those that rest in the book of a symbol."""
        return [o for o in self if o.working and o.contract.symbol == symbol]

    def place(
        self,
        contract: Future | Option,
        side: Side,
        size: Decimal,
        price: Decimal,
        cause: Cause,
        at: datetime,
        *,
        limit: bool = False,
    ) -> Order:
        """A new order; `limit` makes one of the client's own rest at its price."""
        own = "LIMIT" if limit or isinstance(contract, Option) else "MARKET"
        order = Order(
            id=self._ids.order(contract),
            client_id=self._client_id(contract, cause, at),
            contract=contract,
            side=side,
            size=size,
            price=price,
            type=own if cause.own else cause.type,
            time_in_force=cause.time_in_force,
            at=at,
            updated=at,
            cause=cause,
        )
        self._orders.append(order)
        return order

    def filled(self, order: Order, trade: Trade) -> OrderNews:
        """A trade becomes a part of its order."""
        order.done += abs(trade.size)
        order.paid += abs(trade.size) * trade.price
        order.updated = trade.at
        if order.done > abs(order.size):
            raise ValueError(f"Order {order.id} of {abs(order.size)} was filled for {order.done}.")
        order.status = "FILLED" if order.done == abs(order.size) else "PARTIALLY_FILLED"
        return news(order, order.cause.execution, trade)

    def end(self, order: Order, status: str, at: datetime, reason: str = "0") -> OrderNews:
        """An order leaves the book: CANCELED or EXPIRED."""
        order.status, order.updated, order.reason = status, at, reason
        return news(order, status)

    def _client_id(self, contract: Future | Option, cause: Cause, at: datetime) -> str:
        if cause.own or isinstance(contract, Option):
            return self._ids.client_order()
        prefix = cause.prefix[contract.family]
        number = f"{milliseconds(at)}{len(self._orders):06d}"
        return f"{prefix}{number}" if prefix.endswith("-") else prefix


def news(order: Order, execution: str, trade: Trade | None = None) -> OrderNews:
    """What is told of an order as it is now."""
    return OrderNews(
        order, execution, order.status, order.updated, order.done, order.average, trade
    )
