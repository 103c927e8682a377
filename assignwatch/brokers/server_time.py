"""What time it is at a broker, as far as its answers tell.

A broker's `rest.py` teaches it with every reply; its reader dates coverage by it and reports a
clock that is off. An answer was stamped between sending and receiving, so the difference of the
clocks is known as a span, and each use takes the end of it that errs on the safe side.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from assignwatch.core.model import AccountKey, Problem
from assignwatch.core.observations import FeedReport
from assignwatch.core.words import Feed

CLOCK_SKEW = "clock_skew"
"""This computer's clock is off. Values: seconds, direction (behind or ahead, of the broker's)."""

TOLERATED = timedelta(seconds=10)

_HTTP_DATE_STEP = timedelta(seconds=1)


class ServerTime:
    """How far the broker's clock is ahead of ours: at least `_least`, at most `_most`."""

    def __init__(self) -> None:
        self._least = timedelta()
        self._most = timedelta()
        self._exact = self._rough = False
        self._was_off = False

    def learn(self, stamped: datetime, sent: datetime, received: datetime) -> None:
        """A reply carried the time at which the broker wrote it."""
        self._least, self._most = stamped - received, stamped - sent
        self._exact = True

    def learn_roughly(self, http_date: str, sent: datetime, received: datetime) -> None:
        """A reply carried only HTTP's date, in whole seconds: many of them tell more than one.

        Each leaves a span; what all leave together is narrow soon. One that fits no more means that
        a clock was set, and the spans begin anew.
        """
        if self._exact:
            return
        try:
            stamped = parsedate_to_datetime(http_date).astimezone(UTC)
        except ValueError:
            return
        least, most = stamped - received, stamped + _HTTP_DATE_STEP - sent
        if self._rough and least <= self._most and self._least <= most:
            least, most = max(least, self._least), min(most, self._most)
        self._least, self._most, self._rough = least, most, True

    def at(self, ours: datetime) -> datetime:
        """The broker's time when our clock showed `ours`; never later than it really was."""
        return ours + self._least

    def skew(self) -> Problem | None:
        """What is wrong with our clock, if it is certainly off by more than `TOLERATED`."""
        if self._least > TOLERATED:
            return _skewed(self._least, "behind")
        if self._most < -TOLERATED:
            return _skewed(-self._most, "ahead")
        return None

    def report(self, account: AccountKey, now: datetime) -> list[FeedReport]:
        """Says with each reading that the clock is off, and once that it is right again."""
        problem, was_off = self.skew(), self._was_off
        self._was_off = problem is not None
        if problem is None and not was_off:
            return []
        return [FeedReport(now, account, Feed.POSITIONS, up=True, problem=problem)]


def _skewed(by: timedelta, direction: str) -> Problem:
    seconds = f"{by.total_seconds():.0f}"
    return Problem(CLOCK_SKEW, {"seconds": seconds, "direction": direction})
