"""Frames of the user data streams: what each one is, and the observations in it.

Pure, and without memory: the same frame gives the same again, in whatever order frames come. The
listener takes a frame apart with `taken`, deals with replies, errors and an ended listen key, and
has events read by `heard`. Events of the same name differ from family to family, so the stream
that one came over decides. Sources: Binance docs, "User Data Streams" of USDⓈ-M Futures, COIN-M
Futures, Options Trading and Portfolio Margin; "Connect" (control frames, wrapped frames).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import Raw

from assignwatch.brokers.binance import figures, messages, order_events, positions
from assignwatch.brokers.binance.orders import Context
from assignwatch.brokers.binance.payloads import decoded, plain
from assignwatch.brokers.binance.wire_stream import (
    AccountEvent,
    Failed,
    Frame,
    OfFamily,
    OptionBalanceEvent,
)
from assignwatch.brokers.records import Records, unreadable
from assignwatch.core.model import Problem, Scope
from assignwatch.core.observations import BrokerObservation, Message

_LISTEN_KEY_EXPIRED = "listenKeyExpired"

_WHERE = "stream"


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a control frame: the subscriptions, or nothing where all went well."""

    id: str
    result: Any


@dataclass(frozen=True, slots=True)
class Failure:
    """An error that came over the socket."""

    code: str
    message: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """An event: its name, when Binance sent it, and all of it. `stream`: what it was wrapped in."""

    name: str
    at: datetime | None
    content: Raw
    stream: str = ""
    listen_key: str = ""


@dataclass(slots=True)
class Heard:
    """What an event comes to. `strange`: its name, where nobody knows it; it may be of anything."""

    observations: list[BrokerObservation] = field(default_factory=list)
    odd: list[Problem] = field(default_factory=list)
    strange: str = ""


def taken(content: bytes | str) -> list[Reply | Failure | Event]:
    """What is in a frame: one thing, or several where it is a list. Raises `BadPayload`."""
    raw = content.encode() if isinstance(content, str) else content
    if raw.lstrip()[:1] == b"[":
        return [_one(each) for each in decoded(raw, list[Raw], _WHERE)]
    return [_one(raw)]


def _one(content: bytes | Raw, stream: str = "") -> Reply | Failure | Event:
    frame = decoded(content, Frame, _WHERE)
    if isinstance(frame.data, Raw) and frame.name is None and not stream:
        return _one(frame.data, frame.stream or "?")
    if isinstance(frame.error, Raw):
        failed = decoded(frame.error, Failed, _WHERE)
        return Failure(_text(failed.code), failed.msg or "", _text(frame.id))
    if frame.name is not None:
        name = frame.name
        return Event(name, _time(frame.at), Raw(bytes(content)), stream, frame.listen_key or "")
    if frame.code is not None:
        return Failure(_text(frame.code), frame.msg or "", _text(frame.id))
    if isinstance(frame.result, Raw) or frame.id is not None:
        result = plain(frame.result) if isinstance(frame.result, Raw) else None
        return Reply(_text(frame.id), result)
    raise unreadable(_WHERE, "a frame that is no event, no reply and no error")


def heard(event: Event, context: Context) -> Heard:
    """The observations in an event of the stream of this family.

    Over the stream of a portfolio-margin account events of both families of futures come, and say
    of which they are. Raises
    `BadPayload` for an event that is not what its name says.
    """
    options = context.scope == figures.EAPI
    if event.name in (_SILENT_OF_OPTIONS if options else _SILENT_OF_FUTURES):
        return Heard()
    reading = (_OPTIONS if options else _FUTURES).get(event.name)
    return reading(event, context) if reading is not None else Heard(strange=event.name)


def _order(event: Event, context: Context) -> Heard:
    records, order = order_events.of_update(event.content, _of_family(event, context))
    found = _records(records)
    if order is not None:
        found.observations.append(order)
    return found


def _account(event: Event, context: Context) -> Heard:
    told = decoded(event.content, AccountEvent, event.name)
    scope = _of_family(event, context).scope
    at = _at(event, told.transacted_at, told.at)
    rows = told.account.positions or ()
    reports, odd = positions.from_account_update(rows, context.account, scope, at)
    return Heard([*reports], odd)


def _option_balance(event: Event, context: Context) -> Heard:
    told = decoded(event.content, OptionBalanceEvent, event.name)
    at = _at(event, told.transacted_at, told.at)
    reports, odd = positions.from_option_update(told.positions or (), context.account, at)
    return Heard([*reports], odd)


def _margin_call(event: Event, context: Context) -> Heard:
    return _messages(messages.of_margin_call(event.content, context.account, context.scope))


def _risk_level(event: Event, context: Context) -> Heard:
    told = messages.of_risk_level(event.content, event.name, context.account, context.scope)
    return _messages(told)


_FAMILIES = {"UM": figures.FAPI, "CM": figures.DAPI}


def _of_family(event: Event, context: Context) -> Context:
    """The family that an event names itself, else that of its stream."""
    named = decoded(event.content, OfFamily, event.name).family
    scope: Scope = _FAMILIES.get((named or "").upper(), context.scope)
    return Context(context.account, scope, context.instruments)


def _messages(told: tuple[Iterable[Message], list[Problem]]) -> Heard:
    found, odd = told
    return Heard([*found], odd)


def _records(records: Records) -> Heard:
    return Heard([*records.facts], list(records.odd))


def _at(event: Event, *times: object) -> datetime:
    try:
        return figures.first_time(*times)
    except (ValueError, ArithmeticError) as error:
        raise unreadable(event.name, error) from error


def _time(value: object) -> datetime | None:
    try:
        return figures.first_time(value)
    except (ValueError, ArithmeticError):
        return None


def _text(value: object) -> str:
    return "" if value is None else str(value)


_Reading = Callable[[Event, Context], Heard]

_FUTURES: dict[str, _Reading] = {
    "ACCOUNT_UPDATE": _account,
    "MARGIN_CALL": _margin_call,
    "ORDER_TRADE_UPDATE": _order,
    "riskLevelChange": _risk_level,
}
_OPTIONS: dict[str, _Reading] = {
    "BALANCE_POSITION_UPDATE": _option_balance,
    "ORDER_TRADE_UPDATE": _order,
    "RISK_LEVEL_CHANGE": _risk_level,
}
_SILENT_OF_FUTURES = frozenset(
    {
        _LISTEN_KEY_EXPIRED,
        "ACCOUNT_CONFIG_UPDATE",
        "ALGO_UPDATE",
        "CONDITIONAL_ORDER_TRADE_UPDATE",
        "CONDITIONAL_ORDER_TRIGGER_REJECT",
        "GRID_UPDATE",
        "STRATEGY_UPDATE",
        "TRADE_LITE",
        "balanceUpdate",
        "executionReport",
        "liabilityChange",
        "openOrderLoss",
        "outboundAccountPosition",
        "serverShutdown",
    }
)
"""Events that are known and say nothing about a position of these families. TRADE_LITE repeats
what ORDER_TRADE_UPDATE says, without the side, which in hedge mode is another position."""

_SILENT_OF_OPTIONS = frozenset(
    {_LISTEN_KEY_EXPIRED, "ACCOUNT_UPDATE", "GREEK_UPDATE", "serverShutdown"}
)
"""The account of options is told every ten seconds while something is held: a sign of life."""
