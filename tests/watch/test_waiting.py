"""A wait ends with the span or the event, and leaves nothing behind however it ends."""

import asyncio
from datetime import timedelta

import pytest

from assignwatch.watch.waiting import ending, until
from tests.fakes.clock import FakeClock, at_rest
from tests.watch.running import running

pytestmark = pytest.mark.asyncio

MINUTE = timedelta(minutes=1)


class EarlyClock(FakeClock):
    """Wakes before the time, as a real one may."""

    async def sleep(self, span: timedelta) -> None:
        await super().sleep(span / 2 if span > timedelta(seconds=1) else span)


@pytest.mark.parametrize("kind", [FakeClock, EarlyClock])
async def test_it_waits_for_the_whole_span(kind: type[FakeClock]) -> None:
    clock = kind()
    async with running(until(clock, MINUTE, asyncio.Event())) as waiting:
        await clock.advance(MINUTE - timedelta(seconds=1))
        assert not waiting.done()
        await clock.advance(timedelta(seconds=1))
        assert waiting.done()


async def test_the_event_ends_it_even_if_it_is_cleared_at_once(clock: FakeClock) -> None:
    event = asyncio.Event()
    async with running(until(clock, MINUTE, event)) as waiting:
        event.set()
        event.clear()
        await at_rest()
        assert waiting.done()
        assert clock.sleepers == 0


async def test_cancelling_it_leaves_no_sleeper(clock: FakeClock) -> None:
    async with running(until(clock, MINUTE, asyncio.Event())):
        assert clock.sleepers == 1
    assert clock.sleepers == 0


async def test_a_clock_that_fails_is_heard() -> None:
    class Broken(FakeClock):
        async def sleep(self, span: timedelta) -> None:
            raise OverflowError("too long for a timer")

    with pytest.raises(OverflowError):
        await until(Broken(), MINUTE, asyncio.Event())


async def test_a_cancellation_that_a_clean_up_hid_is_still_known() -> None:
    known: list[bool] = []

    async def careless() -> None:
        known.append(ending())
        try:
            try:
                await asyncio.Event().wait()
            finally:
                raise OSError("the clean-up failed")
        except OSError:
            known.append(ending())

    async with running(careless()):
        pass
    assert known == [False, True]
