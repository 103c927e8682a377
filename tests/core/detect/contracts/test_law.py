"""What a contract turns into, row by row of the table that the detector is specified by."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.detect.contracts import law
from assignwatch.core.model import Instrument, InstrumentId
from assignwatch.core.words import InstrumentKind, Right, Settlement
from tests.core.builders import MODERATE
from tests.core.detect.parts import (
    FUTURE,
    INDEX,
    NEWCO,
    STOCK,
    XYZ,
    amounts,
    money,
    named,
    option,
    shares,
    thing,
)

CRUDE = thing(FUTURE, InstrumentKind.FUTURE, currency="USD", multiplier=Decimal(1000))
ON_FUTURE = {"underlying": FUTURE, "multiplier": Decimal(1)}
IN_CASH = {"underlying": INDEX, "settlement": Settlement.CASH}
STOCK_FUTURE = thing(
    named("XYZ-Z6"), InstrumentKind.FUTURE, underlying=XYZ, multiplier=Decimal(100), currency="USD"
)
SPLIT = option("P66.67", deliverables=(shares("150"),))
MERGED = option("C40", underlying=NEWCO, deliverables=(shares("50", NEWCO), money("350")))


@pytest.mark.parametrize(
    ("contract", "change", "moved", "paid"),
    [
        pytest.param(option("P100"), "2", {XYZ: "200"}, {"USD": "-20000"}, id="A1 short put"),
        pytest.param(option("C50"), "1", {XYZ: "-100"}, {"USD": "5000"}, id="A2 short call"),
        pytest.param(option("P558"), "9", {XYZ: "900"}, {"USD": "-502200"}, id="A4c"),
        pytest.param(option("P557"), "-9", {XYZ: "-900"}, {"USD": "501300"}, id="A4d"),
        pytest.param(option("C50"), "-1", {XYZ: "100"}, {"USD": "-5000"}, id="A5 long call"),
        pytest.param(option("P100"), "-1", {XYZ: "-100"}, {"USD": "10000"}, id="A5b long put"),
        pytest.param(option("P70", **ON_FUTURE), "1", {FUTURE: "1"}, None, id="A7 put on future"),
        pytest.param(option("C70", **ON_FUTURE), "1", {FUTURE: "-1"}, None, id="A7b call"),
        pytest.param(
            option("P600", multiplier=Decimal(10), currency="EUR"),
            "5",
            {XYZ: "50"},
            {"EUR": "-30000"},
            id="A9 ten shares",
        ),
        pytest.param(SPLIT, "1", {XYZ: "150"}, {"USD": "-10000.50"}, id="A9b after a split"),
        pytest.param(MERGED, "1", {NEWCO: "-50"}, {"USD": "3650"}, id="A9c after a merger"),
        pytest.param(STOCK_FUTURE, "-1", {XYZ: "100"}, None, id="A11 physical future, long"),
        pytest.param(STOCK_FUTURE, "2", {XYZ: "-200"}, None, id="A11 physical future, short"),
    ],
)
def test_a_delivery_moves_this_and_costs_that(
    contract: Instrument,
    change: str,
    moved: dict[InstrumentId, str],
    paid: dict[str, str] | None,
) -> None:
    underlying = {XYZ: STOCK, FUTURE: CRUDE}.get(contract.underlying or XYZ)
    effect = law.effect(contract, Decimal(change))
    assert effect == {what: Decimal(quantity) for what, quantity in moved.items()}
    expected = None if paid is None else amounts(**paid)
    assert law.paid(contract, Decimal(change), underlying) == expected


@pytest.mark.parametrize(
    ("contract", "change", "settled_at", "paid"),
    [
        pytest.param(option("P4800", **IN_CASH), "1", "4750", "-5000", id="A6 short index put"),
        pytest.param(
            option("C7500", multiplier=Decimal(10)), "2", "7620", "-2400", id="A6b short CAC call"
        ),
        pytest.param(option("P4800", **IN_CASH), "-1", "4750", "5000", id="the long side of A6"),
        pytest.param(option("P100"), "1", "103", "0", id="A8 worthless put"),
        pytest.param(option("C100"), "1", "97", "0", id="A8 worthless call"),
        pytest.param(option("P100"), "1", "100", "0", id="exactly at the strike"),
        pytest.param(
            option("C90000", multiplier=Decimal(1)), "0.10", "95000", "-500", id="A14 short call"
        ),
    ],
)
def test_a_cash_settlement_pays(
    contract: Instrument, change: str, settled_at: str, paid: str
) -> None:
    assert law.payoff(contract, Decimal(change), Decimal(settled_at)) == Decimal(paid)


FIGURES = st.integers(1, 10**6).map(lambda n: Decimal(n) / 100)


@MODERATE
@given(st.sampled_from(Right), FIGURES, FIGURES, st.integers(1, 50))
def test_a_delivery_and_the_cash_settlement_of_the_same_option_come_to_the_same(
    right: Right, strike: Decimal, price: Decimal, contracts: int
) -> None:
    """In the money: shares at the strike, worth this price, are the cash amount."""
    one = option("P1", right=right, strike=strike)
    change = Decimal(contracts)
    inside, moved = law.intrinsic(one, price), law.effect(one, change)
    paid = law.paid(one, change, STOCK)
    assert inside is not None
    assert moved is not None
    assert paid is not None
    if inside >= 0:
        assert paid["USD"] + moved[XYZ] * price == law.payoff(one, change, price)


@pytest.mark.parametrize(
    ("contract", "settled_at", "inside"),
    [
        (option("P100"), "97", "3"),
        (option("P100"), "103", "-3"),
        (option("C100"), "103", "3"),
        (option("C100"), "100", "0"),
        (MERGED, "80", "3.5"),
        (MERGED, "60", "-6.5"),
        (option("C40", deliverables=(shares("50"), money("350")), multiplier=None), "80", None),
        (option("C40", deliverables=(shares("50", NEWCO), money("350"))), "80", None),
        (option("P100", right=None), "97", None),
        (option("P100", strike=None), "97", None),
    ],
    ids=[
        "a put below its strike",
        "a put above",
        "a call above",
        "at the strike",
        "cash counts with the shares",
        "and may be too little",
        "cash, but of how much?",
        "cash, and shares of something that this price is not of",
        "no right",
        "no strike",
    ],
)
def test_how_far_in_the_money(contract: Instrument, settled_at: str, inside: str | None) -> None:
    found = law.intrinsic(contract, Decimal(settled_at))
    assert found == (None if inside is None else Decimal(inside))


@pytest.mark.parametrize(
    "contract",
    [
        option("P100", multiplier=None),
        option("P100", underlying=None),
        option("P100", right=None),
    ],
    ids=["no multiplier", "no underlying", "no right"],
)
def test_what_is_unknown_is_never_assumed(contract: Instrument) -> None:
    assert law.effect(contract, Decimal(1)) is None


@pytest.mark.parametrize(
    "contract",
    [
        option("P100", multiplier=None),
        option("P100", strike=None),
        option("P100", right=None),
        option("P100", multiplier=None, deliverables=(shares("50"), money("350"))),
    ],
    ids=["no multiplier", "no strike", "no right", "a strike for a size that nobody told"],
)
def test_money_that_cannot_be_known_is_not_guessed(contract: Instrument) -> None:
    assert law.paid(contract, Decimal(1), STOCK) is None


def test_one_unit_for_a_strike_of_many_may_be_a_future_that_nobody_has_described() -> None:
    many = option("C70", multiplier=Decimal(1000), deliverables=(shares("1"),))
    assert law.paid(many, Decimal(1), None) is None
    assert law.paid(replace(many, multiplier=Decimal(1)), Decimal(1), None) == amounts(USD="70")


def test_money_is_in_the_currency_of_the_contract_or_of_what_it_delivers() -> None:
    bare = option("P100", currency=None)
    assert law.paid(bare, Decimal(1), STOCK) == amounts(USD="-10000")
    assert law.paid(bare, Decimal(1), None) is None
    assert law.paid(option("P100", currency="EUR"), Decimal(1), STOCK) == amounts(EUR="-10000")


def test_a_deliverable_named_twice_is_added_up() -> None:
    twice = option("P100", deliverables=(shares("100"), shares("50"), shares("10", NEWCO)))
    assert law.delivered(twice) == {XYZ: Decimal(150), NEWCO: Decimal(10)}
    assert law.effect(twice, Decimal(2)) == {XYZ: Decimal(300), NEWCO: Decimal(20)}


@pytest.mark.parametrize(
    ("contract", "what", "prices"),
    [
        (option("P100"), XYZ, ["100"]),
        (option("P100", multiplier=None, deliverables=(shares("100"),)), XYZ, ["100"]),
        (option("P100", strike=None), XYZ, []),
        (option("P100", multiplier=None), XYZ, ["100"]),
        (option("P90", deliverables=(shares("150"),)), XYZ, ["90", "60"]),
        (MERGED, NEWCO, ["40", "80", "73"]),
        (STOCK_FUTURE, XYZ, []),
    ],
    ids=[
        "at the strike",
        "at the strike of what it delivers",
        "no strike",
        "unknown size",
        "or its money spread over more shares",
        "or over fewer, with and without the cash part",
        "a future has no strike",
    ],
)
def test_a_leg_may_be_booked_at(
    contract: Instrument, what: InstrumentId, prices: list[str]
) -> None:
    assert law.price_of(contract, what) == tuple(map(Decimal, prices))


PERPETUAL = thing(named("PF"), InstrumentKind.PERPETUAL, underlying=XYZ, multiplier=Decimal(1))


@pytest.mark.parametrize(
    ("contract", "reached", "may_deliver"),
    [
        (option("P100"), (XYZ,), True),
        (option("P100", settlement=None), (XYZ,), True),
        (option("P100", settlement=Settlement.CASH), (XYZ,), False),
        (option("P100", multiplier=None), (XYZ,), True),
        (option("P100", underlying=None), (), True),
        (MERGED, (NEWCO,), True),
        (STOCK_FUTURE, (XYZ,), True),
        (PERPETUAL, (XYZ,), False),
        (STOCK, (), False),
        (thing(named("ETF"), InstrumentKind.ETF, underlying=XYZ), (), False),
    ],
    ids=[
        "option",
        "nobody said how it settles",
        "settled in cash",
        "of unknown size",
        "on nothing known",
        "deliverables before the underlying",
        "future",
        "perpetual",
        "stock",
        "etf with an underlying",
    ],
)
def test_a_contract_reaches_what_a_delivery_would_move(
    contract: Instrument, reached: tuple[InstrumentId, ...], may_deliver: bool
) -> None:
    assert law.reaches(contract) == reached
    assert law.delivers(contract) is may_deliver
