"""What records of contracts must have moved elsewhere, where nothing else tells it.

`placing.py` asks before it balances the ledgers, and hands it to `answers.py`: a change that is
just what a contract's own record delivers is not what a record of another time is about.
"""

from collections.abc import Sequence

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.contracts.delivery import effect
from assignwatch.core.detect.finding import together
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.leg_of import are_of_one_time
from assignwatch.core.detect.records.told import Told
from assignwatch.core.detect.residual import Fact
from assignwatch.core.model import InstrumentId, PositionKey
from assignwatch.core.state import State
from assignwatch.core.words import Cause

_TURNING = frozenset({Cause.ASSIGNMENT, Cause.EXERCISE, Cause.DELIVERY})


def expected(state: State, told: Sequence[Told]) -> dict[PositionKey, list[Fact]]:
    """At the time of the record; legs that have a record of their own are left out."""
    found: dict[PositionKey, list[Fact]] = {}
    for one in told:
        for happening in one.counted:
            for what, quantity in _delivered(state, one.key.instrument, happening).items():
                if not _is_told(one.key, happening, what, told):
                    fact = Fact(happening.at, quantity, booked=True)
                    found.setdefault(PositionKey(what), []).append(fact)
    return found


def _delivered(state: State, name: InstrumentId, happening: Happening) -> law.Effect:
    """What the record names, else what the law says."""
    contract = state.described(name, happening.at)
    if contract is None or happening.cause not in _TURNING or not happening.net:
        return {}
    if happening.counters:
        return {leg.instrument: leg.quantity for leg in together(happening.counters)}
    if not law.delivers(contract):
        return {}
    return effect(state, contract, happening.net, happening.at) or {}


def _is_told(
    key: PositionKey, happening: Happening, what: InstrumentId, told: Sequence[Told]
) -> bool:
    """Whether a record or trade that shares an id tells this leg, or a record that is just it."""
    return any(
        leg.tokens & happening.tokens or _is_just(leg, key, happening)
        for other in told
        if other.key.instrument == what
        for leg in other.found
    ) or any(
        fill.event in happening.tokens
        for other in told
        if other.key.instrument == what
        for fill in other.trades
    )


def _is_just(leg: Happening, key: PositionKey, happening: Happening) -> bool:
    return key in leg.of and are_of_one_time(leg, happening)
