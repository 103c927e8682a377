"""A session with the simulated Binance on a quiet day, and ways to come between the two.

Time stands still until a test moves it. `conftest.py` makes a bench for each test.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Self, cast
from urllib.parse import parse_qsl, urlsplit

import msgspec

from assignwatch.brokers.base import BadPayload, Session, Since, Transient
from assignwatch.brokers.binance import SPEC, figures
from assignwatch.brokers.binance.payloads import plain
from assignwatch.core.model import PositionKey, Problem, name_of
from assignwatch.core.observations import (
    Booking,
    BrokerObservation,
    Coverage,
    FeedReport,
    Fill,
    PositionReport,
    Snapshot,
    Unreadable,
)
from assignwatch.core.words import Feed
from assignwatch.net.problems import CONNECT_FAILED, unreachable
from assignwatch.net.real import real_transport
from assignwatch.net.transport import Reply, Request, Socket
from assignwatch.simulator.binance.host import BinanceHost
from assignwatch.simulator.binance.venue import Venue
from assignwatch.simulator.binance.world import Step, World
from assignwatch.simulator.clock import Clock
from assignwatch.simulator.server import Simulator
from tests.brokers.bench import EVERYTHING, LINE, PATIENCE, Bench, Through, only

NOON: Final = datetime(2026, 11, 24, 12, tzinfo=UTC)
"""A Tuesday."""

FAMILIES = (figures.FAPI, figures.DAPI, figures.EAPI)
RECORDS = (Feed.FILLS, Feed.BOOKINGS)

Told = Sequence[BrokerObservation]

_WRITER = msgspec.json.Encoder(decimal_format="number")


def noon() -> Clock:
    """A simulated clock that only moves when it is told to."""
    return Clock(NOON, Decimal(0))


class BinanceBench(Bench):
    """A session with an account, and the exchange behind it."""

    def __init__(self, simulator: Simulator, account: str = "main") -> None:
        self.way = Spoilt()
        self.account = account
        super().__init__(simulator, self.way, f"binance/{account}", SPEC)
        self.host.pace.tick = 0.01

    @property
    def host(self) -> BinanceHost:
        """The servers of the simulated exchange."""
        return cast(BinanceHost, self.simulator.stage.hosts["binance"])

    @property
    def venue(self) -> Venue:
        """World, keys and budgets."""
        return self.host.venue

    @property
    def world(self) -> World:
        """Accounts and markets."""
        return self.venue.world

    def pass_time(self, **span: float) -> None:
        """Let simulated time pass, and happen what is due."""
        self.simulator.stage.advance(timedelta(**span))

    def do(self, step: Step) -> None:
        """A step of a scenario, now."""
        step(self.world, self.clock.now())

    def trade(self, symbol: str, size: str, **more: Any) -> None:
        """The account trades at the market."""
        self.world.trade(self.account, symbol, Decimal(size), self.clock.now(), **more)

    def without(self, *urls: str) -> None:
        """Begin anew, with these addresses left empty."""
        self.entry = {**self.entry, "urls": {**self.entry["urls"], **dict.fromkeys(urls, "")}}
        self.session = self.opened(self.way)

    def restart(self) -> None:
        """Begin anew: another session that knows nothing."""
        self.session = self.opened(self.way)

    def ago(self, held: Mapping[PositionKey, Decimal] | None = None, **span: float) -> Since:
        """All families were last read so long ago, and held this then."""
        at = self.clock.now() - timedelta(**span)
        places = [*FAMILIES]
        return Since({(feed, scope): at for feed in RECORDS for scope in places}, held or {})

    async def told(self, since: Since | None = None) -> list[BrokerObservation]:
        """A reading of everything from ten minutes before the simulation began, a minute later."""
        self.pass_time(minutes=1)
        begun = self.clock.monotonic() + timedelta(minutes=10)
        return await self.session.read(EVERYTHING, since or self.ago(seconds=begun.total_seconds()))

    def listen(self) -> Listening:
        """Begin to listen."""
        return Listening(self.session)


class Spoilt(Through):
    """The real way to the exchange, with somebody on it who may answer instead, or change frames.

    `answers` gives a reply for a request, or None to let it pass; `changes` what becomes of the
    real body of an answer; `frames` what becomes of a frame.
    """

    def __init__(self) -> None:
        super().__init__(real_transport(LINE))
        self.answers: Callable[[Request], Reply | None] = lambda _: None
        self.changes: Callable[[Request, Any], Any] = lambda _, body: body
        self.frames: Callable[[str, str | bytes], Iterable[str | bytes]] = lambda _, frame: [frame]
        self.asked: list[Request] = []
        self.opened: list[str] = []
        """The address of each socket, below its host."""
        self.closed: set[str] = set()
        """Addresses at which no socket can be opened."""

    async def request(self, request: Request) -> Reply:
        self.asked.append(request)
        answer = self.answers(request)
        if answer is not None:
            return answer
        reply = await self.inner.request(request)
        if reply.content[:1] not in (b"{", b"["):
            return reply
        body = plain(reply.content)
        changed = self.changes(request, body)
        return reply if changed is body else replace(reply, content=_WRITER.encode(changed))

    def socket(
        self, url: str, headers: Mapping[str, str] | None = None, *, pings: bool = True
    ) -> AbstractAsyncContextManager[Socket]:
        return self._opened(url, headers, pings)

    @asynccontextmanager
    async def _opened(
        self, url: str, headers: Mapping[str, str] | None, pings: bool
    ) -> AsyncIterator[Socket]:
        parts = urlsplit(url)
        self.opened.append(parts.path)
        if parts.path in self.closed:
            raise unreachable(CONNECT_FAILED, url)
        async with self.inner.socket(url, headers, pings=pings) as socket:
            yield _Spoilt(socket, parts.path, self)

    def count(self, path: str, **params: str) -> int:
        """How often this was asked, with these parameters."""
        return len(self.queries(path, **params))

    def queries(self, path: str, **params: str) -> list[dict[str, str]]:
        """The parameters with which this was asked, in order."""
        found = [params_of(asked) for asked in self.asked if path_of(asked) == path]
        return [query for query in found if params.items() <= query.items()]


class _Spoilt:
    """One socket of it."""

    def __init__(self, inner: Socket, path: str, by: Spoilt) -> None:
        self._inner, self._path, self._by = inner, path, by

    async def send(self, text: str) -> None:
        await self._inner.send(text)

    async def frames(self) -> AsyncIterator[str | bytes]:
        async for frame in self._inner.frames():
            for told in self._by.frames(self._path, frame):
                yield told


class Listening:
    """A stream that is listened to while a test goes on; `batches` is what came so far.

    One that ends for a while is opened again, as the watch does.
    """

    def __init__(self, session: Session) -> None:
        self.batches: list[Told] = []
        self._session = session
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._run())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    @property
    def told(self) -> list[BrokerObservation]:
        """All of it, in order."""
        return [item for batch in self.batches for item in batch]

    async def until(self, enough: Callable[[Told], object]) -> list[BrokerObservation]:
        """Wait until what came is enough, and give it. Raises what ends the stream before."""
        async with asyncio.timeout(PATIENCE):
            while not enough(self.told):
                if self._task.done():
                    self._task.result()
                    raise AssertionError("the stream ended")
                self._news.clear()
                await self._news.wait()
        return self.told

    async def up(self, *scopes: str) -> None:
        """Wait until these families are up; all of them if none is named."""
        wanted = set(scopes or FAMILIES)
        await self.until(lambda told: wanted <= {r.scope for r in reports(told) if r.up})
        self.batches.clear()

    async def _run(self) -> None:
        try:
            while True:
                stream = cast(AsyncGenerator[Told, None], self._session.stream(Since()))
                with suppress(Transient, BadPayload):
                    async with aclosing(stream) as batches:
                        async for batch in batches:
                            self.batches.append(batch)
                            self._news.set()
        finally:
            self._news.set()


def path_of(request: Request) -> str:
    """The path that was asked."""
    return urlsplit(request.url).path


def params_of(request: Request) -> dict[str, str]:
    """What was asked for."""
    return dict(parse_qsl(urlsplit(request.url).query))


def instead(path: str, *replies: Reply) -> Callable[[Request], Reply | None]:
    """These replies, one after the other, for requests that begin with a path; the last stays."""
    left = list(replies)

    def answer(request: Request) -> Reply | None:
        if not path_of(request).startswith(path):
            return None
        return left.pop(0) if len(left) > 1 else left[0]

    return answer


def said(status: int, code: int | None = None, msg: str = "No.", **headers: str) -> Reply:
    """A refusal in Binance's shape."""
    body = b"" if code is None else msgspec.json.encode({"code": code, "msg": msg})
    return Reply(status, {name.replace("_", "-"): v for name, v in headers.items()}, body)


