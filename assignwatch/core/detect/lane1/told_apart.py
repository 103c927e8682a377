"""Records that an incident told as one happening, and that turned out to be several.

`official.py` asks before it names the incidents of its records. Two lists may seem to tell one
thing until the positions show two: then each is filed under its own business date, and the incident
keeps the one that it was about.
"""

from collections.abc import Sequence
from decimal import Decimal

from assignwatch.core.detect.incidents.identity import incident_id
from assignwatch.core.detect.kinds import family_of
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.model import PositionKey
from assignwatch.core.state import Account, State

_ZERO = Decimal()


def told_apart(state: State, account: Account, records: Sequence[Record]) -> dict[int, str]:
    """Which of the records, by their place, leave an incident that took them for one of its own."""
    places: dict[tuple[str, PositionKey], list[int]] = {}
    for i, record in enumerate(records):
        witnesses = record.happening.witnesses if record.counts and record.change else ()
        known = (account.consumed.get((w.id, w.instrument)) for w in witnesses)
        name = next((name for name in known if name is not None), None)
        if name is not None and name in state.incidents:
            places.setdefault((name, record.key), []).append(i)
    left: dict[int, str] = {}
    for (name, key), among in places.items():
        if len(among) < 2:
            continue
        kept = min(among, key=lambda i: (_own(account, records[i]) != name, _first(records[i])))
        if _was_told_as(state, name, key) == records[kept].change:
            left.update((i, name) for i in among if i != kept)
    return left


def leg_left(state: State, account: Account, leg: Happening) -> str | None:
    """The incident that took the record of a leg for another word of one that it is not."""
    own = {(w.id, w.instrument) for w in leg.witnesses}
    for id_, what in sorted(own):
        name = account.consumed.get((id_, what))
        known = state.incidents.get(name) if name is not None else None
        for told in known.latest.consumes if known is not None else ():
            if told.key.instrument != what or id_ not in told.facts:
                continue
            facts = ((fact, what) for fact in told.facts)
            others = [account.bookings[f] for f in facts if f not in own and f in account.bookings]
            if told.quantity == leg.quantity and any(other.at < leg.at for other in others):
                return name
    return None


def _was_told_as(state: State, name: str, key: PositionKey) -> Decimal:
    """How much of the position its records came to, as it was told last."""
    told = state.incidents[name].latest.consumes
    return sum((c.quantity for c in told if c.key == key and c.facts), _ZERO)


def _own(account: Account, record: Record) -> str:
    day = record.happening.at.date()
    return incident_id(account.key, record.key, family_of(record.kind), day)


def _first(record: Record) -> tuple[object, ...]:
    return record.happening.at, record.happening.witnesses[0].id
