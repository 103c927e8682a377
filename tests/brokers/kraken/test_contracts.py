"""What Kraken's contracts are."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.brokers.kraken import contracts
from assignwatch.brokers.kraken.figures import instrument_id
from assignwatch.core.model import Instrument, Moment
from assignwatch.core.words import InstrumentKind, Right, Settlement, Style
from tests.brokers.kraken import published

D = Decimal


def test_published_list() -> None:
    found = contracts.listed(published.text("instruments"))
    assert {name: i.kind for name, i in found.items()} == {
        "kraken/PI_XBTUSD": InstrumentKind.PERPETUAL,
        "kraken/FI_XBTUSD_220930": InstrumentKind.FUTURE,
        "kraken/PF_XBTUSD": InstrumentKind.PERPETUAL,
    }
    assert found[instrument_id("fi_xbtusd_220930")] == Instrument(
        instrument_id("FI_XBTUSD_220930"),
        InstrumentKind.FUTURE,
        "FI_XBTUSD_220930",
        expiry=Moment(datetime(2022, 9, 30, 15, tzinfo=UTC)),
        multiplier=D(1),
        settlement=Settlement.CASH,
        currency="USD",
    )


def test_option_by_its_symbol() -> None:
    assert contracts.from_symbol(instrument_id("of_xbtusd_241227_20000_c")) == Instrument(
        instrument_id("OF_XBTUSD_241227_20000_C"),
        InstrumentKind.OPTION,
        "OF_XBTUSD_241227_20000_C",
        right=Right.CALL,
        strike=D(20000),
        expiry=Moment.on(date(2024, 12, 27)),
        style=Style.EUROPEAN,
        settlement=Settlement.CASH,
    )


@pytest.mark.parametrize(
    ("symbol", "kind", "expiry"),
    [
        ("PI_XBTUSD", InstrumentKind.PERPETUAL, None),
        ("PF_1INCHUSD", InstrumentKind.PERPETUAL, None),
        ("FF_XBTUSD_260925", InstrumentKind.FUTURE, Moment.on(date(2026, 9, 25))),
        ("FI_XBTUSD_201225", InstrumentKind.FUTURE, Moment.on(date(2020, 12, 25))),
        ("FF_XBTUSD_269999", InstrumentKind.FUTURE, None),
        ("FV_XRPXBT_180615", InstrumentKind.OTHER, None),
        ("OF_XBTUSD_241227_20000_X", InstrumentKind.OTHER, None),
        ("NEW-THING", InstrumentKind.OTHER, None),
    ],
)
def test_kind_and_day_by_symbol(symbol: str, kind: InstrumentKind, expiry: Moment | None) -> None:
    found = contracts.from_symbol(instrument_id(symbol))
    assert (found.kind, found.symbol, found.expiry) == (kind, symbol, expiry)
    assert found.multiplier is None


@given(st.text(max_size=40))
def test_every_symbol_is_something(symbol: str) -> None:
    assert contracts.from_symbol(instrument_id(symbol)).symbol == symbol.upper()


def test_row_that_cannot_be_read_hides_no_other() -> None:
    reply = published.value("instruments")
    reply["instruments"].insert(0, {"symbol": 7})
    reply["instruments"].insert(0, {"symbol": "PF_ODDUSD", "contractSize": "NaN"})
    assert len(contracts.listed(json.dumps(reply).encode())) == 3
