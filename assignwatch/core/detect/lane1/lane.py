"""The broker's records of a group, put in their places: contracts, their legs, their money.

`official.py` makes findings of what stands here, `weigh.py` matches what is still looked for. A
broker tells one event in pieces: the contract, what it turned into, a line of money, each as a
record of its own or as part of another. Records that share an id of the broker's belong together;
where a record names no other leg, a `Claim` asks `legs.py` to look for it among what changed, and a
leg that names no contract goes in among the residuals to be matched.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from assignwatch.core.calendar import Calendar
from assignwatch.core.detect.contracts import delivery, law
from assignwatch.core.detect.kinds import called, family_of, kind_told, names_call
from assignwatch.core.detect.lane1.booked import TURNED, Record, names_cause
from assignwatch.core.detect.lane1.net_leg import put_apart
from assignwatch.core.detect.lane1.own_share import own_share
from assignwatch.core.detect.matching.support import in_the_money
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.records.bought import MONEY_WITHIN
from assignwatch.core.detect.records.corrected import Correction, corrections
from assignwatch.core.detect.records.happenings import ENDS, Happening
from assignwatch.core.detect.records.leg_of import delivers_just
from assignwatch.core.detect.records.told import Told
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Consumption
from assignwatch.core.model import Instrument, InstrumentId, Leg, PositionKey, name_of
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.state import State
from assignwatch.core.words import Cause, InstrumentKind, Kind

_ZERO = Decimal()
_GONE = frozenset({Kind.EXPIRED, Kind.EXPIRED_UNASSIGNED, Kind.UNEXPLAINED})


@dataclass(slots=True)
class Lane:
    """Records of contracts, legs whose contract nobody names, and money for nothing that moved."""

    records: list[Record]
    loose: list[Record]
    money: list[Record]
    undone: dict[InstrumentId, datetime] = field(default_factory=dict)
    """When records of contracts were taken back, by what they had moved."""
    corrections: list[Correction] = field(default_factory=list)
    """What the broker took back, on record before or not."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is on record that is still to be told, or to be looked for."""
        return not (self.records or self.loose or self.money)

    def looking(self) -> Iterator[int]:
        """The places of contracts that were called, of which no record tells the leg."""
        for i, record in enumerate(self.records):
            sought = record.counts and record.change and not (record.legs or record.settled)
            contract = record.contract if record.kind in TURNED else None
            if sought and contract is not None and law.delivers(contract):
                yield i

    def claims(self, state: State) -> Iterator[Claim]:
        """Records whose other leg has to be looked for.

        One that only says that the contract is gone may have been called all the same.
        """
        for i, record in enumerate(self.records):
            if not record.counts or not record.change or record.legs or record.settled:
                continue
            if record.counters and record.happening.corrections:
                continue  # its legs are taken off what moved already
            counters = {leg.instrument: leg.quantity for leg in record.counters}
            contract = record.contract or _nameless(record.key)
            turned, option = record.kind in TURNED, contract.kind is InstrumentKind.OPTION
            if not counters and not (
                law.delivers(contract) and (turned or (record.kind in _GONE and option))
            ):
                continue
            at = record.happening.at
            moved = counters or delivery.effect(state, contract, record.change, at) or {}
            if moved or turned:
                yield Claim(
                    record.key,
                    contract,
                    record.change,
                    moved,
                    at,
                    booked=i,
                    certain=turned or bool(counters),
                    partly=record.shown != record.change,
                    follows=record.answer is not None and record.answer.follows,
                    paid_at=record.paid_at,
                    shown_at=record.answer.at if record.answer is not None else None,
                    in_time=record.in_time,
                )

    def not_shown(self, state: State) -> law.Effect:
        """What records of calls delivered of which no leg was found."""
        owed: law.Effect = {}
        for claim in self.claims(state):
            record = self.records[claim.booked or 0]
            for what, quantity in claim.effect.items():
                if claim.certain and record.moved is None:
                    owed[what] = owed.get(what, _ZERO) + quantity
        return owed

    def names_call(self, leg: Residual) -> bool:
        """Whether the record of a loose leg says that a contract was called."""
        return leg.record is not None and names_cause(self.loose[int(leg.record)])

    def loose_legs(self) -> Iterator[Residual]:
        """Legs to be matched with a contract."""
        for i, record in enumerate(self.loose):
            told = record.happening
            if record.counts and record.change and not record.settled:
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


