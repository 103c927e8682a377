"""A million journalled facts come back in seconds; with a checkpoint, at once.

The journal is written by `SqliteJournal` into a temporary folder from what the core makes of a long
life (`history.py`). Each start is measured in a process of its own (`cold.py`), against reading and
JSON-decoding the rows there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from assignwatch.core.decide import live_through, settle
from assignwatch.core.events import Event, Journalled, Marked
from assignwatch.core.observations import Command
from assignwatch.core.state import State
from assignwatch.core.words import Do
from assignwatch.store.journal import SqliteJournal
from benchmarks.history import Life
from benchmarks.measure import Figure, ratio
from benchmarks.worlds import POLICY

_FACTS = 1_000_000
_BATCH = 5_000
_GOES = 3
_SECONDS = 10
_TIMES_BARE = 7
_TIMES_BARE_RECALLED = 1
_JOURNALLED = get_args(Journalled)
_MARKED = get_args(Marked)


@dataclass(frozen=True)
class Cold:
    """What one start took; `memory` is (events, MB) as they were folded in."""

    bare: float
    load: float
    remember: float
    recalled: int
    memory: list[tuple[int, float]]


def figures(facts: int = _FACTS) -> Iterator[Figure]:
    """Without a checkpoint, then with the one that the first start kept."""
    with TemporaryDirectory(prefix="assignwatch-bench-") as name:
        folder = Path(name)
        _write(folder, facts)
        size = (folder / "journal.sqlite3").stat().st_size / 1e6
        cold = _median(folder, keep=False)
        what = f"a start on {facts:,} facts ({size:.0f} MB)"
        yield Figure(what, cold.load, "s", _SECONDS, f"keeping a checkpoint {cold.remember:.2f} s")
        yield ratio("the same against the bare rows", cold.load, cold.bare, _TIMES_BARE, "decoding")
        warm = _median(folder, keep=True)
        mb = (folder / "journal.checkpoint").stat().st_size / 1e6
        what = f"a start with a checkpoint ({mb:.1f} MB)"
        yield ratio(what, warm.load, warm.bare, _TIMES_BARE_RECALLED, "decoding every row")
        for events, taken in cold.memory:
            yield Figure(f"memory after {events:,} facts", taken, "MB")


def _write(folder: Path, facts: int) -> None:
    state, waiting, written = State(), [], 0
    marks: dict[tuple[object, ...], Marked] = {}
    with closing(SqliteJournal(folder / "journal.sqlite3", folder / "lock")) as journal:
        for now, told in Life().steps():
            events: list[Event] = live_through(state, now, POLICY)
            events += settle(state, told, now, POLICY)
            for alert in list(state.open_alerts):
                events += settle(state, [Command(now, alert, Do.ACKNOWLEDGE)], now, POLICY)
            waiting += [event for event in events if isinstance(event, _JOURNALLED)]
            for mark in events:
                if isinstance(mark, _MARKED):
                    marks[_place(mark)] = mark
            enough = written + len(waiting) >= facts
            if enough or len(waiting) >= _BATCH:
                batch, waiting = waiting[: facts - written], []
                journal.append(batch, list(marks.values()))
                written += len(batch)
            if enough:
                return


def _place(mark: Marked) -> tuple[object, ...]:
    return type(mark), getattr(mark, "feed", None), getattr(mark, "scope", None)


def _median(folder: Path, *, keep: bool) -> Cold:
    """The start of middling length; without `keep` each finds no checkpoint."""
    starts = []
    for _ in range(_GOES):
        if not keep:
            (folder / "journal.checkpoint").unlink(missing_ok=True)
        starts.append(_start(folder))
    if keep and any(not start.recalled for start in starts):
        raise RuntimeError("a start did not recall the checkpoint that an earlier one kept")
    return sorted(starts, key=lambda start: start.load)[_GOES // 2]


def _start(folder: Path) -> Cold:
    command = [sys.executable, "-m", "benchmarks.cold", str(folder)]
    there = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(command, env=there, stdout=subprocess.PIPE, check=True)
    return Cold(**json.loads(done.stdout))
