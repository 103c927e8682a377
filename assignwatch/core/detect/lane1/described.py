"""Contracts that were described in two ways: which description counts for a change.

What was seen goes by the description that held then, a record by that of its own date: `State`
knows them. But a contract that was described anew between two readings may have been called before
that or after, and a list that dates by the day tells as little. `weigh.py` then tries the other
description as well, and the one that explains more counts. `called.py`, `weigh.py` and
`official.py` say so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Evidence
from assignwatch.core.model import later
from assignwatch.core.policy import Policy
from assignwatch.core.state import State


def otherwise(
    state: State, residuals: Sequence[Residual], lane: Lane, policy: Policy
) -> Iterator[tuple[list[Residual], Lane]]:
    """The same changes and records under the other descriptions that they may have come under."""
    if not state.formerly:
        return
    before = [_as_before(state, residual) for residual in residuals]
    if before != list(residuals):
        yield before, lane
    after = [_as_after(state, record, policy) for record in lane.records]
    if after != lane.records:
        yield list(residuals), replace(lane, records=after)


def _as_before(state: State, residual: Residual) -> Residual:
    """A change that may have happened before its contract was described anew."""
    since = state.described_since(residual.instrument, residual.seen)
    if since is None or since <= residual.since:
        return residual
    return replace(residual, under=residual.since)


def _as_after(state: State, record: Record, policy: Policy) -> Record:
    """A record dated shortly before its contract was described anew may be about what came then."""
    at = record.happening.at
    contract = state.described(record.key.instrument, later(at, policy.pair_within))
    return record if contract == record.contract else replace(record, contract=contract)


def seen_under(state: State, residual: Residual) -> Iterator[Evidence]:
    """That the contract of a change was described anew before that was seen."""
    since = state.described_since(residual.instrument, residual.seen)
    if since is not None:
        yield evidence.redescribed(residual.instrument, since, before=residual.under is not None)


def booked_under(state: State, record: Record) -> Iterator[Evidence]:
    """That a record is judged by a description that was not the first."""
    what, at = record.key.instrument, record.happening.at
    since = _begun(state, record, at)
    if since is not None:
        yield evidence.redescribed(what, since, before=False)


def _begun(state: State, record: Record, at: datetime) -> datetime | None:
    """When the description of a record began to hold."""
    what = record.key.instrument
    if record.contract == state.described(what, at):
        return state.described_since(what, at)
    return next((until for until, _ in state.formerly.get(what, ()) if until > at), None)
