"""`dev.py worlds`: random account histories with a known truth, put through the detector."""

from __future__ import annotations

import subprocess
from pathlib import Path

from devtools import environment
from devtools.environment import ROOT


def worlds(arguments: list[str]) -> int:
    """Print recall and precision, beside those of a comparison of snapshots; try --help."""
    python = environment.product().ready().python
    command: list[str | Path] = [python, "-m", "tests.core.worlds.report", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode
