"""What is known: the fold of the journal, the marks, and what only this run knows.

The engine owns the one `State`; only `evolve` writes to it; everybody else reads. Durable parts
are the fold of journalled events alone, so that replaying the journal gives them back;
`durable()` picks them out, for the checkpoint and for the law. The indexes are here because
`decide` and `due` must not grow slower with the number of positions.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from assignwatch.core.events import (
    Acknowledged,
    Alerted,
    Awaited,
    Concluded,
    Doubted,
    Missed,
    Priced,
    SignedIn,
)
from assignwatch.core.model import (
    WHOLE,
    AccountKey,
    Instrument,
    InstrumentId,
    PositionKey,
    PositionRow,
    Problem,
    Scope,
)
from assignwatch.core.observations import Adjustment, Booking, Fill
from assignwatch.core.words import AlertStatus, Feed, Outcome

FactKey = tuple[str, InstrumentId]
"""A record's id is unique per account, record type and instrument."""


@dataclass(slots=True)
class FeedHealth:
    """How one feed is doing: `good_at` its last proof of life, `problem` what is odd or wrong.

    `over`: the broker no longer has this part of the account.
    """

    up: bool
    since: datetime
    good_at: datetime | None = None
    problem: Problem | None = None
    over: bool = False


@dataclass(slots=True)
class Gap:
    """Nobody looked between `start` and `end`; still open while `end` is None."""

    start: datetime
    end: datetime | None = None

    def contains(self, at: datetime) -> bool:
        """Whether something of that time happened unseen."""
        return at >= self.start and (self.end is None or at <= self.end)


@dataclass(slots=True)
class Count:
    """A position was read at `at` as `after`; at the reading before, `since`, it was `before`.

    `was` and `row` are the broker's rows of that scope then and now, with their open prices. Not
    frozen, because half of a long journal makes one of these each and that would take thrice as
    long; nobody changes one.
    """

    at: datetime
    since: datetime
    seen: datetime
    scope: Scope
    before: Decimal
    after: Decimal
    was: PositionRow | None
    row: PositionRow
    late: bool


@dataclass(slots=True)
class Book:
    """The ledger of one position since it last balanced: how it was read, and its trades.

    `base` is where it starts; None is the account's baseline. `settled` are the records before, and
    `witnesses` the trades before that share an id with one: they say how much it moved.
    """

    base: datetime | None = None
    counts: list[Count] = field(default_factory=list)
    fills: dict[FactKey, Fill] = field(default_factory=dict)
    settled: set[FactKey] = field(default_factory=set)
    witnesses: dict[FactKey, Fill] = field(default_factory=dict)

    @property
    def counted_at(self) -> datetime | None:
        """The last reading that told it."""
        return self.counts[-1].at if self.counts else self.base


@dataclass(frozen=True, slots=True)
class CashStep:
    """By how much the balances moved between two readings of a scope."""

    since: datetime
    at: datetime
    scope: Scope
    amounts: dict[str, Decimal]


