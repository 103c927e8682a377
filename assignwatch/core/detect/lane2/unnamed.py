"""Contracts of which only what they delivered is booked, before a reading shows them gone.

`weigh.py` hands in the legs that nothing has claimed, `conclude.py` takes the findings. Shares are
never assigned: a record that says so of them is about a contract. What the record names as its
other leg tells which, else what the account still holds, where that delivers just this and at this
price; where several do, all are named. Such a record alarms at once (lane 1 of the domain notes
4.4), and under the name of the contract, so that the contract's own record or a reading that lacks
it says the same again and takes nothing back. A leg that nothing held delivers is left to
`official.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import product

from assignwatch.core.alerts.severity import severity_of
from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.contracts.delivery import effect, reaches
from assignwatch.core.detect.finding import Cash, Finding, added, together
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.incidents.identity import incident_id, incident_of_leg
from assignwatch.core.detect.kinds import family_of, kind_of
from assignwatch.core.detect.lane1.booked import Record, names_cause
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.lane1.official import is_late, leaves_short
from assignwatch.core.detect.lane1.told_apart import leg_left
from assignwatch.core.detect.lane2.called import kind_of_call, named, paid
from assignwatch.core.detect.matching.legs import Matcher
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import Claim, Match
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Evidence
from assignwatch.core.model import WHOLE, InstrumentId, Leg, PositionKey, later
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.words import Family, Grade, Kind, Severity, Side

_ZERO = Decimal()
_DAY = timedelta(days=1)

Told = tuple[list[Record], str, Finding]
"""The records of legs, the incident that they are of, and what they say."""


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Finds the contracts of legs in one pass over a group."""

    state: State
    account: Account
    lane: Lane
    now: datetime
    policy: Policy

    def findings(self, loose: Sequence[Record]) -> Iterator[Told]:
        """What the records of these legs say of the contracts that they are of."""
        for match in self._matches(loose):
            records = [self._record(leg) for leg in match.legs]
            if match.others:
                yield self._ambiguous(match, records)
                continue
            for claim, units in match.used:
                yield self._called(claim, units, records)

    def _matches(self, loose: Sequence[Record]) -> list[Match]:
        """What is held that delivers these legs; first by the side that the cause's word fits."""
        legs = [leg for leg in self.lane.loose_legs() if self._is_one_of(leg, loose)]
        found: list[Match] = []
        if not legs:
            return found
        for as_named, fitting in product((True, False), repeat=2):
            if not as_named and not any(self._names(leg) for leg in legs):
                break  # what names none was looked for already
            says = {
                leg.record: (
                    self._record(leg).happening.cause,
                    self._names(leg) if as_named else (),
                )
                for leg in legs
            }
            for cause, of in dict.fromkeys(sorted(says.values(), key=lambda said: not said[1])):
                own = [leg for leg in legs if says[leg.record] == (cause, of)]
                ways = _each_way(own)
                for part in (*_at_one_price(own), *ways):
                    some = [leg for leg in part if leg in legs]
                    gone = [
                        held
                        for held in (self._held(some, _used(found), dict(of)) if some else ())
                        if (self._kind(held) is kind_of(cause)) is fitting
                        if fitting or not self._is_there_since(held, some)
                    ]
                    fits = self._fits(some, gone, whole=any(part is way for way in ways))
                    placed = {leg.record for match in fits for leg in match.legs}
                    legs = [leg for leg in legs if leg.record not in placed]
                    found += fits
        return found

    def _fits(
        self, legs: Sequence[Residual], gone: Sequence[Residual], *, whole: bool
    ) -> list[Match]:
        """What fits these legs; of a part of them only what is sure."""
        matcher = Matcher(self.state, self.account, [*gone, *legs], (), self.policy, ())
        fits = [match for match in matcher.run() if match.legs and match.price is not Fit.OFF]
        return [m for m in fits if whole or (m.price is Fit.FITS and not m.others)]

    def _is_one_of(self, leg: Residual, loose: Sequence[Record]) -> bool:
        record = self._record(leg)
        return names_cause(record) and any(record is one for one in loose)

    def _record(self, leg: Residual) -> Record:
        return self.lane.loose[int(leg.record or 0)]

    def _names(self, leg: Residual) -> tuple[tuple[InstrumentId, Decimal], ...]:
        """The contracts that its record names, and how many of them went."""
        record = self._record(leg)
        return tuple(
            (other.instrument, other.quantity)
            for other in record.counters
            if (known := self.state.described(other.instrument, leg.at)) is not None
            and leg.instrument in law.reaches(known)
        )

    def _kind(self, gone: Residual) -> Kind | None:
        contract = self.state.described(gone.instrument, gone.at)
        return None if contract is None else kind_of_call(contract, gone.quantity)

    def _is_there_since(self, held: Residual, legs: Sequence[Residual]) -> bool:
        """Whether a reading from after the records of these legs still shows it.

        Then it is none of a word that does not even fit its side.
        """
        read = self.account.accepted.get(self.account.scopes.get(held.key, WHOLE))
        last = max(later(leg.at, _DAY) if leg.at.time() == time() else leg.at for leg in legs)
        return read is not None and read > last

    def _held(
        self,
        legs: Sequence[Residual],
        used: Mapping[PositionKey, Decimal],
        named: Mapping[InstrumentId, Decimal],
    ) -> Iterator[Residual]:
        """What delivers these legs, their way, as if all that is held of it had just gone.

        Of contracts that are `named`, if any are; those as many as are named, where nothing else
        is known of them.
        """
        ways = {(leg.instrument, leg.quantity > 0) for leg in legs}
        wanted, at = {what for what, _ in ways}, min(leg.at for leg in legs)
        for key, held, price in (*self._rows(wanted, at, named), *self._unread(named)):
            claimed = used.get(key, _ZERO)
            left = max(held - claimed, _ZERO) if held > 0 else min(held + claimed, _ZERO)
            contract = self.state.described(key.instrument, at)
            if not left or contract is None or not law.delivers(contract):
                continue
            moved = effect(self.state, contract, -left, at) or {}
            if moved and all((what, amount > 0) in ways for what, amount in moved.items()):
                yield _gone(key, left, at, price)

    def _rows(
        self, wanted: set[InstrumentId], at: datetime, named: Mapping[InstrumentId, Decimal]
    ) -> Iterator[tuple[PositionKey, Decimal, Decimal | None]]:
        """What is held that delivers what is wanted."""
        own = [PositionKey(what, side) for what in named for side in Side]
        for key in own or self.account.rows:
            row = self.account.rows.get(key)
            if row is None or wanted.isdisjoint(reaches(self.state, self.account, key.instrument)):
                continue
            yield key, self._now(key, at), row.price

    def _unread(
        self, named: Mapping[InstrumentId, Decimal]
    ) -> Iterator[tuple[PositionKey, Decimal, None]]:
        """What is named that no reading shows and no other record tells."""
        told = {record.key.instrument for record in self.lane.records}
        for what, quantity in named.items():
            rows = (PositionKey(what, side) in self.account.rows for side in Side)
            if what not in told and not any(rows):
                yield PositionKey(what), -quantity, None

    def _now(self, key: PositionKey, at: datetime) -> Decimal:
        """How much is held by the last reading, and the trades and records since.

        Less what was opened later than `at`: a record of before is not about that.
        """
        row, book = self.account.rows[key], self.account.books.get(key)
        read = book.counted_at if book is not None else None
        read = read or self.account.baseline(self.account.scopes.get(key))
        if read is None:
            return _ZERO
        trades = book.fills.values() if book is not None else ()
        own = [record for record in self.lane.records if record.key == key and record.counts]
        moved = [f.quantity for f in trades if f.at > read]
        moved += [record.change for record in own if record.happening.at > read]
        held = row.quantity + sum(moved, _ZERO)
        opened = (f.quantity for f in trades if f.at > at and f.quantity * held > 0)
        left = held - sum(opened, _ZERO)
        return left if left * held > 0 else _ZERO

    def _called(self, claim: Claim, units: Decimal, records: list[Record]) -> Told:
        """A contract of which the record of its leg tells."""
        kind, told = kind_of_call(claim.contract, claim.change), records[0].happening
        signed, moved = units if claim.change > 0 else -units, claim.moves(units)
        legs = [
            Leg(what, amount, next(iter(law.price_of(claim.contract, what)), told.price))
            for what, amount in moved.items()
        ]
        whole = all(record.change == moved.get(record.key.instrument) for record in records)
        money = (added(*(record.cash for record in records)) if whole else None) or {}
        naked = any(leg.quantity < 0 and leaves_short(self.account, leg, told.at) for leg in legs)
        finding = self._finding(
            records,
            kind,
            severity_of(kind, naked=naked and kind is Kind.ASSIGNED),
            claim.key,
            units,
            (Leg(claim.key.instrument, signed, None), *legs),
            money if any(money.values()) else paid(self.state, claim, signed),
            evidence.delivered_by(claim.key.instrument, signed),
        )
        left, family = [leg_left(self.state, self.account, told)], family_of(kind)
        incidents = self.state.incidents
        name = incident_of_leg(told, self.account, claim.key, family, None, left, incidents)
        return records, name, finding

    def _ambiguous(self, match: Match, records: list[Record]) -> Told:
        """Several contracts deliver just this: all are named, none is picked."""
        ways, key = (match.used, *match.others), records[0].key
        finding = self._finding(
            records,
            Kind.AMBIGUOUS,
            severity_of(Kind.AMBIGUOUS),
            key,
            max(sum((n for _, n in way), _ZERO) for way in ways),
            together(Leg(r.key.instrument, r.change, r.happening.price) for r in records),
            added(*(record.cash for record in records)),
            evidence.several([named(way) for way in ways]),
        )
        day = records[0].happening.at.date()
        return records, incident_id(self.account.key, key, Family.CALLED, day), finding

    def _finding(
        self,
        records: Sequence[Record],
        kind: Kind,
        severity: Severity,
        key: PositionKey,
        contracts: Decimal,
        legs: tuple[Leg, ...],
        cash: Cash | None,
        why: Evidence,
    ) -> Finding:
        times = [w.at for record in records for w in record.happening.witnesses]
        return Finding(
            kind=kind,
            grade=Grade.CONFIRMED,
            severity=severity,
            key=key,
            contracts=contracts,
            legs=legs,
            day=min(times).date(),
            occurred=(min(times), max(times)),
            cash=cash,
            late=any(is_late(self.account, r, self.now, self.policy) for r in records),
            evidence=(why,),
            consumes=tuple(record.consumption for record in records),
            keys=tuple(dict.fromkeys((key, *(record.key for record in records)))),
        )


