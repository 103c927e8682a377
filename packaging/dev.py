#!/usr/bin/env python3
"""The commands of a checkout: `python3 packaging/dev.py demo` and `… test`, from nothing at all.

Needs only Python's standard library; everything else is made ready by `devtools`. A command is a
function of the remaining arguments that returns an exit status, and one row of `COMMANDS`.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this may well have an older one
    sys.exit(f"AssignWatch needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

import time
from collections.abc import Callable
from typing import NamedTuple

from devtools import bench, checks, demo, sessions, worlds
from devtools.stop import Stop


class Command(NamedTuple):
    """What a word after `dev.py` does."""

    run: Callable[[list[str]], int]
    says: str


COMMANDS = {
    "demo": Command(demo.demo, "start the program against simulated brokers; try --help"),
    "test": Command(checks.test, "every check and every test; --fast skips the checks"),
    "bench": Command(bench.bench, "what it costs against bare limits; --only NAME, --report"),
    "worlds": Command(
        worlds.worlds, "random histories with a known truth; --seeds N, --dump FOLDER"
    ),
    "nights": Command(worlds.nights, "two nights running, told in every form; --seeds N, --drop P"),
    "sessions": Command(sessions.sessions, "make the table of exchange sessions anew"),
    "lint": Command(checks.lint, "only the checks: style, types, direction of imports"),
}


def usage() -> str:
    """One line a command."""
    rows = "".join(f"  {name:12}{command.says}\n" for name, command in COMMANDS.items())
    return f"usage: python3 packaging/dev.py COMMAND [ARGUMENT…]\n\n{rows}"


def main(arguments: list[str]) -> int:
    """Run the named command with the arguments after it."""
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(usage(), end="")
        return 0 if arguments else 2
    name, *rest = arguments
    if name not in COMMANDS:
        print(f"There is no command “{name}”.\n\n{usage()}", end="", file=sys.stderr)
        return 2
    started = time.monotonic()
    try:
        status = COMMANDS[name].run(rest)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return stop.status
    except KeyboardInterrupt:
        return 130
    result = "passed" if status == 0 else f"failed with status {status}"
    print(f"{name} {result} after {time.monotonic() - started:.0f} s")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
