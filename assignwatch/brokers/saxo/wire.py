"""Saxo's messages as they come, for msgspec to decode: names and types are Saxo's own.

Only what the parsers use is declared; other fields are ignored, and so are new ones. Words stay
plain strings, for Saxo adds new ones, and dates stay text, for Saxo writes them with and without a
time. A field without a default must be there, or the message is refused. Rows are kept as `Raw`
until parsed one by one, so that one odd row cannot hide the others. What trades, positions and
reports look like is here; instruments and prices are in `wire_reference.py`. Source: Saxo OpenAPI
reference, the page of each service.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Raw, Struct, field

from assignwatch.brokers.records import unreadable

T = TypeVar("T")

Row = Mapping[str, Any]
"""A decoded row, every number with a fraction a `Decimal`."""

_PLAIN = msgspec.json.Decoder(float_hook=Decimal)


def decoded(content: bytes | Raw, kind: type[T], where: str) -> T:
    """A message of this kind. Raises `BadPayload`, naming `where` it was read."""
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.MsgspecError as error:
        raise unreadable(where, error) from error


def plain(content: bytes | Raw) -> Any:
    """The JSON as plain objects. Raises `msgspec.MsgspecError`."""
    return _PLAIN.decode(content)


def objects(rows: Iterable[Raw]) -> Iterator[Row]:
    """Rows of a page, one by one, as plain objects; what is no object is an empty one."""
    for raw in rows:
        value = plain(raw)
        yield cast(Row, value) if isinstance(value, dict) else {}


class Page(Struct, rename="pascal"):
    """A page of any list. Without `Data` it is none, and must never be read as empty.

    `count` is that of the whole list, where it is said.
    """

    data: list[Raw]
    next: str | None = field(name="__next", default=None)
    count: Decimal | None = field(name="__count", default=None)


class Client(Struct, rename="pascal"):
    """The reply of port/v1/clients/me."""

    client_key: str
    client_id: str = ""
    name: str = ""
    default_account_key: str | None = None
    position_netting_profile: str = ""


class Account(Struct, rename="pascal"):
    """A row of port/v1/accounts/me."""

    account_id: str
    account_key: str
    currency: str | None = None
    active: bool = True
    client_key: str | None = None


class OptionsData(Struct, rename="pascal"):
    """What a position, or under another name an activity, says of its option."""

    put_call: str | None = None
    strike: Decimal | None = None
    expiry_date: str | None = None
    exercise_style: str | None = None
    settlement_style: str | None = None


class Display(Struct, rename="pascal"):
    """How an instrument is shown."""

    symbol: str | None = None
    description: str | None = None
    currency: str | None = None
    underlying_instrument_description: str | None = None


class Exchange(Struct, rename="pascal"):
    """Where an instrument is traded; Saxo's own id, often no MIC."""

    exchange_id: str | None = None


class PositionBase(Struct, rename="pascal"):
    """The lasting part of a position; `amount` is signed, short below zero."""

    account_id: str
    amount: Decimal
    asset_type: str
    uic: int
    account_key: str | None = None
    correlation_key: str | None = None
    correlation_types: list[str] | None = None
    execution_time_close: str | None = None
    execution_time_open: str | None = None
    expiry_date: str | None = None
    notice_date: str | None = None
    open_price: Decimal | None = None
    options_data: OptionsData | None = None
    related_position_id: str | None = None
    source_order_id: str | None = None
    status: str | None = None


class Position(Struct, rename="pascal"):
    """A row of port/v1/positions."""

    position_id: str
    position_base: PositionBase
    display_and_format: Display | None = None
    exchange: Exchange | None = None


class Activity(Struct, rename="pascal"):
    """What every activity of ens/v1/activities says."""

    activity_type: str
    sequence_id: str
    activity_time: datetime
    account_id: str | None = None


class PositionActivity(Activity, kw_only=True):
    """A Positions activity; a `Deleted` one of old says no more than its ids."""

    position_event: str
    position_id: str
    amount: Decimal | None = None
    asset_type: str | None = None
    buy_sell: str | None = None
    correlation_type: list[str] | None = None
    correlation_types: list[str] | None = None
    display_and_format: Display | None = None
    execution_time: datetime | None = None
    open_price: Decimal | None = None
    option_data: OptionsData | None = None
    originating_position_id: str | None = None
    originating_tool_id: int | str | None = None
    price: Decimal | None = None
    source_order_id: str | None = None
    symbol: str | None = None
    tool_id: int | str | None = None
    uic: int | None = None


