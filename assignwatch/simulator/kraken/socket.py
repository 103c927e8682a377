"""Kraken's futures WebSocket, version 1: one `Connection` for each client.

`host` accepts them and routes each booking of the world to `Connection.tell`. A challenge belongs
to the connection that it was given on, and to one key (Kraken docs, guide "Futures WebSockets"); a
client that says nothing for a minute is dropped.
"""

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import Mapping

from aiohttp import WSMsgType, web

from assignwatch.simulator.exact_json import dumps
from assignwatch.simulator.kraken.auth import Key, Refused
from assignwatch.simulator.kraken.book import Book
from assignwatch.simulator.kraken.feeds import PRIVATE_FEEDS, Feed, View, heartbeat
from assignwatch.simulator.kraken.gate import PAGE
from assignwatch.simulator.kraken.records import Booked
from assignwatch.simulator.kraken.venue import Venue
from assignwatch.simulator.seeded import Seeded

PATIENCE = 60.0
"""Seconds without a word from the client after which it is dropped."""
TICK = 1.0
"""Real seconds between heartbeats and price updates, whatever the simulated speed."""
HEARTBEAT = "heartbeat"


class Connection:
    """One client's socket: its challenges, its subscriptions, and what is still to be sent."""

    def __init__(
        self,
        venue: Venue,
        socket: web.WebSocketResponse,
        line: asyncio.Transport | None,
        seeded: Seeded,
    ) -> None:
        self._venue = venue
        self._socket = socket
        self._line = line
        self._seeded = seeded
        self._challenges: dict[str, str] = {}
        self._feeds: dict[str, Key | None] = {}
        self._sequence: Counter[str] = Counter()
        self._outbox: asyncio.Queue[str] = asyncio.Queue()
        self._spoil_next = False

    async def serve(self) -> None:
        """Talk until either side ends it."""
        self._send({"event": "info", "version": 1})
        async with asyncio.TaskGroup() as tasks:
            background = [tasks.create_task(self._write()), tasks.create_task(self._tick())]
            await self._read()
            for task in background:
                task.cancel()

    def tell(self, book: Book, booked: Booked) -> None:
        """Something was booked; subscribers of the account hear of it."""
        for name, key in list(self._feeds.items()):
            if key is not None and key.account == book.name:
                feed = PRIVATE_FEEDS[name]
                for message in feed.news(self._view(feed, key), booked):
                    self._send(message)

    def spoil_next(self) -> None:
        """The next message leaves as something that is not JSON."""
        self._spoil_next = True

    def listens_to(self, account: str) -> bool:
        """Whether any feed of the account is subscribed here."""
        return any(key is not None and key.account == account for key in self._feeds.values())

    def cut(self) -> None:
        """Drop the line without a goodbye, as a broken network does."""
        if self._line is not None:
            self._line.abort()

    def _view(self, feed: Feed, key: Key) -> View:
        self._sequence[feed.name] += 1
        world = self._venue.world
        return View(world, world.books[key.account], world.clock.now, self._sequence[feed.name])

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
        while True:
            await asyncio.sleep(TICK)
            for name, key in list(self._feeds.items()):
                if key is None:
                    self._send(heartbeat(self._venue.world.clock.shown))
                elif (tick := PRIVATE_FEEDS[name].tick) is not None:
                    self._send(tick(self._view(PRIVATE_FEEDS[name], key)))

    async def _read(self) -> None:
        while not self._socket.closed:
            try:
                message = await self._socket.receive(timeout=PATIENCE)
            except TimeoutError:
                await self._socket.close()
                return
            match message.type:
                case WSMsgType.PING:
                    await self._socket.pong(message.data)
                case WSMsgType.TEXT:
                    self._hear(message.data)
                case WSMsgType.PONG:
                    pass
                case _:
                    return

    def _hear(self, text: str) -> None:
        try:
            request = json.loads(text)
        except ValueError:
            request = None
        if not isinstance(request, dict):
            self._error("Json Error")
            return
        match request.get("event"):
            case "challenge":
                self._challenge(request.get("api_key"))
            case "subscribe":
                self._subscribe(request)
            case "unsubscribe":
                self._unsubscribe(request)
            case "ping":
                self._send({"event": "pong"})
            case _:
                self._venue.tally.refuse("SOCKET", str(request.get("event")))
                self._error("Invalid event")

    def _challenge(self, api_key: object) -> None:
        if not isinstance(api_key, str):
            self._error("Invalid API key")
            return
        self._challenges[api_key] = self._seeded.next_uuid()
        self._send({"event": "challenge", "message": self._challenges[api_key]})

    def _subscribe(self, request: Mapping[str, object]) -> None:
        name = request.get("feed")
        if name == HEARTBEAT:
            self._feeds[HEARTBEAT] = None
            self._send({"event": "subscribed", "feed": name})
        elif isinstance(name, str) and name in PRIVATE_FEEDS:
            if (key := self._caller(request, "subscribe to")) is None:
                return
            self._send({**request, "event": "subscribed"})
            self._feeds[name] = key
            feed = PRIVATE_FEEDS[name]
            self._send(feed.first(self._view(feed, key)))
        else:
            self._error("Invalid feed")

    def _unsubscribe(self, request: Mapping[str, object]) -> None:
        name = request.get("feed")
        if not isinstance(name, str) or name not in {HEARTBEAT, *PRIVATE_FEEDS}:
            self._error("Invalid feed")
            return
        if name != HEARTBEAT and self._caller(request, "unsubscribe from") is None:
            return
        self._feeds.pop(name, None)
        self._send({**request, "event": "unsubscribed"})

    def _caller(self, request: Mapping[str, object], deed: str) -> Key | None:
        api_key = request.get("api_key")
        given = self._challenges.get(api_key) if isinstance(api_key, str) else None
        if request.get("original_challenge") != given:
            given = None
        try:
            return self._venue.keys.challenged(api_key, given, request.get("signed_challenge"))
        except Refused:
            self._venue.tally.failed_logins += 1
            self._send({"event": "alert", "message": f"Failed to {deed} authenticated feed"})
            return None

    def _error(self, text: str) -> None:
        self._send({"event": "error", "message": text})
