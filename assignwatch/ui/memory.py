"""What the window remembers of itself: its place, its splitters, its columns, its colours.

An INI file in the profile's folder and nothing else in it: no account, no amount. The columns are
kept under a version, because an old state on other columns hides the wrong ones without a word.
"""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QWidget

from assignwatch.ui.positions_table import PositionsTable
from assignwatch.ui.rows.positions import SCHEMA

_COLUMNS: Final = f"columns/{SCHEMA}"
_SCHEMES: Final = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


class Memory:
    """The file `window.ini` of one profile."""

    def __init__(self, folder: Path) -> None:
        self._settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)

    def place(self, window: QWidget, usual: QSize) -> None:
        """Put the window where it was, if that is on a screen of today."""
        saved = self._settings.value("geometry")
        if isinstance(saved, QByteArray) and window.restoreGeometry(saved) and _on_a_screen(window):
            return
        room = QGuiApplication.primaryScreen().availableGeometry()
        window.resize(usual.boundedTo(room.size() * 0.94))
        window.move(room.center() - window.rect().center())

    def divide(self, name: str, splitter: QSplitter) -> None:
        """Give a splitter the parts it had."""
        saved = self._settings.value(f"splitter/{name}")
        if isinstance(saved, QByteArray):
            splitter.restoreState(saved)

    def arrange(self, table: PositionsTable) -> None:
        """Give the columns the widths and the order they had, if they are the same columns."""
        saved = self._settings.value(_COLUMNS)
        if isinstance(saved, QByteArray):
            table.restore_header(saved)

    def save(self, window: QWidget, splitters: dict[str, QSplitter], table: PositionsTable) -> None:
        """Remember all of it."""
        self._settings.setValue("geometry", window.saveGeometry())
        for name, splitter in splitters.items():
            self._settings.setValue(f"splitter/{name}", splitter.saveState())
        self._settings.setValue(_COLUMNS, table.header_state())
        self._settings.sync()

    @property
    def scheme(self) -> Qt.ColorScheme:
        """The colours that the trader chose; those of the system at first."""
        return _SCHEMES.get(str(self._settings.value("colours")), Qt.ColorScheme.Unknown)

    @scheme.setter
    def scheme(self, chosen: Qt.ColorScheme) -> None:
        names = {scheme: name for name, scheme in _SCHEMES.items()}
        self._settings.setValue("colours", names[chosen])
        self._settings.sync()


def _on_a_screen(window: QWidget) -> bool:
    frame = window.frameGeometry()
    return any(
        screen.availableGeometry().intersected(frame).width() > frame.width() // 4
        for screen in QGuiApplication.screens()
    )
