"""Listening to one client over Saxo's binary stream, and going on where it broke off.

`session.py` keeps one for its whole life; each call of `listen` is one connection. Everything that
comes is a hint or a second witness: whoever drives it reads again over REST after every connect and
every booking. A connection that is lost is taken up with the id of the last record, under the same
context; what Saxo no longer has it says, and is then subscribed to anew. Sources: Saxo OpenAPI
learn, "Streaming" and "Event notification service"; openapi-clientlib-js and
openapi-samples-csharp, streaming.
"""

import logging
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from datetime import timedelta
from urllib.parse import urlencode

from assignwatch.brokers.base import BrokerError, SignInEnded, Transient
from assignwatch.brokers.saxo.access import Access
from assignwatch.brokers.saxo.catalogue import Catalogue
from assignwatch.brokers.saxo.client import identity
from assignwatch.brokers.saxo.control import Control, Does, controls
from assignwatch.brokers.saxo.errors import (
    SIGN_IN_ENDED,
    checked,
    from_network,
    is_sequence_gone,
    is_token_refused,
    unreadable,
)
from assignwatch.brokers.saxo.figures import scope
from assignwatch.brokers.saxo.frames import JSON, Frames, Record
from assignwatch.brokers.saxo.merge import elements
from assignwatch.brokers.saxo.rest import Rest
from assignwatch.brokers.saxo.subscriptions import Heard, HeardActivities, HeardPositions
from assignwatch.brokers.saxo.wire import Subscribed, decoded
from assignwatch.brokers.server_time import ServerTime
from assignwatch.core.model import AccountKey, Problem
from assignwatch.core.observations import BrokerObservation, FeedReport, Pulse
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed
from assignwatch.net.silence import heard
from assignwatch.net.transport import Request, Socket, Transport, Unreachable

_log = logging.getLogger(__name__)

SILENCE = timedelta(seconds=15)
"""Heartbeats come after two seconds without anything; this long without, and it is dead."""

TAKE_UP_WITHIN = timedelta(minutes=2)
"""Saxo keeps what a lost connection missed for a little while."""

STREAM_GAP = "stream_gap"
"""Something that the stream said was lost or makes no sense; it is read again. Values: where."""

Batch = Sequence[BrokerObservation]


