"""Prices that say how late they are."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from assignwatch.brokers.saxo import quotes
from assignwatch.brokers.saxo.figures import instrument_id
from assignwatch.brokers.saxo.wire import Row
from assignwatch.core.observations import Quote
from tests.brokers.saxo import published

D = Decimal
AT = datetime(2020, 3, 19, 12, 31, 57, 787000, tzinfo=UTC)


def price(**fields: object) -> Row:
    (row,) = published.value("stream_infoprice_snapshot_and_deltas")["snapshot"]["Data"]
    return published.changed(row, Quote={**row["Quote"], **fields})


def test_published_price() -> None:
    assert quotes.from_rows([price()]) == (
        [Quote(AT, instrument_id(21, "FxSpot"), bid=D("1.0737"), ask=D("1.07371"), source="Saxo")],
        [],
    )


def test_a_late_price_is_dated_by_when_it_was_true() -> None:
    ((quote,), _) = quotes.from_rows([price(DelayedByMinutes=15)])
    assert quote.at == datetime(2020, 3, 19, 12, 16, 57, 787000, tzinfo=UTC)
    assert quote.source == "Saxo, 15 min delayed"


def test_the_last_trade_is_told_and_a_close_without_a_day_is_not() -> None:
    more = {"LastTraded": 1.07, "LastClose": 1.06}
    ((quote,), _) = quotes.from_rows([published.changed(price(), PriceInfoDetails=more)])
    assert (quote.last, quote.settlement) == (D("1.07"), None)


@pytest.mark.parametrize("quote", [{"Ask": 0, "Bid": 0}, {"Ask": None, "Bid": None}])
def test_a_market_that_is_not_shown_has_no_price(quote: dict[str, object]) -> None:
    assert quotes.from_rows([price(**quote)]) == ([], [])
    assert quotes.from_rows([published.changed(price(), Quote=None)]) == ([], [])


def test_odd_price_is_named_and_hides_no_other() -> None:
    found, odd = quotes.from_rows([price(Ask="NaN"), published.changed(price(), Uic=None), price()])
    assert len(found) == 1
    assert [problem.values["where"] for problem in odd] == ["infoprices"] * 2
