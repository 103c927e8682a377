"""The first line of the window, its status bar and the face of the tray.

The worst thing is said first: what asks for the trader, then what cannot be seen, then calm.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assignwatch.core.model import broker_of
from assignwatch.core.words import Severity
from assignwatch.texts import forms, problems, window
from assignwatch.ui.rows.accounts import AccountRow, Sight, checked_at
from assignwatch.ui.rows.alerts import AlertRow, checking_rows, open_rows
from assignwatch.ui.rows.look import Look


class Mood(StrEnum):
    """The state of the whole in one word; also the name of its icon. Worst last."""

    WATCHING = "watching"
    IDLE = "idle"
    BLIND = "blind"
    INFO = "info"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Count:
    """How many alerts of one severity wait."""

    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The first line: one headline, the counts, how many accounts are seen, date and time."""

    mood: Mood
    headline: str
    counts: tuple[Count, ...]
    watched: str
    sight: Sight
    clock: str


@dataclass(frozen=True, slots=True)
class Status:
    """The status bar. `troubled` when the journal does not take what happens.

    `sessions` says that it is not known when exchanges trade, `why` in full; empty when it is.
    """

    journal: str
    troubled: bool
    next_check: str
    since: str
    sessions: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class TrayFace:
    """What the tray shows: no amounts, since a desktop may keep an old tooltip."""

    mood: Mood
    tip: str
    alerts: tuple[tuple[str, Severity, str], ...]
    accounts: tuple[tuple[Sight, str], ...]


def summary(look: Look, accounts: tuple[AccountRow, ...], alerts: tuple[AlertRow, ...]) -> Summary:
    """The first line of the window."""
    waiting = open_rows(alerts)
    numbers = Counter(row.severity for row in waiting)
    return Summary(
        mood=_mood(accounts, waiting),
        headline=_headline(accounts, waiting, len(checking_rows(alerts))),
        counts=tuple(
            Count(severity, window.count(severity, numbers[severity]))
            for severity in reversed(Severity)
            if numbers[severity]
        ),
        watched=_watched(accounts),
        sight=max((row.sight for row in accounts), key=lambda s: s.rank, default=Sight.NONE),
        clock=window.today(look.now, look.zone),
    )


def status(look: Look) -> Status:
    """The status bar."""
    unsaved = look.unsaved
    upcoming = _next_check(look)
    since = look.state.enrolled_at
    return Status(
        journal=forms.not_saved(problems.sentence(unsaved)) if unsaved else forms.saved(),
        troubled=unsaved is not None,
        next_check=forms.next_check(upcoming, look.zone) if upcoming is not None else "",
        since=forms.watching_since(since, look.zone) if since is not None else "",
        sessions=forms.sessions_unknown() if look.sessions is not None else "",
        why=problems.sentence(look.sessions) if look.sessions is not None else "",
    )


def tray_face(accounts: tuple[AccountRow, ...], alerts: tuple[AlertRow, ...]) -> TrayFace:
    """The tray's icon, tooltip and the changing part of its menu."""
    waiting = open_rows(alerts)
    newest = sorted(waiting, key=lambda row: row.rank[2])[:3]
    return TrayFace(
        mood=_mood(accounts, waiting),
        tip=forms.tray_tip(_alerts_in_words(waiting), _watched(accounts)),
        alerts=tuple((row.key, row.severity, f"{row.word}: {row.title}") for row in newest),
        accounts=tuple((row.sight, f"{row.title}: {row.word}") for row in accounts),
    )


def _mood(accounts: tuple[AccountRow, ...], waiting: tuple[AlertRow, ...]) -> Mood:
    if waiting:
        return Mood(max((row.severity for row in waiting), key=lambda s: s.rank).value)
    if any(row.sight is Sight.NONE for row in accounts):
        return Mood.BLIND
    return Mood.WATCHING if accounts else Mood.IDLE


def _headline(
    accounts: tuple[AccountRow, ...], waiting: tuple[AlertRow, ...], checking: int
) -> str:
    if waiting:
        return window.headline_open(len(waiting))
    unseen = [row.title for row in accounts if row.sight is Sight.NONE]
    if unseen:
        return window.headline_blind(unseen[0], len(unseen) - 1)
    if not accounts:
        return window.headline_nothing()
    if checking:
        return window.headline_checking(checking)
    if all(row.sight is Sight.FULL for row in accounts):
        return window.headline_quiet()
    if any(row.word == window.first_reading() for row in accounts):
        return window.headline_starting()
    return window.headline_partly()


def _watched(accounts: tuple[AccountRow, ...]) -> str:
    seen = sum(row.sight is not Sight.NONE for row in accounts)
    return window.watched(seen, len(accounts))


def _alerts_in_words(waiting: tuple[AlertRow, ...]) -> str:
    if not waiting:
        return forms.no_open_alerts()
    worst = max((row.severity for row in waiting), key=lambda s: s.rank)
    number = sum(row.severity is worst for row in waiting)
    named = window.count(worst, number)
    return named if number == len(waiting) else f"{named}, {forms.open_alerts(len(waiting))}"


def _next_check(look: Look) -> datetime | None:
    """When the next account is due to be read; unknown before its first reading."""
    return min((at for at in _due(look) if at > look.now), default=None)


def _due(look: Look) -> Iterator[datetime]:
    for account in look.state.enrolled:
        read, profile = checked_at(look, account), look.profiles.get(broker_of(account))
        if read is not None and profile is not None:
            yield read + profile.poll_every
