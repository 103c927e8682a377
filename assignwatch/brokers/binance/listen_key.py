"""The key of a family's user stream: made, kept alive, made anew; never deleted.

`listener.py` has one. There is one key for each account and product: making it while there is one
gives the same and prolongs it, and deleting it would silence every other program that listens to
the account. Sources: Binance docs, "Start user data stream", "Keepalive user data stream" of each
product.
"""

from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec

from assignwatch.brokers.binance.calls import LISTEN_KEYS, Call
from assignwatch.brokers.binance.errors import listen_key_gone
from assignwatch.brokers.binance.families import Family
from assignwatch.brokers.binance.rest import Rest
from assignwatch.brokers.records import unreadable
from assignwatch.core.ports import Clock
from assignwatch.net.redaction import keep_secret

T = TypeVar("T")

LASTS = timedelta(minutes=60)
"""How long a key lives after it was made or renewed."""
RENEW_EVERY = timedelta(minutes=25)
TRY_AGAIN = timedelta(minutes=1)
"""After a renewal that did not come through."""

_EPOCH = datetime.fromtimestamp(0, UTC)


class _Made(msgspec.Struct, rename="camel"):
    listen_key: str
    expiration: int | None = None


class _Renewed(msgspec.Struct, rename="camel"):
    listen_key: str | None = None


class ListenKey:
    """One family's key. `value` is empty until it was made."""

    def __init__(self, family: Family, rest: Rest, clock: Clock) -> None:
        self._family = family
        self._calls = LISTEN_KEYS[family]
        self._rest = rest
        self._clock = clock
        self.value = ""
        self._due_at = self._over_at = clock.monotonic()

    async def obtain(self) -> str:
        """Make one, or take the one there is and prolong it. Raises `BrokerError`."""
        asked = self._clock.monotonic()
        made = _decoded(await self._rest.send(self._calls.create), _Made, self._calls.create)
        if not made.listen_key:
            raise unreadable(self._calls.create.name, "an empty key")
        keep_secret(made.listen_key)
        self.value = made.listen_key
        self._prolonged(asked, self._left(made.expiration))
        return self.value

    def is_due(self) -> bool:
        """Whether it is time to renew it."""
        return self._clock.monotonic() >= self._due_at

    def is_over(self) -> bool:
        """Whether it can be alive no more, for want of a renewal."""
        return self._clock.monotonic() >= self._over_at

    async def renew(self) -> None:
        """Prolong it. Raises `BrokerError`: `is_listen_key_gone` where a new one is needed."""
        asked = self._clock.monotonic()
        self._due_at = asked + TRY_AGAIN
        renewed = _decoded(await self._rest.send(self._calls.renew), _Renewed, self._calls.renew)
        if renewed.listen_key not in (None, "", self.value):
            raise listen_key_gone(self._calls.renew.name)
        self._prolonged(asked, LASTS)

    def _left(self, expiration: int | None) -> timedelta:
        """How long it lives, where that is told (options, in ms)."""
        if expiration is None:
            return LASTS
        try:
            ends = _EPOCH + timedelta(milliseconds=expiration)
        except OverflowError:
            return LASTS
        left = ends - self._rest.time(self._family.host).at(self._clock.now())
        return min(max(left, TRY_AGAIN), LASTS)

    def _prolonged(self, asked: timedelta, left: timedelta) -> None:
        self._due_at = asked + min(RENEW_EVERY, left / 2)
        self._over_at = asked + left


def _decoded(content: bytes, kind: type[T], call: Call) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.MsgspecError as error:
        raise unreadable(call.name, error) from error
