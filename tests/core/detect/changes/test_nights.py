"""Which night each record is of that names a day and not a time."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assignwatch.core.detect.changes.nights import Slot, each_shown, in_their_nights
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
        ([(1, "3"), (2, "1")], [(2, "3"), (3, "1")], [(2, 2), (3, None)]),
        ([(1, "0"), (2, "2")], [(1, "2")], [(1, 2)]),
        ([(1, "0"), (5, "2")], [(1, "2")], [(1, None)]),
        ([(1, "2"), (5, "0")], [(0, "2"), (1, "1")], [(0, 1), (1, None)]),
        ([(1, "2"), (2, "2")], [(1, "2")], [(1, 1)]),
        ([(5, "3")], [(7, "3")], [(7, 5)]),
        ([(1, "0.5")], [(0, "0.5")], [(0, 1)]),
        (
            [(1, "-6"), (2, "1"), (9, "0")],
            [(1, "1"), *[(1, "-1")] * 6],
            [(1, None), *[(1, 1)] * 6],
        ),
        ([(1, "2"), (5, "0")], [(4, "3"), (1, "3")], [(1, 1), (4, None)]),
        ([(5, "2")], [(5, "3")], [(5, 5)]),
        ([(1, "2"), (2, "-1")], [(1, "3"), (1, "-1")], [(1, 1), (1, 1)]),
        ([(1, "2"), (2, "-1")], [(1, "-1"), (1, "3")], [(1, 1), (1, 1)]),
        ([(1, "2"), (2, "-1")], [(0, "3"), (1, "-1")], [(0, 1), (1, 2)]),
        ([(1, "2"), (2, "-1")], [(1, "4"), (1, "-1")], [(1, 1), (1, 2)]),
        ([(5, "2")], [(5, "2"), (5, "1")], [(5, 5), (5, None)]),
        ([(5, "3")], [(5, "2")], [(5, None)]),
        ([(1, "1"), (2, "3")], [(1, "1")] * 3, [(1, 2)] * 3),
        ([(1, "1"), (2, "1"), (3, "3")], [(2, "1")] * 3, [(2, 3)] * 3),
        (
            [(1, "1"), (2, "3"), (3, "1")],
            [*[(1, "1")] * 3, (2, "1")],
            [*[(1, 2)] * 3, (2, 3)],
        ),
        ([(1, "1"), (2, "2")], [(0, "1"), (1, "1"), (1, "1")], [(0, 1), (1, 2), (1, 2)]),
        ([(1, "1"), (2, "2")], [(1, "1")] * 3, [(1, 1), (1, 2), (1, 2)]),
        ([(0, "1"), (1, "2"), (2, "1")], [(0, "1"), (1, "1"), (1, "1")], [(0, 0), (1, 1), (1, 1)]),
        ([(1, "0.5"), (9, "0")], [(1, "0.7")], [(1, 1)]),
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
        "not there though it is of no other",
        "more than what changed",
        "the nearer of two",
        "on Saturday already",
        "a part of one",
        "the one that leaves more without",
        "more than its night shows, and another later",
        "more than its night shows so far",
        "some of a day went the other way",
        "whichever was told first",
        "each of its own day",
        "not where that is not what it shows",
        "just what its night shows, and one that is not read yet",
        "less than its night shows",
        "lots of one day are of one night",
        "though one more night is told by nothing",
        "and those of the next day of another night",
        "those of two days are of two nights",
        "unless only two nights show that many",
        "nor where the night before takes one of the day before",
        "more than a part of one",
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
        ([], [(0, "2")], set()),
        ([(1, "2"), (2, "1")], [(1, "1"), (0, "2")], {0, 1}),
    ],
    ids=[
        "each of a night",
        "one night for two",
        "together",
        "of another size",
        "nothing changed",
        "nothing was read",
        "told in another order",
    ],
)
def test_a_record_has_a_change_of_its_own(
    nights: list[Night], told: list[Told], shown: set[int]
) -> None:
    assert each_shown([_slot(night) for night in nights], [_booked(one) for one in told]) == shown


def _at(hours: float, moved: str, since: float | None = None) -> Slot:
    """A step that was read so many hours after that Monday began."""
    begins = hours - 1 if since is None else since
    read = count(MIDNIGHT + hours * HOUR, "-9", "-9", since=MIDNIGHT + begins * HOUR)
    return read, Decimal(moved)


@pytest.mark.parametrize(
    ("slots", "told", "found"),
    [
        ([_at(20, "3"), _at(44, "1")], [(1, "3"), (2, "1")], [(1, 0), (2, 1)]),
        ([_at(44, "2")], [(1, "2"), (2, "2")], [(1, 1), (2, None)]),
        ([_at(44, "5"), _at(54, "5"), _at(99, "0")], [(1, "1"), (2, "1")], [(1, 1), (2, 2)]),
        ([_at(20, "3"), _at(49, "1")], [(1, "1")] * 3, [(1, 0)] * 3),
        ([_at(26, "0.25"), _at(30, "0.25")], [(1, "0.5")], [(1, None)]),
        ([_at(26, "0.2"), _at(30, "0.2")], [(1, "0.5")], [(1, 1)]),
        ([_at(26, "1"), _at(30, "1")], [(1, "2"), (2, "2")], [(1, None), (2, None)]),
        ([_at(48, "2"), _at(54, "2")], [(2, "2")], [(2, None)]),
        ([_at(30, "2"), _at(48, "0")], [(0, "2"), (1, "2")], [(0, None), (1, 1)]),
    ],
    ids=[
        "the evening before",
        "rather of that evening than of the next day",
        "each after its day began",
        "rather all of a day than some of them later",
        "no more than was seen may be another's",
        "more than was seen is rather of that",
        "what another day's say is not of it",
        "as the day begins is not before it",
        "all of the day is read",
    ],
)
def test_what_moved_in_the_evening_may_be_booked_for_the_day_after(
    slots: list[Slot], told: list[Told], found: list[tuple[int, int | None]]
) -> None:
    records = [_booked(one) for one in told]
    assert [_day(one) for one in in_their_nights(slots, records, ())] == found


def test_no_record_is_of_a_night_in_which_nothing_changed() -> None:
    slots = [_at(30, "0"), _at(44, "2"), _at(99, "0")]
    assert each_shown(slots, [_booked((1, "2")), _booked((2, "2"))]) == {0}


@pytest.mark.parametrize(
    ("since", "read", "may_be"),
    [(0, 12, False), (0, 12.1, True), (60, 61, True), (71.9, 72, True), (72, 73, False)],
)
def test_a_night_goes_from_noon_to_noon_and_is_read_that_day(
    since: float, read: float, may_be: bool
) -> None:
    (found,) = in_their_nights([_at(read, "2", since)], [_booked((1, "2"))], ())
    assert (found.dated is not None) is may_be


def test_what_follows_what_others_tell_of_a_reading_is_left_for_the_end_of_its_day() -> None:
    """Of an account that is read in the evening alone: its own night may not be read yet."""
    evening, last = _at(44, "2", since=20), _at(50, "0", since=44)
    first, second, part = _booked((0, "2")), _booked((1, "2")), _booked((1, "1"))
    assert in_their_nights([evening], [first, second], ())[1] == second.at_its_end
    assert in_their_nights([evening, last], [first, second], ())[1] == second, "it is read"
    assert in_their_nights([evening], [part], ()) == [part], "no other tells that reading"


MANY = [(10 + i, "1") for i in range(64)]
"""Records of days on which nothing changed."""


def test_of_many_records_only_the_latest_are_put_to_nights() -> None:
    slots, early, later = [_slot((1, "3"))], _booked((0, "3")), [_booked(one) for one in MANY]
    assert in_their_nights(slots, [early, *later[1:]], ())[0].dated == early.at
    assert in_their_nights(slots, [early, *later], ()) == [early, *later]
    assert in_their_nights(slots, later, [early]) == later
    assert each_shown(slots, [early, *later[1:]]) == {0}
    assert each_shown(slots, [early, *later]) == set()


def test_a_record_of_its_own_step_stays_as_it_is() -> None:
    told = _booked((0, "3"))
    for read, since in ((6, -1), (0, -1)):
        assert in_their_nights([_at(read, "3", since)], [told], ()) == [told]
    (found,) = in_their_nights([_at(6, "3", 0)], [told], ())
    assert found.dated == told.at, "what a reading begins with is of the one before"
