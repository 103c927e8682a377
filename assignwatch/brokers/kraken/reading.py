"""What one reading has come to so far, and which of its feeds failed.

`reader.py` fills one in, feed by feed. When the way to Kraken is blocked for one feed it is so for
all, and the rest is not even tried.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from assignwatch.brokers.base import BrokerError
from assignwatch.brokers.kraken.errors import is_about_the_way
from assignwatch.brokers.kraken.records import Records
from assignwatch.core.model import AccountKey, InstrumentId
from assignwatch.core.observations import Coverage, Snapshot, Unreadable
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed


class Reading:
    """The snapshot, the facts, and how each feed ended: `Unreadable` or `Coverage`."""

    def __init__(self, account: AccountKey, clock: Clock) -> None:
        self._account = account
        self._clock = clock
        self._failures: list[BrokerError] = []
        self._succeeded = False
        self._unreadable: list[Unreadable] = []
        self._coverage: list[Coverage] = []
        self.snapshot: Snapshot | None = None
        self.records = Records("")

    @property
    def ends(self) -> list[Unreadable | Coverage]:
        """How each feed ended; coverage last."""
        return [*self._unreadable, *self._coverage]

    async def attempt(self, feed: Feed, read: Callable[[], Awaitable[None]]) -> None:
        """Read a feed; if it fails, note that and go on."""
        try:
            if self._failures and is_about_the_way(self._failures[-1]):
                raise self._failures[-1]
            await read()
        except BrokerError as error:
            self._failures.append(error)
            self._unreadable.append(
                Unreadable(self._clock.now(), self._account, feed, error.problem)
            )
        else:
            self._succeeded = True

    def finish(self, feed: Feed, found: Records, through: datetime) -> None:
        """A list was read to its end. A row that nobody could read is a hole in it."""
        self.records.add(found)
        if found.odd:
            now = self._clock.now()
            self._unreadable.append(Unreadable(now, self._account, feed, found.odd[0]))
        else:
            self._coverage.append(Coverage(self._account, feed, through))

    def raise_if_nothing_was_read(self) -> None:
        """Raise the first failure unless some feed could be read."""
        if self._failures and not self._succeeded:
            raise self._failures[0]

    def mentioned(self) -> set[InstrumentId]:
        """The contracts that anything here is about."""
        held = self.snapshot.positions if self.snapshot else ()
        return self.records.mentioned() | {row.instrument for row in held}
