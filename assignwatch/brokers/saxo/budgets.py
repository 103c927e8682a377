"""What is left of Saxo's budgets, as its own replies say, and spreading calls over them.

`rest.py` teaches it with the headers of every reply and asks before each call. A service group
grants 120 calls a minute to one sign-in; other programs of the trader's may use the same. Source:
Saxo OpenAPI learn, "Rate limiting" (`X-RateLimit-<what>-Limit`, `-Remaining`, `-Reset` in s).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from assignwatch.core.model import AccountKey, Problem
from assignwatch.core.observations import Allowance
from assignwatch.core.ports import Clock
from assignwatch.net.limits import Budget

A_MINUTE = timedelta(minutes=1)
PER_MINUTE = 120
LOW = 20
"""With so few calls left the trader is told."""
BUDGET_LOW = "budget_low"
"""Values: group, remaining, seconds."""
KEPT_BACK = 10
"""So many calls of a minute are left to whatever else the trader runs."""


_NAMES = {
    "cs": "Client Services",
    "ens": "Event Notification Service",
    "hist": "Account History",
    "port": "Portfolio",
    "ref": "Reference Data",
    "trade": "Trading",
}
"""The service groups as Saxo's reference names them."""

_OTHERS = ("appday", "sessionorders")
"""Budgets that are no guide: the application's of a day, and that of orders, one a second."""


@dataclass(frozen=True, slots=True)
class Left:
    """What remains of a budget until it is full again at `until`, by the monotonic clock.

    `limit` is what it grants, at least as much as remains.
    """

    remaining: int
    until: timedelta
    limit: int
    at: datetime
    """When Saxo said so."""


class Budgets:
    """One for each service group: our own count, corrected by what Saxo says."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._own: dict[str, Budget] = {}
        self._left: dict[str, Left] = {}

    def spend(self, group: str) -> timedelta:
        """Take one call and say how long to wait before making it."""
        own = self._own.setdefault(group, Budget(self._clock, PER_MINUTE - KEPT_BACK, A_MINUTE))
        wait = own.spend(1)
        left, now = self._left.get(group), self._clock.monotonic()
        if left is not None and left.remaining <= KEPT_BACK and now < left.until:
            wait = max(wait, left.until - now)
        return wait

    def give_back(self, group: str) -> None:
        """The call was not made."""
        self._own[group].give_back(1)

    def told(self, account: AccountKey) -> list[Allowance]:
        """What Saxo said last of each service group that was asked for anything."""
        now, monotonic = self._clock.now(), self._clock.monotonic()
        return [
            Allowance(
                left.at,
                account,
                _NAMES.get(group, group),
                left.limit,
                left.remaining,
                now + (left.until - monotonic),
            )
            for group, left in sorted(self._left.items())
        ]

    def low(self) -> Problem | None:
        """Which budget is nearly used up, if one is."""
        now = self._clock.monotonic()
        for group, left in sorted(self._left.items()):
            if left.remaining <= LOW and now < left.until:
                seconds = f"{(left.until - now).total_seconds():.0f}"
                values = {"group": group, "remaining": str(left.remaining), "seconds": seconds}
                return Problem(BUDGET_LOW, values)
        return None

    def learn(self, group: str, headers: Mapping[str, str]) -> None:
        """A reply said what is left; the tightest of the budgets that reading spends counts."""
        told = []
        for name, value in headers.items():
            what, is_remaining = name.removeprefix("x-ratelimit-"), name.endswith("-remaining")
            if what == name or not is_remaining or what.startswith(_OTHERS):
                continue
            dimension = name.removesuffix("-remaining")
            reset, limit = (headers.get(f"{dimension}-{part}", "") for part in ("reset", "limit"))
            if _is_number(value) and _is_number(reset):
                grants = int(limit) if _is_number(limit) else PER_MINUTE
                told.append((int(value), timedelta(seconds=int(reset)), grants))
        if told:
            remaining, reset_in, grants = min(told)
            until = self._clock.monotonic() + reset_in
            self._left[group] = Left(remaining, until, max(grants, remaining), self._clock.now())


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9