def answered(body: object) -> Reply:
    """An answer that looks like one."""
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return Reply(200, {}, content)


PAGE = answered(b"<!DOCTYPE html><title>Please wait</title>")


def facts(told: Told) -> list[Fill | Booking]:
    """Trades and bookings, in order."""
    return [item for item in told if isinstance(item, Fill | Booking)]


def held(told: Told) -> dict[PositionKey, Decimal]:
    """What the readings show."""
    rows = [row for snapshot in only(Snapshot, told) for row in snapshot.positions]
    return {row.key: row.quantity for row in rows}


def symbols(told: Told) -> set[str]:
    """What is held, by symbol."""
    return {name_of(key.instrument) for key in held(told)}


def failed(told: Told) -> dict[tuple[str, Feed], str]:
    """Feeds that could not be read, and why."""
    return {(one.scope, one.feed): one.problem.code for one in only(Unreadable, told)}


def covered(told: Told) -> dict[tuple[str, Feed], datetime]:
    """Feeds that were read without a hole, and up to when."""
    return {(one.scope, one.feed): one.through for one in only(Coverage, told)}


def reports(told: Told) -> list[FeedReport]:
    """What is said of the streams of the families."""
    return [r for r in only(FeedReport, told) if r.feed is Feed.STREAM and r.scope]


def down(told: Told) -> dict[str, str]:
    """Streams that are said to be down, and why."""
    return {r.scope: r.problem.code for r in reports(told) if not r.up and r.problem}


def remarks(told: Told) -> dict[Feed, Problem | None]:
    """What is odd about the whole account."""
    return {r.feed: r.problem for r in only(FeedReport, told) if r.feed is not Feed.STREAM}


def since(told: Told, held: Mapping[PositionKey, Decimal] | None = None) -> Since:
    """From where the next reading goes on, as the watch would have it."""
    through = {(one.feed, one.scope): one.through for one in only(Coverage, told)}
    return Since(through, held or {})


def moved(told: Told) -> dict[str, Decimal]:
    """New totals that a stream told, by symbol."""
    return {name_of(r.row.instrument): r.row.quantity for r in only(PositionReport, told)}
