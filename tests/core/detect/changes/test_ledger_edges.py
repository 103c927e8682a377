"""To which step a fact belongs that is dated near a reading, or into another step altogether."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assignwatch.core.detect.changes.ledger import balance
from assignwatch.core.detect.residual import Fact
from assignwatch.core.model import WHOLE, Scope
from assignwatch.core.state import Account, Book, Count
from tests.core.builders import ACCOUNT, POLICY, T0
from tests.core.detect.ledgers import KEY, left_of, read
from tests.core.detect.parts import count, fact

DAY = 86_400.0
MIDNIGHT = 15 * 3600.0


GREW = read((0, "0"), (60, "100"), (120, "100"))
"""A hundred came between the baseline and the next reading; the one after was told too."""

STILL = read((0, "5"), (60, "5"), (120, "5"))


@pytest.mark.parametrize(
    ("account", "facts", "left"),
    [
        (GREW, [fact(61.5, "100")], []),
        (GREW, [fact(62, "100")], []),
        (GREW, [fact(62.1, "100")], [(60, "100"), (120, "-100")]),
        (GREW, [fact(60.5, "60"), fact(61, "40")], []),
        (GREW, [fact(61, "60")], [(60, "100"), (120, "-60")]),
        (read((0, "0"), (60, "100"), (120, "160")), [fact(61, "60")], [(60, "100")]),
        (STILL, [fact(58, "7")], [(120, "-7")]),
        (read((0, "5"), (60, "5")), [fact(58, "7")], []),
        (read((0, "0"), (60, "0"), (120, "7")), [fact(58, "7")], []),
        (read((0, "0"), (60, "0"), (120, "7")), [fact(57.9, "7")], [(60, "-7"), (120, "7")]),
        (
            read((0, "0"), (60, "0"), (120, "7")),
            [fact(59, "7"), fact(30, "1")],
            [(60, "-8"), (120, "7")],
        ),
        (read((0, "0"), (60, "0"), (120, "10")), [fact(58, "7"), fact(90, "3")], []),
        (
            read((0, "0"), (60, "1"), (120, "8")),
            [fact(59, "4"), fact(59, "3")],
            [(60, "-6"), (120, "7")],
        ),
        (
            read((0, "0"), (60, "1"), (120, "8")),
            [fact(59, "4"), fact(59, "3", booked=True)],
            [(60, "-6"), (120, "7")],
        ),
        (read((0, "0"), (60, "14")), [fact(60, "7")], [(60, "7")]),
        (read((0, "0"), (60, "7")), [fact(61, "7")], []),
        (read((0, "0"), (60, "7")), [fact(63, "7")], [(60, "7")]),
    ],
    ids=[
        "told a moment after the reading that shows it",
        "two seconds after",
        "longer after",
        "several, together just what is open",
        "not what is open",
        "a part of what is open, and just what the next one shows",
        "told a moment before a reading, shown by none: the next one should have",
        "told a moment before the last reading: the next one will tell",
        "told a moment before the reading, shown by the next",
        "longer before",
        "not what is missing",
        "told a moment before the reading, shown by the next with another",
        "two trades just before a reading that shows something else, in the next one",
        "not where one of them is a record",
        "told in the second of the last reading, which shows as much again",
        "told a moment after the last reading",
        "longer after the last reading",
    ],
)
def test_a_fact_within_moments_of_a_reading_may_lie_on_either_side(
    account: Account, facts: list[Fact], left: list[tuple[float, str]]
) -> None:
    assert left_of(account, facts) == left


@pytest.mark.parametrize(
    ("account", "facts", "left"),
    [
        (GREW, [fact(61, "60")], [(60, "40")]),
        (read((0, "0"), (60, "0"), (120, "7")), [fact(59, "7"), fact(30, "1")], [(60, "-1")]),
        (read((0, "0"), (60, "1"), (120, "8")), [fact(59, "4"), fact(59, "3")], [(60, "1")]),
        (GREW, [fact(62.1, "60")], [(60, "100"), (120, "-60")]),
    ],
    ids=[
        "a part of what is open, and nothing is missing after it",
        "a part of what is missing, and just what the next one shows",
        "two trades just before a reading that shows something else, in the next one",
        "longer after",
    ],
)
def test_a_trade_made_while_a_reading_was_taken_may_be_put_to_the_step_that_it_explains(
    account: Account, facts: list[Fact], left: list[tuple[float, str]]
) -> None:
    found = balance(account, KEY, facts, POLICY, at_once=True).open
    assert [((r.at - T0).total_seconds(), f"{r.quantity.normalize():f}") for r in found] == left


@pytest.mark.parametrize(
    ("facts", "left"),
    [
        ([fact(-2, "3")], []),
        ([fact(2, "3")], []),
        ([fact(-1, "3"), fact(1, "4")], []),
        ([fact(2.1, "3")], [(60, "-3")]),
        ([fact(1, "3"), fact(30, "4")], [(60, "-7")]),
        ([fact(-2.1, "3"), fact(30, "4")], [(60, "-4")]),
        ([fact(1, "3"), fact(30, "4"), fact(31, "-4")], []),
    ],
    ids=[
        "two seconds before",
        "two seconds after",
        "all of them together",
        "longer after",
        "when something else is missing as well",
        "longer before, it is in it whatever else is missing",
        "when the rest comes to nothing",
    ],
)
def test_what_happened_within_moments_of_the_baseline_may_be_inside_it(
    facts: list[Fact], left: list[tuple[float, str]]
) -> None:
    assert left_of(STILL, facts) == left


def test_what_the_baseline_does_not_hold_is_explained_as_ever() -> None:
    assert left_of(read((0, "0"), (60, "3")), [fact(1, "3")]) == []


# ------------------------------------------------------------- records dated into another step


@pytest.mark.parametrize(
    ("account", "facts", "left"),
    [
        (GREW, [fact(90, "100", booked=True)], []),
        (read((0, "0"), (60, "0"), (120, "100")), [fact(30, "100", booked=True)], []),
        (GREW, [fact(90, "30", booked=True)], [(60, "70")]),
        (GREW, [fact(90, "30", booked=True), fact(91, "70", booked=True)], []),
        (
            read((0, "0"), (60, "70"), (120, "100")),
            [fact(90, "30", booked=True), fact(91, "70", booked=True)],
            [],
        ),
        (GREW, [fact(90, "130", booked=True)], [(60, "100"), (120, "-130")]),
        (GREW, [fact(90, "-100", booked=True)], [(60, "100"), (120, "100")]),
        (
            read((0, "0"), (60, "100"), (60 + 4 * DAY, "100")),
            [fact(DAY, "100", booked=True)],
            [],
        ),
        (
            read((0, "0"), (60, "100"), (61 + 5 * DAY, "100")),
            [fact(DAY, "100", booked=True)],
            [(60, "100"), (61 + 5 * DAY, "-100")],
        ),
        (
            read((0, "0"), (60, "100"), (120, "200"), (180, "200"), (240, "200")),
            [fact(150, "100", booked=True)],
            [(60, "100")],
        ),
        (
            read((0, "0"), (60, "100"), (120, "40")),
            [fact(90, "100", booked=True)],
            [(60, "100"), (120, "-160")],
        ),
    ],
    ids=[
        "dated after the reading that showed it",
        "dated before the reading that did not",
        "of a part",
        "two together",
        "one of two",
        "of more than changed",
        "of the other direction",
        "days apart",
        "too many days apart",
        "the nearest change is the one it is about",
        "not where its own step shows something else",
    ],
)
def test_a_record_may_be_dated_into_a_neighbouring_step(
    account: Account, facts: list[Fact], left: list[tuple[float, str]]
) -> None:
    assert left_of(account, facts) == left


@pytest.mark.parametrize(
    ("told", "left"),
    [
        (fact(60 + DAY, "100", booked=True), []),
        (fact(60 + 3.5 * DAY, "100", booked=True), []),
        (fact(61 + 3.5 * DAY, "100", booked=True), [(60, "100")]),
        (fact(MIDNIGHT + 4 * DAY, "100", booked=True), []),
        (fact(MIDNIGHT + 5 * DAY, "100", booked=True), [(60, "100")]),
        (fact(60 + DAY, "100"), [(60, "100")]),
        (fact(60 + DAY, "60", booked=True), [(60, "100")]),
    ],
    ids=[
        "a day",
        "a long weekend",
        "longer than that",
        "by its day: within five days",
        "by its day: more than five days",
        "only a trade",
        "of another quantity",
    ],
)
def test_a_record_newer_than_the_last_reading_may_be_about_what_it_showed(
    told: Fact, left: list[tuple[float, str]]
) -> None:
    assert left_of(read((0, "0"), (60, "100")), [told]) == left


def test_it_answers_the_last_such_change_and_only_one() -> None:
    twice = read((0, "0"), (60, "100"), (120, "200"))
    assert left_of(twice, [fact(DAY, "100", booked=True)]) == [(60, "100")]


@pytest.mark.parametrize(
    ("facts", "left"),
    [
        ([fact(30, "100")], [(60, "-100"), (120, "100")]),
        ([fact(90, "100")], []),
        ([fact(60, "100")], []),
        ([fact(61, "100")], []),
        ([fact(30, "100", booked=True)], []),
        ([fact(30, "30", booked=True)], [(120, "70")]),
    ],
    ids=[
        "a trade that it should have shown",
        "a trade since",
        "a trade of its own second",
        "a trade just after it",
        "a record that is about what the next one showed",
        "a record of a part of that",
    ],
)
def test_a_reading_that_showed_no_change_is_remembered_by_the_next_change(
    facts: list[Fact], left: list[tuple[float, str]]
) -> None:
    """Read at 0, 60 and 120; only the last reading differed, and says when the one before was."""
    step = count(120, "0", "100", since=60)
    account = Account(ACCOUNT, baselines={WHOLE: T0}, books={KEY: Book(counts=[step])})
    assert left_of(account, facts) == left


def test_legs_that_cancel_in_their_own_step_may_each_be_a_change_of_another() -> None:
    """The reading after them shows nothing, the next one what each of them moved."""
    both = read((0, "0"), (60, "0"), (120, "-100"), (180, "0"))
    netted = [fact(30, quantity, booked=True) for quantity in ("100", "-100")]
    assert left_of(both, netted) == [(120, "-100"), (180, "100")]
    told = [replace(one, leg=True) for one in netted]
    assert left_of(both, told) == []
    shown = read((0, "0"), (60, "0"), (120, "-100"))
    assert left_of(shown, told) == [(120, "-100")]


def test_what_a_reading_of_a_part_shows_counts_from_the_first_of_all() -> None:
    """A part of the account that was never read before has no baseline of its own."""
    step = count(60, "0", "100", scope=Scope("another part"))
    account = Account(ACCOUNT, baselines={WHOLE: T0}, books={KEY: Book(counts=[step])})
    assert left_of(account, [fact(-30, "100")]) == [(60, "100")]


@pytest.mark.parametrize(
    ("unmoved", "left"),
    [([], []), ([count(60, "0", "0")], [(60, "-100"), (120, "100")])],
    ids=["it is not known of", "it is"],
)
def test_a_reading_that_showed_no_change_should_have_shown_a_trade_before_it(
    unmoved: list[Count], left: list[tuple[float, str]]
) -> None:
    account, traded = read((0, "0"), (120, "100")), [fact(30, "100")]
    open_ = balance(account, KEY, traded, POLICY, unmoved=unmoved).open
    assert [((r.at - T0).total_seconds(), str(r.quantity)) for r in open_] == left


def test_what_is_explained_has_no_price_to_be_worked_out() -> None:
    """Beside a change that nothing explains."""
    steps = [count(60, "50", "150", was="9", price="10"), count(120, "150", "160", since=60)]
    account = Account(ACCOUNT, baselines={WHOLE: T0}, books={KEY: Book(counts=steps)})
    assert left_of(account, [fact(30, "100", "10.5")]) == [(120, "10")]
