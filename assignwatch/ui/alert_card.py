"""The alert in detail: headings left, answers right, the one button below.

Labels stay and take new texts, so nothing jumps and a selection of text survives while prices move.
"""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from assignwatch.texts.labels import Label, label
from assignwatch.ui.badges import SeverityChip
from assignwatch.ui.notices import muted
from assignwatch.ui.rows.card import Card, Section

_SELECTABLE: Final = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class _Answer:
    """The labels of one section: its heading, the line that weighs most, and the rest."""

    def __init__(self, grid: QGridLayout, row: int) -> None:
        self.heading = muted(QLabel())
        self.first = _words(bold=True)
        self.rest = muted(_words())
        lines = QVBoxLayout()
        lines.setSpacing(1)
        lines.addWidget(self.first)
        lines.addWidget(self.rest)
        grid.addWidget(self.heading, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(lines, row, 1, Qt.AlignmentFlag.AlignTop)

    def show_section(self, section: Section | None) -> None:
        """Take these texts, or go away."""
        name = section.heading if section is not None else ""
        lines = section.lines if section is not None else ()
        strong = section is not None and section.strong
        first, rest = (lines[0], lines[1:]) if strong and lines else ("", lines)
        _set(self.heading, name)
        _set(self.first, first)
        _set(self.rest, "\n".join(rest))
        self.heading.setVisible(section is not None)
        self.first.setVisible(bool(first))
        self.rest.setVisible(bool(rest))
        self.first.setAccessibleName(f"{name}: {first}")
        self.rest.setAccessibleName(f"{name}: {' '.join(rest)}")


class AlertCard(QWidget):
    """Shows a card; `acknowledge_clicked` carries nothing, the owner knows which card it is."""

    acknowledge_clicked = Signal()
    sign_in_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card: Card | None = None
        self._chip = SeverityChip()
        self._title = _words(bold=True)
        font = QFont(self._title.font())
        font.setPointSizeF(font.pointSizeF() * 1.3)
        self._title.setFont(font)
        self._subtitle = muted(_words())
        self._answers: list[_Answer] = []
        self._grid = QGridLayout()
        self._scroll = QScrollArea()
        self._button = QPushButton()
        self._button.clicked.connect(self.acknowledge_clicked)
        self._sign_in = QPushButton(label(Label.SIGN_IN_AGAIN))
        self._sign_in.clicked.connect(self._sign_in_again)
        self._pages = QStackedWidget()
        self.setAccessibleName(label(Label.ALERT_DETAIL))
        self._lay_out()

    def show_card(self, card: Card | None) -> None:
        """Show this card, or the invitation to choose one."""
        if card == self.card and card is not None:
            return
        other = self.card is None or card is None or card.alert != self.card.alert
        self.card = card
        self._pages.setCurrentIndex(0 if card is not None else 1)
        if card is None:
            return
        self._chip.show_severity(None if card.checked else card.severity, card.word)
        _set(self._title, card.title)
        _set(self._subtitle, card.subtitle)
        while len(self._answers) < len(card.sections):
            self._answers.append(_Answer(self._grid, len(self._answers)))
        for i, answer in enumerate(self._answers):
            section = card.sections[i] if i < len(card.sections) else None
            answer.show_section(section)
        text = Label.ACKNOWLEDGE_MORE if card.needs_response else Label.ACKNOWLEDGE
        self._button.setText(label(text))
        self._button.setVisible(card.can_acknowledge)
        self._sign_in.setVisible(card.signs_in is not None)
        if other:
            self._scroll.verticalScrollBar().setValue(0)

    def _sign_in_again(self) -> None:
        if self.card is not None and self.card.signs_in is not None:
            self.sign_in_clicked.emit(self.card.signs_in)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignTop)
        top.addSpacing(6)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._title)
        names.addWidget(self._subtitle)
        top.addLayout(names, 1)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnMinimumWidth(0, 10 * self.fontMetrics().averageCharWidth())
        self._grid.setColumnStretch(1, 1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 14, 16, 8)
        column.addLayout(top)
        column.addSpacing(10)
        column.addLayout(self._grid)
        column.addStretch(1)
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in (inside, self._scroll.viewport()):
            part.setBackgroundRole(QPalette.ColorRole.Base)
            part.setAutoFillBackground(True)
        filled = QWidget()
        whole = QVBoxLayout(filled)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll, 1)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(16, 8, 16, 10)
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self._sign_in)
        buttons.addWidget(self._button)
        whole.addLayout(buttons)
        nothing = muted(QLabel(label(Label.CHOOSE_ALERT)))
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        nothing.setWordWrap(True)
        frame = QFrame()
        frame.setFrameShape(QFrame.Shape.StyledPanel)
        frame.setBackgroundRole(QPalette.ColorRole.Base)
        frame.setAutoFillBackground(True)
        self._pages.addWidget(filled)
        self._pages.addWidget(nothing)
        self._pages.setCurrentIndex(1)
        around = QVBoxLayout(frame)
        around.setContentsMargins(1, 1, 1, 1)
        around.addWidget(self._pages)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)


def _words(*, bold: bool = False) -> QLabel:
    words = QLabel()
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setWordWrap(True)
    words.setTextInteractionFlags(_SELECTABLE)
    if bold:
        font = words.font()
        font.setBold(True)
        words.setFont(font)
    return words


def _set(words: QLabel, text: str) -> None:
    if words.text() != text:
        words.setText(text)
