"""The binary stream: every context and every open socket, and the addresses where they begin.

`subscriptions` adds to the contexts, `host` plants faults here. A socket lives as long as the token
that it was opened with, unless it is authorized anew in time. Sources: Saxo's streaming samples.
"""

import re
from collections.abc import Collection, Iterator
from typing import Protocol

from aiohttp import web

from assignwatch.simulator.clock import real_seconds
from assignwatch.simulator.saxo.connection import Connection, Pace
from assignwatch.simulator.saxo.context import Context
from assignwatch.simulator.saxo.gate import CONNECT, STREAMING, bearer, caller, refusal
from assignwatch.simulator.saxo.parts import Parts
from assignwatch.simulator.saxo.sessions import Session
from assignwatch.simulator.saxo.showing import Topic
from assignwatch.simulator.saxo.subscription import (
    NO_NEW_DATA,
    PERMANENTLY_DISABLED,
    TEMPORARILY_DISABLED,
    Subscription,
)

CONTEXT_ID = re.compile(r"[A-Za-z0-9_-]{1,50}")


class Streams:
    """What the stream is made of, and what can be done to it. Attributes may be changed."""

    def __init__(self) -> None:
        self.pace = Pace()
        self.kept = 200
        """Records that a context holds back for a socket that comes later."""
        self.patience = 60.0
        """Real seconds after which a context without a socket is forgotten."""
        self.most_sockets = 20
        self.most_subscriptions = 100
        """In one context."""
        self.inactivity = dict.fromkeys(Topic, 120) | {Topic.ACTIVITIES: 30, Topic.BALANCES: 1500}
        self._contexts: dict[tuple[str, str], Context] = {}
        self._connections: set[Connection] = set()

    @property
    def open_sockets(self) -> int:
        """How many clients are connected."""
        return len(self._connections)

    def cut(self) -> None:
        """Drop every socket."""
        for connection in list(self._connections):
            connection.cut()
            self.release(connection)

    def spoil(self) -> None:
        """Make the next message of every socket unreadable."""
        for connection in self._connections:
            connection.spoil_next()

    def reset(self, references: Collection[str] | None = None) -> None:
        """Tell clients to subscribe anew, to these or to everything."""
        for context in self._contexts.values():
            known = [name for name in references or () if name in context.subscriptions]
            if references is None or known:
                context.reset(known)

    def disable(self, reference: str, *, permanently: bool) -> None:
        """A subscription carries nothing any more, and its heartbeats say so."""
        reason = PERMANENTLY_DISABLED if permanently else TEMPORARILY_DISABLED
        for context, subscription in self._named(reference):
            subscription.reason = reason
            context.tell_reason(subscription)

    def enable(self, reference: str) -> None:
        """A disabled subscription goes on, with what has changed since."""
        for context, subscription in self._named(reference):
            subscription.reason = NO_NEW_DATA
            context.update(subscription)

    def tell(self, topic: Topic) -> None:
        """Something of this topic changed."""
        self._forget()
        for context in self._contexts.values():
            context.news(topic)

    def find(self, session: Session, name: str) -> Context | None:
        """A context of a session; letters of either case are the same."""
        return self._contexts.get((session.id, name.lower()))

    def context(self, session: Session, name: str) -> Context:
        """A context of a session, made if there is none."""
        self._forget()
        key = (session.id, name.lower())
        if key not in self._contexts:
            self._contexts[key] = Context(name, session, self.kept)
        return self._contexts[key]

    def taken(self, name: str) -> bool:
        """Whether a socket with this context is open, whoever opened it."""
        return any(one.context.name.lower() == name.lower() for one in self._connections)

    def hold(self, connection: Connection, after: str | None) -> None:
        """A socket opens."""
        self._connections.add(connection)
        connection.context.attach(after)

    def release(self, connection: Connection) -> None:
        """A socket is gone. May be called twice."""
        if connection in self._connections:
            self._connections.discard(connection)
            connection.context.detach()

    def authorize(self, session: Session, token: str, name: str) -> None:
        """Let the socket of a context live as long as this token."""
        for connection in self._connections:
            if connection.context is self.find(session, name):
                connection.authorize(token, session)

    def _named(self, reference: str) -> Iterator[tuple[Context, Subscription]]:
        for context in self._contexts.values():
            if reference in context.subscriptions:
                yield context, context.subscriptions[reference]

    def _forget(self) -> None:
        oldest = real_seconds() - self.patience
        self._contexts = {
            key: context
            for key, context in self._contexts.items()
            if context.attached or not (context.session.ended or context.left < oldest)
        }


class Streaming(Parts, Protocol):
    """The venue as far as the stream needs it."""

    @property
    def streams(self) -> Streams:
        """Contexts and sockets."""


def routes(venue: Streaming) -> list[web.RouteDef]:
    """Where sockets are opened, and where they are authorized anew."""

    async def connect(request: web.Request) -> web.StreamResponse:
        return await _connect(venue, request)

    async def authorize(request: web.Request) -> web.Response:
        """The answer is the same whether it does anything or not, as at Saxo."""
        token, session = bearer(request.headers.get("Authorization")), caller(venue, request)
        if session is not None and token is not None:
            venue.streams.authorize(session, token, _query(request, "contextid") or "")
        return web.Response(status=202)

    return [
        web.get(CONNECT, connect, allow_head=False),
        web.put(f"{STREAMING}/authorize", authorize),
    ]


async def _connect(venue: Streaming, request: web.Request) -> web.StreamResponse:
    streams = venue.streams
    token = bearer(request.headers.get("Authorization") or _query(request, "authorization"))
    session = venue.sessions.of(token)
    if session is None or token is None:
        venue.tally.failed_logins += 1
        return web.Response(status=401)
    name = _query(request, "contextid") or ""
    if not CONTEXT_ID.fullmatch(name):
        return refusal("InvalidInput", "contextId is missing or not allowed.")
    if streams.taken(name):
        return refusal("ContextIdInUse", "The context id is already in use.", 409)
    if streams.open_sockets >= streams.most_sockets:
        return refusal("TooManyConnections", "Too many connections.", 429)
    connection = Connection(
        venue,
        streams.pace,
        streams.context(session, name),
        token,
        request.transport,
        heartbeats=(_query(request, "sendheartbeats") or "").lower() == "true",
    )
    streams.hold(connection, _query(request, "messageid"))
    try:
        socket = web.WebSocketResponse(autoping=False, compress=False, timeout=1.0)
        await socket.prepare(request)
        venue.tally.connections += 1
        await connection.serve(socket)
        return socket
    finally:
        streams.release(connection)


def _query(request: web.Request, name: str) -> str | None:
    """A field of the query; names are told apart without regard to case."""
    for key, value in request.query.items():
        if key.lower() == name:
            return value
    return None
