"""Money and margin of each sub-account: read over REST, and followed on the stream.

`reader.py` asks with each reading, `listener.py` subscribes; both tell `Funds`, which are shown and
of which nothing is concluded. So nothing here may cost anything else: who is not offered balances
reads positions all the same. Balances are one object and not a list; a change holds only the fields
that are different. Source: Saxo OpenAPI reference, port/v1/balances.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import msgspec

from assignwatch.brokers.base import BadPayload
from assignwatch.brokers.records import unreadable
from assignwatch.brokers.saxo import figures
from assignwatch.brokers.saxo.calls import BALANCES, END_BALANCES, SUBSCRIBE_BALANCES
from assignwatch.brokers.saxo.merge import merged
from assignwatch.brokers.saxo.subscriptions import Subscription, Taken
from assignwatch.brokers.saxo.wire import Account, Balance, Row, Subscribed, decoded, plain
from assignwatch.core.model import AccountKey
from assignwatch.core.observations import Funds, Pulse

_log = logging.getLogger(__name__)

MOST_ACCOUNTS = 12
"""So many sub-accounts at most: the budget of the portfolio service belongs to the positions."""

EVERY = 10_000
"""Milliseconds between two changes: they move with every price, and nobody reads faster."""

_RELIABLE = frozenset({"Ok", "OkWithConditions", "ApproximatedPrice"})
_HUNDRED = Decimal(100)


def from_reply(content: bytes, account: AccountKey, account_id: str, at: datetime) -> Funds:
    """What a reply says of a sub-account. Raises `BadPayload`."""
    return _funds(decoded(content, Balance, BALANCES.name), account, account_id, at)


def from_row(row: Row, account: AccountKey, account_id: str, at: datetime) -> Funds:
    """What the object says that the stream brought. Raises `BadPayload`."""
    try:
        told = msgspec.convert(row, Balance)
    except msgspec.MsgspecError as error:
        raise unreadable(BALANCES.name, error) from error
    return _funds(told, account, account_id, at)


def _funds(told: Balance, account: AccountKey, account_id: str, at: datetime) -> Funds:
    """Where Saxo says that it could not calculate, what it calculates from prices is not known."""
    try:
        available = told.margin_available_for_trading
        if available is None:
            available = told.cash_available_for_trading
        used, part = told.margin_used_by_current_positions, told.margin_utilization_pct
        sure = (told.calculation_reliability or "Ok") in _RELIABLE
        return Funds(
            at=at,
            account=account,
            scope=figures.scope(account_id),
            currency=told.currency,
            cash=figures.exact(told.cash_balance),
            available=figures.exact(available) if sure and available is not None else None,
            margin_used=figures.exact(abs(used)) if sure and used is not None else None,
            utilisation=figures.exact(part / _HUNDRED) if sure and part is not None else None,
            total=figures.price(told.total_value) if sure else None,
        )
    except (ValueError, ArithmeticError) as error:
        raise unreadable(BALANCES.name, error) from error


def query(client_key: str, account: Account) -> dict[str, str]:
    """What the balances of a sub-account are asked with, on either way."""
    return {"ClientKey": client_key, "AccountKey": account.account_key}


@dataclass(slots=True)
class HeardBalances:
    """The balances of one sub-account, as Saxo's object. Optional: nothing is missed without."""

    account: AccountKey
    of: Account = field(repr=False)
    subscription: Subscription = field(
        default_factory=lambda: Subscription(
            SUBSCRIBE_BALANCES, END_BALANCES, optional=True, every=EVERY
        )
    )
    row: Row = field(default_factory=dict)

    def arguments(self, client_key: str) -> Mapping[str, object]:
        """Those of this sub-account."""
        return query(client_key, self.of)

    def start(self, told: Subscribed) -> None:
        """The object to begin with; a reading over REST follows, so it is told to nobody."""
        value = plain(told.snapshot or b"{}")
        self.row = value if isinstance(value, dict) else {}

    def take(self, rows: Sequence[Row], at: datetime) -> Taken:
        """All of it, with what is different now; what cannot be read is left to the readings."""
        for change in rows:
            self.row = merged(self.row, change)
        try:
            return Taken((from_row(self.row, self.account, self.of.account_id, at),))
        except BadPayload as error:
            _log.info("balances that cannot be read: %s", error.problem.values)
            return Taken()

    def alive(self, at: datetime) -> tuple[Pulse, ...]:
        """Money that moves says nothing of what is held."""
        return ()

    def forget(self) -> bool:
        """There is nothing to leave out."""
        return False
