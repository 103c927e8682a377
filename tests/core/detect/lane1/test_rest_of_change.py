"""Under which incident goes what positions tell of a change, and what records tell of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.changes.answers import Answer
from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.incidents.identity import incident_id
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.rest_of_change import named_with_records, rest_of
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.events import Concluded
from assignwatch.core.model import Leg, PositionKey
from assignwatch.core.state import Account, Incident, State
from assignwatch.core.words import Cause, Family, Grade, Kind, Severity
from tests.core.builders import ACCOUNT, T0, after, booking
from tests.core.detect.parts import fact, option

PUT = option("P100")
KEY = PositionKey(PUT.id)
DAY = T0.date()


def _id(day: int, family: Family = Family.CALLED) -> str:
    return incident_id(ACCOUNT, KEY, family, date(DAY.year, DAY.month, day))


OWN = _id(DAY.day)
"""As the record is dated."""
READ = _id(28)
"""As positions date it."""


def _seen(**fields: Any) -> Finding:
    """Of the change between the readings at 60 and 120: one of its contracts."""
    usual = Finding(
        kind=Kind.ASSIGNED,
        grade=Grade.STRONG,
        severity=Severity.NORMAL,
        key=KEY,
        contracts=Decimal(1),
        legs=(Leg(PUT.id, Decimal(1), None),),
        day=date(DAY.year, DAY.month, 28),
        occurred=(after(0), after(180)),
        changed=(after(60), after(120)),
    )
    return replace(usual, **fields)


def _record(quantity: str = "1", shown: float | None = 120, at: float = 0, **keys: Any) -> Record:
    told = booking(quantity, Cause.ASSIGNMENT, instrument=PUT.id, at=after(at), id="b1")
    answer = None if shown is None else Answer(fact(at, quantity), after(shown))
    given: dict[str, Any] = {"counts": True, "answer": answer, **keys}
    return Record(KEY, PUT, Happening((told,)), given.pop("kind", Kind.ASSIGNED), **given)


def _told(state: State, name: str, grade: Grade = Grade.STRONG) -> None:
    version = Concluded(
        incident=name,
        version=1,
        at=datetime(2026, 11, 30, tzinfo=UTC),
        account=ACCOUNT,
        kind=Kind.ASSIGNED,
        grade=grade,
        severity=Severity.NORMAL,
        instrument=PUT.id,
        side=KEY.side,
        contracts=Decimal(1),
        legs=(),
        occurred=(after(60), after(120)),
        cash=None,
        late=False,
        evidence=(),
        consumes=(),
    )
    state.incidents[name] = Incident([version])


def _name(told: dict[str, Grade], record: Record, finding: Finding, known: str | None) -> str:
    state, account = State(), Account(ACCOUNT)
    for name, grade in told.items():
        _told(state, name, grade)
    if known is not None:
        account.consumed["b1", PUT.id] = known
    [(name, _)] = named_with_records(state, account, [record], [(READ, finding)])
    return name


@pytest.mark.parametrize(
    ("told", "known", "name"),
    [
        ({}, None, OWN),
        ({OWN: Grade.CONFIRMED}, OWN, OWN),
        ({OWN: Grade.CONFIRMED, READ: Grade.STRONG}, OWN, READ),
        ({OWN: Grade.CONFIRMED, READ: Grade.RETRACTED}, OWN, OWN),
        ({OWN: Grade.RETRACTED, READ: Grade.RETRACTED}, OWN, READ),
        ({READ: Grade.RETRACTED}, None, READ),
        ({_id(5): Grade.CONFIRMED}, _id(5), _id(5)),
        ({_id(5, Family.FORCED): Grade.CONFIRMED}, _id(5, Family.FORCED), OWN),
    ],
    ids=[
        "neither was told: the record's date",
        "the record was",
        "positions told it before that",
        "and took it back",
        "nothing of it stands",
        "the record is new and it was told once",
        "the record was told under another date",
        "and that of another family",
    ],
)
def test_what_was_told_first_names_the_rest(
    told: dict[str, Grade], known: str | None, name: str
) -> None:
    assert _name(told, _record(), _seen(), known) == name


OTHERS: dict[str, tuple[Record, Finding]] = {
    "the record is shown by the reading before": (_record(shown=60), _seen()),
    "or by a later one": (_record(shown=121), _seen()),
    "it is dated before, and shown by its own": (_record(shown=None, at=60), _seen()),
    "it moved the other way": (_record("-1"), _seen()),
    "another list counts it": (_record(counts=False), _seen()),
    "it is of another family": (_record(kind=Kind.LIQUIDATED), _seen()),
    "of another contract": (_record(), _seen(key=PositionKey(option("P90").id))),
    "by the reading of another": (
        _record(),
        _seen(changed=None, occurred=(after(120), after(180))),
    ),
    "nothing says what it was": (_record(kind=Kind.UNEXPLAINED), _seen(kind=Kind.UNEXPLAINED)),
}


@pytest.mark.parametrize(("record", "finding"), OTHERS.values(), ids=list(OTHERS))
def test_what_is_no_part_of_the_change_names_nothing(record: Record, finding: Finding) -> None:
    assert _name({OWN: Grade.CONFIRMED}, record, finding, OWN) == READ
    assert rest_of(record, [(READ, finding)]) is None


def test_a_record_goes_with_the_rest_of_its_change() -> None:
    for record in (_record(), _record(shown=None, at=61), _record(shown=None, at=120)):
        assert rest_of(record, [(READ, _seen())]) == READ


def test_the_record_of_a_leg_names_the_rest_of_its_contract_too() -> None:
    of_leg = _seen(incident=OWN)
    other = _seen(incident=OWN, changed=(after(60), after(121)))
    state, account = State(), Account(ACCOUNT)
    both = named_with_records(state, account, [], [(READ, _seen()), (OWN, of_leg)])
    assert [name for name, _ in both] == [OWN, OWN]
    apart = named_with_records(state, account, [], [(READ, _seen()), (OWN, other)])
    assert [name for name, _ in apart] == [READ, OWN]
