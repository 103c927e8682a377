"""What one reading of an account has come to so far, and which of its feeds failed.

A broker's reader fills one in, feed by feed. When the way to the broker is blocked for one feed it
is so for all, and the rest is not even tried.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime

from assignwatch.brokers.base import BrokerError
from assignwatch.core.model import WHOLE, AccountKey, InstrumentId, Problem, Scope
from assignwatch.core.observations import (
    Booking,
    BrokerObservation,
    Coverage,
    Fill,
    Order,
    PositionReport,
    Snapshot,
    Unreadable,
)
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed
from assignwatch.net.transport import Unreachable

COVERAGE_HOLE = "coverage_hole"
"""Longer ago than the broker's lists go back. Values: since, until."""


def coverage_hole(since: datetime, until: datetime) -> Problem:
    """What happened between these was not read, and cannot be any more."""
    values = {"since": since.isoformat(), "until": until.isoformat()}
    return Problem(COVERAGE_HOLE, values)


class Reading:
    """Snapshots, facts, and how each feed ended: `Unreadable` or `Coverage`.

    Of one `scope`, unless it is said otherwise of a feed.
    """

    def __init__(self, account: AccountKey, clock: Clock, scope: Scope = WHOLE) -> None:
        self._account = account
        self._clock = clock
        self._scope = scope
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

    def fail(self, feed: Feed, problem: Problem, scope: Scope | None = None) -> None:
        """A feed, or a part of it, could not be read."""
        place = self._scope if scope is None else scope
        self._unreadable.append(Unreadable(self._clock.now(), self._account, feed, problem, place))

    def trouble(self, feed: Feed) -> Problem | None:
        """Why a feed could not be read, if it could not."""
        return next((one.problem for one in self._unreadable if one.feed is feed), None)

    def finish(
        self, feed: Feed, odd: Sequence[Problem], through: datetime, scope: Scope | None = None
    ) -> None:
        """A list was read to its end. A row that nobody could read is a hole in it."""
        if odd:
            self.fail(feed, odd[0], scope)
        else:
            place = self._scope if scope is None else scope
            self._coverage.append(Coverage(self._account, feed, through, place))

    @property
    def failure(self) -> BrokerError | None:
        """The first failure, if no feed could be read."""
        return self._failures[0] if self._failures and not self._succeeded else None

    def raise_if_nothing_was_read(self) -> None:
        """Raise the first failure unless some feed could be read."""
        if self.failure is not None:
            raise self.failure

    def mentioned(self) -> set[InstrumentId]:
        """The contracts that anything here is about."""
        held = {row.instrument for snapshot in self.snapshots for row in snapshot.positions}
        return held | {fact.instrument for fact in self.facts}


def is_about_the_way(error: BrokerError) -> bool:
    """Whether the broker could not be reached at all, so that asking something else is no use."""
    return isinstance(error.__cause__, Unreachable)


def mentioned(told: Iterable[BrokerObservation]) -> set[InstrumentId]:
    """The instruments that these are about."""
    found: set[InstrumentId] = set()
    for one in told:
        match one:
            case Snapshot(positions=rows):
                found |= {row.instrument for row in rows}
            case PositionReport(row=row):
                found.add(row.instrument)
            case (
                Fill(instrument=instrument)
                | Booking(instrument=instrument)
                | Order(instrument=instrument)
            ):
                found.add(instrument)
    return found
