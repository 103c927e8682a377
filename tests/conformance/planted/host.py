"""The planted broker's own server, steered by the simulator's control like every simulated broker.

`brokers.py` hands it to `Simulator(hosts=…)`; `session.py` is the adapter for it. Its interface is
as small as one can be that still has everything a broker has: a list in pages, a list of records,
a stream that wants to be subscribed to, a key, and identities in its records.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from heapq import heappop, heappush

from aiohttp import WSMsgType, web

from assignwatch.simulator.clock import Clock
from assignwatch.simulator.faults import Faults
from assignwatch.simulator.seeded import Seeded
from assignwatch.simulator.tally import Tally

BROKER, ACCOUNT = "planted", "main"
OWNER = "Jane Doe"
WAIT = 7
"""Seconds that a 429 asks for."""
PAGE_ROWS = 2
BEAT_EVERY = 0.05

_PAGE = "<!DOCTYPE html><html><body>We will be right back.</body></html>"

Script = tuple[tuple[float, str, str, str], ...]
"""Seconds after the start, contract, signed size, and why."""

SCRIPTS: Mapping[str, Script] = {
    "quiet": (),
    "takeover": ((2, "OATS", "1", "trade"), (8, "OATS", "3", "given"), (8, "OATS", "2", "given")),
    "unknown": ((8, "RYE", "-4", "swallowed"),),
}


@dataclass(slots=True, eq=False)
class Line:
    """One socket. `listens` once it has subscribed."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    listens: bool = False
    spoilt: bool = False
    news: asyncio.Queue[dict[str, str]] = field(default_factory=asyncio.Queue)


@dataclass(slots=True)
class World:
    """What is held, and how it came about."""

    held: dict[str, Decimal] = field(default_factory=dict)
    trades: list[dict[str, str]] = field(default_factory=list)

    def trade(self, contract: str, size: str, why: str, at: datetime) -> dict[str, str]:
        """Something moved."""
        self.held[contract] = self.held.get(contract, Decimal()) + Decimal(size)
        number = str(len(self.trades) + 1)
        row = {"number": number, "contract": contract, "size": size, "price": "20.5",
               "at": at.isoformat(), "why": why, "owner": OWNER}  # fmt: skip
        self.trades.append(row)
        return row


class PlantedHost:
    """Implements `simulator.host.Host`."""

    broker = BROKER

    def __init__(self, clock: Clock, seed: str) -> None:
        self.faults = Faults()
        self.tally = Tally()
        self.world = World()
        self.key = Seeded(f"{seed}/{BROKER}").token("key", 18)
        self._clock = clock
        self._revoked = False
        self._due: list[tuple[datetime, int, tuple[str, str, str]]] = []
        self._lines: set[Line] = set()
        for contract in ("OATS", "RYE", "WHEAT", "HOPS", "MALT"):
            self.world.trade(contract, "10", "trade", clock.now - timedelta(days=3))
        self.app = self._build()

    def accounts(self, address: str, secure: bool) -> list[Mapping[str, object]]:
        s = "s" if secure else ""
        return [
            {
                "account": f"{BROKER}/{ACCOUNT}",
                "environment": "simulator",
                "urls": {"rest": f"http{s}://{address}", "live": f"ws{s}://{address}/live"},
                "credentials": {"key": self.key},
            }
        ]

    def play(self, scenario: str, now: datetime) -> None:
        for seconds, *what in SCRIPTS.get(scenario, ()):
            contract, size, why = what
            at = now + timedelta(seconds=seconds)
            heappush(self._due, (at, len(self._due), (contract, size, why)))

    def run_until(self, now: datetime) -> None:
        while self._due and self._due[0][0] <= now:
            at, _, (contract, size, why) = heappop(self._due)
            row = self.world.trade(contract, size, why, at)
            for line in self._lines:
                line.news.put_nowait(row)

    def cut(self) -> None:
        for line in self._lines:
            if line.transport is not None:
                line.transport.abort()

    def spoil(self) -> None:
        for line in self._lines:
            line.spoilt = True

    def revoke(self, account: str) -> None:
        self._revoked = True
        self.cut()

    def restore(self, account: str | None) -> None:
        self._revoked = False

    # ------------------------------------------------------------------------------- answering

    def _build(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/positions", self._gated(self._positions), allow_head=False),
                web.get("/trades", self._gated(self._trades), allow_head=False),
                web.get("/live", self._live, allow_head=False),
                web.route("*", "/{anything:.*}", self._refused),
            ]
        )
        return app

    def _gated(
        self, answer: Callable[[web.Request], object]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            self.tally.requests += 1
            await self.faults.hold()
            if (status := self.faults.status.take()) is not None:
                return self._failure(int(status))
            if self.faults.garbage.take() is not None:
                return web.Response(text=_PAGE, content_type="text/html")
            if not self._knows(request.headers.get("Authorization", "")):
                self.tally.failed_logins += 1
                return web.json_response({"reason": "unknown key"}, status=401)
            if (word := self.faults.refusal.take()) is not None:
                return web.json_response({"error": word})
            return web.json_response(answer(request))

        return handler

    def _failure(self, status: int) -> web.Response:
        headers = {"Retry-After": str(WAIT)} if status == 429 else {}
        return web.json_response({"reason": "as planted"}, status=status, headers=headers)

    def _knows(self, authorization: str) -> bool:
        return authorization == f"Key {self.key}" and not self._revoked

    def _positions(self, request: web.Request) -> object:
        if self.faults.empty.take() is not None:
            return {}
        first = int(request.query.get("skip", "0"))
        rows = [{"contract": c, "size": str(s)} for c, s in self.world.held.items() if s]
        following = first + PAGE_ROWS
        more = str(following) if following < len(rows) else None
        return {"rows": rows[first:following], "skip": more}

    def _trades(self, request: web.Request) -> object:
        since = datetime.fromisoformat(request.query["since"])
        rows = [r for r in self.world.trades if datetime.fromisoformat(r["at"]) >= since]
        return {"rows": rows}

    async def _refused(self, request: web.Request) -> web.Response:
        self.tally.refuse(request.method, request.path)
        return web.json_response({"reason": "not allowed"}, status=403)

    # ------------------------------------------------------------------------------- the stream

    async def _live(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        line = Line(socket, request.transport)
        self.tally.connections += 1
        self._lines.add(line)
        talking = asyncio.ensure_future(self._talk(line))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._hear(line, json.loads(message.data))
        finally:
            talking.cancel()
            self._lines.discard(line)
        return socket

    async def _hear(self, line: Line, asked: Mapping[str, str]) -> None:
        if not self._knows(f"Key {asked.get('key', '')}"):
            self.tally.failed_logins += 1
            await self._say(line, {"said": "denied"})
            return
        line.listens = asked.get("listen") == "trades"
        await self._say(line, {"said": "listening" if line.listens else "welcome"})

    async def _talk(self, line: Line) -> None:
        """Tell what moved, and that the line lives while nothing does."""
        while True:
            try:
                row = await asyncio.wait_for(line.news.get(), BEAT_EVERY)
            except TimeoutError:
                await self._say(line, {"said": "beat"})
            else:
                if line.listens:
                    await self._say(line, {"said": "trade", "row": row})

    async def _say(self, line: Line, message: object) -> None:
        if self.faults.deaf or line.socket.closed:
            return
        spoilt, line.spoilt = line.spoilt, False
        await line.socket.send_str(_PAGE if spoilt else json.dumps(message))
