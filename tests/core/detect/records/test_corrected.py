"""What corrections take back of changes that nobody had recorded, and what they leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.records.corrected import (
    Correction,
    corrections,
    without_corrected,
    without_returned,
)
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.told import Told
from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.model import Instrument, InstrumentId, Leg, PositionKey
from assignwatch.core.observations import Booking
from assignwatch.core.words import Cause, Settlement, Side
from tests.core.builders import POLICY, after, booking
from tests.core.detect.parts import NEWCO, STOCK, XYZ, fact, known, option, residual

DAY = 86_400.0
WITHIN = POLICY.pair_within / timedelta(seconds=1)
PUT, OTHER, CALL = option("P100"), option("P95"), option("C100")
IN_CASH = option("P90", settlement=Settlement.CASH)
STATE = known(STOCK, PUT, OTHER, CALL, IN_CASH)


def _back(
    what: Instrument | InstrumentId,
    quantity: str,
    at: float = 120,
    *,
    of_record: bool = False,
    side: Side = Side.NET,
) -> Correction:
    name = what.id if isinstance(what, Instrument) else what
    told = Fact(after(at), Decimal(quantity), booked=True)
    return Correction(PositionKey(name, side), told, of_record)


def _left(residuals: Sequence[Residual], said: Sequence[Correction]) -> list[tuple[str, str]]:
    left = without_corrected(STATE, residuals, said, POLICY)
    return [(one.instrument.partition("/")[2], f"{one.quantity}") for one in left]


def _names(residuals: Sequence[Residual]) -> list[tuple[str, str]]:
    return [(one.instrument.partition("/")[2], f"{one.quantity}") for one in residuals]


GONE, CAME = residual(PUT, "1"), residual(XYZ, "100")
CALLED = [GONE, CAME]
TAKEN_BACK = [_back(PUT, "-1"), _back(XYZ, "-100")]


# ------------------------------------------------------------------- a call, and all of its legs


def test_a_call_that_was_corrected_legs_and_all_did_not_happen() -> None:
    assert _left(CALLED, TAKEN_BACK) == []
    more = [residual(PUT, "3"), residual(XYZ, "300")]
    assert _left(more, TAKEN_BACK) == [("P100", "2"), ("XYZ", "200")]
    (rest, _) = without_corrected(STATE, more, TAKEN_BACK, POLICY)
    assert (rest.whole, rest.quantity) == (Decimal(3), Decimal(2)), "the same change, of less"


@pytest.mark.parametrize(
    "said",
    [
        pytest.param([], id="nothing"),
        pytest.param([_back(PUT, "-1")], id="the contract alone"),
        pytest.param([_back(XYZ, "-100")], id="the leg alone"),
        pytest.param([_back(PUT, "-1"), _back(XYZ, "-90")], id="less of the leg"),
        pytest.param([_back(PUT, "-1"), _back(XYZ, "100")], id="the leg the other way"),
        pytest.param([_back(PUT, "-1"), _back(NEWCO, "-100")], id="another leg"),
        pytest.param(
            [_back(PUT, "-1"), _back(XYZ, "-100", side=Side.LONG)], id="the leg of one side"
        ),
        pytest.param([_back(PUT, "-1", of_record=True), _back(XYZ, "-100")], id="that of a record"),
        pytest.param([_back(PUT, "-2"), _back(XYZ, "-200")], id="of more than moved"),
        pytest.param([_back(PUT, "1"), _back(XYZ, "100")], id="of what would have moved back"),
        pytest.param([_back(PUT, "0"), _back(XYZ, "-100")], id="of no contract"),
        pytest.param(
            [_back(PUT, "-1"), _back(XYZ, "-100", 121 + DAY)], id="legs more than a day apart"
        ),
        pytest.param(
            [_back(PUT, "-1", 121 + DAY), _back(XYZ, "-100")], id="more than a day before it"
        ),
        pytest.param(
            [_back(PUT, "-1", 60), _back(XYZ, "-100", 60)], id="by the time that it was seen"
        ),
        pytest.param(
            [_back(PUT, "-1", 61 + WITHIN), _back(XYZ, "-100", 61 + WITHIN)], id="too long after"
        ),
    ],
)
def test_anything_less_takes_nothing_back(said: list[Correction]) -> None:
    assert _left(CALLED, said) == _names(CALLED)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param([_back(PUT, "-1"), _back(XYZ, "-100", 120 + DAY)], id="a day apart"),
        pytest.param([_back(PUT, "-1", 120 + DAY), _back(XYZ, "-100")], id="a day before"),
        pytest.param([_back(PUT, "-1"), _back(XYZ, "-60"), _back(XYZ, "-40")], id="in two parts"),
        pytest.param([*TAKEN_BACK, _back(XYZ, "-40")], id="another correction beside it"),
        pytest.param([*TAKEN_BACK, _back(XYZ, "-100")], id="another just like it"),
        pytest.param(
            [_back(PUT, "-1", 60 + WITHIN), _back(XYZ, "-100", 60 + WITHIN)], id="just in time"
        ),
    ],
)
def test_its_legs_may_be_corrected_apart_and_in_parts(said: list[Correction]) -> None:
    assert _left(CALLED, said) == []


@pytest.mark.parametrize(
    ("fields", "moved"),
    [
        ({"record": "0"}, "1"),
        ({"facts": (fact(120, "-1"),)}, "3"),
        ({"facts": (fact(30, "-5"),)}, "1"),
        ({"side": Side.SHORT}, "1"),
    ],
    ids=["a record", "the correction itself", "a record that is not shown", "of one side"],
)
def test_only_a_change_that_was_seen_before_was_taken_back(
    fields: dict[str, Any], moved: str
) -> None:
    changes = [residual(PUT, moved, **fields), CAME]
    assert _left(changes, TAKEN_BACK) == _names(changes)


def test_a_contract_on_cash_has_no_legs_and_other_things_are_none() -> None:
    on_cash = [residual(IN_CASH, "1"), CAME]
    assert _left(on_cash, [_back(IN_CASH, "-1"), _back(XYZ, "-100")]) == _names(on_cash)
    beside = [*CALLED, residual(NEWCO, "100")]
    assert _left(beside, [_back(PUT, "-1"), _back(NEWCO, "-100")]) == _names(beside)


def test_what_went_the_other_way_since_stays() -> None:
    since = residual(XYZ, "-30", at=100), residual(PUT, "-1", at=100)
    assert _left([*CALLED, *since], TAKEN_BACK) == _names(since)


def test_of_several_changes_the_latest_was_taken_back() -> None:
    twice = [*CALLED, residual(PUT, "1", at=100), residual(XYZ, "100", at=100)]
    left = without_corrected(STATE, twice, TAKEN_BACK, POLICY)
    assert left == CALLED
    assert _left(twice, [_back(PUT, "-2"), _back(XYZ, "-200")]) == []


def test_of_legs_corrected_alike_each_is_of_one_call() -> None:
    """Two were called and taken back; for one of them there is no leg."""
    both = [residual(PUT, "1"), residual(OTHER, "1"), residual(XYZ, "200")]
    one = [_back(PUT, "-1"), _back(OTHER, "-1"), _back(XYZ, "-100")]
    assert _left(both, one) == [("P95", "1"), ("XYZ", "100")]
    assert _left(both, [*one, _back(XYZ, "-100")]) == []


def test_what_was_taken_back_already_is_not_taken_back_with_others() -> None:
    changes = [residual(PUT, "2"), residual(OTHER, "1"), residual(XYZ, "300")]
    said = [*TAKEN_BACK, _back(OTHER, "-1"), _back(XYZ, "-200")]
    assert _left(changes, said) == [("P100", "1"), ("P95", "1"), ("XYZ", "200")]


def test_two_that_were_corrected_within_a_day_may_share_a_leg() -> None:
    both = [residual(PUT, "1"), residual(OTHER, "1"), residual(XYZ, "200")]
    near = [_back(PUT, "-1"), _back(OTHER, "-1", 120 + DAY), _back(XYZ, "-200")]
    assert _left(both, near) == []
    apart = [_back(PUT, "-1"), _back(OTHER, "-1", 121 + DAY), _back(XYZ, "-200")]
    assert _left(both, apart) == _names(both)
    in_turn = [*near[:2], _back(XYZ, "-200", 120 + 2 * DAY)]
    assert _left(both, in_turn) == [], "the leg is of the later one's day"
    square = [residual(PUT, "1"), residual(CALL, "1")]
    assert _left(square, [_back(PUT, "-1"), _back(CALL, "-1")]) == []


def test_a_leg_that_turns_back_a_record_is_one_and_takes_nothing_else_back() -> None:
    said = [_back(PUT, "-1"), _back(XYZ, "-100", of_record=True)]
    assert _left(CALLED, said) == [("XYZ", "100")]


# ------------------------------------------------------------------------- what nothing else fits


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ([_back(XYZ, "-5")], []),
        ([_back(XYZ, "-4")], ["5"]),
        ([_back(XYZ, "5")], ["5"]),
        ([_back(XYZ, "-5", of_record=True)], ["5"]),
        ([_back(NEWCO, "-5")], ["5"]),
        ([_back(XYZ, "-5", 60)], ["5"]),
        ([_back(XYZ, "-5", 60 + WITHIN)], []),
        ([_back(XYZ, "-5", 61 + WITHIN)], ["5"]),
    ],
    ids=[
        "just it",
        "less",
        "the same again",
        "of a record",
        "of something else",
        "not later",
        "days later",
        "too late",
    ],
)
def test_a_change_that_was_just_returned_is_none(said: list[Correction], left: list[str]) -> None:
    found = without_returned([residual(XYZ, "5")], said, POLICY)
    assert [f"{one.quantity}" for one in found] == left


def test_each_returns_one_change_the_latest_first() -> None:
    first, second = residual(XYZ, "5"), residual(XYZ, "5", at=90)
    assert without_returned([first, second], [_back(XYZ, "-5")], POLICY) == [first]
    assert without_returned([first, second], [_back(XYZ, "-5")] * 2, POLICY) == []


# ----------------------------------------------------------------------------- what is on record


def _row(what: InstrumentId, quantity: str, at: float = 120, **fields: Any) -> Booking:
    cause = fields.pop("cause", Cause.CORRECTION)
    return booking(quantity, cause, instrument=what, at=after(at), id=f"{what} {at}", **fields)


def _told(*rows: Booking, back: Sequence[Booking] = (), settled: bool = False) -> Told:
    own = tuple(Happening((row,)) for row in rows)
    found = (*own, *(Happening((row,), corrections=tuple(rows)) for row in back))
    held = frozenset((row.id, row.instrument) for row in rows) if settled else frozenset()
    return Told(PositionKey(rows[0].instrument), found, own, (), settled=held)


def _said(*told: Told) -> list[tuple[str, str, float, bool, bool]]:
    return [
        (
            one.key.instrument.partition("/")[2],
            f"{one.quantity}",
            (one.fact.at - after(0)).total_seconds(),
            one.fact.booked,
            one.of_record,
        )
        for one in corrections(told)
    ]


def test_corrections_are_those_that_count_and_no_ledger_holds() -> None:
    assert _said(_told(_row(PUT.id, "-1"))) == [("P100", "-1", 120, True, False)]
    assert _said(_told(_row(PUT.id, "-1"), settled=True)) == []
    assert _said(_told(_row(PUT.id, "-1", cause=Cause.ASSIGNMENT))) == []
    turned = _told(_row(PUT.id, "-1"), back=[_row(PUT.id, "1", 30, cause=Cause.ASSIGNMENT)])
    assert _said(turned) == [("P100", "-1", 120, True, True)]


def test_what_one_list_puts_to_a_record_is_of_that_in_all() -> None:
    rows = _row(PUT.id, "-1"), replace(_row(PUT.id, "-1"), id="another", record="statement")
    called = Happening((_row(PUT.id, "1", 30, cause=Cause.ASSIGNMENT),), corrections=rows[:1])
    own = Happening(rows)
    assert _said(Told(PositionKey(PUT.id), (own, called), (own,), ())) == [
        ("P100", "-1", 120, True, True)
    ]


SHARES = (Leg(XYZ, Decimal(-100), None),)


@pytest.mark.parametrize(
    ("at", "quantity", "is_it"),
    [
        (120, "-100", True),
        (120 + DAY, "-100", True),
        (120 - DAY, "-100", True),
        (121 + DAY, "-100", False),
        (119 - DAY, "-100", False),
        (120, "-90", False),
    ],
)
def test_a_leg_that_it_names_counts_where_no_record_of_its_own_tells_it(
    at: float, quantity: str, *, is_it: bool
) -> None:
    named = ("XYZ", "-100", 120, False, False)
    contract = _told(_row(PUT.id, "-1", counter=SHARES))
    assert _said(contract) == [("P100", "-1", 120, True, False), named]
    said = _said(contract, _told(_row(XYZ, quantity, at)))
    own = ("XYZ", quantity, at, True, False)
    assert said == [("P100", "-1", 120, True, False), own, *([] if is_it else [named])]
