"""Records that name a day and not a time; and records of legs, which have no bounds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assignwatch.core.detect.changes.ledger import balance
from assignwatch.core.detect.residual import Fact
from assignwatch.core.state import Account
from tests.core.builders import POLICY, after
from tests.core.detect.ledgers import KEY, left_of, read
from tests.core.detect.parts import fact

HOUR = 3_600.0
FIRST_DAY, SECOND_DAY = -9 * HOUR, 15 * HOUR
EVE, EVENING, MORNING, NEXT_EVENING, NEXT_MORNING = (n * HOUR for n in (-10, 14, 20, 38, 44))
NIGHTS = read((EVE, "-5"), (EVENING, "-5"), (MORNING, "-2"), (NEXT_MORNING, "0"))
"""Three were called in one night and two in the next."""


def _booked(at: float, quantity: str) -> Fact:
    return fact(at, quantity, booked=True)


@pytest.mark.parametrize(
    ("account", "facts", "left"),
    [
        (NIGHTS, [_booked(FIRST_DAY, "3"), _booked(SECOND_DAY, "2")], []),
        (NIGHTS, [_booked(SECOND_DAY, "3"), _booked(SECOND_DAY + 24 * HOUR, "2")], []),
        (
            NIGHTS,
            [_booked(FIRST_DAY + 1, "3"), _booked(SECOND_DAY + 1, "1")],
            [(EVENING, "-1"), (NEXT_MORNING, "2")],
        ),
        (
            NIGHTS,
            [fact(FIRST_DAY, "3"), fact(SECOND_DAY, "2")],
            [(EVENING, "-3"), (MORNING, "1"), (NEXT_MORNING, "2")],
        ),
        (
            read((EVENING, "-6"), (MORNING, "-3"), (NEXT_MORNING, "0")),
            [_booked(SECOND_DAY, "3")],
            [(NEXT_MORNING, "3")],
        ),
        (read((EVENING, "-6"), (MORNING, "-6")), [_booked(SECOND_DAY, "3")], [(MORNING, "-3")]),
        (
            read((EVE, "-6"), (EVENING, "-6"), (MORNING + 240 * HOUR, "-4")),
            [_booked(FIRST_DAY, "3"), _booked(FIRST_DAY, "-1")],
            [],
        ),
    ],
    ids=[
        "the day before the night's morning",
        "that of the morning",
        "times a second off",
        "trades have exact times",
        "what fits as well by the hour stays there",
        "a day that is over shows nothing of it",
        "a record and what was taken back of it, read days after",
    ],
)
def test_a_day_is_over_at_its_end_where_that_explains_more(
    account: Account, facts: list[Fact], left: list[tuple[float, str]]
) -> None:
    assert left_of(account, facts) == left


def test_the_day_of_the_first_reading_may_be_of_what_came_after_it() -> None:
    account = read((EVENING, "-5"), (MORNING, "-2"), (NEXT_MORNING, "0"))
    old, known = _booked(FIRST_DAY, "3"), _booked(SECOND_DAY, "2")
    found = balance(account, KEY, [known], POLICY, old=[old])
    assert found.open == []
    assert {(answer.fact.told_at, answer.at) for answer in found.answers} == {
        (old.at, after(MORNING)),
        (known.at, after(NEXT_MORNING)),
    }
    assert not any(answer.own for answer in found.answers), "their own step is another"
    assert balance(account, KEY, [], POLICY, old=[_booked(FIRST_DAY, "4")]).answers == []


def test_by_itself_it_takes_nothing_off_what_came_after() -> None:
    """Whether it is a part of that is asked where contracts leave it open."""
    account = read((EVENING, "-5"), (MORNING, "-2"))
    found = balance(account, KEY, [fact(EVENING + 60, "1")], POLICY, old=[_booked(FIRST_DAY, "2")])
    assert [(r.at, int(r.quantity)) for r in found.open] == [(after(MORNING), 2)]
    assert found.answers == []


SOLD = read((EVE, "490"), (EVENING, "390"), (MORNING, "390"))
"""A hundred shares went in the first step."""


@pytest.mark.parametrize(
    ("leg", "left"),
    [(False, []), (True, [(EVENING, "-100"), (MORNING, "400")])],
    ids=["what only ends was there before", "shares may be sold short"],
)
def test_more_than_is_held_is_about_what_was_before_unless_it_may_open(
    *, leg: bool, left: list[tuple[float, str]]
) -> None:
    told = replace(_booked(MORNING - 60, "-400"), leg=leg, opens=leg)
    assert left_of(SOLD, [told]) == left


def test_a_leg_that_its_own_reading_shows_is_looked_for_nowhere_else() -> None:
    account = read((EVE, "0"), (EVENING, "100"), (MORNING, "100"))
    leg = replace(_booked(MORNING - 60, "100"), leg=True)
    elsewhere = balance(account, KEY, [leg], POLICY)
    assert (elsewhere.open, elsewhere.elsewhere) == ([], [leg])
    own = balance(account, KEY, [leg], POLICY, own=[leg])
    assert [(r.at, int(r.quantity)) for r in own.open] == [
        (after(EVENING), 100),
        (after(MORNING), -100),
    ]
    assert own.elsewhere == []


def test_what_no_reading_shows_is_of_no_step_or_of_one_that_stays_open() -> None:
    account = read((EVE, "0"), (EVENING, "107"), (MORNING, "110"))
    shown, beside, ahead = (
        fact(at, quantity, booked=True)
        for at, quantity in ((MORNING - 60, "3"), (EVENING - 60, "5"), (MORNING + 60, "7"))
    )
    before, traded = fact(EVE - 60, "7", booked=True), fact(EVENING - 60, "1")
    found = balance(account, KEY, [before, shown, beside, traded, ahead], POLICY)
    assert found.unshown == [before, beside, ahead]


def test_what_is_put_to_another_reading_is_told_of_that() -> None:
    account = read((EVE, "0"), (EVENING, "-193"))
    put = [
        replace(fact(after_, quantity, booked=True), at=after(EVENING), dated=after(after_))
        for after_, quantity in ((EVE - 60, "-300"), (EVE - 60, "7"))
    ]
    found = balance(account, KEY, put, POLICY)
    assert [(r.at, int(r.quantity)) for r in found.open] == [(after(EVENING), 100)]
    assert {(answer.fact, answer.at) for answer in found.answers} == {
        (one, after(EVENING)) for one in put
    }


@pytest.mark.parametrize(
    ("read_at", "left"),
    [(SECOND_DAY - 3 * HOUR, []), (SECOND_DAY - 3 * HOUR - 1, [(SECOND_DAY - 3 * HOUR - 1, "1")])],
    ids=["after the close", "before it"],
)
def test_the_first_of_what_names_the_next_day_may_be_shown_in_the_evening(
    read_at: float, left: list[tuple[float, str]]
) -> None:
    account = read((EVE, "-5"), (read_at, "-4"))
    assert left_of(account, [_booked(SECOND_DAY, "3")]) == left
