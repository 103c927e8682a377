"""Records of an end whose sign cannot be: an end takes from what is held and never adds to it.

`told.py` asks before it counts what happened to a contract. Where the readings show that the
position grew so, the broker took back an end of before that nobody knows any more: it counts as a
correction. Otherwise such a record is a witness of its cause, and its quantity is not believed: its
money may tell it (`bought.py`), or a reading (`cash_lines.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from assignwatch.core.detect.happenings import ENDS, Happening
from assignwatch.core.model import Instrument
from assignwatch.core.policy import Policy
from assignwatch.core.state import Book, Count
from assignwatch.core.words import Cause

_ZERO = Decimal()


def with_wrong_ways(
    told: Sequence[Happening],
    contract: Instrument,
    book: Book,
    held: tuple[Decimal, Decimal],
    read: datetime | None,
    policy: Policy,
) -> Iterator[Happening]:
    """The same happenings; those that cannot be by their sign are marked, or are corrections.

    `held`: how many were read at most, short and long, since the ledger starts. In between there
    may have been as many more as were traded and booked. `read`: up to when the trades were read:
    one that is not told yet may have turned the position.
    """
    moved = [*(fill.quantity for fill in book.fills.values()), *(h.quantity for h in told)]
    sold, bought = (sum((q for q in moved if q * way > 0), _ZERO) for way in (-1, 1))
    at_most = held[0] - sold, held[1] + bought
    for happening in told:
        if not _is_wrong(happening, contract, book, held, at_most, read):
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
    held: tuple[Decimal, Decimal],
    at_most: tuple[Decimal, Decimal],
    read: datetime | None,
) -> bool:
    change, of_short = told.quantity, told.quantity > 0
    if not change or told.corrections or told.cause not in ENDS:
        return False
    if told.is_leg(contract):
        return False
    if book.base is not None and told.at < book.base:
        return False  # what was held then the ledger does not know any more
    if at_most[not of_short] or not held[of_short]:
        return False
    return _is_other_side(told.cause, change) or (read is not None and read >= told.at)


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
