"""An alert is told through every channel until it is acknowledged, and never afterwards."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import repeat

import pytest
import pytest_asyncio

from assignwatch.channels.base import ChannelFailed
from assignwatch.core.events import Notified
from assignwatch.core.model import Problem
from assignwatch.core.observations import Command
from assignwatch.core.state import State
from assignwatch.core.words import Cause, Do, Outcome, Severity
from assignwatch.watch.engine import Engine
from assignwatch.watch.herald import Herald
from tests.fakes.channel import HANG, FakeChannel
from tests.fakes.clock import FakeClock, at_rest, eventually
from tests.fakes.journal import MemoryJournal
from tests.watch.alarms import acknowledged, booked, only_alert
from tests.watch.conftest import Reopen
from tests.watch.running import ended, running

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
BROKEN = ChannelFailed(Problem("no_desktop"))

pytestmark = pytest.mark.asyncio


def words(state: State, alert: str) -> tuple[str, str]:
    return f"Title of {alert}", "Body"


def herald_of(engine: Engine, clock: FakeClock, *channels: FakeChannel) -> Herald:
    """With the usual patience: nothing here is meant to hang."""
    return Herald(engine, clock, channels, words)


@pytest.fixture
def popup() -> FakeChannel:
    return FakeChannel("popup")


@pytest_asyncio.fixture
async def told(
    engine: Engine, clock: FakeClock, popup: FakeChannel
) -> AsyncIterator[asyncio.Task[None]]:
    """A herald at work on one channel."""
    async with running(herald_of(engine, clock, popup).run()) as task:
        yield task


def receipts(engine: Engine) -> list[Outcome]:
    """What the engine knows of the only alert's deliveries to the popup."""
    told = engine.state.alerts[only_alert(engine)].deliveries["popup"]
    assert told.outcome is not None
    return [told.outcome] * (told.told + told.failed)


# ----------------------------------------------------------------------------------------- telling


@pytest.mark.usefixtures("told")
async def test_a_critical_alert_is_told_at_once_and_the_receipt_is_kept(
    engine: Engine, clock: FakeClock, popup: FakeChannel
) -> None:
    engine.submit(booked(clock.now()))
    await at_rest()
    [notice] = popup.told
    alert = only_alert(engine)
    assert (notice.alert, notice.version, notice.severity) == (alert, 1, Severity.CRITICAL)
    assert (notice.title, notice.body, notice.repeat) == (f"Title of {alert}", "Body", False)
    assert receipts(engine) == [Outcome.CONFIRMED]


@pytest.mark.usefixtures("told")
async def test_another_alert_waits_a_moment_for_its_siblings(
    engine: Engine, clock: FakeClock, popup: FakeChannel
) -> None:
    engine.submit(booked(clock.now(), Cause.ASSIGNMENT))
    await clock.advance(2 * SECOND)
    assert popup.told == []
    await clock.advance(SECOND)
    assert len(popup.told) == 1


@pytest.mark.usefixtures("told")
async def test_it_is_told_again_after_each_interval_and_marked_as_a_repeat(
    engine: Engine, clock: FakeClock, popup: FakeChannel
) -> None:
    engine.submit(booked(clock.now()))
    await clock.advance(2 * MINUTE - SECOND)
    assert len(popup.told) == 1
    await clock.advance(SECOND)
    assert [notice.repeat for notice in popup.told] == [False, True]
    await clock.advance(2 * MINUTE)
    assert len(popup.told) == 3


@pytest.mark.usefixtures("told")
async def test_more_of_the_same_is_told_at_once_as_a_new_version(
    engine: Engine, clock: FakeClock, popup: FakeChannel
) -> None:
    engine.submit(booked(clock.now()))
    await at_rest()
    engine.submit(booked(clock.now(), number=2))
    await at_rest()
    assert [(notice.version, notice.repeat) for notice in popup.told] == [(1, False), (2, False)]


