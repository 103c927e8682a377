"""Two legs that fit: contracts that are gone against what moved in their underlyings.

`weigh.py` hands in the open residuals of one group (an underlying with everything that delivers
it) and the contracts whose calling the broker has booked but whose other leg nobody has named. It
gets back matches, and what is left. Legs may be read at different times, so each window of readings
that ends at a change is tried, the shortest first. What fits legs that were read apart is held
against all that is left of those days; what fits in several ways is told as such, never picked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import product

from assignwatch.core.detect.matching import by_close, cancel, parts
from assignwatch.core.detect.matching.claims import Claims
from assignwatch.core.detect.matching.match import Units
from assignwatch.core.detect.matching.night import (
    as_well_paid,
    goes_on,
    is_a_night,
    is_ambiguous,
    is_settled,
    legs_of,
    may_be_of,
    of_its_night,
)
from assignwatch.core.detect.matching.own_leg import each_its_own, larger, own_legs, says_so
from assignwatch.core.detect.matching.parts import at_one_look, by_instrument, in_order, without
from assignwatch.core.detect.matching.prospect import may_match
from assignwatch.core.detect.matching.ranking import Ranking
from assignwatch.core.detect.matching.spent import Spending
from assignwatch.core.detect.matching.support import Fit, balanced_over
from assignwatch.core.detect.matching.ways import (
    Claim,
    Match,
    Taken,
    Use,
    Way,
    combinations,
    least,
    paid_for,
    rivals,
    told_apart,
    unlike,
)
from assignwatch.core.detect.matching.windows import Window, windows
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import InstrumentId, PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, CashStep, State

_ZERO = Decimal()

_Steps = tuple[PositionKey, bool, datetime | None]


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
        *,
        came: bool = True,
        spending: Spending | None = None,
    ) -> None:
        """`cash` is how the balances moved, if not as the account knows it.

        `came`: what moved later may be the leg of a record that nothing shows in its own time.
        `spending`: who else has a share of the money.
        """
        self.left = in_order(residuals)
        self.gave_up = False
        self._state, self._account, self._policy = state, account, policy
        self._booked = list(booked)
        self._found = Claims(state, account, policy)
        self._cash = account.cash if cash is None else cash
        self._spending = Spending() if spending is None else spending
        self._ranking = Ranking(state, account, policy, self._cash, self._spending, came)

    @property
    def in_doubt(self) -> bool:
        """Whether anything depends on what moved later being the leg of a record or not."""
        return self._ranking.in_doubt

    def run(self) -> Iterator[Match]:
        """The matches, earliest first.

        A record of a lapse is read as a call only where nothing fits that went without a record.
        """
        if not may_match(
            self._state, self._account, self.left, self._booked, self._cash, self._ranking.is_inside
        ):
            return
        yield from self._each_its_own()
        yield from self._by_close()
        yield from self._cancelled(self.left)
        known = self._booked
        lapsed = [c for c in known if not c.certain and not self._ranking.is_inside(c.contract)]
        if lapsed:  # whose record says that they ended, and no close that they were worth more
            self._booked = [c for c in known if c not in lapsed]
            yield from self._through(at_once=True)
            self._booked = [*self._booked, *lapsed]
        yield from self._through()
        while match := self._against_others():
            yield match
            yield from self._through()
        yield from self._with_more()
        yield from self._cancelled(())

    def _through(self, *, at_once: bool = False) -> Iterator[Match]:
        """The matches of all windows; `at_once`: only those of one time.

        Then what fits of the rest: a leg that came between two others is in no window with its own
        contract and without theirs.
        """
        while found := list(self._nearest(at_once=at_once)):
            for taken in found:
                yield from self._by_own_leg(taken)

    def _nearest(self, *, at_once: bool) -> Iterator[Taken]:
        """What fits in the shortest windows."""
        for window in list(windows(self.left, self._booked, self._policy)):
            left = self.left
            match = self._try(window, at_once=at_once)
            if match is not None and not match.legs:
                match = self._held_against_money(match, left)
            if match is not None:
                yield Taken(match, without(left, self.left), without(self.left, left))

    def _against_others(self) -> Match | None:
        """What fits the legs that went one way, where others went back: only at its price."""
        ways = product(list(windows(self.left, (), self._policy)), (True, False))
        found = (self._try(window, at_once=False, up=up) for window, up in ways)
        return next((match for match in found if match is not None), None)

    def _by_own_leg(self, taken: Taken) -> Iterator[Match]:
        """A match; or two, where a record's leg came later by itself, and price or money say so."""
        match, left = taken.match, without(self.left, taken.rest)
        is_open = not match.others and len(left) + len(taken.rest) == len(self.left)
        later = own_legs(match.used, match.legs, left, self._policy.pair_within)
        for told, leg, others in later if is_open else ():
            own = self._way_of([told], [leg])
            rest = self._way_of(others, match.legs) if others else []
            known = own and (rest or not others)
            if known and says_so(own[0], rest[0] if rest else None):
                self.left = in_order((*left, *taken.gone))
                for way in (*own, *rest):
                    yield self._take([way], [*taken.gone, leg], gave_up=False)
                return
        yield self._held_against_others(taken)

    def _each_its_own(self) -> Iterator[Match]:
        """Records that moved just what the readings show, where no price denies it."""
        for told in list(each_its_own(self._booked, self.left)):
            ways = [(legs, self._way_of(used, legs)) for used, legs in told]
            if all(way and way[0].price is not Fit.OFF for _, way in ways):
                for legs, way in ways:
                    yield self._take(way[:1], legs, gave_up=False)

    def _way_of(self, used: Sequence[Use], legs: Sequence[Residual]) -> list[Way]:
        claims, units = zip(*used, strict=True)
        return self._by_itself(units, claims, by_instrument(legs), legs)

    def _held_against_others(self, taken: Taken) -> Match:
        """What fits these legs, if anything else that is left of those days does so as well.

        Those that were seen at one look belong together, unless a price or the money denies it; so
        do those of a record.
        """
        match, left = taken.match, without(self.left, taken.rest)
        used_since = len(left) + len(taken.rest) > len(self.left)
        if is_ambiguous(match) and not used_since and (whole := self._whole_night(taken, left)):
            return whole
        if not match.legs or used_since or is_settled(match, self._policy):
            return match
        others = [r for r in left if may_be_of(self._account, r, match.legs, self._policy)]
        if not others:
            return match
        inside = in_order((*taken.gone, *others))
        arrived = by_instrument(inside)
        own = {told_apart(way) for way in (match.used, *match.others)}
        keys = {claim.key for claim, _ in (*match.used, *(u for w in match.others for u in w))}
        found = self._found.among(inside, arrived)
        night = is_a_night(self._account, found, arrived)
        claims = [c for c in found if night or c.key in keys or c.goes_with(match.legs)]
        if keys.issuperset(c.key for c in claims):
            return match
        ways, complete = combinations(claims, arrived, self._policy.search_looks, each=True)
        tried = (w for n in ways for w in self._by_itself(n, claims, arrived, match.legs))
        ranked = sorted(as_well_paid(tried, match), key=lambda way: way.rank)
        if not any(told_apart(way.used) in own for way in ranked):
            unseen = not complete and match.price is not Fit.FITS
            return replace(match, gave_up=True) if unseen else match
        best = self._best(ranked, claims)
        if {told_apart(way.used) for way in best} == own:
            return match
        self.left = in_order((*left, *taken.gone))
        return self._made(best, ranked, inside, complete=complete)

    def _held_against_money(self, match: Match, before: list[Residual]) -> Match:
        """Where nothing but money tells of contracts: what else of the time it may have paid for.

        `before`: all that was left when they were found.
        """
        used = [claim for claim, _ in match.used]
        paid = {match.cash} & {Fit.FITS, Fit.NEAR}
        if not paid or any(claim.booked is not None for claim in used):
            return match
        span = (min(c.span[0] for c in used), max(c.span[1] for c in used))
        start, end = balanced_over(self._account, span, self._cash) or span
        inside = [r for r in before if r.record is None and start <= r.at and r.since <= end]
        claims = self._found.among(inside, {})
        if not claims:  # all of them came back with a later reading
            return match
        ways, complete = combinations(claims, {}, self._policy.search_looks, each=True)
        was = self._spending.matches.pop()
        tried = (way for n in ways for way in self._by_itself(n, claims, {}, ()))
        ranked = sorted((w for w in tried if w.cash in paid), key=lambda way: way.rank)
        equal = [way for way in ranked if way.rank == ranked[0].rank]
        best = least(self._ranking.told_by_close(unlike(equal), claims)) if equal else []
        own = {told_apart(way) for way in (match.used, *match.others)}
        if not best or {told_apart(way.used) for way in best} == own:
            self._spending.matches.append(was)
            return match
        self.left = before
        return self._made(best, ranked, inside, complete=complete)

    def _whole_night(self, taken: Taken, left: Sequence[Residual]) -> Match | None:
        """What fits in several ways, together with all else of its night where that comes to it.

        Or what fits that night's further legs as well: they were read one by one.
        """
        night = list(of_its_night(taken.match, left))
        inside = in_order((*taken.gone, *night))
        arrived = by_instrument(inside)
        claims = self._found.among(inside, arrived)
        units, complete = [tuple(abs(claim.change) for claim in claims)], True
        if not is_a_night(self._account, claims, arrived):
            if not goes_on(self._account, taken.match, night):
                return None
            units, complete = combinations(claims, arrived, self._policy.search_looks)
        legs = legs_of(claims, arrived)
        tried = (way for n in units for way in self._by_itself(n, claims, arrived, legs))
        ranked = sorted(as_well_paid(tried, taken.match), key=lambda way: way.rank)
        if not ranked:
            return None
        self.left = in_order((*left, *taken.gone))
        return self._made(self._best(ranked, claims), ranked, inside, complete=complete)

    def _by_itself(
        self,
        units: Units,
        claims: Sequence[Claim],
        arrived: dict[InstrumentId, list[Residual]],
        legs: Sequence[Residual],
    ) -> list[Way]:
        """A way, held against the money of its own time; none where nothing of it was seen."""
        used = [c.residual for c, n in zip(claims, units, strict=True) if n and c.residual]
        if not (seen := [*used, *legs]):
            return []
        span = (min(r.since for r in seen), max(r.at for r in seen))
        return self._ranking.ranked([units], claims, arrived, span, seen)

    def _with_more(self) -> Iterator[Match]:
        """Booked contracts whose legs came together with something else: what is theirs is taken.

        A record says that they were called and the law what that moves; the rest stays open.
        """
        for claim in [c for c in self._booked if c.certain and c.effect and not c.partly]:
            legs = [larger(claim, *moved, self.left) for moved in claim.effect.items()]
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
            match = Match(used, tuple(shares), Fit.UNKNOWN, Fit.UNKNOWN)
            self._spending.matches.append(match)
            yield match

    def _cancelled(self, seen: Sequence[Residual]) -> Iterator[Match]:
        """Booked contracts of which nothing was `seen` in their time, for their legs cancel."""
        for claims in cancel.in_balance(self._account, self._booked, seen):
            units, times = tuple(abs(c.change) for c in claims), sorted(c.at for c in claims)
            for way in self._ranking.ranked([units], claims, {}, (times[0], times[-1]), self.left):
                yield self._take([way], (), gave_up=False)

    def _by_close(self) -> Iterator[Match]:
        """The nights of an end that went just as the closes say, if no price denies it.

        A balance may hold the money of others as well; it does so only where it backs another way.
        """
        is_inside, looks = self._ranking.is_inside, self._policy.search_looks
        for night in list(by_close.ended(self._found, self.left, self._booked, is_inside)):
            claims, arrived = night.claims, night.arrived
            legs = legs_of(claims, arrived)
            told = self._by_itself(night.units, claims, arrived, legs)
            if without(night.inside, self.left) or not told or told[0].price is Fit.OFF:
                continue
            units, complete = combinations(claims, arrived, looks, each=True)
            ranked = self._ranking.ranked(units, claims, arrived, told[0].span, told[0].residuals)
            others = [way for way in ranked if way.used != told[0].used]
            backed = any(way.cash in {Fit.FITS, Fit.NEAR} for way in others)
            if told[0].cash is not Fit.OFF or not backed:
                yield self._made(told, [*told, *others], night.inside, complete=complete)

    def _try(self, window: Window, *, at_once: bool, up: bool | None = None) -> Match | None:
        """The best way to explain what changed between two readings, if there is one.

        Or, `up` or down, of what was delivered only what went that way, at its price.
        """
        first, last = window.first, window.last
        inside = [r for r in self.left if first <= r.at <= last]
        booked = [c for c in self._booked if window.holds(c, inside)]
        if up is not None:
            inside, booked = parts.one_way(inside, self._state, up=up), []
        if not inside or not (any(r.at == last for r in inside) or booked):
            return None
        arrived = by_instrument(inside)
        claims = [*self._found.booked(booked, arrived), *self._found.among(inside, arrived)]
        if not claims:
            return None
        ways, complete = combinations(claims, arrived, self._policy.search_looks)
        self.gave_up = self.gave_up or not complete
        span = (min(r.since for r in inside), last)
        ranked = self._ranking.ranked(ways, claims, arrived, span, self.left)
        if not ranked or (at_once and not self._ranking.is_of_one_time(ranked[0])):
            return None
        if up is not None and ranked[0].price is not Fit.FITS:
            return None
        return self._made(self._best(ranked, claims), ranked, inside, complete=complete)

    def _best(self, ranked: Sequence[Way], claims: Sequence[Claim]) -> list[Way]:
        """The best way; where the close tells of equal ones no better, what they have in common.

        Or else those seen at one look.
        """
        equal = [way for way in ranked if way.rank == ranked[0].rank]
        if len(equal) > 1:
            equal = paid_for(least(self._ranking.told_by_close(unlike(equal), claims)))
            equal = self._ranking.paid_later(equal)
        within = self._policy.one_look
        near = [w for w in equal if w.residuals and at_one_look(w.residuals, within)]
        return near or equal

    def _made(
        self, best: list[Way], ranked: Sequence[Way], inside: Sequence[Residual], *, complete: bool
    ) -> Match:
        match = self._take(best, inside, gave_up=not complete)
        return replace(match, rivals=any(rivals(way, ranked[0]) for way in ranked[len(best) :]))

    def _take(self, equal: Sequence[Way], inside: Sequence[Residual], *, gave_up: bool) -> Match:
        """Use up what the match is made of."""
        best = equal[0]
        used_up = {id(leg) for leg in best.legs}
        of_claims: dict[int, tuple[Claim, Decimal]] = {}
        for way in equal:
            for claim, units in way.used:
                if claim.booked is not None:
                    self._booked = claim.without_found(self._booked, units)
                elif claim.residual is not None:
                    whole = len(equal) > 1
                    signed = units if claim.change > 0 else -units
                    of_claims[id(claim)] = (claim, claim.change if whole else signed)
        taken: dict[_Steps, Decimal] = {}
        for claim, amount in of_claims.values():
            way_out = self._steps(claim.key, amount, claim.judged_at)
            taken[way_out] = taken.get(way_out, _ZERO) + amount
        rest = parts.left_of(self.left, used_up, taken, {id(r) for r in inside}, self._way_out)
        self.left = list(rest)
        others = tuple(way.used for way in equal[1:])
        match = Match(best.used, best.legs, best.price, best.cash, others, gave_up)
        self._spending.matches.append(match)
        return match

    def _way_out(self, r: Residual) -> _Steps:
        return self._steps(r.key, r.quantity, r.judged_at)

    def _steps(self, key: PositionKey, amount: Decimal, at: datetime) -> _Steps:
        """The steps of a contract that are one claim: one way, under one description."""
        return key, amount > 0, self._state.described_since(key.instrument, at)
