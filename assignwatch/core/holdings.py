"""What an account holds, and what it held until lately and did not trade away.

`watch` hands it to a broker's session with each reading: some brokers' records of an end name the
contract and the money, and not how much of it went.
"""

from collections.abc import Mapping
from datetime import timedelta
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


def _was_traded_away(book: Book, last: Count) -> bool:
    trades = (fill.quantity for fill in book.fills.values() if last.since < fill.at <= last.at)
    return sum(trades, Decimal()) == -last.before
