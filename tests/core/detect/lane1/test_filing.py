"""Under which incident each record of a group goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.incidents.identity import incident_id
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.events import Concluded, Consumption
from assignwatch.core.model import Leg
from assignwatch.core.words import Cause, Family, Grade, Kind
from tests.core.builders import ACCOUNT, booking
from tests.core.detect.filings import (
    HELD,
    NEXT,
    OWN,
    READ,
    RECORDED,
    a_record,
    as_seen,
    as_told,
    day_id,
    filed_under,
)
from tests.core.detect.judging import DAY, KEY, OTHER, PUT, version

# ------------------------------------------------------------------------- records of one day


def test_each_is_filed_under_its_own_date_where_nothing_else_is_known() -> None:
    late = a_record("b2", at=DAY)
    assert filed_under(a_record(), late) == {"b1": OWN, "b2": NEXT}


def test_those_that_count_come_first() -> None:
    records = [a_record(f"b{i}", counts=counts) for i, counts in enumerate([False, True, False])]
    assert list(filed_under(*records, a_record("b3"))) == ["b1", "b3", "b0", "b2"]


MANY: dict[str, Any] = {"contracts": "9", "consumes": (Consumption(KEY, Decimal(9), ()),)}
"""More than any of the records say."""
SHOWN, SHOWN_BEFORE = as_told(**MANY), as_told(day_id(-2), (-60, 0), **MANY)


@pytest.mark.parametrize(
    ("first", "follows"),
    [
        (a_record(at=60), True),
        (a_record(at=60, counts=False), False),
        (a_record(at=60, key=OTHER), False),
        (a_record(at=60, kind=Kind.LIQUIDATED), False),
        (a_record(at=DAY, shown=60), False),
        (a_record(at=61), False),
    ],
    ids=[
        "one of them is of what was seen",
        "but it is another list's word for it",
        "of another position",
        "of another family",
        "of another day",
        "none of them is",
    ],
)
def test_records_of_one_day_go_where_one_of_them_has_joined(
    first: Record, *, follows: bool
) -> None:
    found = filed_under(a_record("b0", at=90), first, told=[SHOWN])
    assert found["b0"] == (READ if follows else OWN)


def test_where_several_have_joined_others_the_first_is_followed() -> None:
    told = [SHOWN_BEFORE, SHOWN]
    earlier, later = a_record("b1", at=0, shown=0), a_record("b2", at=60)
    found = filed_under(earlier, later, a_record("b3", at=90), told=told)
    assert found == {"b1": day_id(-2), "b2": READ, "b3": day_id(-2)}


LEGS = (Leg(PUT.id, Decimal(1), None),)


def test_a_record_goes_where_positions_tell_the_rest_of_its_change() -> None:
    rest = as_seen(legs=LEGS)
    assert filed_under(a_record(at=60), seen=[rest]) == {"b1": READ}
    assert filed_under(a_record(at=61), seen=[rest]) == {"b1": OWN}
    joined = a_record("b2", at=0, shown=0)
    both = filed_under(a_record(at=60), joined, told=[SHOWN_BEFORE], seen=[rest])
    assert both == {"b1": day_id(-2), "b2": day_id(-2)}, "or rather with the others of its day"


@pytest.mark.parametrize(
    ("second", "whole"),
    [
        (a_record("b2", "2", at=90), True),
        (a_record("b2", "1", at=90), False),
        (a_record("b2", "2", at=DAY), False),
        (a_record("b2", "2", at=90, key=OTHER), False),
        (a_record("b2", "2", at=90, counts=False), False),
    ],
    ids=[
        "all that was seen",
        "less",
        "of two days",
        "of two positions",
        "the second is told by another list",
    ],
)
def test_what_was_told_whole_may_be_booked_in_parts(second: Record, *, whole: bool) -> None:
    seen = as_told(contracts="3", consumes=(Consumption(KEY, Decimal(3), ()),))
    assert filed_under(a_record(at=90), second, told=[seen])["b1"] == (READ if whole else OWN)


@pytest.mark.parametrize(
    ("other", "follows"),
    [
        ({}, True),
        ({"at": 3_600.0}, True),
        ({"at": DAY}, False),
        ({"cause": Cause.EXERCISE}, False),
        ({"key": OTHER}, False),
    ],
    ids=["the same day", "another hour", "another day", "another cause", "another position"],
)
def test_what_another_list_counts_goes_where_that_one_goes(
    other: dict[str, Any], *, follows: bool
) -> None:
    counts, tells = a_record("b1"), a_record("b2", counts=False, **other)
    found = filed_under(tells, counts, counted=[("b1", day_id(-3)), ("b2", day_id(-4))])
    assert found == {"b1": day_id(-3), "b2": day_id(-3 if follows else -4)}


def test_it_goes_with_the_first_of_several_that_count() -> None:
    records = a_record("b3", counts=False), a_record("b1"), a_record("b2")
    found = filed_under(*records, counted=[("b1", day_id(-3)), ("b2", day_id(-4))])
    assert found == {"b1": day_id(-3), "b2": day_id(-4), "b3": day_id(-3)}


# ----------------------------------------------------------------------------- what was seen alone


WITHDRAWN = as_told(READ, (0, 60), Grade.RETRACTED)


@pytest.mark.parametrize(
    ("told", "record", "name"),
    [
        (WITHDRAWN, a_record(at=60), READ),
        (WITHDRAWN, a_record(at=0), OWN),
        (WITHDRAWN, a_record(at=61), OWN),
        (WITHDRAWN, a_record(quantity="2", at=60), OWN),
        (WITHDRAWN, a_record(quantity="-1", at=60), READ),
        (WITHDRAWN, a_record(at=60, key=OTHER), day_id(0, OTHER)),
        (WITHDRAWN, a_record(at=60, kind=Kind.LIQUIDATED), day_id(0, family=Family.FORCED)),
        (as_told(day_id(-5), (0, 60), Grade.EXPLAINED), a_record(at=60), day_id(-5)),
        (as_told(day_id(-6), (0, 60), Grade.EXPLAINED), a_record(at=60), OWN),
        (as_told(READ, (0, 60), Grade.RETRACTED, occurred=None), a_record(at=60), OWN),
        (as_told(READ, (0, 60), consumes=RECORDED), a_record(at=60), OWN),
    ],
    ids=[
        "of just this change",
        "read before",
        "read afterwards",
        "of more",
        "of as many",
        "of another position",
        "of another family",
        "some days before",
        "long before",
        "of nobody knows when",
        "that stands",
    ],
)
def test_a_record_is_filed_under_what_was_taken_back_before_it_was_told(
    told: Concluded, record: Record, name: str
) -> None:
    assert filed_under(record, told=[told]) == {"b1": name}


@pytest.mark.parametrize(
    ("day", "shown", "name"),
    [(1, 60, NEXT), (1, None, OWN), (1, 61, OWN), (2, 60, OWN)],
    ids=["its reading showed it", "none did", "another one did", "dated longer after"],
)
def test_what_was_taken_back_may_be_dated_the_day_after(
    day: int, shown: float | None, name: str
) -> None:
    told = as_told(day_id(day), (1, 60), Grade.RETRACTED)
    assert filed_under(a_record(at=0, shown=shown), told=[told]) == {"b1": name}


def test_the_latest_of_those_that_were_taken_back_goes_first() -> None:
    told = [as_told(day_id(day), (0, 60), Grade.RETRACTED) for day in (-4, -1, -3)]
    assert filed_under(a_record(at=60), told=told) == {"b1": READ}


def test_not_where_its_own_date_is_known_or_it_has_joined_another_one() -> None:
    known = as_told(OWN, (0, 60), consumes=RECORDED)
    assert filed_under(a_record(at=60), told=[WITHDRAWN, known]) == {"b1": OWN}
    assert filed_under(a_record(at=60), told=[WITHDRAWN], counted=[("b1", NEXT)]) == {"b1": NEXT}


def test_the_calendar_has_a_beginning() -> None:
    first = datetime.min.replace(tzinfo=UTC)
    second = first + timedelta(days=1)
    names = [incident_id(ACCOUNT, KEY, Family.CALLED, at.date()) for at in (first, second)]
    gone = version(Grade.RETRACTED, incident=names[0], occurred=(first, second))
    told = booking("1", Cause.ASSIGNMENT, id="b1", instrument=PUT.id, at=second)
    record = a_record(happening=Happening((told,)))
    assert filed_under(record) == {"b1": names[1]}
    assert filed_under(record, told=[gone]) == {"b1": names[0]}


@pytest.mark.parametrize(
    ("span", "shown", "told", "stays"),
    [
        ((0, 60), 120, [], False),
        ((0, 60), None, [], False),
        ((60, 120), 120, [], True),
        ((120, 180), 120, [], False),
        ((0, 119), 120, [], False),
        ((0, 60), 120, [as_told(span=(60, 120), consumes=RECORDED)], False),
        ((0, 60), 120, [as_told(span=(60, 120)), as_told(consumes=RECORDED)], True),
        ((0, 60), 120, [as_told(span=(120, 180)), as_told(consumes=RECORDED)], False),
        ((0, 60), 120, [as_told(span=(60, 119)), as_told(consumes=RECORDED)], False),
        ((0, 60), 120, [as_told(occurred=None)], False),
        (
            (0, 60),
            120,
            [
                as_told(span=(60, 120), consumes=(*HELD, Consumption(OTHER, Decimal(1), ("leg",)))),
                as_told(consumes=RECORDED),
            ],
            True,
        ),
    ],
    ids=[
        "of a reading before",
        "of a reading before its date",
        "of the same reading",
        "of the next one",
        "of the last one",
        "a record told it of that time",
        "positions told it of that time first",
        "they told it of the time after",
        "they told it of the time before",
        "nobody knows of when it was told",
        "positions told it, and a record of its leg",
    ],
)
def test_a_record_leaves_what_positions_tell_of_another_time(
    span: tuple[float, float], shown: float | None, told: list[Concluded], *, stays: bool
) -> None:
    seen, held = [as_seen(span=span)], [("b1", READ)]
    shows = a_record(at=90, shown=shown, in_time=True)
    assert filed_under(shows, told=told, counted=held, seen=seen) == {"b1": READ if stays else OWN}
    late = a_record(at=90, shown=shown)
    assert filed_under(late, told=told, counted=held, seen=seen) == {"b1": READ}, (
        "not shown by its own"
    )
