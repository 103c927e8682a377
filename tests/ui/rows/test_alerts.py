"""The list of alerts as values: who comes first, how it stands, and what silence means."""

from __future__ import annotations

import pytest

from assignwatch.core.events import Acknowledged, Enrolled, Event, Resolved
from assignwatch.core.words import Feed, Response, Severity
from assignwatch.ui.rows.alerts import alert_rows, needs_response, silence
from tests.ui.worlds import (
    ETH,
    MAIN,
    SECOND,
    TAKEOVER,
    World,
    before,
    blind,
    fell,
    happened,
    held,
    row,
    watched,
)


def acknowledged(alert: str, seconds: float) -> list[Event]:
    return [Acknowledged(before(seconds), alert, 1, Response.KEEP)]


def test_open_ones_stand_first_the_worst_above_the_newer() -> None:
    world = World(
        watched(MAIN),
        happened(Severity.NORMAL, incident="normal", seconds=10),
        happened(Severity.CRITICAL, incident="old and critical", seconds=500),
        happened(Severity.HIGH, incident="high", seconds=90),
        happened(Severity.HIGH, incident="newer high", seconds=60),
        happened(Severity.CRITICAL, incident="done", seconds=5),
        acknowledged("done", 4),
    )
    assert [shown.key for shown in alert_rows(world.look())] == [
        "old and critical",
        "newer high",
        "high",
        "normal",
        "done",
    ]


def test_a_row_says_severity_title_account_age_and_how_it_stands() -> None:
    (shown,) = alert_rows(World(watched(MAIN), happened()).look())
    assert (shown.word, shown.title) == ("High", "Taken over: +1.2 ETH")
    assert shown.detail == "Planted main · 3 min ago · waiting for you"
    assert shown.spoken == f"High: Taken over: +1.2 ETH. {shown.detail}"


@pytest.mark.parametrize(
    ("seconds", "listed"), [(3600, True), (71 * 3600, True), (73 * 3600, False)]
)
def test_what_was_dealt_with_stays_for_three_days(seconds: float, listed: bool) -> None:
    world = World(watched(MAIN), happened(seconds=80 * 3600), acknowledged(TAKEOVER, seconds))
    assert bool(alert_rows(world.look())) is listed


def test_what_nobody_acknowledged_stays_for_ever() -> None:
    assert alert_rows(World(watched(MAIN), happened(seconds=90 * 86400)).look())[0].open


def test_an_alert_that_ended_by_itself_is_shown_as_resolved() -> None:
    world = World(watched(MAIN), blind(MAIN), [Resolved(before(5), f"blind:{MAIN}", False)])
    (shown,) = alert_rows(world.look())
    assert not shown.open
    assert shown.detail.endswith("resolved")


def test_the_version_of_a_row_is_the_one_its_card_shows() -> None:
    world = World(watched(MAIN), happened(), happened(version=2, seconds=60, fires=False))
    assert alert_rows(world.look())[0].version == 2


@pytest.mark.parametrize("severity", list(Severity))
def test_only_high_and_critical_ask_for_a_response(severity: Severity) -> None:
    assert needs_response(severity) is (severity in {Severity.HIGH, Severity.CRITICAL})


def test_silence_proves_itself_or_admits_that_it_means_nothing() -> None:
    seen = World(watched(MAIN), held(MAIN, row(ETH, "1")))
    unseen = World(watched(MAIN, SECOND), fell(SECOND, Feed.BOOKINGS))
    unread = World([Enrolled(before(1), {MAIN: tuple(Feed)})])
    assert silence(World().look()) == "Nothing is being watched. Silence here means nothing."
    assert silence(unread.look()) == "No open alerts. The accounts have not been read yet."
    assert silence(seen.look()) == (
        "No open alerts. 1 account was read completely, last at 09:11:58 CET."
    )
    assert silence(unseen.look()) == (
        "No open alerts, but Planted second cannot be seen: silence there means nothing."
    )
