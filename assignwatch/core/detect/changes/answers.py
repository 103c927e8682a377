"""Records and changes that belong together although they are dated into different steps.

`ledger.py` hands in what each step leaves open by itself and the facts that are newer than the last
reading; it gets back the same steps, less what records of other steps account for, and which record
accounts for what: `identity.py` joins such a record to the incident of its change, and `lane.py`
says of one that claims more than moved how much of it is shown. Whether the record of a leg was
rightly looked for elsewhere only the contracts tell: `placing.py` asks again without that.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import accumulate, chain

from assignwatch.core.detect.changes.nights import NIGHT
from assignwatch.core.detect.changes.said import (
    booked_within,
    closed,
    each_of,
    in_lots,
    is_met,
    less,
    may_show,
    of_denied,
    of_short,
    room_for,
)
from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.policy import Policy

_ZERO = Decimal()


@dataclass(frozen=True, slots=True)
class Answer:
    """A record that is about a change which the reading `at` showed.

    `short`: so much of it is not in the change, and cannot have happened to what was held after it.
    `denied` is the reading that should show that and does not; None while there is none. Where that
    is the step of the record's `own`, a trade that is not told yet may be the reason as well. Then,
    and where a record is newer than all readings, what is missing may `follow`.
    """

    fact: Fact
    at: datetime
    short: Decimal = _ZERO
    denied: Residual | None = None
    own: bool = False
    ahead: bool = False

    @property
    def follows(self) -> bool:
        """Whether what is missing may still be shown."""
        return bool(self.short) and (self.own or self.ahead)


def answered(
    found: Sequence[Residual],
    later: Sequence[Fact],
    policy: Policy,
    spoken: Sequence[Fact] = (),
    own: Collection[Fact] = (),
) -> tuple[list[Residual], list[Answer], list[Fact]]:
    """The steps less what is answered, one for each; the answers; and what is of other steps.

    That is said of legs, and of what is a part of a change that stays open. A step is `spoken` for
    where its change is just what a contract's record moved in its time. Records that are their
    `own` step's are about no change of another.
    """
    steps = _Steps(list(found), policy, spoken, own)
    steps.pair()
    steps.pair_in_excess()
    steps.look_ahead(later)
    steps.fill_up()
    open_ = {residual.at for residual in steps.found if residual.quantity}
    parts = {answer.fact for answer in steps.answers if answer.at in open_}
    return steps.found, steps.answers, [f for f in steps.elsewhere if f.leg or f in parts]


class _Steps:
    """The steps of one position, while they are being answered."""

    def __init__(
        self,
        found: list[Residual],
        policy: Policy,
        spoken: Sequence[Fact],
        own: Collection[Fact],
    ) -> None:
        self.found = found
        self.elsewhere: list[Fact] = []
        self._own = own
        self._taken = {
            j
            for j, step in enumerate(found)
            if any(f.quantity == step.quantity and step.since < f.at <= step.at for f in spoken)
        }
        self.answers: list[Answer] = []
        self._within = policy.pair_within

    def pair(self) -> None:
        """A record and the change it is about may be dated into different steps: they cancel.

        Only where a step shows nothing of its record and another shows that change. Trades carry
        exact times, and one that a reading does not show may have been undone by an assignment. A
        record that names a day alone may be of the night after it, which nobody has read yet: it is
        about no part of a change before.
        """
        for i, residual in enumerate(self.found):
            if not residual.denied or self._is_own(residual.facts):
                continue
            self._pair_with_run(i)
            whole = any(f.is_dated and f.at_its_end.at > self.found[-1].at for f in residual.facts)
            for j in self._near(residual, just_first=not any(f.leg for f in residual.facts)):
                open_, other = self.found[i].quantity, self.found[j].quantity
                if open_ and (other == -open_ or (abs(other) > abs(open_) and not whole)):
                    told = of_denied(residual)
                    self.elsewhere += [f for f in told if not self.found[j].is_just(f)]
                    self._move(i, j, open_, told)
                    self._tell(told, self.found[j].at)
            if self.found[i] is residual:
                self._pair_each(i, residual)

    def _pair_each(self, i: int, residual: Residual) -> None:
        """Several records of a step that shows none of them may each be a change of another."""
        met: dict[int, Fact] = {}
        for fact in each_of(residual):
            open_ = self._nearest_of(residual, fact.quantity)
            j = next((j for j in open_ if j not in met), None)
            if j is None:
                return
            met[j] = fact
        for j, fact in met.items():
            self.elsewhere += [] if self.found[j].is_just(fact) else [fact]
            self._move(i, j, -fact.quantity)
            self._tell([fact], self.found[j].at)

    def _pair_with_run(self, i: int) -> None:
        """Where no step shows all of the record of one, several together may.

        Then none of them is about anything else: a record was booked before its change came, and
        the position was read in the middle of that.
        """
        residual = self.found[i]
        run = self._run(list(self._near(residual)), -residual.quantity, residual.at)
        for j in run:
            self._move(i, j, -self.found[j].quantity)
        if run:
            told = of_denied(residual)
            self.elsewhere += told
            self._tell(told, self._nearest(run, residual.at))

    def pair_in_excess(self) -> None:
        """A record of more than was left to happen must be about what had happened before.

        Not that of what may open a position, which has no bounds to exceed. It is a witness of that
        change, which adds no quantity of its own but for what it says beyond it. That is not there,
        so no incident of its own either: the record's names it.
        """
        for i, residual in enumerate(self.found):
            claimed = -residual.quantity
            if not residual.denied or any(f.opens for f in residual.facts):
                continue
            room = room_for([residual.before], claimed)
            if room >= abs(claimed):
                continue
            met = [j for j in self._near(residual) if closed(self.found[j])]
            for j in met:
                most = min(self.found[i].quantity, -self.found[j].quantity, key=abs)
                self._move(i, j, most)
            if met:
                rest = self.found[i]
                self.found[i] = replace(rest, excess=bool(rest.quantity))
                told, short, at = of_denied(residual), abs(rest.quantity), self.found[met[0]].at
                self._tell(told, at, short, rest, ahead=room >= short)

    def fill_up(self) -> None:
        """What its own step does not show of a record is what moved its way in the same night.

        The record says how much that is in all: until so much was shown, what is seen before it or
        after is of it, and adds nothing. What is still missing then may follow.
        """
        for i, residual in enumerate(self.found):
            short = of_short(residual)
            told = short or (of_denied(residual) if residual.denied else [])
            if not told or residual.excess:
                continue
            bounded = not any(fact.opens for fact in told)
            near = [] if self._is_own(told) else list(self._of_night(residual, told))
            met = [j for j in near if not bounded or closed(self.found[j])]
            for j in met:
                part = min(self.found[j].quantity, -self.found[i].quantity, key=abs)
                self._move(i, j, -part, told)
            rest = self.found[i]
            self.elsewhere += told if met else []
            if short and rest.quantity:
                told.sort(key=lambda fact: abs(fact.quantity))  # lots are read one by one as well
                self._tell(told, residual.at, abs(rest.quantity), rest, own=True)
            elif met and not short:
                moved = rest.quantity - residual.quantity
                facts, whole = less(residual.facts, told, moved), residual.quantity
                self.found[i] = replace(rest, facts=facts, whole=whole)
                self._tell(told, self.found[met[0]].at)

    def _of_night(self, residual: Residual, told: Sequence[Fact]) -> Iterator[int]:
        """Steps that may show more of these records, the nearest first."""
        times = (residual.at, *(fact.at for fact in told))
        for j in self._near(residual):
            shown = self.found[j].at
            near = min(abs(shown - at) for at in times) <= NIGHT
            if near and any(may_show(shown, fact) for fact in told):
                yield j

    def look_ahead(self, later: Sequence[Fact]) -> None:
        """A record newer than the last reading may be about a change that this reading showed.

        So may several of one day that together say just what changed, and those that say more
        than what was left to change.
        """
        ahead = [fact for fact in later if fact.booked and not self._is_own([fact])]
        left = [fact for fact in ahead if not self._answers([fact])]
        single, left = left, []
        while single:
            parts = self._parts_of_a_day(single)
            if not parts:
                left.append(single[0])
            single = single[max(parts, 1) :]
        left = [fact for fact in left if not self._are_answered([fact])]
        for lots in in_lots(left):
            if len(lots) > 1 and self._are_answered(lots):
                left = [fact for fact in left if fact not in lots]
        moved = [fact.quantity for fact in later if not fact.booked]
        for lots in in_lots(left):
            bounded = [fact for fact in lots if not fact.opens]
            if not (bounded and self._look_ahead_in_excess(bounded, moved)):
                self._look_ahead_in_part(lots)

    def _parts_of_a_day(self, facts: Sequence[Fact]) -> int:
        """How many of the next facts together say just what changed."""
        first = facts[0]
        for count in range(2, len(facts) + 1):
            last = facts[count - 1]
            if last.at.date() != first.at.date() or last.quantity * first.quantity < 0:
                return 0
            if self._answers(facts[:count]):
                return count
            total = sum((fact.quantity for fact in facts[:count]), _ZERO)
            if not any(abs(total) < abs(r.quantity) for r in self.found):
                return 0
        return 0

    def _look_ahead_in_excess(self, lots: Sequence[Fact], traded: Sequence[Decimal]) -> bool:
        total = sum((fact.quantity for fact in lots), _ZERO)
        after = self.found[-1].after
        room = room_for(accumulate(chain([after], traded)), total)
        if room >= abs(total):
            return False
        rest, at = total, None
        for i in reversed(range(len(self.found))):
            residual = self.found[i]
            near = lots[0].at - residual.at <= self._within
            if near and residual.quantity * rest > 0 and closed(residual):
                part = min(residual.quantity, rest, key=abs)
                self.found[i] = residual.rest(residual.quantity - part, lots)
                rest, at = rest - part, at or residual.at
        if at is not None:
            self._tell(lots, at, abs(rest), ahead=room >= abs(rest))
        return at is not None

    def _look_ahead_in_part(self, lots: Sequence[Fact]) -> None:
        """What moved the way of a record in the night before it is of it; the rest may follow."""
        rest = sum((fact.quantity for fact in lots), _ZERO)
        bounded, met = not any(fact.opens for fact in lots), list[int]()
        for i in reversed(range(len(self.found))):
            residual = self.found[i]
            near = i not in self._taken and may_show(residual.at, lots[0])
            if near and residual.quantity * rest > 0 and (closed(residual) or not bounded):
                part = min(residual.quantity, rest, key=abs)
                self.found[i] = residual.rest(residual.quantity - part, lots)
                rest -= part
                met.append(i)
        if met:
            self.elsewhere += lots
            self._tell(lots, self.found[met[0]].at, abs(rest), ahead=True)

    def _answers(self, facts: Sequence[Fact]) -> bool:
        """Whether just this is open; then it is not any more."""
        quantity, at = sum((fact.quantity for fact in facts), _ZERO), facts[-1].at
        for i in reversed(range(len(self.found))):
            residual = self.found[i]
            same = quantity and residual.quantity == quantity and i not in self._taken
            if same and at - residual.at <= booked_within(facts, self._within):
                self.found[i] = residual.part(_ZERO)
                self.elsewhere += facts
                self._tell(facts, residual.at)
                return True
        return False

    def _are_answered(self, facts: Sequence[Fact]) -> bool:
        """Whether several open steps are together just this; then they are not any more."""
        quantity, at = sum((fact.quantity for fact in facts), _ZERO), facts[-1].at
        near = [
            i
            for i, r in enumerate(self.found)
            if r.quantity * quantity > 0 and at - r.at <= booked_within(facts, self._within)
            if i not in self._taken
        ]
        run = self._run(near, quantity, at)
        if run:
            self.elsewhere += facts
            self._tell(facts, self._nearest(run, at))
        for i in run:
            self.found[i] = self.found[i].part(_ZERO)
        return bool(run)

    def _run(self, near: Collection[int], quantity: Decimal, at: datetime) -> list[int]:
        """Of these steps several that follow each other and come to just this, the nearest ones.

        None where one alone does: that is rather what is meant.
        """
        order = sorted(near)
        if any(self.found[i].quantity == quantity for i in order):
            return []
        best: list[int] = []
        first, total = 0, _ZERO
        for last, i in enumerate(order):
            total += self.found[i].quantity
            while abs(total) > abs(quantity):
                total -= self.found[order[first]].quantity
                first += 1
            run = order[first : last + 1]
            if total == quantity and (not best or self._is_nearer(run, best, at)):
                best = run
        return best

    def _nearest(self, run: Iterable[int], at: datetime) -> datetime:
        return min((self.found[i].at for i in run), key=lambda shown: abs(shown - at))

    def _is_nearer(self, run: Sequence[int], other: Sequence[int], at: datetime) -> bool:
        apart = [max(abs(self.found[i].at - at) for i in one) for one in (run, other)]
        return apart[0] < apart[1]

    def _is_own(self, facts: Sequence[Fact]) -> bool:
        """Whether what one of them says is of its own step alone."""
        return any(fact in self._own for fact in facts)

    def _near(self, residual: Residual, *, just_first: bool = False) -> Iterator[int]:
        """Steps with a change the other way, the nearest first.

        Before these, where it is asked for, changes of just so much.
        """
        times = [
            (not just_first or not is_met(residual, other), abs(other.at - residual.at), j)
            for j, other in enumerate(self.found)
        ]
        for _, apart, j in sorted(times):
            opposite = self.found[j].quantity * residual.quantity < 0
            if apart <= self._within and opposite and j not in self._taken:
                yield j

    def _nearest_of(self, residual: Residual, quantity: Decimal) -> list[int]:
        """Steps with a change of just so much, the nearest first, whatever these records come to.

        Of two that cancel a reading in between may show nothing, and others each of them.
        """
        alike = [j for j, other in enumerate(self.found) if other.quantity == quantity]
        near = [j for j in alike if abs(self.found[j].at - residual.at) <= self._within]
        free = [j for j in near if j not in self._taken]
        return sorted(free, key=lambda j: abs(self.found[j].at - residual.at))

    def _move(self, i: int, j: int, quantity: Decimal, told: Sequence[Fact] = ()) -> None:
        """Let the record of one step account for so much of the change of another."""
        self.found[i] = self.found[i].part(self.found[i].quantity - quantity)
        self.found[j] = self.found[j].rest(self.found[j].quantity + quantity, told)

    def _tell(
        self,
        facts: Sequence[Fact],
        at: datetime,
        short: Decimal = _ZERO,
        denied: Residual | None = None,
        *,
        own: bool = False,
        ahead: bool = False,
    ) -> None:
        """What is missing is missing from the last of them."""
        for fact in reversed(facts):
            missing = min(short, abs(fact.quantity))
            short_of = denied if missing else None
            if missing or not own:
                self.answers.append(Answer(fact, at, missing, short_of, own, ahead))
            short -= missing
