"""One broker on its simulated host, and all that a promise may do with it.

`test_conformance.py` makes one for each promise; what a broker's situations are is told by
`brokers.py`. The network is the real one on loopback: `Watched` only writes down what was asked,
and may exchange an answer on its way back. Nothing waits longer than the row's bound.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar, cast
from urllib.parse import parse_qsl, urlsplit

import aiohttp

from assignwatch.brokers.base import AccountConfig, BrokerError, Session, Since, Vault
from assignwatch.core.model import WHOLE, AccountKey, Problem, Scope
from assignwatch.core.observations import (
    Booking,
    BrokerObservation,
    FeedReport,
    Fill,
    Snapshot,
    Unreadable,
)
from assignwatch.core.words import Feed
from assignwatch.net.real import real_transport
from assignwatch.net.transport import Reply, Request, Socket, Transport
from assignwatch.simulator.clock import Clock
from assignwatch.simulator.server import Simulator
from tests.conformance.brokers import Happening, Row

START = datetime(2026, 11, 23, 12, 10, 30, tzinfo=UTC)
MANY = 999

T = TypeVar("T")
Told = list[BrokerObservation]
Spoil = Callable[[Request, Reply], Reply]

_HARMLESS = frozenset({"accept", "content-type"})
_LONG = 32
"""Values sent on a socket that are longer than this are proofs, not names."""


class SimulatedClock:
    """The simulator's own clock, so that both ends agree even when time jumps."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now

    def monotonic(self) -> timedelta:
        return self._clock.now - START

    async def sleep(self, span: timedelta) -> None:
        await asyncio.sleep(min(span.total_seconds(), 0.1))


class Watched:
    """A transport that goes its way and writes down what was asked, and by which secrets."""

    def __init__(self, inner: Transport, asked: list[tuple[str, str]], secrets: set[str]) -> None:
        self._inner, self._asked, self._secrets = inner, asked, secrets
        self.spoil: Spoil | None = None

    async def request(self, request: Request) -> Reply:
        self._asked.append((request.method, urlsplit(request.url).path))
        self._keep(request.headers)
        if "form" in request.headers.get("Content-Type", ""):
            self._secrets.update(value for _, value in parse_qsl(request.content.decode()))
        reply = await self._inner.request(request)
        return reply if self.spoil is None else self.spoil(request, reply)

    @asynccontextmanager
    async def socket(
        self, url: str, headers: Mapping[str, str] | None = None, *, pings: bool = True
    ) -> AsyncIterator[Socket]:
        self._keep(headers or {})
        async with self._inner.socket(url, headers, pings=pings) as socket:
            yield WatchedSocket(socket, self._secrets)

    def _keep(self, headers: Mapping[str, str]) -> None:
        told = (value for name, value in headers.items() if name.lower() not in _HARMLESS)
        self._secrets.update(value.rpartition(" ")[2] for value in told)

    async def hurry(self, patience: timedelta) -> None:
        """From now on wait no longer than this for one step of a connection."""
        await self._inner.aclose()
        self._inner = real_transport(patience)

    async def aclose(self) -> None:
        await self._inner.aclose()


class WatchedSocket:
    """See `Watched`."""

    def __init__(self, inner: Socket, secrets: set[str]) -> None:
        self._inner, self._secrets = inner, secrets

    async def send(self, text: str) -> None:
        said = json.loads(text).values()
        self._secrets.update(v for v in said if isinstance(v, str) and len(v) > _LONG)
        await self._inner.send(text)

    def frames(self) -> AsyncIterator[str | bytes]:
        return self._inner.frames()


class Heard:
    """A stream that is listened to."""

    def __init__(self, batches: AsyncIterator[Sequence[BrokerObservation]], bound: float) -> None:
        self._batches, self._bound = batches, bound
        self.batches: list[Sequence[BrokerObservation]] = []

    @property
    def all(self) -> Told:
        """Everything so far."""
        return [observation for batch in self.batches for observation in batch]

    async def until(self, enough: Callable[[Told], bool]) -> Told:
        """Listen until what was heard is enough."""
        async with within(self._bound, "hearing what was waited for"):
            while not enough(self.all):
                try:
                    self.batches.append(await anext(self._batches))
                except StopAsyncIteration:
                    raise AssertionError("the stream ended without saying why") from None
        return self.all

    async def end(self) -> BrokerError:
        """Listen until it ends; how it did."""
        try:
            await self.until(lambda _: False)
        except BrokerError as error:
            return error
        raise AssertionError("a stream only ends by raising")


