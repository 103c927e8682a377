"""What a computer that slept has to say for itself: that nobody looked.

`engine.py` submits this at the moment from which on nothing was heard, before it lives through the
time since. What waits for a feed then does not run out while nobody could have read it, and what
happened meanwhile is late. The tape's recorder hears of it like of any other input.
"""

from collections.abc import Iterator
from datetime import datetime

from assignwatch.core.model import WHOLE, Problem
from assignwatch.core.observations import FeedReport
from assignwatch.core.state import State
from assignwatch.core.words import Feed

_RECORDS = (Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS)


def unwatched(state: State, at: datetime) -> Iterator[FeedReport]:
    """From `at` on nobody read the watched accounts. A feed that is down keeps its own reason."""
    slept = Problem("computer_slept")
    for key, feeds in state.enrolled.items():
        account = state.accounts.get(key)
        known = account.feeds if account is not None else {}
        for feed in _RECORDS:
            if feed not in feeds:
                continue
            for scope in [scope for name, scope in known if name is feed] or [WHOLE]:
                health = known.get((feed, scope))
                if health is None or health.up:
                    yield FeedReport(at, key, feed, up=False, problem=slept, scope=scope)
