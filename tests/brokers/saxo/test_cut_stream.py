"""A stream that shows a part of the positions says nothing about what is held."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from assignwatch.brokers.saxo.subscriptions import HeardPositions
from assignwatch.brokers.saxo.wire import Row, Subscribed
from assignwatch.core.observations import PositionReport
from tests.brokers.saxo import published

AT = datetime(2026, 1, 17, 6, tzinfo=UTC)


def row(name: str, amount: int) -> Row:
    base = {"AccountId": "100/1", "Amount": amount, "AssetType": "StockOption", "Uic": 25014944}
    return published.row({"PositionId": name, "PositionBase": base})


def begun(**fields: Any) -> HeardPositions:
    heard = HeardPositions(published.ACCOUNT)
    page = msgspec.json.encode({"Data": [row("A", -2)], **fields})
    heard.start(Subscribed("aw-1", snapshot=msgspec.Raw(page)))
    return heard


CLOSED = published.row({"PositionId": "A", "__meta_deleted": True})


def test_what_is_whole_tells_the_end_of_a_position() -> None:
    heard = begun(__count=1)
    (told,) = heard.take([CLOSED], AT).told
    assert isinstance(told, PositionReport)
    assert told.row.quantity == 0
    assert heard.alive(AT)


@pytest.mark.expected_logs("shows a part of the positions")
@pytest.mark.parametrize("fields", [{"__count": 2}, {"__next": "/x?$skip=1"}])
def test_what_is_cut_tells_nothing_and_is_no_sign_of_life(fields: dict[str, Any]) -> None:
    heard = begun(**fields)
    assert heard.take([CLOSED], AT).told == ()
    assert heard.alive(AT) == ()
