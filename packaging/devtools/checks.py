"""`dev.py lint` and `dev.py test`: what must hold before a change is a change."""

from __future__ import annotations

import subprocess
from pathlib import Path

from devtools import environment, system
from devtools.environment import ROOT, Environment


def lint(arguments: list[str]) -> int:
    """Style, types and the direction of imports; all of them, even when one fails."""
    del arguments  # the tools are configured in one place, pyproject.toml
    return _lint(environment.product().ready())


def test(arguments: list[str]) -> int:
    """The checks, then pytest with the arguments passed on; `--fast` leaves the checks out."""
    system.need_desktop()
    ready = environment.product().ready()
    environment.foreign_clients().ready()
    linted = 0 if "--fast" in arguments else _lint(ready)
    rest = [argument for argument in arguments if argument != "--fast"]
    tested = _run("pytest", [ready.python, "-m", "pytest", *rest])
    if linted and not tested:
        print("The tests passed, the checks did not.")
    return tested or linted


def _lint(ready: Environment) -> int:
    steps: dict[str, list[str | Path]] = {
        "ruff check": [ready.script("ruff"), "check", "--quiet"],
        "ruff format": [ready.script("ruff"), "format", "--check", "--quiet"],
        "mypy": [ready.script("mypy"), "--no-error-summary"],
        "lint-imports": [ready.script("lint-imports"), "--no-logo"],
    }
    return max([_run(name, command) for name, command in steps.items()])


def _run(name: str, command: list[str | Path]) -> int:
    print(f"── {name}", flush=True)
    status = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode
    # A process that a signal ended has a negative status, which an exit status cannot be.
    return status if status >= 0 else 128 - status
