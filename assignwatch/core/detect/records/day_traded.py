"""Trades that are what a contract turned into, though nothing ties them to its record.

`placing.py` asks while something is open. Brokers that name a day alone date at midnight. A trade
so dated that the reading after it does not show was of a later time of that day. Where a contract
went in the reading that does show it, of which it is just a part of what that delivers, at the
strike, it is the leg of that contract as the broker tells it, as one with its contract's record is
(`traded_leg.py`); unless that contract was traded on that day as well. It names no cause, so what
it is remains derived from the positions.

Nor need the trade be of the moment of a record: where that looks for its leg, one of its day or
night, of just what it delivers and at the strike, may be that.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta

from assignwatch.core.calendar import Calendar
from assignwatch.core.detect.contracts.delivery import effect
from assignwatch.core.detect.contracts.market import exchange_of
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.leg_of import are_of_one_time, is_at_its_price
from assignwatch.core.detect.records.told import Told
from assignwatch.core.detect.records.traded_leg import as_booked
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument, PositionKey, later
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.state import Account, FactKey, State
from assignwatch.core.words import Cause, InstrumentKind

_DAY = timedelta(days=1)
_MORNING, _EVENING = time(7), time(20)
"""Between these in UTC options are traded somewhere, where nobody names their exchange."""


def legs_by_day(
    state: State, account: Account, known: Sequence[Told], changes: Sequence[Residual]
) -> Iterator[Booking]:
    """The records that such trades would be; `changes` are all open."""
    traded = {(told.key, trade.at.date()) for told in known for trade in told.trades}
    for told in known:
        for trade in told.trades:
            if trade.at.time() != time() or any(one in account.events for one in trade.shared):
                continue
            if any(
                _turned_into(state, gone, trade) and _is_as_it_was(account, trade, gone.since)
                for gone in changes
                if (gone.key, trade.at.date()) not in traded
            ):
                yield as_booked(trade, Cause.OTHER)


Call = tuple[PositionKey, Instrument, Happening]
"""A contract that a record says was called."""


def legs_at_strike(
    state: State,
    account: Account,
    known: Sequence[Told],
    calls: Iterable[Call],
    calendar: Calendar,
) -> dict[FactKey, tuple[Booking, PositionKey]]:
    """The same for `calls` without a leg; each with the contract that it is of."""
    found: dict[FactKey, tuple[Booking, PositionKey]] = {}
    for key, contract, record in calls:
        moved = effect(state, contract, record.quantity, record.at) or {}
        for trade in (trade for told in known for trade in told.trades):
            leg, fact = as_booked(trade, record.cause), (trade.id, trade.instrument)
            just = moved.get(trade.instrument) == trade.quantity and fact not in found
            just = just and is_at_its_price(trade.price, contract, trade.instrument)
            free = not any(one in account.events for one in trade.shared)
            free = free and not _in_last_session(state, contract, trade, calendar)
            if just and free and are_of_one_time(Happening((leg,)), record):
                found[fact] = leg, key
                break
    return found


def _in_last_session(state: State, contract: Instrument, trade: Fill, calendar: Calendar) -> bool:
    """Whether it was made in the last session of a contract: what that delivers comes after it."""
    if contract.expiry is None or contract.expiry.at.date() != trade.at.date():
        return False
    exchange = exchange_of(state, contract, trade.at)
    if exchange is None:
        return _MORNING <= trade.at.time() < _EVENING
    closes = calendar.closes_on(exchange, trade.at.date())
    return closes is not None and trade.at < closes and calendar.is_open(exchange, trade.at)


def _is_as_it_was(account: Account, trade: Fill, at: datetime) -> bool:
    """Whether no reading from the trade up to then shows a change of its position."""
    book = account.books.get(trade.key)
    counts = book.counts if book is not None else ()
    moved = (count for count in counts if count.after != count.before)
    return not any(trade.at <= count.at and count.since < at for count in moved)


def _turned_into(state: State, gone: Residual, trade: Fill) -> bool:
    """Whether a contract that went later that day delivers it, at this price."""
    contract = state.described(gone.instrument, gone.judged_at)
    if contract is None or contract.kind is not InstrumentKind.OPTION or not gone.closes:
        return False
    if not trade.at <= gone.since < later(trade.at, _DAY):
        return False
    moved = (effect(state, contract, gone.quantity, gone.judged_at) or {}).get(trade.instrument)
    if not moved or moved * trade.quantity < 0 or abs(moved) < abs(trade.quantity):
        return False
    each = moved / gone.quantity
    if trade.quantity % each:
        return False
    return is_at_its_price(trade.price, contract, trade.instrument)
