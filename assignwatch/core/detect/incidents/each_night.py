"""Two nights are two incidents, though the broker and the readings date them alike.

`identity.py` asks before it gives an incident the name of a date, `filing.py` and `identity.py`
before a record joins one. A broker that books a night under the day before dates the second night
as the readings have dated the first: what was told of that one keeps the name, and the other takes
the next date that is not taken so, or one before where a later night has it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from assignwatch.core.detect.changes.nights import NIGHT
from assignwatch.core.events import Concluded
from assignwatch.core.model import Moment, PositionKey, later
from assignwatch.core.state import Account, Incident
from assignwatch.core.words import OVER

_MOST = 5
"""So many dates on at most: in a row of nights each takes that of the one after."""

Incidents = Mapping[str, Incident]


def free(
    incidents: Incidents,
    name: str,
    told: datetime,
    shown: datetime | None,
    others: Collection[str] = (),
) -> str:
    """The name, or that of the next date which no other night has: before it where a later has it.

    `told` is the time that a record gives, `shown` the reading that shows its change, if one does.
    `others` are known to be of other nights.
    """
    on = 0
    for _ in range(_MOST):
        known = incidents.get(name)
        if known is None:
            return name
        before = name in others or _is_of_before(known, told, shown)
        if not before and not _is_of_after(known, shown):
            return name
        on = on or (1 if before else -1)
        name = _dated(name, on)
    return name


def free_of(
    incidents: Incidents, name: str, shown: datetime, told: Mapping[str, Sequence[datetime]]
) -> str:
    """The same for what positions tell, where records or positions have told of a night before.

    `told`: the readings that show what is to be told now, by its incidents.
    """
    for _ in range(_MOST):
        known, nights = incidents.get(name), list(told.get(name, ()))
        if known is not None and known.latest.grade not in OVER:
            nights += [v.changed[1] for v in known.versions if v.changed is not None]
        if not nights or later(max(nights), NIGHT) >= shown:
            return name
        name = _dated(name, 1)
    return name


def is_of_end(
    incidents: Incidents,
    name: str,
    shown: datetime,
    told: Mapping[str, Sequence[datetime]],
    end: Moment,
) -> bool:
    """Whether what is shown is of a contract's end, as all is that was told under that name.

    Not if some of it was shown by the morning of the last day: it went in the night before.
    """
    known, nights = incidents.get(name), list(told.get(name, ()))
    if known is not None and known.latest.changed is not None:
        nights.append(known.latest.changed[1])
    begins = later(end.at, NIGHT) if end.whole_day else end.at
    return end.reached(shown) and not any(night < begins for night in nights)


def of_nights_before(
    account: Account, incidents: Incidents, key: PositionKey, shown: datetime
) -> Iterator[str]:
    """The open incidents of a position that readings have told of nights before this reading's."""
    for name in account.live.get(key, ()):
        if name in incidents and _is_of_before(incidents[name], shown, shown):
            yield name


def seen_at(
    account: Account, incidents: Incidents, key: PositionKey, shown: datetime
) -> Iterator[tuple[datetime, str]]:
    """The open incidents of a position that this reading once told, and the reading before it.

    Whatever has told of them since.
    """
    for name in account.live.get(key, ()):
        known = incidents.get(name)
        if known is None or known.latest.grade in OVER or known.latest.instrument != key.instrument:
            continue
        spans = (v.changed or v.occurred for v in known.versions if _is_seen(v))
        held = [since for since, until in filter(None, spans) if since < shown <= until]
        if held:
            yield max(held), name


def may_be_of(known: Incident | None, shown: datetime | None) -> bool:
    """Whether an incident may be of the night which that reading shows."""
    nights = list(_nights(known.versions)) if known is not None else []
    return shown is None or not nights or any(abs(night - shown) <= NIGHT for night in nights)


def _dated(name: str, on: int) -> str:
    """The name of so many days on; at either end of the calendar there is none."""
    prefix, _, text = name.rpartition(":")
    day = date.fromisoformat(text).toordinal() + on
    known = date.min.toordinal() <= day <= date.max.toordinal()
    return f"{prefix}:{date.fromordinal(day).isoformat()}" if known else name


def _is_of_before(known: Incident, told: datetime, shown: datetime | None) -> bool:
    """Whether it is of a night before: by the readings, or by the dates of its records.

    What is not shown yet and dated after all that is told of it is of the next night only where the
    readings named the incident, a day later than its records do.
    """
    if known.latest.grade in OVER or known.latest.occurred is None:
        return False
    nights = list(_nights(known.versions))
    if shown is not None:
        return bool(nights) and all(later(night, NIGHT) < shown for night in nights)
    if not nights and known.latest.changed is None:
        return False
    return not _is_seen(known.latest) and known.latest.occurred[1].date() < told.date()


def _is_of_after(known: Incident, shown: datetime | None) -> bool:
    """Whether it is of a night after that reading's."""
    if shown is None or known.latest.grade in OVER:
        return False
    nights = list(_nights(known.versions))
    return bool(nights) and all(night > later(shown, NIGHT) for night in nights)


def _nights(versions: Iterable[Concluded]) -> Iterator[datetime]:
    """The readings that have shown it, and more of it; its legs may have been shown long after."""
    most = Decimal()
    for version in versions:
        if version.occurred is not None and _is_seen(version) and version.contracts > most:
            most = version.contracts
            yield (version.changed or version.occurred)[1]


def _is_seen(version: Concluded) -> bool:
    """Whether positions alone tell it. What was taken back is told by nothing."""
    told = [consumed.facts for consumed in version.consumes]
    return bool(told) and not any(told)
