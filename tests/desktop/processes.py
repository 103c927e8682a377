"""Waiting on conditions, and processes that never outlive the desktop that they belong to."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TypeVar

Found = TypeVar("Found")

WITHIN = 15.0
"""Seconds that anything on the desktop may take; generous, as a wait ends when it has come true."""


def eventually(look: Callable[[], Found], what: str, within: float = WITHIN) -> Found:
    """Look until what is seen is true in Python's sense, and return it. Raises `AssertionError`."""
    deadline = time.monotonic() + within
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within:g} s: {what}")
        time.sleep(0.03)
    return found


class Processes:
    """Starts programs with one environment, keeps what they print, ends them in reverse order."""

    def __init__(self, logs: Path, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self._logs = logs
        self._endings = ExitStack()

    def start(
        self,
        command: Sequence[str | Path],
        *,
        stdin: int | IO[bytes] = subprocess.DEVNULL,
        keep_open: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        """Start a program; what it prints is found in the logs under its name."""
        log = self._logs / f"{Path(command[0]).name}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                command,
                env=self.environment,
                stdin=stdin,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=keep_open,
                start_new_session=True,
            )
        self._endings.callback(end, process)
        return process

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program to its end, which comes soon, and return what it said."""
        return subprocess.run(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=WITHIN,
        )

    def close(self) -> None:
        """End everything that was started, the last one first."""
        self._endings.close()


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, insist after a while, and collect it."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin:
        process.stdin.close()
