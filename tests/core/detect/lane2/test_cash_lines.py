"""Records of money alone: what they join, what they confirm, how much they tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.model import Instrument, PositionKey
from assignwatch.core.words import (
    Cause,
    EvidenceCode,
    Grade,
    Kind,
)
from tests.core.builders import after, booking
from tests.core.detect.money_lines import (
    CALL,
    CRUDE,
    DAY,
    PERPETUAL,
    PUT,
    called,
    leg_of,
    money_line,
    unclaimed,
)
from tests.core.detect.parts import (
    STOCK,
    amounts,
)


@pytest.mark.parametrize(
    ("line", "finding", "joins"),
    [
        pytest.param(money_line(), called(), True, id="of its contract"),
        pytest.param(money_line(of=CALL), called(), False, id="of another"),
        pytest.param(money_line(cause=Cause.OTHER), called(), True, id="without a word"),
        pytest.param(money_line(), called(kind=Kind.EXERCISED), True, id="exercised"),
        pytest.param(money_line(), called(kind=Kind.EXPIRED), False, id="nothing was called"),
        pytest.param(money_line(), called(grade=Grade.CONFLICT), False, id="it may be a trade"),
        pytest.param(money_line(at=60 + 5 * DAY), called(), True, id="five days later"),
        pytest.param(money_line(at=61 + 5 * DAY), called(), False, id="later"),
        pytest.param(money_line(at=-5 * DAY), called(), True, id="five days before"),
        pytest.param(money_line(at=-5 * DAY - 1), called(), False, id="earlier"),
        pytest.param(money_line(of=STOCK), called(), True, id="of what it delivered"),
        pytest.param(money_line(cause=Cause.DIVIDEND, of=STOCK), called(), False, id="a dividend"),
        pytest.param(money_line(of=PERPETUAL), called(), False, id="of what it did not deliver"),
        pytest.param(
            money_line(of=CRUDE),
            called(legs=(leg_of(PUT, 2), leg_of(CRUDE, 2))),
            False,
            id="of a contract that it delivered",
        ),
        pytest.param(
            money_line(of=STOCK, contract=None), called(), False, id="of what nobody has described"
        ),
        pytest.param(
            money_line(of=STOCK), called(legs=(leg_of(STOCK, 2),)), False, id="of no other leg"
        ),
    ],
)
def test_a_line_joins_what_was_called(line: Record, finding: Finding, *, joins: bool) -> None:
    money = unclaimed(line)
    (found,) = money.of_called([finding])
    assert (found != finding) is joins
    assert money.left == ([] if joins else [line])
    told = unclaimed(line).of_told([([line], "incident", finding)])
    assert told == [([line], "incident", found)]


def test_a_line_joins_the_nearest_of_its_contract_and_the_only_one_of_its_leg() -> None:
    early, late = called(), called(occurred=(after(DAY), after(DAY + 60)))
    line, of_leg = (
        money_line({"USD": "-5"}, at=DAY - 60),
        money_line({"USD": "-5"}, of=STOCK, at=60),
    )
    money = unclaimed(line, of_leg)
    found = money.of_called([early, late])
    assert [one.cash for one in found] == [None, amounts(USD="-5")]
    assert money.left == [of_leg]
    assert [f.cash for f in unclaimed(line).of_called([late, early])] == [amounts(USD="-5"), None]


@pytest.mark.parametrize(
    ("cause", "grade", "becomes"),
    [
        (Cause.ASSIGNMENT, Grade.LIKELY, Grade.CONFIRMED),
        (Cause.DELIVERY, Grade.STRONG, Grade.CONFIRMED),
        (Cause.ASSIGNMENT, Grade.PENDING, Grade.PENDING),
        (Cause.OTHER, Grade.LIKELY, Grade.LIKELY),
    ],
)
def test_a_line_that_names_the_call_confirms_what_no_trade_can_explain(
    cause: Cause, grade: Grade, becomes: Grade
) -> None:
    line, unread = money_line({"USD": "-7"}, cause), evidence.unread(after(60))
    other = evidence.gave_up()
    (found,) = unclaimed(line).of_called([called(grade=grade, evidence=(unread, other))])
    sure = becomes is Grade.CONFIRMED
    assert (found.grade, found.cash) == (becomes, amounts(USD="-7"))
    assert found.waits is not sure
    said = [item.code for item in found.evidence]
    assert said[0] in {EvidenceCode.OFFICIAL, EvidenceCode.UNKNOWN_WORD}
    assert (unread in found.evidence) is not sure
    assert other in found.evidence
    assert found.consumes == (line.consumption,)


@pytest.mark.parametrize(
    ("lawful", "told", "together"),
    [
        (None, {}, None),
        (None, {"USD": "-20000"}, {"USD": "-20000"}),
        ({"USD": "-20000"}, {}, {"USD": "-20000"}),
        ({"USD": "-20000"}, {"USD": "-20020"}, {"USD": "-20020"}),
        ({"USD": "-20000"}, {"USD": "-5"}, {"USD": "-20005"}),
        ({"USD": "-20000"}, {"USD": "-10000"}, {"USD": "-10000"}),
        ({"USD": "-20000"}, {"USD": "-9999"}, {"USD": "-29999"}),
        ({"USD": "5000"}, {"USD": "4990"}, {"USD": "4990"}),
        ({"USD": "5000"}, {"USD": "-5"}, {"USD": "4995"}),
        ({"USD": "-20000"}, {"EUR": "-15"}, {"USD": "-20000", "EUR": "-15"}),
        ({"USD": "-20000"}, {"USD": "-19000", "EUR": "-900"}, {"USD": "-19000", "EUR": "-900"}),
    ],
    ids=[
        "none",
        "nothing is known by law",
        "nothing is told",
        "all of it with the fee",
        "the fee alone",
        "half of it may be all",
        "less is the rest",
        "all of what was received",
        "a fee of that",
        "a fee in another currency",
        "all of it in two currencies",
    ],
)
def test_a_line_tells_all_of_the_money_or_the_rest(
    lawful: dict[str, str] | None, told: dict[str, str], together: dict[str, str] | None
) -> None:
    finding = called(cash=None if lawful is None else amounts(**lawful))
    (found,) = unclaimed(money_line(told)).of_called([finding])
    assert found.cash == (None if together is None else amounts(**together))


def _called(of: Instrument = PUT, at: float = 0, **fields: Any) -> Record:
    row = booking("2", Cause.ASSIGNMENT, id=f"r{at}", instrument=of.id, at=after(at))
    given = {"counts": True, "legs": [leg_of(STOCK, 200)], "kind": Kind.ASSIGNED, **fields}
    return Record(PositionKey(of.id), of, Happening((row,)), **given)


@pytest.mark.parametrize(
    ("records", "line", "owner"),
    [
        pytest.param([_called()], money_line(of=STOCK), 0, id="the one that delivers it"),
        pytest.param(
            [_called(legs=[leg_of(CRUDE, 2), leg_of(STOCK, 9)])],
            money_line(of=STOCK),
            0,
            id="among others",
        ),
        pytest.param([_called()], money_line(of=STOCK, at=5 * DAY), 0, id="five days later"),
        pytest.param([_called()], money_line(of=STOCK, at=5 * DAY + 1), None, id="later"),
        pytest.param([_called()], money_line(of=STOCK, at=-5 * DAY), 0, id="five days before"),
        pytest.param([_called()], money_line(of=STOCK, at=-5 * DAY - 1), None, id="earlier"),
        pytest.param(
            [_called(legs=[leg_of(CRUDE, 2)])], money_line(of=STOCK), None, id="another leg"
        ),
        pytest.param([_called(), _called(CALL)], money_line(of=STOCK), None, id="two deliver it"),
        pytest.param(
            [_called(counts=False), _called(CALL)],
            money_line(of=STOCK),
            1,
            id="another list's word is no second one",
        ),
        pytest.param(
            [_called(kind=Kind.EXPIRED), _called(CALL)],
            money_line(of=STOCK),
            1,
            id="only one is called",
        ),
        pytest.param([_called(kind=Kind.EXPIRED)], money_line(of=STOCK), None, id="none is called"),
    ],
)
def test_a_line_of_what_was_delivered_is_of_the_one_record_that_delivers_it(
    records: list[Record], line: Record, owner: int | None
) -> None:
    known = [replace(record, leg_money=[]) for record in records]
    money = unclaimed(line)
    money.of_records(known)
    assert [i for i, record in enumerate(known) if record.leg_money] == (
        [] if owner is None else [owner]
    )
    assert money.left == ([line] if owner is None else [])
