"""A channel that notes what it is handed and does what its script says."""

import asyncio
from collections.abc import Iterator
from enum import Enum, auto
from typing import Final, Never

from assignwatch.channels.base import Notice
from assignwatch.core.words import Outcome


class Hang(Enum):
    """Never answers."""

    FOR_EVER = auto()


HANG: Final = Hang.FOR_EVER


async def for_ever() -> Never:
    """Wait for what does not come."""
    await asyncio.get_running_loop().create_future()
    raise AssertionError("it came")


class FakeChannel:
    """Confirms what it is handed, unless `script` has something else in mind for the next one."""

    def __init__(self, name: str = "popup") -> None:
        self.name = name
        self.script: Iterator[Outcome | Exception | Hang] = iter(())
        self.withdrawing: Exception | Hang | None = None
        self.told: list[Notice] = []
        self.withdrawn: list[str] = []
        self.log: list[str] = []
        self.under_way = 0
        self.most_at_once = 0

    async def deliver(self, notice: Notice) -> Outcome:
        self.told.append(notice)
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            return await self._act(next(self.script, Outcome.CONFIRMED))
        finally:
            self.under_way -= 1
            self.log.append(f"ended {notice.alert} {notice.version}")

    async def withdraw(self, alert: str) -> None:
        self.withdrawn.append(alert)
        self.log.append(f"withdrawn {alert}")
        if self.withdrawing is not None:
            await self._act(self.withdrawing)

    async def _act(self, act: Outcome | Exception | Hang) -> Outcome:
        if isinstance(act, Exception):
            raise act
        if isinstance(act, Hang):
            return await for_ever()
        return act
