"""What a residual is: a change, or a record that no change shows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from assignwatch.core.detect.residual import Fact, rounded
from tests.core.detect.parts import XYZ, fact, residual

RECORD, TRADE = fact(30, "2", booked=True), fact(30, "2")


@pytest.mark.parametrize(
    ("price", "written"),
    [
        ("10.666666666666", "10.66666667"),
        ("10.666666664", "10.66666666"),
        ("60.00", "60"),
        ("-0.000000001", "0"),
    ],
    ids=["up", "down", "without needless zeros", "nothing has no sign"],
)
def test_a_price_is_rounded_to_eight_decimals(price: str, written: str) -> None:
    assert str(rounded(Decimal(price))) == written


def test_the_position_as_it_should_have_been_read() -> None:
    assert residual(XYZ, "-2", after_="5").expected == 7


@pytest.mark.parametrize(
    ("quantity", "facts", "unanswered", "denied"),
    [
        ("-2", [RECORD], True, True),
        ("-1", [RECORD], True, False),
        ("-0.5", [fact(30, "0.6", booked=True)], True, False),
        ("-3", [RECORD], False, False),
        ("2", [RECORD], False, False),
        ("0.1", [fact(30, "0.5", booked=True)], False, False),
        ("-2", [TRADE], True, False),
        ("-4", [RECORD, RECORD], True, True),
        ("-2", [RECORD, RECORD], True, True),
        ("-2", [RECORD, TRADE], True, True),
        ("-4", [RECORD, TRADE], True, False),
        ("-2", [], False, False),
        ("0", [], False, False),
        ("0", [RECORD], False, False),
    ],
    ids=[
        "a record that it does not show",
        "a part of one",
        "a part of less than one",
        "more than is on record",
        "as much again",
        "a little more the same way",
        "a trade that it does not show",
        "two records",
        "one of two records",
        "a record, and not the trade",
        "a record and a trade",
        "nothing is on record",
        "nothing at all",
        "nothing is open",
    ],
)
def test_it_is_a_record_that_the_position_does_not_show(
    quantity: str, facts: list[Fact], unanswered: bool, denied: bool
) -> None:
    found = residual(XYZ, quantity, facts=tuple(facts))
    assert (found.unanswered, found.denied) == (unanswered, denied)


@pytest.mark.parametrize(
    ("quantity", "after_", "traded", "closes"),
    [
        ("2", "0", "0", True),
        ("2", "-1", "0", True),
        ("2", "1", "0", False),
        ("-2", "-1", "0", False),
        ("0.5", "0", "0", True),
        ("-0.5", "0", "0", True),
        ("-0.5", "-0.5", "0", False),
        ("2", "0", "-2", True),
        ("2", "0", "2", True),
        ("2", "4", "3", False),
    ],
    ids=[
        "all of a short position",
        "a part of it",
        "past zero",
        "past zero, of a long one",
        "half a coin that was owed",
        "half a coin that was held",
        "what opens a position",
        "what was sold before it in the same step",
        "what was bought back after it",
        "more than that",
    ],
)
def test_it_closes_what_was_held_at_some_time_of_its_step(
    quantity: str, after_: str, traded: str, closes: bool
) -> None:
    moved = Decimal(quantity) + Decimal(traded)
    found = residual(XYZ, quantity, after_=after_, facts=(fact(30, traded),))
    assert replace(found, before=found.after - moved).closes is closes


def test_a_share_of_a_change_still_says_how_all_of_it_changed() -> None:
    whole = residual(XYZ, "2")
    assert whole.share(Decimal(1)).quantity == 1
    assert whole.share(Decimal(1)).expected == -2
    assert whole.share(Decimal(2)) == whole
    assert whole.part(Decimal(1)).expected == -1
