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
from itertools import accumulate, chain, groupby

from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.policy import Policy

_ZERO = Decimal()


@dataclass(frozen=True, slots=True)
class Answer:
    """A record that is about a change which the reading `at` showed.

    `short`: so much of it is not in the change, and cannot have happened to what was held after it.
    `denied` is the reading that should show that and does not; None while there is none. Where that
    is the step of the record's `own`, a trade that is not told yet may be the reason as well.
    """

    fact: Fact
    at: datetime
    short: Decimal = _ZERO
    denied: Residual | None = None
    own: bool = False


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
    steps.pair_in_part()
    steps.look_ahead(later)
    steps.note_what_shows_less()
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
                    told = _of_denied(residual)
                    self.elsewhere += [f for f in told if not self.found[j].is_just(f)]
                    self._move(i, j, open_)
                    self._tell(told, self.found[j].at)
            if self.found[i] is residual:
                self._pair_each(i, residual)

    def _pair_each(self, i: int, residual: Residual) -> None:
        """Several records of a step that shows none of them may each be a change of another."""
        booked = [fact for fact in residual.facts if fact.booked]
        met: dict[int, Fact] = {}
        for fact in booked:
            open_ = (j for j in self._near(residual) if self.found[j].quantity == fact.quantity)
            j = next((j for j in open_ if j not in met), None)
            if j is None or sum((f.quantity for f in booked), _ZERO) != -residual.quantity:
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
            told = _of_denied(residual)
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
            if _room([residual.before], claimed) >= abs(claimed):
                continue
            met = [j for j in self._near(residual) if _closed(self.found[j])]
            for j in met:
                most = min(self.found[i].quantity, -self.found[j].quantity, key=abs)
                self._move(i, j, most)
            if met:
                rest = self.found[i]
                self.found[i] = replace(rest, excess=bool(rest.quantity))
                self._tell(_of_denied(residual), self.found[met[0]].at, abs(rest.quantity), rest)

    def pair_in_part(self) -> None:
        """What moved the way of a record since, which no step shows whole, is a part of it.

        The rest may follow: so much of the record is still not shown. One that names a day alone
        may be of the night after it instead, which nobody has read yet.
        """
        for i, residual in enumerate(self.found):
            told = _of_denied(residual)
            if not residual.denied or residual.excess or self._is_own(told):
                continue
            if any(f.is_dated and f.at_its_end.at > self.found[-1].at for f in told):
                continue
            since = [j for j in self._near(residual) if j > i]
            moved = sum((self.found[j].quantity for j in since), _ZERO)
            if not since or abs(moved) >= abs(residual.quantity):
                continue
            for j in since:
                self._move(i, j, -self.found[j].quantity)
            facts, whole = _less(residual.facts, told, moved), residual.quantity
            self.found[i] = replace(self.found[i], facts=facts, whole=whole)
            self.elsewhere += told
            self._tell(told, self._nearest(since, residual.at))

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
        for lots in _lots(left):
            if len(lots) > 1 and self._are_answered(lots):
                left = [fact for fact in left if fact not in lots]
        moved = [fact.quantity for fact in later if not fact.booked]
        bounded = [fact for fact in left if not fact.opens]
        for lots in _lots(bounded):
            self._look_ahead_in_excess(lots, moved)

    def note_what_shows_less(self) -> None:
        """A step that shows only a part of its record.

        Just the rest may follow in a later step. Until then it stays open: the legs may tell.
        """
        for i, residual in enumerate(self.found):
            booked = [fact for fact in residual.facts if fact.booked]
            less = residual.unanswered and not residual.excess
            total = sum((fact.quantity for fact in booked), _ZERO)
            alike = all(fact.quantity * total > 0 for fact in booked)
            if not less or not alike or abs(residual.quantity) >= abs(total):
                continue
            rest = (j for j in self._near(residual) if self.found[j].quantity == -residual.quantity)
            follows = next((j for j in rest if j > i and _closed(self.found[j])), None)
            if follows is not None and not self._is_own(booked):
                self._move(i, follows, residual.quantity)
                self.elsewhere += booked
            else:
                self._tell(booked, residual.at, abs(residual.quantity), residual, own=True)

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

    def _look_ahead_in_excess(self, lots: Sequence[Fact], traded: Sequence[Decimal]) -> None:
        total = sum((fact.quantity for fact in lots), _ZERO)
        after = self.found[-1].after
        if _room(accumulate(chain([after], traded)), total) >= abs(total):
            return
        rest, at = total, None
        for i in reversed(range(len(self.found))):
            residual = self.found[i]
            near = lots[0].at - residual.at <= self._within
            if near and residual.quantity * rest > 0 and _closed(residual):
                part = min(residual.quantity, rest, key=abs)
                self.found[i] = residual.part(residual.quantity - part)
                rest, at = rest - part, at or residual.at
        if at is not None:
            self._tell(lots, at, abs(rest))

    def _answers(self, facts: Sequence[Fact]) -> bool:
        """Whether just this is open; then it is not any more."""
        quantity, at = sum((fact.quantity for fact in facts), _ZERO), facts[-1].at
        for i in reversed(range(len(self.found))):
            residual = self.found[i]
            same = quantity and residual.quantity == quantity and i not in self._taken
            if same and at - residual.at <= self._within:
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
            if r.quantity * quantity > 0 and at - r.at <= self._within and i not in self._taken
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
            (not just_first or not _is_met(residual, other), abs(other.at - residual.at), j)
            for j, other in enumerate(self.found)
        ]
        for _, apart, j in sorted(times):
            opposite = self.found[j].quantity * residual.quantity < 0
            if apart <= self._within and opposite and j not in self._taken:
                yield j

    def _move(self, i: int, j: int, quantity: Decimal) -> None:
        """Let the record of one step account for so much of the change of another."""
        self.found[i] = self.found[i].part(self.found[i].quantity - quantity)
        self.found[j] = self.found[j].part(self.found[j].quantity + quantity)

    def _tell(
        self,
        facts: Sequence[Fact],
        at: datetime,
        short: Decimal = _ZERO,
        denied: Residual | None = None,
        *,
        own: bool = False,
    ) -> None:
        """What is missing is missing from the last of them."""
        for fact in reversed(facts):
            missing = min(short, abs(fact.quantity))
            short_of = denied if missing else None
            if missing or not own:
                self.answers.append(Answer(fact, at, missing, short_of, own))
            short -= missing


