"""What is new in these inputs: record, then conclude until nothing new follows.

`watch.engine` and `replay` both call `settle`, so that a live run and its tape conclude alike.
`record.py` turns observations into events, `detect/` concludes on the positions they touched,
`alerts/` says what must fire. Time runs only here: every moment at which something falls due
before `now` is lived through first, in order (`live_through`).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Context, localcontext

from assignwatch.core.alerts.freshness import blindness, next_blindness
from assignwatch.core.alerts.material import is_material
from assignwatch.core.detect.conclude import conclude
from assignwatch.core.events import Alerted, Concluded, Event
from assignwatch.core.evolve import evolve
from assignwatch.core.observations import Clock, Observation
from assignwatch.core.policy import Policy
from assignwatch.core.record import record
from assignwatch.core.state import State
from assignwatch.core.words import About

_ARITHMETIC = Context(prec=100)
"""Wide enough for sums of products of any figures that a tape may hold (18 + 18 digits each), and
for their averages."""


def settle(
    state: State, inputs: Iterable[Observation], now: datetime, policy: Policy
) -> list[Event]:
    """Take the inputs in as one transaction and give the events in order.

    `state` is brought up to date on the way; the events, folded into the state as it was before,
    give the same. The same inputs again give no event that is kept.
    """
    events: list[Event] = []

    def take(new: Iterable[Event]) -> bool:
        before = len(events)
        for event in new:
            evolve(state, event)
            events.append(event)
        return len(events) > before

    with localcontext(_ARITHMETIC):
        for observation in inputs:
            take(record(state, observation, now, policy))
        while take(_concluded(state, now, policy)):
            pass
        state.touched.clear()
        take(list(blindness(state, now, policy)))
    return events


def live_through(state: State, now: datetime, policy: Policy) -> list[Event]:
    """Decide at each moment that falls due before `now`, in order."""
    events: list[Event] = []
    while (at := next_decision(state, policy)) is not None and at < now:
        decided = settle(state, [Clock(at)], at, policy)
        if not decided:
            break
        events += decided
    return events


def next_decision(state: State, policy: Policy) -> datetime | None:
    """When the passing of time alone will next decide something, if nothing else happens."""
    return min(next_blindness(state, policy), default=None)


def _concluded(state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    """New versions for the touched positions, and the alerts that they fire."""
    for account_key, position in list(state.touched):
        account = state.account(account_key)
        for version in list(conclude(account, state.incidents, position, now, policy)):
            yield version
            if is_material(_last_told(state, version), version):
                yield Alerted(
                    now,
                    version.incident,
                    About.INCIDENT,
                    version.version,
                    version.severity,
                    version.account,
                )


def _last_told(state: State, version: Concluded) -> Concluded | None:
    """The version that the alert last fired for."""
    alert = state.alerts.get(version.incident)
    incident = state.incidents.get(version.incident)
    if alert is None or incident is None:
        return None
    told = alert.raised.version
    return next((v for v in incident.versions if v.version == told), None)
