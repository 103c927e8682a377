"""What can be wrong with a simulated broker: switched on by `control`, obeyed by its servers.

A fault never changes the world; it only changes what clients get to see of it. Counted faults
(`take_…`) are used up by the requests that they hit.
"""

import asyncio
from dataclasses import dataclass, field


@dataclass(slots=True)
class Counted:
    """A fault that hits the next `left` requests."""

    value: str = ""
    left: int = 0

    def arm(self, value: str, count: int) -> None:
        """Hit the next `count` requests with `value`."""
        self.value, self.left = value, count

    def take(self) -> str | None:
        """The value if this request is hit, else None."""
        if not self.left:
            return None
        self.left -= 1
        return self.value


def _open_gate() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate


@dataclass(slots=True)
class Faults:
    """The present faults of one broker. A new object has none."""

    deaf: bool = False
    """Sockets stay open, are still answered at protocol level, and carry no message."""
    gone: bool = False
    """The old interface is switched off: its addresses answer 410."""
    delay: float = 0.0
    """Seconds by which each reply is held back."""
    status: Counted = field(default_factory=Counted)
    """HTTP statuses instead of replies."""
    refusal: Counted = field(default_factory=Counted)
    """The broker's own error codes inside replies that look successful."""
    garbage: Counted = field(default_factory=Counted)
    """Replies that are a web page instead of data."""
    empty: Counted = field(default_factory=Counted)
    """Position lists whose list is missing."""
    _thawed: asyncio.Event = field(default_factory=_open_gate)

    def freeze(self, on: bool) -> None:
        """Let every request hang until this is called with False."""
        if on:
            self._thawed.clear()
        else:
            self._thawed.set()

    async def hold(self) -> None:
        """Wait as long as the present faults make a request wait."""
        await self._thawed.wait()
        if self.delay:
            await asyncio.sleep(self.delay)

    def clear(self) -> None:
        """End every fault."""
        self.freeze(on=False)
        self.deaf = self.gone = False
        self.delay = 0.0
        for fault in (self.status, self.refusal, self.garbage, self.empty):
            fault.left = 0
