"""What is new in these inputs: record, then conclude until nothing new follows.

`watch.engine` and `replay` both call `settle`, so that a live run and its tape conclude alike.
`record.py` turns observations into events, `detect/` concludes on the positions they touched,
`alerts/` says what must fire. Time runs only here: every moment at which something falls due
before `now` is lived through first, in order (`live_through`).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Context, localcontext

from assignwatch.core.alerts.freshness import blindness, next_blindness
from assignwatch.core.alerts.material import is_claim, is_material, is_taken_back
from assignwatch.core.alerts.sign_in import next_sign_in, sign_ins
from assignwatch.core.detect.conclude import conclude
from assignwatch.core.events import Alerted, Concluded, Doubted, Event
from assignwatch.core.evolve import evolve
from assignwatch.core.model import AccountKey, PositionKey
from assignwatch.core.observations import Clock, Observation, Start
from assignwatch.core.policy import Policy
from assignwatch.core.record import record
from assignwatch.core.state import Alert, State
from assignwatch.core.words import About, AlertStatus, Severity

ARITHMETIC = Context(prec=100)
"""Wide enough for sums of products of any figures that a tape may hold (18 + 18 digits each), and
for their averages."""


def settle(
    state: State,
    inputs: Iterable[Observation],
    now: datetime,
    policy: Policy,
    events: list[Event] | None = None,
) -> list[Event]:
    """Take the inputs in as one transaction and give the events in order.

    `state` is brought up to date on the way; the events, folded into the state as it was before,
    give the same. The same inputs again give no event that is kept. A list that is handed in is
    filled as the state goes, so that whoever keeps it has lost nothing when this raises.
    """
    events = [] if events is None else events

    def take(new: Iterable[Event]) -> bool:
        before = len(events)
        for event in new:
            evolve(state, event)
            events.append(event)
        return len(events) > before

    with localcontext(ARITHMETIC):
        for observation in inputs:
            take(record(state, observation, now, policy))
        while take(_reconsidered(state, now, policy)):
            pass
        _touch_ripe(state, now)
        failed: dict[AccountKey, list[PositionKey]] = {}
        failures: list[Exception] = []
        while state.touched:
            touched = _by_account(state)
            state.touched.clear()
            for account, keys in touched.items():
                try:
                    take(_concluded(state, account, keys, now, policy))
                except Exception as failure:  # noqa: BLE001 - nor may one account silence others
                    failed.setdefault(account, []).extend(keys)
                    failures += getattr(failure, "exceptions", (failure,))
        take(list(sign_ins(state, now, policy)))
        take(list(blindness(state, now, policy)))
    if failures:
        _touch_again(state, failed)
        raise ExceptionGroup("some changes could not be judged", failures)
    return events


def _reconsidered(state: State, now: datetime, policy: Policy) -> Iterator[Event]:
    """Readings that were hard to believe, should a record or a description explain them now."""
    for key in dict.fromkeys(account for account, _ in state.touched):
        account = state.account(key)
        for scope, doubt in list(account.doubts.items()):
            for event in list(record(state, doubt.reading, now, policy)):
                if isinstance(event, Doubted):
                    break
                account.doubts.pop(scope, None)
                yield event


def _touch_ripe(state: State, now: datetime) -> None:
    """Waits that are over by now."""
    for account in state.accounts.values():
        for awaited in account.waiting.values():
            if awaited.until is not None and awaited.until <= now:
                for key in awaited.keys:
                    state.touched[account.key, key] = None


def _by_account(state: State) -> dict[AccountKey, list[PositionKey]]:
    touched: dict[AccountKey, list[PositionKey]] = {}
    for account, key in state.touched:
        touched.setdefault(account, []).append(key)
    return touched


def _touch_again(state: State, touched: dict[AccountKey, list[PositionKey]]) -> None:
    """What could not be judged is judged with the next input."""
    for account, keys in touched.items():
        for key in keys:
            state.touched[account, key] = None


def take_in(
    state: State,
    inputs: Sequence[Observation],
    now: datetime,
    policy: Policy,
    events: list[Event] | None = None,
) -> list[Event]:
    """Live through the time up to `now`, then take the inputs in.

    Not before a start: while the program was not running nothing fell due.
    """
    events = [] if events is None else events
    failures: list[Exception] = []
    if not any(isinstance(observation, Start) for observation in inputs):
        try:
            live_through(state, now, policy, events)
        except ExceptionGroup as failed:
            failures.append(failed)  # the inputs are taken in all the same
    try:
        settle(state, inputs, now, policy, events)
    except ExceptionGroup as failed:
        failures = [failed]  # it tried again whatever had failed before
    if failures:
        raise failures[-1]
    return events


def live_through(
    state: State, now: datetime, policy: Policy, events: list[Event] | None = None
) -> list[Event]:
    """Decide at each moment that falls due before `now`, in order."""
    events = [] if events is None else events
    before: datetime | None = None
    failure: Exception | None = None
    while (at := next_decision(state, policy)) is not None and at < now:
        if before is not None and at <= before:
            break  # nothing that fell due was decided: asking again would not end
        before = at
        try:
            settle(state, [Clock(at)], at, policy, events)
        except ExceptionGroup as failed:
            failure = failed
    if failure is not None:
        raise failure
    return events


def next_decision(state: State, policy: Policy) -> datetime | None:
    """When the passing of time alone will next decide something, if nothing else happens."""
    ripe = (
        awaited.until
        for account in state.accounts.values()
        for awaited in account.waiting.values()
        if awaited.until is not None
    )
    return min((*next_blindness(state, policy), *next_sign_in(state, policy), *ripe), default=None)


def _concluded(
    state: State, account: AccountKey, keys: list[PositionKey], now: datetime, policy: Policy
) -> Iterator[Event]:
    """New versions for the touched positions, and the alerts that they fire or end."""
    for event in conclude(state, state.account(account), keys, now, policy):
        yield event
        if isinstance(event, Concluded):
            yield from _alerts(state, event, now)


def _alerts(state: State, version: Concluded, now: datetime) -> Iterator[Alerted]:
    """The alert of a version that is worth telling.

    One that is taken back is told again where the trader has acted on it; else its alert only
    says so, without calling for anybody.
    """
    alert = state.alerts.get(version.incident)
    if is_taken_back(version):
        if alert is None:
            return
        acted = alert.status in {AlertStatus.ACKNOWLEDGED, AlertStatus.RESOLVED}
        severity = Severity.NORMAL if acted else Severity.INFO
    elif is_claim(version) and is_material(_last_told(state, version), version):
        severity = version.severity
    elif alert is not None and _has_shrunk(state, alert, version):
        severity = min(version.severity, Severity.NORMAL, key=lambda severity: severity.rank)
    else:
        return
    name, account = version.incident, version.account
    yield Alerted(now, name, About.INCIDENT, version.version, severity, account)


def _has_shrunk(state: State, alert: Alert, version: Concluded) -> bool:
    """Whether less of it happened than the trader has acted on."""
    told = _last_told(state, version)
    acted = alert.status in {AlertStatus.ACKNOWLEDGED, AlertStatus.RESOLVED}
    return acted and told is not None and version.contracts < told.contracts


def _last_told(state: State, version: Concluded) -> Concluded | None:
    """The version that the alert last fired for."""
    alert = state.alerts.get(version.incident)
    incident = state.incidents.get(version.incident)
    if alert is None or incident is None:
        return None
    told = alert.raised.version
    return next((v for v in incident.versions if v.version == told), None)
