"""Keeping an account's books: what is held, how it was read, and which records came since.

`evolve.py` calls these when it folds a fact in; nothing here judges. `detect/ledger.py` reads what
is kept: for each position its readings and trades since it last balanced.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import islice

from assignwatch.core.events import Counted
from assignwatch.core.model import PositionKey, PositionRow, Scope, position_key
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.state import Account, Book, Count, FactKey
from assignwatch.core.words import Side

_REMEMBERED = 20_000
"""Trades of an account that are kept however old they are, to know them when told again."""

_AT_ONCE = 500
"""How many more come in before the oldest are looked through, twice as many at a time."""

_LOOKED_THROUGH = 2_000
"""So many of the newest trades are looked through for those of a record that comes after them."""

_EMPTY_FOR = timedelta(hours=6)
"""So soon a reading after an empty answer shows again what was there; a trader takes longer."""

_A_DAY = timedelta(days=1)

_WITNESSED = timedelta(days=15)
"""So long a record is kept behind a balance: its leg may move days later, and is carried then."""

_MEMORY = timedelta(days=30)
"""Older ones are kept this long; no broker tells a trade again after that."""

_NOTHING = Decimal()


def count(account: Account, row: PositionRow, event: Counted) -> PositionKey:
    """A reading of one position goes into its ledger; which one that is."""
    key, at = position_key(row.instrument, row.side), event.at
    book = account.book(key)
    told = book.counts[-1].at if book.counts else book.base
    last = told or account.baseline(account.scopes.get(key))
    before, was, after = hold(account, key, row, event.scope)
    # Without names, which would take longer: half of a long journal makes one of these each.
    step = Count(
        at,
        event.since or told or account.baselines.get(event.scope, at),
        event.seen or at,
        event.scope,
        before,
        after,
        was,
        row,
        event.late,
    )
    book.counts.append(step)
    if last is None or last > at:
        _look_ahead(account, key)
    else:
        catch_up(account, key, at)
    return key


def is_back(account: Account, event: Counted) -> bool:
    """Whether a reading of nothing told nothing: soon after it rows are there that were before.

    An empty answer is not a flat account. Where what it seemed to show fits a contract it is
    believed at first; no record of that day may find it any more afterwards. Not where something
    of these rows is known to have been traded or booked meanwhile.
    """
    gone = [(row, _gone(account, row, event)) for row in event.rows]
    back = [(row, count.since) for row, count in gone if count is not None]
    return bool(back) and not any(_is_told(account, row, since) for row, since in back)


def returned(account: Account, row: PositionRow, event: Counted) -> PositionKey | None:
    """A row that is back: only what it lacks of what it was before has changed.

    None where it is none of that, and is counted as any other.
    """
    gone = _gone(account, row, event)
    if gone is None or gone.was is None:
        return None
    key = position_key(row.instrument, row.side)
    book = account.books[key]
    book.counts.pop()
    after = hold(account, key, row, event.scope)[-1]
    if row.quantity != gone.was.quantity:
        at, late = event.at, gone.late or event.late
        seen = event.seen or at
        book.counts.append(
            Count(at, gone.since, seen, event.scope, gone.before, after, gone.was, row, late)
        )
    _look_ahead(account, key)
    return key


def _gone(account: Account, row: PositionRow, event: Counted) -> Count | None:
    """The reading before, if it was the first to show a row gone of which this one shows a part.

    Or all of it. At the price it had: else it was bought anew. Where two readings of nothing agree
    it is believed that it was gone.
    """
    book = account.books.get(position_key(row.instrument, row.side))
    gone = book.counts[-1] if book is not None and book.counts else None
    if gone is None or gone.was is None or gone.after or gone.scope != event.scope:
        return None
    if gone.at != event.since or event.at - gone.at > _EMPTY_FOR:
        return None
    held, prices = gone.was.quantity, {gone.was.price, row.price} - {None}
    is_part = row.quantity * held > 0 and abs(row.quantity) <= abs(held)
    return gone if is_part and len(prices) < 2 else None


def _is_told(account: Account, row: PositionRow, since: datetime) -> bool:
    key = position_key(row.instrument, row.side)
    book = account.books.get(key)
    traded = book.fills.values() if book is not None else ()
    booked = (account.bookings[fact].at for fact in account.booked.get(key, ()))
    ends = (at + _A_DAY if at.time() == time() else at for at in booked)
    return any(fill.at > since for fill in traded) or any(at > since for at in ends)


def hold(
    account: Account, key: PositionKey, row: PositionRow, scope: Scope
) -> tuple[Decimal, PositionRow | None, Decimal]:
    """A row of one scope takes its place.

    How much the position was, netted over all scopes; its row of this scope until now; how much
    it is netted now.
    """
    held, rows = account.held.get(scope), account.rows
    if held is None:
        held = account.held[scope] = {}
        account.plain[scope] = {}
    only = len(account.held) == 1
    net = rows.get(key)
    was = net if only else held.get(key)
    if row.quantity:
        held[key] = row
        if row.side is Side.NET:
            account.plain[scope][row.instrument] = row
    else:
        held.pop(key, None)
        if row.side is Side.NET:
            account.plain[scope].pop(row.instrument, None)
    now = row if only else _netted(account, key)
    if not now.quantity:
        rows.pop(key, None)
        account.scopes.pop(key, None)
    else:
        rows[key] = now
        if net is None or not only:
            account.scopes[key] = scope
    return _NOTHING if net is None else net.quantity, was, now.quantity


def _netted(account: Account, key: PositionKey) -> PositionRow:
    rows = [rows[key] for rows in account.held.values() if key in rows]
    if len(rows) == 1:
        return rows[0]
    return PositionRow(key.instrument, sum((r.quantity for r in rows), _NOTHING), key.side)


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
    told = account.ahead.get(key)
    if told is None:
        return
    if max(told.values()) <= read:
        del account.ahead[key]
    else:
        account.ahead[key] = {fact: at for fact, at in told.items() if at > read}


def _note_ahead(
    account: Account, key: PositionKey, book: Book, fact: FactKey, at: datetime
) -> None:
    last = book.counts[-1].at if book.counts else book.base
    if last is None:
        last = account.baseline(account.scopes.get(key))
    if last is None or at > last:
        told = account.ahead.setdefault(key, {})
        told[fact] = min(at, told[fact]) if fact in told else at


def file_fill(account: Account, fill: Fill) -> Sequence[PositionKey]:
    """A trade goes into its position's ledger, in place of what it corrects; what it touches."""
    key, fills = position_key(fill.instrument, fill.side), account.fills
    fact, known = (fill.id, fill.instrument), len(fills)
    book = account.book(key)
    before = fills.setdefault(fact, fill)
    corrects = len(fills) == known
    if corrects:
        fills[fact] = fill
        if before.key in account.books:
            account.books[before.key].fills.pop(fact, None)
            account.books[before.key].witnesses.pop(fact, None)
    book.fills[fact] = fill
    _note_ahead(account, key, book, fact, fill.at)
    if len(fills) > _REMEMBERED and not len(fills) % _AT_ONCE:
        _forget(account, fill.at)
    return (before.key, key) if corrects else (key,)


