"""Records told in pieces: the contract, what it turned into and the money are one incident."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from assignwatch.core.model import Instrument, Leg
from assignwatch.core.observations import Observation
from assignwatch.core.words import Cause, EvidenceCode, Kind, Settlement, Side
from tests.core.builders import booking, fill
from tests.core.detect.parts import TODAY, XYZ, amounts, named, option
from tests.core.timeline.desk import MINUTE, Desk, Held, day, record

PUT = option("P100")
ENDING = replace(PUT, expiry=TODAY)
IN_CASH = replace(ENDING, settlement=Settlement.CASH)
SHARES: Held = {"XYZ": ("100", "100")}
HUNDRED = Leg(XYZ, Decimal(100), Decimal(100))

NIGHT, MONDAY = 0.6, 3.2
"""After the end of the contracts, and after the session that follows it."""

EXPIRED = record(0.5, "P100", "1", Cause.EXPIRY)
PAID = record(0.6, "P100", "0", Cause.CASH_SETTLEMENT, cash={"USD": "-300"}, id="money")


# --------------------------------------------------------------------------- what it turned into

NAMED_BY = {
    "the record itself": [record(0.5, "P100", "1", Cause.EXPIRY, counter=(HUNDRED,))],
    "a record of the same event": [
        record(0.5, "P100", "1", Cause.EXPIRY, event="e"),
        record(0.5, "XYZ", "100", Cause.DELIVERY, event="e", price="100"),
    ],
    "a trade of the same event": [
        record(0.5, "P100", "1", Cause.EXPIRY, event="e"),
        fill("100", "100", id="s", instrument=XYZ, at=day(0.5), event="e"),
    ],
}


@pytest.mark.parametrize("told", NAMED_BY.values(), ids=NAMED_BY)
def test_an_expiry_that_names_what_it_turned_into_is_an_assignment(told: list[Observation]) -> None:
    desk = Desk(ENDING, held={"P100": "-1"})
    desk.says(0.5, *told)
    assigned = [("assigned", "P100", "1", "confirmed")]
    assert desk.beliefs == assigned, "at once"
    for reading in (NIGHT, NIGHT + MINUTE, MONDAY):
        desk.reads(reading, SHARES)
    assert desk.beliefs == assigned, "and no leg is left over"
    assert desk.run.only().legs[1:] == (HUNDRED,)


def test_an_expiry_told_after_two_legs_fitted_keeps_them_an_assignment() -> None:
    desk = Desk(ENDING, held={"P100": "-1"})
    desk.reads(NIGHT, SHARES)
    assigned = [("assigned", "P100", "1", "strong")]
    assert desk.beliefs == assigned
    desk.says(NIGHT + MINUTE, EXPIRED)
    assert desk.beliefs == assigned
    desk.reads(MONDAY, SHARES)
    assert desk.beliefs == assigned
    assert len(desk.run.state.incidents) == 1


@pytest.mark.parametrize("first", ["the record", "the readings"])
def test_a_word_that_nobody_knows_leaves_two_legs_that_fit_an_assignment(first: str) -> None:
    unknown = record(0.5, "P100", "1", Cause.OTHER)
    desk = Desk(PUT, held={"P100": "-1"})
    if first == "the record":
        desk.says(0.5, unknown)
        assert desk.beliefs == [("unexplained", "P100", "1", "unexplained")], "loud at once"
    desk.reads(NIGHT, SHARES)
    if first == "the readings":
        desk.says(NIGHT + MINUTE, unknown)
    assert desk.beliefs == [("assigned", "P100", "1", "strong")]
    assert EvidenceCode.UNKNOWN_WORD in {why.code for why in desk.run.only().evidence}


# ----------------------------------------------------------------------------------------- money


@pytest.mark.parametrize("heard", ["before", "after"])
@pytest.mark.parametrize("records", [[PAID], [PAID, EXPIRED]], ids=["alone", "beside an expiry"])
@pytest.mark.parametrize("contract", [IN_CASH, ENDING], ids=["in cash", "said to deliver"])
def test_a_line_of_money_belongs_to_its_contract(
    contract: Instrument, records: list[Observation], heard: str
) -> None:
    desk = Desk(contract, held={"P100": "-1"})
    if heard == "before":
        desk.says(NIGHT, *records)
    desk.reads(0.7, {})
    desk.reads(0.7 + MINUTE, {})
    if heard == "after":
        desk.says(0.8, *records)
    desk.reads(MONDAY, {})
    assert desk.beliefs == [("cash_settled", "P100", "1", "confirmed")]
    assert desk.run.only().cash == amounts(USD="-300")


def test_money_for_a_contract_that_never_moved_is_told_by_itself() -> None:
    desk = Desk(IN_CASH, held={"P100": "-1"})
    desk.says(NIGHT, PAID)
    ((kind, name, contracts, grade),) = desk.beliefs
    assert (name, contracts, grade) == ("P100", "1", "confirmed")
    assert kind == Kind.CASH_SETTLED


# ----------------------------------------------------------------------------------------- sides


@pytest.mark.parametrize(
    ("side", "held", "change", "cause", "shares"),
    [
        (Side.SHORT, "-1", "1", Cause.ASSIGNMENT, "100"),
        (Side.LONG, "1", "-1", Cause.EXERCISE, "-100"),
    ],
)
def test_a_record_without_a_side_is_about_the_only_side_that_is_held(
    side: Side, held: str, change: str, cause: Cause, shares: str
) -> None:
    desk = Desk(PUT, held={f"P100:{side}": held})
    desk.says(0.5, record(0.5, "P100", change, cause))
    desk.reads(NIGHT, {"XYZ": (shares, "100")})
    desk.reads(NIGHT + MINUTE, {"XYZ": (shares, "100")})
    assert len(desk.run.standing()) == 1
    assert desk.run.only().side is side
    assert desk.run.only().legs[1:] == (Leg(XYZ, Decimal(shares), Decimal(100)),)


def test_a_record_without_a_side_stays_without_one_where_both_are_held() -> None:
    desk = Desk(PUT, held={"P100:short": "-1", "P100:long": "1"})
    desk.says(0.5, record(0.5, "P100", "1", Cause.ASSIGNMENT))
    assert desk.run.only().side is Side.NET


@pytest.mark.parametrize(
    ("cause", "change", "side"),
    [
        (Cause.LIQUIDATION, "-1", Side.LONG),
        (Cause.LIQUIDATION, "1", Side.SHORT),
        (Cause.SETTLEMENT, "1", Side.SHORT),
        (Cause.TRANSFER, "1", Side.NET),
        (Cause.TAKEN_OVER, "1", Side.NET),
    ],
)
def test_what_only_closes_is_about_the_side_that_it_can_close(
    cause: Cause, change: str, side: Side
) -> None:
    desk = Desk(PUT, held={"P100:short": "-1", "P100:long": "1"})
    desk.says(0.5, record(0.5, "P100", change, cause))
    assert desk.run.only().side is side


def test_a_record_that_names_its_side_is_not_about_the_opposite_one() -> None:
    desk = Desk(PUT, held={"P100:short": "-1"})
    opened = fill("1", "3", id="o", instrument=named("P100"), at=day(0.5), side=Side.LONG)
    desk.says(0.5, opened)
    for reading in range(3):
        desk.reads(NIGHT + reading * MINUTE, {"P100:short": "-1", "P100:long": ("1", "3")})
    assert desk.beliefs == []


def test_records_of_either_side_are_incidents_of_their_own() -> None:
    desk = Desk(held={})
    for side in (Side.LONG, Side.SHORT):
        desk.says(0.5, booking("1", id=side, side=side, instrument=XYZ, at=day(0.5)))
    assert [version.side for version in desk.run.standing()] == [Side.LONG, Side.SHORT]
