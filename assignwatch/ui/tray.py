"""The tray: an icon whose shape is the state of the whole, a tooltip with counts, a menu.

A desktop may bring its tray up after us, so it is looked for again for two minutes. As a channel
it only hands messages over: nothing ever says whether one was seen, so TRIED is the most it claims.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from assignwatch.channels.base import ChannelFailed, Notice
from assignwatch.core.model import Problem
from assignwatch.core.words import Outcome, Severity
from assignwatch.texts.labels import Label, label
from assignwatch.ui import marks, theme
from assignwatch.ui.bridge import Bridge
from assignwatch.ui.rows.summary import Mood, TrayFace
from assignwatch.ui.rows.view import View

_LOOK_EVERY: Final = 5000
_LOOKS: Final = 24
_SHOWN_FOR: Final = 15000
_MARK: Final = 16

_ICONS: Final = {
    Severity.CRITICAL: QSystemTrayIcon.MessageIcon.Critical,
    Severity.HIGH: QSystemTrayIcon.MessageIcon.Warning,
    Severity.NORMAL: QSystemTrayIcon.MessageIcon.Information,
    Severity.INFO: QSystemTrayIcon.MessageIcon.Information,
}


class Tray(QObject):
    """Icon and menu; `open_requested` carries the alert to look at, or nothing."""

    open_requested = Signal(str)
    check_requested = Signal()
    quit_requested = Signal()

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._face: TrayFace | None = None
        self._told = ""
        self.menu = QMenu()
        self.icon = QSystemTrayIcon(marks.mood_icon(Mood.IDLE), self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(lambda: self.open_requested.emit(self._told))
        self._looks = 0
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_EVERY)
        self._look.timeout.connect(self._appear)
        bridge.changed.connect(self._show_view)
        self._show_view(bridge.view())
        self._look.start()
        self._appear()

    @property
    def name(self) -> str:
        """The name that the journal knows it by."""
        return "tray"

    async def deliver(self, notice: Notice) -> Outcome:
        """Hand it over. Raises `ChannelFailed` where nothing would ever appear."""
        there = QSystemTrayIcon.isSystemTrayAvailable() and self.icon.isVisible()
        if not (there and QSystemTrayIcon.supportsMessages()):
            raise ChannelFailed(Problem("no_tray"))
        self._told = notice.alert
        self.icon.showMessage(notice.title, notice.body, _ICONS[notice.severity], _SHOWN_FOR)
        return Outcome.TRIED

    async def withdraw(self, alert: str) -> None:
        """A message cannot be taken back; it goes by itself."""

    def show_face(self, face: TrayFace) -> None:
        """Take this face, if it is another one: trays flicker when they are told the same."""
        before, self._face = self._face, face
        if before == face:
            return
        if before is None or before.mood is not face.mood:
            self.icon.setIcon(marks.mood_icon(face.mood))
        self.icon.setToolTip(face.tip)
        if before is None or (before.alerts, before.accounts) != (face.alerts, face.accounts):
            self._fill(face)

    def close(self) -> None:
        """Leave the tray."""
        self._look.stop()
        self.icon.hide()

    def _show_view(self, view: View) -> None:
        self.show_face(view.tray)

    def _appear(self) -> None:
        """Take a place in the tray once there is one."""
        self._looks += 1
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.icon.show()
            self._look.stop()
        elif self._looks > _LOOKS:
            self._look.stop()

    def _fill(self, face: TrayFace) -> None:
        self.menu.clear()
        self._act(Label.OPEN_WINDOW, lambda: self.open_requested.emit(""))
        if face.alerts:
            self.menu.addSeparator()
        ratio = QGuiApplication.primaryScreen().devicePixelRatio()
        for alert, severity, words in face.alerts:
            action = self.menu.addAction(words)
            colour = theme.current().mark(severity)
            action.setIcon(marks.severity_mark(severity, colour, _MARK, ratio))
            action.triggered.connect(lambda _on, alert=alert: self.open_requested.emit(alert))
        if face.accounts:
            self.menu.addSeparator()
        for sight, words in face.accounts:
            action = self.menu.addAction(words)
            action.setIcon(marks.sight_mark(sight, theme.current().text, _MARK, ratio))
            action.triggered.connect(lambda _on: self.open_requested.emit(""))
        self.menu.addSeparator()
        self._act(Label.CHECK_NOW, self.check_requested.emit)
        self.menu.addSeparator()
        self._act(Label.QUIT_TRAY, self.quit_requested.emit)

    def _act(self, word: Label, what: Callable[[], None]) -> QAction:
        action = self.menu.addAction(label(word))
        action.triggered.connect(lambda _on: what())
        return action

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        """A click opens the window where desktops tell of it; the menu does so everywhere."""
        if reason in (
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        ):
            self.open_requested.emit("")