@dataclass(slots=True)
class Account:
    """One account: what it holds, what its broker recorded, how well it is seen.

    `held` are the rows of each scope, `plain` those of them without a side, `rows` the same netted
    over the scopes. `ahead` says of which positions a record is known that no reading has answered
    yet, `foretold` which records came before there was a first reading to hold them, `unheld` those
    of its day that it cannot hold, and when these were told, where that is known. Of the incidents,
    `live` are those that still depend on a position's ledger, `reopened` those of which a record
    was corrected since, `waiting` those that are not settled, and `derived` holds the span and
    change of those that no record has named yet. `balanced` says when the `balances` were read: not
    every reading tells them. `missed` says what a reading that is not believed lacked, `doubts`
    holds those readings that this run took.
    """

    key: AccountKey
    baselines: dict[Scope, datetime] = field(default_factory=dict)
    held: dict[Scope, dict[PositionKey, PositionRow]] = field(default_factory=dict)
    plain: dict[Scope, dict[InstrumentId, PositionRow]] = field(default_factory=dict)
    rows: dict[PositionKey, PositionRow] = field(default_factory=dict)
    scopes: dict[PositionKey, Scope] = field(default_factory=dict)
    books: dict[PositionKey, Book] = field(default_factory=dict)
    ahead: dict[PositionKey, dict[FactKey, datetime]] = field(default_factory=dict)
    fills: dict[FactKey, Fill] = field(default_factory=dict)
    forgotten: datetime | None = None
    bookings: dict[FactKey, Booking] = field(default_factory=dict)
    foretold: dict[FactKey, None] = field(default_factory=dict)
    unheld: dict[FactKey, datetime | None] = field(default_factory=dict)
    booked: dict[PositionKey, dict[FactKey, None]] = field(default_factory=dict)
    events: dict[str, dict[PositionKey, None]] = field(default_factory=dict)
    countered: dict[InstrumentId, dict[PositionKey, None]] = field(default_factory=dict)
    delivering: dict[InstrumentId, dict[PositionKey, None]] = field(default_factory=dict)
    adjustments: dict[str, Adjustment] = field(default_factory=dict)
    adjusting: dict[InstrumentId, dict[str, None]] = field(default_factory=dict)
    cash: list[CashStep] = field(default_factory=list)
    consumed: dict[FactKey, str] = field(default_factory=dict)
    live: dict[PositionKey, dict[str, None]] = field(default_factory=dict)
    reopened: dict[str, None] = field(default_factory=dict)
    derived: dict[str, tuple[PositionKey, datetime, datetime, Decimal]] = field(
        default_factory=dict
    )
    coverage: dict[tuple[Feed, Scope], datetime] = field(default_factory=dict)
    covered_at: dict[tuple[Feed, Scope], datetime] = field(default_factory=dict)
    bookmarks: dict[tuple[Feed, Scope], str] = field(default_factory=dict)
    accepted: dict[Scope, datetime] = field(default_factory=dict)
    readings: dict[Scope, tuple[datetime, ...]] = field(default_factory=dict)
    balances: dict[Scope, dict[str, Decimal]] = field(default_factory=dict)
    balanced: dict[Scope, datetime] = field(default_factory=dict)
    missed: dict[Scope, Missed] = field(default_factory=dict)
    doubts: dict[Scope, Doubted] = field(default_factory=dict)
    waiting: dict[str, Awaited] = field(default_factory=dict)
    waiting_at: dict[PositionKey, dict[str, None]] = field(default_factory=dict)
    feeds: dict[tuple[Feed, Scope], FeedHealth] = field(default_factory=dict)
    gaps: dict[Scope, Gap] = field(default_factory=dict)
    sign_in: SignedIn | None = None

    def accepted_at(self) -> datetime | None:
        """The last believed reading of any scope."""
        return max(self.accepted.values(), default=None)

    def book(self, key: PositionKey) -> Book:
        """The ledger of a position, opened if need be."""
        found = self.books.get(key)
        if found is None:
            found = self.books[key] = Book()
        return found

    def scope_of(self, key: PositionKey, said: Scope, described: Scope) -> Scope | None:
        """The scope whose readings tell this position; None where that cannot be said yet.

        Records may leave their scope out, so the place where the position is held, its description
        and the only scope there is are asked in turn. Nor does no scope mean the part without a
        name, unless nothing else is known or the position is held there.
        """
        if said in self.baselines and (said != WHOLE or key in self.held.get(said, {})):
            return said
        if key in self.scopes:
            return self.scopes[key]
        for place in (described, said):
            if place in self.baselines:
                return place
        return next(iter(self.baselines)) if len(self.baselines) == 1 else None

    def baseline(self, scope: Scope | None) -> datetime | None:
        """When this scope was first read; of an unknown scope the earliest of all."""
        if scope is not None:
            return self.baselines.get(scope)
        return min(self.baselines.values(), default=None)


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


Former = tuple[datetime, Instrument]
"""Until when a description held that another one has replaced."""


@dataclass(slots=True)
class State:
    """Everything the core knows.

    `instruments` are described as they are now; `formerly` holds how those few were, earliest
    first, that were described differently before.
    """

    accounts: dict[AccountKey, Account] = field(default_factory=dict)
    instruments: dict[InstrumentId, Instrument] = field(default_factory=dict)
    formerly: dict[InstrumentId, list[Former]] = field(default_factory=dict)
    ends: dict[InstrumentId, dict[date, dict[InstrumentId, None]]] = field(default_factory=dict)
    closes: dict[InstrumentId, dict[date, Priced]] = field(default_factory=dict)
    ticks: dict[InstrumentId, Priced] = field(default_factory=dict)
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

    def described(self, what: InstrumentId, at: datetime) -> Instrument | None:
        """What it was at that time. The first description holds for all that came before it."""
        for until, before in self.formerly.get(what, ()):
            if at < until:
                return before
        return self.instruments.get(what)

    def described_since(self, what: InstrumentId, at: datetime) -> datetime | None:
        """From when on the description of that time held; None where it is the first."""
        begun = [until for until, _ in self.formerly.get(what, ()) if until <= at]
        return max(begun, default=None)

    def descriptions(self, what: InstrumentId) -> Iterator[Instrument]:
        """All that it was ever described as."""
        if what in self.instruments:
            yield self.instruments[what]
        for _, before in self.formerly.get(what, ()):
            yield before


_FOLDED = (
    "baselines",
    "held",
    "plain",
    "rows",
    "scopes",
    "books",
    "ahead",
    "fills",
    "forgotten",
    "bookings",
    "foretold",
    "unheld",
    "booked",
    "events",
    "countered",
    "delivering",
    "adjustments",
    "cash",
    "consumed",
    "live",
    "reopened",
    "derived",
)
"""What an account owes to journalled events alone."""


def durable(state: State) -> dict[str, Any]:
    """The part of the state that is the fold of journalled events, comparable with `==`."""
    return {
        "accounts": {
            key: tuple(getattr(a, name) for name in _FOLDED)
            for key, a in state.accounts.items()
            if any(getattr(a, name) for name in _FOLDED)
        },
        "instruments": state.instruments,
        "formerly": state.formerly,
        "closes": state.closes,
        "incidents": state.incidents,
        "alerts": state.alerts,
        "open_alerts": state.open_alerts,
        "started_at": state.started_at,
    }
