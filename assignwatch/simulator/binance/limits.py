"""How much an address may ask: Binance's weights, counted by the minute on the simulated clock.

`endpoints` takes from them. Whoever goes on after a 429 is banned, each time for longer. Sources:
Binance docs, "General Info" (limits) of each family, and the notice of June 2026 that made USDⓈ-M
and COIN-M share one budget. How many refusals are overlooked is not published.
"""

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MINUTE = timedelta(minutes=1)
FIRST_BAN, LONGEST_BAN = timedelta(minutes=2), timedelta(days=3)


class Budget(StrEnum):
    """The families that count together."""

    FUTURES = "futures"
    OPTIONS = "options"
    PORTFOLIO = "portfolio"
    WALLET = "wallet"


@dataclass(frozen=True, slots=True)
class Spending:
    """What has been used of a minute; `wait` is zero for a request that may pass, else seconds."""

    used: int
    wait: int = 0
    banned_until: datetime | None = None


class Limits:
    """The counts of every address. The numbers may be changed at any time."""

    def __init__(self) -> None:
        self.sizes = {
            Budget.FUTURES: 2_400,
            Budget.OPTIONS: 2_400,
            Budget.PORTFOLIO: 6_000,
            Budget.WALLET: 12_000,
        }
        self.overlooked = 5
        """Requests after a 429, in the same minute, before the address is banned."""
        self._used: Counter[Hashable] = Counter()
        self._refused: Counter[Hashable] = Counter()
        self._bans: dict[Hashable, tuple[datetime, timedelta]] = {}

    def take(self, address: str | None, budget: Budget, weight: int, now: datetime) -> Spending:
        """Spend a weight, if it is there and the address is not banned."""
        minute = now.replace(second=0, microsecond=0)
        key = (address, budget, minute)
        until, length = self._bans.get(address, (now, FIRST_BAN / 2))
        if until > now:
            return Spending(self._used[key], _seconds(until - now), until)
        self._used[key] += weight
        if self._used[key] <= self.sizes[budget]:
            return Spending(self._used[key])
        self._refused[key] += 1
        if self._refused[key] <= self.overlooked:
            return Spending(self._used[key], _seconds(minute + MINUTE - now))
        length = min(length * 2, LONGEST_BAN)
        self._bans[address] = (now + length, length)
        return Spending(self._used[key], _seconds(length), now + length)


def _seconds(span: timedelta) -> int:
    return max(1, -(-span // timedelta(seconds=1)))
