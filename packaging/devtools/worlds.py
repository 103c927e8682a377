"""`dev.py worlds` and `dev.py nights`: random histories with a known truth, put to the detector."""

from __future__ import annotations

import subprocess
from pathlib import Path

from devtools import environment
from devtools.environment import ROOT


def worlds(arguments: list[str]) -> int:
    """Print recall and precision, beside those of a comparison of snapshots; try --help."""
    return _report("tests.core.worlds.report", arguments)


def nights(arguments: list[str]) -> int:
    """Print which of two nights running are not told as they were; try --help."""
    return _report("tests.core.nights.report", arguments)


def _report(module: str, arguments: list[str]) -> int:
    python = environment.product().ready().python
    command: list[str | Path] = [python, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode
