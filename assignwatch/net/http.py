"""HTTP over the real network: the only importer of httpx.

`real.py` joins this with `socket.py` into a `Transport`. A request goes over the wire byte for
byte as it was built, because signatures cover those bytes; redirects are answers like any other;
every wait has an end. Statuses are the broker's business: only a request that got no whole answer
raises, always `Unreachable`.
"""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import httpx

from assignwatch import __version__
from assignwatch.net.addresses import must_be_safe
from assignwatch.net.problems import (
    CONNECT_FAILED,
    CONNECTION_LOST,
    DNS_FAILED,
    TIMED_OUT,
    TLS_FAILED,
    TOO_LARGE,
    unreachable,
)
from assignwatch.net.transport import Reply, Request

USER_AGENT = f"assignwatch/{__version__}"

PATIENCE = timedelta(seconds=10)
"""How long each step of a connection may take: connecting, sending, the next bytes."""

LARGEST_REPLY = 32 * 1024 * 1024
"""Bytes. The longest list of contracts of any broker is below a tenth of it."""

_WHOLE = 3
"""A whole reply may take this many times the patience for one step of it."""

_LOOPBACK = ("all://127.0.0.1", "all://localhost", "all://[::1]")


def trusted() -> ssl.SSLContext:
    """Verify against the usual authorities, or those of `SSL_CERT_FILE` / `SSL_CERT_DIR`."""
    return httpx.create_ssl_context()


class HttpClient:
    """Connections to brokers, kept open for a little while. Create it inside the running loop."""

    def __init__(
        self,
        trust: ssl.SSLContext,
        patience: timedelta = PATIENCE,
        largest_reply: int = LARGEST_REPLY,
    ) -> None:
        self._whole = patience.total_seconds() * _WHOLE
        self._largest_reply = largest_reply
        self._client = httpx.AsyncClient(
            verify=trust,
            timeout=httpx.Timeout(patience.total_seconds()),
            follow_redirects=False,
            trust_env=True,
            headers={"User-Agent": USER_AGENT},
            # A proxy of this computer's settings is never asked for the way to this computer.
            mounts=dict.fromkeys(_LOOPBACK),
        )

    async def request(self, request: Request) -> Reply:
        """Send one request and read the whole reply."""
        must_be_safe(request.url)
        try:
            async with asyncio.timeout(self._whole):
                return await self._send(request)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise unreachable(TIMED_OUT, request.url) from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise unreachable(_code(error), request.url) from error

    async def _send(self, request: Request) -> Reply:
        built = self._client.build_request(
            request.method,
            request.url,
            headers=dict(request.headers),
            content=request.content or None,
            extensions={"target": _target(request.url)},
        )
        response = await self._client.send(built, stream=True)
        try:
            content = await self._content(response, request.url)
        finally:
            await response.aclose()
        return Reply(response.status_code, dict(response.headers), content)

    async def _content(self, response: httpx.Response, url: str) -> bytes:
        content = bytearray()
        async for chunk in response.aiter_bytes():
            content += chunk
            if len(content) > self._largest_reply:
                raise unreachable(TOO_LARGE, url, bytes=len(content))
        return bytes(content)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()


def _target(url: str) -> bytes:
    """Path and query exactly as given; httpx would encode some of it again."""
    parts = urlsplit(url)
    return f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}".encode("ascii")


def _code(error: Exception) -> str:
    """What a failed request was, from what lies beneath httpx's own error."""
    causes = list(_chain(error))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return DNS_FAILED
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return TLS_FAILED
    if isinstance(error, httpx.ConnectError | httpx.ProxyError | httpx.UnsupportedProtocol):
        return CONNECT_FAILED
    return CONNECTION_LOST


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
