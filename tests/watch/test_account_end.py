"""However an account is left, nothing of it stays behind, and it is left at once."""

import asyncio

import pytest

from assignwatch.brokers.base import (
    AccountConfig,
)
from assignwatch.watch.account import AccountWatch
from assignwatch.watch.engine import Engine
from tests.fakes.channel import HANG, for_ever
from tests.fakes.clock import FakeClock, at_rest
from tests.fakes.planted import MAIN, PlantedBroker
from tests.watch.accounts import GONE
from tests.watch.running import ended, running

pytestmark = pytest.mark.asyncio


class Stages:
    """Where an account may be when it is told to stop."""

    @staticmethod
    def healthy(broker: PlantedBroker) -> None:
        """Between two readings, following the stream."""

    @staticmethod
    def reading(broker: PlantedBroker) -> None:
        broker.answers = iter([HANG])

    @staticmethod
    def connecting(broker: PlantedBroker) -> None:
        broker.streams = iter([[HANG]])

    @staticmethod
    def backing_off(broker: PlantedBroker) -> None:
        broker.answers, broker.streams = iter([GONE]), iter([[GONE]])

    @staticmethod
    def waiting_to_open(broker: PlantedBroker) -> None:
        broker.openings = iter([GONE])


@pytest.mark.parametrize("turns", range(12))
@pytest.mark.parametrize(
    "stage", [Stages.healthy, Stages.reading, Stages.connecting], ids=lambda stage: stage.__name__
)
async def test_cancelling_at_any_turn_ends_everything_and_closes_once(
    stage: object, turns: int, account: AccountWatch, broker: PlantedBroker
) -> None:
    assert callable(stage)
    stage(broker)
    task = asyncio.create_task(account.run())
    for _ in range(turns):
        await asyncio.sleep(0)
    await ended(task)
    assert all(thing.closed == 1 for thing in (*broker.sessions, *broker.transports))
    assert broker.streams_open == 0


@pytest.mark.expected_logs("down: gone")
@pytest.mark.parametrize(
    "stage", [Stages.backing_off, Stages.waiting_to_open], ids=lambda stage: stage.__name__
)
async def test_cancelling_a_back_off_ends_everything(
    stage: object, account: AccountWatch, broker: PlantedBroker
) -> None:
    assert callable(stage)
    stage(broker)
    async with running(account.run()):
        pass
    assert all(thing.closed == 1 for thing in (*broker.sessions, *broker.transports))


@pytest.mark.parametrize("failure", [GONE, KeyError("a bug")], ids=["broker's error", "unexpected"])
async def test_a_stream_that_fails_while_being_left_cannot_keep_the_account_alive(
    failure: Exception, account: AccountWatch, broker: PlantedBroker
) -> None:
    broker.breaking_off = failure
    async with running(account.run()) as task:
        pass
    assert task.done()
    assert len(broker.sessions) == 1, "it did not begin anew"


@pytest.mark.expected_logs("closing failed")
@pytest.mark.parametrize("fault", [OSError("reset"), HANG], ids=["fails", "hangs"])
async def test_closing_that_fails_or_hangs_cannot_keep_the_account_alive(
    fault: OSError, account: AccountWatch, broker: PlantedBroker
) -> None:
    broker.closing = fault
    async with running(account.run()) as task:
        pass
    assert task.done()
    assert [s.closed for s in broker.sessions] == [t.closed for t in broker.transports] == [1]


@pytest.mark.expected_logs("closing failed")
async def test_closing_that_fails_does_not_put_off_a_reconnect(
    account: AccountWatch, broker: PlantedBroker
) -> None:
    broker.closing = OSError("reset")
    async with running(account.run()):
        account.wake()
        await at_rest()
        assert len(broker.sessions) == 2


async def test_cancelling_while_the_credentials_are_asked_for_closes_the_transport(
    broker: PlantedBroker, engine: Engine, clock: FakeClock
) -> None:
    config = AccountConfig(MAIN, "planted", {})
    account = AccountWatch(broker.spec, config, for_ever, engine, clock, broker.transport)
    async with running(account.run()):
        pass
    assert [t.closed for t in broker.transports] == [1]
    assert broker.sessions == []


async def test_cancelling_and_waking_at_once_ends(
    account: AccountWatch, broker: PlantedBroker
) -> None:
    async with running(account.run()) as task:
        account.wake()
        task.cancel()
    assert [s.closed for s in broker.sessions] == [1]
