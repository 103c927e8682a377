"""Contracts that have reached their end, and whether Binance has booked it.

A record of an end may come late. Until it is there its list is not called whole beyond the end:
"nothing is booked" and "nothing is booked yet" must not look alike.
"""

from collections.abc import Iterable
from datetime import datetime

from assignwatch.core.model import Instrument
from assignwatch.core.observations import Booking, Fill


def ended(contracts: Iterable[Instrument], now: datetime) -> list[Instrument]:
    """Those that are over, or may be; each once."""
    found = {
        contract.id: contract
        for contract in contracts
        if contract.expiry is not None and contract.expiry.reached(now)
    }
    return [found[one] for one in sorted(found)]


def booked_until(
    through: datetime, over: Iterable[Instrument], facts: Iterable[Fill | Booking]
) -> datetime:
    """Up to when the bookings are whole: not beyond an end that none of these facts tells."""
    told = {fact.instrument for fact in facts if isinstance(fact, Booking)}
    waits = [end.expiry.at for end in over if end.expiry is not None and end.id not in told]
    return min(through, *waits) if waits else through
