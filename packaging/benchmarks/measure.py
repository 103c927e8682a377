"""Figures, and how they are taken: medians of several goes, the garbage collector out of the way.

Every benchmark uses these on both of its sides, so that a ratio compares nothing but the work.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Figure:
    """One measured value; without a target it is only told.

    `missed` is what was not achieved at all, however fast.
    """

    what: str
    value: float
    unit: str
    target: float | None = None
    detail: str = ""

    missed: str = ""

    @property
    def wrong(self) -> bool:
        """Whether it is not as it should be."""
        return bool(self.missed) or (self.target is not None and self.value > self.target)

    @property
    def verdict(self) -> str:
        """In a word."""
        if self.target is None:
            return ""
        return self.missed or ("over" if self.wrong else "ok")


@contextmanager
def undisturbed() -> Iterator[None]:
    """Start from a collected heap and keep the collector off until the end."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def seconds(work: Callable[[], object]) -> float:
    """How long one go takes."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def side_by_side(goes: int, *works: Callable[[int], object]) -> list[float]:
    """The median time of each work, taken in turns: what disturbs one disturbs the others too.

    Each is called with the number of the go; the first go warms up and does not count.
    """
    taken: list[list[float]] = [[] for _ in works]
    with undisturbed():
        for go in range(goes + 1):
            for work, times in zip(works, taken, strict=True):
                begun = perf_counter()
                work(go)
                times.append(perf_counter() - begun)
    return [median(times[1:]) for times in taken]


def ratio(what: str, ours: float, limit: float, target: float, limit_is: str) -> Figure:
    """One time as a multiple of another."""
    return Figure(
        what, ours / limit, "×", target, f"{_time(ours)} against {_time(limit)} {limit_is}"
    )


def _time(span: float) -> str:
    for unit, factor in (("s", 1.0), ("ms", 1e3)):
        if span * factor >= 1:
            return f"{span * factor:.3g} {unit}"
    return f"{span * 1e6:.3g} µs"
