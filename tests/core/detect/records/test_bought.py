"""Of how many contracts a record of money alone speaks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.records.bought import with_bought
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.model import Instrument
from assignwatch.core.words import Cause, InstrumentKind, Settlement
from tests.core.builders import after, booking
from tests.core.detect.parts import FUTURE, INDEX, STOCK, amounts, money, option, shares, thing

PUT, CALL = option("P100"), option("C50")
CRUDE = thing(FUTURE, InstrumentKind.FUTURE, currency="USD")
FEE = Decimal(10)
DAY = 86_400


def _line(cash: dict[str, str], cause: Cause = Cause.ASSIGNMENT, **fields: Any) -> Happening:
    return Happening((booking("0", cause, instrument=PUT.id, cash=cash, **fields),))


def _changes(
    told: list[Happening],
    contract: Instrument | None = PUT,
    held: tuple[int, int] = (9, 9),
    settled: set[Any] | None = None,
) -> list[Decimal]:
    most = Decimal(held[0]), Decimal(held[1])
    known = {STOCK.id: STOCK, FUTURE: CRUDE}
    return [h.quantity for h in with_bought(told, contract, known, most, settled or set(), FEE)]


@pytest.mark.parametrize(
    ("contract", "cash", "change"),
    [
        pytest.param(PUT, "-20000", 2, id="two short puts"),
        pytest.param(PUT, "20000", -2, id="two long puts"),
        pytest.param(CALL, "5000", 1, id="a short call"),
        pytest.param(CALL, "-5000", -1, id="a long call"),
        pytest.param(PUT, "-20020", 2, id="with a fee for each"),
        pytest.param(PUT, "-20021", 0, id="with more than that"),
        pytest.param(CALL, "4990", 1, id="less a fee"),
        pytest.param(CALL, "5005", 0, id="more than its strike"),
        pytest.param(PUT, "19980", -2, id="less a fee for each"),
        pytest.param(PUT, "19979", 0, id="less than that"),
        pytest.param(PUT, "-5", 0, id="a fee"),
        pytest.param(PUT, "-15000", 0, id="half a contract"),
        pytest.param(PUT, "0", 0, id="nothing"),
        pytest.param(option("P0.15"), "-30", 2, id="strikes that are small, exactly"),
        pytest.param(option("P0.15"), "-38", 0, id="strikes that are as small as fees"),
        pytest.param(option("P0.24"), "-34", 1, id="a fee that is less than half a strike"),
        pytest.param(option("C0.3", multiplier=Decimal(1)), "0.29", 1, id="less than one of money"),
        pytest.param(option("P4800", underlying=INDEX, settlement=Settlement.CASH), "-480000", 0,
                     id="one that is settled in cash"),
        pytest.param(option("P70", underlying=FUTURE), "-7000", 0, id="on a future"),
        pytest.param(option("C40", deliverables=(shares("50"), money("350", "EUR"))), "4000", 0,
                     id="one that moves two currencies"),
        pytest.param(STOCK, "-20000", 0, id="shares"),
        pytest.param(CRUDE, "-20000", 0, id="a future"),
        pytest.param(None, "-20000", 0, id="what nobody has described"),
    ],
)  # fmt: skip
def test_money_pays_for_so_many(contract: Instrument | None, cash: str, change: int) -> None:
    assert _changes([_line({"USD": cash})], contract) == [change]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (_line({"EUR": "-20000"}), "another currency"),
        (_line({"USD": "-20000", "EUR": "-3"}), "two currencies"),
        (_line({}), "none"),
        (_line({"USD": "-20000"}, Cause.CASH_SETTLEMENT), "a cause that pays no strike"),
        (_line({"USD": "-20000"}, Cause.OTHER), "a word that nobody knows"),
    ],
)
def test_other_money_pays_for_none(line: Happening, why: str) -> None:
    assert _changes([line]) == [0], why


def test_money_of_a_currency_that_did_not_move_is_no_second_one() -> None:
    assert _changes([_line({"USD": "-20000", "EUR": "0"})]) == [2]


def test_two_currencies_pay_for_none_though_the_law_says_both() -> None:
    call = option("C40", deliverables=(shares("50"), money("350", "EUR")))
    assert _changes([_line({"USD": "4000", "EUR": "-350"})], call) == [0]


@pytest.mark.parametrize(
    ("held", "rows", "changes"),
    [
        ((2, 0), ["-20000"], [2]),
        ((1, 9), ["-20000"], [0]),
        ((0, 2), ["20000"], [-2]),
        ((9, 1), ["20000"], [0]),
        ((2, 0), ["-10000", "-10000", "-10000"], [1, 1, 0]),
        ((0, 2), ["10000", "10000", "10000"], [-1, -1, 0]),
    ],
)
def test_no_more_is_called_than_was_held(
    held: tuple[int, int], rows: list[str], changes: list[int]
) -> None:
    told = [_line({"USD": cash}, id=f"m{i}") for i, cash in enumerate(rows)]
    assert _changes(told, held=held) == changes


def test_each_list_tells_of_all_that_was_held() -> None:
    told = [_line({"USD": "-20000"}, id=name, record=name) for name in ("report", "rows")]
    assert _changes(told, held=(2, 0)) == [2, 2]


def test_what_an_earlier_balance_holds_is_not_counted_again() -> None:
    line = _line({"USD": "-20000"}, id="m")
    assert _changes([line], held=(0, 0), settled={("m", PUT.id)}) == [2]
    retold = booking("0", Cause.ASSIGNMENT, instrument=PUT.id, id="later")
    both = Happening((*line.witnesses, retold))
    assert _changes([both], held=(0, 0), settled={("m", PUT.id)}) == [2], "one word of it will do"


@pytest.mark.parametrize(
    ("cause", "at", "change"),
    [
        (Cause.ASSIGNMENT, 0, 0),
        (Cause.EXPIRY, 0, 0),
        (Cause.TRANSFER, 0, 2),
        (Cause.ASSIGNMENT, 5 * DAY, 0),
        (Cause.ASSIGNMENT, 5 * DAY + 1, 2),
        (Cause.ASSIGNMENT, -5 * DAY, 0),
        (Cause.ASSIGNMENT, -5 * DAY - 1, 2),
    ],
)
def test_the_money_is_that_of_a_record_of_those_days_that_names_the_quantity(
    cause: Cause, at: float, change: int
) -> None:
    record = booking("2", cause, instrument=PUT.id, id="r", at=after(at))
    assert _changes([Happening((record,)), _line({"USD": "-20000"}, id="m")]) == [2, change]


def test_what_was_bought_is_worth_its_money() -> None:
    (told,) = with_bought(
        [_line({"USD": "-20000"})], PUT, {STOCK.id: STOCK}, (FEE, FEE), set(), FEE
    )
    assert (told.quantity, told.net, told.price) == (Decimal(2), Decimal(2), None)
    assert told.cash == amounts(USD="-20000")
