"""Every broker keeps every promise, on its simulated host and over the real network.

The promises are in `promises/`, what is special about a broker in `brokers.py`. That the suite
would notice is shown by `test_the_suite.py`.
"""

from __future__ import annotations

import pytest

from assignwatch.brokers import BROKERS
from tests.conformance.brokers import ROWS, Row
from tests.conformance.promises.all import PROMISES, Promise
from tests.conformance.running import Lines, brisk, kept


@pytest.mark.asyncio
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
async def test_broker_keeps_the_promise(row: Row, promise: Promise, lines: Lines) -> None:
    with brisk():
        await kept(row, promise, lines)


def test_every_broker_is_held_to_them() -> None:
    assert {spec.profile.key for spec in BROKERS} <= {row.key for row in ROWS}
