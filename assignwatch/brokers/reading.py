"""What one reading of an account has come to so far, and which of its feeds failed.

A broker's reader fills one in, feed by feed. When the way to the broker is blocked for one feed it
is so for all, and the rest is not even tried.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from assignwatch.brokers.base import BrokerError
from assignwatch.core.model import WHOLE, AccountKey, InstrumentId, Problem, Scope
from assignwatch.core.observations import Booking, Coverage, Fill, Snapshot, Unreadable
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed
from assignwatch.net.transport import Unreachable


class Reading:
    """Snapshots, facts, and how each feed ended: `Unreadable` or `Coverage`."""

    def __init__(self, account: AccountKey, clock: Clock) -> None:
        self._account = account
        self._clock = clock
        self._failures: list[BrokerError] = []
        self._succeeded = False
        self._unreadable: list[Unreadable] = []
        self._coverage: list[Coverage] = []
        self.snapshots: list[Snapshot] = []
        self.facts: list[Fill | Booking] = []

    @property
    def ends(self) -> list[Unreadable | Coverage]:
        """How each feed ended; coverage last."""
        return [*self._unreadable, *self._coverage]

    async def attempt(self, feeds: Sequence[Feed], read: Callable[[], Awaitable[None]]) -> bool:
        """Read what these feeds come from; if it fails, note that and go on."""
        try:
            if self._failures and is_about_the_way(self._failures[-1]):
                raise self._failures[-1]
            await read()
        except BrokerError as error:
            self._failures.append(error)
            for feed in feeds:
                self.fail(feed, error.problem)
            return False
        self._succeeded = True
        return True

    def fail(self, feed: Feed, problem: Problem, scope: Scope = WHOLE) -> None:
        """A feed, or a part of it, could not be read."""
        self._unreadable.append(Unreadable(self._clock.now(), self._account, feed, problem, scope))

    def finish(
        self, feed: Feed, odd: Sequence[Problem], through: datetime, scope: Scope = WHOLE
    ) -> None:
        """A list was read to its end. A row that nobody could read is a hole in it."""
        if odd:
            self.fail(feed, odd[0], scope)
        else:
            self._coverage.append(Coverage(self._account, feed, through, scope))

    def raise_if_nothing_was_read(self) -> None:
        """Raise the first failure unless some feed could be read."""
        if self._failures and not self._succeeded:
            raise self._failures[0]

    def mentioned(self) -> set[InstrumentId]:
        """The contracts that anything here is about."""
        held = {row.instrument for snapshot in self.snapshots for row in snapshot.positions}
        return held | {fact.instrument for fact in self.facts}


def is_about_the_way(error: BrokerError) -> bool:
    """Whether the broker could not be reached at all, so that asking something else is no use."""
    return isinstance(error.__cause__, Unreachable)
