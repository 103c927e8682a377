"""A booking and its opposite without a shared id: the one takes the other back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from assignwatch.core.detect.happenings import Happening
from assignwatch.core.detect.reversals import contract_back, legs_back, legs_reversed, reversals
from assignwatch.core.model import PositionKey
from assignwatch.core.state import Account
from assignwatch.core.words import Cause
from tests.core.builders import ACCOUNT, after, booking, fill
from tests.core.detect.parts import XYZ, option

HOUR = 3600
PUT = option("P100")
FIRST = Happening((booking("2", Cause.ASSIGNMENT, id="a"),))
BACK = Happening((booking("-2", Cause.CORRECTION, id="b", at=after(60)),))


def test_the_same_end_the_other_way_takes_it_back_unless_a_trade_opened_it_anew() -> None:
    first = Happening((booking("2", Cause.EXERCISE, id="a"),))
    back = Happening((booking("-2", Cause.EXERCISE, id="b", at=after(60)),))
    bought = fill("2", "1", id="t", at=after(30))
    undone, said = reversals([back, first])
    assert (undone.net, said.cause) == (Decimal(), Cause.CORRECTION)
    assert reversals([back, first], [bought]) == [first, back]
    assert reversals([back, first], [replace(bought, at=after(90))]) == [undone, said]


def test_a_correction_without_legs_takes_it_back_where_they_are_corrected_as_well() -> None:
    undone, _ = reversals([FIRST, BACK], legs_back=lambda first, back: True)
    assert undone.net == 0
    assert reversals([FIRST, BACK]) == [FIRST, BACK]


def _corrected(quantity: str, cause: Cause = Cause.CORRECTION, *, at: float = 60) -> Account:
    """An account with one record of the shares."""
    of = Account(ACCOUNT)
    record = booking(quantity, cause, id="c", instrument=XYZ, at=after(at))
    of.bookings["c", XYZ] = record
    of.booked[PositionKey(XYZ)] = {("c", XYZ): None}
    return of


def test_legs_are_corrected_by_records_of_just_their_opposite_on_about_that_day() -> None:
    assert legs_back(_corrected("-200"), PUT, FIRST, BACK)
    assert not legs_back(_corrected("-100"), PUT, FIRST, BACK)
    assert not legs_back(_corrected("-200", Cause.TRANSFER), PUT, FIRST, BACK)
    assert not legs_back(_corrected("-200", at=26 * HOUR), PUT, FIRST, BACK)
    assert not legs_back(_corrected("-200"), replace(PUT, multiplier=None), FIRST, BACK)


def test_what_has_no_legs_is_not_known_to_be_corrected() -> None:
    expired = Happening((booking("2", Cause.EXPIRY, id="a"),))
    assert not legs_back(Account(ACCOUNT), PUT, expired, BACK)


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
    assert not _put_corrected("-2", at=26 * HOUR)
