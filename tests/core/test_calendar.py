"""By when an outcome has been booked, without the sessions of an exchange."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.calendar import next_open
from assignwatch.core.model import Moment
from tests.core.builders import MODERATE, after


@pytest.mark.parametrize(
    ("end", "opens"),
    [
        (Moment.on(date(2026, 11, 19)), date(2026, 11, 20)),
        (Moment.on(date(2026, 11, 20)), date(2026, 11, 23)),
        (Moment.on(date(2026, 11, 21)), date(2026, 11, 23)),
        (Moment.on(date(2026, 11, 22)), date(2026, 11, 23)),
        (Moment(datetime(2026, 11, 20, 21, tzinfo=UTC)), date(2026, 11, 23)),
        (Moment(datetime(2026, 11, 23, 0, tzinfo=UTC)), date(2026, 11, 24)),
        (Moment.on(date(2026, 12, 31)), date(2027, 1, 1)),
    ],
    ids=[
        "a Thursday",
        "a Friday",
        "a Saturday",
        "a Sunday",
        "a time on a Friday",
        "the first moment of a Monday",
        "the last day of a year",
    ],
)
def test_the_next_session_opens_on_the_next_weekday_at_noon(end: Moment, opens: date) -> None:
    assert next_open(end) == datetime(opens.year, opens.month, opens.day, 12, tzinfo=UTC)


@MODERATE
@given(st.integers(0, 10**7))
def test_it_is_after_the_end_and_within_a_long_weekend(minutes: int) -> None:
    at = after(minutes=minutes)
    opens = next_open(Moment(at))
    assert at < opens <= at + timedelta(days=3, hours=12)
    assert opens.weekday() < 5
