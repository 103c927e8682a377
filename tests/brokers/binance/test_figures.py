"""Binance's numbers as text and as numbers, times, ids and sides."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.brokers.binance import figures, payloads
from assignwatch.core.words import Side
from tests.core.builders import MODERATE

D = Decimal
BROKEN = (ValueError, ArithmeticError)


@pytest.mark.parametrize(
    ("json", "read"),
    [
        (b'"0.10000000"', D("0.1")),
        (b"0.1", D("0.1")),
        (b"27103", D(27103)),
        (b'"-1.000"', D(-1)),
        (b'"-0.0"', D(0)),
        (b'"11707.70000003"', D("11707.70000003")),
        (b"123456789012345678", D("123456789012345678")),
        (b'"1e-7"', D("0.0000001")),
        (b'"0.0000000000000000001"', D(0)),
    ],
)
def test_number_is_exact_as_text_and_as_a_number(json: bytes, read: Decimal) -> None:
    found = figures.number(payloads.plain(json))
    assert found == read
    assert str(found) != "-0"


@pytest.mark.parametrize(
    "json",
    [b'"NaN"', b'"Infinity"', b'"1e400"', b"1e400", b'"1_000"', b'" 1"', b'""', b"true", b"null",
     b"[]", b"{}", b'"1000000000000000000"', b"1e999999999999", '"\u0661"'.encode()],
)  # fmt: skip
def test_what_is_no_number_is_refused(json: bytes) -> None:
    with pytest.raises(BROKEN):
        figures.number(payloads.plain(json))


@pytest.mark.parametrize("value", ["1604044800000", 1604044800000, D(1604044800000)])
def test_times_are_milliseconds_as_text_or_number(value: object) -> None:
    assert figures.time(value) == datetime(2020, 10, 30, 8, tzinfo=UTC)


@pytest.mark.parametrize("value", [0, "0", None, "", -1, "soon", True, 10**18, D("1.5"), 1.5])
def test_what_is_no_time_is_refused(value: object) -> None:
    with pytest.raises(BROKEN):
        figures.time(value)


def test_first_time_is_the_first_that_is_there() -> None:
    assert figures.first_time(None, 0, "", 1000, 2000) == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="whole"):
        figures.first_time(None, 0)


@pytest.mark.parametrize("price", [None, "", 0, "0.00000", D(0)])
def test_a_price_of_nothing_is_none(price: object) -> None:
    assert figures.price(price) is None


@pytest.mark.parametrize("symbol", ["BTCUSDT", "币安人生USDT", "BTC-261225-90000-C", "BTCUSD_PERP"])
def test_symbol_in_any_script_makes_an_id(symbol: str) -> None:
    assert figures.instrument_id(symbol) == f"binance/{symbol}"


@pytest.mark.parametrize("symbol", ["", " ", "BTC USDT", "BTC\n", "\x00", None, 5, "A" * 101])
def test_what_is_no_symbol_is_refused(symbol: object) -> None:
    with pytest.raises(ValueError, match="no "):
        figures.instrument_id(symbol)


@pytest.mark.parametrize(
    ("word", "side"),
    [
        ("BOTH", Side.NET),
        (None, Side.NET),
        ("", Side.NET),
        ("LONG", Side.LONG),
        ("short", Side.SHORT),
    ],
)
def test_sides(word: str | None, side: Side) -> None:
    assert figures.side(word) is side


def test_unknown_side_is_refused() -> None:
    with pytest.raises(ValueError, match="positionSide"):
        figures.side("MIDDLE")
    with pytest.raises(ValueError, match="side"):
        figures.signed(D(1), "HOLD")


@MODERATE
@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=18, min_value=-(10**17), max_value=10**17
    )
)
def test_a_number_comes_back_as_it_was_written(number: Decimal) -> None:
    assert figures.number(f"{number:f}") == number
