"""Records that share ids, held against the positions: parts of one thing, or it told again."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.records.happenings import Happening, happenings
from assignwatch.core.detect.records.lots import Lots
from assignwatch.core.detect.records.shown_lots import as_open, as_shown
from assignwatch.core.model import WHOLE, PositionRow
from assignwatch.core.observations import Booking
from assignwatch.core.state import Book, Count
from assignwatch.core.words import Cause
from tests.core.builders import T0, XBT, after, booking

LOG: dict[str, Any] = {"record": "log"}
ONE_TWICE = [booking("1", id=name, refs=("r",), **LOG) for name in "ab"]
TWO = [booking("1", id=name, event=name, refs=("r",), **LOG) for name in "ab"]
MORE = [booking("2", id=name, refs=("s",), **LOG) for name in "cd"]


def _book(*readings: tuple[datetime, int]) -> Book:
    """How a position was read, after a first reading of nothing."""
    steps: list[Count] = []
    since, before = T0 - timedelta(days=2), 0
    for at, held in readings:
        row = PositionRow(XBT, Decimal(held))
        steps.append(Count(at, since, at, WHOLE, Decimal(before), row.quantity, None, row, False))
        since, before = at, held
    return Book(counts=steps)


def _told(*records: Booking) -> list[Happening]:
    return happenings(records)[0]


@pytest.mark.parametrize(
    ("records", "readings", "counted"),
    [
        (ONE_TWICE, [], [1]),
        (TWO, [], [2]),
        (ONE_TWICE, [(after(60), 1)], [1]),
        (ONE_TWICE, [(after(60), 2)], [2]),
        (ONE_TWICE, [(after(60), 3)], [1]),
        (TWO, [(after(60), 1)], [1]),
        (TWO, [(after(60), 2)], [2]),
        (TWO, [(after(60), 3)], [2]),
        (TWO, [(after(60), 1), (after(120), 2)], [2]),
        (ONE_TWICE, [(after(60), 1), (after(120), 2)], [1]),
        (ONE_TWICE, [(after(60), 0), (after(120), 2)], [2]),
        (ONE_TWICE, [(after(-60), 2)], [2]),
        (ONE_TWICE, [(after(-60), 1)], [1]),
        (TWO, [(after(-60), 1)], [1]),
        ([*ONE_TWICE, *MORE], [(after(60), 6)], [2, 4]),
        ([*ONE_TWICE, *MORE], [(after(60), 5)], [1, 4]),
        ([*TWO, *MORE], [(after(60), 3)], [1, 2]),
    ],
    ids=[
        "before any reading the ids speak",
        "and add up what the broker numbers",
        "told twice",
        "parts",
        "neither is shown",
        "numbered, and told twice",
        "numbered parts",
        "neither is shown of what is numbered",
        "the rest of it was shown later",
        "what moves later is another thing",
        "the first reading knows nothing yet",
        "parts, dated after the reading",
        "told twice, dated after the reading",
        "numbered and told twice, dated after the reading",
        "two of them in parts",
        "one of two in parts",
        "one of two numbered and told twice",
    ],
)
def test_the_positions_say_how_many_they_are(
    records: list[Booking], readings: list[tuple[datetime, int]], counted: list[int]
) -> None:
    for told in (records, records[::-1]):
        shown = as_shown(_book(*readings), _told(*told), ())
        assert [happening.quantity for happening in shown] == counted


def test_what_an_earlier_balance_holds_is_not_held_against_later_readings() -> None:
    book = _book((after(60), 2))
    book.settled.add(("a", XBT))
    (shown,) = as_shown(book, _told(*ONE_TWICE), ())
    assert shown.lots is Lots.BY_ID


def test_the_same_of_one_event_is_told_twice_whatever_is_shown() -> None:
    same = [booking("1", id=name, event="e", **LOG) for name in "ab"]
    (shown,) = as_shown(_book((after(60), 2)), _told(*same), ())
    assert shown.quantity == 1


def test_corrections_of_one_record_are_each_one() -> None:
    back = [booking("-1", Cause.CORRECTION, id=name, refs=("c",), **LOG) for name in "ab"]
    told = _told(booking("3", id="c", **LOG), *back)
    assert sorted(happening.quantity for happening in told) == [-2, 3]
    assert {happening.net for happening in told if happening.corrections} == {1}


def test_history_is_counted_as_it_is_open_since() -> None:
    (told,) = _told(*ONE_TWICE)
    for held, counted in ((1, 1), (2, 2), (3, 1)):
        (found,) = as_open(_book((after(60), held)), [told], (), (), timedelta(hours=36))
        assert found.quantity == counted
    (found,) = as_open(_book((after(60), 2)), [told], (), (), timedelta(seconds=30))
    assert found.quantity == 1
