"""What Binance's contracts are, from their listing and from their symbols alone."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from assignwatch.brokers.base import BadPayload
from assignwatch.brokers.binance import figures, instruments
from assignwatch.core.model import WHOLE, Instrument, Moment, Scope
from assignwatch.core.words import InstrumentKind, Right, Settlement, Style
from tests.brokers.binance.published import text, value

D = Decimal


def listed(scope: Scope = figures.FAPI, **fields: object) -> Instrument:
    row = {**value("fapi_rest_exchangeInfo")["symbols"][0], **fields}
    (found,) = instruments.futures(json.dumps({"symbols": [row]}).encode(), scope).values()
    return found


def test_perpetual_never_ends() -> None:
    assert listed() == Instrument(
        figures.instrument_id("BLZUSDT"),
        InstrumentKind.PERPETUAL,
        "BLZUSDT",
        multiplier=D(1),
        settlement=Settlement.CASH,
        currency="USDT",
        scope=figures.FAPI,
    )


def test_coin_margined_contract_counts_in_units_of_the_quote_currency() -> None:
    (found,) = instruments.futures(text("dapi_rest_exchangeInfo"), figures.DAPI).values()
    assert (found.kind, found.multiplier, found.currency) == (InstrumentKind.FUTURE, D(100), "BTC")
    assert found.expiry == Moment(datetime(2020, 9, 25, 8, tzinfo=UTC))


def test_option_settles_on_an_index_at_the_time_that_it_names() -> None:
    option, index = instruments.options(text("eapi_rest_exchangeInfo")).values()
    assert option == Instrument(
        figures.instrument_id("BTC-220815-50000-C"),
        InstrumentKind.OPTION,
        "BTC-220815-50000-C",
        underlying=index.id,
        right=Right.CALL,
        strike=D(50000),
        expiry=Moment(datetime(2022, 8, 15, tzinfo=UTC)),
        multiplier=D(1),
        style=Style.EUROPEAN,
        settlement=Settlement.CASH,
        currency="USDT",
        scope=figures.EAPI,
    )
    assert (index.id, index.kind) == ("binance/index-BTCUSDT", InstrumentKind.INDEX)


@pytest.mark.parametrize(
    ("contract_type", "kind"),
    [
        ("PERPETUAL", InstrumentKind.PERPETUAL),
        ("PERPETUAL_DELIVERING", InstrumentKind.PERPETUAL),
        ("TRADIFI_PERPETUAL", InstrumentKind.PERPETUAL),
        ("CURRENT_QUARTER", InstrumentKind.FUTURE),
        ("NEXT_QUARTER_DELIVERING", InstrumentKind.FUTURE),
        ("NEXT_MONTH", InstrumentKind.FUTURE),
        ("", InstrumentKind.FUTURE),
        (None, InstrumentKind.FUTURE),
        ("A_NEW_TYPE", InstrumentKind.FUTURE),
    ],
)
def test_kind_is_by_type_or_else_by_symbol(contract_type: str | None, kind: str) -> None:
    assert listed(symbol="BTCUSDT_261225", contractType=contract_type).kind is kind


@pytest.mark.parametrize("millis", [1798185600000, "1798185600000"])
def test_perpetual_that_is_taken_off_the_market_ends_then(millis: object) -> None:
    found = listed(deliveryDate=millis)
    assert found.kind is InstrumentKind.PERPETUAL
    assert found.expiry == Moment(datetime(2026, 12, 25, 8, tzinfo=UTC))


def test_chinese_symbol_and_missing_fields_pass() -> None:
    body = json.dumps({"symbols": [{"symbol": "币安人生USDT"}, {"symbol": 5}, {}, None]}).encode()
    (found,) = instruments.futures(body, figures.FAPI).values()
    assert (found.symbol, found.kind) == ("币安人生USDT", InstrumentKind.PERPETUAL)
    assert (found.expiry, found.currency) == (None, None)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"<html>", b'{"code":-1003,"msg":"x"}', b'{"symbols":null}']
)
def test_what_is_no_listing_is_refused(body: bytes) -> None:
    with pytest.raises(BadPayload):
        instruments.futures(body, figures.FAPI)
    with pytest.raises(BadPayload):
        instruments.options(body)


@pytest.mark.parametrize(
    ("symbol", "scope", "kind", "day"),
    [
        ("BTCUSDT_261225", figures.FAPI, InstrumentKind.FUTURE, date(2026, 12, 25)),
        ("BTCUSD_261225", figures.DAPI, InstrumentKind.FUTURE, date(2026, 12, 25)),
        ("BTCUSDT_269999", figures.FAPI, InstrumentKind.FUTURE, None),
        ("BTCUSD_PERP", figures.DAPI, InstrumentKind.PERPETUAL, None),
        ("币安人生USDT", figures.FAPI, InstrumentKind.PERPETUAL, None),
        ("BTCUSDT", WHOLE, InstrumentKind.OTHER, None),
        ("BTCUSD_SOON", figures.DAPI, InstrumentKind.OTHER, None),
        ("NVDA260930C00100000", figures.EAPI, InstrumentKind.OTHER, None),
        ("BTC-261225-90000-C", figures.EAPI, InstrumentKind.OPTION, date(2026, 12, 25)),
    ],
)
def test_what_a_symbol_alone_says(symbol: str, scope: Scope, kind: str, day: date | None) -> None:
    found = instruments.from_symbol(figures.instrument_id(symbol), scope)
    assert found.kind is kind
    assert found.expiry == (None if day is None else Moment.on(day))
    assert (found.multiplier, found.currency, found.underlying) == (None, None, None)
    assert instruments.day_of(found.id) == day


def test_symbol_of_an_option_says_right_and_strike() -> None:
    found = instruments.from_symbol(figures.instrument_id("DOGE-261225-0.25-P"), figures.EAPI)
    assert (found.right, found.strike, found.style) == (Right.PUT, D("0.25"), Style.EUROPEAN)


def test_listing_and_symbol_agree() -> None:
    """An option that drops out of the listing after its end keeps its kind, day, right, strike."""
    row = {**value("eapi_rest_exchangeInfo")["optionSymbols"][0], "expiryDate": 1660550400000}
    option, _ = instruments.options(json.dumps({"optionSymbols": [row]}).encode()).values()
    told = instruments.from_symbol(option.id, figures.EAPI)
    assert (told.right, told.strike) == (option.right, option.strike)
    assert told.expiry is not None
    assert option.expiry is not None
    assert told.expiry.at.date() == option.expiry.at.date()
