"""The whole of a night that went as the closes say, matched before any piece of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import WHOLE, Moment
from assignwatch.core.state import CashStep
from tests.core.builders import after
from tests.core.detect.matched_legs import booked, matched, told
from tests.core.detect.parts import (
    STOCK,
    TODAY,
    XYZ,
    account,
    amounts,
    close,
    known,
    option,
    residual,
)

P105, P100 = option("P105", expiry=TODAY), option("P100", expiry=TODAY)
P95, C95 = option("P95", expiry=TODAY), option("C95", expiry=TODAY)
OPTIONS = (P105, P100, P95, C95)
UNKNOWN = known(STOCK, *OPTIONS)
STATE = known(STOCK, *OPTIONS, closes=[close("97.4")])

MONDAY = 3 * 86_400.0 + 10_800
"""When the market opens again: T0 is at nine on a Friday, and it opens at noon."""

THREE = residual(P100, "3"), residual(P105, "1"), residual(C95, "1")
ALL_THREE = {"C95": "1", "P100": "3", "P105": "1"}


def _net(quantity: str, left: str, **fields: str | bool | None) -> Residual:
    return residual(XYZ, quantity, after_=left, at=1_860, since=60, **fields)


def test_the_average_price_of_what_crossed_zero_is_held_against_no_single_one() -> None:
    crossed = _net("300", "200", price="101.6666666667", crossed=True)
    assert told(matched(STATE, [*THREE, crossed])) == ([ALL_THREE], {})


def test_what_cancels_in_the_first_reading_is_not_taken_by_itself() -> None:
    (match,), left = matched(STATE, [*THREE, _net("300", "300")])
    assert (match.legs, match.others, left) == ((_net("300", "300"),), (), [])


def test_where_the_rest_is_still_to_come_what_cancels_is_called() -> None:
    assert told(matched(STATE, THREE)) == ([{"C95": "1", "P105": "1"}], {"P100": "3"})


@pytest.mark.parametrize("at", [60, 1_860], ids=["at once", "later"])
@pytest.mark.parametrize(("price", "name"), [("100", "P100"), ("95", "P95")])
def test_a_price_that_denies_it_leaves_it_to_the_search(price: str, name: str, at: float) -> None:
    leg = residual(XYZ, "100", price=price, since=at - 60, at=at)
    used, _ = told(matched(STATE, [residual(P100, "1"), residual(P95, "1"), leg]))
    assert used == [{name: "1"}]


def test_money_that_denies_it_leaves_it_to_the_search() -> None:
    ended = residual(P100, "1"), residual(P95, "1"), residual(XYZ, "100")
    for paid, name in (("-10000", "P100"), ("-9500", "P95")):
        (match,), _ = matched(STATE, ended, of=account(cash={"USD": paid}))
        assert told(([match], []))[0] == [{name: "1"}]
        assert match.cash is Fit.FITS


def test_money_of_others_denies_nothing() -> None:
    crossed = _net("300", "200", price="101.6666666667", crossed=True)
    for price in (crossed, _net("300", "300")):
        (match,), left = matched(STATE, [*THREE, price], of=account(cash={"USD": "-36000"}))
        assert told(([match], left)) == ([ALL_THREE], {})
        assert match.cash is Fit.OFF


def test_money_is_that_of_all_the_time_in_which_it_went() -> None:
    """The put that lapsed is worth as much as the call, and went when nothing else was paid."""
    call, put = option("C90", expiry=TODAY), option("P90", expiry=TODAY)
    state = known(STOCK, call, put, closes=[close("97.4")])
    gone = residual(call, "-1"), residual(put, "1", since=60, at=1_860)
    of = account(cash={"USD": "-1000"})
    of.cash.append(CashStep(after(60), after(1_860), WHOLE, amounts(USD="-9000")))
    assert told(matched(state, [*gone, _net("100", "100")], of=of)) == (
        [{"C90": "1"}],
        {"P90": "1"},
    )


def test_legs_that_cancel_may_be_those_of_several_readings() -> None:
    gone = residual(P105, "1"), residual(C95, "1", at=1_860, since=1_800)
    assert told(matched(STATE, gone)) == ([{"C95": "1", "P105": "1"}], {})
    assert matched(UNKNOWN, gone)[0] == []
    record = replace(booked(P105, "1"), shown_at=after(60))
    assert told(matched(STATE, gone[1:], booked=[record])) == ([{"C95": "1", "P105": "1"}], {})
    assert matched(UNKNOWN, gone[1:], booked=[record])[0] == []


def test_without_a_close_they_would_have_been_seen_though_the_money_fits() -> None:
    gone = residual(P105, "1"), residual(C95, "1", at=1_860, since=1_800)
    some_left = residual(C95, "1", at=1_860, since=1_800, after_="-1")
    for state, contracts in ((UNKNOWN, gone), (STATE, [gone[0], some_left])):
        assert matched(state, contracts, of=account(cash={"USD": "-1000"}))[0] == []
    assert matched(STATE, gone, of=account(cash={"USD": "-1000"}))[0][0].cash is Fit.FITS


def test_another_way_that_as_much_speaks_for_is_not_forgotten() -> None:
    puts = residual(P100, "1"), residual(P95, "1")
    for price, rivals in ((None, True), ("100", False)):
        (match,), _ = matched(STATE, [*puts, _net("100", "100", price=price)])
        assert (told(([match], []))[0], match.others) == ([{"P100": "1"}], ())
        assert match.rivals is rivals


def test_records_that_cancel_say_nothing_of_what_lapsed_beside_them() -> None:
    records = booked(C95, "1"), booked(P105, "1", 1)
    matches, left = matched(STATE, [residual(P95, "1")], booked=records)
    assert told((matches, left)) == ([{"C95": "1", "P105": "1"}], {"P95": "1"})
    assert [match.residuals for match in matches] == [()]


def test_a_record_has_its_leg_in_such_a_night() -> None:
    night = residual(P100, "3"), residual(P95, "1"), _net("200", "200")
    (match,), left = matched(STATE, night, booked=[booked(C95, "1")])
    assert told(([match], left)) == ([{"C95": "1", "P100": "3"}], {"P95": "1"})


def test_that_nothing_was_called_is_no_other_way() -> None:
    legs = residual(XYZ, "100", after_="100"), residual(XYZ, "-100", at=1_860, since=60)
    (match,), _ = matched(STATE, [residual(P105, "1"), residual(C95, "1"), *legs])
    assert (match.legs, match.rivals) == (legs, False)


def test_no_leg_is_of_two_nights() -> None:
    on_monday = option("P98", expiry=Moment.on(date(2026, 11, 23)))
    state = known(STOCK, P100, on_monday, closes=[close("97.4"), close("97.4", at=MONDAY)])
    gone = residual(P100, "1"), residual(on_monday, "1", since=MONDAY, at=MONDAY + 60)
    leg = residual(XYZ, "100", since=MONDAY - 1, at=MONDAY)
    assert told(matched(state, [*gone, leg])) == ([{"P100": "1"}], {"P98": "1"})
