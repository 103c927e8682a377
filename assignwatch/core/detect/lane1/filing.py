"""Under which incident each record of the broker's goes.

`official.py` asks for all records of a group at once. Records of one day are one incident, though
only one of them is of just what was seen before; one that another list counts goes where that one
goes. `identity.py` names the incident of each by itself, here is what the others and the positions
have to say to it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from assignwatch.core.detect.changes.nights import NIGHT
from assignwatch.core.detect.incidents.each_night import of_nights_before, seen_at
from assignwatch.core.detect.incidents.identity import incident_id, incident_of
from assignwatch.core.detect.kinds import family_of
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.rest_of_change import Seen, rest_of
from assignwatch.core.detect.lane1.shown import shown_by
from assignwatch.core.detect.lane1.told_apart import told_apart
from assignwatch.core.model import PositionKey, days_about, later
from assignwatch.core.state import Account, State
from assignwatch.core.words import OVER, Cause, Family

_ZERO = Decimal()
_Day = tuple[PositionKey, Family, date]
_READ_BEFORE = 6
"""Among so many dates up to the day after a record's may be that of the reading that showed it."""


def filed(
    state: State, account: Account, records: Sequence[Record], seen: Sequence[Seen]
) -> Iterator[tuple[Record, str]]:
    """Each record with its incident, those that count first. `seen`: what positions alone tell."""
    counted: dict[tuple[PositionKey, Cause, date], str] = {}
    joined: dict[_Day, str] = {}
    filing = _Filing(state, account, records, seen)
    for record, day in filing.dated:
        incident = filing.named[id(record)] = filing.incident(record, day, None)
        if record.counts and incident != incident_id(account.key, *day):
            joined.setdefault(day, incident)
    for record, day in filing.dated:
        incident = filing.incident(record, day, joined.get(day) or rest_of(record, seen))
        if incident == incident_id(account.key, *day) and incident not in state.incidents:
            incident = filing.withdrawn(record, day) or incident
        happened = record.key, record.happening.cause, day[2]
        if record.counts:
            counted.setdefault(happened, incident)
        else:
            incident = counted.get(happened, incident)
        yield record, incident


