"""The contract of a channel: take a notice, say honestly what came of it.

`watch.herald` hands notices to channels and journals the receipt. `CONFIRMED` is only for a
channel that saw the notice appear; a hand-over that nobody confirmed is `TRIED`, and the alert
goes on as if nobody had seen it.
"""

from dataclasses import dataclass
from typing import Protocol

from assignwatch.core.model import Problem
from assignwatch.core.words import Outcome, Severity


@dataclass(frozen=True, slots=True)
class Notice:
    """One alert, ready to be shown: sentences for people, already rendered."""

    alert: str
    version: int
    severity: Severity
    title: str
    body: str
    repeat: bool = False


class Channel(Protocol):
    """One way to the trader."""

    @property
    def name(self) -> str:
        """The name that the journal knows it by."""
        ...

    async def deliver(self, notice: Notice) -> Outcome:
        """Show it; bounded in time. Raises `ChannelFailed`."""
        ...

    async def withdraw(self, alert: str) -> None:
        """Take an alert's notice away if it is still there. Never fails."""
        ...


class ChannelFailed(Exception):
    """The notice certainly did not appear."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem
