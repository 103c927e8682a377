"""Replaying a tape of 100,000 lines against parsing the JSON of its lines."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import cast

from assignwatch.core.tape.player import play
from assignwatch.core.tape.reading import read
from assignwatch.core.tape.writing import Taped, write
from benchmarks.history import Life
from benchmarks.measure import Figure, ratio, side_by_side

_LINES = 100_000
_GOES = 3
_TARGET = 40


def figures() -> Iterator[Figure]:
    """Reading the lines and concluding from them, as `assignwatch replay` does."""
    lines = list(islice(_lines(), _LINES))

    def parsed(_: int) -> None:
        deque(map(json.loads, lines), maxlen=0)

    def ours(_: int) -> None:
        deque(play(read(lines)), maxlen=0)

    mine, limit = side_by_side(_GOES, ours, parsed)
    yield ratio(f"replaying {_LINES:,} lines", mine, limit, _TARGET, "for json.loads of them")


def _lines() -> Iterator[str]:
    for now, told in Life().steps():
        for one in told:
            yield write(cast(Taped, one), now)
