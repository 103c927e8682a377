"""The account strip as values: what each feed's health means for the whole account."""

from __future__ import annotations

import pytest

from assignwatch.core.events import Enrolled, Event, FeedFell, FeedRose
from assignwatch.core.model import Problem, Scope
from assignwatch.core.words import Feed
from assignwatch.texts import problems
from assignwatch.ui.rows.accounts import AccountRow, Sight, account_rows
from tests.ui.worlds import AWAY, ETH, MAIN, SECOND, World, before, fell, held, row, watched


def strip(*more: list[Event]) -> AccountRow:
    """The row of the main account after this."""
    return account_rows(World(watched(MAIN), held(MAIN, row(ETH, "1")), *more).look())[0]


def test_a_seen_account_says_so_with_every_feed_and_when_it_was_checked() -> None:
    shown = strip()
    assert (shown.title, shown.sight, shown.word) == ("Planted main", Sight.FULL, "watching")
    assert [(chip.name, chip.sight) for chip in shown.feeds] == [
        ("stream", Sight.FULL),
        ("positions", Sight.FULL),
        ("fills", Sight.FULL),
        ("bookings", Sight.FULL),
    ]
    assert shown.checked == "last checked 09:11:58 CET"
    assert shown.reasons == ()


@pytest.mark.parametrize(
    ("feeds", "sight", "word"),
    [
        ((Feed.STREAM,), Sight.PARTLY, "watching, slower"),
        ((Feed.FILLS,), Sight.NONE, "cannot see"),
        ((Feed.POSITIONS,), Sight.NONE, "cannot see"),
        ((Feed.BOOKINGS,), Sight.NONE, "cannot see"),
        ((Feed.STREAM, Feed.BOOKINGS), Sight.NONE, "cannot see"),
    ],
)
def test_only_the_stream_can_be_missed_without_making_an_account_blind(
    feeds: tuple[Feed, ...], sight: Sight, word: str
) -> None:
    shown = strip(fell(MAIN, *feeds))
    assert (shown.sight, shown.word) == (sight, word)
    down = {chip.feed for chip in shown.feeds if chip.word == "down"}
    assert down == set(feeds)


def test_feeds_that_fail_alike_share_one_sentence() -> None:
    shown = strip(fell(MAIN, Feed.STREAM, Feed.POSITIONS))
    assert shown.reasons == (f"Stream, positions: {problems.sentence(AWAY)}",)


@pytest.mark.parametrize(
    ("scope", "name"), [("opt", "Options positions"), ("sub-7", "Sub-7 positions")]
)
def test_a_part_is_called_what_people_call_it(scope: str, name: str) -> None:
    lost = FeedFell(before(60), MAIN, Feed.POSITIONS, AWAY, Scope(scope))
    assert strip([lost]).reasons == (f"{name}: {problems.sentence(AWAY)}",)


def test_an_account_that_was_never_read_is_not_blamed_for_it() -> None:
    world = World([Enrolled(before(1), {MAIN: tuple(Feed)})])
    shown = account_rows(world.look())[0]
    assert (shown.sight, shown.word) == (Sight.PARTLY, "first reading")
    assert {chip.word for chip in shown.feeds} == {"not read yet"}
    assert shown.checked == "never checked"


def test_a_feed_that_claims_to_be_up_but_is_silent_for_too_long_is_not_seen() -> None:
    shown = strip([FeedRose(before(181), MAIN, Feed.BOOKINGS)])
    assert shown.sight is Sight.NONE
    assert shown.reasons == ("Bookings: No sign of life since 09:09:03 CET.",)


def test_a_quiet_stream_is_not_a_fault() -> None:
    assert strip([FeedRose(before(4000), MAIN, Feed.STREAM)]).sight is Sight.FULL


def test_a_remark_about_a_feed_that_is_up_is_told_too() -> None:
    odd = Problem("odd", {"what": "volunteer"})
    shown = strip([FeedRose(before(1), MAIN, Feed.POSITIONS, problem=odd)])
    assert shown.sight is Sight.FULL
    assert shown.reasons == (f"Positions: {problems.sentence(odd)}",)


def test_the_whole_row_is_one_sentence_for_a_screen_reader() -> None:
    spoken = strip(fell(MAIN, Feed.POSITIONS)).spoken
    assert spoken.startswith("Planted main: cannot see. stream ok, positions down")
    assert "last checked 09:11:58 CET" in spoken


def test_accounts_stand_in_the_order_in_which_they_were_set_up() -> None:
    world = World(watched(SECOND, MAIN))
    assert [shown.key for shown in account_rows(world.look())] == [SECOND, MAIN]
