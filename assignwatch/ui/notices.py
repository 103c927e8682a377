"""Sentences inside the window: a heading, a line with a mark, a banner that can be put away."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from assignwatch.texts.labels import Label, label
from assignwatch.ui import theme
from assignwatch.ui.badges import SightMark
from assignwatch.ui.rows.accounts import Sight


def heading(word: Label) -> QLabel:
    """A heading over a part of the window."""
    found = QLabel(label(word))
    font = found.font()
    font.setBold(True)
    found.setFont(font)
    return found


def muted(label_widget: QLabel) -> QLabel:
    """The same label in the colour of things that may be skipped."""
    label_widget.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label_widget


class Line(QWidget):
    """A mark and a sentence; takes no room while it has nothing to say."""

    def __init__(self, sight: Sight, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark = SightMark()
        mark.show_sight(sight)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1)
        self.hide()

    def say(self, sentence: str) -> None:
        """Say this, or nothing."""
        if sentence != self._words.text():
            self._words.setText(sentence)
            self.setVisible(bool(sentence))


class Banner(QFrame):
    """A sentence across the window on a ground of its own."""

    closed = Signal()

    def __init__(self, *, closable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._close = QPushButton(label(Label.UNDERSTOOD))
        self._close.setVisible(closable)
        self._close.clicked.connect(self._put_away)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._close)
        self.setAutoFillBackground(True)
        self._colour()
        self.hide()

    def say(self, sentence: str) -> None:
        """Say this, or go away."""
        if sentence != self._words.text():
            self._words.setText(sentence)
            self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()
        super().changeEvent(event)

    def _colour(self) -> None:
        colours = theme.current()
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(colours.warning))
        palette.setColor(QPalette.ColorRole.WindowText, QColor(colours.warning_text))
        if palette != self.palette():
            self.setPalette(palette)

    def _put_away(self) -> None:
        self.say("")
        self.closed.emit()
