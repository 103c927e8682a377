"""Asking Saxo over REST: with a token that is good, within the budgets, reading only.

`reader.py`, `catalogue.py` and `listener.py` ask through `Rest`. A token that Saxo does not take is
renewed once; a question that finds nobody is asked again a few times.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import quote, urlencode

import msgspec

from assignwatch.brokers.base import BrokerError, Transient
from assignwatch.brokers.saxo.access import Access
from assignwatch.brokers.saxo.budgets import Budgets
from assignwatch.brokers.saxo.calls import CLIENT, Call, is_allowed
from assignwatch.brokers.saxo.errors import (
    checked,
    from_network,
    is_token_refused,
    rate_limited,
)
from assignwatch.brokers.server_time import ServerTime
from assignwatch.core.ports import Clock
from assignwatch.net.retry import again
from assignwatch.net.transport import Reply, Request, Transport, Unreachable

_WORTH_WAITING = timedelta(seconds=5)
"""A longer wait for the budget is reported instead."""

Query = Sequence[tuple[str, str]]


class Rest:
    """Saxo's REST interface for one sign-in. `root` is the address above the service groups."""

    def __init__(
        self, root: str, access: Access, transport: Transport, clock: Clock, time: ServerTime
    ) -> None:
        self._root = root
        self._time = time
        self._access = access
        self._transport = transport
        self._clock = clock
        self.budgets = Budgets(clock)
        self._barred: set[str] = set()
        """What a new token did not open: it is this user who may not see it."""

    async def get(self, call: Call, params: Query = ()) -> bytes:
        """The body of an answer. Raises `BrokerError`."""
        return await again(lambda: self._asked(call, params), on=Transient)

    async def send(self, call: Call, body: Mapping[str, object] | None = None) -> bytes:
        """Make or end a subscription; not tried again, for it may have been made."""
        content = msgspec.json.encode(body) if body is not None else b""
        return await self._asked(call, (), content)

    def is_barred(self, call: Call) -> bool:
        """Whether a refused token says that this user may not see it: a new one does not help.

        Where no token is renewed, that anything else is answered shows as much.
        """
        return call.name in self._barred or not self._access.renews

    async def _asked(self, call: Call, params: Query, content: bytes = b"") -> bytes:
        token = await self._access.token()
        try:
            body = await self._once(call, params, content, token)
            self._barred.discard(call.name)
            return body
        except BrokerError as error:
            barred = not is_token_refused(error) or call.name in self._barred
            if barred or not self._access.refused(token):
                raise
        try:
            return await self._once(call, params, content, await self._access.token())
        except BrokerError as error:
            if is_token_refused(error) and call != CLIENT:
                self._barred.add(call.name)
            raise

    async def _once(self, call: Call, params: Query, content: bytes, token: str) -> bytes:
        if not is_allowed(call.method, call.path):
            raise ValueError(f"{call.method} {call.path} is not a call that this program may make")
        await self._afford(call.group)
        query = urlencode(params, quote_via=quote)
        url = f"{self._root}{call.path}{'?' if query else ''}{query}"
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        if content:
            headers["Content-Type"] = "application/json"
        reply = await self._reply(Request(call.method, url, headers, content))
        self.budgets.learn(call.group, reply.headers)
        return checked(reply, url, call.name)

    async def _reply(self, request: Request) -> Reply:
        sent = self._clock.now()
        try:
            reply = await self._transport.request(request)
        except Unreachable as lost:
            raise from_network(lost) from lost
        if date := reply.headers.get("date"):
            self._time.learn_roughly(date, sent, self._clock.now())
        return reply

    async def _afford(self, group: str) -> None:
        wait = self.budgets.spend(group)
        if wait > _WORTH_WAITING:
            self.budgets.give_back(group)
            raise rate_limited(wait)
        usable_at = self._clock.monotonic() + wait
        while (left := usable_at - self._clock.monotonic()) > timedelta():
            await self._clock.sleep(left)
