"""Carrying out what is due: alerts to channels, and what came of it back to the engine.

Asked again after every change and whenever the core says that something falls due. One delivery
for each alert, version and channel at a time; a channel that hangs is given up after a while and
counts as failed. When an alert no longer asks for anybody, its notices are taken away.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence

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

log = logging.getLogger(__name__)

Words = Callable[[State, str], tuple[str, str]]
"""Title and body of an alert, for people."""

_PATIENCE = 20.0


class Herald:
    """Tells the trader, through every channel, for as long as the state calls for it."""

    def __init__(
        self, engine: Engine, clock: Clock, channels: Sequence[Channel], words: Words
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._channels = {channel.name: channel for channel in channels}
        self._words = words
        self._changed = asyncio.Event()
        self._in_flight: set[str] = set()
        self._showing: set[str] = set()
        engine.listen(self._on_events)

    def _on_events(self, events: Sequence[Event]) -> None:
        self._changed.set()

    async def run(self) -> None:
        """Tell until cancelled."""
        async with asyncio.TaskGroup() as deliveries:
            while True:
                self._changed.clear()
                now = self._engine.now()
                for tell in due(self._engine.state, self._channels, now, self._engine.policy):
                    if tell.key not in self._in_flight:
                        self._in_flight.add(tell.key)
                        deliveries.create_task(self._tell(tell), name=f"tell {tell.key}")
                for alert in self._showing.difference(self._engine.state.open_alerts):
                    self._showing.discard(alert)
                    deliveries.create_task(self._withdraw(alert), name=f"withdraw {alert}")
                await self._wait()

    async def _wait(self) -> None:
        """Until something changed, something falls due, or a while has passed."""
        now = self._engine.now()
        at = next_due(self._engine.state, self._channels, now, self._engine.policy)
        span = LONGEST_SLEEP if at is None else min(at - now, LONGEST_SLEEP)
        sleep = asyncio.create_task(self._clock.sleep(span))
        change = asyncio.create_task(self._changed.wait())
        try:
            await asyncio.wait({sleep, change}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            change.cancel()

    async def _tell(self, tell: Tell) -> None:
        """Deliver once and report; never raises."""
        outcome, problem = Outcome.FAILED, None
        self._showing.add(tell.alert)
        try:
            title, body = self._words(self._engine.state, tell.alert)
            severity = self._engine.state.alerts[tell.alert].raised.severity
            repeat = tell.repeat > 0
            notice = Notice(tell.alert, tell.version, severity, title, body, repeat)
            async with asyncio.timeout(_PATIENCE):
                outcome = await self._channels[tell.channel].deliver(notice)
        except ChannelFailed as failure:
            problem = failure.problem
        except TimeoutError:
            problem = Problem("channel_hangs", {"channel": tell.channel})
        except Exception as failure:
            log.exception("channel %s failed unexpectedly", tell.channel)
            problem = Problem("internal_error", {"what": type(failure).__name__})
        finally:
            self._in_flight.discard(tell.key)
        now = self._engine.now()
        self._engine.submit(Delivery(now, tell.alert, tell.version, tell.channel, outcome, problem))

    async def _withdraw(self, alert: str) -> None:
        for channel in self._channels.values():
            await channel.withdraw(alert)
