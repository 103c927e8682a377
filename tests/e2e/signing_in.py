"""The program in a terminal, a trader's browser and the simulated Saxo, for tests of signing in.

`Terminal` starts `assignwatch` in processes of its own with one profile; what it says and all that
it writes is kept, to look for secrets in. The simulator runs in the test's own process, so that a
test can say what the user answers on its page, and knows every token that was ever given.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from assignwatch.core.events import Alerted, Journalled
from assignwatch.core.model import AccountKey
from assignwatch.core.words import About
from assignwatch.simulator.saxo.host import SaxoHost
from assignwatch.simulator.server import Simulator
from assignwatch.store.journal import stored_events
from tests.e2e.browsing import Visit

MAIN = AccountKey("saxo/main")
WITHIN = 20.0
GRANTED = {"refresh_token", "refresh_token_until", "code_verifier", "redirect_uri"}
"""What a sign-in gives, by the names under which it is kept."""


def saxo(simulator: Simulator) -> SaxoHost:
    """The simulated bank."""
    host = simulator.stage.hosts["saxo"]
    assert isinstance(host, SaxoHost)
    return host


def typed(simulator: Simulator) -> dict[str, Any]:
    """The account as a trader types it: nothing but the app key."""
    announced: Any = simulator.announcement()["accounts"]
    (account,) = (dict(a) for a in announced if a["account"] == MAIN)
    return {**account, "credentials": {"app_key": saxo(simulator).venue.sessions.app_key}}


def secrets(
    simulator: Simulator, visits: Iterable[Visit], kept: Mapping[str, str] | None = None
) -> set[str]:
    """Everything that must never be found anywhere but in the password store."""
    sessions = saxo(simulator).venue.sessions
    found = {sessions.app_key, *sessions._access, *sessions._refresh}
    found |= {secret for visit in visits for secret in visit.secrets}
    return found | {(kept or {}).get("code_verifier", sessions.app_key)}


def leaked(secrets: Iterable[str], *places: Path | str) -> list[str]:
    """The secrets that are in a text, in a file, or in any file below a folder."""
    written = b"\n".join(_bytes(place) for place in places)
    return [s for s in secrets if s.encode() in written or quote_plus(s).encode() in written]


def _bytes(place: Path | str) -> bytes:
    if isinstance(place, str):
        return place.encode()
    files = [place] if place.is_file() else [p for p in place.rglob("*") if p.is_file()]
    return b"\n".join(path.read_bytes() for path in files)


@dataclass(frozen=True, slots=True)
class Said:
    """A run of the program that has ended."""

    status: int | None
    out: str
    err: str


@dataclass
class Terminal:
    """`assignwatch` with one profile, and with what its log can tell at most."""

    folder: Path
    env: Mapping[str, str]
    said: list[str] = field(default_factory=list)
    """What each run has said, standard error included."""

    @property
    def profile(self) -> Path:
        return self.folder / "profile"

    @property
    def tape(self) -> Path:
        return self.folder / "night.tape"

    def written(self) -> tuple[Path, Path, str]:
        """All that the program has left behind."""
        return self.profile, self.tape, "\n".join(self.said)

    def events(self) -> list[Journalled]:
        """The journal."""
        return list(stored_events(self.profile / "journal.sqlite3"))

    def asked_to_sign_in(self) -> list[str]:
        """What the alerts that want the trader to sign in have said, by their codes."""
        raised = [e for e in self.events() if isinstance(e, Alerted) and e.about is About.SIGN_IN]
        return [event.problem.code for event in raised if event.problem is not None]

    async def run(self, *arguments: str, typed: object = None, interrupted_after: str = "") -> Said:
        """One command to its end, with something on its standard input.

        It is interrupted once it has said that line on standard error, if one is given.
        """
        process = await self._start(*arguments, stdin=PIPE)
        assert process.stdin is not None
        assert process.stderr is not None
        first = b""
        async with asyncio.timeout(WITHIN), _ended(process):
            process.stdin.write(json.dumps(typed).encode())
            process.stdin.close()
            if interrupted_after:
                first = await process.stderr.readline()
                assert first.decode() == interrupted_after
                process.send_signal(signal.SIGINT)
            out, err = await process.communicate()
        said = Said(process.returncode, out.decode(), (first + err).decode())
        self.said += [said.out, said.err]
        return said

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[Watching]:
        """`assignwatch watch`, recorded; it is told to stop at the end."""
        process = await self._start("watch", "--record", str(self.tape), stdin=DEVNULL)
        assert process.stderr is not None
        errors = asyncio.create_task(process.stderr.read())
        watching = Watching(process)
        try:
            async with _ended(process):
                yield watching
                process.terminate()
                async with asyncio.timeout(WITHIN):
                    await watching.rest()
                    assert await process.wait() == 0
        finally:
            self.said += [watching.told, (await errors).decode()]

    async def _start(self, *arguments: str, stdin: int) -> Process:
        command = (sys.executable, "-m", "assignwatch", "--profile", str(self.profile), "--debug")
        return await asyncio.create_subprocess_exec(
            *command, *arguments, stdin=stdin, stdout=PIPE, stderr=PIPE, env=self.env
        )


class Watching:
    """A watch that goes on, and what it has told so far."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.told = ""

    async def until(self, sentence: str) -> None:
        """Read what it tells until that is there."""
        async with asyncio.timeout(WITHIN):
            while sentence not in self.told:
                assert self._process.stdout is not None
                line = await self._process.stdout.readline()
                assert line, f"it ended before it said “{sentence}”:\n{self.told}"
                self.told += line.decode()

    async def rest(self) -> None:
        """Read to the end."""
        assert self._process.stdout is not None
        self.told += (await self._process.stdout.read()).decode()


@asynccontextmanager
async def _ended(process: Process) -> AsyncIterator[None]:
    try:
        yield
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
