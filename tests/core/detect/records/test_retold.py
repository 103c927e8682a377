"""Which trades and records that share no id may be one; whether they are, the positions say."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.retold import retold
from assignwatch.core.detect.records.told import Told
from assignwatch.core.model import Instrument, PositionKey
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.words import Cause, InstrumentKind, Settlement
from tests.core.builders import XBT, after, booking, fill
from tests.core.detect.parts import FUTURE, option, thing

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
        (_record(price=Decimal(100)), fill("2", "99.98"), False),
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
        "at a higher price",
        "at a lower price",
        "for nothing, and traded",
        "called, and listed at nothing",
        "called, and traded",
        "settled at a value",
    ],
)
def test_what_may_be_one(record: Booking, trade: Fill, *, fits: bool) -> None:
    assert bool(_ways(_told([record], [trade], contract=P100))) is fits


@pytest.mark.parametrize(
    ("contract", "fits"),
    [
        (P100, False),
        (option("P100", settlement=Settlement.CASH), True),
        (thing(FUTURE, InstrumentKind.FUTURE), True),
        (None, True),
    ],
    ids=["an option", "one that is settled in cash", "a future", "nobody has described it"],
)
def test_only_an_option_that_delivers_is_called_for_nothing(
    contract: Instrument | None, *, fits: bool
) -> None:
    called = _record(cause=Cause.ASSIGNMENT)
    assert bool(_ways(_told([called], [fill("2", "3.1")], contract=contract))) is fits


def test_a_day_may_be_traded_at_the_average_of_its_prices_to_the_coarser_figure() -> None:
    day = [_record("1", id="a", price=Decimal(100)), _record("1", id="b", price=Decimal("100.001"))]
    assert _ways(_told(day, [fill("2", "100.009")])) != []
    assert _ways(_told(day, [fill("2", "100.011")])) == []


def test_a_trade_is_near_a_day_where_it_is_near_one_of_its_records() -> None:
    day = [_record("4", id="a"), _record("1", id="b", at=after(14 * HOUR))]
    assert _ways(_told(day, [fill("5", at=after(44 * HOUR))])) != []
    assert _ways(_told(day, [fill("5", at=after(51 * HOUR))])) == []


def test_the_nearest_trade_is_taken_first() -> None:
    far, near = fill("2", id="far", at=after(-60)), fill("2", id="near", at=after(5))
    assert _ways(_told([_record()], [far, near])) == [({"r": ["2"]}, ["far 2"])]
    parts = [fill("1", id="a", at=after(-90)), fill("1", id="b", at=after(5))]
    whole = fill("2", id="c", at=after(60))
    assert _ways(_told([_record()], [*parts, whole])) == [({"r": ["1", "1"]}, ["c 2"])]


def test_trades_that_are_one_record_follow_each_other_the_same_way() -> None:
    trades = [fill("1", id="a", at=after(-60)), fill("3", id="b"), fill("2", id="c", at=after(70))]
    assert _ways(_told([_record("5", at=after(5))], trades)) == [({"r": ["3", "2"]}, ["a 1"])]
    assert _ways(_told([_record("3")], trades[::2])) == [({"r": ["1", "2"]}, [])]
    back = [fill("3", id="a"), fill("-1", id="b", at=after(5))]
    assert _ways(_told([_record()], back)) == []
    nothing = [fill("0", id="a"), fill("-2", id="b", at=after(5))]
    assert _ways(_told([_record("-2")], nothing)) == [({"r": ["-2"]}, ["a 0"])]


def test_a_trade_is_one_record_and_the_earliest() -> None:
    records = [_record(id="late", at=after(60)), _record(id="early")]
    assert _ways(_told(records, [fill("2", at=after(30))])) == [({"early": ["2"]}, [])]


def test_a_trade_is_of_one_day_of_records() -> None:
    causes = {"a": Cause.BROKER_CLOSE, "b": Cause.LIQUIDATION}
    records = [_record("1", id=f"{c}{i}", cause=causes[c]) for c in causes for i in (1, 2)]
    one, other = fill("2", id="t"), fill("2", id="u", at=after(1))
    assert _ways(_told(records, [one])) == [({"a1": ["1"], "a2": ["1"]}, [])]
    assert _ways(_told(records, [one, other]))[0] == ({r.id: ["1"] for r in records}, [])


def test_of_many_records_the_latest_count_and_of_many_trades_the_nearest() -> None:
    records = [_record("1", id=f"r{i:02}", at=after(i)) for i in range(25)]
    assert _ways(_told(records[:24], [fill("1", at=after(-60))]))[0][0] == {"r00": ["1"]}
    assert _ways(_told(records, [fill("1", at=after(-60))]))[0][0] == {"r01": ["1"]}
    money = [_record("0", id=f"m{i}", at=after(i)) for i in range(24)]
    assert _ways(_told([_record(at=after(-1)), *money], [fill("2")])) == [({"r": ["2"]}, [])]
    trades = [fill("3", id=f"t{i:02}", at=after(60 + i)) for i in range(24)]
    near, far = fill("2", id="x", at=after(1)), fill("2", id="x", at=after(99))
    assert len(_ways(_told([_record()], [*trades, near]))) == 1
    assert _ways(_told([_record()], [*trades, far])) == []


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


@pytest.mark.parametrize("way", ["", "-"], ids=["bought", "sold"])
@pytest.mark.parametrize(
    ("record", "trades", "missing", "ways"),
    [
        ("3", ["2"], None, []),
        ("3", ["2"], "2", [({"r": ["2"]}, [])]),
        ("3", ["2"], "3", []),
        ("1", ["3"], "1", [({"r": ["1"]}, ["t0 2"])]),
        ("1", ["3"], "3", []),
        ("2", ["2"], "2", [({"r": ["2"]}, [])]),
        ("1", ["3", "5"], "1",
         [({"r": ["1"]}, ["t0 2", "t1 5"]), ({"r": ["1"]}, ["t0 3", "t1 4"])]),
        ("1", ["1", "3"], "1", [({"r": ["1"]}, ["t1 3"]), ({"r": ["1"]}, ["t0 1", "t1 2"])]),
    ],
    ids=[
        "nothing is missing",
        "just the trades",
        "more than the trades",
        "just the record",
        "more than the record",
        "both are alike",
        "a part of either trade",
        "one trade, or a part of the other",
    ],
)  # fmt: skip
def test_of_trades_and_records_that_differ_what_is_missing_says_how_much_is_told_twice(
    way: str,
    record: str,
    trades: list[str],
    missing: str | None,
    ways: list[tuple[dict[str, list[str]], list[str]]],
) -> None:
    told = [fill(way + q, id=f"t{i}", at=after(60 * i)) for i, q in enumerate(trades)]
    lacking = [] if missing is None else [way + missing]
    wanted = [
        ({"r": [way + q for q in of["r"]]}, [one.replace(" ", f" {way}") for one in left])
        for of, left in ways
    ]
    assert _ways(_told([_record(way + record)], told), *lacking) == wanted


def test_a_record_with_trades_of_its_own_and_one_that_is_settled_have_no_others() -> None:
    own = Happening((_record(),), fills=(fill("2", id="own"),))
    assert not list(retold(Told(PositionKey(XBT), (own,), (own,), (fill("2"),))))
    settled = frozenset({("r", XBT)})
    assert not list(retold(_told([_record()], [fill("2")], settled=settled)))
