"""The form for a new account, drawn from what a broker declares; it knows no broker.

Secrets are typed into covered fields and leave the form only inside the `Submission`; they are
wiped from the fields once the account works. The form stays open while the account is tested and
shows one light for each step, so a wrong key is told from a server that is away.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from assignwatch.brokers.base import AccountConfig, Environment, Profile
from assignwatch.core.model import AccountKey, Problem
from assignwatch.texts import forms, problems
from assignwatch.texts.labels import Label, label
from assignwatch.ui.badges import SightMark
from assignwatch.ui.notices import Line, heading, muted
from assignwatch.ui.rows.accounts import Sight
from assignwatch.ui.rows.look import account_title

_NAME: Final = re.compile(r"[a-z0-9-]{1,32}")


@dataclass(frozen=True, slots=True)
class Submission:
    """An account to be tested and watched. The credentials are for the password store only."""

    config: AccountConfig
    credentials: Mapping[str, str] = field(repr=False)
    session_only: bool = False


class _Lights(QWidget):
    """The steps of a test, each with its mark."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: dict[str, SightMark] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)

    def show_step(self, step: str, done: bool | None) -> None:
        """Light this step: done, failed, or under way."""
        mark = self._marks.get(step)
        if mark is None:
            mark = self._marks[step] = SightMark()
            at = self._row.count() - 1
            self._row.insertWidget(at, mark)
            self._row.insertWidget(at + 1, QLabel(forms.step(step)))
            self._row.insertSpacing(at + 2, 10)
        mark.show_sight({True: Sight.FULL, False: Sight.NONE, None: Sight.PARTLY}[done])

    def clear(self) -> None:
        """All out."""
        self._marks.clear()
        while self._row.count() > 1:
            item = self._row.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()


