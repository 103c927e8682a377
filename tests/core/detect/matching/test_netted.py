"""Which changes of two sides come to nothing together, and which do not."""

from __future__ import annotations

from typing import Any

import pytest

from assignwatch.core.detect.matching.netted import without_netting
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument
from assignwatch.core.words import InstrumentKind, Side
from tests.core.detect.parts import STOCK, fact, known, named, option, residual, thing

PERPETUAL = thing(named("BTC"), InstrumentKind.PERPETUAL)
FUTURE = thing(named("CL"), InstrumentKind.FUTURE)
PUT, STRANGER = option("P100"), thing(named("stranger"), InstrumentKind.STOCK)
STATE = known(STOCK, PERPETUAL, FUTURE, PUT)


def _long(what: Instrument = STOCK, quantity: str = "-100", **fields: Any) -> Residual:
    return residual(what, quantity, side=Side.LONG, **fields)


def _short(what: Instrument = STOCK, quantity: str = "100", **fields: Any) -> Residual:
    return residual(what, quantity, side=Side.SHORT, **fields)


def test_two_sides_of_a_share_that_are_squared_are_no_change() -> None:
    assert without_netting(STATE, [_long(), _short()]) == []
    assert without_netting(STATE, [_long(after_="50"), _short()]) == []
    assert without_netting(STATE, [_long(), residual(STOCK, "100", after_="100")]) == []


def test_pairs_are_set_off_one_by_one() -> None:
    other = _short(at=120, since=60)
    assert without_netting(STATE, [_long(), _short(), other]) == [other]
    both = [_long(at=120, since=60), _long(), other, _short()]
    assert without_netting(STATE, both) == []


def test_what_one_has_set_off_sets_off_no_other() -> None:
    third = residual(STOCK, "-100", after_="0")
    assert without_netting(STATE, [_long(), _short(), third]) == [third]


def test_all_sides_of_one_reading_may_come_to_nothing_together() -> None:
    net = residual(STOCK, "50", after_="50")
    assert without_netting(STATE, [_long(quantity="-150"), _short(), net]) == []
    assert without_netting(STATE, [net, _short(), _long(quantity="-150")]) == []
    more = [_long(quantity="-160"), _short(), net]
    assert without_netting(STATE, more) == more


@pytest.mark.parametrize(
    "left",
    [
        pytest.param([_long(quantity="-150"), _short()], id="not equal"),
        pytest.param([_long(), _short(at=120)], id="shown by two readings"),
        pytest.param([_long(), _long()], id="one side"),
        pytest.param(
            [_long(), _long(quantity="100"), _short(at=120)], id="one side, there and back"
        ),
        pytest.param([_long(), _short(record="0")], id="one is a record"),
        pytest.param(
            [_long(), _short(facts=(fact(30, "-100", booked=True),))], id="a record speaks of it"
        ),
        pytest.param([_long(), _short(), residual(PUT, "1")], id="something else moved"),
        pytest.param([_long(PERPETUAL), _short(PERPETUAL)], id="hedge mode of a perpetual"),
        pytest.param([_long(FUTURE), _short(FUTURE)], id="hedge mode of a future"),
        pytest.param([_long(PUT), _short(PUT)], id="two ends of an option"),
        pytest.param([_long(STRANGER), _short(STRANGER)], id="nobody knows what it is"),
        pytest.param([_long(), _short(PERPETUAL)], id="different things"),
    ],
)
def test_all_else_is_left(left: list[Residual]) -> None:
    assert without_netting(STATE, left) == left


def test_trades_do_not_speak_against_it_and_other_times_do_not_matter() -> None:
    traded = _short(facts=(fact(30, "-100"),))
    earlier, later = residual(PUT, "1", at=0, since=-60), residual(PUT, "1", at=120, since=60)
    assert without_netting(STATE, [earlier, _long(), traded, later]) == [earlier, later]
