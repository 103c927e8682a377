"""A virtual environment that keeps itself in step with the pinned versions.

`ready` is called at the start of every command, so the usual case, nothing to do, must be quick:
a stamp inside the environment names what it was made from, and one short run of its Python shows
that it still works. The stamp is removed before the first change and written after the last, so an
interrupted build is never mistaken for a finished one.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from devtools import quiet, system
from devtools.lock import alone
from devtools.stop import CANNOT_HERE, Stop

ROOT = Path(__file__).resolve().parents[2]
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
CLIENTS = ROOT / "packaging" / "constraints-clients.txt"
CALENDARS = ROOT / "packaging" / "constraints-sessions.txt"
PROJECT = ROOT / "pyproject.toml"

# Without its pyvenv.cfg the environment's Python is the one that it was made from, and pip would
# install there.
_PROBE = """
import sys, importlib.metadata
assert sys.prefix != sys.base_prefix
for name in sys.argv[1:]:
    importlib.metadata.distribution(name)
"""


@dataclass(frozen=True, slots=True)
class Environment:
    """A folder, the files that it is made from, and the runs of pip that make it."""

    folder: Path
    made_from: tuple[Path, ...]
    installs: tuple[tuple[str | Path, ...], ...]
    expected: tuple[str, ...]
    """Distributions that must be found inside; a cheap sign that nobody took it apart."""

    @property
    def python(self) -> Path:
        return self.script("python")

    def script(self, name: str) -> Path:
        """A program of this environment."""
        if sys.platform == "win32":
            return self.folder / "Scripts" / f"{name}.exe"
        return self.folder / "bin" / name

    def ready(self) -> Environment:
        """Make or refresh the environment if it needs it. Raises `Stop`."""
        with alone(self.folder.with_name(f"{self.folder.name}.lock")):
            if self._stamp_is_current() and self._works(self.expected):
                return self
            self._stamp.unlink(missing_ok=True)
            print(f"Preparing {self.folder.name}; a new one takes a minute or two …", flush=True)
            if not self._refreshed():
                self._rebuild()
            self._stamp.write_text(self._fingerprint(), encoding="utf-8")
        return self

    @property
    def _stamp(self) -> Path:
        return self.folder / "made-from"

    def _fingerprint(self) -> str:
        digest = hashlib.sha256(f"{sys.version} {ROOT} {self.installs}".encode())
        for path in self.made_from:
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def _stamp_is_current(self) -> bool:
        try:
            return self._stamp.read_text(encoding="utf-8") == self._fingerprint()
        except FileNotFoundError:
            return False

    def _works(self, distributions: tuple[str, ...]) -> bool:
        try:
            probe: list[str | Path] = [self.python, "-c", _PROBE, *distributions]
            return subprocess.run(probe, capture_output=True, check=False).returncode == 0
        except OSError:
            return False

    def _refreshed(self) -> bool:
        """Try to bring what is there up to date; false where only a new one will do."""
        config = self.folder / "pyvenv.cfg"
        version = ".".join(map(str, sys.version_info[:3]))
        if not config.is_file() or f"version = {version}\n" not in config.read_text("utf-8"):
            return False
        if not self._works(("pip",)):
            return False
        try:
            self._install()
        except quiet.Failed:
            return False
        return self._works(self.expected)

    def _rebuild(self) -> None:
        if importlib.util.find_spec("ensurepip") is None:
            system.need((f"python3.{sys.version_info.minor}-venv",))
        base = getattr(sys, "_base_executable", sys.executable)  # not the one being replaced
        if not base:
            raise Stop("This Python does not know where its own program is.", CANNOT_HERE)
        try:
            quiet.run([base, "-m", "venv", "--clear", self.folder])
            self._install()
        except quiet.Failed as failed:
            raise Stop(f"{failed}\n\n{self.folder.name} could not be made.") from None

    def _install(self) -> None:
        pip = (self.python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check")
        for install in self.installs:
            quiet.run([*pip, *install])


def product() -> Environment:
    """The environment of the program and of its tests, with the checkout installed in place."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    return Environment(
        folder=ROOT / ".venv",
        made_from=(CONSTRAINTS, PROJECT),
        installs=(
            ("-c", CONSTRAINTS, "hatchling"),
            ("-c", CONSTRAINTS, "--no-build-isolation", "-e", f"{ROOT}[dev]"),
        ),
        expected=(
            "assignwatch",
            *_names(project["dependencies"]),
            *_names(project["optional-dependencies"]["dev"]),
        ),
    )


def foreign_clients() -> Environment:
    """Other people's broker clients, which check the simulator; their pins conflict with ours."""
    return _of_its_own(".venv-clients", CLIENTS, "the simulator cannot be checked")


def calendars() -> Environment:
    """exchange_calendars and what it needs, which only makes the table of exchange sessions."""
    return _of_its_own(".venv-sessions", CALENDARS, "the table of sessions cannot be made")


def _of_its_own(folder: str, pinned: Path, otherwise: str) -> Environment:
    if not pinned.is_file():
        raise Stop(f"{pinned.relative_to(ROOT)} is missing: {otherwise}.")
    lines = pinned.read_text(encoding="utf-8").splitlines()
    return Environment(
        folder=ROOT / folder,
        made_from=(pinned,),
        installs=(("-r", pinned),),
        expected=_names(lines),
    )


def _names(requirements: list[str]) -> tuple[str, ...]:
    """The distributions that every platform needs: requirements without a marker."""
    found = (re.match(r"[A-Za-z0-9][\w.-]*", line) for line in requirements if ";" not in line)
    return tuple(match.group() for match in found if match)
