"""The addresses at which subscriptions are made and ended: ordinary requests beside the stream.

Each `Topic` has the same four. A subscription may be made before its socket is open; news wait for
it in the context. Sources: the subscription pages of Saxo's reference documentation.
"""

import json
import re
from collections.abc import Mapping
from decimal import Decimal

from aiohttp import web

from assignwatch.simulator.saxo.context import Context
from assignwatch.simulator.saxo.gate import OPENAPI, caller, invalid, refusal, reply
from assignwatch.simulator.saxo.sessions import Session
from assignwatch.simulator.saxo.showing import BadArguments, Topic
from assignwatch.simulator.saxo.stream import CONTEXT_ID, Streaming
from assignwatch.simulator.saxo.subscription import Subscription

FORMAT = "application/json"
REFERENCE_ID = re.compile(r"[A-Za-z0-9-][A-Za-z0-9_-]{0,49}")
IN_USE = "Subscription Key (Streaming Session, Reference Id) already in use"
RATE = 1000
"""The least milliseconds between two updates that are granted; events come as they happen."""


def routes(venue: Streaming) -> list[web.RouteDef]:
    """The addresses of every topic. From now on the world's changes reach the stream."""
    venue.world.listeners.append(venue.streams.tell)
    everything = f"{OPENAPI}/root/v1/subscriptions/{{context}}"
    table = [web.delete(everything, _Desk(venue, tuple(Topic)).end_all)]
    for topic in Topic:
        root, desk = f"{OPENAPI}{topic.path}/subscriptions", _Desk(venue, (topic,))
        table += [
            web.post(root, desk.make),
            web.delete(f"{root}/{{context}}", desk.end_all),
            web.delete(f"{root}/{{context}}/{{reference}}", desk.end_one),
            web.patch(f"{root}/{{context}}/{{reference}}", desk.change_page),
        ]
    return table


class _Refused(Exception):
    """A request that is not carried out."""

    def __init__(self, response: web.Response) -> None:
        super().__init__()
        self.response = response


class _Desk:
    """Answers the requests that concern some topics."""

    def __init__(self, venue: Streaming, topics: tuple[Topic, ...]) -> None:
        self._venue = venue
        self._topics = topics

    async def make(self, request: web.Request) -> web.Response:
        """Subscribe."""
        try:
            return self._made(request, _Body(await request.text()))
        except _Refused as refused:
            return refused.response
        except BadArguments as bad:
            return refusal(bad.code, str(bad))

    async def end_all(self, request: web.Request) -> web.Response:
        """Unsubscribe from everything; with a tag, only where it is that."""
        if (context := self._context(request)) is not None:
            tag = request.query.get("Tag")
            for one in list(context.subscriptions.values()):
                if one.topic in self._topics and tag in (None, one.tag):
                    del context.subscriptions[one.reference]
        return web.Response(status=202)

    async def end_one(self, request: web.Request) -> web.Response:
        """Unsubscribe."""
        found = self._found(request)
        if found is None:
            return _unknown()
        context, subscription = found
        del context.subscriptions[subscription.reference]
        return web.Response(status=202)

    async def change_page(self, request: web.Request) -> web.Response:
        """Show more rows, or fewer; those that come or go are told on the stream."""
        found = self._found(request)
        if found is None:
            return _unknown()
        try:
            size = _Body(await request.text()).whole("NewPageSize")
        except _Refused as refused:
            return refused.response
        context, subscription = found
        subscription.page = size
        context.update(subscription)
        return web.Response(status=200)

    def _made(self, request: web.Request, body: "_Body") -> web.Response:
        (topic,), streams = self._topics, self._venue.streams
        reference = body.matching("ReferenceId", REFERENCE_ID)
        context = streams.context(
            _session(self._venue, request), body.matching("ContextId", CONTEXT_ID)
        )
        if body.text("Format", FORMAT) != FORMAT:
            raise _Refused(refusal("UnsupportedSubscriptionFormat", "Only JSON is offered."))
        if reference in context.subscriptions:
            raise _Refused(refusal("InvalidInput", IN_USE))
        subscription = Subscription(
            world=self._venue.world,
            topic=topic,
            reference=reference,
            arguments=body.arguments(),
            inactivity=streams.inactivity[topic],
            tag=body.text("Tag", "") or None,
            page=_page_size(request),
        )
        replaced = body.text("ReplaceReferenceId", "")
        kept = set(context.subscriptions) - {replaced}
        if len(kept) >= streams.most_subscriptions:
            raise _Refused(refusal("SubscriptionLimitExceeded", "Too many subscriptions.", 409))
        least = 0 if topic is Topic.ACTIVITIES else RATE
        rate = max(least, body.whole("RefreshRate", least) or 0)
        snapshot, replay = subscription.begin()
        context.subscriptions.pop(replaced, None)
        context.add(subscription, replay)
        answer = {
            "ContextId": context.name,
            "Format": FORMAT,
            "InactivityTimeout": subscription.inactivity,
            "ReferenceId": reference,
            "RefreshRate": rate,
            "Snapshot": snapshot,
            "State": "Active",
        }
        return reply(answer | ({"Tag": subscription.tag} if subscription.tag else {}), 201)

    def _context(self, request: web.Request) -> Context | None:
        name = request.match_info["context"]
        return self._venue.streams.find(_session(self._venue, request), name)

    def _found(self, request: web.Request) -> tuple[Context, Subscription] | None:
        context = self._context(request)
        one = context.subscriptions.get(request.match_info["reference"]) if context else None
        return (context, one) if context and one and one.topic in self._topics else None


class _Body:
    """A request's JSON object, checked as it is read; raises _Refused."""

    def __init__(self, text: str) -> None:
        try:
            read = json.loads(text, parse_float=Decimal)
        except ValueError:
            read = None
        if not isinstance(read, dict):
            raise _Refused(invalid({"": ["The body is not a JSON object."]}))
        self._fields: Mapping[str, object] = read

    def text(self, name: str, default: str) -> str:
        """A text; null is the same as nothing."""
        value = self._fields.get(name)
        if not isinstance(value, str | None):
            raise _Refused(invalid({name: ["This is not a text."]}))
        return default if value is None else value

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        """A required name of the allowed form."""
        value = self.text(name, "")
        if not pattern.fullmatch(value):
            raise _Refused(invalid({name: ["This is missing or not allowed."]}))
        return value

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number that is not negative; required if there is no default."""
        value = self._fields.get(name)
        value = default if value is None else value
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise _Refused(invalid({name: ["This is not a whole number."]}))
        return value

    def arguments(self) -> Mapping[str, object]:
        """The arguments without those that are null."""
        value = self._fields.get("Arguments")
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise _Refused(invalid({"Arguments": ["This is not an object."]}))
        return {name: item for name, item in value.items() if item is not None}


def _session(venue: Streaming, request: web.Request) -> Session:
    """Whose request it is; the gate has let nobody else in."""
    session = caller(venue, request)
    if session is None:
        raise web.HTTPUnauthorized
    return session


def _page_size(request: web.Request) -> int | None:
    text = request.query.get("$top")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise _Refused(invalid({"$top": ["This is not a whole number."]}))
    return int(text)


def _unknown() -> web.Response:
    return refusal("NotFound", "There is no such subscription.", 404)
