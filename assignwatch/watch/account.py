"""One account, watched for ever: read, listen, and read again after every gap.

`watcher.py` runs one of these for each account. Two loops share a session: the poll is the floor
and the truth (snapshot and records from the last coverage on), the stream is the hint that makes it
fast. Every connect of the stream asks for a read, because what it missed it will not repeat; so
does every booking that it brings, because the records know more of it (cash, the final count).
Whatever goes wrong becomes a feed that is down, with a sentence, and leaves the other loop alone;
nothing ends them but cancellation.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from assignwatch.brokers.base import (
    AccountConfig,
    BrokerError,
    BrokerSpec,
    Session,
    SignInEnded,
    Since,
    Transient,
    Vault,
)
from assignwatch.core.holdings import lately_held
from assignwatch.core.model import WHOLE, AccountKey, Problem, Scope
from assignwatch.core.observations import (
    Booking,
    BrokerObservation,
    Description,
    FeedReport,
    SignIn,
    Unreadable,
)
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed
from assignwatch.net.transport import Transport, Unreachable
from assignwatch.store.errors import SecretsUnavailable
from assignwatch.texts import problems
from assignwatch.watch.backoff import Backoff
from assignwatch.watch.engine import Engine
from assignwatch.watch.schedule import DENSE, poll_after
from assignwatch.watch.waiting import ending, until

log = logging.getLogger(__name__)

Secrets = Callable[[], Awaitable[Vault]]

_RECORDS = (Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS)

_READ_PATIENCE = timedelta(minutes=5)
"""For one whole reading, real time. Each of its calls has a shorter limit of its own; this is for
what hangs between them."""

_RECORDS_LAG = timedelta(seconds=2)
"""Records follow the stream by about this much, and one happening may come as many bookings."""

_CLOSE_PATIENCE = timedelta(seconds=3)
"""For letting go of a session or a transport, real time; quitting must not wait for a broker."""


class _Woken(Exception):
    """The open connections are not to be trusted any more."""


class AccountWatch:
    """Keeps one account's feeds alive and hands what they say to the engine."""

    def __init__(
        self,
        spec: BrokerSpec,
        config: AccountConfig,
        secrets: Secrets,
        engine: Engine,
        clock: Clock,
        transport: Callable[[], Transport],
        *,
        read_patience: timedelta = _READ_PATIENCE,
        close_patience: timedelta = _CLOSE_PATIENCE,
    ) -> None:
        self.config = config
        self._spec = spec
        self._secrets = secrets
        self._engine = engine
        self._clock = clock
        self._transport = transport
        self._read_patience = read_patience.total_seconds()
        self._close_patience = close_patience.total_seconds()
        self._opening, self._reading, self._following = (Backoff(clock) for _ in range(3))
        self._read_wanted = asyncio.Event()
        self._woken = asyncio.Event()
        self._booked = False

    @property
    def key(self) -> AccountKey:
        """The account."""
        return self.config.key

    def check_now(self) -> None:
        """Read at once, and do not wait out a back-off that the broker did not ask for."""
        self._read_wanted.set()
        for backoff in (self._opening, self._reading, self._following):
            backoff.hurry()

    def read_soon(self) -> None:
        """Read without waiting for the next poll, but not before a back-off is over."""
        self._read_wanted.set()

    def wake(self) -> None:
        """After sleep or a network change: trust no open connection, open new ones and read."""
        self._woken.set()
        self.check_now()

    async def run(self) -> None:
        """Watch until cancelled."""
        while not ending():
            await self._opening.ready()
            with self._try(self._spec.profile.feeds, self._opening):
                await self._converse()

    async def _converse(self) -> None:
        """One session, from opening until it is woken up."""
        transport = self._transport()
        try:
            vault = await self._secrets()
            session = self._spec.open(self.config, vault, self._clock, transport)
            try:
                await self._follow_and_poll(session)
            finally:
                await self._close(session)
        finally:
            await self._close(transport)

    async def _follow_and_poll(self, session: Session) -> None:
        self._woken.clear()
        try:
            async with asyncio.TaskGroup() as loops:
                loops.create_task(self._poll(session), name=f"poll {self.key}")
                if Feed.STREAM in self._spec.profile.feeds:
                    loops.create_task(self._listen(session), name=f"listen {self.key}")
                await self._woken.wait()
                raise _Woken
        except ExceptionGroup as together:
            _, unexpected = together.split(_Woken)
            if unexpected is not None:
                raise unexpected from None
            if Feed.STREAM in self._spec.profile.feeds and not ending():
                self._report_down([Feed.STREAM], Problem("reconnecting"))

    async def _close(self, what: Session | Transport) -> None:
        """Let go of it. What goes wrong on the way out is for the log only."""
        try:
            async with asyncio.timeout(self._close_patience):
                await what.aclose()
        except Exception:
            log.exception("%s: closing failed", self.key)

    async def _poll(self, session: Session) -> None:
        """Read positions and records, now and then again, for ever."""
        feeds = [feed for feed in _RECORDS if feed in self._spec.profile.feeds]
        while True:
            await self._reading.ready()
            if self._booked:
                await self._clock.sleep(_RECORDS_LAG)
            self._booked = False
            self._read_wanted.clear()
            with self._try(feeds, self._reading):
                observations = await self._read(session, feeds)
                self._log_troubles(observations)
                self._engine.submit(*self._worth_telling(observations))
                self._reading.succeeded()
                await self._next_poll()

    async def _next_poll(self) -> None:
        """Wait for it. A stream that is lost meanwhile, or a contract that is new, brings it on."""
        due = self._clock.monotonic() + self._poll_after()
        while (left := due - self._clock.monotonic()) > timedelta():
            if self._read_wanted.is_set():
                return
            await until(self._clock, min(left, DENSE), self._read_wanted)
            due = min(due, self._clock.monotonic() + self._poll_after())

    def _poll_after(self) -> timedelta:
        usual = self._spec.profile.poll_every
        return poll_after(self._engine.state, self.key, self._clock.now(), usual)

    async def _read(self, session: Session, feeds: Sequence[Feed]) -> list[BrokerObservation]:
        try:
            async with asyncio.timeout(self._read_patience) as limit:
                return await session.read(feeds, self._since())
        except TimeoutError as error:
            if not limit.expired():
                raise
            seconds = f"{self._read_patience:g}"
            raise Transient(Problem("read_hangs", {"seconds": seconds})) from error

    async def _listen(self, session: Session) -> None:
        """Follow the stream, and connect again whenever it ends."""
        while True:
            await self._following.ready()
            with self._try([Feed.STREAM], self._following):
                await self._follow(session)

    async def _follow(self, session: Session) -> None:
        """Hand on what the stream says; each time that a part of it comes up, ask for a read."""
        up: dict[Scope, bool] = {}
        stream = session.stream(self._since())
        try:
            async for observations in stream:
                self._engine.submit(*self._worth_telling(observations))
                if any(_wants_records(told) for told in observations):
                    self._booked = True
                    self._read_wanted.set()
                for report in observations:
                    if isinstance(report, FeedReport) and report.feed is Feed.STREAM:
                        if report.up and not up.get(report.scope):
                            self._read_wanted.set()
                        up[report.scope] = report.up
        finally:
            if isinstance(stream, AsyncGenerator):
                await stream.aclose()
        raise Transient(Problem("stream_ended"))

    def _worth_telling(
        self, observations: Sequence[BrokerObservation]
    ) -> Iterator[BrokerObservation]:
        """All but descriptions that know less than what was learned while the contract lived.

        A broker may have forgotten a contract that has ended; the journal has not.
        """
        known = self._engine.state.instruments
        for told in observations:
            if isinstance(told, Description):
                before = known.get(told.instrument.id)
                if before is not None and told.instrument.only_repeats(before):
                    continue
            yield told

    @contextmanager
    def _try(self, feeds: Sequence[Feed], backoff: Backoff) -> Iterator[None]:
        """What goes wrong inside puts these feeds down, and the next try off."""
        try:
            yield
        except (BrokerError, Unreachable, SecretsUnavailable) as failure:
            self._must_go_on(failure)
            backoff.failed(failure)
            if isinstance(failure, SignInEnded):
                self._engine.submit(SignIn(self._clock.now(), self.key, until=None))
                feeds = self._spec.profile.feeds  # none of them sees anything any more
            if fresh := self._report_down(feeds, failure.problem):
                self._log(fresh, failure.problem)
        except Exception as failure:
            self._must_go_on(failure)
            backoff.failed(failure)
            problem = Problem("internal_error", {"what": type(failure).__name__})
            if fresh := self._report_down(feeds, problem):
                log.exception("%s: %s down unexpectedly", self.key, ", ".join(fresh))

    def _must_go_on(self, failure: Exception) -> None:
        """Being told to stop counts for more than what stopping made fail."""
        if ending():
            log.info("%s: %s while stopping", self.key, type(failure).__name__)
            raise asyncio.CancelledError from failure

    def _since(self) -> Since:
        known = self._engine.state.account(self.key)
        held = {scope for scope, rows in known.held.items() if rows}
        watched = {scope for feed, scope in known.feeds if feed is Feed.POSITIONS}
        return Since(
            through=dict(known.coverage),
            held=lately_held(known),
            bookmarks=dict(known.bookmarks),
            scopes=tuple(sorted((held | watched) - {WHOLE})),
        )

    def _report_down(self, feeds: Sequence[Feed], problem: Problem) -> list[Feed]:
        """Tell the engine, and give the feeds for which that is news."""
        now = self._clock.now()
        fresh = [feed for feed in feeds if self._is_news(feed, problem)]
        self._engine.submit(
            *(FeedReport(now, self.key, feed, up=False, problem=problem) for feed in feeds)
        )
        return fresh

    def _log_troubles(self, observations: Sequence[BrokerObservation]) -> None:
        """A reading may say of some feeds that they cannot be read, or that something is odd."""
        for told in observations:
            if not isinstance(told, Unreadable | FeedReport) or told.problem is None:
                continue
            if self._is_news(told.feed, told.problem, told.scope):
                how = "down" if isinstance(told, Unreadable) else "odd"
                self._log([told.feed], told.problem, how)

    def _is_news(self, feed: Feed, problem: Problem, scope: Scope = WHOLE) -> bool:
        health = self._engine.state.account(self.key).feeds.get((feed, scope))
        return health is None or health.problem != problem

    def _log(self, feeds: Sequence[Feed], problem: Problem, how: str = "down") -> None:
        said = f"{problem.code}: {problems.sentence(problem)}"
        log.warning("%s: %s %s: %s", self.key, ", ".join(feeds), how, said)


def _wants_records(told: BrokerObservation) -> bool:
    """Whether the records should be read soon: a booking came, or a hole could not be filled."""
    hole = isinstance(told, FeedReport) and told.feed is Feed.BOOKINGS and not told.up
    return isinstance(told, Booking) or hole
