"""Readings that are hard to believe: half the account gone, for no reason anybody can name.

`record.py` asks before it believes a reading. An empty answer is not a flat account (domain notes,
finding 8): rows that trades, records, a reached end or an exact match account for do not count, but
when too many others are missing the reading waits for a second one that says the same.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from assignwatch.core.detect.changes.ledger import residuals
from assignwatch.core.detect.fit.adjust import adjust
from assignwatch.core.detect.groups import groups
from assignwatch.core.detect.lane1.lane import lane
from assignwatch.core.detect.matching.legs import Matcher
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import Match
from assignwatch.core.detect.records.told import Told, told_of
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import PositionKey, PositionRow
from assignwatch.core.observations import Snapshot
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, CashStep, Count, State
from assignwatch.core.words import Kind


def doubtful(
    state: State,
    account: Account,
    reading: Snapshot,
    changed: Sequence[PositionRow],
    now: datetime,
    policy: Policy,
) -> tuple[PositionKey, ...]:
    """The positions that this reading lacks without a reason, if that is too many to believe."""
    if all(row.quantity for row in changed):
        return ()
    held = {
        key for key in account.held.get(reading.scope, {}) if not _told_since(account, key, reading)
    }
    missing = [row.key for row in changed if not row.quantity and row.key in held]
    empty = bool(held) and not any(row.quantity for row in reading.positions)
    many = len(held) >= policy.doubt_from and 2 * len(missing) > len(held)
    if not missing or not (empty or many):
        return ()
    before = account.missed.get(reading.scope)
    seen_before = before is not None and before.at < reading.at
    doubted = set(before.gone) if before is not None and seen_before else set[PositionKey]()
    if doubted.issuperset(missing):
        return ()
    gone = _unexplained(state, account, reading, changed, missing, now, policy)
    still_many = len(held) >= policy.doubt_from and 2 * len(gone) > len(held)
    if not (empty or still_many) or doubted.issuperset(gone):
        return ()
    return gone


def _unexplained(
    state: State,
    account: Account,
    reading: Snapshot,
    changed: Sequence[PositionRow],
    missing: Sequence[PositionKey],
    now: datetime,
    policy: Policy,
) -> tuple[PositionKey, ...]:
    """Of the missing positions those that nothing accounts for."""
    told: list[Told] = []
    open_: list[Residual] = []
    for row in changed:
        count = _count(account, reading, row, now)
        one = told_of(account, row.key, state.instruments, policy, (), count)
        told.append(one)
        found = residuals(account, row.key, one.facts(), policy, count)
        open_ += [r for r in found if r.at == reading.at]
    for other, found in _beside(state, account, changed, reading.at, policy):
        told.append(other)
        open_ += found
    names = {n for r in open_ for n in account.adjusting.get(r.instrument, ())}
    adjustments = [account.adjustments[name] for name in sorted(names)]
    records = lane(state, told, policy.calendar)
    claims = list(records.claims(state))
    left = [*adjust(account, adjustments, open_, policy).left, *records.loose_legs()]
    cash = _cash(account, reading)
    left_over: set[PositionKey] = set()
    asked = [*(r.key for r in left), *(claim.key for claim in claims)]
    for keys in groups(state, account, asked):
        own = [r for r in left if r.key in keys]
        booked = [claim for claim in claims if claim.key in keys]
        left_over |= _unmatched(Matcher(state, account, own, booked, policy, cash), state)
    return tuple(sorted(left_over.intersection(missing)))


def _unmatched(matcher: Matcher, state: State) -> set[PositionKey]:
    """What no exact match explains: one of several ways, or against its price, is none.

    A leg that has a record of its own is looked for, but it is not missed; nor is what reached its
    end, whatever became of it, and what was delivered to it if all that fits had.
    """
    unsure = [r for match in matcher.run() if not _is_plain(match) for r in match.residuals]
    open_ = [r for r in (*unsure, *matcher.left) if r.record is None]
    return {r.key for r in open_ if not _may_have_ended(state, r)}


def _is_plain(match: Match) -> bool:
    """Whether all that it is made of is accounted for, though it may be one of several ways."""
    ways = (match.used, *match.others)
    over = all(c.booked is not None or c.ended for way in ways for c, _ in way)
    return match.price is not Fit.OFF and (over or not match.others)


def _beside(
    state: State, account: Account, changed: Sequence[PositionRow], at: datetime, policy: Policy
) -> Iterator[tuple[Told, list[Residual]]]:
    """What else moved that nobody can name yet, as another part of the account showed it.

    The other leg of a match may have come with the stream or with a reading of its own. One that
    an incident already names a cause for is not there to match again.
    """
    new = {row.key for row in changed}
    touched = [key for name, key in state.touched if name == account.key]
    for key in sorted({*account.live, *touched} - new):
        incidents = [state.incidents[name].latest for name in account.live.get(key, ())]
        if any(one.kind is not Kind.UNEXPLAINED for one in incidents):
            continue
        one = told_of(account, key, state.instruments, policy)
        found = residuals(account, key, one.facts(), policy)
        yield one, [r for r in found if at - r.at <= policy.carry]


def _cash(account: Account, reading: Snapshot) -> list[CashStep]:
    """How the balances moved, with the step that this reading would be."""
    before, since = account.balances.get(reading.scope), account.balanced.get(reading.scope)
    if before is None or since is None or not reading.balances:
        return account.cash
    moved = {
        currency: reading.balances.get(currency, Decimal()) - before.get(currency, Decimal())
        for currency in sorted({*before, *reading.balances})
    }
    return [*account.cash, CashStep(since, reading.at, reading.scope, moved)]


def _told_since(account: Account, key: PositionKey, reading: Snapshot) -> bool:
    """Whether the position was told again after this reading was taken."""
    book = account.books.get(key)
    return book is not None and book.counted_at is not None and book.counted_at > reading.at


def _may_have_ended(state: State, residual: Residual) -> bool:
    instrument = state.described(residual.instrument, residual.judged_at)
    end = instrument.expiry if instrument is not None else None
    return end is not None and end.reached(residual.at)


def _count(account: Account, reading: Snapshot, row: PositionRow, now: datetime) -> Count:
    """The step that this reading would be."""
    was = account.held.get(reading.scope, {}).get(row.key)
    net = account.rows.get(row.key)
    before = net.quantity if net is not None else Decimal()
    after = before - (was.quantity if was is not None else Decimal()) + row.quantity
    since = account.accepted.get(reading.scope, reading.at)
    return Count(reading.at, since, now, reading.scope, before, after, was, row, late=False)
