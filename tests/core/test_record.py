"""What one observation adds to what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.events import Bookmarked, Counted, Event, FeedRose, Filled
from assignwatch.core.model import (
    WHOLE,
    InstrumentId,
    PositionKey,
    PositionRow,
    Problem,
    Scope,
)
from assignwatch.core.observations import (
    Bookmark,
    Clock,
    Coverage,
    FeedReport,
    Observation,
    PositionReport,
    Pulse,
    Quote,
    Snapshot,
    Unreadable,
)
from assignwatch.core.words import Feed, Side
from tests.core.builders import (
    ACCOUNT,
    ETH,
    MODERATE,
    POLICY,
    T0,
    XBT,
    Run,
    after,
    booking,
    fill,
    row,
    snapshot,
)
from tests.core.histories import ROWS

SKEW = Problem("clock_skew")


def _names(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def _rows(run: Run) -> dict[PositionKey, PositionRow]:
    return run.state.accounts[ACCOUNT].rows


# ---------------------------------------------------------------------------- readings of positions


@MODERATE
@given(st.lists(ROWS, max_size=6))
def test_the_first_reading_alarms_nothing_whatever_is_in_it(rows: list[PositionRow]) -> None:
    run = Run()
    run.take(snapshot(T0, *rows))
    assert run.state.incidents == {}
    assert run.state.alerts == {}


@pytest.mark.parametrize(
    ("at", "is_news", "is_kept"),
    [
        (T0 - POLICY.pair_within - timedelta(microseconds=1), False, False),
        (T0 - POLICY.pair_within, False, True),
        (after(-86_400), False, True),
        (T0 - POLICY.baseline_slack - timedelta(microseconds=1), False, True),
        (T0 - POLICY.baseline_slack, True, True),
        (T0, True, True),
        (after(1), True, True),
    ],
)
def test_what_lies_before_the_first_reading_is_inside_it(
    at: datetime, is_news: bool, is_kept: bool
) -> None:
    """It is kept for a while: a change seen later may turn out to be what it tells."""
    run = Run()
    run.take(snapshot(T0))
    run.take(booking("-3", at=at), fill("1", at=at), at=after(1))
    assert bool(run.state.incidents) is is_news
    assert bool(run.state.accounts[ACCOUNT].fills) is is_kept
    assert bool(run.state.accounts[ACCOUNT].bookings) is is_kept


def test_the_first_reading_does_not_take_back_what_was_told_before_it() -> None:
    run = Run()
    run.take(booking("-3"))
    told = run.only()
    run.take(snapshot(after(3600)), at=after(3600))
    assert run.restarted(after(7200)).only() == told


def test_a_baseline_at_the_beginning_of_time_is_one_too() -> None:
    run = Run()
    beginning = T0.replace(year=1, month=1, day=1, hour=0)
    run.take(snapshot(beginning), at=beginning)
    run.take(booking("1", at=beginning), at=beginning)
    assert run.only().contracts == 1


def test_each_scope_has_a_first_reading_of_its_own() -> None:
    run = Run()
    run.take(snapshot(T0, row("1"), scope=Scope("futures")))
    events = run.take(snapshot(after(9), row("2", ETH), scope=Scope("spot")), at=after(9))
    assert _names(events) == ["Baselined", "FeedRose", "Accepted"]
    assert _rows(run) == {PositionKey(XBT): row("1"), PositionKey(ETH): row("2", ETH)}


def test_a_second_reading_records_only_what_changed() -> None:
    run = Run()
    run.take(snapshot(T0, row("1"), row("2", ETH)))
    events = run.take(snapshot(after(9), row("1"), row("3", ETH)), at=after(9))
    assert [event for event in events if isinstance(event, Counted)] == [
        Counted(after(9), ACCOUNT, (row("3", ETH),), since=T0, seen=after(9))
    ]
    assert _names(run.take(snapshot(after(19), row("1"), row("3", ETH)))) == [
        "FeedRose",
        "Accepted",
    ]


def test_a_row_that_is_missing_is_gone() -> None:
    run = Run()
    run.take(snapshot(T0, row("1", price="5"), row("2", ETH)))
    run.take(snapshot(after(9), row("2", ETH)))
    assert _rows(run) == {PositionKey(ETH): row("2", ETH)}


def test_rows_that_are_gone_are_told_in_the_same_order_on_every_run() -> None:
    names = [InstrumentId(f"demo/{number}") for number in range(20)]
    run = Run()
    run.take(snapshot(T0, *(row("1", name) for name in names)))
    events = run.take(snapshot(after(9), *(row("1", name) for name in names[9:])))
    (counted,) = (event for event in events if isinstance(event, Counted))
    assert [gone.instrument for gone in counted.rows] == names[:9]


@pytest.mark.parametrize("rows", [(row("0", price="3.20"),), ()], ids=["a row of zero", "no row"])
def test_a_row_of_zero_may_say_what_the_position_was_closed_at(
    rows: tuple[PositionRow, ...],
) -> None:
    run = Run()
    run.take(snapshot(T0, row("-1", price="5"), row("1", ETH)))
    run.take(snapshot(after(9), *rows, row("1", ETH)), at=after(9))
    (count,) = run.state.accounts[ACCOUNT].books[PositionKey(XBT)].counts
    assert count.row == replace(row("0"), price=rows[0].price if rows else None)


def test_but_not_from_another_scope() -> None:
    run = Run()
    run.take(snapshot(T0, row("1"), scope=Scope("futures")))
    run.take(snapshot(T0, row("2", ETH), scope=Scope("spot")))
    run.take(snapshot(after(9), scope=Scope("spot")))
    run.take(snapshot(after(19), scope=Scope("spot")))
    assert _rows(run) == {PositionKey(XBT): row("1")}


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ((row("1", price="10"), row("3", price="20")), row("4", price="17.5")),
        ((row("1", price="10"), row("3")), row("4")),
        ((row("1", price="10"), row("-1", price="20")), None),
        ((row("0"),), None),
    ],
    ids=["with their average price", "one without a price", "cancelling out", "nothing"],
)
def test_rows_of_one_position_are_added_up(
    rows: tuple[PositionRow, ...], total: PositionRow | None
) -> None:
    run = Run()
    run.take(snapshot(T0, *rows))
    assert _rows(run).get(PositionKey(XBT)) == total


def test_sides_are_positions_of_their_own() -> None:
    run = Run()
    run.take(snapshot(T0, row("1", side=Side.LONG), row("-1", side=Side.SHORT)))
    assert len(_rows(run)) == 2


@pytest.mark.parametrize(
    "reading",
    [
        replace(snapshot(after(60)), complete=False),
        snapshot(after(-60)),
        PositionReport(after(-60), ACCOUNT, row("7")),
    ],
    ids=["incomplete", "older than what is known", "one row, older than what is known"],
)
def test_a_reading_that_says_nothing_certain_changes_no_position(reading: Snapshot) -> None:
    run = Run()
    run.take(snapshot(T0, row("1")))
    run.take(reading)
    assert _rows(run) == {PositionKey(XBT): row("1")}
    assert run.state.accounts[ACCOUNT].accepted_at() == T0


def test_one_row_is_taken_once_there_is_a_reading_to_compare_with() -> None:
    run = Run()
    report = PositionReport(after(1), ACCOUNT, row("2"))
    assert run.take(report) == []
    run.take(snapshot(T0, row("1")))
    assert run.take(report)[0] == Counted(after(1), ACCOUNT, (row("2"),), since=T0, seen=T0)
    assert run.take(report) == []
    run.take(PositionReport(after(2), ACCOUNT, row("0")))
    assert _rows(run) == {}
    assert run.take(PositionReport(after(3), ACCOUNT, row("0"))) == []


@pytest.mark.parametrize(
    ("minutes", "between", "late"),
    [
        (15, [], False),
        (16, [], True),
        (5, [FeedReport(after(60), ACCOUNT, Feed.POSITIONS, up=False, problem=SKEW)], True),
    ],
    ids=["read in good time", "read rarely", "nobody looked"],
)
def test_what_an_older_reading_answers_is_as_late_as_that_reading(
    minutes: int, between: list[Observation], *, late: bool
) -> None:
    """A trade comes after the reading that should have shown it, and after a further one."""
    run = Run()
    run.take(snapshot(T0, row("1")), *between)
    for reading in (after(minutes=minutes), after(minutes=minutes + 1)):
        run.take(snapshot(reading, row("1")), at=reading)
    told = run.take(fill("1", at=after(minutes=2)), at=after(minutes=minutes + 2))
    assert [(e.at, e.late) for e in told if isinstance(e, Counted)] == [
        (after(minutes=minutes), late)
    ]


def test_one_row_says_nothing_of_the_others_so_it_is_no_accepted_reading() -> None:
    run = Run()
    run.take(snapshot(T0, row("1")))
    run.take(PositionReport(after(60), ACCOUNT, row("2")))
    assert run.state.accounts[ACCOUNT].accepted_at() == T0


def test_a_row_that_a_newer_report_has_told_is_left_as_it_is() -> None:
    run = Run()
    run.take(snapshot(T0, row("1"), row("1", ETH)))
    run.take(PositionReport(after(60), ACCOUNT, row("2")))
    run.take(snapshot(after(30), row("1"), row("5", ETH)))
    assert _rows(run) == {PositionKey(XBT): row("2"), PositionKey(ETH): row("5", ETH)}


# ------------------------------------------------------------------------------------------ records


def test_a_fill_with_other_content_is_a_correction() -> None:
    run = Run()
    run.take(fill("1"))
    assert run.take(fill("1")) == []
    assert run.take(fill("2")) == [Filled(fill("2"))]
    assert list(run.state.accounts[ACCOUNT].fills.values()) == [fill("2")]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (booking("1", price="5"), booking("1")),
        (booking("1", cash={"USD": "5"}), booking("1")),
        (booking("1", cash={"USD": "5", "EUR": "1"}), booking("1", cash={"USD": "5"})),
        (booking("1", raw='{"a":1}'), booking("1", raw='{"a": 1}')),
        (booking("1", raw='{"a":1}'), booking("1")),
        (booking("1.0"), booking("1.00")),
    ],
    ids=["no price", "no cash", "less cash", "other spelling", "no text", "other zeros"],
)
def test_saying_less_of_the_same_is_not_news(first: Observation, again: Observation) -> None:
    run = Run()
    run.take(first)
    assert run.take(again) == []


@MODERATE
@given(
    st.permutations(
        [
            booking("1", price="5"),
            booking("1", cash={"USD": "5"}),
            booking("1", cash={"EUR": "1"}),
            booking("1"),
        ]
    )
)
def test_a_row_told_in_parts_is_whole_in_any_order(parts: list[Observation]) -> None:
    run = Run()
    for part in (*parts, *parts):
        run.take(part)
    whole = booking("1", price="5", cash={"USD": "5", "EUR": "1"})
    assert list(run.state.accounts[ACCOUNT].bookings.values()) == [whole]


@pytest.mark.parametrize(
    "corrected",
    [booking("2"), booking("1", price="6"), booking("1", cash={"USD": "7"}), booking("1", at=T0)],
    ids=["quantity", "price", "cash", "time"],
)
def test_saying_something_else_is_a_correction(corrected: Observation) -> None:
    run = Run()
    run.take(booking("1", price="5", cash={"USD": "5"}, at=after(1)))
    assert _names(run.take(corrected))[0] == "Booked"


# -------------------------------------------------------------------------------------------- feeds


def test_coverage_only_grows() -> None:
    run = Run()
    for minutes, expected in ((1, 1), (3, 3), (2, 3)):
        run.take(Coverage(ACCOUNT, Feed.BOOKINGS, after(minutes=minutes)))
        (through,) = run.state.accounts[ACCOUNT].coverage.values()
        assert through == after(minutes=expected)


@pytest.mark.parametrize(
    "sign",
    [
        snapshot(after(2)),
        Pulse(after(2), ACCOUNT, Feed.POSITIONS),
        Coverage(ACCOUNT, Feed.POSITIONS, after(2)),
    ],
    ids=["reading", "pulse", "coverage"],
)
def test_a_warning_about_a_feed_outlives_its_signs_of_life(sign: Observation) -> None:
    run = Run()
    run.take(FeedReport(T0, ACCOUNT, Feed.POSITIONS, up=True, problem=SKEW))
    run.take(sign, at=after(2))
    (health,) = run.state.accounts[ACCOUNT].feeds.values()
    assert (health.problem, health.good_at) == (SKEW, after(2))
    run.take(FeedReport(after(3), ACCOUNT, Feed.POSITIONS, up=True))
    (health,) = run.state.accounts[ACCOUNT].feeds.values()
    assert health.problem is None


@pytest.mark.parametrize(
    "fall",
    [
        Unreadable(after(1), ACCOUNT, Feed.BOOKINGS, SKEW),
        FeedReport(after(1), ACCOUNT, Feed.BOOKINGS, up=False, problem=SKEW),
    ],
    ids=["a refused reading", "a broken line"],
)
def test_what_brought_a_feed_down_ends_with_its_next_sign_of_life(fall: Observation) -> None:
    run = Run()
    run.take(fall, at=after(1))
    (health,) = run.state.accounts[ACCOUNT].feeds.values()
    assert (health.up, health.problem) == (False, SKEW)
    run.take(Pulse(after(2), ACCOUNT, Feed.BOOKINGS), at=after(2))
    (health,) = run.state.accounts[ACCOUNT].feeds.values()
    assert (health.up, health.problem) == (True, None)


def test_a_feed_that_is_down_without_a_reason_is_down() -> None:
    run = Run()
    run.take(FeedReport(T0, ACCOUNT, Feed.BOOKINGS, up=False))
    (health,) = run.state.accounts[ACCOUNT].feeds.values()
    assert (health.up, health.problem) == (False, Problem("no_reason_given"))


def test_an_empty_account_is_alive() -> None:
    assert any(isinstance(event, FeedRose) for event in Run().take(snapshot(T0)))


@pytest.mark.parametrize(
    "observation", [Clock(T0), Quote(T0, XBT, last=Decimal(1))], ids=["clock", "quote"]
)
def test_time_and_prices_are_not_facts(observation: Observation) -> None:
    assert Run().take(observation) == []


def test_where_a_feed_goes_on_is_known_until_it_is_told_anew_or_taken_back() -> None:
    run = Run()
    seventh, nowhere = (Bookmark(ACCOUNT, Feed.STREAM, value) for value in ("7", None))
    assert run.take(seventh) == [Bookmarked(ACCOUNT, Feed.STREAM, "7")]
    assert run.take(seventh) == [], "the same again is no news"
    assert run.state.accounts[ACCOUNT].bookmarks == {(Feed.STREAM, WHOLE): "7"}
    assert run.take(nowhere) == [Bookmarked(ACCOUNT, Feed.STREAM, None)]
    assert run.state.accounts[ACCOUNT].bookmarks == {}
    assert run.take(nowhere) == []
