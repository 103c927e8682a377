"""A start recalls what an earlier one folded, and knows the same as if it had read everything."""

import gc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assignwatch.core.events import Journalled
from assignwatch.core.model import Problem
from assignwatch.core.state import State, durable
from assignwatch.store.errors import JournalRefused
from assignwatch.store.journal import SqliteJournal
from assignwatch.watch import engine as engines
from assignwatch.watch.engine import Engine
from tests.core.builders import folded
from tests.fakes.clock import FakeClock
from tests.fakes.journal import MemoryJournal
from tests.watch.alarms import booked


class Watched(SqliteJournal):
    """Notes behind which event it was read."""

    read_after: int | None = None

    def replay(self, after: int = 0) -> Iterator[Journalled]:
        self.read_after = after
        return super().replay(after)


def run(folder: Path, clock: FakeClock, *numbers: int) -> tuple[State, int | None]:
    """One run of the program that sees these bookings; what it knew, where it began to read."""
    with closing(Watched(folder / "journal.sqlite3", folder / "lock")) as journal:
        engine = Engine(journal, clock)
        engine.load()
        for number in numbers:
            engine.submit(booked(clock.now(), number=number))
        return engine.state, journal.read_after


def test_only_what_came_after_is_read(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_WORTH_REMEMBERING", 5)
    assert run(tmp_path, clock, 1, 2)[1] == 0
    assert run(tmp_path, clock, 3)[1] == 0, "remembers what the first run kept"
    known, read_after = run(tmp_path, clock)
    assert read_after is not None
    assert read_after >= 5
    with closing(Watched(tmp_path / "journal.sqlite3", tmp_path / "lock")) as journal:
        assert durable(known) == durable(folded(journal.replay()))


def test_a_short_journal_is_read_whole(tmp_path: Path, clock: FakeClock) -> None:
    for number in range(3):
        assert run(tmp_path, clock, number)[1] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["journal.sqlite3", "lock"]


@pytest.mark.parametrize("on", [True, False])
def test_the_garbage_collector_is_left_as_it_was(clock: FakeClock, on: bool) -> None:
    class Damaged(MemoryJournal):
        def replay(self, after: int = 0) -> Iterator[Journalled]:
            assert not gc.isenabled()
            raise JournalRefused(Problem("journal_damaged"))

    was_on = gc.isenabled()
    (gc.enable if on else gc.disable)()
    try:
        with pytest.raises(JournalRefused):
            Engine(Damaged(), clock).load()
        assert gc.isenabled() is on
    finally:
        (gc.enable if was_on else gc.disable)()
