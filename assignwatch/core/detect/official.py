"""Lane 1: what the broker's own records say, without waiting for anything.

`conclude.py` hands in all that is told of a group of positions. Records that name a contract become
findings at once; records of the shares or futures that it turned into become legs of those. Where a
record names no other leg, a `Claim` asks `legs.py` to look for it among what changed; where a leg
names no contract, it goes in among the residuals to be matched.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from assignwatch.core.alerts.severity import severity_of
from assignwatch.core.detect import law
from assignwatch.core.detect.finding import Finding, together
from assignwatch.core.detect.happenings import Happening
from assignwatch.core.detect.identity import incident_of
from assignwatch.core.detect.kinds import family_of, kind_told
from assignwatch.core.detect.ledger import Residual
from assignwatch.core.detect.legs import Claim
from assignwatch.core.detect.support import in_the_money
from assignwatch.core.detect.told import Told
from assignwatch.core.events import Consumption
from assignwatch.core.model import Instrument, InstrumentId, Leg, PositionKey
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.words import Cause, Grade, InstrumentKind, Kind

_ZERO = Decimal()
_CALLING = frozenset({Cause.ASSIGNMENT, Cause.EXERCISE})
"""Causes that only an option can have; said of anything else, it is what an option turned into."""


@dataclass(slots=True)
class Record:
    """A happening that is an incident of its own, with the legs that are known of it."""

    key: PositionKey
    contract: Instrument | None
    happening: Happening
    kind: Kind
    counts: bool
    legs: list[Leg] = field(default_factory=list)
    leg_facts: list[Consumption] = field(default_factory=list)

    def settle(self, legs: Sequence[Leg]) -> None:
        """Its other leg was found among the positions; what the record says of it wins."""
        if not _counters(self.happening):
            self.legs += legs

    @property
    def change(self) -> Decimal:
        """The signed change that it made, after corrections."""
        return self.happening.net


@dataclass(slots=True)
class Lane:
    """The records of a group: those of contracts, and legs whose contract nobody names."""

    records: list[Record]
    loose: list[Record]

    def claims(self) -> Iterator[Claim]:
        """Records whose other leg has to be looked for."""
        for i, record in enumerate(self.records):
            effect = _expected(record)
            if effect and record.contract is not None and record.counts and record.change:
                yield Claim(
                    record.key,
                    record.contract,
                    record.change,
                    effect,
                    record.happening.at,
                    booked=i,
                )

    def loose_legs(self) -> Iterator[Residual]:
        """Legs to be matched with a contract."""
        for i, record in enumerate(self.loose):
            told = record.happening
            if not record.counts:
                continue
            yield Residual(
                key=record.key,
                quantity=record.change,
                since=told.at,
                at=told.at,
                seen=told.at,
                before=_ZERO,
                after=record.change,
                late=False,
                price=told.price,
                record=str(i),
            )


def lane(state: State, account: Account, told: Sequence[Told]) -> Lane:
    """The records of these positions, with the legs that name their contract put to it."""
    records: list[Record] = []
    legs: list[Record] = []
    for one in told:
        counted = {id(h) for h in one.counted}
        for happening in one.found:
            inside = None if one.contract is None else in_the_money(state, one.contract)
            kind = kind_told(happening.cause, happening.net, happening.cash, one.contract, inside)
            if kind is None or not (happening.net or happening.cash):
                continue
            record = Record(one.key, one.contract, happening, kind, id(happening) in counted)
            (legs if _is_leg(record) else records).append(record)
    by_token: dict[str, Record] = {}
    for record in records:
        for token in _explicit(record.happening):
            by_token.setdefault(token, record)
    loose = []
    for leg in legs:
        owner = next((by_token[t] for t in _explicit(leg.happening) if t in by_token), None)
        if owner is None:
            loose.append(leg)
        elif leg.counts:
            owner.legs.append(Leg(leg.key.instrument, leg.change, leg.happening.price))
            owner.leg_facts.append(_consumption(leg))
    for one in told:
        for fill in one.trades:
            owner = by_token.get(fill.event) if fill.event is not None else None
            if owner is not None and owner.key.instrument != fill.instrument:
                owner.legs.append(Leg(fill.instrument, fill.quantity, fill.price))
                owner.leg_facts.append(Consumption(fill.key, fill.quantity, (fill.id,)))
    return Lane(records, loose)


def _is_leg(record: Record) -> bool:
    """Whether the record is about what a contract turned into, not about the contract."""
    contract, cause = record.contract, record.happening.cause
    if contract is None:
        return False
    if cause in _CALLING:
        return contract.kind is not InstrumentKind.OPTION
    return cause is Cause.DELIVERY and contract.kind not in law.CONTRACTS


def _explicit(happening: Happening) -> set[str]:
    """Ids that the broker itself shares between instruments; a record's own id is not one."""
    told: Sequence[Booking | Fill] = (*happening.witnesses, *happening.fills)
    return {t for w in told for t in (*filter(None, (w.event,)), *w.refs)}


