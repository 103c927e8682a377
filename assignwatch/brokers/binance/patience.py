"""How long a row that nobody can read may hold up all that comes after it.

The readers end each list of records through it. Such a row is a hole: the feed is down, the list is
read from there again and again, and a newer answer may mend it. But it may never be mended, and
what is asked for would grow day by day until the budget is used up and nothing is read at all. So
after a while the reading goes on behind it, and a warning stays with the feed: what the row was
about still shows in the positions.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from assignwatch.brokers.reading import Reading
from assignwatch.core.model import AccountKey, Problem, Scope
from assignwatch.core.observations import FeedReport
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed

HELD_UP_FOR = timedelta(hours=1)


class Patience:
    """With the odd rows of one family."""

    def __init__(self, account: AccountKey, scope: Scope, clock: Clock) -> None:
        self._account = account
        self._scope = scope
        self._clock = clock
        self._since: dict[Feed, timedelta] = {}

    def finish(
        self, reading: Reading, feed: Feed, odd: Sequence[Problem], through: datetime
    ) -> list[FeedReport]:
        """End a list that was read; the warning, if it goes on behind a row that is odd."""
        now = self._clock.monotonic()
        if not odd:
            self._since.pop(feed, None)
        elif now - self._since.setdefault(feed, now) >= HELD_UP_FOR:
            reading.finish(feed, [], through)
            at = self._clock.now()
            return [FeedReport(at, self._account, feed, True, odd[0], self._scope)]
        reading.finish(feed, odd, through)
        return []
