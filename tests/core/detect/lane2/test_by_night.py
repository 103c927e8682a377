"""A contract that went in several nights and was matched as one is told night by night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from assignwatch.core.detect.lane2.by_night import by_night
from assignwatch.core.detect.matching.parts import as_one
from assignwatch.core.detect.matching.ways import Claim
from tests.core.builders import after
from tests.core.detect.callings import P100, gone
from tests.core.detect.matched_legs import booked
from tests.core.detect.parts import XYZ, residual

HOUR = 3_600.0
DAY = 24 * HOUR

Step = tuple[float, str]
"""After how many hours a reading showed so much of it."""


def _claim(*steps: Step) -> Claim:
    seen = [residual(P100, n, at=at * HOUR, since=(at - 1) * HOUR) for at, n in steps]
    whole = as_one(seen)
    return replace(gone(P100, f"{whole.quantity}"), at=whole.at, residual=whole)


@pytest.mark.parametrize(
    ("steps", "units", "nights"),
    [
        ([(1, "2"), (25, "1")], "3", [(1, 2), (25, 1)]),
        ([(1, "2"), (3, "1"), (25, "1")], "4", [(3, 3), (25, 1)]),
        ([(1, "1"), (13, "1"), (14, "1")], "3", [(13, 2), (14, 1)]),
        ([(1, "1"), (14, "1"), (26, "1")], "3", [(1, 1), (26, 2)]),
        ([(1, "1"), (25, "1"), (49, "1")], "3", [(1, 1), (25, 1), (49, 1)]),
        ([(1, "-2"), (25, "-1")], "3", [(1, 2), (25, 1)]),
        ([(1, "2"), (25, "2")], "3", [(1, 2), (25, 1)]),
        ([(1, "2"), (25, "1")], "2", [(1, 2)]),
        ([(1, "2"), (25, "1")], "1", [(1, 1)]),
    ],
    ids=[
        "two nights",
        "several readings of one",
        "half a day after its first reading it is over",
        "each begins with its own first reading",
        "three",
        "of what was held long",
        "some of the second",
        "all of the first alone",
        "some of the first alone",
    ],
)
def test_each_night_took_what_its_steps_show_the_earliest_first(
    steps: Sequence[Step], units: str, nights: list[tuple[int, int]]
) -> None:
    told = [(part.at, n) for part, n in by_night(_claim(*steps), Decimal(units))]
    assert told == [(after(hours * HOUR), Decimal(n)) for hours, n in nights]


def test_the_part_of_a_night_is_all_that_went_in_it() -> None:
    claim = _claim((1, "2"), (2, "1"), (25, "2"))
    (first, _), (second, units) = by_night(claim, Decimal(4))
    assert units == 1
    for part, change in ((first, 3), (second, 2)):
        assert part.change == change
        assert part.effect == {XYZ: Decimal(100 * change)}
    assert first.span == (after(0), after(2 * HOUR))
    assert second.span == (after(DAY), after(DAY + HOUR))
    for part in (first, second):
        again = replace(part, change=claim.change, effect=claim.effect, at=claim.at)
        assert replace(again, residual=claim.residual) == claim, "else it is as it was"


@pytest.mark.parametrize(
    "claim",
    [_claim((1, "3")), _claim((1, "2"), (13, "1")), booked(P100, "3")],
    ids=["one reading", "one night", "on record, and never seen"],
)
def test_what_went_in_one_night_is_told_as_it_is(claim: Claim) -> None:
    ((same, units),) = by_night(claim, Decimal(2))
    assert same is claim
    assert units == 2