def lane(state: State, told: Sequence[Told], calendar: Calendar) -> Lane:
    """The records of these positions, each with what belongs to it."""
    records: list[Record] = []
    legs: list[Record] = []
    money: list[Record] = []
    beside: list[Record] = []
    found = list(_records(state, told, calendar))
    if not found:
        return Lane([], [], [], dict(_undone(state, told)), corrections(told))
    nameless = _legs_of_nobody(found)
    for record in found:
        if not record.change:
            money.append(record)
        elif _is_beside(record):
            beside.append(record)
        else:
            (legs if _is_leg(record) or id(record) in nameless else records).append(record)
    owners: dict[str, list[Record]] = {}
    for record in records:
        for token in _shared(record.happening):
            owners.setdefault(token, []).append(record)
    void = {t for one in told for h in one.found if _is_void(h) for t in _shared(h)}
    legs = [leg for leg in legs if not void.intersection(_shared(leg.happening))]
    trades = [fill for one in told for fill in one.trades]
    legs = list(_without_own(state, _put(state, legs, owners, trades), records))
    loose = [leg for leg in legs if leg.counts and not _echoes(leg, records)]
    moving = {t: rs for t, rs in owners.items() if rs[0].happening.cause not in ENDS}
    records += _put(state, beside, moving)
    money = [line for line in money if not _is_put_to(line, [*records, *loose], owners)]
    for record in records:
        record.kind = _told(state, record, calendar) or record.kind
    return Lane(records, loose, money, dict(_undone(state, told)), corrections(told))


def _records(state: State, told: Sequence[Told], calendar: Calendar) -> Iterator[Record]:
    for one in told:
        counted = {id(h) for h in one.counted}
        void = [(h.cause, h.at.date()) for h in one.counted if _is_void(h)]
        for happening in one.found:
            day = happening.cause, happening.at.date()
            if _is_void(happening) or (id(happening) not in counted and day in void):
                continue
            record = Record(
                one.key,
                state.described(one.key.instrument, happening.at),
                happening,
                Kind.UNEXPLAINED,
                counts=id(happening) in counted,
                settled=one.is_settled(happening),
                answer=one.answer_of(happening),
                in_time=one.is_shown(happening),
            )
            kind = _told(state, record, calendar)
            if kind is not None and (happening.net or happening.cash or happening.wrong_way):
                record.kind = kind
                yield record


def _is_void(happening: Happening) -> bool:
    """Whether the broker took all of it back."""
    return bool(happening.corrections) and not happening.net


def _told(state: State, record: Record, calendar: Calendar) -> Kind | None:
    """What the record says that happened; an end that names what it turned into was a call."""
    contract, told = record.contract, record.happening
    inside = None if contract is None else in_the_money(state, contract, calendar)
    kind = kind_told(told.cause, record.change, record.cash, contract, inside, told.price)
    option = contract is not None and contract.kind is InstrumentKind.OPTION
    if option and told.cause is Cause.EXPIRY and record.other_legs:
        return called(record.change)
    return kind


def _is_leg(record: Record) -> bool:
    """Whether the record is about what a contract turned into, not about the contract."""
    return record.contract is not None and record.happening.is_leg(record.contract)


def _legs_of_nobody(found: Sequence[Record]) -> set[int]:
    """Records of what nobody has described, and a contract delivers whose record shares an id."""
    reached = {
        (token, what)
        for record in found
        if record.contract is not None
        for what in law.reaches(record.contract)
        for token in _shared(record.happening)
    }
    return {
        id(record)
        for record in found
        if record.contract is None
        if any((token, record.key.instrument) in reached for token in _shared(record.happening))
    }


def _undone(state: State, told: Sequence[Told]) -> Iterator[tuple[InstrumentId, datetime]]:
    """The last correction of each contract, by what it delivers."""
    times = [
        (max(c.at for c in happening.corrections), what)
        for one in told
        for happening in one.counted
        if happening.corrections
        if (contract := state.described(one.key.instrument, happening.at)) is not None
        for what in law.reaches(contract)
    ]
    for at, what in sorted(times):
        yield what, at


def _is_beside(record: Record) -> bool:
    """Whether it is about something that never ends, and may belong to a contract's event."""
    contract = record.contract
    return contract is not None and contract.kind not in law.CONTRACTS and not _is_leg(record)


def _is_put_to(
    line: Record, records: Sequence[Record], owners: Mapping[str, Sequence[Record]]
) -> bool:
    """Put a line of money to the nearest record of its position, or of what turned into that."""
    apart = [(abs(r.happening.at - line.happening.at), i) for i, r in enumerate(records)]
    near = [(by, i) for by, i in apart if by <= MONEY_WITHIN and _may_pay(line, records[i])]
    owner = records[min(near)[1]] if near else None
    if owner is None and (line.contract is None or line.contract.kind not in law.CONTRACTS):
        owner = _owner(line.key.instrument, _shared(line.happening), owners)
    if owner is not None:
        owner.pays(line)
    return owner is not None


def _owner(
    leg: InstrumentId, tokens: Iterable[str], owners: Mapping[str, Sequence[Record]]
) -> Record | None:
    """Of the contracts that share an id with a leg the one that delivers it, else the first."""
    found = [record for token in tokens for record in owners.get(token, ())]
    delivering = (r for r in found if r.contract is not None and leg in law.reaches(r.contract))
    return next(delivering, found[0] if found else None)


