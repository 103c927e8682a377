"""A session on a simulated broker, and what it says sorted for reading.

Each broker's `conftest.py` makes one for each test within `promised`, which fails the test if the
session asked for anything but reading, or if a secret came up in any log line.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

import aiohttp

from assignwatch.brokers.base import AccountConfig, BrokerSpec, Session, Since, Vault
from assignwatch.core.model import WHOLE, AccountKey
from assignwatch.core.observations import BrokerObservation
from assignwatch.core.words import Feed
from assignwatch.net.transport import Reply, Request, Socket, Transport
from assignwatch.simulator.server import Simulator

T = TypeVar("T")
Told = AsyncGenerator[Sequence[BrokerObservation], None]

EVERYTHING = (Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS)
PATIENCE = 10.0
LINE = timedelta(seconds=2)
"""The transport's patience; short, for the tests that wait for it to end."""


class SimulatedClock:
    """The simulator's own clock, so that both ends agree even when time jumps."""

    def __init__(self, simulator: Simulator) -> None:
        self._clock = simulator.stage.clock
        self._start = self._clock.now

    def now(self) -> datetime:
        return self._clock.now

    def monotonic(self) -> timedelta:
        return self._clock.now - self._start

    async def sleep(self, span: timedelta) -> None:
        await asyncio.sleep(min(span.total_seconds(), 0.1))


class Bench:
    """One simulator, and a session with one of its accounts."""

    def __init__(
        self, simulator: Simulator, transport: Transport, account: str, spec: BrokerSpec
    ) -> None:
        self.simulator = simulator
        self.clock = SimulatedClock(simulator)
        told = cast(Sequence[Mapping[str, Any]], simulator.announcement()["accounts"])
        self.entry = next(entry for entry in told if entry["account"] == account)
        self.secrets: Mapping[str, str] = self.entry["credentials"]
        self._spec = spec
        self.session = self.opened(transport)

    def opened(self, transport: Transport, **secrets: str) -> Session:
        """A session over this transport, with some of the secrets exchanged."""
        return self.open(transport, Vault({**self.secrets, **secrets}))

    def open(self, transport: Transport, vault: Vault) -> Session:
        """A session over this transport, with these credentials."""
        config = AccountConfig(
            AccountKey(self.entry["account"]), self.entry["environment"], self.entry["urls"]
        )
        return self._spec.open(config, vault, self.clock, transport)

    async def control(self, do: str, **arguments: object) -> dict[str, Any]:
        """Steer the simulator."""
        async with (
            aiohttp.ClientSession() as http,
            http.post(self.simulator.control, json={"do": do, **arguments}) as reply,
        ):
            answer: dict[str, Any] = await reply.json()
        assert answer["ok"], answer
        return answer

    def since(self, **ago: float) -> Since:
        """Last read so many days (or `seconds`) ago."""
        at = self.clock.now() - timedelta(**ago)
        return Since({(Feed.FILLS, WHOLE): at, (Feed.BOOKINGS, WHOLE): at})

    async def read(self, since: Since | None = None) -> list[BrokerObservation]:
        """Everything since then, or since a minute before the simulation began."""
        return await self.session.read(EVERYTHING, since or self.since(minutes=10))

    async def hear(
        self,
        enough: Callable[[Sequence[BrokerObservation]], bool],
        session: Session | None = None,
        since: Since | None = None,
    ) -> list[BrokerObservation]:
        """Listen until what was heard is enough."""
        heard: list[BrokerObservation] = []
        stream = cast(Told, (session or self.session).stream(since or Since()))
        async with asyncio.timeout(PATIENCE), aclosing(stream) as batches:
            async for batch in batches:
                heard += batch
                if enough(heard):
                    break
        return heard


class Lines(logging.Handler):
    """Every log line as it would be written, tracebacks included, whatever its level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.all: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.all.append(self.format(record))


@asynccontextmanager
async def promised(
    bench: Bench, lines: Lines, secrets: Callable[[], Mapping[str, str]]
) -> AsyncIterator[None]:
    """What every session keeps to: it only reads, and no secret comes up in a log line."""
    yield
    await bench.session.aclose()
    report = await bench.control("report")
    assert report["refused"] == [], "the session asked for something other than reading"
    logging.getLogger(__name__).debug("canary")
    assert any("canary" in line for line in lines.all), "the log was not looked at in full"
    for name, secret in secrets().items():
        assert not any(secret in line for line in lines.all), f"{name} came up in a log line"


class Through:
    """A transport over another one, which a test may spoil by overriding."""

    def __init__(self, inner: Transport) -> None:
        self.inner = inner

    async def request(self, request: Request) -> Reply:
        return await self.inner.request(request)

    def socket(
        self, url: str, headers: Mapping[str, str] | None = None, *, pings: bool = True
    ) -> AbstractAsyncContextManager[Socket]:
        return self.inner.socket(url, headers, pings=pings)

    async def aclose(self) -> None:
        await self.inner.aclose()


def only(kind: type[T], told: Sequence[object]) -> list[T]:
    """Those of this kind, in order."""
    return [item for item in told if isinstance(item, kind)]
