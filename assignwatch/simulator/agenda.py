"""What is due when: steps in the order of their moments, and of one moment in the order of asking.

The worlds of the simulated brokers play from it, so that a jump of the clock and an hour of waiting
give the same records.
"""

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Generic, TypeVar

World = TypeVar("World")


class Agenda(Generic[World]):
    """Steps that wait for their moment."""

    def __init__(self) -> None:
        self._due: list[tuple[datetime, int, Callable[[World, datetime], None]]] = []
        self._order = count()

    def schedule(self, at: datetime, step: Callable[[World, datetime], None]) -> None:
        """Play `step` when simulated time reaches `at`; steps of one moment keep their order."""
        heapq.heappush(self._due, (at, next(self._order), step))

    def play_until(self, world: World, now: datetime) -> None:
        """Play everything that is due, each step at its own moment; a step may schedule others."""
        while self._due and self._due[0][0] <= now:
            at, _, step = heapq.heappop(self._due)
            step(world, at)
