"""The card as values: the questions of a tired trader, answered in their order."""

from __future__ import annotations

from decimal import Decimal

from assignwatch.core.alerts.messages import WRITTEN
from assignwatch.core.events import Acknowledged, Alerted, Notified
from assignwatch.core.model import Problem
from assignwatch.core.words import About, Feed, Grade, Outcome, Response, Severity
from assignwatch.texts import problems
from assignwatch.ui.rows.card import Card, card
from tests.ui.worlds import (
    ETH,
    MAIN,
    TAKEOVER,
    World,
    before,
    blind,
    happened,
    held,
    row,
    taken_back,
    unsettled,
    watched,
)


def shown(world: World, alert: str = TAKEOVER) -> Card:
    """The card of this alert."""
    found = card(world.look(), alert)
    assert found is not None
    return found


def answers(found: Card) -> dict[str, tuple[str, ...]]:
    """The sections by heading."""
    return {section.heading: section.lines for section in found.sections}


def test_a_card_answers_in_the_order_in_which_a_tired_trader_asks() -> None:
    world = World(
        watched(MAIN), held(MAIN, row(ETH, "1.7")), happened(cash={"USD": Decimal("-1.85")})
    )
    world.quote(ETH, "2951.7", 1)
    found = shown(world)
    assert list(answers(found)) == [
        "What",
        "Where",
        "Now",
        "Money",
        "How sure",
        "Until",
        "Timeline",
    ]
    said = answers(found)
    assert said["What"][0].startswith("You took over 1.2 ETH long at 2,986.40")
    assert said["Where"] == (
        "Planted main",
        "happened 20 Nov 2026 09:08:59 CET to 09:09:00 CET · seen 09:09:04 CET",
    )
    assert said["Now"] == ("ETH: you are now long 1.7", "as read at 20 Nov 2026 09:11:58 CET")
    assert said["Money"] == (
        "−1.85 USD",
        "Booked at 2,986.40, mark 2,951.70 at 09:12:03 CET.",
    )
    assert said["How sure"][0] == "Confirmed"
    assert len(said["How sure"]) == 2
    assert said["Until"] == ("No deadline known from the broker.",)
    assert (found.title, found.subtitle) == (
        "Taken over: +1.2 ETH",
        "Confirmed · version 1 of 1 · waiting for you",
    )


def test_a_position_older_than_the_event_is_never_called_the_present_one() -> None:
    world = World(watched(MAIN), held(MAIN, row(ETH, "0.5"), read=600), happened())
    assert answers(shown(world))["Now"] == (
        "Not read again since it happened.",
        "ETH: you were long 0.5 before",
        "as read at 20 Nov 2026 09:02:04 CET",
    )


def test_a_position_that_is_gone_is_said_to_be_gone() -> None:
    world = World(watched(MAIN), held(MAIN), happened())
    assert answers(shown(world))["Now"][0] == "ETH: you hold none now"


def test_unknown_cash_is_said_to_be_unknown() -> None:
    assert answers(shown(World(watched(MAIN), happened())))["Money"] == (
        "No amount of cash is known from the broker.",
    )


def test_the_timeline_tells_versions_deliveries_and_what_the_trader_said() -> None:
    silent = Problem("no_tray", {})
    world = World(
        watched(MAIN),
        happened(),
        [
            Notified(before(177), TAKEOVER, 1, "popup", Outcome.CONFIRMED),
            Notified(before(100), TAKEOVER, 1, "popup", Outcome.CONFIRMED),
            Notified(before(170), TAKEOVER, 1, "tray", Outcome.FAILED, silent),
            Acknowledged(before(30), TAKEOVER, 1, Response.KEEP, "small"),
        ],
    )
    assert answers(shown(world))["Timeline"] == (
        "09:09:04 CET  version 1: Taken over, Confirmed",
        "09:09:04 CET  alert",
        f"09:09:14 CET  Tray message: not delivered ({problems.sentence(silent)})",
        "09:10:24 CET  Popup: shown on the screen, 2 times so far",
        "09:11:34 CET  acknowledged by you, version 1: Keep, ‘small’",
    )


def test_an_acknowledged_alert_cannot_be_acknowledged_again() -> None:
    world = World(watched(MAIN), happened(), [Acknowledged(before(1), TAKEOVER, 1)])
    assert not shown(world).can_acknowledge


