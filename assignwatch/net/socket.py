"""WebSockets over the real network: the only importer of websockets.

`real.py` joins this with `http.py` into a `Transport`. It keeps the connection alive with
protocol pings and says why it ended, always as `Unreachable`. It does not judge silence: how
often something must be heard is the broker's promise (`silence.py`).
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidStatus,
    PayloadTooBig,
    WebSocketException,
)

from assignwatch.net.addresses import is_loopback, must_be_safe
from assignwatch.net.http import PATIENCE, USER_AGENT
from assignwatch.net.problems import (
    CONNECT_FAILED,
    CONNECTION_LOST,
    DNS_FAILED,
    HANDSHAKE_REFUSED,
    TIMED_OUT,
    TLS_FAILED,
    TOO_LARGE,
    unreachable,
)
from assignwatch.net.transport import Unreachable

LARGEST_FRAME = 8 * 1024 * 1024
"""Bytes. A snapshot of the fullest account is below a tenth of it."""

_PING = 20.0
_GOODBYE = 2.0

_silent_log = logging.getLogger(f"{__name__}.frames")
# At DEBUG the library logs every frame, shortened in the middle, so that no search for whole
# secrets could find the halves that are left.
_silent_log.setLevel(logging.WARNING)


class _Direct(connect):
    """A connection that goes where it was sent: a redirect is a refusal."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class OpenSocket:
    """One open connection."""

    def __init__(self, connection: ClientConnection, url: str) -> None:
        self._connection = connection
        self._url = url

    async def send(self, text: str) -> None:
        """Send one text frame."""
        try:
            await self._connection.send(text)
        except ConnectionClosed as error:
            raise self._ended(error) from error

    async def frames(self) -> AsyncIterator[str | bytes]:
        """The frames in order, until the connection is lost."""
        while True:
            try:
                frame = await self._connection.recv()
            except ConnectionClosed as error:
                raise self._ended(error) from error
            yield frame

    def _ended(self, error: ConnectionClosed) -> Unreachable:
        if isinstance(error.__cause__, PayloadTooBig):
            return unreachable(TOO_LARGE, self._url, bytes=LARGEST_FRAME)
        return unreachable(CONNECTION_LOST, self._url)


@asynccontextmanager
async def open_socket(
    url: str,
    trust: ssl.SSLContext,
    patience: timedelta = PATIENCE,
    headers: Mapping[str, str] | None = None,
    *,
    pings: bool = True,
) -> AsyncIterator[OpenSocket]:
    """Connect and shake hands; close on the way out."""
    must_be_safe(url)
    connection = await _connected(url, trust, patience, headers, pings=pings)
    try:
        yield OpenSocket(connection, url)
    finally:
        await connection.close()


async def _connected(
    url: str,
    trust: ssl.SSLContext,
    patience: timedelta,
    headers: Mapping[str, str] | None,
    *,
    pings: bool,
) -> ClientConnection:
    try:
        return await _Direct(
            url,
            ssl=trust if url.startswith("wss:") else None,
            proxy=None if is_loopback(url) else True,
            user_agent_header=USER_AGENT,
            additional_headers=headers,
            open_timeout=patience.total_seconds(),
            ping_interval=_PING if pings else None,
            ping_timeout=_PING,
            close_timeout=_GOODBYE,
            max_size=LARGEST_FRAME,
            logger=_silent_log,
        )
    except TimeoutError as error:
        raise unreachable(TIMED_OUT, url) from error
    except InvalidStatus as error:
        status = error.response.status_code
        raise unreachable(HANDSHAKE_REFUSED, url, status=status) from error
    except socket.gaierror as error:
        raise unreachable(DNS_FAILED, url) from error
    except ssl.SSLError as error:
        raise unreachable(TLS_FAILED, url) from error
    except (OSError, EOFError, WebSocketException, asyncio.IncompleteReadError) as error:
        raise unreachable(CONNECT_FAILED, url) from error
