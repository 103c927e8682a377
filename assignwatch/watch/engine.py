"""The single writer: every input goes through `submit`, one at a time, without an await inside.

Sessions, the window, the herald and the clock hand in observations; the engine settles them into
events, journals those, and tells its listeners. One thread, so no lock. When the journal cannot
be written the watch goes on: the events wait in order, `unsaved` says why, and every later
submit tries again.
"""

import gc
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import localcontext
from typing import get_args

from assignwatch.core.decide import ARITHMETIC, take_in
from assignwatch.core.events import Enrolled, Event, FeedFell, Journalled, Marked
from assignwatch.core.evolve import evolve
from assignwatch.core.gauges import Gauges
from assignwatch.core.model import AccountKey, Problem
from assignwatch.core.observations import (
    Allowance,
    Funds,
    Observation,
    Quote,
    Roster,
    Start,
)
from assignwatch.core.policy import Policy
from assignwatch.core.ports import Clock, Journal, JournalUnwritable
from assignwatch.core.prices import Prices
from assignwatch.core.state import State
from assignwatch.core.words import Feed
from assignwatch.watch.audience import Audience
from assignwatch.watch.sleep import unwatched

log = logging.getLogger(__name__)

Listener = Callable[[Sequence[Event]], None]
Tap = Callable[[datetime, Sequence[Observation]], None]

_SLEPT = timedelta(seconds=90)
"""No input for this long, although the clock ticks every half minute: the computer slept."""

_SET_BACK = timedelta(seconds=1)
"""A clock that goes back by more was set, not steered: the engine's time goes on without it."""

_WORTH_REMEMBERING = 10_000
"""Events that a start had to fold in before the next one is spared them: a tenth of a second."""

_JOURNALLED = get_args(Journalled)
_MARKED = get_args(Marked)


class Engine:
    """Owns the state. Listeners hear of every batch of events after it is in the journal."""

    def __init__(self, journal: Journal, clock: Clock, policy: Policy | None = None) -> None:
        self.state = State()
        self.prices = Prices()
        self.gauges = Gauges()
        self.policy = policy or Policy()
        self.unsaved: Problem | None = None
        self._journal = journal
        self._clock = clock
        self._listeners: Audience[Sequence[Event]] = Audience()
        self._taps: Audience[datetime, Sequence[Observation]] = Audience()
        self._waiting: list[Event] = []
        self._now: datetime | None = None
        self._heard: datetime | None = None
        self._ahead = timedelta()
        self._unjudged = ""

    def load(self) -> None:
        """Bring back what earlier runs knew, and say that the watcher started."""
        with _undisturbed(), localcontext(ARITHMETIC):
            self.state, recalled = self._journal.recall()
            folded = recalled
            for event in self._journal.replay(recalled):
                evolve(self.state, event)
                folded += 1
            if folded - recalled >= _WORTH_REMEMBERING:
                # The one moment at which the state is the fold of the journal and nothing else.
                self._journal.remember(self.state, folded)
        for mark in self._journal.marks():
            evolve(self.state, mark)
        self.state.touched.clear()
        self.submit(Start())

    def enrol(self, accounts: dict[AccountKey, tuple[Feed, ...]]) -> None:
        """Watch these accounts from now on; each has a fresh chance to show life."""
        self.submit(Roster(accounts))

    def listen(self, listener: Listener) -> None:
        """Call back after every batch, and with an empty one when only `unsaved` changed.

        It may submit; what comes of that is told next.
        """
        self._listeners.add(listener)

    def tap(self, tap: Tap) -> None:
        """Show every input and its time before it is taken in: the tape's recorder."""
        self._taps.add(tap)

    def submit(self, *inputs: Observation) -> list[Event]:
        """Take inputs in as one transaction, at this moment."""
        before, self._heard = self._heard, self._time()
        events: list[Event] = []
        unsaved = self.unsaved
        try:
            if before is not None and self._heard - before > _SLEPT and self.state.enrolled:
                self._wake(before, self._heard, events)
            self._take(inputs, self._heard, events)
        finally:
            self._keep(events)  # what the state holds already, whatever went wrong after
        if events or self.unsaved != unsaved:
            self._listeners.tell(events)
        return events

    def _take(self, inputs: Sequence[Observation], now: datetime, events: list[Event]) -> None:
        self._taps.tell(now, inputs)
        for observation in inputs:
            match observation:
                case Quote():
                    self.prices.note(observation)
                case Funds() | Allowance():
                    self.gauges.note(observation)
                case Roster():
                    self.gauges.keep(observation.accounts)
        try:
            take_in(self.state, inputs, now, self.policy, events)
        except ExceptionGroup as failed:
            self._say_unjudged(failed, now, events)

    def _say_unjudged(self, failed: ExceptionGroup, now: datetime, events: list[Event]) -> None:
        """Some changes could not be judged, by a fault of ours: those accounts cannot be trusted.

        They are tried again with the next input; the rest goes on.
        """
        if repr(failed) != self._unjudged:
            log.error("%s", failed, exc_info=failed)
        self._unjudged = repr(failed)
        problem = Problem("internal_error", {"what": type(failed.exceptions[0]).__name__})
        for account in {account for account, _ in self.state.touched}:
            fell = FeedFell(now, account, Feed.POSITIONS, problem, blind=False)
            evolve(self.state, fell)
            events.append(fell)

    def _wake(self, asleep: datetime, now: datetime, events: list[Event]) -> None:
        """Nobody looked from `asleep` on. That is not the feeds' fault: they get a fresh chance."""
        self._take(tuple(unwatched(self.state, asleep)), asleep, events)
        chance = Enrolled(now, self.state.enrolled)
        evolve(self.state, chance)
        events.append(chance)

    def now(self) -> datetime:
        """The engine's time: the clock's, but never before what it has seen already.

        A clock that was set back by an hour must not silence repeats for that hour: time goes on
        from where it was, ahead of the clock until the next start.
        """
        return self._time()

    def _time(self) -> datetime:
        now = self._clock.now() + self._ahead
        if self._now is not None and now < self._now:
            back = self._now - now
            if back > _SET_BACK:
                log.warning("the clock was set back by %s; times run ahead of it", back)
                self._ahead += back
            now = self._now
        self._now = now
        return now

    def _keep(self, events: Sequence[Event]) -> None:
        """Journal what is to be kept, behind whatever is still waiting."""
        self._waiting += [e for e in events if isinstance(e, _JOURNALLED + _MARKED)]
        if not self._waiting:
            return
        facts = [e for e in self._waiting if isinstance(e, _JOURNALLED)]
        marks = [e for e in self._waiting if isinstance(e, _MARKED)]
        try:
            self._journal.append(facts, marks)
        except JournalUnwritable as failure:
            self._say_unsaved(failure.problem)
        except Exception as failure:
            # A fault of ours: said and kept like a full disk, or one bad event would end the watch.
            if self.unsaved is None:
                log.exception("journal: unexpected failure")
            self.unsaved = Problem("internal_error", {"what": type(failure).__name__})
        else:
            self._say_unsaved(None)
            self._waiting = []

    def _say_unsaved(self, problem: Problem | None) -> None:
        """Log once when writing fails and once when it works again."""
        if problem is not None and self.unsaved is None:
            log.error("journal: %s %s", problem.code, problem.values)
        elif problem is None and self.unsaved is not None:
            log.info("journal: writing again, nothing was lost")
        self.unsaved = problem


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the garbage collector, which would look again and again through what only grows."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
