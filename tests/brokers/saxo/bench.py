"""A session with the simulated Saxo at noon of a trading day, and ways to come between the two.

Time stands still until a test moves it; heartbeats come quickly, for they go by the computer's own
clock. `conftest.py` makes a bench for each test.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Self, cast
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from assignwatch.brokers.base import BrokerError, Session, Since, Transient
from assignwatch.brokers.saxo import SPEC, wire
from assignwatch.brokers.saxo.listener import STREAM_GAP
from assignwatch.core.model import InstrumentId, Scope
from assignwatch.core.observations import (
    Booking,
    Bookmark,
    BrokerObservation,
    Coverage,
    FeedReport,
    Fill,
    PositionReport,
    Pulse,
    Snapshot,
    Unreadable,
)
from assignwatch.core.words import Feed
from assignwatch.net.problems import CONNECT_FAILED, unreachable
from assignwatch.net.real import real_transport
from assignwatch.net.transport import Reply, Request, Socket
from assignwatch.simulator.clock import Clock
from assignwatch.simulator.saxo.host import SaxoHost
from assignwatch.simulator.saxo.scenarios.steps import own
from assignwatch.simulator.saxo.venue import Venue
from assignwatch.simulator.saxo.world import Step
from assignwatch.simulator.server import Simulator
from tests.brokers.bench import LINE, PATIENCE, Bench, Through, only

NOON: Final = datetime(2026, 11, 24, 12, tzinfo=UTC)
"""A Tuesday: the reports know everything until Monday."""

SIGNED_IN_FOR = timedelta(days=60)
"""Longer than at Saxo, so that tests may jump."""

_WRITER = msgspec.json.Encoder(decimal_format="number")

FILLS_AND_BOOKINGS = [Feed.FILLS, Feed.BOOKINGS]

SUBSCRIPTIONS: Final = 3
"""Positions, orders and events."""

Told = Sequence[BrokerObservation]


def noon() -> Clock:
    """A simulated clock that only moves when it is told to."""
    return Clock(NOON, Decimal(0))


class SaxoBench(Bench):
    """A session with saxo/main, and the bank behind it."""

    def __init__(self, simulator: Simulator) -> None:
        self.way = Spoilt()
        self.simulator = simulator
        self.venue.sessions.refresh_for = SIGNED_IN_FOR
        super().__init__(simulator, self.way, "saxo/main", SPEC)
        pace = self.venue.streams.pace
        pace.tick, pace.silence = 0.01, 0.05

    @property
    def venue(self) -> Venue:
        """World, sessions and streams of the simulated bank."""
        return cast(SaxoHost, self.simulator.stage.hosts["saxo"]).venue

    @property
    def tokens(self) -> Mapping[str, str]:
        """Everything that opens a door, by what it is."""
        sessions = self.venue.sessions
        granted = [*sessions._access, *sessions._refresh]
        return {**self.secrets, **{f"token {n}": token for n, token in enumerate(granted)}}

    def pass_time(self, **span: float) -> None:
        """Let simulated time pass, and happen what is due."""
        self.simulator.stage.advance(timedelta(**span))

    def do(self, step: Step) -> None:
        """A step of a scenario, now."""
        step(self.venue.world, self.clock.now())

    def trade(self, nick: str, amount: str, account: str = "main") -> None:
        """The client trades at the market."""
        self.do(own(account, nick, amount))

    def listen(self) -> Listening:
        """Begin to listen."""
        return Listening(self.session)

    def id_of(self, nick: str) -> InstrumentId:
        """Our name for something that the bank lists."""
        listed = self.venue.world.listing[nick]
        return InstrumentId(f"saxo/{listed.asset_type}-{listed.uic}")

    def scope(self, account: str = "main") -> Scope:
        """Our name for a sub-account."""
        return Scope(self.venue.world.books[account].account.id)


class Spoilt(Through):
    """The real way to the bank, with somebody on it who may answer instead, or change frames.

    `answers` gives a reply for a request, or None to let it pass; `frames` what becomes of a frame.
    """

    def __init__(self) -> None:
        super().__init__(real_transport(LINE))
        self.answers: Callable[[Request], Reply | Request | None] = lambda _: None
        self.frames: Callable[[bytes], Iterable[str | bytes]] = lambda frame: [frame]
        self.changes: Callable[[Request, Any], Any] = lambda _, body: body
        """What becomes of the real body of an answer."""
        self.asked: list[str] = []
        """`METHOD /path` below the root of each request, in order."""
        self.subscribed: list[dict[str, Any]] = []
        """The body of each subscription that was asked for, but for what is only shown."""
        self.besides: list[dict[str, Any]] = []
        """The body of each subscription to what is only shown: money and margin."""
        self.opened: list[dict[str, str]] = []
        """The query of each socket."""
        self.unreachable = False
        """No socket can be opened."""

    async def request(self, request: Request) -> Reply:
        self.asked.append(f"{request.method} {path_of(request)}")
        if request.method == "POST" and request.content.startswith(b"{"):
            body = msgspec.json.decode(request.content)
            shown = about(body["Arguments"]) == "balances"
            (self.besides if shown else self.subscribed).append(body)
        answer = self.answers(request)
        if isinstance(answer, Reply):
            return answer
        reply = await self.inner.request(answer or request)
        if not reply.content.startswith(b"{"):
            return reply
        body = wire.plain(reply.content)
        changed = self.changes(request, body)
        return reply if changed is body else replace(reply, content=_WRITER.encode(changed))

    def socket(
        self, url: str, headers: Mapping[str, str] | None = None, *, pings: bool = True
    ) -> AbstractAsyncContextManager[Socket]:
        assert not pings, "Saxo answers no pings"
        return self._opened(url, headers)

    @asynccontextmanager
    async def _opened(self, url: str, headers: Mapping[str, str] | None) -> AsyncIterator[Socket]:
        self.opened.append(dict(parse_qsl(urlsplit(url).query)))
        if self.unreachable:
            raise unreachable(CONNECT_FAILED, url)
        async with self.inner.socket(url, headers, pings=False) as socket:
            yield _Spoilt(socket, self)

    @property
    def references(self) -> dict[str, str]:
        """Of the present subscriptions, by what they are about; but for what is only shown."""
        return {about(body["Arguments"]): body["ReferenceId"] for body in self.subscribed}

    def count(self, call: str) -> int:
        """How often this was asked."""
        return sum(asked.startswith(call) for asked in self.asked)


class _Spoilt:
    """One socket of it."""

    def __init__(self, inner: Socket, by: Spoilt) -> None:
        self._inner, self._by = inner, by

    async def send(self, text: str) -> None:
        raise AssertionError("the client never has anything to say")

    async def frames(self) -> AsyncIterator[str | bytes]:
        async for frame in self._inner.frames():
            assert isinstance(frame, bytes)
            for told in self._by.frames(frame):
                yield told


def about(arguments: Mapping[str, Any]) -> str:
    """What a subscription with these arguments is about."""
    if "Activities" in arguments:
        return "events"
    if "AccountKey" in arguments:
        return "balances"
    return "positions" if "PositionBase" in arguments["FieldGroups"] else "orders"


def path_of(request: Request) -> str:
    """The path below the root."""
    return urlsplit(request.url).path.removeprefix("/openapi")


def instead(path: str, *replies: Reply) -> Callable[[Request], Reply | None]:
    """These replies, one after the other, for requests that begin with a path; the last stays."""
    left = list(replies)

    def answer(request: Request) -> Reply | None:
        if not path_of(request).startswith(path):
            return None
        return left.pop(0) if len(left) > 1 else left[0]

    return answer


def page(*rows: object, status: int = 200, **fields: object) -> Reply:
    """A page of a list with these rows."""
    return Reply(status, {}, msgspec.json.encode({"Data": list(rows), **fields}))


def said(status: int, code: str) -> Reply:
    """A refusal in Saxo's shape."""
    return Reply(status, {}, msgspec.json.encode({"ErrorCode": code, "Message": "No."}))


