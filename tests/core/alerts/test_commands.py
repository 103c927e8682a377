"""What the trader may do to an alert, as the table of states and commands."""

from __future__ import annotations

from datetime import datetime

import pytest

from assignwatch.core.events import Resolved
from assignwatch.core.words import AlertStatus, Do, Response
from tests.core.builders import T0, Run, after, booking, command

FIRING, SNOOZED = AlertStatus.FIRING, AlertStatus.SNOOZED
ACKNOWLEDGED, RESOLVED = AlertStatus.ACKNOWLEDGED, AlertStatus.RESOLVED
UNTIL = after(minutes=15)


def _standing(status: AlertStatus) -> tuple[Run, str]:
    """A run with one alert that stands there."""
    run = Run()
    run.take(booking("1"))
    name = run.only().incident
    match status:
        case AlertStatus.SNOOZED:
            run.take(command(name, Do.SNOOZE, until=after(minutes=5)))
        case AlertStatus.ACKNOWLEDGED:
            run.take(command(name, Do.ACKNOWLEDGE))
        case AlertStatus.RESOLVED:
            run.take(command(name, Do.DISMISS))
    assert run.alert().status is status
    return run, name


@pytest.mark.parametrize(
    ("before", "do", "then"),
    [
        (FIRING, Do.ACKNOWLEDGE, ACKNOWLEDGED),
        (FIRING, Do.UNACKNOWLEDGE, FIRING),
        (FIRING, Do.SNOOZE, SNOOZED),
        (FIRING, Do.RESOLVE, FIRING),
        (FIRING, Do.DISMISS, RESOLVED),
        (SNOOZED, Do.ACKNOWLEDGE, ACKNOWLEDGED),
        (SNOOZED, Do.UNACKNOWLEDGE, SNOOZED),
        (SNOOZED, Do.SNOOZE, SNOOZED),
        (SNOOZED, Do.RESOLVE, SNOOZED),
        (SNOOZED, Do.DISMISS, RESOLVED),
        (ACKNOWLEDGED, Do.ACKNOWLEDGE, ACKNOWLEDGED),
        (ACKNOWLEDGED, Do.UNACKNOWLEDGE, FIRING),
        (ACKNOWLEDGED, Do.SNOOZE, ACKNOWLEDGED),
        (ACKNOWLEDGED, Do.RESOLVE, RESOLVED),
        (ACKNOWLEDGED, Do.DISMISS, RESOLVED),
        (RESOLVED, Do.ACKNOWLEDGE, RESOLVED),
        (RESOLVED, Do.UNACKNOWLEDGE, RESOLVED),
        (RESOLVED, Do.SNOOZE, RESOLVED),
        (RESOLVED, Do.RESOLVE, RESOLVED),
        (RESOLVED, Do.DISMISS, RESOLVED),
    ],
)
def test_a_command_takes_an_alert(before: AlertStatus, do: Do, then: AlertStatus) -> None:
    run, name = _standing(before)
    events = run.take(command(name, do, until=UNTIL))
    assert run.alert().status is then
    assert (name in run.state.open_alerts) is (then in {FIRING, SNOOZED})
    changes_nothing = before is then and (before, do) != (SNOOZED, Do.SNOOZE)
    assert (events == []) is changes_nothing


def test_an_acknowledgement_keeps_what_the_trader_says() -> None:
    run, name = _standing(FIRING)
    order = command(name, Do.ACKNOWLEDGE, response=Response.HEDGE, note="sold the future")
    run.take(order, at=after(9))
    said = run.alert().acknowledged
    assert said is not None
    assert (said.at, said.version, said.response, said.note) == (
        after(9),
        1,
        Response.HEDGE,
        "sold the future",
    )


def test_dismissing_is_acknowledging_and_resolving() -> None:
    run, name = _standing(FIRING)
    events = run.take(command(name, Do.DISMISS, note="known"))
    assert [type(event).__name__ for event in events] == ["Acknowledged", "Resolved"]


def test_a_resolution_is_the_trader_s_and_keeps_the_note() -> None:
    run, name = _standing(ACKNOWLEDGED)
    (event,) = run.take(command(name, Do.RESOLVE, note="bought back"))
    assert isinstance(event, Resolved)
    assert (event.by_trader, event.note) == (True, "bought back")
    assert run.alert().resolved_at == run.now


@pytest.mark.parametrize("do", Do)
def test_what_was_done_to_an_outdated_version_leaves_it_firing(do: Do) -> None:
    run, name = _standing(FIRING)
    run.take(booking("1", id="b2", at=after(2)))
    assert run.alert().raised.version == 2
    assert run.take(command(name, do, version=1, until=UNTIL)) == []
    assert run.alert().status is FIRING


def test_a_version_that_changed_in_silence_is_not_outdated() -> None:
    run, name = _standing(FIRING)
    run.take(booking("1", cash={"USD": "1"}))
    assert run.only().version == 2
    run.take(command(name, Do.ACKNOWLEDGE, version=1))
    assert run.alert().status is ACKNOWLEDGED


@pytest.mark.parametrize("until", [None, T0, after(-60)], ids=["no end", "ends now", "has ended"])
def test_a_snooze_needs_an_end_that_is_still_to_come(until: datetime | None) -> None:
    run, name = _standing(FIRING)
    assert run.take(command(name, Do.SNOOZE, until=until)) == []


def test_a_snooze_may_be_moved_and_given_again_after_its_end() -> None:
    run, name = _standing(SNOOZED)
    run.take(command(name, Do.SNOOZE, until=UNTIL))
    assert run.alert().snoozed_until == UNTIL
    assert run.take(command(name, Do.SNOOZE, until=UNTIL)) == []
    run.take(command(name, Do.SNOOZE, until=after(minutes=40)), at=after(minutes=20))
    assert run.alert().snoozed_until == after(minutes=40)


def test_something_material_ends_a_snooze() -> None:
    run, _ = _standing(SNOOZED)
    run.take(booking("1", id="b2", at=after(2)))
    assert run.alert().status is FIRING


@pytest.mark.parametrize("do", Do)
def test_an_alert_that_is_gone_is_passed_over(do: Do) -> None:
    assert Run().take(command("gone", do, until=UNTIL)) == []
