"""What is no news of an incident: it is settled for good, or what is found says nothing of it.

`conclude.py` asks before it writes the next version. Records leave the ledgers one by one, and with
them what made two words of them one; what was told then stays told.
"""

from collections.abc import Sequence
from datetime import datetime

from assignwatch.core.detect.finding import Finding
from assignwatch.core.model import PositionKey
from assignwatch.core.state import Account, FactKey, State
from assignwatch.core.words import OVER


def is_old(state: State, account: Account, name: str, cut: datetime) -> bool:
    """Whether it lies so far back that its records may have left the ledgers one by one."""
    known = state.incidents[name].latest if name in state.incidents else None
    if known is None or known.occurred is None or name in account.reopened:
        return False
    return known.occurred[1] < cut


def is_closed(
    state: State, account: Account, name: str, findings: Sequence[Finding], cut: datetime
) -> bool:
    """Whether the incident is settled for good and these findings say nothing that it lacks.

    Nor what another incident stands on, nor what a balance holds since: that was told then, or was
    another word for what was. An incident that was taken back is not settled: the same happening
    told again brings it back; but not what the first reading held. Nor is there a new one of
    records that another stands on for good.
    """
    known = state.incidents.get(name)
    if known is None:
        return _is_told_for_good(state, account, findings, cut)
    if is_of_leg(state, name, findings):
        return True
    told = _told_by(findings)
    if known.latest.grade in OVER:
        held = bool(told) and all(fact in account.unheld for _, fact in told)
        return held or _is_told_elsewhere(state, account, findings, cut)
    return bool(told) and all(
        account.consumed.get(fact) == name
        or _is_settled(account, key, fact)
        or _stands_on(state, account, fact)
        for key, fact in told
    )


def is_of_leg(state: State, name: str, findings: Sequence[Finding]) -> bool:
    """Whether of its contract nothing is told any more: a leg alone says nothing of an incident."""
    known = state.incidents[name].latest if name in state.incidents else None
    return known is not None and all(f.key.instrument != known.instrument for f in findings)


def is_empty(findings: Sequence[Finding], counting: Sequence[bool]) -> bool:
    """Whether all its records are other words for what another one tells: none is `counting`."""
    none = not any(finding.contracts for finding in findings)
    return none and bool(counting) and not any(counting)


def _is_told_for_good(
    state: State, account: Account, findings: Sequence[Finding], cut: datetime
) -> bool:
    """Whether all these records were in the balance from which their ledgers started afresh.

    Or another incident stands on one of them, and what they tell is carried no more. What made two
    words one, or a record one that the first reading held, may be forgotten by then.
    """
    told = _told_by(findings)
    settled = bool(told) and all(_is_settled(account, key, fact) for key, fact in told)
    return settled or _is_told_elsewhere(state, account, findings, cut)


def _is_told_elsewhere(
    state: State, account: Account, findings: Sequence[Finding], cut: datetime
) -> bool:
    """Whether another incident stands on one of these records, and they are carried no more."""
    old = all(f.occurred[1] < cut for f in findings)
    return old and any(_stands_on(state, account, fact) for _, fact in _told_by(findings))


def _told_by(findings: Sequence[Finding]) -> list[tuple[PositionKey, FactKey]]:
    """The records that they are made of, with their positions."""
    used = (c for f in findings for c in f.consumes)
    return [(c.key, (fact, c.key.instrument)) for c in used for fact in c.facts]


def _is_settled(account: Account, key: PositionKey, fact: FactKey) -> bool:
    """Whether the balance holds it from which its ledger started afresh."""
    book = account.books.get(key)
    return book is not None and fact in book.settled


def _stands_on(state: State, account: Account, fact: FactKey) -> bool:
    name = account.consumed.get(fact)
    known = state.incidents.get(name) if name is not None else None
    return known is not None and known.latest.grade not in OVER and name not in account.reopened
