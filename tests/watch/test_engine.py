"""One submit is one transaction, told after it is kept; a broken disk stops nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import get_args

import pytest

from assignwatch.core.due import due
from assignwatch.core.events import (
    Acknowledged,
    Alerted,
    Booked,
    Concluded,
    Event,
    FeedFell,
    Journalled,
    Notified,
    Started,
)
from assignwatch.core.model import WHOLE, Problem
from assignwatch.core.observations import (
    Allowance,
    Clock,
    Coverage,
    Delivery,
    FeedReport,
    Funds,
    Observation,
    Quote,
    Snapshot,
)
from assignwatch.core.state import durable
from assignwatch.core.words import Feed, Outcome
from assignwatch.watch.engine import Engine
from tests.fakes.clock import AN_EVENING, FakeClock
from tests.fakes.journal import DISK_FULL, MemoryJournal
from tests.watch.alarms import FUTURE, MAIN, acknowledged, booked, only_alert
from tests.watch.conftest import Reopen

MINUTE = timedelta(minutes=1)


def started(journal: MemoryJournal, clock: FakeClock) -> Engine:
    engine = Engine(journal, clock)
    engine.load()
    return engine


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


def test_one_submit_is_one_transaction(journal: MemoryJournal, clock: FakeClock) -> None:
    engine = started(journal, clock)
    before = len(journal.batches)
    now = clock.now()
    engine.submit(Snapshot(now, MAIN, ()), booked(now), Coverage(MAIN, Feed.BOOKINGS, now))
    assert len(journal.batches) == before + 1
    facts, marks = journal.batches[-1]
    assert [type(fact).__name__ for fact in facts] == [
        "Baselined",
        "Booked",
        "Concluded",
        "Alerted",
    ]
    assert [type(mark).__name__ for mark in marks] == ["Accepted", "Covered"]


def test_money_and_budgets_are_kept_beside_the_state_and_nowhere_else(
    journal: MemoryJournal, clock: FakeClock
) -> None:
    engine = started(journal, clock)
    engine.enrol({MAIN: tuple(Feed)})
    before, written = durable(engine.state), len(journal.batches)
    money = Funds(clock.now(), MAIN, "USD", cash=Decimal(5))
    left = Allowance(clock.now(), MAIN, "port", 120, 7)
    assert engine.submit(money, left) == []
    assert engine.gauges.funds(MAIN) == (money,)
    assert engine.gauges.allowances(MAIN) == (left,)
    assert durable(engine.state) == before
    assert len(journal.batches) == written

    engine.enrol({})
    assert (*engine.gauges.funds(MAIN), *engine.gauges.allowances(MAIN)) == ()


def test_what_fell_due_on_the_way_belongs_to_the_same_transaction(
    journal: MemoryJournal, clock: FakeClock
) -> None:
    engine = started(journal, clock)
    engine.enrol({MAIN: (Feed.POSITIONS, Feed.BOOKINGS)})
    for _ in range(5):
        clock.jump(MINUTE)
        before = len(journal.batches)
        engine.submit(Clock(clock.now()))
        assert len(journal.batches) <= before + 1
    [blind] = [event for event in journal.events if isinstance(event, Alerted)]
    assert blind.at == AN_EVENING + 3 * MINUTE


def test_listeners_hear_of_what_is_in_the_journal_already(
    journal: MemoryJournal, clock: FakeClock
) -> None:
    engine = started(journal, clock)
    heard: list[Event] = []

    def listener(events: Sequence[Event]) -> None:
        kept = [e for e in events if isinstance(e, get_args(Journalled))]
        assert journal.events[-len(kept) :] == kept
        heard.extend(events)

    engine.listen(listener)
    engine.submit(booked(clock.now()))
    assert [type(event) for event in heard] == [Booked, Concluded, Alerted]


def test_the_same_input_again_is_neither_kept_nor_told(
    journal: MemoryJournal, clock: FakeClock
) -> None:
    engine = started(journal, clock)
    engine.submit(booked(clock.now()))
    heard: list[Sequence[Event]] = []
    engine.listen(heard.append)
    attempts = journal.attempts
    assert engine.submit(booked(clock.now())) == []
    assert (heard, journal.attempts) == ([], attempts)


def test_health_of_feeds_is_told_but_not_kept(journal: MemoryJournal, clock: FakeClock) -> None:
    engine = started(journal, clock)
    attempts = journal.attempts
    down = FeedReport(clock.now(), MAIN, Feed.POSITIONS, up=False, problem=Problem("gone"))
    assert [type(event) for event in engine.submit(down)] == [FeedFell]
    assert journal.attempts == attempts


# ------------------------------------------------------------------------ a disk that does not do


@pytest.mark.expected_logs("journal: journal_disk_full")
def test_a_full_disk_stops_nothing_and_loses_nothing(
    journal: MemoryJournal, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    engine = started(journal, clock)
    journal.broken = DISK_FULL
    engine.submit(booked(clock.now(), number=1))
    acknowledged(engine, only_alert(engine))
    engine.submit(booked(clock.now(), number=2), Coverage(MAIN, Feed.BOOKINGS, clock.now()))

    told = [engine.unsaved]
    assert len(engine.state.open_alerts) == 1, "the second record fired it again"
    assert [type(event) for event in journal.events] == [Started]

    journal.broken = None
    engine.submit(Clock(clock.now()))
    assert [*told, engine.unsaved] == [DISK_FULL.problem, None]
    kept = [type(event) for event in journal.events]
    again = [Booked, Concluded, Alerted]
    assert kept == [Started, *again, Acknowledged, *again]
    assert [type(mark).__name__ for mark in journal.batches[-1][1]] == ["Covered"]
    assert [r.levelname for r in caplog.records] == ["ERROR", "INFO"], "once each"


@pytest.mark.expected_logs("journal: journal_disk_full")
def test_every_later_submit_tries_to_save_again_and_nothing_is_saved_twice(
    journal: MemoryJournal, clock: FakeClock
) -> None:
    engine = started(journal, clock)
    journal.broken = DISK_FULL
    engine.submit(booked(clock.now()))
    attempts = journal.attempts
    for number in range(1, 4):
        engine.submit(Clock(clock.now()))
        assert journal.attempts == attempts + number
    journal.broken = None
    engine.submit(Clock(clock.now()))
    engine.submit(Clock(clock.now()))
    assert journal.attempts == attempts + 4
    assert len(journal.events) == len(set(map(repr, journal.events)))


@pytest.mark.expected_logs("journal: journal_disk_full")
def test_listeners_hear_when_saving_stops_and_when_it_works_again(
    journal: MemoryJournal, clock: FakeClock
) -> None:
    engine = started(journal, clock)
    seen: list[bool] = []
    engine.listen(lambda _: seen.append(engine.unsaved is not None))
    journal.broken = DISK_FULL
    engine.submit(booked(clock.now()))
    engine.submit(Clock(clock.now()))
    journal.broken = None
    engine.submit(Clock(clock.now()))
    assert seen == [True, False]


@pytest.mark.expected_logs("journal: unexpected failure")
def test_a_fault_of_ours_in_the_journal_is_said_like_a_full_disk(
    journal: MemoryJournal, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    engine = started(journal, clock)
    journal.broken = TypeError("cannot be written")
    for number in (1, 2):
        engine.submit(booked(clock.now(), number=number))
    assert engine.unsaved is not None
    assert engine.unsaved.code == "internal_error"
    assert [r.message for r in caplog.records if r.exc_info] == ["journal: unexpected failure"]
    journal.broken = None
    engine.submit(Clock(clock.now()))
    assert sum(isinstance(event, Booked) for event in journal.events) == 2


# ---------------------------------------------------------------------------------- the next start


def test_a_start_brings_back_what_was_kept_and_how_far_was_read(
    reopen: Reopen, clock: FakeClock
) -> None:
    first = Engine(reopen(), clock)
    first.load()
    now = clock.now()
    first.submit(Snapshot(now, MAIN, ()), booked(now), Coverage(MAIN, Feed.BOOKINGS, now))
    acknowledged(first, only_alert(first))
    clock.jump(MINUTE)
    first.submit(booked(now + MINUTE, number=2))

    clock.jump(60 * MINUTE)
    journal = reopen()
    second = Engine(journal, clock)
    second.load()

    assert second.state.account(MAIN).coverage[Feed.BOOKINGS, WHOLE] == now
    assert list(journal.replay())[-1] == Started(clock.now(), {MAIN: now})
    assert second.state.started_at == clock.now()
    before, after = durable(first.state), durable(second.state)
    for part in ("accounts", "instruments", "incidents", "open_alerts"):
        assert after[part] == before[part], part
    assert not second.state.touched


def test_an_alert_that_was_kept_but_not_told_is_told_by_the_next_run(
    reopen: Reopen, clock: FakeClock
) -> None:
    first = Engine(reopen(), clock)
    first.load()
    first.submit(booked(clock.now()))
    # Killed here, between the journal and the popup.
    second = Engine(reopen(), clock)
    second.load()
    [tell] = due(second.state, ["popup"], clock.now(), second.policy)
    assert (tell.alert, tell.repeat) == (only_alert(first), 0)


def test_an_alert_that_an_earlier_run_told_is_told_again(reopen: Reopen, clock: FakeClock) -> None:
    first = Engine(reopen(), clock)
    first.load()
    first.submit(booked(clock.now()))
    alert = only_alert(first)
    first.submit(Delivery(clock.now(), alert, 1, "popup", Outcome.CONFIRMED))
    assert due(first.state, ["popup"], clock.now(), first.policy) == []
    journal = reopen()
    assert any(isinstance(event, Notified) for event in journal.replay())
    second = Engine(journal, clock)
    second.load()
    assert [t.alert for t in due(second.state, ["popup"], clock.now(), second.policy)] == [alert]


def test_an_acknowledged_alert_stays_quiet_after_a_restart(
    reopen: Reopen, clock: FakeClock
) -> None:
    first = Engine(reopen(), clock)
    first.load()
    first.submit(booked(clock.now()))
    acknowledged(first, only_alert(first))
    second = Engine(reopen(), clock)
    second.load()
    assert due(second.state, ["popup"], clock.now() + 60 * MINUTE, second.policy) == []


# ------------------------------------------------------------------------------ those who listen


def test_what_a_listener_submits_is_told_after_everybody_heard_the_first(
    engine: Engine, clock: FakeClock
) -> None:
    heard: list[list[str]] = []

    def answering(events: Sequence[Event]) -> None:
        if any(isinstance(event, Alerted) for event in events):
            acknowledged(engine, only_alert(engine))

    engine.listen(answering)
    engine.listen(lambda events: heard.append([type(event).__name__ for event in events]))
    engine.submit(booked(clock.now()))
    assert heard == [["Booked", "Concluded", "Alerted"], ["Acknowledged"]]
    assert not engine.state.open_alerts


@pytest.mark.expected_logs("a listener failed")
def test_a_listener_that_raises_keeps_nothing_from_the_others_nor_from_the_journal(
    journal: MemoryJournal, clock: FakeClock
) -> None:
    engine = started(journal, clock)
    heard: list[Sequence[Event]] = []

    def broken(events: Sequence[Event]) -> None:
        raise ValueError("a bug of the window's")

    engine.listen(broken)
    engine.listen(heard.append)
    events = engine.submit(booked(clock.now()))
    assert heard == [events]
    assert journal.events[-3:] == events


@pytest.mark.expected_logs("a listener failed")
def test_a_recorder_that_raises_does_not_stop_the_watch(engine: Engine, clock: FakeClock) -> None:
    taped: list[tuple[datetime, Sequence[Observation]]] = []

    def broken(now: datetime, inputs: Sequence[Observation]) -> None:
        raise OSError("no room for the tape")

    engine.tap(broken)
    engine.tap(lambda now, inputs: taped.append((now, inputs)))
    record = booked(clock.now())
    assert engine.submit(record)
    assert taped == [(clock.now(), (record,))]


def test_the_recorder_sees_an_input_before_it_is_taken_in(engine: Engine, clock: FakeClock) -> None:
    known: list[int] = []
    engine.tap(lambda now, inputs: known.append(len(engine.state.incidents)))
    engine.submit(booked(clock.now()))
    assert known == [0]


# ------------------------------------------------------------------------------------------- time


def test_time_never_goes_back(engine: Engine, clock: FakeClock) -> None:
    before = engine.now()
    clock.jump(timedelta(milliseconds=-300))
    assert engine.now() == before
    clock.jump(timedelta(milliseconds=400))
    assert engine.now() == before + timedelta(milliseconds=100)


@pytest.mark.expected_logs("set back by 2:00:00")
def test_a_clock_that_is_set_back_does_not_make_time_stand_still(
    engine: Engine, clock: FakeClock
) -> None:
    engine.submit(booked(clock.now()))
    engine.submit(Delivery(clock.now(), only_alert(engine), 1, "popup", Outcome.CONFIRMED))
    clock.jump(timedelta(hours=-2))
    assert due(engine.state, ["popup"], engine.now(), engine.policy) == []
    clock.jump(2 * MINUTE)
    assert len(due(engine.state, ["popup"], engine.now(), engine.policy)) == 1


def test_prices_are_noted_and_never_kept(journal: MemoryJournal, clock: FakeClock) -> None:
    engine = started(journal, clock)
    attempts = journal.attempts
    assert engine.submit(Quote(clock.now(), FUTURE, last=Decimal("101.5"))) == []
    assert journal.attempts == attempts
