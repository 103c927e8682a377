"""Rows and frames of one evening and the morning after, and the core they are told to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from msgspec import Raw

from assignwatch.brokers.binance import events, figures, positions
from assignwatch.brokers.binance.orders import Context
from assignwatch.core.model import Instrument, Moment, Scope
from assignwatch.core.observations import Coverage, Description, Observation, Snapshot
from assignwatch.core.words import Feed, InstrumentKind, Settlement
from tests.brokers.binance.published import ACCOUNT, raw
from tests.core.builders import Run

D = Decimal
BEFORE = datetime(2026, 12, 25, 7, 55, tzinfo=UTC)
SETTLED = datetime(2026, 12, 25, 8, 0, 0, 500000, tzinfo=UTC)
AFTER = datetime(2026, 12, 25, 8, 5, tzinfo=UTC)
END = Moment(datetime(2026, 12, 25, 8, tzinfo=UTC))


def contract(symbol: str, kind: InstrumentKind, end: Moment | None, scope: Scope) -> Instrument:
    return Instrument(
        figures.instrument_id(symbol),
        kind,
        symbol,
        expiry=end,
        multiplier=D(1),
        settlement=Settlement.CASH,
        currency="BTC" if scope == figures.DAPI else "USDT",
        scope=scope,
    )


QUARTERLY = contract("BTCUSDT_261225", InstrumentKind.FUTURE, END, figures.FAPI)
IN_COIN = contract("BTCUSD_261225", InstrumentKind.FUTURE, END, figures.DAPI)
PERPETUAL = contract("BTCUSDT", InstrumentKind.PERPETUAL, None, figures.FAPI)
DELISTED = contract("币安人生USDT", InstrumentKind.PERPETUAL, END, figures.FAPI)


def millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def update(symbol: str, client_id: str, side: str, quantity: str, **fields: object) -> events.Event:
    """An ORDER_TRADE_UPDATE of an order that traded all of this at once."""
    order = {
        "s": symbol,
        "c": client_id,
        "S": side,
        "o": "LIMIT",
        "f": "IOC",
        "q": quantity,
        "p": "65000",
        "ap": "65000.0",
        "x": "TRADE",
        "X": "FILLED",
        "i": 8886774,
        "l": quantity,
        "z": quantity,
        "L": "65000.0",
        "T": millis(SETTLED),
        "t": 109100866,
        "ps": "BOTH",
        **fields,
    }
    at = millis(SETTLED)
    return event({"e": "ORDER_TRADE_UPDATE", "E": at, "T": at, "o": order})


def lite(symbol: str, client_id: str, side: str, quantity: str, **fields: object) -> events.Event:
    """A TRADE_LITE of the same."""
    at = millis(SETTLED)
    told = {"s": symbol, "c": client_id, "S": side, "q": quantity, "p": "0", "m": False}
    trade = {"L": "65000.0", "l": quantity, "t": 109100866, "i": 8886774}
    return event({"e": "TRADE_LITE", "E": at, "T": at, **told, **trade, **fields})


def event(fields: dict[str, object]) -> events.Event:
    (found,) = events.taken(json.dumps(fields))
    assert isinstance(found, events.Event)
    return found


def order_row(symbol: str, client_id: str, side: str, quantity: str, **fields: object) -> Raw:
    """A row of allOrders or forceOrders about the same order."""
    row = {
        "orderId": 8886774,
        "symbol": symbol,
        "status": "FILLED",
        "clientOrderId": client_id,
        "price": "65000",
        "avgPrice": "65000.00",
        "origQty": quantity,
        "executedQty": quantity,
        "side": side,
        "positionSide": "BOTH",
        "type": "LIMIT",
        "time": millis(SETTLED),
        "updateTime": millis(SETTLED) + 40,
    }
    return raw({**row, **fields})


def trade_row(symbol: str, side: str, quantity: str, **fields: object) -> Raw:
    """A row of userTrades about the same trade; it does not say who placed the order."""
    row = {
        "symbol": symbol,
        "id": 109100866,
        "orderId": 8886774,
        "side": side,
        "price": "65000",
        "qty": quantity,
        "time": millis(SETTLED),
        "positionSide": "BOTH",
    }
    return raw({**row, **fields})


def paid(symbol: str, amount: str, asset: str = "USDT", **fields: object) -> Raw:
    """A row of income about a delivery."""
    row = {
        "symbol": symbol,
        "incomeType": "DELIVERED_SETTELMENT",
        "income": amount,
        "asset": asset,
        "info": "",
        "time": millis(SETTLED),
        "tranId": 9689322399,
        "tradeId": "",
    }
    return raw({**row, **fields})


def reading(scope: Scope, at: datetime, *held: tuple[str, str, str]) -> Snapshot:
    """A reading of these (symbol, amount, side)."""
    rows = [
        {"symbol": symbol, "positionAmt": amount, "positionSide": side, "entryPrice": "60000"}
        for symbol, amount, side in held
    ]
    body = json.dumps(rows).encode()
    return positions.of_futures([body], ACCOUNT, scope, at)[0]


def covered(scope: Scope, at: datetime) -> list[Coverage]:
    return [Coverage(ACCOUNT, feed, at, scope) for feed in (Feed.FILLS, Feed.BOOKINGS)]


def started(held: Sequence[tuple[str, str, str]], *known: Instrument) -> Run:
    """The core as it is in the evening."""
    run = Run()
    scope = known[0].scope
    run.take(*map(Description, known), at=BEFORE)
    run.take(reading(scope, BEFORE, *held), *covered(scope, BEFORE), at=BEFORE)
    return run


def night(
    known: Instrument,
    held: Sequence[tuple[str, str, str]],
    told: Sequence[Iterable[Observation]],
    *,
    read_first: bool = False,
    left: Sequence[tuple[str, str, str]] = (),
) -> Run:
    """What the core has in the morning, by what it was told and whether it read before that."""
    run, scope = started(held, known), known.scope
    if read_first:
        run.take(reading(scope, AFTER, *left), *covered(scope, AFTER), at=AFTER)
    for step, facts in enumerate(told):
        run.take(*facts, at=AFTER + timedelta(seconds=step))
    for minute in range(1, 4):
        at = AFTER + timedelta(minutes=minute)
        run.take(reading(scope, at, *left), *covered(scope, at), at=at)
    return run


def knowing(known: Instrument) -> Context:
    return Context(ACCOUNT, known.scope, {known.id: known})


def heard(told: events.Event, context: Context) -> list[Observation]:
    """What an event tells, all of it readable."""
    found = events.heard(told, context)
    assert (found.odd, found.strange) == ([], "")
    return [*found.observations]


def in_short(run: Run) -> list[tuple[str, str, Decimal, str]]:
    """What stands: kind, contract, how many, and how sure."""
    return [(v.kind, v.instrument, v.contracts, v.grade) for v in run.standing()]
