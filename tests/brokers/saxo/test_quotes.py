"""Prices that say how late they are."""

from __future__ import annotations

from datetime import UTC, date, datetime
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


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 20, 21, tzinfo=UTC), None),
        (datetime(2026, 11, 20, 23, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 21, 0, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 22, 15, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 23, 4, 59, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 23, 5, tzinfo=UTC), None),
        (datetime(2026, 11, 24, 1, tzinfo=UTC), date(2026, 11, 23)),
    ],
    ids=[
        "Friday, while New York closes",
        "Friday, late",
        "Saturday",
        "Sunday",
        "Monday, before any close",
        "Monday, when Tokyo is about to close",
        "Tuesday night",
    ],
)
def test_the_close_is_of_the_last_weekday_while_it_can_be_of_no_other(
    now: datetime, day: date | None
) -> None:
    assert quotes.close_day(now) == day


def test_the_close_is_told_of_what_something_ended_on_that_day() -> None:
    day, known = date(2020, 3, 18), instrument_id(21, "FxSpot")
    row = published.changed(price(), PriceInfoDetails={"LastClose": 1.06})
    found, _ = quotes.from_rows([row], day, {known})
    assert found[1] == Quote(
        datetime(2020, 3, 18, 23, 59, 59, tzinfo=UTC),
        known,
        settlement=D("1.06"),
        source="Saxo, close of the day",
    )
    assert len(quotes.from_rows([row], day)[0]) == len(quotes.from_rows([row], None, {known})[0])
    assert len(quotes.from_rows([row], day)[0]) == 1


@pytest.mark.parametrize("quote", [{"Ask": 0, "Bid": 0}, {"Ask": None, "Bid": None}])
def test_a_market_that_is_not_shown_has_no_price(quote: dict[str, object]) -> None:
    assert quotes.from_rows([price(**quote)]) == ([], [])
    assert quotes.from_rows([published.changed(price(), Quote=None)]) == ([], [])


def test_odd_price_is_named_and_hides_no_other() -> None:
    found, odd = quotes.from_rows([price(Ask="NaN"), published.changed(price(), Uic=None), price()])
    assert len(found) == 1
    assert [problem.values["where"] for problem in odd] == ["infoprices"] * 2
