"""Whether there is anything to match at all, which nearly always there is not.

`legs.py` asks first: looking for what fits is the dear part.
"""

from collections.abc import Callable, Sequence

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.contracts.delivery import reaches
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument
from assignwatch.core.state import Account, CashStep, State

_LEAST_THAT_CANCEL = 2
"""One contract alone always moves its underlying."""


def may_match(
    state: State,
    account: Account,
    left: Sequence[Residual],
    booked: Sequence[Claim],
    cash: Sequence[CashStep],
    is_inside: Callable[[Instrument], bool | None],
) -> bool:
    """Whether anything moved that a contract delivers, or the money or a close may tell."""
    if any(claim.certain for claim in booked):
        return True
    contracts = [
        (r, contract)
        for r in left
        if (contract := state.described(r.instrument, r.judged_at)) is not None
        and law.delivers(contract)
    ]
    names = *(r.instrument for r, _ in contracts), *(c.contract.id for c in booked)
    reached = {what for name in names for what in reaches(state, account, name)}
    reached |= {what for claim in booked for what in claim.effect}
    if any(r.instrument in reached for r in left):
        return True
    if len(contracts) + len(booked) < _LEAST_THAT_CANCEL:
        return False
    start = min((*(r.since for r, _ in contracts), *(c.at for c in booked)))
    told = any(step.at > start for step in cash)
    return told or any(is_inside(contract) is not None for _, contract in contracts)
