"""`due`: what should be happening now, asked again after anything."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.due import Tried, due, next_due, rereads
from assignwatch.core.events import Awaited
from assignwatch.core.model import InstrumentId, PositionKey
from assignwatch.core.observations import Booking, Delivery, Observation, Roster
from assignwatch.core.words import AlertStatus, Cause, Do, Feed, Outcome
from tests.core.builders import (
    ACCOUNT,
    ETH,
    MODERATE,
    POLICY,
    T0,
    XBT,
    Run,
    after,
    booking,
    command,
    row,
    snapshot,
)
from tests.core.histories import ANYTHING, happened, told

GATHER = POLICY.gather
HIGH = timedelta(minutes=10)


def _fired(cause: Cause = Cause.TAKEN_OVER) -> Run:
    run = Run()
    run.take(booking("0.4", cause))
    return run


def _tells(run: Run, at: datetime) -> list[tuple[str, str]]:
    return [(tell.alert, tell.channel) for tell in due(run.state, ("popup",), at, POLICY)]


# --------------------------------------------------------------------------------- the first notice


def test_a_first_notice_waits_a_moment_for_its_siblings() -> None:
    run = _fired()
    assert due(run.state, ("popup",), T0, POLICY) == []
    assert next_due(run.state, ("popup",), T0, POLICY) == T0 + GATHER
    assert len(_tells(run, T0 + GATHER)) == 1


def test_but_not_for_ever() -> None:
    run = _fired()
    for second in range(1, 10):
        run.take(booking("0.1", id=f"x{second}", at=after(second)), at=after(second))
        assert _tells(run, after(second)) == []
    assert next_due(run.state, ("popup",), run.now, POLICY) == T0 + POLICY.gather_at_most
    assert len(_tells(run, T0 + POLICY.gather_at_most)) == 1


def test_a_critical_one_does_not_wait() -> None:
    assert len(_tells(_fired(Cause.LIQUIDATION), T0)) == 1


def test_one_raised_before_the_clock_was_set_back_does_not_wait_for_that_time() -> None:
    for run in (_fired(), _fired(Cause.LIQUIDATION)):
        assert len(_tells(run, T0 - timedelta(days=365))) == 1


def test_information_is_listed_and_never_told() -> None:
    run = _fired(Cause.EXPIRY)
    assert run.statuses() == {run.only().incident: AlertStatus.FIRING}
    assert _tells(run, after(minutes=10_000)) == []
    assert next_due(run.state, ("popup",), T0, POLICY) is None


def test_every_channel_is_asked_for() -> None:
    calls = due(_fired().state, ("popup", "tray"), after(5), POLICY)
    assert [call.channel for call in calls] == ["popup", "tray"]


def test_the_worst_comes_first() -> None:
    run = Run()
    causes = (Cause.EXERCISE, Cause.TAKEN_OVER, Cause.LIQUIDATION, Cause.EXPIRY)
    for number, cause in enumerate(causes):
        run.take(booking("1", cause, id=f"b{number}"))
    calls = due(run.state, ("popup",), after(10), POLICY)
    severities = [run.state.alerts[call.alert].raised.severity for call in calls]
    assert severities == ["critical", "high", "normal"]


def test_a_call_has_the_same_key_until_it_is_another_call() -> None:
    run = _fired()
    (first,) = due(run.state, ("popup",), after(4), POLICY)
    (second,) = due(run.state, ("popup",), after(40), POLICY)
    assert first.key == second.key
    (other,) = due(run.state, ("tray",), after(40), POLICY)
    run.take(booking("0.1", id="b2", at=after(2)))
    (grown,) = due(run.state, ("popup",), after(40), POLICY)
    assert len({first.key, other.key, grown.key}) == 3


# ------------------------------------------------------------------------------------- and the next


@pytest.mark.parametrize(
    ("cause", "waits"),
    [
        (Cause.LIQUIDATION, [2, 2, 2, 2, 2, 10, 10]),
        (Cause.TAKEN_OVER, [10, 10, 10]),
        (Cause.EXERCISE, [60, 60, 60]),
    ],
)
def test_it_is_repeated_by_severity(cause: Cause, waits: list[int]) -> None:
    run = _fired(cause)
    (first,) = run.told(after(3))
    assert first.repeat == 0
    for number, minutes in enumerate(waits, start=1):
        then = run.now + timedelta(minutes=minutes)
        assert next_due(run.state, ("popup",), run.now, POLICY) == then
        assert run.told(then - timedelta(seconds=1)) == []
        (call,) = run.told(then)
        assert call.repeat == number


def test_a_channel_that_fails_is_tried_again_later_and_later() -> None:
    run = _fired()
    run.told(after(3), outcome=Outcome.FAILED)
    for wait in (*POLICY.retry, POLICY.retry[-1]):
        then = run.now + wait
        assert run.told(then - timedelta(seconds=1), outcome=Outcome.FAILED) == []
        assert len(run.told(then, outcome=Outcome.FAILED)) == 1


def test_one_success_ends_the_backing_off() -> None:
    run = _fired()
    run.told(after(3), outcome=Outcome.FAILED)
    run.told(after(8), outcome=Outcome.FAILED)
    run.told(after(23), outcome=Outcome.TRIED)
    assert next_due(run.state, ("popup",), run.now, POLICY) == run.now + HIGH
    run.told(run.now + HIGH, outcome=Outcome.FAILED)
    assert next_due(run.state, ("popup",), run.now, POLICY) == run.now + POLICY.retry[0]


def test_what_a_channel_says_of_an_older_version_does_not_count() -> None:
    run = _fired()
    name = run.only().incident
    run.take(booking("0.4", id="b2", at=after(2)))
    run.take(Delivery(after(4), name, 1, "popup", Outcome.CONFIRMED), at=after(4))
    assert len(_tells(run, after(4))) == 1


def test_what_a_channel_says_of_an_unknown_alert_is_passed_over() -> None:
    assert Run().take(Delivery(T0, "nobody", 1, "popup", Outcome.CONFIRMED)) == []


# ------------------------------------------------------------------------- what the trader has said


@pytest.mark.parametrize("do", [Do.ACKNOWLEDGE, Do.DISMISS])
def test_what_the_trader_has_seen_is_told_no_more(do: Do) -> None:
    run = _fired()
    run.take(command(run.only().incident, do))
    assert _tells(run, after(minutes=10_000)) == []
    assert next_due(run.state, ("popup",), T0, POLICY) is None


def test_an_acknowledgement_taken_back_is_told_at_once() -> None:
    run = _fired()
    name = run.only().incident
    run.told(after(3))
    run.take(command(name, Do.ACKNOWLEDGE), at=after(60))
    run.take(command(name, Do.UNACKNOWLEDGE), at=after(70))
    assert _tells(run, after(70)) == [(name, "popup")]


def test_a_snooze_ends_by_itself() -> None:
    run = _fired()
    name, until = run.only().incident, after(minutes=15)
    run.told(after(3))
    run.take(command(name, Do.SNOOZE, until=until), at=after(30))
    assert next_due(run.state, ("popup",), run.now, POLICY) == until
    assert run.told(until - timedelta(seconds=1)) == []
    assert not run.alert().asks(until - timedelta(seconds=1))
    assert run.alert().asks(until)
    assert len(run.told(until)) == 1
    assert run.told(until + HIGH - timedelta(seconds=1)) == []
    assert len(run.told(until + HIGH)) == 1


def test_a_restart_does_not_end_a_snooze() -> None:
    run = _fired()
    run.take(command(run.only().incident, Do.SNOOZE, until=after(minutes=15)))
    again = run.restarted(after(60))
    assert _tells(again, after(minutes=14)) == []
    assert len(_tells(again, after(minutes=15))) == 1


def test_after_a_restart_what_fires_is_told_again_and_what_was_seen_is_not() -> None:
    run = _fired()
    run.take(booking("1", id="b2", instrument=ETH))
    run.told(after(3))
    seen, open_ = run.state.incidents
    run.take(command(seen, Do.ACKNOWLEDGE), at=after(5))
    again = run.restarted(after(20))
    assert _tells(run, after(20)) == []
    assert _tells(again, after(20)) == [(open_, "popup")]


# ----------------------------------------------------------------------- what to read once more


def _waiting(*feeds: Feed, enrolled: bool = True) -> Run:
    """A watched account with a conclusion that waits for these feeds."""
    run = Run()
    if enrolled:
        run.take(Roster({ACCOUNT: (Feed.POSITIONS,)}))
    run.state.account(ACCOUNT).waiting["i"] = Awaited(ACCOUNT, "i", (PositionKey(XBT),), feeds)
    return run


@pytest.mark.parametrize(
    ("wanted", "asks"),
    [
        ((Feed.FILLS,), True),
        ((Feed.POSITIONS, Feed.FILLS), True),
        ((Feed.FILLS, Feed.BOOKINGS), True),
        ((Feed.BOOKINGS,), False),
        ((), False),
    ],
    ids=["trades", "both", "records too", "records come with a session", "nothing at all"],
)
def test_what_may_be_known_at_any_moment_is_read_again_at_once(
    wanted: tuple[Feed, ...], asks: bool
) -> None:
    asked = list(rereads(_waiting(*wanted).state, {}, POLICY))
    assert [again.account for again in asked] == [ACCOUNT] * asks
    assert all(again.at <= T0 for again in asked)


def test_nobody_reads_an_account_that_is_not_watched() -> None:
    assert not list(rereads(_waiting(Feed.FILLS, enrolled=False).state, {}, POLICY))


@pytest.mark.parametrize(
    ("times", "seconds"),
    [(1, 15), (2, 30), (3, 60), (6, 480), (7, 600), (40, 600), (10_000, 600)],
)
def test_what_was_read_in_vain_is_read_ever_more_rarely(times: int, seconds: int) -> None:
    tried = {ACCOUNT: Tried(times, after(100))}
    (again,) = rereads(_waiting(Feed.FILLS).state, tried, POLICY)
    assert again.at == after(100 + seconds)


def test_a_doubted_reading_asks_for_another_one_at_once() -> None:
    run, held = Run(), [row("1", InstrumentId(f"kraken/{n}")) for n in range(4)]
    run.take(Roster({ACCOUNT: tuple(Feed)}))
    run.take(snapshot(T0, *held))
    assert list(rereads(run.state, {}, POLICY)) == []
    run.take(snapshot(after(60)), at=after(60))
    (wanted,) = rereads(run.state, {}, POLICY)
    assert wanted.account == ACCOUNT
    run.take(snapshot(after(75), *held), at=after(75))
    assert list(rereads(run.state, {}, POLICY)) == []


# -------------------------------------------------------------------------------------- whatever is


@MODERATE
@given(happened().flatmap(told), st.lists(ANYTHING, max_size=15))
def test_what_is_acknowledged_is_not_told_until_something_material(
    records: list[Booking], more: list[Observation]
) -> None:
    run = Run()
    run.take(*records)
    for name in list(run.state.alerts):
        run.take(command(name, Do.ACKNOWLEDGE))
    for observation in more:
        events = run.take(observation, at=run.now + timedelta(minutes=1))
        if any(type(event).__name__ in {"Alerted", "Unacknowledged"} for event in events):
            return
        assert run.told(run.now) == []
    assert run.restarted().told(run.now + timedelta(days=1)) == []


@MODERATE
@given(
    happened().flatmap(told),
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from(Outcome)), max_size=25),
)
def test_nothing_is_told_twice_on_one_channel_within_its_interval(
    records: list[Booking], asked: list[tuple[int, Outcome]]
) -> None:
    run = Run()
    run.take(*records)
    last: dict[str, tuple[datetime, Outcome]] = {}
    for seconds, outcome in asked:
        for tell in run.told(run.now + timedelta(seconds=seconds), outcome=outcome):
            repeat = POLICY.repeats[run.state.alerts[tell.alert].raised.severity]
            if tell.key in last:
                at, came = last[tell.key]
                least = POLICY.retry[0] if came is Outcome.FAILED else repeat.every
                assert run.now - at >= least
            last[tell.key] = run.now, outcome


@MODERATE
@given(st.lists(st.tuples(ANYTHING, st.integers(-100, 400)), max_size=20))
def test_next_due_is_when_more_is_called_for(inputs: list[tuple[Observation, int]]) -> None:
    run = Run()
    for observation, seconds in inputs:
        run.take(observation, at=run.now + timedelta(seconds=seconds))
        at = next_due(run.state, ("popup",), run.now, POLICY)
        now_keys = {call.key for call in due(run.state, ("popup",), run.now, POLICY)}
        if at is not None:
            assert at > run.now
            then = {call.key for call in due(run.state, ("popup",), at, POLICY)}
            just_before = due(run.state, ("popup",), at - timedelta(microseconds=1), POLICY)
            assert now_keys < then
            assert {call.key for call in just_before} == now_keys
