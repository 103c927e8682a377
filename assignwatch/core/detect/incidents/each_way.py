"""What was assigned and what was exercised of one contract are two incidents, on one day too.

Somebody may buy on the last day what was assigned to them in the morning. Both are of one family
(`kinds.py`), and positions and records date them alike; `conclude.py` asks here when all that it
has to tell has a name. What positions have told under a name keeps it, else what happened first;
the other takes the date of the reading that showed it, or the next.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.incidents.identity import incident_id
from assignwatch.core.detect.kinds import family_of
from assignwatch.core.model import days_about
from assignwatch.core.state import Account, State
from assignwatch.core.words import OVER, InstrumentKind, Kind

_AGAINST = frozenset({Kind.ASSIGNED, Kind.CASH_SETTLED})
"""Of what was sold; what is exercised was bought."""

_WAYS = 2


def each_way(state: State, account: Account, told: Sequence[tuple[str, Finding]]) -> Iterator[str]:
    """The incident of each; `told` has the one that its date gives."""
    ways: dict[str, dict[Kind, datetime]] = {}
    for name, finding in told:
        if (way := _way(state, finding)) is not None:
            known, at = ways.setdefault(name, {}), _shown(finding)
            known[way] = min(at, known.get(way, at))
    for name, finding in told:
        way = _way(state, finding)
        if way is None or len(ways[name]) < _WAYS or way is _first(state, name, ways[name]):
            yield name
            continue
        day, family = _shown(finding).date(), family_of(finding.kind)
        near = (day, *reversed(days_about(day)))  # the calendar has a last day
        names = (incident_id(account.key, finding.key, family, one) for one in near)
        yield next(other for other in names if other != name)


def _way(state: State, finding: Finding) -> Kind | None:
    """Whether an option that was sold is gone by it, or one that was bought; None of all else."""
    contract = state.described(finding.key.instrument, _shown(finding))
    if contract is None or contract.kind is not InstrumentKind.OPTION:
        return None
    own = (leg.quantity for leg in finding.legs if leg.instrument == finding.key.instrument)
    moved = sum(own)
    if finding.kind in _AGAINST and moved > 0:
        return Kind.ASSIGNED
    return Kind.EXERCISED if finding.kind is Kind.EXERCISED and moved < 0 else None


def _first(state: State, name: str, ways: dict[Kind, datetime]) -> Kind:
    """Which of both the incident is of."""
    known = state.incidents[name].latest if name in state.incidents else None
    if known is not None and known.grade not in OVER and not all(c.facts for c in known.consumes):
        return Kind.EXERCISED if known.kind is Kind.EXERCISED else Kind.ASSIGNED
    return min(ways, key=lambda way: (ways[way], way))


def _shown(finding: Finding) -> datetime:
    return (finding.changed or finding.occurred)[1]
