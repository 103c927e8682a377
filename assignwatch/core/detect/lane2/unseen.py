"""What an option that ended may have been called with, so that nothing of it is to be seen.

`lapse.py` asks where no close says on which side of its strike it ended, and no balance whether
anything was paid. What contracts move may cancel: then they ran out, or all of them were called.
"""

from collections.abc import Iterator
from decimal import Decimal

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.incidents.evidence import figure
from assignwatch.core.detect.lane1.ended import End, has_ended, moved_with
from assignwatch.core.detect.matching.cancel import are_worth_calling
from assignwatch.core.detect.residual import Residual


def called_along(end: End) -> list[str]:
    """Each way in which others of its end undo just what it moves, as reasons name it.

    One of them by itself, or else all of them together.
    """
    own = law.effect(end.contract, end.residual.quantity)
    if not own or moved_with(end) is not None:
        return []
    undone = {what: -amount for what, amount in own.items()}
    opposed = list(_opposed(end, own))
    alone = [_named(other) for other, moved in opposed if moved == undone]
    if alone:
        return alone
    total: law.Effect = {}
    for _, moved in opposed:
        for what, amount in moved.items():
            total[what] = total.get(what, Decimal()) + amount
    return [" + ".join(_named(other) for other, _ in opposed)] if total == undone else []


def _opposed(end: End, own: law.Effect) -> Iterator[tuple[Residual, law.Effect]]:
    """What ended with it and moves against it, nothing else explains, and was worth calling too."""
    for other in end.unmatched:
        contract = end.state.described(other.instrument, other.judged_at)
        if contract is None or not law.delivers(contract) or not has_ended(other, contract):
            continue
        moved = law.effect(contract, other.quantity) or {}
        against = any(moved.get(what, Decimal()) * amount < 0 for what, amount in own.items())
        same = contract.expiry == end.contract.expiry
        if against and same and are_worth_calling(end.contract, contract):
            yield other, moved


def _named(other: Residual) -> str:
    return f"{figure(abs(other.quantity))} {other.instrument}"
