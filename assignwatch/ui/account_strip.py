"""The account strip: a line an account, a mark and a word for each of its feeds, and the reason.

Columns stand in line over all accounts, so that one cross among checks is seen without reading.
"""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from assignwatch.core.words import Feed
from assignwatch.texts import details
from assignwatch.texts.labels import Label, label
from assignwatch.ui.badges import SightMark
from assignwatch.ui.notices import muted
from assignwatch.ui.rows.accounts import AccountRow, FeedChip, Sight

_FEEDS: Final = tuple(Feed)
_CHECKED: Final = 2 + len(_FEEDS)
_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter


class _Chip(QWidget):
    """A mark and words."""

    def __init__(self) -> None:
        super().__init__()
        self._mark = SightMark()
        self._words = QLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._mark, 0, _MIDDLE)
        layout.addWidget(self._words, 1, _MIDDLE)

    def bold(self) -> "_Chip":
        """The same in bold."""
        font = self._words.font()
        font.setBold(True)
        self._words.setFont(font)
        return self

    def show_sight(self, sight: Sight, words: str) -> None:
        """Take this mark and these words."""
        self._mark.show_sight(sight)
        if self._words.text() != words:
            self._words.setText(words)


class _Line:
    """The widgets of one account."""

    def __init__(self, grid: QGridLayout, row: int) -> None:
        self.name = _Chip().bold()
        self.word = QLabel()
        self.feeds = {feed: _Chip() for feed in _FEEDS}
        self.checked = muted(QLabel())
        self.details = QPushButton(label(Label.DETAILS))
        self.details.setAutoDefault(True)  # so that Enter presses it, too
        self.reason = muted(QLabel())
        self.reason.setWordWrap(True)
        grid.addWidget(self.name, 2 * row, 0)
        grid.addWidget(self.word, 2 * row, 1)
        for i, chip in enumerate(self.feeds.values()):
            grid.addWidget(chip, 2 * row, 2 + i)
        grid.addWidget(self.checked, 2 * row, _CHECKED, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.details, 2 * row, _CHECKED + 1)
        grid.addWidget(self.reason, 2 * row + 1, 0, 1, _CHECKED + 2)

    def show_row(self, row: AccountRow) -> None:
        """Take what is known of this account."""
        self.name.show_sight(row.sight, row.title)
        self.name.setAccessibleName(row.spoken)
        self.name.setToolTip(row.key)
        self.word.setText(row.word)
        chips = {chip.feed: chip for chip in row.feeds}
        for feed, widget in self.feeds.items():
            _show_feed(widget, chips.get(feed))
        self.checked.setText(row.checked)
        self.reason.setText("\n".join(row.reasons))
        self.reason.setVisible(bool(row.reasons))
        self.details.setAccessibleName(details.opens(row.title))

    def covers(self, y: int) -> bool:
        """Whether this height of the strip belongs to it."""
        lowest = self.reason if self.reason.isVisible() else self.details
        return self.details.geometry().top() <= y <= lowest.geometry().bottom()

    def drop(self) -> None:
        """Leave the strip."""
        left = (self.name, self.word, *self.feeds.values(), self.checked, self.reason)
        for widget in (*left, self.details):
            widget.hide()
            widget.deleteLater()


def _show_feed(widget: _Chip, chip: FeedChip | None) -> None:
    widget.setVisible(chip is not None)
    if chip is not None:
        widget.show_sight(chip.sight, f"{chip.name} {chip.word}")


class AccountStrip(QWidget):
    """All accounts that are watched; `details_wanted` carries the account that was pressed."""

    details_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[_Line] = []
        self._shown: tuple[AccountRow, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 4, 12, 4)
        self._grid.setHorizontalSpacing(22)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(_CHECKED, 1)
        self.setAccessibleName(label(Label.ACCOUNTS))

    def show_rows(self, rows: tuple[AccountRow, ...]) -> None:
        """Become these rows."""
        if rows == self._shown:
            return
        self._shown = rows
        while len(self._lines) > len(rows):
            self._lines.pop().drop()
        while len(self._lines) < len(rows):
            self._lines.append(self._line(len(self._lines)))
        for line, row in zip(self._lines, rows, strict=True):
            line.show_row(row)

    def focus_accounts(self) -> None:
        """Give the keyboard to the first account."""
        if self._lines:
            self._lines[0].details.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press anywhere on an account's line asks for its details."""
        y = round(event.position().y())
        for line, row in zip(self._lines, self._shown, strict=True):
            if event.button() is Qt.MouseButton.LeftButton and line.covers(y):
                self.details_wanted.emit(row.key)
                return
        super().mouseReleaseEvent(event)

    def _line(self, at: int) -> _Line:
        line = _Line(self._grid, at)
        line.details.clicked.connect(lambda: self.details_wanted.emit(self._shown[at].key))
        return line
