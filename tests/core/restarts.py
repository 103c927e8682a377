"""A tape lived through by a program that ends on the way and starts again from what it stored.

What is stored is what the journal is given: the events that it keeps, in order, and the newest
marks. `lived` is the same tape with a program that goes on, and only says that it started.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import localcontext
from typing import get_args

from assignwatch.core.decide import ARITHMETIC, take_in
from assignwatch.core.events import Concluded, Event, Journalled, Marked
from assignwatch.core.evolve import evolve
from assignwatch.core.observations import Observation, Start
from assignwatch.core.policy import Policy
from assignwatch.core.state import State
from assignwatch.core.tape.player import transactions
from assignwatch.core.tape.reading import read

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


@dataclass
class Life:
    """A program on its way through a tape."""

    policy: Policy
    state: State = field(default_factory=State)
    now: datetime = _BEFORE_ALL
    events: list[Event] = field(default_factory=list)

    @property
    def versions(self) -> list[Concluded]:
        """All that was concluded on the way."""
        return [event for event in self.events if isinstance(event, Concluded)]

    def take(self, observations: Sequence[Observation]) -> None:
        self.events += take_in(self.state, observations, self.now, self.policy)

    def folded(self) -> State:
        """The state that a start would find, before it says so."""
        found = State()
        with localcontext(ARITHMETIC):
            for family in (Journalled, Marked):
                for event in self.events:
                    if isinstance(event, get_args(family)):
                        evolve(found, event)
        found.touched.clear()
        return found


def lived(tape: Iterable[str], policy: Policy, starts: int | None = None) -> Life:
    """The whole tape; before transaction number `starts` a start is said and nothing is lost."""
    return _lived(tape, policy, starts, forgets=False)


def resumed(tape: Iterable[str], policy: Policy, starts: int) -> Life:
    """The same, but what the journal does not keep is forgotten there."""
    return _lived(tape, policy, starts, forgets=True)


def _lived(tape: Iterable[str], policy: Policy, starts: int | None, *, forgets: bool) -> Life:
    life = Life(policy)
    for number, together in enumerate(transactions(read(tape))):
        if number == starts:
            life.state = life.folded() if forgets else life.state
            life.take([Start()])
        life.now = max(life.now, together[0].seen or together[0].at or life.now)
        life.take([line.observation for line in together])
    return life
