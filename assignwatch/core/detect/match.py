"""Which whole numbers of contracts explain exactly what moved: the search, and nothing else.

`legs.py` hands in the series that could have been called and what arrived in their underlyings; it
gets back every combination n with Σ n·effect = target for each thing delivered, or as many as a
bounded search found. Ranking them is not done here.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assignwatch.core.detect.law import Effect
from assignwatch.core.model import InstrumentId

_ZERO = Decimal()
_ENOUGH = 64
"""More solutions than this are not worth telling apart."""


@dataclass(frozen=True, slots=True)
class Series:
    """Something that may have been called: up to `most` units, each with this effect.

    `whole`: all of it or nothing.
    """

    most: Decimal
    effect: Effect
    whole: bool = False


Units = tuple[Decimal, ...]
"""How much of each series, in the order in which the series were given."""


def solutions(series: Sequence[Series], target: Effect, nodes: int) -> tuple[list[Units], bool]:
    """The combinations that fit, largest first, and whether the search saw all there are.

    Those that use series whole are looked for first, so that a search that gives up has seen them.
    """
    order = sorted(range(len(series)), key=lambda i: _rank(series[i]), reverse=True)
    ranked = [series[i] for i in order]
    found: dict[Units, None] = {}
    complete = True
    for whole in (True, False):
        search = _Search(ranked, target, nodes, whole=whole)
        search.run()
        complete = complete and not search.gave_up
        for units in search.found:
            back = [_ZERO] * len(series)
            for place, amount in zip(order, units, strict=True):
                back[place] = amount
            found[tuple(back)] = None
        if all(one.whole or one.most == 1 for one in ranked):
            break
    return list(found), complete


def _rank(one: Series) -> tuple[bool, Decimal]:
    return one.whole, max((abs(amount) for amount in one.effect.values()), default=_ZERO)


class _Search:
    """Depth first, cutting off what the series that are left cannot reach any more."""

    def __init__(
        self, series: Sequence[Series], target: Effect, nodes: int, *, whole: bool
    ) -> None:
        self.found: list[Units] = []
        self.gave_up = False
        self._series = series
        self._nodes = nodes
        self._whole = whole
        self._things: list[InstrumentId] = sorted({*target, *(d for s in series for d in s.effect)})
        self._target = tuple(target.get(d, _ZERO) for d in self._things)
        self._effects = [tuple(s.effect.get(d, _ZERO) for d in self._things) for s in series]
        self._reach = self._suffixes()

    def _suffixes(self) -> list[list[tuple[Decimal, Decimal]]]:
        """For each place, the least and the most that it and all after it can move."""
        reach = [[(_ZERO, _ZERO)] * len(self._things)]
        for one, effect in zip(reversed(self._series), reversed(self._effects), strict=True):
            reach.append(
                [
                    (low + min(_ZERO, e * one.most), high + max(_ZERO, e * one.most))
                    for (low, high), e in zip(reach[-1], effect, strict=True)
                ]
            )
        return reach[::-1]

    def run(self) -> None:
        """Fill `found`."""
        self._descend(0, self._target, [])

    def _descend(self, place: int, left: tuple[Decimal, ...], used: list[Decimal]) -> None:
        self._nodes -= 1
        if self._nodes < 0 or len(self.found) >= _ENOUGH:
            self.gave_up = True
            return
        for amount, (low, high) in zip(left, self._reach[place], strict=True):
            if not low <= amount <= high:
                return
        if place == len(self._series):
            if any(used):
                self.found.append(tuple(used))
            return
        effect = self._effects[place]
        for units in self._choices(place, left):
            rest = (
                tuple(a - e * units for a, e in zip(left, effect, strict=True)) if units else left
            )
            self._descend(place + 1, rest, [*used, units])
            if self.gave_up:
                return

    def _choices(self, place: int, left: tuple[Decimal, ...]) -> Iterator[Decimal]:
        """How many of this series, the most first, as far as the others can make up for it."""
        one = self._series[place]
        if one.whole or self._whole or one.most != one.most.to_integral_value():
            yield from (one.most, _ZERO)
        elif place == len(self._series) - 1:
            yield from self._last(place, left)
        else:
            least, most = self._bounds(place, left)
            yield from (Decimal(n) for n in range(most, least - 1, -1))

    def _bounds(self, place: int, left: tuple[Decimal, ...]) -> tuple[int, int]:
        least, most = _ZERO, self._series[place].most
        things = zip(left, self._effects[place], self._reach[place + 1], strict=True)
        for amount, effect, (low, high) in things:
            if effect:
                ends = sorted(((amount - high) / effect, (amount - low) / effect))
                least, most = max(least, ends[0]), min(most, ends[1])
        return math.ceil(least), math.floor(most)

    def _last(self, place: int, left: tuple[Decimal, ...]) -> list[Decimal]:
        """The last series has no choice: it takes what is left, if that is a whole number."""
        for amount, effect in zip(left, self._effects[place], strict=True):
            if effect:
                units = amount / effect
                fits = units == units.to_integral_value() and 0 <= units <= self._series[place].most
                return [units] if fits else []
        return [_ZERO]
