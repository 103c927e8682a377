"""Listening to one client over Saxo's binary stream, and going on where it broke off.

`session.py` keeps one for its whole life; each call of `listen` is one connection. Everything that
comes is a hint or a second witness: whoever drives it reads again over REST after every connect and
every booking. A connection that is lost is taken up with the id of the last record, under the same
context; what Saxo no longer has it says, and is then subscribed to anew. So is everything after a
record that made no sense, for it would only come again. Events go on behind the last one that was
told, in this run or in an earlier one: its number is the stream's bookmark. Sources: Saxo OpenAPI
learn, "Streaming" and "Event notification service"; openapi-clientlib-js and
openapi-samples-csharp, streaming.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from datetime import timedelta
from urllib.parse import urlencode

from assignwatch.brokers.base import (
    BadPayload,
    BrokerError,
    Refused,
    SignInEnded,
    Since,
    Transient,
)
from assignwatch.brokers.reading import is_about_the_way
from assignwatch.brokers.records import unreadable
from assignwatch.brokers.saxo.access import Access
from assignwatch.brokers.saxo.balances import MOST_ACCOUNTS, HeardBalances
from assignwatch.brokers.saxo.catalogue import Catalogue
from assignwatch.brokers.saxo.client import identity
from assignwatch.brokers.saxo.control import Control, Does, controls
from assignwatch.brokers.saxo.errors import (
    SIGN_IN_ENDED,
    STREAM_REFUSED,
    checked,
    from_network,
    is_sequence_gone,
    is_token_refused,
)
from assignwatch.brokers.saxo.figures import scope
from assignwatch.brokers.saxo.frames import JSON, Frames, Received, Record
from assignwatch.brokers.saxo.merge import elements
from assignwatch.brokers.saxo.order_list import HeardOrders
from assignwatch.brokers.saxo.orders import Orders
from assignwatch.brokers.saxo.rest import Rest
from assignwatch.brokers.saxo.subscriptions import Heard, HeardActivities, HeardPositions
from assignwatch.brokers.saxo.wire import Subscribed, decoded
from assignwatch.brokers.server_time import ServerTime
from assignwatch.core.model import AccountKey, Problem, Scope
from assignwatch.core.observations import Bookmark, BrokerObservation, FeedReport, Pulse
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed
from assignwatch.net.silence import heard
from assignwatch.net.transport import Request, Socket, Transport, Unreachable

_log = logging.getLogger(__name__)

SILENCE = timedelta(seconds=15)
"""Heartbeats come after two seconds without anything; this long without, and it is dead."""

TAKE_UP_WITHIN = timedelta(minutes=2)
"""Saxo keeps what a lost connection missed for a little while."""

UNSTREAMED = "unstreamed"
"""Something is not streamed here and is read now and then instead. Values: where, word."""

STREAM_GAP = "stream_gap"
"""Something that the stream said was lost or makes no sense; it is read again. Values: where."""

EVENTS_GONE = "events_gone"
"""The broker no longer keeps its events back to the last that was told; they are read by time."""

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
        orders: Orders,
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
        self._events = HeardActivities(account, orders)
        self._at_once: tuple[Heard, ...] = (
            self._positions,
            HeardOrders(account, orders),
            self._events,
        )
        self._subscribed: tuple[Heard, ...] = self._at_once
        self._context = ""
        self._client_key = ""
        self._last_id: int | None = None
        self._lost_at: timedelta | None = None
        self._authorised = ""

    async def listen(self, since: Since) -> AsyncIterator[Batch]:
        """See `Session.stream`."""
        resumed = self._can_resume()
        if not resumed:
            self._context, self._last_id = f"aw-{secrets.token_hex(12)}", None
            known = await identity(self._rest)
            self._client_key = known.client_key
            self._positions.scopes = tuple(map(scope, known.account_ids))
            offered = known.accounts[:MOST_ACCOUNTS]
            money = (HeardBalances(self._account, one) for one in offered)
            self._subscribed = (*self._at_once, *money)
            self._events.go_on_from(since.bookmark(Feed.STREAM))
        self._authorised = await self._access.token()
        headers = {"Authorization": f"Bearer {self._authorised}"}
        url = f"{self._url}/connect?{self._query()}"
        try:
            async with self._transport.socket(url, headers, pings=False) as socket:
                try:
                    said: list[BrokerObservation] = []
                    for one in () if resumed else self._at_once:
                        said += await self._subscribe(one)
                    yield [*said, self._up()]
                    async with aclosing(self._follow(socket)) as batches:
                        async for batch in batches:
                            yield batch
                finally:
                    self._lost_at = self._clock.monotonic()
        except BadPayload:
            self._context = ""
            raise
        except Unreachable as lost:
            error = from_network(lost)
            if is_token_refused(error):
                self._access.spoil()  # whether the sign-in has ended is for the next one to say
                if not self._access.renews:
                    self._context = ""  # by asking who has signed in
                raise Transient(error.problem) from lost
            if error.problem.code == STREAM_REFUSED:
                self._context = ""  # Saxo still has a connection of that name: take another
            raise error from lost

    def watch(self, scopes: Sequence[Scope]) -> None:
        """The sub-accounts of which the stream is a sign of life, as last read."""
        self._positions.scopes = tuple(scopes) or self._positions.scopes

    async def _follow(self, socket: Socket) -> AsyncGenerator[Batch, None]:
        frames = Frames()
        async with aclosing(heard(socket.frames(), SILENCE, self._url)) as coming:
            async for frame in coming:
                if isinstance(frame, str):
                    raise unreadable("stream", "a text frame")
                # What came in one frame is told as one: a trade and the position after it.
                told: list[BrokerObservation] = []
                try:
                    await self._take(frames.feed(frame), told)
                except BrokerError:
                    if told:
                        yield told  # what was said before is not lost with the connection
                    raise
                if told:
                    yield told
                if kept_up := await self._kept_up():
                    yield kept_up

    async def _take(self, received: Received, told: list[BrokerObservation]) -> None:
        if received.lost:
            told += await self._gap()
        for record in received.records:
            told += await self._taken(record)

    def _can_resume(self) -> bool:
        """Whether Saxo may still have what was missed since the connection was lost."""
        if self._lost_at is None or self._last_id is None or not self._context:
            return False
        recent = self._clock.monotonic() - self._lost_at < TAKE_UP_WITHIN
        needed = (one.subscription for one in self._subscribed if not one.subscription.optional)
        return recent and all(subscription.granted for subscription in needed)

    def _query(self) -> str:
        asked = {"contextId": self._context, "sendHeartbeats": "true"}
        if self._last_id is not None:
            asked["messageid"] = str(self._last_id)
        return urlencode(asked)

    # ------------------------------------------------------------------------------ subscribing

    async def _subscribe(self, one: Heard) -> Batch:
        """Ask for it, anew if need be, and take in what it begins with; what to say of that.

        Events that Saxo no longer keeps are a hole, which the reading that follows fills by time.
        """
        one.subscription.begin(_real())
        hole: Batch = ()
        try:
            told = await self._ask(one)
        except BrokerError as error:
            ends_all = isinstance(error, SignInEnded) or is_about_the_way(error)
            if one.subscription.optional and not ends_all:
                _log.info("%s: %s", one.subscription.call.name, error.problem.code)
                one.subscription.refused = error.problem
                return hole
            if not is_sequence_gone(error) or not one.forget():
                raise
            _log.warning("the events of a gap are no longer kept; they are read by time")
            told = await self._ask(one)
            nowhere = Bookmark(self._account, Feed.STREAM, None)
            hole = [nowhere, self._report(Feed.BOOKINGS, Problem(EVENTS_GONE))]
        one.subscription.begun(told, _real())
        one.start(told)
        return hole

    async def _ask(self, one: Heard) -> Subscribed:
        body: dict[str, object] = {
            "ContextId": self._context,
            "ReferenceId": one.subscription.reference,
            "Format": "application/json",
            "Arguments": one.arguments(self._client_key),
        }
        if one.subscription.every is not None:
            body["RefreshRate"] = one.subscription.every
        call = one.subscription.call
        return decoded(await self._rest.send(call, body), Subscribed, call.name)

    async def _give_up(self, one: Heard) -> None:
        """Tell Saxo to forget it; nothing depends on that, but there may be only so many."""
        if not one.subscription.granted:
            return
        try:
            gone = one.subscription
            await self._rest.send(gone.end.at(self._context, gone.reference))
        except BrokerError as error:
            _log.info("a subscription could not be ended: %s", error)

    async def _gap(self, *lost: Heard) -> Batch:
        """Something was lost: subscribe anew to these, or to all, and have the records read.

        Whoever drives a stream reads them when it says that bookings are down. Of what is optional
        the next reading tells in any case.
        """
        said: list[BrokerObservation] = []
        missed = [one.subscription.call.name for one in lost if not one.subscription.optional]
        if missed or not lost:
            where = ", ".join(missed) or "stream"
            said.append(self._report(Feed.BOOKINGS, Problem(STREAM_GAP, {"where": where})))
        for one in lost or self._subscribed:
            await self._give_up(one)
            said += await self._subscribe(one)
        return [*said, self._up()]

    def _report(self, feed: Feed, problem: Problem) -> FeedReport:
        return FeedReport(self._clock.now(), self._account, feed, up=False, problem=problem)

    def _up(self) -> FeedReport:
        """The stream is up, and says what it does without."""
        refused = {
            one.subscription.call.name: one.subscription.refused.code
            for one in self._subscribed
            if one.subscription.refused is not None
        }
        where, word = (", ".join(dict.fromkeys(each)) for each in (refused, refused.values()))
        odd = Problem(UNSTREAMED, {"where": where, "word": word}) if refused else None
        return FeedReport(self._clock.now(), self._account, Feed.STREAM, up=True, problem=odd)

    async def _kept_up(self) -> Batch:
        """Between frames: a token that was renewed, a subscription that fell silent.

        What is only shown is subscribed to here too, one by one, so that nothing waits for it.
        """
        told: list[BrokerObservation] = []
        token = await self._access.token()
        if token != self._authorised:
            await self._authorise(token)
            told.append(self._access.sign_in())
        unasked = (one for one in self._subscribed if one.subscription.is_unasked)
        if (besides := next(unasked, None)) is not None:
            told += await self._subscribe(besides)
            told += [self._up()] if besides.subscription.refused else []
        silent = [one for one in self._subscribed if one.subscription.is_overdue(_real())]
        return [*told, *(await self._gap(*silent) if silent else ())]

    async def _authorise(self, token: str) -> None:
        """Keep the connection open beyond the end of the token that it was opened with."""
        url = f"{self._url.replace('ws', 'http', 1)}/authorize?contextid={self._context}"
        headers = {"Authorization": f"Bearer {token}"}
        reply = await self._transport.request(Request("PUT", url, headers))
        try:
            checked(reply, url, "authorize")
        except Refused as error:
            self._access.spoil()
            raise Transient(error.problem) from error
        self._authorised = token

    # ------------------------------------------------------------------------------ listening

    async def _taken(self, record: Record) -> Batch:
        asked = controls(record)
        if not asked or any(control.does is not Does.ALIVE for control in asked):
            self._last_id = record.message_id  # a sign of life has a number out of the sequence
        if asked:
            return [told for control in asked for told in await self._obeyed(control)]
        one = next(
            (one for one in self._subscribed if one.subscription.reference == record.reference),
            None,
        )
        if one is None:
            return []  # of a subscription that was given up
        where = one.subscription.call.name
        if record.format != JSON:
            raise unreadable(where, f"format {record.format}")
        alive = self._alive(one)
        taken = one.take(elements(record.payload, where), self._time.at(self._clock.now()))
        self._catalogue.note(taken.rows)
        self._catalogue.note_poor(taken.described)
        await self._catalogue.refresh(taken.mentioned)
        odd = [self._report(Feed.BOOKINGS, taken.odd)] if taken.odd is not None else []
        gap = await self._gap(one) if taken.lost else ()
        return [*self._catalogue.describe(taken.mentioned), *taken.told, *alive, *odd, *gap]

    def _alive(self, one: Heard) -> tuple[Pulse, ...]:
        one.subscription.heard_at = _real()
        return one.alive(self._clock.now())

    async def _obeyed(self, control: Control) -> Batch:
        meant = [
            one for one in self._subscribed if one.subscription.reference in control.references
        ]
        pulse = Pulse(self._clock.now(), self._account, Feed.STREAM)
        match control.does:
            case Does.ALIVE | Does.HEARTBEAT:
                return [pulse, *(told for one in meant for told in self._alive(one))]
            case Does.WAIT:
                for one in meant:  # it is there, but what it is about may have changed unseen
                    one.subscription.heard_at = _real()
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


def _real() -> timedelta:
    """The time in which signs of life come: the network's own, not a demo's fast clock."""
    return timedelta(seconds=asyncio.get_running_loop().time())
