"""`dev.py sessions`: the table of exchange sessions that comes with the program, made anew.

exchange_calendars knows the rules of the exchanges and is far too large to run with the program,
so it runs here, in an environment of its own, and only its answer is kept.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from devtools import environment
from devtools.environment import ROOT

TABLE = ROOT / "resources" / "sessions" / "table.txt"


def sessions(arguments: list[str]) -> int:
    """Write the table from the first day on that it ever knew to about a year from now."""
    python = environment.calendars().ready().python
    command: list[str | Path] = [python, "-m", "sessions", TABLE, *arguments]
    return subprocess.run(command, cwd=ROOT / "packaging", check=False).returncode
