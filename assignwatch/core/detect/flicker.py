"""What one reading alone showed: it came with that reading and was gone with the next.

`fitting.py` asks before it matches legs. A broker may leave a row out for once. The two halves of
that fit each other, so neither is the leg of what happened on another day; where something else of
the group moved within a day of them, they may be what they seem, and are left to be matched.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from assignwatch.core.detect.residual import Residual
from assignwatch.core.detect.ways import Claim

_NEAR = timedelta(days=1)


def flickers(left: Sequence[Residual], claims: Sequence[Claim]) -> list[Residual]:
    """The changes that were turned back with the next reading, and nothing of their day moved."""
    seen = [r for r in left if r.record is None]
    return [
        half
        for one, back in _turned_back(seen)
        if not any(_is_beside(one, other) for other in left)
        if not any(_is_near(one, claim.at) for claim in claims)
        for half in (one, back)
    ]


def _turned_back(seen: Sequence[Residual]) -> Iterator[tuple[Residual, Residual]]:
    used: set[int] = set()
    for one in seen:
        follow = (r for r in seen if r.key == one.key and r.since == one.at)
        back = next((r for r in follow if r.quantity == -one.quantity), None)
        if back is not None and id(one) not in used:
            used.add(id(back))
            yield one, back


def _is_beside(one: Residual, other: Residual) -> bool:
    return other.key != one.key and _is_near(one, other.at)


def _is_near(one: Residual, at: datetime) -> bool:
    return abs(one.at - at) <= _NEAR
