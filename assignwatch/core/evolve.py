"""Folding one event into the state: total, never raises, never judges.

The only writer of `State`. Whatever an old journal holds, this loads it: it looks nothing up that
may be missing and matches nothing that `decide` has matched already.
"""

from functools import singledispatch
from typing import Any

from assignwatch.core.events import (
    Accepted,
    Acknowledged,
    Alerted,
    Baselined,
    Booked,
    Concluded,
    Counted,
    Covered,
    Described,
    Enrolled,
    Event,
    FeedFell,
    FeedRose,
    Filled,
    Notified,
    Resolved,
    Snoozed,
    Started,
    Unacknowledged,
)
from assignwatch.core.model import PositionRow, Scope
from assignwatch.core.state import (
    Account,
    Alert,
    Deliveries,
    FeedHealth,
    Gap,
    Incident,
    State,
)
from assignwatch.core.words import AlertStatus, Feed, Outcome


def evolve(state: State, event: Event) -> None:
    """Fold `event` into `state`, in place."""
    _fold(event, state)


@singledispatch
def _fold(event: Any, state: State) -> None:
    """An event this version does not know changes nothing."""


@_fold.register
def _(event: Started, state: State) -> None:
    state.started_at = event.at
    for alert in state.open_alerts:
        state.alerts[alert].deliveries = {}  # nothing of an earlier run is on the screen
    for key, seen_until in event.seen_until.items():
        state.account(key).gap = Gap(start=seen_until)


@_fold.register
def _(event: Described, state: State) -> None:
    state.instruments[event.instrument.id] = event.instrument


@_fold.register
def _(event: Baselined, state: State) -> None:
    account = state.account(event.account)
    account.baselines[event.scope] = event.at
    _count(account, event.rows, event.scope)


@_fold.register
def _(event: Counted, state: State) -> None:
    _count(state.account(event.account), event.rows, event.scope)


def _count(account: Account, rows: tuple[PositionRow, ...], scope: Scope) -> None:
    for row in rows:
        if row.quantity:
            account.rows[row.key] = row
            account.scopes[row.key] = scope
        else:
            account.rows.pop(row.key, None)
            account.scopes.pop(row.key, None)


@_fold.register
def _(event: Filled, state: State) -> None:
    fill = event.fill
    state.account(fill.account).fills[fill.id, fill.instrument] = fill


@_fold.register
def _(event: Booked, state: State) -> None:
    booking = event.booking
    account = state.account(booking.account)
    fact = (booking.id, booking.instrument)
    account.bookings[fact] = booking
    account.booked.setdefault(booking.key, {})[fact] = None
    state.touched[booking.account, booking.key] = None


@_fold.register
def _(event: Concluded, state: State) -> None:
    state.incidents.setdefault(event.incident, Incident()).versions.append(event)
    account = state.account(event.account)
    for consumption in event.consumes:
        for fact in consumption.facts:
            account.consumed[fact, consumption.key.instrument] = event.incident


@_fold.register
def _(event: Alerted, state: State) -> None:
    alert = state.alerts.get(event.alert)
    if alert is not None and alert.status is AlertStatus.FIRING:
        alert.raised = event
        alert.deliveries = {}
    else:
        state.alerts[event.alert] = Alert(raised=event, first_at=event.at)
    state.open_alerts[event.alert] = None


@_fold.register
def _(event: Notified, state: State) -> None:
    alert = state.alerts.get(event.alert)
    if alert is None or event.version != alert.raised.version:
        return
    told = alert.deliveries.setdefault(event.channel, Deliveries())
    told.last_at, told.outcome, told.problem = event.at, event.outcome, event.problem
    if event.outcome is Outcome.FAILED:
        told.failed += 1
    else:
        told.told += 1
        told.failed = 0


@_fold.register
def _(event: Acknowledged, state: State) -> None:
    alert = state.alerts.get(event.alert)
    if alert is not None:
        alert.status, alert.acknowledged = AlertStatus.ACKNOWLEDGED, event
        state.open_alerts.pop(event.alert, None)


@_fold.register
def _(event: Unacknowledged, state: State) -> None:
    alert = state.alerts.get(event.alert)
    if alert is not None:
        alert.status, alert.first_at, alert.deliveries = AlertStatus.FIRING, event.at, {}
        alert.acknowledged = None
        state.open_alerts[event.alert] = None


@_fold.register
def _(event: Snoozed, state: State) -> None:
    alert = state.alerts.get(event.alert)
    if alert is not None:
        alert.status, alert.snoozed_until = AlertStatus.SNOOZED, event.until
        alert.deliveries = {}


@_fold.register
def _(event: Resolved, state: State) -> None:
    alert = state.alerts.get(event.alert)
    if alert is not None:
        alert.status, alert.resolved_at = AlertStatus.RESOLVED, event.at
        state.open_alerts.pop(event.alert, None)


@_fold.register
def _(event: Covered, state: State) -> None:
    state.account(event.account).coverage[event.feed, event.scope] = event.through


@_fold.register
def _(event: Accepted, state: State) -> None:
    account = state.account(event.account)
    account.accepted[event.scope] = event.at
    if account.gap is not None and account.gap.end is None and event.at >= account.gap.start:
        account.gap.end = event.at
    elif event.since is not None:
        account.gap = Gap(event.since, event.at)


@_fold.register
def _(event: Enrolled, state: State) -> None:
    state.enrolled, state.enrolled_at = event.accounts, event.at


@_fold.register
def _(event: FeedRose, state: State) -> None:
    feeds = state.account(event.account).feeds
    health = feeds.get((event.feed, event.scope))
    if health is None or not health.up:
        health = feeds[event.feed, event.scope] = FeedHealth(up=True, since=event.at)
    health.good_at, health.problem = event.at, event.problem


@_fold.register
def _(event: FeedFell, state: State) -> None:
    account = state.account(event.account)
    health = account.feeds.get((event.feed, event.scope))
    if health is None or health.up:
        good_at = health.good_at if health is not None else None
        health = FeedHealth(up=False, since=event.at, good_at=good_at)
        account.feeds[event.feed, event.scope] = health
    health.problem = event.problem
    seen_until = account.accepted_at()
    closed = account.gap is None or account.gap.end is not None
    if event.feed is Feed.POSITIONS and closed and seen_until is not None:
        account.gap = Gap(start=seen_until)
