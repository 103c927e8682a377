"""Accounts come and go while everything else keeps running, and one end ends it all."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from assignwatch.brokers.base import Vault
from assignwatch.core.events import Alerted
from assignwatch.core.model import WHOLE
from assignwatch.core.state import State
from assignwatch.core.words import Feed
from assignwatch.watch.account import AccountWatch
from assignwatch.watch.engine import Engine
from assignwatch.watch.watcher import Watcher
from tests.fakes.channel import HANG, FakeChannel
from tests.fakes.clock import FakeClock, at_rest, eventually
from tests.fakes.planted import EVERY, FEEDS, MAIN, PlantedBroker
from tests.watch.accounts import watched
from tests.watch.alarms import booked
from tests.watch.running import ended, running

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.asyncio


def words(state: State, alert: str) -> tuple[str, str]:
    return alert, ""


@pytest.fixture
def popup() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
def watcher(engine: Engine, clock: FakeClock, popup: FakeChannel) -> Watcher:
    return Watcher(engine, clock, [popup], words, computer=clock)


def open_sessions(broker: PlantedBroker) -> int:
    return sum(not session.closed for session in broker.sessions)


@pytest.mark.parametrize("first", ["add", "run"])
async def test_an_account_is_watched_whether_it_comes_before_or_after_the_start(
    first: str, watcher: Watcher, account: AccountWatch, broker: PlantedBroker, engine: Engine
) -> None:
    if first == "add":
        watcher.add(account, FEEDS)
    async with running(watcher.run()):
        if first == "run":
            watcher.add(account, FEEDS)
            await at_rest()
        assert open_sessions(broker) == 1
        assert engine.state.account(MAIN).feeds[Feed.POSITIONS, WHOLE].up
    assert open_sessions(broker) == 0


async def test_what_the_broker_books_is_told(
    watcher: Watcher,
    account: AccountWatch,
    broker: PlantedBroker,
    clock: FakeClock,
    popup: FakeChannel,
) -> None:
    watcher.add(account, FEEDS)
    async with running(watcher.run()):
        broker.pushed.put_nowait([booked(clock.now())])
        await at_rest()
        assert len(popup.told) == 1


async def test_an_account_that_is_removed_is_let_go_and_no_longer_expected(
    watcher: Watcher,
    account: AccountWatch,
    broker: PlantedBroker,
    engine: Engine,
    clock: FakeClock,
) -> None:
    watcher.add(account, FEEDS)
    async with running(watcher.run()) as task:
        watcher.remove(MAIN)
        await clock.advance(10 * MINUTE)
        assert open_sessions(broker) == 0
        assert [t.closed for t in broker.transports] == [1]
        assert not task.done()
        reads = len(broker.reads)
        await clock.advance(2 * EVERY)
        assert len(broker.reads) == reads
    assert engine.state.enrolled == {}
    assert not engine.state.open_alerts, "nobody is blind who is not watched"


async def test_removing_what_is_not_there_changes_nothing(watcher: Watcher, engine: Engine) -> None:
    at = engine.state.enrolled_at
    watcher.remove(MAIN)
    assert engine.state.enrolled_at == at


async def test_adding_an_account_again_replaces_it(
    watcher: Watcher, account: AccountWatch, broker: PlantedBroker, engine: Engine, clock: FakeClock
) -> None:
    watcher.add(account, FEEDS)
    async with running(watcher.run()):
        watcher.add(watched(broker, engine, clock), FEEDS)
        await at_rest()
        assert [s.closed for s in broker.sessions] == [1, 0]
        assert broker.streams_open == 1


@pytest.mark.expected_logs("closing failed")
async def test_the_new_one_waits_until_every_old_one_has_let_go(
    watcher: Watcher, account: AccountWatch, broker: PlantedBroker, engine: Engine, clock: FakeClock
) -> None:
    broker.closing = HANG
    watcher.add(account, FEEDS)
    async with running(watcher.run()):
        for _ in range(2):
            watcher.add(watched(broker, engine, clock), FEEDS)
            await at_rest()
        assert len(broker.sessions) == 1, "the first is still closing, the second gave way"
        await eventually(lambda: len(broker.sessions) == 2)
        assert open_sessions(broker) == 1


async def test_checking_now_reads_every_account(
    watcher: Watcher, account: AccountWatch, broker: PlantedBroker
) -> None:
    watcher.add(account, FEEDS)
    async with running(watcher.run()):
        reads = len(broker.reads)
        watcher.check_now()
        await at_rest()
        assert len(broker.reads) == reads + 1


@pytest.mark.expected_logs("slept or the clock jumped")
async def test_after_sleep_every_account_connects_anew_and_gets_a_fresh_chance(
    watcher: Watcher, account: AccountWatch, broker: PlantedBroker, engine: Engine, clock: FakeClock
) -> None:
    watcher.add(account, FEEDS)
    async with running(watcher.run()):
        clock.jump(timedelta(hours=8))
        await clock.advance(timedelta(seconds=5))
        assert [s.closed for s in broker.sessions] == [1, 0]
        assert engine.state.enrolled_at == clock.now()
        assert not engine.state.open_alerts


async def test_time_decides_although_nothing_is_heard(
    watcher: Watcher, account: AccountWatch, broker: PlantedBroker, engine: Engine, clock: FakeClock
) -> None:
    broker.answers = iter([HANG])
    slow = AccountWatch(  # its patience is longer than that of the trader
        broker.spec, account.config, _nothing, engine, clock, broker.transport
    )
    heard: list[Alerted] = []
    engine.listen(lambda events: heard.extend(e for e in events if isinstance(e, Alerted)))
    watcher.add(slow, FEEDS)
    began = clock.now()
    async with running(watcher.run()):
        await clock.advance(4 * MINUTE)
    assert [alerted.at - began for alerted in heard] == [3 * MINUTE]


async def _nothing() -> Vault:
    return Vault({})


@pytest.mark.expected_logs("planted/main failed and will be started again")
async def test_a_part_that_fails_is_started_again_and_said_once(
    watcher: Watcher,
    account: AccountWatch,
    broker: PlantedBroker,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    watch: Callable[[], Awaitable[None]] = account.run
    failures = iter([RuntimeError("a bug"), RuntimeError("a bug")])

    async def flawed() -> None:
        if (failure := next(failures, None)) is not None:
            raise failure
        await watch()

    monkeypatch.setattr(account, "run", flawed)
    watcher.add(account, FEEDS)
    async with running(watcher.run()) as task:
        await clock.advance(MINUTE)
        assert not task.done()
        assert open_sessions(broker) == 1
    assert len([r for r in caplog.records if r.exc_info]) == 1


@pytest.mark.parametrize("turns", range(0, 24, 2))
async def test_quitting_at_any_turn_ends_everything(
    turns: int, watcher: Watcher, account: AccountWatch, broker: PlantedBroker
) -> None:
    watcher.add(account, FEEDS)
    task = asyncio.create_task(watcher.run())
    for _ in range(turns):
        await asyncio.sleep(0)
    await ended(task)
    assert all(thing.closed == 1 for thing in (*broker.sessions, *broker.transports))
    assert broker.streams_open == 0


async def test_a_watch_that_ended_can_run_again(
    watcher: Watcher, account: AccountWatch, broker: PlantedBroker
) -> None:
    watcher.add(account, FEEDS)
    for number in (1, 2):
        async with running(watcher.run()):
            assert len(broker.sessions) == number
    assert open_sessions(broker) == 0
