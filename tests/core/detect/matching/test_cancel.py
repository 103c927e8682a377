"""Records of contracts of which nothing was seen to move, for their legs cancel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assignwatch.core.detect.matching.cancel import in_balance
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import WHOLE
from assignwatch.core.state import CashStep
from tests.core.builders import after
from tests.core.detect.matched_legs import booked, matched
from tests.core.detect.parts import NEWCO, STOCK, XYZ, account, amounts, known, option, residual

DAY = 86_400.0
PUTS, CALLS = booked(option("P100"), "2"), booked(option("C95"), "2", 1)
LATER = [replace(claim, at=after(4 * DAY)) for claim in (PUTS, CALLS)]


def _found(
    claims: list[Claim], *seen: Residual, read: float = 60, days: float = 0
) -> list[list[Claim]]:
    holder = account()
    holder.accepted[WHOLE] = after(read + days * DAY)
    return list(in_balance(holder, claims, seen))


@pytest.mark.parametrize(
    ("claims", "balanced"),
    [
        ([PUTS, CALLS], True),
        ([PUTS], False),
        ([PUTS, booked(option("C95"), "1", 1)], False),
        ([PUTS, replace(CALLS, effect={})], False),
        ([PUTS, replace(CALLS, partly=True)], False),
        ([PUTS, replace(CALLS, certain=False)], False),
        ([PUTS, LATER[1]], False),
    ],
    ids=[
        "as much came as went",
        "one alone",
        "more came than went",
        "nobody knows what one delivers",
        "one claims more than there was",
        "one only says that it is gone",
        "on another day",
    ],
)
def test_what_records_of_a_day_moved_together(claims: list[Claim], balanced: bool) -> None:
    assert _found(claims) == ([claims] if balanced else [])


def test_each_day_is_taken_by_itself() -> None:
    odd = booked(option("C90"), "1", 2, at=2 * DAY)
    assert _found([PUTS, *LATER, CALLS, odd], days=5) == [[PUTS, CALLS], LATER]


def test_nothing_is_missed_before_the_positions_are_read() -> None:
    assert _found([PUTS, CALLS], read=30) == []


@pytest.mark.parametrize(
    ("seen", "balanced"),
    [
        (residual(XYZ, "200", at=60), False),
        (residual(XYZ, "200", at=DAY), False),
        (residual(XYZ, "200", since=2 * DAY, at=3 * DAY), True),
        (residual(XYZ, "200", since=-3 * DAY, at=-2 * DAY), True),
        (residual(NEWCO, "200", at=60), True),
    ],
    ids=[
        "in their time",
        "within a day",
        "days later",
        "days before",
        "nothing that they deliver",
    ],
)
def test_a_leg_that_may_be_of_one_of_them(seen: Residual, balanced: bool) -> None:
    assert _found([PUTS, CALLS], seen) == ([[PUTS, CALLS]] if balanced else [])


@pytest.mark.parametrize(
    ("since", "until", "cash"),
    [(0, 60, Fit.FITS), (3_000, 5_000, Fit.FITS), (5_000, 6_000, Fit.UNKNOWN)],
    ids=["with the first of them", "with the last of them", "later than both"],
)
def test_the_balance_counts_from_the_first_of_them_to_the_last(
    since: float, until: float, cash: Fit
) -> None:
    """A put and a call on record, an hour apart: they leave the difference of their strikes."""
    put, call = option("P100"), option("C95")
    of = account()
    of.accepted[WHOLE] = after(7_000)
    of.cash.append(CashStep(after(since), after(until), WHOLE, amounts(USD="-500")))
    records = [booked(put, "1", at=30), booked(call, "1", 1, at=4_000)]
    (match,), _ = matched(known(STOCK, put, call), [], booked=records, of=of)
    assert (match.cash, match.gave_up) == (cash, False)
