"""A correction that names nothing takes nothing back, and is not passed over in silence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from assignwatch.core.alerts.corrections import WITHIN
from assignwatch.core.observations import Booking
from assignwatch.core.words import About, Cause, Severity
from assignwatch.texts.alerts import body, headline
from tests.core.builders import ACCOUNT, ETH, T0, Run, after, booking, row, snapshot

DAY = timedelta(days=1)
TAKEN = booking("1.2", at=after(60), refs=("r1",))


def _run() -> Run:
    run = Run()
    run.take(snapshot(T0, row("1")), TAKEN, snapshot(after(61), row("2.2")))
    return run


def _back(**fields: Any) -> Booking:
    given: dict[str, Any] = {"cause": Cause.CORRECTION, "id": "fix", "at": after(3600), **fields}
    return booking("-1.2", **given)


def test_one_that_goes_against_an_incident_asks_the_trader_to_look_and_changes_nothing() -> None:
    run = _run()
    before = run.latest()
    run.take(_back())
    (raised,) = (a.raised for a in run.state.alerts.values() if a.raised.about is About.CORRECTION)
    assert raised.severity is Severity.HIGH
    assert headline(run.state, raised.alert) == "The broker corrected PF_XBTUSD"
    said = body(run.state, raised.alert)
    assert said.startswith("The broker corrected −1.2 PF_XBTUSD on ")
    assert "“Taken over: +1.2 PF_XBTUSD”" in said
    assert {name: v.contracts for name, v in run.latest().items()} == {
        name: v.contracts for name, v in before.items()
    }


def test_the_same_told_by_another_list_is_told_once() -> None:
    run = _run()
    run.take(_back(), _back(id="trade/1"))
    assert [a.raised.about for a in run.state.alerts.values()].count(About.CORRECTION) == 1


SILENT = {
    "it names a record, and takes that back": _back(refs=("r1",)),
    "it is of something else": _back(instrument=ETH),
    "long after": _back(at=after(60) + WITHIN + DAY),
    "it is no correction": _back(cause=Cause.NETTING),
}


@pytest.mark.parametrize("record", SILENT.values(), ids=SILENT.keys())
def test_otherwise_there_is_nothing_to_ask(record: Booking) -> None:
    run = _run()
    run.take(record, at=record.at)
    assert About.CORRECTION not in [a.raised.about for a in run.state.alerts.values()]


def test_one_in_the_same_direction_takes_nothing_back() -> None:
    run = _run()
    run.take(booking("1.2", Cause.CORRECTION, id="fix", at=after(3600)))
    assert About.CORRECTION not in [a.raised.about for a in run.state.alerts.values()]


def test_what_was_taken_back_already_is_not_asked_about() -> None:
    run = _run()
    run.take(_back(refs=("r1",)), snapshot(after(3601), row("1")), at=after(3601))
    assert run.standing() == []
    run.take(_back(id="again"), at=after(3602))
    assert ACCOUNT in run.state.accounts
    assert About.CORRECTION not in [a.raised.about for a in run.state.alerts.values()]
