"""Asking for the readings that a conclusion waits for, without waiting for the next poll.

`watcher.py` runs one. What the state calls for is worked out by `core.due.rereads`, again after
every change; here is only remembered when each account was last asked. Readings go through the
account's own poll, so a broker's limits and back-offs hold as ever.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from assignwatch.core.due import Tried, rereads
from assignwatch.core.events import Event
from assignwatch.core.model import AccountKey
from assignwatch.core.ports import Clock
from assignwatch.watch.clock import LONGEST_SLEEP
from assignwatch.watch.engine import Engine
from assignwatch.watch.waiting import until


class Rereader:
    """Calls `read` for an account whenever something waits for it and its turn has come."""

    def __init__(self, engine: Engine, clock: Clock, read: Callable[[AccountKey], None]) -> None:
        self._engine = engine
        self._clock = clock
        self._read = read
        self._tried: dict[AccountKey, Tried] = {}
        self._changed = asyncio.Event()
        engine.listen(self._on_events)

    def _on_events(self, events: Sequence[Event]) -> None:
        self._changed.set()

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            self._changed.clear()
            now = self._engine.now()
            following = self._ask(now)
            span = LONGEST_SLEEP if following is None else min(following - now, LONGEST_SLEEP)
            await until(self._clock, span, self._changed)

    def _ask(self, now: datetime) -> datetime | None:
        """Ask for what is due; when the next is. An account that waits no more starts afresh."""
        wanted = list(rereads(self._engine.state, self._tried, self._engine.policy))
        accounts = {reread.account for reread in wanted}
        self._tried = {key: tried for key, tried in self._tried.items() if key in accounts}
        for reread in wanted:
            if reread.at <= now:
                before = self._tried.get(reread.account)
                times = 1 if before is None else before.times + 1
                self._tried[reread.account] = Tried(times, now)
                self._read(reread.account)
        later = rereads(self._engine.state, self._tried, self._engine.policy)
        return min((reread.at for reread in later), default=None)
