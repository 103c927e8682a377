"""Of which night each record is that names a day and not a time.

`ledger.py` asks where such records leave steps open both at the beginning of their days and at the
end, `witnesses.py` whether two of them may be one told twice. What is booked overnight may carry
the date of the evening or of the morning, so that a record lies as near to the night before its own
as to that: taken one by one, those of two nights running are exchanged. They go to the steps
together, in the order of their days.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from assignwatch.core.detect.residual import Fact
from assignwatch.core.model import later
from assignwatch.core.state import Count

NIGHT = timedelta(hours=12)
"""What the broker does in one night comes within this, over however many readings."""
_ZERO = Decimal()
_DAY = timedelta(days=1)
_NOON = timedelta(hours=12)
_NOON_HOUR, _EVENING_HOUR = 12, 21
"""Of UTC: what is done overnight comes after the one and is read after the other."""
_SATURDAY = 5
_FIRST = datetime.min.replace(tzinfo=UTC) + timedelta(days=7)
"""No time has days before it that is earlier than this."""
_MOST = 64
"""Of more records of days than this only the latest are put to their nights."""

Slot = tuple[Count, Decimal]
"""A step, and what it leaves open without any record that names a day alone."""


@dataclass(frozen=True, order=True, slots=True)
class _Cost:
    """What a way leaves open; of two that leave as much the records lie nearer to their days.

    `steps` that are not explained, records that no step shows, and records of one day and way that
    are not of one night; `before`: records of a change that was seen before their day, or of none
    that was seen yet; `apart`: how long after it the others were.
    """

    steps: int = 0
    before: int = 0
    apart: timedelta = timedelta()

    def __add__(self, other: "_Cost") -> "_Cost":
        return _Cost(
            self.steps + other.steps,
            self.before + other.before,
            self.apart + other.apart,
        )


@dataclass(frozen=True, slots=True)
class _Way:
    """The best way to put the records from some place on; `puts` are pairs of record and step."""

    cost: _Cost = _Cost()
    puts: tuple[tuple[int, int], ...] = ()


def in_their_nights(slots: Sequence[Slot], told: Sequence[Fact], old: Sequence[Fact]) -> list[Fact]:
    """The records, those that belong to a night dated to the reading that showed it.

    `old` are those of before the first reading, which may hold them: what no night shows of these
    is left out. Each night takes what follows one another in the order of days; what it leaves open
    counts once, however much that is.
    """
    known = [(fact, False) for fact in told] + [(fact, True) for fact in old]
    known.sort(key=lambda one: one[0].at)
    kept, records = known[:-_MOST], known[-_MOST:]
    last = slots[-1][0].at
    open_ = [(count, left) for count, left in slots if left]
    best = _best(open_, records, last)
    nights = dict(best.puts)
    shown = [open_[night][0] for night in nights.values()]
    found = [fact for fact, is_old in kept if not is_old]
    for i, (fact, is_old) in enumerate(records):
        night = nights.get(i)
        if night is not None:
            found.append(_of(fact, open_[night][0]))
        elif not is_old:
            found.append(_after(fact, shown, last))
    return found


def _after(fact: Fact, shown: Sequence[Count], last: datetime) -> Fact:
    """A record of no night that was seen, at the end of its day where its reading shows others.

    Its own night may not be read yet.
    """
    ended = fact.at_its_end
    taken = any(count.since < fact.at <= count.at for count in shown)
    return ended if taken and ended.at > last else fact


def each_shown(
    slots: Sequence[Slot], told: Sequence[Fact], read: datetime | None = None
) -> set[int]:
    """Which of the records, by their place, belong to nights that show just what they say.

    `read` is when the position was last read, though it had not changed.
    """
    order = sorted(range(len(told)), key=lambda i: told[i].at)[-_MOST:]
    open_ = [(count, left) for count, left in slots if left]
    if not open_:
        return set()
    last = max(slots[-1][0].at, read or slots[-1][0].at)
    best = _best(open_, [(told[i], False) for i in order], last)
    moved: dict[int, Decimal] = {}
    for i, night in best.puts:
        moved[night] = moved.get(night, _ZERO) + told[order[i]].quantity
    return {order[i] for i, night in best.puts if moved[night] == open_[night][1]}


def _of(fact: Fact, night: Count) -> Fact:
    is_own = night.since < fact.at <= night.at
    return fact if is_own else replace(fact, at=night.at, dated=fact.at)


def _best(slots: Sequence[Slot], records: Sequence[tuple[Fact, bool]], last: datetime) -> _Way:
    """From the last step to the first, each time for the records from any place on."""
    alone = [_Cost() if old else _unseen(f, records, slots, last) for f, old in records]
    ways = [_Way() for _ in range(len(records) + 1)]
    for j in reversed(range(len(records))):
        ways[j] = _Way(alone[j] + ways[j + 1].cost)
    for i in reversed(range(len(slots))):
        after, ways = ways, list(ways)
        for j in reversed(range(len(records) + 1)):
            found = [_Way(_Cost(steps=1) + after[j].cost, after[j].puts)]
            if j < len(records):
                found.append(_Way(alone[j] + ways[j + 1].cost, ways[j + 1].puts))
            for end, cost in _runs(slots[i], records, j):
                puts, then = tuple((k, i) for k in range(j, end)), after[end]
                parts = any(k == end for k, _ in then.puts[:1]) and _are_alike(records, end - 1)
                whole = cost + _Cost(int(parts)) + then.cost
                found.append(_Way(whole, (*puts, *then.puts)))
            ways[j] = min(found, key=lambda way: way.cost)
    return ways[0]


def _runs(
    slot: Slot, records: Sequence[tuple[Fact, bool]], first: int
) -> Iterator[tuple[int, _Cost]]:
    """How many of the records from here on this night may have brought, and what that costs.

    Those of one day that go both ways only where together they are just what it shows.
    """
    count, left = slot
    moved, apart, before, both_ways = _ZERO, timedelta(), 0, False
    for end in range(first, len(records)):
        fact = records[end][0]
        both_ways = both_ways or fact.quantity * left < 0
        one_day = fact.at == records[first][0].at
        if (both_ways and not one_day) or not _may_be(fact, count):
            return
        moved += fact.quantity
        apart += max(count.at - fact.at, timedelta())
        before += count.at < fact.at
        if not both_ways or moved == left:
            yield end + 1, _Cost(int(moved != left), before, apart)


def _are_alike(records: Sequence[tuple[Fact, bool]], place: int) -> bool:
    """Whether the record at that place and the next one name one day, and one way."""
    if not 0 <= place < len(records) - 1:
        return False
    one, other = records[place][0], records[place + 1][0]
    return one.at == other.at and one.quantity * other.quantity > 0


def _unseen(
    fact: Fact, records: Sequence[tuple[Fact, bool]], slots: Sequence[Slot], last: datetime
) -> _Cost:
    """What a record costs that is of no night: a step, unless its own may not be read yet.

    Then it is still rather of one that is left open otherwise, where its day's records say more
    than was seen: beside them that would count twice, and the larger total is what counts.
    """
    if fact.at_its_end.at <= last:
        return _Cost(steps=1)
    alike = (f for f, is_old in records if not is_old and f.at == fact.at)
    told = sum((abs(f.quantity) for f in alike if f.quantity * fact.quantity > 0), _ZERO)
    open_ = (left for count, left in slots if _may_be(fact, count))
    shown = sum((abs(left) for left in open_ if left * fact.quantity > 0), _ZERO)
    return _Cost(before=int(told > shown))


def _may_be(fact: Fact, night: Count) -> bool:
    """Whether a record of this day may be of this night: that before, after or over a weekend.

    An account that is read in the evening alone may show it a reading later, piece by piece.
    """
    opens = max(fact.at, _FIRST) - _DAY
    while opens.weekday() >= _SATURDAY:
        opens -= _DAY
    return night.at > opens + _NOON and night.since < later(over(fact.at), NIGHT)


def over(day: datetime) -> datetime:
    """When the night after a day is over; that of a Friday is so on Monday."""
    ends = later(day, _DAY)
    while ends.weekday() >= _SATURDAY:
        ends = later(ends, _DAY)
    return later(ends, _NOON)


def is_by_day(change: Count) -> bool:
    """Whether it lies between noon and evening of one day: nothing is booked overnight then."""
    since, at = change.since.astimezone(UTC), change.at.astimezone(UTC)
    return since.date() == at.date() and since.hour >= _NOON_HOUR and at.hour < _EVENING_HOUR
