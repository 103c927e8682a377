"""Folding one event into the state: total, never raises, never judges.

The only writer of `State`. Whatever an old journal holds, this loads it: it looks nothing up that
may be missing and matches nothing that `decide` has matched already.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import singledispatch
from typing import Any

from assignwatch.core import books, closes, gaps
from assignwatch.core.detect.contracts.law import reaches
from assignwatch.core.events import (
    Accepted,
    Acknowledged,
    Adjusted,
    Alerted,
    Awaited,
    Balanced,
    Baselined,
    Booked,
    Bookmarked,
    Concluded,
    Counted,
    Covered,
    Described,
    Doubted,
    Enrolled,
    Event,
    FeedFell,
    FeedRose,
    Filled,
    Missed,
    Notified,
    Priced,
    Resolved,
    SignedIn,
    Snoozed,
    Started,
    Ticked,
    Unacknowledged,
)
from assignwatch.core.model import PositionKey
from assignwatch.core.state import (
    Account,
    Alert,
    CashStep,
    Deliveries,
    FeedHealth,
    Incident,
    State,
)
from assignwatch.core.words import OVER, AlertStatus, Feed, Outcome, Side

_CASH_STEPS = 200
"""Movements of the balances that a conclusion may still ask for."""

_FORMER = 8
"""Earlier descriptions of one instrument that something may still be judged by."""


def evolve(state: State, event: Event) -> None:
    """Fold `event` into `state`, in place."""
    _FOLDS.get(type(event), _fold)(event, state)


@singledispatch
def _fold(event: Any, state: State) -> None:
    """An event this version does not know changes nothing."""


@_fold.register
def _(event: Started, state: State) -> None:
    state.started_at = event.at
    for alert in state.open_alerts:
        state.alerts[alert].deliveries = {}  # nothing of an earlier run is on the screen
    for key, seen_until in event.seen_until.items():
        gaps.stopped(state.account(key), seen_until)
    for account in state.accounts.values():
        account.feeds.clear()
        account.sign_in = None
        account.doubts.clear()
        # What was waited for is not kept: judged again.
        for position in books.open_ledgers(account):
            state.touched[account.key, position] = None


@_fold.register
def _(event: Described, state: State) -> None:
    instrument = event.instrument
    known = state.instruments.get(instrument.id)
    if known is not None and event.since is not None:
        former = state.formerly.setdefault(instrument.id, [])
        former.append((event.since, known))
        del former[:-_FORMER]
    state.instruments[instrument.id] = instrument
    if instrument.expiry is not None and instrument.underlying is not None:
        ends = state.ends.setdefault(instrument.underlying, {})
        ends.setdefault(instrument.expiry.at.date(), {})[instrument.id] = None
    for account in state.accounts.values():
        for key in (PositionKey(instrument.id, side) for side in Side):
            if key in account.live:
                state.touched[account.key, key] = None
                for what in reaches(instrument):
                    account.delivering.setdefault(what, {})[key] = None
        for doubt in account.doubts.values():  # it may say what became of the rows that are gone
            for key in doubt.gone:
                state.touched[account.key, key] = None


def _reconsider(state: State, *accounts: Account) -> None:
    """News that may settle what is waiting."""
    for account in accounts or state.accounts.values():
        for awaited in account.waiting.values():
            for key in awaited.keys:
                state.touched[account.key, key] = None


def _recount(state: State, account: Account, at: datetime) -> None:
    """Money of a span that was judged: what the balance says of other positions changes with it."""
    for key, since, until, _ in account.derived.values():
        if since < at <= until:
            state.touched[account.key, key] = None


@_fold.register
def _(event: Baselined, state: State) -> None:
    account = state.account(event.account)
    account.baselines[event.scope] = event.at
    for row in event.rows:
        books.hold(account, row.key, row, event.scope)
    for key in list(account.ahead):
        books.catch_up(account, key, event.at)


@_fold.register
def _(event: Counted, state: State) -> None:
    account = state.account(event.account)
    is_back = not account.held.get(event.scope) and books.is_back(account, event)
    for row in event.rows:
        key = books.returned(account, row, event) if is_back else None
        state.touched[account.key, key or books.count(account, row, event)] = None
    if event.cash is not None:
        since = event.cash_since or event.since or event.at
        account.cash.append(CashStep(since, event.at, event.scope, event.cash))
        del account.cash[:-_CASH_STEPS]
        _reconsider(state, account)


@_fold.register
def _(event: Filled, state: State) -> None:
    account = state.account(event.fill.account)
    for key in books.file_fill(account, event.fill):
        state.touched[account.key, key] = None
    if account.cash:
        _recount(state, account, event.fill.at)


@_fold.register
def _(event: Booked, state: State) -> None:
    account = state.account(event.booking.account)
    for key in books.file_booking(account, event.booking):
        state.touched[account.key, key] = None
    if event.unheld:
        account.unheld[event.booking.id, event.booking.instrument] = event.told
    if event.booking.cash and account.cash:
        _recount(state, account, event.booking.at)


@_fold.register
def _(event: Adjusted, state: State) -> None:
    adjustment = event.adjustment
    account = state.account(adjustment.account)
    account.adjustments[adjustment.id] = adjustment
    for instrument in (adjustment.old, adjustment.new):
        account.adjusting.setdefault(instrument, {})[adjustment.id] = None
        for key in account.books:
            if key.instrument == instrument:
                state.touched[account.key, key] = None


@_fold.register
def _(event: Priced, state: State) -> None:
    closes.keep(state, event)
    _reconsider(state)
    state.touched.update(dict.fromkeys(closes.decided(state, event)))


@_fold.register
def _(event: Ticked, state: State) -> None:
    state.ticks[event.price.instrument] = event.price


@_fold.register
def _(event: Balanced, state: State) -> None:
    account = state.account(event.account)
    books.close_book(account, event.key, event.through)
    if (live := account.live.get(event.key)) is None:
        return
    for name in list(live):
        occurred = state.incidents[name].latest.occurred if name in state.incidents else None
        if occurred is not None and occurred[1] <= event.through:
            del live[name]
            account.derived.pop(name, None)
    if not live:
        account.live.pop(event.key, None)
        for contract in state.descriptions(event.key.instrument):
            for what in reaches(contract):
                account.delivering.get(what, {}).pop(event.key, None)


@_fold.register
def _(event: Concluded, state: State) -> None:
    versions = state.incidents.setdefault(event.incident, Incident()).versions
    versions.append(event)
    account = state.account(event.account)
    account.reopened.pop(event.incident, None)
    own = PositionKey(event.instrument, event.side)
    if event.grade in OVER:
        for version in versions:
            for key in _leant_on(version):
                account.live.get(key, {}).pop(event.incident, None)
    else:
        for key in _leant_on(event):
            account.live.setdefault(key, {})[event.incident] = None
            for contract in state.descriptions(key.instrument):
                for what in reaches(contract):
                    account.delivering.setdefault(what, {})[key] = None
    moved = sum((c.quantity for c in event.consumes if c.key == own and not c.facts), Decimal())
    if moved and event.occurred is not None and event.grade not in OVER:
        account.derived[event.incident] = (own, *(event.changed or event.occurred), moved)
    else:
        account.derived.pop(event.incident, None)
    for consumption in event.consumes:
        for fact in consumption.facts:
            account.consumed[fact, consumption.key.instrument] = event.incident


def _leant_on(version: Concluded) -> Iterable[PositionKey]:
    """Its own position and all of which it explains something."""
    own = PositionKey(version.instrument, version.side)
    return dict.fromkeys((own, *(consumption.key for consumption in version.consumes)))


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
    account = state.account(event.account)
    account.coverage[event.feed, event.scope] = event.through
    if event.seen is not None:
        account.covered_at[event.feed, event.scope] = event.seen
    _reconsider(state, account)


@_fold.register
def _(event: Bookmarked, state: State) -> None:
    bookmarks, place = state.account(event.account).bookmarks, (event.feed, event.scope)
    if event.value is None:
        bookmarks.pop(place, None)
    else:
        bookmarks[place] = event.value


@_fold.register
def _(event: Accepted, state: State) -> None:
    account = state.account(event.account)
    if account.accepted.get(event.scope) != event.at:
        account.readings[event.scope] = (*account.readings.get(event.scope, ())[-2:], event.at)
    account.accepted[event.scope] = event.at
    account.doubts.pop(event.scope, None)
    account.missed.pop(event.scope, None)
    if event.balances is not None:
        account.balances[event.scope] = event.balances
        account.balanced[event.scope] = event.balanced or event.at
    _reconsider(state, account)
    gaps.read(account, event)


@_fold.register
def _(event: Doubted, state: State) -> None:
    state.account(event.reading.account).doubts[event.reading.scope] = event


@_fold.register
def _(event: Missed, state: State) -> None:
    state.account(event.account).missed[event.scope] = event


@_fold.register
def _(event: Awaited, state: State) -> None:
    account = state.account(event.account)
    before = account.waiting.pop(event.incident, None)
    for key in before.keys if before is not None else ():
        waiting = account.waiting_at.get(key, {})
        waiting.pop(event.incident, None)
        if not waiting:
            account.waiting_at.pop(key, None)
    if not event.over:
        account.waiting[event.incident] = event
        for key in event.keys:
            account.waiting_at.setdefault(key, {})[event.incident] = None


@_fold.register
def _(event: Enrolled, state: State) -> None:
    state.enrolled, state.enrolled_at = event.accounts, event.at


@_fold.register
def _(event: SignedIn, state: State) -> None:
    state.account(event.account).sign_in = event


@_fold.register
def _(event: FeedRose, state: State) -> None:
    account = state.account(event.account)
    feeds, health = account.feeds, account.feeds.get((event.feed, event.scope))
    if health is None or not health.up:
        if health is not None:  # from now on the time counts that a wait may last
            _reconsider(state, account)
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
    health.problem, health.over = event.problem, event.over
    if event.over and event.feed is Feed.POSITIONS:
        account.doubts.pop(event.scope, None)
        account.missed.pop(event.scope, None)
    gaps.lost(account, event)


_FOLDS = dict(_fold.registry)
"""By the class itself: `dispatch` asks a table of weak references, and a long start feels that."""
