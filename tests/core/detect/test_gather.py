"""What is gathered of the positions that an input touched, and what a fault among them costs."""

from __future__ import annotations

from decimal import InvalidOperation

import pytest

from assignwatch.core.detect.gather import Group, gather
from assignwatch.core.detect.support import Fit
from assignwatch.core.model import WHOLE, PositionKey
from assignwatch.core.state import Account, Book, CashStep, State
from assignwatch.core.words import InstrumentKind
from tests.core.builders import ACCOUNT, POLICY, T0, after
from tests.core.detect.parts import STOCK, XYZ, amounts, count, known, named, option, thing

ABC = thing(named("ABC"), InstrumentKind.STOCK, currency="USD")
P100, C20 = option("P100"), option("C20", underlying=ABC.id)
PUT, CALL = PositionKey(P100.id), PositionKey(C20.id)
XYZS, ABCS = PositionKey(XYZ), PositionKey(ABC.id)


def _night(*, cash: str = "-8000") -> tuple[State, Account]:
    """A put and a call, each on shares of its own, were called between two readings."""
    state = known(STOCK, ABC, P100, C20)
    of = state.account(ACCOUNT)
    of.baselines[WHOLE] = T0
    of.cash.append(CashStep(T0, after(60), WHOLE, amounts(USD=cash)))
    for key, before, now in (
        (PUT, "-1", "0"), (XYZS, "0", "100"), (CALL, "-1", "0"), (ABCS, "0", "-100")
    ):  # fmt: skip
        of.books[key] = Book(counts=[count(60, before, now, key.instrument)])
        of.live[key] = {f"incident of {key.instrument}": None}
    return state, of


def _gathered(
    state: State, of: Account, *touched: PositionKey
) -> tuple[dict[str, Group], list[Exception]]:
    """The groups by the contract that is in them."""
    found, failures = gather(state, of, touched, after(70), POLICY)
    contracts = {PUT: "put", CALL: "call"}
    return {contracts[k]: group for group in found for k in group.keys if k in contracts}, failures


@pytest.mark.parametrize(
    "touched",
    [(PUT, XYZS, CALL, ABCS), (PUT, XYZS), (CALL,)],
    ids=["both at once", "one of them", "the other"],
)
def test_the_balance_is_held_against_all_of_a_night(touched: tuple[PositionKey, ...]) -> None:
    found, failures = _gathered(*_night(), *touched)
    assert [[m.cash for m in group.matched.matches] for group in found.values()] == [
        [Fit.FITS] for _ in found
    ]
    assert found.keys() == {name for name, key in (("put", PUT), ("call", CALL)) if key in touched}
    assert not failures


def test_and_speaks_against_them_where_it_does_not_explain_them() -> None:
    found, _ = _gathered(*_night(cash="-8500"), PUT, CALL)
    assert [m.cash for group in found.values() for m in group.matched.matches] == [Fit.OFF] * 2


def _unreadable(of: Account, key: PositionKey) -> None:
    """A figure with which nothing can be computed."""
    of.books[key] = Book(counts=[count(60, "0", "sNaN", key.instrument)])


def test_a_fault_in_one_group_does_not_silence_another() -> None:
    state, of = _night()
    _unreadable(of, ABCS)
    found, failures = _gathered(state, of, PUT, CALL)
    assert found.keys() == {"put"}
    assert {type(failure) for failure in failures} == {InvalidOperation}


def test_nor_does_one_beside_what_is_judged() -> None:
    state, of = _night()
    _unreadable(of, ABCS)
    found, failures = _gathered(state, of, PUT)
    assert [m.cash for m in found["put"].matched.matches] == [Fit.OFF]
    assert [type(failure) for failure in failures] == [InvalidOperation]


def test_where_what_is_beside_cannot_be_told_each_is_judged_by_itself() -> None:
    state, of = _night()
    of.booked[CALL] = {("a record that nobody knows", C20.id): None}
    found, failures = _gathered(state, of, PUT)
    assert [m.cash for m in found["put"].matched.matches] == [Fit.OFF]
    assert [type(failure) for failure in failures] == [KeyError]
