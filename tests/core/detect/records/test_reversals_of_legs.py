"""A leg and its opposite without a shared id: which are of one contract, and taken back with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.reversals import (
    contract_back,
    is_apart,
    legs_reversed,
    reversals,
)
from assignwatch.core.model import Instrument, PositionKey
from assignwatch.core.observations import Booking
from assignwatch.core.state import Account
from assignwatch.core.words import Cause, InstrumentKind, Settlement
from tests.core.builders import ACCOUNT, after, booking
from tests.core.detect.parts import FUTURE, XYZ, option, thing

DAY = 86_400
PUT = option("P100")
CRUDE = thing(FUTURE, InstrumentKind.FUTURE)
CALL, OTHER = option("C70", underlying=FUTURE), option("P80", underlying=FUTURE)
NOBODYS = option("C60", underlying=FUTURE)
KNOWN = {one.id: one for one in (PUT, CALL, OTHER)}


def _row(
    of: Instrument,
    quantity: str,
    at: float = 0,
    cause: Cause = Cause.ASSIGNMENT,
    id_: str = "",
    **ids: Any,
) -> Booking:
    name = id_ or f"{of.id} {quantity} {at}"
    return booking(quantity, cause, id=name, instrument=of.id, at=after(at), **ids)


def _holding(rows: Iterable[Booking]) -> Account:
    of = Account(ACCOUNT)
    for row in rows:
        of.bookings[row.id, row.instrument] = row
        of.booked.setdefault(PositionKey(row.instrument), {})[row.id, row.instrument] = None
    return of


LEG = Happening((booking("200", Cause.ASSIGNMENT, id="l", instrument=XYZ),))
LEG_BACK = Happening((booking("-200", Cause.CORRECTION, id="m", instrument=XYZ, at=after(60)),))


@pytest.mark.parametrize(
    ("first", "back"),
    [
        (LEG, Happening((replace(LEG_BACK.witnesses[0], quantity=-LEG.quantity / 2),))),
        (Happening((replace(LEG.witnesses[0], cause=Cause.EXPIRY),)), LEG_BACK),
    ],
    ids=["of another size", "no call"],
)
def test_what_is_not_the_opposite_of_a_call_takes_no_leg_back(
    first: Happening, back: Happening
) -> None:
    assert legs_reversed([back, first], lambda back: True) == [first, back]


@pytest.mark.parametrize(
    ("contract", "back"),
    [
        (PUT, True),
        (replace(PUT, settlement=Settlement.CASH), False),
        (replace(PUT, multiplier=None), False),
        (None, False),
    ],
    ids=["it delivers", "it is settled in cash", "of what size?", "nobody has described it"],
)
def test_a_contract_that_is_corrected_turned_into_the_leg(
    contract: Instrument | None, back: bool
) -> None:
    key, of = PositionKey(PUT.id), _holding([_row(PUT, "-2", 60, Cause.CORRECTION)])
    assert contract_back(of, PositionKey(XYZ), {key: contract}, LEG_BACK) is back


FIRST = Happening((_row(CRUDE, "1", id_="first"),))
BACK = Happening((_row(CRUDE, "-1", id_="back"),))


def _with(leg: Happening, *of: Instrument, event: str | None = None) -> Happening:
    row = replace(leg.witnesses[0], event=event)
    return replace(leg, witnesses=(row,), of=frozenset(PositionKey(one.id) for one in of))


E, G = _with(FIRST, event="e"), _with(BACK, event="g")
CALLED, RECALLED = _row(CALL, "1"), _row(CALL, "-1")


@pytest.mark.parametrize(
    ("rows", "first", "back", "apart"),
    [
        pytest.param([], FIRST, BACK, False, id="no option is on record"),
        pytest.param([CALLED], FIRST, BACK, True, id="one that stays as it is"),
        pytest.param([CALLED, RECALLED], FIRST, BACK, False, id="it is taken back as well"),
        pytest.param(
            [CALLED, _row(CALL, "-1", cause=Cause.CORRECTION)],
            FIRST,
            BACK,
            False,
            id="by a correction",
        ),
        pytest.param([CALLED, _row(OTHER, "1")], FIRST, BACK, True, id="two that were called"),
        pytest.param(
            [CALLED, _row(OTHER, "1"), RECALLED], FIRST, BACK, False, id="one of two comes back"
        ),
        pytest.param([_row(CALL, "1", cause=Cause.TRANSFER)], FIRST, BACK, False, id="no call"),
        pytest.param([_row(CALL, "0")], FIRST, BACK, False, id="money alone"),
        pytest.param([_row(PUT, "1")], FIRST, BACK, False, id="on something else"),
        pytest.param([_row(NOBODYS, "1")], FIRST, BACK, False, id="nobody has described it"),
        pytest.param([_row(CALL, "1", DAY)], FIRST, BACK, True, id="the day after"),
        pytest.param([_row(CALL, "1", DAY + 1)], FIRST, BACK, False, id="later"),
        pytest.param([_row(CALL, "1", -DAY)], FIRST, BACK, True, id="the day before"),
        pytest.param([_row(CALL, "1", -DAY - 1)], FIRST, BACK, False, id="earlier"),
        pytest.param(
            [CALLED, _row(CALL, "-1", -5 * DAY)], FIRST, BACK, True, id="taken back long before"
        ),
        pytest.param(
            [CALLED], FIRST, Happening((_row(CRUDE, "-1", 3 * DAY),)), True, id="near the first"
        ),
        pytest.param(
            [_row(CALL, "1", 3 * DAY)],
            FIRST,
            Happening((_row(CRUDE, "-1", 3 * DAY),)),
            True,
            id="near the second",
        ),
        pytest.param(
            [_row(CALL, "1", -3 * DAY, event="e"), _row(OTHER, "1", -3 * DAY, event="g")],
            E,
            G,
            True,
            id="each shares the id of one",
        ),
        pytest.param(
            [_row(CALL, "1", -3 * DAY, id_="e"), _row(OTHER, "1", -3 * DAY, id_="g")],
            E,
            G,
            True,
            id="each names one",
        ),
        pytest.param(
            [_row(CALL, "1", event="e"), RECALLED], E, G, False, id="the second may be of it"
        ),
        pytest.param(
            [CALLED, RECALLED, _row(OTHER, "1")],
            _with(FIRST, CALL),
            _with(BACK, OTHER),
            True,
            id="each is of one",
        ),
        pytest.param(
            [CALLED],
            FIRST,
            Happening((_row(CRUDE, "-1", cause=Cause.DELIVERY),)),
            False,
            id="its own end",
        ),
    ],
)
def test_legs_of_different_contracts_take_none_of_each_other_back(
    rows: list[Booking], first: Happening, back: Happening, *, apart: bool
) -> None:
    of = _holding(rows)
    beside = [PositionKey(one.id) for one in (PUT, CALL, OTHER, NOBODYS)]
    assert is_apart(of, CRUDE, KNOWN, beside, first, back) is apart


def test_what_is_apart_is_left_as_it_is() -> None:
    back = replace(BACK, witnesses=(replace(BACK.witnesses[0], at=after(60)),))
    assert reversals([FIRST, back], is_apart=lambda first, back: True) == [FIRST, back]
    assert [h.net for h in reversals([FIRST, back])] == [0, -1]
