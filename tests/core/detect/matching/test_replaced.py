"""Whether an option is gone because another of its kind stands in its place (notes 2, row 10)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assignwatch.core.detect.matching.parts import is_replaced
from assignwatch.core.detect.residual import Residual
from tests.core.detect.parts import known, option, residual

P100, P95, C95 = option("P100"), option("P95"), option("C95")
GONE = residual(P100, "2")


@pytest.mark.parametrize(
    ("gone", "came", "replaced"),
    [
        (GONE, residual(P95, "-2", after_="-2"), True),
        (GONE, residual(P95, "-4", after_="-4"), True),
        (GONE, residual(C95, "-2", after_="-2"), False),
        (GONE, residual(P95, "-2", after_="-3"), False),
        (GONE, residual(P95, "-2", after_="-2", at=120), False),
        (GONE, residual(P95, "2", after_="2"), False),
        (GONE, residual(P95, "-3", after_="1", before=Decimal()), False),
        (residual(P100, "2", after_="-1"), residual(P95, "-2", after_="-2"), False),
    ],
    ids=[
        "by as many of another strike",
        "by as many as a split made of it",
        "a call is no put",
        "it was held before",
        "with another reading",
        "the other way round",
        "bought in between, and less than that is there",
        "not all of it is gone",
    ],
)
def test_what_came_with_the_reading_that_lacks_it_stands_in_its_place(
    gone: Residual, came: Residual, *, replaced: bool
) -> None:
    state = known(P100, P95, C95)
    assert is_replaced(gone, {came.instrument: [came]}, state) is replaced
