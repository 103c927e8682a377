"""A booking and its opposite that share no id: the broker took the first one back.

`told.py` asks before it counts what happened to a contract. A record that turns another back counts
as a correction of it, though neither says so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.finding import together
from assignwatch.core.detect.kinds import is_leg, names_call
from assignwatch.core.detect.records.happenings import ENDS, Happening, first_of
from assignwatch.core.model import Instrument, InstrumentId, Leg, PositionKey
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.state import Account
from assignwatch.core.words import Cause

_REVERSED = timedelta(days=5)
"""A booking is taken back within this."""

_DAY = timedelta(days=1)
_DELIVERING = frozenset({Cause.ASSIGNMENT, Cause.EXERCISE, Cause.DELIVERY})


def reversals(
    found: Sequence[Happening],
    trades: Sequence[Fill] = (),
    legs_back: Callable[[Happening, Happening], bool] = lambda first, back: False,
    is_apart: Callable[[Happening, Happening], bool] = lambda first, back: False,
) -> list[Happening]:
    """The happenings of a contract, a booking and its opposite taken for one and its correction.

    A contract ends one way only: the same end the other way, or a correction with opposite legs,
    takes back what was booked in the days before, though it shares no id with that. `legs_back`
    says whether the legs of a first one are taken back beside its correction. The same end is not
    the first one's where a trade in between has opened what it may have ended, nor where both are
    legs that `is_apart` tells to be of different contracts.
    """

    def takes_back(back: Happening, first: Happening) -> bool:
        return _takes_back(back, first, trades, legs_back) and not is_apart(first, back)

    return _paired(found, takes_back)


def legs_reversed(
    found: Sequence[Happening], contract_back: Callable[[Happening], bool]
) -> list[Happening]:
    """The same of what contracts turned into: only a correction takes a leg back.

    And only where `contract_back` says that the contract comes back with it.
    """

    def takes_back(back: Happening, first: Happening) -> bool:
        corrects = back.cause is Cause.CORRECTION and _may_take_back(back, first)
        return corrects and names_call(first.cause) and contract_back(back)

    return _paired(found, takes_back)


def _paired(
    found: Sequence[Happening], takes_back: Callable[[Happening, Happening], bool]
) -> list[Happening]:
    """What takes another back, for a correction of it: of the last one before that it may be.

    Of two of one moment either may be the correction; what is taken back takes back nothing.
    """
    left = sorted(found, key=first_of)
    for back in list(left):
        first = next((h for h in reversed(left) if takes_back(back, h)), None)
        if first is None or back not in left:
            continue
        undone = replace(first, corrections=back.witnesses)
        rows = (replace(w, cause=Cause.CORRECTION, counter=()) for w in back.witnesses)
        left[left.index(first)] = undone
        left[left.index(back)] = replace(back, witnesses=tuple(rows))
    return left


def _takes_back(
    back: Happening,
    first: Happening,
    trades: Sequence[Fill],
    legs_back: Callable[[Happening, Happening], bool],
) -> bool:
    if not _may_take_back(back, first):
        return False
    legs = _opposed(first.counters, back.counters)
    between = (t for t in trades if first.at <= t.at <= back.at)
    opened = any(trade.quantity * back.quantity < 0 for trade in between)
    same = back.cause is first.cause and (legs or (legs is None and not opened))
    corrects = back.cause is Cause.CORRECTION and (legs or legs_back(first, back))
    return bool(same or corrects)


def _may_take_back(back: Happening, first: Happening) -> bool:
    """Whether it is the opposite of an end in the days before, and neither has another for that."""
    opposite = first.quantity == -back.quantity != 0
    free = not first.corrections and not back.corrections and first.cause in ENDS
    return opposite and free and timedelta() <= back.at - first.at <= _REVERSED


def _opposed(legs: Sequence[Leg], others: Sequence[Leg]) -> bool | None:
    """Whether they are the same legs the other way; None where one side names none."""
    if not legs or not others:
        return None
    ways = [
        sorted((leg.instrument, leg.quantity * way) for leg in found)
        for found, way in ((legs, 1), (others, -1))
    ]
    return ways[0] == ways[1]


def legs_back(account: Account, contract: Instrument, first: Happening, back: Happening) -> bool:
    """Whether the broker corrects all legs of the first as well, each by a record of its own."""
    moved: law.Effect | None = {leg.instrument: leg.quantity for leg in together(first.counters)}
    if not moved and first.cause in _DELIVERING and law.delivers(contract):
        moved = law.effect(contract, first.quantity)
    if not moved:
        return False
    return all(
        is_corrected(account, PositionKey(what), -quantity, back.at)
        for what, quantity in moved.items()
    )


def contract_back(
    account: Account,
    leg: PositionKey,
    contracts: Mapping[PositionKey, Instrument | None],
    back: Happening,
) -> bool:
    """Whether the broker corrects a contract as well that turned into just this leg."""
    return any(
        (law.effect(contract, record.quantity) or {}).get(leg.instrument) == back.quantity
        for key, contract in contracts.items()
        if contract is not None and law.delivers(contract)
        for record in _corrections(account, key, back.at)
    )


def is_corrected(account: Account, key: PositionKey, quantity: Decimal, at: datetime) -> bool:
    """Whether a correction of about that time moves the position so."""
    return any(record.quantity == quantity for record in _corrections(account, key, at))


def _corrections(account: Account, key: PositionKey, at: datetime) -> Iterator[Booking]:
    """Those of the position that are on record about that time."""
    for fact in account.booked.get(key, ()):
        record = account.bookings[fact]
        if record.cause is Cause.CORRECTION and abs(record.at - at) <= _DAY:
            yield record


def is_apart(
    account: Account,
    future: Instrument,
    instruments: Mapping[InstrumentId, Instrument],
    beside: Sequence[PositionKey],
    first: Happening,
    back: Happening,
) -> bool:
    """Whether two records of a future are what different calls of contracts `beside` it made.

    No future is called: a record that says so is the leg of an option, and is taken back only where
    that is. Where no option is on record it is the future's own end, in another's word; unless both
    were booked at the strikes of options, and not at the same one, as what is taken back is.
    """
    if not all(is_leg(h.cause, future, names_legs=bool(h.counters)) for h in (first, back)):
        return False
    described = ((key, instruments.get(key.instrument)) for key in beside)
    options = {
        key: one for key, one in described if one is not None and future.id in law.reaches(one)
    }
    strikes = {one.strike for one in options.values() if one.strike is not None}
    if first.price != back.price and strikes.issuperset((first.price, back.price)):
        return True
    before, after = (set(_called(account, options, leg)) for leg in (first, back))
    return bool(before or after) and not any((key, not way) in after for key, way in before)


def _called(
    account: Account, options: Iterable[PositionKey], leg: Happening
) -> Iterator[tuple[PositionKey, bool]]:
    """The contracts that a leg may be of, and whether each was bought back or sold.

    Those that share an id with it; where none does, those that were called at about its time.
    """
    for key in leg.of or options:
        told = [account.bookings[fact] for fact in account.booked.get(key, ())]
        shared = [r for r in told if not leg.tokens.isdisjoint((r.event or r.id, *r.refs))]
        near = (r for r in told if abs(r.at - leg.at) <= _DAY)
        called = [r for r in near if names_call(r.cause) or r.cause is Cause.CORRECTION]
        yield from ((key, r.quantity > 0) for r in shared or called if r.quantity)
