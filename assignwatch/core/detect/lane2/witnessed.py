"""Records of legs that a match has explained without them: they add evidence and no quantity.

`weigh.py` asks when all that moved has been matched, of the records that no match has taken. Legs
of several contracts may cancel so that nothing of them is to be seen; the balance speaks for all of
them then, and the record of one leg fits none by its quantity alone. It is told with the contract
that moved just this, in that time, and at its strike if it names a price; under the incident by
which it was told before, if it was.
"""

from collections.abc import Sequence
from dataclasses import replace

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.incidents.identity import incident_of_leg
from assignwatch.core.detect.kinds import family_of
from assignwatch.core.detect.lane1.booked import TURNED, Record, names_cause
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.lane1.told_apart import leg_left
from assignwatch.core.detect.matching.at_strike import is_near
from assignwatch.core.detect.residual import Residual
from assignwatch.core.state import Account, State
from assignwatch.core.words import Grade

_SURE = frozenset({Grade.STRONG, Grade.LIKELY, Grade.PENDING})


def witnessed(
    state: State,
    account: Account,
    findings: Sequence[Finding],
    lane: Lane,
    loose: Sequence[Record],
) -> tuple[list[Finding], list[Record]]:
    """The findings with the records of their legs, and what is left of these."""
    found, left = list(findings), list(loose)
    for leg in lane.loose_legs():
        record = lane.loose[int(leg.record or 0)]
        if not names_cause(record) or not any(record is one for one in left):
            continue
        fits = [i for i, one in enumerate(found) if _moved_just(state, one, leg)]
        if len({found[i].key for i in fits}) == 1:
            found[fits[0]] = _with(state, account, found[fits[0]], leg, record)
            left = [one for one in left if one is not record]
    return found, left


def _moved_just(state: State, found: Finding, leg: Residual) -> bool:
    """Whether positions alone tell of a contract that turned into just this."""
    contract = state.described(found.key.instrument, found.occurred[1])
    if found.kind not in TURNED or found.grade not in _SURE or contract is None:
        return False
    if any(c.facts and c.key == leg.key for c in found.consumes):
        return False
    if leg.price is not None and leg.price not in law.price_of(contract, leg.instrument):
        return False
    moved = [(one.instrument, one.quantity) for one in found.legs]
    return (leg.instrument, leg.quantity) in moved and is_near(leg, *found.occurred)


def _with(state: State, account: Account, found: Finding, leg: Residual, record: Record) -> Finding:
    told, family = record.happening, family_of(found.kind)
    left = leg_left(state, account, told)
    return replace(
        found,
        grade=Grade.CONFIRMED,
        incident=incident_of_leg(told, account, found.key, family, found.occurred[1], left),
        legs=tuple(
            replace(one, price=leg.price)
            if one.instrument == leg.instrument and leg.price is not None
            else one
            for one in found.legs
        ),
        evidence=(*found.evidence, evidence.leg_booked(leg)),
        consumes=(*found.consumes, record.consumption),
        until=None,
        feeds=(),
        quiet=False,
    )
