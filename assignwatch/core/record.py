"""What one observation adds to what is known, before anything is concluded from it.

The first half of `decide`: each observation becomes no event (known already, refused, older than
what we have) or the events that record it. Nothing here looks at more than the state and the one
observation, so the same observation twice adds nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import singledispatch
from typing import Any

from assignwatch.core.alerts.commands import obey
from assignwatch.core.events import (
    Accepted,
    Baselined,
    Booked,
    Counted,
    Covered,
    Described,
    Enrolled,
    Event,
    FeedFell,
    FeedRose,
    Filled,
    Notified,
    Started,
)
from assignwatch.core.model import AccountKey, PositionKey, PositionRow, Problem, Scope
from assignwatch.core.observations import (
    Booking,
    Command,
    Coverage,
    Delivery,
    Description,
    FeedReport,
    Fill,
    Observation,
    PositionReport,
    Pulse,
    Roster,
    Snapshot,
    Start,
    Unreadable,
)
from assignwatch.core.policy import Policy
from assignwatch.core.state import State
from assignwatch.core.words import Feed

_NO_REASON = Problem("no_reason_given")


def record(
    state: State, observation: Observation, now: datetime, policy: Policy
) -> Iterator[Event]:
    """The events that this observation is, given what is known."""
    yield from _record(observation, state, now, policy)


@singledispatch
def _record(observation: Any, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    """`Clock` and `Quote` are not facts about an account: nothing to record."""
    yield from ()


@_record.register
def _(observation: Start, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    seen = {key: at for key, a in state.accounts.items() if (at := a.accepted_at()) is not None}
    yield Started(now, seen)


@_record.register
def _(observation: Roster, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    yield Enrolled(now, observation.accounts)


@_record.register
def _(observation: Description, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    if state.instruments.get(observation.instrument.id) != observation.instrument:
        yield Described(observation.instrument)


@_record.register
def _(observation: Snapshot, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    if not observation.complete:
        return
    account, scope, at = state.account(observation.account), observation.scope, observation.at
    yield _alive(state, observation.account, Feed.POSITIONS, scope, now)
    accepted = account.accepted.get(scope)
    if accepted is not None and at < accepted:
        return
    rows = _summed(observation.positions)
    if scope not in account.baselines:
        yield Baselined(at, observation.account, tuple(rows.values()), scope)
    else:
        known = {k: r for k, r in account.rows.items() if account.scopes.get(k) == scope}
        changed = tuple(_changes(known, rows))
        if changed:
            yield Counted(at, observation.account, changed, scope)
    yield _accepted(state, observation.account, at, scope, policy)


def _alive(state: State, account: AccountKey, feed: Feed, scope: Scope, now: datetime) -> FeedRose:
    """A sign of life. A warning about the feed outlives it; only the feed's own report ends one."""
    health = state.account(account).feeds.get((feed, scope))
    warning = health.problem if health is not None and health.up else None
    return FeedRose(now, account, feed, scope, warning)


def _accepted(
    state: State, account: AccountKey, at: datetime, scope: Scope, policy: Policy
) -> Accepted:
    before = state.account(account).accepted.get(scope)
    rare = before is not None and at - before > policy.late_after
    return Accepted(account, at, scope, since=before if rare else None)


def _summed(rows: tuple[PositionRow, ...]) -> dict[PositionKey, PositionRow]:
    """One row for each position: rows of one instrument and side are added up."""
    total: dict[PositionKey, PositionRow] = {}
    for row in rows:
        known = total.get(row.key)
        total[row.key] = row if known is None else _added(known, row)
    return {key: row for key, row in total.items() if row.quantity}


def _added(one: PositionRow, other: PositionRow) -> PositionRow:
    """Two rows of one position as one, with their average open price where both are known."""
    quantity = one.quantity + other.quantity
    price = None
    if one.price is not None and other.price is not None and quantity:
        price = (one.price * one.quantity + other.price * other.quantity) / quantity
    return replace(one, quantity=quantity, price=price)


def _changes(
    known: Mapping[PositionKey, PositionRow], rows: Mapping[PositionKey, PositionRow]
) -> Iterator[PositionRow]:
    """Rows whose quantity or price differs, and a zero row for each that is gone."""
    for key, row in rows.items():
        if known.get(key) != row:
            yield row
    for key, row in known.items():
        if key not in rows:
            yield replace(row, quantity=Decimal(), price=None)


@_record.register
def _(observation: PositionReport, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    account, row, scope = state.account(observation.account), observation.row, observation.scope
    accepted = account.accepted.get(scope)
    if accepted is None or observation.at < accepted:
        return
    known = account.rows.get(row.key)
    if row != known and (row.quantity or known is not None):
        yield Counted(observation.at, observation.account, (row,), scope)
    yield _accepted(state, observation.account, observation.at, scope, policy)


@_record.register
def _(observation: Fill, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    known = state.account(observation.account).fills.get((observation.id, observation.instrument))
    if known != observation and not _is_history(observation, state, policy):
        yield Filled(observation)


@_record.register
def _(observation: Booking, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    account = state.account(observation.account)
    known = account.bookings.get((observation.id, observation.instrument))
    told = observation if known is None else _completed(observation, known)
    if not _is_history(observation, state, policy) and told != known:
        yield Booked(told)


def _completed(told: Booking, known: Booking) -> Booking:
    """A record told again, with what was known of it and not repeated.

    A list may be read over two roads that say more and less of the same row; saying less is
    neither news nor a correction, and another text for the same content is not either.
    """
    full = replace(
        told,
        price=known.price if told.price is None else told.price,
        cash={**known.cash, **told.cash},
        counter=told.counter or known.counter,
    )
    return known if replace(full, raw=known.raw) == known else full


def _is_history(fact: Fill | Booking, state: State, policy: Policy) -> bool:
    """Whether it lies before the baseline, which holds its result already."""
    baseline = state.account(fact.account).baselines.get(fact.scope)
    return baseline is not None and baseline - fact.at > policy.baseline_slack


@_record.register
def _(observation: Coverage, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    yield _alive(state, observation.account, observation.feed, observation.scope, now)
    account = state.account(observation.account)
    known = account.coverage.get((observation.feed, observation.scope))
    if known is None or observation.through > known:
        yield Covered(observation.account, observation.feed, observation.through, observation.scope)


@_record.register
def _(observation: Unreadable, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    yield FeedFell(
        now, observation.account, observation.feed, observation.problem, observation.scope
    )


@_record.register
def _(observation: FeedReport, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    account, feed, scope = observation.account, observation.feed, observation.scope
    if observation.up:
        yield FeedRose(now, account, feed, scope, observation.problem)
    else:
        yield FeedFell(now, account, feed, observation.problem or _NO_REASON, scope)


@_record.register
def _(observation: Pulse, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    yield _alive(state, observation.account, observation.feed, observation.scope, now)


@_record.register
def _(observation: Command, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    yield from obey(state, observation, now)


@_record.register
def _(observation: Delivery, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    if observation.alert in state.alerts:
        yield Notified(
            now,
            observation.alert,
            observation.version,
            observation.channel,
            observation.outcome,
            observation.problem,
        )
