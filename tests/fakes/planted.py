"""A broker that exists only in memory: what it answers is a script, and it notes what it was asked.

Left alone it is healthy: each reading finds no position and is complete, each stream comes up and
stays open for what a test pushes.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Never

from assignwatch.brokers.base import AccountConfig, BrokerSpec, Profile, Since, Vault
from assignwatch.core.model import WHOLE, AccountKey, Scope
from assignwatch.core.observations import BrokerObservation, Coverage, FeedReport, Snapshot
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed
from assignwatch.net.transport import Reply, Request, Socket, Transport
from tests.fakes.channel import HANG, Hang, for_ever

MAIN = AccountKey("planted/main")
FEEDS = (Feed.STREAM, Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS)
EVERY = timedelta(seconds=60)

Answer = Sequence[BrokerObservation] | Exception | Hang
Frame = Sequence[BrokerObservation] | Exception | Hang


async def _act(act: Exception | Hang) -> Never:
    if isinstance(act, Exception):
        raise act
    await for_ever()


@dataclass
class Closing:
    """Something that is to be closed once; `fault` is what its closing does instead."""

    fault: Exception | Hang | None = None
    closed: int = 0

    async def aclose(self) -> None:
        self.closed += 1
        if self.fault is not None:
            await _act(self.fault)


class PlantedTransport(Closing):
    """A way to nowhere."""

    async def request(self, request: Request) -> Reply:
        raise AssertionError("the planted broker needs no network")

    def socket(
        self, url: str, headers: Mapping[str, str] | None = None, *, pings: bool = True
    ) -> AbstractAsyncContextManager[Socket]:
        raise AssertionError("the planted broker needs no network")


class PlantedBroker:
    """What its sessions have in common: the scripts, and what they were asked."""

    def __init__(self, clock: Clock, feeds: tuple[Feed, ...] = FEEDS) -> None:
        self.clock = clock
        self.openings: Iterator[Exception | None] = iter(())
        self.answers: Iterator[Answer | None] = iter(())
        self.streams: Iterator[Sequence[Frame]] = iter(())
        self.closing: Exception | Hang | None = None
        self.breaking_off: Exception | None = None
        self.pushed: asyncio.Queue[Sequence[BrokerObservation]] = asyncio.Queue()
        self.sessions: list[PlantedSession] = []
        self.transports: list[PlantedTransport] = []
        self.reads: list[timedelta] = []
        self.read_from: list[Since] = []
        self.connects: list[timedelta] = []
        self.streamed_from: list[Since] = []
        self.streams_open = 0
        self.spec = BrokerSpec(
            Profile("planted", "Planted", (), (), feeds, frozenset(), "", EVERY), self._open
        )

    def transport(self) -> Transport:
        """A new way to it."""
        self.transports.append(PlantedTransport(self.closing))
        return self.transports[-1]

    def up(self) -> FeedReport:
        """The stream is up."""
        return FeedReport(self.clock.now(), MAIN, Feed.STREAM, up=True)

    def reading(self) -> list[BrokerObservation]:
        """A complete reading of an account that holds nothing."""
        now = self.clock.now()
        covered = [Coverage(MAIN, feed, now) for feed in (Feed.FILLS, Feed.BOOKINGS)]
        return [Snapshot(now, MAIN, ()), *covered]

    def _open(
        self,
        config: AccountConfig,
        vault: Vault,
        clock: Clock,
        transport: Transport,
    ) -> "PlantedSession":
        failure = next(self.openings, None)
        if failure is not None:
            raise failure
        self.sessions.append(PlantedSession(self))
        return self.sessions[-1]


class PlantedSession(Closing):
    """A `brokers.base.Session` that follows its broker's script."""

    def __init__(self, broker: PlantedBroker) -> None:
        super().__init__(broker.closing)
        self._broker = broker

    async def read(
        self, feeds: Sequence[Feed], since: Since, scope: Scope = WHOLE
    ) -> list[BrokerObservation]:
        assert not self.closed
        broker = self._broker
        broker.reads.append(broker.clock.monotonic())
        broker.read_from.append(since)
        answer = next(broker.answers, None)
        if answer is None:
            return broker.reading()
        if isinstance(answer, Exception | Hang):
            await _act(answer)
        return list(answer)

    async def stream(self, since: Since) -> AsyncIterator[Sequence[BrokerObservation]]:
        assert not self.closed
        broker = self._broker
        broker.connects.append(broker.clock.monotonic())
        broker.streamed_from.append(since)
        broker.streams_open += 1
        try:
            for frame in next(broker.streams, ([broker.up()], HANG)):
                if isinstance(frame, Exception):
                    raise frame
                if isinstance(frame, Hang):
                    while True:
                        yield await broker.pushed.get()
                yield frame
        finally:
            assert not self.closed, "the session was closed under a stream that was still read"
            broker.streams_open -= 1
            if broker.breaking_off is not None:
                raise broker.breaking_off
