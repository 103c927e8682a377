"""What time it is at Kraken, as far as its answers tell.

`rest.py` teaches it with every reply; `reader.py` dates coverage by it and reports a clock that
is off. An answer was stamped between sending and receiving, so the difference of the clocks is
known as a span, and each use takes the end of it that errs on the safe side.
"""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from assignwatch.brokers.kraken.errors import CLOCK_SKEW
from assignwatch.brokers.kraken.figures import utc
from assignwatch.core.model import Problem

TOLERATED = timedelta(seconds=10)

_HTTP_DATE_STEP = timedelta(seconds=1)


class ServerTime:
    """How far Kraken's clock is ahead of ours: at least `_least`, at most `_most`."""

    def __init__(self) -> None:
        self._least = timedelta()
        self._most = timedelta()
        self._exact = False

    def learn(self, stamped: datetime, sent: datetime, received: datetime) -> None:
        """A reply carried the time at which Kraken wrote it."""
        self._least, self._most = utc(stamped) - received, utc(stamped) - sent
        self._exact = True

    def learn_roughly(self, http_date: str, sent: datetime, received: datetime) -> None:
        """A reply carried only HTTP's date, in whole seconds; better than nothing."""
        if self._exact:
            return
        try:
            stamped = utc(parsedate_to_datetime(http_date))
        except ValueError:
            return
        self._least = stamped - received
        self._most = stamped + _HTTP_DATE_STEP - sent

    def at(self, ours: datetime) -> datetime:
        """Kraken's time when our clock showed `ours`; never later than it really was."""
        return ours + self._least

    def skew(self) -> Problem | None:
        """What is wrong with our clock, if it is certainly off by more than `TOLERATED`."""
        if self._least > TOLERATED:
            return _skewed(self._least, "behind")
        if self._most < -TOLERATED:
            return _skewed(-self._most, "ahead")
        return None


def _skewed(by: timedelta, direction: str) -> Problem:
    seconds = f"{by.total_seconds():.0f}"
    return Problem(CLOCK_SKEW, {"seconds": seconds, "direction": direction})
