"""The records of one happening, list by list: which of them add up, and which are told twice.

`happenings.py` asks, and hands in records that share ids. The same event, or any further id that is
shared, adds evidence and never quantity: of the records of one list that share one the largest
counts. Only those that each go by an event of their own and have no more in common than a further
id add up: the broker numbers them as two, as where several lots of a contract name the id of its
end. One that names the other's event or own id is that one, told again. The positions may say
otherwise (`Lots`, `shown_lots.py`). What moved one way and what moved the other are never one; and
two corrections are not one because both name what they take back.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from assignwatch.core.observations import Booking, Fill
from assignwatch.core.words import Cause

T = TypeVar("T")

_ZERO = Decimal()


class Lots(Enum):
    """How the records of one list and happening are counted."""

    BY_ID = "by_id"
    """As their ids say."""
    ALL = "all"
    """All of them are parts."""
    ONE = "one"
    """Those that share any id are one, told again under another event."""


def lists_of(records: Iterable[Booking], lots: Lots = Lots.BY_ID) -> list[tuple[Booking, ...]]:
    """Records that count by the list they were read from.

    One of unknown origin is its own, unless all are parts: then they are of one list.
    """
    lists: dict[tuple[str, str], list[Booking]] = {}
    for record in records:
        origin = (record.record, "" if record.record or lots is Lots.ALL else record.id)
        lists.setdefault(origin, []).append(record)
    return [tuple(_counting(lists[origin], lots)) for origin in sorted(lists)]


def fullest(records: Iterable[Booking], lots: Lots = Lots.BY_ID) -> tuple[Booking, ...]:
    """Those of the list that accounts for the largest quantity."""
    return max(lists_of(records, lots), key=lambda listed: abs(_sum(listed)), default=())


def money(records: Iterable[Booking], lots: Lots = Lots.BY_ID) -> dict[str, Decimal]:
    """What the list that says most about it says that was received and paid."""
    total: dict[str, Decimal] = {}
    lists = lists_of(records, lots)
    for record in max(lists, key=lambda ws: len({c for w in ws for c in w.cash})):
        for currency, amount in record.cash.items():
            total[currency] = total.get(currency, _ZERO) + amount
    return total


def tokens(record: Booking | Fill) -> Iterator[str]:
    """The ids that a further record of the same happening may share."""
    yield record.event or record.id
    yield from record.refs


def linked(items: Iterable[T], tokens: Callable[[T], Iterable[Hashable]]) -> list[list[T]]:
    """Items in groups such that items with a token in common are in the same group."""
    group_of: dict[Hashable, list[T]] = {}
    groups: list[list[T]] = []
    for item in items:
        mine = list(tokens(item))
        met = {id(group_of[token]): group_of[token] for token in mine if token in group_of}
        if met:
            target = max(met.values(), key=len)
        else:
            target = []
            groups.append(target)
        for group in met.values():
            if group is not target:
                target += group
                group_of.update((token, target) for other in group for token in tokens(other))
                groups = [one for one in groups if one is not group]
        target.append(item)
        group_of.update(dict.fromkeys(mine, target))
    return groups


def _counting(listed: Sequence[Booking], lots: Lots) -> Sequence[Booking]:
    """The records of one list that add up, in their order; money alone always does."""
    moved = [record for record in listed if record.quantity]
    if lots is Lots.ALL or len(moved) < 2 or _share_nothing(moved):
        return listed
    counted: set[int] = set()
    for alike in linked(moved, lambda w: _shared(w, lots)):
        most = [max(alike, key=_says)]
        own = _by_event(alike) if lots is Lots.BY_ID and len(alike) > 1 else []
        counted.update(map(id, max(most, own, key=lambda ws: abs(_sum(ws)))))
    return [record for record in listed if not record.quantity or id(record) in counted]


def _share_nothing(moved: Sequence[Booking]) -> bool:
    """Whether each has but one id, and another than the rest, as it mostly is."""
    return not any(w.refs for w in moved) and len({w.event or w.id for w in moved}) == len(moved)


def _by_event(alike: Sequence[Booking]) -> list[Booking]:
    """Of those that go by an event of their own one each; who names another by its id is that."""
    if not any(w.event for w in alike):
        return []
    names = {w.event or w.id for w in alike}
    own = linked(
        [w for w in alike if w.event],
        lambda w: [w.event, *(ref for ref in w.refs if ref in names)],
    )
    return [max(same, key=_says) for same in own]


def _shared(record: Booking, lots: Lots) -> Iterator[Hashable]:
    """The ids by which it is told again: its event, and each of what moved the same way."""
    if record.event is not None:
        yield record.event
    if record.cause is not Cause.CORRECTION or lots is Lots.ONE:
        yield from ((token, record.quantity > 0) for token in tokens(record))


def _says(record: Booking) -> tuple[Decimal, int]:
    return abs(record.quantity), len(record.cash) + len(record.counter)


def _sum(listed: Iterable[Booking]) -> Decimal:
    return sum((w.quantity for w in listed), _ZERO)
