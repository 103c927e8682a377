"""What an account holds, what it held at some time, and until lately and did not trade away.

`watch` hands the last to a broker's session with each reading: some brokers' records of an end name
the contract and the money, and not how much of it went.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.core.model import PositionKey
from assignwatch.core.state import Account, Book, Count

LATELY = timedelta(days=5)
"""Before the last reading that was accepted. By then every broker has booked what ended."""


def lately_held(account: Account) -> Mapping[PositionKey, Decimal]:
    """Signed quantities by position: of now, and of what is gone the last one that was read.

    What the trader's own trades account for is not asked about: nobody will book it.
    """
    held = {key: row.quantity for key, row in account.rows.items()}
    newest = account.accepted_at()
    for key, book in account.books.items():
        last = next((count for count in reversed(book.counts) if count.before), None)
        if key in held or last is None or newest is None or newest - last.at > LATELY:
            continue
        if account.booked.get(key) or not _was_traded_away(book, last):
            held[key] = last.before
    return held


def held_at(account: Account, key: PositionKey, when: datetime) -> Decimal:
    """The signed quantity of a position at some time: as it was read, with the trades since."""
    row, book = account.rows.get(key), account.books.get(key)
    now = row.quantity if row is not None else Decimal()
    later = [count for count in (book.counts if book is not None else ()) if count.at > when]
    if book is None or not later:
        return now
    step = min(later, key=lambda count: count.at)
    trades = (f.quantity for f in book.fills.values() if step.since < f.at <= when)
    return step.before + sum(trades, Decimal())


def _was_traded_away(book: Book, last: Count) -> bool:
    trades = (fill.quantity for fill in book.fills.values() if last.since < fill.at <= last.at)
    return sum(trades, Decimal()) == -last.before
