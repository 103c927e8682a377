"""The list of alerts: what waits for the trader first, worst first, then what was dealt with.

In between stands what is still being checked: incidents that are not decided and ask for nobody
yet, so that a trader who looks sees what the program sees. What was dealt with stays visible for
some days, so that the trader can see what they said; the journal keeps it for ever.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from assignwatch.core.alerts.material import is_claim, is_taken_back
from assignwatch.core.events import Awaited, Concluded
from assignwatch.core.model import AccountKey
from assignwatch.core.state import Alert
from assignwatch.core.words import About, AlertStatus, Severity
from assignwatch.texts import alerts, incidents, labels, window
from assignwatch.texts.labels import Label, label
from assignwatch.ui.rows.accounts import Sight, account_rows, checked_at
from assignwatch.ui.rows.look import Look

_KEPT = timedelta(days=3)

_OPEN = frozenset({AlertStatus.FIRING, AlertStatus.SNOOZED})


class Stage(IntEnum):
    """Where a row stands in the list: what waits for the trader first."""

    OPEN = 0
    CHECKING = 1
    DONE = 2


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert in the list. `rank` puts the list in order, smallest first.

    While its incident is only being checked, `severity` says how much it would ask.
    """

    key: str
    version: int
    severity: Severity
    word: str
    title: str
    detail: str
    stage: Stage
    rank: tuple[Stage, int, float]

    @property
    def open(self) -> bool:
        """Whether it waits for the trader."""
        return self.stage is Stage.OPEN

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
    """What is open, is being checked or was dealt with lately, in the order to be read."""
    rows = list(_checking(look))
    listed = {row.key for row in rows}
    rows += [
        _row(look, key, alert)
        for key, alert in look.state.alerts.items()
        if key not in listed and (is_open(alert) or look.now - _ended(alert) < _KEPT)
    ]
    return tuple(sorted(rows, key=lambda row: row.rank))


def open_rows(rows: tuple[AlertRow, ...]) -> tuple[AlertRow, ...]:
    """Those that wait for the trader."""
    return tuple(row for row in rows if row.open)


def checking_rows(rows: tuple[AlertRow, ...]) -> tuple[AlertRow, ...]:
    """Those that are being checked."""
    return tuple(row for row in rows if row.stage is Stage.CHECKING)


def is_unsettled(version: Concluded) -> bool:
    """Whether it claims nothing yet, and takes nothing back."""
    return not is_claim(version) and not is_taken_back(version)


def awaited(look: Look, key: str) -> Awaited | None:
    """What this incident waits for."""
    incident = look.state.incidents.get(key)
    account = look.state.accounts.get(incident.latest.account) if incident is not None else None
    return account.waiting.get(key) if account is not None else None


def waits(look: Look, key: str) -> str:
    """The same in words, with the time that is left."""
    found = awaited(look, key)
    if found is None:
        return window.waits((), None)
    left = None if found.until is None else found.until - look.now
    return window.waits(found.feeds, left)


def silence(look: Look) -> str:
    """What it means that no alert is open."""
    if not look.state.enrolled:
        return window.nothing_watched()
    checking = sum(1 for _ in _checking(look))
    return f"{_silence(look)} {window.checking(checking)}" if checking else _silence(look)


def _silence(look: Look) -> str:
    unseen = [row.title for row in account_rows(look) if row.sight is Sight.NONE]
    if unseen:
        return window.no_alerts_but(", ".join(unseen))
    checked = [checked_at(look, account) for account in look.state.enrolled]
    known = [at for at in checked if at is not None]
    oldest = min(known) if len(known) == len(checked) else None
    return window.no_alerts(len(known), oldest, look.zone)


def _checking(look: Look) -> Iterator[AlertRow]:
    """Incidents of watched accounts that are not decided and have no alert that is open."""
    for account in look.state.enrolled:
        known = look.state.accounts.get(account)
        for key in known.waiting if known is not None else ():
            incident, alert = look.state.incidents.get(key), look.state.alerts.get(key)
            if incident is None or not is_unsettled(incident.latest):
                continue
            if alert is None or not is_open(alert):
                yield _unsettled(look, key, account, incident.latest)


def _unsettled(look: Look, key: str, account: AccountKey, version: Concluded) -> AlertRow:
    begun = look.state.incidents[key].versions[0].at
    age = window.ago(look.now - begun)
    return AlertRow(
        key=key,
        version=version.version,
        severity=version.severity,
        word=label(Label.CHECKING),
        title=incidents.title(version, look.state.instruments),
        detail=" · ".join((look.title(account), age, waits(look, key))),
        stage=Stage.CHECKING,
        rank=(Stage.CHECKING, 0, -begun.timestamp()),
    )


def _row(look: Look, key: str, alert: Alert) -> AlertRow:
    raised = alert.raised
    stage = Stage.OPEN if is_open(alert) else Stage.DONE
    begun = _begun(look, key, alert)
    worst_first = -raised.severity.rank if stage is Stage.OPEN else 0
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
        stage=stage,
        rank=(stage, worst_first, -begun.timestamp()),
    )


def is_open(alert: Alert) -> bool:
    """Whether it waits for the trader."""
    return alert.status in _OPEN


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
