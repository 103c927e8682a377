"""Which step a record is about: what is spoken for, what is nearest, what is of another step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from assignwatch.core.detect.changes.answers import answered
from assignwatch.core.detect.residual import Fact, Residual
from tests.core.builders import POLICY, T0, after
from tests.core.detect.parts import XYZ, residual

DAY = 86_400.0
MIDNIGHT = 15 * 3600.0
"""The next one: a record of then names a day alone."""
NEXT = MIDNIGHT + DAY

Reading = tuple[float, str]
Amount = tuple[float, str]
"""When, and how much."""


def rec(at: float, quantity: str, price: str | None = None, **fields: Any) -> Fact:
    """A record of the broker's."""
    paid = None if price is None else Decimal(price)
    return Fact(after(at), Decimal(quantity), paid, booked=True, **fields)


def trade(at: float, quantity: str) -> Fact:
    """A trade of the trader's own."""
    return Fact(after(at), Decimal(quantity))


def _steps(readings: Sequence[Reading], facts: Sequence[Fact], price: str | None) -> list[Residual]:
    """The steps between readings, each with its own facts, and what they do not explain."""
    found = []
    for (since, was), (at, now) in pairwise(readings):
        own = tuple(f for f in facts if after(since) < f.at <= after(at))
        moved = Decimal(now) - Decimal(was) - sum((f.quantity for f in own), Decimal())
        step = residual(XYZ, f"{moved}", after_=now, since=since, at=at, facts=own, price=price)
        found.append(replace(step, before=Decimal(was)))
    return found


def _figures(amounts: Iterable[Decimal]) -> list[str]:
    return [f"{amount.normalize():f}" for amount in amounts]


class Told:
    """What came of it, in short."""

    def __init__(
        self,
        readings: Sequence[Reading],
        *facts: Fact,
        spoken: Sequence[Fact] = (),
        own: Collection[Fact] = (),
        price: str | None = None,
    ) -> None:
        steps = _steps(readings, facts, price)
        later = [f for f in facts if f.at > steps[-1].at]
        self.steps, found, elsewhere = answered(steps, later, POLICY, spoken, own)
        self.left = [
            ((step.at - T0).total_seconds(), *_figures([step.quantity]))
            for step in self.steps
            if step.quantity
        ]
        self.answers = [
            (*_figures([a.fact.quantity]), (a.at - T0).total_seconds(), *_figures([a.short]), a.own)
            for a in found
        ]
        self.elsewhere = _figures(f.quantity for f in elsewhere)


SHOWN_BEFORE: list[Reading] = [(0, "-9"), (60, "-6"), (120, "-6")]
"""Three went; what is dated into the second step is not shown there."""
ALONE: list[Reading] = [(0, "-9"), (60, "-6")]


# --------------------------------------------------------------------------- what is of other steps


@pytest.mark.parametrize(
    ("readings", "record", "price", "left", "elsewhere"),
    [
        (SHOWN_BEFORE, rec(90, "3"), None, [], []),
        ([*SHOWN_BEFORE, (150, "-5")], rec(90, "3"), None, [(150, "1")], []),
        (SHOWN_BEFORE, rec(90, "3", leg=True), None, [], ["3"]),
        (SHOWN_BEFORE, rec(90, "2"), None, [(60, "1")], ["2"]),
        (SHOWN_BEFORE, rec(90, "3", "50", leg=True), "50", [], []),
        (SHOWN_BEFORE, rec(90, "3", "50", leg=True), "51", [], ["3"]),
        (SHOWN_BEFORE, rec(90, "2", "50", leg=True), "50", [(60, "1")], ["2"]),
    ],
    ids=[
        "all of a change",
        "beside another that is open",
        "a leg",
        "a part of a change that stays open",
        "a leg that was booked at the price of the change",
        "or at another",
        "a part of one that was",
    ],
)
def test_a_record_of_a_leg_or_of_a_part_is_said_to_be_of_another_step(
    readings: list[Reading],
    record: Fact,
    price: str | None,
    left: list[Amount],
    elsewhere: list[str],
) -> None:
    told = Told(readings, record, price=price)
    assert (told.left, told.elsewhere) == (left, elsewhere)
    assert told.answers == [(f"{record.quantity}", 60, "0", False)]


