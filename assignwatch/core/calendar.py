"""When markets are open, as far as a conclusion depends on it.

A `Calendar` travels inside the `Policy`; `store.sessions` reads one from the table that comes with
the program. It knows exchanges by their MIC (ISO 10383), each from a first day to a last. Of any
other exchange, and of any other time, nothing is known: it counts as open, and the next session
is taken to open on the next weekday at 12:00Z. A break at noon counts as open too.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from assignwatch.core.model import Moment, later

_NOON = time(12, tzinfo=UTC)
_FRIDAY = 4
_DAY = timedelta(days=1)
_LONGEST_BREAK = 16
"""Days, both ends included, in which every exchange has a session: those of a Chinese new year."""

_ROUND_THE_CLOCK = timedelta(hours=18)
"""Sessions longer than this follow each other at once: that one opens means nothing is booked."""


class Session(NamedTuple):
    """From when to when an exchange trades; the second moment is outside."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """The session of a usual weekday from `since` on; both ends counted from its 00:00Z.

    A session may open the evening before the day that it belongs to, by UTC.
    """

    since: date
    opens: timedelta
    closes: timedelta

    def on(self, day: date) -> Session:
        """The session of this day."""
        midnight = datetime.combine(day, time(), UTC)
        return Session(midnight + self.opens, midnight + self.closes)


@dataclass(frozen=True, slots=True)
class Exchange:
    """The sessions of one exchange, from the day `since` to the day `until`, both included.

    `hours` are in the order of time and begin with `since`. `others` are the days unlike other
    weekdays: with another session, or None where there is none. Whatever is not an option on
    shares may be traded `early` before a session and `late` after it.
    """

    since: date
    until: date
    hours: tuple[Hours, ...]
    others: Mapping[date, Session | None] = field(default_factory=dict)
    early: timedelta = timedelta()
    late: timedelta = timedelta()

    def knows(self, at: datetime) -> bool:
        """Whether every session that may lie around this moment is in the table."""
        return self.since <= at.date() < self.until

    def session(self, day: date) -> Session | None:
        """The session that belongs to this day; None without one, or where it is not known."""
        if not self.since <= day <= self.until:
            return None
        if day in self.others:
            return self.others[day]
        if day.weekday() > _FRIDAY:
            return None
        return self.hours[bisect_right(self.hours, day, key=lambda hours: hours.since) - 1].on(day)

    def sessions(self, first: date, days: int) -> Iterator[tuple[date, Session]]:
        """The sessions of so many days from `first` on, in order."""
        for number in range(days):
            day = first + number * _DAY
            if (session := self.session(day)) is not None:
                yield day, session


@dataclass(frozen=True, slots=True)
class Calendar:
    """The sessions of all known exchanges, by MIC."""

    exchanges: Mapping[str, Exchange] = field(default_factory=dict)

    @property
    def until(self) -> date | None:
        """The last day of the table; None for an empty one. Some exchanges may end earlier."""
        return max((known.until for known in self.exchanges.values()), default=None)

    @property
    def ending_earlier(self) -> dict[str, date]:
        """The last day of each exchange whose sessions are not known as long as the others'."""
        until = self.until
        return {mic: one.until for mic, one in self.exchanges.items() if one.until != until}

    def is_open(self, exchange: str | None, at: datetime) -> bool:
        """Whether it trades at this moment, as far as anybody knows."""
        known = self._known(exchange, at)
        if known is None:
            return True
        near = known.sessions(at.date() - _DAY, 3)
        return any(session.opens <= at < session.closes for _, session in near)

    def is_idle(
        self, exchange: str | None, at: datetime, span: timedelta, *, in_sessions: bool
    ) -> bool:
        """Whether nothing can have been traded there for more than this span of time before `at`.

        `in_sessions`: what it is about is traded in the sessions alone, neither early nor late.
        """
        start = at - span
        known = self._known(exchange, at)
        if known is None or not known.knows(start):
            return False
        early, late = (timedelta(), timedelta()) if in_sessions else (known.early, known.late)
        near = known.sessions(start.date() - _DAY, (at.date() - start.date()).days + 3)
        return not any(s.opens - early <= at and start <= s.closes + late for _, s in near)

    def opens_after(self, exchange: str | None, at: datetime) -> datetime | None:
        """When it next begins to trade; None while it trades, or where that is not known."""
        known = self._known(exchange, at)
        if known is None or self.is_open(exchange, at):
            return None
        opens = (session.opens for _, session in known.sessions(at.date(), _LONGEST_BREAK))
        return next((moment for moment in opens if moment > at), None)

    def closes_on(self, exchange: str | None, day: date) -> datetime | None:
        """When the session of this day is over; None without one, or where that is not known."""
        known = self._known(exchange, datetime.combine(day, time(), UTC))
        session = known.session(day) if known is not None else None
        return session.closes if session is not None else None

    def next_open(self, end: Moment, exchange: str | None = None) -> datetime:
        """The first session open after the day of a contract's end: by then it has been booked.

        An exchange that trades around the clock has no morning; there it is noon of that session's
        day. Without a known session it is the next weekday at 12:00Z.
        """
        known = self._known(exchange, end.at)
        if known is not None:
            for day, session in known.sessions(end.at.date() + _DAY, _LONGEST_BREAK):
                if session.closes - session.opens > _ROUND_THE_CLOCK:
                    return datetime.combine(day, _NOON)
                if session.opens > end.at:
                    return session.opens
        return _next_weekday(end)

    def _known(self, exchange: str | None, at: datetime) -> Exchange | None:
        known = self.exchanges.get(exchange) if exchange is not None else None
        return known if known is not None and known.knows(at) else None


def _next_weekday(end: Moment) -> datetime:
    day = later(end.at, _DAY).date()
    while day.weekday() > _FRIDAY:
        if day == date.max:
            break
        day += _DAY
    return datetime.combine(day, _NOON)
