"""Carrying out what is due: alerts to channels, and what came of it back to the engine.

Asked again after every change and whenever the core says that something falls due. For each alert
and channel one thing at a time is done, so that an older text never lands on a newer one; a channel
that hangs is given up after a while and counts as failed. When an alert no longer asks for anybody,
what is being told of it is stopped and its notices are taken away.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta

from assignwatch.channels.base import Channel, ChannelFailed, Notice
from assignwatch.core.due import Tell, due, next_due
from assignwatch.core.events import Event
from assignwatch.core.model import Problem
from assignwatch.core.observations import Delivery
from assignwatch.core.ports import Clock
from assignwatch.core.state import State
from assignwatch.core.words import Outcome
from assignwatch.watch.clock import LONGEST_SLEEP
from assignwatch.watch.engine import Engine
from assignwatch.watch.waiting import until

log = logging.getLogger(__name__)

Words = Callable[[State, str], tuple[str, str]]
"""Title and body of an alert, for people."""

_PATIENCE = timedelta(seconds=20)
"""For one delivery or withdrawal, real time."""

Place = tuple[str, str]
"""An alert on a channel."""


class Herald:
    """Tells the trader, through every channel, for as long as the state calls for it."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        channels: Sequence[Channel],
        words: Words,
        *,
        patience: timedelta = _PATIENCE,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._channels = {channel.name: channel for channel in channels}
        self._words = words
        self._patience = patience.total_seconds()
        self._changed = asyncio.Event()
        self._busy: dict[Place, asyncio.Task[None]] = {}
        self._showing: set[Place] = set()
        self._failing: dict[str, Problem] = {}
        engine.listen(self._on_events)

    def _on_events(self, events: Sequence[Event]) -> None:
        self._changed.set()

    async def run(self) -> None:
        """Tell until cancelled."""
        async with asyncio.TaskGroup() as work:
            while True:
                self._changed.clear()
                now = self._engine.now()
                for place in [p for p in self._showing if not self._asks(p[0], now)]:
                    if (task := self._busy.get(place)) is None:
                        self._showing.discard(place)
                        self._start(work, place, self._withdraw(*place))
                    elif not task.cancelling():
                        task.cancel()
                for tell in due(self._engine.state, self._channels, now, self._engine.policy):
                    place = (tell.alert, tell.channel)
                    if place not in self._busy:
                        self._showing.add(place)
                        self._start(work, place, self._tell(tell))
                await self._wait()

    def _asks(self, alert: str, now: datetime) -> bool:
        known = self._engine.state.alerts.get(alert)
        return known is not None and known.asks(now)

    def _start(
        self, work: asyncio.TaskGroup, place: Place, doing: Coroutine[None, None, None]
    ) -> None:
        task = self._busy[place] = work.create_task(doing, name=f"herald {place}")

        def free(_: object) -> None:
            del self._busy[place]
            self._changed.set()

        task.add_done_callback(free)

    async def _wait(self) -> None:
        """Until something changed, something falls due, or a while has passed."""
        now = self._engine.now()
        at = next_due(self._engine.state, self._channels, now, self._engine.policy)
        span = LONGEST_SLEEP if at is None else min(at - now, LONGEST_SLEEP)
        await until(self._clock, span, self._changed)

    async def _tell(self, tell: Tell) -> None:
        """Deliver once and report."""
        outcome, problem = Outcome.FAILED, None
        notice = self._notice(tell)
        try:
            async with asyncio.timeout(self._patience):
                outcome = await self._channels[tell.channel].deliver(notice)
        except ChannelFailed as failure:
            problem = failure.problem
            if self._is_news(tell.channel, problem):
                log.warning("channel %s: %s", tell.channel, problem.code)
        except TimeoutError:
            problem = Problem("channel_hangs", {"channel": tell.channel})
            if self._is_news(tell.channel, problem):
                log.warning("channel %s: hangs", tell.channel)
        except Exception as failure:
            problem = Problem("internal_error", {"what": type(failure).__name__})
            if self._is_news(tell.channel, problem):
                log.exception("channel %s: failed unexpectedly", tell.channel)
        else:
            self._failing.pop(tell.channel, None)
        now = self._engine.now()
        self._engine.submit(Delivery(now, tell.alert, tell.version, tell.channel, outcome, problem))

    def _notice(self, tell: Tell) -> Notice:
        severity = self._engine.state.alerts[tell.alert].raised.severity
        try:
            title, body = self._words(self._engine.state, tell.alert)
        except Exception:
            # A sentence that cannot be made must not keep the alert from being told.
            log.exception("no words for %s", tell.alert)
            title, body = tell.alert, ""
        return Notice(tell.alert, tell.version, severity, title, body, repeat=tell.repeat > 0)

    def _is_news(self, channel: str, problem: Problem) -> bool:
        """Whether the channel has not been failing like this already: it is logged once."""
        before = self._failing.get(channel)
        self._failing[channel] = problem
        return before != problem

    async def _withdraw(self, alert: str, channel: str) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._channels[channel].withdraw(alert)
        except Exception:
            log.exception("channel %s: the notice of %s could not be taken away", channel, alert)
