"""Delivery prices, put to their contracts by the day."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from assignwatch.brokers.binance import figures, prices
from assignwatch.core.observations import Quote
from tests.brokers.binance.nights import END, QUARTERLY, millis
from tests.brokers.binance.published import raw, rows


def test_price_is_dated_to_the_end_of_its_contract_where_that_is_known() -> None:
    midnight = datetime(2026, 12, 25, tzinfo=UTC)
    told = [raw({"deliveryTime": millis(midnight), "deliveryPrice": 65000.25})]
    (quote,), odd = prices.deliveries(told, "BTCUSDT", {QUARTERLY.id: QUARTERLY})
    price = Decimal("65000.25")
    assert quote == Quote(END.at, QUARTERLY.id, settlement=price, source=prices.SOURCE)
    assert odd == []
    (quote,), _ = prices.deliveries(told, "BTCUSDT", {})
    assert (quote.at, quote.instrument) == (midnight, QUARTERLY.id)


def test_published_prices_are_of_their_quarters() -> None:
    quotes, _ = prices.deliveries(rows("fapi_rest_delivery-price_full"), "BTCUSDT", {})
    assert [quote.instrument for quote in quotes] == [
        figures.instrument_id(f"BTCUSDT_{day}") for day in ("230929", "230630", "230331", "220325")
    ]


def test_odd_row_is_named_and_hides_no_other() -> None:
    told = [raw({"deliveryTime": None, "deliveryPrice": 1}), *rows("fapi_rest_delivery-price_full")]
    quotes, odd = prices.deliveries(told, "BTCUSDT", {})
    assert (len(quotes), len(odd)) == (4, 1)
