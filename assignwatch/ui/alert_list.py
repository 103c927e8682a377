"""The list of alerts: shape, word and colour of the severity, the title, and how it stands.

Two lines an alert, painted by a delegate. What is only being checked, and what was dealt with,
stand below in quiet colours.
The single letter A acknowledges the selected alert while the list has the focus.
"""

from typing import Any, Final

from PySide6.QtCore import QRectF, QSize, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from assignwatch.core.words import Severity
from assignwatch.texts import incidents
from assignwatch.texts.labels import Label, label
from assignwatch.ui import theme
from assignwatch.ui.badges import chip_size, paint_chip
from assignwatch.ui.keyed_model import DISPLAY, ROW, SPOKEN, TOOL_TIP, Index, KeyedModel
from assignwatch.ui.rows.alerts import AlertRow, Stage

_GAP: Final = 10
_LINE: Final = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_SELECTED: Final = QStyle.StateFlag.State_Selected
_FOCUSED: Final = QStyle.StateFlag.State_HasFocus


class AlertsModel(KeyedModel[AlertRow]):
    """One column; the delegate paints the row as a whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(1, parent)

    def cell(self, row: AlertRow, column: int, role: int) -> Any:
        """The row itself for the delegate, words for everybody else."""
        if role == ROW:
            return row
        if role == DISPLAY:
            return row.title
        if role in (SPOKEN, TOOL_TIP):
            return row.spoken
        return None


class _InOrder(QSortFilterProxyModel):
    """Puts the alerts in the order of their ranks."""

    def __init__(self, model: AlertsModel) -> None:
        super().__init__(model)
        self._alerts = model
        self.setSourceModel(model)
        self.sort(0)

    def lessThan(self, left: Index, right: Index) -> bool:
        """By rank: what waits before what was dealt with, worst first, newest first."""
        return self._alerts.at(left.row()).rank < self._alerts.at(right.row()).rank


class _Painter(QStyledItemDelegate):
    """Paints one alert."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines with air."""
        metrics = QFontMetrics(option.font)
        return QSize(22 * metrics.averageCharWidth(), 2 * metrics.height() + 22)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Plate, title, and the line below it."""
        row: AlertRow = index.data(ROW)
        colours = theme.current()
        area = QRectF(option.rect)
        state = option.state
        painter.save()
        if state & _SELECTED:
            painter.fillRect(area, QColor(colours.selected))
        painter.setPen(QColor(colours.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        normal = QFont(option.font)
        bold = QFont(normal)
        bold.setBold(True)
        inner = area.adjusted(_GAP, 8, -_GAP, -8)
        half = inner.height() / 2
        plate = _widest_chip(bold)
        painter.setFont(bold)
        chip = QRectF(inner.left(), inner.top() - 1, plate.width(), plate.height())
        severity = None if row.stage is Stage.CHECKING else row.severity
        faded = colours.selected_text if state & _SELECTED else colours.faded
        paint_chip(painter, chip, severity, row.word, "" if row.open else faded)
        left = inner.left() + plate.width() + _GAP
        width = inner.right() - left
        ink = colours.selected_text if state & _SELECTED else colours.text
        quiet = colours.selected_text if state & _SELECTED else colours.muted
        painter.setFont(bold if row.open else normal)
        painter.setPen(QColor(quiet if row.stage is Stage.DONE else ink))
        _elided(painter, QRectF(left, inner.top(), width, half), row.title)
        painter.setFont(normal)
        painter.setPen(QColor(quiet))
        _elided(painter, QRectF(left, inner.top() + half, width, half), row.detail)
        if state & _FOCUSED:
            painter.setPen(QColor(colours.link))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(0.5, 0.5, -1.5, -1.5))
        painter.restore()


def _elided(painter: QPainter, area: QRectF, text: str) -> None:
    metrics = QFontMetrics(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(area, _LINE, shown)


def _widest_chip(font: QFont) -> QSize:
    """All plates are as wide as the widest, so that titles stand in line."""
    words = [incidents.severity(severity) for severity in Severity]
    sizes = [chip_size(font, word) for word in (*words, label(Label.CHECKING))]
    return max(sizes, key=QSize.width)


class AlertList(QListView):
    """The alerts; tells which one is looked at and that it is to be acknowledged."""

    looked_at = Signal(str)
    acknowledge_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = AlertsModel(self)
        self._proxy = _InOrder(self.rows)
        self.setModel(self._proxy)
        self.setItemDelegate(_Painter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumWidth(36 * self.fontMetrics().averageCharWidth())
        self.setAccessibleName(label(Label.ALERTS))
        letter = QShortcut(QKeySequence(Qt.Key.Key_A), self)
        letter.setContext(Qt.ShortcutContext.WidgetShortcut)
        letter.activated.connect(self._want)

    def show_rows(self, rows: tuple[AlertRow, ...]) -> None:
        """Become these rows; the worst one is looked at when nothing was."""
        self.rows.apply(rows)
        if rows and not self.currentIndex().isValid():
            self.setCurrentIndex(self._proxy.index(0, 0))

    def current(self) -> str | None:
        """The alert that is looked at."""
        index = self.currentIndex()
        return index.data(ROW).key if index.isValid() else None

    def look_at(self, key: str) -> None:
        """Look at this alert, if it is in the list."""
        row = self.rows.row_of(key)
        if row is not None:
            index = self._proxy.mapFromSource(self.rows.index(row, 0))
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Qt's own notice that another row has become the current one."""
        super().currentChanged(current, previous)
        self.looked_at.emit(self.current() or "")

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here, not a search for titles."""

    def _want(self) -> None:
        key = self.current()
        if key is not None:
            self.acknowledge_wanted.emit(key)
