"""Writing the journal of a version that tests open for ever: once, and never again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assignwatch.core.events import Journalled, Marked
from assignwatch.store.journal import SqliteJournal


def write_once(file: Path, events: Sequence[Journalled], marks: Sequence[Marked]) -> None:
    """A journal of these events and marks. Ends the program where the file is there already."""
    if file.exists():
        raise SystemExit(f"{file} is there already and must never change")
    file.parent.mkdir(parents=True, exist_ok=True)
    lock = file.with_suffix(".lock")
    journal = SqliteJournal(file, lock)
    journal.append(events, marks)
    journal.close()
    lock.unlink()
