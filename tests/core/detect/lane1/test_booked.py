"""A record that is an incident of its own: what it consumes, shows, pays, and what denies it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.changes.answers import Answer
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.events import Consumption
from assignwatch.core.model import Leg, PositionKey
from assignwatch.core.words import Cause, Kind
from tests.core.builders import after, booking
from tests.core.detect.parts import NEWCO, XYZ, amounts, fact, option, residual

PUT = option("P100")
NOT_SHOWN = residual(PUT, "-1")
SHARES = Leg(XYZ, Decimal(200), None)


def _record(*rows: Any, kind: Kind = Kind.ASSIGNED, **fields: Any) -> Record:
    told = rows or (booking("2", Cause.ASSIGNMENT, instrument=PUT.id),)
    key = fields.pop("key", PositionKey(PUT.id))
    return Record(key, PUT, Happening(told), kind, **{"counts": True, **fields})


def _answer(short: str = "0", *, own: bool = False) -> Answer:
    return Answer(fact(0, "2"), after(60), Decimal(short), NOT_SHOWN, own)


@pytest.mark.parametrize(
    ("change", "short", "shown"),
    [("3", None, 3), ("3", "1", 2), ("-3", "1", -2), ("1", "1", 0), ("-1", "1", 0)],
)
def test_what_is_short_is_not_shown(change: str, short: str | None, shown: int) -> None:
    answer = None if short is None else _answer(short)
    assert _record(booking(change, Cause.ASSIGNMENT), answer=answer).shown == shown


@pytest.mark.parametrize(
    ("kind", "fields", "denied"),
    [
        pytest.param(Kind.ASSIGNED, {}, False, id="no answer"),
        pytest.param(Kind.ASSIGNED, {"answer": _answer()}, True, id="a reading of another step"),
        pytest.param(
            Kind.ASSIGNED, {"answer": _answer(own=True)}, False, id="its own, the legs are missing"
        ),
        pytest.param(
            Kind.ASSIGNED,
            {"answer": _answer("2", own=True)},
            True,
            id="its own shows nothing, and no legs are there",
        ),
        pytest.param(
            Kind.EXPIRED,
            {"answer": _answer("2", own=True)},
            False,
            id="nor would an expiry have any",
        ),
        pytest.param(
            Kind.ASSIGNED,
            {"answer": _answer("2", own=True), "legs": [SHARES]},
            False,
            id="its legs are on record",
        ),
        pytest.param(
            Kind.ASSIGNED,
            {"answer": _answer("1", own=True), "moved": Decimal(1)},
            True,
            id="just the legs of what is shown are there",
        ),
        pytest.param(
            Kind.ASSIGNED,
            {"answer": _answer("1", own=True), "moved": Decimal(2)},
            False,
            id="legs of more are there",
        ),
        pytest.param(
            Kind.EXPIRED,
            {"answer": _answer("2", own=True), "moved": Decimal(0)},
            True,
            id="it was looked for and found not to have moved",
        ),
    ],
)
def test_what_denies_it_for_certain(kind: Kind, fields: dict[str, Any], *, denied: bool) -> None:
    assert _record(kind=kind, **fields).denied == (NOT_SHOWN if denied else None)


def test_it_is_paid_when_a_record_dates_money() -> None:
    told = booking("2", Cause.ASSIGNMENT, cash={"USD": "0"})
    paid = booking("2", Cause.ASSIGNMENT, id="p", at=after(60), cash={"USD": "-5", "EUR": "0"})
    line = booking("0", Cause.ASSIGNMENT, id="m", at=after(90), cash={"USD": "-7"})
    record = _record(told, paid)
    assert list(record.paid_at) == [after(60)]
    record.pays(_record(line))
    assert list(record.paid_at) == [after(60), after(90)]


def test_it_consumes_its_facts_once_and_its_change_where_it_counts() -> None:
    rows = [booking("2", Cause.ASSIGNMENT, id=name, event="e") for name in "dbacb"]
    key = PositionKey(PUT.id)
    of = ("a", "b", "c", "d")
    assert _record(*rows).consumption == Consumption(key, Decimal(2), of)
    assert _record(*rows, counts=False).consumption == Consumption(key, Decimal(), of)


@pytest.mark.parametrize(
    ("key", "counts", "money", "leg_money", "facts"),
    [
        pytest.param(PUT.id, True, 1, 0, 0, id="its own"),
        pytest.param(XYZ, True, 0, 1, 1, id="of a leg"),
        pytest.param(PUT.id, False, 0, 0, 1, id="its own, told by another list as well"),
        pytest.param(XYZ, False, 0, 0, 1, id="of a leg, told by another list as well"),
    ],
)
def test_a_line_of_money_counts_once(
    key: Any, money: int, leg_money: int, facts: int, *, counts: bool
) -> None:
    record, row = _record(), booking("0", Cause.ASSIGNMENT, id="m", cash={"USD": "-7"})
    record.pays(_record(row, key=PositionKey(key), counts=counts))
    assert [len(record.money), len(record.leg_money)] == [money, leg_money]
    assert len(record.leg_facts) == facts
    assert record.cash == (amounts(USD="-7") if money else {})


def test_legs_that_it_names_itself_win_over_those_that_were_seen() -> None:
    seen = Leg(NEWCO, Decimal(200), None)
    for counter, legs in (((), (seen,)), ((SHARES,), (SHARES,))):
        record = _record(booking("2", Cause.EXPIRY, counter=counter), kind=Kind.EXPIRED)
        record.found([seen], Kind.ASSIGNED)
        assert (record.kind, record.other_legs) == (Kind.ASSIGNED, legs)
