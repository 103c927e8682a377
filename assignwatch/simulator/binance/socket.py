"""Binance's user streams: one `Connection` for each client, whichever of the addresses it opened.

`host` accepts them and routes each booking of the world to `Connection.tell`. A connection lives
for a day; the server pings it and drops who does not answer. Sources: Binance docs, "Connect" and
"Live Subscribing/Unsubscribing to streams" of each family.
"""

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import WSMsgType, web

from assignwatch.simulator.binance.channels import Channel, Stream
from assignwatch.simulator.binance.gate import PAGE
from assignwatch.simulator.binance.listen_keys import ListenKey, Product
from assignwatch.simulator.binance.option_events import PULSE, pulse
from assignwatch.simulator.binance.venue import Venue
from assignwatch.simulator.clock import real_seconds
from assignwatch.simulator.exact_json import dumps

LIFE = timedelta(hours=24)
"""After which, on the simulated clock, a connection is ended."""
MOST_MESSAGES = 10
"""That a client may send in a second."""
MOST_STREAMS = 1024

_METHODS = ("SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY")
_INVALID = 2


@dataclass(slots=True)
class Pace:
    """Real seconds, whatever the simulated speed. May be changed at any time."""

    tick: float = 0.05
    """Between two looks at what is due."""
    ping: float = 180.0
    """Between two pings of the server."""
    patience: float = 600.0
    """Without a pong, after which a client is dropped."""


class Connection:
    """One client's socket: what it listens to, and what is still to be sent."""

    def __init__(
        self,
        venue: Venue,
        channel: Channel,
        socket: web.WebSocketResponse,
        line: asyncio.Transport | None,
        pace: Pace,
    ) -> None:
        self._venue = venue
        self._channel = channel
        self._socket = socket
        self._line = line
        self._pace = pace
        self._streams = {stream.name: stream for stream in channel.streams}
        self._wrapped = channel.wrapped
        self._opened = self._pulsed = venue.world.clock.now
        self._answered = real_seconds()
        self._heard: deque[float] = deque(maxlen=MOST_MESSAGES)
        self._outbox: asyncio.Queue[str] = asyncio.Queue()
        self._spoil_next = False

    async def serve(self) -> None:
        """Talk until either side ends it."""
        async with asyncio.TaskGroup() as tasks:
            background = [tasks.create_task(self._write()), tasks.create_task(self._tick())]
            await self._read()
            for task in background:
                task.cancel()

    def tell(self, key: ListenKey, events: Iterable[Mapping[str, object]]) -> None:
        """Something happened in the stream of a listen key; it is sent if it is heard here."""
        stream = self._streams.get(key.text)
        if stream is None or not self._channel.serves(key.product, stream):
            return
        for event in events:
            if stream.wants(str(event["e"])):
                self._send({"stream": key.text, "data": event} if self._wrapped else event)

    def spoil_next(self) -> None:
        """The next message leaves as something that is not JSON."""
        self._spoil_next = True

    def listens_to(self, keys: Iterable[ListenKey]) -> bool:
        """Whether any of the keys is subscribed here."""
        return any(key.text in self._streams for key in keys)

    def cut(self) -> None:
        """Drop the line without a goodbye, as a broken network does."""
        if self._line is not None:
            self._line.abort()

    def _send(self, message: object) -> None:
        if not self._venue.faults.deaf:
            self._outbox.put_nowait(dumps(message))

    async def _write(self) -> None:
        while True:
            text = await self._outbox.get()
            if self._spoil_next:
                self._spoil_next, text = False, PAGE
            with contextlib.suppress(ConnectionError):
                await self._socket.send_str(text)

    async def _tick(self) -> None:
        pinged = real_seconds()
        while True:
            await asyncio.sleep(self._pace.tick)
            now, real = self._venue.world.clock.now, real_seconds()
            if now - self._opened >= LIFE or real - self._answered >= self._pace.patience:
                await self._socket.close()
                return
            if real - pinged >= self._pace.ping:
                pinged = real
                with contextlib.suppress(ConnectionError):
                    await self._socket.ping(str(int(now.timestamp() * 1000)).encode())
            if now - self._pulsed >= PULSE:
                self._pulse(now)

    def _pulse(self, now: datetime) -> None:
        self._pulsed = now
        for name in self._streams:
            key = self._venue.listen_keys.opens(name)
            if key is not None and key.product is Product.OPTIONS:
                book = self._venue.world.accounts[key.account].options
                if book is not None:
                    self.tell(key, pulse(self._venue.world, book))

    async def _read(self) -> None:
        while not self._socket.closed:
            message = await self._socket.receive()
            match message.type:
                case WSMsgType.PING:
                    await self._socket.pong(message.data)
                case WSMsgType.PONG:
                    self._answered = real_seconds()
                case WSMsgType.TEXT:
                    if self._too_fast():
                        await self._socket.close(message=b"Too many requests")
                        return
                    self._hear(message.data)
                case _:
                    return

    def _too_fast(self) -> bool:
        now = real_seconds()
        full = len(self._heard) == MOST_MESSAGES and now - self._heard[0] < 1
        self._heard.append(now)
        return full

    def _hear(self, text: str) -> None:
        try:
            request = json.loads(text)
        except ValueError:
            self._error("Invalid JSON: expected value", None)
            return
        if not isinstance(request, dict):
            self._error("Invalid request: request must be an object", None)
            return
        number, params = request.get("id"), request.get("params", [])
        method = request.get("method")
        if method not in _METHODS:
            expected = ", ".join(f"`{known}`" for known in _METHODS)
            self._error(f"Invalid request: unknown variant, expected one of {expected}", number)
        elif not isinstance(params, list):
            self._error("Invalid request: params must be an array", number)
        else:
            self._carry_out(method, params, number)

    def _carry_out(self, method: str, params: list[object], number: object) -> None:
        result: object = None
        match method:
            case "SUBSCRIBE":
                for name in map(str, params):
                    self._streams.setdefault(name, Stream(name))
                if len(self._streams) > MOST_STREAMS:
                    self._error("Too many streams", number)
                    return
            case "UNSUBSCRIBE":
                for name in map(str, params):
                    self._streams.pop(name, None)
            case "LIST_SUBSCRIPTIONS":
                result = list(self._streams)
            case _:
                if params[:1] != ["combined"]:
                    self._error("Unknown property", number)
                    return
                if method == "SET_PROPERTY":
                    self._wrapped = params[1:2] == [True]
                else:
                    result = self._wrapped
        self._send({"result": result, "id": number})

    def _error(self, text: str, number: object) -> None:
        self._send({"error": {"code": _INVALID, "msg": text}, "id": number})
