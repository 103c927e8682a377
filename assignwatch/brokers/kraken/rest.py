"""Asking Kraken over REST: signed, within the budget, reading only, a few times if need be.

`reader.py` and `catalogue.py` ask through `Rest.get`. The query is encoded once; those bytes are
signed and sent. Every try is signed anew.
"""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode

import msgspec

from assignwatch.brokers.base import Transient
from assignwatch.brokers.kraken.auth import Key
from assignwatch.brokers.kraken.calls import ALLOWED, Call, Pool
from assignwatch.brokers.kraken.errors import checked, from_network, rate_limited
from assignwatch.brokers.kraken.figures import utc
from assignwatch.brokers.kraken.wire import Stamped
from assignwatch.brokers.records import unreadable
from assignwatch.brokers.server_time import ServerTime
from assignwatch.core.model import AccountKey
from assignwatch.core.observations import Allowance
from assignwatch.core.ports import Clock
from assignwatch.net.limits import Budget
from assignwatch.net.retry import again
from assignwatch.net.transport import Reply, Request, Transport, Unreachable

_WORTH_WAITING = timedelta(seconds=5)
"""A longer wait for the budget is reported instead."""


class Rest:
    """Kraken's REST interfaces for one key. `root` is the address without a path."""

    def __init__(
        self, root: str, key: Key, transport: Transport, clock: Clock, time: ServerTime
    ) -> None:
        self._root = root.rstrip("/")
        self._key = key
        self._transport = transport
        self._clock = clock
        self._time = time
        self._budgets = {pool: Budget(clock, *pool.value) for pool in Pool}

    async def get(
        self, call: Call, params: Sequence[tuple[str, str]] = (), cost: int | None = None
    ) -> Reply:
        """A reply that is an answer. `cost` where the parameters make the call dearer."""
        if ("GET", call.path) not in ALLOWED:
            raise ValueError(f"{call.path} is not a call that this program may make")
        query = urlencode(params)
        spent = call.cost if cost is None else cost
        return await again(lambda: self._once(call, query, spent), on=Transient)

    def allowances(self, account: AccountKey) -> list[Allowance]:
        """What is left of both budgets by our own count: Kraken's replies do not say."""
        now = self._clock.now()
        return [
            Allowance(now, account, pool.title, own.limit, own.remaining, now + own.full_in)
            for pool, own in self._budgets.items()
        ]

    async def _once(self, call: Call, query: str, cost: int) -> Reply:
        await self._afford(call.pool, cost)
        url = f"{self._root}{call.path}{'?' if query else ''}{query}"
        headers = self._key.headers(call.path, query) if call.private else {}
        sent = self._clock.now()
        try:
            reply = await self._transport.request(Request("GET", url, headers))
        except Unreachable as lost:
            raise from_network(lost) from lost
        received = self._clock.now()
        if date := reply.headers.get("date"):
            self._time.learn_roughly(date, sent, received)
        body = checked(reply, url, call.name)
        try:
            stamp = msgspec.json.decode(body, type=Stamped).server_time
        except msgspec.MsgspecError as error:
            raise unreadable(call.name, error) from error
        if stamp is not None:
            self._time.learn(utc(stamp), sent, received)
        return reply

    async def _afford(self, pool: Pool, cost: int) -> None:
        wait = self._budgets[pool].spend(cost)
        if wait > _WORTH_WAITING:
            self._budgets[pool].give_back(cost)
            raise rate_limited(wait)
        usable_at = self._clock.monotonic() + wait
        while (left := usable_at - self._clock.monotonic()) > timedelta():
            await self._clock.sleep(left)