async def test_what_was_kept_before_a_crash_is_told_by_the_next_run(
    reopen: Reopen, clock: FakeClock, popup: FakeChannel
) -> None:
    crashed = Engine(reopen(), clock)
    crashed.load()
    crashed.submit(booked(clock.now()))
    restarted = Engine(reopen(), clock)
    restarted.load()
    async with running(herald_of(restarted, clock, popup).run()):
        assert [notice.alert for notice in popup.told] == [only_alert(crashed)]


@pytest.mark.expected_logs("no words for")
async def test_an_alert_without_words_is_told_by_its_name(
    engine: Engine, clock: FakeClock, popup: FakeChannel
) -> None:
    def speechless(state: State, alert: str) -> tuple[str, str]:
        raise KeyError("a bug of the texts")

    async with running(Herald(engine, clock, [popup], speechless).run()):
        engine.submit(booked(clock.now()))
        await at_rest()
        assert [notice.title for notice in popup.told] == [only_alert(engine)]


# ------------------------------------------------------------------------------ channels that fail


@pytest.mark.expected_logs("channel popup: no_desktop")
@pytest.mark.usefixtures("told")
async def test_a_channel_that_fails_is_tried_again_after_longer_and_longer_waits(
    engine: Engine, clock: FakeClock, popup: FakeChannel, caplog: pytest.LogCaptureFixture
) -> None:
    popup.script = repeat(BROKEN, 5)
    engine.submit(booked(clock.now()))
    await at_rest()
    assert receipts(engine) == [Outcome.FAILED]
    for tries, wait in enumerate((5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 5 * MINUTE), 1):
        await clock.advance(wait - SECOND)
        assert len(popup.told) == tries
        await clock.advance(SECOND)
        assert len(popup.told) == tries + 1
    assert receipts(engine) == [Outcome.CONFIRMED]
    assert [r.message for r in caplog.records] == ["channel popup: no_desktop"], "said once"


@pytest.mark.expected_logs("channel popup: failed unexpectedly")
async def test_a_channel_that_raises_anything_does_not_stop_the_others(
    engine: Engine, clock: FakeClock, popup: FakeChannel, caplog: pytest.LogCaptureFixture
) -> None:
    sound = FakeChannel("sound")
    popup.script = repeat(KeyError("a bug"))
    async with running(herald_of(engine, clock, popup, sound).run()) as task:
        engine.submit(booked(clock.now()))
        await clock.advance(30 * SECOND)
        assert (len(sound.told), len(popup.told)) == (1, 3)
        assert not task.done()
    assert len(caplog.records) == 1


@pytest.mark.expected_logs("channel popup: hangs")
async def test_a_channel_that_hangs_is_given_up_and_counts_as_failed(
    engine: Engine, clock: FakeClock, popup: FakeChannel
) -> None:
    sound = FakeChannel("sound")
    popup.script = iter([HANG])
    herald = Herald(engine, clock, [popup, sound], words, patience=timedelta(milliseconds=20))
    async with running(herald.run()):
        engine.submit(booked(clock.now()))
        await at_rest()
        assert len(sound.told) == 1, "nobody waits for it"
        alert = engine.state.alerts[only_alert(engine)]
        await eventually(lambda: "popup" in alert.deliveries)
        assert alert.deliveries["popup"].problem == Problem("channel_hangs", {"channel": "popup"})
        await clock.advance(5 * SECOND)
        assert receipts(engine) == [Outcome.CONFIRMED]


@pytest.mark.usefixtures("told")
async def test_one_thing_at_a_time_is_done_for_an_alert_on_a_channel(
    engine: Engine, clock: FakeClock, popup: FakeChannel
) -> None:
    popup.script = iter([HANG])
    engine.submit(booked(clock.now()))
    await at_rest()
    engine.submit(booked(clock.now(), number=2))
    await clock.advance(10 * MINUTE)
    assert (len(popup.told), popup.most_at_once) == (1, 1)


