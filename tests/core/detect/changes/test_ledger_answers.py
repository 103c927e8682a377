"""What a ledger says beside its open changes: which record is about which, and which none shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assignwatch.core.detect.changes.answers import Answer
from assignwatch.core.detect.changes.ledger import balance
from assignwatch.core.detect.residual import Fact
from assignwatch.core.state import Account
from tests.core.builders import POLICY, after
from tests.core.detect.ledgers import KEY, left_of, read
from tests.core.detect.parts import fact

HOUR = 3_600.0
FIRST_DAY, SECOND_DAY = -9 * HOUR, 15 * HOUR
EVE, EVENING, MORNING, NEXT_EVENING, NEXT_MORNING = (n * HOUR for n in (-10, 14, 20, 38, 44))


def _booked(at: float, quantity: str) -> Fact:
    return fact(at, quantity, booked=True)


def _drawn(told_at: float, quantity: str, to: float) -> Fact:
    """A record of one time, put to the reading of another."""
    return replace(_booked(told_at, quantity), at=after(to), dated=after(told_at))


def _told(account: Account, *facts: Fact) -> set[tuple[Fact, float]]:
    """Which record is told to be about the change that was seen how long after `T0`."""
    found = balance(account, KEY, facts, POLICY)
    seconds = {after(at): at for at in (0, 60, 120, EVENING, MORNING, NEXT_MORNING)}
    return {(answer.fact.as_told, seconds[answer.at]) for answer in found.answers}


# ------------------------------------------------------------------- what is put to another step


@pytest.mark.parametrize(
    ("told_at", "is_told"),
    [(-1, True), (0, True), (1, False), (60, False), (61, True)],
    ids=["before the step", "as it began", "in it", "as it ended", "after it"],
)
def test_what_is_put_to_another_step_than_its_own_is_told_of_that(
    told_at: float, *, is_told: bool
) -> None:
    record = _drawn(told_at, "7", to=60)
    told = {(record.as_told, 60.0)} if is_told else set()
    account = read((0, "0"), (60, "7"))
    assert balance(account, KEY, [record], POLICY).open == []
    assert _told(account, record) == told


def test_a_trade_of_a_moment_after_its_reading_is_no_answer() -> None:
    assert _told(read((0, "0"), (60, "7")), fact(61, "7")) == set()
    assert _told(read((0, "0"), (60, "7")), _booked(61, "7")) == set()


def test_a_record_of_a_day_that_its_night_does_not_show_answers_nothing() -> None:
    """Three and two are on record, and only the three were seen."""
    account = read((EVE, "-5"), (EVENING, "-5"), (MORNING, "-2"), (NEXT_MORNING, "-2"))
    three, two = _booked(FIRST_DAY, "3"), _booked(SECOND_DAY, "2")
    assert left_of(account, [three, two]) == [(NEXT_MORNING, "-2")]
    assert _told(account, three, two) == {(three, MORNING)}


def test_one_of_a_night_that_shows_more_answers_what_it_says_of_it() -> None:
    account = read((EVE, "-5"), (EVENING, "-5"), (MORNING, "-2"), (NEXT_MORNING, "1"))
    three, two = _booked(FIRST_DAY, "3"), _booked(SECOND_DAY, "2")
    assert left_of(account, [three, two]) == [(NEXT_MORNING, "1")]
    assert _told(account, three, two) == {(three, MORNING), (two, NEXT_MORNING)}


def test_a_record_that_its_step_shows_in_part_is_told_once_with_what_is_missing() -> None:
    record = _drawn(-60, "3", to=60)
    found = balance(read((0, "-5"), (60, "-4")), KEY, [record], POLICY)
    (left,) = found.open
    assert left.quantity == -2
    assert found.answers == [Answer(record, after(60), -left.quantity, left, own=True)]


# --------------------------------------------------------------------- what its own reading shows


def test_a_record_is_shown_by_its_own_step_unless_that_speaks_against_it() -> None:
    account = read((0, "0"), (60, "100"), (120, "130"), (180, "132"))
    shown, beside = _booked(30, "100"), _booked(90, "10")
    lacking = [_booked(150, "5"), fact(160, "1")]
    found = balance(account, KEY, [shown, beside, fact(91, "5"), *lacking], POLICY)
    assert found.shown == [shown, beside]


def test_what_all_is_explained_by_is_shown_by_its_own_step_too() -> None:
    shown, later = _booked(30, "100"), _booked(61, "7")
    assert balance(read((0, "0"), (60, "100")), KEY, [shown, later], POLICY).shown == [shown]
    traded = [fact(40, "30"), fact(50, "-30")]
    told = [shown, *traded, later]
    assert balance(read((0, "0"), (60, "100")), KEY, told, POLICY).shown == [shown]


def test_what_came_to_nothing_before_a_ledger_started_afresh_is_shown_by_no_step() -> None:
    account = read((0, "5"), (60, "9"), (120, "10"))
    account.books[KEY].base = after(0)
    back = _booked(-1, "3"), _booked(-1, "-3")
    found = balance(account, KEY, [*back, fact(30, "4")], POLICY)
    assert [(r.at, int(r.quantity)) for r in found.open] == [(after(120), 1)]
    assert found.shown == []


# ------------------------------------------------------------------------------ what no step shows

GREW = read((0, "0"), (60, "100"), (120, "100"), (180, "103"))
"""The last change of three is another's, and stays open."""


