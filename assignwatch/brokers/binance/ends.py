"""Contracts that have reached their end, and whether Binance has booked it.

A record of an end may come late. Until it is there its list is not called whole beyond the end:
"nothing is booked" and "nothing is booked yet" must not look alike. It may also never come, for
what was closed by hand before has none; so after `LATE` the list goes on without it, and what is
asked for does not grow from day to day.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from assignwatch.core.model import Instrument, InstrumentId

LATE = timedelta(days=3)
"""A record of an end is waited for so long. Longer than any weekend, and shorter than what one
reading takes on (`pages.A_WEEK`): a list that is held up for longer would never be read to now."""


def ended(contracts: Iterable[Instrument], now: datetime) -> list[Instrument]:
    """Those that are over, or may be; each once."""
    found = {
        contract.id: contract
        for contract in contracts
        if contract.expiry is not None and contract.expiry.reached(now)
    }
    return [found[one] for one in sorted(found)]


def awaited(
    over: Iterable[Instrument],
    read: datetime | None,
    now: datetime,
    told: Collection[InstrumentId] = (),
) -> list[Instrument]:
    """Those of them whose record is still waited for; `read`: up to when the bookings are whole.

    They are never called whole beyond an end before its record is there, or it is too late for one.
    Of an end of which only the day is known that does not show, but in what was `told` since.
    """
    return [
        end
        for end in over
        if end.expiry is not None
        and end.id not in told
        and (read is None or read <= end.expiry.over_at)
        and now - end.expiry.over_at <= LATE
    ]


def booked_until(
    through: datetime, waits: Iterable[Instrument], told: Collection[InstrumentId]
) -> datetime:
    """Up to when the bookings are whole: not beyond an end that was not told."""
    ends = [end.expiry.at for end in waits if end.expiry is not None and end.id not in told]
    return min(through, *ends) if ends else through
