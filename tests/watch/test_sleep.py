"""A computer that slept: nobody looked, and nobody is blamed for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from assignwatch.core.events import Enrolled, FeedFell
from assignwatch.core.gaps import was_unseen
from assignwatch.core.model import WHOLE, Problem, Scope
from assignwatch.core.observations import Clock, Coverage, FeedReport, Observation, Snapshot
from assignwatch.core.words import Feed
from assignwatch.watch.engine import Engine
from tests.fakes.clock import FakeClock
from tests.watch.alarms import MAIN

MINUTE = timedelta(minutes=1)


def _watched(engine: Engine, clock: FakeClock) -> None:
    """An account whose feeds have all just been read."""
    engine.enrol({MAIN: (Feed.STREAM, Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS)})
    now = clock.now()
    read = [Coverage(MAIN, feed, now) for feed in (Feed.FILLS, Feed.BOOKINGS)]
    engine.submit(Snapshot(now, MAIN, ()), *read)


def test_accounts_are_not_blamed_for_the_time_that_the_computer_slept(
    engine: Engine, clock: FakeClock
) -> None:
    _watched(engine, clock)
    clock.jump(timedelta(hours=8))
    woken = engine.submit(Clock(clock.now()))
    assert [type(event) for event in woken] == [FeedFell] * 3 + [Enrolled]
    assert not engine.state.open_alerts
    for _ in range(3):
        clock.jump(MINUTE)
        engine.submit(Clock(clock.now()))
    assert len(engine.state.open_alerts) == 1, "a fresh chance, not a pardon"


def test_nobody_looked_from_the_last_thing_heard_before_a_sleep_until_the_first_after_it(
    engine: Engine, clock: FakeClock
) -> None:
    _watched(engine, clock)
    taped: list[tuple[datetime, Sequence[Observation]]] = []
    engine.tap(lambda now, inputs: taped.append((now, inputs)))
    clock.jump(MINUTE)
    engine.submit(Clock(clock.now()))
    asleep = clock.now()
    clock.jump(timedelta(hours=8))
    engine.now()  # whoever asks for the time first must not hide the sleep
    engine.submit(Clock(clock.now()))
    slept = Problem("computer_slept")
    reports = tuple(
        FeedReport(asleep, MAIN, feed, up=False, problem=slept)
        for feed in (Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS)
    )
    assert taped[1:] == [(asleep, reports), (clock.now(), (Clock(clock.now()),))]
    account = engine.state.account(MAIN)
    assert was_unseen(account, WHOLE, clock.now()), "what happened meanwhile is late"


def test_a_feed_that_was_down_before_a_sleep_keeps_its_reason(
    engine: Engine, clock: FakeClock
) -> None:
    _watched(engine, clock)
    gone = Problem("gone")
    engine.submit(FeedReport(clock.now(), MAIN, Feed.FILLS, up=False, problem=gone))
    clock.jump(timedelta(hours=8))
    engine.submit(Clock(clock.now()))
    health = engine.state.account(MAIN).feeds
    assert health[Feed.FILLS, WHOLE].problem == gone
    assert health[Feed.BOOKINGS, WHOLE].problem == Problem("computer_slept")


def test_each_part_of_an_account_was_unwatched_in_a_sleep(engine: Engine, clock: FakeClock) -> None:
    engine.enrol({MAIN: (Feed.POSITIONS,)})
    spot = Scope("spot")
    engine.submit(Snapshot(clock.now(), MAIN, (), scope=spot))
    clock.jump(timedelta(hours=8))
    engine.submit(Clock(clock.now()))
    assert [place for place, h in engine.state.account(MAIN).feeds.items() if not h.up] == [
        (Feed.POSITIONS, spot)
    ]
