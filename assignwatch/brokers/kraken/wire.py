"""Kraken's messages as they come, for msgspec to decode: names and types are Kraken's own.

Only what the parsers use is declared; other fields are ignored, and so are new ones. Words stay
plain strings, for Kraken adds new ones. A field without a default must be there, or the message is
refused. Rows of records are kept as `Raw` until parsed one by one, so that one odd row
cannot hide the others. Sources: Kraken docs, Futures REST and Futures WebSocket references.
"""

from datetime import datetime
from decimal import Decimal
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct, field

from assignwatch.brokers.records import unreadable

T = TypeVar("T")


def decoded(content: bytes, kind: type[T], where: str) -> T:
    """A message of this kind. Raises `BadPayload`, naming `where` it was read."""
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.MsgspecError as error:
        raise unreadable(where, error) from error


class Stamped(Struct, rename="camel"):
    """Any reply of the derivatives API: when Kraken sent it."""

    server_time: datetime | None = None


class Contract(Struct, rename="camel"):
    """A row of /instruments."""

    symbol: str
    quote: str | None = None
    contract_size: Decimal | None = None
    last_trading_time: datetime | None = None


class Contracts(Struct):
    """The reply of /instruments."""

    instruments: list[Raw]


class OpenPosition(Struct):
    """A row of /openpositions; `size` is unsigned, `price` the average entry."""

    side: str
    symbol: str
    size: Decimal
    price: Decimal | None = None


class OpenPositions(Struct, rename="camel"):
    """The reply of /openpositions. Without the list it must never be read as flat."""

    open_positions: list[OpenPosition]
    result: str


class RestFill(Struct, rename="camel"):
    """A row of /fills."""

    fill_id: str = field(name="fill_id")
    symbol: str
    side: str
    size: Decimal
    price: Decimal
    fill_time: datetime
    fill_type: str
    order_id: str | None = field(name="order_id", default=None)


class RestFills(Struct):
    """The reply of /fills, newest first."""

    fills: list[Raw]
    result: str


class LogRow(Struct):
    """A row of the account log, over REST or the socket (there "" and 0.0 stand for null)."""

    id: int
    date: datetime
    asset: str
    info: str
    old_balance: Decimal | None = None
    new_balance: Decimal | None = None
    contract: str | None = None
    execution: str | None = None
    trade_price: Decimal | None = None


class AccountLog(Struct):
    """The reply of account-log."""

    logs: list[Raw]


class PositionUpdate(Struct, rename="camel"):
    """What one element of the position history says."""

    tradeable: str
    old_position: Decimal
    new_position: Decimal
    timestamp: int
    update_reason: str = "unknown"
    trade_type: str | None = None
    execution_uid: str | None = None
    execution_price: Decimal | None = None
    settlement_price: Decimal | None = None


class PositionEvent(Struct):
    """The event of an element, under its type's name; Kraken has used both cases for others."""

    upper: PositionUpdate | None = field(name="PositionUpdate", default=None)
    lower: PositionUpdate | None = field(name="positionUpdate", default=None)


class PositionElement(Struct):
    """An element of the position history."""

    uid: str
    event: PositionEvent


class PositionHistory(Struct, rename="camel"):
    """A page of the position history."""

    elements: list[Raw]
    continuation_token: str | None = None


class Frame(Struct):
    """Any frame of the socket: an event about the connection, or a message of a feed."""

    event: str | None = None
    feed: str | None = None
    message: str = ""


class SocketFill(Struct):
    """A fill of the feed `fills`; `time` in ms, `buy` from the account's point of view."""

    instrument: str
    time: int
    price: Decimal
    buy: bool
    qty: Decimal
    fill_id: str
    fill_type: str
    order_id: str | None = None
    order_type: str | None = None
    taker_order_type: str | None = None


class SocketFills(Struct):
    """A message of `fills` or `fills_snapshot`."""

    fills: list[Raw]


class SocketPosition(Struct):
    """A position of the feed `open_positions`; `balance` is the signed size."""

    instrument: str
    balance: Decimal
    entry_price: Decimal | None = None
    mark_price: Decimal | None = None


class SocketPositions(Struct):
    """A message of `open_positions`: always the whole list."""

    positions: list[SocketPosition]
    timestamp: int


class SocketLogSnapshot(Struct):
    """The first message of `account_log`, newest row first."""

    logs: list[Raw]


class SocketLogEntry(Struct):
    """Every further message of `account_log`."""

    new_entry: Raw