def _forget(account: Account, newest: datetime) -> None:
    """Let go of the oldest trades that are told and balanced; others go to the end of the line."""
    fills, books = account.fills, account.books
    for fact, fill in list(islice(fills.items(), 2 * _AT_ONCE)):
        at = fill.at
        if newest - at <= _MEMORY:
            return
        del fills[fact]
        book = books.get(position_key(fill.instrument, fill.side))
        if book is not None and fact in book.fills:
            fills[fact] = fill
        elif account.forgotten is None or at > account.forgotten:
            account.forgotten = at


def file_booking(account: Account, booking: Booking) -> Iterator[PositionKey]:
    """A record is filed under its position, its ids and its other legs; what it touches."""
    fact = (booking.id, booking.instrument)
    before, incident = account.bookings.get(fact), account.consumed.get(fact)
    if before is not None and incident is not None and not _is_same(booking, before):
        _reopen(account, before.key, incident)
    if before is not None and booking.cause is not before.cause and before.key in account.books:
        account.books[before.key].settled.discard(fact)  # what it says now was in none
    if before is not None and before.key != booking.key:
        account.booked.get(before.key, {}).pop(fact, None)
        yield before.key
    account.bookings[fact] = booking
    if account.baseline(account.scopes.get(booking.key)) is None:
        account.foretold[fact] = None
    account.booked.setdefault(booking.key, {})[fact] = None
    for token in booking.shared:
        account.events.setdefault(token, {})[booking.key] = None
    book = account.book(booking.key)
    book.witnesses |= _balanced_of(account, book, booking)
    _note_ahead(account, booking.key, book, fact, booking.at)
    yield booking.key
    for leg in booking.counter:
        account.countered.setdefault(leg.instrument, {})[booking.key] = None
        yield PositionKey(leg.instrument)


