"""What is kept of Binance's rows, and what is not: whose they are."""

from __future__ import annotations

import json

import pytest
from msgspec import Raw

from assignwatch.brokers.binance import forced
from assignwatch.brokers.binance.evidence import evidence
from assignwatch.net.redaction import MASK
from tests.brokers.binance.published import context, raw, text, value


@pytest.mark.parametrize("field", ["accountAlias", "email", "listenKey", "uid", "userId"])
def test_who_somebody_is_is_masked_wherever_it_stands(field: str) -> None:
    told = json.loads(evidence(raw({"a": [{field: "me@example.org"}], field: 12345})))
    assert told == {"a": [{field: MASK}], field: MASK}


def test_alias_of_a_coin_margined_event_is_masked_and_the_order_number_is_not() -> None:
    told = json.loads(evidence(text("dapi_ws_ORDER_TRADE_UPDATE")))
    assert told["i"] == MASK
    assert told["o"]["i"] == 8888888
    assert told["o"]["c"] == MASK


@pytest.mark.parametrize("name", ["clientOrderId", "c"])
@pytest.mark.parametrize(
    ("client_id", "kept"),
    [("autoclose-1", True), ("margin_autoclose-1", True), ("delivery-1", True), ("mine", False)],
)
def test_name_of_an_order_stays_where_binance_gave_it(
    name: str, client_id: str, *, kept: bool
) -> None:
    assert json.loads(evidence(raw({name: client_id}))) == {name: client_id if kept else MASK}


def test_all_else_stays_as_it_was_written() -> None:
    row = Raw(b'{"price":"0.10","qty":0.1000000000000000001,"id":4611875134427365377,"x":null}')
    assert evidence(row) == bytes(row).decode()


def test_several_rows_are_a_list() -> None:
    rows = value("fapi_rest_income_full")
    assert json.loads(evidence(*map(raw, rows))) == rows


@pytest.mark.parametrize(
    ("written", "kept"),
    [(b"1e400", '"1E+400"'), (b"1E999999999", '"1E+999999999"'), (b"-1e-400", "-1E-400")],
)
def test_number_that_few_can_read_is_kept_as_text(written: bytes, kept: str) -> None:
    assert evidence(Raw(b'{"x":%s}' % written)) == f'{{"x":{kept}}}'


def test_row_that_is_nested_too_deep_is_odd_and_hides_no_other() -> None:
    fields = (
        b'"orderId":1,"symbol":"A","status":"FILLED","clientOrderId":"autoclose-1","side":"SELL"'
    )
    row = b'{%s,"executedQty":"1","time":1596107620044,"x":%s}'
    rows = [Raw(row % (fields, x)) for x in (b"[" * 500 + b"]" * 500, b"1")]
    records = forced.parse(rows, context())
    assert (len(records.facts), len(records.odd)) == (1, 1)
