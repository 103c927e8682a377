"""Legs that are led to the reading which shows their contract gone."""

from __future__ import annotations

import pytest

from assignwatch.core.detect.changes.answers import Answer
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.led import legs_since
from assignwatch.core.detect.records.told import Told
from assignwatch.core.model import PositionKey
from assignwatch.core.state import Account, Book, Count
from assignwatch.core.words import Cause
from tests.core.builders import ACCOUNT, after, booking
from tests.core.detect.parts import STOCK, XYZ, count, fact, known, option

PUT = option("P100")
KEY, SHARES = PositionKey(PUT.id), PositionKey(XYZ)
STATE = known(STOCK, PUT)

EARLY, OWN, LATE = 300.0, 600.0, 1_200.0
"""Readings: that at `OWN` shows the contract gone."""
GONE = count(OWN, "-1", "0", PUT.id, since=EARLY)
CALLED = Happening((booking("1", Cause.ASSIGNMENT, id="c", instrument=PUT.id, at=after(450)),))
CONTRACT = Told(KEY, (CALLED,), (CALLED,), (), contract=PUT)

READ_EARLY = count(EARLY, "0", "0")
READ_WITH_IT = count(OWN, "0", "100", since=EARLY)
READ_LATE = count(LATE, "100", "100", since=OWN)


def _leg(at: float, id_: str = "s", *, of: frozenset[PositionKey] = frozenset({KEY})) -> Happening:
    row = booking("100", Cause.ASSIGNMENT, id=id_, instrument=XYZ, at=after(at))
    return Happening((row,), of=of)


def _put(at: float, to: float) -> Answer:
    """It is put to another reading than that after its date."""
    return Answer(fact(at, "100"), after(to))


def _led(
    *legs: Happening, read: tuple[Count, ...] = (), put: tuple[Answer, ...] = (), every: bool
) -> list[tuple[float, float]]:
    """To which reading each leg is led, and its date."""
    books = {KEY: Book(counts=[GONE]), SHARES: Book(counts=list(read))}
    shares = Told(SHARES, legs, legs, (), answers=put, contract=STOCK)
    found = legs_since(STATE, Account(ACCOUNT, books=books), [CONTRACT, shares], every=every)
    assert found.keys() <= {SHARES}
    began = after(0)
    led = found.get(SHARES, ())
    return [((f.at - began).total_seconds(), (f.told_at - began).total_seconds()) for f in led]


@pytest.mark.parametrize(
    ("at", "read", "put", "apart"),
    [
        (450, (READ_EARLY, READ_WITH_IT, READ_LATE), (), False),
        (900, (READ_EARLY, READ_WITH_IT, READ_LATE), (), True),
        (200, (READ_EARLY, READ_WITH_IT, READ_LATE), (), True),
        (OWN, (READ_EARLY, READ_WITH_IT, READ_LATE), (), False),
        (EARLY, (READ_WITH_IT,), (), True),
        (450, (), (), True),
        (450, (READ_WITH_IT,), (_put(450, EARLY),), True),
        (450, (READ_WITH_IT,), (_put(450, OWN),), False),
        (900, (READ_WITH_IT, READ_LATE), (_put(900, OWN),), True),
        (450, (READ_WITH_IT,), (_put(900, EARLY),), False),
    ],
    ids=[
        "that after its date is the contract's",
        "that is a later one",
        "that is an earlier one",
        "it is dated at the contract's",
        "it is dated at the one before",
        "there is none",
        "it is put to an earlier one",
        "it is put to the contract's, which is its own",
        "it is put to the contract's, which is not its own",
        "another leg is put to an earlier one",
    ],
)
def test_a_leg_dated_apart_from_the_reading_of_its_contract_is_led_to_that(
    at: float, read: tuple[Count, ...], put: tuple[Answer, ...], *, apart: bool
) -> None:
    led = [(OWN, at)]
    assert _led(_leg(at), read=read, put=put, every=False) == (led if apart else [])
    assert _led(_leg(at), read=read, put=put, every=True) == led, "every one is, if asked for"


@pytest.mark.parametrize("every", [True, False])
def test_the_leg_of_no_contract_is_led_nowhere(*, every: bool) -> None:
    assert _led(_leg(900, of=frozenset()), read=(READ_WITH_IT, READ_LATE), every=every) == []


@pytest.mark.parametrize("every", [True, False])
def test_a_contract_takes_one_leg_of_a_thing(*, every: bool) -> None:
    legs = _leg(900), _leg(1_000, "t")
    assert _led(*legs, read=(READ_WITH_IT, READ_LATE), every=every) == [(OWN, 900)]
