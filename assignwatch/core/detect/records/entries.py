"""Records that say neither what they share nor where they were read: entries of one list, by day.

`witnesses.py` asks of two that are of one cause and one quantity. Without a shared id the larger
total counts of one business date; of two dates they are two happenings, told at once. Only where
they date alike: one list does not give a time here and a day alone there. They are one all the same
where the readings show one change, and that is known when the second one's time is over: positions
may follow the records by hours.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from assignwatch.core.detect.changes.nights import over
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.residual import Fact
from assignwatch.core.model import later
from assignwatch.core.state import Count

Held = tuple[datetime, Decimal]
"""When a position was read, and as what."""

_ZERO = Decimal()
_NIGHT = timedelta(hours=12)
"""So long after its time a record may be before the positions."""


def are_entries(one: Happening, other: Happening) -> bool:
    """Whether both may be of one list that nobody names: of other days, and dated alike."""
    nameless = one.records == other.records == {""} and one.cause is other.cause
    alike = (one.at.time() == time()) == (other.at.time() == time())
    return nameless and alike and one.at.date() != other.at.date()


def shown_by(happening: Happening) -> datetime:
    """When a reading must show it, or there is nothing to be shown."""
    at = happening.at
    return over(at) if at.time() == time() else later(at, _NIGHT)


def surplus(
    counts: Sequence[Count], read: Held | None, moved: Sequence[Fact], pair: Sequence[Happening]
) -> Decimal | None:
    """What was told up to the second of a pair and the positions do not show.

    None as long as they still may. All that the ledger holds is taken together: a record may be
    dated a day apart from its change.
    """
    readings = sorted(_readings(counts, read))
    if not readings:
        return None
    quantity = pair[0].quantity
    last = _missing(counts, readings[-1], moved)
    if last * quantity <= 0 or abs(last) < abs(quantity):
        return _ZERO
    end = max(shown_by(happening) for happening in pair)
    first = next((reading for reading in readings if reading[0] >= end), None)
    if first is None:
        return None
    own = [(h.at, h.quantity) for h in pair]
    due = [f for f in moved if not f.is_dated or over(f.at) <= first[0] or _is_in(own, f)]
    return _missing(counts, first, due)


def exceeds(
    counts: Sequence[Count], read: Held | None, moved: Sequence[Fact], one: Happening
) -> bool:
    """Whether more like this was told than there ever was that it can have happened to."""
    way = 1 if one.quantity > 0 else -1
    before = counts[0].before if counts else read[1] if read is not None else _ZERO
    since = counts[0].since if counts else None
    known = [f for f in moved if f.booked or since is None or f.at > since]
    told = sum((f.quantity * way for f in known if f.quantity * way > 0), _ZERO)
    opened = [-f.quantity * way for f in known] + [(c.before - c.after) * way for c in counts]
    return told > max(-before * way, _ZERO) + sum((more for more in opened if more > 0), _ZERO)


def _readings(counts: Sequence[Count], read: Held | None) -> Iterator[Held]:
    """How the position was read, as far as that is known; a quiet reading is known by the next."""
    for count in counts:
        yield count.since, count.before
        yield count.at, count.after
    if read is not None:
        yield read


def _missing(counts: Sequence[Count], reading: Held, moved: Sequence[Fact]) -> Decimal:
    """What was told by then and was not read."""
    at, held = reading
    start = counts[0].before if counts else held
    since = counts[0].since if counts else None
    told = (f for f in moved if f.at <= at and (f.booked or (since is not None and f.at > since)))
    return sum((f.quantity for f in told), _ZERO) - (held - start)


def _is_in(own: Sequence[tuple[datetime, Decimal]], fact: Fact) -> bool:
    return (fact.at, fact.quantity) in own
