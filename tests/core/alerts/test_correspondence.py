"""What the broker writes is quoted beside the incident that it names, and proves nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from assignwatch.core.alerts.correspondence import NEAR, incidents_of, messages_about, written_at
from assignwatch.core.alerts.messages import message_alert
from assignwatch.core.model import AccountKey, Instrument, InstrumentId, Moment
from assignwatch.core.observations import Description, Message
from assignwatch.core.words import Cause, Grade, InstrumentKind, Right
from assignwatch.texts.alerts import body
from tests.core.builders import ACCOUNT, T0, Run, after, booking, row, snapshot

PUT = InstrumentId("bank/StockOption-4010023")
DESCRIBED = Instrument(
    PUT,
    InstrumentKind.OPTION,
    "XYZ/18Z26P1250:xcbf",
    right=Right.PUT,
    strike=Decimal(1250),
    expiry=Moment(T0 + timedelta(days=28)),
)
ASSIGNED = booking(
    "1", Cause.ASSIGNMENT, instrument=PUT, id="ens/5012345678", price=Decimal(0), at=after(60)
)


def _run(known: Instrument | None = DESCRIBED) -> tuple[Run, str]:
    """A short put that was assigned."""
    run = Run()
    if known is not None:
        run.take(Description(known))
    run.take(snapshot(T0, row("-1", PUT)), ASSIGNED)
    return run, run.only().incident


def _letter(text: str, at: datetime = T0, number: str = "1", title: str = "Notice") -> Message:
    return Message(at, ACCOUNT, number, title, text)


NAMING = {
    "the symbol": "XYZ/18Z26P1250:xcbf was assigned.",
    "the symbol without its exchange": "Zuteilung (xyz/18z26p1250).",
    "root and strike": "1 XYZ put at 1,250.00 was assigned.",
    "root and strike as in Denmark": "1 XYZ put til 1.250,00.",
    "the number of the contract": "Assignment of 4010023.",
    "the number of a record": "Position 5012345678 was booked.",
}
OTHERS = {
    "the root alone": "XYZ reports earnings.",
    "another strike": "1 XYZ put at 125 was assigned.",
    "a part of a word": "1 XYZA put at 1250",
    "another number": "Position 50123456789 was booked.",
    "nothing": "",
}


@pytest.mark.parametrize("text", NAMING.values(), ids=NAMING.keys())
def test_a_message_that_names_the_contract_belongs_to_the_incident(text: str) -> None:
    run, incident = _run()
    run.take(_letter(text))
    (found,) = messages_about(run.state, incident)
    assert found.alert == message_alert(ACCOUNT, "1")
    assert incidents_of(run.state, found) == [incident]
    assert written_at(found) == T0


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS.keys())
def test_any_other_does_not(text: str) -> None:
    run, incident = _run()
    run.take(_letter(text))
    assert messages_about(run.state, incident) == []


def test_a_contract_that_nobody_described_is_known_by_its_number_alone() -> None:
    run, incident = _run(known=None)
    run.take(_letter(NAMING["root and strike"]), _letter("Assignment of 4010023.", number="2"))
    assert [one.alert for one in messages_about(run.state, incident)] == [
        message_alert(ACCOUNT, "2")
    ]


@pytest.mark.parametrize(("beyond", "belongs"), [(0, True), (1, False)])
def test_it_belongs_within_a_day_before_and_after(beyond: int, belongs: bool) -> None:
    run, incident = _run()
    occurred = run.only().occurred
    assert occurred is not None
    much = NEAR + timedelta(seconds=beyond)
    text = NAMING["root and strike"]
    run.take(_letter(text, occurred[0] - much), _letter(text, occurred[1] + much, number="2"))
    assert len(messages_about(run.state, incident)) == (2 if belongs else 0)


def test_another_account_s_messages_are_its_own() -> None:
    run, incident = _run()
    other = AccountKey("bank/other")
    run.take(replace(_letter(NAMING["the symbol"]), account=other))
    assert messages_about(run.state, incident) == []


def test_both_alerts_speak_of_each_other_the_oldest_message_first() -> None:
    run, incident = _run()
    run.take(
        _letter(NAMING["the symbol"], after(30), number="2", title=""),
        _letter("1 XYZ put\n1,250 assigned.", after(10)),
    )
    told = body(run.state, incident)
    first, second = (
        told.index(f"“{text}”")
        for text in ("Notice: 1 XYZ put 1,250 assigned.", NAMING["the symbol"])
    )
    assert first < second
    assert "This seems to be about: " in body(run.state, message_alert(ACCOUNT, "1"))


def test_nothing_is_concluded_from_it() -> None:
    run, incident = _run()
    before = list(run.state.incidents[incident].versions)
    for number, text in enumerate(NAMING.values()):
        run.take(_letter(text, number=str(number)))
    assert run.state.incidents[incident].versions == before


def test_of_what_was_taken_back_nothing_is_quoted() -> None:
    run, incident = _run()
    run.take(_letter(NAMING["root and strike"]))
    run.take(replace(ASSIGNED, cause=Cause.CORRECTION))
    assert run.state.incidents[incident].latest.grade is Grade.EXPLAINED
    assert messages_about(run.state, incident) == []
