"""`settle`: the same again adds nothing, any order ends the same, a crash changes nothing."""

from __future__ import annotations

import copy
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.alerts.freshness import blind_alert
from assignwatch.core.decide import next_decision, settle
from assignwatch.core.events import Alerted, Concluded, Resolved
from assignwatch.core.observations import Booking, Observation, Roster, Start
from assignwatch.core.state import State, durable
from assignwatch.core.words import AlertStatus, Cause, Do, Feed
from tests.core.builders import (
    ACCOUNT,
    ETH,
    MODERATE,
    POLICY,
    T0,
    Run,
    after,
    booking,
    command,
    folded,
    kept,
    said,
    snapshot,
)
from tests.core.histories import ANYTHING, COMMANDS, FACTS, Happened, happened, told


def _ending(run: Run) -> dict[str, Concluded]:
    return {name: said(version) for name, version in run.latest().items()}


# ------------------------------------------------------------------------ the same again is nothing


@MODERATE
@given(st.lists(FACTS, max_size=12), FACTS)
def test_a_fact_told_twice_is_kept_once(before: list[Observation], fact: Observation) -> None:
    run = Run()
    for observation in before:
        run.take(observation)
    run.take(fact)
    assert kept(run.take(fact)) == []


@MODERATE
@given(happened().flatmap(told), COMMANDS)
def test_a_command_given_twice_counts_once(records: list[Booking], order: Observation) -> None:
    run = Run()
    run.take(*records)
    run.take(order)
    assert kept(run.take(order)) == []


@MODERATE
@given(happened().flatmap(told))
def test_an_overlapping_second_reading_of_everything_is_nothing_new(records: list[Booking]) -> None:
    run = Run()
    run.take(*records)
    assert kept(run.take(*records)) == []
    for record in reversed(records):
        assert run.take(record) == []


# ---------------------------------------------------------------------------- in any order the same


@MODERATE
@given(st.data(), happened())
def test_any_order_and_any_batches_end_in_the_same_versions(
    data: st.DataObject, facts: list[Happened]
) -> None:
    one, other = Run(), Run()
    one.take(*data.draw(told(facts)))
    for record in data.draw(told(facts)):
        other.take(record)
    assert _ending(one) == _ending(other)


@MODERATE
@given(st.data(), happened(shared=True))
def test_however_many_witnesses_a_happening_counts_once(
    data: st.DataObject, facts: list[Happened]
) -> None:
    run = Run()
    run.take(*data.draw(told(facts)))
    counted = sum(version.contracts for version in run.latest().values())
    moved = sum(leg.quantity for version in run.latest().values() for leg in version.legs)
    assert counted == sum(abs(fact.quantity) for fact in facts)
    assert moved == sum(fact.quantity for fact in facts)


@MODERATE
@given(st.data(), happened(shared=True))
def test_every_witness_is_consumed_by_one_incident(
    data: st.DataObject, facts: list[Happened]
) -> None:
    run = Run()
    records = data.draw(told(facts))
    run.take(*records)
    used = [
        (fact, use.key)
        for version in run.latest().values()
        for use in version.consumes
        for fact in use.facts
    ]
    assert sorted(used) == sorted({(record.id, record.key) for record in records})


# ------------------------------------------------------------------------------- a crash is nothing


@MODERATE
@given(st.lists(ANYTHING, max_size=25))
def test_the_durable_state_is_the_fold_of_the_journal(
    inputs: list[Observation],
) -> None:
    run = Run()
    for observation in inputs:
        run.take(observation, at=run.now + timedelta(seconds=40))
    assert durable(folded(run.journal)) == durable(run.state)


@MODERATE
@given(st.data(), happened(), st.integers(0, 20), st.integers(0, 20))
def test_a_crash_and_an_overlapping_second_reading_change_nothing(
    data: st.DataObject, facts: list[Happened], crash: int, overlap: int
) -> None:
    stream: list[Observation] = list(data.draw(told(facts)))
    through = Run()
    crashed = Run()
    for observation in stream:
        through.take(observation)
    for observation in stream[:crash]:
        crashed.take(observation)
    again = crashed.restarted()
    for observation in stream[max(0, crash - overlap) :]:
        again.take(observation)
    assert _ending(again) == _ending(through)
    assert again.statuses() == through.statuses()
    assert durable(folded(again.journal)) == durable(again.state)


def test_a_restart_concludes_nothing_again() -> None:
    run = Run()
    run.take(booking("-1"), booking("2", id="b2", instrument=ETH))
    again = run.restarted(after(60))
    assert [type(event).__name__ for event in again.journal[len(run.journal) :]] == ["Started"]


# -------------------------------------------------------------------------- when it must fire again


