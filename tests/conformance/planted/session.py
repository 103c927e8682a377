"""The planted broker: a small adapter that is as real as any, and lives only in the tests.

`host.py` is its server, `brokers.py` lists it beside the real ones. Each thing that the suite asks
of a broker is a method of its own, so that `variants.py` can break one and leave the others.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from assignwatch.brokers.base import (
    AccountConfig,
    BadPayload,
    BrokerError,
    BrokerSpec,
    CredentialField,
    Environment,
    Profile,
    RateLimited,
    Refused,
    Since,
    Transient,
    Vault,
)
from assignwatch.brokers.reading import Reading
from assignwatch.core.model import (
    WHOLE,
    Instrument,
    InstrumentId,
    PositionRow,
    Problem,
    Scope,
)
from assignwatch.core.observations import (
    Booking,
    BrokerObservation,
    Description,
    FeedReport,
    Fill,
    Pulse,
    Snapshot,
)
from assignwatch.core.ports import Clock
from assignwatch.core.words import Cause, Feed, InstrumentKind
from assignwatch.net.redaction import keep_secret, mask_fields
from assignwatch.net.silence import heard
from assignwatch.net.transport import Reply, Request, Socket, Transport, Unreachable

SILENCE = timedelta(seconds=15)
LAG = timedelta(seconds=1)

IDENTITY_FIELDS = frozenset({"owner"})
_CAUSES: Mapping[str, Cause | None] = {"trade": None, "given": Cause.TAKEN_OVER}

T = TypeVar("T")
Batch = Sequence[BrokerObservation]


class Held(msgspec.Struct):
    contract: str
    size: Decimal


class Positions(msgspec.Struct):
    rows: list[Held]
    skip: str | None = None


class Trade(msgspec.Struct):
    number: str
    contract: str
    size: Decimal
    price: Decimal
    at: datetime
    why: str


class Trades(msgspec.Struct):
    rows: list[msgspec.Raw]


class Frame(msgspec.Struct):
    said: str
    row: msgspec.Raw = msgspec.Raw(b"null")


class PlantedSession:
    """Implements `brokers.base.Session`."""

    def __init__(self, config: AccountConfig, vault: Vault, clock: Clock, way: Transport) -> None:
        self._account = config.key
        self._rest, self._live = config.urls["rest"], config.urls["live"]
        self._key = vault.get("key")
        self._clock = clock
        self._way = way
        if not self._key:
            raise Refused(Problem("bad_credential", {"field": "key"}))

    # --------------------------------------------------------------------------------- reading

    async def read(
        self, feeds: Sequence[Feed], since: Since, scope: Scope = WHOLE
    ) -> list[BrokerObservation]:
        reading = Reading(self._account, self._clock)
        if Feed.POSITIONS in feeds:
            await reading.attempt([Feed.POSITIONS], lambda: self._positions(reading))
        records = [feed for feed in feeds if feed in (Feed.FILLS, Feed.BOOKINGS)]
        if records:
            await reading.attempt(records, lambda: self._records(reading, records, since))
        reading.raise_if_nothing_was_read()
        described = [_described(one) for one in sorted(reading.mentioned())]
        return [*described, *reading.snapshots, *reading.facts, *self._ends(reading)]

    def _ends(self, reading: Reading) -> Batch:
        return reading.ends

    async def _positions(self, reading: Reading) -> None:
        at, rows = self._clock.now(), list[PositionRow]()
        skip: str | None = "0"
        while skip is not None:
            page = self._decoded(await self._get(f"/positions?skip={skip}"), Positions)
            rows += [PositionRow(_id(row.contract), row.size) for row in page.rows]
            skip = self._following(page)
        reading.snapshots.append(Snapshot(at, self._account, tuple(rows)))

    def _following(self, page: Positions) -> str | None:
        return page.skip

    async def _records(self, reading: Reading, feeds: Sequence[Feed], since: Since) -> None:
        asked = self._clock.now()
        floor = min((at for feed in feeds if (at := since.of(feed))), default=asked)
        rows = await self._trades(quote(floor.isoformat()))
        reading.facts += [fact for row in rows if (fact := self._fact(row)) is not None]
        for feed in feeds:
            reading.finish(feed, [], self._covered(asked))

    def _covered(self, asked: datetime) -> datetime:
        return asked - LAG

    async def _trades(self, since: str) -> list[msgspec.Raw]:
        return self._decoded(await self._get(f"/trades?since={since}"), Trades).rows

    def _fact(self, raw: msgspec.Raw) -> Fill | Booking | None:
        row = self._decoded(bytes(raw), Trade)
        cause, what = self._cause(row), (_id(row.contract), row.size)
        if cause is None:
            return Fill(row.at, self._account, row.number, *what, row.price, event=row.number)
        return Booking(
            row.at,
            self._account,
            row.number,
            *what,
            cause,
            price=row.price,
            event=row.number,
            record="trades",
            raw=self._evidence(bytes(raw).decode()),
        )

    def _cause(self, row: Trade) -> Cause | None:
        return _CAUSES.get(row.why, Cause.OTHER)

    def _evidence(self, raw: str) -> str:
        return mask_fields(raw, IDENTITY_FIELDS)

    # ---------------------------------------------------------------------------------- asking

    async def _get(self, what: str) -> bytes:
        request = Request("GET", f"{self._rest}{what}", {"Authorization": f"Key {self._key}"})
        try:
            reply = await self._way.request(request)
        except Unreachable as lost:
            raise Transient(lost.problem) from lost
        if reply.status >= 400:
            raise self._failure(reply)
        return self._content(reply)

    def _content(self, reply: Reply) -> bytes:
        if reply.content.startswith(b"<"):
            raise Transient(Problem("html_reply", {"status": str(reply.status), "host": "-"}))
        return reply.content

    def _failure(self, reply: Reply) -> BrokerError:
        if reply.status in (401, 403):
            return Refused(Problem("key_refused", {"word": str(reply.status)}))
        if reply.status == 429:
            return RateLimited(Problem("rate_limited"), self._wait(reply))
        return Transient(Problem("server_error", {"status": str(reply.status), "host": "-"}))

    def _wait(self, reply: Reply) -> timedelta:
        return timedelta(seconds=int(reply.headers["retry-after"]))

    def _decoded(self, content: bytes, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(content, type=kind, strict=False)
        except msgspec.MsgspecError as error:
            raise BadPayload(
                Problem("bad_payload", {"where": kind.__name__, "what": str(error)})
            ) from error

    # ------------------------------------------------------------------------------- listening

    async def stream(self, since: Since) -> AsyncIterator[Batch]:
        try:
            async with self._way.socket(self._live) as socket:
                await self._send(socket, key=self._key)
                async with aclosing(self._frames(socket)) as frames:
                    async for content in frames:
                        if told := await self._take(content, socket):
                            yield told
        except Unreachable as lost:
            raise Transient(lost.problem) from lost

    async def _frames(self, socket: Socket) -> AsyncGenerator[bytes, None]:
        async with aclosing(heard(socket.frames(), SILENCE, self._live)) as frames:
            async for frame in frames:
                yield frame if isinstance(frame, bytes) else frame.encode()

    async def _take(self, content: bytes, socket: Socket) -> Batch:
        frame = self._decoded(content, Frame)
        match frame.said:
            case "welcome":
                return await self._subscribed(socket)
            case "listening":
                return [self._up()]
            case "beat":
                return [Pulse(self._clock.now(), self._account, Feed.STREAM)]
            case "trade":
                return self._heard(frame.row)
            case said:
                raise self._turned_away(said)

    async def _subscribed(self, socket: Socket) -> Batch:
        await self._send(socket, key=self._key, listen="trades")
        return []

    def _up(self) -> FeedReport:
        return FeedReport(self._clock.now(), self._account, Feed.STREAM, up=True)

    def _heard(self, raw: msgspec.Raw) -> Batch:
        fact = self._fact(raw)
        return [] if fact is None else [_described(fact.instrument), fact]

    def _turned_away(self, said: str) -> BrokerError:
        return Refused(Problem("key_refused", {"word": said}))

    async def _send(self, socket: Socket, **fields: Any) -> None:
        await socket.send(json.dumps(fields))

    async def aclose(self) -> None:
        await self._way.aclose()


def _id(contract: str) -> InstrumentId:
    return InstrumentId(f"planted/{contract}")


def _described(one: InstrumentId) -> Description:
    symbol = one.partition("/")[2]
    return Description(Instrument(one, InstrumentKind.PERPETUAL, symbol, multiplier=Decimal(1)))


PROFILE = Profile(
    key="planted",
    title="Planted",
    credentials=(CredentialField("key", "Key", secret=True),),
    environments=(Environment("simulator", "Simulated", {"rest": "", "live": ""}),),
    feeds=(Feed.STREAM, Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS),
    identity_fields=IDENTITY_FIELDS,
    how_to="",
    poll_every=timedelta(seconds=60),
)


def spec_of(session: type[PlantedSession]) -> BrokerSpec:
    """The planted broker with this adapter."""

    def opened(
        config: AccountConfig, vault: Vault, clock: Clock, transport: Transport
    ) -> PlantedSession:
        keep_secret(*vault.values.values())
        return session(config, vault, clock, transport)

    return BrokerSpec(PROFILE, opened)


SPEC = spec_of(PlantedSession)
