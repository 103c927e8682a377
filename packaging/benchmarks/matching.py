"""Twenty series of options are gone from one reading to the next, and shares came: which for which?

The reading goes through `settle` like any other. Where the detector finds no match, or gives up,
the figure says so; it must be quick all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from time import perf_counter

from assignwatch.core.decide import settle
from assignwatch.core.events import Concluded
from assignwatch.core.model import Instrument, PositionRow
from assignwatch.core.observations import Description
from assignwatch.core.state import State
from assignwatch.core.words import EvidenceCode, Right
from benchmarks.measure import Figure, undisturbed
from benchmarks.worlds import POLICY, after, holding, option, read_through, reading, row, share

_SERIES = 20
_CONTRACTS = 100
_PER_CONTRACT = 100
_GOES = 7
_TARGET = 50


@dataclass(frozen=True)
class _Case:
    """What is left of each series, and how the shares moved."""

    what: str
    series: tuple[Instrument, ...]
    left: tuple[int, ...]
    shares: int
    solvable: bool = False


def _gone(number: int) -> int:
    """A different part of each series."""
    return 3 + (7 * number) % 89


def _cases() -> Iterator[_Case]:
    puts = tuple(option(0, n, Right.PUT) for n in range(_SERIES))
    both = tuple(option(0, n, Right.PUT if n % 2 else Right.CALL) for n in range(_SERIES))
    parts = tuple(_CONTRACTS - _gone(n) for n in range(_SERIES))
    moved = sum(_gone(n) * (1 if one.right is Right.PUT else -1) for n, one in enumerate(both))
    yield _Case("parts of each, exactly matched", both, parts, moved * _PER_CONTRACT, solvable=True)
    yield _Case("no solution", both, parts, moved * _PER_CONTRACT + 37)
    everything = (0,) * _SERIES
    half = _SERIES * _CONTRACTS // 2 * _PER_CONTRACT
    yield _Case("very many solutions", puts, everything, half)
    yield _Case("very many solutions, parts", both, parts, 0)


def figures() -> Iterator[Figure]:
    """The fastest of some goes, each on a new state: what slows one down is not the search."""
    for case in _cases():
        taken, versions = zip(*(_go(case) for _ in range(_GOES)), strict=True)
        latest = {one.incident: one for one in versions[-1]}.values()
        missed = "" if not case.solvable or _matched(latest) else "missed"
        detail = f"{_SERIES} series of {_CONTRACTS}: {_outcome(latest)}"
        yield Figure(
            f"matching: {case.what}", min(taken) * 1e3, "ms", _TARGET, detail, missed=missed
        )


def _go(case: _Case) -> tuple[float, list[Concluded]]:
    stock = share(0)
    instruments = [stock, *case.series]
    state = holding(instruments, [row(stock, 1_000_000), *_rows(case, (_CONTRACTS,) * _SERIES)])
    settle(state, [Description(one) for one in instruments], after(1), POLICY)
    with undisturbed():
        return _timed(state, case, stock)


def _timed(state: State, case: _Case, stock: Instrument) -> tuple[float, list[Concluded]]:
    rows = (row(stock, 1_000_000 + case.shares), *_rows(case, case.left))
    begun = perf_counter()
    events = settle(state, [reading(after(60), rows)], after(60), POLICY)
    # Some conclusions wait for the lists, or for a second reading that agrees.
    again = [reading(after(120), rows), *read_through(after(120))]
    events += settle(state, again, after(120), POLICY)
    return perf_counter() - begun, [event for event in events if isinstance(event, Concluded)]


def _rows(case: _Case, quantities: tuple[int, ...]) -> Iterator[PositionRow]:
    for one, quantity in zip(case.series, quantities, strict=True):
        if quantity:
            yield row(one, -quantity)


def _matched(latest: Collection[Concluded]) -> bool:
    """Whether each series has its own conclusion, and two legs to show for it."""
    return len(latest) == _SERIES and all(
        any(reason.code is EvidenceCode.TWO_LEGS for reason in one.evidence) for one in latest
    )


def _outcome(latest: Collection[Concluded]) -> str:
    if not latest:
        return "no match: nothing was concluded"
    found = Counter(f"{one.kind.value} {one.grade.value}" for one in latest)
    codes = {reason.code for one in latest for reason in one.evidence}
    told = ", ".join(f"{count} × {what}" for what, count in found.items())
    return f"{told}; it gave up" if EvidenceCode.GAVE_UP in codes else told
