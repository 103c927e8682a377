"""Assigned and exercised of one thing: two incidents of an option, one of what nobody described."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest

from assignwatch.core.observations import Booking
from assignwatch.core.words import Cause
from tests.core.builders import Run, booking

BOOKED = [
    booking("-3", Cause.ASSIGNMENT, id="a"),
    booking("0.4", Cause.ASSIGNMENT, id="b"),
    booking("-3", Cause.EXERCISE, id="c"),
]


@pytest.mark.parametrize(
    "order", list(permutations(BOOKED)), ids=lambda order: "".join(b.id for b in order)
)
def test_records_of_a_thing_that_nobody_described_are_one_incident_in_any_order(
    order: Sequence[Booking],
) -> None:
    run = Run()
    for booked in order:
        run.take(booked)
    [incident] = run.state.incidents.values()
    assert [str(leg.quantity) for leg in incident.latest.legs] == ["-5.6"]
