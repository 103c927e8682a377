"""Keeping an account's books: what is held, how it was read, and which records came since.

`evolve.py` calls these when it folds a fact in; nothing here judges. `detect/ledger.py` reads what
is kept: for each position its readings and trades since it last balanced.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice

from assignwatch.core.events import Baselined, Counted
from assignwatch.core.model import PositionKey, PositionRow
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.state import Account, Book, Count, FactKey
from assignwatch.core.words import Side

_REMEMBERED = 20_000
"""Trades of an account that are kept however old they are, to know them when told again."""

_AT_ONCE = 500
"""How many more come in before the oldest are looked through, twice as many at a time."""

_WITNESSED = timedelta(days=15)
"""So long a record is kept behind a balance: its leg may move days later, and is carried then."""

_MEMORY = timedelta(days=30)
"""Older ones are kept this long; no broker tells a trade again after that."""

_NOTHING = Decimal()


def count(account: Account, row: PositionRow, event: Counted) -> None:
    """A reading of one position goes into its ledger."""
    key, book = row.key, account.book(row.key)
    last = _last_read(account, key, book)
    net, was = account.rows.get(key), account.held.get(event.scope, {}).get(key)
    after = hold(account, row, event)
    step = Count(
        at=event.at,
        since=event.since or book.counted_at or account.baselines.get(event.scope, event.at),
        seen=event.seen or event.at,
        scope=event.scope,
        before=net.quantity if net is not None else _NOTHING,
        after=after,
        was=was,
        row=row,
        late=event.late,
    )
    book.counts.append(step)
    if last is None or last > event.at:
        _look_ahead(account, key)
    elif key in account.ahead:
        catch_up(account, key, event.at)


def hold(account: Account, row: PositionRow, event: Baselined | Counted) -> Decimal:
    """A row of one scope; the position netted over all scopes, and how much that is."""
    key, scope = row.key, event.scope
    if scope not in account.held:
        account.held[scope], account.plain[scope] = {}, {}
    held = account.held[scope]
    if row.quantity:
        held[key] = row
    else:
        held.pop(key, None)
    if row.side is Side.NET:
        plain = account.plain[scope]
        if row.quantity:
            plain[row.instrument] = row
        else:
            plain.pop(row.instrument, None)
    net = row if len(account.held) == 1 else _netted(account, key)
    if not net.quantity:
        account.rows.pop(key, None)
        account.scopes.pop(key, None)
    else:
        account.rows[key] = net
        account.scopes[key] = scope
    return net.quantity


def _netted(account: Account, key: PositionKey) -> PositionRow:
    rows = [rows[key] for rows in account.held.values() if key in rows]
    if len(rows) == 1:
        return rows[0]
    return PositionRow(key.instrument, sum((r.quantity for r in rows), _NOTHING), key.side)


def _last_read(account: Account, key: PositionKey, book: Book) -> datetime | None:
    return book.counted_at or account.baseline(account.scopes.get(key))


def _look_ahead(account: Account, key: PositionKey) -> None:
    """Note which records of this position are newer than its last reading."""
    account.ahead.pop(key, None)
    book = account.books[key]
    for fact, fill in book.fills.items():
        _note_ahead(account, key, book, fact, fill.at)
    for fact in account.booked.get(key, ()):
        _note_ahead(account, key, book, fact, account.bookings[fact].at)


def catch_up(account: Account, key: PositionKey, read: datetime) -> None:
    """A reading answers the records up to it."""
    told = account.ahead[key]
    if max(told.values()) <= read:
        del account.ahead[key]
    else:
        account.ahead[key] = {fact: at for fact, at in told.items() if at > read}


def _note_ahead(
    account: Account, key: PositionKey, book: Book, fact: FactKey, at: datetime
) -> None:
    last = _last_read(account, key, book)
    if last is not None and at <= last:
        return
    told = account.ahead.get(key)
    if told is None:
        account.ahead[key] = {fact: at}
    else:
        told[fact] = min(at, told.get(fact, at))


def file_fill(account: Account, fill: Fill) -> Sequence[PositionKey]:
    """A trade goes into its position's ledger, in place of what it corrects; what it touches."""
    key, fact = fill.key, (fill.id, fill.instrument)
    before, book = account.fills.get(fact), account.book(key)
    if before is not None and before.key in account.books:
        account.books[before.key].fills.pop(fact, None)
    account.fills[fact] = book.fills[fact] = fill
    _note_ahead(account, key, book, fact, fill.at)
    if len(account.fills) > _REMEMBERED and not len(account.fills) % _AT_ONCE:
        _forget(account, fill.at)
    return (key,) if before is None else (before.key, key)


def _forget(account: Account, newest: datetime) -> None:
    """Let go of the oldest trades that are told and balanced; others go to the end of the line."""
    for fact in list(islice(account.fills, 2 * _AT_ONCE)):
        fill = account.fills[fact]
        if newest - fill.at <= _MEMORY:
            return
        del account.fills[fact]
        book = account.books.get(fill.key)
        if book is not None and fact in book.fills:
            account.fills[fact] = fill
        elif account.forgotten is None or fill.at > account.forgotten:
            account.forgotten = fill.at


def file_booking(account: Account, booking: Booking) -> Iterator[PositionKey]:
    """A record is filed under its position, its ids and its other legs; what it touches."""
    fact = (booking.id, booking.instrument)
    before, incident = account.bookings.get(fact), account.consumed.get(fact)
    if before is not None and incident is not None:
        _reopen(account, before.key, incident)
    if before is not None and before.key != booking.key:
        account.booked.get(before.key, {}).pop(fact, None)
        yield before.key
    account.bookings[fact] = booking
    if account.baseline(account.scopes.get(booking.key)) is None:
        account.foretold[fact] = None
    account.booked.setdefault(booking.key, {})[fact] = None
    for token in (*filter(None, (booking.event,)), *booking.refs):
        account.events.setdefault(token, {})[booking.key] = None
    _note_ahead(account, booking.key, account.book(booking.key), fact, booking.at)
    yield booking.key
    for leg in booking.counter:
        account.countered.setdefault(leg.instrument, {})[booking.key] = None
        yield PositionKey(leg.instrument)


def _reopen(account: Account, key: PositionKey, incident: str) -> None:
    """A record was corrected: its incident is judged again, from all its records."""
    account.live.setdefault(key, {})[incident] = None
    account.reopened[incident] = None
    for fact, name in account.consumed.items():
        booking = account.bookings.get(fact)
        if name == incident and booking is not None:
            account.booked.setdefault(booking.key, {})[fact] = None


def close_book(account: Account, key: PositionKey, through: datetime) -> None:
    """The ledger holds nothing open up to here: it starts afresh, and keeps only what is later."""
    book = account.book(key)
    book.base = through
    book.counts = [step for step in book.counts if step.at > through]
    book.fills = {fact: fill for fact, fill in book.fills.items() if fill.at > through}
    booked = account.booked.get(key, {})
    for fact in list(booked):
        at = account.bookings[fact].at
        if at <= through:
            book.settled.add(fact)
        if through - at > _WITNESSED:
            del booked[fact]
            book.settled.discard(fact)


def open_ledgers(account: Account) -> Iterator[PositionKey]:
    """Positions with an incident, or with entries that may still come to one."""
    yield from account.live
    yield from (key for key, facts in account.booked.items() if facts)
    yield from (key for key, book in account.books.items() if book.counts or book.fills)
