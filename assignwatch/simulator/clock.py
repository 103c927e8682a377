"""The simulated clock: every time that a simulated broker tells comes from here.

`server` drives the worlds with it, `control` moves it. It runs `speed` times as fast as the
computer's own clock; with speed 0 only `jump` moves it, which makes a run repeatable to the
microsecond.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal


class Clock:
    """Simulated time: `now = start + elapsed × speed + jumps`, aware UTC.

    `skew` is how wrong the broker's clock is as its clients see it: the world goes on in true
    simulated time, but every time that leaves the server is shifted by it.
    """

    def __init__(
        self,
        start: datetime | None = None,
        speed: Decimal = Decimal(1),
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        if speed < 0:
            raise ValueError("The speed of the simulated clock cannot be negative.")
        self.speed = speed
        self.skew = timedelta()
        self._elapsed = elapsed
        self._zero = elapsed()
        self._start = start or computer_time()

    @property
    def now(self) -> datetime:
        """The true simulated time."""
        return self._start + timedelta(seconds=(self._elapsed() - self._zero) * float(self.speed))

    @property
    def shown(self) -> datetime:
        """The time as the broker believes it to be: `now` plus the skew."""
        return self.now + self.skew

    def jump(self, by: timedelta) -> None:
        """Move forward at once. Time never runs backwards."""
        if by < timedelta():
            raise ValueError("The simulated clock only moves forward.")
        self._start += by


def computer_time() -> datetime:
    """The computer's own time, where a simulation starts unless told otherwise."""
    return datetime.now(UTC)


def real_seconds() -> float:
    """Seconds on the computer's own clock, for periods that no simulated speed changes."""
    return time.monotonic()


def milliseconds(at: datetime) -> int:
    """Milliseconds since 1970, exactly."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def iso(at: datetime) -> str:
    """RFC 3339 in UTC with milliseconds and `Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
