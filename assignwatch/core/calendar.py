"""When markets are open, as far as a conclusion depends on it.

Without the sessions of an exchange the rule is the one of the design: the next weekday at 12:00Z.
"""

from datetime import UTC, date, datetime, time, timedelta

from assignwatch.core.model import Moment, later

_NOON = time(12, tzinfo=UTC)
_FRIDAY = 4


def next_open(end: Moment) -> datetime:
    """The first session open after a contract's end: by then its outcome has been booked."""
    day = later(end.at, timedelta(days=1)).date()
    while day.weekday() > _FRIDAY:
        if day == date.max:
            break
        day += timedelta(days=1)
    return datetime.combine(day, _NOON)
