"""A simulated Binance whose clock stands still, and readers of its two accounts."""

from collections.abc import AsyncIterator
from decimal import Decimal

import aiohttp
import pytest_asyncio

from assignwatch.simulator.binance.host import BinanceHost
from assignwatch.simulator.clock import Clock
from assignwatch.simulator.server import Simulator
from tests.simulator.binance.trader import Trader
from tests.simulator.conftest import START


@pytest_asyncio.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """The quiet scenario, at the moment of its start."""
    clock = Clock(START, speed=Decimal(0))
    async with Simulator(clock=clock, hosts=(BinanceHost,)) as running:
        host = running.stage.hosts["binance"]
        assert isinstance(host, BinanceHost)
        host.pace.tick = 0.01
        yield running


@pytest_asyncio.fixture
async def main(http: aiohttp.ClientSession, simulator: Simulator) -> Trader:
    """The reader of binance/main."""
    return Trader(http, simulator)


@pytest_asyncio.fixture
async def portfolio(http: aiohttp.ClientSession, simulator: Simulator) -> Trader:
    """The reader of binance/portfolio."""
    return Trader(http, simulator, "binance/portfolio")
