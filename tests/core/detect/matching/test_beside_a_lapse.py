"""A record that says a contract lapsed: what is matched before it, and what goes on beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assignwatch.core.detect.matching.ways import Claim
from tests.core.detect.matched_legs import booked, matched, told
from tests.core.detect.parts import STOCK, TODAY, XYZ, known, named, option, residual

DAY = 86_400.0
P100, P110 = option("P100"), option("P110")
LAPSED = option("P95", expiry=TODAY)
TWIN = replace(option("P95"), id=named("P95 of the week after"))
STATE = known(STOCK, P100, P110, LAPSED, TWIN)
RECORD = replace(booked(LAPSED, "2", 1), certain=False)


def _part(contracts: str) -> Claim:
    """A record of so many calls that a reading has shown in part, and whose rest may follow."""
    return replace(booked(P100, contracts), follows=True, partly=True)


@pytest.mark.parametrize(
    ("price", "used", "left"),
    [("95", [{"P95": "2"}], {}), ("96", [], {"XYZ": "200"}), (None, [], {"XYZ": "200"})],
    ids=["its price was paid", "another price", "no price is known"],
)
def test_it_was_called_all_the_same_where_the_price_says_so(
    price: str | None, used: list[dict[str, str]], left: dict[str, str]
) -> None:
    found = matched(STATE, [residual(XYZ, "200", price=price)], booked=[RECORD])
    assert told(found) == (used, left)


@pytest.mark.parametrize(
    ("at", "since", "goes_before"),
    [(60, 0, True), (3600, 0, True), (3600, 3000, False), (2 * DAY, DAY, False)],
    ids=[
        "the shares came at once",
        "perhaps at once",
        "they came an hour later",
        "they came days later",
    ],
)
def test_what_went_without_a_record_when_its_leg_came_goes_before_it(
    at: float, since: float, *, goes_before: bool
) -> None:
    """Another put of the same strike is gone: that which was booked as lapsed did lapse."""
    changes = [residual(TWIN, "2"), residual(XYZ, "200", at=at, since=since, price="95")]
    found = told(matched(STATE, changes, booked=[RECORD]))
    other = ([{"P95": "2"}], {"P95 of the week after": "2"})
    assert found == (([{"P95 of the week after": "2"}], {}) if goes_before else other)


@pytest.mark.parametrize("records", [[], [RECORD]], ids=["by itself", "beside a lapse"])
def test_the_rest_of_a_record_is_looked_for_on(records: list[Claim]) -> None:
    """Its last leg came with that of another contract, and a day after that one was gone."""
    changes = [
        residual(XYZ, "200", at=60, price="100"),
        residual(P110, "1", at=120, since=60),
        residual(XYZ, "200", at=120 + DAY, since=DAY, price="105"),
    ]
    found = matched(STATE, changes, booked=[_part("3"), *records])
    assert told(found) == ([{"P100": "2"}, {"P100": "1", "P110": "1"}], {})


@pytest.mark.parametrize("records", [[], [RECORD]], ids=["by itself", "beside a lapse"])
def test_a_record_whose_leg_was_found_has_no_other(records: list[Claim]) -> None:
    changes = [residual(XYZ, "200", at=60), residual(XYZ, "200", at=120, since=60)]
    found = matched(STATE, changes, booked=[booked(P100, "2"), *records])
    assert told(found) == ([{"P100": "2"}], {"XYZ": "200"})
