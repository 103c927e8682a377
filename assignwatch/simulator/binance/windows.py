"""Which rows of a history a request may have: windows of time, ids, limits and retention.

The REST modules filter with it. Without times a list shows the newest of the last seven days; with
a start it shows the oldest from there on. Sources: Binance docs, "Account Trade List", "All
Orders", "Get Income History", "User's Force Orders" of each family.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from assignwatch.simulator.binance.query import Query
from assignwatch.simulator.binance.refusals import Refused, combined

Row = TypeVar("Row")

WEEK = timedelta(days=7)
KEPT = timedelta(days=90)
"""After this much time a history has forgotten."""


@dataclass(frozen=True, slots=True)
class History(Generic[Row]):
    """How one list may be asked: `at` and `id` of a row, `longest` window, usual and most rows."""

    at: Callable[[Row], datetime]
    id: Callable[[Row], int]
    usual: int
    most: int
    longest: timedelta = KEPT
    by_default: timedelta = WEEK
    id_name: str = "fromId"

    def chosen(self, rows: Iterable[Row], query: Query, now: datetime) -> list[Row]:
        """The rows that were asked for, oldest first; raises Refused."""
        limit = query.limit(self.usual, self.most)
        found, newest = self.within(rows, query, now)
        return found[-limit:] if newest else found[:limit]

    def within(self, rows: Iterable[Row], query: Query, now: datetime) -> tuple[list[Row], bool]:
        """All rows of the window, and whether a limit leaves the newest of them; raises Refused."""
        start, end = query.time("startTime"), query.time("endTime")
        first = query.number(self.id_name)
        kept = [row for row in rows if self.at(row) > now - KEPT]
        if first is not None:
            if start or end:
                raise combined(f"{self.id_name} cannot be sent with startTime or endTime.")
            return [row for row in kept if self.id(row) >= first], False
        if start is None and end is None:
            return [row for row in kept if self.at(row) >= now - self.by_default], True
        return self._between(kept, start, end, now), False

    def _between(
        self, rows: list[Row], start: datetime | None, end: datetime | None, now: datetime
    ) -> list[Row]:
        if end is None:
            start = start or now - self.by_default
            end = min(now, start + self.longest)
        elif start is None:
            start = end - self.by_default
        if start > end:
            raise Refused(-1023, "Start time is greater than end time.")
        if end - start > self.longest:
            days = self.longest.days
            raise Refused(-4165, f"Invalid time interval; Maximum time interval is {days} days.")
        return [row for row in rows if start <= self.at(row) <= end]
