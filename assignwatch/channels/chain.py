"""Several ways to the trader as one: the first that does not fail has delivered.

`app` builds it from the best to the one that always works; `watch.herald` sees one channel.
"""

from collections.abc import Sequence

from assignwatch.channels.base import Channel, ChannelFailed, Notice
from assignwatch.core.words import Outcome


class Chain:
    """Tries `channels`, at least one, in order, every time anew: a failing one may recover."""

    def __init__(self, name: str, channels: Sequence[Channel]) -> None:
        if not channels:
            raise ValueError("a chain needs at least one channel")
        self._name = name
        self._channels = tuple(channels)

    @property
    def name(self) -> str:
        """The name that the journal knows it by."""
        return self._name

    async def deliver(self, notice: Notice) -> Outcome:
        """Show it the first way that works. Raises the first way's `ChannelFailed` if none does."""
        failures: list[ChannelFailed] = []
        for channel in self._channels:
            try:
                return await channel.deliver(notice)
            except ChannelFailed as failure:
                failures.append(failure)
        raise failures[0]

    async def withdraw(self, alert: str) -> None:
        """Take it away wherever it may be: an earlier version may have gone another way."""
        for channel in self._channels:
            await channel.withdraw(alert)
