"""The computer's clock, and one that runs faster."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from assignwatch.watch.clock import LONGEST_SLEEP, FastClock, SystemClock

START = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)


def test_the_computers_clock_tells_aware_utc_and_never_goes_back() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The real seconds that a clock asks the loop for, which are not waited."""
    asked: list[float] = []

    async def sleep(seconds: float) -> None:
        asked.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return asked


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("span", "seconds"),
    [
        (timedelta(seconds=2), 2),
        (timedelta(days=30), LONGEST_SLEEP.total_seconds()),
        (timedelta(seconds=-1), 0),
    ],
)
async def test_a_sleep_is_never_long_and_never_negative(
    span: timedelta, seconds: float, slept: list[float]
) -> None:
    await SystemClock().sleep(span)
    assert slept == [seconds]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("span", "seconds"),
    [
        (timedelta(minutes=1), 1),
        (timedelta(days=30), LONGEST_SLEEP.total_seconds()),
        (timedelta(seconds=-1), 0),
    ],
)
async def test_a_fast_clock_sleeps_the_shorter_for_it(
    span: timedelta, seconds: float, slept: list[float]
) -> None:
    await FastClock(START, Decimal(60)).sleep(span)
    assert slept == [seconds]


def test_a_fast_clock_runs_from_its_start_at_its_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = 1000.0
    monkeypatch.setattr("assignwatch.watch.clock.time.monotonic", lambda: real)
    clock = FastClock(START, Decimal(60))
    assert (clock.now(), clock.monotonic()) == (START, timedelta())
    real += 2.5
    assert clock.now() == START + timedelta(seconds=150)
    assert clock.monotonic() == timedelta(seconds=150)
