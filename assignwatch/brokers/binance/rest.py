"""Asking Binance over REST: signed, by its own time, within the budgets, reading only.

The session's readers ask through `Rest.get`, `listen_key.py` through `Rest.send`. The query is
encoded once; those bytes are signed and sent, the signature last. Every try is signed anew, at the
server's own time, never ahead of it: Binance takes a question that is late, and none that is early.
Source: Binance docs, Derivatives "General info", "Timing security".
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import msgspec

from assignwatch.brokers.base import BrokerError, Fatal, RateLimited
from assignwatch.brokers.binance.auth import Key
from assignwatch.brokers.binance.budgets import Budgets
from assignwatch.brokers.binance.calls import ALLOWED, TIMES, Call, Query, Security
from assignwatch.brokers.binance.errors import (
    NO_URL,
    checked,
    from_network,
    is_passing,
    is_time_refused,
    rate_limited,
)
from assignwatch.brokers.binance.families import Host
from assignwatch.brokers.records import unreadable
from assignwatch.brokers.server_time import ServerTime
from assignwatch.core.model import Problem
from assignwatch.core.ports import Clock
from assignwatch.net.retry import again
from assignwatch.net.transport import Request, Transport, Unreachable

RECEIVE_WINDOW = timedelta(seconds=60)
"""How late a question may come in: as long as Binance allows, for whoever sees one twice, over a
slow line, learns no more than once."""

COMPARE_EVERY = timedelta(minutes=15)
"""How often the clocks are compared, if nothing calls for it before."""

_WORTH_WAITING = timedelta(seconds=5)
"""A longer wait for the budget is reported instead."""

_EPOCH = datetime.fromtimestamp(0, UTC)
_MILLISECOND = timedelta(milliseconds=1)


class _Stamp(msgspec.Struct, rename="camel"):
    server_time: int


class _Compared:
    """One server's time, and when it was last compared with ours."""

    def __init__(self) -> None:
        self.time = ServerTime()
        self.at: timedelta | None = None
        self.lock = asyncio.Lock()


class Rest:
    """Binance's REST interfaces for one key.

    `urls` are the addresses of the hosts, without a path, by name; one that is missing or empty is
    a part of Binance that this account does without. Accounts that share an address on the internet
    may share `budgets`.
    """

    def __init__(
        self,
        urls: Mapping[str, str],
        key: Key,
        transport: Transport,
        clock: Clock,
        budgets: Budgets | None = None,
    ) -> None:
        self._urls = {name: url.strip().rstrip("/") for name, url in urls.items()}
        self._key = key
        self._transport = transport
        self._clock = clock
        self._compared = {call.host: _Compared() for call in TIMES.values()}
        self.budgets = budgets or Budgets(clock)

    def has(self, host: Host) -> bool:
        """Whether the settings say where it is."""
        return bool(self._urls.get(host.url))

    def need(self, *hosts: Host) -> None:
        """Raises `Fatal` unless the settings say where one of these is."""
        if not any(map(self.has, hosts)):
            raise Fatal(Problem(NO_URL, {"name": ", ".join(host.url for host in hosts)}))

    def time(self, host: Host) -> ServerTime:
        """What time it is there, as far as it was asked."""
        return self._compared[self._time_of(host).host].time

    async def now(self, host: Host) -> datetime:
        """The time there now; never later than it really is. Raises `BrokerError`."""
        await self._keep_time(host)
        return self.time(host).at(self._clock.now())

    async def get(self, call: Call, params: Query = ()) -> bytes:
        """The body of an answer. Raises `BrokerError`."""
        if call.method != "GET":
            raise ValueError(f"{call.method} {call.path} is no question")
        return await self._asked(call, params)

    async def send(self, call: Call) -> bytes:
        """Make or renew a listen key: to do so twice is to do it once. Raises `BrokerError`."""
        return await self._asked(call, ())

    async def _asked(self, call: Call, params: Query) -> bytes:
        if (call.method, call.host, call.path) not in ALLOWED:
            raise ValueError(f"{call.method} {call.path} is not a call that this program may make")
        return await again(lambda: self._tried(call, params), on=is_passing)

    async def _tried(self, call: Call, params: Query) -> bytes:
        try:
            return await self._once(call, params)
        except BrokerError as error:
            if not is_time_refused(error):
                raise
        await self._compare(call.host)
        return await self._once(call, params)

    async def _once(self, call: Call, params: Query) -> bytes:
        if call.security is Security.SIGNED:
            await self._keep_time(call.host)
        await self._afford(call, params)
        url = self._url(call.host, call.path)
        query = urlencode(params, quote_via=quote, safe="")
        if call.security is Security.SIGNED:
            query = self._signed(call.host, query)
        headers = {} if call.security is Security.NONE else self._key.headers()
        request = Request(call.method, f"{url}{'?' if query else ''}{query}", headers)
        try:
            reply = await self._transport.request(request)
        except Unreachable as lost:
            raise from_network(lost) from lost
        self.budgets.learn(call.host.group, reply.headers)
        try:
            return checked(reply, url, call, self.time(call.host).at(self._clock.now()))
        except RateLimited as error:
            self.budgets.bar(call.host.group, error)
            raise

    def _signed(self, host: Host, query: str) -> str:
        now = self.time(host).at(self._clock.now())
        stamp = urlencode(
            {
                "recvWindow": f"{RECEIVE_WINDOW / _MILLISECOND:.0f}",
                "timestamp": f"{(now - _EPOCH) // _MILLISECOND}",
            }
        )
        payload = f"{query}{'&' if query else ''}{stamp}"
        return f"{payload}&signature={quote(self._key.sign(payload), safe='')}"

    async def _keep_time(self, host: Host) -> None:
        """Compare the clocks where that was never done, or long ago; once for all who wait."""
        compared = self._compared[self._time_of(host).host]
        async with compared.lock:
            now = self._clock.monotonic()
            if compared.at is None or now - compared.at >= COMPARE_EVERY:
                await self._compare(host)

    async def _compare(self, host: Host) -> None:
        call = self._time_of(host)
        compared = self._compared[call.host]
        sent = self._clock.now()
        content = await self._once(call, ())
        received = self._clock.now()
        try:
            stamped = _EPOCH + msgspec.json.decode(content, type=_Stamp).server_time * _MILLISECOND
        except (msgspec.MsgspecError, OverflowError) as error:
            raise unreadable(call.name, error) from error
        compared.time.learn(stamped, sent, received)
        compared.at = self._clock.monotonic()

    def _time_of(self, host: Host) -> Call:
        """The question for its time, or for another's where the settings leave that one out."""
        asked = [TIMES[host], *TIMES.values()]
        return next((call for call in asked if self.has(call.host)), asked[0])

    def _url(self, host: Host, path: str) -> str:
        self.need(host)
        return self._urls[host.url] + path

    async def _afford(self, call: Call, params: Query) -> None:
        group, weight = call.host.group, call.costs(params)
        wait = self.budgets.spend(group, weight)
        if wait > _WORTH_WAITING:
            self.budgets.give_back(group, weight)
            raise rate_limited(wait)
        usable_at = self._clock.monotonic() + wait
        while (left := usable_at - self._clock.monotonic()) > timedelta():
            await self._clock.sleep(left)
