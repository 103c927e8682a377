"""What the outside world may say to the core: the lines of a tape, as values.

Adapters, the window and the clock speak only in these. Each noun is one `type` of the tape
(`tape/` reads and writes them), apart from `Pulse`, `Bookmark`, `SignIn`, `Message`, `Funds`,
`Allowance`, `Roster` and `Delivery`, of which nothing is concluded: that a feed lives, where it
goes on, how long it may, what the broker wrote to the trader, what it says of money and of
requests, what is watched, what a channel did.
`at` is when the broker says that it happened, or when it was read; when the program learned it is
the `now` that is handed in beside it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from assignwatch.core.model import (
    WHOLE,
    AccountKey,
    Instrument,
    InstrumentId,
    Leg,
    Moment,
    PositionKey,
    PositionRow,
    Problem,
    Scope,
    position_key,
)
from assignwatch.core.words import AdjustmentCause, Cause, Do, Feed, Outcome, Response, Side


@dataclass(frozen=True, slots=True)
class Start:
    """The watcher (re)started."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time has come this far."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Description:
    """What an instrument is; a second, different one replaces the first from there on."""

    instrument: Instrument


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A reading of all positions of a scope. Incomplete ones conclude nothing."""

    at: datetime
    account: AccountKey
    positions: tuple[PositionRow, ...]
    complete: bool = True
    scope: Scope = WHOLE
    balances: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PositionReport:
    """The new total of one position."""

    at: datetime
    account: AccountKey
    row: PositionRow
    scope: Scope = WHOLE


@dataclass(frozen=True, slots=True)
class Fill:
    """An ordinary trade. `event` is the broker's id shared by all records of one happening."""

    at: datetime
    account: AccountKey
    id: str
    instrument: InstrumentId
    quantity: Decimal
    price: Decimal
    side: Side = Side.NET
    order: str | None = None
    event: str | None = None
    refs: tuple[str, ...] = ()
    scope: Scope = WHOLE

    @property
    def key(self) -> PositionKey:
        """The position that it moved."""
        return position_key(self.instrument, self.side)

    @property
    def shared(self) -> tuple[str, ...]:
        """Ids of the broker's that records of other things may share; its own id is not one."""
        return self.refs if self.event is None else (self.event, *self.refs)


@dataclass(frozen=True, slots=True)
class Booking:
    """A broker's own record that names a cause. `quantity` is the signed change it made.

    `record` says where it was read; `raw` is the broker's JSON with identity fields masked.
    `counter` lists the other legs of the same booking, `cash` what was received or paid, by
    currency. `also` are further lists that have told it under this id.
    """

    at: datetime
    account: AccountKey
    id: str
    instrument: InstrumentId
    quantity: Decimal
    cause: Cause
    price: Decimal | None = None
    side: Side = Side.NET
    cash: dict[str, Decimal] = field(default_factory=dict)
    counter: tuple[Leg, ...] = ()
    event: str | None = None
    refs: tuple[str, ...] = ()
    record: str = ""
    scope: Scope = WHOLE
    raw: str | None = None
    also: tuple[str, ...] = ()

    @property
    def key(self) -> PositionKey:
        """The position that it moved."""
        return position_key(self.instrument, self.side)

    @property
    def shared(self) -> tuple[str, ...]:
        """Ids of the broker's that records of other things may share; its own id is not one."""
        return self.refs if self.event is None else (self.event, *self.refs)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A corporate action: `ratio` units of `new` for each unit of `old`, as (new, old)."""

    at: datetime
    account: AccountKey
    id: str
    cause: AdjustmentCause
    old: InstrumentId
    new: InstrumentId
    ratio: tuple[Decimal, Decimal]
    cash: dict[str, Decimal] = field(default_factory=dict)
    effective: Moment | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A resting order of the trader's, or its end."""

    at: datetime
    account: AccountKey
    id: str
    instrument: InstrumentId
    quantity: Decimal
    working: bool
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A price of an instrument and its source. Prices are not facts: they are never journalled."""

    at: datetime
    instrument: InstrumentId
    bid: Decimal | None = None
    ask: Decimal | None = None
    last: Decimal | None = None
    settlement: Decimal | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """A feed has been read without a hole up to `through`."""

    account: AccountKey
    feed: Feed
    through: datetime
    scope: Scope = WHOLE


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where a feed can be gone on with, in words that only its broker reads; None: nowhere."""

    account: AccountKey
    feed: Feed
    value: str | None
    scope: Scope = WHOLE


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A reading was refused: it says nothing about positions, only about the feed's health."""

    at: datetime
    account: AccountKey
    feed: Feed
    problem: Problem
    scope: Scope = WHOLE


@dataclass(frozen=True, slots=True)
class FeedReport:
    """A feed went up or down, and why.

    `over`: the broker no longer has this part of the account, so it is not waited for; what it
    showed last is from then.
    """

    at: datetime
    account: AccountKey
    feed: Feed
    up: bool
    problem: Problem | None = None
    scope: Scope = WHOLE
    over: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """What the trader did to an alert. `version` is the one they saw; absent means the latest."""

    at: datetime
    alert: str
    do: Do
    version: int | None = None
    until: datetime | None = None
    note: str = ""
    response: Response | None = None


@dataclass(frozen=True, slots=True)
class Pulse:
    """A feed proved itself alive at `at`; nothing new was said."""

    at: datetime
    account: AccountKey
    feed: Feed
    scope: Scope = WHOLE


@dataclass(frozen=True, slots=True)
class SignIn:
    """How long the broker lets us in: `until`, or not any more; `renewed` goes on by itself."""

    at: datetime
    account: AccountKey
    until: datetime | None
    renewed: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What the broker wrote to the trader, in its own words; `urgent` by the kind it gives it."""

    at: datetime
    account: AccountKey
    id: str
    title: str
    text: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Funds:
    """What the broker says of the money of a scope, as it was at `at`; None is not said.

    Amounts are in `currency`: `cash` booked, `available` for trading on margin, `margin_used` of
    what is held, never negative, and `total` with what is held at its price. `utilisation` is the
    part of the margin that is used, 1 for all of it. An account books in its own currency and on
    the value date, so none of this proves or disproves anything: it is shown, and no more.
    """

    at: datetime
    account: AccountKey
    currency: str
    cash: Decimal | None = None
    available: Decimal | None = None
    margin_used: Decimal | None = None
    utilisation: Decimal | None = None
    total: Decimal | None = None
    scope: Scope = WHOLE


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of one of the broker's budgets of requests.

    `name` is the broker's, for people. It is full again at `resets_at`; None is not known.
    """

    at: datetime
    account: AccountKey
    name: str
    limit: int
    remaining: int
    resets_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of handing one alert to one channel."""

    at: datetime
    alert: str
    version: int
    channel: str
    outcome: Outcome
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """Which accounts are watched from here on, and by which feeds. Others cannot be blind."""

    accounts: dict[AccountKey, tuple[Feed, ...]]


BrokerObservation = (
    Description
    | Snapshot
    | PositionReport
    | Fill
    | Booking
    | Adjustment
    | Order
    | Quote
    | Coverage
    | Bookmark
    | Unreadable
    | FeedReport
    | Pulse
    | SignIn
    | Message
    | Funds
    | Allowance
)
"""What a broker's session may yield."""

Observation = BrokerObservation | Start | Clock | Command | Delivery | Roster
"""What the engine accepts."""
