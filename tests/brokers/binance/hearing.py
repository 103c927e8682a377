"""A listener on the exchange, what it has told, and the ways in which a line may behave."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from datetime import timedelta
from typing import Any

from assignwatch.brokers.base import BrokerError
from assignwatch.brokers.binance.calls import LISTEN_KEYS
from assignwatch.brokers.binance.families import USD_M, Family
from assignwatch.brokers.binance.line import Frame, Heard, Up
from assignwatch.brokers.binance.listener import FamilyListener
from assignwatch.brokers.binance.rest import Rest
from assignwatch.net.transport import Transport
from tests.brokers.binance.exchange import Answer, Exchange, Line
from tests.fakes.clock import FakeClock, eventually

A_LULL = timedelta(seconds=0.1)
Plays = Callable[[Line], Awaitable[None]]


class Hearing:
    """A listener, and what it has told so far."""

    def __init__(self, listener: FamilyListener) -> None:
        self.listener = listener
        self.told: list[Heard] = []
        self.ended: BrokerError | None = None
        self._task = asyncio.ensure_future(self._hear())

    async def _hear(self) -> None:
        try:
            async with aclosing(self.listener.frames()) as frames:
                async for heard in frames:
                    self.told.append(heard)
        except BrokerError as failure:
            self.ended = failure

    def count(self, kind: type[Heard]) -> int:
        return sum(isinstance(heard, kind) for heard in self.told)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(heard.content) for heard in self.told if isinstance(heard, Frame)]

    async def up(self, times: int = 1) -> None:
        await eventually(lambda: self.count(Up) == times or self.ended)
        assert self.ended is None, self.ended.problem

    async def end(self) -> BrokerError:
        await eventually(lambda: self.ended is not None)
        assert self.ended is not None
        return self.ended

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.wait({self._task})


class Ear:
    """Listens to the exchange, to any family, as often as asked."""

    def __init__(self, exchange: Exchange, rest: Rest, way: Transport, clock: FakeClock) -> None:
        self.exchange = exchange
        self.clock = clock
        self._rest = rest
        self._way = way
        self.all: list[Hearing] = []
        self.keys = 0
        self.new_key()

    def new_key(self) -> str:
        """From now on this key is given."""
        self.keys += 1
        key = f"a-listen-key-{self.keys}"
        for calls in LISTEN_KEYS.values():
            self.exchange.usual[calls.create.path] = Answer({"listenKey": key})
        return key

    def listen(self, family: Family = USD_M) -> Hearing:
        listener = FamilyListener(family, self._rest, self._way, self.clock, self.exchange.stream)
        self.all.append(Hearing(listener))
        return self.all[-1]

    @property
    def last(self) -> Line:
        return self.exchange.sockets[-1]

    def sent(self, method: str) -> int:
        return sum(asked.method == method for asked in self.exchange.questions("listenKey"))


async def deaf(line: Line) -> None:
    """Stays open and says nothing, as without a route."""
    async for _ in line.requests():
        pass


async def refuses(line: Line) -> None:
    async for request in line.requests():
        await line.tell({"error": {"code": 2, "msg": "Invalid request"}, "id": request["id"]})


async def lists_nothing(line: Line) -> None:
    async for request in line.requests():
        await line.tell(
            {"result": None if request["method"] == "SUBSCRIBE" else [], "id": request["id"]}
        )


async def cuts(line: Line) -> None:
    await line.cut()


def first(how: Plays, then: Plays) -> Plays:
    """The first line plays one way, all others the other."""
    played: list[Line] = []

    async def play(line: Line) -> None:
        played.append(line)
        await (how if len(played) == 1 else then)(line)

    return play
