"""Legs with a record, and the contracts of whose strike they are: all of them, or a lot."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assignwatch.core.detect.matching.at_strike import at_strike, parts_at_strike
from assignwatch.core.detect.residual import Residual
from tests.core.detect.parts import STOCK, XYZ, known, option, residual

C100, C110 = option("C100"), option("C110")
STATE = known(STOCK, C100, C110)
NIGHT = 12 * 3600
TWO, OTHER = residual(C100, "2", after_="0"), residual(C110, "2")


def _leg(quantity: str, price: str | None = "100", at: float = 30) -> Residual:
    return residual(XYZ, quantity, price=price, at=at, since=at, record="0")


def _parts(gone: list[Residual], *legs: Residual) -> list[tuple[Residual, Residual, Decimal]]:
    return list(parts_at_strike(STATE, gone, legs))


def test_a_leg_is_of_one_lot_of_the_contract_at_its_strike() -> None:
    leg = _leg("-100")
    assert _parts([TWO, OTHER], leg) == [(leg, TWO, Decimal(1))]


def test_legs_of_several_lots_are_of_one_contract_up_to_all_of_it() -> None:
    legs = [_leg("-100", at=at) for at in (10, 20, 30)]
    assert _parts([TWO, OTHER], *legs) == [(legs[0], TWO, Decimal(1)), (legs[1], TWO, Decimal(1))]


@pytest.mark.parametrize(
    "leg",
    [
        _leg("-100", None),
        _leg("-100", "105"),
        _leg("100"),
        _leg("-150"),
        _leg("-300"),
        _leg("-100", at=61 + NIGHT),
        _leg("-100", at=-1 - NIGHT),
    ],
    ids=[
        "no price",
        "no strike",
        "the other way",
        "no whole lot",
        "more than went",
        "of a later night",
        "of one before",
    ],
)
def test_what_fits_no_lot(leg: Residual) -> None:
    assert _parts([TWO, OTHER], leg) == []


@pytest.mark.parametrize(
    "other",
    [residual(C100, "1"), residual(C100, "2", at=90)],
    ids=["as much of it or more", "at another reading"],
)
def test_one_that_may_be_of_two_is_of_none(other: Residual) -> None:
    assert _parts([TWO, other], _leg("-100")) == []


def test_nor_of_a_record_nor_of_what_opened() -> None:
    told = residual(C100, "2", record="1")
    opened = residual(C100, "2", after_="2")
    assert _parts([told, opened], _leg("-100")) == []


def test_the_whole_of_what_went_is_a_pair() -> None:
    leg = _leg("-200")
    assert list(at_strike(STATE, [TWO, OTHER], [leg])) == [(leg, TWO)]
    assert _parts([TWO, OTHER], leg) == [(leg, TWO, Decimal(2))]
