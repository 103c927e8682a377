"""A booking and its opposite without a shared id: the one takes the other back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.reversals import (
    contract_back,
    legs_back,
    legs_reversed,
    reversals,
)
from assignwatch.core.model import Instrument, Leg, PositionKey
from assignwatch.core.observations import Fill
from assignwatch.core.state import Account
from assignwatch.core.words import Cause, Settlement
from tests.core.builders import ACCOUNT, after, booking, fill
from tests.core.detect.parts import XYZ, named, option

DAY = 86_400
PUT = option("P100")
EMPTY: Mapping[str, str] = {}


def _told(quantity: str, cause: Cause, at: float = 0, legs: Mapping[str, str] = EMPTY) -> Happening:
    """A happening of one record, with the legs that it names."""
    counter = tuple(Leg(named(what), Decimal(moved), None) for what, moved in legs.items())
    record = booking(quantity, cause, id=f"{cause} {at}", at=after(at), counter=counter)
    return Happening((record,))


FIRST = _told("2", Cause.ASSIGNMENT)
BACK = _told("-2", Cause.CORRECTION, 60)
CALLED, RECALLED = _told("2", Cause.EXERCISE), _told("-2", Cause.EXERCISE, 60)


def _are_one(first: Happening, back: Happening, *trades: Fill, apart: bool = False) -> bool:
    """Whether the second takes the first back; `apart`: its legs are, by records of their own."""
    told = reversals([back, first], trades, lambda first, back: apart)
    undone = [h for h in told if h.corrections and h.witnesses == first.witnesses]
    said = [h for h in told if h.cause is Cause.CORRECTION and not h.counters]
    assert undone or {id(h) for h in told} == {id(first), id(back)}, "else they are as they were"
    return bool(undone and said) and undone[0].net == 0


def test_the_same_end_the_other_way_takes_it_back() -> None:
    undone, said = reversals([RECALLED, CALLED])
    assert (undone.net, said.cause) == (Decimal(), Cause.CORRECTION)
    assert _are_one(_told("1", Cause.EXERCISE), _told("-1", Cause.EXERCISE, 60))


@pytest.mark.parametrize(
    ("first", "back"),
    [
        pytest.param(CALLED, replace(RECALLED, corrections=FIRST.witnesses), id="corrected itself"),
        pytest.param(replace(CALLED, corrections=BACK.witnesses), RECALLED, id="is corrected"),
        pytest.param(CALLED, _told("-3", Cause.EXERCISE, 60), id="of another size"),
        pytest.param(CALLED, _told("2", Cause.EXERCISE, 60), id="the same way"),
        pytest.param(_told("0", Cause.EXERCISE), _told("0", Cause.EXERCISE, 60), id="money alone"),
        pytest.param(CALLED, _told("-2", Cause.EXPIRY, 60), id="another end"),
        pytest.param(
            _told("2", Cause.TRANSFER), _told("-2", Cause.TRANSFER, 60), id="in and out, no end"
        ),
        pytest.param(
            _told("2", Cause.ASSIGNMENT, legs={"XYZ": "200"}),
            _told("-2", Cause.TRANSFER, 60, {"XYZ": "-200"}),
            id="other words for the same legs",
        ),
    ],
)
def test_what_is_no_word_for_the_opposite_takes_nothing_back(
    first: Happening, back: Happening
) -> None:
    assert reversals([back, first]) == [first, back]


def test_of_three_of_one_moment_only_two_are_one() -> None:
    same, back = (_told(q, Cause.EXERCISE) for q in ("2", "-2"))
    again = Happening((replace(same.witnesses[0], id="again"),))
    told = reversals([same, back, again])
    assert sum(h.net for h in told if h.cause is Cause.EXERCISE) == 2
    assert sum(bool(h.corrections) for h in told) == 1


@pytest.mark.parametrize(
    ("back", "one"), [(0, True), (-1, False), (5 * DAY, True), (5 * DAY + 1, False)]
)
def test_it_is_taken_back_at_once_or_within_five_days(back: float, one: bool) -> None:
    assert _are_one(FIRST, _told("-2", Cause.CORRECTION, back), apart=True) is one


@pytest.mark.parametrize(
    ("quantity", "at", "opened"),
    [
        ("2", -1, False),
        ("2", 0, True),
        ("2", 30, True),
        ("2", 60, True),
        ("2", 61, False),
        ("-2", 30, False),
        ("0", 30, False),
    ],
)
def test_the_same_end_is_a_second_one_where_a_trade_in_between_opened_it_anew(
    quantity: str, at: float, opened: bool
) -> None:
    trade = fill(quantity, "1", id="t", at=after(at))
    assert _are_one(CALLED, RECALLED, trade) is not opened


@pytest.mark.parametrize(
    ("legs", "others", "same", "corrects"),
    [
        pytest.param({"XYZ": "200"}, {"XYZ": "-200"}, True, True, id="the opposite"),
        pytest.param({"XYZ": "200"}, {"XYZ": "-100"}, False, False, id="fewer"),
        pytest.param({"XYZ": "200"}, {"NEWCO": "-200"}, False, False, id="of another share"),
        pytest.param(
            {"XYZ": "200", "NEWCO": "40"},
            {"NEWCO": "-40", "XYZ": "-200"},
            True,
            True,
            id="in another order",
        ),
        pytest.param({}, {"XYZ": "-200"}, True, False, id="none, then some"),
        pytest.param({"XYZ": "200"}, {}, True, False, id="some, then none"),
    ],
)
def test_legs_that_both_name_are_opposite_and_a_correction_names_them(
    legs: dict[str, str], others: dict[str, str], same: bool, corrects: bool
) -> None:
    first, back = _told("2", Cause.EXERCISE, legs=legs), _told("-2", Cause.EXERCISE, 60, others)
    assert _are_one(first, back) is same
    assert _are_one(first, _told("-2", Cause.CORRECTION, 60, others)) is corrects


def test_a_correction_without_legs_takes_it_back_where_they_are_corrected_as_well() -> None:
    assert _are_one(FIRST, BACK, apart=True)
    assert not _are_one(FIRST, BACK)
    assert reversals([FIRST, BACK]) == [FIRST, BACK]


def test_the_latest_of_two_is_taken_back_and_by_one_alone() -> None:
    early, late = _told("2", Cause.EXERCISE), _told("2", Cause.EXERCISE, 30)
    assert [h.net for h in reversals([early, late, RECALLED])] == [2, 0, -2]
    again = _told("-2", Cause.EXERCISE, 90)
    assert reversals([CALLED, RECALLED, again])[-1] == again


def _corrected(
    quantity: str, cause: Cause = Cause.CORRECTION, *, at: float = 60, back_at: float = 60
) -> Account:
    """An account with one record of the shares."""
    of = Account(ACCOUNT)
    record = booking(quantity, cause, id="c", instrument=XYZ, at=after(at))
    of.bookings["c", XYZ] = record
    of.booked[PositionKey(XYZ)] = {("c", XYZ): None}
    return of


EXPIRED = _told("2", Cause.EXPIRY)
ADJUSTED = _told("2", Cause.ASSIGNMENT, legs={"XYZ": "150"})
SPUN_OFF = _told("2", Cause.ASSIGNMENT, legs={"XYZ": "200", "NEWCO": "40"})


@pytest.mark.parametrize(
    ("of", "contract", "first", "back"),
    [
        pytest.param(_corrected("-200"), PUT, FIRST, True, id="just so many"),
        pytest.param(_corrected("-100"), PUT, FIRST, False, id="fewer"),
        pytest.param(_corrected("-200", Cause.TRANSFER), PUT, FIRST, False, id="transferred"),
        pytest.param(_corrected("-200", at=60 + DAY), PUT, FIRST, True, id="the day after"),
        pytest.param(_corrected("-200", at=61 + DAY), PUT, FIRST, False, id="later"),
        pytest.param(_corrected("-200", at=60 - DAY), PUT, FIRST, True, id="the day before"),
        pytest.param(_corrected("-200", at=59 - DAY), PUT, FIRST, False, id="earlier"),
        pytest.param(
            _corrected("-200"), replace(PUT, multiplier=None), FIRST, False, id="of what size?"
        ),
        pytest.param(
            _corrected("-200"),
            replace(PUT, settlement=Settlement.CASH),
            FIRST,
            False,
            id="settled in cash",
        ),
        pytest.param(_corrected("-200"), PUT, EXPIRED, False, id="an expiry delivers nothing"),
        pytest.param(_corrected("-150"), PUT, ADJUSTED, True, id="as the record says"),
        pytest.param(_corrected("-200"), PUT, ADJUSTED, False, id="not as the law says"),
        pytest.param(_corrected("-200"), PUT, SPUN_OFF, False, id="only one of two"),
    ],
)
def test_legs_are_corrected_by_records_of_just_their_opposite_on_about_that_day(
    of: Account, contract: Instrument, first: Happening, back: bool
) -> None:
    assert legs_back(of, contract, first, BACK) is back


LEG = Happening((booking("200", Cause.ASSIGNMENT, id="l", instrument=XYZ),))
LEG_BACK = Happening((booking("-200", Cause.CORRECTION, id="m", instrument=XYZ, at=after(60)),))


def test_a_leg_is_taken_back_by_a_correction_where_its_contract_is_as_well() -> None:
    undone, said = legs_reversed([LEG_BACK, LEG], lambda back: True)
    assert (undone.net, said.cause) == (Decimal(), Cause.CORRECTION)
    assert legs_reversed([LEG_BACK, LEG], lambda back: False) == [LEG, LEG_BACK]


def test_a_leg_the_other_way_may_be_of_another_contract() -> None:
    other = Happening((booking("-200", Cause.ASSIGNMENT, id="m", instrument=XYZ, at=after(60)),))
    assert legs_reversed([LEG, other], lambda back: True) == [LEG, other]


def test_what_no_contract_turned_into_is_no_leg() -> None:
    moved = Happening((booking("200", Cause.TRANSFER, id="l", instrument=XYZ),))
    assert legs_reversed([moved, LEG_BACK], lambda back: True) == [moved, LEG_BACK]


def _put_corrected(quantity: str, *, at: float = 60) -> bool:
    of, key = Account(ACCOUNT), PositionKey(PUT.id)
    record = booking(quantity, Cause.CORRECTION, id="c", instrument=PUT.id, at=after(at))
    of.bookings["c", PUT.id] = record
    of.booked[key] = {("c", PUT.id): None}
    return contract_back(of, PositionKey(XYZ), {key: PUT}, LEG_BACK)


def test_the_contract_is_corrected_by_just_what_turned_into_the_leg_on_about_that_day() -> None:
    assert _put_corrected("-2")
    assert not _put_corrected("-1")
    assert not _put_corrected("2")
    assert not _put_corrected("-2", at=61 + DAY)
