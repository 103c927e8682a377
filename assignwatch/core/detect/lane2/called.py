"""Contracts that were called: what a match of two legs says, and how sure that is.

`weigh.py` hands in each match. How sure it is follows from plain rules (domain notes 4.3): the
quantities fit exactly, the trades were read past them, and a price or the money says so too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assignwatch.core.alerts.severity import severity_of
from assignwatch.core.detect.changes.nights import NIGHT
from assignwatch.core.detect.changes.patience import Patience, patience, through
from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.finding import Finding, added, together
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.incidents.identity import business_day, incident_of_leg
from assignwatch.core.detect.kinds import called, family_of
from assignwatch.core.detect.lane1.booked import Record, names_cause
from assignwatch.core.detect.lane1.described import seen_under
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.lane1.shown import shown_nights
from assignwatch.core.detect.lane1.told_apart import leg_left
from assignwatch.core.detect.lane2.by_night import by_night
from assignwatch.core.detect.lane2.why_called import booked_at, is_average, side_of
from assignwatch.core.detect.matching.cancel import lapsed
from assignwatch.core.detect.matching.remainder import apart
from assignwatch.core.detect.matching.support import Fit, is_traded, money_of, worth_of
from assignwatch.core.detect.matching.ways import Claim, Match, Use
from assignwatch.core.detect.residual import Residual, rounded
from assignwatch.core.events import Consumption, Evidence
from assignwatch.core.model import Instrument, InstrumentId, Leg, PositionKey, Scope, later
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.words import Family, Feed, Grade, InstrumentKind, Kind

_ZERO = Decimal()
_MARGINED = frozenset({InstrumentKind.FUTURE, InstrumentKind.PERPETUAL})


@dataclass(frozen=True, slots=True)
class Calling:
    """Makes findings of the matches of one pass."""

    state: State
    account: Account
    now: datetime
    policy: Policy

    def findings(self, match: Match, lane: Lane) -> Iterator[Finding]:
        """What a match says. Legs that it finds for records are put to them."""
        told, rest = apart(match)
        for claim, units in told.used:
            self._put(told, claim, units, lane)
        if rest.others or rest.elsewhere:
            yield self._ambiguous(rest, lane)
            return
        for claim, units in rest.used:
            if claim.booked is not None:
                self._put(rest, claim, units, lane)
                continue
            for part, gone in by_night(claim, units):
                if part.residual is not None:
                    yield self._called(rest, part, gone, part.residual, lane)

    def _put(self, match: Match, claim: Claim, units: Decimal, lane: Lane) -> None:
        """The leg of a record. Where the record did not say that it was called, the match does."""
        record = lane.records[claim.booked or 0]
        if not claim.certain:
            record.grade, wait = self._grade(match, lane)
            legs = self._legs(match, claim, units, booked=False)
            record.why = tuple(self._why(match, claim, claim.change, legs, wait))
        kind = record.kind if claim.certain else kind_of_call(claim.contract, claim.change)
        before, moved = record.moved, units if claim.change > 0 else -units
        record.moved = (before or _ZERO) + moved
        if before is None:
            record.found(self._legs(match, claim, abs(record.turned), booked=claim.certain), kind)
        record.leg_facts += _share(match, claim, units)
        for leg in _booked_legs(match, lane):
            record.leg_facts.append(leg.consumption)
            record.leg_money.append(leg.happening)

    def _called(
        self, match: Match, claim: Claim, units: Decimal, residual: Residual, lane: Lane
    ) -> Finding:
        grade, wait = self._grade(match, lane, claim)
        kind = kind_of_call(claim.contract, claim.change)
        signed = units if claim.change > 0 else -units
        legs = self._legs(match, claim, units, booked=grade is Grade.CONFIRMED)
        naked = kind is Kind.ASSIGNED and any(
            leg.quantity < 0 and self._short_of(leg.instrument) for leg in legs
        )
        since = min(r.since for r in match.residuals)
        at = max(r.at for r in match.residuals)
        return Finding(
            kind=kind,
            grade=grade,
            severity=severity_of(kind, naked=naked),
            key=claim.key,
            contracts=units,
            legs=(Leg(claim.key.instrument, signed, residual.closing), *legs),
            day=business_day(residual, claim.contract),
            incident=self._told_as(match, residual, family_of(kind), lane),
            occurred=(since, at),
            changed=(residual.since, residual.at),
            cash=None if grade is Grade.CONFLICT else self._paid(match, claim, signed),
            late=any(r.late for r in match.residuals),
            evidence=(
                *self._why(match, claim, signed, legs, wait),
                *seen_under(self.state, residual),
            ),
            consumes=(
                Consumption(claim.key, signed, ()),
                *_share(match, claim, units),
                *(leg.consumption for leg in _booked_legs(match, lane)),
            ),
            keys=tuple(r.key for r in match.residuals),
            until=wait.until,
            feeds=self._wanted(match, grade, wait),
        )

    def _wanted(self, match: Match, grade: Grade, wait: Patience) -> tuple[Feed, ...]:
        """What should be read again."""
        trades = () if wait.covered and grade is not Grade.CONFLICT else (Feed.FILLS,)
        told = self._records_tell(match) or self._is_owed(match)
        return (*trades, Feed.BOOKINGS) if told else trades

    def _is_owed(self, match: Match) -> bool:
        """Whether the money alone can tell, and has not come yet: it may, or it was not called."""
        return not match.legs and match.cash is Fit.OFF

    def _told_as(self, match: Match, gone: Residual, family: Family, lane: Lane) -> str | None:
        """The incident under which the record of its leg has told it, or would have."""
        told = [leg.happening for leg in _booked_legs(match, lane) if names_cause(leg)]
        if not told:
            return None
        nights = shown_nights(self.account, lane.records).items()
        others = [n for n, shown in nights if any(abs(at - gone.at) > NIGHT for at in shown)]
        left = leg_left(self.state, self.account, told[0]), *others
        return incident_of_leg(
            told[0], self.account, gone.key, family, gone.at, left, self.state.incidents
        )

    def _grade(
        self, match: Match, lane: Lane, claim: Claim | None = None
    ) -> tuple[Grade, Patience]:
        """How sure a match is (domain rules): quantities, price or money, and trades read.

        A record of a leg names the cause of the contracts alone that move the thing its way.
        """
        own = [r for r in match.residuals if r.record is None]
        named = any(
            names_cause(leg) and (claim is None or _moves_as(claim, leg))
            for leg in _booked_legs(match, lane)
        )
        if not own or named:
            return Grade.CONFIRMED, Patience(over=True, covered=True)
        limit = self.policy.legs_wait(self.account.key)
        wait = patience(self.account, own, self.now, limit, self.policy)
        if match.price is Fit.OFF:
            return Grade.CONFLICT, wait
        if not wait.over:
            return Grade.PENDING, wait
        unsure = match.gave_up or match.rivals or any(c.unsure for c, _ in match.used)
        unsure = unsure or self._records_tell(match) or self._is_against_close(match)
        unsure = unsure or self._proves_nothing(match)
        if not wait.covered or unsure or match.cash is Fit.NEAR:
            return Grade.LIKELY, wait
        times = [residual.at for residual in own]
        margined = max(times) - min(times) <= NIGHT and self._are_margined(match)
        if match.price is Fit.FITS or match.cash is Fit.FITS or margined:
            return Grade.STRONG, wait
        return Grade.LIKELY, wait

    def _leaves_no_trace(self, match: Match) -> bool:
        """Whether neither a leg nor money speaks for it."""
        return not match.legs and not any(money_of(self.state, match.used).values())

    def _proves_nothing(self, match: Match) -> bool:
        """Whether what it moves cancels, money too: a transfer before its end looks the same."""
        alive = not all(claim.ended for claim, _ in match.used)
        return alive and self._leaves_no_trace(match) and not self._are_margined(match)

    def _records_tell(self, match: Match) -> bool:
        """Whether what leaves no trace may still be told by records, which are not read yet.

        Of something else that takes contracts, such as an adjusted option.
        """
        if not self._leaves_no_trace(match):
            return False
        scopes = ((Scope(r.scope), r.at) for r in match.residuals)
        read = [(through(self.account, Feed.BOOKINGS, scope), at) for scope, at in scopes]
        return not all(until is not None and until >= at for until, at in read)

    def _is_against_close(self, match: Match) -> bool:
        """Whether one ended without worth by its official close, and no price says otherwise.

        Nor does one of shares that came on a later night: others may come at that strike as well.
        """
        against = any(lapsed(self.state, claim, self.policy) for claim, _ in match.used)
        if not against or match.price is not Fit.FITS:
            return against
        gone = [claim.residual.at for claim, _ in match.used if claim.residual is not None]
        return any(leg.since - at > NIGHT for at in gone for leg in match.legs)

    def _why(
        self, match: Match, claim: Claim, signed: Decimal, legs: Sequence[Leg], wait: Patience
    ) -> Iterator[Evidence]:
        left = claim.residual.after if claim.residual is not None else None
        of = None
        if claim.residual is not None and claim.change != signed:
            rest = claim.residual.share(claim.change - signed)
            of = None if rest.is_inside(self.policy.baseline_slack) else claim.change
        name, guessed = claim.key.instrument, claim.unsure
        still = not match.legs
        yield evidence.legs_fit(name, signed, legs, left=left, of=of, guessed=guessed, unseen=still)
        strike = claim.contract.strike
        moved = [r for r in match.legs if r.price is not None and r.instrument in claim.effect]
        shown = moved[0] if moved else claim.residual
        traded = next((c.residual for c, _ in match.used if is_traded(c)), None)
        if traded is not None:  # then the price is off
            yield evidence.booked_out(traded)
        elif match.price in {Fit.FITS, Fit.OFF}:
            together = law.is_basket(claim.contract) or (moved and is_average(match, moved[0]))
            leg = None if together else shown
            if match.price is Fit.FITS and leg is not None and moved:
                yield booked_at(claim, leg)
            else:
                yield evidence.price(leg, strike, fits=match.price is Fit.FITS)
        if claim.ended and (match.rivals or match.price is not Fit.FITS):
            yield from side_of(self.state, claim, self.policy)
        booked = [evidence.leg_booked(leg) for leg in match.legs if leg.record is not None]
        yield from (told for i, told in enumerate(booked) if told not in booked[:i])
        money = paid(self.state, claim, signed)
        if self._proves_nothing(match):
            yield evidence.cash_cancels()
        elif match.cash in {Fit.FITS, Fit.NEAR} and money:
            yield evidence.cash(money, exact=match.cash is Fit.FITS)
        elif self._is_owed(match) and (owed := self._worth(match)):
            yield evidence.cash_unseen(owed)
        own = [r for r in match.residuals if r.record is None] or match.residuals
        since, at = min(r.since for r in own), max(r.at for r in own)
        yield evidence.no_fill(since, at) if wait.covered else evidence.unread(at)
        if self._records_tell(match):
            yield evidence.records_unread(at)
        if any(r.late for r in own):
            yield evidence.late(since, at)
        if match.gave_up:
            yield evidence.gave_up()

    def _legs(self, match: Match, claim: Claim, units: Decimal, *, booked: bool) -> tuple[Leg, ...]:
        """What the contracts moved, at the price that was seen or that the law says.

        One price of what moved there and back, or of what lies beyond zero, is that of the contract
        whose strike it is.
        """
        legs = []
        for what, quantity in claim.moves(units).items():
            seen = [r for r in match.legs if r.instrument == what]
            one = seen[0] if len(seen) == 1 else None
            strike = law.price_of(claim.contract, what)
            price = None
            fits = match.price is not Fit.OFF and Fit.FITS in {match.price, match.cash}
            spread = _spread(match, claim, what)
            if spread is not None:
                price = rounded(spread) if one is None else one.opened_at
            elif strike and (booked or fits):
                price = strike[0]
            elif one is not None and (_has_one_price(match, one) or one.opened_at in strike):
                price = one.opened_at
            legs.append(Leg(what, quantity, price))
        return together(legs)

    def _paid(self, match: Match, claim: Claim, signed: Decimal) -> dict[str, Decimal] | None:
        """The money by the law; or by the price of its leg, if that says what the strike is of."""
        money, moved = paid(self.state, claim, signed), claim.moves(abs(signed))
        (what, quantity), *more = moved.items() or [(claim.key.instrument, _ZERO)]
        spread = None if more else _spread(match, claim, what)
        if spread is None or money is None or len(money) != 1:
            return money
        return dict.fromkeys(money, rounded(-spread * quantity))

    def _are_margined(self, match: Match) -> bool:
        """Whether no money moves with what they deliver, so that nothing else can speak for it."""
        delivered = [(what, claim.judged_at) for claim, _ in match.used for what in claim.effect]
        things = (self.state.described(what, at) for what, at in delivered)
        return all(thing is not None and thing.kind in _MARGINED for thing in things)

    def _short_of(self, what: InstrumentId) -> bool:
        row = self.account.rows.get(PositionKey(what))
        return row is not None and row.quantity < 0

    def _ambiguous(self, match: Match, lane: Lane) -> Finding:
        """Several combinations fit: all are named, none is picked."""
        grade, wait = self._grade(match, lane)
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
            legs=together(Leg(r.instrument, r.quantity, r.paid) for r in match.residuals),
            day=since.date(),
            occurred=(since, at),
            late=any(r.late for r in match.residuals),
            evidence=(
                evidence.several([named(way) for way in (*ways, *match.elsewhere)]),
                *self._claimed(match),
                read,
                *((evidence.gave_up(),) if match.gave_up else ()),
            ),
            consumes=tuple(Consumption(r.key, r.quantity, ()) for r in match.residuals),
            keys=tuple(r.key for r in match.residuals),
            until=wait.until,
            feeds=(*(() if wait.covered else (Feed.FILLS,)), *self._paid_yet(match, at)),
        )

    def _paid_yet(self, match: Match, at: datetime) -> Iterator[Feed]:
        """What may still tell which of them was paid for."""
        unpaid = match.cash not in {Fit.FITS, Fit.NEAR} and bool(self.account.cash)
        if unpaid and self.now < later(at, self.policy.pair_within):
            yield Feed.BOOKINGS

    def _claimed(self, match: Match) -> Iterator[Evidence]:
        """The money that speaks for contracts on other underlyings as much."""
        worth = self._worth(match)
        if match.elsewhere and match.cash is Fit.FITS and worth:
            yield evidence.cash_moved(worth)

    def _worth(self, match: Match) -> dict[str, Decimal] | None:
        """The money that all of it moves by the law."""
        return added(*(paid(self.state, c, n if c.change > 0 else -n) for c, n in match.used))


def _spread(match: Match, claim: Claim, what: InstrumentId) -> Decimal | None:
    """The strike's money spread over a leg that was booked at that, and not at the strike."""
    legs = [r for r in match.legs if r.instrument == what]
    worth, prices = worth_of(legs), law.price_of(claim.contract, what)
    if len(match.used) > 1 or worth is None:
        return None
    total = sum((r.quantity for r in legs), _ZERO)
    fit = [p for p in prices if abs(worth[0] - p * total) <= worth[1]]
    return fit[0] if fit and prices[0] not in fit else None


