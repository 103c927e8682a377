"""Asking a broker again for what a conclusion waits for: at once, then ever more rarely."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from assignwatch.core.events import Event
from assignwatch.core.model import AccountKey, InstrumentId
from assignwatch.core.observations import Clock
from assignwatch.core.words import Feed
from assignwatch.watch.engine import Engine
from assignwatch.watch.rereader import Rereader
from tests.core.builders import fill, row, snapshot
from tests.fakes.clock import FakeClock, at_rest
from tests.watch.alarms import MAIN
from tests.watch.running import running

SECOND = timedelta(seconds=1)
XYZ = InstrumentId("planted/XYZ")

pytestmark = pytest.mark.asyncio


class Asked:
    """When an account was asked for, in seconds after the test began."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock, self._began = clock, clock.now()
        self.at: list[float] = []

    def __call__(self, account: AccountKey) -> None:
        assert account == MAIN
        self.at.append((self._clock.now() - self._began).total_seconds())


@pytest.fixture
def asked(clock: FakeClock) -> Asked:
    return Asked(clock)


@pytest.fixture
def rereader(engine: Engine, clock: FakeClock, asked: Asked) -> Rereader:
    engine.enrol({MAIN: (Feed.POSITIONS, Feed.FILLS)})
    engine.submit(snapshot(clock.now(), row("3", XYZ), account=MAIN))
    return Rereader(engine, clock, asked)


def _sold(engine: Engine, quantity: str) -> Callable[[], list[Event]]:
    """The change that waits, and the trade that explains it."""
    now: datetime = engine.now()
    engine.submit(snapshot(now, row(quantity, XYZ), account=MAIN))
    trade = fill("-1", id=f"to {quantity}", instrument=XYZ, account=MAIN, at=now - SECOND)
    return lambda: engine.submit(trade)


async def test_nothing_is_asked_for_while_nothing_waits(
    rereader: Rereader, clock: FakeClock, asked: Asked
) -> None:
    async with running(rereader.run()):
        await clock.advance(600 * SECOND)
    assert asked.at == []


async def test_it_asks_at_once_and_then_backs_off(
    rereader: Rereader, engine: Engine, clock: FakeClock, asked: Asked
) -> None:
    async with running(rereader.run()):
        await clock.advance(10 * SECOND)
        _sold(engine, "2")
        await at_rest()
        assert asked.at == [10]
        await clock.advance(120 * SECOND)
    assert asked.at == [10, 25, 55, 115]


async def test_events_in_between_do_not_hurry_it(
    rereader: Rereader, engine: Engine, clock: FakeClock, asked: Asked
) -> None:
    async with running(rereader.run()):
        await clock.advance(10 * SECOND)
        _sold(engine, "2")
        for _ in range(60):
            await clock.advance(SECOND)
            engine.submit(Clock(clock.now()))
    assert asked.at == [10, 25, 55]


async def test_it_is_never_rarer_than_the_policy_says(
    rereader: Rereader, engine: Engine, clock: FakeClock, asked: Asked
) -> None:
    _sold(engine, "2")
    async with running(rereader.run()):
        await clock.advance(3600 * SECOND)
    waits = [after - before for before, after in zip(asked.at, asked.at[1:], strict=False)]
    assert waits[:6] == [15, 30, 60, 120, 240, 480]
    assert set(waits[6:]) == {engine.policy.reread_at_least.total_seconds()}


async def test_what_was_settled_is_forgotten_and_the_next_wait_starts_at_once(
    rereader: Rereader, engine: Engine, clock: FakeClock, asked: Asked
) -> None:
    async with running(rereader.run()):
        await clock.advance(10 * SECOND)
        explained = _sold(engine, "2")
        await clock.advance(50 * SECOND)
        explained()
        assert not engine.state.account(MAIN).waiting
        await clock.advance(40 * SECOND)
        assert asked.at == [10, 25, 55]
        _sold(engine, "1")
        await clock.advance(20 * SECOND)
    assert asked.at == [10, 25, 55, 100, 115]


async def test_an_account_that_is_watched_no_more_is_not_asked_for(
    rereader: Rereader, engine: Engine, clock: FakeClock, asked: Asked
) -> None:
    _sold(engine, "2")
    engine.enrol({})
    async with running(rereader.run()):
        await clock.advance(600 * SECOND)
    assert asked.at == []
