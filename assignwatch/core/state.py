"""What is known: the fold of the journal, the marks, and what only this run knows.

The engine owns the one `State`; only `evolve` writes to it; everybody else reads. Durable parts
are the fold of journalled events alone, so that replaying the journal gives them back;
`durable()` picks them out, for the checkpoint and for the law. The indexes are here because
`decide` and `due` must not grow slower with the number of positions.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assignwatch.core.events import Acknowledged, Alerted, Concluded
from assignwatch.core.model import (
    AccountKey,
    Instrument,
    InstrumentId,
    PositionKey,
    PositionRow,
    Problem,
    Scope,
)
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.words import AlertStatus, Feed, Outcome

FactKey = tuple[str, InstrumentId]
"""A record's id is unique per account, record type and instrument."""


@dataclass(slots=True)
class FeedHealth:
    """How one feed is doing: `good_at` its last proof of life, `problem` what is odd or wrong."""

    up: bool
    since: datetime
    good_at: datetime | None = None
    problem: Problem | None = None


@dataclass(slots=True)
class Gap:
    """Nobody looked between `start` and `end`; still open while `end` is None."""

    start: datetime
    end: datetime | None = None

    def contains(self, at: datetime) -> bool:
        """Whether something of that time happened unseen."""
        return at >= self.start and (self.end is None or at <= self.end)


@dataclass(slots=True)
class Account:
    """One account: what it holds, what its broker recorded, how well it is seen."""

    key: AccountKey
    baselines: dict[Scope, datetime] = field(default_factory=dict)
    rows: dict[PositionKey, PositionRow] = field(default_factory=dict)
    scopes: dict[PositionKey, Scope] = field(default_factory=dict)
    fills: dict[FactKey, Fill] = field(default_factory=dict)
    bookings: dict[FactKey, Booking] = field(default_factory=dict)
    booked: dict[PositionKey, dict[FactKey, None]] = field(default_factory=dict)
    consumed: dict[FactKey, str] = field(default_factory=dict)
    coverage: dict[tuple[Feed, Scope], datetime] = field(default_factory=dict)
    accepted: dict[Scope, datetime] = field(default_factory=dict)
    feeds: dict[tuple[Feed, Scope], FeedHealth] = field(default_factory=dict)
    gap: Gap | None = None

    def accepted_at(self) -> datetime | None:
        """The last believed reading of any scope."""
        return max(self.accepted.values(), default=None)


@dataclass(slots=True)
class Incident:
    """One thing that happened, in its versions; the last one counts."""

    versions: list[Concluded] = field(default_factory=list)

    @property
    def latest(self) -> Concluded:
        """What is believed now."""
        return self.versions[-1]


@dataclass(slots=True)
class Deliveries:
    """What one channel did for the present firing of an alert."""

    told: int = 0
    failed: int = 0
    last_at: datetime | None = None
    outcome: Outcome | None = None
    problem: Problem | None = None


@dataclass(slots=True)
class Alert:
    """What asks for the trader. `raised` is the newest reason, `first_at` when it began to fire."""

    raised: Alerted
    first_at: datetime
    status: AlertStatus = AlertStatus.FIRING
    snoozed_until: datetime | None = None
    acknowledged: Acknowledged | None = None
    deliveries: dict[str, Deliveries] = field(default_factory=dict)
    resolved_at: datetime | None = None

    def asks(self, now: datetime) -> bool:
        """Whether the trader should be hearing of it: firing, or a snooze that has ended."""
        if self.status is AlertStatus.SNOOZED:
            return self.snoozed_until is not None and now >= self.snoozed_until
        return self.status is AlertStatus.FIRING


@dataclass(slots=True)
class State:
    """Everything the core knows."""

    accounts: dict[AccountKey, Account] = field(default_factory=dict)
    instruments: dict[InstrumentId, Instrument] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)
    open_alerts: dict[str, None] = field(default_factory=dict)
    touched: dict[tuple[AccountKey, PositionKey], None] = field(default_factory=dict)
    enrolled: dict[AccountKey, tuple[Feed, ...]] = field(default_factory=dict)
    enrolled_at: datetime | None = None
    started_at: datetime | None = None

    def account(self, key: AccountKey) -> Account:
        """The account, known from now on."""
        found = self.accounts.get(key)
        if found is None:
            found = self.accounts[key] = Account(key)
        return found


def durable(state: State) -> dict[str, Any]:
    """The part of the state that is the fold of journalled events, comparable with `==`."""
    return {
        "accounts": {
            key: (a.baselines, a.rows, a.scopes, a.fills, a.bookings, a.booked, a.consumed)
            for key, a in state.accounts.items()
            if a.baselines or a.rows or a.fills or a.bookings
        },
        "instruments": state.instruments,
        "incidents": state.incidents,
        "alerts": state.alerts,
        "open_alerts": state.open_alerts,
        "started_at": state.started_at,
    }