def _lots(facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Those of one day and direction that follow one another."""
    for _, lots in groupby(facts, key=lambda fact: (fact.at.date(), fact.quantity > 0)):
        yield list(lots)


def _of_denied(residual: Residual) -> list[Fact]:
    """The records of a step that shows nothing of them: one, or all of them together."""
    booked = [fact for fact in residual.facts if fact.booked]
    one = [fact for fact in booked if fact.quantity == -residual.quantity]
    return one[:1] or booked


def _is_met(record: Residual, change: Residual) -> bool:
    """Whether it is just what a record says that is not shown, and no such record itself."""
    return change.quantity == -record.quantity and not change.denied


def _less(facts: Sequence[Fact], told: Sequence[Fact], moved: Decimal) -> tuple[Fact, ...]:
    """The facts of a step without so much of these records, the first of them first."""
    left: list[Fact] = []
    for fact in facts:
        part = min(moved, fact.quantity, key=abs) if fact in told else _ZERO
        moved -= part
        if part != fact.quantity:
            left.append(replace(fact, quantity=fact.quantity - part))
    return tuple(left)


def _closed(residual: Residual) -> bool:
    """Whether it brought a position nearer to zero; what opens one has no bounds to exceed."""
    return residual.before * residual.quantity < 0 and residual.closes


def _room(held: Sequence[Decimal] | Iterator[Decimal], change: Decimal) -> Decimal:
    """How much of such a change the position could take before it would be flat, at best."""
    return max(-h if change > 0 else h for h in held)
