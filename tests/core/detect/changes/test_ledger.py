"""What changed minus what is told: a residual for each step, whatever the order of telling."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.detect.changes.ledger import residuals
from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.model import WHOLE, Scope
from assignwatch.core.state import Account, Book
from tests.core.builders import ACCOUNT, MODERATE, POLICY, T0, after
from tests.core.detect.ledgers import KEY, left_of, read
from tests.core.detect.parts import XYZ, count, fact, residual

DAY = 86_400.0


GREW = read((0, "0"), (60, "100"), (120, "100"))
"""A hundred came between the baseline and the next reading; the one after was told too."""

STILL = read((0, "5"), (60, "5"), (120, "5"))


# -------------------------------------------------------------------------------------------- steps


@pytest.mark.parametrize(
    ("facts", "left"),
    [
        ([], [(60, "100")]),
        ([fact(30, "100")], []),
        ([fact(30, "40")], [(60, "60")]),
        ([fact(20, "70"), fact(40, "30")], []),
        ([fact(30, "-50")], [(60, "150")]),
        ([fact(60, "100")], []),
        ([fact(60, "40")], [(60, "60")]),
        ([fact(90, "100")], [(60, "100"), (120, "-100")]),
        ([fact(125, "100")], [(60, "100")]),
        ([fact(30, "100", booked=True)], []),
    ],
    ids=[
        "nothing told",
        "a trade of just that",
        "a trade of a part",
        "two trades",
        "a trade the other way",
        "a trade of the reading's own second",
        "a part of it in the reading's own second",
        "a trade after the reading explains nothing before it, and is missed in the next",
        "a trade that no reading has answered yet is not missed",
        "a record",
    ],
)
def test_a_residual_is_the_change_less_what_was_told(
    facts: list[Fact], left: list[tuple[float, str]]
) -> None:
    assert left_of(GREW, facts) == left


TOLD = st.builds(
    lambda at, quantity: fact(at, str(quantity)),
    st.integers(10, 110).filter(lambda at: not 50 < at < 70),
    st.integers(-50, 50),
)


@MODERATE
@given(st.lists(TOLD, max_size=6))
def test_change_is_neither_lost_nor_made_up(facts: list[Fact]) -> None:
    """Trades that lie well inside their step: what is left is exactly what they leave."""
    for at, since, change in ((60, 0, 100), (120, 60, 0)):
        moved = sum(f.quantity for f in facts if after(since) < f.at <= after(at))
        left = [r.quantity for r in residuals(GREW, KEY, facts, POLICY) if r.at == after(at)]
        assert left == ([] if change == moved else [change - moved])


ANY_FACT = st.builds(
    lambda at, quantity, booked: fact(at / 2, str(quantity), booked=booked),
    st.integers(-10, 300),
    st.sampled_from((-100, -5, 5, 20, 100)),
    st.booleans(),
)


@MODERATE
@given(st.data(), st.lists(ANY_FACT, max_size=6))
def test_it_does_not_matter_in_which_order_facts_become_known(
    data: st.DataObject, facts: list[Fact]
) -> None:
    shuffled = data.draw(st.permutations(facts))
    assert residuals(GREW, KEY, shuffled, POLICY) == residuals(GREW, KEY, facts, POLICY)


def test_nor_does_it_for_records_of_one_moment() -> None:
    ahead = [fact(120.5, quantity, booked=True) for quantity in ("-100", "-100", "5")]
    found = [
        residuals(GREW, KEY, [*order, fact(60.5, "5")], POLICY) for order in permutations(ahead)
    ]
    assert all(one == found[0] for one in found)


# ------------------------------------------------------------------------------- where it starts


def test_a_ledger_that_balanced_starts_afresh() -> None:
    account = read((0, "0"), (60, "100"))
    account.books[KEY].base = after(59)
    assert left_of(account, [fact(58, "100")]) == []
    account.books[KEY].base = after(30)
    assert left_of(account, [fact(31, "-100")]) == [(60, "200")]


def test_a_trade_that_an_earlier_balance_holds_is_not_missed_when_it_is_told_again() -> None:
    """Corrected in its price, say, long after."""
    account = read((0, "5"), (660, "5"))
    account.books[KEY].base = after(600)
    assert left_of(account, [fact(30, "1")]) == []


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ([fact(58, "100")], [(120, "-60")]),
        ([fact(60, "100"), fact(90, "-60")], []),
        ([fact(58, "-60")], []),
        ([fact(58, "-60"), fact(90, "-60")], []),
        ([fact(61, "100")], [(120, "-160")]),
    ],
    ids=[
        "a witness of what the balance holds",
        "and a trade since",
        "just what changed since",
        "unless a trade says that",
        "a moment after it",
    ],
)
def test_what_is_learned_of_the_moments_before_a_balance(
    told: list[Fact], left: list[tuple[float, str]]
) -> None:
    account = read((0, "100"), (60, "100"), (120, "40"))
    account.books[KEY].base = after(60)
    del account.books[KEY].counts[0]
    assert left_of(account, told) == left


@pytest.mark.parametrize(
    "account",
    [
        Account(ACCOUNT),
        Account(ACCOUNT, baselines={WHOLE: T0}),
        Account(ACCOUNT, books={KEY: Book(counts=[count(60, "0", "1")])}),
    ],
    ids=["nothing known", "never counted", "no baseline"],
)
def test_nothing_is_open_where_nothing_can_be_compared(account: Account) -> None:
    assert residuals(account, KEY, [fact(30, "1")], POLICY) == []


def test_a_reading_that_becomes_known_late_takes_its_place_in_time() -> None:
    account = read((0, "0"), (60, "100"), (120, "100"))
    account.books[KEY].counts.reverse()
    assert left_of(account, [fact(30, "100")]) == []


def test_each_scope_starts_at_its_own_baseline() -> None:
    steps = [replace(count(600, "3", "3"), scope=Scope("spot"))]
    baselines = {WHOLE: T0, Scope("spot"): after(500)}
    account = Account(ACCOUNT, baselines=baselines, books={KEY: Book(counts=steps)})
    assert left_of(account, [fact(501, "1")]) == []
    assert left_of(account, [fact(503, "1")]) == [(600, "-1")]
    assert left_of(account, [fact(1, "1")]) == [], "the baseline holds it already"


def test_a_reading_that_is_not_believed_yet_can_be_tried() -> None:
    account = read((0, "0"), (60, "100"))
    (_, tried) = residuals(account, KEY, [], POLICY, count(120, "100", "0"))
    assert (tried.at, tried.quantity) == (after(120), Decimal(-100))
    assert len(account.books[KEY].counts) == 1


def test_a_residual_says_when_it_was_seen_and_what_it_was_before() -> None:
    step = count(60, "2", "0", since=10, seen=65, was="3.10", price="0", late=True)
    account = Account(ACCOUNT, baselines={WHOLE: T0}, books={KEY: Book(counts=[step])})
    (found,) = residuals(account, KEY, [fact(30, "-1")], POLICY)
    assert found == Residual(
        key=KEY,
        quantity=Decimal(-1),
        since=after(10),
        at=after(60),
        seen=after(65),
        before=Decimal(2),
        after=Decimal(0),
        late=True,
        closing=Decimal(0),
        held_at=Decimal("3.10"),
    )


def test_a_reading_that_showed_no_change_says_so_itself() -> None:
    step = count(120, "2", "3", since=60, was="3.10", price="3.20", late=True)
    account = Account(ACCOUNT, baselines={WHOLE: T0}, books={KEY: Book(counts=[step])})
    found, _ = residuals(account, KEY, [fact(30, "-1")], POLICY)
    assert (found.since, found.at, found.before, found.after) == (
        T0,
        after(60),
        Decimal(2),
        Decimal(2),
    )
    assert (found.quantity, found.late, found.held_at) == (Decimal(1), False, Decimal("3.10"))


def test_a_position_that_was_not_there_showed_none() -> None:
    step = count(120, "0", "3", since=60, price="3.20", late=True)
    account = Account(ACCOUNT, baselines={WHOLE: T0}, books={KEY: Book(counts=[step])})
    found, _ = residuals(account, KEY, [fact(30, "-1")], POLICY)
    assert (found.after, found.price, found.closing) == (Decimal(0), None, None)


def test_one_that_was_turned_round_since_had_not_crossed_zero_before() -> None:
    step = count(120, "2", "-3", since=60, was="3.10", price="3.20")
    account = Account(ACCOUNT, baselines={WHOLE: T0}, books={KEY: Book(counts=[step])})
    found, turned = residuals(account, KEY, [fact(30, "-1")], POLICY)
    assert (found.crossed, turned.crossed) == (False, True)


# ------------------------------------------------------------------------ what kind of change it is


@pytest.mark.parametrize(
    ("before", "quantity", "traded", "closes"),
    [
        ("-2", "2", [], True),
        ("-5", "2", [], True),
        ("2", "-2", [], True),
        ("-1", "2", [], False),
        ("0", "2", [], False),
        ("3", "2", [], False),
        ("-3", "-2", [], False),
        ("0", "2", ["-2"], True),
        ("-1", "2", ["-1"], True),
        ("-2", "2", ["2"], True),
        ("-2", "2", ["2", "-2"], True),
        ("0", "2", ["3"], False),
        ("-1", "3", ["-1"], False),
    ],
    ids=[
        "short, gone",
        "short, a part gone",
        "long, gone",
        "past zero",
        "out of nothing",
        "grown",
        "grown short",
        "sold in the same step, then gone",
        "more sold in the same step, then gone",
        "gone before others were bought",
        "gone somewhere between trades",
        "it was never short",
        "not by so much",
    ],
)
def test_a_change_closes_if_it_can_have_brought_the_position_nearer_to_zero(
    before: str, quantity: str, traded: list[str], closes: bool
) -> None:
    facts = tuple(fact(30, moved) for moved in traded)
    change = residual(XYZ, quantity, before=Decimal(before), facts=facts)
    assert change.closes is closes


@pytest.mark.parametrize(
    ("fields", "paid"),
    [
        ({}, None),
        ({"price": "5"}, "5"),
        ({"closing": "0", "price": "5"}, "0"),
        ({"price": "1.123456789"}, "1.12345679"),
        ({"price": "1.123456789", "after_": "1"}, "1.123456789"),
        ({"price": "1.123456789", "crossed": True}, "1.123456789"),
        ({"closing": "1.123456789"}, "1.123456789"),
    ],
    ids=[
        "unknown",
        "as it was booked",
        "as it was closed",
        "worked out, to eight decimals",
        "a new row, as it is stated",
        "a row past zero, as it is stated",
        "a closing price, as it is stated",
    ],
)
def test_what_a_change_was_booked_at(fields: dict[str, Any], paid: str | None) -> None:
    found = residual(XYZ, "1", **fields).paid
    assert found == (None if paid is None else Decimal(paid))


@pytest.mark.parametrize(
    ("quantity", "facts", "unanswered"),
    [
        ("-100", [fact(30, "100")], True),
        ("-60", [fact(30, "100")], True),
        ("-101", [fact(30, "100")], False),
        ("100", [fact(30, "100")], False),
        ("-100", [], False),
    ],
    ids=["all of a record", "a part of one", "more than was told", "the same way", "no record"],
)
def test_a_record_that_the_position_does_not_show_is_no_change(
    quantity: str, facts: list[Fact], unanswered: bool
) -> None:
    assert residual(XYZ, quantity, facts=tuple(facts)).unanswered is unanswered


def test_a_part_of_a_residual_is_the_same_change_of_less() -> None:
    whole = residual(XYZ, "100", price="5")
    assert whole.part(Decimal(40)) == replace(whole, quantity=Decimal(40))


def test_the_slack_is_a_matter_of_seconds_and_the_pairing_one_of_days() -> None:
    assert timedelta(seconds=2) == POLICY.baseline_slack
    assert timedelta(days=5) == POLICY.pair_within
