"""The window's side of adding accounts: the form, what the test of it says, the password store.

`app` hands in the brokers' profiles and, while it works, what it finds; the form comes and goes.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from assignwatch.brokers.base import Profile
from assignwatch.core.model import AccountKey, Problem
from assignwatch.ui.account_dialog import AccountDialog
from assignwatch.ui.rows.accounts import AccountRow


class Accounts(QObject):
    """Opens the form and passes on what is said to it; `submitted` carries a `Submission`."""

    submitted = Signal(object)

    def __init__(self, profiles: Sequence[Profile], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._profiles = tuple(profiles)
        self._taken: frozenset[AccountKey] = frozenset()
        self._store = ("unknown", "")
        self.form: AccountDialog | None = None

    def open_form(self, parent: QWidget) -> None:
        """Show the form, or bring the one that is open to the front."""
        if self.form is not None:
            self.form.activateWindow()
            return
        self.form = AccountDialog(self._profiles, self._taken, parent)
        self.form.show_store(*self._store)
        self.form.submitted.connect(self.submitted)
        self.form.finished.connect(self._forget)
        self.form.open()

    def show_rows(self, rows: tuple[AccountRow, ...]) -> None:
        """These accounts are watched already."""
        self._taken = frozenset(row.key for row in rows)

    def show_store(self, state: str, title: str = "") -> None:
        """The password store: unknown, ok, none, locked or waiting; `title` is its own name."""
        self._store = (state, title)
        if self.form is not None:
            self.form.show_store(state, title)

    def show_step(self, step: str, done: bool | None) -> None:
        """A step of the test (reached, accepted, positions, records, stored); None: under way."""
        if self.form is not None:
            self.form.show_step(step, done)

    def show_result(self, problem: Problem | None) -> None:
        """The end of the test; None when the account is being watched now."""
        if self.form is not None:
            self.form.show_result(problem)

    def _forget(self) -> None:
        self.form = None
