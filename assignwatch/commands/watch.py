"""`assignwatch watch`: the same watcher without a window.

Alerts, and what the feeds do, go to standard output. With `--record` all that the watch learns
goes to a tape as well. Stops on Ctrl+C or SIGTERM.
"""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

from assignwatch.channels.base import Channel
from assignwatch.channels.terminal import TerminalChannel
from assignwatch.core.events import Baselined, Event, FeedFell, FeedRose
from assignwatch.core.model import AccountKey, Problem, Scope
from assignwatch.core.words import Feed
from assignwatch.desk import Desk
from assignwatch.store.tape_file import TapeFile
from assignwatch.texts import forms, problems, terminal
from assignwatch.watch.clock import SystemClock
from assignwatch.watch.recorder import Recorder


def run(profile: Path | None, tape: Path | None = None) -> int:
    """Watch the profile's accounts until told to stop, and record it if a tape is named.

    Raises `StoreError` when the profile or the tape cannot be used.
    """
    with Desk(profile, SystemClock()) as desk:
        if not desk.settings.accounts:
            sys.stderr.write(terminal.nothing_to_watch())
            return 1
        with recording(desk, tape, sys.stdout) if tape else contextlib.nullcontext():
            sys.stdout.write(
                terminal.watching(len(desk.settings.accounts), str(desk.places.settings.parent))
            )
            sys.stdout.write(known_sessions(desk))
            sys.stdout.flush()
            asyncio.run(watch_in_terminal(desk, sys.stdout))
        sys.stdout.write(terminal.stopped())
    return 0


def known_sessions(desk: Desk) -> str:
    """Until when the exchanges' sessions are known; that they are not is told with the rest."""
    calendar = desk.sessions.calendar
    if calendar.until is None or desk.sessions.problem_at(desk.clock.now()) is not None:
        return ""
    return f"{forms.sessions_known(calendar.until, calendar.ending_earlier)}\n"


@contextlib.contextmanager
def recording(desk: Desk, tape: Path, stream: TextIO) -> Iterator[None]:
    """Record what the desk's engine is told from its start on. Raises `TapeRefused`."""

    def say(problem: Problem) -> None:
        stream.write(f"{problems.sentence(problem)}\n")
        stream.flush()

    with TapeFile(tape) as file:
        stream.write(terminal.recording(tape))
        recorder = Recorder(desk.engine, file.append, say, file.recorded)
        desk.engine.tap(recorder.on_inputs)
        try:
            yield
        finally:
            recorder.finish()


async def watch_in_terminal(
    desk: Desk,
    stream: TextIO,
    prepare: Callable[[], Awaitable[None]] | None = None,
    seconds: float | None = None,
) -> None:
    """Watch and tell on `stream` until a signal, or for some seconds."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl+C ends asyncio.run itself
            loop.add_signal_handler(number, stop.set)
    channels: list[Channel] = [TerminalChannel(stream, desk.clock)]
    watcher = desk.watch(channels)
    desk.engine.listen(_Narrator(desk, stream).on_events)
    watching = asyncio.create_task(watcher.run(), name="watch")
    stopping = asyncio.create_task(stop.wait(), name="stop")
    try:
        if prepare is not None:
            await prepare()
        await asyncio.wait(
            {watching, stopping}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        if watching.done():
            watching.result()
    finally:
        for task in (watching, stopping):
            task.cancel()
        await asyncio.gather(watching, stopping, return_exceptions=True)


class _Narrator:
    """Says when an account is first read, and when a feed, or the exchanges' sessions, are lost."""

    def __init__(self, desk: Desk, stream: TextIO) -> None:
        self._desk = desk
        self._stream = stream
        self._told: dict[tuple[AccountKey, Feed, Scope], Problem | None] = {}
        self._sessions: Problem | None = None

    def on_events(self, events: Sequence[Event]) -> None:
        """Write what is new; feeds of one account with one reason in one line."""
        known, self._sessions = self._sessions, self._desk.sessions.problem_at(self._now())
        if self._sessions is not None and self._sessions != known:
            self._write(f"{problems.sentence(self._sessions)}\n")
        fell: dict[tuple[AccountKey, str], list[Feed]] = {}
        rose: dict[AccountKey, list[Feed]] = {}
        for event in events:
            if isinstance(event, Baselined):
                self._write(terminal.baseline(event.account, len(event.rows)))
            if isinstance(event, FeedFell | FeedRose) and self._is_news(event):
                if event.problem is not None:
                    key = (event.account, problems.sentence(event.problem))
                    fell.setdefault(key, []).append(event.feed)
                else:
                    rose.setdefault(event.account, []).append(event.feed)
        for (account, why), feeds in fell.items():
            self._write(terminal.feed_down(account, ", ".join(dict.fromkeys(feeds)), why))
        for account, feeds in rose.items():
            self._write(terminal.feed_up(account, ", ".join(dict.fromkeys(feeds))))

    def _is_news(self, event: FeedFell | FeedRose) -> bool:
        place = (event.account, event.feed, event.scope)
        if place in self._told and self._told[place] == event.problem:
            return False
        self._told[place] = event.problem
        return True

    def _now(self) -> datetime:
        return self._desk.clock.now()

    def _write(self, line: str) -> None:
        self._stream.write(f"{self._now():%Y-%m-%d %H:%M:%SZ} {line}")
        self._stream.flush()
