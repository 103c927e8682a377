"""Rows of Kraken's as evidence: as it wrote them, without what tells who the account belongs to.

The parsers keep one with each booking; `causes_of` says what the bookings read so far know of an
execution, for lists that name its cause less clearly.
"""

from collections.abc import Iterable

import msgspec

from assignwatch.core.observations import Booking, Fill
from assignwatch.core.words import Cause
from assignwatch.net.redaction import mask_fields

IDENTITY_FIELDS = frozenset(
    {"account", "accountUid", "api_key", "cliOrdId", "cli_ord_id", "username"}
)
"""Fields that say who somebody is, or what they call their orders; masked in all evidence."""


def causes_of(facts: Iterable[Fill | Booking]) -> dict[str, Cause]:
    """What the bookings among them say of each execution."""
    return {
        fact.event: fact.cause
        for fact in facts
        if isinstance(fact, Booking) and fact.event is not None
    }


def evidence(raw: msgspec.Raw) -> str:
    """A row as Kraken wrote it, without what tells who the account belongs to."""
    return mask_fields(bytes(raw).decode(), IDENTITY_FIELDS)
