"""The suite notices: a planted broker that breaks one promise fails just that one."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from assignwatch.brokers.base import BrokerError
from tests.conformance.brokers import PLANTED, Row
from tests.conformance.planted.session import PlantedSession, spec_of
from tests.conformance.planted.variants import VARIANTS
from tests.conformance.promises.all import PROMISES, Promise
from tests.conformance.running import Lines, brisk, kept


@pytest.mark.asyncio
@pytest.mark.parametrize(("session", "broken"), VARIANTS, ids=lambda value: value.__name__)
async def test_broker_that_breaks_a_promise_is_caught_at_it(
    session: type[PlantedSession], broken: Promise, lines: Lines
) -> None:
    row = replace(PLANTED, spec=spec_of(session))
    with brisk():
        ends = await asyncio.gather(*(broken_at(row, promise, lines) for promise in PROMISES))
    assert [name for name in ends if name] == [broken.__name__]


async def broken_at(row: Row, promise: Promise, lines: Lines) -> str:
    """The name of the promise, if it is broken."""
    try:
        await kept(row, promise, lines)
    except (AssertionError, BrokerError):
        return promise.__name__
    return ""


def test_every_promise_is_broken_by_somebody() -> None:
    assert {broken for _, broken in VARIANTS} == {*PROMISES}
