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

BESIDE = (("tests/core",), ("tests/brokers", "tests/conformance"))
"""Tests that need no desktop and little patience: half of the time that all take.

They run one after the other: where more runs at once, those that live by the clock come too late.
"""


def lint(arguments: list[str]) -> int:
    """Style, types and the direction of imports; all of them, even when one fails."""
    del arguments  # the tools are configured in one place, pyproject.toml
    return _lint(environment.product().ready())


def test(arguments: list[str]) -> int:
    """The checks, then pytest with the arguments passed on; `--fast` leaves the checks out.

    Without arguments of pytest's, the checks and the tests that need little but a processor run
    beside all others, which start programs and desktops and mostly wait.
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

    def quick(folders: tuple[str, ...], said: IO[str]) -> int:
        return _run(f"pytest, {' and '.join(folders)}", [*pytest, *folders], said)

    with ExitStack() as open_:
        said = [open_.enter_context(_paper()) for _ in range(1 + len(BESIDE))]
        beside = open_.enter_context(ThreadPoolExecutor(max_workers=1))
        linting = beside.submit(_lint, ready, said[0])
        quickly = [beside.submit(quick, *each) for each in zip(BESIDE, said[1:], strict=True)]
        others = [f"--ignore={folder}" for folders in BESIDE for folder in folders]
        tested = _run("pytest, all else", [*pytest, *others])
        linted = linting.result()
        tested = max(tested, *(one.result() for one in quickly))
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
