"""The watch as a whole: engine, accounts, herald, rereader and guard in one task group.

`app.py` and the `watch` command build one and run it; accounts come and go while it runs. A part
that fails in a way that nobody foresaw is started again: a watch must not end by accident.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from assignwatch.channels.base import Channel
from assignwatch.core.model import AccountKey
from assignwatch.core.observations import Clock as ClockTick
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed
from assignwatch.watch.account import AccountWatch
from assignwatch.watch.clock import LONGEST_SLEEP, SystemClock
from assignwatch.watch.engine import Engine
from assignwatch.watch.guard import Guard
from assignwatch.watch.herald import Herald, Words
from assignwatch.watch.rereader import Rereader
from assignwatch.watch.waiting import ending

log = logging.getLogger(__name__)


class Watcher:
    """Everything that must keep running, and nothing that shows it."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        channels: Sequence[Channel],
        words: Words,
        *,
        computer: Clock | None = None,
    ) -> None:
        """`computer` is the clock that jumps when the computer sleeps, whatever `clock` is."""
        self.engine = engine
        self._clock = clock
        self._herald = Herald(engine, clock, channels, words)
        self._guard = Guard(computer or SystemClock(), self._on_wake)
        self._rereader = Rereader(engine, clock, self._reread)
        self._accounts: dict[AccountKey, tuple[AccountWatch, tuple[Feed, ...]]] = {}
        self._tasks: dict[AccountKey, asyncio.Task[None]] = {}
        self._leaving: dict[AccountKey, set[asyncio.Task[None]]] = {}
        self._group: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Watch until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                for name, part in (
                    ("herald", self._herald.run),
                    ("guard", self._guard.run),
                    ("tick", self._tick),
                    ("rereader", self._rereader.run),
                ):
                    group.create_task(self._keep_going(name, part), name=name)
                for key in self._accounts:
                    self._begin(key)
        finally:
            self._group = None
            self._tasks.clear()
            self._leaving.clear()

    def add(self, account: AccountWatch, feeds: tuple[Feed, ...]) -> None:
        """Watch one more account, at once if the watch is running.

        It takes the place of one with the same key, after that has let go of its connections.
        """
        self._leave(account.key)
        self._accounts[account.key] = (account, feeds)
        self._enrol()
        self._begin(account.key)

    def remove(self, key: AccountKey) -> None:
        """Stop watching an account; what was learned of it stays in the journal."""
        self._leave(key)
        if self._accounts.pop(key, None) is not None:
            self._enrol()

    def check_now(self) -> None:
        """Read every account at once."""
        for account, _ in self._accounts.values():
            account.check_now()

    def _reread(self, key: AccountKey) -> None:
        if key in self._accounts:
            self._accounts[key][0].read_soon()

    def _begin(self, key: AccountKey) -> None:
        if self._group is not None:
            account, _ = self._accounts[key]
            before = frozenset(self._leaving.get(key, ()))
            watch = self._watch(account, before)
            self._tasks[key] = self._group.create_task(watch, name=f"watch {key}")

    async def _watch(self, account: AccountWatch, before: frozenset[asyncio.Task[None]]) -> None:
        if before:
            await asyncio.wait(before)
        await self._keep_going(account.key, account.run)

    def _leave(self, key: AccountKey) -> None:
        task = self._tasks.pop(key, None)
        if task is not None:
            leaving = self._leaving.setdefault(key, set())
            leaving.add(task)
            task.add_done_callback(leaving.discard)
            task.cancel()

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

    async def _keep_going(self, name: str, part: Callable[[], Awaitable[None]]) -> None:
        """Run it for ever; a failure is logged, but not again while it stays the same."""
        said = ""
        while True:
            try:
                await part()
            except Exception as failure:
                if repr(failure) != said:
                    log.exception("%s failed and will be started again", name)
                said = repr(failure)
            if ending():
                return
            await self._clock.sleep(LONGEST_SLEEP)
