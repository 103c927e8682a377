"""Lane 2: what positions alone say, and how sure that is.

`conclude.py` hands in the residuals of a group with its records. Corporate actions are taken off
first, then legs are matched, then what is left is judged by itself: a contract at its end, one that
a broker closes before its notice day, or a change that nothing explains. How sure each is follows
from plain rules (the grades of the design), so that a person can check them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from assignwatch.core.alerts.severity import severity_of
from assignwatch.core.detect import evidence, law
from assignwatch.core.detect.adjust import adjust
from assignwatch.core.detect.finding import Finding, added, rounded, together
from assignwatch.core.detect.lapse import End, has_ended, verdict
from assignwatch.core.detect.ledger import Residual
from assignwatch.core.detect.legs import Claim, Match, Matcher, Use
from assignwatch.core.detect.official import Lane, Record
from assignwatch.core.detect.patience import Patience, patience
from assignwatch.core.detect.support import Fit
from assignwatch.core.events import Consumption, Evidence
from assignwatch.core.model import Instrument, InstrumentId, Leg, PositionKey
from assignwatch.core.observations import Adjustment
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.words import Feed, Grade, InstrumentKind, Kind, Settlement

_ZERO = Decimal()
_DAY = timedelta(days=1)
_MARGINED = frozenset({InstrumentKind.FUTURE, InstrumentKind.PERPETUAL})


@dataclass(frozen=True, slots=True)
class Weighed:
    """Findings from positions, and the legs that no contract was found for."""

    findings: list[Finding]
    loose: list[Record]


@dataclass(slots=True)
class Scales:
    """One pass over a group."""

    state: State
    account: Account
    now: datetime
    policy: Policy
    group: Sequence[Residual] = ()

    def weigh(
        self, residuals: Sequence[Residual], adjustments: Sequence[Adjustment], lane: Lane
    ) -> Weighed:
        """Judge every residual. Legs that are found for records are put to them."""
        self.group = residuals
        adjusting = adjust(adjustments, residuals, self.policy)
        findings = list(adjusting.findings)
        rest = [*adjusting.left, *lane.loose_legs()]
        matcher = Matcher(self.state, self.account, rest, list(lane.claims()), self.policy)
        for match in matcher.run():
            findings += self._matched(match, lane)
        left = list(_without_reversals(matcher.left, self.policy))
        loose = [lane.loose[int(r.record)] for r in left if r.record is not None]
        seen = [r for r in left if r.record is None]
        findings += [self._left(r, gave_up=matcher.gave_up) for r in seen]
        return Weighed(findings, loose)

    # ------------------------------------------------------------------------------- two legs

    def _matched(self, match: Match, lane: Lane) -> Iterator[Finding]:
        if match.others:
            yield self._ambiguous(match)
            return
        for claim, units in match.used:
            if claim.booked is not None:
                record = lane.records[claim.booked]
                record.settle(self._legs(match, claim, units, booked=True))
                record.leg_facts += _share(match, claim, units)
        for claim, units in match.used:
            if claim.booked is None and claim.residual is not None:
                yield self._called(match, claim, units, claim.residual, lane)

    def _called(
        self, match: Match, claim: Claim, units: Decimal, residual: Residual, lane: Lane
    ) -> Finding:
        grade, wait = self._grade(match)
        kind = _kind(claim)
        signed = units if claim.change > 0 else -units
        legs = self._legs(match, claim, units, booked=grade is Grade.CONFIRMED)
        naked = kind is Kind.ASSIGNED and any(
            leg.quantity < 0 and self._short_of(leg.instrument) for leg in legs
        )
        since = min(r.since for r in match.residuals)
        at = max(r.at for r in match.residuals)
        facts = [lane.loose[int(leg.record)] for leg in match.legs if leg.record is not None]
        return Finding(
            kind=kind,
            grade=grade,
            severity=severity_of(kind, naked=naked),
            key=claim.key,
            contracts=units,
            legs=(Leg(claim.key.instrument, signed, residual.closing), *legs),
            day=_day(residual, claim.contract),
            occurred=(since, at),
            cash=None if grade is Grade.CONFLICT else self._paid(claim, signed),
            late=any(r.late for r in match.residuals),
            evidence=tuple(self._why(match, claim, signed, legs, wait)),
            consumes=(
                Consumption(claim.key, signed, ()),
                *_share(match, claim, units),
                *(
                    Consumption(f.key, f.change, tuple(w.id for w in f.happening.witnesses))
                    for f in facts
                ),
            ),
            keys=tuple(r.key for r in match.residuals),
            until=wait.until,
            feeds=() if wait.covered and grade is not Grade.CONFLICT else (Feed.FILLS,),
        )

    def _grade(self, match: Match) -> tuple[Grade, Patience]:
        """How sure a match is (domain rules): quantities, price or money, and trades read."""
        own = [r for r in match.residuals if r.record is None]
        if not own or any(leg.record is not None for leg in match.legs):
            return Grade.CONFIRMED, Patience(over=True, covered=True)
        wait = patience(self.account, own, self.now, self.policy.two_legs_wait, self.policy)
        if match.price is Fit.OFF:
            return Grade.CONFLICT, wait
        if not wait.over:
            return Grade.PENDING, wait
        unsure = match.gave_up or match.rivals or any(c.unsure for c, _ in match.used)
        if not wait.covered or unsure or match.cash is Fit.NEAR:
            return Grade.LIKELY, wait
        margined = all(self._is_margined(d) for claim, _ in match.used for d in claim.effect)
        if match.price is Fit.FITS or match.cash is Fit.FITS or margined:
            return Grade.STRONG, wait
        return Grade.LIKELY, wait

    def _why(
        self, match: Match, claim: Claim, signed: Decimal, legs: Sequence[Leg], wait: Patience
    ) -> Iterator[Evidence]:
        left = claim.residual.after if claim.residual is not None else None
        yield evidence.legs_fit(claim.key.instrument, signed, legs, left=left)
        strike = claim.contract.strike
        moved = [r for r in match.legs if r.price is not None and r.instrument in claim.effect]
        shown = moved[0] if moved else claim.residual
        if match.price in {Fit.FITS, Fit.OFF}:
            yield evidence.price(shown, strike, fits=match.price is Fit.FITS)
        for leg in match.legs:
            if leg.record is not None:
                yield evidence.leg_booked(leg)
        paid = self._paid(claim, signed)
        if match.cash in {Fit.FITS, Fit.NEAR} and paid:
            yield evidence.cash(paid, exact=match.cash is Fit.FITS)
        own = [r for r in match.residuals if r.record is None]
        since, at = min(r.since for r in own), max(r.at for r in own)
        yield evidence.no_fill(since, at) if wait.covered else evidence.unread(at)
        if any(r.late for r in own):
            yield evidence.late(since, at)
        if match.gave_up:
            yield evidence.gave_up()

    def _legs(self, match: Match, claim: Claim, units: Decimal, *, booked: bool) -> tuple[Leg, ...]:
        """What the contracts moved, at the price that was seen or that the law says."""
        legs = []
        for what, quantity in claim.moves(units).items():
            seen = [r.price for r in match.legs if r.instrument == what]
            strike = law.price_of(claim.contract, what)
            price = None
            if strike and (booked or Fit.FITS in {match.price, match.cash}):
                price = strike[0]
            elif len(seen) == 1 and seen[0] is not None:
                price = rounded(seen[0])
            legs.append(Leg(what, quantity, price))
        return together(legs)

    def _paid(self, claim: Claim, signed: Decimal) -> dict[str, Decimal] | None:
        reached = law.reaches(claim.contract)
        underlying = self.state.instruments.get(reached[0]) if len(reached) == 1 else None
        return law.paid(claim.contract, signed, underlying)

    def _is_margined(self, what: InstrumentId) -> bool:
        instrument = self.state.instruments.get(what)
        return instrument is not None and instrument.kind in _MARGINED

    def _short_of(self, what: InstrumentId) -> bool:
        row = self.account.rows.get(PositionKey(what))
        return row is not None and row.quantity < 0

    def _ambiguous(self, match: Match) -> Finding:
        """Several combinations fit: all are named, none is picked."""
        grade, wait = self._grade(match)
        ways = (match.used, *match.others)
        grade = Grade.LIKELY if grade is Grade.STRONG else grade
        underlying = match.legs[0].key if match.legs else _underlying(match.used)
        since = min(r.since for r in match.residuals)
        at = max(r.at for r in match.residuals)
        read = evidence.no_fill(since, at) if wait.covered else evidence.unread(at)
        return Finding(
            kind=Kind.AMBIGUOUS,
            grade=grade,
            severity=severity_of(Kind.AMBIGUOUS),
            key=underlying,
            contracts=max(sum((n for _, n in way), _ZERO) for way in ways),
            legs=together(Leg(r.instrument, r.quantity, _paid(r)) for r in match.residuals),
            day=since.date(),
            occurred=(since, at),
            late=any(r.late for r in match.residuals),
            evidence=(
                evidence.several([_named(way) for way in ways]),
                read,
                *((evidence.gave_up(),) if match.gave_up else ()),
            ),
            consumes=tuple(Consumption(r.key, r.quantity, ()) for r in match.residuals),
            keys=tuple(r.key for r in match.residuals),
            until=wait.until,
            feeds=() if wait.covered else (Feed.FILLS,),
        )

    # ------------------------------------------------------------------------------- one leg

    def _left(self, residual: Residual, *, gave_up: bool) -> Finding:
        """What no match has used."""
        contract = self.state.instruments.get(residual.instrument)
        if (
            contract is not None
            and contract.kind in law.CONTRACTS
            and has_ended(residual, contract)
        ):
            return self._ended(residual, contract)
        closing = contract is not None and self._closed_by_broker(residual, contract)
        option = contract is not None and contract.kind is InstrumentKind.OPTION
        limit = self.policy.other_leg_wait
        if option and residual.closes:
            limit = self.policy.option_leg_wait
        wait = patience(
            self.account, [residual], self.now, limit, self.policy, self.policy.readings_wanted
        )
        kind = Kind.CLOSED_BY_BROKER if closing else Kind.UNEXPLAINED
        grade = Grade.PENDING
        if wait.over:
            grade = Grade.LIKELY if closing else Grade.UNEXPLAINED
        reasons = [evidence.gone(residual)]
        if closing and contract is not None:
            end = contract.first_notice or contract.expiry
            reasons += [evidence.notice_near(end)] if end is not None else []
        return self._single(
            residual,
            kind,
            grade,
            (*reasons, *self._read(residual, wait), *((evidence.gave_up(),) if gave_up else ())),
            until=wait.until,
            feeds=_wanted(wait),
            quiet=residual.unanswered and grade is Grade.PENDING,
        )

    def _ended(self, residual: Residual, contract: Instrument) -> Finding:
        told = verdict(
            End(self.state, self.account, residual, contract, self.group, self.now, self.policy)
        )
        late = (evidence.late(residual.since, residual.at),) if residual.late else ()
        return self._single(
            residual,
            told.kind,
            told.grade,
            (*told.reasons, *late),
            cash=told.cash,
            day=_day(residual, contract),
            until=told.until,
            feeds=told.feeds,
        )

    def _closed_by_broker(self, residual: Residual, contract: Instrument) -> bool:
        """A contract that its broker does not let come to a delivery, gone just before it."""
        if not residual.closes or residual.after or contract.settlement is not Settlement.PHYSICAL:
            return False
        end = contract.first_notice or contract.expiry
        if end is None or residual.at > end.over_at:
            return False
        if contract.kind is InstrumentKind.FUTURE:
            return residual.at >= end.at - self.policy.notice_window
        traded = residual.closing is not None and bool(residual.closing)
        return contract.kind is InstrumentKind.OPTION and traded and residual.at >= end.at - _DAY

    def _read(self, residual: Residual, wait: Patience) -> Iterator[Evidence]:
        if wait.covered:
            yield evidence.no_fill(residual.since, residual.at)
        elif wait.over:
            yield evidence.unread(residual.at)
        if residual.late:
            yield evidence.late(residual.since, residual.at)

    def _single(
        self,
        residual: Residual,
        kind: Kind,
        grade: Grade,
        reasons: tuple[Evidence, ...],
        *,
        cash: dict[str, Decimal] | None = None,
        day: date | None = None,
        until: datetime | None = None,
        feeds: tuple[Feed, ...] = (),
        quiet: bool = False,
    ) -> Finding:
        price = _paid(residual)
        return Finding(
            kind=kind,
            grade=grade,
            severity=severity_of(kind),
            key=residual.key,
            contracts=abs(residual.quantity),
            legs=(Leg(residual.instrument, residual.quantity, price),),
            day=day or residual.since.date(),
            occurred=(residual.since, residual.at),
            cash=added(cash),
            late=residual.late,
            evidence=reasons,
            consumes=(Consumption(residual.key, residual.quantity, ()),),
            keys=(residual.key,),
            until=until,
            feeds=feeds,
            quiet=quiet,
        )


def _paid(residual: Residual) -> Decimal | None:
    """What it was booked at, as far as that was seen."""
    if residual.closing is not None:
        return residual.closing
    return None if residual.price is None else rounded(residual.price)


def _wanted(wait: Patience) -> tuple[Feed, ...]:
    """What should be read again for a single leg."""
    if not wait.covered:
        return (Feed.FILLS,)
    return () if wait.over else (Feed.POSITIONS,)


def _kind(claim: Claim) -> Kind:
    if claim.contract.kind is InstrumentKind.FUTURE:
        return Kind.DELIVERED
    return Kind.ASSIGNED if claim.change > 0 else Kind.EXERCISED


def _day(residual: Residual, contract: Instrument) -> date:
    """The business date: the expiry's if it was reached, else that of the reading before."""
    end = contract.expiry
    if end is not None and end.reached(residual.at):
        return end.at.date()
    return residual.since.date()


