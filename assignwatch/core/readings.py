"""What a reading of positions adds to what is known.

`record.py` hands in complete snapshots and reports of single positions. A first snapshot is the
baseline and alarms nothing; a later one is believed or doubted, and what differs is counted, with
the span in which it must have happened.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from assignwatch.core.detect.fit.doubt import doubtful
from assignwatch.core.events import (
    Accepted,
    Baselined,
    Counted,
    Doubted,
    Event,
    FeedFell,
    FeedRose,
    Missed,
)
from assignwatch.core.gaps import is_first_after, is_unseen
from assignwatch.core.model import WHOLE, AccountKey, PositionKey, PositionRow, Problem, Scope
from assignwatch.core.observations import PositionReport, Snapshot
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, FactKey, State
from assignwatch.core.words import Feed, Side


def reading(state: State, observation: Snapshot, now: datetime, policy: Policy) -> Iterator[Event]:
    """A snapshot of a scope. Incomplete ones, and ones older than what is known, say nothing."""
    if not observation.complete:
        return
    account, scope, at = state.account(observation.account), observation.scope, observation.at
    accepted = account.accepted.get(scope)
    if accepted is not None and at < accepted:
        yield from alive(state, observation.account, Feed.POSITIONS, scope, now)
        return
    if scope not in account.baselines:
        rows = tuple(_summed(observation.positions).values())
        yield Baselined(at, observation.account, rows, scope)
        yield from alive(state, observation.account, Feed.POSITIONS, scope, now)
        yield _accepted(state, observation, policy)
        return
    changed = tuple(_changes(state, account, scope, observation.positions, at))
    gone = doubtful(state, account, observation, changed, now, policy)
    if gone:
        values = {"gone": str(len(gone)), "before": str(len(account.held.get(scope, {})))}
        problem = Problem("reading_doubted", values)
        yield Doubted(observation, gone)
        yield Missed(observation.account, at, gone, scope)
        yield FeedFell(now, observation.account, Feed.POSITIONS, problem, scope, blind=False)
        return
    yield _as_before(account, Feed.POSITIONS, scope, now)
    moved = _moved(account, observation)
    if changed or moved:
        since = account.accepted.get(scope)
        late = _is_late(account, scope, since, at, policy)
        told = account.balanced.get(scope) if moved is not None else None
        yield Counted(at, observation.account, changed, scope, since, now, late, moved, told)
    yield _accepted(state, observation, policy)


def report(
    state: State, observation: PositionReport, now: datetime, policy: Policy
) -> Iterator[Event]:
    """The new total of one position, once there is a reading to compare it with."""
    account, row, scope = state.account(observation.account), observation.row, observation.scope
    accepted = account.accepted.get(scope)
    if accepted is None or observation.at < accepted or _is_newer(account, row.key, observation.at):
        return
    known = account.held.get(scope, {}).get(row.key)
    if row == known or (known is None and not row.quantity):
        return
    book = account.books.get(row.key)
    told = book.counted_at if book is not None else None
    since = accepted if told is None else max(accepted, told)
    late = _is_late(account, scope, since, observation.at, policy)
    yield Counted(observation.at, observation.account, (row,), scope, since, now, late)


def alive(
    state: State, account: AccountKey, feed: Feed, scope: Scope, now: datetime
) -> Iterator[FeedRose]:
    """A sign of life."""
    yield from rises(state, _as_before(state.account(account), feed, scope, now))


def rises(state: State, rose: FeedRose) -> Iterator[FeedRose]:
    """The feed is up, unless it told positions that are doubted: only a reading ends that."""
    doubted = state.account(rose.account).missed if rose.feed is Feed.POSITIONS else {}
    if rose.scope not in doubted:
        yield rose


def _as_before(account: Account, feed: Feed, scope: Scope, now: datetime) -> FeedRose:
    """Up, with its warning if it has one: only the feed's own report ends that."""
    health = account.feeds.get((feed, scope))
    warning = health.problem if health is not None and health.up else None
    return FeedRose(now, account.key, feed, scope, warning)


