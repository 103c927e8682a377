"""How good the ways are in which legs fit: what speaks against one, and what for it.

`legs.py` hands in the combinations that fit exactly and gets back those that may be, the best
first. Price and money say most; where contracts ended, the close may tell what they do not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.core.detect.changes.nights import NIGHT
from assignwatch.core.detect.matching import cancel
from assignwatch.core.detect.matching.match import Units
from assignwatch.core.detect.matching.parts import at_one_look, has_run_out, is_replaced
from assignwatch.core.detect.matching.spent import Spending, is_fee, left_over
from assignwatch.core.detect.matching.support import (
    Fit,
    Span,
    balanced_over,
    cash_fit,
    cash_moved,
    in_the_money,
    money_of,
    price_fit,
    untold,
)
from assignwatch.core.detect.matching.ways import Claim, Use, Way, rank_of, with_denied
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument, InstrumentId, Scope, later
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, CashStep, State

_ZERO = Decimal()


@dataclass(slots=True)
class Ranking:
    """Ranks the ways of one pass over a group; `cash` is how the balances moved.

    `spending` knows who else has a share of that.

    `came`: what moved later may be the leg of a record that nothing shows in its own time.
    `in_doubt` tells whether that has decided anything.
    """

    state: State
    account: Account
    policy: Policy
    cash: Sequence[CashStep]
    spending: Spending
    came: bool = True
    in_doubt: bool = False

    def ranked(
        self,
        ways: Sequence[Units],
        claims: Sequence[Claim],
        arrived: Mapping[InstrumentId, Sequence[Residual]],
        span: tuple[datetime, datetime],
        open_: Sequence[Residual],
    ) -> list[Way]:
        """Those that may be, the best first; `open_` is all that is not explained yet."""
        found = []
        moved = cash_moved(self.state, self.account, span, self.cash)
        over = balanced_over(self.account, span, self.cash)
        held = [claim.residual for claim in claims if claim.residual is not None]
        new = {name: rs for name, rs in arrived.items() if not all(r.before for r in rs)}
        replaced = [residual for residual in held if is_replaced(residual, new, self.state)]
        for units in ways:
            used = tuple((c, n) for c, n in zip(claims, units, strict=True) if n)
            reached = {d for claim, _ in used for d in claim.effect}
            legs = {d: arrived[d] for d in sorted(reached) if d in arrived}
            price = price_fit(used, legs)
            owed = untold(used, over)
            cash = cash_fit(self.state, owed, moved, self.policy)
            still = not any(sum((r.quantity for r in rs), _ZERO) for rs in legs.values())
            if still:
                if moved is not None and over is not None:
                    cash = self._cash_left(used, owed, moved, over)
                if cash not in {Fit.FITS, Fit.NEAR} and self._is_paid_apart(used, span):
                    cash = Fit.FITS
                cash = cancel.money(self.state, owed, cash, self.policy)
                came = cancel.came_since(open_, used, span[1])
                self.in_doubt = self.in_doubt or came
                came = came and self.came
                if cash is Fit.OFF and self._was_never_paid(used, span):
                    continue
                if not cancel.are_called(
                    self.state,
                    self.account,
                    used,
                    cash,
                    came=came,
                    before=cancel.came_before(open_, used, span[1]),
                    policy=self.policy,
                ):
                    continue
            if not self._needs_calling(used, legs):
                continue
            paid = Fit.FITS in {price, cash}
            if not paid and self._is_only_owed(used, [r for rs in legs.values() for r in rs]):
                continue
            gone = [c.residual for c, _ in used if c.residual is not None]
            seen = [*gone, *(r for rs in legs.values() for r in rs)]
            if price is Fit.OFF and not at_one_look(seen, self.policy.one_look):
                continue  # a wrong price unties legs that were seen apart
            if Fit.FITS not in {price, cash} and any(r in replaced for r in gone):
                continue
            if price is not Fit.FITS and not all(claim.certain for claim, _ in used):
                continue  # a record that speaks against it is outweighed by nothing less
            against = still and any(cancel.lapsed(self.state, c, self.policy) for c, _ in used)
            rank = (*rank_of(claims, units, price, cash), against)
            found.append(Way(rank, used, tuple(r for rs in legs.values() for r in rs), price, cash))
        return sorted(self._held_to_money(found, moved, span), key=lambda way: way.rank)

    def _held_to_money(
        self, found: list[Way], moved: Mapping[str, Decimal] | None, span: Span
    ) -> Sequence[Way]:
        """The same, told apart by what was paid, where that may not be what others have to get."""
        if moved is None or not any(moved.values()):
            return found
        theirs = any(self._is_owed(way.used, moved, span) for way in found)
        return found if theirs else with_denied(found)

    def _is_owed(self, used: Sequence[Use], moved: Mapping[str, Decimal], span: Span) -> bool:
        before = [step for step in self.cash if step.at <= span[0]]
        return self.spending.is_owed(used, moved, self.policy.fee_per_contract, before)

    def paid_later(self, equal: list[Way]) -> list[Way]:
        """Of ways that are else as good the one that a later reading of the balance paid for."""
        if len(equal) < 2 or any(way.cash in {Fit.FITS, Fit.NEAR} for way in equal):
            return equal
        paid = [way for way in equal if self._is_paid_later(way)]
        return [replace(paid[0], cash=Fit.FITS)] if len(paid) == 1 else equal

    def _is_paid_later(self, way: Way) -> bool:
        """Whether the balance moved to the cent so, and by nothing else, in the days after."""
        end = way.span[1]
        last = later(end, self.policy.pair_within)
        steps = (step for step in self.cash if end <= step.since and step.at <= last)
        return any(self._is_paid_with(way.used, step) for step in steps)

    def _is_paid_apart(self, used: Sequence[Use], span: Span) -> bool:
        """Whether the money came with the next pass of a night, or the one before, for no other."""
        worth = any(money_of(self.state, used).values())
        unnamed = all(claim.booked is None for claim, _ in used)
        alive = not any(claim.ended for claim, _ in used)  # nothing is paid before its end
        for step in self.cash if worth and unnamed else ():
            before = alive and step.at == span[0] and span[1] <= later(step.at, NIGHT)
            after = span[1] == step.since and step.at <= later(span[1], NIGHT)
            free = not self.spending.beside(used, (step.since, step.at))
            if (before or after) and free and self._is_paid_with(used, step):
                return True
        return False

    def _is_paid_with(self, used: Sequence[Use], step: CashStep) -> bool:
        over = step.since, step.at
        moved = cash_moved(self.state, self.account, over, self.cash)
        if moved is None or self._is_owed(used, moved, over):
            return False
        return cash_fit(self.state, untold(used, over), moved, self.policy) is Fit.FITS

    def _was_never_paid(self, used: Sequence[Use], span: Span) -> bool:
        """Whether the balance has stood still for as long as it may still be paid."""
        last = cancel.paid_by([claim for claim, _ in used], self.policy)
        scopes = {Scope(claim.residual.scope) for claim, _ in used if claim.residual is not None}
        read = [self.account.balanced.get(scope) for scope in scopes]
        if last is None or not all(at is not None and at >= last for at in read):
            return False
        moved = cash_moved(self.state, self.account, (span[0], last), self.cash)
        fee = self.policy.fee_per_contract
        return moved is not None and all(abs(amount) <= fee for amount in moved.values())

    def _cash_left(
        self, used: Sequence[Use], owed: Sequence[Use], moved: Mapping[str, Decimal], over: Span
    ) -> Fit:
        """What the balance says of legs that cancel, when all others have taken their money.

        Where it moved by no more than a fee, it says that nothing happened as well as anything.
        """
        taken, fee = self.spending.beside(used, over), self.policy.fee_per_contract
        unnamed = all(claim.booked is None for claim, _ in used)
        fees = fee * sum((units for _, units in owed), _ZERO)
        fits = set()
        for left in left_over(moved, over, taken, fee):
            fit = cash_fit(self.state, owed, left, self.policy)
            nothing = fit is Fit.NEAR and unnamed and is_fee(left, fees)
            if nothing and any(money_of(self.state, owed).values()):
                fit = Fit.UNKNOWN
            fits.add(fit)
        return next(fit for fit in (Fit.FITS, Fit.NEAR, Fit.UNKNOWN, Fit.OFF) if fit in fits)

    def _needs_calling(
        self, used: Sequence[Use], legs: Mapping[InstrumentId, Sequence[Residual]]
    ) -> bool:
        """A future that was settled at its end is gone without any option.

        It was delivered to one only where a record or the close says so.
        """
        if not any(has_run_out(r, self.state) for rs in legs.values() for r in rs):
            return True
        return all(
            (claim.booked is not None and claim.certain) or self.is_inside(claim.contract)
            for claim, _ in used
        )

    def _is_only_owed(self, used: Sequence[Use], legs: Sequence[Residual]) -> bool:
        """Whether all that moved is what a record says and no reading shows yet.

        That is no leg of what had ended without worth: it is to come.
        """
        if not legs or not all(leg.denied for leg in legs):
            return False
        return any(cancel.lapsed(self.state, claim, self.policy) for claim, _ in used)

    def is_inside(self, contract: Instrument) -> bool | None:
        """Whether a contract that ended did so in the money, as far as a close says so."""
        return in_the_money(self.state, contract, self.policy.calendar)

    def is_of_one_time(self, way: Way) -> bool:
        """Whether all of it may have happened at once, and no price speaks against it."""
        seen = [*(c.residual for c, _ in way.used if c.residual is not None), *way.legs]
        apart = max(r.since for r in seen) - min(r.at for r in seen) if seen else timedelta()
        return way.price is not Fit.OFF and apart <= self.policy.late_after

    def told_by_close(self, equal: list[Way], claims: Sequence[Claim]) -> list[Way]:
        """Where contracts ended, the close may say which were worth calling.

        It is asked of those alone that tell the ways apart, and says nothing of what a record
        names or of what could still be called.
        """
        units = [{id(claim): n for claim, n in way.used} for way in equal]
        open_ = [
            claim
            for claim in claims
            if claim.has_run_out and len({used.get(id(claim)) for used in units}) > 1
        ]
        worth = {id(claim): self.is_inside(claim.contract) for claim in open_}
        if not open_ or None in worth.values():
            return equal
        wanted = {id(claim): abs(claim.change) for claim in open_ if worth[id(claim)]}
        apart = [{claim: n for claim, n in used.items() if claim in worth} for used in units]
        whole = [way for way, used in zip(equal, apart, strict=True) if used == wanted]
        told = [way for way, used in zip(equal, apart, strict=True) if used.keys() == wanted.keys()]
        return next((ways for ways in (whole, told) if len(ways) == 1), equal)
