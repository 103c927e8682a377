"""Why a change is told no more, or told as less: the true reason, and what was read."""

from __future__ import annotations

import json

import pytest

from assignwatch.core.events import Concluded
from assignwatch.core.tape.player import play
from assignwatch.core.tape.reading import read
from assignwatch.core.words import Grade
from tests.core.detect.cases.telling import Account, Figure, Part, case

S = Account()
PF = S.instrument("PF", "perpetual")
TAKEN = S.booking("18T21:03", "PF", "0.5", "taken_over", 60_000)
FIRST = [PF, S.reads("18T21:00", {"PF": 1}), TAKEN, S.reads("18T21:10", {"PF": "1.5"})]
AGAIN = "saxo/main:PF:other:2026-11-20"


def _read(quantity: Figure, *moments: str) -> list[Part]:
    return [part for moment in moments for part in S.reads(moment, {"PF": quantity})]


def _again(quantity: Figure) -> list[Part]:
    """It was taken over once; two days later it changes again, and nothing says why."""
    return [FIRST, _read("1.5", "20T23:40"), _read(quantity, "20T23:49", "20T23:55")]


def _last(incident: str, *parts: Part) -> Concluded:
    tape = (json.dumps(line) for line in case("", "", *parts).tape)
    return [v for _, v in play(read(tape)) if v.incident == incident][-1]


def test_what_changed_back_did_not_become_what_was_complete_before() -> None:
    back = _read("1.5", "21T16:18", "21T16:30")
    version = _last(AGAIN, _again(2), _read(2, "21T16:10"), back)
    assert (version.grade, [e.fact for e in version.evidence]) == (Grade.EXPLAINED, ["by_return"])


@pytest.mark.parametrize("booked_at", ["20T23:45", "21T02:45"], ids=["in its time", "dated off"])
def test_of_two_of_one_quantity_it_became_the_one_that_is_told_now(booked_at: str) -> None:
    record = S.booking(booked_at, "PF", "0.5", "taken_over", 60_000)
    told = record | {"seen": "2026-11-21T12:00:00Z"}
    version = _last(AGAIN, _again(2), told, _read(2, "21T12:10"))
    day = f"2026-11-{booked_at[:2]}"
    assert version.grade is Grade.RETRACTED
    assert [e.values["incident"] for e in version.evidence] == [f"saxo/main:PF:takeover:{day}"]


@pytest.mark.parametrize(
    ("first", "then", "incident", "told", "shown"),
    [
        ("2", "1.7", AGAIN, "0.2", ("1.5", "2")),
        ("1.2", "1.7", "saxo/main:PF:other:2026-11-21", "0.2", ("1.2", "1.7")),
    ],
    ids=["it came back in part", "and further"],
)
def test_of_a_change_that_was_undone_in_part_it_says_what_was_read(
    first: str, then: str, incident: str, told: str, shown: tuple[str, str]
) -> None:
    version = _last(
        incident, _again(first), _read(first, "21T16:10"), _read(then, "21T16:18", "21T16:30")
    )
    (values,) = [e.values for e in version.evidence if e.fact == "changed"]
    assert str(version.contracts) == told
    assert (values["before"], values["after"]) == shown
