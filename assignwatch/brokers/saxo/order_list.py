"""The working orders on the stream: Saxo's rows, merged from change to change, and what is news.

One of the things that `listener.py` subscribes to, beside those in `subscriptions.py`. The event
service tells of the same orders; `orders.py` sees to it that each change is told once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from assignwatch.brokers.saxo import merge, orders
from assignwatch.brokers.saxo.calls import END_ORDERS, SUBSCRIBE_ORDERS
from assignwatch.brokers.saxo.subscriptions import Subscription, Taken
from assignwatch.brokers.saxo.wire import Page, Row, Subscribed, decoded, objects
from assignwatch.core.model import AccountKey
from assignwatch.core.observations import Pulse

EVERY: Final = 5000
"""Milliseconds. The rows have prices in them, which are not to come with every tick; what happens
to an order the event service tells at once."""


@dataclass(slots=True)
class HeardOrders:
    """The working orders of all sub-accounts, as rows by their id."""

    account: AccountKey
    known: orders.Orders
    subscription: Subscription = field(
        default_factory=lambda: Subscription(
            SUBSCRIBE_ORDERS, END_ORDERS, optional=True, every=EVERY
        )
    )
    rows: merge.Rows = field(default_factory=lambda: merge.snapshot(merge.ORDERS, ()))
    cut: bool = False
    """Saxo sent a part of the rows only: a change of one of the others would say nothing."""

    def arguments(self, client_key: str) -> Mapping[str, object]:
        """Those that are working, of all sub-accounts."""
        return {"ClientKey": client_key, "FieldGroups": ["DisplayAndFormat"]}

    def start(self, told: Subscribed) -> None:
        """The rows to begin with; a reading over REST follows, so they are told to nobody."""
        page = decoded(told.snapshot or b"null", Page, self.subscription.call.name)
        rows = list(objects(page.data))
        self.cut = page.next is not None or len(rows) < (page.count or 0)
        self.rows = merge.snapshot(merge.ORDERS, rows)

    def take(self, rows: Sequence[Row], at: datetime) -> Taken:
        """Orders that rest, otherwise than before, and the ends of those that are gone."""
        if self.cut:
            return Taken()
        before, self.rows = self.rows.rows, self.rows.changed(rows)
        if self.rows.doubtful:
            return Taken(lost=True)
        changed = [row for name, row in self.rows.rows.items() if before.get(name) is not row]
        gone = [name for name in before if name not in self.rows.rows]
        told = [
            *self.known.news(orders.resting(changed, self.account, at)),
            *self.known.ended(gone, at),
        ]
        return Taken(tuple(told), frozenset(order.instrument for order in told))

    def alive(self, at: datetime) -> tuple[Pulse, ...]:
        """Nothing that is watched by itself."""
        return ()

    def forget(self) -> bool:
        """There is nothing to leave out."""
        return False
