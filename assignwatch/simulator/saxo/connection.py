"""One client's socket: what its context has to say, in binary messages.

`stream` accepts it. All that falls due within a tick goes into one message, as several records.
The client never has anything to say; its pings go unanswered, as at Saxo. Sources: Saxo's guide on
streaming over WebSocket and its client library, which takes close code 1002 for an expired token.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import WSCloseCode, WSMsgType, web

from assignwatch.simulator.clock import real_seconds
from assignwatch.simulator.exact_json import dumps
from assignwatch.simulator.saxo.context import Context
from assignwatch.simulator.saxo.frames import Record, encode, fragments
from assignwatch.simulator.saxo.gate import PAGE
from assignwatch.simulator.saxo.parts import Parts
from assignwatch.simulator.saxo.sessions import Session

CONNECTION_HEARTBEAT = "_connectionheartbeat"
OUTSIDE = 0
"""The id of a record that does not count: connection heartbeats are not in the sequence."""

_IGNORED = (WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.PING, WSMsgType.PONG)


@dataclass(slots=True)
class Pace:
    """Real seconds, whatever the simulated speed. May be changed at any time."""

    tick: float = 0.05
    """Between two messages."""
    silence: float = 2.0
    """After which a connection heartbeat is sent, if the client asked for them."""
    share: float = 1 / 3
    """The part of a subscription's inactivity timeout after which it has a heartbeat."""
    fragment: int = 0
    """Bytes in one WebSocket frame; a longer message is sent in several. 0 is no bound."""


class Connection:
    """An open socket. `context` is attached to it until `stream` lets it go."""

    def __init__(
        self,
        parts: Parts,
        pace: Pace,
        context: Context,
        token: str,
        line: asyncio.Transport | None,
        *,
        heartbeats: bool,
    ) -> None:
        self.context = context
        self._parts = parts
        self._pace = pace
        self._token = token
        self._line = line
        self._heartbeats = heartbeats
        self._spoke = real_seconds()
        self._spoil_next = False
        self._over = False

    async def serve(self, socket: web.WebSocketResponse) -> None:
        """Talk until either side ends it."""
        async with asyncio.TaskGroup() as tasks:
            speaking = tasks.create_task(self._speak(socket))
            while (await socket.receive()).type in _IGNORED:
                pass
            if not self._over:
                speaking.cancel()

    def authorize(self, token: str, session: Session) -> None:
        """Go on with a newer token, if it is of the same session."""
        if session is self.context.session:
            self._token = token

    def spoil_next(self) -> None:
        """The next message is not made of records."""
        self._spoil_next = True

    def cut(self) -> None:
        """Drop the line without a goodbye, as a broken network does."""
        self._over = True
        if self._line is not None:
            self._line.abort()

    async def _speak(self, socket: web.WebSocketResponse) -> None:
        sessions = self._parts.sessions
        while True:
            await asyncio.sleep(self._pace.tick)
            if self._over:
                return
            if sessions.of(self._token) is None:
                self._over = True
                await self._end(socket, expired=sessions.alive(self.context.session))
            elif self._parts.faults.deaf:
                self.context.due()
            else:
                await self._send(socket, self._due())

    def _due(self) -> Sequence[Record]:
        now = real_seconds()
        self.context.beat(now, self._pace.share)
        records = self.context.due()
        if not records and self._heartbeats and now - self._spoke >= self._pace.silence:
            payload = dumps([{"ReferenceId": CONNECTION_HEARTBEAT}])
            return [Record(OUTSIDE, CONNECTION_HEARTBEAT, payload)]
        return records

    async def _end(self, socket: web.WebSocketResponse, *, expired: bool) -> None:
        if expired:
            await socket.close(code=WSCloseCode.PROTOCOL_ERROR, message=b"Token expired")
            return
        if not self._parts.faults.deaf:
            self.context.disconnect()
            await self._send(socket, self.context.due())
        await socket.close()

    async def _send(self, socket: web.WebSocketResponse, records: Sequence[Record]) -> None:
        if not records:
            return
        message = encode(records)
        if self._spoil_next:
            self._spoil_next, message = False, PAGE.encode()
        self._spoke = real_seconds()
        if self._pace.fragment and self._line is not None:
            for frame in fragments(message, self._pace.fragment):
                self._line.write(frame)
            return
        with contextlib.suppress(ConnectionError):
            await socket.send_bytes(message)
