"""A watch over the simulated Saxo that is ended and begun again on the same journal.

The adapter, its connections, the account's watch, the engine and the journal on the disk are real;
simulated time stands still until a test moves it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, cast

from assignwatch.brokers.base import AccountConfig, Vault
from assignwatch.brokers.saxo import SPEC
from assignwatch.core.events import Event
from assignwatch.core.model import AccountKey
from assignwatch.net.real import real_transport
from assignwatch.net.transport import Transport
from assignwatch.simulator.server import Simulator
from assignwatch.store.journal import SqliteJournal
from assignwatch.watch.account import AccountWatch
from assignwatch.watch.engine import Engine
from tests.brokers.bench import SimulatedClock

MAIN = AccountKey("saxo/main")
WITHIN = 20.0


class Run:
    """One run of the program; `events` is all that it settled."""

    def __init__(self, engine: Engine, watch: AccountWatch) -> None:
        self.engine = engine
        self.watch = watch
        self.events: list[Event] = []
        engine.listen(self.events.extend)

    async def until(self, enough: Callable[[], object]) -> None:
        """Wait until it has come to this."""
        async with asyncio.timeout(WITHIN):
            while not enough():  # noqa: ASYNC110  the state has no event
                await asyncio.sleep(0.02)


@asynccontextmanager
async def run(
    simulator: Simulator,
    folder: Path,
    transport: Callable[[], Transport] = real_transport,
    credentials: Mapping[str, str] | None = None,
) -> AsyncIterator[Run]:
    """Watch the simulated account for the length of the block."""
    told = cast(Sequence[Mapping[str, Any]], simulator.announcement()["accounts"])
    entry = next(entry for entry in told if entry["account"] == MAIN)
    config = AccountConfig(MAIN, entry["environment"], entry["urls"])
    clock = SimulatedClock(simulator)

    async def vault() -> Vault:
        return Vault(credentials or entry["credentials"])

    with closing(SqliteJournal(folder / "journal.sqlite3", folder / "lock")) as journal:
        engine = Engine(journal, clock)
        engine.load()
        engine.enrol({MAIN: SPEC.profile.feeds})
        watch = AccountWatch(SPEC, config, vault, engine, clock, transport)
        running = asyncio.create_task(watch.run())
        try:
            yield Run(engine, watch)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
