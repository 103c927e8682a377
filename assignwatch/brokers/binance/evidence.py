"""Rows of Binance's as evidence: as it wrote them, without what tells who the account belongs to.

The parsers keep one with each booking. What the trader calls an order is masked; what Binance calls
one that it placed itself is the very evidence, and stays.
"""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from assignwatch.brokers.binance import causes
from assignwatch.brokers.binance.payloads import plain
from assignwatch.net.redaction import MASK

IDENTITY_FIELDS = frozenset(
    {"accountAlias", "accountId", "email", "listenKey", "subAccountId", "uid", "userId"}
)
"""Fields that say who somebody is; masked in all evidence."""

_CLIENT_IDS = frozenset({"c", "clientOrderId", "newClientOrderId", "origClientOrderId"})
_ALIAS = "i"
"""At the top of a COIN-M event this is the account's alias; inside an order it is its number."""

_LARGEST = 300
"""Numbers of more digits are kept as text; not everybody who reads JSON can read them."""

_WRITER = msgspec.json.Encoder(decimal_format="number")


def evidence(*contents: msgspec.Raw | bytes) -> str:
    """A row or frame as JSON again, or several as a list, without what tells whose it is.

    Raises ValueError where it is nested too deep to be kept.
    """
    try:
        found = [_masked(_without_alias(plain(content))) for content in contents]
        return _WRITER.encode(found[0] if len(found) == 1 else found).decode()
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _without_alias(value: object) -> object:
    if isinstance(value, dict) and "e" in value and isinstance(value.get(_ALIAS), str):
        return value | {_ALIAS: MASK}
    return value


def _masked(value: object) -> object:
    if isinstance(value, Decimal) and value.adjusted() > _LARGEST:
        return str(value)
    if isinstance(value, Mapping):
        return {name: _field(name, told) for name, told in value.items()}
    return [_masked(item) for item in value] if isinstance(value, list) else value


def _field(name: str, told: object) -> object:
    if name in IDENTITY_FIELDS and told not in (None, ""):
        return MASK
    if name in _CLIENT_IDS and isinstance(told, str):
        return told if not told or causes.is_of_binance(told) else MASK
    return _masked(told)
