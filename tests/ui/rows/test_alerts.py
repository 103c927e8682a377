"""The list of alerts as values: who comes first, how it stands, and what silence means."""

from __future__ import annotations

import pytest

from assignwatch.core.events import Acknowledged, Awaited, Enrolled, Event, Resolved
from assignwatch.core.words import Feed, Grade, Response, Severity
from assignwatch.ui.rows.alerts import (
    Stage,
    alert_rows,
    checking_rows,
    needs_response,
    open_rows,
    silence,
)
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
    taken_back,
    unsettled,
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


def test_what_is_being_checked_stands_between_what_waits_and_what_is_done() -> None:
    world = World(
        watched(MAIN),
        happened(incident="done"),
        acknowledged("done", 1),
        unsettled(incident="pending", seconds=13),
        unsettled(Grade.CONFLICT, incident="conflict", seconds=60),
        happened(Severity.INFO, incident="open", seconds=400),
    )
    rows = alert_rows(world.look())
    assert [(shown.key, shown.stage) for shown in rows] == [
        ("open", Stage.OPEN),
        ("pending", Stage.CHECKING),
        ("conflict", Stage.CHECKING),
        ("done", Stage.DONE),
    ]
    assert [shown.key for shown in open_rows(rows)] == ["open"]
    assert [shown.key for shown in checking_rows(rows)] == ["pending", "conflict"]


@pytest.mark.parametrize(
    ("feeds", "left", "waits"),
    [
        ((Feed.FILLS,), 47, "waits for your trades, 47 s at most"),
        ((Feed.FILLS,), None, "waits for your trades"),
        ((Feed.BOOKINGS,), None, "waits for the broker's records"),
        (
            (Feed.FILLS, Feed.POSITIONS),
            8000,
            "waits for your trades and another reading, 2 h 13 min at most",
        ),
        ((), 47, "decided in 47 s at most"),
        ((), None, "not decided yet"),
    ],
)
def test_a_row_that_is_being_checked_says_what_it_waits_for(
    feeds: tuple[Feed, ...], left: float | None, waits: str
) -> None:
    world = World(watched(MAIN), unsettled(feeds=feeds, left=left))
    (shown,) = alert_rows(world.look())
    assert (shown.word, shown.title) == ("Checking", "Perhaps taken over: +1.2 ETH")
    assert shown.detail == f"Planted main · 10 s ago · {waits}"
    assert shown.spoken == f"Checking: {shown.title}. {shown.detail}"


def test_a_row_whose_signs_contradict_each_other_claims_nothing() -> None:
    (shown,) = alert_rows(World(watched(MAIN), unsettled(Grade.CONFLICT)).look())
    assert (shown.word, shown.title) == ("Checking", "Conflicting signs: +1.2 ETH")


def test_an_alert_that_is_open_is_listed_once_however_unsure_it_became() -> None:
    world = World(watched(MAIN), happened(), unsettled(version=2))
    (shown,) = alert_rows(world.look())
    assert (shown.stage, shown.title) == (Stage.OPEN, "Perhaps taken over: +1.2 ETH")


def test_one_that_was_dealt_with_is_being_checked_again() -> None:
    world = World(watched(MAIN), happened(seconds=90 * 3600), acknowledged(TAKEOVER, 89 * 3600))
    assert alert_rows(world.look()) == ()
    world.add(unsettled(version=2))
    assert [shown.stage for shown in alert_rows(world.look())] == [Stage.CHECKING]


def test_what_is_settled_or_has_no_version_or_is_not_watched_is_not_being_checked() -> None:
    awaited = [Awaited(MAIN, "no version yet", ())]
    world = World(watched(MAIN), awaited, unsettled(account=SECOND), happened(incident="open"))
    world.add([Awaited(MAIN, "open", (), (Feed.BOOKINGS,))])
    assert checking_rows(alert_rows(world.look())) == ()
    world.add(unsettled(incident="settled"))
    world.add([Awaited(MAIN, "settled", (), over=True)])
    assert checking_rows(alert_rows(world.look())) == ()


def test_silence_is_not_the_whole_truth_while_something_is_being_checked() -> None:
    world = World(watched(MAIN), held(MAIN, row(ETH, "1")), unsettled())
    assert silence(world.look()) == (
        "No open alerts. 1 account was read completely, last at 09:11:58 CET."
        " 1 change is still being checked, see below."
    )


def test_an_alert_that_was_taken_back_says_so() -> None:
    (shown,) = alert_rows(World(watched(MAIN), happened(), taken_back()).look())
    assert (shown.title, shown.word) == ("Taken back: taken over, +1.2 ETH", "Info")