class Listener:
    """One client's stream; one connection at a time."""

    def __init__(
        self,
        account: AccountKey,
        url: str,
        rest: Rest,
        access: Access,
        catalogue: Catalogue,
        transport: Transport,
        clock: Clock,
        time: ServerTime,
    ) -> None:
        """`url` is the address above `connect` and `authorize`."""
        self._account = account
        self._url = url
        self._rest = rest
        self._access = access
        self._catalogue = catalogue
        self._transport = transport
        self._clock = clock
        self._time = time
        self._positions = HeardPositions(account)
        self._subscribed: tuple[Heard, ...] = (self._positions, HeardActivities(account))
        self._context = ""
        self._client_key = ""
        self._last_id: int | None = None
        self._lost_at: timedelta | None = None
        self._authorised = ""

    async def listen(self) -> AsyncIterator[Batch]:
        """See `Session.stream`."""
        resumed = self._can_resume()
        if not resumed:
            self._context, self._last_id = f"aw-{secrets.token_hex(12)}", None
            known = await identity(self._rest)
            self._client_key = known.client_key
            self._positions.scopes = tuple(map(scope, known.account_ids))
        self._authorised = await self._access.token()
        headers = {"Authorization": f"Bearer {self._authorised}"}
        url = f"{self._url}/connect?{self._query()}"
        try:
            async with self._transport.socket(url, headers, pings=False) as socket:
                if not resumed:
                    for one in self._subscribed:
                        await self._subscribe(one)
                yield [self._report(Feed.STREAM)]
                async with aclosing(self._follow(socket)) as batches:
                    async for batch in batches:
                        yield batch
        except Unreachable as lost:
            error = from_network(lost)
            if is_token_refused(error):
                self._access.spoil()  # whether the sign-in has ended is for the next one to say
                raise Transient(error.problem) from lost
            raise error from lost
        finally:
            self._lost_at = self._clock.monotonic()

    async def _follow(self, socket: Socket) -> AsyncGenerator[Batch, None]:
        frames = Frames()
        async with aclosing(heard(socket.frames(), SILENCE, self._url)) as coming:
            async for frame in coming:
                if isinstance(frame, str):
                    raise unreadable("stream", "a text frame")
                received = frames.feed(frame)
                # What came in one frame is told as one: a trade and the position after it.
                told = [*(await self._gap() if received.lost else ())]
                for record in received.records:
                    told += await self._taken(record)
                told += await self._kept_up()
                if told:
                    yield told

    def _can_resume(self) -> bool:
        lost_at, self._lost_at = self._lost_at, None
        recent = lost_at is not None and self._clock.monotonic() - lost_at < TAKE_UP_WITHIN
        return recent and self._last_id is not None and bool(self._context)

    def _query(self) -> str:
        asked = {"contextId": self._context, "sendHeartbeats": "true"}
        if self._last_id is not None:
            asked["messageid"] = str(self._last_id)
        return urlencode(asked)

    # ------------------------------------------------------------------------------ subscribing

    async def _subscribe(self, one: Heard) -> None:
        """Ask for it, anew if need be, and take in what it begins with."""
        one.subscription.begin(self._clock.monotonic())
        try:
            told = await self._ask(one)
        except BrokerError as error:
            if not is_sequence_gone(error) or not one.forget():
                raise
            _log.warning("the events of a gap are no longer kept; they are read by time")
            told = await self._ask(one)
        one.subscription.begun(told, self._clock.monotonic())
        one.start(told)

    async def _ask(self, one: Heard) -> Subscribed:
        body = {
            "ContextId": self._context,
            "ReferenceId": one.subscription.reference,
            "Format": "application/json",
            "Arguments": one.arguments(self._client_key),
        }
        call = one.subscription.call
        return decoded(await self._rest.send(call, body), Subscribed, call.name)

    async def _gap(self, *lost: Heard) -> Batch:
        """Something was lost: subscribe anew to these, or to all, and have the records read.

        Whoever drives a stream reads them when it says that bookings are down.
        """
        for one in lost or self._subscribed:
            await self._subscribe(one)
        where = ", ".join(one.subscription.call.name for one in lost) or "stream"
        problem = Problem(STREAM_GAP, {"where": where})
        return [self._report(Feed.BOOKINGS, problem), self._report(Feed.STREAM)]

    def _report(self, feed: Feed, problem: Problem | None = None) -> FeedReport:
        return FeedReport(self._clock.now(), self._account, feed, problem is None, problem)

    async def _kept_up(self) -> Batch:
        """Between frames: a token that was renewed, a subscription that fell silent."""
        told: list[BrokerObservation] = []
        token = await self._access.token()
        if token != self._authorised:
            await self._authorise(token)
            told.append(self._access.sign_in())
        now = self._clock.monotonic()
        silent = [one for one in self._subscribed if one.subscription.is_overdue(now)]
        return [*told, *(await self._gap(*silent) if silent else ())]

    async def _authorise(self, token: str) -> None:
        """Keep the connection open beyond the end of the token that it was opened with."""
        url = f"{self._url.replace('ws', 'http', 1)}/authorize?contextid={self._context}"
        headers = {"Authorization": f"Bearer {token}"}
        checked(await self._transport.request(Request("PUT", url, headers)), url, "authorize")
        self._authorised = token

    # ------------------------------------------------------------------------------ listening

    async def _taken(self, record: Record) -> Batch:
        asked = controls(record)
        if asked:
            return [told for control in asked for told in await self._obeyed(control)]
        self._last_id = record.message_id
        one = next(
            (one for one in self._subscribed if one.subscription.reference == record.reference),
            None,
        )
        if one is None or record.format != JSON:
            return []  # of a subscription that was given up, or a format nobody asked for
        alive = self._alive(one)
        rows = elements(record.payload, one.subscription.call.name)
        taken = one.take(rows, self._time.at(self._clock.now()))
        self._catalogue.note_poor(taken.described)
        await self._catalogue.refresh(taken.mentioned)
        gap = await self._gap(one) if taken.lost is not None else ()
        return [*self._catalogue.describe(taken.mentioned), *taken.told, *alive, *gap]

    def _alive(self, one: Heard) -> tuple[Pulse, ...]:
        one.subscription.heard_at = self._clock.monotonic()
        return one.alive(self._clock.now())

    async def _obeyed(self, control: Control) -> Batch:
        meant = [
            one for one in self._subscribed if one.subscription.reference in control.references
        ]
        pulse = Pulse(self._clock.now(), self._account, Feed.STREAM)
        match control.does:
            case Does.ALIVE | Does.HEARTBEAT | Does.WAIT:
                return [pulse, *(told for one in meant for told in self._alive(one))]
            case Does.SUBSCRIBE_AGAIN if meant or not control.references:
                return await self._gap(*meant)
            case Does.RECONNECT:
                raise Transient(Problem("reconnecting"))
            case Does.DISCONNECTED:
                self._context = ""
                raise SignInEnded(Problem(SIGN_IN_ENDED))
            case Does.UNKNOWN:
                _log.warning("the stream says %r, which nobody knows", control.word)
        return [pulse]
