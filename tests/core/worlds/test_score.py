"""Claims are held against the truth: found, missed, invented, surer than they can be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.events import Concluded
from assignwatch.core.model import AccountKey, InstrumentId
from assignwatch.core.words import Grade, Kind, Severity, Side
from tests.core.worlds.book import Key, Move
from tests.core.worlds.score import Verdict, verdict
from tests.core.worlds.story import Ceiling, Happening, Settings, Standing, Story

AT = datetime(2026, 11, 20, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _truth(contracts: int = 2, at: datetime = AT, **keys: Any) -> Happening:
    key = Key("saxo/P100")
    known: dict[str, Any] = {
        "standing": Standing.KNOWABLE,
        "ceiling": Ceiling.STRONG,
        "window": (at - HOUR, at),
    }
    return Happening(
        at,
        "saxo/main",
        "assigned",
        frozenset({"assigned"}),
        key,
        Decimal(contracts),
        [Move(at, key, Decimal(contracts), Decimal(0))],
        **(known | keys),
    )


def _claim(contracts: int = 2, at: datetime = AT, **keys: Any) -> Concluded:
    said: dict[str, Any] = {
        "incident": f"i{at:%d%H}",
        "version": 1,
        "at": at,
        "account": AccountKey("saxo/main"),
        "kind": Kind.ASSIGNED,
        "grade": Grade.STRONG,
        "severity": Severity.HIGH,
        "instrument": InstrumentId("saxo/P100"),
        "side": Side.NET,
        "contracts": Decimal(contracts),
        "legs": (),
        "occurred": (at - HOUR, at),
    }
    return Concluded(**(said | keys))


def _verdict(truths: list[Happening], claims: list[Concluded]) -> Verdict:
    return verdict(Story(Settings(0), [], truths, [], [], {}), claims)


def test_a_claim_that_agrees_is_found_and_nothing_else() -> None:
    made = _verdict([_truth()], [_claim()])
    assert made.flawless
    assert (made.assignments.found, made.assignments.right) == (1, 1)


@pytest.mark.parametrize(
    "claim",
    [
        _claim(3),
        _claim(1),
        _claim(kind=Kind.EXERCISED),
        _claim(account=AccountKey("saxo/second")),
        _claim(instrument=InstrumentId("saxo/P95")),
        _claim(at=AT + timedelta(days=5)),
    ],
    ids=["too many", "too few", "kind", "account", "instrument", "time"],
)
def test_a_claim_that_differs_is_invented_and_the_truth_missed(claim: Concluded) -> None:
    made = _verdict([_truth()], [claim])
    assert made.missed
    assert made.invented == [claim]


def test_silence_misses_what_is_knowable_and_nothing_else() -> None:
    assert _verdict([_truth()], []).missed
    assert _verdict([_truth(standing=Standing.OPEN)], []).flawless
    assert _verdict([_truth(standing=Standing.HIDDEN)], []).flawless


def test_a_guess_that_says_so_is_wrong_but_not_invented() -> None:
    made = _verdict([], [_claim(grade=Grade.LIKELY)])
    assert made.flawless
    assert (made.assignments.claimed, made.assignments.right) == (1, 0)


@pytest.mark.parametrize("grade", [Grade.PENDING, Grade.CONFLICT, Grade.RETRACTED, Grade.EXPLAINED])
def test_a_version_that_claims_nothing_is_no_claim(grade: Grade) -> None:
    assert _verdict([], [_claim(grade=grade)]).assignments.claimed == 0
    assert _verdict([_truth()], [_claim(grade=grade)]).missed


def test_two_nights_may_be_told_as_one_and_one_as_two() -> None:
    nights = [_truth(2), _truth(3, AT + 10 * HOUR)]
    assert _verdict(nights, [_claim(5, occurred=(AT - HOUR, AT + 10 * HOUR))]).flawless
    assert _verdict([_truth(5)], [_claim(2), _claim(3, AT + HOUR)]).flawless


def test_of_a_truth_beside_an_unknowable_one_either_number_may_be_told() -> None:
    both = [_truth(2), _truth(1, standing=Standing.OPEN)]
    assert _verdict(both, [_claim(2)]).flawless
    assert _verdict(both, [_claim(3)]).flawless
    assert _verdict(both, [_claim(4)]).invented


def test_a_grade_above_what_was_told_is_noted() -> None:
    likely = _truth(ceiling=Ceiling.LIKELY)
    assert _verdict([likely], [_claim()]).overgraded
    assert _verdict([likely], [_claim(grade=Grade.LIKELY)]).flawless
    assert _verdict([_truth()], [_claim(grade=Grade.CONFIRMED)]).overgraded


def test_a_change_called_unexplained_that_is_explained_is_noted() -> None:
    share = _claim(200, kind=Kind.UNEXPLAINED, grade=Grade.UNEXPLAINED)
    assert _verdict([_truth()], [_claim(), share]).needless == [share]


def test_of_two_nights_the_one_that_is_claimed_is_found() -> None:
    nights = [_truth(2), _truth(2, AT + 20 * HOUR)]
    claim = _claim(2)
    made = _verdict(nights, [claim])
    assert made.missed == [nights[1]]
    assert not made.invented
