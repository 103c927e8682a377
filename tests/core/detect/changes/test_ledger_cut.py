"""Where a ledger may start afresh: what comes after is the same as if it had not."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assignwatch.core.detect.changes.ledger import clean_cut, kept_by
from assignwatch.core.detect.residual import Fact
from assignwatch.core.model import WHOLE
from assignwatch.core.state import Account, Book
from tests.core.builders import ACCOUNT, MODERATE, POLICY, T0, after
from tests.core.detect.ledgers import KEY, left_of, read
from tests.core.detect.parts import fact

MOVES = st.sampled_from((-2, -1, 0, 1, 1, 2))
FACTS = st.builds(
    lambda at, quantity, booked: fact(at, str(quantity), booked=booked),
    st.integers(3, 50),
    st.sampled_from((-2, -1, 1, 1, 2)),
    st.booleans(),
)


def _read(moves: list[int]) -> Account:
    """A reading each ten seconds."""
    held = accumulate(moves, initial=0)
    return read(*((10 * n, str(quantity)) for n, quantity in enumerate(held)))


@MODERATE
@given(st.lists(MOVES, min_size=1, max_size=5), st.lists(FACTS, max_size=6))
@example([0, 0], [fact(11, "5")])
@example([1, 0], [fact(11, "1")])
@example([0, 1], [fact(9, "1")])
@example([0, 1, 0], [fact(3, "1", booked=True)])
@example([-1, 1, 1], [fact(31, "2", booked=True), fact(33, "-1", booked=True), fact(3, "1")])
@example([1, 1, 1], [fact(31, "2", booked=True), fact(33, "-1", booked=True), fact(3, "2")])
def test_a_ledger_that_starts_afresh_leaves_what_it_would_have_left(
    moves: list[int], facts: list[Fact]
) -> None:
    whole = _read(moves)
    cut = clean_cut(whole, KEY, facts, POLICY)
    if cut is None:
        return
    counts = [count for count in whole.books[KEY].counts if count.at > cut]
    fresh = Account(ACCOUNT, {WHOLE: T0}, books={KEY: Book(cut, counts)})
    newer = [one for one in facts if one.at > cut]
    since = (cut - T0).total_seconds()
    assert left_of(fresh, newer) == [left for left in left_of(whole, facts) if left[0] > since]


@pytest.mark.parametrize(
    ("facts", "until", "cut"),
    [
        ([], 60, 60),
        ([], 59, 20),
        ([fact(20, "1")], 60, 60),
        ([fact(20, "1"), fact(30, "1")], 60, 60),
        ([fact(61, "1")], 60, 60),
        ([fact(21, "1")], 20, 10),
        ([fact(21, "1")], 60, 60),
        ([fact(59, "1")], 60, 20),
        ([fact(5, "1", booked=True)], 10, None),
        ([fact(5, "1", booked=True)], 20, 20),
        ([fact(61, "1", booked=True)], 60, 10),
    ],
    ids=[
        "nothing known",
        "not later than asked for",
        "a trade of the reading's own moment",
        "a trade that no reading shows",
        "a trade that no reading has answered yet",
        "not where a trade of a moment later is in the reading",
        "but after its time",
        "not where a trade of a moment before is in the next reading",
        "not between a record and the change that it is about",
        "but after both",
        "not between a change and the newer record that is about it",
    ],
)
def test_it_starts_afresh_at_the_last_reading_across_which_nothing_reaches(
    facts: list[Fact], until: float, cut: float | None
) -> None:
    account = read((0, "0"), (10, "0"), (20, "1"), (60, "1"))
    found = clean_cut(account, KEY, facts, POLICY, after(until))
    assert found == (None if cut is None else after(cut))


def test_it_starts_afresh_after_all_readings_of_a_moment() -> None:
    account = read((0, "0"), (10, "1"), (10, "2"), (20, "2"))
    told = [fact(10, "1"), fact(15, "1", booked=True)]
    assert clean_cut(account, KEY, told, POLICY, after(12)) is None
    assert clean_cut(account, KEY, told, POLICY) == after(20)
    late = read((0, "0"), (10, "0"), (10, "1"), (20, "1"))
    assert clean_cut(late, KEY, [fact(11, "1")], POLICY, after(12)) is None


def test_a_record_that_names_a_day_is_of_the_reading_that_shows_it() -> None:
    """Not of the night after, where nothing has been read yet."""
    account = read((-36_000, "-5"), (0, "-2"))
    called = fact(-32_400, "3", booked=True)
    assert called.is_dated
    assert clean_cut(account, KEY, [called], POLICY) == T0


def test_it_starts_afresh_at_no_midnight_whose_day_is_of_the_night_after() -> None:
    account = read((-36_000, "-5"), (-32_400, "-4"), (72_000, "-1"))
    called = fact(-32_400, "3", booked=True)
    assert left_of(account, [called]) == [(-32_400, "1")]
    assert clean_cut(account, KEY, [called], POLICY, T0) is None
    assert clean_cut(account, KEY, [called], POLICY) == after(72_000)


@pytest.mark.parametrize(("since", "at", "kept"), [(10, 20, 10), (10, 10, 9.999999)])
def test_a_change_is_kept_by_what_starts_afresh_before_it(
    since: float, at: float, kept: float
) -> None:
    assert kept_by(after(since), after(at)) == after(kept)
