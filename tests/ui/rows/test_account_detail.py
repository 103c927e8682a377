"""An account in detail as values: what is seen since when; what is old or not said says so."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from assignwatch.core.events import Accepted, Covered, Enrolled, Event, FeedRose, SignedIn
from assignwatch.core.model import WHOLE, Problem, Scope
from assignwatch.core.observations import Allowance, Funds
from assignwatch.core.words import Feed
from assignwatch.texts import problems
from assignwatch.ui.rows.account_detail import Block, Detail, Line, detail
from assignwatch.ui.rows.accounts import Sight
from tests.ui.worlds import AWAY, ETH, MAIN, NOW, SECOND, World, before, fell, held, row, watched

SEEN, SIGN_IN, MONEY, BUDGETS = range(4)
A1, A2 = Scope("A1"), Scope("A2")


def world(*more: list[Event]) -> World:
    return World(watched(MAIN), held(MAIN, row(ETH, "1")), *more)


def shown(of: World) -> Detail:
    found = detail(of.look(), MAIN)
    assert found is not None
    return found


def block(of: World, which: int) -> Block:
    return shown(of).blocks[which]


def feeds(of: World) -> dict[str, Line]:
    return {line.cells[0]: line for line in block(of, SEEN).lines}


def money(**said: object) -> Funds:
    given = {"cash": Decimal("1234.5"), "available": Decimal(900), "margin_used": Decimal(100)}
    part = {"utilisation": Decimal("0.61"), "total": Decimal(-5)}
    return Funds(**{"at": before(12), "account": MAIN, "currency": "USD", **given, **part, **said})  # type: ignore[arg-type]


def left(**said: object) -> Allowance:
    given = {"limit": 120, "remaining": 100, "resets_at": before(-42), "name": "Portfolio"}
    return Allowance(**{"at": before(3), "account": MAIN, **given, **said})  # type: ignore[arg-type]


def test_an_account_that_is_not_watched_has_no_details() -> None:
    assert detail(world().look(), SECOND) is None


def test_the_head_is_that_of_the_account_in_the_strip() -> None:
    head = shown(world())
    assert (head.account, head.title, head.sight, head.word, head.checked) == (
        MAIN, "Planted main", Sight.FULL, "watching", "last checked 09:11:58 CET"
    )  # fmt: skip


def test_each_feed_says_its_state_since_when_its_last_life_and_how_far_it_was_read() -> None:
    covered: list[Event] = [
        Covered(MAIN, Feed.FILLS, before(8), WHOLE, before(6)),
        Covered(MAIN, Feed.BOOKINGS, before(86_400 * 2), WHOLE, before(6)),
    ]
    lines = feeds(world(covered))
    just = "just now"
    assert {name: line.cells[1:] for name, line in lines.items()} == {
        "stream": ("ok", "09:12:02 CET", just, ""),
        "positions": ("ok", "09:12:02 CET", just, "positions as of 09:11:58 CET"),
        "fills": ("ok", "09:12:02 CET", just, "trades read up to 09:11:56 CET"),
        "bookings": ("ok", "09:12:02 CET", just, "records read up to 18 Nov 2026 09:12:04 CET"),
    }
    assert {line.sight for line in lines.values()} == {Sight.FULL}


def test_a_feed_that_is_down_says_since_when_and_why() -> None:
    line = feeds(world(fell(MAIN, Feed.FILLS)))["fills"]
    assert (line.sight, line.cells[1], line.cells[2]) == (Sight.NONE, "down", "09:11:04 CET")
    assert line.below == problems.sentence(AWAY)


def test_what_several_feeds_suffer_from_is_said_once() -> None:
    lines = feeds(world(fell(MAIN, Feed.STREAM, Feed.FILLS, Feed.BOOKINGS))).values()
    assert [line.below for line in lines if line.below] == [problems.sentence(AWAY)]
    assert sum(line.sight is Sight.NONE for line in lines) == 3


def test_a_feed_that_was_never_asked_says_so() -> None:
    lines = feeds(World([Enrolled(before(1), {MAIN: tuple(Feed)})]))
    assert {line.cells[1] for line in lines.values()} == {"not read yet"}
    assert lines["fills"].cells[4] == "not read yet"


def test_each_part_of_an_account_has_a_line_behind_that_of_the_whole() -> None:
    parts: list[Event] = [FeedRose(before(4), MAIN, Feed.POSITIONS, scope) for scope in (A2, A1)]
    read: list[Event] = [Accepted(MAIN, before(30), A2), Accepted(MAIN, before(3), A1)]
    lines = feeds(world([*parts, *read]))
    assert [name for name in lines if name.startswith("positions")] == [
        "positions", "positions · A2", "positions · A1"
    ]  # fmt: skip
    assert lines["positions · A2"].cells[4] == "positions as of 09:11:34 CET"
    assert lines["positions · A1"].cells[4] == "positions as of 09:12:01 CET"


def test_no_part_is_seen_while_the_whole_is_not() -> None:
    part: list[Event] = [FeedRose(before(4), MAIN, Feed.POSITIONS, A1)]
    lines = feeds(world(part, fell(MAIN, Feed.POSITIONS)))
    assert (lines["positions · A1"].sight, lines["positions · A1"].cells[1]) == (Sight.NONE, "down")
    alone = feeds(world(part))
    assert alone["positions · A1"].sight is Sight.FULL


def test_a_remark_about_a_feed_that_is_up_is_told() -> None:
    odd = Problem("unstreamed", {"where": "port/v1/balances", "word": "403"})
    line = feeds(world([FeedRose(before(1), MAIN, Feed.STREAM, problem=odd)]))["stream"]
    assert (line.sight, line.below) == (Sight.FULL, problems.sentence(odd))


# --------------------------------------------------------------------------------- the sign-in


@pytest.mark.parametrize(
    ("until", "renewed", "told"),
    [
        (-1100, True, "Signed in until 09:30:24 CET, 18 min 20 s left. It is renewed by itself"),
        (-1100, False, "Signed in until 09:30:24 CET, 18 min 20 s left. It cannot be renewed"),
        (4, True, "The sign-in ended at 09:12:00 CET. Nothing is seen here until you sign in"),
        (None, True, "The sign-in has ended. Nothing is seen here until you sign in again."),
    ],
)
def test_what_remains_of_the_sign_in(until: float | None, renewed: bool, told: str) -> None:
    end = None if until is None else before(until)
    note = block(world([SignedIn(before(60), MAIN, end, renewed)]), SIGN_IN).note
    assert note.startswith(told)


def test_a_broker_that_wants_no_sign_in_has_nothing_about_it() -> None:
    found = block(world(), SIGN_IN)
    assert (found.lines, found.note) == ((), "")


# ------------------------------------------------------------------------------ money and margin


def test_money_of_each_part_says_how_old_it_is() -> None:
    of = world()
    of.gauges.note(money(scope=A1))
    of.gauges.note(money(scope=A2, currency="EUR", at=before(1)))
    found = block(of, MONEY)
    assert [line.cells for line in found.lines] == [
        ("A1", "USD", "1,234.50", "900.00", "100.00", "61\N{NO-BREAK SPACE}%", "−5.00", "10 s ago"),
        ("A2", "EUR", "1,234.50", "900.00", "100.00", "61\N{NO-BREAK SPACE}%", "−5.00", "just now"),
    ]
    assert all(len(line.cells) == len(found.columns) for line in found.lines)
    assert {line.sight for line in found.lines} == {None}


def test_what_the_broker_does_not_say_is_unknown_and_never_nothing() -> None:
    of = world()
    of.gauges.note(money(margin_used=None, utilisation=None, available=None, total=None))
    assert block(of, MONEY).lines[0].cells[2:7] == ("1,234.50", *["unknown"] * 4)
    assert block(world(), MONEY).lines == ()
    assert block(world(), MONEY).note.startswith("Unknown")


def test_old_money_says_from_when_it_is() -> None:
    of = world()
    of.gauges.note(money(at=before(91)))
    (line,) = block(of, MONEY).lines
    assert (line.sight, line.cells[-1]) == (Sight.PARTLY, "from 09:10:33 CET, 1 min ago")


# -------------------------------------------------------------------------------------- budgets


def test_a_budget_says_what_is_used_and_when_it_is_whole_again() -> None:
    of = world()
    of.gauges.note(left())
    of.gauges.note(left(name="Trading", remaining=19))
    found = block(of, BUDGETS)
    assert [(line.sight, line.cells) for line in found.lines] == [
        (None, ("Portfolio", "20 of 120", "in 43 s", "just now")),
        (Sight.PARTLY, ("Trading", "101 of 120", "in 43 s", "just now")),
    ]
    assert all(len(line.cells) == len(found.columns) for line in found.lines)


def test_a_budget_that_is_whole_again_since_is_not_scarce() -> None:
    of = world()
    of.gauges.note(left(remaining=0, resets_at=NOW - timedelta(seconds=4), at=before(50)))
    (line,) = block(of, BUDGETS).lines
    assert (line.sight, line.cells[2]) == (None, "since 09:12:00 CET")


def test_no_budget_is_unknown() -> None:
    assert block(world(), BUDGETS).note.startswith("Unknown")
