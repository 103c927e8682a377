"""The exchange on loopback, and questions to it over the real network, made fresh for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from assignwatch.brokers.binance import line, listener
from assignwatch.brokers.binance.auth import Key
from assignwatch.brokers.binance.rest import Rest
from assignwatch.net import retry
from assignwatch.net.real import real_transport
from assignwatch.net.transport import Transport
from assignwatch.simulator.server import Simulator
from tests.brokers.bench import LINE, Lines, promised
from tests.brokers.binance.bench import BinanceBench, Spoilt, noon
from tests.brokers.binance.exchange import CREDENTIALS, Exchange, opened
from tests.brokers.binance.hearing import A_LULL, Ear
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest_asyncio.fixture
async def exchange(clock: FakeClock) -> AsyncIterator[Exchange]:
    async with opened(clock) as exchange:
        yield exchange


@pytest_asyncio.fixture
async def transport() -> AsyncIterator[Transport]:
    way = real_transport(LINE)
    yield way
    await way.aclose()


@pytest_asyncio.fixture
async def rest(exchange: Exchange, transport: Transport, clock: FakeClock) -> Rest:
    """Asks the exchange with an HMAC key."""
    return Rest(exchange.urls, Key.of(CREDENTIALS), transport, clock)


@pytest.fixture
def tries_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is waited for between two tries of one question."""
    monkeypatch.setattr(retry, "_FIRST_WAIT", 0.0)
    monkeypatch.setattr(retry, "_JITTER", 0.0)


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that a listener waits for in real time is waited for briefly."""
    monkeypatch.setattr(line, "SILENCE", A_LULL)
    monkeypatch.setattr(line, "CONFIRM_WITHIN", timedelta(seconds=0.5))
    monkeypatch.setattr(listener, "LOOK_EVERY", timedelta(seconds=0.02))


@pytest_asyncio.fixture
async def ear(
    exchange: Exchange, rest: Rest, transport: Transport, clock: FakeClock
) -> AsyncIterator[Ear]:
    ear = Ear(exchange, rest, transport, clock)
    yield ear
    for hearing in ear.all:
        await hearing.stop()
    assert ear.sent("DELETE") == 0


@pytest_asyncio.fixture
async def bench(lines: Lines) -> AsyncIterator[BinanceBench]:
    """A session with binance/main on a quiet day."""
    async with Simulator("quiet", clock=noon()) as simulator:
        bench = BinanceBench(simulator)
        async with promised(bench, lines, lambda: bench.secrets):
            yield bench


@pytest_asyncio.fixture
async def portfolio(lines: Lines) -> AsyncIterator[BinanceBench]:
    """A session with binance/portfolio, an account of portfolio margin, on a quiet day."""
    async with Simulator("quiet", clock=noon()) as simulator:
        bench = BinanceBench(simulator, "portfolio")
        async with promised(bench, lines, lambda: bench.secrets):
            yield bench


@pytest.fixture
def way(bench: BinanceBench) -> Spoilt:
    """Between the session and the exchange."""
    return bench.way
