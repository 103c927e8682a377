"""Tells assistive technology of a new alert, once for each firing, without moving the focus."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from assignwatch.core.words import Severity
from assignwatch.ui.rows.alerts import AlertRow, open_rows


class Announcer:
    """Remembers what was announced."""

    def __init__(self, speaker: QWidget) -> None:
        self._speaker = speaker
        self._said: dict[str, int] = {}

    def announce(self, rows: tuple[AlertRow, ...]) -> list[str]:
        """Announce what is new or fired again; the sentences that were said."""
        waiting = open_rows(rows)
        new = [row for row in waiting if self._said.get(row.key, 0) < row.version]
        self._said = {row.key: row.version for row in waiting}
        for row in new:
            event = QAccessibleAnnouncementEvent(self._speaker, row.spoken)
            if row.severity is Severity.CRITICAL:
                event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
            QAccessible.updateAccessibility(event)
        return [row.spoken for row in new]