# -------------------------------------------------------------------------- what is spoken for


OPEN = [(60, "3"), (120, "-3")]


@pytest.mark.parametrize(
    ("spoken", "left"),
    [
        (rec(30, "3"), OPEN),
        (rec(60, "3"), OPEN),
        (rec(0, "3"), []),
        (rec(61, "3"), []),
        (rec(30, "2"), []),
    ],
    ids=["in its time", "at its end", "before it", "after it", "of another number"],
)
def test_a_change_that_a_contract_speaks_for_is_no_other_record_s(
    spoken: Fact, left: list[Amount]
) -> None:
    assert Told(SHOWN_BEFORE, rec(90, "3"), spoken=[spoken]).left == left


def test_nor_is_it_that_of_a_record_of_later() -> None:
    assert Told(ALONE, rec(DAY, "3"), spoken=[rec(30, "3")]).left == [(60, "3")]
    in_two: list[Reading] = [(0, "-9"), (60, "-8"), (120, "-6")]
    told = Told(in_two, rec(DAY, "3"), spoken=[rec(30, "1")])
    assert told.left == [(60, "1"), (120, "2")]
    assert Told(in_two, rec(DAY, "3")).left == []


# ---------------------------------------------------------------------- days without a time


@pytest.mark.parametrize(
    ("readings", "records", "left"),
    [
        ([*ALONE, (MIDNIGHT + 60, "-6")], [rec(MIDNIGHT, "2")],
         [(60, "3"), (MIDNIGHT + 60, "-2")]),
        ([*ALONE, (MIDNIGHT + 60, "-6")], [rec(MIDNIGHT, "3")], []),
        ([*ALONE, (MIDNIGHT + 60, "-6")], [rec(MIDNIGHT + 1, "2")], [(60, "1")]),
        ([*ALONE, (MIDNIGHT + 60, "-6"), (NEXT, "-6")], [rec(MIDNIGHT, "2")], [(60, "1")]),
        ([*ALONE, (MIDNIGHT + 60, "-6")], [rec(MIDNIGHT, "1"), rec(MIDNIGHT + 1, "1")],
         [(60, "3"), (MIDNIGHT + 60, "-2")]),
    ],
    ids=[
        "a part, before the night was read",
        "all of it",
        "at a time of its own",
        "once the night was read",
        "one of two",
    ],
)  # fmt: skip
def test_a_day_whose_night_is_not_read_is_about_no_part_of_a_change_before(
    readings: list[Reading], records: list[Fact], left: list[Amount]
) -> None:
    assert Told(readings, *records).left == left


IN_PART: list[Reading] = [(0, "-9"), (MIDNIGHT + 60, "-9"), (MIDNIGHT + 120, "-7")]


@pytest.mark.parametrize(
    ("readings", "records"),
    [
        (IN_PART, [rec(MIDNIGHT, "3")]),
        (IN_PART, [rec(MIDNIGHT + 1, "3")]),
        ([*IN_PART, (NEXT, "-7")], [rec(MIDNIGHT, "3")]),
        (IN_PART, [rec(MIDNIGHT, "1"), rec(MIDNIGHT + 1, "2")]),
    ],
    ids=[
        "before the night was read",
        "at a time of its own",
        "once the night was read",
        "one of two",
    ],
)
def test_what_came_since_in_the_same_night_is_a_part_of_it(
    readings: list[Reading], records: list[Fact]
) -> None:
    assert Told(readings, *records).left == [(MIDNIGHT + 60, "-1")]


# ------------------------------------------------------------------------------ which of several


