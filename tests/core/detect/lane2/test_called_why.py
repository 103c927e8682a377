"""The reasons that are given for a match of two legs, with the figures in them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import Match
from assignwatch.core.events import Evidence
from assignwatch.core.model import Leg
from assignwatch.core.words import Cause, EvidenceCode
from tests.core.builders import T0, after
from tests.core.detect.callings import (
    BASKET,
    C100,
    IN_PART,
    ON_FUTURE,
    P95,
    P100,
    SPLIT,
    STATE,
    UNREAD,
    gone,
    leg,
    loose,
    match,
    only,
    part,
    said,
)
from tests.core.detect.parts import FUTURE, NEWCO, XYZ, amounts, fact, option, residual

HUNDRED = Leg(XYZ, Decimal(100))


def _of(found: tuple[Evidence, ...], *codes: EvidenceCode) -> list[Evidence]:
    return [one for one in found if one.code in codes]


def _legs_fit(of: Match) -> dict[str, str]:
    (told,) = _of(said(of)[0].evidence, EvidenceCode.TWO_LEGS)
    return dict(told.values)


def _price(of: Match, **fields: Any) -> list[dict[str, str]]:
    """What is said of prices for the first contract, as fact and values."""
    found = said(of, **fields)[0].evidence
    told = _of(found, EvidenceCode.PRICE, EvidenceCode.CONTRADICTION)
    return [{"": one.fact, **one.values} for one in told]


def test_the_reasons_come_in_the_order_in_which_they_convince() -> None:
    claim = gone(P100, closing="0", late=True)
    of = match(
        claim,
        legs=[leg(price="100"), leg("0", record="0", at=80)],
        price=Fit.FITS,
        cash=Fit.FITS,
        gave_up=True,
    )
    found = only(of, legs=[loose(cause=Cause.OTHER)])
    assert found.evidence == (
        evidence.legs_fit(P100.id, Decimal(1), [HUNDRED], left=Decimal()),
        evidence.price(of.legs[0], Decimal(100), fits=True),
        evidence.leg_booked(of.legs[1]),
        evidence.cash(amounts(USD="-10000"), exact=True),
        evidence.no_fill(T0, after(60)),
        evidence.late(T0, after(60)),
        evidence.gave_up(),
    )


def test_what_nothing_else_speaks_for_gives_quantities_and_trades_alone() -> None:
    fits = evidence.legs_fit(P100.id, Decimal(1), [HUNDRED], left=Decimal())
    of = match(gone(P100), legs=[leg(price="97")])
    assert only(of).evidence == (
        fits,
        evidence.no_fill(T0, after(60)),
    )
    assert only(of, by=UNREAD).evidence[1:] == (evidence.unread(after(60)),)


# ------------------------------------------------------------------------------------- quantities


@pytest.mark.parametrize(
    ("of", "said_of_it"),
    [
        (match(gone(P100, "3", after_="-2"), legs=[leg("300")]), {"left": "-2"}),
        (match(part(gone(P100, "3"), "2"), legs=[leg("200")]), {"left": "0", "of": "3"}),
        (match(gone(P100, unsure=True), legs=[leg()]), {"left": "0", "guessed": "yes"}),
    ],
    ids=["all of what went", "so much of it", "of a contract that was only guessed at"],
)
def test_so_much_of_it_was_called(of: Match, said_of_it: dict[str, str]) -> None:
    told = _legs_fit(of)
    assert {name: told[name] for name in told.keys() & {"left", "of", "guessed"}} == said_of_it


@pytest.mark.parametrize(
    ("at", "sold", "told"),
    [(1, "-1", None), (30, "-1", "3"), (1, "-2", "3")],
    ids=["just then", "later", "another number"],
)
def test_what_was_traded_just_as_it_was_read_is_no_part_of_what_went(
    at: float, sold: str, told: str | None
) -> None:
    """Three are gone, two were called, and one was sold in the moments of the reading before."""
    claim = gone(P100, "3", facts=(fact(at, sold),))
    assert _legs_fit(match(part(claim, "2"), legs=[leg("200")])).get("of") == told


# ----------------------------------------------------------------------------------------- price

AT_STRIKE = {"": "at_strike", "strike": "100"}
OFF_STRIKE = {"": "off_strike", "strike": "100"}
HUNDRED_XYZ = {"instrument": "demo/XYZ", "quantity": "100"}
ONE_PUT = {"instrument": "demo/P100", "quantity": "1"}


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (
            match(gone(P100), legs=[leg(price="100")], price=Fit.FITS),
            {**AT_STRIKE, **HUNDRED_XYZ, "price": "100"},
        ),
        (
            match(gone(P100), legs=[leg(price="97")], price=Fit.OFF),
            {**OFF_STRIKE, **HUNDRED_XYZ, "price": "97"},
        ),
        (
            match(gone(P100, closing="0"), legs=[leg()], price=Fit.FITS),
            {**AT_STRIKE, **ONE_PUT, "price": "0"},
        ),
        (
            match(gone(P100, closing="0"), legs=[leg(what=NEWCO, price="3")], price=Fit.FITS),
            {**AT_STRIKE, **ONE_PUT, "price": "0"},
        ),
        (
            match(
                gone(P100),
                legs=[leg(), leg(what=NEWCO, price="3"), leg(price="100", quantity="99")],
                price=Fit.FITS,
            ),
            {**AT_STRIKE, **HUNDRED_XYZ, "quantity": "99", "price": "100"},
        ),
        (
            match(gone(P100), legs=[leg()], price=Fit.OFF),
            {**OFF_STRIKE, **ONE_PUT},
        ),
        (
            match(gone(P100, closing="1.5"), legs=[leg(price="100")], price=Fit.OFF),
            {"": "booked_out", **ONE_PUT, "price": "1.5"},
        ),
        (
            match(gone(P100), gone(P95, closing="2"), legs=[leg("200")], price=Fit.OFF),
            {"": "booked_out", "instrument": "demo/P95", "quantity": "1", "price": "2"},
        ),
        (
            match(gone(BASKET), legs=[leg("-100", "70"), leg("-20", "50", what=NEWCO)],
                  price=Fit.FITS),
            {"": "at_strike", "strike": "80"},
        ),
        (
            match(gone(BASKET, closing="0"), legs=[leg("-100")], price=Fit.FITS),
            {"": "at_strike", "strike": "80"},
        ),
        (
            match(gone(P100), gone(P95), legs=[leg("200", "97.5")], price=Fit.FITS),
            AT_STRIKE,
        ),
        (
            match(gone(P100), gone(P95), legs=[leg("200", "99")], price=Fit.OFF),
            OFF_STRIKE,
        ),
        (
            match(gone(P100), gone(ON_FUTURE), legs=[leg(price="100"), leg("1", what=FUTURE)],
                  price=Fit.FITS),
            {**AT_STRIKE, **HUNDRED_XYZ, "price": "100"},
        ),
        (
            match(gone(P100, closing="0"), gone(P95, closing="0"), legs=[leg("200")],
                  price=Fit.FITS),
            {**AT_STRIKE, **ONE_PUT, "price": "0"},
        ),
    ],
    ids=[
        "the leg at the strike",
        "the leg elsewhere",
        "the option at zero",
        "where something else has a price",
        "the first leg of its own with a price",
        "by the price of another, and of nothing of its own",
        "the option itself at a price",
        "another option at a price",
        "two things together",
        "two things, and no price of them",
        "two strikes together",
        "two strikes, and none of it",
        "another strike, and of something else",
        "two options at zero",
    ],
)  # fmt: skip
def test_what_the_price_says_is_told_of_what_has_it(of: Match, told: dict[str, str]) -> None:
    assert _price(of) == [told]


@pytest.mark.parametrize("fit", [Fit.UNKNOWN, Fit.NEAR])
def test_a_price_that_says_nothing_is_not_told(fit: Fit) -> None:
    assert _price(match(gone(P100), legs=[leg(price="97")], price=fit)) == []


NAMELESS = option("P100", strike=None)


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (match(gone(P100), legs=[leg(price="100.005")]), {}),
        (match(gone(P100, held_at="2.5"), legs=[leg(price="99.995")]), {}),
        (match(gone(P100, held_at="2.5"), legs=[leg(price="97.5")]), {"premium": "2.5"}),
        (match(gone(P100, held_at="2.5"), legs=[leg(price="97.506")]), {}),
        (match(gone(P100, held_at="2.5"), legs=[leg(price="102.5")]), {}),
        (match(gone(P100), legs=[leg(price="97.5")]), {}),
        (match(gone(C100, held_at="2.5"), legs=[leg("-100", "102.5")]), {"premium": "2.5"}),
        (match(gone(C100, held_at="2.5"), legs=[leg("-100", "97.5")]), {}),
        (match(gone(P100, held_at="2.5"), legs=[leg(price="97.6", slack="0.1")]),
         {"premium": "2.5"}),
        (match(gone(SPLIT), legs=[leg("150", "60")]), {}),
        (match(gone(SPLIT, held_at="20"), legs=[leg("150", "40")]), {"spread": "40"}),
        (match(gone(SPLIT, held_at="1"), legs=[leg("150", "59")]), {"premium": "1"}),
        (match(gone(IN_PART), legs=[leg("50", "100")]), {"spread": "100"}),
        (match(gone(IN_PART), legs=[leg("50", "90")]), {"spread": "90"}),
        (match(gone(NAMELESS), legs=[leg(price="97")]), {"strike": None}),
        (match(gone(P100, held_at="2.5", price="97.5"), legs=[leg()]), {}),
    ],
    ids=[
        "at the strike, as near as prices are told",
        "at the strike, whatever was paid for the option",
        "with the premium of a put taken off",
        "a cent beside that",
        "which is not put on",
        "where no premium is known",
        "with the premium of a call put on",
        "which is not taken off",
        "by a price that is known roughly",
        "of another number of units, at the strike",
        "its strike spread over them",
        "the premium taken off all the same",
        "or over what is delivered in shares",
        "less what is paid in cash",
        "by a contract whose strike nobody knows",
        "a price of the option itself says nothing of its premium",
    ],
)  # fmt: skip
def test_how_the_price_of_a_leg_goes_with_the_strike(of: Match, told: dict[str, str]) -> None:
    (found,) = _price(replace(of, price=Fit.FITS))
    strike = of.used[0][0].contract.strike
    wanted = {"strike": None if strike is None else f"{strike}", **told}
    assert {name: found.get(name) for name in ("strike", "premium", "spread")} == {
        name: wanted.get(name) for name in ("strike", "premium", "spread")
    }
    assert found[""] == "at_strike"


# ------------------------------------------------------------------------------- records and money


def test_each_leg_on_record_is_named_once() -> None:
    legs = [leg(record="0"), leg(record="1"), leg("50", record="2"), leg("50")]
    records = [loose(i) for i in range(3)]
    found = only(match(gone(P100, "3"), legs=legs), legs=records).evidence
    assert _of(found, EvidenceCode.OFFICIAL) == [evidence.leg_booked(legs[i]) for i in (0, 2)]


@pytest.mark.parametrize(
    ("fit", "told"),
    [
        (Fit.FITS, [evidence.cash(amounts(USD="-20000"), exact=True)]),
        (Fit.NEAR, [evidence.cash(amounts(USD="-20000"), exact=False)]),
        (Fit.OFF, []),
        (Fit.UNKNOWN, []),
    ],
)
def test_the_money_is_told_where_it_speaks_for_it(fit: Fit, told: list[Evidence]) -> None:
    of = match(part(gone(P100, "3"), "2"), legs=[leg("200")], cash=fit)
    assert _of(only(of).evidence, EvidenceCode.CASH) == told
    nobody_knows = gone(option("P100", currency=None))
    found = only(match(nobody_knows, legs=[leg()], cash=fit), state=replace(STATE, instruments={}))
    assert _of(found.evidence, EvidenceCode.CASH) == []


# ------------------------------------------------------------------------------- trades and time


def test_the_trades_are_those_of_the_time_of_what_was_seen() -> None:
    legs = [leg(record="0", since=-400, at=100), leg(since=-50, at=90)]
    found = only(match(gone(P100, "2"), legs=legs), legs=[loose(cause=Cause.OTHER)])
    assert _of(found.evidence, EvidenceCode.NO_FILL) == [evidence.no_fill(after(-50), after(90))]


def test_what_only_a_record_saw_late_was_not_seen_late() -> None:
    late, seen = leg(record="0", late=True), leg()
    records = [loose(cause=Cause.OTHER)]
    for legs, told in (
        ([late, seen], []),
        ([late, replace(seen, late=True)], [evidence.late(T0, after(60))]),
    ):
        found = only(match(gone(P100, "2"), legs=legs), legs=records)
        assert _of(found.evidence, EvidenceCode.LATE) == told


def test_a_contract_that_was_described_anew_says_so() -> None:
    since = after(30)
    state = replace(STATE, formerly={P100.id: [(since, P95)]})
    before = gone(P100, under=T0)
    for claim, was in ((gone(P100), False), (before, True)):
        found = only(match(claim, legs=[leg()]), state=state)
        assert found.evidence[-1] == evidence.redescribed(P100.id, since, before=was)


def test_a_leg_that_moved_beside_another_thing_has_its_own_figures() -> None:
    """What moved is told in all, with the contract's own share of it."""
    of = match(gone(P100), gone(P95), legs=[residual(XYZ, "200")])
    assert [one.evidence[0].values["legs"] for one in said(of)] == ["100 demo/XYZ"] * 2
