"""Which reading of the positions shows what a record tells.

`filing.py` asks it to tell nights apart, `official.py` whether somebody looked in time, and
`conclude.py` under which incidents the nights of records go. The ledger has said of each record
which change it is about (`changes/answers.py`); of the others the interval of their time says it.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.state import Account, Book, Count

_ZERO = Decimal()


def shown_late(account: Account, record: Record) -> bool | None:
    """Whether nobody had looked before the reading that showed its change; None if none did yet."""
    book = account.books.get(record.key)
    shown = shown_by(book, record) if book is not None else None
    return shown.late if shown is not None else None


def shown_nights(account: Account, records: Sequence[Record]) -> dict[str, list[datetime]]:
    """The readings that show what records tell, by the incidents that count them."""
    found: dict[str, list[datetime]] = {}
    for record in records:
        book = account.books.get(record.key)
        shown = shown_by(book, record) if book is not None and record.counts else None
        for witness in record.happening.witnesses if shown is not None else ():
            name = account.consumed.get((witness.id, witness.instrument))
            if name is not None and shown is not None:
                found.setdefault(name, []).append(shown.at)
    return found


def shown_by(book: Book, record: Record) -> Count | None:
    """The step that showed its change: that of its date, unless it is about an earlier one."""
    answer, at = record.answer, record.happening.at
    if answer is not None and not answer.own:
        return next((count for count in book.counts if count.at == answer.at), None)
    own = (count for count in book.counts if count.since < at <= count.at)
    return next((count for count in own if _moved_in(book, count) * record.change > 0), None)


def _moved_in(book: Book, count: Count) -> Decimal:
    """By how much it changed between two readings, but for the trader's trades."""
    traded = (f.quantity for f in book.fills.values() if count.since < f.at <= count.at)
    return count.after - count.before - sum(traded, _ZERO)
