"""What is left of Binance's budgets, as its own replies say, and when it asked to be left alone.

`rest.py` asks before each call and teaches it with every reply; the families of a `Group` share one
budget, because Binance counts for each IP address. Other programs of the trader's, and other
accounts at the same place, spend from the same. Sources: Binance docs, Derivatives "General info"
(`X-MBX-USED-WEIGHT-(number)(letter)`, 429 and 418), Wallet "General info" (`X-SAPI-USED-…`),
"Exchange information" (`rateLimits`); change log, 2026-06-10 (one budget for both futures).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import msgspec

from assignwatch.brokers.base import RateLimited
from assignwatch.brokers.binance.families import Group
from assignwatch.brokers.records import unreadable
from assignwatch.core.model import Problem
from assignwatch.core.ports import Clock
from assignwatch.net.limits import Budget

_MINUTE = timedelta(minutes=1)
PER_MINUTE: Mapping[Group, int] = {
    Group.FUTURES: 2400,
    Group.OPTIONS: 2400,
    Group.PORTFOLIO: 6000,
    Group.WALLET: 6000,
}
"""Units of weight, until the list of contracts says otherwise."""

_SPANS = {
    "s": timedelta(seconds=1),
    "m": _MINUTE,
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_USED = re.compile(
    r"x-(?:mbx-used-weight|sapi-used-(?:ip|uid)-weight)-(\d{1,4})([smhd])", re.IGNORECASE
)
_WEIGHT = "REQUEST_WEIGHT"


class _Limit(msgspec.Struct, rename="camel"):
    rate_limit_type: str = ""
    interval: str = ""
    interval_num: int = 0
    limit: int = 0


class _Limits(msgspec.Struct, rename="camel"):
    rate_limits: list[_Limit]


@dataclass(slots=True)
class _Window:
    """So much weight within so long; a fifth of it is left to whatever else the trader runs."""

    ceiling: int
    own: Budget
    used: int = 0
    until: timedelta = timedelta()
    """When what Binance counted is certainly forgotten, by the monotonic clock."""

    def wait(self, weight: int, now: timedelta) -> timedelta:
        full = self.used > 0 and self.used + weight > self.ceiling and now < self.until
        return max(self.own.spend(weight), self.until - now if full else timedelta())


@dataclass(slots=True)
class _State:
    windows: dict[timedelta, _Window] = field(default_factory=dict)
    barred_until: timedelta = timedelta()
    reason: Problem | None = None


class Budgets:
    """One for each group: our own count, corrected by what Binance says."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._groups = {group: _State() for group in Group}
        for group, limit in PER_MINUTE.items():
            self._set(group, _MINUTE, limit)

    def spend(self, group: Group, weight: int) -> timedelta:
        """Take this much and say how long to wait before using it.

        Raises `RateLimited` while Binance wants to be left alone: a call then makes it worse.
        """
        now, state = self._clock.monotonic(), self._groups[group]
        if state.reason is not None and now < state.barred_until:
            left = state.barred_until - now
            seconds = f"{left.total_seconds():.0f}"
            problem = Problem(state.reason.code, {**state.reason.values, "seconds": seconds})
            raise RateLimited(problem, left)
        return max(window.wait(weight, now) for window in state.windows.values())

    def give_back(self, group: Group, weight: int) -> None:
        """The call was not made."""
        for window in self._groups[group].windows.values():
            window.own.give_back(weight)

    def bar(self, group: Group, error: RateLimited) -> None:
        """Binance asked this group to wait."""
        state = self._groups[group]
        until = self._clock.monotonic() + error.retry_after
        if until > state.barred_until:
            state.barred_until, state.reason = until, error.problem

    def learn(self, group: Group, headers: Mapping[str, str]) -> None:
        """A reply said how much of the budget is used, by everybody at this address."""
        now, windows = self._clock.monotonic(), self._groups[group].windows
        for name, value in headers.items():
            found = _USED.fullmatch(name)
            if found is None or not _is_number(value):
                continue
            window = windows.get(int(found[1]) * _SPANS[found[2].lower()])
            if window is not None:
                # Where in its interval Binance counts is not told: at the latest it is over then.
                window.used = int(value)
                window.until = now + int(found[1]) * _SPANS[found[2].lower()]

    def learn_limits(self, group: Group, contracts: bytes) -> None:
        """The list of contracts (`exchangeInfo`) says how large the budget is.

        Raises `BadPayload` for one that does not.
        """
        try:
            limits = msgspec.json.decode(contracts, type=_Limits, strict=False).rate_limits
        except msgspec.MsgspecError as error:
            raise unreadable("exchangeInfo", error) from error
        for row in limits:
            span = _SPANS.get(row.interval[:1].lower())
            is_whole = span is not None and 0 < row.interval_num < 10_000 and row.limit > 0
            if span is not None and is_whole and row.rate_limit_type == _WEIGHT:
                self._set(group, span * row.interval_num, row.limit)

    def _set(self, group: Group, span: timedelta, limit: int) -> None:
        windows, ceiling = self._groups[group].windows, max(limit * 4 // 5, 1)
        known = windows.get(span)
        if known is None or known.ceiling != ceiling:
            windows[span] = _Window(ceiling, Budget(self._clock, ceiling, span))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9
