"""Orders, their trades and their bookings, from the streams and from lists."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from assignwatch.brokers.binance import events, figures, forced, order_lists, trades
from assignwatch.core.observations import Booking, Fill, Observation, Order
from assignwatch.core.words import Cause, Side
from tests.brokers.binance.nights import (
    PERPETUAL,
    QUARTERLY,
    SETTLED,
    event,
    knowing,
    lite,
    order_row,
    trade_row,
    update,
)
from tests.brokers.binance.published import context, raw, rows

D = Decimal
CONTEXT = knowing(PERPETUAL)


def told(frame: events.Event) -> list[Observation]:
    found = events.heard(frame, CONTEXT)
    assert found.odd == []
    return [*found.observations]


def test_own_order_that_trades_gives_the_fill_and_what_is_left() -> None:
    frame = update("BTCUSDT", "mine", "SELL", "3", l="1", z="1", X="PARTIALLY_FILLED", ps="SHORT")
    fill, order = told(frame)
    assert fill == Fill(
        SETTLED,
        CONTEXT.account,
        "8886774/109100866",
        PERPETUAL.id,
        D(-1),
        D(65000),
        side=Side.SHORT,
        order="BTCUSDT/order/8886774",
        scope=figures.FAPI,
    )
    assert isinstance(order, Order)
    assert (order.quantity, order.working, order.price) == (D(-2), True, D(65000))


@pytest.mark.parametrize(
    ("execution", "status", "working"),
    [
        ("NEW", "NEW", True),
        ("AMENDMENT", "PARTIALLY_FILLED", True),
        ("CANCELED", "CANCELED", False),
        ("EXPIRED", "EXPIRED", False),
        ("TRADE", "FILLED", False),
        ("EXPIRED", "EXPIRED_IN_MATCH", False),
    ],
)
def test_order_rests_or_ended(execution: str, status: str, *, working: bool) -> None:
    frame = update("BTCUSDT", "mine", "BUY", "3", x=execution, X=status, l="0", z="1", t=0)
    (order,) = told(frame)
    assert isinstance(order, Order)
    assert (order.quantity, order.working) == (D(2), working)


def test_forced_order_that_has_traded_nothing_says_nothing() -> None:
    assert told(update("BTCUSDT", "autoclose-1", "SELL", "3", x="NEW", X="NEW", l="0", z="0")) == []


def test_forced_order_books_all_that_it_traded_and_its_trade() -> None:
    frame = update("BTCUSDT", "autoclose-1", "SELL", "1", z="3", ap="64999.5", ps="LONG")
    booking, fill = told(frame)
    assert isinstance(booking, Booking)
    assert isinstance(fill, Fill)
    assert (booking.quantity, booking.price, booking.side) == (D(-3), D("64999.5"), Side.LONG)
    assert (booking.cause, booking.record) == (Cause.LIQUIDATION, "user stream")
    assert booking.event == fill.order
    assert '"autoclose-1"' in (booking.raw or "")


def test_execution_of_the_engine_without_a_trade_number_is_booked_all_the_same() -> None:
    frame = update("BTCUSDT", "autoclose-1", "SELL", "3", x="CALCULATED", t=0)
    (booking,) = told(frame)
    assert isinstance(booking, Booking)
    assert booking.quantity == D(-3)


def test_own_trade_without_a_number_is_odd() -> None:
    found = events.heard(update("BTCUSDT", "mine", "SELL", "3", t=0), CONTEXT)
    assert (found.observations[1:], len(found.odd)) == ([], 1)


@pytest.mark.parametrize("client_id", ["mine", "autoclose-1"])
def test_trade_that_names_no_side_is_left_to_its_order(client_id: str) -> None:
    assert told(lite("BTCUSDT", client_id, "SELL", "3")) == []


def test_list_of_trades_and_stream_tell_the_same_trade() -> None:
    (row,) = trades.parse([trade_row("BTCUSDT", "SELL", "3")], CONTEXT).facts
    fill, _ = told(update("BTCUSDT", "mine", "SELL", "3"))
    assert row == fill


def test_two_sides_of_one_trade_are_two_fills() -> None:
    made = [trade_row("BTCUSDT", "SELL", "1"), trade_row("BTCUSDT", "BUY", "1", orderId=5)]
    facts = trades.parse(made, CONTEXT).facts
    assert len({fact.id for fact in facts}) == 2


def test_options_are_numbered_as_the_stream_numbers_them() -> None:
    (fill,) = trades.parse(rows("eapi_rest_userTrades"), context(figures.EAPI)).facts
    assert (fill.id, fill.quantity, fill.side) == ("4611875134427365000/239", D(1), Side.NET)


@pytest.mark.parametrize("mode", ["orders", "forced"])
def test_lists_tell_the_same_order_as_the_stream(mode: str) -> None:
    row = order_row("BTCUSDT", "autoclose-1", "SELL", "3")
    read = order_lists.of_list if mode == "orders" else forced.parse
    (booking,) = read([row], CONTEXT).facts
    stream, _ = told(update("BTCUSDT", "autoclose-1", "SELL", "3"))
    assert isinstance(booking, Booking)
    assert isinstance(stream, Booking)
    assert (booking.event, booking.quantity, booking.price) == (
        stream.event,
        stream.quantity,
        stream.price,
    )
    assert (booking.id, booking.record) != (stream.id, stream.record)


def test_published_forced_orders_name_their_causes() -> None:
    liquidated, deleveraged = forced.parse(rows("fapi_rest_forceOrders_full"), context()).facts
    assert isinstance(liquidated, Booking)
    assert isinstance(deleveraged, Booking)
    assert (liquidated.cause, liquidated.quantity, liquidated.price) == (
        Cause.LIQUIDATION,
        D("-0.001"),
        D("10913.21"),
    )
    assert (deleveraged.cause, deleveraged.quantity, deleveraged.side) == (
        Cause.DELEVERAGING,
        D("0.001"),
        Side.SHORT,
    )


def test_delisting_is_named_in_the_record_and_a_delivery_is_none() -> None:
    (delisted, _) = told(update("BTCUSDT", "settlement_autoclose-1", "SELL", "3"))
    assert isinstance(delisted, Booking)
    assert (delisted.cause, delisted.record) == (Cause.BROKER_CLOSE, "user stream, delisting")
    rows_ = [order_row(QUARTERLY.symbol, "settlement_autoclose-1", "SELL", "3")]
    (delivered,) = order_lists.of_list(rows_, knowing(QUARTERLY)).facts
    assert isinstance(delivered, Booking)
    assert (delivered.cause, delivered.record) == (Cause.SETTLEMENT, "orders")


def test_portfolio_margin_names_the_family() -> None:
    frame = event(
        {
            "e": "ACCOUNT_UPDATE",
            "fs": "CM",
            "E": 1,
            "T": 2,
            "i": "",
            "a": {"P": [{"s": "BTCUSD_PERP", "pa": 2, "ep": 1.5, "ps": "BOTH"}]},
        }
    )
    (report,) = told(frame)
    assert getattr(report, "scope", None) == figures.DAPI


@pytest.mark.parametrize(
    "odd",
    [{"orderId": None}, {"side": "HOLD"}, {"executedQty": "NaN"}, {"time": 0, "updateTime": None},
     {"positionSide": "X"}, {"symbol": ""}],
)  # fmt: skip
def test_odd_row_is_named_and_hides_no_other(odd: dict[str, object]) -> None:
    good = json.loads(bytes(order_row("BTCUSDT", "autoclose-1", "SELL", "3")))
    listed = [raw({**good, **odd})]
    listed.append(order_row("BTCUSDT", "autoclose-2", "SELL", "3"))
    for records in (order_lists.of_list(listed, CONTEXT), forced.parse(listed, CONTEXT)):
        assert (len(records.facts), [p.code for p in records.odd]) == (1, ["bad_payload"])
