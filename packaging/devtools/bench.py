"""`dev.py bench`: what the program costs, measured by `packaging/benchmarks` in its environment."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from devtools import environment
from devtools.environment import ROOT


def bench(arguments: list[str]) -> int:
    """Run the benchmarks; `--only NAME` some of them, `--report` without failing."""
    python = environment.product().ready().python
    command: list[str | Path] = [python, "-m", "benchmarks", *arguments]
    there = {**os.environ, "PYTHONPATH": str(ROOT / "packaging")}
    return subprocess.run(command, cwd=ROOT, env=there, check=False).returncode
