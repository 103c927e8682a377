"""Listening to one family's user stream, from one connection to the next.

The session has one listener for each family and reads its `frames`; what is lost here is read
again over REST after each `Up`. It keeps the listen key alive, takes a new one when that ends, and
replaces a connection before Binance cuts it: the new one is opened and confirmed before the old one
is dropped, and until then the old one is listened to. Sources: Binance docs, Derivatives "User data
streams"; `line.py` and `reconnects.py` name their own.

What shows that a line is deaf, and when:

- nothing at all for `line.SILENCE`, and no answer for as long again: 40 s;
- the list of subscriptions lacks the key: at the next lull, 20 s at most after the last event;
- options, while a position is held: no event for `HEARTBEAT_WITHIN`, 60 s, for one is due every
  10 s. The futures have no such heartbeat;
- a reading showed a change, and no event was told from `NEWS_WITHIN` before that was noticed to
  `NEWS_WITHIN` after: 30 s from `expect_news`. A line that answers and tells nothing is found out
  by nothing else.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any

from assignwatch.brokers.base import BrokerError, Transient
from assignwatch.brokers.binance.calls import LISTEN_KEYS
from assignwatch.brokers.binance.errors import is_listen_key_gone, listen_key_gone
from assignwatch.brokers.binance.families import Family
from assignwatch.brokers.binance.line import Frame, Heard, KeyEnded, Up, line
from assignwatch.brokers.binance.listen_key import ListenKey
from assignwatch.brokers.binance.reconnects import next_reconnect
from assignwatch.brokers.binance.rest import Rest
from assignwatch.core.model import Problem, Scope
from assignwatch.core.ports import Clock
from assignwatch.net.problems import SILENT, host_of
from assignwatch.net.silence import give_up
from assignwatch.net.transport import Transport

_log = logging.getLogger(__name__)

STREAM_DEAF = "stream_deaf"
"""The stream did not tell what a reading showed. Values: host, seconds."""

NEWS_WITHIN = timedelta(seconds=30)
HEARTBEAT_WITHIN = timedelta(seconds=60)
REPLACE_AGAIN = timedelta(minutes=5)
"""After a new connection could not be opened while the old one still works."""
TOO_SOON = timedelta(minutes=1)
"""A second key that ends within this is no accident: whoever drives the stream waits a while."""
LOOK_EVERY = timedelta(seconds=2)
"""How often, in a lull, it is seen whether something is due."""

Told = Heard | KeyEnded


class FamilyListener:
    """One family's stream. `url` is its address, without a path. One call of `frames` at a time."""

    def __init__(
        self, family: Family, rest: Rest, transport: Transport, clock: Clock, url: str
    ) -> None:
        self._family = family
        self._transport = transport
        self._clock = clock
        self._url = url
        self._key = ListenKey(family, rest, clock)
        self._line: _Reading | None = None
        self._successor: _Reading | None = None
        self._renewing: asyncio.Future[None] | None = None
        self._opened_at: datetime | None = None
        self._replace_after = timedelta()
        self._key_ended_at: timedelta | None = None
        # The network's own time, not a demo's fast clock.
        self._event_at = 0.0
        self._news_by: float | None = None
        self._has_heartbeat = False

    @property
    def scope(self) -> Scope:
        """The family's."""
        return self._family.scope

    def expect_news(self) -> None:
        """A reading shows a change since the last one; both were taken while the line was up.

        Unless an event came shortly before, one must come within `NEWS_WITHIN`. Any does: a line
        that tells something tells everything.
        """
        if self._opened_at is None or self._news_by is not None:
            return
        now = _now()
        if now - self._event_at > NEWS_WITHIN.total_seconds():
            self._news_by = now + NEWS_WITHIN.total_seconds()

    def expect_heartbeat(self, expected: bool) -> None:
        """Whether an event must come every few seconds: options, while a position is held."""
        if expected and not self._has_heartbeat:
            self._event_at = max(self._event_at, _now())
        self._has_heartbeat = expected

    async def frames(self) -> AsyncGenerator[Heard, None]:
        """What is heard, `Up` first and after each change of connection.

        Ends with a `BrokerError`.
        """
        self._line = self._begun()
        try:
            while True:
                await self._something()
                for told in await self._taken():
                    yield told
                await self._keep_up()
        finally:
            await self._drop()

    async def _something(self) -> None:
        """Wait until something came, or for a little while."""
        waiting: list[asyncio.Future[Any]] = [
            one.coming for one in (self._line, self._successor) if one is not None
        ]
        if self._renewing is not None:
            waiting.append(self._renewing)
        seconds = LOOK_EVERY.total_seconds()
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)

    async def _taken(self) -> list[Heard]:
        """What came: over the new connection, once it is up, or over the one there is."""
        if self._successor is not None and self._successor.coming.done():
            first = await self._succeeded(self._successor)
            return [] if first is None else [first]
        if self._line is None or not self._line.coming.done():
            return []
        told = self._line.take()
        if isinstance(told, KeyEnded):
            await self._key_ended(told)
            return []
        self._note(told)
        return [told]

    async def _succeeded(self, successor: "_Reading") -> Heard | None:
        """Change over to the new connection, if it is one."""
        self._successor = None
        try:
            first = successor.take()
        except BrokerError as error:
            _log.info("no new connection yet (%s); the old one is still there", error)
            await successor.drop()
            self._replace_after = self._clock.monotonic() + REPLACE_AGAIN
            return None
        old, self._line = self._line, successor
        if old is not None:
            await old.drop()
        if isinstance(first, KeyEnded):
            await self._key_ended(first)
            return None
        self._note(first)
        return first

    def _note(self, told: Heard) -> None:
        if isinstance(told, Up):
            self._opened_at = self._clock.now()
        if isinstance(told, Up | Frame):
            self._event_at, self._news_by = _now(), None

    async def _key_ended(self, ended: KeyEnded) -> None:
        """Begin anew with another key. It is said twice sometimes, and then of one long gone."""
        if ended.key not in ("", self._key.value):
            _log.info("a key ended that is not this one")
            self._renew()
            return
        now, last = self._clock.monotonic(), self._key_ended_at
        if last is not None and now - last < TOO_SOON:
            raise listen_key_gone(LISTEN_KEYS[self._family].create.name)
        self._key_ended_at = now
        await self._drop()
        self._line = self._begun()

    # ------------------------------------------------------------------------------ what is due

    async def _keep_up(self) -> None:
        if self._renewing is not None and self._renewing.done():
            renewing, self._renewing = self._renewing, None
            await self._renewed(renewing)
        if self._opened_at is None:
            return
        self._judge_silence()
        if self._key.is_due():
            self._renew()
        now = self._clock.now()
        if next_reconnect(self._opened_at, now) <= now:
            self._replace()

    def _judge_silence(self) -> None:
        now, host = _now(), host_of(self._url)
        if self._news_by is not None and now >= self._news_by:
            raise _deaf(STREAM_DEAF, host, NEWS_WITHIN)
        silent_for = now - self._event_at
        if self._has_heartbeat and silent_for > HEARTBEAT_WITHIN.total_seconds():
            raise _deaf(SILENT, host, HEARTBEAT_WITHIN)

    def _renew(self) -> None:
        if self._renewing is None:
            self._renewing = asyncio.ensure_future(self._key.renew())

    async def _renewed(self, renewing: asyncio.Future[None]) -> None:
        """To a key that is gone, or must be, nothing is told any more: begin anew."""
        try:
            renewing.result()
        except BrokerError as error:
            _log.info("the listen key could not be renewed (%s)", error)
            if is_listen_key_gone(error) or self._key.is_over():
                await self._key_ended(KeyEnded(""))

    def _replace(self) -> None:
        """Open a new connection, unless that is under way or was tried just now."""
        if self._successor is None and self._clock.monotonic() >= self._replace_after:
            self._successor = self._begun()

    def _begun(self) -> "_Reading":
        return _Reading(self._opened())

    async def _opened(self) -> AsyncGenerator[Told, None]:
        key = await self._key.obtain()
        told = line(self._transport, self._family.ways, self._url, key)
        async with aclosing(told):
            async for one in told:
                yield one

    async def _drop(self) -> None:
        renewing, self._renewing = self._renewing, None
        lines, self._line, self._successor = (self._line, self._successor), None, None
        self._opened_at = self._news_by = None
        if renewing is not None:
            await give_up(renewing)
        for one in lines:
            if one is not None:
                await one.drop()


class _Reading:
    """A line of which the next thing told is waited for, whoever else is waited for meanwhile."""

    def __init__(self, told: AsyncGenerator[Told, None]) -> None:
        self._told = told
        self.coming = self._next()

    def take(self) -> Told:
        """What came. Raises `BrokerError`."""
        told = self.coming.result()
        self.coming = self._next()
        return told

    async def drop(self) -> None:
        """Close the connection."""
        await give_up(self.coming)
        await self._told.aclose()

    def _next(self) -> asyncio.Future[Told]:
        return asyncio.ensure_future(anext(self._told))


def _now() -> float:
    return asyncio.get_running_loop().time()


def _deaf(code: str, host: str, within: timedelta) -> Transient:
    return Transient(Problem(code, {"host": host, "seconds": f"{within.total_seconds():g}"}))
