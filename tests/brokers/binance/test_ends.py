"""Ends of contracts whose records are waited for, and for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assignwatch.brokers.binance import figures
from assignwatch.brokers.binance.ends import LATE, awaited, booked_until, ended
from assignwatch.brokers.binance.instruments import from_symbol
from assignwatch.brokers.binance.pages import A_WEEK
from assignwatch.core.model import InstrumentId, Moment

END = datetime(2026, 12, 25, 8, tzinfo=UTC)
MIDNIGHT = END.replace(hour=0)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)

DATED = from_symbol(InstrumentId("binance/BTCUSDT_261225"), figures.FAPI)
"""As the symbol alone tells it: some time on that day."""
TIMED = replace(DATED, expiry=Moment(END))


def test_no_contract_is_waited_for_as_long_as_one_reading_takes_on() -> None:
    assert LATE < A_WEEK - DAY


@pytest.mark.parametrize(
    ("read", "now", "waits"),
    [
        (None, END, True),
        (END - SECOND, END, True),
        (END, END + DAY, True),
        (END, END + LATE, True),
        (END, END + LATE + SECOND, False),
        (END + SECOND, END + SECOND, False),
    ],
    ids=["never read", "now", "held up", "as long as that", "too late", "read past it"],
)
def test_an_end_is_waited_for_until_it_was_read_past_or_its_record_is_too_late(
    read: datetime | None, now: datetime, waits: bool
) -> None:
    assert awaited([TIMED], read, now) == ([TIMED] if waits else [])


def test_an_end_of_which_only_the_day_is_known_is_waited_for_from_its_beginning_past_its_end() -> (
    None
):
    assert ended([DATED], MIDNIGHT - SECOND) == []
    assert ended([DATED], MIDNIGHT) == [DATED]
    assert awaited([DATED], END, END) == [DATED]
    assert awaited([DATED], END, END, {DATED.id}) == []
    assert awaited([DATED], MIDNIGHT + DAY + SECOND, MIDNIGHT + DAY + SECOND) == []


def test_bookings_are_not_called_whole_beyond_an_end_that_is_waited_for() -> None:
    assert booked_until(END + DAY, [TIMED], ()) == END
    assert booked_until(END - SECOND, [TIMED], ()) == END - SECOND
    assert booked_until(END + DAY, [TIMED], {TIMED.id}) == END + DAY
