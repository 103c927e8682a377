"""Rows of Saxo's as evidence: as it wrote them, without what tells who the account belongs to.

The parsers keep one with each booking.
"""

from collections.abc import Mapping

import msgspec

from assignwatch.net.redaction import MASK

IDENTITY_FIELDS = frozenset(
    {
        "AccountId",
        "AccountKey",
        "ClientId",
        "ClientKey",
        "ClientName",
        "ClientNote",
        "DecisionMakerId",
        "DecisionMakerUserId",
        "ExternalReference",
        "HandledBy",
        "Name",
        "OriginalAccountId",
        "UserId",
        "UserKey",
    }
)
"""Fields that say who somebody is, or what they call their orders; masked in all evidence."""

_WRITER = msgspec.json.Encoder(decimal_format="number")


def evidence(row: object) -> str:
    """A decoded row as JSON again, without what tells who the account belongs to."""
    return _WRITER.encode(_masked(row)).decode()


def _masked(value: object) -> object:
    if isinstance(value, Mapping):
        return {
            name: MASK if name in IDENTITY_FIELDS and told not in (None, "") else _masked(told)
            for name, told in value.items()
        }
    return [_masked(item) for item in value] if isinstance(value, list) else value
