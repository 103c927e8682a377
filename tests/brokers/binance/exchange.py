"""An exchange of our own on loopback, which checks signatures on the bytes that came over the wire.

It knows nothing of accounts: a test scripts its answers, and what its sockets do.
"""

from __future__ import annotations

import hmac
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

from tests.fakes.clock import FakeClock

PUBLIC = "the-public-half-of-a-key"
SECRET = "the-secret-half-of-a-key"
CREDENTIALS = {"api_key": PUBLIC, "api_secret": SECRET}

_TIMES = ("/fapi/v1/time", "/dapi/v1/time", "/eapi/v1/time", "/api/v3/time")
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Answer:
    """What a test has the exchange say."""

    body: object = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


def error(code: int, msg: str = "said", status: int = 400, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer({"code": code, "msg": msg}, status, named)


@dataclass(frozen=True)
class Asked:
    """A request as it came over the wire."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]

    @property
    def params(self) -> dict[str, str]:
        return dict(pair.split("=", 1) for pair in self.query.split("&") if pair)

    @property
    def timestamp(self) -> int:
        return int(self.params["timestamp"])

    @property
    def is_signed_right(self) -> bool:
        payload, mark, signature = self.query.rpartition("&signature=")
        right = hmac.digest(SECRET.encode(), payload.encode(), "sha256").hex()
        return bool(mark) and signature == right


Serve = Callable[[web.WebSocketResponse, web.Request], Awaitable[None]]


class Exchange:
    """Answers of `script` first, by path, then `usual`; time is the clock's plus `ahead`.

    An answer `takes` so long on its way back.
    """

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.ahead = timedelta()
        self.takes = timedelta()
        self.script: dict[str, deque[Answer]] = defaultdict(deque)
        self.usual: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self.sockets: list[Line] = []
        self.plays: Callable[[Line], Awaitable[None]] = confirms
        self.refuses_sockets = 0
        """With this status, unless it is 0."""
        self.port = 0

    @property
    def now(self) -> int:
        return (self.clock.now() + self.ahead - _EPOCH) // timedelta(milliseconds=1)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def stream(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def urls(self) -> dict[str, str]:
        names = ("usd_futures", "coin_futures", "options", "portfolio", "wallet")
        return dict.fromkeys(names, self.root)

    def questions(self, path: str = "") -> list[Asked]:
        """What was asked, without the time, in order."""
        return [a for a in self.asked if a.path not in _TIMES and path in a.path]

    def times(self) -> int:
        """How often the time was asked."""
        return sum(a.path in _TIMES for a in self.asked)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Upgrade", "").lower() == "websocket":
            if self.refuses_sockets:
                return web.Response(status=self.refuses_sockets)
            return await self._socket(request)
        path, _, query = request.raw_path.partition("?")
        self.asked.append(Asked(request.method, path, query, dict(request.headers)))
        if self.script[path]:
            answer = self.script[path].popleft()
        elif path in _TIMES:
            answer = self.usual.get(path, Answer({"serverTime": self.now}))
        else:
            answer = self.usual.get(path, Answer([]))
        self.clock.jump(self.takes)
        return web.Response(body=answer.content, status=answer.status, headers=answer.headers)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        line = Line(socket, request.raw_path)
        self.sockets.append(line)
        await self.plays(line)
        line.closed = True
        return socket


class Line:
    """One socket as the exchange has it."""

    def __init__(self, socket: web.WebSocketResponse, path: str) -> None:
        self.socket = socket
        self.path = path
        self.said: list[dict[str, Any]] = []
        self.subscribed: list[str] = []
        self.closed = False

    async def requests(self) -> AsyncIterator[dict[str, Any]]:
        """What the other side asks for."""
        async for message in self.socket:
            if message.type is WSMsgType.TEXT:
                said = json.loads(message.data)
                self.said.append(said)
                yield said

    async def tell(self, said: object) -> None:
        await self.socket.send_str(said if isinstance(said, str) else json.dumps(said))

    async def event(self, /, **fields: object) -> None:
        """An event, wrapped where the address is that of a combined stream."""
        wrapped = self.path.partition("?")[0].endswith("/stream")
        key = self.subscribed[0] if self.subscribed else ""
        await self.tell({"stream": key, "data": fields} if wrapped else fields)

    async def cut(self) -> None:
        await self.socket.close()

    async def reply(self, request: dict[str, Any]) -> None:
        """As the real one would."""
        if request["method"] == "SUBSCRIBE":
            self.subscribed += request["params"]
            await self.tell({"result": None, "id": request["id"]})
        else:
            await self.tell({"result": self.subscribed, "id": request["id"]})


async def confirms(line: Line) -> None:
    """Confirms subscriptions, lists them, and says nothing of its own."""
    async for request in line.requests():
        await line.reply(request)


@asynccontextmanager
async def opened(clock: FakeClock) -> AsyncIterator[Exchange]:
    """An exchange that serves until the block ends."""
    exchange = Exchange(clock)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", exchange.handle)
    async with TestServer(app, host="127.0.0.1") as server:
        assert server.port is not None
        exchange.port = server.port
        yield exchange
