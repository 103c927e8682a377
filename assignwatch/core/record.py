"""What one observation adds to what is known, before anything is concluded from it.

The first half of `decide`: each observation becomes no event (known already, refused, older than
what we have) or the events that record it. Nothing here looks at more than the state and the one
observation, so the same observation twice adds nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import singledispatch
from typing import Any, TypeVar

from assignwatch.core.alerts.commands import obey
from assignwatch.core.alerts.corrections import questioned
from assignwatch.core.alerts.messages import passed_on
from assignwatch.core.closes import ends, price
from assignwatch.core.detect.changes.patience import through
from assignwatch.core.events import (
    Adjusted,
    Booked,
    Bookmarked,
    Counted,
    Covered,
    Described,
    Enrolled,
    Event,
    FeedFell,
    FeedRose,
    Filled,
    Notified,
    SignedIn,
    Started,
)
from assignwatch.core.model import (
    WHOLE,
    Instrument,
    PositionKey,
    PositionRow,
    Problem,
    Scope,
    later,
    position_key,
)
from assignwatch.core.observations import (
    Adjustment,
    Booking,
    Bookmark,
    Command,
    Coverage,
    Delivery,
    Description,
    FeedReport,
    Fill,
    Message,
    Observation,
    PositionReport,
    Pulse,
    Quote,
    Roster,
    SignIn,
    Snapshot,
    Start,
    Unreadable,
)
from assignwatch.core.policy import Policy
from assignwatch.core.readings import alive, reading, report, rises, was_late
from assignwatch.core.state import Account, State
from assignwatch.core.words import FORCED, Cause, Feed, Side

_NEXT = datetime.resolution
_DAY = timedelta(days=1)
_CATCHING_UP = timedelta(hours=1)
"""What is read so soon after the first reading was on record before it."""

_CLOSING = FORCED | {Cause.SETTLEMENT, Cause.CASH_SETTLEMENT}
"""Causes that open no position and add to none."""

_ENDING = frozenset(
    {Cause.ASSIGNMENT, Cause.EXERCISE, Cause.EXPIRY, Cause.CASH_SETTLEMENT, Cause.DELIVERY}
)
"""What becomes of contracts over night, and is booked under the day before."""

_SIDES = tuple(Side)
_NO_REASON = Problem("no_reason_given")


def record(
    state: State, observation: Observation, now: datetime, policy: Policy
) -> Iterator[Event]:
    """The events that this observation is, given what is known."""
    told: Iterator[Event] = _RECORDS.get(type(observation), _record)(
        observation, state, now, policy
    )
    return told


@singledispatch
def _record(observation: Any, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    """`Clock`, `Funds` and `Allowance` are no facts to conclude from: nothing to record."""
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
    told, since = observation.instrument, None
    known = state.instruments.get(told.id)
    if known is not None:
        full = told.completed(known)
        told, since = (full, None) if full is not None else (told, _from_here_on(state, told, now))
    if told != known:
        yield Described(told, since)
        yield from ends(state, told, policy)


def _from_here_on(state: State, told: Instrument, now: datetime) -> datetime:
    """From when a different description holds: not for what was judged at this moment already."""
    for account in state.accounts.values():
        for key in (PositionKey(told.id, side) for side in Side):
            book = account.books.get(key)
            seen = [count.seen for count in book.counts] if book is not None else []
            seen += [account.bookings[fact].at for fact in account.booked.get(key, ())]
            if now in seen and (account.key, key) not in state.touched:
                return now + _NEXT
    return now


@_record.register
def _(observation: Snapshot, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    yield from reading(state, observation, now, policy)


@_record.register
def _(observation: PositionReport, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    yield from report(state, observation, now, policy)


@_record.register
def _(observation: Fill, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    account = state.account(observation.account)
    observation = _sided(account, observation)
    known = account.fills.get((observation.id, observation.instrument))
    if known == observation or _is_history(observation, state, policy):
        return
    if known is None and account.forgotten is not None and observation.at <= account.forgotten:
        return
    yield Filled(observation)
    yield from _answered(observation, state, now, policy)


@_record.register
def _(observation: Booking, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    account = state.account(observation.account)
    observation = _sided(account, observation, closes=observation.cause in _CLOSING)
    known = account.bookings.get((observation.id, observation.instrument))
    told = observation if known is None else _completed(observation, known)
    if not _is_history(observation, state, policy) and told != known:
        unheld = known is None and _is_unheld(told, state, now)
        yield Booked(told, unheld=unheld, told=now if unheld else None)
        yield from _answered(told, state, now, policy)
        yield from questioned(told, state, now)


@_record.register
def _(observation: Adjustment, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    if state.account(observation.account).adjustments.get(observation.id) != observation:
        yield Adjusted(observation)


F = TypeVar("F", Fill, Booking)


def _sided(account: Account, fact: F, *, closes: bool = False) -> F:
    """The record on the side on which the position is kept, where only one side can be meant.

    Lists of one broker may name the side or leave it out. Where both are kept, what only `closes`
    is about the side that this can close.
    """
    if _is_kept(account, fact.key):
        return fact  # nearly always: nothing else can be meant
    kept = [side for side in _SIDES if _is_kept(account, position_key(fact.instrument, side))]
    closes = closes and fact.side is Side.NET and bool(fact.quantity)
    if closes and set(kept) == {Side.LONG, Side.SHORT}:
        return replace(fact, side=Side.LONG if fact.quantity < 0 else Side.SHORT)
    if len(kept) != 1 or Side.NET not in {fact.side, kept[0]}:
        return fact
    return replace(fact, side=kept[0])


def _is_kept(account: Account, key: PositionKey) -> bool:
    """Whether a reading ever told this position; a record alone proves no side."""
    book = account.books.get(key)
    return key in account.rows or (
        book is not None and (bool(book.counts) or book.base is not None)
    )


def _answered(fact: Fill | Booking, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    """A record older than the last reading: that reading has answered it already."""
    account, key = state.account(fact.account), fact.key
    book = account.books.get(key)
    told = book.counted_at if book is not None else None
    scope = _scope_of(fact, state)
    read = account.accepted.get(scope) if scope is not None else None
    if scope is None or read is None or fact.at > read or read <= account.baselines[scope]:
        return
    if fact.at < account.baselines[scope]:
        return
    if told is not None and fact.at <= told:
        return
    known = account.readings.get(scope, ())
    at = min((reading for reading in known if reading >= fact.at), default=read)
    since = max((reading for reading in known if reading < fact.at), default=told)
    held = account.held.get(scope, {}).get(key)
    row = held or PositionRow(key.instrument, Decimal(), key.side)
    late = was_late(account, scope, since, at, policy)
    yield Counted(at, fact.account, (row,), scope, since, now, late)


def _scope_of(fact: Fill | Booking, state: State) -> Scope | None:
    described = state.instruments.get(fact.instrument)
    place = described.scope if described is not None else WHOLE
    return state.account(fact.account).scope_of(fact.key, fact.scope, place)


@_record.register
def _(observation: Quote, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    yield from price(state, observation, now, policy)


def _completed(told: Booking, known: Booking) -> Booking:
    """A record told again, with what was known of it and not repeated.

    A list may be read over two roads that say more and less of the same row; saying less is
    neither news nor a correction, and another text for the same content is not either. Where the
    cause or the quantity is another one, it is a correction: nothing of the old record is left but
    in which lists it stands.
    """
    record, *also = sorted({told.record, known.record, *known.also}, reverse=True)
    told = replace(told, record=record, also=tuple(also))
    if (told.cause, told.quantity) != (known.cause, known.quantity):
        return told
    full = replace(
        told,
        price=known.price if told.price is None else told.price,
        cash={**known.cash, **told.cash},
        counter=told.counter or known.counter,
    )
    return known if replace(full, raw=known.raw) == known else full


def _is_history(fact: Fill | Booking, state: State, policy: Policy) -> bool:
    """Whether it lies so long before the first reading that it can explain nothing after it."""
    account = state.account(fact.account)
    baseline = account.baseline(_scope_of(fact, state))
    return baseline is not None and baseline - fact.at > policy.pair_within


def _is_unheld(told: Booking, state: State, now: datetime) -> bool:
    """Whether it names the day of the first reading alone, and was not on record by then.

    The records had been read past that reading; or are never said to be, and the day is over. One
    of the morning cannot tell the night before it from the one that follows.
    """
    account, scope = state.account(told.account), _scope_of(told, state)
    baseline = account.baseline(scope)
    if baseline is None or scope is None or told.cause not in _ENDING or told.at.time() != time():
        return False
    contract = state.instruments.get(told.instrument)
    end = contract.expiry if contract is not None else None
    if told.cause is Cause.EXPIRY and (end is None or not end.reached(later(told.at, _DAY))):
        return False
    noon, midnight = later(told.at, _DAY / 2), later(told.at, _DAY)
    if not noon <= baseline < midnight or now < later(baseline, _CATCHING_UP):
        return False
    read = through(account, Feed.BOOKINGS, scope)
    return now >= later(told.at, _DAY) if read is None else read >= baseline


@_record.register
def _(observation: Coverage, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    yield from alive(state, observation.account, observation.feed, observation.scope, now)
    account = state.account(observation.account)
    known = account.coverage.get((observation.feed, observation.scope))
    again = bool(account.waiting) and observation.through == known
    if known is None or observation.through > known or again:
        through, scope = observation.through, observation.scope
        yield Covered(observation.account, observation.feed, through, scope, now)


@_record.register
def _(observation: Bookmark, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    known = state.account(observation.account).bookmarks
    place = observation.feed, observation.scope
    if known.get(place) != observation.value:
        yield Bookmarked(
            observation.account, observation.feed, observation.value, observation.scope
        )


@_record.register
def _(observation: Unreadable, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    account, feed, scope = observation.account, observation.feed, observation.scope
    yield FeedFell(now, account, feed, observation.problem, scope, blind=False)


@_record.register
def _(observation: FeedReport, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    account, feed, scope = observation.account, observation.feed, observation.scope
    if observation.up:
        yield from rises(state, FeedRose(now, account, feed, scope, observation.problem))
    else:
        over, problem = observation.over, observation.problem or _NO_REASON
        yield FeedFell(now, account, feed, problem, scope, blind=not over, over=over)


@_record.register
def _(observation: SignIn, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    known = state.account(observation.account).sign_in
    if known is None or observation.at >= known.at:  # a reading under way may say what was before
        yield SignedIn(observation.at, observation.account, observation.until, observation.renewed)


@_record.register
def _(observation: Message, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    yield from passed_on(observation, state, now)


@_record.register
def _(observation: Pulse, state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    yield from alive(state, observation.account, observation.feed, observation.scope, now)


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


_RECORDS = dict(_record.registry)
"""By the class itself, as `evolve.py` does it: `dispatch` asks a table of weak references."""
