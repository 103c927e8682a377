"""One record of what several contracts of one event came to together: each has its own leg.

`lane.py` asks for each leg that shares an id with more than one contract. Calls and puts of one
event move a thing both ways, and a broker may book what is left of that as one line: that is the
leg of none of them, and a contract moves only what the law says of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.contracts.delivery import effect
from assignwatch.core.detect.lane1.booked import TURNED, Record
from assignwatch.core.events import Consumption
from assignwatch.core.model import Leg
from assignwatch.core.state import State

_SEVERAL = 2


def put_apart(
    state: State, leg: Record, tokens: Iterable[str], owners: Mapping[str, Sequence[Record]]
) -> bool:
    """Give each contract its own leg by the law; whether the record is what all of them come to."""
    sharing = {id(r): r for token in tokens for r in owners.get(token, ())}
    called = [r for r in sharing.values() if r.counts and r.change and r.kind in TURNED]
    moved = {id(r): m for r in called if (m := _moved(state, r, leg)) is not None}
    if len(moved) < _SEVERAL or leg.change in moved.values() or sum(moved.values()) != leg.change:
        return False
    for record in called:
        if (part := moved.get(id(record))) is not None and record.contract is not None:
            what = leg.key.instrument
            price = next(iter(law.price_of(record.contract, what)), None)
            record.legs.append(Leg(what, part, price))
            facts = leg.consumption.facts
            record.leg_facts.append(Consumption(leg.key, part, facts))
    return True


def _moved(state: State, record: Record, leg: Record) -> Decimal | None:
    if record.contract is None:
        return None
    at = record.happening.at
    return (effect(state, record.contract, record.change, at) or {}).get(leg.key.instrument)
