"""Signing in at Saxo as a trader does, with nothing but an app key, from the terminal.

The program runs in processes of its own and keeps what it is granted in a real password store; the
browser is a script that follows the real redirects; the bank is simulated. After each test neither
the profile, nor the tape, nor anything that was said or that a process was started with may hold a
secret. What needs another patience or a broker's fault in the middle: `test_sign_in_again.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assignwatch.core.events import Resolved
from assignwatch.simulator.saxo.sessions import Refused
from assignwatch.simulator.server import Simulator
from tests.desktop.bench import Desktop, Parts, desktop, missing_programs
from tests.e2e.browsing import ScriptedBrowser
from tests.e2e.signing_in import GRANTED, MAIN, Terminal, leaked, saxo, secrets, typed

OPENS = f"The broker’s page opens in your browser. Sign in there, and {MAIN} is tried.\n"
SEEN = "bookings seen"
"""Said when an account was read for the first time."""

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.desktop,
    pytest.mark.skipif(bool(missing_programs()), reason=f"needs {' '.join(missing_programs())}"),
]

MakeTerminal = Callable[[ScriptedBrowser], Terminal]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Desktop]:
    """A session with an open password store and nothing else."""
    logs = tmp_path / "logs"
    logs.mkdir()
    with desktop(logs, Parts(window_manager=False, tray=False, notifications=False)) as bench:
        yield bench


@pytest.fixture
def make_terminal(bench: Desktop, tmp_path: Path) -> MakeTerminal:
    def make(browser: ScriptedBrowser) -> Terminal:
        return Terminal(tmp_path, {**bench.env, "BROWSER": str(browser.path)})

    return make


def kept(bench: Desktop) -> dict[str, str]:
    """What the password store keeps of the account, by field."""
    place = ("service", f"AssignWatch/{MAIN}", "username")
    fields = ("app_key", "token", *sorted(GRANTED))
    found = {name: bench.run("secret-tool", "lookup", *place, name).stdout for name in fields}
    return {name: value for name, value in found.items() if value}


async def test_an_app_key_and_the_page_are_enough_and_later_runs_need_no_page(
    bench: Desktop, make_terminal: MakeTerminal, tmp_path: Path
) -> None:
    browser = ScriptedBrowser(tmp_path)
    terminal = make_terminal(browser)
    async with Simulator("quiet") as simulator:
        added = await terminal.run("account", "add", typed=typed(simulator))
        assert added.out == f"{MAIN} was added. Its credentials are in: Secret Service.\n"
        assert (added.status, added.err) == (0, OPENS)
        first = kept(bench)
        assert first.keys() == GRANTED | {"app_key"}
        assert first["redirect_uri"].startswith("http://localhost:")
        (visit,) = browser.visits
        assert visit.visited[0].startswith("http://localhost:")
        assert visit.visited[1].startswith(typed(simulator)["urls"]["authorize"])
        assert visit.visited[2].startswith(first["redirect_uri"])

        listed = await terminal.run("account", "list")
        assert listed.out.startswith(f"{MAIN} simulator ")

        async with terminal.watching() as watching:
            await watching.until(SEEN)
        second = kept(bench)
        assert len(browser.visits) == 1
        assert second["refresh_token"] != first["refresh_token"]
        assert second["code_verifier"] == first["code_verifier"]
        with pytest.raises(Refused, match="used before"):
            saxo(simulator).venue.sessions.refresh(first["refresh_token"])

        assert len(visit.processes) == 2, "the program and its browser"
        everything = secrets(simulator, browser.visits, first)
        assert leaked(everything, *visit.visited), "the search finds what is there"
        assert not leaked(everything, *terminal.written(), *visit.processes)
        assert not saxo(simulator).tally.refused
    assert terminal.asked_to_sign_in() == []


async def test_a_copied_refresh_token_ends_the_sign_in_and_adding_the_account_again_mends_it(
    bench: Desktop, make_terminal: MakeTerminal, tmp_path: Path
) -> None:
    browser = ScriptedBrowser(tmp_path)
    terminal = make_terminal(browser)
    async with Simulator("quiet") as simulator:
        await terminal.run("account", "add", typed=typed(simulator))
        first = kept(bench)
        saxo(simulator).venue.sessions.refresh(first["refresh_token"])

        async with terminal.watching() as watching:
            await watching.until(f"Sign in to {MAIN} again")
            await watching.until("The broker’s sign-in has ended.")
        assert terminal.asked_to_sign_in() == ["sign_in_ended"]
        assert kept(bench) == first
        assert len(browser.visits) == 1, "a watch opens no page by itself"

        again = await terminal.run("account", "add", typed=typed(simulator))
        assert again.status == 0
        second = kept(bench)
        assert second["code_verifier"] != first["code_verifier"]
        async with terminal.watching() as watching:
            await watching.until(SEEN)
        everything = secrets(simulator, browser.visits, first) | {second["code_verifier"]}
    assert [e.alert for e in terminal.events() if isinstance(e, Resolved)] == [f"sign_in:{MAIN}"]
    processes = [line for visit in browser.visits for line in visit.processes]
    assert not leaked(everything, *terminal.written(), *processes)


@pytest.mark.parametrize(
    ("answers", "foreign", "why"),
    [
        ("refuse", False, "Signing in did not succeed (access_denied: The user refused.)."),
        ("allow", True, "What came back from the browser was not the answer to this sign-in."),
    ],
    ids=["refused on the page", "the state of another sign-in"],
)
async def test_a_sign_in_that_comes_to_nothing_keeps_nothing(
    answers: str,
    foreign: bool,
    why: str,
    bench: Desktop,
    make_terminal: MakeTerminal,
    tmp_path: Path,
) -> None:
    browser = ScriptedBrowser(tmp_path, foreign=foreign)
    terminal = make_terminal(browser)
    async with Simulator("quiet") as simulator:
        saxo(simulator).venue.sessions.answers = answers
        added = await terminal.run("account", "add", typed=typed(simulator))
        assert added.err.startswith(f"{OPENS}{MAIN} was not added: {why}")
        assert (added.status, added.out) == (1, "")
        (visit,) = browser.visits
        assert not leaked(secrets(simulator, browser.visits), *terminal.written(), *visit.processes)
    assert kept(bench) == {}
    assert (await terminal.run("account", "list")).out == ""


async def test_without_a_browser_it_is_said_what_to_do(
    bench: Desktop, make_terminal: MakeTerminal, tmp_path: Path
) -> None:
    nothing = tmp_path / "no-programs"
    nothing.mkdir()
    terminal = make_terminal(ScriptedBrowser(tmp_path))
    terminal.env = {**terminal.env, "BROWSER": str(nothing / "browser"), "PATH": str(nothing)}
    async with Simulator("quiet") as simulator:
        added = await terminal.run("account", "add", typed=typed(simulator))
        assert "No browser could be opened to sign in at 127.0.0.1:" in added.err
        assert "the variable BROWSER" in added.err
        assert added.status == 1
        assert not leaked(secrets(simulator, []), *terminal.written())
    assert kept(bench) == {}


async def test_a_trader_who_waits_no_longer_is_obeyed_without_a_word(
    bench: Desktop, make_terminal: MakeTerminal, tmp_path: Path
) -> None:
    terminal = make_terminal(ScriptedBrowser(tmp_path, leaves=True))
    async with Simulator("quiet") as simulator:
        stopped = await terminal.run(
            "account", "add", typed=typed(simulator), interrupted_after=OPENS
        )
        assert (stopped.status, stopped.out, stopped.err) == (130, "", OPENS)
    assert kept(bench) == {}
    assert (await terminal.run("account", "list")).out == ""
