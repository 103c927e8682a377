"""Findings of one incident, put together as one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.finding import Finding, added, merged, together
from assignwatch.core.events import Consumption, Evidence
from assignwatch.core.model import InstrumentId, Leg, PositionKey
from assignwatch.core.words import EvidenceCode, Feed, Grade, Kind, Severity
from tests.core.builders import after
from tests.core.detect.parts import NEWCO, XYZ, amounts

KEY, OTHER = PositionKey(XYZ), PositionKey(NEWCO)
READ = Evidence(EvidenceCode.NO_FILL, "no_fill")
UNREAD = Evidence(EvidenceCode.HOLE, "trades_unread")


def _finding(**fields: Any) -> Finding:
    given: dict[str, Any] = {
        "kind": Kind.ASSIGNED,
        "grade": Grade.STRONG,
        "severity": Severity.HIGH,
        "key": KEY,
        "contracts": Decimal(1),
        "legs": (),
        "day": date(2026, 11, 20),
        "occurred": (after(0), after(60)),
        **fields,
    }
    return Finding(**given)


def _leg(quantity: str, price: str | None = None, what: InstrumentId = XYZ) -> Leg:
    return Leg(what, Decimal(quantity), None if price is None else Decimal(price))


def _uses(quantity: str, *facts: str, key: PositionKey = KEY) -> Consumption:
    return Consumption(key, Decimal(quantity), facts)


def test_one_finding_stays_as_it_is() -> None:
    one = _finding(cash={}, evidence=(READ, READ))
    assert merged([one]) is one


MERGED: dict[str, tuple[list[Any], Any]] = {
    "contracts": ([Decimal(2), Decimal("0.5")], Decimal("2.5")),
    "occurred": ([(after(5), after(9)), (after(1), after(7))], (after(1), after(9))),
    "changed": ([(after(5), after(9)), (after(1), after(7))], (after(1), after(9))),
    "late": ([False, True], True),
    "quiet": ([False, True], False),
    "until": ([after(9), after(5)], after(5)),
    "feeds": ([(Feed.FILLS,), (Feed.BOOKINGS, Feed.FILLS)], (Feed.FILLS, Feed.BOOKINGS)),
    "keys": ([(KEY,), (OTHER, KEY)], (KEY, OTHER)),
    "evidence": ([(READ, UNREAD), (READ,)], (READ, UNREAD)),
    "severity": ([Severity.NORMAL, Severity.CRITICAL], Severity.CRITICAL),
    "cash": ([amounts(USD="-1"), amounts(USD="3", EUR="2")], amounts(EUR="2", USD="2")),
    "legs": ([(_leg("1"),), (_leg("2"),)], (_leg("3"),)),
}


@pytest.mark.parametrize("field", MERGED)
@pytest.mark.parametrize("turned", [False, True], ids=["in order", "turned round"])
def test_several_are_one_by_field(field: str, turned: bool) -> None:
    values, expected = MERGED[field]
    findings = [_finding(**{field: value}) for value in values]
    found = getattr(merged(findings[::-1] if turned else findings), field)
    if isinstance(expected, tuple) and field in {"feeds", "keys", "evidence"}:
        assert sorted(found, key=str) == sorted(expected, key=str)
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("untils", "until"), [([None, after(5)], after(5)), ([None, None], None)], ids=["one", "none"]
)
def test_it_waits_for_whichever_waits(untils: list[Any], until: Any) -> None:
    found = merged([_finding(until=value) for value in untils])
    assert found.until == until
    assert found.waits is (until is not None)


def test_all_are_quiet_or_none_is() -> None:
    assert merged([_finding(quiet=True), _finding(quiet=True)]).quiet


ORDER = [
    Grade.CONFLICT,
    Grade.PENDING,
    Grade.UNEXPLAINED,
    Grade.LIKELY,
    Grade.STRONG,
    Grade.CONFIRMED,
]


@pytest.mark.parametrize(
    ("weak", "strong"), [(w, s) for i, w in enumerate(ORDER) for s in ORDER[i:]], ids=str
)
def test_it_is_as_sure_as_its_weakest_part(weak: Grade, strong: Grade) -> None:
    for grades in ((weak, strong), (strong, weak)):
        assert merged([_finding(grade=grade) for grade in grades]).grade is weak


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({Kind.LIQUIDATED: "5", Kind.UNWOUND: "1"}, Kind.LIQUIDATED),
        ({Kind.LIQUIDATED: "1", Kind.UNWOUND: "5"}, Kind.UNWOUND),
        ({Kind.LIQUIDATED: "5", Kind.HANDED_OVER: "1"}, Kind.HANDED_OVER),
        ({Kind.EXERCISED: "5", Kind.ASSIGNED: "1"}, Kind.ASSIGNED),
    ],
    ids=["the larger part", "the larger part again", "what was assigned", "assigned, again"],
)
def test_its_kind_is(parts: dict[Kind, str], kind: Kind) -> None:
    findings = [_finding(kind=k, contracts=Decimal(n)) for k, n in parts.items()]
    assert merged(findings).kind is merged(findings[::-1]).kind is kind


@pytest.mark.parametrize(
    ("parts", "consumed"),
    [
        ([_uses("1"), _uses("2")], [_uses("3")]),
        ([_uses("1", "b"), _uses("2", "a", "b")], [_uses("3", "a", "b")]),
        ([_uses("1", "a"), _uses("2")], [_uses("1", "a"), _uses("2")]),
        ([_uses("1"), _uses("2", key=OTHER)], [_uses("1"), _uses("2", key=OTHER)]),
    ],
    ids=[
        "positions add up",
        "records add up, each named once",
        "what records explain stays apart from what positions show",
        "positions stay apart",
    ],
)
def test_what_it_uses_up(parts: list[Consumption], consumed: list[Consumption]) -> None:
    assert list(merged([_finding(consumes=(part,)) for part in parts]).consumes) == consumed


@pytest.mark.parametrize(
    ("legs", "expected"),
    [
        ([_leg("1", "10"), _leg("3", "20")], [_leg("4", "17.5")]),
        ([_leg("0.5", "10"), _leg("0.5", "20")], [_leg("1", "15")]),
        ([_leg("1", "10"), _leg("2", "11")], [_leg("3", "10.66666667")]),
        ([_leg("1", "10"), _leg("3")], [_leg("4")]),
        ([_leg("1"), _leg("3", "10"), _leg("3", "10")], [_leg("7")]),
        ([_leg("1", "10"), _leg("-1", "20")], [_leg("0")]),
        ([_leg("1", "10"), _leg("-1", "10")], [_leg("0")]),
        ([_leg("0.5", "594"), _leg("-0.8", "600"), _leg("1", "600")], [_leg("0.7")]),
        ([_leg("2", "10"), _leg("-1", "10")], [_leg("1", "10")]),
        ([_leg("1", "10", NEWCO), _leg("1"), _leg("1", "20", NEWCO)],
         [_leg("2", "15", NEWCO), _leg("1")]),
        ([_leg("1", "10.123456789")], [_leg("1", "10.123456789")]),
        ([_leg("1", "10.123456789"), _leg("2", "10.123456789")], [_leg("3", "10.123456789")]),
        ([], []),
    ],
    ids=[
        "at the average of their prices",
        "of parts of a share too",
        "to eight decimals",
        "no price where a part has none",
        "nor where the first has none",
        "nor where nothing moved in the end",
        "whatever both were at",
        "nor where parts moved opposite ways at different prices",
        "but where they did so at one price",
        "in the order of the first of each",
        "one leg stays as it is",
        "and so does the price of several at the same",
        "none",
    ],
)  # fmt: skip
def test_legs_of_one_instrument_are_one(legs: list[Leg], expected: list[Leg]) -> None:
    assert list(together(legs)) == expected


def test_money_that_nobody_knows_is_none_and_not_nothing() -> None:
    assert added() is added(None, None) is added({}) is None
    assert added(None, amounts(USD="5")) == amounts(USD="5")
    assert added(amounts(USD="5"), amounts(USD="-5")) == amounts(USD="0")


@pytest.mark.parametrize(
    ("legs", "told"),
    [
        ([_leg("1", "9"), _leg("-1", "9")], [_leg("1", "9"), _leg("-1", "9")]),
        ([_leg("-3", "9"), _leg("1", "6"), _leg("2", "9")], [_leg("-3", "9"), _leg("3", "8")]),
        ([_leg("3", "9"), _leg("-1", "9")], [_leg("2", "9")]),
        ([_leg("0"), _leg("0")], [_leg("0")]),
        ([_leg("1", "9"), _leg("0"), _leg("-1", "9")], [_leg("1", "9"), _leg("-1", "9")]),
        (
            [_leg("1"), _leg("-1"), _leg("5", what=NEWCO)],
            [_leg("1"), _leg("-1"), _leg("5", what=NEWCO)],
        ),
    ],
    ids=[
        "there and back",
        "back in parts",
        "not all of it",
        "money alone",
        "money beside it",
        "by itself, whatever else moved",
    ],
)
def test_what_came_to_nothing_is_told_each_way(legs: list[Leg], told: list[Leg]) -> None:
    assert merged([_finding(legs=(leg,)) for leg in legs]).legs == tuple(told)


SPAN, WIDER = (after(5), after(9)), (after(1), after(20))


@pytest.mark.parametrize(
    ("findings", "changed"),
    [
        ([_finding(), _finding()], None),
        ([_finding(), _finding(changed=SPAN)], SPAN),
        ([_finding(changed=SPAN), _finding(key=OTHER, changed=WIDER)], SPAN),
        ([_finding(), _finding(key=OTHER, changed=WIDER)], None),
    ],
    ids=["nobody knows", "one knows", "not that of a leg", "not that of a leg alone"],
)
def test_the_contract_changed_when_its_own_findings_say(
    findings: list[Finding], changed: tuple[datetime, datetime] | None
) -> None:
    assert merged(findings).changed == changed
