"""The only place that reads the time.

Everything else is handed a `core.ports.Clock`. Sleeps are short and end early: Qt's timers do both
(coarse, and overflowing at 24.8 days), and a computer that slept must notice soon after.
"""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

LONGEST_SLEEP = timedelta(seconds=30)


class SystemClock:
    """The computer's own clocks."""

    def now(self) -> datetime:
        """The wall clock, aware UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> timedelta:
        """Time since some fixed moment; stands still while the computer sleeps."""
        return timedelta(seconds=time.monotonic())

    async def sleep(self, span: timedelta) -> None:
        """Wait at most `span` and never longer than `LONGEST_SLEEP`."""
        await asyncio.sleep(max(0.0, min(span, LONGEST_SLEEP).total_seconds()))


class FastClock:
    """A clock that runs `speed` times as fast from `start`: the demo on simulated brokers."""

    def __init__(self, start: datetime, speed: Decimal) -> None:
        self._start = start
        self._speed = float(speed)
        self._began = time.monotonic()

    def now(self) -> datetime:
        """The simulated wall clock, aware UTC."""
        return self._start + self._elapsed()

    def monotonic(self) -> timedelta:
        """Simulated time since the clock began."""
        return self._elapsed()

    async def sleep(self, span: timedelta) -> None:
        """Wait at most `span` of simulated time."""
        seconds = span.total_seconds() / self._speed
        await asyncio.sleep(max(0.0, min(seconds, LONGEST_SLEEP.total_seconds())))

    def _elapsed(self) -> timedelta:
        return timedelta(seconds=(time.monotonic() - self._began) * self._speed)
