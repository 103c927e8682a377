"""A journal in memory that can be made to fail like a disk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assignwatch.core.events import Journalled, Marked
from assignwatch.core.model import Problem
from assignwatch.core.ports import JournalUnwritable
from assignwatch.core.state import State

DISK_FULL = JournalUnwritable(Problem("journal_disk_full", {"path": "journal.sqlite3"}))


@dataclass
class MemoryJournal:
    """A `core.ports.Journal`. Raises `broken` instead of storing while it is set."""

    batches: list[tuple[list[Journalled], list[Marked]]] = field(default_factory=list)
    broken: Exception | None = None
    attempts: int = 0

    @property
    def events(self) -> list[Journalled]:
        """Everything stored, in order."""
        return [event for events, _ in self.batches for event in events]

    def append(self, events: Sequence[Journalled], marks: Sequence[Marked]) -> None:
        self.attempts += 1
        if self.broken is not None:
            raise self.broken
        self.batches.append((list(events), list(marks)))

    def recall(self) -> tuple[State, int]:
        return State(), 0

    def replay(self, after: int = 0) -> Iterator[Journalled]:
        yield from self.events[after:]

    def remember(self, state: State, events: int) -> None:
        """Nothing is faster to read than memory."""

    def marks(self) -> list[Marked]:
        return [mark for _, marks in self.batches for mark in marks]
