"""A simulator whose clock stands still, and readers of its two accounts."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal

import aiohttp
import pytest_asyncio

from assignwatch.simulator.clock import Clock
from assignwatch.simulator.server import Simulator
from tests.simulator.reader import Reader

START = datetime(2026, 11, 23, 12, 10, 30, tzinfo=UTC)
"""Time moves only when a test says so, so that each run books the same rows."""


@pytest_asyncio.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """The quiet scenario, at the moment of its start."""
    async with Simulator(clock=Clock(START, speed=Decimal(0))) as running:
        yield running


@pytest_asyncio.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """One HTTP session for a test."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest_asyncio.fixture
async def main(http: aiohttp.ClientSession, simulator: Simulator) -> Reader:
    """The reader of kraken/main."""
    return Reader(http, simulator)


@pytest_asyncio.fixture
async def second(http: aiohttp.ClientSession, simulator: Simulator) -> Reader:
    """The reader of kraken/second."""
    return Reader(http, simulator, "kraken/second")
