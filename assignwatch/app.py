"""The window's composition root: it introduces every room to the others, and decides nothing.

Order of start: one window a profile (a second start raises the first and ends), then the desk
(lock, settings, journal), the window, the channels, the watch. Order of end: popups and window go,
the watch is cancelled, the journal closes; a thread of its own ends the process if any of that
hangs for three seconds, because everything worth keeping is on the disk already.

Should qasync ever prove unfit, this file is the only one that has to know: the watch would run on
a loop in a thread of its own and the bridge would carry its changes across.
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any

import qasync
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from assignwatch.brokers import BROKERS
from assignwatch.channels.base import Channel
from assignwatch.channels.chain import Chain
from assignwatch.channels.desktop import DesktopChannel
from assignwatch.core.model import AccountKey, Problem
from assignwatch.core.observations import Command
from assignwatch.core.ports import Clock, JournalUnwritable
from assignwatch.core.words import Do, Response
from assignwatch.desk import UNREACHED, Desk
from assignwatch.store.errors import StoreError
from assignwatch.store.paths import places, resources
from assignwatch.store.secrets import StoreState, StoreStatus
from assignwatch.store.settings import Account
from assignwatch.texts import forms, problems, terminal
from assignwatch.ui import questions
from assignwatch.ui.account_dialog import Submission
from assignwatch.ui.accounts import Accounts
from assignwatch.ui.bridge import Bridge
from assignwatch.ui.main_window import MainWindow
from assignwatch.ui.popup import PopupChannel
from assignwatch.ui.single_instance import Claim, SingleInstance
from assignwatch.ui.tray import Tray

log = logging.getLogger(__name__)

Prepare = Callable[[Desk], Callable[[], Awaitable[None]]]
"""Given the desk, what to do once the watch runs."""

_END_SECONDS = 3.0
_AGAIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """How to open the window. `seconds`: end by itself after this long."""

    profile: Path | None
    demo: bool = False
    seconds: float | None = None


def run(options: WindowOptions, clock: Clock, prepare: Prepare | None = None) -> int:
    """Show the window until the trader quits; the exit status."""
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    application.setApplicationName("AssignWatch")
    application.setDesktopFileName("assignwatch")
    where = places(options.profile)
    instance = SingleInstance(where.settings.parent)
    match instance.claim():
        case Claim.RAISED:
            sys.stdout.write(terminal.raised_the_first())
            return 0
        case Claim.SILENT:
            sys.stderr.write(terminal.first_is_silent(str(where.settings.parent)))
            return 3
    with _loop(application) as loop:
        program = _Program(options, clock, instance)
        watching = loop.create_task(program.run(prepare))
        try:
            loop.run_until_complete(watching)
        except RuntimeError:
            if watching.done():
                raise
            return _lost_screen(program.desk)
    instance.release()
    return 0


def _lost_screen(desk: Desk) -> int:
    """Qt ends its loop when the screen goes, and for good: no task of ours gets another turn."""
    log.error("the screen went away: nothing is watched any more")
    sys.stderr.write(terminal.screen_lost())
    desk.close()
    return 1


def refuse(problem: Problem) -> None:
    """Say in a window why there is no other, and wait until it was read."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    with _loop(application) as loop:
        loop.run_until_complete(_refuse(problem))


