"""One change of a contract is one incident, though records tell a part of it, positions the rest.

Records and positions may date it differently. `conclude.py` asks before it names what positions
say: whichever was told first names it, for the rest as well (`identity.py`). `official.py` asks
which incident tells the rest of a record's change, where nothing else says under which it goes.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.incidents.each_night import free
from assignwatch.core.detect.incidents.identity import incident_id
from assignwatch.core.detect.kinds import family_of
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.state import Account, State
from assignwatch.core.words import OVER, Family

Seen = tuple[str, Finding]
"""What positions say, and the incident that it is of."""


def named_with_records(
    state: State, account: Account, records: Sequence[Record], seen: Sequence[Seen]
) -> list[Seen]:
    """What positions say, under the names by which records have told a part of the same change.

    Not where it was told before they were. What stands no more named it as well, but one that does
    goes before that; what was never told takes the date of the broker's record.
    """
    found: list[Seen] = []
    for name, finding in seen:
        if _stands(state, name):
            found.append((name, finding))
            continue
        told = list(_told_of(state, account, finding, records, seen))
        stands = (other for other in told if _stands(state, other))
        by_leg = finding.incident is not None
        known = name if by_leg or name in state.incidents else None
        found.append((next(stands, known or next(iter(told), name)), finding))
    return found


def rest_of(record: Record, seen: Sequence[Seen]) -> str | None:
    """The incident under which positions tell the rest of its change."""
    if not record.counts or not record.change:
        return None
    return next((name for name, finding in seen if _is_of(record, finding)), None)


def _told_of(
    state: State,
    account: Account,
    finding: Finding,
    records: Sequence[Record],
    seen: Sequence[Seen],
) -> Iterator[str]:
    """Under which incidents records tell a part of its change; those that have told it first."""
    own = [record for record in records if _is_of(record, finding)]
    own.sort(key=lambda record: record.happening.at)
    family = family_of(finding.kind)
    for record in own:
        for witness in record.happening.witnesses:
            name = account.consumed.get((witness.id, witness.instrument))
            if name is not None and f":{family}:" in name and name in state.incidents:
                yield name
    yield from (name for name, other in seen if _is_told_with(other, finding))
    for record in own:
        at = record.happening.at
        name = incident_id(account.key, record.key, family, at.date())
        yield free(state.incidents, name, at, _shown_at(record))


def _is_of(record: Record, finding: Finding) -> bool:
    """Whether it tells a part of the change of which positions tell the rest."""
    family = family_of(finding.kind)
    if record.key != finding.key or family_of(record.kind) is not family or family is Family.OTHER:
        return False
    moved = sum(leg.quantity for leg in finding.legs if leg.instrument == record.key.instrument)
    since, until = finding.changed or finding.occurred
    return record.counts and record.change * moved > 0 and since < _shown_at(record) <= until


def _is_told_with(other: Finding, finding: Finding) -> bool:
    """Whether the record of a leg has told of a part of the same change."""
    alike = other.key == finding.key and family_of(other.kind) is family_of(finding.kind)
    of_one = other.changed is not None and other.changed == finding.changed
    return other.incident is not None and alike and of_one


def _shown_at(record: Record) -> datetime:
    return record.answer.at if record.answer is not None else record.happening.at


def _stands(state: State, name: str) -> bool:
    """Whether it was told and was not taken back."""
    known = state.incidents.get(name)
    return known is not None and known.latest.grade not in OVER
