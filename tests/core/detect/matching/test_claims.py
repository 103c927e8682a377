"""Which contracts a window of readings may have called."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assignwatch.core.detect.matching.claims import Claims
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument
from assignwatch.core.words import Settlement
from tests.core.builders import POLICY
from tests.core.detect.matched_legs import booked
from tests.core.detect.parts import (
    NEWCO,
    STOCK,
    XYZ,
    account,
    fact,
    known,
    money,
    option,
    residual,
    shares,
)

PUT, CALL = option("P100"), option("C95")
IN_CASH = option("P90", settlement=Settlement.CASH)
UNSIZED, OTHER_UNSIZED = option("P80", multiplier=None), option("P70", multiplier=None)
PAID_OUT = option("P60", deliverables=(money("350"),))
NOBODYS = option("P50")
OPTIONS = (PUT, CALL, IN_CASH, UNSIZED, OTHER_UNSIZED, PAID_OUT)
LATE = POLICY.late_after.total_seconds()
FINDS = Claims(known(STOCK, *OPTIONS), account(), POLICY)
ARRIVED = {XYZ: [residual(XYZ, "200")]}


def _found(claims: list[Claim]) -> list[tuple[str, dict[str, str], bool]]:
    """Each by its contract, what it moves, and whether that was worked out from what moved."""
    return [
        (c.contract.symbol, {str(w): f"{q.normalize():f}" for w, q in c.effect.items()}, c.unsure)
        for c in claims
    ]


def _gone(contract: Instrument, **fields: Any) -> Residual:
    return residual(contract, "2", **fields)


@pytest.mark.parametrize(
    ("inside", "claims"),
    [
        pytest.param([_gone(PUT)], [("P100", {XYZ: "200"}, False)], id="short puts that are gone"),
        pytest.param([_gone(CALL)], [("C95", {XYZ: "-200"}, False)], id="short calls"),
        pytest.param([_gone(PUT, record="0")], [], id="a record by itself"),
        pytest.param([_gone(PUT, after_="2")], [], id="bought, not gone"),
        pytest.param(
            [residual(PUT, "-1", facts=(fact(30, "1", booked=True),))],
            [],
            id="a record that the position does not show",
        ),
        pytest.param([_gone(NOBODYS)], [], id="nobody has described it"),
        pytest.param([_gone(IN_CASH)], [], id="it is settled in cash"),
        pytest.param([_gone(PAID_OUT)], [], id="it delivers money alone"),
        pytest.param(
            [_gone(UNSIZED)], [("P80", {XYZ: "200"}, True)], id="of unknown size, by what came"
        ),
        pytest.param(
            [residual(UNSIZED, "-2")], [], id="of unknown size, and what came is the other way"
        ),
        pytest.param([_gone(UNSIZED), _gone(OTHER_UNSIZED)], [], id="two of unknown size"),
        pytest.param(
            [_gone(UNSIZED), _gone(PUT)],
            [("P100", {XYZ: "200"}, False)],
            id="one of unknown size beside one of known size",
        ),
    ],
)
def test_what_may_have_turned_into_its_underlying(
    inside: list[Residual], claims: list[tuple[str, dict[str, str], bool]]
) -> None:
    assert _found(FINDS.among(inside, ARRIVED)) == claims


CERTAIN = booked(PUT, "2", at=60 + LATE)
UNCERTAIN = replace(CERTAIN, certain=False)
TWO_LEGS = {XYZ: [residual(XYZ, "100"), residual(XYZ, "100", at=90)]}


@pytest.mark.parametrize(
    ("claim", "arrived", "kept"),
    [
        pytest.param(CERTAIN, ARRIVED, True, id="called, the leg as long before as may be"),
        pytest.param(UNCERTAIN, ARRIVED, True, id="gone, the leg as long before as may be"),
        pytest.param(
            replace(CERTAIN, at=residual(XYZ, "1", at=61 + LATE).at),
            ARRIVED,
            True,
            id="called, the leg longer before",
        ),
        pytest.param(
            replace(UNCERTAIN, at=residual(XYZ, "1", at=61 + LATE).at),
            ARRIVED,
            False,
            id="gone, the leg longer before",
        ),
        pytest.param(
            replace(UNCERTAIN, at=residual(XYZ, "1", at=61 + LATE).at),
            TWO_LEGS,
            False,
            id="gone, one of two legs longer before",
        ),
        pytest.param(
            replace(UNCERTAIN, at=residual(XYZ, "1", at=61 + LATE).at),
            {NEWCO: ARRIVED[XYZ]},
            True,
            id="gone, something else came before",
        ),
    ],
)
def test_what_was_there_long_before_was_not_delivered_by_what_is_merely_gone(
    claim: Claim, arrived: dict[Any, list[Residual]], *, kept: bool
) -> None:
    assert _found(list(FINDS.booked([claim], arrived))) == (
        [("P100", {XYZ: "200"}, False)] if kept else []
    )


def test_what_a_booked_contract_of_unknown_size_moved_is_what_came() -> None:
    claim = replace(booked(PUT, "2"), contract=UNSIZED, effect={})
    assert _found(list(FINDS.booked([claim], ARRIVED))) == [("P80", {XYZ: "200"}, True)]
    assert _found(list(FINDS.booked([claim], {}))) == []


def test_a_basket_is_claimed_whole() -> None:
    basket = option("P40", deliverables=(shares("50"), shares("20", NEWCO)))
    finds = Claims(known(STOCK, basket), account(), POLICY)
    found = _found(finds.among([_gone(basket)], ARRIVED))
    assert found == [("P40", {XYZ: "100", NEWCO: "40"}, False)]
