"""Contracts that reached their end with no second leg: what became of them.

`weigh.py` hands in what no match used. A contract settled in cash is held against the money; one
that delivers is only called lapsed when the records have been read past the session in which an
assignment would have been booked, because neither side of the strike proves anything before.
Without a closing price it is still said that it expired, and that nobody knows on which side.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.core.detect.changes.patience import Patience, patience, through
from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.contracts.implied import Settled, share_of, ways_of
from assignwatch.core.detect.contracts.market import session_after
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.lane1.ended import (
    End,
    amount_of,
    fee_of,
    gone_beside,
    moved_with,
    paid_alone,
    paid_elsewhere,
    pays_cash,
    settled_beside,
)
from assignwatch.core.detect.lane2.paid_late import awaited, cash_fit
from assignwatch.core.detect.lane2.unseen import called_along
from assignwatch.core.detect.matching.support import Fit, close_of, in_the_money
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Evidence
from assignwatch.core.model import Instrument, Scope, later
from assignwatch.core.words import Feed, Grade, InstrumentKind, Kind, Settlement

_ZERO = Decimal()
_NO_RECORDS = timedelta(days=1)
"""Where a broker has no list of records, positions read this long after the open must do."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a contract at its end, how sure that is, and what would make it surer."""

    kind: Kind
    grade: Grade
    reasons: tuple[Evidence, ...]
    cash: dict[str, Decimal] | None = None
    until: datetime | None = None
    feeds: tuple[Feed, ...] = ()
    contracts: Decimal | None = None
    """How many of it are part of what it is told with, where several may have been paid for."""


def settled_since(end: End) -> Verdict | None:
    """What a contract paid that was gone early; None where it may have been traded away.

    Only the official value and just the money that it calls for prove it, and none of that may have
    come with the change itself: a trade is paid at once.
    """
    close = close_of(end.state, end.contract, end.policy.calendar)
    amount = amount_of(end, end.residual)
    if close is None or not close.official or not amount or moved_with(end):
        return None
    wanted = sum((amount_of(end, other) or _ZERO for other in gone_beside(end)), _ZERO)
    since, last = end.residual.at, later(close.at, end.policy.pair_within)
    paid = (moved_with(end, step.at) for step in end.account.cash if since < step.at <= last)
    if not wanted or wanted not in paid or end.contract.currency is None:
        return None
    called = Kind.CASH_SETTLED if end.residual.quantity > 0 else Kind.EXERCISED
    cash = {end.contract.currency: amount}
    side = evidence.moneyness(close, end.contract.strike, inside=True)
    told = (*_base(end), side, evidence.cash(cash, exact=True))
    unread = _waiting_for_trades(end, called, side, cash)
    return _as_read(end, unread or Verdict(called, Grade.STRONG, told, cash))


def verdict(end: End) -> Verdict:
    """What became of it."""
    if end.contract.kind is not InstrumentKind.OPTION:
        return _as_read(end, _future(end))
    in_cash = pays_cash(end.state, end.contract, end.residual.judged_at)
    return _as_read(end, _cash_option(end) if in_cash else _option(end))


def _option(end: End) -> Verdict:
    contract, residual = end.contract, end.residual
    inside = in_the_money(end.state, contract, end.policy.calendar)
    close = close_of(end.state, contract, end.policy.calendar)
    side = evidence.moneyness(close, contract.strike, inside=inside)
    if inside is None and (along := called_along(end)):
        side = evidence.may_cancel(along)
    unread = _waiting_for_trades(end, Kind.EXPIRED, side)
    if unread is not None:
        return unread
    booked_by = _booked_by(end)
    missed = bool(inside) and residual.quantity > 0
    reasons = (*_base(end), side)
    if booked_by is None:
        opens = _opens(end)
        grade = Grade.LIKELY if inside is False else Grade.PENDING
        until = later(opens, _NO_RECORDS) if not _has_records(end) else None
        waiting = (*reasons, evidence.outcome_unknown(opens))
        until = until if until is not None and until > end.now else None
        return Verdict(Kind.EXPIRED, grade, waiting, until=until, feeds=(Feed.BOOKINGS,))
    sure = close is not None and close.official and _has_records(end) and not _rival(end)
    grade = Grade.STRONG if sure and (missed or inside is False) else Grade.LIKELY
    kind = Kind.EXPIRED_UNASSIGNED if missed else Kind.EXPIRED
    return Verdict(kind, grade, (*reasons, _nothing_booked(end, booked_by)))


