"""The way through a page in the trader's browser and back to this computer."""

from __future__ import annotations

import asyncio
import sys
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from assignwatch.net.browser import SystemBrowser
from assignwatch.net.transport import Unreachable

pytestmark = pytest.mark.asyncio

Started = Callable[[], str]
"""What browsers were started with, a line each."""

SCRIPTED = """#!{python}
import sys, urllib.request
open({seen!r}, "a").write(" ".join(sys.argv[1:]) + "\\n")
urllib.request.urlopen(sys.argv[-1]).read()
"""


@asynccontextmanager
async def page(answer: Callable[[web.Request], web.StreamResponse]) -> AsyncIterator[str]:
    """A broker's page on loopback."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return answer(request)

    app = web.Application()
    app.router.add_get("/authorize", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/authorize"
    finally:
        await runner.cleanup()


def sends_back(request: web.Request) -> web.StreamResponse:
    back = f"{request.query['back']}?code=abc&state={request.query['state']}&empty="
    raise web.HTTPFound(back)


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Started:
    """A scripted browser that follows every redirect; what it was started with."""
    script, seen = tmp_path / "browser", tmp_path / "seen"
    script.write_text(SCRIPTED.format(python=sys.executable, seen=str(seen)))
    script.chmod(0o700)
    monkeypatch.setenv("BROWSER", str(script))
    monkeypatch.setattr(webbrowser, "_tryorder", None)
    monkeypatch.setattr(webbrowser, "_browsers", {})
    return seen.read_text


async def test_what_the_page_sends_the_trader_back_with_is_the_answer(
    seen: Callable[[], str],
) -> None:
    async with page(sends_back) as address:
        came = await SystemBrowser().visit("/oauth", lambda back: f"{address}?back={back}&state=s")
    assert came == {"code": "abc", "state": "s", "empty": ""}


async def test_nothing_of_the_sign_in_is_among_the_arguments_of_a_process(
    seen: Callable[[], str],
) -> None:
    async with page(sends_back) as address:
        await SystemBrowser().visit("/oauth", lambda back: f"{address}?back={back}&state=secret")
    (started,) = seen().splitlines()
    assert started.startswith("http://localhost:")
    assert "secret" not in started


async def test_strangers_on_the_port_get_a_page_and_the_wait_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port: list[int] = []
    opened = asyncio.Event()

    def remember(back: str) -> str:
        port.append(int(back.split(":")[2].split("/", maxsplit=1)[0]))
        opened.set()
        return back

    monkeypatch.setattr(webbrowser, "open", lambda _url: True)
    visit = asyncio.create_task(SystemBrowser().visit("/oauth", remember))
    await opened.wait()
    root = f"http://127.0.0.1:{port[0]}"
    async with aiohttp.ClientSession() as http:
        for method, path in (("GET", "/other?code=x"), ("POST", "/oauth?code=x")):
            async with http.request(method, root + path) as reply:
                assert reply.status == 404
        reader, writer = await asyncio.open_connection("127.0.0.1", port[0])
        writer.write(b"\x16\x03\x01 rubbish\r\n\r\n")
        assert b"404" in await reader.readline()
        writer.close()
        async with http.get(f"{root}/oauth?code=ours") as reply:
            assert "close this page" in await reply.text()
    assert await visit == {"code": "ours"}


@pytest.mark.parametrize(
    ("opens", "code"),
    [(lambda _url: True, "sign_in_timeout"), (lambda _url: False, "browser_missing")],
    ids=["the trader closes the tab", "nothing shows pages here"],
)
async def test_nobody_comes_back(
    opens: Callable[[str], bool], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "open", opens)
    browser = SystemBrowser(timedelta(milliseconds=200))
    with pytest.raises(Unreachable) as caught:
        await browser.visit("/oauth", lambda _back: "https://broker.example/authorize")
    assert caught.value.problem.code == code
    assert caught.value.problem.values["host"] == "broker.example"


async def test_a_page_over_an_open_line_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(webbrowser, "open", shown.append)
    with pytest.raises(Unreachable) as caught:
        await SystemBrowser().visit("/oauth", lambda _back: "http://broker.example/authorize")
    assert caught.value.problem.code == "insecure_url"
    assert shown == []
