"""What ties records of one happening together, and what must not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from assignwatch.brokers.saxo import witnesses
from assignwatch.brokers.saxo.figures import instrument_id
from assignwatch.core.model import InstrumentId, Scope
from assignwatch.core.words import Cause

D = Decimal
AT = datetime(2026, 1, 17, 1, 12, 7, tzinfo=UTC)
MINE = Scope("100/1")
OPTION = instrument_id(25014944, "StockOption")
FUTURE = instrument_id(7, "ContractFutures")
STOCK = instrument_id(296119, "Stock")


def tied(*names: str | None, at: datetime = AT, quantity: int = 2, cause: Cause = Cause.ASSIGNMENT,
         scope: Scope = MINE) -> set[str]:  # fmt: skip
    return set(witnesses.refs(cause, OPTION, D(quantity), at, scope, *names))


def test_the_same_end_is_tied_by_contract_side_cause_day_and_sub_account() -> None:
    assert tied("B", "A") & tied() == {
        "100/1/saxo/StockOption-25014944/short/assignment@2026-01-17"
    }
    assert tied(at=AT + timedelta(hours=20)) == tied()
    assert not tied() & tied(at=AT + timedelta(days=1))
    assert not tied() & tied(quantity=-2)
    assert not tied() & tied(cause=Cause.EXPIRY), "of one series some may lapse, some be called"
    assert not tied() & tied(scope=Scope("100/2"))


def test_what_only_ends_in_cash_ends_once_by_whatever_word() -> None:
    for what in (FUTURE, instrument_id(8, "StockIndexOption")):
        words = (Cause.CASH_SETTLEMENT, Cause.EXPIRY)
        one, other = (witnesses.refs(cause, what, D(2), AT, MINE) for cause in words)
        assert one == other != ()


def test_positions_are_tied_within_a_day() -> None:
    assert {"B@2026-01-17", "A@2026-01-17"} <= tied("B", "A")
    assert not {"B", "A"} & tied("B", "A"), "that is what their trades go by"
    assert tied(None, "") == tied()


@pytest.mark.parametrize(
    ("cause", "ends", "legs"),
    [
        (Cause.ASSIGNMENT, {OPTION}, {FUTURE, STOCK}),
        (Cause.EXERCISE, {OPTION}, {FUTURE, STOCK}),
        (Cause.EXPIRY, {OPTION, FUTURE}, {STOCK}),
        (Cause.CASH_SETTLEMENT, {OPTION, FUTURE}, {STOCK}),
        (Cause.SETTLEMENT, {OPTION, FUTURE}, {STOCK}),
        (Cause.BROKER_CLOSE, set(), set()),
        (Cause.CORRECTION, set(), set()),
        (Cause.TRANSFER, set(), set()),
        (Cause.OTHER, set(), set()),
    ],
)
def test_what_is_an_end_and_what_is_a_leg(
    cause: Cause, ends: set[InstrumentId], legs: set[InstrumentId]
) -> None:
    every = (OPTION, FUTURE, STOCK)
    assert {what for what in every if witnesses.is_end(cause, what)} == ends
    assert {what for what in every if witnesses.is_leg(cause, what)} == legs
    for leg in legs:
        assert witnesses.refs(cause, leg, D(200), AT, MINE) == ()
