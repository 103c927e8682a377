"""The program and its simulated brokers as a user has them: processes on a desktop of their own.

`Brokers` is `assignwatch simulate` with its control address, `Program` is `assignwatch` with one
profile. What is on the screen is found as a screen reader finds it and used with a real mouse.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assignwatch.core.events import Acknowledged, Alerted, Journalled, Notified
from assignwatch.store.journal import stored_events
from tests.desktop.bench import Desktop
from tests.desktop.processes import WITHIN, eventually

_PYTHON = sys.executable
_READER = Path(__file__).with_name("on_screen.py")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something on the screen, with its place in pixels."""

    role: str
    name: str
    enabled: bool
    x: int
    y: int
    width: int
    height: int


class Brokers:
    """The simulated brokers, in a process of their own."""

    def __init__(self, bench: Desktop) -> None:
        self.process = subprocess.Popen(
            [_PYTHON, "-m", "assignwatch", "simulate"],
            env=bench.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.announced: dict[str, Any] = json.loads(self.process.stdout.readline())

    def account(self, key: str) -> dict[str, Any]:
        """One announced account, as `account add` takes it."""
        found = [a for a in self.announced["accounts"] if a["account"] == key]
        return dict(found[0])

    def secrets(self) -> set[str]:
        """Everything that must never be found anywhere."""
        return {v for a in self.announced["accounts"] for v in a["credentials"].values()}

    def do(self, verb: str, **values: object) -> dict[str, Any]:
        """Tell the simulator something."""
        body = json.dumps({"do": verb, **values}).encode()
        request = urllib.request.Request(  # noqa: S310  loopback, announced by our own process
            self.announced["control"], body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=WITHIN) as reply:  # noqa: S310
            return dict(json.load(reply))

    def close(self) -> None:
        """End them; none of their calls may have been refused as not read-only."""
        try:
            refused = self.do("report")["refused"]
        finally:
            self.process.terminate()
            self.process.wait(WITHIN)
            if self.process.stdout is not None:
                self.process.stdout.close()
        assert not refused


class Program:
    """`assignwatch` with one profile, started and ended as often as the test likes."""

    def __init__(self, bench: Desktop, folder: Path) -> None:
        self.bench = bench
        self.profile = folder / "profile"
        self._process: subprocess.Popen[bytes] | None = None

    def add(self, account: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        """`assignwatch account add`, with the credentials on standard input."""
        return subprocess.run(
            self._command("account", "add"),
            env=self.bench.env,
            input=json.dumps(account),
            capture_output=True,
            text=True,
            check=False,
            timeout=WITHIN,
        )

    def start(self) -> subprocess.Popen[bytes]:
        """Open the window and wait until it is there."""
        self._process = self.bench.start(
            "env", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1", *self._command()
        )
        self.bench.window("^AssignWatch")
        return self._process

    def start_again(self) -> subprocess.CompletedProcess[str]:
        """A second start of the same profile, to its end."""
        return self.bench.run(*self._command())

    def ended(self, within: float) -> int:
        """Wait for the window's process to end; its exit status."""
        assert self._process is not None
        return self._process.wait(within)

    def listed(self) -> str:
        """`assignwatch account list`."""
        return self.bench.run(*self._command("account", "list")).stdout

    def kill(self) -> None:
        """As a power cut does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(WITHIN)

    def events(self) -> list[Journalled]:
        """The journal."""
        path = self.profile / "journal.sqlite3"
        return list(stored_events(path)) if path.exists() else []

    def alerts(self) -> list[str]:
        """The ids of the alerts that the journal says have fired, newest last."""
        return [event.alert for event in self.events() if isinstance(event, Alerted)]

    def acknowledgements(self) -> list[Acknowledged]:
        """What the journal says was acknowledged."""
        return [event for event in self.events() if isinstance(event, Acknowledged)]

    def told(self, alert: str, channel: str) -> list[Notified]:
        """What the journal says of an alert's deliveries through a channel."""
        told = [e for e in self.events() if isinstance(e, Notified)]
        return [e for e in told if e.alert == alert and e.channel == channel]

    def things(self, name: str, role: str = "") -> list[Thing]:
        """What is on the screen under a name that this regular expression matches whole."""
        told = self.bench.run("/usr/bin/python3", _READER)
        assert told.returncode == 0, told.stderr
        things = [Thing(**thing) for thing in json.loads(told.stdout)]
        return [t for t in things if re.fullmatch(name, t.name) and role in t.role and t.width > 0]

    def click(self, name: str, role: str = "", index: int = -1) -> None:
        """Wait for a thing that can be used, and click it with the mouse."""
        found = eventually(
            lambda: [t for t in self.things(name, role) if t.enabled], f"{role} “{name}” to click"
        )[index]
        self.bench.click(found.x + found.width // 2, found.y + found.height // 2)

    def written(self) -> bytes:
        """Every byte that the program keeps on the disk."""
        return b"".join(p.read_bytes() for p in self.profile.rglob("*") if p.is_file())

    def _command(self, *arguments: str) -> list[str]:
        return [_PYTHON, "-m", "assignwatch", "--profile", str(self.profile), *arguments]
