"""What a contract delivers in an account: by its description, and by what became of its underlying.

`legs.py`, `official.py` and `groups.py` ask here rather than `law.py` directly. An option on a
future turns into one future for each contract, whatever its multiplier says of prices; and where an
underlying was renamed, the contract may still be described on the old name.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument, InstrumentId
from assignwatch.core.state import Account, State
from assignwatch.core.words import AdjustmentCause, InstrumentKind

_ONE = Decimal(1)


def effect(state: State, contract: Instrument, change: Decimal, at: datetime) -> law.Effect | None:
    """What moves when the contract changes by `change` through delivery; None where unknown."""
    underlying = contract.underlying
    if underlying is not None and not contract.deliverables and law.sign(contract):
        known = state.described(underlying, at)
        if known is not None and known.kind is InstrumentKind.FUTURE:
            return {underlying: law.sign(contract) * change}
    return law.effect(contract, change)


def renamed(account: Account, moved: law.Effect, seen: Container[InstrumentId]) -> law.Effect:
    """The same on the names under which it was seen, where an underlying was renamed."""
    found: law.Effect = {}
    for what, quantity in moved.items():
        names = [(what, _ONE), *_later_names(account, what)]
        name, ratio = next((n for n in names if n[0] in seen), names[0])
        found[name] = found.get(name, Decimal()) + quantity * ratio
    return found


def reaches(state: State, account: Account, what: InstrumentId) -> Iterator[InstrumentId]:
    """What a delivery of this instrument would move, under all its names."""
    for delivered in dict.fromkeys(d for c in state.descriptions(what) for d in law.reaches(c)):
        yield delivered
        for name, _ in _later_names(account, delivered):
            yield name


def _later_names(account: Account, what: InstrumentId) -> Iterator[tuple[InstrumentId, Decimal]]:
    """What it was renamed to, and to what that was, with how many of them one became."""
    seen, ratio = {what}, _ONE
    while True:
        changes = [account.adjustments[name] for name in account.adjusting.get(what, ())]
        change = next(
            (
                a
                for a in changes
                if a.cause is AdjustmentCause.SYMBOL_CHANGE and a.old == what and a.new not in seen
            ),
            None,
        )
        if change is None:
            return
        what, ratio = change.new, ratio * change.ratio[0] / change.ratio[1]
        seen.add(what)
        yield what, ratio


def guessed(
    contract: Instrument, change: Decimal, arrived: Mapping[InstrumentId, Sequence[Residual]]
) -> law.Effect | None:
    """What an option with an unknown deliverable would have moved, if it was this."""
    if contract.underlying is None or not law.sign(contract) or contract.deliverables:
        return None
    moved = sum((r.quantity for r in arrived.get(contract.underlying, ())), Decimal())
    return {contract.underlying: moved} if moved * change * law.sign(contract) > 0 else None
