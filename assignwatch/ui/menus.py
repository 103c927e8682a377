"""The menus of the window and their keys; every action that the window has is here."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from assignwatch.texts.labels import Label, label
from assignwatch.ui.rows.accounts import AccountRow

_SCHEMES = (
    (Label.THEME_SYSTEM, Qt.ColorScheme.Unknown),
    (Label.THEME_LIGHT, Qt.ColorScheme.Light),
    (Label.THEME_DARK, Qt.ColorScheme.Dark),
)


class Menus(QObject):
    """Fills a menu bar; what is chosen comes out as signals."""

    add_account = Signal()
    remove_account = Signal(str)
    sign_in = Signal(str)
    check_now = Signal()
    quit = Signal()
    go_alerts = Signal()
    go_positions = Signal()
    go_filter = Signal()
    go_accounts = Signal()
    details = Signal(str)
    colours = Signal(object)
    shortcuts = Signal()
    about = Signal()

    def __init__(self, bar: QMenuBar, scheme: Qt.ColorScheme) -> None:
        super().__init__(bar)
        file = bar.addMenu(label(Label.FILE))
        self._add(file, Label.ADD_ACCOUNT, "Ctrl+N", self.add_account)
        self._sign_in = file.addMenu(label(Label.SIGN_IN_AGAIN))
        self._accounts = file.addMenu(label(Label.REMOVE_ACCOUNT))
        file.addSeparator()
        self._add(file, Label.CHECK_NOW, "F5", self.check_now)
        file.addSeparator()
        leave = self._add(file, Label.QUIT, "Ctrl+Q", self.quit)
        leave.setMenuRole(QAction.MenuRole.QuitRole)
        view = bar.addMenu(label(Label.VIEW))
        self._add(view, Label.GO_ALERTS, "Ctrl+1", self.go_alerts)
        self._add(view, Label.GO_POSITIONS, "Ctrl+2", self.go_positions)
        self._add(view, Label.GO_ACCOUNTS, "Ctrl+3", self.go_accounts)
        self._add(view, Label.FILTER, "Ctrl+F", self.go_filter)
        self._details = view.addMenu(label(Label.ACCOUNT_DETAILS))
        view.addSeparator()
        self._schemes(view, scheme)
        help_menu = bar.addMenu(label(Label.HELP))
        self._add(help_menu, Label.SHORTCUTS, "F1", self.shortcuts)
        about = self._add(help_menu, Label.ABOUT, "", self.about)
        about.setMenuRole(QAction.MenuRole.AboutRole)
        self._known: tuple[tuple[str, str, bool], ...] | None = None
        self.show_accounts(())

    def show_accounts(self, rows: tuple[AccountRow, ...]) -> None:
        """The accounts that can be looked at, taken off the watch, and signed in anew."""
        known = tuple((row.key, row.title, row.signs_in) for row in rows)
        if known == self._known:
            return
        self._known = known
        watched = [(key, title) for key, title, _ in known]
        _offer(self._accounts, watched, self.remove_account)
        _offer(self._details, watched, self.details)
        signing = [(key, title) for key, title, signs_in in known if signs_in]
        _offer(self._sign_in, signing, self.sign_in)
        self._sign_in.menuAction().setVisible(bool(signing))

    def _add(self, menu: QMenu, word: Label, keys: str, signal: SignalInstance) -> QAction:
        action = menu.addAction(label(word))
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked: signal.emit())
        return action

    def _schemes(self, menu: QMenu, scheme: Qt.ColorScheme) -> None:
        group = QActionGroup(self)
        for word, colours in _SCHEMES:
            action = menu.addAction(label(word))
            action.setCheckable(True)
            action.setChecked(colours is scheme)
            group.addAction(action)
            action.triggered.connect(lambda _on, colours=colours: self.colours.emit(colours))


def _offer(menu: QMenu, accounts: Sequence[tuple[str, str]], chosen: SignalInstance) -> None:
    """One line for each account."""
    menu.clear()
    menu.setEnabled(bool(accounts))
    for key, title in accounts:
        action = menu.addAction(f"{title}…")
        action.triggered.connect(lambda _checked, key=key: chosen.emit(key))
