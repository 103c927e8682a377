"""Saxo's books of the day before: trades, closed positions, transactions, lines of money.

Pure. They are the official word, and come when the stream has long told the same happening. A trade
of the books goes by a TradeId and not by a PositionId, though the two seem to be one number; so the
id is offered as the shared `event`, and what it does not join, `witnesses.py` does. Ordinary trades
have no such second net, for an order may have several fills: they are told only of a time that the
event service does not reach (`fills_until`), where nobody else tells them. Sources: Saxo OpenAPI
reference, cs/v1/reports/trades, cs/v1/reports/bookings, hist/v3/positions, hist/v1/transactions;
Saxo OpenAPI learn, "Reports" and "Transactions".
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

import msgspec

from assignwatch.brokers.records import Records
from assignwatch.brokers.saxo import causes, figures, witnesses
from assignwatch.brokers.saxo.evidence import evidence
from assignwatch.brokers.saxo.wire import (
    HistoricalPosition,
    NamedInstrument,
    ReportBooking,
    ReportTrade,
    Row,
    Transaction,
    TransactionTrade,
)
from assignwatch.core.model import AccountKey, InstrumentId
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.words import Cause

TRADES = "trades report"
CLOSED = "closed positions"
TRANSACTIONS = "transactions"
MONEY = "bookings report"


Placed = Mapping[str, Cause]
"""Orders that the bank placed, with why: a report has their numbers, but not what they were."""

_UNBOOKED = "999999999999999999"
"""The record id of transactions that the day's processing has not booked yet."""

NOBODY: Placed = MappingProxyType({})
"""All orders are the trader's."""


def from_trades(
    rows: Iterable[Row],
    account: AccountKey,
    fills_until: datetime | None = None,
    placed_by_bank: Placed = NOBODY,
) -> Records:
    """The rows that name a cause, and ordinary trades that were made before `fills_until`."""
    records = Records(TRADES)
    for whole in rows:
        with records.tolerating():
            row = msgspec.convert(whole, ReportTrade)
            fact = _of_trade(row, whole, account, fills_until, placed_by_bank)
            if fact is not None:
                records.facts.append(fact)
    return records


def _of_trade(
    row: ReportTrade,
    whole: Row,
    account: AccountKey,
    fills_until: datetime | None,
    placed_by_bank: Placed,
) -> Fill | Booking | None:
    cause = placed_by_bank.get(row.order_id or "") or causes.of_trade(
        row.trade_type,
        row.tool_id,
        row.trade_event_type,
        row.option_event_type,
        row.ca_event_id,
        bought=_quantity(row.amount, row.trade_event_type) > 0,
    )
    at = _at(row.trade_execution_time, row.trade_date)
    instrument = figures.instrument_id(row.uic, row.asset_type)
    quantity = _quantity(row.amount, row.trade_event_type)
    price, scope = figures.price(row.price), figures.scope(row.account_id)
    name = f"trade/{row.trade_id}"
    if cause is not None:
        if witnesses.is_leg(cause, instrument):
            return None  # the positions show it, and no id here ties it to its contract
        return Booking(
            at,
            account,
            name,
            instrument,
            quantity,
            cause,
            price=price,
            event=row.trade_id,
            refs=witnesses.refs(cause, instrument, quantity, at, scope, row.trade_id),
            record=TRADES,
            scope=scope,
            raw=evidence(whole),
        )
    if fills_until is None or at >= fills_until:
        return None
    if price is None:
        raise ValueError(f"trade {row.trade_id} has no price")
    order = row.order_id or None
    return Fill(
        at, account, name, instrument, quantity, price, order=order, event=row.trade_id, scope=scope
    )


def from_closed(rows: Iterable[Row], account: AccountKey) -> Records:
    """What hist/v3/positions says of positions that did not close by a trade.

    The change is the closing one, at the closing price: a short position of 2 that was assigned
    is +2. The list names no trade, so all that it shares with others is contract, cause and day;
    what was opened in two trades is two rows that share as much, each a happening by its own id.
    """
    records = Records(CLOSED)
    for whole in rows:
        with records.tolerating():
            row = msgspec.convert(whole, HistoricalPosition)
            cause = causes.of_correlations((row.correlation_type,) if row.correlation_type else ())
            if cause is not None:
                records.facts.append(_of_closed(row, whole, account, cause))
    return records


def _of_closed(row: HistoricalPosition, whole: Row, account: AccountKey, cause: Cause) -> Booking:
    asset_type = row.closing_asset_type or row.opening_asset_type or ""
    instrument = figures.instrument_id(row.uic, asset_type)
    at = _at(row.execution_time_close, row.closing_trade_date)
    opened = row.execution_time_open.isoformat() if row.execution_time_open else ""
    quantity, scope = figures.exact(-_held(row)), figures.scope(row.account_id)
    name = row.position_id or f"{row.account_id}/{opened}/{at.isoformat()}/{abs(quantity):f}"
    refs = witnesses.refs(cause, instrument, quantity, at, scope)
    return Booking(
        at,
        account,
        f"closed/{name}",
        instrument,
        quantity,
        cause,
        price=figures.price(row.price_close),
        event=f"closed/{name}" if refs else None,
        refs=refs,
        record=CLOSED,
        scope=scope,
        raw=evidence(whole),
    )


def _held(row: HistoricalPosition) -> Decimal:
    """What was held, short below zero. The side is a word, or an object around one."""
    side = row.long_short
    word = side.get("Value") if isinstance(side, dict) else side
    match word:
        case "Long":
            return abs(row.amount)
        case "Short":
            return -abs(row.amount)
        case None:
            return row.amount
        case _:
            raise ValueError(f"LongShort {word!r}")


