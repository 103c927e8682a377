"""A sign-in that ends is told before what it lets us see is missed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from assignwatch.core.alerts.freshness import NEEDED, blind_alert
from assignwatch.core.alerts.sign_in import sign_in_alert
from assignwatch.core.decide import next_decision
from assignwatch.core.events import Alerted, Resolved
from assignwatch.core.observations import Clock, Pulse, Roster, SignIn
from assignwatch.core.words import About, AlertStatus, Do, Severity
from tests.core.builders import ACCOUNT, POLICY, T0, Run, command

NAME = sign_in_alert(ACCOUNT)
HOUR = timedelta(hours=1)
NOTICE, RENEWAL = POLICY.sign_in_notice, POLICY.renewal_notice


def _signed_in(until: datetime | None, *, renewed: bool = False) -> Run:
    run = Run()
    run.take(Roster({ACCOUNT: tuple(sorted(NEEDED))}), SignIn(T0, ACCOUNT, until, renewed))
    return run


def _said(run: Run, at: datetime) -> list[tuple[datetime, str]]:
    """When it was raised and what for, once it is so late."""
    events = run.take(Clock(at), at=at)
    raised = [e for e in events if isinstance(e, Alerted) and e.about is About.SIGN_IN]
    return [(e.at, e.problem.code if e.problem else "") for e in raised]


@pytest.mark.parametrize(
    ("renewed", "notice"), [(False, NOTICE), (True, RENEWAL)], ids=["by the trader", "by itself"]
)
def test_it_is_told_a_while_before_its_end_and_again_at_it(
    renewed: bool, notice: timedelta
) -> None:
    until = T0 + 24 * HOUR
    run = _signed_in(until, renewed=renewed)
    assert _said(run, until - notice - timedelta(seconds=1)) == []
    assert next_decision(run.state, POLICY) is not None
    assert _said(run, until - timedelta(seconds=1)) == [(until - notice, "sign_in_ending")]
    assert _said(run, until + HOUR) == [(until, "sign_in_ended")]
    assert _said(run, until + 2 * HOUR) == []
    assert run.alert(NAME).raised.severity is Severity.HIGH


def test_one_that_the_broker_has_ended_is_told_at_once() -> None:
    run = _signed_in(None)
    assert run.alert(NAME).raised == Alerted(
        T0, NAME, About.SIGN_IN, 1, Severity.HIGH, ACCOUNT, run.alert(NAME).raised.problem
    )


def test_signing_in_again_ends_it() -> None:
    run = _signed_in(None)
    events = run.take(SignIn(T0 + HOUR, ACCOUNT, T0 + 25 * HOUR), at=T0 + HOUR)
    assert [e for e in events if isinstance(e, Resolved)] == [
        Resolved(T0 + HOUR, NAME, by_trader=False)
    ]
    assert run.alert(NAME).status is AlertStatus.RESOLVED


def test_one_that_renews_itself_in_time_asks_for_nobody() -> None:
    run = _signed_in(T0 + HOUR, renewed=True)
    for quarter in range(1, 20):
        at = T0 + quarter * HOUR / 4
        assert _said(run, at) == []
        run.take(SignIn(at, ACCOUNT, at + HOUR, renewed=True), at=at)


def test_an_acknowledged_end_is_not_told_again_while_it_lasts() -> None:
    run = _signed_in(None)
    run.take(command(NAME, Do.ACKNOWLEDGE))
    assert _said(run, T0 + HOUR) == []
    assert run.alert(NAME).status is AlertStatus.ACKNOWLEDGED


def test_the_blindness_that_comes_of_it_is_not_a_second_alert() -> None:
    run = _signed_in(None)
    run.take(*(Pulse(T0, ACCOUNT, feed) for feed in NEEDED))
    _said(run, T0 + HOUR)
    assert blind_alert(ACCOUNT) not in run.state.alerts


def test_nobody_asks_for_an_account_that_is_watched_no_more() -> None:
    run = _signed_in(None)
    run.take(Roster({}))
    assert run.alert(NAME).status is AlertStatus.RESOLVED


def test_a_start_knows_nothing_of_it_until_the_session_says() -> None:
    run = _signed_in(T0 + 2 * HOUR)
    run = run.restarted(T0 + 10 * HOUR)
    run.take(Roster({ACCOUNT: ()}), at=T0 + 10 * HOUR)
    assert run.state.account(ACCOUNT).sign_in is None
    assert run.state.alerts == {}


def test_what_a_reading_under_way_knew_of_it_does_not_undo_its_end() -> None:
    run = _signed_in(T0 + 24 * HOUR)
    run.take(SignIn(T0 + HOUR, ACCOUNT, until=None), at=T0 + HOUR)
    run.take(SignIn(T0 + HOUR / 2, ACCOUNT, T0 + 24 * HOUR), at=T0 + HOUR)
    assert run.alert(NAME).status is AlertStatus.FIRING
