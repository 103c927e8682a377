"""`dev.py demo`: make the checkout ready, then become the program."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import NoReturn

from devtools import environment, system


def demo(arguments: list[str]) -> NoReturn:
    """Start `assignwatch demo`, in a window where there is a display, else in the terminal."""
    if system.has_display() and "--headless" not in arguments:
        system.need_window()
    python = environment.product().ready().python
    command = [str(python), "-m", "assignwatch", "demo", *arguments]
    sys.stdout.flush()
    if sys.platform == "win32":  # where exec would hand the terminal back at once
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(python, command)
