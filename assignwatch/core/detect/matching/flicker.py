"""What one reading alone showed: it came with that reading and was gone with the next.

`fitting.py` asks before it matches legs, and `undone.py` what may have undone a match. A broker may
leave rows out for once. The two halves of that fit each other, so neither is the leg of what
happened on another day; where something else of the group moved within a day of them and stayed
so, they may be what they seem, and are left to be matched. What seemed to be a call is taken back
by more than one reading.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import compress
from operator import not_

from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Residual

_NEAR = timedelta(days=1)


def flickers(
    left: Sequence[Residual],
    claims: Sequence[Claim],
    is_certain: Callable[[Sequence[Residual]], bool],
) -> list[Residual]:
    """The changes that were turned back with the next reading, and nothing of their day moved.

    But for others of which nothing is left, either. Several that came and went together may be a
    call; `is_certain`: whether their return is.
    """
    seen = [r for r in left if r.record is None]
    together: dict[tuple[datetime, datetime], list[Residual]] = {}
    for one, back in turned_back(seen):
        together.setdefault((one.at, back.at), []).extend((one, back))
    alone = [
        halves
        for halves in together.values()
        if not any(_is_near(halves[0], claim.at) for claim in claims)
        if len(halves) == 2 or is_certain(halves[1::2])
    ]
    paired = {id(half) for halves in alone for half in halves}
    stays = [residual for residual in left if id(residual) not in paired]
    while stays:
        apart = [not any(_is_beside(halves, other) for other in stays) for halves in alone]
        stays = [half for halves in compress(alone, map(not_, apart)) for half in halves]
        alone = list(compress(alone, apart))
    return [half for halves in alone for half in halves]


def turned_back(seen: Sequence[Residual]) -> Iterator[tuple[Residual, Residual]]:
    """The changes of which the next reading showed the opposite, each with that."""
    used: set[int] = set()
    for one in seen:
        follow = (r for r in seen if r.key == one.key and r.since == one.at)
        back = next((r for r in follow if r.quantity == -one.quantity), None)
        if back is not None and id(one) not in used:
            used.add(id(back))
            yield one, back


def _is_beside(halves: Sequence[Residual], other: Residual) -> bool:
    return other.key != halves[0].key and _is_near(halves[0], other.at)


def _is_near(one: Residual, at: datetime) -> bool:
    return abs(one.at - at) <= _NEAR