def _rival(end: End) -> bool:
    """Whether it may have been called after all without anything to show for it.

    Its size is unknown, its underlying changed in a way that nothing explains, or by what some of
    it deliver and at no price but its own; or another contract went beside it whose delivery
    would undo its own.
    """
    own = law.effect(end.contract, end.residual.quantity)
    if own is None or any(other.instrument in own for other in end.unmatched):
        return True
    each = {what: amount / abs(end.residual.quantity) for what, amount in own.items()}
    alike = [moved for moved in end.beside if _holds_one(each, moved) and moved not in end.told]
    if any(_may_be_its(end.contract, moved) for moved in alike):
        return True
    for other in end.beside:
        contract = end.state.described(other.instrument, other.judged_at)
        if other.key == end.residual.key or contract is None or not law.delivers(contract):
            continue
        moved = law.effect(contract, other.quantity) if other.closes else {}
        if moved is None or any(
            moved.get(what, _ZERO) * amount < 0 for what, amount in own.items()
        ):
            return True
    return False


def _holds_one(each: law.Effect, moved: Residual) -> bool:
    """Whether what one of the contracts delivers may be in it."""
    one = each.get(moved.instrument, _ZERO)
    return one * moved.quantity > 0 and abs(moved.quantity) >= abs(one)


def _may_be_its(contract: Instrument, moved: Residual) -> bool:
    """Whether what moved was booked at its strike, as far as the price is known."""
    prices = law.price_of(contract, moved.instrument)
    return moved.price is None or any(abs(moved.price - p) <= moved.slack for p in prices)


def _cash_option(end: End) -> Verdict:
    contract, residual = end.contract, end.residual
    close, amount = end.close, amount_of(end, end.residual)
    called = Kind.CASH_SETTLED if residual.quantity > 0 else Kind.EXERCISED
    inside = None if amount is None else bool(amount)
    side = evidence.moneyness(close, contract.strike, inside=inside)
    if close is None and amount:
        side = evidence.settled_at(residual)
    reasons = (*_base(end), side)
    if amount is not None:
        cash = {contract.currency: amount} if amount and contract.currency is not None else None
        kind = called if amount else Kind.EXPIRED
        unread = _waiting_for_trades(end, kind, reasons[-1], cash)
        if unread is not None:
            return unread
        fit, moved = cash_fit(end), moved_with(end, _session_began(end))
        if cash and fit in {Fit.FITS, Fit.NEAR}:
            reasons = (*reasons, evidence.cash(cash, exact=fit is Fit.FITS))
        elif cash and moved is not None and abs(moved) <= min(fee_of(end), abs(amount) / 2):
            return _unpaid(end, called, cash, reasons)
        elif cash and fit is Fit.OFF:
            reasons = (*reasons, evidence.cash_unseen(cash))
        sure = fit is Fit.FITS or (fit is Fit.UNKNOWN and residual.closing is not None)
        if not amount:
            sure = close is not None and close.official
        grade = Grade.STRONG if sure else Grade.LIKELY
        return Verdict(kind, grade, reasons, cash)
    return _cash_unknown(end, called, reasons)


def removed(end: End) -> Verdict | None:
    """What became of an option in the money of which a record says that it is gone, and no more.

    None where that is all there is to say: its value is not official, and not just what was paid.
    """
    residual, close, currency = end.residual, end.close, end.contract.currency
    amount = amount_of(end, residual)
    if not amount or currency is None:
        return None
    called, lapsed = Kind.CASH_SETTLED, Kind.EXPIRED_UNASSIGNED
    if residual.quantity < 0:
        called, lapsed = Kind.EXERCISED, Kind.EXPIRED
    cash, expiry = {currency: amount}, end.contract.expiry
    value = evidence.moneyness(close, end.contract.strike, inside=True)
    side = value if close is not None else evidence.settled_at(residual)
    reasons = (*((evidence.ended(expiry),) if expiry is not None else ()), side)
    opens = _opens(end)
    fit, moved = cash_fit(end), moved_with(end, max(residual.at, opens))
    if fit in {Fit.FITS, Fit.NEAR}:
        exact = fit is Fit.FITS
        grade = Grade.STRONG if exact else Grade.LIKELY
        return Verdict(called, grade, (*reasons, evidence.cash(cash, exact=exact)), cash)
    if close is not None and not close.official:
        return None
    if moved is not None and moved * amount > 0 and abs(moved) >= abs(amount) / 2:
        less = (evidence.cash_unseen(cash),) if abs(moved) < abs(amount) else ()
        return Verdict(called, Grade.LIKELY, (*reasons, *less), cash)  # more: with other money
    told = end.account.cash or any(end.account.balances.values())
    if told and _booked_by(end) is None:
        until = None if _has_records(end) else later(opens, _NO_RECORDS)
        until = until if until is not None and until > end.now else None
        waiting = (*reasons, evidence.outcome_unknown(opens))
        return Verdict(called, Grade.PENDING, waiting, cash, until, (Feed.BOOKINGS,))
    none = moved is not None and abs(moved) <= fee_of(end)
    return Verdict(lapsed, Grade.CONFIRMED if none else Grade.LIKELY, reasons)


