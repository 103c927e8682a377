"""Trades that a broker's id ties to a contract that was called: what it turned into, told so.

The same event on another instrument is another leg, whichever list tells it. `leg_of.py` asks for
those of a group; `told.py` then counts such a trade as the record of a leg, which names a day or a
night as its contract's does and is put to the reading that shows it. As a trade of its own it would
be held to its very time, which for what is dated by day is another night.

It says no more than its contract delivers. What goes the other way or comes to more shares an id
for another reason, as what was traded in one order does, and stays a trade. So does what a record
of that position shares an id with: that is a witness of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assignwatch.core.detect.contracts.delivery import effect
from assignwatch.core.detect.records.happenings import Happening, happenings
from assignwatch.core.detect.records.trades import distinct
from assignwatch.core.model import InstrumentId, PositionKey
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.state import Account, State
from assignwatch.core.words import Cause

_ZERO = Decimal()
_CALLS = frozenset({Cause.ASSIGNMENT, Cause.EXERCISE, Cause.DELIVERY})
_TRADES = " trades"
"""Trades are a list of their own, beside all those that records name."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What a contract's record says of another position."""

    happening: Happening
    quantity: Decimal


def tied(state: State, account: Account, keys: Sequence[PositionKey]) -> Iterator[Booking]:
    """The records that trades of these positions are, by the ids that they share."""
    calls: dict[PositionKey, list[Happening]] = {}
    for key in keys:
        legs: dict[int, tuple[_Told, list[Fill]]] = {}
        book = account.books.get(key)
        for fill in book.fills.values() if book is not None else ():
            if account.events.keys().isdisjoint(fill.shared):  # as most are, of no record
                continue
            told = _contract_of(state, account, fill, calls)
            if told is not None:
                legs.setdefault(id(told.happening), (told, []))[1].append(fill)
        for told, fills in legs.values():
            for fill in _parts(fills, told.quantity):
                yield _as_part(fill, told.happening.cause)


def _parts(fills: Sequence[Fill], quantity: Decimal) -> Sequence[Fill]:
    """Those that add up to what was delivered, or to some of it.

    Equal parts may be one told twice; where just all of them come to it, they are not.
    """
    if _sum(fills) == quantity:
        return fills
    once, _ = distinct(fills)
    total = _sum(once)
    return once if total * quantity > 0 and abs(total) <= abs(quantity) else ()


def _sum(fills: Iterable[Fill]) -> Decimal:
    return sum((fill.quantity for fill in fills), _ZERO)


def as_booked(fill: Fill, cause: Cause) -> Booking:
    """The record of a leg that it would be."""
    return Booking(
        at=fill.at,
        account=fill.account,
        id=fill.id,
        instrument=fill.instrument,
        quantity=fill.quantity,
        cause=cause,
        price=fill.price,
        side=fill.side,
        event=fill.event,
        refs=fill.refs,
        record=_TRADES,
        scope=fill.scope,
    )


def _as_part(fill: Fill, cause: Cause) -> Booking:
    """The same, by its own id: trades of one event are parts of it and not the same told twice."""
    return replace(as_booked(fill, cause), event=fill.id, refs=tuple(dict.fromkeys(fill.shared)))


def _contract_of(
    state: State, account: Account, fill: Fill, calls: dict[PositionKey, list[Happening]]
) -> _Told | None:
    """The contract that shares an id with it and delivers such a thing."""
    beside = [key for token in fill.shared for key in account.events.get(token, ())]
    if fill.key in beside:
        return None
    for key in dict.fromkeys(beside):
        if key not in calls:
            booked = account.booked.get(key, ())
            calls[key] = happenings(account.bookings[fact] for fact in booked)[0]
        for told in calls[key]:
            if told.tokens.isdisjoint(fill.shared):
                continue
            quantity = _delivered(state, key, told, fill.instrument)
            if quantity:
                return _Told(told, quantity)
    return None


def _delivered(state: State, key: PositionKey, told: Happening, what: InstrumentId) -> Decimal:
    contract = state.described(key.instrument, told.at)
    if contract is None or told.cause not in _CALLS or told.corrections:
        return _ZERO
    return (effect(state, contract, told.quantity, told.at) or {}).get(what, _ZERO)
