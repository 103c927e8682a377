"""The bench, made fresh for each test, and the two promises that every session keeps."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
import pytest_asyncio

from assignwatch.net.real import real_transport
from assignwatch.simulator.server import Simulator
from tests.brokers.kraken.bench import Bench

PATIENCE = timedelta(seconds=2)
"""Of the transport; short, for the tests that wait for it to end."""


class Lines(logging.Handler):
    """Every log line as it would be written, tracebacks included, whatever its level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.all: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.all.append(self.format(record))


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Lines]:
    """All that is logged during the test, by anybody."""
    caplog.set_level(logging.DEBUG)
    found = Lines()
    logging.getLogger().addHandler(found)
    yield found
    logging.getLogger().removeHandler(found)


@pytest_asyncio.fixture
async def bench(lines: Lines) -> AsyncIterator[Bench]:
    """A session with kraken/main on a quiet day."""
    async with Simulator("quiet") as simulator:
        bench = Bench(simulator, real_transport(PATIENCE), "kraken/main")
        yield bench
        await bench.session.aclose()
        report = await bench.control("report")
    assert report["refused"] == [], "the session asked for something other than reading"
    logging.getLogger(__name__).debug("canary")
    assert any("canary" in line for line in lines.all), "the log was not looked at in full"
    for name, secret in bench.secrets.items():
        assert not any(secret in line for line in lines.all), f"{name} came up in a log line"
