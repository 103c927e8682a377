"""Numbers, amounts and times as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assignwatch.texts.format import (
    as_booked,
    clock,
    exact,
    money,
    pair,
    price,
    quantity,
    signed,
    span,
    stamp,
)

CET = timezone(timedelta(hours=1), "CET")
AT = datetime(2026, 11, 5, 8, 12, 4, 999_999, tzinfo=UTC)
FIGURES = st.decimals(min_value=-(10**17), max_value=10**17, places=18)


@pytest.mark.parametrize(
    ("amount", "plain", "with_sign"),
    [
        ("0", "0", "0"),
        ("0.000", "0", "0"),
        ("1", "1", "+1"),
        ("-2", "−2", "−2"),
        ("100", "100", "+100"),
        ("0.40", "0.4", "+0.4"),
        ("-1234.50", "−1,234.5", "−1,234.5"),
        ("1E+3", "1,000", "+1,000"),
        ("0.000000000000000001", "0.000000000000000001", "+0.000000000000000001"),
    ],
)
def test_a_quantity_keeps_all_its_digits(amount: str, plain: str, with_sign: str) -> None:
    assert quantity(Decimal(amount)) == plain
    assert signed(Decimal(amount)) == with_sign


@settings(max_examples=60, deadline=None)
@given(FIGURES)
def test_a_quantity_can_be_read_back(amount: Decimal) -> None:
    text = quantity(amount).replace(",", "").replace("−", "-")
    assert Decimal(text) == amount


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("67000", "67,000"),
        ("67000.5", "67,000.50"),
        ("67000.126", "67,000.13"),
        ("99.12345", "99.1234"),
        ("1.5", "1.50"),
        ("0.5", "0.50"),
        ("0.00001234", "0.00001234"),
        ("-37.63", "−37.63"),
        ("0", "0"),
    ],
)
def test_a_price_is_as_exact_as_one_reads_it(amount: str, text: str) -> None:
    assert price(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("amount", "held_against_another", "told"),
    [
        ("100", "100", "100"),
        ("150.255", "150.255", "150.255"),
        ("100.004", "100.004", "100.004"),
        ("1.083450", "1.08345", "1.08345"),
        ("98.2", "98.20", "98.20"),
        ("1234.123456", "1,234.123456", "1,234.123456"),
        ("98.33333333", "98.33333333", "98.3333"),
        ("150.123456789", "150.12345679", "150.12"),
        ("0.000000001234", "0.000000001234", "0.000000001234"),
        ("-37.63", "−37.63", "−37.63"),
        (
            "1" + "0" * 21 + ".123456789",
            "1" + ",000" * 7 + ".123456789",
            "1" + ",000" * 7 + ".123456789",
        ),
    ],
)
def test_the_price_of_a_booking_hides_no_difference(
    amount: str, held_against_another: str, told: str
) -> None:
    assert exact(Decimal(amount)) == held_against_another
    assert as_booked(Decimal(amount)) == told


def test_of_two_times_the_first_carries_its_date_and_the_second_another_one() -> None:
    assert pair(AT, AT, CET) == ("5 Nov 2026 09:12:04 CET", "09:12:04 CET")
    later = AT + timedelta(hours=15)
    assert pair(AT, later, CET) == ("5 Nov 2026 09:12:04 CET", "6 Nov 2026 00:12:04 CET")
    assert pair(AT, later, UTC) == ("5 Nov 2026 08:12:04 UTC", "23:12:04 UTC")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("4000", "+4,000.00 USD"),
        ("-1240.505", "−1,240.50 USD"),
        ("1", "+1.00 USD"),
        ("-0.000125", "−0.000125 USD"),
        ("0", "0 USD"),
    ],
)
def test_money_is_signed_and_names_its_currency(amount: str, text: str) -> None:
    assert money(Decimal(amount), "USD") == text


def test_a_time_names_its_zone() -> None:
    assert clock(AT, CET) == "09:12:04 CET"
    assert stamp(AT, CET) == "5 Nov 2026 09:12:04 CET"
    assert clock(AT, UTC) == "08:12:04 UTC"


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(seconds=42.9), "42 s"),
        (timedelta(seconds=60), "1 min 00 s"),
        (timedelta(minutes=3, seconds=20), "3 min 20 s"),
        (timedelta(hours=7, minutes=3, seconds=59), "7 h 03 min"),
        (timedelta(days=2), "48 h 00 min"),
        (timedelta(), "0 s"),
        (timedelta(seconds=-5), "0 s"),
    ],
)
def test_a_span_is_told_in_its_two_largest_units(length: timedelta, text: str) -> None:
    assert span(length) == text