def _moved(account: Account, observation: Snapshot) -> dict[str, Decimal] | None:
    """By how much the balances moved since the last reading that told them."""
    before = account.balances.get(observation.scope)
    if before is None or not observation.balances:
        return None
    currencies = sorted({*before, *observation.balances})
    moved = {
        c: observation.balances.get(c, Decimal()) - before.get(c, Decimal()) for c in currencies
    }
    return {currency: amount for currency, amount in moved.items() if amount}


def _is_late(
    account: Account, scope: Scope, since: datetime | None, at: datetime, policy: Policy
) -> bool:
    """Whether nobody looked between two readings, or so rarely that it comes to the same."""
    return is_unseen(account, scope) or _is_rare(since, at, policy)


def was_late(
    account: Account, scope: Scope, since: datetime | None, at: datetime, policy: Policy
) -> bool:
    """The same of a reading that was believed some time ago."""
    return is_first_after(account, scope, at) or _is_rare(since, at, policy)


def _is_rare(since: datetime | None, at: datetime, policy: Policy) -> bool:
    return since is not None and at - since > policy.late_after


def _accepted(state: State, reading: Snapshot, policy: Policy) -> Accepted:
    account, scope = state.account(reading.account), reading.scope
    before = account.accepted.get(scope)
    since = before if _is_rare(before, reading.at, policy) else None
    balances, balanced = reading.balances or None, reading.at
    if balances is None and scope in account.balances:
        balances, balanced = account.balances[scope], account.balanced[scope]
    told = balanced if balances is not None else None
    return Accepted(account.key, reading.at, scope, since, balances, told)


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
    state: State, account: Account, scope: Scope, told: tuple[PositionRow, ...], at: datetime
) -> Iterator[PositionRow]:
    """Rows whose quantity or price differs, and a zero row for each that is gone.

    A row that a record says should have moved is told too, changed or not. What a newer report has
    told already is left alone.
    """
    known = account.held.get(scope, {})
    different = _differences(account, scope, told)
    for row in different:
        if not _is_newer(account, row.key, at):
            yield row
    if not account.ahead:
        return
    rows, moved = _summed(told), {row.key for row in different}
    for key, facts in account.ahead.items():
        if key in moved or min(facts.values()) > at:
            continue
        due = (fact for fact, told in facts.items() if told <= at)
        if any(_answers(state, account, key, fact, scope, known) for fact in due):
            yield rows.get(key, PositionRow(key.instrument, Decimal(), key.side))


def _answers(
    state: State,
    account: Account,
    key: PositionKey,
    fact: FactKey,
    scope: Scope,
    known: Collection[PositionKey],
) -> bool:
    """Whether a reading of this part says what became of a record: it is of no other part."""
    told = account.bookings.get(fact) or account.fills.get(fact)
    said = told.scope if told is not None else WHOLE
    if said == WHOLE and key in known:
        return True
    described = state.instruments.get(key.instrument)
    return account.scope_of(key, said, described.scope if described else WHOLE) == scope


def _differences(
    account: Account, scope: Scope, told: tuple[PositionRow, ...]
) -> list[PositionRow]:
    """What differs from the rows that are held; most readings of most rows differ in nothing."""
    held, plain = account.held.get(scope, {}), account.plain.get(scope, {})
    rows = {row.instrument: row for row in told}
    if len(rows) < len(told) or len(plain) < len(held) or {row.side for row in told} - {Side.NET}:
        return _differences_by_side(held, _summed(told))
    different = [
        row
        for instrument, row in rows.items()
        if (known := plain.get(instrument)) is None
        or known.quantity != row.quantity
        or known.price != row.price
    ]
    found = [row for row in different if row.quantity or row.instrument in plain]
    if len(rows) - len(different) == len(plain):
        return found
    gone = [row for instrument, row in plain.items() if instrument not in rows]
    return found + [replace(row, quantity=Decimal(), price=None) for row in gone]


def _differences_by_side(
    held: Mapping[PositionKey, PositionRow], rows: Mapping[PositionKey, PositionRow]
) -> list[PositionRow]:
    different = [row for key, row in rows.items() if held.get(key) != row]
    gone = [row for key, row in held.items() if key not in rows]
    return different + [replace(row, quantity=Decimal(), price=None) for row in gone]


def _is_newer(account: Account, key: PositionKey, at: datetime) -> bool:
    book = account.books.get(key)
    return book is not None and book.counted_at is not None and book.counted_at > at
