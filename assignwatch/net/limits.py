"""Keeping within what a broker allows: a budget that refills steadily.

A session asks before each call. A short wait is waited here; a long one is told, so that the
account can be shown as waiting instead of hanging.
"""

from datetime import timedelta

from assignwatch.core.ports import Clock


class Budget:
    """`capacity` units that refill evenly over `per`; full at the start. Not for negative costs."""

    def __init__(self, clock: Clock, capacity: int, per: timedelta) -> None:
        self.limit = capacity
        self._clock = clock
        self._capacity = per
        self._unit = per / capacity
        self._full_at = clock.monotonic()

    def spend(self, cost: int) -> timedelta:
        """Take `cost` units and say how long to wait before using them; zero if they are there."""
        now = self._clock.monotonic()
        self._full_at = max(self._full_at, now) + cost * self._unit
        return max(self._full_at - now - self._capacity, timedelta())

    @property
    def remaining(self) -> int:
        """Whole units that can be used at once."""
        return max(self.limit + (-self.full_in // self._unit), 0)

    @property
    def full_in(self) -> timedelta:
        """How long until all of it is there again, if nothing more is taken."""
        return max(self._full_at - self._clock.monotonic(), timedelta())

    def give_back(self, cost: int) -> None:
        """Return units that were taken and not used."""
        self._full_at -= cost * self._unit
