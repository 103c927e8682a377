"""Legs that were taken for one thing told twice, though the contracts that they are of were not.

`placing.py` asks when all records of a group are counted. Of records of one day that name no list
the smaller ones are told again of a larger one where the readings show less than all of them, which
they also do where something else took as much away. Whether two events of a contract are one is
seen where that contract is counted; where they count as two, so does what each of them turned into.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from assignwatch.core.detect.contracts.delivery import effect
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.lots import fullest
from assignwatch.core.detect.records.told import Told
from assignwatch.core.observations import Booking
from assignwatch.core.state import FactKey, State

_SEVERAL = 2


def each_leg(state: State, known: Sequence[Told]) -> frozenset[FactKey]:
    """The records of legs that add up, as their contracts do, and are not counted so."""
    contracts = {one.key: one for one in known}
    found = set[FactKey]()
    for one in known:
        for leg in one.counted:
            if leg.is_lot or len(leg.witnesses) < _SEVERAL:
                continue
            for key in leg.of & contracts.keys():
                parts = list(_parts(state, contracts[key], leg))
                if len(parts) >= _SEVERAL:
                    found.update((w.id, w.instrument) for part in parts for w in part)
    return frozenset(found)


def _parts(state: State, contract: Told, leg: Happening) -> Iterator[tuple[Booking, ...]]:
    """Its records, call by call of the contract, where they say just what that moved.

    Those that share an id with the call, else one of its day that shares none with any.
    """
    named = {id_ for call in contract.counted for id_ in call.tokens}
    loose = [w for w in leg.witnesses if named.isdisjoint(w.shared)]
    for call in contract.counted:
        described = state.described(contract.key.instrument, call.at)
        if described is None or call.corrections:
            continue
        own = tuple(w for w in leg.witnesses if not call.tokens.isdisjoint(w.shared))
        own = own or tuple(w for w in loose if w.at.date() == call.at.date())[:1]
        moved = effect(state, described, call.quantity, call.at) or {}
        if own and moved.get(own[0].instrument) == _sum(own):
            loose = [w for w in loose if w not in own]
            yield own


def _sum(records: Sequence[Booking]) -> Decimal:
    return sum((w.quantity for w in fullest(records)), Decimal())
