"""Everything that the window shows at one moment, in one comparable value.

`bridge.py` keeps one `Renderer` and asks it again after every change; the parts that are equal to
what a widget has already shown cost nothing there.
"""

from dataclasses import dataclass

from assignwatch.ui.rows import positions
from assignwatch.ui.rows.accounts import AccountRow, account_rows
from assignwatch.ui.rows.alerts import AlertRow, alert_rows, silence
from assignwatch.ui.rows.look import Look
from assignwatch.ui.rows.summary import Status, Summary, TrayFace, status, summary, tray_face
from assignwatch.ui.rows.table import Row


@dataclass(frozen=True, slots=True)
class View:
    """The parts of the window. `trouble` says which rows are not from now and why."""

    summary: Summary
    accounts: tuple[AccountRow, ...]
    alerts: tuple[AlertRow, ...]
    silence: str
    positions: tuple[Row, ...]
    empty: str
    trouble: tuple[str, ...]
    status: Status
    tray: TrayFace


class Renderer:
    """Makes views, and remembers what a table's rows were made of."""

    def __init__(self) -> None:
        self._positions = positions.Positions()

    def view(self, look: Look) -> View:
        """All that is to be shown of this look."""
        accounts, alerts = account_rows(look), alert_rows(look)
        return View(
            summary=summary(look, accounts, alerts),
            accounts=accounts,
            alerts=alerts,
            silence=silence(look),
            positions=self._positions.rows(look),
            empty=positions.empty(look),
            trouble=positions.trouble(look),
            status=status(look),
            tray=tray_face(accounts, alerts),
        )