@pytest.mark.parametrize(
    ("record", "is_shown"),
    [
        (_booked(30, "100"), True),
        (_booked(90, "100"), True),
        (_booked(90, "30"), False),
        (_booked(30, "30"), False),
        (_booked(30, "130"), False),
        (_booked(200, "100"), True),
        (_booked(200, "30"), False),
    ],
    ids=[
        "by its own step",
        "by another",
        "a part of another that stays open",
        "a part of its own",
        "more than its own",
        "by a step before it",
        "by none",
    ],
)
def test_a_record_is_shown_where_a_step_has_all_of_it(record: Fact, *, is_shown: bool) -> None:
    found = balance(GREW, KEY, [record], POLICY)
    assert found.unshown == ([] if is_shown else [record])


# ------------------------------------------------------------------------ days and nights together


@pytest.mark.parametrize(
    ("days_after", "left"),
    [(None, []), (FIRST_DAY, [(EVENING, 3)]), (FIRST_DAY + 1, [])],
    ids=["its own reading shows it", "it is of the night after all the same", "it is older"],
)
def test_a_day_that_its_own_reading_shows_may_be_said_to_be_of_the_night_after(
    left: list[tuple[float, int]], days_after: float | None
) -> None:
    """The reading after it is still to come."""
    account = read((EVE, "0"), (EVENING, "3"))
    leg = replace(_booked(FIRST_DAY, "3"), leg=True)
    since = None if days_after is None else after(days_after)
    found = balance(account, KEY, [leg], POLICY, days_after=since, own=[leg.at_its_end])
    assert [(r.at, int(r.quantity)) for r in found.open] == [(after(at), n) for at, n in left]


@pytest.mark.parametrize("traded", ["0", "0.5"], ids=["alone", "beside a trade"])
@pytest.mark.parametrize("balanced", [False, True], ids=["from the first reading", "afresh"])
def test_a_record_and_what_was_taken_back_of_it_are_of_the_night_after_their_day(
    traded: str, *, balanced: bool
) -> None:
    """Read days after. What moved in the second before a balance is in it, and not missed."""
    rest = [-6 + float(traded), -4 + float(traded)]
    account = read((EVE, "-6"), (EVENING, f"{rest[0]}"), (MORNING + 240 * HOUR, f"{rest[1]}"))
    told = [_booked(FIRST_DAY, "3"), _booked(FIRST_DAY, "-1")]
    if traded != "0":
        told.append(fact(10 * HOUR, traded))
    if balanced:
        account.books[KEY].base = after(EVE)
        told += [fact(EVE - 1, "4"), fact(EVE + 1, "-1"), fact(EVE + 2 * HOUR, "1")]
    assert left_of(account, told) == []


def test_a_record_of_a_day_is_of_the_night_nearest_to_it_that_is_just_that() -> None:
    """Read in the evening alone, the first time in the middle of what is shown."""
    evening = [(EVENING, "5"), (EVENING + 60, "4"), (NEXT_EVENING, "3")]
    record = _booked(FIRST_DAY, "-1")
    assert left_of(read((EVE, "5"), *evening), [record]) == [(NEXT_EVENING, "-1")]


@pytest.mark.parametrize("balanced", [False, True], ids=["from the first reading", "afresh"])
def test_each_record_is_of_a_night_of_its_own_where_no_hour_explains_all(*, balanced: bool) -> None:
    """One is dated before its night and the other after; a trade is nobody's night."""
    nights = [(EVENING, "-5"), (MORNING, "-2"), (NEXT_EVENING, "-2"), (NEXT_MORNING, "1")]
    account = read((EVE, "-5"), *nights)
    legs = [_booked(FIRST_DAY, "3"), _booked(SECOND_DAY + 24 * HOUR, "2")]
    told = [*(replace(leg, leg=True) for leg in legs), fact(40 * HOUR, "1")]
    if balanced:
        account.books[KEY].base = after(EVE)
        told += [fact(EVE - 1, "-3"), fact(EVE + 1, "-1"), fact(EVE + 2 * HOUR, "1")]
    found = balance(account, KEY, told, POLICY)
    assert (found.open, found.elsewhere) == ([], [])
    assert {answer.at for answer in found.answers} == {after(MORNING)}
