"""`assignwatch demo`: the real program against simulated brokers, without any account.

The brokers run in a process of their own on loopback. The profile is thrown away afterwards unless
one is named; credentials stay in memory. With no display it runs in the terminal and says so.
"""

import asyncio
import contextlib
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from assignwatch.commands.watch import watch_in_terminal
from assignwatch.commands.window import has_display
from assignwatch.core.ports import Clock
from assignwatch.desk import Desk, read_account
from assignwatch.net.redaction import Redaction
from assignwatch.simulator.scenarios import SCENARIOS
from assignwatch.store.logs import logging_to
from assignwatch.store.paths import places
from assignwatch.texts import terminal
from assignwatch.watch.clock import FastClock, SystemClock

_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What was asked on the command line."""

    scenario: str
    speed: Decimal
    headless: bool
    seconds: float | None
    profile: Path | None
    debug: bool


def run(options: DemoOptions) -> int:
    """Show the scenario in a window, or in the terminal."""
    sys.stdout.write(terminal.demo_begins(options.scenario, SCENARIOS[options.scenario]))
    with _simulator(options) as announced, _profile(options.profile) as profile:
        if announced is None:
            sys.stderr.write(terminal.simulator_failed())
            return 1
        clock, where = _clock(announced), places(profile)
        where.prepare()
        with logging_to(where.logs, Redaction(), debug=options.debug, stderr=options.debug):
            if options.headless or not has_display():
                if not options.headless:
                    sys.stdout.write(terminal.demo_in_terminal())
                sys.stdout.flush()
                return _in_terminal(options, announced, profile, clock)
            sys.stdout.flush()
            return _in_window(options, announced, profile, clock)


def _in_terminal(
    options: DemoOptions, announced: dict[str, Any], profile: Path, clock: Clock
) -> int:
    with Desk(profile, clock) as desk:
        prepare = adding(desk, announced["accounts"])
        asyncio.run(watch_in_terminal(desk, sys.stdout, prepare, options.seconds))
        sys.stdout.write(terminal.stopped())
    return 0


def _in_window(options: DemoOptions, announced: dict[str, Any], profile: Path, clock: Clock) -> int:
    from assignwatch import app  # in the terminal, Qt's system libraries need not be there

    opened = app.WindowOptions(profile, demo=True, seconds=options.seconds)
    return app.run(opened, clock, lambda desk: adding(desk, announced["accounts"]))


def adding(desk: Desk, accounts: list[dict[str, Any]]) -> Callable[[], Awaitable[None]]:
    """Adds the announced accounts for this run only."""

    async def add() -> None:
        for document in accounts:
            config, credentials = read_account(document)
            await desk.add_account(config, credentials, keep=False)

    return add


def _clock(announced: dict[str, Any]) -> Clock:
    """The simulator's own time, so that a fast day is a fast day on both sides."""
    speed = Decimal(str(announced["speed"]))
    if speed == 1:
        return SystemClock()
    return FastClock(datetime.fromisoformat(announced["now"]), speed)


@contextlib.contextmanager
def _simulator(options: DemoOptions) -> Iterator[dict[str, Any] | None]:
    """The simulated brokers in a process of their own; None when they did not start."""
    command = [sys.executable, "-m", "assignwatch", "simulate"]
    command += ["--scenario", options.scenario, "--speed", str(options.speed)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")  # noqa: S603  our own
    try:
        line = process.stdout.readline() if process.stdout is not None else ""
        yield json.loads(line) if line else None
    finally:
        if process.stdout is not None:
            process.stdout.close()
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def _profile(named: Path | None) -> Iterator[Path]:
    if named is not None:
        yield named
    else:
        with tempfile.TemporaryDirectory(prefix="assignwatch-demo-") as folder:
            yield Path(folder)
