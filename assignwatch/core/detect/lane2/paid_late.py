"""The money of a contract that ended in cash: with its end, around it, or a day or two late.

`lapse.py` asks, and `weigh.py` of a contract that was gone early, whether to wait for it. What the
settlement value calls for to the cent is known again days later, whatever else was paid meanwhile;
any other amount is not.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from assignwatch.core.detect.lane1.ended import (
    End,
    amount_of,
    moved_with,
    moved_with_all,
    settled_beside,
)
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.model import later
from assignwatch.core.words import Feed

_ZERO = Decimal()
_FIRST = (Fit.FITS, Fit.NEAR)


def awaited(end: End) -> tuple[Feed, ...]:
    """What may tell of a settlement that is still to be booked."""
    last = _last(end)
    return (Feed.BOOKINGS,) if last is not None and end.now < last else ()


def cash_fit(end: End) -> Fit:
    """Whether the money came with the end, or, as some brokers book it, in the days around it.

    What others got may have hidden it in the balance.
    """
    expiry, now = end.contract.expiry, _read(end)
    spans = [moved_with(end), moved_with(end, now)]
    if expiry is not None and expiry.at < end.residual.since:
        spans.append(moved_with(end, end.residual.since, since=expiry.at))
    hidden = moved_with_all(end) | moved_with_all(end, now)
    fits = [_fits(end, moved) for moved in (*spans, *sorted(hidden))]
    found = next((fit for fit in fits if fit in _FIRST), fits[1])
    late = found is not Fit.FITS and any(_fits(end, moved) is Fit.FITS for moved in _later(end))
    return Fit.FITS if late else found


def _last(end: End) -> datetime | None:
    """Until when it may still be paid."""
    expiry = end.contract.expiry
    return later(expiry.over_at, end.policy.pair_within) if expiry is not None else None


def _read(end: End) -> datetime:
    """The last reading of the balance by then."""
    last = _last(end)
    read = (step.at for step in end.account.cash if last is None or step.at <= last)
    return max(end.residual.at, max(read, default=end.residual.at))


def _later(end: End) -> Iterator[Decimal]:
    """What moved by itself with one of the readings that follow, as long as it may be paid."""
    since, last = end.residual.at, _last(end)
    for step in end.account.cash:
        if last is not None and since <= step.since and step.at <= last:
            moved = moved_with(end, step.at, since=step.since)
            if moved:
                yield moved


def _fits(end: End, moved: Decimal | None) -> Fit:
    if moved is None:
        return Fit.UNKNOWN
    amounts = [amount_of(end, other) for other in settled_beside(end)]
    if any(amount is None for amount in amounts):
        return Fit.UNKNOWN
    wanted = sum((amount for amount in amounts if amount is not None), _ZERO)
    missing = wanted - moved
    if not missing:
        return Fit.FITS
    contracts = sum((abs(other.quantity) for other in settled_beside(end)), _ZERO)
    near = 0 < missing <= end.policy.fee_per_contract * max(contracts, Decimal(1))
    return Fit.NEAR if near else Fit.OFF
