"""Sleep is noticed by the wall clock's jump, a stuck loop by a thread beside it."""

import logging
import threading
import time
from datetime import timedelta

import pytest

from assignwatch.watch.clock import SystemClock
from assignwatch.watch.guard import Guard
from tests.fakes.clock import FakeClock, eventually
from tests.watch.running import running

pytestmark = pytest.mark.asyncio

BEAT = timedelta(seconds=5)


def never(slept: timedelta) -> None:
    raise AssertionError(f"woken after {slept}")


@pytest.mark.expected_logs("slept or the clock jumped by 8:00:00")
async def test_after_sleep_everybody_is_woken_once(clock: FakeClock) -> None:
    woken: list[timedelta] = []
    async with running(Guard(clock, woken.append).run()):
        await clock.advance(2 * BEAT)
        clock.jump(timedelta(hours=8))
        await clock.advance(4 * BEAT)
    assert woken == [timedelta(hours=8)]


async def test_a_small_step_or_a_clock_that_is_set_back_wakes_nobody(clock: FakeClock) -> None:
    async with running(Guard(clock, never).run()):
        for step in (timedelta(seconds=59), timedelta(hours=-2)):
            clock.jump(step)
            await clock.advance(2 * BEAT)


class _Quick(SystemClock):
    """The computer's clock with a beat in no time, so that only a stall is long."""

    async def sleep(self, span: timedelta) -> None:
        await super().sleep(timedelta())


@pytest.mark.expected_logs("has not answered for 0.05 s", "answers again")
async def test_a_loop_that_stands_still_is_logged_once_and_so_is_its_return(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def said() -> list[str]:
        return [r.levelname for r in caplog.records if r.levelno >= logging.WARNING]

    guard = Guard(_Quick(), never, stalled_after=timedelta(milliseconds=50))
    async with running(guard.run()):
        deadline = time.monotonic() + 5
        while not said() and time.monotonic() < deadline:
            time.sleep(0.001)  # noqa: ASYNC251  the stall itself
        time.sleep(0.2)  # noqa: ASYNC251  several times the limit: still said once
        await eventually(lambda: len(said()) >= 2)
    assert said() == ["ERROR", "WARNING"]


async def test_the_thread_ends_with_the_guard_and_a_guard_can_run_again(clock: FakeClock) -> None:
    before = threading.active_count()
    guard = Guard(clock, never)
    for _ in range(2):
        async with running(guard.run()):
            assert threading.active_count() == before + 1
        assert threading.active_count() == before
