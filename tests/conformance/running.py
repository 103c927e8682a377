"""Holding one broker to one promise: what both tests of the suite do.

The bench is made and taken down here; no wait is longer than it has to be.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from unittest.mock import patch

import stamina

from assignwatch.net import real
from assignwatch.net.http import trusted
from assignwatch.net.retry import ATTEMPTS
from tests.conformance.bench import Bench, running
from tests.conformance.brokers import Row
from tests.conformance.promises.all import Promise

_trusted = cache(trusted)
"""Reading the authorities of this computer takes longer than most promises."""


class Lines(logging.Handler):
    """Every log line as it would be written, tracebacks included, whatever its level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.all: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.all.append(self.format(record))


@contextmanager
def brisk() -> Iterator[None]:
    """Retries do not wait, and nothing is read twice that stays as it is."""
    testing = stamina.set_testing(True, attempts=ATTEMPTS)
    with testing, patch.object(real, "trusted", _trusted):
        yield


async def kept(row: Row, promise: Promise, lines: Lines) -> None:
    """Raises AssertionError, or what the broker raised, where the promise is broken."""
    async with running(row) as simulator:
        bench = Bench(row, simulator, lines.all)
        try:
            await promise(bench)
        finally:
            await bench.aclose()