def _counters(happening: Happening) -> tuple[Leg, ...]:
    return together(leg for w in happening.account_of_most for leg in w.counter)


def _expected(record: Record) -> law.Effect | None:
    """What else must have moved, if it is not told by records of its own."""
    if record.legs or record.kind not in {Kind.ASSIGNED, Kind.EXERCISED, Kind.DELIVERED}:
        return None
    counters = _counters(record.happening)
    if counters:
        return {leg.instrument: leg.quantity for leg in counters}
    if record.contract is None or not law.delivers(record.contract):
        return None
    return law.effect(record.contract, record.change)


def found(
    state: State,
    account: Account,
    lane_: Lane,
    loose: Sequence[Record],
    now: datetime,
    policy: Policy,
) -> list[tuple[Record, str, Finding]]:
    """A finding for each record, with the incident that it belongs to."""
    findings = []
    counted: dict[tuple[PositionKey, Cause, date], str] = {}
    records = (*lane_.records, *loose)
    for record in sorted(records, key=lambda record: not record.counts):
        told = record.happening
        place = record.key, told.cause, told.at.date()
        incident = incident_of(told, account, family_of(record.kind))
        if record.counts:
            counted.setdefault(place, incident)
        else:  # another list's word for what is counted already
            incident = counted.get(place, incident)
        findings.append((record, incident, _finding(state, account, record, now, policy)))
    return findings


def _finding(
    state: State, account: Account, record: Record, now: datetime, policy: Policy
) -> Finding:
    told = record.happening
    change = record.change if record.counts else _ZERO
    price = told.price if record.counts else None
    legs = (Leg(record.key.instrument, change, price), *_legs(record)) if record.counts else ()
    unknown = record.kind is Kind.UNEXPLAINED
    naked = any(leg.quantity < 0 and _short_of(account, leg.instrument) for leg in legs[1:])
    times = [w.at for w in told.witnesses]
    return Finding(
        kind=record.kind,
        grade=Grade.UNEXPLAINED if unknown else Grade.CONFIRMED,
        severity=severity_of(record.kind, naked=naked and record.kind is Kind.ASSIGNED),
        key=record.key,
        contracts=abs(change),
        legs=legs,
        day=told.at.date(),
        occurred=(min(times), max(times)),
        cash=_cash(state, record) if record.counts else None,
        late=record.counts and _is_late(account, told.at, now, policy),
        consumes=(_consumption(record), *record.leg_facts),
        keys=(record.key,),
    )


def _legs(record: Record) -> tuple[Leg, ...]:
    return together(record.legs) if record.legs else _counters(record.happening)


def _short_of(account: Account, instrument: InstrumentId) -> bool:
    row = account.rows.get(PositionKey(instrument))
    return row is not None and row.quantity < 0


def _cash(state: State, record: Record) -> dict[str, Decimal] | None:
    """The record's own money, else what the strikes of its legs are worth."""
    if record.happening.cash:
        return dict(record.happening.cash)
    legs = _legs(record)
    if record.contract is None or not legs or record.kind is Kind.DELIVERED:
        return None
    underlying = state.instruments.get(legs[0].instrument)
    return law.paid(record.contract, record.change, underlying)


def _consumption(record: Record) -> Consumption:
    facts = tuple(sorted({w.id for w in record.happening.witnesses}))
    return Consumption(record.key, record.change if record.counts else _ZERO, facts)


def _is_late(account: Account, at: datetime, now: datetime, policy: Policy) -> bool:
    """Whether nobody looked when it happened, or looked so rarely that it comes to the same."""
    if account.gap is not None and account.gap.contains(at):
        return True
    seen = account.accepted_at()
    return seen is not None and at >= seen and now - seen > policy.late_after
