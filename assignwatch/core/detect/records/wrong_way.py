"""Records of an end whose sign cannot be: an end takes from what is held and never adds to it.

`told.py` asks before it counts what happened to a contract. Where the readings show that the
position grew so, the broker took back an end of before that nobody knows any more: it counts as a
correction. Otherwise such a record is a witness of its cause, and its quantity is not believed: its
money may tell it (`bought.py`), or a reading (`cash_lines.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal

from assignwatch.core.detect.records.happenings import ENDS, Happening
from assignwatch.core.model import Instrument, later
from assignwatch.core.policy import Policy
from assignwatch.core.state import Book, Count
from assignwatch.core.words import Cause

_ZERO = Decimal()
_DAY = timedelta(days=1)

Reading = tuple[datetime, Decimal]
"""When a position was read, or moved, and as what or by how much."""


def with_wrong_ways(
    told: Sequence[Happening],
    contract: Instrument,
    book: Book,
    held: Reading | None,
    read: datetime | None,
    policy: Policy,
) -> Iterator[Happening]:
    """The same happenings; those that cannot be by their sign are marked, or are corrections.

    `held`: how the position was last read. `read`: up to when the trades were read: one that is not
    told yet may have turned the position.
    """
    readings = [r for c in book.counts for r in ((c.since, c.before), (c.at, c.after))]
    readings += [held] if held is not None else []
    moved = [(fill.at, fill.quantity) for fill in book.fills.values()]
    for happening in told:
        others = [(_latest(h), h.quantity) for h in told if h is not happening]
        if not _is_wrong(happening, contract, book, readings, [*moved, *others], read):
            yield happening
        elif any(_has_grown(count, happening, book, policy) for count in book.counts):
            rows = (replace(w, cause=Cause.CORRECTION) for w in happening.witnesses)
            yield replace(happening, witnesses=tuple(rows))
        else:
            yield replace(happening, wrong_way=True)


def _is_wrong(
    told: Happening,
    contract: Instrument,
    book: Book,
    readings: Sequence[Reading],
    moved: Sequence[Reading],
    read: datetime | None,
) -> bool:
    change = told.quantity
    if not change or told.corrections or told.cause not in ENDS:
        return False
    if told.is_leg(contract):
        return False
    if book.base is not None and told.at < book.base:
        return False  # what was held then the ledger does not know any more
    way = -1 if change > 0 else 1
    if _most(readings, moved, way) > 0 or not _most(readings, (), -way) > 0:
        return False
    return _is_other_side(told.cause, change) or (read is not None and read >= told.at)


def _most(readings: Sequence[Reading], moved: Sequence[Reading], way: int) -> Decimal:
    """How many may have been held at most this way: those read, and all that came since."""
    return max(
        (
            way * held + sum((way * q for when, q in moved if q * way > 0 and when >= at), _ZERO)
            for at, held in readings
        ),
        default=_ZERO,
    )


def _latest(told: Happening) -> datetime:
    """When it may have moved at the latest: one that names a day alone, at its end."""
    return later(told.at, _DAY) if told.at.time() == time() else told.at


def _is_other_side(cause: Cause, change: Decimal) -> bool:
    """Whether the word itself is one for the other side of the contract."""
    return cause is (Cause.EXERCISE if change > 0 else Cause.ASSIGNMENT)


def _has_grown(count: Count, told: Happening, book: Book, policy: Policy) -> bool:
    """Whether this reading shows that the position grew by just that."""
    traded: Sequence[Decimal] = [
        fill.quantity for fill in book.fills.values() if count.since < fill.at <= count.at
    ]
    near = abs(told.at - count.at) <= policy.pair_within
    return near and count.after - count.before - sum(traded, _ZERO) == told.quantity
