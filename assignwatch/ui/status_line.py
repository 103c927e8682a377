"""The status bar: whether the journal takes everything, the next check, since when we watch.

Should it not be known when exchanges trade, that is said there too.
"""

from PySide6.QtWidgets import QLabel, QStatusBar

from assignwatch.ui.badges import SightMark
from assignwatch.ui.notices import muted
from assignwatch.ui.rows.accounts import Sight
from assignwatch.ui.rows.summary import Status


class StatusLine:
    """Fills a status bar."""

    def __init__(self, bar: QStatusBar) -> None:
        self._mark = SightMark()
        self._journal = QLabel()
        self._sessions = QLabel()
        self._next = muted(QLabel())
        self._since = muted(QLabel())
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(8, 0, 8, 0)
        bar.addWidget(self._mark)
        bar.addWidget(self._journal, 1)
        self._sessions.setContentsMargins(0, 0, 14, 0)
        bar.addPermanentWidget(self._sessions)
        self._next.setContentsMargins(0, 0, 14, 0)
        bar.addPermanentWidget(self._next)
        bar.addPermanentWidget(self._since)

    def show_status(self, status: Status) -> None:
        """Take this status."""
        self._mark.show_sight(Sight.NONE if status.troubled else Sight.FULL)
        self._journal.setText(status.journal)
        self._sessions.setText(status.sessions)
        self._sessions.setToolTip(status.why)
        self._sessions.setVisible(bool(status.sessions))
        self._next.setText(status.next_check)
        self._next.setVisible(bool(status.next_check))
        self._since.setText(status.since)
