"""What the trader's key may do besides reading: refused where it could move money, else warned of.

The session asks for the verdict when it opens and with each reading; the key is looked at when it
is used first, and daily after that, for rights can be added to a key at any time. Source: Binance
docs, Wallet "Get API key permission".
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from assignwatch.brokers.base import BrokerError, Refused
from assignwatch.brokers.binance.calls import KEY_RESTRICTIONS
from assignwatch.brokers.binance.families import WALLET
from assignwatch.brokers.binance.rest import Rest
from assignwatch.brokers.records import unreadable
from assignwatch.core.model import Problem
from assignwatch.core.ports import Clock

_log = logging.getLogger(__name__)

KEY_CAN_WITHDRAW = "key_can_withdraw"
"""Whoever has the key can take money out. Values: rights (Binance's names for them)."""
KEY_CANNOT_READ = "key_cannot_read"
"""The key may not read. No values."""
KEY_CAN_TRADE = "key_can_trade"
"""The key may do more than read. Values: rights."""
KEY_WITHOUT_ADDRESSES = "key_without_addresses"
"""The key can be used from anywhere. No values."""
KEY_CAN_TRADE_ANYWHERE = "key_can_trade_anywhere"
"""Both. Values: rights."""
KEY_UNCHECKED = "key_unchecked"
"""There is nobody to ask, as on the test network. No values."""

EVERY = timedelta(days=1)
TRY_AGAIN = timedelta(hours=1)
"""After the daily look at a key did not come through."""

_READ = "enableReading"
_WITHDRAW = "enableWithdrawals"
_PORTFOLIO = "enablePortfolioMarginTrading"
_MOVING = (_WITHDRAW, "enableInternalTransfer", "permitsUniversalTransfer")
_ADDRESSES = "ipRestrict"
_HARMLESS = (_READ, "enableFixReadOnly")
_RIGHTS = ("enable", "permits")


@dataclass(frozen=True, slots=True)
class Verdict:
    """On a key that may be used. `warning` is what the trader should know, to be told while up."""

    rights: frozenset[str]
    warning: Problem | None

    def is_portfolio(self) -> bool:
        """Whether it may trade in a portfolio-margin account, and so belongs to one.

        A key that may only read does not have that right either way: asking for the account
        (`calls.PORTFOLIO_ACCOUNT`) tells.
        """
        return _PORTFOLIO in self.rights


def judged(content: bytes) -> Verdict:
    """What Binance's answer about the key means.

    Rights that have another name than those known are counted as trading. Raises `Refused` for a
    key that must not or cannot be used, `BadPayload` where the answer does not say so plainly.
    """
    try:
        told = msgspec.json.decode(content, type=dict[str, object])
        flags = {
            name: msgspec.convert(value, bool, strict=False)
            for name, value in told.items()
            if name.startswith(_RIGHTS) or name == _ADDRESSES
        }
    except msgspec.MsgspecError as error:
        raise unreadable(KEY_RESTRICTIONS.name, error) from error
    for name in (_READ, *_MOVING, _ADDRESSES):
        if name not in flags:
            raise unreadable(KEY_RESTRICTIONS.name, f"{name} is missing")
    rights = frozenset(name for name, has in flags.items() if has and name != _ADDRESSES)
    if moving := [name for name in _MOVING if name in rights]:
        raise Refused(Problem(KEY_CAN_WITHDRAW, {"rights": ", ".join(moving)}))
    if _READ not in rights:
        raise Refused(Problem(KEY_CANNOT_READ))
    return Verdict(rights, _warning(rights.difference(_HARMLESS), flags[_ADDRESSES]))


def _warning(more: frozenset[str], has_addresses: bool) -> Problem | None:
    values = {"rights": ", ".join(sorted(more))}
    if more and has_addresses:
        return Problem(KEY_CAN_TRADE, values)
    if more:
        return Problem(KEY_CAN_TRADE_ANYWHERE, values)
    return None if has_addresses else Problem(KEY_WITHOUT_ADDRESSES)


class KeyCheck:
    """The verdict on one key, as of the last time that it was looked at."""

    def __init__(self, rest: Rest, clock: Clock) -> None:
        self._rest = rest
        self._clock = clock
        self._verdict: Verdict | None = None
        self._next_at = clock.monotonic()

    async def verdict(self) -> Verdict:
        """On the key; asks when it is time to. Raises `BrokerError`, `Refused` above all.

        A daily look that finds nobody does not take back what was found the day before.
        """
        if self._verdict is not None and self._clock.monotonic() < self._next_at:
            return self._verdict
        if not self._rest.has(WALLET):
            return Verdict(frozenset(), Problem(KEY_UNCHECKED))
        try:
            found = judged(await self._rest.get(KEY_RESTRICTIONS))
        except BrokerError as error:
            if isinstance(error, Refused) or self._verdict is None:
                self._verdict = None
                raise
            _log.info("the key could not be looked at again (%s)", error)
            self._next_at = self._clock.monotonic() + TRY_AGAIN
            return self._verdict
        self._verdict, self._next_at = found, self._clock.monotonic() + EVERY
        return found
