"""What the core's users must bring: protocols that the shells fill in.

`watch` works against these, `store` and `channels` implement them, `app` introduces them to each
other, and tests hand in real ones on temporary folders or a clock of their own.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from assignwatch.core.events import Journalled, Marked
from assignwatch.core.model import Problem
from assignwatch.core.state import State


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """The wall clock, aware UTC: for *when*."""
        ...

    def monotonic(self) -> timedelta:
        """A clock that never goes back: for *how long*."""
        ...

    async def sleep(self, span: timedelta) -> None:
        """Wait at most `span` of this clock's time; may return early: look at the clock after."""
        ...


class Journal(Protocol):
    """The append-only record of what happened, and the marks beside it."""

    def append(self, events: Sequence[Journalled], marks: Sequence[Marked]) -> None:
        """Store all or nothing, on the disk when it returns. Raises `JournalUnwritable`."""
        ...

    def recall(self) -> tuple[State, int]:
        """The fold of the first events and how many they are; an empty state and 0 if none."""
        ...

    def replay(self, after: int = 0) -> Iterator[Journalled]:
        """Every event behind the first `after`, in order."""
        ...

    def remember(self, state: State, events: int) -> None:
        """Keep the fold of the first `events`, to be recalled; to lose it only costs time."""
        ...

    def marks(self) -> Iterable[Marked]:
        """The newest mark of each feed and scope."""
        ...


class JournalUnwritable(Exception):
    """The journal could not be written (disk full, read-only); nothing of the batch was stored."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem
