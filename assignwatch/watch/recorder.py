"""Recording a watch: every input of the engine as lines of a tape, in the order it was learned.

Hung on `Engine.tap` before the engine loads, so that the first thing it sees is the start; what
the journal had brought back by then comes before it. `write` is `store.tape_file`'s. What is about
the program itself has no line: a roster, a delivery, where a feed goes on, and a pulse of a feed
that is up anyway.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from assignwatch.core.model import Problem
from assignwatch.core.observations import (
    Allowance,
    Bookmark,
    Clock,
    Delivery,
    FeedReport,
    Funds,
    Message,
    Observation,
    Pulse,
    Roster,
    SignIn,
    Start,
)
from assignwatch.core.tape.beginning import beginning
from assignwatch.core.tape.fields import Malformed
from assignwatch.core.tape.writing import Taped, write
from assignwatch.store.errors import StoreError
from assignwatch.watch.engine import Engine

log = logging.getLogger(__name__)


class Recorder:
    """Keeps the tape of one run. It never stops the watch: what it cannot do it says once."""

    def __init__(
        self,
        engine: Engine,
        append: Callable[[Sequence[str]], None],
        on_trouble: Callable[[Problem], None],
        recorded: datetime | None = None,
    ) -> None:
        """`append` puts whole lines on the tape, or raises `StoreError`.

        `recorded` says up to when the tape that is continued knows everything.
        """
        self._engine = engine
        self._append = append
        self._on_trouble = on_trouble
        self._recorded = recorded
        self._ended = False
        self._incomplete = False
        self._written: datetime | None = None
        self._passed: datetime | None = None

    def on_inputs(self, now: datetime, inputs: Sequence[Observation]) -> None:
        """A `watch.engine.Tap`: these are about to be taken in as one transaction."""
        told = [(now, one) for one in map(self._taped, inputs) if one is not None]
        if any(not isinstance(one, Clock) for _, one in told):
            # What comes with news says nothing by itself, and on a tape it would part them.
            told = [line for line in told if not isinstance(line[1], Clock)]
        if not told:
            self._passed = now
            return
        if any(isinstance(one, Start) for one in inputs):
            told[:0] = beginning(self._engine.state, now, self._engine.policy, self._recorded)
        elif now == self._written:
            told.insert(0, (now, Clock(now)))  # or two transactions would look like one
        self._put(told)
        self._written, self._passed = now, None

    def finish(self) -> None:
        """Say how far time has come since the last line."""
        if self._passed is not None:
            self._put([(self._passed, Clock(self._passed))])
            self._passed = None

    def _taped(self, observation: Observation) -> Taped | None:
        match observation:
            case Roster() | Delivery() | SignIn() | Message() | Bookmark() | Funds() | Allowance():
                return None
            case FeedReport(over=True):
                return None  # a tape has no word for it; nothing more is told of that part
            case Pulse():
                return None if self._is_up(observation) else _up(observation)
            case _:
                return observation

    def _is_up(self, pulse: Pulse) -> bool:
        account = self._engine.state.accounts.get(pulse.account)
        health = account.feeds.get((pulse.feed, pulse.scope)) if account is not None else None
        return health is not None and health.up

    def _put(self, told: Sequence[tuple[datetime, Taped]]) -> None:
        if self._ended:
            return
        lines = [line for seen, one in told if (line := self._line(one, seen)) is not None]
        try:
            self._append(lines)
        except StoreError as failure:
            self._ended = True
            self._say(failure.problem)

    def _line(self, observation: Taped, seen: datetime) -> str | None:
        """None for what a tape cannot hold: the rest is still worth having."""
        try:
            return write(observation, seen)
        except Malformed as unfit:
            if not self._incomplete:
                kind = type(observation).__name__.lower()
                self._say(Problem("tape_incomplete", {"what": kind, "key": unfit.key}))
            self._incomplete = True
            return None

    def _say(self, problem: Problem) -> None:
        log.error("tape: %s %s", problem.code, problem.values)
        self._on_trouble(problem)


def _up(pulse: Pulse) -> FeedReport:
    return FeedReport(pulse.at, pulse.account, pulse.feed, up=True, scope=pulse.scope)
