"""Nobody looked for days: what was old stays apart from what is new, and nothing is forgotten."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assignwatch.core.model import Leg, Moment
from assignwatch.core.observations import Coverage, Observation
from assignwatch.core.words import AlertStatus, Cause, Do, Feed
from tests.core.builders import ACCOUNT, command, fill
from tests.core.detect.parts import XYZ, option
from tests.core.timeline.desk import MINUTE, Desk, Held, day, record

PUT = option("P100")
ASSIGNED = record(1, "P100", "1", Cause.ASSIGNMENT)
SOLD = fill("-100", "97", id="sold", instrument=XYZ, at=day(1))
SHARES: Held = {"XYZ": ("100", "100")}
ONE_LEFT: Held = {"P100": "-1", **SHARES}

CONFIRMED, STRONG = (("assigned", "P100", "1", grade) for grade in ("confirmed", "strong"))


@pytest.mark.parametrize(
    ("told", "then", "later"),
    [
        ([ASSIGNED], ONE_LEFT, {"XYZ": ("200", "100")}),
        ([ASSIGNED, SOLD], {"P100": "-1"}, SHARES),
    ],
    ids=["its shares were kept", "its shares were sold before anybody looked"],
)
def test_an_old_assignment_on_record_does_not_swallow_one_of_the_same_size_twelve_days_later(
    told: list[Observation], then: Held, later: Held
) -> None:
    desk = Desk(PUT, held={"P100": "-2"})
    desk.says(1, *told)
    for days in (1.01, *range(2, 13)):
        desk.reads(days, then)
    assert desk.beliefs == [CONFIRMED]
    desk.says(12.5, command(desk.run.only().incident, Do.ACKNOWLEDGE))
    desk.reads(13, later)
    assert desk.beliefs == [CONFIRMED, STRONG]
    assert list(desk.run.statuses().values()) == [AlertStatus.ACKNOWLEDGED, AlertStatus.FIRING]


@pytest.mark.parametrize("away", [1, 9, 11, 12, 40])
def test_nor_when_nobody_looked_between_the_day_of_the_one_and_the_other(away: int) -> None:
    desk = Desk(PUT, held={"P100": "-2"})
    desk.says(1, ASSIGNED)
    desk.reads(1.01, ONE_LEFT)
    desk.says(1.02, command(desk.run.only().incident, Do.ACKNOWLEDGE))
    for reading in range(3):
        desk.reads(1.01 + away + reading * MINUTE, {"XYZ": ("200", "100")})
    assert sum(version.contracts for version in desk.run.standing()) == 2
    assert desk.run.state.open_alerts, "the second is told"


def test_what_was_pending_when_the_program_went_away_is_settled_eleven_days_later() -> None:
    desk = Desk(PUT, held={"P100": "-1"})
    desk.shows(1, SHARES)
    assert desk.beliefs == [("assigned", "P100", "1", "pending")]
    desk.restarts(12)
    desk.reads(12 + MINUTE, SHARES)
    assert desk.beliefs == [STRONG]
    assert len(desk.run.state.open_alerts) == 1


def test_sixty_four_assignments_on_one_underlying_that_name_their_shares_leave_nothing_open() -> (
    None
):
    strikes = range(100, 164)
    desk = Desk(*(option(f"P{n}") for n in strikes), held={f"P{n}": "-1" for n in strikes})
    legs = {n: (Leg(XYZ, Decimal(100), Decimal(n)),) for n in strikes}
    desk.says(1, *(record(1, f"P{n}", "1", Cause.ASSIGNMENT, counter=legs[n]) for n in strikes))
    for reading in range(3):
        desk.reads(1.01 + reading * MINUTE, {"XYZ": "6400"})
    assert sorted(desk.beliefs) == [("assigned", f"P{n}", "1", "confirmed") for n in strikes]


def test_what_is_on_record_is_not_made_unsure_by_what_still_waits_on_the_same_day() -> None:
    desk = Desk(PUT, held={"P100": "-2"})
    desk.says(0.1, record(0.1, "P100", "1", Cause.ASSIGNMENT))
    desk.reads(0.11, ONE_LEFT)
    desk.shows(0.12, {"XYZ": ("200", "100")})
    assert desk.beliefs == [CONFIRMED], "the second waits for trades"
    desk.reads(0.12 + MINUTE, {"XYZ": ("200", "100")})
    assert desk.beliefs == [("assigned", "P100", "2", "strong")]


# --------------------------------------------------------------------------- words and prices apart


def test_a_contradiction_that_no_trade_explains_is_told_as_unexplained_and_stands() -> None:
    desk = Desk(PUT, held={"P100": "-1"})
    conflict = ("assigned", "P100", "1", "conflict")
    at_the_market = {"XYZ": ("100", "97")}
    for reading in range(2):
        desk.reads(0.1 + reading * MINUTE, at_the_market)
        assert desk.beliefs == [conflict]
        assert not desk.run.state.alerts
    for reading in range(2, 5):
        desk.reads(0.1 + reading * MINUTE, at_the_market)
        assert desk.beliefs == [
            conflict,
            ("unexplained", "P100", "1", "unexplained"),
            ("unexplained", "XYZ", "100", "unexplained"),
        ]
        assert len(desk.run.state.open_alerts) == 2


def test_a_contradiction_is_over_when_the_trades_turn_up() -> None:
    desk = Desk(PUT, held={"P100": "-1"})
    for reading in range(3):
        desk.reads(0.1 + reading * MINUTE, {"XYZ": ("100", "97")})
    put = fill("1", "3", id="put", instrument=PUT.id, at=day(0.05))
    shares = fill("100", "97", id="shares", instrument=XYZ, at=day(0.05))
    desk.says(0.2, put, shares)
    assert desk.beliefs == []


def test_the_same_reading_told_twice_is_one_reading() -> None:
    desk = Desk(held={"XYZ": "100"})
    pending = [("unexplained", "XYZ", "50", "pending")]
    for _ in range(4):
        desk.reads(0.1, {"XYZ": "50"})
        assert desk.beliefs == pending
    desk.reads(0.1 + MINUTE, {"XYZ": "50"})
    assert desk.beliefs == pending
    desk.reads(0.1 + 2 * MINUTE, {"XYZ": "50"})
    assert desk.beliefs == [("unexplained", "XYZ", "50", "unexplained")]


# ------------------------------------------------------------------------------ the end of time


@pytest.mark.parametrize("cause", [None, Cause.EXPIRY, Cause.ASSIGNMENT, Cause.OTHER])
def test_a_contract_that_ends_with_the_calendar_is_watched_like_any_other(
    cause: Cause | None,
) -> None:
    never = Moment.on(date.max)
    desk = Desk(option("P100", expiry=never, first_notice=never), held={"P100": "-1"})
    if cause is not None:
        desk.says(0.5, record(0.5, "P100", "1", cause))
    for reading in range(3):
        desk.reads(0.6 + reading * MINUTE, SHARES)
    ((kind, name, contracts, _),) = desk.beliefs
    assert (kind, name, contracts) == ("assigned", "P100", "1")


def test_the_last_day_of_the_calendar_ends_nothing_early() -> None:
    desk = Desk(option("P100", expiry=Moment.on(date.max)), held={"P100": "-1"})
    for reading in range(4):
        desk.reads(0.6 + reading * MINUTE, {})
        desk.says(
            0.6 + reading * MINUTE, Coverage(ACCOUNT, Feed.FILLS, day(0.6 + reading * MINUTE))
        )
    assert desk.beliefs == [("unexplained", "P100", "1", "unexplained")]
