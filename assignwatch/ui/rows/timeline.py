"""What became of an alert, in order: its versions, who told of it, what the trader said."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from assignwatch.core.alerts.material import is_taken_back
from assignwatch.core.events import Concluded
from assignwatch.core.model import Problem
from assignwatch.core.state import Alert
from assignwatch.core.words import Grade
from assignwatch.texts import evidence, incidents, labels, problems, window
from assignwatch.texts.format import clock
from assignwatch.ui.rows.look import Look

_GRADED = frozenset({Grade.CONFIRMED, Grade.STRONG, Grade.PENDING})
"""Grades that the words of the claim do not say."""

Line = tuple[datetime, str]


def timeline(look: Look, key: str) -> Iterator[str]:
    """The lines of an alert or an incident; a channel is one line however often it told."""
    lines = list(_versions(look, key))
    alert = look.state.alerts.get(key)
    if alert is not None:
        lines += _alert(look, alert)
    yield from (line for _, line in sorted(lines, key=lambda entry: entry[0]))


def _versions(look: Look, key: str) -> Iterator[Line]:
    incident = look.state.incidents.get(key)
    versions = incident.versions if incident is not None else []
    for (time, what), run in groupby(versions, key=lambda version: _said(look, version)):
        first, *more = run
        last = more[-1] if more else first
        yield first.at, window.concluded(time, first.version, last.version, what)


def _alert(look: Look, alert: Alert) -> Iterator[Line]:
    yield alert.raised.at, window.fired(clock(alert.raised.at, look.zone))
    for name, told in alert.deliveries.items():
        if told.last_at is not None and told.outcome is not None:
            said = labels.outcome(told.outcome) + _because(told.problem)
            at = clock(told.last_at, look.zone)
            yield told.last_at, window.delivered(at, labels.channel(name), said, told.told)
    if alert.acknowledged is not None:
        heard = alert.acknowledged
        at = clock(heard.at, look.zone)
        yield heard.at, window.acknowledged(at, heard.version, heard.response, heard.note)
    if alert.resolved_at is not None:
        yield alert.resolved_at, window.resolved(clock(alert.resolved_at, look.zone))


def _said(look: Look, version: Concluded) -> tuple[str, str]:
    """When and what: one booking in many tiny parts says the same many times in a second."""
    what = incidents.claim(version)
    if version.grade in _GRADED:
        what = f"{what}, {incidents.grade(version.grade)}"
    if is_taken_back(version):
        known = (look.state.instruments, look.state.incidents)
        why = (evidence.sentence(item, *known, look.zone) for item in version.evidence)
        what = f"{incidents.claim(version)}. {' '.join(why)}".rstrip()
    return clock(version.at, look.zone), what


def _because(problem: Problem | None) -> str:
    return f" ({problems.sentence(problem)})" if problem is not None else ""
