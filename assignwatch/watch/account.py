"""One account, watched for ever: read, listen, and read again after every gap.

`watcher.py` runs one of these for each account. Two loops share a session: the poll is the floor
and the truth (snapshot and records from the last coverage on), the stream is the hint that makes it
fast. Every connect of the stream asks for a read, because what it missed it will not repeat.
Whatever goes wrong becomes a feed that is down, with a sentence; nothing ends the loops but
cancellation.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

from assignwatch.brokers.base import (
    AccountConfig,
    BrokerError,
    BrokerSpec,
    RateLimited,
    Refused,
    Session,
    Since,
)
from assignwatch.core.model import WHOLE, AccountKey, Problem
from assignwatch.core.observations import FeedReport
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed
from assignwatch.net.transport import Transport, Unreachable
from assignwatch.store.errors import SecretsUnavailable
from assignwatch.watch.engine import Engine

log = logging.getLogger(__name__)

Secrets = Callable[[], Awaitable[Mapping[str, str]]]

_REFUSED_WAIT = timedelta(minutes=5)
_FIRST_WAIT = timedelta(seconds=1)
_LONGEST_WAIT = timedelta(minutes=1)
_RECORDS = (Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS)


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
    ) -> None:
        self.config = config
        self._spec = spec
        self._secrets = secrets
        self._engine = engine
        self._clock = clock
        self._transport = transport
        self._read_wanted = asyncio.Event()
        self._retry_now = asyncio.Event()
        self._stream: asyncio.Task[None] | None = None

    @property
    def key(self) -> AccountKey:
        """The account."""
        return self.config.key

    def check_now(self) -> None:
        """Read at once, and do not wait out a back-off."""
        self._read_wanted.set()
        self._retry_now.set()

    def wake(self) -> None:
        """After sleep or a network change: trust no open socket, connect and read again."""
        if self._stream is not None:
            self._stream.cancel()
        self.check_now()

    async def run(self) -> None:
        """Watch until cancelled."""
        failures = 0
        while True:
            try:
                await self._converse()
            except (BrokerError, SecretsUnavailable) as failure:
                self._report_down(self._spec.profile.feeds, failure.problem)
                await self._pause(failure, failures)
            except Exception as failure:
                log.exception("%s: unexpected failure", self.key)
                problem = Problem("internal_error", {"what": type(failure).__name__})
                self._report_down(self._spec.profile.feeds, problem)
                await self._pause(failure, failures)
            failures += 1

    async def _converse(self) -> None:
        """One session, from opening to the first failure that ends it."""
        transport = self._transport()
        try:
            secrets = await self._secrets()
            session = self._spec.open(self.config, secrets, self._clock, transport)
            try:
                async with asyncio.TaskGroup() as loops:
                    loops.create_task(self._poll(session), name=f"poll {self.key}")
                    loops.create_task(self._listen(session), name=f"listen {self.key}")
            except ExceptionGroup as together:
                raise together.exceptions[0] from together
            finally:
                await session.aclose()
        finally:
            await transport.aclose()

    async def _poll(self, session: Session) -> None:
        """Read positions and records, now and then again, for ever."""
        failures = 0
        feeds = [feed for feed in _RECORDS if feed in self._spec.profile.feeds]
        while True:
            self._read_wanted.clear()
            try:
                observations = await session.read(feeds, self._since())
            except (BrokerError, Unreachable) as failure:
                self._report_down(feeds, failure.problem)
                await self._pause(failure, failures)
                failures += 1
            else:
                self._engine.submit(*observations)
                failures = 0
                await self._until(self._spec.profile.poll_every, self._read_wanted)

    async def _listen(self, session: Session) -> None:
        """Follow the stream, and connect again whenever it ends."""
        failures = 0
        while True:
            began = self._clock.monotonic()
            follow = self._stream = asyncio.create_task(self._follow(session))
            try:
                await asyncio.wait({follow})
            finally:
                follow.cancel()
            if follow.cancelled():
                self._report_down([Feed.STREAM], Problem("reconnecting"))
                continue
            failure = follow.exception()
            if not isinstance(failure, BrokerError | Unreachable):
                raise failure or RuntimeError(f"{self.key}: the stream ended without a reason")
            self._report_down([Feed.STREAM], failure.problem)
            lasted = self._clock.monotonic() - began
            failures = 0 if lasted > _LONGEST_WAIT else failures + 1
            await self._pause(failure, failures)

    async def _follow(self, session: Session) -> None:
        """Hand on what the stream says; the first time that it is up, ask for a read."""
        async for observations in session.stream():
            self._engine.submit(*observations)
            if any(isinstance(o, FeedReport) and o.feed is Feed.STREAM for o in observations):
                self._read_wanted.set()

    def _since(self) -> Since:
        account = self._engine.state.account(self.key)
        return Since({f: at for (f, scope), at in account.coverage.items() if scope == WHOLE})

    def _report_down(self, feeds: Sequence[Feed], problem: Problem) -> None:
        now = self._clock.now()
        known = self._engine.state.account(self.key).feeds
        fresh = [f for f in feeds if (h := known.get((f, WHOLE))) is None or h.problem != problem]
        if fresh:
            log.warning("%s: %s down: %s", self.key, ", ".join(fresh), problem.code)
        self._engine.submit(
            *(FeedReport(now, self.key, feed, up=False, problem=problem) for feed in feeds)
        )

    async def _pause(self, failure: Exception, failures: int) -> None:
        """Back off: as long as was asked, else twice as long each time up to a minute."""
        wait = min(_FIRST_WAIT * 2 ** min(failures, 10), _LONGEST_WAIT)
        wait *= random.uniform(0.75, 1.25)  # noqa: S311  jitter, nothing secret
        if isinstance(failure, Refused):
            wait = _REFUSED_WAIT
        elif isinstance(failure, RateLimited):
            wait = failure.retry_after
        self._retry_now.clear()
        await self._until(wait, self._retry_now)

    async def _until(self, span: timedelta, event: asyncio.Event) -> None:
        """Wait for the span or the event, whichever comes first."""
        deadline = self._clock.monotonic() + span
        while not event.is_set() and (left := deadline - self._clock.monotonic()) > timedelta():
            sleep = asyncio.create_task(self._clock.sleep(left))
            signal = asyncio.create_task(event.wait())
            try:
                await asyncio.wait({sleep, signal}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                sleep.cancel()
                signal.cancel()
