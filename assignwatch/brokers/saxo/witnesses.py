"""Which ids the records of one happening share, so that many lists tell it once.

`positions.py`, `activities.py` and `reports.py` put them into `refs`. Two things tie records where
Saxo gives them no common number. A booked position and the underlying that came with it name the
position they came from; the day is part of that id, for a position that is called in part on two
days was called twice. And what one sub-account's books say of one contract, cause, side and day is
one happening, however many lists say it; of a contract that only ever ends in cash even the cause
may differ, for lists call that end a settlement, an expiry or an assignment. No id of a position
stands alone here: that is the `event` of the trade which opened it, and a trade is no assignment.
Two positions in one contract that end together share the id of its end in each list. They are two
all the same, not one told twice: each record has an `event` of its own.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.brokers.saxo import figures, instruments
from assignwatch.core.model import InstrumentId, Scope
from assignwatch.core.words import Cause, InstrumentKind

CORRECTED_WITHIN = timedelta(days=14)
"""A record that is turned back is hardly older."""

_OF_OPTIONS = frozenset({Cause.ASSIGNMENT, Cause.EXERCISE})
_OF_CONTRACTS = frozenset({Cause.EXPIRY, Cause.CASH_SETTLEMENT, Cause.SETTLEMENT, Cause.DELIVERY})
_CONTRACTS = frozenset({InstrumentKind.OPTION, InstrumentKind.FUTURE})


def refs(
    cause: Cause,
    instrument: InstrumentId,
    quantity: Decimal,
    at: datetime,
    scope: Scope,
    *position_ids: str | None,
) -> tuple[str, ...]:
    """The ids of a record: the positions it is or came from that day, and the contract's end.

    A correction is of a record of some earlier day.
    """
    day = at.date().isoformat()
    back = CORRECTED_WITHIN.days if cause is Cause.CORRECTION else 0
    days = [(at - timedelta(days=ago)).date().isoformat() for ago in range(back + 1)]
    found = [f"{name}@{one}" for name in position_ids if name for one in days]
    if is_end(cause, instrument):
        side = "short" if quantity > 0 else "long"
        asset_type = figures.native(instrument)[1]
        end = "end" if instruments.always_in_cash(asset_type) else cause.value
        found.append(f"{scope}/{instrument}/{side}/{end}@{day}")
    return tuple(found)


def leg(instrument: InstrumentId, at: datetime, scope: Scope, price: Decimal | None) -> str:
    """The id of what a contract turned into, whatever number its position goes by."""
    return f"{scope}/{instrument}/{at.isoformat()}/{'' if price is None else f'{price:f}'}"


def is_end(cause: Cause, instrument: InstrumentId) -> bool:
    """Whether a record with this cause is about a contract that ended."""
    kind = _kind(instrument)
    if cause in _OF_OPTIONS:
        return kind is InstrumentKind.OPTION
    return cause in _OF_CONTRACTS and kind in _CONTRACTS


def is_leg(cause: Cause, instrument: InstrumentId) -> bool:
    """Whether it is about what such a contract turned into."""
    return cause in _OF_OPTIONS | _OF_CONTRACTS and not is_end(cause, instrument)


def _kind(instrument: InstrumentId) -> InstrumentKind:
    return instruments.kind_of(figures.native(instrument)[1])
