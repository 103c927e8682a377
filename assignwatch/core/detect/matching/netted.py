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
    """What is left without changes of sides that come to nothing: two of them, or all of a reading.

    All: an account that is netted from one night on lists what was long and short as one row.
    """
    rest = list(left)
    if len({residual.key.side for residual in left}) < 2:
        return rest
    for one in left:
        beside = [r for r in rest if _is_beside(state, one, r)]
        squared = next((r for r in beside if not one.quantity + r.quantity), None)
        whole = [one, *beside]
        some = [one, squared] if squared is not None else whole
        nothing = len(some) > 1 and not sum(r.quantity for r in some)
        if nothing and one in rest and not _moved_beside(left, one):
            rest = [residual for residual in rest if residual not in some]
    return rest


def _is_beside(state: State, one: Residual, other: Residual) -> bool:
    """Whether they are of two sides of a thing and one reading, and no record says otherwise."""
    same = one.instrument == other.instrument and one.key.side is not other.key.side
    if not same or one.at != other.at:
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
