"""What one reading alone showed, and what keeps it from being taken for that."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assignwatch.core.detect.matching.flicker import flickers, turned_back
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument, InstrumentId
from tests.core.detect.matched_legs import booked
from tests.core.detect.parts import NEWCO, XYZ, option, residual

DAY = 86_400.0
PUT, OTHER = option("P100"), option("P95")


def _seen(
    what: Instrument | InstrumentId, quantity: str, at: float = 60, since: float = 0
) -> Residual:
    return residual(what, quantity, at=at, since=since)


CAME, BACK = _seen(PUT, "1"), _seen(PUT, "-1", 120, 60)
LEG, RETURNED = _seen(XYZ, "100"), _seen(XYZ, "-100", 120, 60)


def _never(_: Sequence[Residual]) -> bool:
    return False


@pytest.mark.parametrize(
    ("left", "found"),
    [
        ([CAME, BACK], [CAME, BACK]),
        ([BACK, CAME], [CAME, BACK]),
        ([CAME], []),
        ([CAME, _seen(PUT, "-2", 120, 60)], []),
        ([CAME, _seen(PUT, "1", 120, 60)], []),
        ([CAME, _seen(PUT, "-1", 180, 120)], []),
        ([CAME, _seen(OTHER, "-1", 120, 60)], []),
        ([CAME, BACK, _seen(PUT, "1", 180, 120)], [CAME, BACK]),
        (
            [CAME, _seen(PUT, "2", 120, 60), BACK],
            [CAME, BACK],
        ),
        ([CAME, residual(PUT, "-1", at=120, since=60, record="0")], []),
        ([CAME, BACK, _seen(XYZ, "5", 60 + DAY, DAY)], []),
        ([CAME, BACK, _seen(XYZ, "5", 60 - DAY, -DAY)], []),
        ([CAME, BACK, _seen(XYZ, "5", 61 + DAY, DAY)], [CAME, BACK]),
        ([CAME, BACK, _seen(XYZ, "5", 59 - DAY, -DAY)], [CAME, BACK]),
        ([CAME, BACK, _seen(PUT, "5", 600, 540)], [CAME, BACK]),
        ([CAME, BACK, residual(XYZ, "100", at=60, record="0")], []),
    ],
    ids=[
        "there and back",
        "in whatever order they are told",
        "not back",
        "more of it back",
        "the same again",
        "back with the reading after",
        "another went back",
        "there again",
        "more of it there",
        "a record took it back",
        "something moved a day after",
        "something moved a day before",
        "longer after",
        "longer before",
        "more of it moved the same day",
        "a record of something else",
    ],
)
def test_what_the_next_reading_turned_back_was_not_there(
    left: list[Residual], found: list[Residual]
) -> None:
    assert flickers(left, (), _never) == found


@pytest.mark.parametrize(
    ("at", "is_flicker"),
    [(60, False), (60 + DAY, False), (60 - DAY, False), (61 + DAY, True), (59 - DAY, True)],
)
def test_near_a_record_that_looks_for_its_leg_it_may_be_that(
    at: float, *, is_flicker: bool
) -> None:
    claim = booked(OTHER, "1", at=at)
    assert flickers([CAME, BACK], [claim], _never) == ([CAME, BACK] if is_flicker else [])


@pytest.mark.parametrize("certain", [True, False])
def test_what_went_and_came_with_its_legs_may_be_a_call_until_its_return_is_certain(
    *, certain: bool
) -> None:
    asked: list[list[Residual]] = []

    def is_certain(back: Sequence[Residual]) -> bool:
        asked.append(list(back))
        return certain

    found = flickers([CAME, LEG, BACK, RETURNED], (), is_certain)
    assert found == ([CAME, BACK, LEG, RETURNED] if certain else [])
    assert asked == [[BACK, RETURNED]]


def test_two_of_two_days_are_each_by_themselves() -> None:
    later = [_seen(NEWCO, "7", at, at - 60) for at in (3 * DAY,)]
    gone = [_seen(NEWCO, "-7", 3 * DAY + 60, 3 * DAY)]
    assert flickers([CAME, BACK, *later, *gone], (), _never) == [CAME, BACK, *later, *gone]


def test_what_turned_one_back_is_turned_back_by_no_third() -> None:
    third = _seen(PUT, "1", 180, 120)
    assert list(turned_back([CAME, BACK, third])) == [(CAME, BACK)]
    fourth = _seen(PUT, "-1", 240, 180)
    assert list(turned_back([CAME, BACK, third, fourth])) == [(CAME, BACK), (third, fourth)]
