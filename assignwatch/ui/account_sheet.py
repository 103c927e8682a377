"""An account in detail, in a window of its own that may stay open beside the other.

It is shown and blocks nothing (`show()`): an alert that fires meanwhile can be answered. Labels
stay and take new texts, so nothing jumps while ages count; the size is the trader's once it opened.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from assignwatch.core.model import AccountKey
from assignwatch.texts import details
from assignwatch.texts.labels import Label, label
from assignwatch.ui.badges import SightMark
from assignwatch.ui.notices import muted
from assignwatch.ui.rows.account_detail import Block, Column, Detail, Line
from assignwatch.ui.rows.accounts import Sight

_TOP: Final = Qt.AlignmentFlag.AlignTop
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | _TOP
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | _TOP
_NARROWEST: Final = 460


class _Row:
    """The widgets of one line: mark, cells, and what is said below them."""

    def __init__(self, grid: QGridLayout, at: int, columns: tuple[Column, ...]) -> None:
        self._mark = SightMark()
        room = self._mark.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # or all would move aside when the first one is marked
        self._mark.setSizePolicy(room)
        self._cells = [_words() for _ in columns]
        self._below = muted(_words())
        self._below.setWordWrap(True)
        grid.addWidget(self._mark, at, 0, _TOP)
        for i, (cell, column) in enumerate(zip(self._cells, columns, strict=True)):
            grid.addWidget(cell, at, i + 1, _RIGHT if column.figures else _LEFT)
        grid.addWidget(self._below, at + 1, 1, 1, len(columns) + 1)

    def show_line(self, line: Line | None) -> None:
        """Take these texts, or go away."""
        shown = line or Line(("",) * len(self._cells))
        self._mark.setVisible(shown.sight is not None)
        self._mark.show_sight(shown.sight or Sight.PARTLY)
        for cell, text in zip(self._cells, shown.cells, strict=True):
            _say(cell, text)
            cell.setVisible(line is not None)
        _say(self._below, shown.below)
        self._below.setVisible(bool(shown.below))


class _Block(QWidget):
    """A heading, a sentence of the whole, and lines in columns; without either it is not there."""

    def __init__(self) -> None:
        super().__init__()
        self._heading = _words(bold=True)
        self._note = _words()
        self._note.setWordWrap(True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(4)
        self._names: list[QLabel] = []
        self._rows: list[_Row] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 14)
        layout.setSpacing(6)
        layout.addWidget(self._heading)
        layout.addWidget(self._note)
        layout.addLayout(self._grid)

    def show_block(self, block: Block) -> None:
        """Take what is known now. The columns of a block are always the same, once it has any."""
        _say(self._heading, block.heading)
        self.setVisible(bool(block.lines or block.note))
        _say(self._note, block.note)
        self._note.setVisible(bool(block.note))
        if block.lines and not self._names:
            self._head(block.columns)
        for name in self._names:
            name.setVisible(bool(block.lines))
        while len(self._rows) < len(block.lines):
            self._rows.append(_Row(self._grid, 1 + 2 * len(self._rows), block.columns))
        for i, row in enumerate(self._rows):
            row.show_line(block.lines[i] if i < len(block.lines) else None)

    def _head(self, columns: tuple[Column, ...]) -> None:
        for i, column in enumerate(columns):
            name = muted(QLabel(column.name))
            self._grid.addWidget(name, 0, i + 1, _RIGHT if column.figures else _LEFT)
            self._names.append(name)
        self._grid.setColumnStretch(len(columns) + 1, 1)


class AccountSheet(QDialog):
    """Shows the details of one account."""

    def __init__(self, shown: Detail, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.account = shown.account
        self.setWindowTitle(details.title(shown.title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._shown: Detail | None = None
        self._mark = SightMark()
        self._title = _words(bold=True)
        font = QFont(self._title.font())
        font.setPointSizeF(font.pointSizeF() * 1.3)
        self._title.setFont(font)
        self._mark.setFont(font)
        self._word = _words()
        self._checked = muted(_words())
        self._blocks: list[_Block] = []
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._scroll = QScrollArea()
        self._lay_out()
        self.show_detail(shown)
        room = QGuiApplication.primaryScreen().availableGeometry().size() * 0.94
        self.resize(self._wanted().boundedTo(room))

    def show_detail(self, shown: Detail) -> None:
        """Take what is known now."""
        if shown == self._shown:
            return
        self._shown = shown
        self._mark.show_sight(shown.sight)
        _say(self._title, shown.title)
        _say(self._word, shown.word)
        _say(self._checked, shown.checked)
        while len(self._blocks) < len(shown.blocks):
            self._blocks.append(_Block())
            self._column.addWidget(self._blocks[-1])
        for widget, block in zip(self._blocks, shown.blocks, strict=True):
            widget.show_block(block)

    def _wanted(self) -> QSize:
        """Room for all of it, where there is any."""
        inside = self._inside.sizeHint()
        around = self.sizeHint() - self._scroll.sizeHint()
        frame = QSize(24, 12)
        return (inside + around + frame).expandedTo(QSize(_NARROWEST, 0))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (self._mark, self._title, self._word):
            top.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addStretch(1)
        top.addWidget(self._checked, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column.setContentsMargins(0, 4, 8, 0)
        self._column.setSpacing(0)
        self._column.setAlignment(_TOP)
        self._scroll.setWidget(self._inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box = QDialogButtonBox()
        close = box.addButton(label(Label.CLOSE), QDialogButtonBox.ButtonRole.RejectRole)
        box.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(box)
        close.setFocus()


class AccountSheets(QObject):
    """The sheets that are open, one an account at most."""

    def __init__(self, detail: Callable[[AccountKey], Detail | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._detail = detail
        self._window = parent
        self._open: dict[AccountKey, AccountSheet] = {}

    def look_at(self, account: AccountKey) -> None:
        """Open the sheet of this account, or bring it to the front."""
        sheet = self._open.get(account)
        if sheet is None:
            shown = self._detail(account)
            if shown is None:
                return
            sheet = self._open[account] = AccountSheet(shown, self._window)
            sheet.finished.connect(lambda _result: self._open.pop(account, None))
            sheet.show()
        sheet.raise_()
        sheet.activateWindow()

    def refresh(self) -> None:
        """Show what is known now; an account that is watched no more has no sheet."""
        for account, sheet in list(self._open.items()):
            shown = self._detail(account)
            if shown is None:
                sheet.reject()
            else:
                sheet.show_detail(shown)

    def close_all(self) -> None:
        """The window they belong to goes away."""
        for sheet in list(self._open.values()):
            sheet.reject()


def _words(*, bold: bool = False) -> QLabel:
    found = QLabel()
    found.setTextFormat(Qt.TextFormat.PlainText)
    found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if bold:
        font = found.font()
        font.setBold(True)
        found.setFont(font)
    return found


def _say(where: QLabel, text: str) -> None:
    if where.text() != text:
        where.setText(text)
