"""Prices that move by themselves: a seeded walk around a level for every name.

The `prices` of the simulated brokers are made of it. A level depends on the seed, the moment and
the shocks that a scenario caused, on nothing else, so a jump of the clock costs nothing and a
replay gives the same prices.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.seeded import Seeded

Swings = tuple[tuple[int, Decimal], ...]
"""Overlaid swings: length in seconds, and height as a part of the level."""


class Walk:
    """Levels that swing, and jump when they are told to."""

    def __init__(
        self, start: datetime, seeded: Seeded, levels: Mapping[str, Decimal], swings: Swings
    ) -> None:
        self._start = start
        self._seeded = seeded
        self._levels = levels
        self._swings = swings
        self._shocks: list[tuple[datetime, str, Decimal]] = []

    def shock(self, name: str, at: datetime, percent: Decimal) -> None:
        """From `at` on, a level is `percent` higher (negative: lower) than it would have been."""
        self._shocks.append((at, name, 1 + percent / 100))

    def seconds(self, at: datetime) -> int:
        """Whole seconds since the start, negative before it."""
        return int((at - self._start).total_seconds())

    def level(self, name: str, at: datetime) -> Decimal:
        """Where a level is at a moment, unrounded; raises KeyError for an unknown name."""
        seconds = self.seconds(at)
        swing = sum(
            (height * self._smooth(name, seconds, length) for length, height in self._swings),
            Decimal(0),
        )
        level = self._levels[name] * (1 + swing)
        for since, moved, factor in self._shocks:
            if moved == name and at >= since:
                level *= factor
        return level

    def _smooth(self, name: str, seconds: int, length: int) -> Decimal:
        step, rest = divmod(seconds, length)
        before, after = (self._seeded.noise(f"{name} {length}", step + i) for i in (0, 1))
        return before + (after - before) * rest / length