def is_up(told: Told) -> bool:
    """Whether the stream was said to be up."""
    return any(r.feed is Feed.STREAM and r.up for r in only(FeedReport, told))


def facts(told: Told) -> list[Fill | Booking]:
    """Trades and bookings, in order."""
    return [item for item in told if isinstance(item, Fill | Booking)]


def totals(told: Told) -> dict[tuple[Scope, InstrumentId], Decimal]:
    """What the readings, or else the reports, say is held where."""
    read = {
        (snapshot.scope, row.instrument): row.quantity
        for snapshot in only(Snapshot, told)
        for row in snapshot.positions
    }
    changed = {
        (report.scope, report.row.instrument): report.row.quantity
        for report in only(PositionReport, told)
    }
    return read | changed


def failed(told: Told) -> dict[Feed, str]:
    """Feeds that could not be read, and why."""
    return {one.feed: one.problem.code for one in only(Unreadable, told)}


def covered(told: Told) -> list[Feed]:
    """Feeds that were read without a hole, in the order in which that was said."""
    return [one.feed for one in only(Coverage, told)]


class Listening:
    """A stream that is listened to while a test goes on; `batches` is what came so far."""

    def __init__(self, session: Session, since: Since | None = None) -> None:
        self.batches: list[Told] = []
        self._stream = cast(AsyncGenerator[Told, None], session.stream(since or Since()))
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

    async def up(self) -> None:
        """Wait until the stream is up."""
        await self.until(is_up)

    async def again(self) -> list[BrokerObservation]:
        """Forget what came and wait for a sign of life."""
        self.batches.clear()
        return await self.until(lambda told: only(Pulse, told))

    async def failure(self) -> BrokerError:
        """How the stream ends."""
        with pytest.raises(BrokerError) as caught:
            await self.until(lambda _: False)
        return caught.value

    async def _run(self) -> None:
        try:
            async with aclosing(self._stream) as batches:
                async for batch in batches:
                    self.batches.append(batch)
                    self._news.set()
        finally:
            self._news.set()


def gaps(told: Told) -> list[str]:
    """Where the stream says that something was lost."""
    found = [r for r in only(FeedReport, told) if r.problem and r.problem.code == STREAM_GAP]
    assert all(r.feed is Feed.BOOKINGS and not r.up for r in found)
    return [r.problem.values["where"] for r in found if r.problem]


def down(told: Told) -> list[FeedReport]:
    """What is said not to be seen."""
    return [report for report in only(FeedReport, told) if not report.up]


def bookmarks(told: Told) -> list[str | None]:
    """Where the stream is to go on, each time that this was said."""
    assert all(one.feed is Feed.STREAM for one in only(Bookmark, told))
    return [one.value for one in only(Bookmark, told)]


async def lost(bench: SaxoBench) -> Told:
    """The stream is up, something was traded, and the line breaks; what was told until then."""
    async with bench.listen() as heard:
        await heard.up()
        bench.trade("XYZ", "1")
        await heard.until(facts)
        bench.venue.streams.cut()
        error = await heard.failure()
    assert (type(error), error.problem.code) == (Transient, "connection_lost")
    return heard.told
