"""A small bank for these tests: a world of plain lists behind the real servers, on loopback."""

import asyncio
import contextlib
import json
import struct
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import aiohttp
from aiohttp import web

from assignwatch.simulator.clock import Clock
from assignwatch.simulator.faults import Faults
from assignwatch.simulator.saxo import oauth, stream, subscriptions
from assignwatch.simulator.saxo.gate import gate, reply
from assignwatch.simulator.saxo.limits import Limits
from assignwatch.simulator.saxo.sessions import Sessions
from assignwatch.simulator.saxo.showing import Arguments, BadArguments, Row, Topic
from assignwatch.simulator.saxo.stream import Streams
from assignwatch.simulator.seeded import Seeded
from assignwatch.simulator.tally import Tally

START = datetime(2026, 11, 23, 12, 10, 30, tzinfo=UTC)
PORTFOLIO = "/openapi/port/v1/positions/me"


class PlainWorld:
    """Implements `Shown`: what a test writes into `lists` is what is."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.listeners: list[Callable[[Topic], None]] = []
        self.lists: dict[Topic, list[dict[str, Any]]] = {topic: [] for topic in Topic}
        self.lists[Topic.BALANCES] = [{"CashBalance": Decimal("100.5"), "Currency": "EUR"}]
        self.oldest_sequence = 1

    def rows(self, topic: Topic, arguments: Arguments) -> Sequence[Row]:
        if "ClientKey" not in arguments:
            raise BadArguments("InvalidInput", "ClientKey is missing.")
        return self.lists[topic]

    def activities(self, arguments: Arguments, after: int | None) -> Sequence[Row]:
        if "Activities" not in arguments:
            raise BadArguments("InvalidArguments", "Activities is missing.")
        if after is None:
            return self.lists[Topic.ACTIVITIES]
        if after < self.oldest_sequence:
            raise BadArguments("SequenceIdUnavailable", "The sequence id is not kept any more.")
        rows = self.lists[Topic.ACTIVITIES]
        return [row for row in rows if int(row["SequenceId"]) > after]

    def newest_sequence(self) -> int:
        return max([10, *(int(row["SequenceId"]) for row in self.lists[Topic.ACTIVITIES])])

    def happen(self, topic: Topic, *rows: dict[str, Any]) -> None:
        """Replace what is (or, for activities, add to it) and tell everyone."""
        if topic is Topic.ACTIVITIES:
            self.lists[topic].extend(rows)
        else:
            self.lists[topic] = list(rows)
        for listener in self.listeners:
            listener(topic)


@dataclass(slots=True)
class Bank:
    """A venue whose time moves only when a test says so."""

    clock: Clock = field(default_factory=lambda: Clock(START, speed=Decimal(0)))
    faults: Faults = field(default_factory=Faults)
    tally: Tally = field(default_factory=Tally)
    limits: Limits = field(default_factory=Limits)
    streams: Streams = field(default_factory=Streams)
    world: PlainWorld = field(init=False)
    sessions: Sessions = field(init=False)

    def __post_init__(self) -> None:
        self.world = PlainWorld(self.clock)
        self.sessions = Sessions(self.clock, Seeded("tests"))
        self.streams.pace.tick = 0.01

    def pass_time(self, **period: float) -> None:
        self.clock.jump(timedelta(**period))

    def application(self) -> web.Application:
        async def positions(request: web.Request) -> web.Response:
            del request
            return reply({"Data": []})

        app = web.Application(middlewares=[gate(self, self.limits)])
        app.add_routes(oauth.routes(self))
        app.add_routes(stream.routes(self))
        app.add_routes(subscriptions.routes(self))
        app.add_routes([web.get(PORTFOLIO, positions), web.get("/openapi/cs/v1/x", positions)])
        return app


@contextlib.asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    """The address of a running server."""
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class Line:
    """An open socket, record by record."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.last = 0
        self._records: list[tuple[int, str, Any]] = []

    async def receive(self) -> aiohttp.WSMessage:
        async with asyncio.timeout(5):
            return await self.socket.receive()

    async def message(self) -> list[tuple[int, str, Any]]:
        """All records of the next message."""
        received = await self.receive()
        assert received.type is aiohttp.WSMsgType.BINARY, received.type
        return decode(received.data)

    async def record(self) -> tuple[str, Any]:
        """The next record: its reference and its payload."""
        if not self._records:
            self._records = await self.message()
        number, reference, payload = self._records.pop(0)
        if reference != "_connectionheartbeat":
            self.last = number
        return reference, payload

    async def silent(self, seconds: float = 0.1) -> bool:
        """Whether nothing comes."""
        try:
            async with asyncio.timeout(seconds):
                await self.socket.receive()
        except TimeoutError:
            return True
        return False


@dataclass(slots=True)
class Client:
    """Calls the bank with the token of a log-in of its own."""

    http: aiohttp.ClientSession
    root: str
    bank: Bank
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        self.token = self.bank.sessions.sign_in().access

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def call(
        self, method: str, path: str, body: object = None, **query: str
    ) -> tuple[int, Any, Mapping[str, str]]:
        """Status, JSON body if there is one, and headers."""
        data = None if body is None else json.dumps(body)
        async with self.http.request(
            method, self.root + path, headers=self.headers, params=query, data=data
        ) as answer:
            text = await answer.text()
            is_json = answer.content_type == "application/json"
            read = json.loads(text, parse_float=Decimal) if is_json and text else text
            return answer.status, read, answer.headers

    async def connect(self, context: str = "ctx", **query: str) -> Line:
        """A socket of this client; it does not answer pings nor send any."""
        socket = await self.http.ws_connect(
            f"{self.root}/oapi/streaming/ws/connect",
            headers=self.headers,
            params={"contextId": context, **query},
            autoping=False,
        )
        return Line(socket)

    async def subscribe(
        self,
        topic: Topic,
        reference: str,
        arguments: Mapping[str, object] | None = None,
        **more: Any,
    ) -> Any:
        """What the bank answers to a subscription that it grants."""
        status, answer, _ = await self.post(topic, reference, arguments, **more)
        assert status == 201, answer
        return answer

    async def post(
        self,
        topic: Topic,
        reference: str,
        arguments: Mapping[str, object] | None = None,
        **more: Any,
    ) -> tuple[int, Any, Mapping[str, str]]:
        """A subscription, for everything unless arguments are given."""
        if arguments is None:
            events = topic is Topic.ACTIVITIES
            arguments = {"Activities": ["Positions"]} if events else {"ClientKey": "c"}
        body = {"ContextId": "ctx", "ReferenceId": reference, "Arguments": arguments, **more}
        return await self.call("POST", f"/openapi{topic.path}/subscriptions", body)


def decode(message: bytes) -> list[tuple[int, str, Any]]:
    """The records of one message, read by a decoder of the tests' own."""
    records = []
    while message:
        number, reserved, size = struct.unpack_from("<QHB", message)
        reference = message[11 : 11 + size].decode("ascii")
        kind, length = struct.unpack_from("<BI", message, 11 + size)
        assert (reserved, kind) == (0, 0)
        payload = message[16 + size : 16 + size + length]
        assert len(payload) == length
        records.append((number, reference, json.loads(payload, parse_float=Decimal)))
        message = message[16 + size + length :]
    return records
