"""The main window: the summary, the accounts, the alerts with their card, the live positions.

It shows the views of the bridge and says by signals what the trader does; it decides nothing and
never moves to the front by itself. Closing it leaves the watch running (`closing.py`).
"""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QHideEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

import assignwatch
from assignwatch.core.words import Severity
from assignwatch.texts import forms
from assignwatch.texts.labels import Label
from assignwatch.ui import questions, theme
from assignwatch.ui.account_sheet import AccountSheets
from assignwatch.ui.account_strip import AccountStrip
from assignwatch.ui.accounts import Accounts
from assignwatch.ui.acknowledge_sheet import AcknowledgeSheet
from assignwatch.ui.alert_card import AlertCard
from assignwatch.ui.alert_list import AlertList
from assignwatch.ui.announcer import Announcer
from assignwatch.ui.bridge import Bridge
from assignwatch.ui.closing import Closing
from assignwatch.ui.marks import mood_icon
from assignwatch.ui.memory import Memory
from assignwatch.ui.menus import Menus
from assignwatch.ui.notices import Banner, heading, muted
from assignwatch.ui.positions_table import PositionsTable
from assignwatch.ui.rows.alerts import open_rows
from assignwatch.ui.rows.view import View
from assignwatch.ui.status_line import StatusLine
from assignwatch.ui.summary_bar import SummaryBar

_USUAL = QSize(1200, 800)


