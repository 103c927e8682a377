"""Run an installer without its chatter: nothing is shown unless it fails, and then all of it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


class Failed(Exception):
    """An installer ended with an error; the text holds its command and everything it said."""


def run(command: Sequence[str | Path], extra: Mapping[str, str] | None = None) -> None:
    """Run `command` with the caller's environment plus `extra`. Raises `Failed`."""
    done = subprocess.run(
        command,
        env={**os.environ, **(extra or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        words = " ".join(map(str, command))
        raise Failed(f"{done.stdout}\nended with status {done.returncode}: {words}")
