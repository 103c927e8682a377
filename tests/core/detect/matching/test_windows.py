"""Which records a window of readings may be about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assignwatch.core.detect.matching.windows import Window
from tests.core.builders import after
from tests.core.detect.matched_legs import booked
from tests.core.detect.parts import XYZ, option, residual

HOUR = 3_600.0
LEG = residual(XYZ, "100", at=HOUR)
RECORD = booked(option("P100"), "1", at=20 * HOUR)


def _holds(first: float, **fields: Any) -> bool:
    window = Window(after(first * HOUR), after(21 * HOUR), after(0))
    return window.holds(replace(RECORD, **fields), [LEG])


@pytest.mark.parametrize("first", [1, 7.9, 8, 20])
def test_the_rest_of_a_record_came_in_the_night_of_its_first_part_or_since(first: float) -> None:
    assert _holds(first)
    assert _holds(first, is_rest=True) is (first >= 8)


def test_that_night_is_the_one_that_showed_it() -> None:
    assert _holds(12, is_rest=True)
    assert _holds(12, is_rest=True, shown_at=after(21 * HOUR))
    assert not _holds(8.5, is_rest=True, shown_at=after(21 * HOUR))
