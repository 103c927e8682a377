"""Which whole numbers of contracts explain exactly what moved: the search, and nothing else.

`legs.py` hands in the series that could have been called and what arrived in their underlyings; it
gets back every combination n with Σ n·effect = target for each thing delivered, or as many as a
bounded search found. Ranking them is not done here.

All figures become whole numbers of their finest common part. For each thing, what the series that
are still to be chosen can reach is worked out beforehand (`reach.py`), so that with one thing no
choice leads to nowhere; with several, most of those that would are seen at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assignwatch.core.detect.contracts.law import Effect
from assignwatch.core.detect.contracts.reach import Reach, reaches, whole
from assignwatch.core.model import InstrumentId

_ZERO = Decimal()
_ENOUGH = 32
"""More solutions than this are not worth telling apart."""


@dataclass(frozen=True, slots=True)
class Series:
    """Something that may have been called: up to `most` units, each with this effect.

    `whole`: all of it or nothing.
    """

    most: Decimal
    effect: Effect
    whole: bool = False

    @property
    def is_one_piece(self) -> bool:
        """Whether there is no part of it to choose; a fraction of a contract has none."""
        return self.whole or self.most == 1 or self.most != self.most.to_integral_value()


Units = tuple[Decimal, ...]
"""How much of each series, in the order in which the series were given."""


def solutions(series: Sequence[Series], target: Effect, looks: int) -> tuple[list[Units], bool]:
    """The combinations that fit, largest first, and whether the search saw all there are.

    Those that use series whole are looked for first, so that a search that gives up has seen them.
    Each of the two searches looks at `looks` choices at most.
    """
    order = sorted(range(len(series)), key=lambda i: _rank(series[i]), reverse=True)
    found: dict[Units, None] = {}
    complete = True
    for undivided in (True, False):
        pieces = [_Pieces.of(series[i], undivided=undivided) for i in order]
        search = _Search(pieces, target, looks)
        search.run()
        complete = complete and not search.gave_up
        for counts in search.found:
            units = [_ZERO] * len(series)
            for place, piece, count in zip(order, pieces, counts, strict=True):
                units[place] = piece.size * count
            found[tuple(units)] = None
        if len(found) >= _ENOUGH or all(one.is_one_piece for one in series):
            break
    return list(found), complete


def _rank(one: Series) -> tuple[bool, Decimal]:
    return one.whole, max((abs(amount) for amount in one.effect.values()), default=_ZERO)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A series as so many pieces of one size, each called or not."""

    size: Decimal
    count: int
    effect: Effect

    @classmethod
    def of(cls, one: Series, *, undivided: bool) -> "_Pieces":
        if undivided or one.is_one_piece:
            return cls(one.most, 1, {d: amount * one.most for d, amount in one.effect.items()})
        return cls(Decimal(1), int(one.most), one.effect)


class _Search:
    """Depth first, never where what the series that are left can reach is not enough."""

    def __init__(self, pieces: Sequence[_Pieces], target: Effect, looks: int) -> None:
        self.found: list[tuple[int, ...]] = []
        self.gave_up = False
        self._looks = looks
        self._counts = [one.count for one in pieces]
        things = sorted({*target, *(d for one in pieces for d in one.effect)})
        columns = [_whole(d, pieces, target) for d in things]
        self._target = tuple(amount for amount, _ in columns)
        self._effects = list(zip(*(effects for _, effects in columns), strict=True))
        steps = [list(zip(effects, self._counts, strict=True)) for _, effects in columns]
        self._reach: list[tuple[Reach, ...]] = list(zip(*map(reaches, steps), strict=True))

    def run(self) -> None:
        """Fill `found`."""
        if self._can_come_to(0, self._target):
            self._descend(0, self._target, ())

    def _can_come_to(self, place: int, left: tuple[int, ...]) -> bool:
        return all(amount in reach for amount, reach in zip(left, self._reach[place], strict=True))

    def _descend(self, place: int, left: tuple[int, ...], used: tuple[int, ...]) -> None:
        if place == len(self._counts):
            if len(self.found) == _ENOUGH:
                self.gave_up = True
            elif any(used):
                self.found.append(used)
            return
        effect = self._effects[place]
        for count in self._choices(place, left):
            self._looks -= 1
            if self._looks < 0:
                self.gave_up = True
                return
            rest = tuple([a - e * count for a, e in zip(left, effect, strict=True)])
            if self._can_come_to(place + 1, rest):
                self._descend(place + 1, rest, (*used, count))
                if self.gave_up:
                    return

    def _choices(self, place: int, left: tuple[int, ...]) -> Iterable[int]:
        """How many pieces of this series, the most first, as far as others can make up for it."""
        least, most = 0, self._counts[place]
        for amount, effect, reach in zip(
            left, self._effects[place], self._reach[place + 1], strict=True
        ):
            if effect:
                ends = (amount - reach.high, amount - reach.low)
                low, high = ends if effect > 0 else ends[::-1]
                least, most = max(least, -(-low // effect)), min(most, high // effect)
        return range(most, least - 1, -1)


def _whole(
    thing: InstrumentId, pieces: Sequence[_Pieces], target: Effect
) -> tuple[int, tuple[int, ...]]:
    """The target and the effects of one thing as whole numbers."""
    figures = [target.get(thing, _ZERO), *(one.effect.get(thing, _ZERO) for one in pieces)]
    (amount, *effects), _ = whole(figures)
    return amount, tuple(effects)