def _balanced_of(account: Account, book: Book, booking: Booking) -> dict[FactKey, Fill]:
    """Trades that share an id with a record, and that the ledger started afresh from before it."""
    if book.base is None or booking.at > book.base:
        return {}
    ids = _ids(booking)
    newest = islice(reversed(account.fills.items()), _LOOKED_THROUGH)
    return {
        fact: fill
        for fact, fill in newest
        if fill.key == booking.key and fact not in book.fills
        if not ids.isdisjoint((fill.id, fill.order, *fill.shared))
    }


def _ids(booking: Booking) -> frozenset[str]:
    return frozenset((booking.id, *booking.shared))


def _is_same(told: Booking, before: Booking) -> bool:
    """Whether it only stands in another list, or was put in other words."""
    return replace(told, record=before.record, also=before.also, raw=before.raw) == before


def _reopen(account: Account, key: PositionKey, incident: str) -> None:
    """A record was corrected: its incident is judged again, from all its records."""
    account.live.setdefault(key, {})[incident] = None
    account.reopened[incident] = None
    for fact, name in account.consumed.items():
        booking = account.bookings.get(fact)
        if name == incident and booking is not None:
            account.booked.setdefault(booking.key, {})[fact] = None


def close_book(account: Account, key: PositionKey, through: datetime) -> None:
    """The ledger holds nothing open up to here: it starts afresh, and keeps only what is later.

    What names a day alone is of the moment that another record of it tells.
    """
    book = account.book(key)
    book.base = through
    book.counts = [step for step in book.counts if step.at > through]
    before = {fact: fill for fact, fill in book.fills.items() if fill.at <= through}
    book.fills = {fact: fill for fact, fill in book.fills.items() if fact not in before}
    known = book.witnesses | {fact: f for fact, f in before.items() if _is_witness(account, f)}
    recent = {fact: fill for fact, fill in known.items() if through - fill.at <= _WITNESSED}
    book.witnesses = recent
    booked = account.booked.get(key, {})
    told = [account.bookings[fact] for fact in booked]
    later = {id_ for booking in told if booking.at > through for id_ in _ids(booking)}
    for fact, booking in zip(list(booked), told, strict=True):
        at = booking.at
        by_its_day = at.time() == time() and not later.isdisjoint(_ids(booking))
        if at <= through and not by_its_day:
            book.settled.add(fact)
        if through - at > _WITNESSED:
            del booked[fact]
            book.settled.discard(fact)


def _is_witness(account: Account, fill: Fill) -> bool:
    """Whether it shares an id with a record."""
    named = (fill.id, fill.instrument) in account.bookings
    return named or any(token in account.events for token in fill.shared)


def open_ledgers(account: Account) -> Iterator[PositionKey]:
    """Positions with an incident, or with entries that may still come to one."""
    yield from account.live
    yield from (key for key, facts in account.booked.items() if facts)
    yield from (key for key, book in account.books.items() if book.counts or book.fills)
