"""Saying "I have seen it, and this is what I will do": the sheet for critical and high alerts.

Nothing is chosen beforehand and the button waits for a choice; Enter alone does nothing. The sheet
is opened without blocking anything (`open()`), carries the version that was seen, and says so when
the alert fires again while it is open.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from assignwatch.core.words import Response
from assignwatch.texts import forms
from assignwatch.texts.labels import Label, label
from assignwatch.ui.badges import SeverityChip
from assignwatch.ui.notices import Banner
from assignwatch.ui.rows.card import Card

_CHOICES = tuple(Response)


class AcknowledgeSheet(QDialog):
    """Asks for a response; `confirmed` carries alert, version seen, response and note."""

    confirmed = Signal(str, int, str, str)

    def __init__(self, card: Card, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = card
        self.setWindowTitle(label(Label.ACKNOWLEDGE))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.choices = QButtonGroup(self)
        self.choices.setExclusive(True)
        self.note = QLineEdit()
        self.note.setPlaceholderText(label(Label.NOTE_HINT))
        self.note.setAccessibleName(label(Label.NOTE))
        self.note.setMaxLength(500)
        self.confirm = QPushButton(label(Label.ACKNOWLEDGE))
        self.confirm.setEnabled(False)
        self._changed = Banner(closable=False)
        self._lay_out()
        self.choices.idClicked.connect(lambda _id: self.confirm.setEnabled(True))
        self.confirm.clicked.connect(self._confirm)

    @property
    def alert(self) -> str:
        """The alert that it is about."""
        return self._card.alert

    def note_firing(self, version: int) -> None:
        """The alert fired last with this version; if it is newer, what was seen does not do."""
        if version > self._card.version:
            self._changed.say(forms.changed_meanwhile(version))
            self.confirm.setEnabled(False)
            for button in self.choices.buttons():
                button.setEnabled(False)

    def _confirm(self) -> None:
        chosen = self.choices.checkedId()
        if chosen >= 0:
            response = _CHOICES[chosen].value
            note = self.note.text().strip()
            self.confirmed.emit(self._card.alert, self._card.version, response, note)
            self.accept()

    def _lay_out(self) -> None:
        chip = SeverityChip()
        chip.show_severity(self._card.severity, self._card.word)
        title = QLabel(self._card.title)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        top = QHBoxLayout()
        top.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(title, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._changed)
        layout.addSpacing(4)
        layout.addWidget(QLabel(label(Label.I_WILL)))
        for i, choice in enumerate(_CHOICES):
            button = QRadioButton(forms.response_more(choice))
            self.choices.addButton(button, i)
            layout.addWidget(button)
        layout.addSpacing(4)
        layout.addWidget(QLabel(label(Label.NOTE)))
        layout.addWidget(self.note)
        layout.addSpacing(6)
        box = QDialogButtonBox()
        box.addButton(self.confirm, QDialogButtonBox.ButtonRole.ActionRole)
        cancel = box.addButton(label(Label.CANCEL), QDialogButtonBox.ButtonRole.RejectRole)
        box.rejected.connect(self.reject)
        layout.addWidget(box)
        for pressed in (self.confirm, cancel):
            pressed.setAutoDefault(False)
            pressed.setDefault(False)
        self.setMinimumWidth(56 * self.fontMetrics().averageCharWidth())
        cancel.setFocus()
