"""Who has signed in, and which accounts they have: the first question of every reading.

`reader.py` and `listener.py` need the keys; nobody else sees them. That Saxo answers here at all is
what proves a token good: the question is one that every user may ask.
"""

from dataclasses import dataclass, field

import msgspec

from assignwatch.brokers.base import BrokerError, SignInEnded
from assignwatch.brokers.records import unreadable
from assignwatch.brokers.saxo.calls import ACCOUNTS, CLIENT
from assignwatch.brokers.saxo.errors import SIGN_IN_ENDED, is_token_refused
from assignwatch.brokers.saxo.lists import whole
from assignwatch.brokers.saxo.rest import Rest
from assignwatch.brokers.saxo.wire import Account, Client, Row, decoded
from assignwatch.core.model import Problem
from assignwatch.net.redaction import keep_secret


@dataclass(frozen=True, slots=True)
class Identity:
    """The client and its accounts; keys are Saxo's, opaque and not for showing."""

    client_key: str = field(repr=False)
    accounts: tuple[Account, ...] = field(repr=False)

    @property
    def account_ids(self) -> tuple[str, ...]:
        """The sub-accounts by the name that the trader knows."""
        return tuple(account.account_id for account in self.accounts)


async def identity(rest: Rest) -> Identity:
    """Ask. Raises `SignInEnded` where Saxo takes no token any more, and other `BrokerError`s."""
    try:
        client = decoded(await rest.get(CLIENT), Client, CLIENT.name)
        rows = await whole(rest, ACCOUNTS, ())
    except BrokerError as error:
        if is_token_refused(error):
            raise SignInEnded(Problem(SIGN_IN_ENDED)) from error
        raise
    accounts = tuple(map(_account, rows))
    keep_secret(client.client_key, *(account.account_key for account in accounts))
    return Identity(client.client_key, accounts)


def _account(row: Row) -> Account:
    try:
        return msgspec.convert(row, Account)
    except msgspec.MsgspecError as error:
        raise unreadable(ACCOUNTS.name, error) from error
