"""How much of a leg is a contract's, where records of several were taken for one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.own_share import own_share
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.model import PositionKey
from assignwatch.core.observations import Booking
from assignwatch.core.words import Cause, Kind
from tests.core.builders import booking
from tests.core.detect.parts import STOCK, XYZ, known, option

PUT = option("P100")
STATE = known(STOCK, PUT)


def _put(change: str = "1", **fields: Any) -> Record:
    told = booking(change, Cause.ASSIGNMENT, instrument=PUT.id, event="e")
    return replace(
        Record(PositionKey(PUT.id), PUT, Happening((told,)), Kind.ASSIGNED, counts=True), **fields
    )


def _row(quantity: str, **ids: Any) -> Booking:
    one = booking(quantity, Cause.ASSIGNMENT, instrument=XYZ)
    return replace(one, id=f"{quantity} {ids}", **ids)


OWN, LARGER = _row("100", event="e"), _row("300")


def _share(owner: Record, *rows: Booking, **fields: Any) -> Decimal:
    told = replace(Happening(rows), **fields)
    leg = Record(PositionKey(XYZ), STOCK, told, Kind.UNEXPLAINED, counts=True)
    return own_share(STATE, owner, leg).change


@pytest.mark.parametrize(
    ("owner", "rows", "share"),
    [
        pytest.param(_put(), (OWN, LARGER), 100, id="what it delivers"),
        pytest.param(_put(), (_row("100", refs=("e",)), LARGER), 100, id="by another id"),
        pytest.param(_put(), (OWN,), 100, id="all of it is its own"),
        pytest.param(_put(), (LARGER,), 300, id="none of it is"),
        pytest.param(_put("2"), (OWN, LARGER), 300, id="its own says less than it delivers"),
        pytest.param(_put("3"), (OWN, LARGER), 300, id="it delivers just what both say"),
        pytest.param(_put(contract=None), (OWN, LARGER), 300, id="nobody has described it"),
    ],
)
def test_a_contract_has_no_more_of_a_leg_than_it_delivers(
    owner: Record, rows: tuple[Booking, ...], share: int
) -> None:
    assert _share(owner, *rows) == share


def test_what_its_record_names_beyond_its_own_row_is_not_cut() -> None:
    assert _share(_put(), OWN, LARGER, named=Decimal(400)) == 400
