"""Which trades and records that share no id may be one; whether they are, the positions say."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.happenings import Happening
from assignwatch.core.detect.retold import retold
from assignwatch.core.detect.told import Told
from assignwatch.core.model import PositionKey
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.words import Cause
from tests.core.builders import XBT, after, booking, fill
from tests.core.detect.parts import option

P100 = option("P100")
HOUR = 3600


def _told(records: Sequence[Booking], trades: Sequence[Fill], **fields: Any) -> Told:
    found = tuple(Happening((record,)) for record in records)
    return Told(PositionKey(XBT), found, found, tuple(trades), **fields)


def _ways(told: Told, *missing: str) -> list[tuple[dict[str, list[str]], list[str]]]:
    """Each way: by record what of the trades is its witness; and what is left of the trades."""
    wanted = [Decimal(quantity) for quantity in missing]
    return [
        (
            {h.witnesses[0].id: [str(f.quantity) for f in h.fills] for h in way.counted if h.fills},
            [f"{f.id} {f.quantity}" for f in way.trades],
        )
        for way in retold(told, wanted)
    ]


def _record(quantity: str = "2", **fields: Any) -> Booking:
    return booking(quantity, **{"cause": Cause.BROKER_CLOSE, "id": "r", **fields})


def test_a_record_that_counts_stays_one_of_all() -> None:
    (way,) = retold(_told([_record()], [fill("2")]))
    assert way.found == way.counted
    assert [id(h) for h in way.found] == [id(h) for h in way.counted]


@pytest.mark.parametrize(
    ("record", "trade", "fits"),
    [
        (_record(), fill("2"), True),
        (_record(), fill("-2"), False),
        (_record(at=after(36 * HOUR)), fill("2"), True),
        (_record(at=after(36 * HOUR + 1)), fill("2"), False),
        (_record(price=Decimal(100)), fill("2", "100.01"), True),
        (_record(price=Decimal(100)), fill("2", "100.02"), False),
        (_record(price=Decimal(0)), fill("2", "3.1"), False),
        (_record(cause=Cause.ASSIGNMENT), fill("2", "0"), True),
        (_record(cause=Cause.ASSIGNMENT), fill("2", "3.1"), False),
        (_record(cause=Cause.CASH_SETTLEMENT), fill("2", "3.1"), True),
    ],
    ids=[
        "alike",
        "the other way",
        "a day and a half apart",
        "further apart",
        "at its price, but for the last figure",
        "at another price",
        "for nothing, and traded",
        "called, and listed at nothing",
        "called, and traded",
        "settled at a value",
    ],
)
def test_what_may_be_one(record: Booking, trade: Fill, *, fits: bool) -> None:
    assert bool(_ways(_told([record], [trade], contract=P100))) is fits


def test_the_nearest_trade_is_taken_first() -> None:
    far, near = fill("2", id="far", at=after(-60)), fill("2", id="near", at=after(5))
    assert _ways(_told([_record()], [far, near])) == [({"r": ["2"]}, ["far 2"])]


def test_all_that_are_alike_are_tried_together_before_each() -> None:
    records = [_record(id="a"), _record("3", id="b")]
    ways = _ways(_told(records, [fill("2", id="t"), fill("3", id="u")]))
    assert ways == [
        ({"a": ["2"], "b": ["3"]}, []),
        ({"a": ["2"]}, ["u 3"]),
        ({"b": ["3"]}, ["t 2"]),
    ]


def test_records_of_one_day_share_its_trades() -> None:
    records = [_record("3", id="a"), _record("2", id="b", at=after(1))]
    ways = _ways(_told(records, [fill("1", id="t"), fill("4", id="u", at=after(1))]))
    assert ways == [({"a": ["1", "2"], "b": ["2"]}, [])]


def test_of_trades_and_records_that_differ_what_is_missing_says_how_much_is_told_twice() -> None:
    assert _ways(_told([_record("3")], [fill("2", id="t")])) == []
    assert _ways(_told([_record("3")], [fill("2", id="t")]), "2") == [({"r": ["2"]}, [])]
    assert _ways(_told([_record("1")], [fill("3", id="t")]), "1") == [({"r": ["1"]}, ["t 2"])]


def test_a_record_with_trades_of_its_own_and_one_that_is_settled_have_no_others() -> None:
    own = Happening((_record(),), fills=(fill("2", id="own"),))
    assert not list(retold(Told(PositionKey(XBT), (own,), (own,), (fill("2"),))))
    settled = frozenset({("r", XBT)})
    assert not list(retold(_told([_record()], [fill("2")], settled=settled)))
