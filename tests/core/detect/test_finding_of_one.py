"""Findings of one incident that tell of its contract, and of legs that it turned into."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.finding import Finding, merged, of_one
from assignwatch.core.events import Consumption
from assignwatch.core.model import InstrumentId, Leg, PositionKey
from assignwatch.core.words import Grade, Kind, Severity
from tests.core.builders import after
from tests.core.detect.parts import NEWCO, XYZ, amounts, named

P100 = named("P100")


def _finding(what: InstrumentId, *legs: tuple[InstrumentId, str], **fields: Any) -> Finding:
    """What is told of a contract or of a leg, with what moved."""
    given: dict[str, Any] = {
        "kind": Kind.ASSIGNED,
        "grade": Grade.STRONG,
        "severity": Severity.HIGH,
        "key": PositionKey(what),
        "contracts": Decimal(1),
        "legs": tuple(Leg(name, Decimal(quantity)) for name, quantity in legs),
        "day": date(2026, 11, 20),
        "occurred": (after(0), after(60)),
        **fields,
    }
    return Finding(**given)


PUT = _finding(P100, (P100, "1"), (XYZ, "100"))
BARE = _finding(P100, (P100, "1"))
SHARES = _finding(
    XYZ,
    (XYZ, "100"),
    grade=Grade.CONFIRMED,
    cash=amounts(USD="-10000"),
    consumes=(Consumption(PositionKey(XYZ), Decimal(100), ("leg-1",)),),
)
MORE = _finding(NEWCO, (NEWCO, "20"))


def test_the_record_of_a_leg_that_is_told_is_evidence_and_no_further_leg() -> None:
    contract, leg = of_one(P100, [SHARES, PUT])
    assert contract is PUT
    assert (leg.grade, leg.legs, leg.cash) == (PUT.grade, (), None)
    assert leg.consumes == (Consumption(PositionKey(XYZ), Decimal(), ("leg-1",)),)


def test_it_is_as_sure_as_the_weakest_that_tells_of_the_contract() -> None:
    weak = _finding(P100, (XYZ, "100"), grade=Grade.LIKELY)
    for told in ([PUT, weak, SHARES], [weak, SHARES, PUT]):
        *_, leg = of_one(P100, told)
        assert (leg.key, leg.grade) == (SHARES.key, Grade.LIKELY)


@pytest.mark.parametrize(
    "findings",
    [[SHARES, BARE], [PUT, BARE], [SHARES, MORE], [PUT]],
    ids=[
        "nobody says what it turned into",
        "all are of the contract",
        "none is",
        "there is only one",
    ],
)
def test_all_stay_as_they_are_where(findings: list[Finding]) -> None:
    assert of_one(P100, findings) == findings


def test_a_leg_of_something_else_stays_one() -> None:
    assert of_one(P100, [MORE, PUT]) == [PUT, MORE]


@pytest.mark.parametrize("turned", [False, True], ids=["the leg last", "the leg first"])
def test_an_incident_is_about_the_contract_and_not_about_its_leg(*, turned: bool) -> None:
    findings = [SHARES, PUT] if turned else [PUT, SHARES]
    found = merged(findings)
    assert (found.key, found.contracts) == (PUT.key, PUT.contracts)


def test_where_each_is_a_leg_of_the_other_it_is_about_the_first() -> None:
    """So do two records of shares that were exchanged for each other say."""
    one = _finding(XYZ, (XYZ, "-100"), (NEWCO, "20"))
    other = _finding(NEWCO, (NEWCO, "20"), (XYZ, "-100"))
    assert merged([one, other]).key == one.key
    assert merged([other, one]).key == other.key


def test_parts_of_one_contract_are_no_legs_of_each_other() -> None:
    assert merged([MORE, BARE, PUT, BARE]).contracts == Decimal(1)
    assert merged([BARE, PUT, MORE]).contracts == Decimal(2)
