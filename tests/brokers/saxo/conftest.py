"""The bench with the simulated Saxo, made fresh for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from assignwatch.net import retry
from assignwatch.simulator.server import Simulator
from tests.brokers.bench import Lines, promised
from tests.brokers.saxo.bench import SaxoBench, Spoilt, noon


@pytest_asyncio.fixture
async def bench(lines: Lines) -> AsyncIterator[SaxoBench]:
    """A session with saxo/main on a quiet day."""
    async with Simulator("quiet", clock=noon()) as simulator:
        bench = SaxoBench(simulator)
        async with promised(bench, lines, lambda: bench.tokens):
            yield bench


@pytest.fixture
def tries_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is waited for between two tries of one question."""
    monkeypatch.setattr(retry, "_FIRST_WAIT", 0.0)
    monkeypatch.setattr(retry, "_JITTER", 0.0)


@pytest.fixture
def way(bench: SaxoBench) -> Spoilt:
    """Between the session and the bank."""
    return bench.way
