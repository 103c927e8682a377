"""Small painted things: a severity as shape, word and colour; how well something is seen.

They ask for their colours while painting, so a change of theme needs nothing but a repaint.
"""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from assignwatch.core.words import Severity
from assignwatch.ui import marks, theme
from assignwatch.ui.rows.accounts import Sight
from assignwatch.ui.rows.summary import Mood

_PAD: Final = 8
_CENTRED: Final = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


def chip_size(font: QFont, word: str) -> QSize:
    """How much room a severity with this word takes."""
    metrics = QFontMetrics(font)
    shape = _shape_size(metrics)
    width = 2 * _PAD + shape + 6 + metrics.horizontalAdvance(word)
    return QSize(width, metrics.height() + 6)


def paint_chip(
    painter: QPainter, area: QRectF, severity: Severity | None, word: str, quiet: str = ""
) -> None:
    """Paint a severity into `area` with the painter's font; without its plate in a `quiet` colour.

    None is what is not decided: it has no plate, and the ring for its shape.
    """
    colours = theme.current().chip(severity or Severity.INFO)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = colours.text
    if quiet or severity is None:
        ink = quiet or theme.current().faded
        painter.setPen(QPen(QColor(theme.current().line), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.plate))
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    metrics = QFontMetrics(painter.font())
    size = _shape_size(metrics)
    ratio = painter.device().devicePixelRatio()
    if severity is None:
        shape = marks.checking_mark(ink, size, ratio)
    else:
        shape = marks.severity_mark(severity, ink, size, ratio)
    left, middle = area.left() + _PAD, area.center().y()
    painter.drawPixmap(QPointF(left, middle - size / 2), shape)
    painter.setPen(QColor(ink))
    text = QRectF(left + size + 6, area.top(), area.width() - size - _PAD - 6, area.height())
    painter.drawText(text, _CENTRED, word)
    painter.restore()


def _shape_size(metrics: QFontMetrics) -> int:
    return max(12, metrics.ascent() + 2)


class SeverityChip(QWidget):
    """A severity with a word or a count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._severity: Severity | None = Severity.INFO
        self._text = ""
        font = self.font()
        font.setBold(True)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_severity(self, severity: Severity | None, text: str) -> None:
        """Show this severity, or that there is none yet, with this text."""
        if (severity, text) != (self._severity, self._text):
            self._severity, self._text = severity, text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as the text."""
        return chip_size(self.font(), self._text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Plate, shape and word."""
        painter = QPainter(self)
        painter.setFont(self.font())
        paint_chip(painter, QRectF(self.rect()), self._severity, self._text)
        painter.end()


class SightMark(QWidget):
    """Check, half or cross, in the colour of text: being seen is not a matter of alarm colours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sight = Sight.PARTLY
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_sight(self, sight: Sight) -> None:
        """Show how well something is seen; the word beside it is what a screen reader reads."""
        if sight is not self._sight:
            self._sight = sight
            self.update()

    def sizeHint(self) -> QSize:
        """A little smaller than a line of text."""
        size = self.fontMetrics().ascent() + 1
        return QSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The mark; a cross stands out, a check does not."""
        colours = theme.current()
        colour = colours.muted if self._sight is Sight.FULL else colours.text
        size = min(self.width(), self.height())
        painter = QPainter(self)
        mark = marks.sight_mark(self._sight, colour, size, self.devicePixelRatioF())
        painter.drawPixmap(QPointF((self.width() - size) / 2, (self.height() - size) / 2), mark)
        painter.end()


class MoodMark(QWidget):
    """The program's icon in its present mood, as large as a headline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mood = Mood.IDLE
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_mood(self, mood: Mood) -> None:
        """Show this mood; the headline beside it says it in words."""
        if mood is not self._mood:
            self._mood = mood
            self.update()

    def sizeHint(self) -> QSize:
        """Two lines of text."""
        size = 2 * self.fontMetrics().height()
        return QSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The icon, sharp at the screen's scale."""
        painter = QPainter(self)
        painter.drawPixmap(
            0, 0, marks.mood_mark(self._mood, self.width(), self.devicePixelRatioF())
        )
        painter.end()
