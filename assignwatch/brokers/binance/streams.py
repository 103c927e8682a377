"""The user streams of an account, all at once, as one stream.

`session.py` starts one of these for each connection of the watch. Of each family a `listener.py`
keeps the stream alive; what it hears is read by `events.py`, and told with the family as its scope.
A family's stream that ends is opened again while another one lives; when none does, all end. What
is lost here is read again over REST.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import timedelta

from assignwatch.brokers.base import BrokerError, RateLimited, Refused
from assignwatch.brokers.binance import events
from assignwatch.brokers.binance.catalogue import Catalogue
from assignwatch.brokers.binance.events import Event, Heard
from assignwatch.brokers.binance.line import Alive, Frame, Up
from assignwatch.brokers.binance.listener import FamilyListener
from assignwatch.brokers.reading import mentioned
from assignwatch.core.model import AccountKey, InstrumentId, Problem, Scope
from assignwatch.core.observations import (
    BrokerObservation,
    Description,
    FeedReport,
    Pulse,
)
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed

_log = logging.getLogger(__name__)

WAITS = (1, 2, 5, 15, 60)
"""Seconds until a stream that ended is opened again; the last one repeats."""
CHANGED_OVER = "reconnecting"
"""A new connection took the place of one that was up. No values."""
REFUSED_WAIT = timedelta(minutes=5)
"""For a key that this family does not take."""

_Batch = Sequence[BrokerObservation]
_Line = asyncio.Queue[_Batch | Exception]


class Streams:
    """One connection of the watch: a task for each family, and one line out."""

    def __init__(
        self,
        account: AccountKey,
        listeners: Sequence[FamilyListener],
        catalogue: Catalogue,
        clock: Clock,
    ) -> None:
        self._account = account
        self._listeners = listeners
        self._catalogue = catalogue
        self._clock = clock
        self._up: dict[Scope, bool] = {}
        """Whether a family's stream is up; absent: nobody knows yet."""
        self._told: dict[InstrumentId, Description] = {}
        self._strange: set[tuple[Scope, str]] = set()

    async def listen(self) -> AsyncGenerator[_Batch, None]:
        """What all of them say; ends by raising a `BrokerError` when no stream is up any more."""
        out: _Line = asyncio.Queue()
        tasks = [
            asyncio.create_task(self._keep(listener, out), name=f"listen {listener.scope}")
            for listener in self._listeners
        ]
        try:
            while True:
                told = await out.get()
                if isinstance(told, Exception):
                    raise told
                yield told
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep(self, listener: FamilyListener, out: _Line) -> None:
        """One family's stream, opened again and again."""
        tries = 0
        while True:
            wait = timedelta()
            try:
                async with aclosing(listener.frames()) as frames:
                    async for heard in frames:
                        if isinstance(heard, Up):
                            tries = 0
                        if batch := self._read(listener.scope, heard):
                            out.put_nowait(batch)
            except BrokerError as error:
                out.put_nowait(self._lost(listener.scope, error.problem))
                if self._is_lost():
                    out.put_nowait(error)
                wait, tries = _wait(error, tries), tries + 1
            except Exception as error:  # noqa: BLE001  a task's edge: the watch says it
                out.put_nowait(error)
                return
            await self._clock.sleep(wait)

    def _read(self, scope: Scope, heard: Up | Alive | Frame) -> _Batch:
        match heard:
            case Up():
                return [*self._changed_over(scope), *self._came_up(scope)]
            case Alive():
                return [Pulse(self._clock.now(), self._account, Feed.STREAM, scope)]
            case Frame(content=content):
                return self._of_frame(content, scope)

    def _came_up(self, scope: Scope) -> _Batch:
        self._up[scope] = True
        return [self._report(scope, up=True), *self._whole()]

    def _lost(self, scope: Scope, problem: Problem) -> _Batch:
        self._up[scope] = False
        return [self._report(scope, up=False, problem=problem), *self._whole()]

    def _is_lost(self) -> bool:
        return len(self._up) == len(self._listeners) and not any(self._up.values())

    def _whole(self) -> list[FeedReport]:
        """The account is listened to once it is known of each part whether it can be."""
        if len(self._up) < len(self._listeners) or not any(self._up.values()):
            return []
        return [FeedReport(self._clock.now(), self._account, Feed.STREAM, up=True)]

    def _changed_over(self, scope: Scope) -> list[FeedReport]:
        """That a line took another's place: only what was down asks for a reading by coming up."""
        if not self._up.get(scope):
            return []
        return [self._report(scope, up=False, problem=Problem(CHANGED_OVER))]

    def _of_frame(self, content: bytes, scope: Scope) -> _Batch:
        """What an event says. One that cannot be read is a hole, until the records were read."""
        try:
            found = Heard()
            for told in events.taken(content):
                if isinstance(told, Event):
                    part = events.heard(told, self._catalogue.context(scope))
                    found.observations += part.observations
                    found.odd += part.odd
                    self._note_strange(scope, part.strange)
        except BrokerError as error:
            found.odd.append(error.problem)
        now = self._clock.now()
        holes = [
            FeedReport(now, self._account, Feed.BOOKINGS, up=False, problem=odd, scope=scope)
            for odd in found.odd[:1]
        ]
        return [*self._descriptions(found.observations), *found.observations, *holes]

    def _descriptions(self, found: _Batch) -> list[Description]:
        """Of contracts not described on this connection, or known better by now."""
        told = self._catalogue.describe(mentioned(found))
        new = [d for d in told if self._told.get(d.instrument.id) != d]
        self._told |= {d.instrument.id: d for d in new}
        return new

    def _report(self, scope: Scope, *, up: bool, problem: Problem | None = None) -> FeedReport:
        now = self._clock.now()
        return FeedReport(now, self._account, Feed.STREAM, up=up, problem=problem, scope=scope)

    def _note_strange(self, scope: Scope, name: str) -> None:
        if name and (scope, name) not in self._strange:
            self._strange.add((scope, name))
            _log.info("%s: an unknown event %r of the stream", scope, name[:40])


def _wait(error: BrokerError, tries: int) -> timedelta:
    """How long until the next try."""
    if isinstance(error, RateLimited):
        return error.retry_after
    if isinstance(error, Refused):
        return REFUSED_WAIT
    return timedelta(seconds=WAITS[min(tries, len(WAITS) - 1)])
