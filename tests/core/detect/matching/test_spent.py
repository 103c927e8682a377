"""What is left of a movement of the balance when others have taken their money."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from assignwatch.core.detect.matching.spent import Spending, is_fee, left_over
from assignwatch.core.detect.matching.support import Accounted, Fit
from assignwatch.core.detect.matching.ways import Claim, Match
from tests.core.builders import after
from tests.core.detect.matched_legs import booked
from tests.core.detect.parts import amounts, option

OVER = (after(0), after(60))
FEE = Decimal(10)
NOW, THEN = after(60), after(120)


def _share(amount: int, *times: datetime, currency: str = "USD") -> Accounted:
    """So much that others paid, at the end of the span unless told otherwise."""
    return Accounted(times or (NOW,), {currency: Decimal(amount)}, Decimal(1))


@pytest.mark.parametrize(
    ("moved", "taken", "left"),
    [
        (-2500, [], [-2500]),
        (-2500, [_share(-2000)], [-500, -2500]),
        (-2000, [_share(-2000)], [0]),
        (-2009, [_share(-2000)], [-9]),
        (-2011, [_share(-2000)], [-11, -2011]),
        (-1999, [_share(-2000)], [1, -1999]),
        (-500, [_share(-9500), _share(9000)], [0]),
        (-500, [_share(-9500), _share(9000), _share(-2000)], [2000]),
        (0, [_share(-2000)], [2000, 0]),
        (0, [_share(-2000, NOW, THEN)], [0, 0]),
        (0, [_share(-2000, NOW, THEN), _share(2000, NOW, THEN)], [0]),
        (-2500, [_share(-2000, NOW, THEN)], [-500, -2500]),
        (-2500, [_share(-2000), _share(-100, NOW, THEN)], [-400, -500, -2500]),
        (-2500, [_share(-2000, currency="EUR")], [-2500, -2500]),
    ],
    ids=[
        "nobody else",
        "the rest; or all, where it was not paid yet",
        "it is all that moved",
        "but for a fee",
        "more than a fee",
        "less than it calls for",
        "several that are all that moved",
        "some of them are",
        "against what moved another way",
        "what did not move hides nothing that another time may hold",
        "nor what cancels there",
        "it may be seen later as well",
        "only one of them may",
        "in another currency",
    ],
)
def test_what_is_left(moved: int, taken: list[Accounted], left: list[int]) -> None:
    found = left_over(amounts(USD=str(moved)), OVER, taken, FEE)
    assert [one["USD"] for one in found] == [Decimal(amount) for amount in left]


@pytest.mark.parametrize(("others", "seen"), [(6, True), (7, False)])
def test_of_many_shares_not_every_choice_is_looked_at(others: int, seen: bool) -> None:
    taken = [_share(-900), _share(-600), *[_share(-7000)] * others]
    found = list(left_over(amounts(USD="-1500"), OVER, taken, FEE))
    assert (len(found) == 1) is seen
    every = -1500 - 7000 * others
    assert len(list(left_over(amounts(USD=str(every)), OVER, taken, FEE))) == 1, "all of them"


@pytest.mark.parametrize(
    ("moved", "fee"), [(0, True), (-10, True), (-11, False), (1, False)], ids=str
)
def test_a_fee_is_small_and_is_paid(moved: int, fee: bool) -> None:
    assert is_fee(amounts(USD=str(moved)), FEE) is fee
    assert is_fee(amounts(USD=str(moved), EUR="-3"), FEE) is fee


PUT, CALL = booked(option("P100"), "1"), booked(option("C95"), "1", 1)
UNBOOKED = replace(PUT, booked=None)
FIRST, SECOND, MATCHED, ELSEWHERE = _share(-1), _share(-2), _share(-3), _share(-4)


def _match(*claims: Claim) -> Match:
    used = tuple((claim, Decimal(1)) for claim in claims)
    return Match(used, (), Fit.UNKNOWN, Fit.UNKNOWN)


PAID = replace(PUT, paid_at=(after(-600),))


@pytest.mark.parametrize(
    ("used", "matches", "shares"),
    [
        ([UNBOOKED], [], [ELSEWHERE, FIRST, SECOND]),
        ([PUT], [], [ELSEWHERE, SECOND]),
        ([UNBOOKED], [_match(PUT)], [ELSEWHERE, MATCHED, SECOND]),
        ([UNBOOKED], [_match(PUT, CALL)], [ELSEWHERE, MATCHED]),
        ([UNBOOKED], [_match(PAID)], [ELSEWHERE, MATCHED, FIRST, SECOND]),
    ],
    ids=[
        "all records and what is elsewhere",
        "its own record is no other's",
        "a match is worth what its record is",
        "or its records are",
        "a record that names its money has its own share",
    ],
)
def test_who_else_has_a_share(
    used: list[Claim], matches: list[Match], shares: list[Accounted]
) -> None:
    spending = Spending([ELSEWHERE], {0: FIRST, 1: SECOND}, lambda _: [MATCHED], list(matches))
    claims = [(claim, Decimal(1)) for claim in used]
    assert spending.beside(claims, OVER) == shares
    assert spending.beside(claims, (after(60), after(90))) == []


def test_what_a_record_told_in_that_time_is_left_out_already() -> None:
    told = replace(FIRST, told=(after(30),))
    assert Spending([told]).beside([], OVER) == []
    assert Spending([replace(told, told=(after(-30),))]).beside([], OVER) != []
