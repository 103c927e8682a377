"""Changes of several sides of one thing that come to nothing together.

`weigh.py` asks for what nothing else explains. What is held of a share is its net: a broker that
squares what was bought back lists both sides until the night and then neither, and a trade may show
as a row of the other side first. Only what one reading shows, without anything else that moved
beside it, is taken for that. The sides of a contract are positions of their own (hedge mode) and
each of them ends, or is closed, by itself: there nothing is set off.
"""

from collections.abc import Sequence

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.residual import Residual
from assignwatch.core.state import State


def without_netting(state: State, left: Sequence[Residual]) -> list[Residual]:
    """What is left without the changes of two sides that are equal, opposite and of one reading."""
    rest = list(left)
    if len({residual.key.side for residual in left}) < 2:
        return rest
    for one in left:
        other = next((r for r in rest if _squares(state, one, r)), None)
        if other is not None and one in rest and not _moved_beside(left, one):
            rest = [residual for residual in rest if residual not in (one, other)]
    return rest


def _squares(state: State, one: Residual, other: Residual) -> bool:
    """Whether net nothing changed, as far as these two say, and no record says otherwise."""
    same = one.instrument == other.instrument and one.key.side is not other.key.side
    if not same or one.at != other.at or one.quantity + other.quantity:
        return False
    if any(residual.record or _is_recorded(residual) for residual in (one, other)):
        return False
    known = state.described(one.instrument, one.judged_at)
    return known is not None and known.kind not in law.CONTRACTS


def _is_recorded(residual: Residual) -> bool:
    """Whether the broker's own records speak of its time."""
    return any(fact.booked for fact in residual.facts)


def _moved_beside(left: Sequence[Residual], one: Residual) -> bool:
    """Whether something that belongs with it changed at that time, too."""
    return any(
        other.instrument != one.instrument and other.since < one.at and one.since < other.at
        for other in left
    )
