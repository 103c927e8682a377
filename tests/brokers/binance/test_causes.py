"""What Binance's words for orders and ends mean."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assignwatch.brokers.binance import causes, figures, instruments
from assignwatch.core.model import Scope
from assignwatch.core.words import Cause
from tests.brokers.binance.nights import SETTLED

FUTURE, PERPETUAL = "BTCUSDT_261225", "BTCUSDT"


def cause(
    client_id: str | None,
    symbol: str = PERPETUAL,
    at: datetime = SETTLED,
    scope: Scope = figures.FAPI,
    **words: str,
) -> Cause | None:
    contract = instruments.from_symbol(figures.instrument_id(symbol), scope)
    return causes.of_order(client_id, contract, at, **words)


@pytest.mark.parametrize(
    ("client_id", "told"),
    [
        ("autoclose-1596107620040000020", Cause.LIQUIDATION),
        ("AutoClose-1", Cause.LIQUIDATION),
        ("adl_autoclose", Cause.DELEVERAGING),
        ("adl_autoclose-123", Cause.DELEVERAGING),
        ("autoclose", Cause.OTHER),
        ("margin_autoclose-1", Cause.OTHER),
        ("my-autoclose-1", None),
        ("adl", None),
        ("deliveryman", None),
        ("", None),
        (None, None),
        ("x-Cb7ytekJ", None),
        ("web_1", None),
        ("币安", None),
    ],
)
@pytest.mark.parametrize("symbol", [FUTURE, PERPETUAL, "BTC-261225-90000-C"])
def test_beginning_of_a_client_id(client_id: str | None, told: Cause | None, symbol: str) -> None:
    assert cause(client_id, symbol) is told


@pytest.mark.parametrize(
    "client_id", ["settlement_autoclose-1", "delivery_autoclose-1", "delivery-1", "DELIVERY-1"]
)
@pytest.mark.parametrize(
    ("symbol", "scope", "at", "told"),
    [
        (FUTURE, figures.FAPI, SETTLED, Cause.SETTLEMENT),
        ("BTCUSD_261225", figures.DAPI, SETTLED, Cause.SETTLEMENT),
        (FUTURE, figures.FAPI, datetime(2026, 11, 2, 9, tzinfo=UTC), Cause.BROKER_CLOSE),
        (PERPETUAL, figures.FAPI, SETTLED, Cause.BROKER_CLOSE),
        ("BTCUSD_PERP", figures.DAPI, SETTLED, Cause.BROKER_CLOSE),
        ("BTC-261225-90000-C", figures.EAPI, SETTLED, Cause.OTHER),
        ("BTCUSD_SOON", figures.DAPI, SETTLED, Cause.OTHER),
    ],
)
def test_settlement_order_is_a_delivery_or_a_delisting(
    client_id: str, symbol: str, scope: Scope, at: datetime, told: Cause
) -> None:
    assert cause(client_id, symbol, at, scope) is told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"kind": "LIQUIDATION"}, Cause.LIQUIDATION),
        ({"execution": "CALCULATED"}, Cause.LIQUIDATION),
        ({"status": "NEW_INSURANCE"}, Cause.LIQUIDATION),
        ({"status": "NEW_ADL"}, Cause.DELEVERAGING),
        ({"kind": "LIMIT", "execution": "TRADE", "status": "FILLED"}, None),
        ({"execution": "EXPIRED", "status": "EXPIRED"}, None),
    ],
)
def test_order_of_the_engine_without_a_name_of_its_own(
    words: dict[str, str], told: Cause | None
) -> None:
    contract = instruments.from_symbol(figures.instrument_id(PERPETUAL), figures.FAPI)
    assert causes.of_order("mine", contract, SETTLED, **words) is told


def test_name_wins_over_other_words() -> None:
    assert cause("adl_autoclose", execution="CALCULATED") is Cause.DELEVERAGING
    assert cause("settlement_autoclose-1", FUTURE, execution="CALCULATED") is Cause.SETTLEMENT


@pytest.mark.parametrize(
    ("client_id", "asked_for", "told"),
    [
        ("autoclose-1", None, Cause.LIQUIDATION),
        ("adl_autoclose", "LIQUIDATION", Cause.DELEVERAGING),
        ("x", "LIQUIDATION", Cause.LIQUIDATION),
        ("x", "ADL", Cause.DELEVERAGING),
        ("x", None, Cause.OTHER),
        (None, "SOMETHING", Cause.OTHER),
    ],
)
def test_forced_orders(client_id: str | None, asked_for: str | None, told: Cause) -> None:
    contract = instruments.from_symbol(figures.instrument_id(PERPETUAL), figures.FAPI)
    assert causes.of_forced(client_id, asked_for, contract, SETTLED) is told
