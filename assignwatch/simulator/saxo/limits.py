"""How much a session may ask: Saxo's request counts, and the headers that tell what is left.

`gate` takes from them. A count begins with the first request of a period and is forgotten at its
end, on the simulated clock. Source: Saxo's guide on rate limiting.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
GROUP_DIMENSIONS: Mapping[str, str] = {
    "port": "PortfolioMinute",
    "ref": "RefDataInstrumentsMinute",
}
"""Service groups that are counted under a name of their own too."""


@dataclass(slots=True)
class _Count:
    since: datetime
    used: int = 0


@dataclass(frozen=True, slots=True)
class Spending:
    """Whether a request may pass, and what it is told."""

    allowed: bool
    headers: Mapping[str, str]


class Limits:
    """The counts of one app. Both limits may be changed at any time."""

    def __init__(self) -> None:
        self.day = 10_000_000
        """For the app."""
        self.minute = 120
        """For each session and service group, in every dimension that counts minutes."""
        self._counts: dict[Hashable, _Count] = {}

    def take(self, session: str, group: str, now: datetime) -> Spending:
        """Count one request to a service group. One that is refused counts for nothing."""
        counted = [("AppDay", self._count("AppDay", DAY, now), self.day, DAY)]
        names = ["Session"]
        if group in GROUP_DIMENSIONS:
            names.append(GROUP_DIMENSIONS[group])
        for name in names:
            count = self._count((name, session, group), MINUTE, now)
            counted.append((name, count, self.minute, MINUTE))
        allowed = all(count.used < limit for _, count, limit, _ in counted)
        headers = {}
        for name, count, limit, period in counted:
            count.used += allowed
            left = period - (now - count.since)
            headers[f"X-RateLimit-{name}-Limit"] = str(limit)
            headers[f"X-RateLimit-{name}-Remaining"] = str(max(0, limit - count.used))
            headers[f"X-RateLimit-{name}-Reset"] = str(-(-left // timedelta(seconds=1)))
        return Spending(allowed, headers)

    def _count(self, key: Hashable, period: timedelta, now: datetime) -> _Count:
        count = self._counts.get(key)
        if count is None or now - count.since >= period:
            count = self._counts[key] = _Count(now)
        return count
