"""Records of legs that a match has explained without them: they add evidence and no quantity.

`weigh.py` asks when all that moved has been matched, of the records that no match has taken. Legs
of several contracts may cancel so that nothing of them is to be seen; the balance speaks for all of
them then, and the record of one leg fits none by its quantity alone. It is told with the contract
that moved just this, in that time, and at its strike if it names a price; under the incident by
which it was told before, if it was. One of a part of what moved, or that is as well another
contract's, does not make its own any surer, but it is no further happening. Nor is one at its
strike of more than moved so far, while the rest of it is held.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

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

_ZERO = Decimal()
_DERIVED = frozenset({Grade.STRONG, Grade.LIKELY, Grade.PENDING})
"""What positions alone come to."""


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
        rests = [_rest(state, one, leg) for one in found]
        just = [i for i, rest in enumerate(rests) if rest == leg.quantity]
        before = [i for i, one in enumerate(found) if leg.at <= one.occurred[1]]
        alike = [i for i in before if rests[i] * leg.quantity > 0]
        within = [i for i in alike if abs(rests[i]) >= abs(leg.quantity)]
        if not within and leg.price is not None and len({found[i].key for i in alike}) == 1:
            within = [i for i in alike if found[i].key in account.rows]
        if len({found[i].key for i in just}) == 1:
            found[just[0]] = _with(state, account, found[just[0]], leg, record, sure=True)
        elif within:
            names = [account.consumed.get((w.id, w.instrument)) for w in record.happening.witnesses]
            own = [i for i in within if _name(state, account, found[i], record) in names]
            best = next(iter((*own, *(i for i in within if i in just), *within)))
            found[best] = _with(state, account, found[best], leg, record, sure=False)
        else:
            continue
        left = [one for one in left if one is not record]
    return found, left


def _rest(state: State, found: Finding, leg: Residual) -> Decimal:
    """So much of such a leg as positions alone tell, of a contract that may have made this."""
    contract = state.described(found.key.instrument, found.occurred[1])
    if found.kind not in TURNED or found.grade not in _DERIVED or contract is None:
        return _ZERO
    if leg.price is not None and leg.price not in law.price_of(contract, leg.instrument):
        return _ZERO
    if leg.instrument == found.key.instrument or not is_near(leg, *found.occurred):
        return _ZERO
    moved = sum((one.quantity for one in found.legs if one.instrument == leg.instrument), _ZERO)
    return moved - sum((c.quantity for c in found.consumes if c.facts and c.key == leg.key), _ZERO)


def _name(state: State, account: Account, found: Finding, record: Record) -> str:
    """The incident under which a record of its leg tells it."""
    told, family = record.happening, family_of(found.kind)
    left, shown = [leg_left(state, account, told)], found.occurred[1]
    return incident_of_leg(told, account, found.key, family, shown, left, state.incidents)


def _with(
    state: State,
    account: Account,
    found: Finding,
    leg: Residual,
    record: Record,
    *,
    sure: bool,
) -> Finding:
    """It with the record of its leg; `sure`: of that contract and all of it."""
    told = replace(
        found,
        incident=_name(state, account, found, record),
        evidence=(*found.evidence, evidence.leg_booked(leg)),
        consumes=(*found.consumes, record.consumption),
    )
    if not sure:
        return told
    legs = tuple(
        replace(one, price=leg.price)
        if one.instrument == leg.instrument and leg.price is not None
        else one
        for one in found.legs
    )
    return replace(told, grade=Grade.CONFIRMED, legs=legs, until=None, feeds=(), quiet=False)
