"""Of which contracts on record the leg is looked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.model import Leg
from assignwatch.core.words import Cause, Kind, Settlement
from tests.core.detect.callings import CRUDE, P100, record
from tests.core.detect.parts import STOCK, XYZ, option

LEG = Leg(XYZ, record(P100).change * 100, None)
FOUND: dict[str, Any] = {"legs": [LEG]}


def _with(**fields: Any) -> Record:
    return replace(record(P100), **fields)


@pytest.mark.parametrize(
    ("one", "sought"),
    [
        (record(P100), True),
        (record(P100, "-1"), True),
        (_with(kind=Kind.EXERCISED), True),
        (_with(kind=Kind.DELIVERED, contract=CRUDE), True),
        (_with(**FOUND), False),
        (_with(settled=True), False),
        (_with(counts=False), False),
        (record(P100, "0"), False),
        (record(P100, cause=Cause.EXPIRY), False),
        (_with(kind=Kind.CASH_SETTLED), False),
        (record(option("P100", settlement=Settlement.CASH)), False),
        (_with(contract=STOCK), False),
        (_with(contract=None), False),
    ],
    ids=[
        "called",
        "of what was held long",
        "exercised",
        "delivered",
        "its leg is on record",
        "told in an earlier balance",
        "told by another list as well",
        "money alone",
        "expired",
        "settled in cash",
        "of a contract that delivers nothing",
        "of what is no contract",
        "of what nobody knows",
    ],
)
def test_the_leg_of_a_contract_that_was_called_is_looked_for(one: Record, *, sought: bool) -> None:
    assert list(Lane([one], [], []).looking()) == ([0] if sought else [])


def test_each_is_told_by_its_place() -> None:
    one, found = record(P100), _with(**FOUND)
    assert list(Lane([found, one, found, one], [one], [one]).looking()) == [1, 3]
