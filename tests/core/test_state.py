"""What the state says of itself, and which part of it is durable."""

from __future__ import annotations

import pytest

from assignwatch.core.model import WHOLE, Scope
from assignwatch.core.observations import Coverage, Pulse, Roster
from assignwatch.core.state import Account, durable
from assignwatch.core.words import AlertStatus, Do, Feed
from tests.core.builders import ACCOUNT, T0, Run, after, booking, command, folded, row, snapshot


@pytest.mark.parametrize(
    ("do", "asks"),
    [(None, True), (Do.SNOOZE, False), (Do.ACKNOWLEDGE, False), (Do.DISMISS, False)],
)
def test_an_alert_asks_for_the_trader_while_it_fires(do: Do | None, asks: bool) -> None:
    run = Run()
    run.take(booking("1"))
    if do is not None:
        run.take(command(run.only().incident, do, until=after(60)))
    assert run.alert().asks(after(1)) is asks


def test_the_last_reading_is_the_last_of_any_scope() -> None:
    run = Run()
    assert run.state.account(ACCOUNT).accepted_at() is None
    run.take(snapshot(after(9), scope=Scope("futures")), snapshot(T0, scope=Scope("spot")))
    assert run.state.account(ACCOUNT).accepted_at() == after(9)


def test_whether_feeds_live_and_how_far_they_were_read_is_not_durable() -> None:
    run = Run()
    run.take(snapshot(T0, row("1")), booking("1"))
    before = durable(run.restarted().state)
    again = run.restarted()
    again.take(
        Roster({ACCOUNT: (Feed.POSITIONS,)}),
        Pulse(T0, ACCOUNT, Feed.STREAM),
        Coverage(ACCOUNT, Feed.FILLS, after(60)),
    )
    assert durable(again.state) == before


def test_all_that_the_journal_keeps_is_durable() -> None:
    run = Run()
    run.take(snapshot(T0, row("1")), booking("1"))
    run.take(command(run.only().incident, Do.ACKNOWLEDGE))
    again = folded(run.journal)
    assert again.account(ACCOUNT).rows == run.state.account(ACCOUNT).rows
    assert again.incidents == run.state.incidents
    assert [alert.status for alert in again.alerts.values()] == [AlertStatus.ACKNOWLEDGED]
    assert durable(again) == durable(run.state)


def test_a_part_of_which_a_journal_with_holes_tells_no_first_reading_has_none() -> None:
    account = Account(ACCOUNT, baselines={WHOLE: T0})
    assert account.baseline(Scope("elsewhere")) is None


SPOT, FUTURES = Scope("spot"), Scope("futures")


@pytest.mark.parametrize(
    ("parts", "held", "said", "described", "expected"),
    [
        ((WHOLE,), (), WHOLE, SPOT, WHOLE),
        ((SPOT,), (), WHOLE, WHOLE, SPOT),
        ((SPOT, FUTURES), (), WHOLE, WHOLE, None),
        ((SPOT, FUTURES), (FUTURES,), WHOLE, WHOLE, FUTURES),
        ((SPOT, FUTURES), (FUTURES,), SPOT, WHOLE, SPOT),
        ((WHOLE, FUTURES), (), WHOLE, WHOLE, WHOLE),
        ((WHOLE, FUTURES), (), WHOLE, FUTURES, FUTURES),
        ((WHOLE, FUTURES), (FUTURES,), WHOLE, WHOLE, FUTURES),
        ((WHOLE, FUTURES), (WHOLE,), WHOLE, FUTURES, WHOLE),
        ((WHOLE, FUTURES), (WHOLE, FUTURES), WHOLE, WHOLE, WHOLE),
        ((WHOLE, FUTURES), (WHOLE,), FUTURES, WHOLE, FUTURES),
    ],
    ids=[
        "all is one part",
        "the only part",
        "of several parts nobody says which",
        "where it is held",
        "where it says",
        "the part without a name, where nothing else is known",
        "where it is said to be",
        "where it is held, and not the part without a name",
        "held in the part without a name",
        "held in both",
        "where it says, and held elsewhere",
    ],
)
def test_where_a_record_belongs_that_may_leave_its_part_out(
    parts: tuple[Scope, ...],
    held: tuple[Scope, ...],
    said: Scope,
    described: Scope,
    expected: Scope | None,
) -> None:
    account, one = Account(ACCOUNT, baselines=dict.fromkeys(parts, T0)), row("1")
    for scope in held:
        account.held.setdefault(scope, {})[one.key] = one
        account.scopes[one.key] = scope
    assert account.scope_of(one.key, said, described) == expected
