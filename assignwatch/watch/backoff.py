"""How long a loop leaves a broker alone after a failure, and what may cut the wait short.

`account.py` has one for each of its loops; it outlives the session, so that a new connection does
not forget what the broker asked of the last one.
"""

import asyncio
import random
from datetime import timedelta

from assignwatch.brokers.base import Fatal, RateLimited, Refused
from assignwatch.core.ports import Clock
from assignwatch.net.transport import Unreachable
from assignwatch.store.errors import SecretsUnavailable
from assignwatch.watch.waiting import until

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=1)
"""Each wait is twice the one before, up to this, and a quarter more or less by chance."""

PERSON_WAIT = timedelta(minutes=5)
"""Only a person can help: ask seldom, so as not to be locked out or to nag for a password."""


class Backoff:
    """Waits before each try: not at all at first, longer after each failure in a row."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._next = self._not_before = clock.monotonic()
        self._began = self._next
        self._hurry = asyncio.Event()

    def hurry(self) -> None:
        """Try at once; only a wait that the other side asked for is waited out all the same."""
        self._hurry.set()

    async def ready(self) -> None:
        """Wait until the next try is due."""
        while (left := self._not_before - self._clock.monotonic()) > timedelta():
            await self._clock.sleep(left)
        await until(self._clock, self._next - self._clock.monotonic(), self._hurry)
        self._hurry.clear()
        self._began = self._clock.monotonic()

    def succeeded(self) -> None:
        """The next failure is the first one again."""
        self._failures = 0

    def failed(self, failure: Exception) -> None:
        """The last try came to nothing, or to its end after it went well for a while."""
        now = self._clock.monotonic()
        if now - self._began > LONGEST_WAIT:
            self.succeeded()
        wait = min(FIRST_WAIT * 2 ** min(self._failures, 10), LONGEST_WAIT)
        wait *= random.uniform(0.75, 1.25)  # noqa: S311  jitter, nothing secret
        if isinstance(failure, Refused | Fatal | SecretsUnavailable):
            wait = PERSON_WAIT
        asked = failure.retry_after if isinstance(failure, RateLimited | Unreachable) else None
        if asked is not None:
            self._not_before = now + asked
            wait = max(wait, asked)
        self._next = now + wait
        self._failures += 1
