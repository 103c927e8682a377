"""Questions and messages that never block: opened, answered later, gone by themselves."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from assignwatch.texts.labels import Label, label


def tell(
    parent: QWidget | None, sentence: str, then: Callable[[], None] | None = None
) -> QMessageBox:
    """Show a sentence; `then` runs when it is put away, however that is done."""
    box = _box(parent, sentence)
    _button(box, Label.UNDERSTOOD, QMessageBox.ButtonRole.AcceptRole)
    if then is not None:
        box.finished.connect(lambda _result: then())
    box.open()
    return box


def ask(
    parent: QWidget, sentence: str, do: Label, leave: Label, then: Callable[[], None]
) -> QMessageBox:
    """Ask before something that ends a watch; `then` runs only after `do`, Enter means `leave`."""
    box = _box(parent, sentence)
    doing = _button(box, do, QMessageBox.ButtonRole.DestructiveRole)
    leaving = _button(box, leave, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(leaving)
    box.setEscapeButton(leaving)
    doing.clicked.connect(lambda _checked: then())
    box.open()
    return box


def _box(parent: QWidget | None, sentence: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("AssignWatch")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(sentence)
    return box


def _button(box: QMessageBox, word: Label, role: QMessageBox.ButtonRole) -> QPushButton:
    return box.addButton(label(word), role)
