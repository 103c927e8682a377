"""Which truths can be known from what was told, by the rules and not by any implementation.

A booking names its cause: known. Without one, a truth must be the only way to explain what changed
between the readings around it; this is found by trying out every way. Where the rules leave room,
a truth is `OPEN`: claiming it is right, not claiming it is no fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product

from tests.core.worlds.book import called_cash, called_moves
from tests.core.worlds.contracts import Contract, D
from tests.core.worlds.story import Balances, Ceiling, Happening, Standing, Story

_CALLED = {"assigned", "exercised"}
_LAPSED = {"lapsed", "lapsed_in_the_money"}
_ACTIONS = {"split", "symbol_change", "spin_off", "merger", "adjusted_option"}
_EXPLAINED = {"transfer", "dividend", "correction"}
_OTHERS = _ACTIONS | {"transfer", "mystery"}
"""Several of these on one position and day share an incident, of which the last word counts."""

Solution = dict[str, Decimal]
"""Contracts that were called, by option; the rest of each lapsed."""


def judge(story: Story, contracts: dict[str, Contract]) -> None:
    """Give every truth its window, its standing and its highest grade."""
    judged = Judge(story, contracts)
    for truth in story.happenings:
        truth.window = judged.window(truth)
    in_order = sorted(story.incidents, key=lambda truth: truth.at)
    for truth in in_order:
        truth.standing = judged.standing(truth)
        truth.ceiling = Ceiling.CONFIRMED if truth.booked else truth.ceiling
    for truth in in_order:
        if not truth.booked and judged.follows_a_riddle(truth):
            truth.standing = min(truth.standing, Standing.OPEN)


class Judge:
    """The rules, over one story."""

    def __init__(self, story: Story, contracts: dict[str, Contract]) -> None:
        self._story = story
        self._settings = story.settings
        self._contracts = contracts

    def window(self, truth: Happening) -> tuple[datetime, datetime]:
        """From the last believable reading before it to the first that shows all of it."""
        times = [r.at for r in self._story.readings if r.account == truth.account]
        return (
            max((at for at in times if at < truth.at), default=truth.at),
            min((at for at in times if at >= truth.until), default=truth.until),
        )

    def standing(self, truth: Happening) -> Standing:
        """How well it can be known."""
        if truth.what in _OTHERS:
            return Standing.KNOWABLE if self._is_alone(truth) else Standing.OPEN
        if truth.booked:
            return Standing.KNOWABLE
        if truth.what == "settled_in_cash":
            return self._by_cash(truth)
        if truth.what in _CALLED | _LAPSED:
            return self._by_legs(truth)
        if truth.what in {"future_settled", "future_delivered"}:
            return Standing.OPEN
        return Standing.HIDDEN

    def follows_a_riddle(self, truth: Happening) -> bool:
        """Whether something unsolved of the same underlying may still be carried along with it."""
        return any(
            other.account == truth.account
            and other.at < truth.at
            and not other.booked
            and other.standing is not Standing.KNOWABLE
            and self._family(other) == self._family(truth)
            for other in self._story.incidents
        )

    # -------------------------------------------------------------------------------- what is near

    def _is_alone(self, truth: Happening) -> bool:
        """Whether nothing else left these positions unexplained on the same business days."""
        start, end = self._days(truth)
        moved = {move.key for move in truth.moves}
        for other in self._story.happenings:
            if other is not truth and other.account == truth.account:
                near = other.at < end and other.until >= start
                if near and moved & {move.key for move in other.moves}:
                    return False
        waits = self._settings.slow_fills or self._settings.late_fills
        return not waits or not any(
            trade.account == truth.account
            and trade.move.key in moved
            and start <= trade.move.at < end
            for trade in self._story.trades
        )

    def _days(self, truth: Happening) -> tuple[datetime, datetime]:
        start, end = (at.replace(hour=0, minute=0, second=0) for at in self.window(truth))
        return start, end + timedelta(days=1)

    def _family(self, truth: Happening) -> str:
        return self._contracts[truth.key.instrument].family

    def _together(self, truth: Happening) -> list[Happening]:
        """Everything of the same underlying whose window overlaps, directly or through others."""
        family = {self._family(truth)} | {m.key.instrument for m in truth.moves[1:]}
        near = [
            other
            for other in self._story.happenings
            if other.account == truth.account
            and other.moves
            and any(
                self._contracts[m.key.instrument].family in family or m.key.instrument in family
                for m in other.moves
            )
        ]
        group = [truth]
        for member in group:
            start, end = self.window(member)
            for other in near:
                first, last = self.window(other)
                if other not in group and first < end and start < last:
                    group.append(other)
        return group

    # ------------------------------------------------------------------------------------- by cash

    def _is_clean(self, group: list[Happening]) -> bool:
        """Whether what these paid is all that moved this currency between the readings."""
        if self._settings.balances is not Balances.EXACT:
            return False
        first = group[0]
        currency = self._contracts[first.key.instrument].currency
        start, end = self.window(first)
        strangers = [
            h.at
            for h in self._story.happenings
            if h not in group and h.account == first.account and h.cash.get(currency)
        ]
        trades = [
            t.move.at
            for t in self._story.trades
            if t.account == first.account and t.currency == currency and t.cash
        ]
        return not any(start <= at <= end for at in strangers + trades)

    def _by_cash(self, truth: Happening) -> Standing:
        """Cash settlements are known by their amounts, if the values they were settled at are told.

        Several may be paid between two readings, as long as they are all that was paid.
        """
        ended = [
            other
            for other in self._story.incidents
            if other.account == truth.account and not other.booked and other.window == truth.window
        ]
        by_value = all(other.what in {"settled_in_cash", *_LAPSED} for other in ended)
        if self._settings.quotes and by_value and self._is_clean(ended):
            return Standing.KNOWABLE
        return Standing.OPEN

    # ------------------------------------------------------------------------------------- by legs

    def _by_legs(self, truth: Happening) -> Standing:
        group = [h for h in self._together(truth) if h.what not in _EXPLAINED or not h.booked]
        option = self._contracts[truth.key.instrument]
        if truth.what in _LAPSED and not self._settings.bookings_covered:
            return Standing.OPEN
        if not option.is_physical:
            return self._lapsed_for_cash(truth)
        if (
            not option.is_plain
            or any(other.what not in _CALLED | _LAPSED for other in group)
            or any(other.window != truth.window for other in group)
            or any(other.booked for other in group)
        ):
            return Standing.OPEN
        return Standing.KNOWABLE if self._is_told_apart(group) else Standing.OPEN

    def _lapsed_for_cash(self, truth: Happening) -> Standing:
        """An end without value: known if the value is told, or no other cash confuses it."""
        told = self._settings.quotes or self._settings.balances is Balances.NONE
        return Standing.KNOWABLE if told else Standing.OPEN

    def _is_told_apart(self, group: list[Happening]) -> bool:
        """Whether the truth is the only solution that the rules may prefer."""
        removed = self._removed(group)
        true = self._true(group)
        solutions = list(self._solutions(group, removed))
        whole = [s for s in solutions if all(n in {0, removed[o]} for o, n in s.items())]
        if whole and true not in whole:
            return False
        rivals = [s for s in whole or solutions if s != true]
        nets_to_nothing = any(true.values()) and not any(self._moved(true).values())
        if not rivals and not nets_to_nothing:
            return True
        paid = self._paid(true)
        return self._is_clean(group) and all(self._paid(rival) != paid for rival in rivals)

    def _removed(self, group: list[Happening]) -> Solution:
        total: Solution = {}
        for member in group:
            option = member.key.instrument
            total[option] = total.get(option, D(0)) + member.moves[0].quantity
        return total

    def _true(self, group: list[Happening]) -> Solution:
        total = dict.fromkeys(self._removed(group), D(0))
        for member in group:
            if member.what in _CALLED:
                total[member.key.instrument] += member.moves[0].quantity
        return total

    def _solutions(self, group: list[Happening], removed: Solution) -> Iterator[Solution]:
        """Every way in which these contracts can have moved what was moved."""
        wanted = self._moved(self._true(group))
        end = self.window(group[0])[1]
        choices = []
        for name, quantity in removed.items():
            option, whole = self._contracts[name], int(abs(quantity))
            least = 0 if option.reached(end) else whole
            choices.append([D(n).copy_sign(quantity) for n in range(least, whole + 1)])
        for picked in product(*choices):
            solution = {name: n + 0 for name, n in zip(removed, picked, strict=True)}
            if self._moved(solution) == wanted:
                yield solution

    def _moved(self, solution: Solution) -> Solution:
        total: Solution = {}
        for name, quantity in solution.items():
            for leg, moved, _ in called_moves(self._contracts[name], quantity):
                total[leg] = total.get(leg, D(0)) + moved
        return {leg: moved for leg, moved in total.items() if moved}

    def _paid(self, solution: Solution) -> Decimal:
        total = D(0)
        for name, quantity in solution.items():
            option = self._contracts[name]
            total += called_cash(option, quantity, on_future=self._delivers_future(option))
        return total

    def _delivers_future(self, option: Contract) -> bool:
        return self._contracts[option.underlying].kind == "future"