@pytest.mark.parametrize(
    ("records", "left"),
    [
        ([rec(90, "3")], [(130, "4")]),
        ([rec(90, "3", leg=True)], [(60, "3"), (130, "1")]),
        ([rec(90, "1"), rec(91, "2", leg=True)], [(60, "3"), (130, "1")]),
    ],
    ids=["a record", "a leg", "both"],
)
def test_just_as_much_comes_before_what_is_nearer_but_for_legs(
    records: list[Fact], left: list[Amount]
) -> None:
    readings: list[Reading] = [(0, "-20"), (60, "-17"), (120, "-17"), (130, "-13")]
    assert Told(readings, *records).left == left


def test_a_change_comes_before_a_record_that_is_not_shown_either() -> None:
    readings: list[Reading] = [(0, "-20"), (60, "-17"), (120, "-17"), (130, "-17")]
    assert Told(readings, rec(90, "3"), rec(125, "-3")).left == [(130, "3")]


@pytest.mark.parametrize(
    ("readings", "at", "left"),
    [
        (
            [(0, "-20"), (30, "-19"), (60, "-17"), (90, "-16"), (100, "-14"), (120, "-14")],
            110,
            [(30, "1"), (60, "2")],
        ),
        (
            [(0, "-20"), (20, "-19"), (95, "-17"), (100, "-17"), (130, "-16")],
            98,
            [(20, "1")],
        ),
        (
            [(0, "-20"), (60, "-18"), (80, "-17"), (100, "-17"), (120, "-16"), (140, "-14")],
            90,
            [(120, "1"), (140, "2")],
        ),
        (
            [(0, "-20"), (60, "-19"), (100, "-17"), (120, "-17"), (150, "-15")],
            110,
            [(150, "2")],
        ),
    ],
    ids=[
        "the last of them",
        "those around it",
        "of those as near the first",
        "those that follow one another in time",
    ],
)
def test_of_several_runs_of_steps_the_nearest_is_meant(
    readings: list[Reading], at: float, left: list[Amount]
) -> None:
    assert Told(readings, rec(at, "3")).left == left


EACH: list[Reading] = [(0, "-20"), (60, "-19"), (70, "-17"), (90, "-14")]


@pytest.mark.parametrize(
    ("now", "facts", "left"),
    [
        ("-14", [rec(100, "1"), rec(110, "3")], [(70, "2")]),
        ("-9", [rec(100, "1"), rec(110, "3"), trade(105, "5")], [(70, "2")]),
        ("-14", [rec(100, "1"), rec(110, "6")], [(120, "-1")]),
    ],
    ids=["two", "beside a trade that is shown", "where one of them is nowhere they are parts"],
)
def test_each_record_of_a_step_may_be_about_a_change_of_its_own(
    now: str, facts: list[Fact], left: list[Amount]
) -> None:
    assert Told([*EACH, (120, now)], *facts).left == left


def test_a_leg_of_which_each_is_a_change_of_its_own_is_of_another_step() -> None:
    facts = [rec(100, "1", leg=True), rec(110, "3", leg=True)]
    assert Told([*EACH, (120, "-14")], *facts).elsewhere == ["1", "3"]
    priced = [replace(facts[0], price=Decimal(50)), facts[1]]
    assert Told([*EACH, (120, "-14")], *priced, price="50").elsewhere == ["3"]


# ----------------------------------------------------------------------------------- bounds


def test_what_may_open_a_position_has_no_bounds_though_it_is_one_of_two() -> None:
    readings: list[Reading] = [(0, "-2"), (60, "0"), (120, "0")]
    told = Told(readings, rec(90, "2", opens=True), rec(91, "1"))
    assert told.left == [(120, "-1")]
    assert told.answers == [("1", 60, "0", False), ("2", 60, "0", False)]


def test_what_a_record_says_beyond_a_change_is_no_part_of_a_later_one() -> None:
    readings: list[Reading] = [(0, "-2"), (60, "0"), (120, "0"), (180, "0.5")]
    told = Told(readings, rec(90, "2"), rec(91, "1"))
    assert told.left == [(120, "-1"), (180, "0.5")]
    assert [step.excess for step in told.steps] == [False, True, False]


