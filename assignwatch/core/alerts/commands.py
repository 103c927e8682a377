"""What the trader may do to an alert, and when it takes effect.

An acknowledgement is for the version that was seen: when something material came between looking
and clicking, the alert goes on firing. What does not apply (an alert that is gone, an end of a
snooze that is past) changes nothing.
"""

from collections.abc import Iterator
from datetime import datetime

from assignwatch.core.events import Acknowledged, Event, Resolved, Snoozed, Unacknowledged
from assignwatch.core.observations import Command
from assignwatch.core.state import Alert, State
from assignwatch.core.words import AlertStatus, Do

_UNSEEN = frozenset({AlertStatus.FIRING, AlertStatus.SNOOZED})


def obey(state: State, command: Command, now: datetime) -> Iterator[Event]:
    """The events that a command makes of an alert as it stands."""
    alert = state.alerts.get(command.alert)
    if alert is None or _is_outdated(command, alert):
        return
    match command.do:
        case Do.ACKNOWLEDGE if alert.status in _UNSEEN:
            yield _acknowledged(command, alert, now)
        case Do.UNACKNOWLEDGE if alert.status is AlertStatus.ACKNOWLEDGED:
            yield Unacknowledged(now, command.alert)
        case Do.SNOOZE if command.until is not None and _postpones(command.until, alert, now):
            yield Snoozed(now, command.alert, command.until)
        case Do.RESOLVE if alert.status is AlertStatus.ACKNOWLEDGED:
            yield Resolved(now, command.alert, by_trader=True, note=command.note)
        case Do.DISMISS if alert.status is not AlertStatus.RESOLVED:
            if alert.status in _UNSEEN:
                yield _acknowledged(command, alert, now)
            yield Resolved(now, command.alert, by_trader=True, note=command.note)


def _is_outdated(command: Command, alert: Alert) -> bool:
    return command.version is not None and command.version < alert.raised.version


def _postpones(until: datetime, alert: Alert, now: datetime) -> bool:
    known = alert.snoozed_until if alert.status is AlertStatus.SNOOZED else None
    return alert.status in _UNSEEN and until > now and until != known


def _acknowledged(command: Command, alert: Alert, now: datetime) -> Acknowledged:
    version = command.version or alert.raised.version
    return Acknowledged(now, command.alert, version, command.response, command.note)
