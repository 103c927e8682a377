"""The first line: the worst thing in words, how many alerts wait, how well we see, the time."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from assignwatch.core.words import Severity
from assignwatch.texts.labels import Label, label
from assignwatch.ui.badges import MoodMark, SeverityChip, SightMark
from assignwatch.ui.notices import muted
from assignwatch.ui.rows.summary import Summary


class SummaryBar(QWidget):
    """Shows a summary."""

    check_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mood = MoodMark()
        self._headline = QLabel()
        font = QFont(self._headline.font())
        font.setPointSizeF(font.pointSizeF() * 1.35)
        font.setBold(True)
        self._headline.setFont(font)
        self._counts = {severity: SeverityChip() for severity in reversed(Severity)}
        self._sight = SightMark()
        self._watched = QLabel()
        self._clock = muted(QLabel())
        self._check = QPushButton(f"{label(Label.CHECK_NOW)}  F5")
        self._check.setAccessibleName(label(Label.CHECK_NOW))
        self._check.clicked.connect(self.check_clicked)
        self._lay_out()

    def show_summary(self, summary: Summary) -> None:
        """Take this summary."""
        self._mood.show_mood(summary.mood)
        self._headline.setText(summary.headline)
        counts = {count.severity: count.text for count in summary.counts}
        for severity, chip in self._counts.items():
            chip.setVisible(severity in counts)
            if severity in counts:
                chip.show_severity(severity, counts[severity])
        self._sight.show_sight(summary.sight)
        self._watched.setText(summary.watched)
        self._clock.setText(summary.clock)

    def _lay_out(self) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.setSpacing(8)
        layout.addWidget(self._mood, 0, middle)
        layout.addSpacing(2)
        layout.addWidget(self._headline, 0, middle)
        layout.addSpacing(8)
        for chip in self._counts.values():
            layout.addWidget(chip, 0, middle)
        layout.addStretch(1)
        layout.addWidget(self._sight, 0, middle)
        layout.addWidget(self._watched, 0, middle)
        layout.addSpacing(14)
        layout.addWidget(self._clock, 0, middle)
        layout.addSpacing(14)
        layout.addWidget(self._check, 0, middle)
