"""A clock that stands still until a test moves it.

`sleep` really waits, on this clock's time; `advance` goes from one sleeper's moment to the next and
lets the loop come to rest in between, so that an hour passes as it would, in no time.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

AN_EVENING = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)

_AT_REST = 40
"""Turns of the loop after which whatever a moment set off has run; the longest chain takes 15."""


class FakeClock:
    """A `core.ports.Clock` for tests."""

    def __init__(self, now: datetime = AN_EVENING) -> None:
        self._now = now
        self._elapsed = timedelta()
        self._sleepers: list[tuple[timedelta, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> timedelta:
        return self._elapsed

    @property
    def sleepers(self) -> int:
        """How many wait at the moment."""
        return len(self._sleepers)

    async def sleep(self, span: timedelta) -> None:
        if span <= timedelta():
            await asyncio.sleep(0)
            return
        sleeper = (self._elapsed + span, asyncio.get_running_loop().create_future())
        self._sleepers.append(sleeper)
        try:
            await sleeper[1]
        finally:
            self._sleepers.remove(sleeper)

    async def advance(self, span: timedelta) -> None:
        """Let time pass."""
        await at_rest()
        target = self._elapsed + span
        while (due := self._next()) is not None and due <= target:
            self._pass_to(due)
            for at, sleeping in self._sleepers:
                if at <= due and not sleeping.done():
                    sleeping.set_result(None)
            await at_rest()
        self._pass_to(target)
        await at_rest()

    def jump(self, span: timedelta) -> None:
        """Move the wall clock alone, as sleep or a correction does; monotonic time stands still."""
        self._now += span

    def _next(self) -> timedelta | None:
        return min((at for at, sleeping in self._sleepers if not sleeping.done()), default=None)

    def _pass_to(self, elapsed: timedelta) -> None:
        self._now += elapsed - self._elapsed
        self._elapsed = elapsed


async def at_rest() -> None:
    """Let everything run that is ready to."""
    for _ in range(_AT_REST):
        await asyncio.sleep(0)


async def eventually(condition: Callable[[], object]) -> None:
    """Wait for something that takes a little real time; fails after five seconds."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  anything may make it true
            await asyncio.sleep(0)
