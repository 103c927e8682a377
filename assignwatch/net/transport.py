"""What a broker's session may ask of the network, whichever network it is.

`http.py` and `socket.py` fill this in with real connections; tests may hand in a loopback server's
addresses or a world in memory. Sessions never import either, so the same session runs on all.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from assignwatch.core.model import Problem


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP call. `url` is complete and already encoded: it goes over the wire as it is."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whatever the status. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Socket(Protocol):
    """An open WebSocket. Iterating ends with `Unreachable` when the connection does."""

    async def send(self, text: str) -> None:
        """Send one text frame. Raises `Unreachable`."""
        ...

    def frames(self) -> AsyncIterator[str | bytes]:
        """The frames in order. Raises `Unreachable` when the connection is lost or goes silent."""
        ...


class Transport(Protocol):
    """A way to one broker."""

    async def request(self, request: Request) -> Reply:
        """Send a request and read the whole reply. Raises `Unreachable`; never for a status."""
        ...

    def socket(
        self, url: str, headers: Mapping[str, str] | None = None, *, pings: bool = True
    ) -> AbstractAsyncContextManager[Socket]:
        """Open a WebSocket. Raises `Unreachable`.

        Without `pings` only what is said on it keeps it alive, for servers that answer none.
        """
        ...

    async def aclose(self) -> None:
        """Close every connection."""
        ...


class Unreachable(Exception):
    """The other side could not be reached, or stopped answering. Trying again may help."""

    def __init__(self, problem: Problem, *, retry_after: timedelta | None = None) -> None:
        super().__init__(problem.code)
        self.problem = problem
        self.retry_after = retry_after
