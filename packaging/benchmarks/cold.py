"""One cold start on a journal, in a process of its own; `journal.py` reads what it prints."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter

import msgspec

from assignwatch.core.events import Journalled
from assignwatch.core.state import State
from assignwatch.store.journal import SqliteJournal
from assignwatch.watch.clock import SystemClock
from assignwatch.watch.engine import Engine
from benchmarks.measure import seconds, undisturbed


class _Weighed(SqliteJournal):
    """Weighs the process on the way and notes how long keeping the checkpoint took."""

    memory: list[tuple[int, float]]
    recalled = 0
    remembering = 0.0

    def recall(self) -> tuple[State, int]:
        state, self.recalled = super().recall()
        return state, self.recalled

    def replay(self, after: int = 0) -> Iterator[Journalled]:
        last = self._last()
        self.memory = [(after, resident())]
        weigh_at = {after + (last - after) * part // 100 for part in (10, 25, 50, 100)}
        for number, event in enumerate(super().replay(after), start=after + 1):
            yield event
            if number in weigh_at:
                self.memory.append((number, resident()))

    def remember(self, state: State, events: int) -> None:
        self.remembering += seconds(lambda: super(_Weighed, self).remember(state, events))


if sys.platform == "win32":

    def resident() -> float:
        """Nothing that the standard library would know of."""
        return 0.0
elif sys.platform == "linux":

    def resident() -> float:
        """Megabytes of this process that are in memory."""
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
else:
    import resource

    def resident() -> float:
        """Megabytes of this process that have been in memory at most."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _decode_all(path: Path) -> None:
    decode = msgspec.json.Decoder().decode
    with closing(sqlite3.connect(path)) as connection:
        for row in connection.execute("SELECT seq, kind, version, body FROM events ORDER BY seq"):
            decode(row[3])


def main(folder: Path) -> None:
    """Measure the bare rows, then the start."""
    path = folder / "journal.sqlite3"
    with undisturbed():
        bare = seconds(lambda: _decode_all(path))
    with undisturbed():
        begun = perf_counter()
        journal = _Weighed(path, folder / "lock")
        Engine(journal, SystemClock()).load()
        load = perf_counter() - begun - journal.remembering
    journal.close()
    told = {
        "bare": bare,
        "load": load,
        "remember": journal.remembering,
        "recalled": journal.recalled,
        "memory": journal.memory,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
