"""Which night each record is of that names a day and not a time."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assignwatch.core.detect.nights import Slot, each_shown, in_their_nights
from assignwatch.core.detect.residual import Fact
from tests.core.builders import T0
from tests.core.detect.parts import count, fact

HOUR = 3_600.0
MIDNIGHT = -105 * HOUR
"""The first hour of the Monday before T0."""

Told = tuple[int, str]
"""A day, counted from that Monday, and how much its record says."""

Night = tuple[int, str]
"""A day before whose morning so much was found to have changed."""


def _slot(night: Night) -> Slot:
    day, moved = night
    at = MIDNIGHT + day * 24 * HOUR
    return count(at + 6 * HOUR, "-9", "-9", since=at + 5 * HOUR), Decimal(moved)


def _booked(told: Told) -> Fact:
    return fact(MIDNIGHT + told[0] * 24 * HOUR, told[1], booked=True)


def _day(one: Fact) -> tuple[int, int | None]:
    """The day of a record, and the one in whose morning it is found, if it was put there."""
    hours = (one.told_at - T0).total_seconds() - MIDNIGHT, (one.at - T0).total_seconds() - MIDNIGHT
    told, put = (int(seconds // (24 * HOUR)) for seconds in hours)
    return told, None if one.dated is None else put


@pytest.mark.parametrize(
    ("nights", "told", "found"),
    [
        ([(1, "3"), (2, "1")], [(0, "3"), (1, "1")], [(0, 1), (1, 2)]),
        ([(1, "3"), (2, "1")], [(1, "3"), (2, "1")], [(1, 1), (2, 2)]),
        ([(1, "2"), (2, "2")], [(0, "2"), (1, "2")], [(0, 1), (1, 2)]),
        ([(1, "1"), (2, "3")], [(0, "1"), (1, "3")], [(0, 1), (1, 2)]),
        ([(1, "3"), (2, "1")], [(1, "1")], [(1, 2)]),
        ([(1, "3"), (2, "2")], [(0, "1"), (0, "2"), (1, "2")], [(0, 1), (0, 1), (1, 2)]),
        ([(1, "5"), (2, "1")], [(0, "3"), (1, "1")], [(0, 1), (1, 2)]),
        ([(1, "3")], [(0, "3"), (1, "1")], [(0, 1), (1, None)]),
        ([(1, "3")], [(1, "1")], [(1, None)]),
        ([(1, "-3")], [(0, "3")], [(0, None)]),
        ([(7, "3"), (8, "1")], [(4, "3"), (7, "1")], [(4, 7), (7, 8)]),
        ([(3, "3")], [(0, "3")], [(0, None)]),
        ([(1, "3"), (2, "1")], [(2, "3"), (3, "1")], [(2, None), (3, None)]),
        ([(1, "0"), (2, "2")], [(1, "2")], [(1, 2)]),
    ],
    ids=[
        "booked for the day before",
        "booked for that day",
        "as many twice, in the order of their days",
        "the second is larger",
        "the other one is not told",
        "two of one day",
        "a part of what changed, where all of it is another's",
        "its night is not read yet",
        "no part of another while its night is not read yet",
        "of the other direction",
        "over a weekend",
        "not two days on",
        "not the morning before",
        "not where nothing changed",
    ],
)
def test_records_go_to_their_nights_together(
    nights: list[Night], told: list[Told], found: list[tuple[int, int | None]]
) -> None:
    slots = [_slot(night) for night in nights]
    records = [_booked(one) for one in told]
    assert [_day(one) for one in in_their_nights(slots, records, ())] == found


def test_what_the_first_reading_may_hold_is_left_out_unless_a_night_shows_it() -> None:
    slots, record = [_slot((1, "3")), _slot((2, "1"))], _booked((1, "1"))
    shown = in_their_nights(slots, [record], [_booked((0, "3"))])
    assert [_day(one) for one in shown] == [(0, 1), (1, 2)]
    held = in_their_nights(slots[1:], [record], [_booked((0, "3"))])
    assert [_day(one) for one in held] == [(1, 2)]


@pytest.mark.parametrize(
    ("nights", "told", "shown"),
    [
        ([(1, "2"), (2, "2")], [(0, "2"), (1, "2")], {0, 1}),
        ([(1, "2")], [(0, "2"), (1, "2")], {0}),
        ([(1, "3")], [(0, "2"), (0, "1")], {0, 1}),
        ([(1, "5")], [(0, "2")], set()),
        ([(1, "0")], [(0, "2")], set()),
    ],
    ids=["each of a night", "one night for two", "together", "of another size", "nothing changed"],
)
def test_a_record_has_a_change_of_its_own(
    nights: list[Night], told: list[Told], shown: set[int]
) -> None:
    assert each_shown([_slot(night) for night in nights], [_booked(one) for one in told]) == shown


def test_what_moved_in_the_evening_may_be_booked_for_the_day_after() -> None:
    evenings = [20 * HOUR + day * 24 * HOUR + MIDNIGHT for day in (0, 1)]
    slots = [
        (count(at, "-9", "-9", since=at - HOUR), Decimal(n))
        for at, n in zip(evenings, ("3", "1"), strict=True)
    ]
    found = in_their_nights(slots, [_booked((1, "3")), _booked((2, "1"))], ())
    assert [_day(one) for one in found] == [(1, 0), (2, 1)]


def test_a_record_of_its_own_step_stays_as_it_is() -> None:
    step = count(MIDNIGHT + 6 * HOUR, "-9", "-6", since=MIDNIGHT - HOUR)
    told = _booked((0, "3"))
    assert in_their_nights([(step, Decimal(3))], [told], ()) == [told]
