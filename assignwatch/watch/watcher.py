"""The watch as a whole: engine, accounts, herald and guard in one task group.

`app.py` and the `watch` command build one and run it; accounts come and go while it runs.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from assignwatch.channels.base import Channel
from assignwatch.core.model import AccountKey
from assignwatch.core.observations import Clock as ClockTick
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed
from assignwatch.watch.account import AccountWatch
from assignwatch.watch.clock import LONGEST_SLEEP
from assignwatch.watch.engine import Engine
from assignwatch.watch.guard import Guard
from assignwatch.watch.herald import Herald, Words


class Watcher:
    """Everything that must keep running, and nothing that shows it."""

    def __init__(
        self, engine: Engine, clock: Clock, channels: Sequence[Channel], words: Words
    ) -> None:
        self.engine = engine
        self._clock = clock
        self._herald = Herald(engine, clock, channels, words)
        self._guard = Guard(clock, self._on_wake)
        self._accounts: dict[AccountKey, tuple[AccountWatch, tuple[Feed, ...]]] = {}
        self._tasks: dict[AccountKey, asyncio.Task[None]] = {}
        self._group: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Watch until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                group.create_task(self._herald.run(), name="herald")
                group.create_task(self._guard.run(), name="guard")
                group.create_task(self._tick(), name="tick")
                for key in self._accounts:
                    self._begin(key)
        finally:
            self._group = None
            self._tasks.clear()

    def add(self, account: AccountWatch, feeds: tuple[Feed, ...]) -> None:
        """Watch one more account, at once if the watch is running."""
        self.remove(account.key)
        self._accounts[account.key] = (account, feeds)
        self._enrol()
        self._begin(account.key)

    def remove(self, key: AccountKey) -> None:
        """Stop watching an account; what was learned of it stays in the journal."""
        task = self._tasks.pop(key, None)
        if task is not None:
            task.cancel()
        if self._accounts.pop(key, None) is not None:
            self._enrol()

    def check_now(self) -> None:
        """Read every account at once."""
        for account, _ in self._accounts.values():
            account.check_now()

    def _begin(self, key: AccountKey) -> None:
        if self._group is not None and key not in self._tasks:
            account, _ = self._accounts[key]
            self._tasks[key] = self._group.create_task(account.run(), name=f"watch {key}")

    def _enrol(self) -> None:
        self.engine.enrol({key: feeds for key, (_, feeds) in self._accounts.items()})

    def _on_wake(self, slept: timedelta) -> None:
        self._enrol()
        for account, _ in self._accounts.values():
            account.wake()

    async def _tick(self) -> None:
        """Let time decide things even when nothing is heard."""
        while True:
            self.engine.submit(ClockTick(self._clock.now()))
            await self._clock.sleep(LONGEST_SLEEP)
