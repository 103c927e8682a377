"""Where several combinations fit: which is believed, and when nobody can tell."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.residual import Residual
from tests.core.detect.matched_legs import booked, matched, told
from tests.core.detect.parts import STOCK, TODAY, XYZ, account, close, known, option, residual

P100, P95, C50 = option("P100"), option("P95"), option("C50")
STATE = known(STOCK, P100, P95, C50)
ENDED = {"expiry": TODAY}


@pytest.mark.parametrize(
    ("residuals", "used"),
    [
        (
            [residual(P100, "1", after_="-2"), residual(P95, "1"), residual(XYZ, "100")],
            {"P95": "1"},
        ),
        (
            [residual(P100, "2"), residual(P95, "1"), residual(XYZ, "100")],
            {"P95": "1"},
        ),
        (
            [
                residual(P100, "1", after_="-2"),
                residual(P95, "1"),
                residual(XYZ, "100", price="100"),
            ],
            {"P100": "1"},
        ),
        ([residual(P100, "1"), residual(P95, "1"), residual(XYZ, "100", price="95")], {"P95": "1"}),
        (
            [residual(P100, "1", closing="0"), residual(P95, "1"), residual(XYZ, "100")],
            {"P100": "1"},
        ),
        (
            [residual(P100, "1", closing="3"), residual(P95, "1"), residual(XYZ, "100")],
            {"P95": "1"},
        ),
    ],
    ids=[
        "a series of which nothing is left, before one that goes on",
        "a whole series before a part of one",
        "but not against the price that was paid",
        "the one whose strike was paid",
        "the one that was booked out at zero",
        "not the one that was traded away",
    ],
)
def test_of_several_ways_this_one(residuals: list[Residual], used: dict[str, str]) -> None:
    matches, _ = matched(STATE, residuals)
    assert [(told((matches, []))[0], match.others) for match in matches] == [([used], ())]


def test_a_way_that_leaves_no_live_option_unexplained_is_better() -> None:
    """A call away and a put back move no shares but for one: all three were called."""
    residuals = [
        residual(P100, "1"),
        residual(P95, "1"),
        residual(C50, "1"),
        residual(XYZ, "100", price="145"),
    ]
    assert told(matched(STATE, residuals))[0] == [{"P100": "1", "P95": "1", "C50": "1"}]


def test_the_balance_may_tell_which() -> None:
    residuals = [residual(P100, "1"), residual(P95, "1"), residual(XYZ, "100")]
    found = matched(STATE, residuals, of=account(cash={"USD": "-9500"}))
    assert told(found) == ([{"P95": "1"}], {"P100": "1"})


def test_two_equal_ways_are_both_named_and_nothing_is_picked() -> None:
    residuals = [residual(P100, "1"), residual(P95, "1"), residual(XYZ, "100")]
    (match,), left = matched(STATE, residuals)
    ways = [{c.key.instrument for c, _ in way} for way in (match.used, *match.others)]
    assert sorted(ways, key=sorted) == [{P100.id}, {P95.id}]
    assert left == [], "none of it is anything else"
    assert set(match.residuals) == set(residuals)


@pytest.mark.parametrize(
    ("residuals", "rivals"),
    [
        ([residual(P100, "1", after_="-2"), residual(P95, "1"), residual(XYZ, "100")], True),
        (
            [
                residual(P100, "1", after_="-2"),
                residual(P95, "1"),
                residual(XYZ, "100", price="95"),
            ],
            False,
        ),
        ([residual(P95, "1"), residual(XYZ, "100")], False),
    ],
    ids=["it goes on just as well", "the price speaks for one only", "there is no other"],
)
def test_a_way_that_was_only_preferred_for_its_whole_series_has_a_rival(
    residuals: list[Residual], rivals: bool
) -> None:
    (match,), _ = matched(STATE, residuals)
    assert (told(([match], []))[0], match.rivals) == ([{"P95": "1"}], rivals)


def test_the_close_may_tell_which_of_the_contracts_that_ended_was_worth_calling() -> None:
    high, low = option("P100", **ENDED), option("P95", **ENDED)
    residuals = [residual(high, "1"), residual(low, "1"), residual(XYZ, "100")]
    state = known(STOCK, high, low, closes=[close("97")])
    assert told(matched(state, residuals)) == ([{"P100": "1"}], {"P95": "1"})
    state = known(STOCK, high, low)
    assert len(matched(state, residuals)[0][0].others) == 1


# ------------------------------------------------------------------ read before the shares or after


@pytest.mark.parametrize(
    ("residuals", "used"),
    [
        ([residual(P100, "2"), residual(P95, "1", at=200)], [{"P95": "1"}]),
        ([residual(P95, "1"), residual(P100, "2", at=200)], [{"P95": "1"}]),
        ([residual(P100, "2"), residual(P95, "1", at=661)], [{"P95": "1"}]),
        ([residual(P95, "1"), residual(P100, "1", at=661)], [{"P100": "1"}]),
        ([residual(P100, "1"), residual(P95, "1", at=700)], [{"P100": "1"}]),
        (
            [residual(P100, "1"), residual(P95, "1", at=661), residual(C50, "1", at=661)],
            [{"P95": "1"}],
        ),
    ],
    ids=[
        "a whole series after a part of one",
        "and before it",
        "and moments after the shares",
        "of two whole ones that which was seen at one look with the shares",
        "no other one while its trades are not read",
        "nothing that undoes itself in part",
    ],
)
def test_which_leg_was_read_first_proves_nothing(
    residuals: list[Residual], used: list[dict[str, str]]
) -> None:
    read = account(fills=660)
    matches, _ = matched(STATE, [*residuals, residual(XYZ, "100", at=660)], of=read)
    assert told((matches, []))[0] == used
    assert [match.others for match in matches] == [()]


def test_more_series_after_the_shares_than_are_tried_is_said() -> None:
    many = [option(f"P{strike}") for strike in range(101, 163)]
    later = [residual(one, "1", at=661) for one in many]
    first = [residual(P100, "1"), residual(XYZ, "100", at=660)]
    (match,), _ = matched(known(STOCK, P100, *many), [*first, *later])
    assert (told(([match], []))[0], match.gave_up) == ([{"P100": "1"}], True)


def test_beside_another_of_unknown_size_what_was_worked_out_stays() -> None:
    one, other = (option(name, multiplier=None) for name in ("P60", "P70"))
    residuals = [residual(one, "1"), residual(XYZ, "150", at=660), residual(other, "1", at=661)]
    found = matched(known(STOCK, one, other), residuals)
    assert told(found) == ([{"P60": "1"}], {"P70": "1"})


# ---------------------------------------------------------------------------- a price that denies


def test_a_way_that_the_price_contradicts_is_told_as_that() -> None:
    (match,), _ = matched(STATE, [residual(P100, "1"), residual(XYZ, "100", price="97")])
    assert match.price is Fit.OFF


# ------------------------------------------------------------------ more ways than anybody looks at


@pytest.mark.parametrize(
    ("price", "slack", "used", "gave_up"),
    [
        ("97", "0", [{"P100": "40", "P95": "60"}], False),
        ("97", "0.005", [{"P100": "40", "P95": "60"}], False),
        ("97.004", "0", [{"P100": "40", "P95": "60"}], False),
        ("95", "0", [{"P95": "100"}], False),
        ("97", "0.05", [{"P100": "40", "P95": "60"}], True),
    ],
    ids=["the price tells", "a rounded one too", "or nearly one", "one series", "a vague one not"],
)
def test_of_a_hundred_ways_the_price_tells_which(
    price: str, slack: str, used: list[dict[str, str]], *, gave_up: bool
) -> None:
    """Two series of a hundred puts, a hundred called: 101 ways, more than are looked at."""
    high, low = option("P100", **ENDED), option("P95", **ENDED)
    leg = replace(residual(XYZ, "10000", price=price), slack=Decimal(slack))
    residuals = [residual(high, "100"), residual(low, "100"), leg]
    matches, _ = matched(known(STOCK, high, low), residuals)
    found = [] if gave_up else told((matches, []))[0]
    assert (found or used, [match.gave_up for match in matches]) == (used, [gave_up])


@pytest.mark.parametrize(
    "leg",
    [
        residual(XYZ, "10000"),
        replace(residual(XYZ, "10000", price="97"), crossed=True),
        residual(XYZ, "10000", price="3"),
    ],
    ids=["no price", "a price of a part", "a price that is no strike's"],
)
def test_where_no_price_tells_the_search_says_that_it_gave_up(leg: Residual) -> None:
    high, low = option("P100", **ENDED), option("P95", **ENDED)
    matches, _ = matched(
        known(STOCK, high, low), [residual(high, "100"), residual(low, "100"), leg]
    )
    assert [match.gave_up for match in matches] == [True]


# --------------------------------------------------------------------------------- booked contracts


def test_a_booked_contract_takes_the_shares_that_it_moved() -> None:
    (match,), left = matched(STATE, [residual(XYZ, "200")], booked=[booked(P100, "2")])
    assert [(claim.booked, n) for claim, n in match.used] == [(0, Decimal(2))]
    assert left == []


def test_it_takes_them_whole_or_not_at_all() -> None:
    assert told(matched(STATE, [residual(XYZ, "100")], booked=[booked(P100, "2")]))[0] == []


def test_it_goes_before_a_contract_that_only_vanished() -> None:
    residuals = [residual(P95, "1"), residual(XYZ, "100")]
    assert told(matched(STATE, residuals, booked=[booked(P100, "1")])) == (
        [{"P100": "1"}],
        {"P95": "1"},
    )


def test_in_which_booked_contract_a_leg_is_put_is_no_ambiguity() -> None:
    both = [booked(P100, "1"), booked(P95, "1", 1)]
    (match,), _ = matched(STATE, [residual(XYZ, "100")], booked=both)
    assert match.others == ()


def test_one_that_is_booked_after_the_shares_were_read_waits_for_its_time() -> None:
    (match,), _ = matched(STATE, [residual(XYZ, "100", at=60)], booked=[booked(P100, "1", at=600)])
    assert match.used[0][0].booked == 0
