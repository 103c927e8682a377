"""A clock that stands still, and a journal in memory as well as the real one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assignwatch.core.ports import Journal
from assignwatch.store.journal import SqliteJournal
from assignwatch.watch.account import AccountWatch
from assignwatch.watch.engine import Engine
from tests.fakes.clock import FakeClock
from tests.fakes.journal import MemoryJournal
from tests.fakes.planted import FEEDS, MAIN, PlantedBroker
from tests.watch.accounts import watched

Reopen = Callable[[], Journal]
"""The journal as the next run of the program finds it."""


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def engine(clock: FakeClock) -> Engine:
    """One that has started on an empty journal."""
    engine = Engine(MemoryJournal(), clock)
    engine.load()
    return engine


@pytest.fixture(params=["memory", "sqlite"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reopen]:
    """Opens the journal, and again after a crash: a killed program closes nothing properly."""
    if request.param == "memory":
        journal = MemoryJournal()
        yield lambda: journal
        return
    opened: list[SqliteJournal] = []

    def again() -> Journal:
        for left in opened:
            left.close()
        opened[:] = [SqliteJournal(tmp_path / "journal.sqlite3", tmp_path / "journal.lock")]
        return opened[0]

    yield again
    for left in opened:
        left.close()


@pytest.fixture
def broker(clock: FakeClock) -> PlantedBroker:
    return PlantedBroker(clock)


@pytest.fixture
def account(broker: PlantedBroker, engine: Engine, clock: FakeClock) -> AccountWatch:
    engine.enrol({MAIN: FEEDS})
    return watched(broker, engine, clock)