def _share(match: Match, claim: Claim, units: Decimal) -> list[Consumption]:
    """What of the legs' residuals this contract explains."""
    keys = {leg.instrument: leg.key for leg in match.legs if leg.record is None}
    moved = claim.moves(units).items()
    return [Consumption(keys[what], quantity, ()) for what, quantity in moved if what in keys]


def _underlying(used: Sequence[Use]) -> PositionKey:
    claim = used[0][0]
    return PositionKey(next(iter(claim.effect)), claim.key.side)


def _named(way: Sequence[Use]) -> str:
    return " + ".join(f"{evidence.figure(n)} {claim.key.instrument}" for claim, n in way)


def _without_reversals(left: Sequence[Residual], policy: Policy) -> Iterator[Residual]:
    """What changed and changed back has come to nothing."""
    amounts = [r.quantity for r in left]
    for i, later in enumerate(left):
        for j in reversed(range(i)):
            earlier = left[j]
            same = earlier.key == later.key and earlier.record is later.record is None
            if not same or later.at - earlier.at > policy.carry or amounts[i] * amounts[j] >= 0:
                continue
            amount = min(abs(amounts[i]), abs(amounts[j]))
            amounts[i] += amount if amounts[i] < 0 else -amount
            amounts[j] += amount if amounts[j] < 0 else -amount
    for residual, amount in zip(left, amounts, strict=True):
        if amount:
            yield residual if amount == residual.quantity else residual.part(amount)
