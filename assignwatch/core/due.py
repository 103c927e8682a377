"""What should be happening now: level, not edge.

A popup is not an effect of an event, it is what the state calls for until the journal says that it
was told or acknowledged. `watch.herald` asks `due` again after every change, crash, sleep and
reconnect, and does what it says; `next_due` says when to ask again although nothing happened.
What an incident waits for calls for a reading in the same way: `watch.rereader` asks `rereads`.
Work grows with what is open, not with what it is about.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from assignwatch.core.model import AccountKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Alert, Deliveries, State
from assignwatch.core.words import AlertStatus, Feed, Severity


@dataclass(frozen=True, slots=True)
class Tell:
    """Hand this alert to this channel. `repeat` counts how often it was told before."""

    alert: str
    version: int
    channel: str
    repeat: int

    @property
    def key(self) -> str:
        """The same for the same call, so that one in flight is not made twice."""
        return f"{self.alert}|{self.version}|{self.channel}"


Action = Tell


def due(state: State, channels: Iterable[str], now: datetime, policy: Policy) -> list[Action]:
    """Everything that the state calls for at `now`, worst alert first."""
    calls = [
        (alert.raised.severity.rank, tell)
        for alert, at, tell in _calls(state, tuple(channels), now, policy)
        if at <= now
    ]
    return [tell for _, tell in sorted(calls, key=lambda call: -call[0])]


def next_due(
    state: State, channels: Iterable[str], now: datetime, policy: Policy
) -> datetime | None:
    """The next moment after `now` at which `due` will call for more than it does at `now`."""
    return min(
        (at for _, at, _ in _calls(state, tuple(channels), now, policy) if at > now), default=None
    )


def _calls(
    state: State, channels: tuple[str, ...], now: datetime, policy: Policy
) -> Iterator[tuple[Alert, datetime, Tell]]:
    for alert_id in state.open_alerts:
        alert = state.alerts[alert_id]
        for channel in channels:
            told = alert.deliveries.get(channel, Deliveries())
            at = _when(alert, told, now, policy)
            if at is not None:
                yield alert, at, Tell(alert_id, alert.raised.version, channel, told.told)


def _when(alert: Alert, told: Deliveries, now: datetime, policy: Policy) -> datetime | None:
    """When this channel should next be handed this alert; None for never."""
    repeat = policy.repeats.get(alert.raised.severity)
    if repeat is None:
        return None
    if told.last_at is None:
        at = _first(alert, now, policy)
    elif told.failed:
        at = told.last_at + policy.retry[min(told.failed, len(policy.retry)) - 1]
    else:
        at = told.last_at + repeat.after(told.told)
    if alert.status is AlertStatus.SNOOZED:
        return max(at, alert.snoozed_until) if alert.snoozed_until is not None else at
    return at


def _first(alert: Alert, now: datetime, policy: Policy) -> datetime:
    """A critical alert does not wait for siblings; others do, but not for ever.

    One from the future was raised before the clock was set back; it has waited long enough.
    """
    if alert.raised.severity is Severity.CRITICAL or alert.raised.at > now:
        return min(alert.raised.at, now)
    return min(alert.raised.at + policy.gather, alert.first_at + policy.gather_at_most)


@dataclass(frozen=True, slots=True)
class Reread:
    """Read this account from `at` on, because a conclusion waits for it.

    All of it: one feed is weighed against the others, so they are read together.
    """

    account: AccountKey
    at: datetime


@dataclass(frozen=True, slots=True)
class Tried:
    """How often an account was read for what is waiting now, and when last."""

    times: int
    at: datetime


_SOON = frozenset({Feed.POSITIONS, Feed.FILLS})
"""What may be known at any moment. Records of an assignment come with the next session, and the
ordinary readings find them."""


def rereads(state: State, tried: Mapping[AccountKey, Tried], policy: Policy) -> Iterator[Reread]:
    """What should be read and from when: at once, then ever more rarely while that settles nothing.

    What was read already for an earlier wait does not count: the caller forgets it with the wait.
    """
    for key, account in state.accounts.items():
        if key not in state.enrolled:
            continue
        wanted = {feed for awaited in account.waiting.values() for feed in awaited.feeds}
        if account.missed:
            wanted.add(Feed.POSITIONS)  # only a second reading ends a doubt
        if not wanted & _SOON:
            continue
        last = tried.get(key)
        if last is None:
            yield Reread(key, datetime.min.replace(tzinfo=UTC))
            continue
        wait = policy.reread_every * 2 ** min(last.times - 1, _RARER)
        yield Reread(key, last.at + min(wait, policy.reread_at_least))


_RARER = 16
"""Doubling more often than this changes nothing."""
