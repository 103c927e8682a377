"""A Kraken session on the simulated Kraken, and what it says sorted for reading.

`conftest.py` makes one for each test, and fails the test if the session asked for anything but
reading, or if a secret came up in any log line.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

import aiohttp

from assignwatch.brokers.base import AccountConfig, Session, Since, Vault
from assignwatch.brokers.kraken import SPEC
from assignwatch.core.model import WHOLE, AccountKey
from assignwatch.core.observations import Booking, BrokerObservation, Fill
from assignwatch.core.words import Feed
from assignwatch.net.transport import Reply, Request, Socket, Transport
from assignwatch.simulator.server import Simulator

T = TypeVar("T")
Told = AsyncGenerator[Sequence[BrokerObservation], None]

EVERYTHING = (Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS)
PATIENCE = 10.0


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

    def __init__(self, simulator: Simulator, transport: Transport, account: str) -> None:
        self.simulator = simulator
        self.clock = SimulatedClock(simulator)
        told = cast(Sequence[Mapping[str, Any]], simulator.announcement()["accounts"])
        self.entry = next(entry for entry in told if entry["account"] == account)
        self.secrets: Mapping[str, str] = self.entry["credentials"]
        self.session = self.opened(transport)

    def opened(self, transport: Transport, **secrets: str) -> Session:
        """A session over this transport, with some of the secrets exchanged."""
        config = AccountConfig(
            AccountKey(self.entry["account"]), self.entry["environment"], self.entry["urls"]
        )
        return SPEC.open(config, Vault({**self.secrets, **secrets}), self.clock, transport)

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
    ) -> list[BrokerObservation]:
        """Listen until what was heard is enough."""
        heard: list[BrokerObservation] = []
        stream = cast(Told, (session or self.session).stream())
        async with asyncio.timeout(PATIENCE), aclosing(stream) as batches:
            async for batch in batches:
                heard += batch
                if enough(heard):
                    break
        return heard


class Through:
    """A transport over another one, which a test may spoil by overriding."""

    def __init__(self, inner: Transport) -> None:
        self.inner = inner

    async def request(self, request: Request) -> Reply:
        return await self.inner.request(request)

    def socket(
        self, url: str, headers: Mapping[str, str] | None = None, *, pings: bool = True
    ) -> AbstractAsyncContextManager[Socket]:
        return self.inner.socket(url)

    async def aclose(self) -> None:
        await self.inner.aclose()


def only(kind: type[T], told: Sequence[object]) -> list[T]:
    """Those of this kind, in order."""
    return [item for item in told if isinstance(item, kind)]


def by_list(told: Sequence[object]) -> dict[str, list[Fill | Booking]]:
    """Fills and bookings by the list they were read from: fills, log or pos."""
    found: dict[str, list[Fill | Booking]] = {"fills": [], "log": [], "pos": []}
    for fact in told:
        if isinstance(fact, Fill | Booking):
            found[fact.id.partition("/")[0] if "/" in fact.id else "fills"].append(fact)
    return found