class Bench:
    """One simulator with one broker, and a session with its account."""

    def __init__(self, row: Row, simulator: Simulator, lines: Sequence[str]) -> None:
        self.row = row
        self.lines = lines
        self.asked: list[tuple[str, str]] = []
        self.secrets: set[str] = set()
        self.clock = SimulatedClock(simulator.stage.clock)
        self._control = simulator.control
        self._host = simulator.stage.hosts[row.key]
        told = cast(Sequence[Mapping[str, Any]], simulator.announcement()["accounts"])
        self._entry = next(entry for entry in told if entry["account"] == row.account)
        self.credentials: dict[str, str] = dict(self._entry["credentials"])
        self._ways: list[Watched] = []
        self.way = self.transport()
        self.session = self.opened(self.way)

    def transport(self) -> Watched:
        """A way to the broker of its own."""
        self._ways.append(Watched(real_transport(), self.asked, self.secrets))
        return self._ways[-1]

    def opened(self, way: Transport, **credentials: str) -> Session:
        """A session, with some of the credentials exchanged."""
        config = AccountConfig(
            AccountKey(self._entry["account"]), self._entry["environment"], self._entry["urls"]
        )
        given = {**self.credentials, **credentials}
        self.secrets.update(value for value in given.values() if value)
        return self.row.spec.open(config, Vault(given, self._store), self.clock, way)

    async def _store(self, name: str, value: str) -> Problem | None:
        self.credentials[name] = value
        self.secrets.add(value)
        return None

    async def aclose(self) -> None:
        """Close whatever was opened."""
        for way in self._ways:
            await way.aclose()

    # -------------------------------------------------------------------------- the simulated side

    async def do(self, do: str, **arguments: object) -> Mapping[str, Any]:
        """Steer the simulator."""
        async with (
            aiohttp.ClientSession() as http,
            http.post(self._control, json={"do": do, **arguments}) as reply,
        ):
            answer: Mapping[str, Any] = await reply.json()
        assert answer["ok"], answer
        return answer

    async def prepare(self, happening: Happening) -> None:
        """Play it up to the moment before."""
        await self.do("play", scenario=happening.scenario)
        await self.do("advance", seconds=happening.before)

    async def play_out(self, happening: Happening) -> Mapping[str, Decimal]:
        """Let it happen; what moved by how much, by instrument."""
        before = self.held()
        await self.do("advance", seconds=happening.after)
        after = self.held()
        moved = {
            name: after.get(name, Decimal()) - before.get(name, Decimal())
            for name in sorted({*before, *after})
        }
        return {name: by for name, by in moved.items() if by}

    def held(self) -> dict[str, Decimal]:
        """The truth of the simulated account."""
        return dict(self.row.held(self._host))

    # ----------------------------------------------------------------------------- the program's

    @property
    def records(self) -> tuple[Feed, ...]:
        """The feeds of records that this broker has."""
        return tuple(f for f in self.row.spec.profile.feeds if f in (Feed.FILLS, Feed.BOOKINGS))

    def since(self, **ago: float) -> Since:
        """Last read so long ago."""
        at = self.clock.now() - timedelta(**ago)
        return Since({(feed, WHOLE): at for feed in self.records})

    async def read(self, since: Since | None = None, session: Session | None = None) -> Told:
        """Everything since then, or since yesterday."""
        feeds = (Feed.POSITIONS, *self.records)
        async with within(self.row.bound, "reading"):
            return await (session or self.session).read(feeds, since or self.since(days=1))

    async def read_or_not(self, session: Session | None = None) -> tuple[Told, BrokerError | None]:
        """What a reading told, or how it failed."""
        try:
            return await self.read(session=session), None
        except BrokerError as error:
            return [], error

    @asynccontextmanager
    async def listening(self, session: Session | None = None) -> AsyncIterator[Heard]:
        """A stream, from its beginning."""
        stream = cast(
            AsyncGenerator[Sequence[BrokerObservation], None],
            (session or self.session).stream(Since()),
        )
        async with aclosing(stream) as batches:
            yield Heard(batches, self.row.bound)


@asynccontextmanager
async def within(seconds: float, what: str) -> AsyncIterator[None]:
    """What takes longer breaks the promise that everything ends in time."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise AssertionError(f"{what} took longer than {seconds} s") from error


def running(row: Row) -> AbstractAsyncContextManager[Simulator]:
    """The simulator with this broker alone."""
    return Simulator("quiet", clock=Clock(START), hosts=(row.host,))


def only(kind: type[T], told: Sequence[object]) -> list[T]:
    """Those of this kind, in order."""
    return [item for item in told if isinstance(item, kind)]


def facts_in(told: Sequence[object]) -> list[Fill | Booking]:
    """Fills and bookings, in order."""
    return [item for item in told if isinstance(item, Fill | Booking)]


def is_up(told: Sequence[object]) -> bool:
    """Whether the stream came up."""
    reports = [r for r in only(FeedReport, told) if r.feed is Feed.STREAM and r.scope == WHOLE]
    return any(report.up for report in reports)


def mentions(instruments: Collection[str]) -> Callable[[Told], bool]:
    """Whether there are facts about all of these."""
    return lambda told: set(instruments) <= {fact.instrument for fact in facts_in(told)}


def problems_in(told: Sequence[object]) -> list[Problem]:
    """Everything that was said to be wrong."""
    failed = [item.problem for item in only(Unreadable, told)]
    return [*failed, *(r.problem for r in only(FeedReport, told) if r.problem is not None)]


def unread(told: Sequence[object]) -> dict[tuple[Feed, Scope], Problem]:
    """The feeds and parts that could not be read, and why."""
    return {(item.feed, item.scope): item.problem for item in only(Unreadable, told)}


def totals(told: Sequence[object]) -> dict[str, Decimal]:
    """What is held by the readings, over all scopes."""
    held: dict[str, Decimal] = {}
    for snapshot in only(Snapshot, told):
        for position in snapshot.positions:
            held[position.instrument] = held.get(position.instrument, Decimal()) + position.quantity
    return {name: quantity for name, quantity in held.items() if quantity}
