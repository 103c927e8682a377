"""The first line, the status bar and the tray's face: the worst thing is said first."""

from __future__ import annotations

import subprocess
import sys

import pytest

from assignwatch.core.events import Enrolled, Event
from assignwatch.core.model import Problem
from assignwatch.core.words import Feed, Severity
from assignwatch.ui.rows.summary import Mood
from assignwatch.ui.rows.view import Renderer, View
from tests.ui.worlds import (
    ETH,
    MAIN,
    SECOND,
    World,
    before,
    fell,
    happened,
    held,
    row,
    unsettled,
    watched,
)


def view(*events: list[Event]) -> View:
    """All that is shown after this."""
    return Renderer().view(World(*events).look())


@pytest.mark.parametrize(
    ("events", "mood", "headline"),
    [
        ([], Mood.IDLE, "Nothing is being watched"),
        ([watched(MAIN)], Mood.WATCHING, "Watching, nothing asks for you"),
        (
            [[Enrolled(before(1), {MAIN: tuple(Feed)})]],
            Mood.WATCHING,
            "First reading under way",
        ),
        ([watched(MAIN), unsettled()], Mood.WATCHING, "Watching, 1 change is being checked"),
        (
            [watched(MAIN), unsettled(), fell(MAIN, Feed.POSITIONS)],
            Mood.BLIND,
            "Cannot see Planted main",
        ),
        (
            [watched(MAIN), fell(MAIN, Feed.STREAM)],
            Mood.WATCHING,
            "Watching, but not with everything",
        ),
        (
            [watched(MAIN, SECOND), fell(SECOND, Feed.POSITIONS)],
            Mood.BLIND,
            "Cannot see Planted second",
        ),
        (
            [watched(MAIN, SECOND), fell(MAIN, Feed.POSITIONS), fell(SECOND, Feed.POSITIONS)],
            Mood.BLIND,
            "Cannot see Planted main and 1 other",
        ),
        (
            [watched(MAIN), fell(MAIN, Feed.POSITIONS), happened(Severity.INFO)],
            Mood.INFO,
            "1 alert waits for you",
        ),
        (
            [watched(MAIN), happened(), happened(Severity.CRITICAL, incident="worse")],
            Mood.CRITICAL,
            "2 alerts wait for you",
        ),
    ],
)
def test_the_headline_names_the_worst(events: list[list[Event]], mood: Mood, headline: str) -> None:
    shown = view(*events).summary
    assert (shown.mood, shown.headline) == (mood, headline)


def test_counts_go_from_the_worst_down_and_leave_out_what_is_not_there() -> None:
    shown = view(
        watched(MAIN),
        happened(Severity.NORMAL, incident="a"),
        happened(Severity.CRITICAL, incident="b"),
        happened(Severity.NORMAL, incident="c"),
    ).summary
    assert [count.text for count in shown.counts] == ["1 critical", "2 normal"]
    assert shown.clock == "Fri 20 Nov 2026  09:12:04 CET"


def test_a_quiet_first_line_still_admits_an_unseen_account() -> None:
    shown = view(watched(MAIN, SECOND), fell(SECOND, Feed.BOOKINGS), happened()).summary
    assert shown.watched == "1 of 2 accounts watched"


def test_the_status_bar_says_when_the_next_check_is_and_that_all_is_saved() -> None:
    shown = view(watched(MAIN), held(MAIN, row(ETH, "1"))).status
    assert (shown.journal, shown.troubled) == ("Journal: saved", False)
    assert shown.next_check == "Next check 09:12:28 CET"
    assert shown.since == "Watching since 07:12:04 CET"


def test_the_status_bar_says_when_nothing_can_be_saved() -> None:
    world = World(watched(MAIN))
    world.unsaved = Problem("disk_full", {})
    shown = Renderer().view(world.look()).status
    assert shown.troubled
    assert shown.journal.startswith("Not saved: ")


def test_the_tray_counts_alerts_and_accounts_and_names_no_amount() -> None:
    shown = view(
        watched(MAIN, SECOND),
        held(MAIN, row(ETH, "1234")),
        fell(SECOND, Feed.POSITIONS),
        happened(Severity.CRITICAL, incident="worse"),
        happened(),
    ).tray
    assert shown.tip == "AssignWatch: 1 critical, 2 open alerts, 1 of 2 accounts watched"
    assert [text for _, text in shown.accounts] == [
        "Planted main: watching",
        "Planted second: cannot see",
    ]


def test_the_tray_lists_the_three_newest_open_alerts() -> None:
    events = [happened(incident=f"alert {n}", seconds=100 - n) for n in range(5)]
    assert [alert for alert, _, _ in view(watched(MAIN), *events).tray.alerts] == [
        "alert 4",
        "alert 3",
        "alert 2",
    ]


def test_views_are_rendered_without_qt() -> None:
    code = "import sys, assignwatch.ui.rows.view; sys.exit('PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert done.returncode == 0


def test_the_status_bar_says_when_nobody_knows_the_exchanges_sessions() -> None:
    world = World(watched(MAIN))
    assert Renderer().view(world.look()).status.sessions == ""
    world.sessions = Problem("sessions_run_out", {"until": "2026-11-19"})
    shown = Renderer().view(world.look()).status
    assert shown.sessions == "Exchange sessions are not known: update AssignWatch."
    assert shown.why.startswith("The table of exchange sessions ended on 2026-11-19.")
    assert not shown.troubled