def test_more_contracts_later_the_same_day_are_a_new_version_and_fire_again() -> None:
    run = Run()
    run.take(booking("0.4"))
    name = run.only().incident
    run.take(command(name, Do.ACKNOWLEDGE), at=after(60))
    events = run.take(booking("0.2", id="b2", at=after(minutes=300)), at=after(minutes=301))
    grown, alerted = events[-2:]
    assert isinstance(grown, Concluded)
    assert isinstance(alerted, Alerted)
    assert (grown.incident, grown.version, grown.contracts) == (name, 2, Decimal("0.6"))
    assert (alerted.alert, alerted.version) == (name, 2)
    assert run.statuses() == {name: AlertStatus.FIRING}


def test_cash_that_arrives_later_is_a_new_version_in_silence() -> None:
    run = Run()
    run.take(booking("0.4"))
    name = run.only().incident
    run.take(command(name, Do.ACKNOWLEDGE))
    run.take(booking("0.4", cash={"USD": "-3.5"}), at=after(5))
    assert run.only().version == 2
    assert run.only().cash == {"USD": Decimal("-3.5")}
    assert run.statuses() == {name: AlertStatus.ACKNOWLEDGED}


def test_what_grows_in_silence_is_measured_against_what_was_last_told() -> None:
    run = Run()
    run.take(booking("4"))
    run.take(booking("3"))  # the broker corrects itself downwards: silent
    assert run.alert().raised.version == 1
    run.take(booking("4"))  # and back: no more than was told
    assert run.only().version == 3
    assert run.alert().raised.version == 1
    run.take(booking("5"))
    assert run.alert().raised.version == 4


def test_a_dismissed_alert_comes_back_when_the_obligation_grows() -> None:
    run = Run()
    run.take(booking("0.4"))
    run.take(command(run.only().incident, Do.DISMISS))
    assert run.alert().status is AlertStatus.RESOLVED
    run.take(booking("0.4", id="b2", at=after(2)))
    assert run.alert().status is AlertStatus.FIRING


def test_a_severer_cause_within_the_family_fires_again() -> None:
    run = Run()
    run.take(booking("-1", Cause.DELEVERAGING))
    run.take(command(run.only().incident, Do.ACKNOWLEDGE))
    run.take(booking("-1", Cause.LIQUIDATION, id="b2", event="b1", record="log"))
    assert run.alert().status is AlertStatus.FIRING


# ------------------------------------------------------------------------------------ time and sums


def test_time_alone_decides_at_the_moment_itself() -> None:
    run = Run()
    run.take(Roster({ACCOUNT: (Feed.POSITIONS,)}))
    assert next_decision(run.state, POLICY) == T0 + POLICY.blind_after
    run.take(at=after(minutes=30))
    assert run.alert(blind_alert(ACCOUNT)).raised.at == T0 + POLICY.blind_after


def test_nothing_waits_for_time_when_nothing_is_watched() -> None:
    assert next_decision(State(), POLICY) is None


@MODERATE
@given(st.lists(ANYTHING, max_size=25))
def test_time_that_goes_back_breaks_nothing_and_takes_no_acknowledgement_away(
    inputs: list[Observation],
) -> None:
    run = Run()
    for number, observation in enumerate(inputs):
        seen = {n for n, s in run.statuses().items() if s is AlertStatus.ACKNOWLEDGED}
        back = timedelta(minutes=40 if number % 2 else -60)
        events = run.take(observation, at=run.now + back)
        moved = {getattr(event, "alert", None) for event in events}
        for name in seen - moved:
            assert run.state.alerts[name].status is AlertStatus.ACKNOWLEDGED
        again = {event.alert for event in events if isinstance(event, Alerted)}
        grown = {event.incident for event in events if isinstance(event, Concluded)}
        assert {name for name in again & seen if name not in grown} == set()


def test_figures_are_exact_at_the_edge_of_what_a_tape_may_hold() -> None:
    big, small = "9" * 18 + "." + "9" * 18, "0." + "0" * 17 + "1"
    run = Run()
    run.take(
        booking(big, id="b1", event="b1", price=big),
        booking(f"-{big}", id="b2", event="b2", price=small),
        booking(small, id="b3", event="b3", price=big),
    )
    assert run.only().legs[0].quantity == Decimal(small)
    assert run.only().contracts == Decimal("1" + "9" * 18 + "." + "9" * 18)

    averaged = Run()
    averaged.take(booking(big, id="b1", event="b1", price=big), booking(big, id="b2", price=small))
    assert averaged.only().legs[0].price == Decimal("5" + "0" * 17 + ".00000000")


def test_what_it_returns_is_what_it_did_to_the_state() -> None:
    run = Run()
    run.take(snapshot(T0), Start(), booking("1"))
    before = copy.deepcopy(run.state)
    events = settle(run.state, [booking("2", id="b2")], after(1), POLICY)
    assert [type(event).__name__ for event in events] == ["Booked", "Concluded", "Alerted"]
    assert durable(before) != durable(run.state)
    assert durable(folded(run.journal + events)) == durable(run.state)


def test_an_alert_ends_by_itself_only_where_nobody_has_to_act() -> None:
    run = Run()
    run.take(booking("1"))
    events = run.take(snapshot(after(5)), at=after(minutes=600))
    assert not any(isinstance(event, Resolved) for event in events)
