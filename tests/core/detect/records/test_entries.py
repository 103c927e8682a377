"""Entries of a list that nobody names: which two are, and what of them no reading shows.

What comes of it the cases tell (`cases/each_its_night.py`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from assignwatch.core.detect.records.entries import are_entries, exceeds, shown_by, surplus
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.residual import Fact
from assignwatch.core.model import WHOLE, PositionRow
from assignwatch.core.state import Count
from assignwatch.core.words import Cause
from tests.core.builders import XBT, booking


def _at(moment: str) -> datetime:
    """A day of November 2026 and a time; the 20th is a Friday."""
    return datetime.fromisoformat(f"2026-11-{moment}").replace(tzinfo=UTC)


def _told(
    moment: str, quantity: str = "1", record: str = "", cause: Cause = Cause.ASSIGNMENT
) -> Happening:
    return Happening((booking(quantity, cause, at=_at(moment), record=record, id=moment),))


def _count(since: str, at: str, before: str, after: str) -> Count:
    row = PositionRow(XBT, Decimal(after))
    held = Decimal(before), Decimal(after)
    return Count(_at(at), _at(since), _at(at), WHOLE, *held, None, row, late=False)


FIRST, SECOND = _told("17T00:00"), _told("18T00:00")
SEEN = _count("17T05:00", "17T05:12", "-5", "-4")
OVER = "19T12:00"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (FIRST, SECOND, True),
        (_told("17T05:06"), _told("18T05:07"), True),
        (_told("17T05:06"), SECOND, False),
        (FIRST, _told("17T00:00"), False),
        (FIRST, _told("18T00:00", record="report"), False),
        (_told("17T00:00", record="report"), _told("18T00:00", record="report"), False),
        (FIRST, _told("18T00:00", cause=Cause.EXPIRY), False),
    ],
    ids=[
        "two days",
        "two times",
        "a time and a day",
        "one day",
        "one has a list",
        "one list, which needs no guess",
        "two causes",
    ],
)
def test_two_are_entries_of_a_list(one: Happening, other: Happening, alike: bool) -> None:
    assert are_entries(one, other) is are_entries(other, one) is alike


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        ("18T00:00", "19T12:00"),
        ("19T00:00", "20T12:00"),
        ("20T00:00", "23T12:00"),
        ("21T00:00", "23T12:00"),
        ("18T05:06", "18T17:06"),
    ],
    ids=["the night after", "before a Friday", "of a Friday", "of a Saturday", "with a time"],
)
def test_a_reading_must_show_it_when_its_night_is_over(moment: str, end: str) -> None:
    assert shown_by(_told(moment)) == _at(end)


def _missing(counts: list[Count], read: tuple[str, str] | None, *more: Happening) -> Decimal | None:
    moved = [Fact(h.at, h.quantity, booked=True) for h in (FIRST, SECOND, *more)]
    last = None if read is None else (_at(read[0]), Decimal(read[1]))
    return surplus(counts, last, moved, (FIRST, SECOND))


@pytest.mark.parametrize(
    ("counts", "read", "missing"),
    [
        ([], None, None),
        ([SEEN], ("18T05:00", "-4"), None),
        ([SEEN], ("19T11:59", "-4"), None),
        ([SEEN], (OVER, "-4"), "1"),
        ([SEEN], (OVER, "-3"), "0"),
        ([SEEN, _count("18T05:00", "18T05:12", "-4", "-3")], ("18T05:12", "-3"), "0"),
        ([SEEN, _count("20T05:00", "20T05:12", "-4", "-3")], ("21T05:12", "-3"), "0"),
        ([SEEN, _count("20T05:00", "20T05:12", "-4", "-5")], ("21T05:12", "-5"), "1"),
        ([_count("16T05:00", "16T05:12", "-6", "-5"), SEEN], (OVER, "-4"), "0"),
    ],
    ids=[
        "never read",
        "still in its day",
        "still in its night",
        "its night is over",
        "shown by then",
        "shown by the next change",
        "the rows have moved as much, though late",
        "by what was read before a later change",
        "a change before them may be one of theirs",
    ],
)
def test_what_no_reading_shows(
    counts: list[Count], read: tuple[str, str] | None, missing: str | None
) -> None:
    assert _missing(counts, read) == (None if missing is None else Decimal(missing))


def test_a_third_that_may_still_be_shown_is_not_missed() -> None:
    third = _told("19T00:00")
    assert _missing([SEEN], (OVER, "-4"), third) == Decimal(1)
    assert _missing([SEEN], ("20T12:00", "-4"), third) == Decimal(2)


@pytest.mark.parametrize(
    ("held", "exceeded"), [("-1", True), ("-2", False), ("0", True), ("3", True)]
)
def test_no_more_can_have_gone_than_there_was(held: str, exceeded: bool) -> None:
    moved = [Fact(h.at, h.quantity, booked=True) for h in (FIRST, SECOND)]
    read = _at("16T20:00"), Decimal(held)
    assert exceeds([], read, moved, FIRST) is exceeded
    sold = Fact(_at("17T15:00"), Decimal(-2))
    assert not exceeds([], read, [*moved, sold], FIRST), "it was opened in between"
    after = str(Decimal(held) - 2)
    assert not exceeds([_count("17T05:00", "17T05:12", held, after)], None, moved, FIRST)