def _unpaid(
    end: End, called: Kind, cash: dict[str, Decimal], reasons: tuple[Evidence, ...]
) -> Verdict:
    """The settlement value calls for money, and the balance has not moved: some book it late."""
    booked_by = _booked_by(end)
    if booked_by is None:
        waiting = (*reasons, evidence.outcome_unknown(_opens(end)))
        return Verdict(called, Grade.PENDING, waiting, cash, feeds=(Feed.BOOKINGS,))
    kind = Kind.EXPIRED_UNASSIGNED if called is Kind.CASH_SETTLED else Kind.EXPIRED
    told = (*reasons, _nothing_booked(end, booked_by))
    return Verdict(kind, Grade.LIKELY, told, feeds=awaited(end))


def _cash_unknown(end: End, called: Kind, reasons: tuple[Evidence, ...]) -> Verdict:
    """No settlement price: the money alone says whether anything was paid.

    It may come with a later reading, but after the next session has opened it can be anything. What
    is no more than a fee says of no worth.
    """
    residual, currency = end.residual, end.contract.currency
    moved = paid_alone(end) or paid_alone(end, _session_began(end))
    alone = len(settled_beside(end)) == 1
    others = [(one.contract, one.change) for one in paid_elsewhere(end, moved or _ZERO)]
    side = reasons[-1]
    if moved and currency is not None and alone and -fee_of(end) <= moved < 0:
        reasons = (*reasons, evidence.cash_moved({currency: moved}))
    elif moved and currency is not None and alone and moved * residual.quantity < 0:
        told = (*reasons, evidence.cash_moved({currency: moved}))
        if others:
            own = (end.contract, residual.quantity)
            return _one_of(end, [[own]], told, [*([one] for one in others), [own, *others]])
        unread = _waiting_for_trades(end, called, side, {currency: moved})
        return unread or Verdict(called, Grade.LIKELY, told, {currency: moved})
    elif moved and currency is not None and not alone:
        reasons = (*reasons, evidence.cash_moved({currency: moved}))
        settled, fees = _settled(end)
        ways = ways_of(settled, moved, fees) if abs(moved) > fees else []
        share = share_of((end.contract, residual.quantity), settled, moved, fees) if ways else None
        if share is not None and not others:
            known = share.amount if share.inside else None
            paid = None if known is None else {currency: known}
            kind = called if share.inside else Kind.EXPIRED
            unread = _waiting_for_trades(end, kind, side, paid)
            return unread or Verdict(kind, Grade.LIKELY, reasons, paid)
        if ways:
            return _one_of(end, ways, reasons, [[one] for one in others])
    unread = _waiting_for_trades(end, Kind.EXPIRED, side)
    if unread is not None:
        return unread
    booked_by = _booked_by(end)
    if booked_by is None:
        waiting = (*reasons, evidence.outcome_unknown(_opens(end)))
        return Verdict(Kind.EXPIRED, Grade.PENDING, waiting, feeds=(Feed.BOOKINGS,))
    told = (*reasons, _nothing_booked(end, booked_by))
    return Verdict(Kind.EXPIRED, Grade.LIKELY, told, feeds=awaited(end))


def _settled(end: End) -> tuple[list[Settled], Decimal]:
    """All of one end that were settled together, and what that may have cost."""
    beside = [
        replace(end, residual=other, contract=contract)
        for other in settled_beside(end)
        if (contract := end.state.described(other.instrument, other.judged_at)) is not None
    ]
    settled = [(one.contract, one.residual.quantity) for one in beside]
    ends = {(contract.underlying, contract.expiry) for contract, _ in settled}
    return (settled if len(ends) == 1 else []), sum(map(fee_of, beside), _ZERO)


