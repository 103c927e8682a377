"""What was assigned and what was exercised of one contract are two incidents, on one day too.

Somebody may buy on the last day what was assigned to them in the morning. Both are of one family
(`kinds.py`), and positions and records date them alike; `conclude.py` asks here when all that it
has to tell has a name. What a name was told of before keeps it, else what happened first; the other
takes the date of the reading that showed it, or the next.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.incidents.identity import incident_id
from assignwatch.core.detect.kinds import family_of
from assignwatch.core.state import Account, State
from assignwatch.core.words import OVER, Kind

_AGAINST = frozenset({Kind.ASSIGNED, Kind.CASH_SETTLED})
"""Of what was sold; what is exercised was bought."""


def each_way(state: State, account: Account, told: Sequence[tuple[str, Finding]]) -> Iterator[str]:
    """The incident of each; `told` has the one that its date gives."""
    ways: dict[str, dict[Kind, datetime]] = {}
    for name, finding in told:
        if finding.kind is Kind.EXERCISED or finding.kind in _AGAINST:
            way = Kind.EXERCISED if finding.kind is Kind.EXERCISED else Kind.ASSIGNED
            known, at = ways.setdefault(name, {}), _shown(finding)
            known[way] = min(at, known.get(way, at))
    for name, finding in told:
        way = Kind.EXERCISED if finding.kind is Kind.EXERCISED else Kind.ASSIGNED
        if len(ways.get(name, ())) < 2 or way is _first(state, name, ways[name]):
            yield name
            continue
        day, family = _shown(finding).date(), family_of(finding.kind)
        while (other := incident_id(account.key, finding.key, family, day)) == name:
            day += timedelta(days=1)
        yield other


def _first(state: State, name: str, ways: dict[Kind, datetime]) -> Kind:
    """Which of both the incident is of."""
    known = state.incidents.get(name)
    if known is not None and known.latest.grade not in OVER:
        return Kind.EXERCISED if known.latest.kind is Kind.EXERCISED else Kind.ASSIGNED
    return min(ways, key=lambda way: (ways[way], way))


def _shown(finding: Finding) -> datetime:
    return (finding.changed or finding.occurred)[1]
