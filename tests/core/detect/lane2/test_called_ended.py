"""How sure a match is of contracts that ended, and of several ways of which a record names one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.model import Instrument, PositionKey
from assignwatch.core.words import Cause, Feed, Grade, Side
from tests.core.detect.callings import (
    ON_FUTURE,
    P95,
    P100,
    STATE,
    gone,
    leg,
    loose,
    match,
    only,
    said,
    way,
)
from tests.core.detect.parts import (
    FUTURE,
    STOCK,
    TODAY,
    XYZ,
    account,
    close,
    known,
    option,
    residual,
)

DAY = 86_400.0
PUT, LOW, CALL = (option(name, expiry=TODAY) for name in ("P100", "P90", "C100"))
READ = account(fills=DAY, bookings=DAY)


@pytest.mark.parametrize(
    ("closed_at", "official", "price", "cash", "grade"),
    [
        ("97", True, Fit.UNKNOWN, Fit.FITS, Grade.STRONG),
        ("103", True, Fit.UNKNOWN, Fit.FITS, Grade.LIKELY),
        ("103", True, Fit.FITS, Fit.FITS, Grade.STRONG),
        ("103", False, Fit.UNKNOWN, Fit.FITS, Grade.STRONG),
        (None, True, Fit.UNKNOWN, Fit.FITS, Grade.STRONG),
    ],
    ids=[
        "it was worth calling",
        "it was not: then money alone is not enough",
        "but its price is",
        "the close is not official",
        "no close is known",
    ],
)
def test_a_call_against_the_official_close_is_likely_unless_its_price_was_paid(
    closed_at: str | None, price: Fit, cash: Fit, grade: Grade, *, official: bool
) -> None:
    closes = [close(closed_at, official=official)] if closed_at else []
    of = match(gone(PUT, at=DAY), legs=[leg(at=DAY)], price=price, cash=cash)
    found = only(of, by=READ, state=known(STOCK, PUT, closes=closes), now=DAY + 60)
    assert found.grade is grade


def test_one_of_several_that_ended_without_worth_makes_all_of_them_likely() -> None:
    """The close lies between the strikes of two puts that ended: the lower was worth nothing."""
    state = known(STOCK, PUT, LOW, closes=[close("97")])
    of = match(gone(PUT, at=DAY), gone(LOW, at=DAY), legs=[leg("200", at=DAY)], cash=Fit.FITS)
    found = said(of, by=READ, state=state, now=DAY + 60)
    assert [finding.grade for finding in found] == [Grade.LIKELY, Grade.LIKELY]


@pytest.mark.parametrize(
    ("bookings", "grade"),
    [(None, Grade.LIKELY), (DAY, Grade.STRONG)],
    ids=["not before the records were read", "when they were"],
)
def test_what_ended_in_the_money_and_left_no_trace_is_sure(
    bookings: float | None, grade: Grade
) -> None:
    of = match(gone(PUT, at=DAY), gone(CALL, at=DAY), cash=Fit.FITS)
    by = account(fills=DAY, bookings=bookings)
    found = said(of, by=by, state=known(STOCK, PUT, CALL), now=DAY + 60)
    assert [finding.grade for finding in found] == [grade, grade]


@pytest.mark.parametrize(
    ("record", "grade"),
    [(loose(), Grade.CONFIRMED), (loose(cause=Cause.OTHER), Grade.PENDING)],
    ids=["as called", "as something"],
)
def test_that_one_of_several_was_called_is_confirmed_by_the_record_of_the_leg(
    record: Record, grade: Grade
) -> None:
    of = match(gone(P100), legs=[leg(record="0")], others=(way(gone(P95)),))
    assert only(of, legs=[record], by=account()).grade is grade


def test_a_record_of_a_leg_says_nothing_of_what_moves_the_other_way() -> None:
    """A put and a call went; the record tells of the shares that came."""
    legs = [leg(record="0"), residual(STOCK, "-100")]
    of = match(gone(P100), gone(option("C105")), legs=legs)
    assert [f.grade for f in said(of, legs=[loose()], by=account())] == [
        Grade.CONFIRMED,
        Grade.PENDING,
    ]


@pytest.mark.parametrize(
    ("contract", "price", "rivals", "is_said"),
    [
        (PUT, Fit.UNKNOWN, False, True),
        (PUT, Fit.OFF, False, True),
        (PUT, Fit.FITS, True, True),
        (PUT, Fit.FITS, False, False),
        (P100, Fit.UNKNOWN, False, False),
    ],
    ids=[
        "no price is known",
        "the price is another",
        "the price is that of others as well",
        "its price says it all",
        "it lives on",
    ],
)
def test_the_close_is_a_reason_where_the_price_is_none(
    contract: Instrument, price: Fit, *, rivals: bool, is_said: bool
) -> None:
    of = match(gone(contract, at=DAY), legs=[leg(at=DAY)], price=price, rivals=rivals)
    found = only(of, by=READ, state=known(STOCK, PUT, P100, closes=[close("97")]), now=DAY + 60)
    assert ("in_the_money" in {reason.fact for reason in found.evidence}) is is_said


def test_several_ways_are_told_of_the_position_that_moved() -> None:
    """Where longs and shorts are positions of their own, a short put called makes shares long."""
    long = leg(side=Side.LONG)
    of = match(gone(P100, side=Side.SHORT), legs=[long], others=(way(gone(P95)),))
    assert only(of).key == long.key
    of = match(gone(P100, side=Side.SHORT), others=(way(gone(P95)),))
    assert only(of).key == PositionKey(XYZ, Side.SHORT)


def test_where_one_lives_on_what_left_no_trace_proves_nothing() -> None:
    of = match(gone(PUT, at=DAY), gone(option("C100"), at=DAY), cash=Fit.FITS)
    found = said(of, by=READ, now=DAY + 60)
    assert [finding.grade for finding in found] == [Grade.LIKELY, Grade.LIKELY]


def test_what_is_margined_and_cancels_waits_for_the_records_too() -> None:
    """No money moves with it at all, and no leg is to be seen."""
    call = option("C70", underlying=FUTURE, multiplier=Decimal(1))
    of = match(gone(ON_FUTURE), gone(call))
    state = known(*STATE.instruments.values(), call)
    for bookings, feeds in ((None, (Feed.BOOKINGS,)), (60, ())):
        found = said(of, by=account(fills=120, bookings=bookings), state=state)
        assert {finding.feeds for finding in found} == {feeds}