def _may_pay(line: Record, record: Record) -> bool:
    alike = {line.happening.cause, record.happening.cause} <= ENDS
    alike = alike or family_of(line.kind) is family_of(record.kind)
    return alike and record.counts and record.key == line.key


def _put(
    state: State,
    legs: Sequence[Record],
    owners: Mapping[str, Sequence[Record]],
    trades: Iterable[Fill] = (),
) -> list[Record]:
    """Put each leg to the contract that shares an id with it; those that have none.

    Several lists may each tell what it turned into, or `trades`: as of the contract itself, what
    the fullest of them says counts, and the others are evidence.
    """
    left: list[Record] = []
    found: dict[int, tuple[Record, list[Record]]] = {}
    for leg in legs:
        if leg.counts and put_apart(state, leg, _shared(leg.happening), owners):
            continue
        owner = _owner(leg.key.instrument, _shared(leg.happening), owners)
        if owner is None:
            left.append(leg)
        elif leg.counts:
            found.setdefault(id(owner), (owner, []))[1].append(leg)
    traded: dict[int, list[Fill]] = {}
    for fill in trades:
        owner = _owner(fill.instrument, filter(None, (fill.event,)), owners)
        if owner is not None and owner.key.instrument != fill.instrument:
            found.setdefault(id(owner), (owner, []))
            traded.setdefault(id(owner), []).append(fill)
    for owner, told in found.values():
        most = set(_shared_by(owner.happening.account_of_most))
        first = [leg for leg in told if not most.isdisjoint(_shared(leg.happening))]
        fills = traded.get(id(owner), ())
        said = {leg.key for leg in first} | {fill.key for fill in fills if fill.event in most}
        for leg in told:
            if leg not in first and leg.key in said:
                owner.leg_facts.append(replace(leg.consumption, quantity=_ZERO))
                continue
            share = own_share(state, owner, leg)
            owner.leg_money.append(share.happening)
            owner.legs.append(Leg(leg.key.instrument, share.change, share.happening.price))
            owner.leg_facts.append(share.consumption)
        said |= {leg.key for leg in told}
        for fill in fills:
            if fill.event in most or fill.key not in said:
                owner.legs.append(Leg(fill.instrument, fill.quantity, fill.price))
                owner.leg_facts.append(Consumption(fill.key, fill.quantity, (fill.id,)))
            else:
                owner.leg_facts.append(Consumption(fill.key, _ZERO, (fill.id,)))
    return left


def _without_own(
    state: State, legs: Sequence[Record], records: Sequence[Record]
) -> Iterator[Record]:
    """Put legs to the contracts that deliver just these, one to each; those that have none.

    Of several records of one that which says that it was called, and that of its own moment.
    """
    places: dict[PositionKey, list[Record]] = {}
    for record in records:
        places.setdefault(record.key, []).append(record)
    for leg in legs:
        near = (r for key in sorted(leg.happening.of) for r in places.get(key, ()) if not r.legs)
        own = [r for r in near if leg.counts and _is_own(state, leg, r)]
        at = leg.happening.at
        own.sort(key=lambda r: (not names_call(r.happening.cause), r.happening.at != at))
        owner = next(iter(own), None)
        if owner is None:
            yield leg
            continue
        what, told = leg.key.instrument, leg.happening.price
        strike = law.price_of(owner.contract, what) if owner.contract is not None else ()
        price = next(iter(strike), None) if told is None else told
        owner.legs.append(Leg(what, leg.change, price))
        owner.leg_facts.append(leg.consumption)
        owner.leg_money.append(leg.happening)


def _is_own(state: State, leg: Record, record: Record) -> bool:
    if record.contract is None or record.other_legs:
        return False
    alike = delivers_just(
        state, record.contract, record.happening, leg.key.instrument, leg.happening
    )
    return alike and record.counts


def _echoes(leg: Record, records: Sequence[Record]) -> bool:
    """Whether it is only another list's word for a leg that a contract's record names.

    That list must tell of the contract as well, on that day, but without naming the leg.
    """
    told = leg.happening
    for record in records:
        witnesses = record.happening.witnesses
        own = [w for w in witnesses if w.record in told.records and w.at.date() == told.at.date()]
        named = [n for w in witnesses if w.record not in told.records for n in w.counter]
        alike = [n for n in named if (n.instrument, n.quantity) == (leg.key.instrument, leg.change)]
        if record.counts and own and alike:
            record.leg_facts.append(replace(leg.consumption, quantity=_ZERO))
            return True
    return False


def _shared(happening: Happening) -> dict[str, None]:
    """Ids that the broker itself shares between instruments; a record's own id is not one."""
    return _shared_by((*happening.witnesses, *happening.corrections, *happening.fills))


def _shared_by(told: Sequence[Booking | Fill]) -> dict[str, None]:
    return dict.fromkeys(token for one in told for token in one.shared)


def _nameless(key: PositionKey) -> Instrument:
    """A contract that nobody has described yet."""
    return Instrument(key.instrument, InstrumentKind.OTHER, name_of(key.instrument))