def _has_one_price(match: Match, leg: Residual) -> bool:
    """Whether the price of a leg is that of all that the contracts moved of it."""
    moved = [m for c, n in match.used if (m := c.moves(n).get(leg.instrument, _ZERO))]
    one_way = len({amount > 0 for amount in moved}) < 2
    return len(moved) < 2 or (one_way and not leg.crossed)


def kind_of_call(contract: Instrument, change: Decimal) -> Kind:
    """What it is called when so much of a contract turns into what it delivers."""
    return Kind.DELIVERED if contract.kind is InstrumentKind.FUTURE else called(change)


def paid(state: State, claim: Claim, signed: Decimal) -> dict[str, Decimal] | None:
    """The money that so many of its contracts move by the law; None where it cannot be known."""
    reached = law.reaches(claim.contract)
    underlying = state.described(reached[0], claim.judged_at) if len(reached) == 1 else None
    return law.paid(claim.contract, signed, underlying)


def _booked_legs(match: Match, lane: Lane) -> list[Record]:
    """Its legs that have a record of their own."""
    return [lane.loose[int(leg.record)] for leg in match.legs if leg.record is not None]


def _moves_as(claim: Claim, leg: Record) -> bool:
    return claim.effect.get(leg.key.instrument, _ZERO) * leg.change > 0


def _share(match: Match, claim: Claim, units: Decimal) -> list[Consumption]:
    """What of the legs' residuals this contract explains."""
    keys = {leg.instrument: leg.key for leg in match.legs if leg.record is None}
    moved = claim.moves(units).items()
    return [Consumption(keys[what], quantity, ()) for what, quantity in moved if what in keys]


def _underlying(used: Sequence[Use]) -> PositionKey:
    claim = used[0][0]
    return PositionKey(next(iter(claim.effect)), claim.key.side)


def named(way: Sequence[Use]) -> str:
    """A way as its evidence names it."""
    return " + ".join(f"{evidence.figure(n)} {claim.key.instrument}" for claim, n in way)
