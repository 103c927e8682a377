"""One connection of a user stream: opened, subscribed, and proving that it is alive.

`listener.py` opens one after another and passes on what it tells. A connection without a route, or
with a key that nothing is subscribed to, opens like any other and never says a word; so a line is
up only once its subscription is listed, and is asked again in each lull. Sources: Binance docs,
Derivatives "WebSocket market streams", "Live subscribing/unsubscribing to streams", and change log
2026-03-06; reports of deaf connections from users of unicorn-binance-websocket-api (445, 446) and
go-binance (812).
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta

import msgspec
from msgspec import UNSET, Raw, UnsetType

from assignwatch.brokers.binance.errors import from_network, stream_refused
from assignwatch.brokers.binance.families import Way
from assignwatch.brokers.records import unreadable
from assignwatch.net.problems import CONNECTION_LOST, SILENT, unreachable
from assignwatch.net.silence import with_lulls
from assignwatch.net.transport import Socket, Transport, Unreachable

_log = logging.getLogger(__name__)

SILENCE = timedelta(seconds=20)
"""In a lull this long the line is asked for its subscriptions; after another one it is dead."""
CONFIRM_WITHIN = timedelta(seconds=10)
"""How long a subscription may take to be confirmed and listed."""

_EXPIRED = "listenKeyExpired"


@dataclass(frozen=True, slots=True)
class Up:
    """Subscribed, and confirmed to be. Nothing of before is told: take a reading now."""


@dataclass(frozen=True, slots=True)
class Frame:
    """An event, without whatever it was wrapped in."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Alive:
    """The line answered, and is still subscribed; there is no news."""


Heard = Up | Frame | Alive


@dataclass(frozen=True, slots=True)
class KeyEnded:
    """Nothing will be told any more; `key` is the one that ended, if it was named."""

    key: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """To something that was asked; `listed` where it was for the subscriptions."""

    id: int | str
    refusal: str
    listed: Sequence[str] | None


class _Said(msgspec.Struct):
    """The parts of a frame by which its kind is told: an event, wrapped or not, or an answer."""

    e: str | None = None
    data: Raw | UnsetType = UNSET
    id: int | str | UnsetType = UNSET
    result: Raw | UnsetType = UNSET
    listen_key: str = msgspec.field(default="", name="listenKey")


class _NotConfirmed(Exception):
    """This way leads to a connection on which nothing may be heard."""


async def line(
    transport: Transport, ways: Sequence[Way], root: str, key: str
) -> AsyncGenerator[Heard | KeyEnded, None]:
    """What is heard over the first of the ways that is confirmed; ends with a `BrokerError`."""
    word = ""
    for way in ways:
        url = way.at(root, key)
        try:
            async with transport.socket(url) as socket:
                opened = _Line(socket, way, url, key)
                async with aclosing(opened.heard()) as coming:
                    async for heard in coming:
                        yield heard
        except _NotConfirmed as refused:
            word = str(refused)
            _log.info("a stream opened and was not confirmed: %s", word)
        except Unreachable as lost:
            raise from_network(lost) from lost
    raise stream_refused(word)


class _Line:
    """An open connection."""

    def __init__(self, socket: Socket, way: Way, url: str, key: str) -> None:
        self._socket = socket
        self._way = way
        self._url = url
        self._key = key
        self._last_id = 0

    async def heard(self) -> AsyncGenerator[Heard | KeyEnded, None]:
        """`Up` first, then what comes."""
        async with aclosing(with_lulls(self._socket.frames(), SILENCE)) as coming:
            try:
                async with asyncio.timeout(CONFIRM_WITHIN.total_seconds()):
                    early = await self._confirmed(coming)
            except TimeoutError as error:
                raise _NotConfirmed("no answer") from error
            yield Up()
            for event in early:
                yield event
            is_asked = False
            async for frame in coming:
                if frame is not None:
                    is_asked = False
                    told = self._told(frame)
                    if not isinstance(told, _Answer):
                        yield told
                    elif problem := self._missing(told):
                        raise stream_refused(problem)
                    else:
                        yield Alive()
                elif is_asked:
                    seconds = f"{2 * SILENCE.total_seconds():g}"
                    raise unreachable(SILENT, self._url, seconds=seconds)
                else:
                    await self._ask("LIST_SUBSCRIPTIONS")
                    is_asked = True
        raise unreachable(CONNECTION_LOST, self._url)

    async def _confirmed(
        self, coming: AsyncGenerator[str | bytes | None, None]
    ) -> list[Frame | KeyEnded]:
        """Subscribe, and see that it is listed; what was told meanwhile."""
        early: list[Frame | KeyEnded] = []
        subscribing = await self._ask("SUBSCRIBE", self._key) if self._way.subscribes else None
        listing = await self._ask("LIST_SUBSCRIPTIONS") if subscribing is None else None
        async for frame in coming:
            told = None if frame is None else self._told(frame)
            if isinstance(told, Frame | KeyEnded):
                early.append(told)
            elif told is not None and told.id == subscribing:
                if told.refusal:
                    raise _NotConfirmed(told.refusal)
                listing = await self._ask("LIST_SUBSCRIPTIONS")
            elif told is not None and told.id == listing:
                if problem := self._missing(told):
                    raise _NotConfirmed(problem)
                return early
        raise unreachable(CONNECTION_LOST, self._url)

    def _missing(self, told: _Answer) -> str:
        """What is wrong with a list of the subscriptions; only what was subscribed is listed."""
        if not self._way.subscribes:
            return ""
        is_listed = any(name.partition("@")[0] == self._key for name in told.listed or ())
        return told.refusal or ("" if is_listed else "not subscribed")

    async def _ask(self, method: str, *params: str) -> int:
        self._last_id += 1
        asked: dict[str, object] = {"method": method, "id": self._last_id}
        if params:
            asked["params"] = params
        await self._socket.send(msgspec.json.encode(asked).decode())
        return self._last_id

    def _told(self, frame: str | bytes) -> Frame | KeyEnded | _Answer:
        content = frame.encode() if isinstance(frame, str) else frame
        said = _decoded(content)
        if said.data is not UNSET:
            content = bytes(said.data)
            said = _decoded(content)
        elif said.e is None and said.id is not UNSET:
            return _answer(said.id, said.result)
        if said.e == _EXPIRED:
            return KeyEnded(said.listen_key)
        return Frame(content)


def _answer(number: int | str, result: Raw | UnsetType) -> _Answer:
    if result is UNSET:
        return _Answer(number, "refused", None)
    try:
        return _Answer(number, "", msgspec.json.decode(result, type=list[str] | None))
    except msgspec.MsgspecError:
        return _Answer(number, "", None)  # of a property that nobody asked for


def _decoded(content: bytes) -> _Said:
    try:
        return msgspec.json.decode(content, type=_Said)
    except msgspec.MsgspecError as error:
        raise unreadable("stream", error) from error