@pytest.mark.parametrize(
    ("facts", "answers"),
    [
        ([rec(DAY, "3"), rec(2 * DAY, "-5")], [("3", 60, "1", False)]),
        ([rec(DAY, "3"), trade(2 * DAY, "-5")], []),
        ([rec(DAY, "3", opens=True)], []),
        ([rec(DAY, "0")], []),
    ],
    ids=[
        "another record makes no room",
        "a trade does",
        "what may open a position",
        "what says nothing",
    ],
)
def test_what_is_newer_than_the_last_reading_is_bounded_by_what_was_held(
    facts: list[Fact], answers: list[Any]
) -> None:
    assert Told([(0, "-2"), (60, "0"), (70, "0")], *facts).answers == answers


@pytest.mark.parametrize(
    ("readings", "facts", "left"),
    [
        ([(0, "-20"), (60, "-19"), (120, "-15")], [rec(DAY, "2"), rec(DAY + 1, "3")], []),
        ([(0, "-12"), (30, "-5"), (60, "-4"), (120, "0")],
         [rec(DAY, "2"), rec(DAY + 1, "3")], [(30, "7")]),
        ([(0, "-9"), (60, "-8"), (90, "-9"), (120, "-7")], [rec(DAY, "3")], [(90, "-1")]),
        ([(0, "-9"), (60, "-8"), (120, "-6")], [rec(60 + 3.5 * DAY, "3")], []),
        ([(0, "-9"), (60, "-8"), (120, "-6")], [rec(61 + 3.5 * DAY, "3")], [(60, "1"), (120, "2")]),
    ],
    ids=[
        "two of one day, in two steps",
        "and not of a third step as well",
        "what went back in between is another matter",
        "just a long weekend after the first",
        "later than that",
    ],
)  # fmt: skip
def test_what_is_newer_may_be_of_several_steps(
    readings: list[Reading], facts: list[Fact], left: list[Amount]
) -> None:
    assert Told(readings, *facts).left == left


# ---------------------------------------------------------------------------- of its own step


OWN = rec(30, "3")


@pytest.mark.parametrize(
    ("readings", "facts", "own", "left"),
    [
        (SHOWN_BEFORE, [rec(90, "3")], [rec(90, "3")], OPEN),
        ([(0, "-9"), (60, "-9"), (120, "-7")], [OWN], [OWN], [(60, "-3"), (120, "2")]),
        ([(0, "-9"), (60, "-9"), (120, "-7")], [OWN], [], [(60, "-1")]),
        ([(0, "-9"), (60, "-9"), (120, "-7")], [rec(30, "1"), rec(31, "2")], [rec(31, "2")],
         [(60, "-3"), (120, "2")]),
        ([(0, "-3"), (60, "-1"), (120, "0")], [OWN], [OWN], [(60, "-1"), (120, "1")]),
        ([(0, "-3"), (60, "-1"), (120, "0")], [OWN], [], []),
        (ALONE, [rec(DAY, "3")], [rec(DAY, "3")], [(60, "3")]),
    ],
    ids=[
        "of a change before",
        "of a part since",
        "which another record would be about",
        "one of two",
        "of the rest of it",
        "which another record would be about as well",
        "and one that is newer than the last reading",
    ],
)  # fmt: skip
def test_a_record_of_its_own_step_is_about_no_other(
    readings: list[Reading], facts: list[Fact], own: list[Fact], left: list[Amount]
) -> None:
    assert Told(readings, *facts, own=own).left == left


# ------------------------------------------------------------------------------- shown in part


def test_what_is_shown_in_part_since_leaves_the_rest_of_its_records() -> None:
    readings: list[Reading] = [(0, "-9"), (60, "-4"), (120, "-2")]
    facts = [trade(20, "5"), rec(30, "1"), rec(31, "4")]
    (step, _) = Told(readings, *facts).steps
    assert _figures(f.quantity for f in step.facts) == ["5", "3"]
    assert (step.quantity, step.whole) == (Decimal(-3), Decimal(-5))


def test_records_of_both_directions_say_nothing_of_how_much_is_missing() -> None:
    told = Told([(0, "-5"), (60, "-4")], rec(30, "3"), rec(31, "-1"))
    assert (told.left, told.answers) == ([(60, "-1")], [])