def from_transactions(
    rows: Iterable[Row], account: AccountKey, placed_by_bank: Placed = NOBODY
) -> Records:
    """Trades of the transactions that name a cause, and money alone of which the event does.

    Rows of today are left until they are booked: of a contract that ended they say no more than
    that it did, and it may have been called.
    """
    records = Records(TRANSACTIONS)
    for whole in rows:
        with records.tolerating():
            row = msgspec.convert(whole, Transaction)
            if str(row.bk_record_id) == _UNBOOKED:
                continue
            for trade in row.trades or ():
                fact = _of_transaction(row, trade, whole, account, placed_by_bank)
                if fact is not None:
                    records.facts.append(fact)
            if not row.trades and (money := _of_money(row, whole, account)) is not None:
                records.facts.append(money)
    return records


def _of_transaction(
    row: Transaction,
    trade: TransactionTrade,
    whole: Row,
    account: AccountKey,
    placed_by_bank: Placed,
) -> Booking | None:
    number = trade.trade_id or trade.position_id
    named = placed_by_bank.get(trade.order_id or "") or causes.of_words(row.event)
    cause = named or causes.of_trade(
        None,
        trade.tool_id,
        trade.trade_event_type,
        trade.option_event_type,
        row.corporate_action_id,
        bought=_quantity(trade.traded_quantity, trade.trade_event_type) > 0,
    )
    if cause is None or not number:
        return None
    at = _at(trade.trade_execution_time, row.date)
    instrument = _named(trade.instrument or row.instrument)
    if witnesses.is_leg(cause, instrument):
        return None
    quantity = _quantity(trade.traded_quantity, trade.trade_event_type)
    scope = figures.scope(row.account_id)
    return Booking(
        at,
        account,
        f"tx/{number}",
        instrument,
        quantity,
        cause,
        price=figures.price(trade.price),
        event=trade.trade_id or f"tx/{number}",
        refs=witnesses.refs(cause, instrument, quantity, at, scope, number),
        record=TRANSACTIONS,
        scope=scope,
        raw=evidence(whole),
    )


def _of_money(row: Transaction, whole: Row, account: AccountKey) -> Booking | None:
    """A row of money alone, where its event names a cause and the books have numbered it."""
    cause, number = causes.of_words(row.event), str(row.bk_record_id or "")
    if cause is None or row.instrument is None or not row.booked_amount or not row.currency:
        return None
    if _is_cost(row.event or "") or not number.strip("9"):
        return None  # no settlement; a number of nines stands for one that is not there yet
    at = _end_of(row.date)
    return Booking(
        at,
        account,
        f"tx/money/{number}",
        _named(row.instrument),
        Decimal(),
        cause,
        cash={row.currency: figures.exact(row.booked_amount)},
        record=TRANSACTIONS,
        scope=figures.scope(row.account_id),
        raw=evidence(whole),
    )


_COSTS = ("fee", "commission", "charge", "cost", "tax", "duty", "levy")
"""What a line of money is called that is no part of what a settlement paid."""


def from_money(rows: Iterable[Row], account: AccountKey) -> Records:
    """Lines of the bookings report whose type names a cause: what a settlement paid.

    Premiums, fees and commissions belong to trades and are no facts about a position. A line's
    related position may be the one that the trader opened, whose trade it must not be taken for;
    so it shares no id, and is put to its contract by its day.
    """
    records = Records(MONEY)
    for whole in rows:
        with records.tolerating():
            row = msgspec.convert(whole, ReportBooking)
            cause = causes.of_words(row.bk_amount_type)
            if cause is None or _is_cost(row.bk_amount_type) or not row.amount:
                continue
            if row.uic is None or row.asset_type is None or not row.currency:
                continue
            at = _end_of(row.date)
            records.facts.append(
                Booking(
                    at,
                    account,
                    f"money/{row.bk_amount_id}",
                    figures.instrument_id(row.uic, row.asset_type),
                    Decimal(),
                    cause,
                    cash={row.currency: figures.exact(row.amount)},
                    record=MONEY,
                    scope=figures.scope(row.account_id),
                    raw=evidence(whole),
                )
            )
    return records


def _end_of(date: str) -> datetime:
    """The last second of a day on which money was booked.

    It is of what happened on that day, and so never older than a reading of that day.
    """
    return _at(None, date) + timedelta(days=1, seconds=-1)


def _is_cost(kind: str) -> bool:
    return any(part in kind.lower() for part in _COSTS)


def _named(instrument: NamedInstrument | None) -> InstrumentId:
    if instrument is None or instrument.uic is None or instrument.asset_type is None:
        raise ValueError("a transaction without an instrument")
    return figures.instrument_id(instrument.uic, instrument.asset_type)


def _quantity(amount: Decimal, trade_event: str | None) -> Decimal:
    """The signed change. The event names the side where it does; the amount is signed besides."""
    match trade_event:
        case "Bought" | "TransferIn":
            return figures.signed(amount, "Buy")
        case "Sold" | "TransferOut":
            return figures.signed(amount, "Sell")
        case _:
            return figures.exact(amount)


def _at(told: datetime | None, date: str | None) -> datetime:
    """When it was executed, or else the start of the day it is dated. Raises ValueError."""
    if (at := figures.real(told)) is not None:
        return at
    found = figures.day(date)
    if found is None:
        raise ValueError("a row without a date")
    return figures.start_of(found)