class _Filing:
    """The records of a group, each with the day that it is filed under."""

    def __init__(
        self, state: State, account: Account, records: Sequence[Record], seen: Sequence[Seen]
    ) -> None:
        self._state, self._account, self._seen = state, account, seen
        counting = sorted(records, key=lambda record: not record.counts)
        self.dated = [(record, _day(record)) for record in counting]
        left = told_apart(state, account, counting)
        self._left = {id(counting[i]): name for i, name in left.items()}
        self._shown = {id(record): self._shown_at(record) for record in counting}
        self._tellers: dict[PositionKey, list[tuple[Record, datetime]]] = {}
        for record in counting:
            shown = self._shown[id(record)]
            if shown is not None and record.counts:
                self._tellers.setdefault(record.key, []).append((record, shown))
        self._before = {id(record): self._nights_before(record) for record in counting}
        self.named: dict[int, str] = {}
        self._totals: dict[_Day, Decimal] = {}
        for record, day in self.dated:
            if record.counts:
                moved = record.happening.quantity
                self._totals[day] = self._totals.get(day, _ZERO) + moved

    def incident(self, record: Record, day: _Day, beside: str | None) -> str:
        """Its incident; that of its money, if this was told before it."""
        told, money = record.happening, [w for line in record.money for w in line.witnesses]
        if record.change:
            return incident_of(
                told,
                self._account,
                day[1],
                day_total=self._totals.get(day, _ZERO),
                answer=record.answer,
                shown=self._shown[id(record)],
                beside=beside,
                refused={*self._others(record), *self._apart(record)},
                other_nights=set(self._of_others(record)),
                in_time=record.in_time,
                money=money,
                incidents=self._state.incidents,
            )
        consumed = self._account.consumed
        known = (consumed.get((w.id, w.instrument)) for w in (*told.witnesses, *money))
        own = incident_id(self._account.key, *day)
        return next((name for name in known if name and f":{day[1]}:" in name), own)

    def withdrawn(self, record: Record, day: _Day) -> str | None:
        """An incident of just this change, of positions, taken back before the record was told."""
        times = (record.happening.at, self._shown[id(record)])
        for one in reversed(days_about(day[2], before=_READ_BEFORE - 1)):
            name = incident_id(self._account.key, *day[:2], one)
            known = self._state.incidents.get(name)
            if known is None or known.latest.occurred is None or known.latest.grade not in OVER:
                continue
            since, until = known.latest.occurred
            shown = any(at is not None and since < at <= until for at in times)
            if shown and known.latest.contracts == abs(record.change):
                return name
        return None

    def _apart(self, record: Record) -> Iterator[str]:
        """The incident that took it for another word of what it tells, which it is not.

        And those of nights before the one that shows it, which others tell: positions alone, or
        another record.
        """
        if id(record) in self._left:
            yield self._left[id(record)]
        before = self._before[id(record)]
        stand = before & {name for name, _ in self._seen}
        for other, _ in self.dated:
            if before <= stand:
                break
            told = other is not record and other.counts and other.answer is not None
            if told and other.key == record.key:
                stand |= before - self._before[id(other)]
        yield from stand

    def _of_others(self, record: Record) -> Iterator[str]:
        """The incidents of the nights of which other records tell.

        Under which those of another day go that an earlier reading shows; of what no reading shows
        yet, whose readings others tell that are dated apart.
        """
        shown, told = self._shown[id(record)], record.happening.at
        for other, at in self._tellers.get(record.key, ()) if record.counts else ():
            if other.happening.at.date() == told.date():
                continue
            unseen = shown is None and abs(other.happening.at - told) > NIGHT
            if unseen or (shown is not None and later(at, NIGHT) < shown):
                yield from filter(None, [self.named.get(id(other))])
            if unseen:
                seen = seen_at(self._account, self._state.incidents, record.key, at)
                yield from (name for _, name in seen)

    def _nights_before(self, record: Record) -> set[str]:
        """Of which nights it is none: those before that of its change, or of its date."""
        at = self._shown[id(record)] or record.happening.at
        return set(of_nights_before(self._account, self._state.incidents, record.key, at))

    def _shown_at(self, record: Record) -> datetime | None:
        """The reading that shows it, or the first of it; None where none does yet."""
        if record.answer is not None:
            return record.answer.at
        book = self._account.books.get(record.key) if record.in_time else None
        shown = shown_by(book, record) if book is not None else None
        return shown.at if shown is not None else None

    def _others(self, record: Record) -> Iterator[str]:
        """Of what positions tell alone that of other times, where its reading shows the record.

        It may have been taken for one of them. Not an incident that was of its time when it was
        told, though more was called under it since.
        """
        if not record.in_time:
            return
        at = record.answer.at if record.answer is not None else record.happening.at
        for name, finding in self._seen:
            since, until = finding.occurred
            if not since < at <= until and not _was_of(self._state, name, record.key, at):
                yield name


def _was_of(state: State, name: str, key: PositionKey, at: datetime) -> bool:
    """Whether positions alone told an incident of a time that holds this."""
    known = state.incidents.get(name)
    return known is not None and any(
        version.occurred is not None
        and version.occurred[0] < at <= version.occurred[1]
        and not any(c.facts for c in version.consumes if c.key == key)
        for version in known.versions
    )


def _day(record: Record) -> _Day:
    """What it is filed under; money alone of what has ended by that end, as a reading will be."""
    at, end = record.happening.at, record.contract.expiry if record.contract is not None else None
    is_over = not record.change and end is not None and end.reached(at)
    day = end.at.date() if is_over and end is not None else at.date()
    return record.key, family_of(record.kind), day
