"""A browser without a window: a program that follows the redirects of a sign-in as a real one does.

Tests set `BROWSER` to it. Before it goes back to the computer that sent it, it notes where it was
sent and what every process around it was started with; by then the whole sign-in has been through
its hands, and the program that waits for it is certainly still there.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

_SCRIPT = """#!{python}
import json, os, re, sys, urllib.error, urllib.request
from pathlib import Path

leaves, foreign = {leaves!r}, {foreign!r}
visited = []


def read(path):
    try:
        return path.read_bytes().replace(b"\\0", b" ").decode()
    except OSError:
        return ""  # that thread or process has just ended


def processes():
    program = os.getppid()
    threads = Path(f"/proc/{{program}}/task").glob("*/children")
    children = [int(pid) for told in threads for pid in read(told).split()]
    return [read(Path(f"/proc/{{pid}}/cmdline")) for pid in (program, *children)]


def note():
    told = {{"visited": visited, "processes": processes()}}
    with open({seen!r}, "a") as file:
        file.write(json.dumps(told) + "\\n")


class Following(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req, fp, code, msg, headers, newurl):
        visited.append(newurl)
        if newurl.startswith("http://localhost:"):
            note()
            if leaves:
                sys.exit()
            if foreign:
                newurl = re.sub("state=[^&]*", "state=of-somebody-else", newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


visited.append(sys.argv[-1])
try:
    urllib.request.build_opener(Following).open(sys.argv[-1]).read()
except urllib.error.HTTPError:
    note()  # a page like any other: it is shown, and goes nowhere
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """One start of the browser: where it went, and with what processes were started."""

    visited: list[str]
    processes: list[str]

    @property
    def secrets(self) -> set[str]:
        """What the addresses carried that nobody else may see."""
        carried = [pair for url in self.visited for pair in parse_qsl(urlsplit(url).query)]
        names = ("client_id", "state", "code", "code_challenge")
        return {value for name, value in carried if name in names}


class ScriptedBrowser:
    """The program on the disk, and what it has seen."""

    def __init__(self, folder: Path, *, leaves: bool = False, foreign: bool = False) -> None:
        """It `leaves` before it is back, or comes back with the state of a `foreign` sign-in."""
        self.path, self._seen = folder / "browser", folder / "browser-has-seen"
        script = _SCRIPT.format(
            python=sys.executable, seen=str(self._seen), leaves=leaves, foreign=foreign
        )
        self.path.write_text(script, encoding="utf-8")
        self.path.chmod(0o700)

    @property
    def visits(self) -> list[Visit]:
        """Every start so far."""
        if not self._seen.exists():
            return []
        return [Visit(**json.loads(line)) for line in self._seen.read_text("utf-8").splitlines()]