@contextlib.contextmanager
def _loop(application: QCoreApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """Qt's loop as asyncio's, with a small executor that nobody waits for at the end."""
    loop: asyncio.AbstractEventLoop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    executor = ThreadPoolExecutor(4)
    loop.set_default_executor(executor)
    try:
        yield loop
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        asyncio.set_event_loop(None)
        loop.close()


async def _refuse(problem: Problem) -> None:
    read = asyncio.Event()
    box = questions.tell(None, problems.sentence(problem), read.set)
    box.setIcon(QMessageBox.Icon.Critical)
    await read.wait()


class _Program:
    """The window, its channels and the watch, from the first paint to the last."""

    def __init__(self, options: WindowOptions, clock: Clock, instance: SingleInstance) -> None:
        self._options = options
        self._stop = asyncio.Event()
        self._tasks: asyncio.TaskGroup | None = None
        self.desk = Desk(options.profile, clock, self._on_store)
        engine, profiles = self.desk.engine, [spec.profile for spec in BROKERS]
        self._accounts = Accounts(profiles)
        self._bridge = Bridge(
            engine,
            engine.now,
            profiles,
            policy=engine.policy,
            sessions=self.desk.sessions.problem_at,
        )
        self._window = MainWindow(
            self._bridge,
            self._accounts,
            self.desk.places.settings.parent,
            hinted=self.desk.settings.hinted_tray,
        )
        self._tray = Tray(self._bridge)
        self._popups = PopupChannel(
            self._window.raise_alert, self._acknowledge, self._window.begin_acknowledge
        )
        self._desktop = DesktopChannel(
            self._window.raise_alert, icon=resources() / "icons" / "app.png"
        )
        if options.demo:
            self._window.setWindowTitle(terminal.demo_title())
        instance.raised.connect(self._window.raise_alert)
        self._connect()

    async def run(self, prepare: Prepare | None) -> None:
        """Watch until the trader quits."""
        with self._noticing_failures(), self._until_signalled():
            self._window.show()
            if (problem := self.desk.sessions.problem_at(self.desk.engine.now())) is not None:
                self._window.say(problems.sentence(problem))
            channels: list[Channel] = [
                self._popups,
                Chain("desktop", [self._desktop, self._tray]),
            ]
            watcher = self.desk.watch(channels)
            self.desk.engine.listen(lambda _: self._bridge.publish())
            self._bridge.publish()
            try:
                async with asyncio.TaskGroup() as tasks:
                    self._tasks = tasks
                    watching = tasks.create_task(self._keep_watching(watcher.run), name="watch")
                    if prepare is not None:
                        self._spawn(self._prepared(prepare(self.desk)))
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(self._options.seconds):
                            await self._stop.wait()
                    self._begin_to_end()
                    watching.cancel()
            finally:
                self._desktop.close()
                self.desk.close()

    async def _keep_watching(self, watch: Callable[[], Awaitable[None]]) -> None:
        """Run the watch; should it ever end by a mistake of ours, say so and start it again."""
        while True:
            try:
                await watch()
            except Exception as failure:
                log.exception("the watch ended unexpectedly")
                self._say(failure)
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _prepared(self, work: Callable[[], Awaitable[None]]) -> None:
        await work()

    def _begin_to_end(self) -> None:
        """Nothing of ours stays on the screen, and three seconds from now nothing runs."""
        threading.Thread(target=_end_at_last, name="deadline", daemon=True).start()
        self._popups.close()
        self._tray.close()
        self._window.leave()

    def _connect(self) -> None:
        """What the trader does in the window becomes commands and calls."""
        self._window.acknowledged.connect(self._acknowledged)
        self._window.check_requested.connect(self._check)
        self._window.account_submitted.connect(lambda s: self._spawn(self._add(s)))
        self._window.account_removed.connect(lambda key: self._spawn(self._remove(key)))
        self._window.sign_in_requested.connect(lambda key: self._spawn(self._sign_in(key)))
        self._window.hinted.connect(self._remember_hint)
        self._window.quit_requested.connect(self._stop.set)
        self._tray.open_requested.connect(self._window.raise_alert)
        self._tray.check_requested.connect(self._check)
        self._tray.quit_requested.connect(lambda: self._window.closing.quit(self._stop.set))

    def _acknowledge(self, alert: str, version: int) -> None:
        self._acknowledged(alert, version, None, "")

    def _acknowledged(self, alert: str, version: int, response: str | None, note: str) -> None:
        engine = self.desk.engine
        chosen = Response(response) if response else None
        engine.submit(
            Command(engine.now(), alert, Do.ACKNOWLEDGE, version, note=note, response=chosen)
        )

    def _check(self) -> None:
        if self.desk.watcher is not None:
            self.desk.watcher.check_now()

    async def _add(self, submission: Submission) -> None:
        """Try an account, keep it, watch it; each step is shown in the form."""
        show, config = self._accounts.show_step, submission.config
        account = Account(config.key, config.environment, config.urls)
        show("reached", None)
        try:
            tried = await self.desk.try_account(account, submission.credentials)
            problem = tried.problem
            if problem is None:
                for step in ("reached", "accepted", "positions"):
                    show(step, True)
                show("stored", None)
                keep = not submission.session_only
                await self.desk.add_account(account, tried.credentials, keep=keep)
                show("stored", True)
            else:
                show("reached", problem.code not in UNREACHED)
        except (StoreError, JournalUnwritable) as failure:
            problem = failure.problem
            show("stored", False)
        self._accounts.show_result(problem)

    async def _remove(self, key: str) -> None:
        try:
            await self.desk.remove_account(AccountKey(key))
        except StoreError as failure:
            self._window.say(problems.sentence(failure.problem))
        self._bridge.publish()

    async def _sign_in(self, key: str) -> None:
        """Send the trader to the broker's page; what comes of it is said in the window."""
        self._window.say(forms.signing_in(self._bridge.title(key)))
        try:
            problem = await self.desk.sign_in_again(AccountKey(key))
        except StoreError as failure:
            problem = failure.problem
        done = forms.signed_in(self._bridge.title(key))
        self._window.say(problems.sentence(problem) if problem is not None else done)
        self._bridge.publish()

    def _remember_hint(self) -> None:
        try:
            self.desk.remember(replace(self.desk.settings, hinted_tray=True))
        except StoreError as failure:
            log.warning("settings: %s", failure.problem.code)

    def _on_store(self, status: StoreStatus) -> None:
        self._accounts.show_store(status.state, status.title)
        if status.state in {StoreState.WAITING, StoreState.LOCKED}:
            self._window.say(forms.store_state(status.state, status.title))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Work beside the watch; what goes wrong in it is logged and shown, never lost."""
        if self._tasks is None:
            work.close()
            return

        async def noticed() -> None:
            try:
                await work
            except Exception as failure:
                log.exception("unexpected failure")
                self._say(failure)

        self._tasks.create_task(noticed())

    def _say(self, failure: BaseException) -> None:
        problem = getattr(failure, "problem", None)
        if not isinstance(problem, Problem):
            problem = Problem("internal_error", {"what": type(failure).__name__})
        self._window.say(problems.sentence(problem))

    @contextlib.contextmanager
    def _until_signalled(self) -> Iterator[None]:
        """Ctrl+C and a polite kill end the program as Quit does."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
                loop.add_signal_handler(number, self._stop.set)
        yield

    @contextlib.contextmanager
    def _noticing_failures(self) -> Iterator[None]:
        """What escapes from a slot, a callback or a thread is logged once and shown."""

        def on_slot(
            kind: type[BaseException], failure: BaseException, at: TracebackType | None
        ) -> None:
            log.error("unexpected failure in a slot", exc_info=(kind, failure, at))
            self._say(failure)

        def on_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            failure = context.get("exception")
            log.error("unexpected failure: %s", context.get("message"), exc_info=failure)
            if failure is not None:
                self._say(failure)

        before, sys.excepthook = sys.excepthook, on_slot
        asyncio.get_running_loop().set_exception_handler(on_loop)
        try:
            yield
        finally:
            sys.excepthook = before


def _end_at_last() -> None:
    """In a thread: end the process when an orderly end takes too long."""
    threading.Event().wait(_END_SECONDS)
    log.error("the end took longer than %.0f s and was cut short", _END_SECONDS)
    logging.shutdown()
    os._exit(0)
