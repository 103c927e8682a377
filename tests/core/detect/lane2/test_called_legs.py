"""The price of a leg and the money of a contract: what was seen, or what the law says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from assignwatch.core.detect.lane2.called import paid
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import Claim, Match
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument
from assignwatch.core.state import State
from tests.core.detect.callings import (
    BASKET,
    C100,
    IN_PART,
    P95,
    P100,
    SPLIT,
    STATE,
    gone,
    leg,
    loose,
    match,
    only,
    said,
)
from tests.core.detect.parts import (
    FUTURE,
    NEWCO,
    amounts,
    known,
    money,
    option,
    shares,
)

SMALL = option("P90", multiplier=Decimal("0.5"))
ELSEWHERE = option("P85", underlying=NEWCO)


def _prices(of: Match, nth: int = 0) -> list[str | None]:
    """The prices of the legs of one of the contracts."""
    legs = said(of)[nth].legs[1:]
    return [None if one.price is None else f"{one.price.normalize():f}" for one in legs]


@pytest.mark.parametrize(
    ("price", "cash", "seen", "told"),
    [
        (Fit.FITS, Fit.UNKNOWN, "99.99", "100"),
        (Fit.UNKNOWN, Fit.FITS, "99.99", "100"),
        (Fit.UNKNOWN, Fit.NEAR, "99.99", "99.99"),
        (Fit.UNKNOWN, Fit.UNKNOWN, "99.99", "99.99"),
        (Fit.UNKNOWN, Fit.OFF, "99.99", "99.99"),
        (Fit.OFF, Fit.FITS, "97", "97"),
        (Fit.OFF, Fit.UNKNOWN, "97", "97"),
        (Fit.FITS, Fit.UNKNOWN, None, "100"),
        (Fit.UNKNOWN, Fit.UNKNOWN, None, None),
    ],
)
def test_a_leg_is_at_the_strike_where_anything_says_so_and_else_at_what_was_seen(
    price: Fit, cash: Fit, seen: str | None, told: str | None
) -> None:
    assert _prices(match(gone(P100), legs=[leg(price=seen)], price=price, cash=cash)) == [told]


def test_a_contract_that_a_record_confirms_is_called_at_its_strike() -> None:
    of = match(gone(P100), legs=[leg(price="97", record="0")])
    assert only(of, legs=[loose()]).legs[-1].price == Decimal(100)


def test_what_was_seen_of_other_things_is_not_its_price() -> None:
    legs = [leg("100", "7", what=NEWCO), leg(price="99.9"), leg("1", "8", what=FUTURE)]
    assert _prices(match(gone(P100), legs=legs)) == ["99.9"]


def test_a_leg_that_was_read_in_parts_has_no_one_price() -> None:
    legs = [leg("40", "100"), leg("60", "100")]
    assert _prices(match(gone(P100), legs=legs)) == [None]
    assert _prices(match(gone(P100), legs=legs, price=Fit.FITS)) == ["100"]


def test_of_two_things_each_has_the_price_that_was_seen() -> None:
    """The strike is what both cost together."""
    legs = [leg("-100", "70"), leg("-20", "50", what=NEWCO)]
    assert _prices(match(gone(BASKET), legs=legs, price=Fit.FITS)) == ["70", "50"]


@pytest.mark.parametrize(
    ("claims", "legs", "told"),
    [
        ([gone(P100), gone(P95)], [leg("200", "97.5")], ["97.5", "97.5"]),
        ([gone(P100), gone(SMALL)], [leg("100.5", "99")], ["99", "99"]),
        ([gone(P100), gone(P95)], [leg("200", "97.5", crossed=True)], [None, None]),
        ([gone(P100), gone(P95)], [leg("200", "95", crossed=True)], [None, "95"]),
        ([gone(P100, "2"), gone(P95, "-1")], [leg("100", "105")], [None, None]),
        ([gone(P100, "2"), gone(P95, "-1")], [leg("100", "100")], ["100", None]),
        ([gone(P100), gone(ELSEWHERE, "-1")], [leg("100", "97")], ["97", None]),
        ([gone(P100)], [leg("100", "97", crossed=True)], ["97"]),
        (
            [gone(P100), gone(P95)],
            [leg("200", "97.5"), leg("1", "3", what=NEWCO, crossed=True)],
            ["97.5", "97.5"],
        ),
    ],
    ids=[
        "two that went one way",
        "however little of one",
        "what lies beyond zero may be of either",
        "and is of the one whose strike it is",
        "what went there and back",
        "is at a strike that is one's own",
        "what another moved is something else",
        "one alone",
        "what else crossed zero",
    ],
)
def test_a_price_is_of_all_that_moved_only_if_it_went_one_way(
    claims: Sequence[Claim], legs: Sequence[Residual], told: list[str | None]
) -> None:
    of = match(*claims, legs=legs)
    assert [_prices(of, nth)[0] for nth in range(len(claims))] == told


# ----------------------------------------------------------------------------- strikes spread out

ON_150 = option("C60", deliverables=(shares("150"),))
CENT = option("P0.01", deliverables=(shares("150"),))


@pytest.mark.parametrize(
    ("claim", "legs", "price", "cash"),
    [
        (gone(SPLIT), [leg("150", "40")], "40", "-6000"),
        (gone(SPLIT), [leg("150", "40.005")], "40.005", "-6000"),
        (gone(SPLIT), [leg("150", "39.995")], "39.995", "-6000"),
        (gone(SPLIT), [leg("150", "40.006")], "60", "-9000"),
        (gone(SPLIT), [leg("150", "39.99")], "60", "-9000"),
        (gone(SPLIT), [leg("150", "60")], "60", "-9000"),
        (gone(SPLIT), [leg("150")], "60", "-9000"),
        (gone(SPLIT), [], "60", "-9000"),
        (gone(SPLIT), [leg("100", "40"), leg("50", "40.01")], "40", "-6000"),
        (gone(SPLIT), [leg("150", "40"), leg("20", "500", what=NEWCO)], "40", "-6000"),
        (gone(SPLIT, "-2"), [leg("-300", "40")], "40", "12000"),
        (gone(ON_150), [leg("-150", "40")], "40", "6000"),
        (gone(IN_PART), [leg("50", "100")], "100", "-5000"),
        (gone(IN_PART), [leg("50", "90")], "90", "-4500"),
        (gone(IN_PART), [leg("50", "50")], "50", "-4500"),
        (gone(CENT), [leg("150", "0.008")], "0.01", "-1.5"),
        (gone(P100), [leg("100", "100")], "100", "-10000"),
    ],
    ids=[
        "seen so",
        "as near as prices are told",
        "or as near below",
        "not so near",
        "not so near below",
        "at the strike after all",
        "no price",
        "no leg",
        "read in parts",
        "beside something else",
        "of one's own",
        "a call's",
        "over shares alone",
        "over shares, less cash",
        "at the strike, with the cash apart",
        "where a cent tells nothing",
        "with nothing to spread",
    ],
)
def test_a_strike_that_was_spread_over_the_leg_is_its_price_and_says_the_money(
    claim: Claim, legs: Sequence[Residual], price: str, cash: str
) -> None:
    of = match(claim, legs=legs, cash=Fit.FITS)
    assert _prices(of) == [price]
    assert only(of).cash == amounts(USD=cash)


def test_a_third_of_a_cent_is_rounded() -> None:
    third = option("P100", deliverables=(shares("150"),))
    parts = [leg("100", "66.67"), leg("50", "66.66")]
    (told,) = said(match(gone(third), legs=parts, cash=Fit.FITS))
    assert told.legs[-1].price == Decimal("66.66666667")
    assert told.cash == amounts(USD="-10000")


def test_what_two_contracts_were_booked_at_is_nobody_s_spread() -> None:
    of = match(gone(SPLIT), gone(SPLIT), legs=[leg("300", "40")], cash=Fit.FITS)
    assert [_prices(of, nth) for nth in range(2)] == [["60"], ["60"]]
    assert [one.cash for one in said(of)] == [amounts(USD="-9000")] * 2


@pytest.mark.parametrize(
    ("contract", "state", "cash"),
    [
        (
            option("P60", deliverables=(shares("50"), money("500", "EUR"))),
            STATE,
            {"USD": Decimal(-6000), "EUR": Decimal(500)},
        ),
        (option("P60", currency=None, deliverables=(shares("50"),)), known(), None),
    ],
    ids=["in two currencies", "in one that nobody knows"],
)
def test_a_spread_says_nothing_of_other_money(
    contract: Instrument, state: State, cash: dict[str, Decimal] | None
) -> None:
    of = match(gone(contract), legs=[leg("50", "120")], cash=Fit.FITS)
    found = only(of, state=state)
    assert (found.legs[-1].price, found.cash) == (Decimal(120), cash)


# ------------------------------------------------------------------------------------------ money

PER_POINT = option("P70", underlying=FUTURE, multiplier=Decimal(1000))
DEFAULT = option("P75", currency=None)
FUTURE_FIRST = option("P80", deliverables=(shares("1", FUTURE), shares("100")))
ALL_CASH = option("P65", deliverables=(money("7000"),))


@pytest.mark.parametrize(
    ("contract", "signed", "cash"),
    [
        (P100, "1", amounts(USD="-10000")),
        (P100, "-2", amounts(USD="20000")),
        (C100, "1", amounts(USD="10000")),
        (PER_POINT, "1", None),
        (DEFAULT, "1", amounts(USD="-7500")),
        (FUTURE_FIRST, "1", amounts(USD="-8000")),
        (replace(FUTURE_FIRST, currency=None), "1", None),
        (ALL_CASH, "1", amounts(USD="500")),
    ],
    ids=[
        "a put",
        "puts of one's own",
        "a call",
        "a future is only margined",
        "in the money of the shares",
        "of two things neither says how it is paid",
        "nor in which money",
        "what is turned into cash alone",
    ],
)
def test_the_money_is_what_the_law_says(
    contract: Instrument, signed: str, cash: dict[str, Decimal] | None
) -> None:
    claim = gone(contract, signed)
    assert paid(STATE, claim, Decimal(signed)) == cash
    assert only(match(claim)).cash == cash
