"""Records that share ids, held against the positions: parts of one thing, or the thing told again.

`told.py` asks. `lots.py` counts the records of one list by their ids alone. Where readings show
just what they come to otherwise, that is so: all together where they seemed to be told twice (the
first reading that shows either decides), or one where each goes by an event of its own (if none
shows as many as that). Where no reading since shows any of it, one before may: records may be dated
after the reading that showed what they tell. What lies before the first reading may be just what
changed since (`as_open`). Before there is a reading, and of what an earlier balance of the ledger
holds, the ids alone speak. `witnesses.py` asks for all `ways_of` counting, where another list may
tell the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import combinations

from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.lots import Lots
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.state import Book, Count
from assignwatch.core.words import Cause

_ZERO = Decimal()
_DAY = timedelta(days=1)
_SHOWN_WITHIN = timedelta(hours=36)
"""A reading so long after the last of the records still shows what they tell."""

_SHOWN_BEFORE = timedelta(days=5)
"""And so long before the first: over days without trading."""

_FEW = 4
"""Of more happenings at once not each set of some is tried."""

Steps = Sequence[tuple[datetime, Decimal]]


def as_shown(
    book: Book | None, found: Sequence[Happening], trades: Sequence[Fill]
) -> list[Happening]:
    """The happenings, each counted as the readings show it."""
    known = list(found)
    if book is None or not book.counts:
        return known
    counts = sorted(book.counts, key=lambda count: count.at)
    new = {i: told for i, told in enumerate(known) if not is_settled(book, told)}
    ways = {i: found for i, told in new.items() if (found := list(ways_of(told)))}
    if not ways:
        return known
    said = {i: (told.at, told.quantity) for i, told in new.items()}
    traded = [(fill.at, fill.quantity) for fill in trades]

    def is_shown(together: Sequence[int], others: Sequence[tuple[Happening, ...]]) -> bool:
        told = tuple(known[i] for i in together)
        shown = _shown(counts, [*traded, *said.values()], told, others)
        for i, one in zip(together, shown or (), strict=shown is not None):
            known[i], said[i] = one, (one.at, one.quantity)
        return shown is not None

    order = sorted(ways, key=lambda i: known[i].at)
    left = [i for i in order if not is_shown([i], [(way,) for way in ways[i]])]
    for together in _several(left):
        if is_shown(together, [tuple(ways[i][0] for i in together)]):
            break
    return known


def _several(left: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Those that no reading shows by themselves: all together, then some of a few."""
    sizes = range(len(left), 1, -1)
    for size in sizes if len(left) <= _FEW else sizes[:1]:
        yield from combinations(left, size)


def as_open(
    book: Book | None,
    history: Sequence[Happening],
    counted: Sequence[Happening],
    trades: Sequence[Fill],
    within: timedelta,
) -> list[Happening]:
    """What lies before the first reading, so counted that a reading `within` this time is just it.

    By its ids where that is so, or where none is.
    """
    ways = [(told, *ways_of(told)) for told in history]
    if book is None or all(len(each) == 1 for each in ways):
        return list(history)
    steps = [(fill.at, fill.quantity) for fill in trades]
    steps += [(told.at, told.quantity) for told in counted if not is_settled(book, told)]
    left = [(count.at, left_open(count, steps)) for count in book.counts]
    known: list[Happening] = []
    for told, *others in ways:
        near = {change for at, change in left if at - told.at <= within}
        known.append(next((way for way in (told, *others) if way.quantity in near), told))
    return known


def is_settled(book: Book, told: Happening) -> bool:
    """Whether an earlier balance of the ledger holds it already, itself or as its trades."""
    booked = any((w.id, w.instrument) in book.settled for w in told.witnesses)
    return booked or (told.is_traded and not told.traded_since(book.base))


def ways_of(told: Happening) -> Iterator[Happening]:
    """How else it may be counted. One event is told twice where two are the same but for ids."""
    if len(told.witnesses) < 2:
        return
    by_id, parts = told.quantity, replace(told, lots=Lots.ALL)
    if parts.quantity != by_id and not _is_repeated(parts.account_of_most):
        yield parts
    one = replace(told, lots=Lots.ONE)
    if one.quantity != by_id and told.cause is not Cause.CORRECTION:
        yield one


def _is_repeated(parts: Sequence[Booking]) -> bool:
    said = [(w.event, w.at, w.quantity, w.price) for w in parts if w.event is not None]
    return len(set(said)) < len(said)


def _shown(
    counts: Sequence[Count],
    steps: Steps,
    told: tuple[Happening, ...],
    ways: Sequence[tuple[Happening, ...]],
) -> tuple[Happening, ...] | None:
    """Which way of counting them together the readings show; None where they show none."""
    moved = sum((h.quantity for h in told), _ZERO)
    fits = {moved - sum((h.quantity for h in way), _ZERO): way for way in (*ways, told)}
    since = [fits[s] for s in _surpluses(counts, steps, told) if s in fits]
    more = [way for way in since if way in ways and _size(way) > abs(moved)]
    if since and (told not in since or since[0] in more):
        return since[0]
    if since:
        return told
    first = min(h.at for h in told)
    near = [count for count in counts if timedelta() < first - count.at <= _SHOWN_BEFORE]
    open_ = [moved - left_open(count, steps) for count in near]
    return next((way for s, way in reversed(fits.items()) if s in open_), None)


def _size(way: Sequence[Happening]) -> Decimal:
    return abs(sum((h.quantity for h in way), _ZERO))


def _surpluses(
    counts: Sequence[Count], steps: Steps, told: Sequence[Happening]
) -> Iterator[Decimal]:
    """By each reading since they are told, what was told by then and the positions do not show."""
    witnesses = [w for h in told for w in h.witnesses]
    earliest, latest = min(w.at for w in witnesses), max(w.at for w in witnesses)
    before = [count for count in counts if count.at < earliest]
    held, start = (before[-1].after, before[-1].at) if before else (counts[0].before, None)
    for count in _readings(counts, witnesses, latest):
        said = (q for at, q in steps if at <= count.at and (start is None or at > start))
        yield sum(said, _ZERO) - (count.after - held)


def _readings(
    counts: Sequence[Count], witnesses: Sequence[Booking], latest: datetime
) -> Iterator[Count]:
    """Those that ought to show them. What names a day alone may be of the night after it."""
    yield from (c for c in counts if latest <= c.at <= latest + _SHOWN_WITHIN)
    over = max((w.at + _DAY for w in witnesses if w.at.time() == time()), default=latest)
    if over > latest:
        yield from [c for c in counts if c.at > max(over, latest + _SHOWN_WITHIN)][:1]


def left_open(count: Count, steps: Steps) -> Decimal:
    """What of a reading's change nothing that is dated into it explains."""
    said = sum((q for at, q in steps if count.since < at <= count.at), _ZERO)
    return count.after - count.before - said
