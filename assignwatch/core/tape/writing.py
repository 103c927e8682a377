"""An observation, and when the program learned it, as one line of a tape: `reading.py` backwards.

`watch.recorder` appends what `write` gives. A line is read again before it is handed out, so that
nothing is written that cannot be: figures beyond 18 digits on either side of the point, a name
without its broker, JSON that is none. Of a problem only the code has a place on a tape.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import singledispatch
from typing import Any

from assignwatch.core.model import Deliverable, Leg, Moment, PositionRow, Scope
from assignwatch.core.observations import (
    Adjustment,
    Booking,
    Clock,
    Command,
    Coverage,
    Description,
    FeedReport,
    Fill,
    Order,
    PositionReport,
    Quote,
    Snapshot,
    Start,
    Unreadable,
)
from assignwatch.core.tape import fields
from assignwatch.core.tape.fields import Malformed
from assignwatch.core.tape.reading import TapeError, read
from assignwatch.core.words import Side

Taped = (
    Start
    | Description
    | Snapshot
    | PositionReport
    | Fill
    | Booking
    | Adjustment
    | Order
    | Quote
    | Coverage
    | Unreadable
    | FeedReport
    | Command
    | Clock
)
"""What a tape can hold: everything that the engine accepts but what is about the program itself."""

Keys = dict[str, Any]

_FRACTION = 18


def write(observation: Taped, seen: datetime) -> str:
    """One line, without its end. Raises `Malformed`, which names the key."""
    keys = {**_keys(observation), "seen": rfc3339(seen)}
    present = {name: value for name, value in keys.items() if value is not None}
    line = json.dumps(present, ensure_ascii=False, separators=(",", ":"))
    try:
        list(read([line]))
    except TapeError as error:
        raise Malformed(error.key, error.what) from error
    return line


@singledispatch
def _keys(observation: Any) -> Keys:
    raise TypeError(f"{type(observation).__name__} has no line on a tape")


@_keys.register
def _(observation: Start) -> Keys:
    return {"type": "start"}


@_keys.register
def _(observation: Description) -> Keys:
    told = observation.instrument
    return {
        "type": "instrument",
        "id": told.id,
        "kind": told.kind,
        "symbol": told.symbol,
        "underlying": told.underlying,
        "right": told.right,
        "strike": _figure(told.strike),
        "expiry": _moment(told.expiry),
        "multiplier": _figure(told.multiplier),
        "style": told.style,
        "settlement": told.settlement,
        "currency": told.currency,
        "deliverables": [_deliverable(part) for part in told.deliverables] or None,
        "first_notice": _moment(told.first_notice),
        "exchange": told.exchange,
        **_scope(told.scope),
    }


def _deliverable(part: Deliverable) -> Keys:
    if part.instrument is not None:
        return {"instrument": part.instrument, "quantity": _figure(part.quantity)}
    return {"cash": _figure(part.quantity), "currency": part.currency}


@_keys.register
def _(observation: Snapshot) -> Keys:
    return {
        "type": "snapshot",
        **_place(observation),
        "positions": [_row(row) for row in observation.positions],
        "complete": None if observation.complete else False,
        "balances": _amounts(observation.balances),
    }


@_keys.register
def _(observation: PositionReport) -> Keys:
    return {"type": "position", **_place(observation), **_row(observation.row)}


def _row(row: PositionRow) -> Keys:
    keys: Keys = {"instrument": row.instrument, "quantity": _figure(row.quantity)}
    if row.price is not None:
        keys["price"] = _figure(row.price)
    return {**keys, **_side(row.side)}


@_keys.register
def _(observation: Fill) -> Keys:
    return {
        "type": "fill",
        **_place(observation),
        "id": observation.id,
        "instrument": observation.instrument,
        "quantity": _figure(observation.quantity),
        "price": _figure(observation.price),
        **_side(observation.side),
        "order": observation.order,
        "event": observation.event,
        "refs": list(observation.refs) or None,
    }


@_keys.register
def _(observation: Booking) -> Keys:
    return {
        "type": "booking",
        **_place(observation),
        "id": observation.id,
        "instrument": observation.instrument,
        "quantity": _figure(observation.quantity),
        "cause": observation.cause,
        "price": _figure(observation.price),
        **_side(observation.side),
        "cash": _amounts(observation.cash),
        "counter": [_leg(leg) for leg in observation.counter] or None,
        "event": observation.event,
        "refs": list(observation.refs) or None,
        "record": observation.record or None,
        "raw": _raw(observation.raw),
    }


def _leg(leg: Leg) -> Keys:
    keys: Keys = {"instrument": leg.instrument, "quantity": _figure(leg.quantity)}
    return keys if leg.price is None else {**keys, "price": _figure(leg.price)}


def _raw(text: str | None) -> object:
    if text is None:
        return None
    try:
        value = json.loads(text)
        fields.raw(value)
    except (ValueError, RecursionError) as error:
        raise Malformed("raw", f"is not JSON that can be kept ({error})") from error
    return value


@_keys.register
def _(observation: Adjustment) -> Keys:
    new, old = observation.ratio
    return {
        "type": "adjustment",
        **_place(observation),
        "id": observation.id,
        "cause": observation.cause,
        "old": observation.old,
        "new": observation.new,
        "ratio": f"{_figure(new)}/{_figure(old)}",
        "cash": _amounts(observation.cash),
        "effective": _moment(observation.effective),
    }


@_keys.register
def _(observation: Order) -> Keys:
    return {
        "type": "order",
        **_place(observation),
        "id": observation.id,
        "instrument": observation.instrument,
        "quantity": _figure(observation.quantity),
        "status": "working" if observation.working else "done",
        "price": _figure(observation.price),
    }


@_keys.register
def _(observation: Quote) -> Keys:
    return {
        "type": "quote",
        "at": rfc3339(observation.at),
        "instrument": observation.instrument,
        "bid": _figure(observation.bid),
        "ask": _figure(observation.ask),
        "last": _figure(observation.last),
        "settlement": _figure(observation.settlement),
        "source": observation.source,
    }


@_keys.register
def _(observation: Coverage) -> Keys:
    return {
        "type": "coverage",
        "account": observation.account,
        "feed": observation.feed,
        "through": rfc3339(observation.through),
        **_scope(observation.scope),
    }


@_keys.register
def _(observation: Unreadable) -> Keys:
    return {
        "type": "unreadable",
        **_place(observation),
        "feed": observation.feed,
        "reason": observation.problem.code,
    }


@_keys.register
def _(observation: FeedReport) -> Keys:
    return {
        "type": "feed",
        **_place(observation),
        "feed": observation.feed,
        "state": "up" if observation.up else "down",
        "reason": None if observation.problem is None else observation.problem.code,
    }


@_keys.register
def _(observation: Command) -> Keys:
    return {
        "type": "command",
        "at": rfc3339(observation.at),
        "incident": observation.alert,
        "do": observation.do,
        "version": observation.version,
        "until": None if observation.until is None else rfc3339(observation.until),
        "note": observation.note or None,
        "response": observation.response,
    }


@_keys.register
def _(observation: Clock) -> Keys:
    return {"type": "clock", "at": rfc3339(observation.at)}


def _place(
    told: Snapshot | PositionReport | Fill | Booking | Adjustment | Order | Unreadable | FeedReport,
) -> Keys:
    """When, and in which account. Adjustments and orders are of no scope."""
    keys: Keys = {"at": rfc3339(told.at), "account": told.account}
    return keys if isinstance(told, Adjustment | Order) else {**keys, **_scope(told.scope)}


def _scope(scope: Scope) -> Keys:
    return {"scope": scope} if scope else {}


def _side(side: Side) -> Keys:
    return {} if side is Side.NET else {"side": side}


def _amounts(amounts: Mapping[str, Decimal]) -> Keys | None:
    return {currency: _figure(amount) for currency, amount in amounts.items()} or None


def _figure(number: Decimal | None) -> str | None:
    """As it stands, without zeros that would make it too long."""
    if number is None:
        return None
    text = f"{number:f}"
    whole, _, fraction = text.partition(".")
    return text if len(fraction) <= _FRACTION else f"{whole}.{fraction.rstrip('0') or '0'}"


def rfc3339(at: datetime) -> str:
    """Ends in `Z` if it is aware UTC; anything else is refused when it is read again."""
    return at.isoformat().replace("+00:00", "Z")


def _moment(moment: Moment | None) -> str | None:
    if moment is None:
        return None
    return moment.at.date().isoformat() if moment.whole_day else rfc3339(moment.at)
