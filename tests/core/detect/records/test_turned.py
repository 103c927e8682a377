"""Which records of a future are about what an option turned into."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.books import file_booking
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.turned import with_turned
from assignwatch.core.model import InstrumentId, Leg, Moment, PositionKey
from assignwatch.core.observations import Booking
from assignwatch.core.state import Account
from assignwatch.core.words import Cause, InstrumentKind, Settlement
from tests.core.builders import ACCOUNT, T0, booking
from tests.core.detect.parts import FUTURE, STOCK, XYZ, named, option, thing

CRUDE = thing(FUTURE, InstrumentKind.FUTURE, underlying=XYZ, multiplier=Decimal(1000))
PUT = option("P70", underlying=FUTURE)
IN_CASH = replace(option("P71", underlying=FUTURE), settlement=Settlement.CASH)
ELSEWHERE = option("P100")
SPREAD = thing(named("SPREAD"), InstrumentKind.FUTURE, underlying=FUTURE, multiplier=Decimal(1))
KNOWN = {known.id: known for known in (CRUDE, PUT, IN_CASH, ELSEWHERE, SPREAD, STOCK)}


def _row(what: InstrumentId, cause: Cause = Cause.OTHER, **fields: Any) -> Booking:
    row = booking("1", cause, instrument=what)
    return replace(row, id=f"of {what}", price=Decimal(70), **fields)


def _is_leg(
    row: Booking, *others: Booking, beside: InstrumentId | None = None, ends: datetime | None = None
) -> bool:
    account = Account(ACCOUNT)
    for other in (row, *others):
        list(file_booking(account, other))
    future = replace(CRUDE, expiry=None if ends is None else Moment(ends))
    keys = () if beside is None else (PositionKey(beside),)
    (found,) = with_turned([Happening((row,))], account, future, KNOWN, keys)
    return found.turned


@pytest.mark.parametrize("cause", list(Cause))
def test_beside_the_record_of_an_option_it_is_a_leg_by_all_words_that_may_say_so(
    cause: Cause,
) -> None:
    own = {Cause.ASSIGNMENT, Cause.EXERCISE, Cause.DELIVERY, Cause.EXPIRY, Cause.OTHER}
    for same in ({"event": "e"}, {"refs": ("e",)}):
        assert _is_leg(_row(FUTURE, cause, **same), _row(PUT.id, **same)) is (cause in own)


def test_it_is_a_leg_of_what_it_names_and_of_what_names_it() -> None:
    names_option = (Leg(PUT.id, Decimal(1), Decimal()),)
    assert _is_leg(_row(FUTURE, Cause.ASSIGNMENT, counter=names_option))
    told = _row(FUTURE, Cause.DELIVERY)
    assert not _is_leg(told)
    for leg, is_named in (
        (Leg(FUTURE, Decimal(1), Decimal(70)), True),
        (Leg(FUTURE, Decimal(2), Decimal(70)), False),
        (Leg(FUTURE, Decimal(1), Decimal(71)), False),
    ):
        assert _is_leg(told, _row(PUT.id, counter=(leg,))) is is_named
    leg = Leg(FUTURE, Decimal(1), Decimal(70))
    for apart, near in ((1, True), (-1, True), (2, False), (-2, False)):
        other = _row(PUT.id, counter=(leg,), at=T0 + timedelta(days=apart))
        assert _is_leg(told, other) is near
    silent = replace(_row(PUT.id), id="another")
    assert _is_leg(told, _row(PUT.id, counter=(leg,)), silent), "one that names it is enough"
    assert not _is_leg(replace(told, price=None), _row(PUT.id, counter=(replace(leg, price=None),)))


def test_only_an_option_that_delivers_it_may_have_turned_into_it() -> None:
    for other in (IN_CASH.id, ELSEWHERE.id, SPREAD.id, InstrumentId("demo/nobody knows")):
        assert not _is_leg(_row(FUTURE, event="e"), _row(other, event="e"))
        assert not _is_leg(_row(FUTURE), beside=other)


def test_what_the_future_delivers_makes_it_its_own_end() -> None:
    shares = _row(XYZ, event="e")
    assert not _is_leg(_row(FUTURE, event="e"), shares, _row(PUT.id, event="e"))
    shares_named = (Leg(XYZ, Decimal(1000), None),)
    assert not _is_leg(_row(FUTURE, counter=shares_named), beside=PUT.id)


def test_a_word_that_says_nothing_may_be_a_leg_before_the_future_ends() -> None:
    assert _is_leg(_row(FUTURE), beside=PUT.id)
    assert not _is_leg(_row(FUTURE, Cause.DELIVERY), beside=PUT.id)
    assert not _is_leg(_row(FUTURE))
    told = _row(FUTURE)
    assert _is_leg(told, beside=PUT.id, ends=told.at + timedelta(seconds=1))
    assert not _is_leg(told, beside=PUT.id, ends=told.at)


def test_what_is_named_that_is_no_option_leaves_the_word_to_the_future() -> None:
    counter = (Leg(InstrumentId("demo/EUR"), Decimal(5), None),)
    assert not _is_leg(_row(FUTURE, counter=counter), beside=PUT.id)
