"""Every published payload is read whole: no row is odd, no event is strange."""

from __future__ import annotations

import pytest

from assignwatch.brokers.binance import (
    events,
    exercise,
    figures,
    forced,
    income,
    instruments,
    order_lists,
    payloads,
    positions,
    prices,
    trades,
)
from assignwatch.core.words import InstrumentKind
from tests.brokers.binance.published import FOLDER, context, names, rows, scope_of, text, value
from tests.core.builders import T0


def test_every_payload_says_where_it_is_published() -> None:
    payloads_ = {path.stem for path in FOLDER.glob("*.json")}
    sources = {path.stem for path in FOLDER.glob("*.source")}
    assert payloads_ == sources != set()


@pytest.mark.parametrize("name", names("_ws_"))
def test_every_event_is_known_and_nothing_in_it_is_odd(name: str) -> None:
    (event,) = events.taken(text(name))
    assert isinstance(event, events.Event)
    assert event.at is not None
    found = events.heard(event, context(scope_of(name)))
    assert (found.odd, found.strange) == ([], "")
    told = value(name).get("data", value(name))
    assert event.name == told["e"]
    held = told.get("a", {}).get("P", []) if isinstance(told.get("a"), dict) else []
    expected = {"ORDER_TRADE_UPDATE": 1, "MARGIN_CALL": 1, "RISK_LEVEL_CHANGE": 1}
    assert len(found.observations) == expected.get(event.name, len(held))


@pytest.mark.parametrize("name", names("positionRisk", "eapi_rest_position"))
def test_every_position_is_read(name: str) -> None:
    scope = scope_of(name)
    if scope == figures.EAPI:
        snapshot, quotes = positions.of_options(text(name), context().account, T0)
    else:
        snapshot, quotes = positions.of_futures([text(name)], context().account, scope, T0)
    held = [row for row in value(name) if float(row.get("positionAmt") or row.get("quantity"))]
    assert len(snapshot.positions) == len(quotes) == len(held)
    assert (snapshot.complete, snapshot.scope) == (True, scope)


@pytest.mark.parametrize("name", names("exchangeInfo"))
def test_every_contract_is_described(name: str) -> None:
    scope = scope_of(name)
    if scope == figures.EAPI:
        found = instruments.options(text(name))
        told = [row["symbol"] for row in value(name)["optionSymbols"]]
    else:
        found = instruments.futures(text(name), scope)
        told = [row["symbol"] for row in value(name)["symbols"]]
    contracts = [one for one in found.values() if one.kind is not InstrumentKind.INDEX]
    assert [one.symbol for one in contracts] == told
    assert all(one.multiplier and one.currency and one.scope == scope for one in contracts)


@pytest.mark.parametrize("name", names("userTrades"))
def test_every_trade_is_read(name: str) -> None:
    records = trades.parse(rows(name), context(scope_of(name)))
    assert (len(records.facts), records.odd) == (len(value(name)), [])


@pytest.mark.parametrize("name", names("allOrders", "openOrders", "order_get"))
def test_every_order_is_read(name: str) -> None:
    content = text(name)
    listed = payloads.rows(content if content.lstrip()[:1] == b"[" else b"[%s]" % content, name)
    read = [order_lists.row_of(raw, context(scope_of(name))) for raw in listed]
    assert all(order.symbol and order.status for order in read)
    records = order_lists.of_list(listed, context(scope_of(name)))
    assert (records.facts, records.odd) == ([], [])


@pytest.mark.parametrize("name", names("forceOrders"))
def test_every_forced_order_is_read(name: str) -> None:
    records = forced.parse(rows(name), context())
    assert (len(records.facts), records.odd) == (len(value(name)), [])


@pytest.mark.parametrize("name", names("income"))
def test_every_row_of_income_is_known(name: str) -> None:
    found = income.parse(rows(name))
    assert (found.delivered, found.strange, found.odd) == ([], set(), [])
    assert found.traded == {row["symbol"] for row in value(name)} - {""}


@pytest.mark.parametrize("name", names("exerciseRecord"))
def test_every_exercise_is_read(name: str) -> None:
    records = exercise.parse(rows(name), {}, context(figures.EAPI))
    assert (len(records.facts), records.odd) == (len(value(name)), [])


@pytest.mark.parametrize("name", names("exerciseHistory"))
def test_every_result_is_read(name: str) -> None:
    found, odd = exercise.results(rows(name))
    assert (len(found), odd) == (len(value(name)), [])
    assert all(result.settled_at for result in found.values())


@pytest.mark.parametrize("name", names("delivery-price"))
def test_every_delivery_price_is_read(name: str) -> None:
    quotes, odd = prices.deliveries(rows(name), "BTCUSDT", {})
    assert (len(quotes), odd) == (len(value(name)), [])
