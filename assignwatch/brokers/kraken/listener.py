"""Listening to one account over Kraken's socket, from the challenge to the end of the connection.

`session.py` starts one for each connection, for a challenge belongs to one. Everything that
comes is a hint or a second witness: what is lost here is read again over REST. Sources: Kraken
docs, Futures guide "WebSockets", Futures WebSocket "Challenge", "Fills", "Open positions",
"Account log", "Heartbeat".
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing
from datetime import timedelta

import msgspec

from assignwatch.brokers.base import BrokerError
from assignwatch.brokers.kraken import account_log, fills, positions
from assignwatch.brokers.kraken.auth import Key
from assignwatch.brokers.kraken.catalogue import Catalogue
from assignwatch.brokers.kraken.errors import from_event, from_network
from assignwatch.brokers.kraken.reader import Reader
from assignwatch.brokers.kraken.wire import (
    Frame,
    SocketFills,
    SocketLogEntry,
    SocketLogSnapshot,
    decoded,
)
from assignwatch.brokers.records import Records
from assignwatch.core.model import AccountKey, InstrumentId, PositionRow
from assignwatch.core.observations import (
    Booking,
    BrokerObservation,
    Description,
    FeedReport,
    Fill,
    Pulse,
    Snapshot,
    Unreadable,
)
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed
from assignwatch.net.problems import TIMED_OUT, unreachable
from assignwatch.net.silence import heard
from assignwatch.net.transport import Socket, Transport, Unreachable

_log = logging.getLogger(__name__)

PRIVATE = ("fills", "open_positions", "account_log")
HEARTBEAT = "heartbeat"

SILENCE = timedelta(seconds=15)
"""Heartbeats come every few seconds; without anything for this long the stream is dead."""
SIGN_IN = timedelta(seconds=20)
"""How long it may take until all feeds are acknowledged, however much else is heard."""
PING_EVERY = timedelta(seconds=30)
"""Kraken drops a connection that has not pinged for a minute."""
PULSE_EVERY = timedelta(seconds=5)
SNAPSHOT_EVERY = timedelta(seconds=60)
"""A reading that shows nothing new is passed on this often, as proof that it was taken."""

_IGNORED_EVENTS = frozenset({"info", "pong"})


class Listener:
    """One connection. `frames` runs it; everything else is what one kind of frame means."""

    def __init__(
        self,
        account: AccountKey,
        key: Key,
        clock: Clock,
        catalogue: Catalogue,
        reader: Reader,
    ) -> None:
        self._account = account
        self._key = key
        self._clock = clock
        self._catalogue = catalogue
        self._reader = reader
        self._missing = set(PRIVATE)
        self._up = False
        self._last_row: int | None = None
        self._hole: tuple[int, int] | None = None
        self._rows: frozenset[PositionRow] | None = None
        self._told: dict[InstrumentId, Description] = {}
        self._strange: set[str] = set()
        self._done_at: dict[str, timedelta] = {}
        self._feeds: dict[str, Callable[[bytes], list[BrokerObservation]]] = {
            "fills": self._fills,
            "fills_snapshot": self._fills,
            "open_positions": self._positions,
            "account_log": self._log_entry,
            "account_log_snapshot": self._log_snapshot,
            HEARTBEAT: self._heartbeat,
        }

    async def listen(
        self, transport: Transport, url: str
    ) -> AsyncIterator[Sequence[BrokerObservation]]:
        """Connect, sign in and pass on what comes, until it ends with a `BrokerError`."""
        try:
            async with (
                transport.socket(url) as socket,
                aclosing(heard(socket.frames(), SILENCE, url)) as frames,
            ):
                # The network's own time, not a demo's fast clock.
                now = asyncio.get_running_loop().time
                signed_in_by = now() + SIGN_IN.total_seconds()
                await _send(socket, event="challenge", **self._key.question())
                async for frame in frames:
                    batch = await self._take(frame, socket)
                    if batch:
                        yield batch
                    if self._hole is not None:
                        yield await self._read_hole(*self._hole)
                    if not self._up and now() > signed_in_by:
                        raise unreachable(TIMED_OUT, url)
                    if self._due("ping", PING_EVERY):
                        await _send(socket, event="ping")
        except Unreachable as lost:
            raise from_network(lost) from lost

    async def _take(self, frame: str | bytes, socket: Socket) -> list[BrokerObservation]:
        content = frame.encode() if isinstance(frame, str) else frame
        head = decoded(content, Frame, "socket")
        if head.event is not None:
            return await self._event(head.event, head, socket)
        read = self._feeds.get(head.feed or "")
        if read is None:
            self._note_strange("feed", head.feed or "")
            return []
        found = read(content)
        return [*self._descriptions(found), *found]

    async def _event(self, event: str, head: Frame, socket: Socket) -> list[BrokerObservation]:
        if event == "challenge":
            proof = self._key.answer(head.message)
            for feed in PRIVATE:
                await _send(socket, event="subscribe", feed=feed, **proof)
            await _send(socket, event="subscribe", feed=HEARTBEAT)
        elif event == "subscribed":
            self._missing.discard(head.feed or "")
            if not self._missing and not self._up:
                self._up = True
                return [FeedReport(self._clock.now(), self._account, Feed.STREAM, up=True)]
        elif event in ("error", "alert", "unsubscribed") or event.endswith("_failed"):
            raise from_event(event, head.message, head.feed or "")
        elif event not in _IGNORED_EVENTS:
            self._note_strange("event", event)
        return []

    def _fills(self, frame: bytes) -> list[BrokerObservation]:
        rows = decoded(frame, SocketFills, "fills").fills
        return self._told_by(fills.from_socket(rows, self._account), Feed.FILLS)

    def _log_snapshot(self, frame: bytes) -> list[BrokerObservation]:
        rows = decoded(frame, SocketLogSnapshot, "account_log_snapshot").logs
        records, ids = account_log.parse(rows, self._account)
        self._last_row = ids[-1] if ids else None
        return self._told_by(records, Feed.BOOKINGS)

    def _log_entry(self, frame: bytes) -> list[BrokerObservation]:
        entry = decoded(frame, SocketLogEntry, "account_log").new_entry
        records, ids = account_log.parse([entry], self._account)
        for row in ids:
            if self._last_row is not None and row > self._last_row + 1:
                self._hole = self._last_row + 1, row
            self._last_row = max(row, self._last_row or row)
        return self._told_by(records, Feed.BOOKINGS)

    async def _read_hole(self, first: int, last: int) -> list[BrokerObservation]:
        """Rows of the account log that the stream skipped: their ids are consecutive."""
        self._hole = None
        _log.info("the stream skipped account-log rows before %d, reading them", last)
        try:
            records = await self._reader.log_between(first, last)
        except BrokerError as error:
            now = self._clock.now()
            return [FeedReport(now, self._account, Feed.BOOKINGS, up=False, problem=error.problem)]
        found = self._told_by(records, Feed.BOOKINGS)
        return [*self._descriptions(found), *found]

    def _positions(self, frame: bytes) -> list[BrokerObservation]:
        """Sent whenever a price moves; passed on when a position did, or as a sign of life."""
        snapshot, quotes = positions.from_socket(frame, self._account)
        rows = frozenset(snapshot.positions)
        is_news = rows != self._rows
        if self._due("snapshot", SNAPSHOT_EVERY, at_once=is_news):
            self._rows = rows
            return [snapshot, *quotes]
        return [*quotes]

    def _heartbeat(self, frame: bytes) -> list[BrokerObservation]:
        if self._up and self._due("pulse", PULSE_EVERY):
            return [Pulse(self._clock.now(), self._account, Feed.STREAM)]
        return []

    def _told_by(self, records: Records, feed: Feed) -> list[BrokerObservation]:
        now = self._clock.now()
        odd = [Unreadable(now, self._account, feed, problem) for problem in records.odd[:1]]
        return [*records.facts, *odd]

    def _descriptions(self, found: Sequence[BrokerObservation]) -> list[Description]:
        """Of contracts not described on this connection, or known better by now."""
        told = self._catalogue.describe(_mentioned(found))
        new = [d for d in told if self._told.get(d.instrument.id) != d]
        self._told |= {d.instrument.id: d for d in new}
        return new

    def _due(self, what: str, every: timedelta, *, at_once: bool = False) -> bool:
        """Whether it is time to do this again; the first time is at once."""
        now, last = self._clock.monotonic(), self._done_at.get(what)
        if not at_once and last is not None and now - last < every:
            return False
        self._done_at[what] = now
        return True

    def _note_strange(self, what: str, name: str) -> None:
        if name not in self._strange:
            self._strange.add(name)
            _log.info("ignoring the unknown %s %r of the socket", what, name[:40])


def _mentioned(found: Sequence[BrokerObservation]) -> Iterator[InstrumentId]:
    for observation in found:
        match observation:
            case Snapshot(positions=rows):
                yield from (row.instrument for row in rows)
            case Fill(instrument=instrument) | Booking(instrument=instrument):
                yield instrument


async def _send(socket: Socket, **fields: str) -> None:
    await socket.send(msgspec.json.encode(fields).decode())
