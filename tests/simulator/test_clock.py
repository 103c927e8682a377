"""Simulated time."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from assignwatch.simulator.clock import Clock, iso, milliseconds

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(("speed", "minutes"), [("0", 0), ("1", 1), ("60", 60), ("0.5", 0.5)])
def test_runs_as_many_times_as_fast_as_the_computer_as_its_speed_says(
    speed: str, minutes: float
) -> None:
    elapsed = 100.0
    clock = Clock(NOON, Decimal(speed), lambda: elapsed)
    elapsed = 160.0
    assert clock.now == NOON + timedelta(minutes=minutes)


def test_a_jump_adds_to_the_time_that_passes() -> None:
    clock = Clock(NOON, Decimal(0))
    clock.jump(timedelta(hours=2))
    assert clock.now == NOON + timedelta(hours=2)


def test_never_runs_backwards() -> None:
    with pytest.raises(ValueError, match="only moves forward"):
        Clock(NOON).jump(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="cannot be negative"):
        Clock(NOON, Decimal(-1))


def test_a_skew_changes_what_is_shown_and_not_what_is() -> None:
    clock = Clock(NOON, Decimal(0))
    clock.skew = timedelta(seconds=-47)
    assert clock.now == NOON
    assert clock.shown == NOON - timedelta(seconds=47)


def test_tells_time_to_the_millisecond() -> None:
    at = datetime(2026, 2, 14, 11, 22, 4, 987_999, tzinfo=UTC)
    assert iso(at) == "2026-02-14T11:22:04.987Z"
    assert milliseconds(at) == 1_771_068_124_987
