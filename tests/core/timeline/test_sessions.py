"""The hours of exchanges end a wait at their own moment, not with the next input."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from assignwatch.core.decide import next_decision
from assignwatch.core.policy import Policy
from assignwatch.core.tape.player import play
from assignwatch.core.tape.reading import read
from assignwatch.core.words import Grade
from assignwatch.store.sessions import load
from tests.core.detect.cases.telling import Account, Part, case, clock

S = Account()
LISTED = (S.stock("XYZ", exchange="XNAS"), S.put("P100", 100, exchange="XCBF"))
UNLISTED = (S.stock("XYZ"), S.put("P100", 100))
HELD, SHARES = {"P100": -1, "XYZ": 100}, {"XYZ": 100}
POLICY = Policy(calendar=load().calendar)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-18T{text}").replace(tzinfo=UTC)


def _told(shown: str, *then: Part, described: Part = LISTED) -> list[tuple[datetime, Grade]]:
    """An option is gone at this reading; what is said of it, and when."""
    parts = described, S.reads("06:30", HELD), S.snapshot(shown, SHARES), then
    tape = case("", "", *parts).tape
    versions = play(read(json.dumps(line) for line in tape), POLICY)
    return [(version.at, version.grade) for _, version in versions]


LONG_AFTER = clock("23:00")


@pytest.mark.parametrize(
    ("shown", "read_until", "said"),
    [
        ("07:00", "07:00:10", "07:10:00"),
        ("07:00", None, "07:10:00"),
        ("13:55", None, "14:00:00"),
        ("13:45", None, "13:55:00"),
        ("14:10", None, "14:11:00"),
        ("15:00", "15:00:10", "15:10:00"),
    ],
    ids=[
        "closed, and the trades are read, but its leg may come",
        "closed, and they are not",
        "half an hour before it opens",
        "sooner by its limit",
        "in that half hour",
        "open",
    ],
)
def test_it_is_said_at_that_moment_though_nothing_comes_in(
    shown: str, read_until: str | None, said: str
) -> None:
    trades = [] if read_until is None else S.coverage(read_until, "fills")
    versions = _told(shown, trades, LONG_AFTER)
    assert versions[-1] == (_at(said), Grade.UNEXPLAINED)
    assert {grade for _, grade in versions[:-1]} == {Grade.PENDING}


@pytest.mark.parametrize("shown", ["07:00", "13:55", "14:10", "15:00"])
def test_where_nobody_knows_the_exchange_it_is_said_after_ten_minutes_as_ever(shown: str) -> None:
    trades = S.coverage(f"{shown}:10", "fills")
    versions = _told(shown, trades, LONG_AFTER, described=UNLISTED)
    assert versions[-1] == (_at(shown) + POLICY.option_leg_wait, Grade.UNEXPLAINED)


def test_the_next_decision_is_half_an_hour_before_the_opening() -> None:
    tape = case("", "", LISTED, S.reads("06:30", HELD), S.snapshot("13:55", SHARES)).tape
    *_, (state, _) = play(read(json.dumps(line) for line in tape), POLICY)
    assert next_decision(state, POLICY) == _at("14:00:00")
