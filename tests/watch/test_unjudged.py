"""A fault of ours while some change is judged: it is said, tried again, and harms nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from assignwatch.core.detect import conclude
from assignwatch.core.events import Booked, FeedFell
from assignwatch.core.evolve import evolve
from assignwatch.core.model import WHOLE, AccountKey, InstrumentId
from assignwatch.core.observations import Booking, Clock, Coverage, Snapshot
from assignwatch.core.state import State, durable
from assignwatch.core.words import Feed
from assignwatch.watch.engine import Engine
from tests.core.builders import booking, row, snapshot
from tests.fakes.clock import FakeClock
from tests.fakes.journal import MemoryJournal
from tests.watch.alarms import MAIN

GOOD, BAD, LATE = (InstrumentId(f"planted/{name}") for name in ("GOOD", "BAD", "LATE"))
OTHER = AccountKey("planted/other")
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.expected_logs("could not be judged")


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
def engine(journal: MemoryJournal, clock: FakeClock) -> Engine:
    engine = Engine(journal, clock)
    engine.load()
    return engine


@pytest.fixture
def repaired(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Whatever is concluded of `BAD` fails until this is called."""
    judge = conclude._judge

    def failing(state: Any, account: Any, group: Any, *rest: Any) -> Iterator[Any]:
        if any(key.instrument == BAD for key in group.keys):
            raise ZeroDivisionError
        return judge(state, account, group, *rest)

    monkeypatch.setattr(conclude, "_judge", failing)
    return lambda: monkeypatch.setattr(conclude, "_judge", judge)


def _booked(what: InstrumentId, clock: FakeClock, account: AccountKey = MAIN) -> Booking:
    return booking("1", id=f"b {what}", instrument=what, account=account, at=clock.now())


def _told(engine: Engine) -> set[InstrumentId]:
    return {incident.latest.instrument for incident in engine.state.incidents.values()}


def _of_journal(journal: MemoryJournal) -> dict[str, Any]:
    state = State()
    for event in journal.events:
        evolve(state, event)
    return durable(state)


@pytest.mark.parametrize("order", [(GOOD, BAD), (BAD, GOOD)], ids=["before it", "after it"])
def test_a_fault_in_one_group_does_not_silence_another(
    order: tuple[InstrumentId, ...], engine: Engine, clock: FakeClock, repaired: Callable[[], None]
) -> None:
    engine.submit(*(_booked(what, clock) for what in order))
    assert _told(engine) == {GOOD}
    assert len(engine.state.open_alerts) == 1
    repaired()
    engine.submit(Clock(clock.now()))
    assert _told(engine) == {GOOD, BAD}
    assert not engine.state.touched


def test_the_journal_holds_what_the_state_holds(
    engine: Engine, journal: MemoryJournal, clock: FakeClock, repaired: Callable[[], None]
) -> None:
    engine.submit(_booked(BAD, clock), _booked(GOOD, clock))
    assert _of_journal(journal) == durable(engine.state)
    engine.submit(_booked(LATE, clock))
    assert _of_journal(journal) == durable(engine.state)
    assert sum(isinstance(event, Booked) for event in journal.events) == 3
    repaired()
    engine.submit(Clock(clock.now()))
    assert _of_journal(journal) == durable(engine.state)


def test_what_comes_while_the_fault_lasts_is_recorded_and_judged(
    engine: Engine, clock: FakeClock, repaired: Callable[[], None]
) -> None:
    engine.submit(_booked(BAD, clock))
    clock.jump(MINUTE)
    engine.submit(_booked(GOOD, clock))
    assert _told(engine) == {GOOD}


def test_so_is_what_comes_after_a_moment_at_which_something_fell_due(
    engine: Engine, clock: FakeClock, repaired: Callable[[], None]
) -> None:
    """Time is lived through before an input is taken in; the fault must not end that either."""
    engine.submit(snapshot(clock.now(), row("2", LATE), account=MAIN))
    clock.jump(MINUTE / 4)
    engine.submit(snapshot(clock.now(), row("1", LATE), account=MAIN), _booked(BAD, clock))
    assert engine.state.account(MAIN).waiting, "one change waits for trades"
    clock.jump(engine.policy.other_leg_wait + MINUTE)
    engine.submit(_booked(GOOD, clock))
    assert ("b planted/GOOD", GOOD) in engine.state.account(MAIN).bookings
    assert _told(engine) >= {GOOD, LATE}


@pytest.mark.parametrize("order", [(MAIN, OTHER), (OTHER, MAIN)], ids=["after it", "before it"])
def test_a_fault_in_one_account_does_not_silence_another(
    order: tuple[AccountKey, ...], engine: Engine, clock: FakeClock, repaired: Callable[[], None]
) -> None:
    what = {MAIN: BAD, OTHER: GOOD}
    engine.submit(*(_booked(what[account], clock, account) for account in order))
    assert _told(engine) == {GOOD}
    assert engine.state.account(MAIN).feeds[Feed.POSITIONS, WHOLE].problem is not None
    assert (Feed.POSITIONS, WHOLE) not in engine.state.account(OTHER).feeds


def test_the_account_is_not_trusted_while_the_fault_lasts(
    engine: Engine, clock: FakeClock, repaired: Callable[[], None]
) -> None:
    engine.enrol({MAIN: (Feed.POSITIONS,)})
    reading = Snapshot(clock.now(), MAIN, ())
    events = engine.submit(reading, _booked(BAD, clock))
    (fell,) = (event for event in events if isinstance(event, FeedFell))
    assert (fell.account, fell.problem.code) == (MAIN, "internal_error")
    assert fell.problem.values == {"what": "ZeroDivisionError"}
    assert not engine.state.account(MAIN).feeds[Feed.POSITIONS, WHOLE].up
    repaired()
    engine.submit(Snapshot(clock.now(), MAIN, ()), Coverage(MAIN, Feed.FILLS, clock.now()))
    assert engine.state.account(MAIN).feeds[Feed.POSITIONS, WHOLE].up


def test_it_is_logged_once_however_often_it_is_tried(
    engine: Engine,
    clock: FakeClock,
    repaired: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(3):
        engine.submit(_booked(BAD, clock))
    assert len([r for r in caplog.records if r.exc_info]) == 1


def test_blindness_is_told_while_the_fault_lasts(
    engine: Engine, clock: FakeClock, repaired: Callable[[], None]
) -> None:
    engine.enrol({MAIN: (Feed.POSITIONS,), OTHER: (Feed.POSITIONS,)})
    engine.submit(_booked(BAD, clock))
    for _ in range(5):
        clock.jump(MINUTE)
        engine.submit(Clock(clock.now()))
    assert f"blind:{OTHER}" in engine.state.open_alerts
