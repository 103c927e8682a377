"""Legs that a contract's record names itself, where another word for it has a record of the leg.

`placing.py` asks when all records of a group are counted. Of two words for one thing the larger
counts (`happenings.py`), and so it is for what it turned into: where the fuller of them names the
leg and the other has it as a record of its own, that record says no less than the fuller one does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from assignwatch.core.detect.finding import together
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.told import Told
from assignwatch.core.model import InstrumentId

_Named = tuple[Happening, InstrumentId, Decimal]
"""What a contract's record names of something else."""


def with_named(known: Sequence[Told]) -> list[Told]:
    """The same, each leg of as much as the record of its contract names of it."""
    named = [one for told in known for one in _named(told)]
    if not named:
        return list(known)
    return [_as_named(told, named) for told in known]


def _named(told: Told) -> Iterator[_Named]:
    """Where several records tell of one call, and not all of them are needed to say how much."""
    for call in told.counted:
        if call.counters and not call.corrections and len(call.witnesses) > 1:
            for leg in together(call.counters):
                yield call, leg.instrument, leg.quantity


def _as_named(told: Told, named: Sequence[_Named]) -> Told:
    more: dict[int, Happening] = {}
    for call, what, quantity in named:
        legs = [leg for leg in told.counted if what == told.key.instrument and _is_of(leg, call)]
        short = quantity - sum((leg.quantity for leg in legs), Decimal())
        if legs and short * quantity > 0 and legs[0].quantity * quantity > 0:
            more[id(legs[0])] = replace(legs[0], named=legs[0].quantity + short)
    if not more:
        return told
    return replace(
        told,
        found=tuple(more.get(id(h), h) for h in told.found),
        counted=tuple(more.get(id(h), h) for h in told.counted),
    )


def _is_of(leg: Happening, call: Happening) -> bool:
    """Whether it is the leg of another word for that call than the fuller one."""
    fuller = {token for w in call.account_of_most for token in (w.event or w.id, *w.refs)}
    return not leg.tokens.isdisjoint(call.tokens) and leg.tokens.isdisjoint(fuller)
