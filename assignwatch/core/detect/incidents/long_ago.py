"""A record that comes when the ledgers have forgotten what it tells.

Positions are carried for some days only (`policy.py`), and what was told of them is not judged
anew after that. The broker's word comes in time for it always: `identity.py` asks itself which
incident it confirms, and `conclude.py` asks here which ones said something else of that change, and
for what was seen then of which the record says nothing.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.incidents.identity import incident_id
from assignwatch.core.events import Concluded
from assignwatch.core.model import days_about
from assignwatch.core.state import Account, State
from assignwatch.core.words import Family

_SAID = (Family.LAPSED, Family.OTHER)
"""What is said of a change that no record and no leg explains."""


def said_otherwise(
    state: State, account: Account, drafts: Mapping[str, Sequence[Finding]], news: Collection[str]
) -> Iterator[str]:
    """Incidents that may have said something else of what records tell now."""
    for finding in (finding for name in news for finding in drafts[name]):
        if not any(c.facts for c in finding.consumes if c.key == finding.key):
            continue
        known = state.described(finding.key.instrument, finding.occurred[0])
        end = known.expiry.at.date() if known is not None and known.expiry is not None else None
        days = dict.fromkeys((*days_about(finding.day), end or finding.day))
        names = (incident_id(account.key, finding.key, f, day) for f in _SAID for day in days)
        yield from (name for name in names if name in state.incidents)


def as_seen(known: Concluded | None, finding: Finding, cut: datetime) -> Finding:
    """With the legs and the money that positions showed then, of which the record says nothing.

    `cut`: since when positions are carried.
    """
    if known is None or known.occurred is None or known.occurred[1] >= cut:
        return finding
    own = finding.key.instrument
    others = tuple(leg for leg in known.legs if leg.instrument != own)
    alike = known.kind is finding.kind and known.contracts == finding.contracts
    if not alike or not others or any(leg.instrument != own for leg in finding.legs):
        return finding
    seen = tuple(c for c in known.consumes if c.key != finding.key)
    return replace(
        finding,
        severity=max(known.severity, finding.severity, key=lambda one: one.rank),
        legs=(*finding.legs, *others),
        cash=finding.cash or known.cash,
        consumes=(*finding.consumes, *seen),
    )
