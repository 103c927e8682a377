"""Records of money alone: which of them name a change, and which speak for themselves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane2.cash_lines import are_sure, cash_of, kind_of_lines
from assignwatch.core.model import Instrument, PositionKey, PositionRow
from assignwatch.core.state import Account
from assignwatch.core.words import (
    Cause,
    Kind,
    Settlement,
)
from tests.core.builders import ACCOUNT
from tests.core.detect.money_lines import (
    CALL,
    CRUDE,
    DAY,
    FEE,
    IN_CASH,
    PERPETUAL,
    PUT,
    called,
    money_line,
    unclaimed,
)
from tests.core.detect.parts import (
    STOCK,
    TODAY,
    amounts,
    option,
    residual,
)

GONE, BOUGHT = residual(PUT, "2"), residual(PUT, "2", after_="2")
COST, MORE, RECEIVED = {"USD": f"{-2 * FEE}"}, {"USD": f"{-2 * FEE - 1}"}, {"USD": "1"}


@pytest.mark.parametrize(
    ("line", "change", "names"),
    [
        pytest.param(money_line(), GONE, True, id="an end"),
        pytest.param(money_line(), BOUGHT, False, id="no end of what grew"),
        pytest.param(money_line(of=CALL), GONE, False, id="of another"),
        pytest.param(money_line(at=60 + 5 * DAY), GONE, True, id="five days later"),
        pytest.param(money_line(at=61 + 5 * DAY), GONE, False, id="later"),
        pytest.param(money_line(at=-5 * DAY), GONE, True, id="five days before"),
        pytest.param(money_line(at=-5 * DAY - 1), GONE, False, id="earlier"),
        pytest.param(money_line(cause=Cause.LIQUIDATION), GONE, True, id="forced"),
        pytest.param(money_line(cause=Cause.LIQUIDATION), BOUGHT, False, id="forced to grow"),
        pytest.param(money_line(cause=Cause.TAKEN_OVER), BOUGHT, True, id="taken over"),
        pytest.param(money_line(cause=Cause.TRANSFER), BOUGHT, True, id="transferred"),
        pytest.param(money_line(cause=Cause.OTHER), GONE, False, id="no word"),
        pytest.param(money_line(cause=Cause.DIVIDEND), GONE, False, id="a dividend"),
        pytest.param(money_line(COST, Cause.EXPIRY), GONE, False, id="an expiry that costs a fee"),
        pytest.param(money_line({"USD": "0"}, Cause.EXPIRY), GONE, False, id="or nothing"),
        pytest.param(money_line(MORE, Cause.EXPIRY), GONE, True, id="more than a fee"),
        pytest.param(money_line(RECEIVED, Cause.EXPIRY), GONE, True, id="something received"),
        pytest.param(
            money_line({"USD": "-1", "EUR": "500"}, Cause.EXPIRY), GONE, True, id="beside a fee"
        ),
        pytest.param(
            money_line(COST, Cause.EXPIRY), residual(PUT, "-2"), False, id="an expiry of long ones"
        ),
        pytest.param(money_line(COST), GONE, True, id="a call that costs a fee"),
    ],
)
def test_a_line_names_what_a_change_was(line: Record, change: Any, *, names: bool) -> None:
    other = money_line(of=CRUDE)
    money = unclaimed(line, other)
    assert money.of_change(change) == ([line] if names else [])
    assert money.left == ([other] if names else [line, other])


@pytest.mark.parametrize(
    ("line", "joins"),
    [
        pytest.param(money_line(cause=Cause.OTHER), True, id="no word"),
        pytest.param(money_line(cause=Cause.EXPIRY), True, id="an expiry"),
        pytest.param(money_line(), False, id="a call"),
        pytest.param(money_line(cause=Cause.OTHER, of=CALL), False, id="of another"),
        pytest.param(money_line(cause=Cause.OTHER, at=60 + 5 * DAY), True, id="days later"),
        pytest.param(money_line(cause=Cause.OTHER, at=61 + 5 * DAY), False, id="later"),
        pytest.param(
            money_line(cause=Cause.OTHER, contract=None), True, id="not described, in time"
        ),
        pytest.param(
            money_line(cause=Cause.OTHER, contract=None, at=61), False, id="not described, later"
        ),
    ],
)
def test_what_is_judged_by_itself_has_the_lines_that_name_no_cause(
    line: Record, *, joins: bool
) -> None:
    money, finding = unclaimed(line), called(kind=Kind.EXPIRED)
    assert (money.beside(finding) != finding) is joins
    assert money.left == ([] if joins else [line])


@pytest.mark.parametrize(("of", "within"), [(CRUDE, 5 * DAY), (PERPETUAL, 0), (STOCK, 0)])
def test_what_never_ends_has_only_the_lines_of_its_time(of: Instrument, within: float) -> None:
    finding = called(of, Kind.UNEXPLAINED)
    for late in (0, 1):
        line = money_line({"USD": "-5"}, Cause.OTHER, of, 60 + within + late)
        assert (unclaimed(line).beside(finding).cash is None) is bool(late)


def _holding(quantity: str, of: Instrument) -> Account:
    held, key = Account(ACCOUNT), PositionKey(of.id)
    held.rows[key] = PositionRow(of.id, Decimal(quantity))
    return held


ENDING = option("P90", settlement=Settlement.CASH, expiry=TODAY)
AT_END, EARLY = 0.0, -DAY
PAID, GOT = {"USD": "-500"}, {"USD": "500"}
SETTLED = Cause.CASH_SETTLEMENT


@pytest.mark.parametrize(
    ("line", "held", "kind"),
    [
        (money_line(PAID, SETTLED, ENDING, AT_END), "-2", Kind.CASH_SETTLED),
        (money_line(GOT, SETTLED, ENDING, AT_END), "2", Kind.EXERCISED),
        (money_line(PAID, SETTLED, IN_CASH), "-2", Kind.CASH_SETTLED),
        (money_line(PAID, SETTLED, ENDING, AT_END, contract=None), "-2", None),
        (money_line(PAID, SETTLED, ENDING, AT_END), "0", None),
        (money_line(PAID, SETTLED, ENDING, AT_END, counts=False), "-2", None),
        (money_line(PAID, SETTLED, ENDING, EARLY), "-2", None),
        (money_line(PAID, SETTLED, ENDING, EARLY), "-1", Kind.CASH_SETTLED),
        (money_line(GOT, SETTLED, ENDING, EARLY), "1", Kind.EXERCISED),
        (money_line({"USD": "0.5"}, SETTLED, ENDING, AT_END), "1", Kind.EXERCISED),
        (money_line(GOT, SETTLED, ENDING, AT_END), "-2", None),
        (money_line({"USD": "-20"}, SETTLED, ENDING, AT_END), "-2", None),
        (money_line({"USD": "-21"}, SETTLED, ENDING, AT_END), "-2", Kind.CASH_SETTLED),
        (money_line({"USD": "-500", "EUR": "1"}, SETTLED, ENDING, AT_END), "-2", Kind.CASH_SETTLED),
        (money_line({"USD": "0", "EUR": "500"}, SETTLED, ENDING, AT_END), "-2", None),
        (money_line(PAID, Cause.ASSIGNMENT, ENDING, AT_END), "-2", Kind.CASH_SETTLED),
        (money_line(PAID, SETTLED, PUT), "-2", Kind.CASH_SETTLED),
        (money_line(PAID, Cause.ASSIGNMENT, PUT), "-2", None),
        (money_line(GOT, Cause.EXERCISE, PUT), "2", None),
        (money_line(PAID, Cause.LIQUIDATION, ENDING, AT_END), "-2", None),
        (money_line(PAID, Cause.DIVIDEND, ENDING, AT_END), "-2", None),
        (money_line(PAID, Cause.OTHER, PUT), "-2", Kind.UNEXPLAINED),
        (money_line(PAID, Cause.ASSIGNMENT, PUT, wrong_way=True), "-2", Kind.UNEXPLAINED),
        (money_line(PAID, Cause.OTHER, STOCK), "200", None),
        (money_line(PAID, Cause.SETTLEMENT, CRUDE), "2", Kind.SETTLED),
        (money_line({}, Cause.SETTLEMENT, CRUDE), "2", Kind.SETTLED),
        (money_line(PAID, Cause.DELIVERY, CRUDE), "2", None),
        (money_line(PAID, Cause.SETTLEMENT, replace(CRUDE, expiry=TODAY), EARLY), "2", None),
    ],
    ids=[
        "paid for what is short, at its end",
        "received for what is long",
        "of no known end",
        "of what nobody has described",
        "of what is not held",
        "told by another list as well",
        "before its end, of several",
        "before its end, of a single one",
        "before its end, of a single long one",
        "little is received",
        "the wrong way",
        "no more than a fee",
        "more than a fee",
        "some of it the wrong way",
        "none of it paid",
        "assigned, and settled in cash",
        "settled, though it delivers",
        "assigned, and delivered",
        "exercised, and delivered",
        "no end",
        "nothing of its own",
        "a word that nobody knows",
        "a figure that cannot be",
        "of what never ends",
        "a future at maturity",
        "a future at maturity, without money",
        "a future that delivers",
        "a future before maturity",
    ],
)
def test_which_lines_speak_for_themselves(line: Record, held: str, kind: Kind | None) -> None:
    known = _holding(held, line.contract or ENDING)
    found = list(unclaimed(replace(line), of=known).alone())
    assert [record.kind for record in found] == ([] if kind is None else [kind])


def test_of_several_lines_the_one_that_counts_and_says_most_speaks() -> None:
    said = money_line(PAID, SETTLED, ENDING, 1)
    vague, again = (
        money_line(GOT, Cause.OTHER, ENDING),
        money_line(PAID, SETTLED, ENDING, 2, counts=False),
    )
    lines = unclaimed(again, vague, said, of=_holding("-2", ENDING))
    (found,) = lines.alone()
    assert found is said
    assert found.cash == amounts(USD="0"), "the other that counts is of its money"
    assert found.leg_facts == [again.consumption], "what counts elsewhere is evidence"


@pytest.mark.parametrize(
    ("lines", "kind", "sure"),
    [
        ([money_line(PAID, SETTLED, PUT)], Kind.CASH_SETTLED, True),
        ([money_line(PAID, of=PUT)], Kind.ASSIGNED, False),
        ([money_line(PAID, of=IN_CASH)], Kind.CASH_SETTLED, True),
        ([money_line(PAID, SETTLED, PUT), money_line(PAID, of=PUT)], Kind.ASSIGNED, False),
        ([money_line(PAID, Cause.LIQUIDATION, PUT)], Kind.LIQUIDATED, False),
        (
            [money_line(PAID, Cause.OTHER), money_line(PAID, Cause.LIQUIDATION)],
            Kind.LIQUIDATED,
            False,
        ),
        ([money_line(PAID, SETTLED, STOCK)], Kind.CASH_SETTLED, True),
        ([money_line(PAID, contract=None)], Kind.ASSIGNED, True),
        ([money_line(PAID, Cause.CORRECTION)], None, False),
    ],
    ids=[
        "settled",
        "called, and it delivers",
        "called, and settled in cash",
        "one of them says that it was called",
        "no end",
        "the word that says most",
        "what does not deliver",
        "what nobody has described",
        "no kind",
    ],
)
def test_what_lines_call_a_change_and_whether_that_is_sure(
    lines: list[Record], kind: Kind | None, *, sure: bool
) -> None:
    change = Decimal(2)
    assert kind_of_lines(lines, change) is kind
    assert are_sure(lines) is sure


def test_money_that_another_list_tells_as_well_counts_once() -> None:
    assert cash_of([money_line(PAID), money_line(PAID, counts=False), money_line()]) == amounts(
        USD="-500"
    )
    assert cash_of([money_line(PAID, counts=False)]) == {}
