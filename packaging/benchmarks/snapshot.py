"""A reading of 10,000 positions, ten of them changed, against the naive difference of two dicts."""

from __future__ import annotations

from collections.abc import Iterator

from assignwatch.core.decide import settle
from assignwatch.core.model import PositionRow
from benchmarks.measure import Figure, ratio, side_by_side
from benchmarks.worlds import POLICY, after, future, holding, reading, row

_ROWS = 10_000
_CHANGED = 10
_GOES = 15
_TARGET = 3


def figures() -> Iterator[Figure]:
    """From already parsed rows to events."""
    futures = [future(number) for number in range(_ROWS)]

    def parsed(go: int) -> tuple[PositionRow, ...]:
        changed = range(go * _CHANGED, (go + 1) * _CHANGED)
        return tuple(row(one, -2 if n in changed else -1) for n, one in enumerate(futures))

    state = holding(futures, parsed(-1))
    readings = [parsed(go) for go in range(_GOES + 1)]
    known = {(one.instrument, one.side): one for one in parsed(-1)}

    def ours(go: int) -> None:
        at = after(go + 1)
        settle(state, [reading(at, readings[go])], at, POLICY)

    def naive(go: int) -> list[PositionRow]:
        told = {(one.instrument, one.side): one for one in readings[go]}
        changed = [one for key, one in told.items() if known.get(key) != one]
        changed += [one for key, one in known.items() if key not in told]
        return changed

    mine, limit = side_by_side(_GOES, ours, naive)
    yield ratio(f"a reading of {_ROWS:,} rows", mine, limit, _TARGET, "for the naive difference")
