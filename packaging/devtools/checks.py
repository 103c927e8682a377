"""`dev.py lint` and `dev.py test`: what must hold before a change is a change."""

from __future__ import annotations

import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from devtools import environment, system
from devtools.environment import ROOT, Environment

CLOCKED = ("tests/desktop", "tests/e2e")
"""Tests that live by the clock: beside more than one other lot they would come too late."""

QUICK = (("tests/core",), ("tests/brokers", "tests/conformance"))
"""Tests that need little but a processor: half of the time that all take."""


def lint(arguments: list[str]) -> int:
    """Style, types and the direction of imports; all of them, even when one fails."""
    del arguments  # the tools are configured in one place, pyproject.toml
    return _lint(environment.product().ready())


def test(arguments: list[str]) -> int:
    """The checks, then pytest with the arguments passed on; `--fast` leaves the checks out.

    Without arguments of pytest's, the checks and then the tests of the core run beside all others,
    which start programs and desktops and mostly wait; those of the brokers join them when the tests
    that live by the clock are over.
    """
    system.need_desktop()
    ready = environment.product().ready()
    environment.foreign_clients().ready()
    rest = [argument for argument in arguments if argument != "--fast"]
    if arguments:
        linted = 0 if "--fast" in arguments else _lint(ready)
        tested = _run("pytest", [ready.python, "-m", "pytest", *rest])
    else:
        linted, tested = _side_by_side(ready)
    if linted and not tested:
        print("The tests passed, the checks did not.")
    return tested or linted


def _side_by_side(ready: Environment) -> tuple[int, int]:
    """How the checks ended, and all the tests. What runs beside is shown when all is over."""
    pytest: list[str | Path] = [ready.python, "-m", "pytest"]
    core, brokers = QUICK
    rest = [f"--ignore={folder}" for folder in (*CLOCKED, *core, *brokers)]
    with ExitStack() as open_:
        said = [open_.enter_context(_paper()) for _ in range(3)]
        one, two = (open_.enter_context(ThreadPoolExecutor(max_workers=1)) for _ in range(2))
        linting = one.submit(_lint, ready, said[0])
        beside = [one.submit(_run, "pytest, the core", [*pytest, *core], said[1])]
        tested = _run("pytest, what lives by the clock", [*pytest, *CLOCKED])
        beside += [two.submit(_run, "pytest, the brokers", [*pytest, *brokers], said[2])]
        tested = max(tested, _run("pytest, all else", [*pytest, *rest]))
        linted = linting.result()
        tested = max(tested, *(each.result() for each in beside))
        for paper in said:
            paper.seek(0)
            print(paper.read(), flush=True)
    return linted, tested


def _paper() -> IO[str]:
    """Where something writes what it says until it is shown."""
    return tempfile.TemporaryFile(mode="w+", errors="replace")


def _lint(ready: Environment, said: IO[str] | None = None) -> int:
    steps: dict[str, list[str | Path]] = {
        "ruff check": [ready.script("ruff"), "check", "--quiet"],
        "ruff format": [ready.script("ruff"), "format", "--check", "--quiet"],
        "mypy": [ready.script("mypy"), "--no-error-summary"],
        "lint-imports": [ready.script("lint-imports"), "--no-logo"],
    }
    return max([_run(name, command, said) for name, command in steps.items()])


def _run(name: str, command: list[str | Path], said: IO[str] | None = None) -> int:
    """Run it; what it says goes to `said`, or is shown at once."""
    print(f"── {name}", file=said, flush=True)
    done = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False
    )
    # A process that a signal ended has a negative status, which an exit status cannot be.
    return done.returncode if done.returncode >= 0 else 128 - done.returncode
