"""What closing the window means: into the tray, said once; or down, with the reason; never out.

Quitting is explicit, and asks only while an alert waits.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMessageBox, QSystemTrayIcon, QWidget

from assignwatch.texts import forms
from assignwatch.texts.labels import Label
from assignwatch.ui import questions


class Closing(QObject):
    """The rules for one window. `waiting` is the number of alerts that nobody acknowledged."""

    hinted = Signal()
    said = Signal(str)

    def __init__(self, window: QWidget, *, hinted: bool) -> None:
        super().__init__(window)
        self.waiting = 0
        self._window = window
        self._was_hinted = hinted
        self._leaving = False
        self._box: QMessageBox | None = None

    def close_event(self, event: QCloseEvent) -> None:
        """Decide what a close button does."""
        if self._leaving:
            event.accept()
            return
        event.ignore()
        if not QSystemTrayIcon.isSystemTrayAvailable():
            self.said.emit(forms.closing_without_tray())
            self._window.showMinimized()
        elif self._was_hinted:
            self._window.hide()
        elif self._box is None:
            self._box = questions.tell(self._window, forms.closing_hint(), self._go_to_tray)

    def quit(self, then: Callable[[], None]) -> None:
        """Quit, after asking if something waits."""
        if not self.waiting:
            then()
            return
        if self._window.isHidden():
            self._window.show()
        question = forms.quit_question(self.waiting)
        questions.ask(self._window, question, Label.QUIT, Label.KEEP_WATCHING, then)

    def leave(self) -> None:
        """Close for good."""
        self._leaving = True
        self._window.close()

    def _go_to_tray(self) -> None:
        self._box = None
        self._was_hinted = True
        self._window.hide()
        self.hinted.emit()
