"""Under which incident a record of another night goes, and money alone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.rest_of_change import Seen
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.events import Consumption
from assignwatch.core.words import Cause, Family
from tests.core.builders import booking
from tests.core.detect.filings import (
    NEXT,
    OWN,
    READ,
    a_record,
    as_seen,
    as_told,
    day_id,
    filed_under,
)
from tests.core.detect.judging import DAY, KEY, OTHER, PUT
from tests.core.detect.parts import TODAY, option

ENDING = option("P100", expiry=TODAY)

# ------------------------------------------------------------------------------ of two nights

FIRST = as_told(OWN, (0, 60))
"""As the broker dates the night that this tells, and the one after it."""
SECOND_NIGHT = a_record(at=DAY / 2, shown=DAY + 60)
FIRST_NIGHT: dict[str, Any] = {"id_": "b0", "shown": 60, "at": 30}


def _of_second(*others: Record, seen: Sequence[Seen] = ()) -> str:
    """Where the record of the second night goes that the first one has counted so far."""
    return filed_under(SECOND_NIGHT, *others, told=[FIRST], counted=[("b1", OWN)], seen=seen)["b1"]


@pytest.mark.parametrize(
    ("others", "leaves"),
    [
        ([], False),
        ([a_record(**FIRST_NIGHT)], True),
        ([a_record(**FIRST_NIGHT, counts=False)], False),
        ([a_record(**{**FIRST_NIGHT, "shown": None})], False),
        ([a_record(**FIRST_NIGHT, key=OTHER)], False),
        ([a_record(**{**FIRST_NIGHT, "shown": DAY + 60})], False),
        ([a_record(**{**FIRST_NIGHT, "shown": DAY + 60}), a_record(**FIRST_NIGHT)], True),
    ],
    ids=[
        "none",
        "another one",
        "one that another list counts",
        "one of which nobody knows what it is about",
        "one of another position",
        "one of this night",
        "one of this and one of that night",
    ],
)
def test_a_record_leaves_the_night_before_that_another_record_tells(
    others: list[Record], *, leaves: bool
) -> None:
    assert _of_second(*others) == (NEXT if leaves else OWN)


def test_a_record_leaves_the_night_before_that_positions_tell() -> None:
    assert _of_second(seen=[as_seen(OWN)]) == NEXT
    assert _of_second(seen=[as_seen(READ)]) == OWN


def test_a_record_that_none_shows_yet_is_of_the_night_of_its_date() -> None:
    counted, seen = [("b1", OWN)], [as_seen(OWN)]
    for at, name in ((60 + DAY / 2, OWN), (61 + DAY / 2, OWN), (DAY, NEXT)):
        late = a_record(at=at)
        assert filed_under(late, told=[FIRST], counted=counted, seen=seen) == {"b1": name}
    alone = filed_under(a_record(at=DAY), told=[FIRST], counted=counted)
    assert alone == {"b1": OWN}, "where nothing else tells that night"


NOT_SHOWN = a_record(at=DAY / 2)
"""What no reading shows yet, dated within a night of the reading that shows another."""
DATED_BEFORE: dict[str, Any] = {"id_": "b0", "shown": 60, "at": -DAY / 2}


@pytest.mark.parametrize(
    ("record", "other", "leaves"),
    [
        (NOT_SHOWN, DATED_BEFORE, True),
        (a_record(at=3_600), {**DATED_BEFORE, "at": -10 * 3_600}, False),
        (NOT_SHOWN, {**DATED_BEFORE, "at": -8 * 3_600}, False),
        (NOT_SHOWN, {**DATED_BEFORE, "shown": None}, False),
        (NOT_SHOWN, {**DATED_BEFORE, "counts": False}, False),
        (NOT_SHOWN, {**DATED_BEFORE, "key": OTHER}, False),
        (a_record(at=DAY / 2, counts=False), DATED_BEFORE, False),
        (a_record(at=DAY / 2, shown=60), DATED_BEFORE, False),
    ],
    ids=[
        "of another night by their dates",
        "of one night by their dates",
        "of one day",
        "the other is not shown either",
        "the other is another list's",
        "the other is another position's",
        "another list counts it",
        "the same reading shows it",
    ],
)
def test_what_no_reading_shows_is_not_of_one_that_another_night_s_record_tells(
    record: Record, other: dict[str, Any], *, leaves: bool
) -> None:
    found = filed_under(record, a_record(**other), told=[FIRST], counted=[("b1", OWN)])
    assert found["b1"] == (NEXT if leaves else OWN)


def test_what_a_later_reading_shows_takes_no_name_of_a_night_that_records_told_alone() -> None:
    told = as_told(OWN, (0, 60), consumes=(Consumption(KEY, Decimal(1), ("b0",)),))
    first, counted = a_record(**FIRST_NIGHT), [("b0", OWN), ("b1", OWN)]
    for at, name in ((DAY, NEXT), (60, OWN)):
        second = a_record(at=at, shown=DAY + 60)
        found = filed_under(second, first, told=[told], counted=counted)
        assert found == {"b1": name, "b0": OWN}, "records of one day are of one night"


def test_records_that_turned_out_to_be_several_leave_the_incident_of_one() -> None:
    told = as_told(OWN, consumes=(Consumption(KEY, Decimal(1), ("b1", "b2")),))
    found = filed_under(a_record("b2", at=DAY), a_record("b1"), told=[told])
    assert found == {"b1": OWN, "b2": NEXT}


# ---------------------------------------------------------------------------------- money alone


@pytest.mark.parametrize(
    ("counted", "name"),
    [
        ([], OWN),
        ([("b1", READ)], READ),
        ([("m1", READ)], READ),
        ([("m1", day_id(-2)), ("b1", READ)], READ),
        ([("b1", day_id(-2, family=Family.FORCED)), ("m1", READ)], READ),
        ([("b1", day_id(-2, family=Family.FORCED))], OWN),
    ],
    ids=[
        "nowhere",
        "by the incident that counts it",
        "by the one that counts a line of it",
        "by its own before that of a line",
        "by its family",
        "not by another one",
    ],
)
def test_money_alone_goes_where_it_was_counted(counted: list[tuple[str, str]], name: str) -> None:
    line = Happening((booking("0", Cause.ASSIGNMENT, id="m1", instrument=PUT.id),))
    assert filed_under(a_record(quantity="0", money=[line]), counted=counted) == {"b1": name}


def test_the_money_of_a_record_may_have_been_told_before_it() -> None:
    line = Happening((booking("0", Cause.ASSIGNMENT, id="m1", instrument=PUT.id),))
    assert filed_under(a_record(money=[line]), counted=[("m1", READ)]) == {"b1": READ}


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (a_record(quantity="0", at=3 * DAY, contract=ENDING), OWN),
        (a_record(quantity="0", at=3 * DAY), day_id(3)),
        (a_record(quantity="0", at=3 * DAY, contract=None), day_id(3)),
        (a_record(quantity="0", at=-3 * DAY, contract=ENDING), day_id(-3)),
        (a_record(at=3 * DAY, contract=ENDING), day_id(3)),
    ],
    ids=["it has ended", "it has no end", "nobody knows it", "it had not", "not money alone"],
)
def test_money_of_what_has_ended_is_of_that_end(record: Record, name: str) -> None:
    assert filed_under(record) == {"b1": name}
