"""Income: what a delivery paid, which contracts were traded, and words that nobody knows."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from msgspec import Raw

from assignwatch.brokers.binance import income
from assignwatch.core.model import PositionKey
from assignwatch.core.observations import Booking
from assignwatch.core.words import Cause, Side
from tests.brokers.binance.nights import DELISTED, QUARTERLY, SETTLED, knowing, paid
from tests.brokers.binance.published import context, raw, rows

D = Decimal
SYMBOL = QUARTERLY.symbol
LONG, SHORT = (PositionKey(QUARTERLY.id, side) for side in (Side.LONG, Side.SHORT))


def bookings(
    *told: Raw, held: dict[PositionKey, Decimal] | None = None, one_way: bool = True
) -> list[Booking]:
    found = income.parse(told)
    known = context(QUARTERLY.scope, QUARTERLY, DELISTED)
    records, unplaced = income.booked(found.delivered, held or {}, known, one_way=one_way)
    assert (records.odd, unplaced) == ([], [])
    return [fact for fact in records.facts if isinstance(fact, Booking)]


@pytest.mark.parametrize("kind", ["DELIVERED_SETTELMENT", "DELIVERED_SETTLEMENT"])
@pytest.mark.parametrize("number", [7, "7"])
def test_delivery_is_read_by_either_spelling_and_number(kind: str, number: object) -> None:
    found = income.parse([paid(SYMBOL, "12.5", incomeType=kind, tranId=number)])
    (one,) = found.delivered
    assert (one.symbol, one.at, one.amount, one.asset, one.id) == (
        SYMBOL,
        SETTLED,
        D("12.5"),
        "USDT",
        "7",
    )


def test_row_that_two_pages_hold_is_one() -> None:
    assert len(income.parse([paid(SYMBOL, "1"), paid(SYMBOL, "1")]).delivered) == 1


def test_money_of_a_dated_future_is_booked_without_a_quantity() -> None:
    (booking,) = bookings(paid(SYMBOL, "-12.5"), held={PositionKey(QUARTERLY.id): D(2)})
    assert (booking.quantity, booking.cash) == (D(0), {"USDT": D("-12.5")})
    assert (booking.cause, booking.side, booking.record) == (Cause.SETTLEMENT, Side.NET, "income")


def test_money_is_put_to_the_only_side_that_was_held() -> None:
    held = {LONG: D(2), SHORT: D(0)}
    (booking,) = bookings(paid(SYMBOL, "1"), held=held, one_way=False)
    assert booking.side is Side.LONG


def test_two_sides_are_booked_as_they_were_held_and_share_no_money() -> None:
    held = {LONG: D(2), SHORT: D(-3)}
    told = bookings(paid(SYMBOL, "1"), paid(SYMBOL, "2", tranId=8), held=held, one_way=False)
    assert [(b.side, b.quantity, b.cash) for b in told] == [
        (Side.LONG, D(-2), {}),
        (Side.SHORT, D(3), {}),
    ]
    assert [row["tranId"] for row in json.loads(told[0].raw or "")] == [9689322399, 8]


def test_perpetual_is_booked_as_it_was_held() -> None:
    (booking,) = bookings(paid(DELISTED.symbol, "1"), held={PositionKey(DELISTED.id): D(100)})
    assert (booking.quantity, booking.cause) == (D(-100), Cause.BROKER_CLOSE)
    assert booking.record == "income, delisting"


@pytest.mark.parametrize(("symbol", "one_way"), [(SYMBOL, False), (DELISTED.symbol, True)])
def test_row_that_only_the_orders_can_place_is_handed_back(symbol: str, *, one_way: bool) -> None:
    known = DELISTED if symbol == DELISTED.symbol else QUARTERLY
    found = income.parse([paid(symbol, "1")]).delivered
    records, unplaced = income.booked(found, {}, knowing(known), one_way=one_way)
    assert (records.facts, unplaced) == ([], found)


def test_rows_of_trades_name_the_contracts_to_ask_for() -> None:
    found = income.parse([*rows("fapi_rest_income_full"), *rows("dapi_rest_income_full")])
    assert (found.traded, found.strange) == ({"BTCUSDT", "BTCUSD_200925"}, set())


def test_unknown_type_is_noted() -> None:
    assert income.parse([paid(SYMBOL, "1", incomeType="NEW_THING")]).strange == {"NEW_THING"}


@pytest.mark.parametrize(
    "odd",
    [{"income": None}, {"income": "x"}, {"time": 0}, {"tranId": None}, {"symbol": ""},
     {"asset": None}, {"incomeType": 5}],
)  # fmt: skip
def test_odd_row_is_named_and_hides_no_other(odd: dict[str, object]) -> None:
    fields = json.loads(bytes(paid(SYMBOL, "1")))
    found = income.parse([raw({**fields, **odd}), paid(SYMBOL, "1", tranId=8)])
    assert (len(found.delivered), [p.code for p in found.odd]) == (1, ["bad_payload"])
