"""A journal of each released version opens for ever and says what it said then."""

import shutil
from pathlib import Path
from typing import get_args

import pytest

from assignwatch.core.events import Journalled, Marked
from assignwatch.store.journal import SqliteJournal, stored_events
from tests.store import first_version


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copy(first_version.FILE, tmp_path / "journal.sqlite3"))


def test_the_journal_of_the_first_version_replays_as_it_was_written(copy: Path) -> None:
    journal = SqliteJournal(copy, copy.with_name("lock"))
    assert tuple(journal.replay()) == first_version.EVENTS
    assert tuple(journal.marks()) == first_version.MARKS
    journal.close()


def test_the_journal_of_the_first_version_can_be_read_without_writing(copy: Path) -> None:
    before = copy.read_bytes()
    assert tuple(stored_events(copy)) == first_version.EVENTS
    assert copy.read_bytes() == before


def test_every_class_of_event_is_in_a_stored_journal() -> None:
    kept = {type(event) for event in (*first_version.EVENTS, *first_version.MARKS)}
    assert kept == {*get_args(Journalled), *get_args(Marked)}
