"""Sign-ins that end, or come to nothing half-way, and the alert that asks the trader for a new one.

The desk, the adapter, its connections, the journal, the browser's way there and back and the
simulated bank are real; the password store is the test's own, as is the trader's patience.
"""

from __future__ import annotations

import asyncio
import io
import webbrowser
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from assignwatch.brokers.base import Browser
from assignwatch.commands.watch import watch_in_terminal
from assignwatch.core.events import Alerted, Baselined, Event, Notified, Resolved
from assignwatch.core.words import About
from assignwatch.desk import Desk, read_account
from assignwatch.net.browser import SystemBrowser
from assignwatch.simulator.saxo.sessions import Refused
from assignwatch.simulator.server import Simulator
from assignwatch.store.secrets import KeyringSecrets
from assignwatch.texts import problems
from assignwatch.watch.clock import SystemClock
from tests.e2e.browsing import ScriptedBrowser
from tests.e2e.signing_in import GRANTED, MAIN, WITHIN, leaked, saxo, secrets, typed
from tests.fakes.password_store import PasswordStore

pytestmark = pytest.mark.asyncio

IMPATIENT = timedelta(seconds=3)
"""Long enough for a browser to start, and all of it is waited for."""


class Heard:
    """What the engine has concluded so far."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._news = asyncio.Event()

    def on_events(self, events: Sequence[Event]) -> None:
        self.events += events
        self._news.set()

    async def until(self, wanted: Callable[[Event], bool]) -> Event:
        """Wait until it is there."""
        async with asyncio.timeout(WITHIN):
            while not (found := [event for event in self.events if wanted(event)]):
                self._news.clear()
                await self._news.wait()
        return found[-1]


class Trader:
    """A desk with a password store of its own, and a browser on the disk."""

    def __init__(self, folder: Path, store: PasswordStore, browser: Browser) -> None:
        self.store = store
        self.desk = Desk(folder / "profile", SystemClock(), browser=browser)
        self.desk.keyring = KeyringSecrets(find=store.found)
        self.told = io.StringIO()
        self.heard = Heard()

    async def add(self, simulator: Simulator) -> None:
        config, entered = read_account(typed(simulator))
        tried = await self.desk.try_account(config, entered)
        assert tried.problem is None
        await self.desk.add_account(config, tried.credentials)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        self.desk.engine.listen(self.heard.on_events)
        watch = asyncio.create_task(watch_in_terminal(self.desk, self.told))
        try:
            yield
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)

    @property
    def refresh_token(self) -> str:
        return self.store.of(MAIN)["refresh_token"]


@pytest.fixture
def scripted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ScriptedBrowser]:
    """Makes a browser, and has it open every page."""
    monkeypatch.setattr(webbrowser, "_tryorder", None)
    monkeypatch.setattr(webbrowser, "_browsers", {})

    def make(*, leaves: bool = False) -> ScriptedBrowser:
        browser = ScriptedBrowser(tmp_path, leaves=leaves)
        monkeypatch.setenv("BROWSER", str(browser.path))
        return browser

    return make


@pytest.mark.expected_logs("saxo/main: ")
@pytest.mark.parametrize("first", ["the thief", "the program"])
async def test_a_refresh_token_that_two_have_used_is_told_and_a_new_sign_in_mends_it(
    first: str,
    scripted: Callable[..., ScriptedBrowser],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    browser, store = scripted(), PasswordStore()
    async with Simulator("quiet") as simulator:
        sessions = saxo(simulator).venue.sessions
        before = Trader(tmp_path, store, SystemBrowser())
        with before.desk:
            await before.add(simulator)
        stolen = store.of(MAIN)
        if first == "the thief":
            sessions.refresh(stolen["refresh_token"])
        trader = Trader(tmp_path, store, SystemBrowser())
        with trader.desk:
            async with trader.watching():
                if first == "the program":
                    await trader.heard.until(lambda e: isinstance(e, Baselined))
                    with pytest.raises(Refused, match="used before"):
                        sessions.refresh(stolen["refresh_token"])
                    assert trader.desk.watcher is not None
                    trader.desk.watcher.check_now()
                alert = await trader.heard.until(lambda e: isinstance(e, Alerted))
                assert isinstance(alert, Alerted)
                assert (alert.about, alert.account) == (About.SIGN_IN, MAIN)
                assert alert.problem is not None
                assert alert.problem.code == "sign_in_ended"
                await trader.heard.until(lambda e: isinstance(e, Notified))

                assert await trader.desk.sign_in_again(MAIN) is None
                mended = await trader.heard.until(lambda e: isinstance(e, Resolved))
                assert isinstance(mended, Resolved)
                assert (mended.alert, mended.by_trader) == (alert.alert, False)
                await trader.heard.until(lambda e: isinstance(e, Baselined))
        assert f"Sign in to {MAIN} again" in trader.told.getvalue()
        assert len(browser.visits) == 2
        now = store.of(MAIN)
        assert now.keys() == GRANTED | {"app_key"}
        assert now["code_verifier"] != stolen["code_verifier"]
        sessions.refresh(trader.refresh_token)
        everything = secrets(simulator, browser.visits, stolen) | {now["code_verifier"]}
    places = (tmp_path / "profile", trader.told.getvalue(), caplog.text)
    assert not leaked(everything, *places)


@pytest.mark.parametrize("why", ["the page is left", "the app key is wrong"])
async def test_nobody_comes_back(
    why: str, scripted: Callable[..., ScriptedBrowser], tmp_path: Path
) -> None:
    browser, store = scripted(leaves=why == "the page is left"), PasswordStore()
    async with Simulator("quiet") as simulator:
        trader = Trader(tmp_path, store, SystemBrowser(IMPATIENT))
        config, entered = read_account(typed(simulator))
        if why == "the app key is wrong":
            entered = {"app_key": "0123456789abcdef0123456789abcdef"}
        with trader.desk:
            tried = await trader.desk.try_account(config, entered)
            assert tried.problem is not None
            assert tried.problem.code == "sign_in_timeout"
            assert "app key" in problems.sentence(tried.problem)
            assert not tried.worth_keeping
        assert tried.credentials == entered
    assert len(browser.visits) == 1
    assert store.entries == {}


class Interrupted:
    """A browser that comes back as it should, while something at the bank breaks."""

    def __init__(self, breaks: Callable[[], None]) -> None:
        self._breaks = breaks
        self._real = SystemBrowser()

    async def visit(self, path: str, page: Callable[[str], str]) -> Mapping[str, str]:
        came = await self._real.visit(path, page)
        self._breaks()
        return came


async def test_a_bank_that_grants_nothing_after_the_page_leaves_nothing_worth_keeping(
    scripted: Callable[..., ScriptedBrowser], tmp_path: Path
) -> None:
    browser = scripted()
    async with Simulator("quiet") as simulator:
        faults = saxo(simulator).faults
        broken = Interrupted(lambda: faults.status.arm("503", 99))
        trader = Trader(tmp_path, PasswordStore(), broken)
        config, entered = read_account(typed(simulator))
        with trader.desk:
            tried = await trader.desk.try_account(config, entered)
    assert len(browser.visits) == 1
    assert tried.problem is not None
    assert tried.problem.code == "unavailable"
    assert not tried.worth_keeping


@pytest.mark.expected_logs("saxo/main: ")
async def test_a_new_sign_in_is_kept_though_nothing_can_be_read_just_then(
    scripted: Callable[..., ScriptedBrowser], tmp_path: Path
) -> None:
    scripted()
    store = PasswordStore()
    async with Simulator("quiet") as simulator:
        sessions, faults = saxo(simulator).venue.sessions, saxo(simulator).faults
        broken = Interrupted(lambda: faults.refusal.arm("ServiceUnavailable", 99))
        trader = Trader(tmp_path, store, broken)
        with trader.desk:
            config, entered = read_account(typed(simulator))
            tried = await trader.desk.try_account(config, entered)
            assert tried.worth_keeping
            assert tried.problem is not None
            await trader.desk.add_account(config, tried.credentials)
            faults.clear()
            sessions.end()
            async with trader.watching():
                await trader.heard.until(lambda e: isinstance(e, Alerted))
                problem = await trader.desk.sign_in_again(MAIN)
                assert problem is not None
                assert problem.code == "unavailable"
                faults.clear()
                assert trader.desk.watcher is not None
                trader.desk.watcher.check_now()
                await trader.heard.until(lambda e: isinstance(e, Resolved))
                await trader.heard.until(lambda e: isinstance(e, Baselined))
        sessions.refresh(trader.refresh_token)
