"""What speaks for a match besides its quantities: prices, money, closes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.matching.support import (
    Accounted,
    Fit,
    Used,
    cash_fit,
    cash_moved,
    close_of,
    in_the_money,
    left_of_all,
    price_fit,
)
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Priced
from assignwatch.core.model import Instrument, InstrumentId, Moment
from assignwatch.core.state import CashStep
from assignwatch.core.words import InstrumentKind
from tests.core.builders import POLICY, T0, after, booking, fill
from tests.core.detect import matched_legs
from tests.core.detect.parts import (
    FUTURE,
    NEWCO,
    STOCK,
    TODAY,
    XYZ,
    account,
    amounts,
    close,
    known,
    named,
    option,
    residual,
    shares,
    thing,
)

P100, P95, C100 = option("P100"), option("P95"), option("C100")
ADJUSTED = option("P90", deliverables=(shares("150"),))
BASKET = option("P80", deliverables=(shares("100"), shares("50", NEWCO)))
ON_FUTURE = option("P70", underlying=FUTURE)
CRUDE = thing(FUTURE, InstrumentKind.FUTURE, currency="USD", multiplier=Decimal(1000))
STATE = known(STOCK, P100, P95, C100, ADJUSTED, ON_FUTURE, CRUDE)
SPAN = (after(0), after(60))


def _called(contract: Instrument, change: str, **fields: Any) -> tuple[Claim, Decimal]:
    """A contract of which all that is gone was called."""
    claim = matched_legs.booked(contract, change)
    gone = residual(contract, change, **fields)
    seen = Claim(claim.key, contract, claim.change, claim.effect, gone.at, gone)
    return seen, abs(claim.change)


# ------------------------------------------------------------------------------------------- prices


@pytest.mark.parametrize(
    ("used", "legs", "fit"),
    [
        ([_called(P100, "2")], [("200", "100")], Fit.FITS),
        ([_called(P100, "2")], [("200", "100.005")], Fit.FITS),
        ([_called(P100, "2")], [("200", "99.995")], Fit.FITS),
        ([_called(P100, "2")], [("200", "100.0051")], Fit.OFF),
        ([_called(P100, "2")], [("200", "97")], Fit.OFF),
        ([_called(P100, "2")], [("200", None)], Fit.UNKNOWN),
        ([_called(P100, "2")], [("100", "100"), ("100", None)], Fit.UNKNOWN),
        ([_called(P100, "2")], [("100", "99"), ("100", "101")], Fit.FITS),
        ([_called(P100, "2", held_at="3.10")], [("200", "96.90")], Fit.FITS),
        ([_called(P100, "2", held_at="3.10")], [("200", "103.10")], Fit.OFF),
        ([_called(C100, "2", held_at="3.10")], [("-200", "103.10")], Fit.FITS),
        ([_called(P100, "1"), _called(P95, "1")], [("200", "97.5")], Fit.FITS),
        ([_called(P100, "1"), _called(P95, "1")], [("200", "100")], Fit.OFF),
        (
            [_called(P100, "1", held_at="2"), _called(P95, "1", held_at="1")],
            [("200", "96")],
            Fit.FITS,
        ),
        ([_called(P100, "1", held_at="2"), _called(P95, "1")], [("200", "96")], Fit.OFF),
        ([_called(P100, "2"), _called(C100, "1")], [("100", "100")], Fit.UNKNOWN),
        ([_called(ADJUSTED, "1")], [("150", "90")], Fit.FITS),
        ([_called(ADJUSTED, "1")], [("150", "60")], Fit.FITS),
        ([_called(ADJUSTED, "1")], [("150", "75")], Fit.OFF),
        ([_called(ADJUSTED, "1", held_at="3")], [("150", "87")], Fit.FITS),
        ([_called(ADJUSTED, "1", held_at="3")], [("150", "57")], Fit.OFF),
    ],
    ids=[
        "at the strike",
        "half a cent above",
        "half a cent below",
        "more than half a cent above",
        "at the market",
        "unknown",
        "unknown for a part",
        "at the strike on average",
        "with the premium of a put folded in",
        "but not the wrong way round",
        "with the premium of a call folded in",
        "two strikes",
        "two strikes, booked at one",
        "two strikes, both premiums",
        "two strikes, a premium unknown",
        "one of them moves the shares the other way",
        "at the strike of an adjusted contract",
        "or at its money spread over more shares",
        "or at neither",
        "at its strike, with the premium folded in",
        "but not at the other with it",
    ],
)
def test_a_leg_is_booked_at_the_strike(
    used: Used, legs: list[tuple[str, str | None]], fit: Fit
) -> None:
    arrived = {XYZ: [residual(XYZ, quantity, price=price) for quantity, price in legs]}
    assert price_fit(used, arrived) is fit


def test_a_leg_that_went_past_zero_says_nothing_of_several_strikes() -> None:
    """Its price is that of what lies beyond zero: who knows to which strike that belongs."""
    leg = residual(XYZ, "200", price="100", crossed=True)
    assert price_fit([_called(P100, "2")], {XYZ: [leg]}) is Fit.FITS
    two = [_called(P100, "1"), _called(P95, "1")]
    assert price_fit(two, {XYZ: [leg]}) is Fit.UNKNOWN
    halves = [residual(XYZ, "100", price="97.5", crossed=crossed) for crossed in (True, False)]
    assert price_fit(two, {XYZ: halves}) is Fit.UNKNOWN


@pytest.mark.parametrize(
    ("used", "price", "fit"),
    [
        ([_called(P100, "1"), _called(P95, "1")], "95", Fit.UNKNOWN),
        ([_called(P100, "1"), _called(P95, "1")], "94.99", Fit.OFF),
        ([_called(P100, "1"), _called(P95, "1")], "100.01", Fit.OFF),
        ([_called(P100, "1", held_at="3"), _called(P95, "1", held_at="3")], "92", Fit.UNKNOWN),
        ([_called(P100, "3"), _called(C100, "1")], "100", Fit.UNKNOWN),
        ([_called(P100, "3"), _called(C100, "1")], "95", Fit.OFF),
        ([_called(BASKET, "1"), _called(P100, "1")], "95", Fit.UNKNOWN),
    ],
    ids=["one of both", "below", "above", "premium", "only one went that way", "not its", "basket"],
)
def test_what_lies_beyond_zero_was_booked_between_their_strikes(
    used: Used, price: str, fit: Fit
) -> None:
    assert price_fit(used, {XYZ: [residual(XYZ, "200", price=price, crossed=True)]}) is fit


def test_what_rounding_can_have_done_is_forgiven() -> None:
    leg = residual(XYZ, "100", price="100.19", slack="0.195")
    assert price_fit([_called(P100, "1")], {XYZ: [leg]}) is Fit.FITS
    leg = residual(XYZ, "100", price="100.20", slack="0.195")
    assert price_fit([_called(P100, "1")], {XYZ: [leg]}) is Fit.OFF
    leg = residual(XYZ, "-100", price="100.19", slack="0.195")
    assert price_fit([_called(C100, "1")], {XYZ: [leg]}) is Fit.FITS


@pytest.mark.parametrize(
    ("closing", "paid", "fit"),
    [
        ("0", None, Fit.FITS),
        ("3.20", None, Fit.OFF),
        (None, None, Fit.UNKNOWN),
        ("0", "97", Fit.OFF),
        ("3.20", "100", Fit.OFF),
        ("0", "100", Fit.FITS),
    ],
    ids=[
        "for nothing",
        "for money",
        "unknown",
        "for nothing, but the shares at the market",
        "for money, but the shares at the strike",
        "both as they should be",
    ],
)
def test_an_option_that_is_called_is_booked_out_for_nothing(
    closing: str | None, paid: str | None, fit: Fit
) -> None:
    legs: dict[InstrumentId, list[Residual]] = {XYZ: [residual(XYZ, "100", price=paid)]}
    assert price_fit([_called(P100, "1", closing=closing)], legs) is fit


def test_a_future_may_be_booked_out_at_any_price() -> None:
    future = thing(named("F"), InstrumentKind.FUTURE, underlying=XYZ, multiplier=Decimal(100))
    legs = {XYZ: [residual(XYZ, "100", price="640")]}
    assert price_fit([_called(future, "-1", closing="640")], legs) is Fit.UNKNOWN


# -------------------------------------------------------------------------------------------- money


@pytest.mark.parametrize(
    ("used", "moved", "fit"),
    [
        ([_called(P100, "2")], {"USD": "-20000"}, Fit.FITS),
        ([_called(P100, "2")], {"USD": "-20000", "EUR": "7"}, Fit.FITS),
        ([_called(P100, "2")], {"USD": "-20000.01"}, Fit.NEAR),
        ([_called(P100, "2")], {"USD": "-20020"}, Fit.NEAR),
        ([_called(P100, "2")], {"USD": "-20020.01"}, Fit.OFF),
        ([_called(P100, "2")], {"USD": "-19999"}, Fit.OFF),
        ([_called(P100, "2")], {"EUR": "-20000"}, Fit.OFF),
        ([_called(P100, "2")], {"USD": "20000"}, Fit.OFF),
        ([_called(P100, "2")], None, Fit.UNKNOWN),
        ([_called(P100, "1"), _called(C100, "1")], {"USD": "-5"}, Fit.NEAR),
        ([_called(P100, "1"), _called(P95, "-1")], {"USD": "-500"}, Fit.FITS),
        ([_called(ON_FUTURE, "1")], {"USD": "-7000"}, Fit.UNKNOWN),
        ([_called(P100, "1"), _called(ON_FUTURE, "1")], {"USD": "-10000"}, Fit.UNKNOWN),
    ],
    ids=[
        "what the strike is worth",
        "and something in another currency",
        "a cent less",
        "a fee for each contract",
        "more than a fee",
        "a credit is no fee",
        "another currency",
        "the other way",
        "no balances were read",
        "two that cancel, and a fee",
        "the width of a spread",
        "on a future no money moves",
        "nor can it be known when a part cannot",
    ],
)
def test_the_balance_moves_by_what_the_strikes_are_worth(
    used: Used, moved: dict[str, str] | None, fit: Fit
) -> None:
    assert cash_fit(STATE, used, None if moved is None else amounts(**moved), POLICY) is fit


@pytest.mark.parametrize(
    ("facts", "left"),
    [
        ([], {"USD": "100"}),
        ([fill("2", "30", instrument=XYZ, at=after(30))], {"USD": "160"}),
        ([fill("-2", "30", instrument=XYZ, at=after(60))], {"USD": "40"}),
        ([fill("2", "30", instrument=XYZ, at=after(0))], {"USD": "100"}),
        ([fill("2", "30", instrument=XYZ, at=after(61))], {"USD": "100"}),
        ([fill("1", "3", instrument=P100.id, at=after(30))], {"USD": "400"}),
        ([fill("1", "3", instrument=FUTURE, at=after(30))], None),
        ([fill("1", "3", instrument=named("?"), at=after(30))], None),
        ([booking("1", cash={"USD": "-7", "EUR": "1"}, at=after(30))], {"USD": "107", "EUR": "-1"}),
        ([booking("1", cash={"USD": "-7"}, at=after(0))], {"USD": "100"}),
        ([booking("1", cash={"USD": "-7"}, at=after(61))], {"USD": "100"}),
    ],
    ids=[
        "nothing told",
        "shares bought",
        "shares sold, told at the reading",
        "bought at the reading before",
        "bought after",
        "an option bought: a hundred times its price",
        "a future traded: who knows what that moved",
        "something unknown traded",
        "money on record",
        "on record before",
        "on record after",
    ],
)
def test_money_that_trades_and_records_account_for_is_taken_off(
    facts: list[Any], left: dict[str, str] | None
) -> None:
    of = account(cash={"USD": "100"})
    for one in facts:
        known_facts = of.fills if hasattr(one, "order") else of.bookings
        known_facts[one.id, one.instrument] = one
    expected = None if left is None else amounts(**left)
    assert cash_moved(STATE, of, SPAN) == expected


@pytest.mark.parametrize(
    ("span", "moved"),
    [
        ((0, 60), {"USD": "1"}),
        ((0, 120), {"USD": "3"}),
        ((60, 120), {"USD": "2"}),
        ((30, 90), {"USD": "3"}),
        ((60, 60), None),
        ((180, 240), None),
    ],
    ids=["first step", "both", "second step", "parts of both", "between them", "after them"],
)
def test_the_steps_of_a_balance_that_a_span_meets_count_whole(
    span: tuple[float, float], moved: dict[str, str] | None
) -> None:
    of = account(cash={"USD": "1"})
    of.cash.append(CashStep(after(60), after(120), of.cash[0].scope, amounts(USD="2")))
    found = cash_moved(STATE, of, (after(span[0]), after(span[1])))
    assert found == (None if moved is None else amounts(**moved))


@pytest.mark.parametrize("at", [30, 90], ids=["in the first step", "in the second"])
def test_and_so_do_the_trades_of_all_of_them(at: float) -> None:
    of = account(cash={"USD": "1"})
    of.cash.append(CashStep(after(60), after(120), of.cash[0].scope, amounts(USD="2")))
    traded = fill("2", "30", instrument=XYZ, at=after(at))
    of.fills[traded.id, XYZ] = traded
    assert cash_moved(STATE, of, (after(30), after(90))) == amounts(USD="63")


@pytest.mark.parametrize(
    ("times", "told", "left"),
    [
        ((30,), (), {"-50"}),
        ((30, 90), (), {"0", "-50"}),
        ((90,), (), {"0"}),
        ((30,), (30,), {"0"}),
        ((0, 60), (), {"0", "-50"}),
    ],
    ids=["in it", "in it or later", "later", "told by its record", "at its edges"],
)
def test_what_others_got_hides_as_much_that_went_the_other_way(
    times: tuple[float, ...], told: tuple[float, ...], left: set[str]
) -> None:
    paid = amounts(USD="50")
    one = Accounted(tuple(map(after, times)), paid, Decimal(1), tuple(map(after, told)))
    assert left_of_all(Decimal(), "USD", SPAN, [one]) == {Decimal(amount) for amount in left}


@pytest.mark.parametrize("kind", [InstrumentKind.STOCK, InstrumentKind.ETF, InstrumentKind.SPOT])
def test_what_is_bought_by_the_piece_costs_its_price(kind: InstrumentKind) -> None:
    of, what = account(cash={"USD": "100"}), thing(named("PIECE"), kind, currency="USD")
    traded = fill("2", "30", instrument=what.id, at=after(30))
    of.fills[traded.id, what.id] = traded
    assert cash_moved(known(what), of, SPAN) == amounts(USD="160")


# ------------------------------------------------------------------------------------------- closes

ENDING = option("P100", expiry=TODAY)
ENDS_AT = option("P100", expiry=Moment(after(minutes=60)))
HOUR = 3600.0


@pytest.mark.parametrize(
    ("contract", "known_close", "tick", "price"),
    [
        (ENDING, None, None, None),
        (ENDING, close("97"), None, "97"),
        (ENDING, close("97"), close("98", at=HOUR, official=False), "97"),
        (ENDING, close("97", official=False), close("98", at=HOUR, official=False), "98"),
        (ENDING, close("97", at=HOUR, official=False), close("98", official=False), "97"),
        (ENDING, close("97", official=False), close("98", at=24 * HOUR, official=False), "97"),
        (ENDING, None, close("98", official=False), "98"),
        (ENDING, None, close("98", at=24 * HOUR, official=False), None),
        (ENDING, close("97", at=24 * HOUR), None, None),
        (ENDS_AT, None, close("98", at=HOUR, official=False), "98"),
        (ENDS_AT, None, close("98", at=HOUR + 1, official=False), None),
        (option("P100"), close("97"), None, None),
        (option("P100", expiry=TODAY, underlying=None), close("97"), None, None),
    ],
    ids=[
        "nothing known",
        "an official close",
        "is not replaced by a later price",
        "the newest price, where none is official",
        "the newest of them",
        "not a price of the next day",
        "a price that was only seen",
        "a price that was only seen the next day",
        "a close of another day",
        "a price at the very end",
        "a price after it",
        "a contract without an end",
        "a contract on nothing known",
    ],
)
def test_the_close_of_a_contract_is_the_price_at_its_end(
    contract: Instrument, known_close: Priced | None, tick: Priced | None, price: str | None
) -> None:
    state = known(STOCK, contract, closes=[known_close] if known_close else [])
    if tick is not None:
        state.ticks[XYZ] = tick
    found = close_of(state, contract, POLICY.calendar)
    assert (found.price if found else None) == (None if price is None else Decimal(price))


@pytest.mark.parametrize(
    ("closed_at", "inside"),
    [("97", True), ("100", False), ("103", False), (None, None)],
    ids=["below", "at the strike", "above", "nobody knows"],
)
def test_a_put_ended_in_the_money_below_its_strike(
    closed_at: str | None, inside: bool | None
) -> None:
    state = known(STOCK, ENDING, closes=[close(closed_at)] if closed_at else [])
    assert in_the_money(state, ENDING, POLICY.calendar) is inside


def test_the_spans_of_this_page_are_of_one_day() -> None:
    assert T0 + timedelta(hours=14) < TODAY.over_at
