"""Open orders of the list: the trader's own, and how much of them is left."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest

from assignwatch.brokers.saxo import orders, wire
from assignwatch.brokers.saxo.figures import instrument_id
from assignwatch.core.observations import Order
from tests.brokers.saxo import published
from tests.brokers.saxo.published import ACCOUNT

D = Decimal
AT = datetime(2026, 1, 17, tzinfo=UTC)


def open_order(**fields: object) -> wire.OpenOrder:
    reply = wire.decoded(published.text("orders_subscription"), wire.Subscribed, "orders")
    (raw,) = wire.decoded(reply.snapshot, wire.Page, "orders").data
    row = published.changed(wire.plain(raw), **fields)
    return msgspec.convert(row, wire.OpenOrder)


def test_published_order_rests() -> None:
    assert orders.from_row(open_order(), ACCOUNT, AT) == Order(
        AT,
        ACCOUNT,
        "49318458",
        instrument_id(21, "FxSpot"),
        D(250000),
        working=True,
        price=D("1.05"),
    )


def test_what_is_filled_is_not_left() -> None:
    left = orders.from_row(open_order(BuySell="Sell", FilledAmount=100000), ACCOUNT, AT)
    assert left is not None
    assert left.quantity == D(-150000)


@pytest.mark.parametrize("word", ["MarketDefault", "MarketExpiry", "MarketStopOut"])
def test_the_bank_s_orders_are_not_the_trader_s(word: str) -> None:
    assert orders.from_row(open_order(OpenOrderType=word), ACCOUNT, AT) is None
