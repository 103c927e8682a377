"""Lane 1: what the broker's own records say, without waiting for anything.

`lane.py` has put the records in their places, `weigh.py` has looked for legs that they do not name;
here each becomes a finding, and `filing.py` says to which incident it belongs.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from assignwatch.core.alerts.severity import severity_of
from assignwatch.core.detect.contracts import delivery, law
from assignwatch.core.detect.finding import Cash, Finding, added
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.lane1.booked import TURNED, Record
from assignwatch.core.detect.lane1.described import booked_under
from assignwatch.core.detect.lane1.ended import pays_cash
from assignwatch.core.detect.lane1.filing import filed
from assignwatch.core.detect.lane1.shown import shown_by, shown_late
from assignwatch.core.detect.matching.support import close_of, in_the_money
from assignwatch.core.events import Evidence
from assignwatch.core.gaps import was_unseen
from assignwatch.core.model import WHOLE, Leg, PositionKey, Scope
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.words import Feed, Grade, Kind

_ZERO = Decimal()
SETTLED = frozenset({Kind.CASH_SETTLED, Kind.EXERCISED})
_LAPSED = frozenset({Kind.EXPIRED, Kind.EXPIRED_UNASSIGNED})


def findings(
    state: State,
    account: Account,
    records: Sequence[Record],
    now: datetime,
    policy: Policy,
    seen: Sequence[tuple[str, Finding]] = (),
) -> Iterator[tuple[Record, str, Finding]]:
    """A finding for each record, with its incident. `seen`: those that positions alone tell."""
    if not records:
        return
    _with_lawful_legs(state, records, seen)
    for record, incident in filed(state, account, records, seen):
        yield record, incident, _finding(state, account, record, now, policy)


def _with_lawful_legs(
    state: State, records: Sequence[Record], seen: Sequence[tuple[str, Finding]]
) -> None:
    """Tell what lots of a contract turned into by the law, where the legs of another are told.

    Or seen. Else an incident of all of them would have the legs and the money of some.
    """
    counting = [record for record in records if record.counts and record.kind in TURNED]
    told = {(record.key, record.kind) for record in counting if record.other_legs}
    told |= {(finding.key, finding.kind) for _, finding in seen if len(finding.legs) > 1}
    for record in counting:
        contract, at = record.contract, record.happening.at
        if record.other_legs or contract is None or (record.key, record.kind) not in told:
            continue
        for what, moved in (delivery.effect(state, contract, record.change, at) or {}).items():
            price = next(iter(law.price_of(contract, what)), None)
            record.legs.append(Leg(what, moved, price))


def _finding(
    state: State, account: Account, record: Record, now: datetime, policy: Policy
) -> Finding:
    told = record.happening
    held = _ZERO if record.change or not record.counts else held_of(account, record)
    unknown = record.kind is Kind.UNEXPLAINED
    change = record.change if record.counts else _ZERO
    change -= _ZERO if unknown else held  # money of an end is that of all
    price = told.price if record.counts else None
    legs = (Leg(record.key.instrument, change, price), *record.other_legs) if record.counts else ()
    naked = any(leg.quantity < 0 and leaves_short(account, leg, told.at) for leg in legs[1:])
    until, feeds = _waits(record, now)
    book = account.books.get(record.key)
    shown = shown_by(book, record) if book is not None and record.change else None
    return Finding(
        kind=record.kind,
        grade=record.grade or (Grade.UNEXPLAINED if unknown else Grade.CONFIRMED),
        severity=severity_of(record.kind, naked=naked and record.kind is Kind.ASSIGNED),
        key=record.key,
        contracts=abs(change or held),
        legs=legs,
        day=told.at.date(),
        occurred=(told.at, max(told.times)),
        cash=_cash(state, record, policy) if record.counts else None,
        late=record.counts and is_late(account, record, now, policy),
        evidence=(
            *record.why,
            *_ended_where(state, record, policy),
            *_against(record),
            *booked_under(state, record),
        ),
        consumes=(record.consumption, *record.leg_facts),
        keys=(record.key,),
        until=until,
        feeds=feeds,
        changed=(shown.since, shown.at) if shown is not None and record.counts else None,
    )


def _waits(record: Record, now: datetime) -> tuple[datetime | None, tuple[Feed, ...]]:
    """What may still change it: a time, and after that the next reading."""
    until = record.happening.until if record.counts else None
    if record.until is not None or record.feeds or until is None:
        return record.until, record.feeds
    return (until, ()) if now < until else (None, (Feed.POSITIONS,))


def _ended_where(state: State, record: Record, policy: Policy) -> Iterator[Evidence]:
    """On which side of the strike it ended: a record of an expiry is read by that, if it is known.

    It says itself only that the contract is gone. One that is settled in cash is read by what it
    paid.
    """
    contract = record.contract
    if record.kind not in _LAPSED or contract is None or not law.delivers(contract) or record.why:
        return
    inside = in_the_money(state, contract, policy.calendar)
    if inside is not None:
        close = close_of(state, contract, policy.calendar)
        yield evidence.moneyness(close, contract.strike, inside=inside)


def _against(record: Record) -> Iterator[Evidence]:
    """A reading that does not show all that the record says."""
    if record.denied is not None:
        yield evidence.gone(record.denied)


def held_of(account: Account, record: Record) -> Decimal:
    """What a record of money alone can be about: what is or was held, signed."""
    row = account.rows.get(record.key)
    if row is not None:
        return row.quantity
    book = account.books.get(record.key)
    counts = book.counts if book is not None else []
    return counts[-1].before if record.counts and counts else _ZERO


def leaves_short(account: Account, leg: Leg, at: datetime) -> bool:
    """Whether the position is short with it, though no reading may show it yet."""
    key = PositionKey(leg.instrument)
    row, book = account.rows.get(key), account.books.get(key)
    read = book.counted_at if book is not None else None
    read = read or account.baseline(account.scopes.get(key))
    held = row.quantity if row is not None else _ZERO
    if read is not None and read < at:
        trades = book.fills.values() if book is not None else ()
        held += leg.quantity + sum((f.quantity for f in trades if f.at > read), _ZERO)
    return held < 0


def _cash(state: State, record: Record, policy: Policy) -> dict[str, Decimal] | None:
    """The record's own money and its legs', else what its price or the strikes are worth.

    Either may say all of it, a part, or a fee: the law says how they belong together. What the
    balance was asked for goes before all that.
    """
    if record.paid is not None:
        return record.paid
    own, beside = record.cash, added(*(leg.cash for leg in record.leg_money)) or {}
    lawful = at_strike(state, record)
    if any(beside.values()):
        told = (own, beside, added(own, beside) or {})
        if lawful is None:
            return own if own == beside else told[-1]
        less = policy.fee_per_contract * abs(record.change)
        apart = [(_apart(way, lawful), i) for i, way in enumerate(told)]
        least, best = min(apart)
        if least <= less:
            return told[best]
    if any(own.values()) or not record.other_legs:
        return own or settled_for(record) or by_value(state, record, policy)
    return lawful if lawful is not None else own or None


def _apart(one: Cash, other: Cash) -> Decimal:
    """By how much two amounts of money differ, over all currencies."""
    return sum((abs(one.get(c, _ZERO) - other.get(c, _ZERO)) for c in {*one, *other}), _ZERO)


def at_strike(state: State, record: Record) -> dict[str, Decimal] | None:
    """What the strikes of its legs are worth; None where it has none or cannot be known."""
    contract, legs = record.contract, record.other_legs
    if contract is None or record.kind is Kind.DELIVERED or not legs:
        return None
    underlying = state.described(legs[0].instrument, record.happening.at)
    return law.paid(contract, record.turned, underlying)


def settled_for(record: Record) -> dict[str, Decimal] | None:
    """What its price is worth, where it was settled in cash."""
    contract, price = record.contract, record.happening.price
    if contract is None or record.kind not in SETTLED or law.delivers(contract):
        return None
    size, currency = contract.multiplier, contract.currency
    if not price or size is None or currency is None:
        return None
    return {currency: -record.change * price * size}


def by_value(state: State, record: Record, policy: Policy) -> dict[str, Decimal] | None:
    """What it paid by the official value, where it was settled in cash at its end."""
    contract, at = record.contract, record.happening.at
    if record.kind not in SETTLED or contract is None or not pays_cash(state, contract, at):
        return None
    close, end = close_of(state, contract, policy.calendar), contract.expiry
    if close is None or not close.official or end is None or not end.reached(at):
        return None
    if contract.currency is None:
        return None
    paid = law.payoff(contract, record.change, close.price)
    return {contract.currency: paid} if paid else None


def _scope(account: Account, record: Record) -> Scope | None:
    """The part of the account that it happened in, if that can be told."""
    described = record.contract.scope if record.contract is not None else WHOLE
    return account.scope_of(record.key, record.happening.witnesses[0].scope, described)


def is_late(account: Account, record: Record, now: datetime, policy: Policy) -> bool:
    """Whether nobody looked when it happened, or looked so rarely that it comes to the same.

    Once a reading has shown the change, that one says so.
    """
    shown = shown_late(account, record)
    if shown is not None:
        return shown
    at, scope = record.happening.at, _scope(account, record)
    if was_unseen(account, scope, at):
        return True
    seen = account.accepted.get(scope) if scope is not None else account.accepted_at()
    return seen is not None and at >= seen and now - seen > policy.late_after