def _one_of(
    end: End,
    ways: Sequence[Sequence[Settled]],
    reasons: tuple[Evidence, ...],
    others: Sequence[Sequence[Settled]] = (),
) -> Verdict:
    """The money was paid for some of several contracts, and nobody can say for which.

    `others` are ways in which some on other underlyings were paid for.
    """
    named = [
        " + ".join(f"{evidence.figure(abs(change))} {contract.id}" for contract, change in way)
        for way in (*ways, *others)
    ]
    largest = max(ways, key=lambda way: sum((abs(change) for _, change in way), _ZERO))
    own = (abs(change) for contract, change in largest if contract.id == end.contract.id)
    told = evidence.several(named)
    found = _waiting_for_trades(end, Kind.AMBIGUOUS, told)
    found = found or Verdict(Kind.AMBIGUOUS, Grade.LIKELY, (*reasons, told))
    return replace(found, contracts=sum(own, _ZERO))


def _future(end: End) -> Verdict:
    kind = Kind.SETTLED
    taken_off = end.contract.kind is InstrumentKind.PERPETUAL
    if taken_off or end.contract.settlement is Settlement.PHYSICAL:
        kind = Kind.CLOSED_BY_BROKER
    unread = _waiting_for_trades(end, kind, None)
    if unread is not None:
        return unread
    if kind is Kind.CLOSED_BY_BROKER and _booked_by(end) is None:
        waiting = (*_base(end), evidence.outcome_unknown(_opens(end)))
        return Verdict(kind, Grade.PENDING, waiting, feeds=(Feed.BOOKINGS,))
    return Verdict(kind, Grade.LIKELY, _base(end), _alone(end))


def _alone(end: End) -> dict[str, Decimal] | None:
    """What the balance moved by, where nothing else can have moved it."""
    moved, currency = moved_with(end), end.contract.currency
    others = [r for r in end.beside if r.at == end.residual.at and r.key != end.residual.key]
    return {currency: moved} if moved and currency is not None and not others else None


def _waiting_for_trades(
    end: End, kind: Kind, side: Evidence | None, cash: dict[str, Decimal] | None = None
) -> Verdict | None:
    """Pending while a trade of the trader's own may still turn up."""
    wait = _patience(end)
    if wait.covered or wait.over:
        return None
    reasons = (*_base(end), *((side,) if side is not None else ()))
    return Verdict(kind, Grade.PENDING, reasons, cash, wait.until, (Feed.FILLS,))


def _as_read(end: End, told: Verdict) -> Verdict:
    """Likely at most while the trades are not read, and no longer waited for."""
    if Feed.FILLS in told.feeds or _patience(end).covered:
        return told
    grade = Grade.LIKELY if told.grade is Grade.STRONG else told.grade
    feeds = dict.fromkeys((Feed.FILLS, *told.feeds, Feed.BOOKINGS))
    return replace(told, grade=grade, feeds=tuple(feeds))


def _patience(end: End) -> Patience:
    return patience(end.account, [end.residual], end.now, end.policy.option_leg_wait, end.policy)


def _base(end: End) -> tuple[Evidence, ...]:
    residual, expiry = end.residual, end.contract.expiry
    covered = _patience(end).covered
    read = (
        evidence.no_fill(residual.since, residual.at) if covered else evidence.unread(residual.at)
    )
    over = (evidence.ended(expiry),) if expiry is not None else ()
    return (*over, read)


def _opens(end: End) -> datetime:
    if end.contract.expiry is None:
        return end.residual.at
    return session_after(end.state, end.contract, end.residual.judged_at, end.policy)


def _session_began(end: End) -> datetime:
    """Until when money that moves with nothing else to explain it belongs to the end."""
    return max(end.residual.at, min(end.now, _opens(end)))


def _has_records(end: End) -> bool:
    covered = any(feed is Feed.BOOKINGS for feed, _ in end.account.coverage)
    return covered or Feed.BOOKINGS in end.state.enrolled.get(end.account.key, ())


def _nothing_booked(end: End, through: datetime) -> Evidence:
    """What the records say of it; where none were ever read, that."""
    return evidence.nothing_booked(through) if _has_records(end) else evidence.no_records()


def _booked_by(end: End) -> datetime | None:
    """The opening of the session up to which nothing was booked; that more was read is no news."""
    opens = _opens(end)
    if _has_records(end):
        read = through(end.account, Feed.BOOKINGS, Scope(end.residual.scope))
        return opens if read is not None and read >= opens else None
    seen = end.account.accepted_at()
    done = seen is not None and seen >= opens and end.now >= later(opens, _NO_RECORDS)
    return opens if done else None
