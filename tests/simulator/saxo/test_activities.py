"""What the event service keeps and how it is asked."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from assignwatch.simulator.saxo.showing import BadArguments, Topic
from tests.simulator.saxo.staged import START, Staged

ALL = ["Orders", "Positions"]


def _asked(staged: Staged, after: int | None = None, **arguments: Any) -> list[dict[str, Any]]:
    asked = {"Activities": ALL, **arguments}
    return [dict(row) for row in staged.world.activities(asked, after)]


def test_ids_rise_with_gaps_and_are_texts() -> None:
    staged = Staged()
    rows = _asked(staged, FromDateTime="2026-11-01T00:00:00Z")
    ids = [int(row["SequenceId"]) for row in rows]
    assert ids == sorted(set(ids))
    assert max(b - a for a, b in pairwise(ids)) > 1
    assert ids[-1] == staged.world.newest_sequence()


def test_resumes_behind_an_id() -> None:
    staged = Staged()
    rows = _asked(staged, FromDateTime="2026-11-01")
    ids = [row["SequenceId"] for row in rows]
    again = _asked(staged, int(ids[9]))
    assert [row["SequenceId"] for row in again] == ids[10:]
    assert _asked(staged, staged.world.newest_sequence()) == []


def test_without_id_and_time_it_tells_of_today() -> None:
    staged = Staged()
    staged.play("assignment", 10)
    assert {row["ActivityTime"][:10] for row in _asked(staged)} == {"2026-11-23"}


def test_a_trade_by_order_is_told_as_order_and_as_position() -> None:
    staged = Staged()
    last = staged.world.newest_sequence()
    staged.trade("main", "XYZ C110", "2")
    placed, filled, leg = _asked(staged, last, FieldGroups=["DisplayAndFormat", "ExchangeInfo"])
    assert (placed["Status"], filled["Status"], leg["PositionEvent"]) == (
        "Placed",
        "FinalFill",
        "New",
    )
    assert filled["PositionId"] == leg["PositionId"]
    assert leg["SourceOrderId"] == placed["OrderId"] == filled["OrderId"]
    assert leg["CorrelationKey"] == placed["CorrelationKey"]
    assert leg["OptionData"] == {"ExpiryDate": "2026-12-18", "PutCall": "Call", "Strike": 110}
    assert leg["DisplayAndFormat"]["Symbol"] == leg["Symbol"] == "XYZ/18Z26C110:xcbf"
    assert leg["ExchangeInfo"] == {"ExchangeId": "OPRA"}
    assert len(_asked(staged, last, SourceOrderId=placed["OrderId"])) == 3
    assert _asked(staged, last, SourceOrderId="1") == []
    (position,) = staged.rows(Topic.POSITIONS, PositionId=leg["PositionId"])
    assert position["PositionBase"]["SourceOrderId"] == leg["SourceOrderId"]


@pytest.mark.parametrize(
    ("arguments", "kinds"),
    [
        ({"Activities": "Orders"}, {"Orders"}),
        ({"Activities": "Positions,Orders"}, {"Orders", "Positions"}),
        ({"PositionEventFilter": "TradesOnly"}, {"Orders", "Positions"}),
        ({"Activities": ["MarginCalls"]}, set()),
    ],
)
def test_filters(arguments: dict[str, Any], kinds: set[str]) -> None:
    staged = Staged()
    rows = _asked(staged, FromDateTime="2026-11-01", **arguments)
    assert {row["ActivityType"] for row in rows} == kinds
    if "PositionEventFilter" in arguments:
        assert "Updated" not in {row.get("PositionEvent") for row in rows}


def test_only_of_the_account_asked_for() -> None:
    staged = Staged()
    second = staged.world.books["second"].account
    rows = _asked(staged, FromDateTime="2026-11-01", AccountKey=second.key)
    assert {row["AccountId"] for row in rows} == {second.id}
    assert {row["Symbol"] for row in rows} == {"EURUSD", "QRS:xnys", "ETX:arcx"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"Activities": None}, "InvalidModelState"),
        ({"Activities": "Dividends"}, "InvalidModelState"),
        ({"FromDateTime": "yesterday"}, "InvalidModelState"),
        ({"AccountKey": "x"}, "InvalidAccountKey"),
        ({"ClientKey": "x"}, "InvalidClientKey"),
    ],
)
def test_says_what_is_wrong(arguments: dict[str, Any], code: str) -> None:
    with pytest.raises(BadArguments) as bad:
        _asked(Staged(), **arguments)
    assert bad.value.code == code


def test_forgets_after_fourteen_days() -> None:
    staged = Staged()
    first = _asked(staged, FromDateTime="2026-11-01")[0]
    staged.pass_time(days=8)
    kept = _asked(staged, FromDateTime="2026-11-01")
    assert kept[0]["ActivityTime"] >= f"{START + timedelta(days=8 - 14):%Y-%m-%d}"
    with pytest.raises(BadArguments, match="not available"):
        _asked(staged, int(first["SequenceId"]))


def test_an_id_of_the_future_is_not_known() -> None:
    staged = Staged()
    with pytest.raises(BadArguments) as bad:
        _asked(staged, staged.world.newest_sequence() + 1)
    assert bad.value.code == "SequenceIdUnavailable"
