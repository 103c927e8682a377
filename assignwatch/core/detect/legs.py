"""Two legs that fit: contracts that are gone against what moved in their underlyings.

`weigh.py` hands in the open residuals of one group (an underlying with everything that delivers
it) and the contracts whose calling the broker has booked but whose other leg nobody has named. It
gets back matches, and what is left. Legs may be read at different times, so each window of readings
that ends at a change is tried, the shortest first. What fits in several ways is told as such, never
picked in silence.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.core.detect import cancel, law
from assignwatch.core.detect.delivery import effect, reaches, renamed
from assignwatch.core.detect.match import Units
from assignwatch.core.detect.parts import (
    at_one_look,
    by_instrument,
    has_run_out,
    is_replaced,
    joined,
)
from assignwatch.core.detect.residual import Residual
from assignwatch.core.detect.support import (
    Fit,
    balanced_over,
    cash_fit,
    cash_moved,
    in_the_money,
    price_fit,
    untold,
)
from assignwatch.core.detect.ways import Claim, Use, Way, combinations, rank_of, rivals, unlike
from assignwatch.core.model import Instrument, InstrumentId, PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, CashStep, State

_ZERO = Decimal()
_WINDOWS = 12
"""So many changes back a second leg may lie."""

_LEAST_THAT_CANCEL = 2
"""One contract alone always moves its underlying."""

_Steps = tuple[PositionKey, bool, datetime | None]


@dataclass(frozen=True, slots=True)
class Match:
    """Contracts and legs that explain each other exactly; `others` are further ways, if any fit."""

    used: tuple[Use, ...]
    legs: tuple[Residual, ...]
    price: Fit
    cash: Fit
    others: tuple[tuple[Use, ...], ...] = ()
    gave_up: bool = False
    rivals: bool = False
    """Whether another way, told apart only by leaving a series over, is supported as well."""

    @property
    def residuals(self) -> tuple[Residual, ...]:
        """Every residual that it is made of."""
        own = {id(c.residual): c.residual for way in (self.used, *self.others) for c, _ in way}
        return (*(r for r in own.values() if r is not None), *self.legs)

    @property
    def shares(self) -> tuple[Residual, ...]:
        """The same, of each as much as it has used."""
        if self.others:
            return self.residuals
        own = [(c.residual, n if c.change > 0 else -n) for c, n in self.used]
        return (*(r.share(n) for r, n in own if r is not None), *self.legs)


class Matcher:
    """One pass over a group. `left` is what no match has used."""

    def __init__(
        self,
        state: State,
        account: Account,
        residuals: Sequence[Residual],
        booked: Sequence[Claim],
        policy: Policy,
        cash: Sequence[CashStep] | None = None,
    ) -> None:
        """`cash` is how the balances moved, if not as the account knows it."""
        self.left = sorted(residuals, key=lambda r: (r.at, r.key))
        self.gave_up = False
        self._state = state
        self._account = account
        self._booked = list(booked)
        self._policy = policy
        self._cash = account.cash if cash is None else cash

    def run(self) -> Iterator[Match]:
        """The matches, earliest first.

        A record that a contract lapsed is read as a call only where nothing else fits its legs: not
        what was gone without a record, though the next reading showed that.
        """
        if not self._can_match():
            return
        known = self._booked
        lapsed = [c for c in known if not c.certain and not self._is_inside(c.contract)]
        if lapsed:  # whose record says that they ended, and no close that they were worth more
            self._booked = [c for c in known if c not in lapsed]
            yield from self._through(at_once=True)
            self._booked = [c for c in known if c in self._booked or c in lapsed]
        yield from self._through()
        yield from self._with_more()

    def _through(self, *, at_once: bool = False) -> Iterator[Match]:
        """The matches of each window; `at_once`: only those of one time."""
        times = sorted({r.at for r in self.left} | {c.at for c in self._booked})
        for end, last in enumerate(times):
            for first in reversed(times[max(0, end - _WINDOWS + 1) : end + 1]):
                if last - first > self._policy.pair_within:
                    break
                match = self._try(first, last, at_once=at_once)
                if match is not None:
                    yield match

    def _with_more(self) -> Iterator[Match]:
        """Booked contracts whose legs came together with something else: what is theirs is taken.

        A record says that they were called and the law what that moves; the rest stays open.
        """
        for claim in [c for c in self._booked if c.certain and c.effect and not c.partly]:
            legs = [self._larger(claim, *moved) for moved in claim.effect.items()]
            taken = [leg for leg in legs if leg is not None]
            if len(taken) < len(legs):
                continue
            self._booked.remove(claim)
            shares = [leg.share(claim.effect[leg.instrument]) for leg in taken]
            self.left = [
                r.share(r.quantity - claim.effect[r.instrument])
                if any(r is leg for leg in taken)
                else r
                for r in self.left
            ]
            used = ((claim, abs(claim.change)),)
            yield Match(used, tuple(shares), Fit.UNKNOWN, Fit.UNKNOWN)

    def _larger(self, claim: Claim, what: InstrumentId, moved: Decimal) -> Residual | None:
        """The change between two readings around its time, if it may hold a leg and more."""
        return next(
            (
                r
                for r in self.left
                if r.instrument == what and r.record is None
                if r.quantity * moved > 0 and abs(r.quantity) > abs(moved)
                if r.since < claim.at <= r.at
            ),
            None,
        )

    def _can_match(self) -> bool:
        """Whether anything moved that a contract delivers, or the money or a close may tell."""
        if any(claim.certain for claim in self._booked):
            return True
        contracts = [
            (r, contract)
            for r in self.left
            if (contract := self._state.described(r.instrument, r.judged_at)) is not None
            and law.delivers(contract)
        ]
        reached = {
            what
            for name in (
                *(r.instrument for r, _ in contracts),
                *(c.contract.id for c in self._booked),
            )
            for what in reaches(self._state, self._account, name)
        }
        reached |= {what for claim in self._booked for what in claim.effect}
        if any(r.instrument in reached for r in self.left):
            return True
        if len(contracts) + len(self._booked) < _LEAST_THAT_CANCEL:
            return False
        start = min((*(r.since for r, _ in contracts), *(c.at for c in self._booked)))
        told = any(step.at > start for step in self._cash)
        return told or any(self._is_inside(contract) is not None for _, contract in contracts)

    def _try(self, first: datetime, last: datetime, *, at_once: bool) -> Match | None:
        """The best way to explain what changed between two readings, if there is one."""
        inside = [r for r in self.left if first <= r.at <= last]
        reach = self._policy.pair_within
        booked = [c for c in self._booked if c.at <= last and last - c.at <= reach]
        if not inside or not (any(r.at == last for r in inside) or booked):
            return None
        arrived = by_instrument(inside)
        claims = [*self._named(booked, arrived), *self._claims(inside, arrived)]
        if not claims:
            return None
        ways, complete = combinations(claims, arrived, self._policy.search_looks)
        self.gave_up = self.gave_up or not complete
        ranked = self._ranked(ways, claims, arrived, (min(r.since for r in inside), last))
        if not ranked or (at_once and not self._is_of_one_time(ranked[0])):
            return None
        best = ranked[0].rank
        equal = [way for way in ranked if way.rank == best]
        equal = self._told_by_close(unlike(equal), claims) if len(equal) > 1 else equal
        match = self._take(equal, inside, gave_up=not complete)
        return replace(match, rivals=any(rivals(way, ranked[0]) for way in ranked[len(equal) :]))

    def _is_of_one_time(self, way: Way) -> bool:
        """Whether all of it may have happened at once, and no price speaks against it."""
        seen = [*(c.residual for c, _ in way.used if c.residual is not None), *way.legs]
        apart = max(r.since for r in seen) - min(r.at for r in seen) if seen else timedelta()
        return way.price is not Fit.OFF and apart <= self._policy.late_after

    def _named(
        self, booked: Sequence[Claim], arrived: dict[InstrumentId, list[Residual]]
    ) -> Iterator[Claim]:
        """The booked contracts, each on what was seen of its delivery."""
        for claim in booked:
            if not claim.certain and self._came_before(claim, arrived):
                continue
            if claim.effect:
                yield replace(claim, effect=renamed(self._account, claim.effect, arrived))
            elif guess := _guessed(claim.contract, claim.change, arrived):
                yield replace(claim, effect=guess, unsure=True)

    def _came_before(self, claim: Claim, arrived: dict[InstrumentId, list[Residual]]) -> bool:
        """Whether what it would have delivered was there long before it ended."""
        names = (*claim.effect, *reaches(self._state, self._account, claim.contract.id))
        return any(
            claim.at - leg.at > self._policy.late_after
            for what in names
            for leg in arrived.get(what, ())
        )

    def _claims(
        self, inside: Sequence[Residual], arrived: dict[InstrumentId, list[Residual]]
    ) -> list[Claim]:
        """The contracts among these residuals that may have turned into their underlying."""
        found: list[Claim] = []
        unsure: list[Claim] = []
        for r in joined(inside, self._state):
            contract = self._state.described(r.instrument, r.judged_at)
            if r.record is not None or contract is None or r.overclaimed or not r.closes:
                continue
            if not law.delivers(contract):
                continue
            moved = effect(self._state, contract, r.quantity, r.judged_at)
            if moved:
                moved = renamed(self._account, moved, arrived)
                found.append(Claim(r.key, contract, r.quantity, moved, r.at, r))
            elif moved is None and (guess := _guessed(contract, r.quantity, arrived)):
                unsure.append(Claim(r.key, contract, r.quantity, guess, r.at, r, unsure=True))
        return found + (unsure if len(unsure) == 1 and not found else [])

    def _ranked(
        self,
        ways: Sequence[Units],
        claims: Sequence[Claim],
        arrived: dict[InstrumentId, list[Residual]],
        span: tuple[datetime, datetime],
    ) -> list[Way]:
        found = []
        moved = cash_moved(self._state, self._account, span, self._cash)
        over = balanced_over(self._account, span, self._cash)
        held = [claim.residual for claim in claims if claim.residual is not None]
        new = {name: rs for name, rs in arrived.items() if not all(r.before for r in rs)}
        replaced = [residual for residual in held if is_replaced(residual, new, self._state)]
        for units in ways:
            used = tuple((c, n) for c, n in zip(claims, units, strict=True) if n)
            reached = {d for claim, _ in used for d in claim.effect}
            legs = {d: arrived[d] for d in sorted(reached) if d in arrived}
            price = price_fit(used, legs)
            owed = untold(used, over)
            cash = cash_fit(self._state, owed, moved, self._policy)
            still = not any(sum((r.quantity for r in rs), _ZERO) for rs in legs.values())
            if still:
                cash = cancel.money(self._state, owed, cash, self._policy)
                came = cancel.came_since(self.left, used, span[1])
                if not cancel.are_called(
                    self._state, self._account, used, cash, came=came, policy=self._policy
                ):
                    continue
            if not self._needs_calling(used, legs):
                continue
            gone = [c.residual for c, _ in used if c.residual is not None]
            seen = [*gone, *(r for rs in legs.values() for r in rs)]
            if price is Fit.OFF and not at_one_look(seen, self._policy.one_look):
                continue  # a wrong price unties legs that were seen apart
            if Fit.FITS not in {price, cash} and any(r in replaced for r in gone):
                continue
            if price is not Fit.FITS and not all(claim.certain for claim, _ in used):
                continue  # a record that speaks against it is outweighed by nothing less
            rank = rank_of(claims, units, price, cash)
            found.append(Way(rank, used, tuple(r for rs in legs.values() for r in rs), price, cash))
        return sorted(found, key=lambda way: way.rank)

    def _needs_calling(
        self, used: Sequence[Use], legs: Mapping[InstrumentId, Sequence[Residual]]
    ) -> bool:
        """A future that was settled at its end is gone without any option.

        It was delivered to one only where a record or the close says so.
        """
        if not any(has_run_out(r, self._state) for rs in legs.values() for r in rs):
            return True
        return all(
            (claim.booked is not None and claim.certain) or self._is_inside(claim.contract)
            for claim, _ in used
        )

    def _is_inside(self, contract: Instrument) -> bool | None:
        return in_the_money(self._state, contract, self._policy.calendar)

    def _told_by_close(self, equal: list[Way], claims: Sequence[Claim]) -> list[Way]:
        """Where contracts ended, the close may say which were worth calling."""
        worth = {claim.key: self._is_inside(claim.contract) for claim in claims}
        if not all(claim.ended for claim in claims) or None in worth.values():
            return equal
        wanted = {key for key, inside in worth.items() if inside}
        told = [way for way in equal if {claim.key for claim, _ in way.used} == wanted]
        return told if len(told) == 1 else equal

    def _take(self, equal: Sequence[Way], inside: Sequence[Residual], *, gave_up: bool) -> Match:
        """Use up what the match is made of."""
        best = equal[0]
        used_up = {id(leg) for leg in best.legs}
        of_claims: dict[int, tuple[Claim, Decimal]] = {}
        for way in equal:
            for claim, units in way.used:
                if claim.booked is not None:
                    self._booked = [c for c in self._booked if c.booked != claim.booked]
                elif claim.residual is not None:
                    whole = len(equal) > 1
                    signed = units if claim.change > 0 else -units
                    of_claims[id(claim)] = (claim, claim.change if whole else signed)
        taken: dict[_Steps, Decimal] = {}
        for claim, amount in of_claims.values():
            way_out = self._steps(claim.key, amount, claim.judged_at)
            taken[way_out] = taken.get(way_out, _ZERO) + amount
        self.left = list(self._rest(used_up, taken, {id(r) for r in inside}))
        others = tuple(way.used for way in equal[1:])
        return Match(best.used, best.legs, best.price, best.cash, others, gave_up)

    def _rest(
        self,
        used_up: set[int],
        taken: dict[_Steps, Decimal],
        inside: set[int],
    ) -> Iterator[Residual]:
        """What is left; of a contract that went in several steps the earliest are used first."""
        for r in self.left:
            if id(r) in used_up:
                continue
            if id(r) not in inside:
                yield r
                continue
            way = self._steps(r.key, r.quantity, r.judged_at)
            rest = taken.get(way, _ZERO)
            part = min(r.quantity, rest, key=abs)
            taken[way] = rest - part
            if part != r.quantity:
                yield r.share(r.quantity - part)

    def _steps(self, key: PositionKey, amount: Decimal, at: datetime) -> _Steps:
        """The steps of a contract that are one claim: one way, under one description."""
        return key, amount > 0, self._state.described_since(key.instrument, at)


def _guessed(
    contract: Instrument, change: Decimal, arrived: dict[InstrumentId, list[Residual]]
) -> law.Effect | None:
    """What an option with an unknown deliverable would have moved, if it was this."""
    if contract.underlying is None or not law.sign(contract) or contract.deliverables:
        return None
    moved = sum((r.quantity for r in arrived.get(contract.underlying, ())), _ZERO)
    return {contract.underlying: moved} if moved * change * law.sign(contract) > 0 else None
