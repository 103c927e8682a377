"""The list of alerts: what waits for the trader first, worst first, then what was dealt with.

What was dealt with stays visible for some days, so that the trader can see what they said; the
journal keeps it for ever.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assignwatch.core.state import Alert
from assignwatch.core.words import About, AlertStatus, Severity
from assignwatch.texts import alerts, incidents, labels, window
from assignwatch.ui.rows.accounts import Sight, account_rows, checked_at
from assignwatch.ui.rows.look import Look

_KEPT = timedelta(days=3)

_OPEN = frozenset({AlertStatus.FIRING, AlertStatus.SNOOZED})


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert in the list. `rank` puts the list in order, smallest first."""

    key: str
    version: int
    severity: Severity
    word: str
    title: str
    detail: str
    open: bool
    rank: tuple[int, int, float]

    @property
    def spoken(self) -> str:
        """The row as one sentence, for assistive technology."""
        return f"{self.word}: {self.title}. {self.detail}"

    @property
    def needs_response(self) -> bool:
        """Whether acknowledging asks what the trader will do."""
        return needs_response(self.severity)


def needs_response(severity: Severity) -> bool:
    """Critical and high alerts are never silenced by a single click."""
    return severity.rank >= Severity.HIGH.rank


def alert_rows(look: Look) -> tuple[AlertRow, ...]:
    """The alerts that are open or were dealt with lately, in the order to be read."""
    rows = [
        _row(look, key, alert)
        for key, alert in look.state.alerts.items()
        if alert.status in _OPEN or look.now - _ended(alert) < _KEPT
    ]
    return tuple(sorted(rows, key=lambda row: row.rank))


def open_rows(rows: tuple[AlertRow, ...]) -> tuple[AlertRow, ...]:
    """Those that wait for the trader."""
    return tuple(row for row in rows if row.open)


def silence(look: Look) -> str:
    """What it means that no alert is open."""
    if not look.state.enrolled:
        return window.nothing_watched()
    unseen = [row.title for row in account_rows(look) if row.sight is Sight.NONE]
    if unseen:
        return window.no_alerts_but(", ".join(unseen))
    checked = [checked_at(look, account) for account in look.state.enrolled]
    known = [at for at in checked if at is not None]
    oldest = min(known) if len(known) == len(checked) else None
    return window.no_alerts(len(known), oldest, look.zone)


def _row(look: Look, key: str, alert: Alert) -> AlertRow:
    raised = alert.raised
    is_open = alert.status in _OPEN
    begun = _begun(look, key, alert)
    return AlertRow(
        key=key,
        version=seen_version(look, key, alert),
        severity=raised.severity,
        word=incidents.severity(raised.severity),
        title=alerts.headline(look.state, key),
        detail=" · ".join(
            (
                look.title(raised.account),
                window.ago(look.now - begun),
                labels.status(alert.status),
            )
        ),
        open=is_open,
        rank=(0 if is_open else 1, -raised.severity.rank if is_open else 0, -begun.timestamp()),
    )


def seen_version(look: Look, key: str, alert: Alert) -> int:
    """The version that the trader sees: an incident's card always shows its latest."""
    incident = look.state.incidents.get(key)
    if alert.raised.about is About.INCIDENT and incident is not None:
        return max(incident.latest.version, alert.raised.version)
    return alert.raised.version


def _begun(look: Look, key: str, alert: Alert) -> datetime:
    """When it was first known, however often it fired again since."""
    incident = look.state.incidents.get(key)
    return incident.versions[0].at if incident is not None else alert.first_at


def _ended(alert: Alert) -> datetime:
    if alert.resolved_at is not None:
        return alert.resolved_at
    return alert.acknowledged.at if alert.acknowledged is not None else alert.raised.at
