"""A night told as a timeline: at t the broker says …, the trader does …; what is wanted after."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assignwatch.core.model import AccountKey
from assignwatch.core.observations import Observation, Roster
from assignwatch.core.words import Cause, Feed
from tests.core.builders import ACCOUNT, POLICY, Run, after, booking, snapshot

FILLS, LOG, HISTORY = "fills", "account log", "position history"
WATCHED: dict[AccountKey, tuple[Feed, ...]] = {
    ACCOUNT: (Feed.STREAM, Feed.POSITIONS, Feed.BOOKINGS)
}


class Night:
    """One account, watched and read once at the first moment; times are seconds after it."""

    def __init__(self) -> None:
        self.run = Run(POLICY)
        self.run.take(Roster(WATCHED), snapshot(after()))

    def says(self, seconds: float, *observations: Observation) -> None:
        """The broker says this at that time."""
        self.run.take(*observations, at=after(seconds))

    def passes(self, seconds: float) -> None:
        """It is that time now, and nothing was said."""
        self.run.take(at=after(seconds))

    def restarts(self, seconds: float) -> None:
        """The program is killed before, and starts again at that time."""
        self.run = self.run.restarted(after(seconds))
        self.run.take(Roster(WATCHED))

    @property
    def summary(self) -> list[tuple[str, int, str, str]]:
        """What is believed: kind, version, contracts and grade of what was not taken back."""
        return [
            (latest.kind, latest.version, f"{latest.contracts.normalize():f}", latest.grade)
            for latest in self.run.standing()
        ]


def row_of(record: str, at: datetime, quantity: str, cause: Cause, **keys: Any) -> Observation:
    """A row of one of the broker's lists; its id is the list's own."""
    name = keys.pop("id")
    return booking(quantity, cause, at=at, id=f"{record}/{name}", record=record, **keys)
