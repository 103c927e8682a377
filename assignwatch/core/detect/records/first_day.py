"""Records that name the day of a ledger's start alone, put to a later reading of that day.

`placing.py` asks while something is open. The first reading ought to hold them, but it may have
been read before they were booked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assignwatch.core.detect.records.told import Told
from assignwatch.core.detect.residual import Fact
from assignwatch.core.model import PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, Count

_TRIED = 8
"""So many ways to put them, of all positions together."""


def of_its_day(
    account: Account, known: Sequence[Told], policy: Policy
) -> Iterator[tuple[PositionKey, list[Fact]]]:
    """Each told by itself, and then all of a position together; what is just a change elsewhere is
    about that."""
    tried = 0
    for told in known:
        book = account.books.get(told.key)
        if book is None:
            continue
        days = told.loose(book.base - policy.baseline_slack if book.base is not None else None)
        for count in sorted(book.counts, key=lambda count: count.at):
            facts = [replace(f, at=count.at, dated=f.at) for f in days if _is_of_day(f, count)]
            for some in (*([fact] for fact in facts), facts if len(facts) > 1 else []):
                if some and tried < _TRIED:
                    tried += 1
                    yield told.key, some


def _is_of_day(fact: Fact, count: Count) -> bool:
    """Whether the day that it names had not ended before the change of a reading."""
    return fact.at <= count.since < fact.at_its_end.at