class MainWindow(QMainWindow):
    """The window of one profile; `settings_dir` is where it remembers its own place and columns.

    `acknowledged` carries alert, version seen, response (None for those that need none) and note.
    """

    acknowledged = Signal(str, int, object, str)
    check_requested = Signal()
    account_submitted = Signal(object)
    account_removed = Signal(str)
    sign_in_requested = Signal(str)
    quit_requested = Signal()
    hinted = Signal()

    def __init__(
        self, bridge: Bridge, accounts: Accounts, settings_dir: Path, *, hinted: bool = False
    ) -> None:
        super().__init__()
        self.setWindowTitle("AssignWatch")
        self._bridge = bridge
        self._accounts = accounts
        self._memory = Memory(settings_dir)
        theme.dress(self._memory.scheme)
        self.summary = SummaryBar()
        self.strip = AccountStrip()
        self.alerts = AlertList()
        self.card = AlertCard()
        self.positions = PositionsTable()
        self.closing = Closing(self, hinted=hinted)
        self._silence = muted(QLabel())
        self._unsaved = Banner(closable=False)
        self._said = Banner(closable=True)
        self._status = StatusLine(self.statusBar())
        self._menus = Menus(self.menuBar(), self._memory.scheme)
        self._announcer = Announcer(self)
        self._sheet: AcknowledgeSheet | None = None
        self._details = AccountSheets(bridge.detail, self)
        self._splitters = self._lay_out()
        self._connect()
        self._memory.place(self, _USUAL)
        for name, splitter in self._splitters.items():
            self._memory.divide(name, splitter)
        self._memory.arrange(self.positions)
        self.show_view(bridge.view())

    def show_view(self, view: View) -> None:
        """Take over everything that there is to see."""
        self.summary.show_summary(view.summary)
        self.strip.show_rows(view.accounts)
        self.alerts.show_rows(view.alerts)
        self._show_silence(view)
        self.positions.show_view(view)
        self._status.show_status(view.status)
        self._unsaved.say(view.status.journal if view.status.troubled else "")
        self._menus.show_accounts(view.accounts)
        self._accounts.show_rows(view.accounts)
        self._details.refresh()
        self.setWindowIcon(mood_icon(view.summary.mood))
        self._show_card(self.alerts.current() or "")
        self.closing.waiting = len(open_rows(view.alerts))
        self._announce(view)

    def raise_alert(self, alert: str = "") -> None:
        """Come to the front because the trader asked for it, and look at this alert."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        if alert:
            self.show_view(self._bridge.view())
            self.alerts.look_at(alert)
            self.alerts.setFocus()

    def begin_acknowledge(self, alert: str) -> None:
        """Come to the front and ask what the trader will do about this alert."""
        self.raise_alert(alert)
        self.acknowledge(alert)

    def acknowledge(self, alert: str) -> None:
        """One step for what is normal; the sheet for what is high or critical."""
        card = self._bridge.card(alert)
        if card is None or not card.can_acknowledge:
            return
        if not card.needs_response:
            self.acknowledged.emit(alert, card.version, None, "")
            return
        if self._sheet is not None:
            if self._sheet.alert == alert:
                self._sheet.activateWindow()
                return
            self._sheet.reject()
        self._sheet = AcknowledgeSheet(card, self)
        self._sheet.confirmed.connect(self._confirmed)
        self._sheet.finished.connect(self._forget_sheet)
        self._sheet.open()

    def say(self, sentence: str) -> None:
        """Put a sentence across the window until it is read."""
        self._said.say(sentence)

    def remember(self) -> None:
        """Save place, splitters and columns; also done whenever the window hides."""
        self._memory.save(self, self._splitters, self.positions)

    def leave(self) -> None:
        """Close for good, as the program ends."""
        self.remember()
        self.closing.leave()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Into the tray or down, never out, unless the program ends."""
        self.closing.close_event(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """What the trader arranged outlives a crash from here on."""
        self.remember()
        if not event.spontaneous():
            self._details.close_all()
        super().hideEvent(event)

    def _show_silence(self, view: View) -> None:
        """Without any alert, the sentence that proves the silence has the room to itself."""
        self._silence.setText(view.silence)
        self._silence.setVisible(not open_rows(view.alerts))
        middle, left = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignLeft
        self._silence.setAlignment(left if view.alerts else middle)
        self.alerts.setVisible(bool(view.alerts))
        self.card.setVisible(bool(view.alerts))

    def _announce(self, view: View) -> None:
        """Speak of new alerts; the worst ask for the taskbar, never for the focus."""
        if self._announcer.announce(view.alerts) and any(
            row.severity is Severity.CRITICAL for row in open_rows(view.alerts)
        ):
            QApplication.alert(self)

    def _show_card(self, alert: str) -> None:
        card = self._bridge.card(alert) if alert else None
        self.card.show_card(card)
        if self._sheet is not None:
            about = self._bridge.card(self._sheet.alert)
            if about is not None and about.can_acknowledge:
                self._sheet.note_firing(about.fired)
            else:
                self._sheet.reject()

    def _confirmed(self, alert: str, version: int, response: str, note: str) -> None:
        self.acknowledged.emit(alert, version, response, note)

    def _forget_sheet(self) -> None:
        self._sheet = None

    def _remove(self, account: str) -> None:
        questions.ask(
            self,
            forms.remove_question(self._bridge.title(account)),
            Label.REMOVE,
            Label.KEEP_WATCHING,
            lambda: self.account_removed.emit(account),
        )

    def _colours(self, scheme: Qt.ColorScheme) -> None:
        self._memory.scheme = scheme
        theme.dress(scheme)

    def _recolour(self, _scheme: Qt.ColorScheme) -> None:
        theme.recolour()

    def _connect(self) -> None:
        self._bridge.changed.connect(self.show_view)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._recolour)
        self.summary.check_clicked.connect(self.check_requested)
        self.alerts.looked_at.connect(self._show_card)
        self.alerts.acknowledge_wanted.connect(self.acknowledge)
        self.card.acknowledge_clicked.connect(
            lambda: self.acknowledge(self.card.card.alert if self.card.card else "")
        )
        self.strip.details_wanted.connect(self._details.look_at)
        self.closing.hinted.connect(self.hinted)
        self.closing.said.connect(self._said.say)
        self._accounts.submitted.connect(self.account_submitted)
        self.positions.add_account_clicked.connect(lambda: self._accounts.open_form(self))
        menus = self._menus
        menus.add_account.connect(lambda: self._accounts.open_form(self))
        menus.remove_account.connect(self._remove)
        menus.sign_in.connect(self.sign_in_requested)
        self.card.sign_in_clicked.connect(self.sign_in_requested)
        menus.check_now.connect(self.check_requested)
        menus.quit.connect(lambda: self.closing.quit(self.quit_requested.emit))
        menus.go_alerts.connect(self.alerts.setFocus)
        menus.go_positions.connect(self.positions.focus_grid)
        menus.go_filter.connect(self.positions.focus_filter)
        menus.go_accounts.connect(self.strip.focus_accounts)
        menus.details.connect(self._details.look_at)
        menus.colours.connect(self._colours)
        menus.shortcuts.connect(lambda: questions.tell(self, forms.shortcuts()))
        menus.about.connect(lambda: questions.tell(self, self._about()))

    def _about(self) -> str:
        """The program, and until when it knows the exchanges' sessions."""
        calendar, about = self._bridge.calendar, forms.about(assignwatch.__version__)
        if calendar.until is None:
            return about
        return f"{about}\n\n{forms.sessions_known(calendar.until, calendar.ending_earlier)}"

    def _lay_out(self) -> dict[str, QSplitter]:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading(Label.ALERTS))
        self._silence.setWordWrap(True)
        column.addWidget(self._silence, 1)
        column.addWidget(self.alerts, 100)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.addWidget(left)
        across.addWidget(self.card)
        across.setStretchFactor(0, 5)
        across.setStretchFactor(1, 6)
        upper = QWidget()
        margins = QHBoxLayout(upper)
        margins.setContentsMargins(12, 6, 12, 6)
        margins.addWidget(across)
        down = QSplitter(Qt.Orientation.Vertical)
        down.addWidget(upper)
        down.addWidget(self.positions)
        down.setSizes([_USUAL.height() * 6 // 10, _USUAL.height() * 4 // 10])
        down.setStretchFactor(0, 1)
        down.setStretchFactor(1, 1)
        for splitter in (across, down):
            splitter.setChildrenCollapsible(False)
        central = QWidget()
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self._unsaved, self._said, self.summary, self.strip):
            layout.addWidget(part)
        layout.addWidget(down, 1)
        self.setCentralWidget(central)
        return {"across": across, "down": down}
