"""Blindness: "could not look" is an alert of its own, never a quiet day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from assignwatch.core.alerts.freshness import NEEDED, blind_alert
from assignwatch.core.decide import next_decision, settle
from assignwatch.core.events import Alerted, Event, Resolved
from assignwatch.core.model import AccountKey, Problem, Scope
from assignwatch.core.observations import Clock, FeedReport, Pulse, Roster
from assignwatch.core.words import About, AlertStatus, Do, Feed, Severity
from tests.core.builders import ACCOUNT, POLICY, T0, Run, after, command

WHEN = POLICY.blind_after
NAME = blind_alert(ACCOUNT)
FEEDS = (Feed.STREAM, Feed.POSITIONS, Feed.BOOKINGS)
LOST = Problem("connection_lost", {"host": "futures.example"})


def _watching(*feeds: Feed) -> Run:
    """A run that watches one account, whose needed feeds have just shown life."""
    run = Run()
    run.take(Roster({ACCOUNT: feeds or FEEDS}))
    _live(run, T0)
    return run


def _live(run: Run, at: datetime, *feeds: Feed) -> list[Event]:
    lives = feeds or sorted(NEEDED)
    return run.take(*(Pulse(at, ACCOUNT, feed) for feed in lives), at=at)


def _blind() -> Run:
    """A run whose account has become blind."""
    run = _watching()
    run.take(at=T0 + WHEN * 2)
    assert run.alert().status is AlertStatus.FIRING
    return run


@pytest.mark.parametrize("silent", sorted(NEEDED))
def test_a_needed_feed_that_falls_silent_makes_blind(silent: Feed) -> None:
    run = _watching(*sorted(NEEDED))
    _live(run, T0 + WHEN - timedelta(seconds=1), *sorted(NEEDED - {silent}))
    assert run.state.alerts == {}
    run.take(Clock(T0 + WHEN), at=T0 + WHEN)
    raised = run.alert(NAME).raised
    assert raised == Alerted(
        T0 + WHEN,
        NAME,
        About.BLIND,
        1,
        Severity.HIGH,
        ACCOUNT,
        Problem("not_read_yet", {"since": T0.isoformat()}),
    )


def test_what_only_makes_us_faster_does_not() -> None:
    run = _watching(Feed.STREAM)
    run.take(at=after(minutes=600))
    assert run.state.alerts == {}


def test_life_in_time_keeps_it_seen() -> None:
    run = _watching()
    for minute in range(2, 60, 2):
        _live(run, after(minutes=minute))
    assert run.state.alerts == {}


def test_it_says_why_and_since_when() -> None:
    run = _watching()
    run.take(FeedReport(after(30), ACCOUNT, Feed.BOOKINGS, up=False, problem=LOST), at=after(30))
    run.take(at=T0 + WHEN)
    problem = run.alert().raised.problem
    assert problem == Problem("connection_lost", {**LOST.values, "since": T0.isoformat()})


def test_it_is_raised_at_its_own_moment_however_late_we_are_asked() -> None:
    run = _watching()
    run.take(at=after(minutes=90))
    assert run.alert().raised.at == T0 + WHEN


def test_a_feed_that_never_lived_makes_blind_from_when_we_began_to_watch() -> None:
    run = Run()
    run.take(Roster({ACCOUNT: FEEDS}))
    assert next_decision(run.state, POLICY) == T0 + WHEN
    run.take(at=T0 + WHEN)
    assert run.statuses() == {NAME: AlertStatus.FIRING}


def test_a_part_of_an_account_can_be_blind_alone() -> None:
    run = _watching()
    run.take(Pulse(T0, ACCOUNT, Feed.BOOKINGS, Scope("options")))
    _live(run, T0 + WHEN)
    run.take(at=T0 + WHEN)
    assert run.statuses() == {NAME: AlertStatus.FIRING}


# -------------------------------------------------------------------------------------- and its end


def test_it_lasts_while_a_needed_feed_stays_silent() -> None:
    run = _watching()
    for minute in range(1, 30):
        _live(run, after(minutes=minute), Feed.POSITIONS)
        run.take(Clock(run.now))
    versions = [event for event in run.journal if isinstance(event, Alerted | Resolved)]
    assert len(versions) == 1


def test_it_ends_by_itself_when_both_are_back() -> None:
    run = _blind()
    at = run.now + timedelta(seconds=5)
    assert not any(isinstance(e, Resolved) for e in _live(run, at, Feed.POSITIONS))
    assert _live(run, at, Feed.BOOKINGS)[-1] == Resolved(at, NAME, by_trader=False)
    assert run.state.open_alerts == {}


def test_it_ends_by_itself_although_it_was_acknowledged() -> None:
    run = _blind()
    run.take(command(NAME, Do.ACKNOWLEDGE))
    _live(run, run.now)
    assert run.alert().status is AlertStatus.RESOLVED


def test_an_acknowledged_one_is_not_raised_again_while_it_lasts() -> None:
    run = _blind()
    run.take(command(NAME, Do.ACKNOWLEDGE))
    run.take(at=after(minutes=600))
    assert run.alert().status is AlertStatus.ACKNOWLEDGED


def test_the_next_time_is_a_new_version() -> None:
    run = _blind()
    _live(run, after(minutes=10))
    run.take(at=after(minutes=20))
    assert run.alert().raised.version == 2
    assert run.alert().raised.at == after(minutes=10) + WHEN


def test_a_feed_that_is_down_but_lived_a_moment_ago_has_its_time() -> None:
    run = _watching()
    run.take(FeedReport(after(30), ACCOUNT, Feed.POSITIONS, up=False, problem=LOST), at=after(30))
    assert run.state.alerts == {}
    _live(run, after(60))
    run.take(at=after(60) + WHEN - timedelta(seconds=1))
    assert run.state.alerts == {}


# ---------------------------------------------------------------------- sleep, restart, and leaving


def test_after_a_sleep_the_feeds_have_a_fresh_chance() -> None:
    run = _watching()
    woke = after(minutes=8 * 60)
    assert not any(isinstance(event, Alerted) for event in _awake(run, woke))
    _live(run, woke + timedelta(seconds=20))
    assert run.state.alerts == {}


def _awake(run: Run, at: datetime) -> list[Event]:
    """What the engine does first when it finds that the computer slept."""
    return settle(run.state, [Roster(run.state.enrolled)], at, POLICY)


def test_a_fresh_chance_is_not_forgiveness() -> None:
    run = _watching()
    woke = after(minutes=8 * 60)
    _awake(run, woke)
    run.take(at=woke + WHEN)
    assert run.alert().raised.at == woke + WHEN


def test_what_was_blind_before_a_sleep_is_blind_until_it_is_seen() -> None:
    run = _blind()
    assert not any(isinstance(event, Resolved) for event in _awake(run, after(minutes=60)))
    _live(run, after(minutes=61))
    assert run.alert().status is AlertStatus.RESOLVED


def test_a_restart_raises_nothing_until_there_was_time_to_look() -> None:
    run = _watching()
    again = run.restarted(after(minutes=8 * 60))
    again.take(Roster({ACCOUNT: FEEDS}))
    assert again.state.alerts == {}
    _live(again, again.now + timedelta(seconds=20))
    again.take(at=again.now + WHEN - timedelta(seconds=1))
    assert again.state.alerts == {}


def test_a_restart_does_not_end_it() -> None:
    again = _blind().restarted(after(minutes=60))
    again.take(Roster({ACCOUNT: FEEDS}))
    assert again.alert().status is AlertStatus.FIRING
    _live(again, after(minutes=61))
    assert again.alert().status is AlertStatus.RESOLVED


def test_an_account_that_is_watched_no_more_cannot_be_blind() -> None:
    run = _blind()
    other = AccountKey("kraken/second")
    events = run.take(Roster({other: (Feed.STREAM,)}))
    assert events[-1] == Resolved(run.now, NAME, by_trader=False)
    run.take(at=after(minutes=600))
    assert run.alert().status is AlertStatus.RESOLVED


def test_nor_one_that_was_removed_while_we_were_not_running() -> None:
    again = _blind().restarted(after(minutes=60))
    assert again.alert().status is AlertStatus.FIRING, "nobody has said yet who is watched"
    again.take(Roster({}))
    assert again.alert().status is AlertStatus.RESOLVED


def test_each_account_is_blind_on_its_own() -> None:
    run = Run()
    names = [AccountKey("kraken/a"), AccountKey("kraken/b")]
    run.take(Roster(dict.fromkeys(names, FEEDS)))
    run.take(*(Pulse(T0, names[0], feed) for feed in FEEDS), at=after(60))
    run.take(at=T0 + WHEN)
    assert list(run.state.alerts) == [blind_alert(names[1])]
    run.take(at=after(60) + WHEN)
    assert list(run.state.alerts) == [blind_alert(names[1]), blind_alert(names[0])]


@pytest.mark.parametrize("down", [Feed.POSITIONS, Feed.BOOKINGS])
def test_a_feed_that_is_down_says_why_for_one_that_was_not_even_tried(down: Feed) -> None:
    run = Run()
    run.take(Roster({ACCOUNT: FEEDS}))
    run.take(FeedReport(T0, ACCOUNT, down, up=False, problem=LOST))
    run.take(at=T0 + WHEN)
    problem = run.alert().raised.problem
    assert problem == Problem("connection_lost", {**LOST.values, "since": T0.isoformat()})


def test_a_part_that_the_broker_has_no_more_is_not_waited_for() -> None:
    run = _watching()
    part = Scope("closed")
    run.take(Pulse(T0, ACCOUNT, Feed.POSITIONS, part))
    gone = Problem("scope_gone", {"scope": part})
    over = FeedReport(T0, ACCOUNT, Feed.POSITIONS, up=False, problem=gone, scope=part, over=True)
    run.take(over)
    _live(run, T0 + WHEN)
    run.take(at=T0 + WHEN)
    assert run.statuses() == {}
    assert run.state.account(ACCOUNT).gaps == {}, "nothing else went unseen"
    run.take(Pulse(T0, ACCOUNT, Feed.POSITIONS, part))
    run.take(at=T0 + 3 * WHEN)
    assert run.statuses() == {NAME: AlertStatus.FIRING}, "there again, it is waited for"
