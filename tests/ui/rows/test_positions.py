"""The grid as values: exact figures, ages, rows that are not from now, and what emptiness means."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from assignwatch.core.events import Accepted, Baselined, Enrolled, FeedFell
from assignwatch.core.model import Scope
from assignwatch.core.words import Feed
from assignwatch.ui.rows.accounts import Sight, account_rows, checked_at
from assignwatch.ui.rows.positions import COLUMNS, Positions, empty, trouble
from tests.ui.worlds import (
    AWAY,
    ETH,
    MAIN,
    NOW,
    SECOND,
    XBT,
    World,
    before,
    fell,
    held,
    row,
    watched,
)


def test_a_row_shows_the_position_exactly_with_its_mark_and_their_ages() -> None:
    world = World(watched(MAIN), held(MAIN, row(XBT, "-1234.5600", "90110")))
    world.quote(XBT, "91877.1", 42)
    (shown,) = Positions().rows(world.look())
    assert dict(zip((column.value for column in COLUMNS), shown.cells, strict=True)) == {
        "Account": "Planted main",
        "Instrument": "XBT-1127",
        "Kind": "future",
        "Side": "short",
        "Quantity": "−1,234.56",
        "Average price": "90,110",
        "Mark": "91,877.10",
        "Mark age": "40 s",
        "Expiry": "27 Nov 2026 16:00 UTC",
        "Checked at": "09:11:58 CET",
    }
    assert shown.order[4] == -1234.56
    assert not shown.faded
    assert shown.spoken.startswith("Planted main, XBT-1127: Kind future, Side short")


def test_what_is_not_known_is_a_dash_and_sorts_last() -> None:
    world = World(watched(MAIN), held(MAIN, replace(row(ETH, "1"), price=None)))
    (shown,) = Positions().rows(world.look())
    assert shown.cells[5:9] == ("–", "–", "–", "–")
    assert set(shown.order[5:9]) == {float("inf")}


def test_rows_of_an_account_that_cannot_be_read_stay_and_say_from_when_they_are() -> None:
    world = World(
        watched(MAIN, SECOND),
        held(MAIN, row(ETH, "1")),
        held(SECOND, row(ETH, "2"), read=204),
        fell(SECOND, Feed.POSITIONS),
    )
    seen, unseen = Positions().rows(world.look())
    assert (seen.faded, unseen.faded) == (False, True)
    assert unseen.cells[-1] == "from 09:08:40 CET · 3 min"
    assert trouble(world.look()) == (
        "Planted second could not be read since 09:08:40 CET. Its rows are from then.",
    )


def test_a_removed_account_leaves_no_rows() -> None:
    world = World(watched(MAIN, SECOND), held(MAIN, row(ETH, "1")), held(SECOND, row(ETH, "2")))
    world.add([Enrolled(NOW, {MAIN: tuple(Feed)})])
    assert [shown.cells[0] for shown in Positions().rows(world.look())] == ["Planted main"]


def test_only_rows_of_which_something_changed_are_made_anew() -> None:
    world = World(watched(MAIN), held(MAIN, row(ETH, "1"), row(XBT, "2")))
    positions = Positions()
    first = positions.rows(world.look())
    world.quote(ETH, "2951.7", 0)
    second = positions.rows(world.look())
    assert [old is new for old, new in zip(first, second, strict=True)] == [False, True]


def test_the_age_of_a_mark_grows_without_any_news() -> None:
    world = World(watched(MAIN), held(MAIN, row(ETH, "1")))
    world.quote(ETH, "2951.7", 0)
    positions = Positions()
    ages = []
    for seconds in (0, 5, 61, 7260):
        world.now = NOW + timedelta(seconds=seconds)
        ages.append(positions.rows(world.look())[0].cells[7])
    assert ages == ["now", "5 s", "1 min", "2 h 01 min"]


def test_emptiness_is_said_in_words() -> None:
    nothing = World()
    unread = World([Enrolled(before(1), {MAIN: tuple(Feed)})])
    flat = World(watched(MAIN), held(MAIN))
    assert empty(nothing.look()) == "Add an account to see its positions here, or try the demo."
    assert empty(unread.look()) == "The positions have not been read yet."
    assert empty(flat.look()) == "No open positions, as read at 09:11:58 CET."


def test_rows_of_a_part_that_the_broker_has_no_more_stay_from_then_and_fade_alone() -> None:
    part = Scope("closed")
    over = FeedFell(before(60), MAIN, Feed.POSITIONS, AWAY, part, blind=False, over=True)
    world = World(
        watched(MAIN),
        held(MAIN, row(ETH, "1")),
        [
            Baselined(before(7000), MAIN, (row(XBT, "2"),), part),
            Accepted(MAIN, before(300), part),
            over,
        ],
    )
    shown = {one.cells[1]: one.faded for one in Positions().rows(world.look())}
    assert shown == {"ETH": False, "XBT-1127": True}
    assert trouble(world.look()) == ()
    assert checked_at(world.look(), MAIN) == before(6), "the rest was read since"
    (strip,) = account_rows(world.look())
    assert strip.sight is Sight.FULL
    assert strip.reasons[0].startswith("Closed positions")
