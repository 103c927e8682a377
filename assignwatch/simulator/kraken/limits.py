"""How much a caller may ask: Kraken's budgets, refilled on the simulated clock.

Sources: Kraken docs, guide "Futures rate limits": `/derivatives` 500 per 10 s for each calling
address, `/history` 100 tokens per 10 minutes for each key.
"""

from collections.abc import Hashable
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal


class Budget:
    """A bucket of tokens for each caller, refilled evenly."""

    def __init__(self, size: int, over: timedelta) -> None:
        self._size = Decimal(size)
        self._per_second = self._size / int(over.total_seconds())
        self._left: dict[Hashable, tuple[datetime, Decimal]] = {}

    def take(self, caller: Hashable, cost: int, now: datetime) -> int:
        """Spend `cost`; 0 if it was there, else the whole seconds until it will be."""
        before, left = self._left.get(caller, (now, self._size))
        passed = Decimal((now - before) // timedelta(milliseconds=1)) / 1000
        left = min(self._size, left + passed * self._per_second)
        if left < cost:
            self._left[caller] = (now, left)
            missing = (cost - left) / self._per_second
            return max(1, int(missing.to_integral_value(ROUND_CEILING)))
        self._left[caller] = (now, left - cost)
        return 0


class Limits:
    """The budgets of both halves of the REST interface."""

    def __init__(self) -> None:
        self.derivatives = Budget(500, timedelta(seconds=10))
        self.history = Budget(100, timedelta(minutes=10))
