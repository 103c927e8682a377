"""The live grid: positions with their prices and ages, a filter, and words where it is empty.

Widths are fitted once, to the first rows; after that they belong to the trader. Rows that are not
from now are pale and slanted, say from when they are, and a line above the grid says why.
"""

from typing import Any, Final

from PySide6.QtCore import QByteArray, QEvent, QSortFilterProxyModel, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from assignwatch.texts import window
from assignwatch.texts.labels import Label, label
from assignwatch.ui import theme
from assignwatch.ui.keyed_model import (
    ALIGNMENT,
    DISPLAY,
    FONT,
    FOREGROUND,
    ORDER,
    SPOKEN,
    KeyedModel,
)
from assignwatch.ui.notices import Line, heading
from assignwatch.ui.rows.accounts import Sight
from assignwatch.ui.rows.positions import COLUMNS, NUMBERS
from assignwatch.ui.rows.table import Row
from assignwatch.ui.rows.view import View

_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_HORIZONTAL: Final = Qt.Orientation.Horizontal
_PADDING: Final = (
    "QTableView::item, QHeaderView::section { padding-left: 7px; padding-right: 7px; }"
)
"""The only style sheet: the style itself leaves two figures of neighbouring columns touching."""

_FILTER_PAUSE: Final = 150
"""Milliseconds without a key before the filter works."""


class PositionsModel(KeyedModel[Row]):
    """Rows that were formatted before; a look-up for each cell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(len(COLUMNS), parent)
        self._pale = QColor(theme.current().faded)
        self._slanted = QFont()
        self._slanted.setItalic(True)
        self._names = [label(column) for column in COLUMNS]

    def recolour(self) -> None:
        """Take the colour of pale rows from the present theme."""
        self._pale = QColor(theme.current().faded)

    def cell(self, row: Row, column: int, role: int) -> Any:
        """Texts, order, alignment; pale and slanted when not from now."""
        if role == DISPLAY:
            return row.cells[column]
        if role == ORDER:
            return row.order[column]
        if role == ALIGNMENT:
            return _RIGHT if column in NUMBERS else _LEFT
        if role == SPOKEN:
            return row.spoken if column == 0 else row.cells[column]
        if row.faded and role == FOREGROUND:
            return self._pale
        if row.faded and role == FONT:
            return self._slanted
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        """The names of the columns."""
        if orientation == _HORIZONTAL and role == DISPLAY:
            return self._names[section]
        if orientation == _HORIZONTAL and role == ALIGNMENT:
            return _RIGHT if section in NUMBERS else _LEFT
        return None


class PositionsTable(QWidget):
    """Heading, filter, what is wrong, and the grid or the words that stand for it."""

    add_account_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fitted = False
        self.model = PositionsModel(self)
        self._proxy = QSortFilterProxyModel(self)
        self._proxy.setSourceModel(self.model)
        self._proxy.setSortRole(ORDER)
        self._proxy.setFilterKeyColumn(-1)
        self._proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.grid = self._grid()
        self._filter = QLineEdit()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_FILTER_PAUSE)
        self._trouble = Line(Sight.NONE)
        self._words = QLabel()
        self._clear = QPushButton(label(Label.CLEAR_FILTER))
        self._add = QPushButton(label(Label.ADD_ACCOUNT))
        self._pages = QStackedWidget()
        self._lay_out()
        self._filter.textChanged.connect(lambda _text: self._pause.start())
        self._filter.returnPressed.connect(self._apply_filter)
        self._pause.timeout.connect(self._apply_filter)
        self._clear.clicked.connect(self.clear_filter)
        self._add.clicked.connect(self.add_account_clicked)
        self._empty = ""

    def show_view(self, view: View) -> None:
        """Take over the rows of this view."""
        self._empty = view.empty
        self._add.setVisible(not view.accounts)
        self.model.apply(view.positions)
        self._trouble.say("\n".join(view.trouble))
        self._turn_page()
        if view.positions and not self._fitted:
            self.grid.resizeColumnsToContents()
            self._fitted = True

    def focus_filter(self) -> None:
        """Put the cursor into the filter."""
        self._filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._filter.selectAll()

    def focus_grid(self) -> None:
        """Put the focus into the grid, on a row if there is one."""
        self.grid.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.grid.currentIndex().isValid():
            self.grid.setCurrentIndex(self._proxy.index(0, 0))

    def clear_filter(self) -> None:
        """Show all rows again."""
        self._filter.clear()
        self._apply_filter()

    def header_state(self) -> QByteArray:
        """Widths, order and sorting of the columns."""
        return self.grid.horizontalHeader().saveState()

    def restore_header(self, state: QByteArray) -> None:
        """Give the columns what they had."""
        self._fitted = self.grid.horizontalHeader().restoreState(state)

    def changeEvent(self, event: QEvent) -> None:
        """Pale rows follow the theme, and so does the grid, which its padding would hold back."""
        if event.type() == QEvent.Type.PaletteChange:
            self.model.recolour()
            self.grid.setStyleSheet("")  # a widget with a sheet keeps the colours it was born with
            self.grid.setPalette(self.palette())
            self.grid.setStyleSheet(_PADDING)
        super().changeEvent(event)

    def _apply_filter(self) -> None:
        self._pause.stop()
        self._proxy.setFilterFixedString(self._filter.text().strip())
        self._turn_page()

    def _turn_page(self) -> None:
        """The grid while it has rows; otherwise the words that say why it has none."""
        hidden = self.model.rowCount() > 0 and self._proxy.rowCount() == 0
        words = window.no_match(self._filter.text().strip()) if hidden else self._empty
        if self._words.text() != words:
            self._words.setText(words)
        self._clear.setVisible(hidden)
        self._pages.setCurrentIndex(0 if self._proxy.rowCount() else 1)

    def _grid(self) -> QTableView:
        grid = QTableView()
        grid.setModel(self._proxy)
        grid.setSortingEnabled(True)
        grid.sortByColumn(1, Qt.SortOrder.AscendingOrder)
        grid.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        grid.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        grid.setAlternatingRowColors(True)
        grid.setShowGrid(False)
        grid.setStyleSheet(_PADDING)
        grid.setWordWrap(False)
        grid.setTabKeyNavigation(False)
        grid.setAccessibleName(label(Label.POSITIONS))
        grid.verticalHeader().hide()
        grid.verticalHeader().setDefaultSectionSize(grid.fontMetrics().height() + 10)
        header = grid.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionsMovable(True)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        return grid

    def _lay_out(self) -> None:
        self._filter.setPlaceholderText(label(Label.FILTER_HINT))
        self._filter.setAccessibleName(label(Label.FILTER_HINT))
        self._filter.setClearButtonEnabled(True)
        self._filter.setMinimumWidth(36 * self.fontMetrics().averageCharWidth())
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self._filter)
        escape.setContext(Qt.ShortcutContext.WidgetShortcut)
        escape.activated.connect(self.clear_filter)
        top = QHBoxLayout()
        top.addWidget(heading(Label.POSITIONS))
        top.addStretch(1)
        top.addWidget(self._filter)
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        nothing = QWidget()
        inside = QVBoxLayout(nothing)
        inside.addStretch(1)
        inside.addWidget(self._words)
        for button in (self._clear, self._add):
            inside.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(1)
        self._pages.addWidget(self.grid)
        self._pages.addWidget(nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 8)
        layout.addLayout(top)
        layout.addWidget(self._trouble)
        layout.addWidget(self._pages, 1)
