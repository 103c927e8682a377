"""Trades told over several roads: which of them are one.

`told.py` asks before it joins trades with records. Two on one position that share an id, at the
same price and of the same quantity, are one trade told twice, unless they are two equal parts of
one order. Only the positions can say which: all of them happened where the position moved by all.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from operator import attrgetter

from assignwatch.core.detect.records.lots import linked
from assignwatch.core.observations import Fill
from assignwatch.core.state import Book, Count

_ZERO = Decimal()
IN_TIME = attrgetter("at", "id")
"""The order of trades."""

_TOGETHER = 2
"""Parts of one order may lie on both sides of a reading."""

Moved = Sequence[tuple[datetime, Decimal]]


def distinct(fills: Iterable[Fill]) -> tuple[list[Fill], list[Fill]]:
    """The trades, each once; and those that may be others, equal parts of the order of one.

    What names the own id of another, as its event or besides, is that trade for certain: an order
    is not one of its trades.
    """
    told = sorted(fills, key=IN_TIME)
    ids = [token for f in told for token in {f.id, f.event, *f.refs} if token]
    if len(set(ids)) == len(ids):  # most are told once, and there are many of them
        return told, []
    once: list[Fill] = []
    doubtful: list[Fill] = []
    for alike in linked(told, _shared):
        if len(alike) == 1:
            once += alike
            continue
        first, *more = _certain(alike)
        once.append(first[0])
        doubtful += [others[0] for others in more]
    return once, doubtful


def _certain(alike: Sequence[Fill]) -> list[list[Fill]]:
    ids = {fill.id for fill in alike}
    return linked(alike, lambda fill: (fill.id, *(t for t in (fill.event, *fill.refs) if t in ids)))


def _shared(fill: Fill) -> Iterator[Hashable]:
    """All its ids, each of that quantity and price."""
    for token in dict.fromkeys((fill.id, *fill.shared)):
        yield token, fill.quantity, fill.price


def shown(
    counts: Sequence[Count],
    moved: Moved,
    doubtful: Sequence[Fill],
    beside: Iterable[Book] = (),
) -> Iterator[Fill]:
    """Of these trades those without which the readings cannot be explained.

    `moved` is what is told without them. Where a contract `beside` it came nearer to its end in the
    same step, the change may be what that turned into, and no trade.
    """
    counts = sorted(counts, key=lambda count: count.at)
    ended = [c for other in beside for c in other.counts if abs(c.after) < abs(c.before)]
    left = list(doubtful)
    for size in range(1, _TOGETHER + 1):
        for i in range(len(counts) - size + 1):
            since = counts[i - 1].at if i else None
            inside = [f for f in left if _is_in(f.at, since, counts[i + size - 1])]
            missing = _missing(counts[i : i + size], since, moved)
            if not inside or missing != sum((f.quantity for f in inside), _ZERO):
                continue
            if not any(_is_in(c.at, since, counts[i + size - 1]) for c in ended):
                yield from inside
                left = [f for f in left if f not in inside]


def _is_in(at: datetime, since: datetime | None, last: Count) -> bool:
    return at <= last.at and (since is None or at > since)


def _missing(steps: Sequence[Count], since: datetime | None, moved: Moved) -> Decimal:
    """How the position moved in these steps beyond what is told of them."""
    told = sum((q for at, q in moved if _is_in(at, since, steps[-1])), _ZERO)
    return steps[-1].after - steps[0].before - told