def _at_one_price(legs: Sequence[Residual]) -> list[list[Residual]]:
    """Those that were booked at the same price, where there are several: each is of its strike."""
    prices = dict.fromkeys(leg.price for leg in legs if leg.price is not None)
    return [[leg for leg in legs if leg.price == one] for one in prices] if len(prices) > 1 else []


def _each_way(legs: Sequence[Residual]) -> list[list[Residual]]:
    """Those that went one way and those that went the other: no contract makes both of a thing."""
    ways = dict.fromkeys((leg.instrument, leg.quantity > 0) for leg in legs)
    if len({what for what, _ in ways}) == len(ways):
        return [list(legs)]
    return [[leg for leg in legs if (leg.quantity > 0) is up] for up in (True, False)]


def _used(found: Sequence[Match]) -> dict[PositionKey, Decimal]:
    """How many contracts legs have claimed, at most."""
    used: dict[PositionKey, Decimal] = {}
    for match in found:
        most: dict[PositionKey, Decimal] = {}
        for claim, units in (use for way in (match.used, *match.others) for use in way):
            most[claim.key] = max(most.get(claim.key, _ZERO), units)
        for key, units in most.items():
            used[key] = used.get(key, _ZERO) + units
    return used


def _gone(key: PositionKey, held: Decimal, at: datetime, price: Decimal | None) -> Residual:
    return Residual(
        key=key,
        quantity=-held,
        since=at,
        at=at,
        seen=at,
        before=held,
        after=_ZERO,
        late=False,
        held_at=price,
        assumed=True,
    )
