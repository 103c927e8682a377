"""The real network as a `Transport`: what the program hands to its sessions.

Joins `http.py` and `socket.py` over one set of trusted authorities.
"""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

from assignwatch.net.http import PATIENCE, HttpClient, trusted
from assignwatch.net.socket import open_socket
from assignwatch.net.transport import Reply, Request, Socket, Transport


class RealTransport:
    """HTTP and WebSockets to one broker. Create it inside the running loop."""

    def __init__(self, patience: timedelta = PATIENCE) -> None:
        self._patience = patience
        self._trust = trusted()
        self._http = HttpClient(self._trust, patience)

    async def request(self, request: Request) -> Reply:
        """Send a request and read the whole reply."""
        return await self._http.request(request)

    def socket(
        self, url: str, headers: Mapping[str, str] | None = None, *, pings: bool = True
    ) -> AbstractAsyncContextManager[Socket]:
        """Open a WebSocket."""
        return open_socket(url, self._trust, self._patience, headers, pings=pings)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._http.aclose()


def real_transport(patience: timedelta = PATIENCE) -> Transport:
    """A transport over the real network; `patience` bounds each step of a connection."""
    return RealTransport(patience)
