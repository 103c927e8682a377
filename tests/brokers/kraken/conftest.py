"""The bench with the simulated Kraken, made fresh for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from assignwatch.brokers.kraken import SPEC
from assignwatch.net.real import real_transport
from assignwatch.simulator.server import Simulator
from tests.brokers.bench import LINE, Bench, Lines, promised


@pytest_asyncio.fixture
async def bench(lines: Lines) -> AsyncIterator[Bench]:
    """A session with kraken/main on a quiet day."""
    async with Simulator("quiet") as simulator:
        bench = Bench(simulator, real_transport(LINE), "kraken/main", SPEC)
        async with promised(bench, lines, lambda: bench.secrets):
            yield bench
