"""Saxo's numbers, names and times in ours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from assignwatch.brokers.saxo import figures
from assignwatch.core.model import InstrumentId, Moment

D = Decimal


def test_a_uic_is_one_instrument_for_each_asset_type() -> None:
    assert figures.instrument_id(21, "FxSpot") == "saxo/FxSpot-21"
    assert figures.instrument_id("21", "FxSpot") == figures.instrument_id(21, "FxSpot")
    assert figures.instrument_id(21, "Stock") != figures.instrument_id(21, "FxSpot")
    assert figures.native(InstrumentId("saxo/StockOption-25014944")) == (25014944, "StockOption")


@pytest.mark.parametrize(("uic", "asset_type"), [("", "Stock"), (-1, "Stock"), (1, ""), (1, "A/B")])
def test_what_names_no_instrument_is_refused(uic: int | str, asset_type: str) -> None:
    with pytest.raises(ValueError, match="no instrument"):
        figures.instrument_id(uic, asset_type)


@pytest.mark.parametrize(
    ("amount", "side", "quantity"),
    [("2", "Buy", "2"), ("2", "Sell", "-2"), ("-2", "Sell", "-2"), ("0", "Sell", "0")],
)
def test_an_amount_is_signed_by_its_side(amount: str, side: str, quantity: str) -> None:
    assert figures.signed(D(amount), side) == D(quantity)
    assert not figures.signed(D(0), side).is_signed()


def test_a_side_in_no_list_is_refused() -> None:
    with pytest.raises(ValueError, match="BuySell"):
        figures.signed(D(1), "Both")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e18", "-1e400"])
def test_what_cannot_be_kept_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="out of range"):
        figures.exact(D(number))


def test_a_price_of_zero_is_a_price() -> None:
    assert figures.price(D("0.0")) == 0
    assert figures.price(None) is None


def test_averages_are_weighted_and_exact() -> None:
    assert figures.average([(D(-1), D("0.1")), (D(-3), D("0.3"))]) == D("0.25")
    assert figures.average([(D(1), D(2)), (D(-1), D(3))]) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-08-19", date(2022, 8, 19)),
        ("2022-08-19T00:00:00.000000Z", date(2022, 8, 19)),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31", None),
        ("", None),
        (None, None),
    ],
)
def test_days(text: str | None, day: date | None) -> None:
    assert figures.day(text) == day
    assert figures.moment(text) == (None if day is None else Moment.on(day))


def test_times_are_utc() -> None:
    there = datetime(2022, 8, 19, 2, tzinfo=timezone(timedelta(hours=2)))
    assert figures.utc(there) == datetime(2022, 8, 19, tzinfo=UTC)
    assert figures.utc(there).tzinfo is UTC
    assert figures.utc(datetime(2022, 8, 19)) == datetime(2022, 8, 19, tzinfo=UTC)  # noqa: DTZ001
