"""Contracts that have reached their end, and whether Binance has booked it.

A record of an end may come late. Until it is there its list is not called whole beyond the end:
"nothing is booked" and "nothing is booked yet" must not look alike. That does not last for ever;
and for a position that was closed before the end no record will come at all.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.core.model import Instrument, PositionKey
from assignwatch.core.observations import Booking, Fill

WAITED_FOR = timedelta(days=3)
"""What is not in the lists so long after the end will not come; it usually takes minutes."""


def ended(contracts: Iterable[Instrument], now: datetime) -> list[Instrument]:
    """Those that are over, or may be; each once."""
    found = {
        contract.id: contract
        for contract in contracts
        if contract.expiry is not None and contract.expiry.reached(now)
    }
    return [found[one] for one in sorted(found)]


def booked_until(
    through: datetime,
    over: Iterable[Instrument],
    held: Mapping[PositionKey, Decimal],
    facts: Collection[Fill | Booking],
) -> datetime:
    """Up to when the bookings are whole: not beyond an end that none of these facts tells."""
    told = {fact.instrument for fact in facts if isinstance(fact, Booking)}
    waits = [
        end.expiry.at
        for end in over
        if end.expiry is not None
        and end.id not in told
        and through - end.expiry.over_at < WAITED_FOR
        and not _was_closed(end, held, facts)
    ]
    return min(through, *waits) if waits else through


def _was_closed(
    end: Instrument, held: Mapping[PositionKey, Decimal], facts: Iterable[Fill | Booking]
) -> bool:
    """Whether the trades before its end account for all that was held."""
    left = {key: quantity for key, quantity in held.items() if key.instrument == end.id}
    for fact in facts:
        before = end.expiry is not None and fact.at < end.expiry.at
        if isinstance(fact, Fill) and before and fact.key in left:
            left[fact.key] += fact.quantity
    return not any(left.values())