def test_the_card_knows_what_it_shows_and_what_fired() -> None:
    world = World(watched(MAIN), happened(), happened(version=2, seconds=9, fires=False))
    assert (shown(world).version, shown(world).fired) == (2, 1)


def test_a_normal_one_needs_no_response() -> None:
    assert not shown(World(watched(MAIN), happened(Severity.NORMAL))).needs_response


def test_a_blind_account_says_since_when_and_that_its_rows_are_old() -> None:
    world = World(watched(MAIN), held(MAIN, row(ETH, "1"), read=204), blind(MAIN))
    found = shown(world, f"blind:{MAIN}")
    said = answers(found)
    assert said["Where"] == ("Planted main", "seen 20 Nov 2026 09:11:44 CET")
    assert said["Now"] == (
        "Planted main could not be read since 09:08:40 CET. Its rows are from then.",
    )
    assert "How sure" not in said


def test_there_is_no_card_of_an_unknown_alert() -> None:
    assert card(World().look(), "nothing") is None


def test_an_incident_that_is_being_checked_has_a_card_that_asks_for_nothing() -> None:
    found = shown(World(watched(MAIN), held(MAIN, row(ETH, "1.7")), unsettled()))
    assert (found.title, found.word) == ("Perhaps taken over: +1.2 ETH", "Checking")
    assert found.subtitle == "Pending · version 1 of 1"
    assert found.checked
    assert not found.can_acknowledge
    said = answers(found)
    assert said["What"][0].startswith("Not certain yet; it may be that you took over 1.2 ETH")
    assert said["Where"][1].endswith("seen 09:11:51 CET")
    assert said["Money"][0] == "−5.00 USD, if it is so"
    assert said["How sure"][0] == "Pending"
    assert "not read up to 20 Nov 2026 09:12:04 CET" in said["How sure"][1]
    assert said["Until"] == (
        "Decided at 20 Nov 2026 09:12:51 CET at the latest, in 47 s.",
        "Waits for your trades.",
    )
    assert said["Timeline"] == ("09:11:51 CET  version 1: Perhaps taken over, Pending",)


def test_one_that_waits_for_no_time_says_only_for_what() -> None:
    found = shown(World(watched(MAIN), unsettled(left=None, feeds=(Feed.BOOKINGS,))))
    assert answers(found)["Until"] == ("No time is set.", "Waits for the broker's records.")


def test_an_open_alert_that_became_unsure_can_still_be_acknowledged() -> None:
    found = shown(World(watched(MAIN), happened(), unsettled(Grade.CONFLICT, version=2)))
    assert (found.word, found.checked, found.can_acknowledge) == ("High", False, True)
    assert answers(found)["What"][0].startswith("The signs contradict each other;")


def test_what_was_taken_back_tells_the_reason_and_nothing_of_it_as_true() -> None:
    world = World(watched(MAIN), held(MAIN, row(ETH, "1.7")))
    world.add(happened(cash={"USD": Decimal("-1.85")}))
    world.add(taken_back())
    found = shown(world)
    said = answers(found)
    assert found.title == "Taken back: taken over, +1.2 ETH"
    assert said["What"] == (
        "Taken back. Your own trading explains it, 20 Nov 2026 09:08:54 CET.",
        "It was told as: Taken over: +1.2 ETH",
    )
    assert said["Where"] == ("Planted main", "seen 20 Nov 2026 09:09:04 CET")
    assert said["How sure"] == ("Explained",)
    assert not {"Money", "Until"} & set(said)
    assert said["Timeline"][-2:] == (
        (
            "09:11:34 CET  version 2: Taken back: taken over. Your own trading explains it, 20"
            " Nov 2026 09:08:54 CET."
        ),
        "09:11:34 CET  alert",
    )


def test_what_the_broker_wrote_of_it_is_quoted_last_beside_how_sure_it_is() -> None:
    values = {"title": "", "text": "ETH was handed to you.", "at": before(30).isoformat()}
    written = Alerted(
        before(20), "message", About.MESSAGE, 1, Severity.INFO, MAIN, Problem(WRITTEN, values)
    )
    said = answers(shown(World(watched(MAIN), happened(), [written])))["How sure"]
    assert said[-1] == (
        "The broker also wrote on 20 Nov 2026 09:11:34 CET: “ETH was handed to you.”"
    )
    assert said[:-1] == answers(shown(World(watched(MAIN), happened())))["How sure"]
