"""`assignwatch` without a command: the window."""

import os
import sys
from pathlib import Path

from assignwatch.core.model import Problem
from assignwatch.texts import terminal
from assignwatch.watch.clock import SystemClock


def run(profile: Path | None) -> int:
    """Open the window; exit status 3 where there is no screen to open it on."""
    if not has_display():
        sys.stderr.write(terminal.no_display())
        return 3
    from assignwatch import app  # everything else runs without Qt's system libraries

    return app.run(app.WindowOptions(profile), SystemClock())


def refuse(problem: Problem) -> None:
    """Say in a window, if there can be one, why the program does not start."""
    if has_display():
        from assignwatch import app

        app.refuse(problem)


def has_display() -> bool:
    """Whether a window can be shown: always on Windows and macOS, else if a server is named."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
