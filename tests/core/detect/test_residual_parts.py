"""Parts of a change: what one of them was booked at, and whose they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from assignwatch.core.detect.residual import Fact, Residual
from tests.core.detect.parts import XYZ, fact, residual

CAME = residual(XYZ, "300", price="101", slack="0.1")
"""Three hundred at 101 on average."""

AT_100 = fact(30, "200", "100")


def _left(quantity: str, price: str | None, slack: str = "0") -> Residual:
    at = None if price is None else Decimal(price)
    return replace(CAME, quantity=Decimal(quantity), price=at, slack=Decimal(slack))


def test_the_price_of_the_rest_is_what_is_left_of_the_average() -> None:
    assert CAME.rest(Decimal(100), [AT_100]) == _left("100", "103", "0.3")
    two = [fact(30, "150", "100"), fact(30, "50", "104")]
    assert CAME.rest(Decimal(100), two) == _left("100", "101", "0.3")
    coin = replace(CAME, quantity=Decimal(1))
    assert coin.rest(Decimal("0.5"), [fact(30, "0.5", "100")]) == _left("0.5", "102", "0.2")


@pytest.mark.parametrize(
    ("change", "quantity", "told"),
    [
        (CAME, "100", [replace(AT_100, price=None)]),
        (CAME, "100", [AT_100, fact(30, "0")]),
        (CAME, "100", [fact(30, "150", "100")]),
        (CAME, "-100", [fact(30, "400", "100")]),
        (CAME, "-0.5", [fact(30, "300.5", "100")]),
        (replace(CAME, crossed=True), "100", [AT_100]),
        (replace(CAME, closing=Decimal(0)), "100", [AT_100]),
        (CAME, "100", []),
    ],
    ids=[
        "what took the other part had no price",
        "nor did one of those that took it",
        "it took another quantity",
        "it took more than there was",
        "a little more",
        "the price is of what lies beyond zero",
        "the position went to zero",
        "nobody says what took it",
    ],
)
def test_it_has_no_price_where(change: Residual, quantity: str, told: list[Fact]) -> None:
    rest = change.rest(Decimal(quantity), told)
    assert rest == replace(change, quantity=Decimal(quantity), price=None, slack=Decimal())


@pytest.mark.parametrize("told", [[], [AT_100]], ids=["nothing is told", "something is"])
@pytest.mark.parametrize("quantity", ["300", "0"], ids=["all of it is left", "nothing is"])
def test_where_there_are_no_two_parts_its_price_stays(quantity: str, told: list[Fact]) -> None:
    assert CAME.rest(Decimal(quantity), told) == _left(quantity, "101", "0.1")


def test_what_never_had_a_price_has_none_in_part() -> None:
    bare = residual(XYZ, "300")
    assert bare.rest(Decimal(100), [AT_100]) == bare.part(Decimal(100))


def test_a_share_of_a_share_knows_the_whole_change() -> None:
    share = residual(XYZ, "5", after_="9").share(Decimal(3)).share(Decimal(2))
    assert [share.quantity, share.whole, share.expected] == [2, 5, 4]


RECORD, TRADE = fact(30, "2", booked=True), fact(30, "2")


@pytest.mark.parametrize(
    ("quantity", "facts", "overclaimed"),
    [
        ("-2", [RECORD], True),
        ("-1", [RECORD], True),
        ("-3", [RECORD], False),
        ("1", [RECORD], False),
        ("-2", [RECORD, TRADE], True),
        ("-1", [RECORD, TRADE], False),
        ("-1", [TRADE], False),
        ("-1", [], False),
    ],
    ids=[
        "all of a record",
        "a part of it",
        "more than it says",
        "as it says",
        "just the record, beside a trade",
        "a part of either",
        "a part of a trade",
        "nothing is on record",
    ],
)
def test_it_is_what_records_say_beyond_what_is_shown(
    quantity: str, facts: list[Fact], *, overclaimed: bool
) -> None:
    assert residual(XYZ, quantity, facts=tuple(facts)).overclaimed is overclaimed


SLACK = timedelta(seconds=2)


@pytest.mark.parametrize(
    ("left", "facts", "is_inside"),
    [
        ("-3", [fact(1, "3")], True),
        ("-3", [fact(-2, "1"), fact(2, "2")], True),
        ("-3", [fact(2.1, "3")], False),
        ("-3", [fact(1, "4")], False),
        ("-3", [fact(1, "3"), fact(30, "7")], True),
        ("0", [fact(30, "7")], False),
    ],
    ids=[
        "a trade just after the reading",
        "two around it",
        "longer after",
        "another quantity",
        "whatever came later",
        "nothing near it",
    ],
)
def test_what_is_left_may_have_been_in_the_reading_before(
    left: str, facts: list[Fact], *, is_inside: bool
) -> None:
    """Of a match that has used the rest: a trade within moments of that reading, turned round."""
    change = residual(XYZ, "100", facts=tuple(facts))
    assert change.share(Decimal(left)).is_inside(SLACK) is is_inside


def test_of_a_whole_change_nothing_was_in_it() -> None:
    assert not residual(XYZ, "-3", facts=(fact(1, "3"),)).is_inside(SLACK)


@pytest.mark.parametrize(
    ("before", "crossed", "facts", "opened_at"),
    [
        ("0", False, (), "10.6666666666"),
        ("50", False, (), "10.66666667"),
        ("-50", True, (), "10.6666666666"),
        ("0", False, (fact(30, "1"),), "10.66666667"),
    ],
    ids=["it was opened", "it grew: an average", "it crossed zero", "with something else"],
)
def test_a_stated_price_is_as_it_is_and_an_average_is_rounded(
    before: str, facts: tuple[Fact, ...], opened_at: str, *, crossed: bool
) -> None:
    change = residual(XYZ, "100", price="10.6666666666", crossed=crossed, facts=facts)
    assert replace(change, before=Decimal(before)).opened_at == Decimal(opened_at)