# --------------------------------------------------------------------------------- taking it away


@pytest.mark.usefixtures("told")
async def test_after_the_acknowledgement_it_is_taken_away_and_never_told_again(
    engine: Engine, clock: FakeClock, popup: FakeChannel
) -> None:
    engine.submit(booked(clock.now()))
    await at_rest()
    alert = only_alert(engine)
    acknowledged(engine, alert)
    await clock.advance(60 * MINUTE)
    assert (len(popup.told), popup.withdrawn) == (1, [alert])


@pytest.mark.usefixtures("told")
async def test_a_delivery_under_way_is_stopped_before_the_notice_is_taken_away(
    engine: Engine, clock: FakeClock, popup: FakeChannel
) -> None:
    popup.script = iter([HANG])
    engine.submit(booked(clock.now()))
    await at_rest()
    alert = only_alert(engine)
    acknowledged(engine, alert)
    await at_rest()
    assert popup.log == [f"ended {alert} 1", f"withdrawn {alert}"]


@pytest.mark.usefixtures("told")
async def test_a_snoozed_alert_is_taken_away_and_told_again_when_the_snooze_ends(
    engine: Engine, clock: FakeClock, popup: FakeChannel
) -> None:
    engine.submit(booked(clock.now()))
    await at_rest()
    alert = only_alert(engine)
    engine.submit(Command(clock.now(), alert, Do.SNOOZE, until=clock.now() + 30 * MINUTE))
    await clock.advance(30 * MINUTE - SECOND)
    assert (len(popup.told), popup.withdrawn) == (1, [alert])
    await clock.advance(SECOND)
    assert len(popup.told) == 2


@pytest.mark.usefixtures("told")
async def test_a_notice_that_is_being_taken_away_is_gone_before_it_is_told_anew(
    engine: Engine, clock: FakeClock, popup: FakeChannel
) -> None:
    engine.submit(booked(clock.now()))
    await at_rest()
    alert = only_alert(engine)
    popup.withdrawing = HANG
    acknowledged(engine, alert)
    await at_rest()
    engine.submit(Command(clock.now(), alert, Do.UNACKNOWLEDGE))
    await clock.advance(MINUTE)
    assert (len(popup.told), popup.withdrawn) == (1, [alert])


@pytest.mark.expected_logs("could not be taken away")
@pytest.mark.parametrize("fault", [OSError("gone"), HANG], ids=["raises", "hangs"])
async def test_a_notice_that_cannot_be_taken_away_stops_nothing(
    fault: OSError, engine: Engine, clock: FakeClock, popup: FakeChannel
) -> None:
    sound = FakeChannel("sound")
    popup.withdrawing = fault
    herald = Herald(engine, clock, [popup, sound], words, patience=timedelta(milliseconds=20))
    async with running(herald.run()):
        engine.submit(booked(clock.now()))
        await at_rest()
        alert = only_alert(engine)
        acknowledged(engine, alert)
        await at_rest()
        assert sound.withdrawn == [alert]
        engine.submit(Command(clock.now(), alert, Do.UNACKNOWLEDGE))
        await eventually(lambda: len(popup.told) == 2)


# --------------------------------------------------------------------------------------------- end


@pytest.mark.parametrize("turns", range(8))
async def test_quitting_at_any_turn_leaves_no_delivery_behind(
    turns: int, clock: FakeClock, popup: FakeChannel
) -> None:
    journal = MemoryJournal()
    engine = Engine(journal, clock)
    engine.load()
    popup.script = repeat(HANG)
    engine.submit(booked(clock.now()))
    task = asyncio.create_task(herald_of(engine, clock, popup).run())
    for _ in range(turns):
        await asyncio.sleep(0)
    await ended(task)
    assert popup.under_way == 0
    assert not [event for event in journal.events if isinstance(event, Notified)]
