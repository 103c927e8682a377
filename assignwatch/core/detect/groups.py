"""Which positions must be judged together.

`conclude.py` starts from the positions that an input touched. A contract belongs with what it
delivers, that with everything else that delivers it and is not settled yet, records with those they
share an id with, both ends of a corporate action with each other, and so the sides of what is no
contract: of that the net is held. The work grows with what is open around the touched position, not
with how many positions there are.
"""

from collections.abc import Iterable, Iterator

from assignwatch.core.detect.contracts.delivery import reaches
from assignwatch.core.detect.contracts.law import CONTRACTS
from assignwatch.core.model import InstrumentId, PositionKey, position_key
from assignwatch.core.state import Account, State
from assignwatch.core.words import Side

_SIDES = tuple(Side)


def groups(
    state: State, account: Account, touched: Iterable[PositionKey]
) -> Iterator[list[PositionKey]]:
    """The touched positions and all that belongs to them, each group in a fixed order."""
    waiting = dict.fromkeys(touched)
    by_instrument: dict[InstrumentId, list[PositionKey]] = {}
    delivering: dict[InstrumentId, list[PositionKey]] = {}
    for key in waiting:
        by_instrument.setdefault(key.instrument, []).append(key)
        for what in reaches(state, account, key.instrument):
            delivering.setdefault(what, []).append(key)
    while waiting:
        first, _ = waiting.popitem()
        group, edge = {first: None}, [first]
        while edge:
            key = edge.pop()
            for other in _related(state, account, key, by_instrument, delivering):
                if other not in group:
                    group[other] = None
                    waiting.pop(other, None)
                    edge.append(other)
        yield sorted(group)


def _related(
    state: State,
    account: Account,
    key: PositionKey,
    by_instrument: dict[InstrumentId, list[PositionKey]],
    delivering: dict[InstrumentId, list[PositionKey]],
) -> Iterator[PositionKey]:
    what = key.instrument
    known = state.instruments.get(what)
    if known is not None and known.kind not in CONTRACTS:
        yield from _sides(account, what, by_instrument)
    for reached in reaches(state, account, what):
        yield from _sides(account, reached, by_instrument)
        yield from account.delivering.get(reached, ())
        yield from delivering.get(reached, ())
    yield from account.delivering.get(what, ())
    yield from delivering.get(what, ())
    yield from account.countered.get(what, ())
    for fact in account.booked.get(key, ()):
        booking = account.bookings[fact]
        for token in booking.shared:
            yield from account.events.get(token, ())
        for leg in booking.counter:
            yield from _sides(account, leg.instrument, by_instrument)
    for other in _renamed(account, what):
        yield from _sides(account, other, by_instrument)


def _renamed(account: Account, what: InstrumentId) -> Iterable[InstrumentId]:
    """What it came from and what became of it, by however many corporate actions."""
    if what not in account.adjusting:
        return ()
    found, edge = {what: None}, [what]
    while edge:
        for name in account.adjusting.get(edge.pop(), ()):
            adjustment = account.adjustments[name]
            for other in (adjustment.old, adjustment.new):
                if other not in found:
                    found[other] = None
                    edge.append(other)
    return found


def _sides(
    account: Account, what: InstrumentId, touched: dict[InstrumentId, list[PositionKey]]
) -> Iterator[PositionKey]:
    """The positions in an instrument that have a ledger or were touched.

    Or that should have moved, for a corporate action says so.
    """
    yield from touched.get(what, ())
    for side in _SIDES:
        key = position_key(what, side)
        if key in account.books or (what in account.adjusting and key in account.rows):
            yield key
