"""Open orders of the list, how much of them is left, and that each change is told once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.brokers.saxo import orders, wire
from assignwatch.brokers.saxo.figures import instrument_id
from assignwatch.core.observations import Order
from tests.brokers.saxo import published
from tests.brokers.saxo.published import ACCOUNT
from tests.core.builders import MODERATE

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


def test_an_order_for_a_sum_of_money_has_no_amount_to_show() -> None:
    assert orders.from_row(open_order(Amount=None), ACCOUNT, AT) is None


def test_a_row_that_cannot_be_read_hides_no_other() -> None:
    reply = wire.decoded(published.text("orders_subscription"), wire.Subscribed, "orders")
    (raw,) = wire.decoded(reply.snapshot, wire.Page, "orders").data
    good = wire.plain(raw)
    assert len(orders.resting([{"OrderId": "1"}, good], ACCOUNT, AT)) == 1


# --------------------------------------------------------------------------- who tells it first


def at(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def order(seconds: float, left: int, *, working: bool = True, name: str = "1") -> Order:
    return Order(at(seconds), ACCOUNT, name, instrument_id(21, "FxSpot"), D(left), working=working)


REPEATED = {
    "the list says what the event said": ([order(0, 5)], [order(1, 5)], []),
    "the list says more": ([order(0, 5)], [order(1, 3)], [order(1, 3)]),
    "the event is older than the list": ([order(2, 3)], [order(1, 5)], []),
    "it ended, and somebody says so too": ([order(0, 0, working=False)], [order(1, 3)], []),
    "its end comes late": (
        [order(2, 3)], [order(1, 0, working=False)], [order(1, 0, working=False)]
    ),
    "another one": ([order(0, 5)], [order(0, 5, name="2")], [order(0, 5, name="2")]),
}  # fmt: skip


@pytest.mark.parametrize(("before", "then", "news"), REPEATED.values(), ids=REPEATED.keys())
def test_a_change_is_told_once_and_never_taken_back(
    before: list[Order], then: list[Order], news: list[Order]
) -> None:
    known = orders.Orders()
    known.news(before)
    assert known.news(then) == news
    assert known.news(then) == []


SAID = st.builds(
    order,
    st.integers(0, 5),
    st.integers(0, 3),
    working=st.booleans(),
    name=st.sampled_from(["1", "2"]),
)


@MODERATE
@given(st.lists(SAID, max_size=12))
def test_whoever_tells_it_an_order_ends_once_and_its_times_only_rise(said: list[Order]) -> None:
    known = orders.Orders()
    for name in ("1", "2"):
        told = [one for one in known.news(said) if one.id == name]
        resting = [one for one in told if one.working]
        assert [one.at for one in resting] == sorted(one.at for one in resting)
        assert [one.working for one in told[:-1]] == [True] * len(told[:-1]), (
            "nothing after the end"
        )
        known = orders.Orders()


def test_what_is_gone_from_the_list_has_ended_unless_it_is_too_new_to_be_there() -> None:
    known = orders.Orders()
    known.news([order(0, 5), order(50, 2, name="2")])
    assert known.reading([], [], at(61)) == [order(61, 5, working=False)]
    assert known.reading([], None, at(300)) == [], "a list that was not read says nothing"
    assert known.reading([], [], at(300)) == [order(300, 2, working=False, name="2")]


def test_the_same_reading_again_tells_the_same() -> None:
    known = orders.Orders()
    events, listed = [order(0, 5), order(1, 4)], [order(2, 4), order(2, 7, name="2")]
    first = known.reading(events, listed, at(2))
    assert first == [order(1, 4), order(2, 7, name="2")]
    later = [order(9, 4), order(9, 7, name="2")]
    assert known.reading(events, later, at(9)) == first
