"""A booking and its opposite without a shared id: the one takes the other back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from assignwatch.core.detect.happenings import Happening
from assignwatch.core.detect.reversals import legs_back, reversals
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
