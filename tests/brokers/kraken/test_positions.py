"""Open positions: whole readings, or none at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from assignwatch.brokers.base import BadPayload
from assignwatch.brokers.kraken import positions
from assignwatch.brokers.kraken.figures import instrument_id
from assignwatch.core.model import PositionRow
from assignwatch.core.observations import Quote
from tests.brokers.kraken import published
from tests.brokers.kraken.published import ACCOUNT

D = Decimal
AT = datetime(2020, 7, 22, 14, 39, 12, 376000, tzinfo=UTC)


def row(symbol: str, quantity: str, price: str) -> PositionRow:
    return PositionRow(instrument_id(symbol), D(quantity), price=D(price))


def test_published_reply_is_a_complete_signed_reading() -> None:
    snapshot = positions.from_rest(published.text("openpositions"), ACCOUNT, AT)
    assert (snapshot.at, snapshot.complete) == (AT, True)
    assert snapshot.positions == (
        row("PI_XBTUSD", "-10000", "9392.749993345933"),
        row("FI_XBTUSD_201225", "20000", "9399.749966754434"),
        row("PF_DEFIUSD", "1", "570"),
    )


def test_empty_list_is_flat() -> None:
    body = b'{"result":"success","openPositions":[]}'
    assert positions.from_rest(body, ACCOUNT, AT).positions == ()


@pytest.mark.parametrize(
    "body",
    [
        b'{"result":"success"}',
        b'{"result":"success","openPositions":null}',
        b'{"openPositions":[]}',
        b"{}",
        b"[]",
        b"",
        b'{"result":"success","openPositions":[{"symbol":"PF_XBTUSD","size":1}]}',
        b'{"result":"success","openPositions":[{"side":"both","symbol":"PF_XBTUSD","size":1}]}',
        b'{"result":"success","openPositions":[{"side":"long","symbol":"PF_XBTUSD","size":"NaN"}]}',
    ],
)
def test_reply_without_a_readable_list_is_never_flat(body: bytes) -> None:
    with pytest.raises(BadPayload) as caught:
        positions.from_rest(body, ACCOUNT, AT)
    assert caught.value.problem.code == "bad_payload"
    assert caught.value.problem.values["where"] == "openpositions"


def test_published_message_is_a_reading_and_its_marks() -> None:
    snapshot, quotes = positions.from_socket(published.text("socket_open_positions"), ACCOUNT)
    at = datetime(2023, 6, 21, 21, 40, 25, 330000, tzinfo=UTC)
    assert snapshot.at == at
    assert snapshot.positions == (
        row("PI_XRPUSD", "500", "0.3985"),
        row("PF_XBTUSD", "0.04", "26911.75"),
        row("OF_ETHUSD_240101_1000_C", "0.04", "26911.75"),
    )
    assert quotes[0] == Quote(at, instrument_id("PI_XRPUSD"), last=D("0.4925844"), source="mark")
    assert len(quotes) == 3


def test_balance_is_signed_and_zero_is_no_position() -> None:
    message = published.value("socket_open_positions")
    message["positions"][0]["balance"] = -500.0
    message["positions"][1]["balance"] = 0.0
    snapshot, _ = positions.from_socket(json.dumps(message).encode(), ACCOUNT)
    assert [r.quantity for r in snapshot.positions] == [D(-500), D("0.04")]


def test_message_without_a_list_is_refused() -> None:
    with pytest.raises(BadPayload):
        positions.from_socket(b'{"feed":"open_positions","timestamp":1}', ACCOUNT)
