"""The system's own notifications, trusted only as far as they confirm.

`app` hands in what a click does (it opens the window); `watch.herald` delivers. The library's
`send` returns an identifier even when nothing was shown; only its `on_dispatched` says that the
system took the notice. The notifier keeps its connection and never mends it, so it is thrown away
after a failure and the next notice builds another. There is no button: a stray click must not
acknowledge an alert.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from desktop_notifier import DEFAULT_ICON, DesktopNotifier, Icon, Urgency

from assignwatch.channels.base import ChannelFailed, Notice
from assignwatch.core.model import Problem
from assignwatch.core.words import Outcome, Severity
from assignwatch.texts import incidents

_log = logging.getLogger(__name__)

_URGENCY: Final = {
    Severity.INFO: Urgency.Low,
    Severity.NORMAL: Urgency.Normal,
    Severity.HIGH: Urgency.Critical,
    Severity.CRITICAL: Urgency.Critical,
}

_NEVER: Final = 0
_BY_THE_SYSTEM: Final = -1
"""Seconds until a notice vanishes, as the library counts them."""


class DesktopChannel:
    """Popups of the operating system; at most one for each alert.

    `on_clicked` gets the alert's id, on the loop's thread. Made outside a loop, used in one.
    """

    def __init__(
        self,
        on_clicked: Callable[[str], None],
        *,
        icon: Path | None = None,
        limit: timedelta = timedelta(seconds=5),
    ) -> None:
        self._on_clicked = on_clicked
        self._icon = Icon(path=icon) if icon else DEFAULT_ICON
        self._limit = limit.total_seconds()
        self._notifier: DesktopNotifier | None = None
        self._connecting = asyncio.Lock()
        self._shown: dict[str, tuple[DesktopNotifier, str]] = {}

    @property
    def name(self) -> str:
        """The name that the journal knows it by."""
        return "desktop"

    async def deliver(self, notice: Notice) -> Outcome:
        """Show it in place of an earlier notice of the same alert. Raises `ChannelFailed`."""
        try:
            async with asyncio.timeout(self._limit):
                notifier, identifier = await self._send(notice)
        except TimeoutError as error:
            self.close()
            problem = Problem("notification_timeout", {"seconds": f"{self._limit:g}"})
            raise ChannelFailed(problem) from error
        except ChannelFailed:
            self.close()
            raise
        before = self._shown.get(notice.alert)
        self._shown[notice.alert] = (notifier, identifier)
        if before is not None:
            await self._clear(*before)
        return Outcome.CONFIRMED

    async def withdraw(self, alert: str) -> None:
        """Take an alert's notice away if it is still there. Never fails."""
        if shown := self._shown.pop(alert, None):
            await self._clear(*shown)

    def close(self) -> None:
        """Let go of the connection; the next notice makes a new one.

        What is on the screen stays there, out of reach: identifiers end with their connection.
        """
        self._shown.clear()
        if self._notifier is not None:
            _disconnect(self._notifier)
            self._notifier = None

    async def _send(self, notice: Notice) -> tuple[DesktopNotifier, str]:
        notifier = await self._connected()
        dispatched = False

        def on_dispatched() -> None:
            nonlocal dispatched
            dispatched = True

        urgency = _URGENCY[notice.severity]
        identifier = await notifier.send(
            _title(notice),
            notice.body,
            urgency=urgency,
            timeout=_NEVER if urgency is Urgency.Critical else _BY_THE_SYSTEM,
            on_dispatched=on_dispatched,
            on_clicked=lambda: self._on_clicked(notice.alert),
        )
        if not dispatched:
            raise ChannelFailed(Problem("notification_failed", {"reason": "not dispatched"}))
        return notifier, identifier

    async def _connected(self) -> DesktopNotifier:
        """A notifier that has reached the system; asking what it can do makes it connect."""
        async with self._connecting:
            if self._notifier is None:
                notifier = DesktopNotifier("AssignWatch", self._icon)
                try:
                    await notifier.get_capabilities()
                except Exception as error:  # each system's own errors, all meaning: not shown
                    _disconnect(notifier)
                    values = {"reason": f"{type(error).__name__}: {error}"}
                    raise ChannelFailed(Problem("notification_failed", values)) from error
                except BaseException:
                    _disconnect(notifier)
                    raise
                self._notifier = notifier
            return self._notifier

    async def _clear(self, notifier: DesktopNotifier, identifier: str) -> None:
        try:
            async with asyncio.timeout(self._limit):
                await notifier.clear(identifier)
        except KeyError:  # the trader closed or clicked it before
            pass
        except Exception:  # noqa: BLE001  # nothing depends on it: the alert lives in the window
            _log.debug("A notice could not be taken away", exc_info=True)


def _title(notice: Notice) -> str:
    """The system shows no mark of ours, so the word must say that it is critical."""
    if notice.severity is not Severity.CRITICAL:
        return notice.title
    return f"{incidents.severity(notice.severity).upper()}: {notice.title}"


def _disconnect(notifier: DesktopNotifier) -> None:
    # The library has no way to close its D-Bus connection, and the loop would keep each one for
    # ever. Other systems' backends have no bus.
    bus = getattr(notifier._backend, "bus", None)
    if bus is not None:
        bus.disconnect()
