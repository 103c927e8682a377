"""A journal of each released version opens for ever and says what it said then."""

import dataclasses
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

from assignwatch.core.events import Journalled, Marked
from assignwatch.core.observations import Adjustment, Booking, Fill
from assignwatch.store.journal import SqliteJournal, stored_events
from tests.store import (
    eighth_version,
    fifth_version,
    first_version,
    fourth_version,
    ninth_version,
    second_version,
    seventh_version,
    sixth_version,
    third_version,
)


class Stored(NamedTuple):
    """A file, and what was written into it."""

    file: Path
    events: tuple[Journalled, ...]
    marks: tuple[Marked, ...]


FIRST = Stored(first_version.FILE, first_version.EVENTS, first_version.MARKS)
SECOND = Stored(second_version.FILE, second_version.EVENTS, second_version.MARKS)
THIRD = Stored(third_version.FILE, third_version.EVENTS, third_version.MARKS)
FOURTH = Stored(fourth_version.FILE, fourth_version.EVENTS, fourth_version.MARKS)
FIFTH = Stored(fifth_version.FILE, fifth_version.EVENTS, fifth_version.MARKS)
SIXTH = Stored(sixth_version.FILE, sixth_version.EVENTS, sixth_version.MARKS)
SEVENTH = Stored(seventh_version.FILE, seventh_version.EVENTS, seventh_version.MARKS)
EIGHTH = Stored(eighth_version.FILE, eighth_version.EVENTS, eighth_version.MARKS)
NINTH = Stored(ninth_version.FILE, ninth_version.EVENTS, ninth_version.MARKS)

ALL = (FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH, EIGHTH, NINTH)
VERSIONS = [f"v{number}" for number in range(1, len(ALL) + 1)]
each_version = pytest.mark.parametrize("stored", ALL, ids=VERSIONS)


def _copy(stored: Stored, folder: Path) -> Path:
    return Path(shutil.copy(stored.file, folder / "journal.sqlite3"))


@each_version
def test_a_journal_of_an_earlier_version_replays_as_it_was_written(
    stored: Stored, tmp_path: Path
) -> None:
    copy = _copy(stored, tmp_path)
    journal = SqliteJournal(copy, copy.with_name("lock"))
    assert tuple(journal.replay()) == stored.events
    assert tuple(journal.marks()) == stored.marks
    journal.close()


@each_version
def test_a_journal_of_an_earlier_version_can_be_read_without_writing(
    stored: Stored, tmp_path: Path
) -> None:
    copy = _copy(stored, tmp_path)
    before = copy.read_bytes()
    assert tuple(stored_events(copy)) == stored.events
    assert copy.read_bytes() == before


@each_version
def test_the_next_run_writes_on_where_the_earlier_one_ended(stored: Stored, tmp_path: Path) -> None:
    copy = _copy(stored, tmp_path)
    more = ninth_version.EVENTS[-1]
    journal = SqliteJournal(copy, copy.with_name("lock"))
    journal.append([more], [])
    journal.close()
    assert tuple(stored_events(copy)) == (*stored.events, more)


def test_every_class_of_event_is_in_the_newest_stored_journal() -> None:
    kept = {type(event) for event in (*NINTH.events, *NINTH.marks)}
    assert kept == {*get_args(Journalled), *get_args(Marked)}


def test_every_field_of_an_event_has_been_stored_with_something_in_it() -> None:
    told = [thing for stored in ALL for thing in _records(stored)]
    for kind in {type(thing) for thing in told}:
        for field in dataclasses.fields(kind):
            said = [getattr(thing, field.name) for thing in told if isinstance(thing, kind)]
            assert any(value not in (field.default, {}, ()) for value in said), (
                f"{kind.__name__}.{field.name}"
            )


def _records(stored: Stored) -> Iterable[Journalled | Marked | Fill | Booking | Adjustment]:
    """The events, and the observations inside them."""
    for event in (*stored.events, *stored.marks):
        yield event
        for field in dataclasses.fields(event):
            inside = getattr(event, field.name)
            if isinstance(inside, Fill | Booking | Adjustment):
                yield inside