class OrderedOption(Struct, rename="pascal"):
    """What an order says of its option."""

    to_open_close: str | None = None


class OrderActivity(Activity, kw_only=True):
    """An Orders activity; a trigger order may have no amount."""

    order_id: str
    asset_type: str
    uic: int
    status: str
    amount: Decimal | None = None
    buy_sell: str | None = None
    filled_amount: Decimal | None = None
    handled_by: str | None = None
    option_data: "OrderedOption | None" = None
    order_type: str | None = None
    price: Decimal | None = None
    sub_status: str | None = None


class OpenOrder(Struct, rename="pascal"):
    """A row of port/v1/orders; one for a sum of money has no amount."""

    order_id: str
    asset_type: str
    uic: int
    account_id: str | None = None
    amount: Decimal | None = None
    buy_sell: str | None = None
    filled_amount: Decimal | None = None
    open_order_type: str | None = None
    order_time: datetime | None = None
    price: Decimal | None = None
    status: str | None = None


class Balance(Struct, rename="pascal"):
    """The reply of port/v1/balances; what is used of the margin is negative, a part in percent."""

    cash_balance: Decimal
    currency: str
    calculation_reliability: str | None = None
    cash_available_for_trading: Decimal | None = None
    margin_available_for_trading: Decimal | None = None
    margin_used_by_current_positions: Decimal | None = None
    margin_utilization_pct: Decimal | None = None
    total_value: Decimal | None = None


class ReportTrade(Struct, rename="pascal"):
    """A row of cs/v1/reports/trades; `amount` is signed."""

    account_id: str
    amount: Decimal
    asset_type: str
    trade_id: str
    uic: int
    ca_event_id: str | None = None
    ca_event_type_name: str | None = None
    option_event_type: str | None = None
    order_id: str | None = None
    price: Decimal | None = None
    tool_id: int | str | None = None
    trade_date: str | None = None
    trade_event_type: str | None = None
    trade_execution_time: datetime | None = None
    trade_type: str | None = None


class HistoricalPosition(Struct, rename="pascal"):
    """A row of hist/v3/positions; the Uic is text there."""

    account_id: str
    amount: Decimal
    uic: str | int
    closing_asset_type: str | None = None
    closing_trade_date: str | None = None
    correlation_type: str | None = None
    execution_time_close: datetime | None = None
    execution_time_open: datetime | None = None
    long_short: Any = None
    opening_asset_type: str | None = None
    position_id: str | None = None
    price_close: Decimal | None = None


class NamedInstrument(Struct, rename="pascal"):
    """The instrument of a transaction."""

    asset_type: str | None = None
    symbol: str | None = None
    uic: int | None = None


class TransactionTrade(Struct, rename="pascal"):
    """A movement of securities in a transaction; `traded_quantity` is signed."""

    traded_quantity: Decimal
    instrument: NamedInstrument | None = None
    option_event_type: str | None = None
    order_id: str | None = None
    position_id: str | None = None
    price: Decimal | None = None
    tool_id: int | str | None = None
    trade_event_type: str | None = None
    trade_execution_time: datetime | None = None
    trade_id: str | None = None


class Transaction(Struct, rename="pascal"):
    """A row of hist/v1/transactions; `booked_amount` is signed, in `currency`."""

    account_id: str
    date: str
    bk_record_id: int | str | None = None
    booked_amount: Decimal | None = None
    corporate_action_id: str | None = None
    currency: str | None = None
    event: str | None = None
    instrument: NamedInstrument | None = None
    trades: list[TransactionTrade] | None = None
    transaction_type: str | None = None


class ReportBooking(Struct, rename="pascal"):
    """A row of cs/v1/reports/bookings: money. `amount` is signed, in `currency`."""

    account_id: str
    amount: Decimal
    bk_amount_id: str
    bk_amount_type: str
    date: str
    asset_type: str | None = None
    currency: str | None = None
    ca_event_name: str | None = None
    uic: int | None = None


class Subscribed(Struct, rename="pascal"):
    """The reply to a new subscription; times in seconds and milliseconds.

    `snapshot` is a page, or one object for balances; empty where nothing was sent.
    """

    reference_id: str
    context_id: str | None = None
    inactivity_timeout: int = 0
    refresh_rate: int = 0
    snapshot: Raw = Raw()
    state: str | None = None


class Token(Struct):
    """The reply of the token call; both lives in seconds."""

    access_token: str
    expires_in: int
    refresh_token: str | None = None
    refresh_token_expires_in: int | None = None
    token_type: str = "Bearer"  # noqa: S105 - the scheme's name