class AccountDialog(QDialog):
    """Asks for an account; `submitted` carries a `Submission`, as often as the trader tries."""

    submitted = Signal(object)

    def __init__(
        self,
        profiles: Sequence[Profile],
        taken: Collection[AccountKey] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(forms.account_title())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._profiles = {profile.key: profile for profile in profiles}
        self._taken = frozenset(taken)
        self._tested: AccountKey | None = None
        self.broker = QComboBox()
        self.name = QLineEdit("main")
        self.environment = QComboBox()
        self.credentials: dict[str, QLineEdit] = {}
        self.urls: dict[str, QLineEdit] = {}
        self.other_urls = QCheckBox(label(Label.ADDRESSES))
        self.session_only = QCheckBox(label(Label.SESSION_ONLY))
        self._how_to_heading = heading(Label.BROKER)
        self._how_to = muted(QLabel())
        self._store = muted(QLabel())
        self._fields = QFormLayout()
        self._addresses = QFormLayout()
        self._lights = _Lights()
        self._trouble = Line(Sight.NONE)
        self._good = Line(Sight.FULL)
        self.test = QPushButton(label(Label.TEST_AND_WATCH))
        self.cancel = QPushButton(label(Label.CANCEL))
        self._lay_out()
        for key, profile in self._profiles.items():
            self.broker.addItem(profile.title, key)
        self.broker.currentIndexChanged.connect(lambda _i: self._draw_broker())
        self.environment.currentIndexChanged.connect(lambda _i: self._draw_addresses())
        self.other_urls.toggled.connect(lambda _on: self._draw_addresses())
        self.test.clicked.connect(self._submit)
        self.cancel.clicked.connect(self.reject)
        self._draw_broker()

    def show_store(self, state: str, title: str) -> None:
        """Say how the password store is; without one, this session is the only place left."""
        self._store.setText(forms.store_state(state, title))
        self.session_only.setVisible(state in ("none", "locked", "waiting"))
        if state == "none":
            self.session_only.setChecked(True)

    def show_step(self, step: str, done: bool | None) -> None:
        """Light a step of the test."""
        self._lights.show_step(step, done)

    def show_result(self, problem: Problem | None) -> None:
        """The test ended: with what is wrong, or with the account being watched."""
        self.test.setText(label(Label.TEST_AND_WATCH))
        if problem is not None:
            self._good.say("")
            self._trouble.say(problems.sentence(problem))
            self.test.setEnabled(True)
            return
        for edit in self.credentials.values():
            edit.clear()
        self._trouble.say("")
        if self._tested is not None:
            self._good.say(forms.added(account_title(self._tested, self._profiles)))
        self.test.hide()
        self.cancel.setText(label(Label.CLOSE))
        self.cancel.setFocus()

    def _profile(self) -> Profile | None:
        return self._profiles.get(self.broker.currentData())

    def _environment(self) -> Environment | None:
        profile, at = self._profile(), self.environment.currentIndex()
        return profile.environments[at] if profile is not None and at >= 0 else None

    def _submit(self) -> None:
        profile, environment = self._profile(), self._environment()
        complaint = self._complaint(profile)
        self._trouble.say(complaint)
        if complaint or profile is None or environment is None:
            return
        urls = {name: edit.text().strip() for name, edit in self.urls.items()}
        self._tested = AccountKey(f"{profile.key}/{self.name.text().strip()}")
        typed = self.credentials.items()
        self._lights.clear()
        self._good.say("")
        self.test.setEnabled(False)
        given = {name: text for name, edit in typed if (text := edit.text().strip())}
        waits = profile.signs_in and all(f.required for f in profile.credentials if f.name in given)
        self.test.setText(forms.in_the_browser() if waits else forms.testing())
        self.submitted.emit(
            Submission(
                AccountConfig(self._tested, environment.name, urls or dict(environment.urls)),
                given,
                self.session_only.isVisibleTo(self) and self.session_only.isChecked(),
            )
        )

    def _complaint(self, profile: Profile | None) -> str:
        name = self.name.text().strip()
        if not _NAME.fullmatch(name):
            return forms.bad_name()
        if profile is None:
            return forms.missing(label(Label.BROKER))
        key = AccountKey(f"{profile.key}/{name}")
        if key in self._taken:
            return forms.name_taken(account_title(key, self._profiles))
        for wanted in profile.credentials:
            if wanted.required and not self.credentials[wanted.name].text().strip():
                return forms.missing(wanted.title)
        return ""

    def _draw_broker(self) -> None:
        """Everything that depends on the broker, anew."""
        profile = self._profile()
        if profile is None:
            return
        self.environment.blockSignals(True)
        self.environment.clear()
        for environment in profile.environments:
            self.environment.addItem(environment.title)
        self.environment.blockSignals(False)
        _empty(self._fields)
        self.credentials = {}
        for wanted in profile.credentials:
            if not wanted.typed:
                continue
            edit = QLineEdit()
            edit.setAccessibleName(wanted.title)
            edit.setPlaceholderText(wanted.hint)
            if wanted.secret:
                edit.setEchoMode(QLineEdit.EchoMode.Password)
            self.credentials[wanted.name] = edit
            self._fields.addRow(wanted.title, edit)
        self._how_to_heading.setText(forms.how_to_heading(profile.title))
        self._how_to.setText(profile.how_to)
        self._draw_addresses()

    def _draw_addresses(self) -> None:
        """The addresses of the chosen environment, to be changed only by those who ask."""
        _empty(self._addresses)
        self.urls = {}
        environment = self._environment()
        if environment is None or not self.other_urls.isChecked():
            return
        for name, url in environment.urls.items():
            edit = QLineEdit(url)
            edit.setAccessibleName(forms.address_of(name))
            self.urls[name] = edit
            self._addresses.addRow(forms.address_of(name), edit)

    def _lay_out(self) -> None:
        self.name.setPlaceholderText(label(Label.ACCOUNT_NAME_HINT))
        for words in (self._how_to, self._store):
            words.setWordWrap(True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        top = QFormLayout()
        top.addRow(label(Label.BROKER), self.broker)
        top.addRow(label(Label.ACCOUNT_NAME), self.name)
        top.addRow(label(Label.ENVIRONMENT), self.environment)
        rule = QFrame()
        rule.setFrameShape(QFrame.Shape.HLine)
        rule.setForegroundRole(self._how_to.foregroundRole())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self._how_to_heading)
        layout.addWidget(self._how_to)
        layout.addLayout(self._fields)
        layout.addWidget(self.other_urls)
        layout.addLayout(self._addresses)
        layout.addWidget(rule)
        layout.addWidget(self._store)
        layout.addWidget(self.session_only)
        layout.addWidget(self._lights)
        layout.addWidget(self._trouble)
        layout.addWidget(self._good)
        layout.addStretch(1)
        box = QDialogButtonBox()
        box.addButton(self.test, QDialogButtonBox.ButtonRole.ActionRole)
        box.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        layout.addWidget(box)
        for pressed in (self.test, self.cancel):
            pressed.setAutoDefault(False)
        layout.addStrut(76 * self.fontMetrics().averageCharWidth())
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)


def _empty(form: QFormLayout) -> None:
    while form.rowCount():
        form.removeRow(0)
