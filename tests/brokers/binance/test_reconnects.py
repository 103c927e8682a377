"""When a connection is replaced: in a quiet hour, before Binance cuts it, never at a settlement."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.brokers.binance.reconnects import CUT_AFTER, next_reconnect


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}+00:00")


@pytest.mark.parametrize(
    ("connected", "now", "planned"),
    [
        ("20 09:30", "20 09:30", "20 20:00"),  # at the next quiet hour
        ("20 20:00", "20 20:01", "21 19:00"),  # opened in it: 23 hours
        ("20 19:30", "20 20:00", "21 18:30"),  # half an hour old in it: too young
        ("20 18:59", "20 19:30", "20 20:00"),
        ("20 07:45", "20 07:46", "20 20:00"),  # opened while settling
        ("20 20:30", "21 12:00", "21 19:30"),
        ("20 09:30", "20 23:00", "20 23:00"),  # overdue: at once
        ("20 21:30", "21 23:00", "21 23:00"),
        ("20 09:30", "22 07:29", "22 07:29"),
        ("20 09:30", "22 07:30", "22 09:00"),  # overdue, while settling: afterwards
        ("20 09:30", "22 08:59", "22 09:00"),
        ("20 09:30", "22 09:00", "22 09:00"),
    ],
)
def test_times(connected: str, now: str, planned: str) -> None:
    assert next_reconnect(at(connected), at(now)) == at(planned)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, st.timedeltas(timedelta(), timedelta(days=3)))
def test_never_at_a_settlement_never_in_the_past_and_always_before_the_cut(
    connected: datetime, age: timedelta
) -> None:
    planned = next_reconnect(connected, connected + age)
    assert not time(7, 30) <= planned.time() < time(9)
    assert planned >= connected + age
    assert next_reconnect(connected, connected) < connected + CUT_AFTER
