"""The trader's own browser, sent to a page that sends it back: the only importer of webbrowser.

`desk.py` hands a `SystemBrowser` to a broker's sign-in. The way back leads to this computer alone:
a port of the loopback interface that the system chooses, open until one request for the agreed
path has come, three minutes at most. The browser is started on that port as well and redirected
from there, so that nothing of the sign-in is among a process's arguments. What it carries back is
a code that is worth nothing without what the program keeps to itself. Sources: RFC 8252, sections
7.3 and 8.3 (loopback redirection); RFC 7636 (PKCE).
"""

import asyncio
import contextlib
import threading
import webbrowser
from collections.abc import Callable, Mapping
from datetime import timedelta
from urllib.parse import SplitResult, parse_qsl, urlsplit

from assignwatch.net.addresses import must_be_safe
from assignwatch.net.problems import BROWSER_MISSING, SIGN_IN_TIMEOUT, unreachable

PATIENCE = timedelta(minutes=3)
"""For the trader to sign in."""

_LONGEST_LINE = 16 * 1024
_ADDRESSES = ("127.0.0.1", "::1")
"""`localhost` may mean either; a browser tries one and then the other."""

_PAGE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>AssignWatch</title>"
    "<body style='font-family:sans-serif;margin:4em'><p>{words}</p>"
)
_START = "/"
_GOING = "The broker’s page is opening."
_DONE = "AssignWatch has its answer. You can close this page and go back to the program."
_OTHER = "This address is only for coming back from signing in."


class SystemBrowser:
    """Whatever opens pages here (`BROWSER`, else the system's choice). One visit at a time."""

    def __init__(self, patience: timedelta = PATIENCE) -> None:
        self._patience = patience.total_seconds()

    async def visit(self, path: str, page: Callable[[str], str]) -> Mapping[str, str]:
        """See `brokers.base.Browser`."""
        back: asyncio.Future[Mapping[str, str]] = asyncio.get_running_loop().create_future()
        async with contextlib.AsyncExitStack() as listening:
            way = _Way(path, back)
            port = await _listen(listening, way)
            url = way.leads_to = page(f"http://localhost:{port}{path}")
            must_be_safe(url)
            _open(f"http://localhost:{port}{_START}", url, back)
            try:
                async with asyncio.timeout(self._patience):
                    return await back
            except TimeoutError as error:
                seconds = f"{self._patience:g}"
                raise unreachable(SIGN_IN_TIMEOUT, url, seconds=seconds) from error
        raise AssertionError("the visit ends with an answer or an error")


class _Way:
    """The way there and back: answers one request for the path, and nothing else of substance."""

    def __init__(self, path: str, back: asyncio.Future[Mapping[str, str]]) -> None:
        self.leads_to = ""
        self._path = path
        self._back = back

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        try:
            async with asyncio.timeout(10):
                line = (await reader.readuntil(b"\r\n")).decode("ascii", "replace").split()
                while await reader.readuntil(b"\r\n") != b"\r\n":
                    pass
                method, target = (*line, "", "")[:2]
                writer.write(self._answer(method, urlsplit(target)))
                await writer.drain()
        except (TimeoutError, OSError, ValueError, EOFError, asyncio.LimitOverrunError):
            pass  # a stranger, or a browser that only opened a connection; the wait goes on
        finally:
            writer.close()

    def _answer(self, method: str, asked: SplitResult) -> bytes:
        if method == "GET" and asked.path == _START:
            return _reply(_GOING, "302 Found", f"Location: {self.leads_to}\r\n")
        if method != "GET" or asked.path != self._path or self._back.done():
            return _reply(_OTHER, "404 Not Found")
        self._back.set_result(dict(parse_qsl(asked.query, keep_blank_values=True)))
        return _reply(_DONE, "200 OK")


def _reply(words: str, status: str, *headers: str) -> bytes:
    body = _PAGE.format(words=words).encode()
    head = (
        f"HTTP/1.1 {status}\r\n{''.join(headers)}Content-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\n"
        "Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


async def _listen(listening: contextlib.AsyncExitStack, way: _Way) -> int:
    """Open the same port on both loopback addresses, where there are both."""
    port = 0
    for address in _ADDRESSES:
        try:
            server = await asyncio.start_server(way.serve, address, port, limit=_LONGEST_LINE)
        except OSError:
            if not port:
                raise
            continue  # no IPv6 here, or the port is taken there: the first one is enough
        listening.callback(server.close)
        port = server.sockets[0].getsockname()[1]
    return port


def _open(start: str, url: str, back: asyncio.Future[Mapping[str, str]]) -> None:
    """Show the page, in a thread: some browsers only return when they are closed."""
    loop = asyncio.get_running_loop()

    def fail() -> None:
        if not back.done():
            back.set_exception(unreachable(BROWSER_MISSING, url))

    def show() -> None:
        try:
            shown = webbrowser.open(start)
        except (OSError, webbrowser.Error):
            shown = False
        if not shown:
            with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits any more
                loop.call_soon_threadsafe(fail)

    threading.Thread(target=show, name="browser", daemon=True).start()
