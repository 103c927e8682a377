"""What the journal keeps, and what it does not: every change of the state is one of these.

`decide` makes them, `store.journal` keeps them, `evolve` folds them in. Past participles, each
with the observation it came from inside, so that an event can be judged again by a person but
never by `evolve`. Three families say what becomes of them:

* `Journalled`: facts and decisions, kept for ever, the authority.
* `Marked`: how far a feed has been read, what of it is not believed yet, and the newest price that
  may come to be a close; overwritten, and losing one only makes us read more.
* `Volatile`: whether a feed lives right now; starts unknown after every start.

A stored class keeps its fields for ever: add with a default, never rename or remove.
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
    PositionKey,
    PositionRow,
    Problem,
    Scope,
)
from assignwatch.core.observations import Adjustment, Booking, Fill, Snapshot
from assignwatch.core.words import (
    About,
    EvidenceCode,
    Feed,
    Grade,
    Kind,
    Outcome,
    Response,
    Severity,
    Side,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a version; `texts.evidence` makes a sentence of `fact` and `values`."""

    code: EvidenceCode
    fact: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Consumption:
    """What a version uses up: a signed quantity of one position, explained by these facts' ids."""

    key: PositionKey
    quantity: Decimal
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Started:
    """The watcher (re)started; what changed since `seen_until`, by account, will be late."""

    at: datetime
    seen_until: dict[AccountKey, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Described:
    """An instrument is known by this description.

    `since`: another one held before; None: nothing else was known, or nothing that differs.
    """

    instrument: Instrument
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Baselined:
    """The first accepted reading of a scope: what was there before we looked. It alarms nothing."""

    at: datetime
    account: AccountKey
    rows: tuple[PositionRow, ...]
    scope: Scope = WHOLE


@dataclass(frozen=True, slots=True)
class Counted:
    """Positions now have these totals; a quantity of zero is a position that is gone.

    A row that did not change stands here when a record said that it should have. `since` is the
    believed reading before this one, `seen` when the program learned of it, `late` whether nobody
    was looking in between, `cash` by how much the balances moved since a reading last told them,
    which was at `cash_since`.
    """

    at: datetime
    account: AccountKey
    rows: tuple[PositionRow, ...]
    scope: Scope = WHOLE
    since: datetime | None = None
    seen: datetime | None = None
    late: bool = False
    cash: dict[str, Decimal] | None = None
    cash_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A trade that was not known before, or a correction of one that was."""

    fill: Fill


@dataclass(frozen=True, slots=True)
class Booked:
    """A broker's record that was not known before, or a correction of one that was.

    `unheld`: it names the day of the first reading alone, which was taken before it was told; that
    was at `told`.
    """

    booking: Booking
    unheld: bool = False
    told: datetime | None = None


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A corporate action that was not known before, or a correction of one that was."""

    adjustment: Adjustment


@dataclass(frozen=True, slots=True)
class Priced:
    """The official close or settlement of an underlying on a day on which something held ends."""

    at: datetime
    instrument: InstrumentId
    price: Decimal
    official: bool = True
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Balanced:
    """One position's ledger has no open residual up to `through`; it starts afresh from there."""

    account: AccountKey
    key: PositionKey
    through: datetime


@dataclass(frozen=True, slots=True)
class Concluded:
    """One version of an incident. The last one counts; earlier ones are never edited.

    `occurred` is the time in which all of it happened, `changed` that between the readings that
    show the change of the contract itself; None where none did when it was written.
    """

    incident: str
    version: int
    at: datetime
    account: AccountKey
    kind: Kind
    grade: Grade
    severity: Severity
    instrument: InstrumentId
    side: Side
    contracts: Decimal
    legs: tuple[Leg, ...]
    occurred: tuple[datetime, datetime] | None = None
    cash: dict[str, Decimal] | None = None
    late: bool = False
    evidence: tuple[Evidence, ...] = ()
    consumes: tuple[Consumption, ...] = ()
    changed: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Alerted:
    """An alert fires: for the first time, or again because something material changed."""

    at: datetime
    alert: str
    about: About
    version: int
    severity: Severity
    account: AccountKey
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Notified:
    """A channel was handed an alert, and what it said of it."""

    at: datetime
    alert: str
    version: int
    channel: str
    outcome: Outcome
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The trader has seen this version and says what they will do."""

    at: datetime
    alert: str
    version: int
    response: Response | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unacknowledged:
    """The trader took an acknowledgement back; the alert fires again."""

    at: datetime
    alert: str


@dataclass(frozen=True, slots=True)
class Snoozed:
    """The trader wants to hear of it again at `until`."""

    at: datetime
    alert: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Resolved:
    """Nothing is left to do: the trader says so, or what it was about has ended by itself."""

    at: datetime
    alert: str
    by_trader: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Covered:
    """A feed has been read without a hole up to `through`."""

    account: AccountKey
    feed: Feed
    through: datetime
    scope: Scope = WHOLE
    seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Bookmarked:
    """Where a feed can be gone on with, in its broker's own words; None: nowhere."""

    account: AccountKey
    feed: Feed
    value: str | None
    scope: Scope = WHOLE


@dataclass(frozen=True, slots=True)
class Accepted:
    """The last reading of a scope that was believed, changed or not.

    `since` is the reading before it, where that lies so far back that nobody can say when in
    between something happened; `balances` is the money last shown, read at `balanced`: not every
    reading shows any.
    """

    account: AccountKey
    at: datetime
    scope: Scope = WHOLE
    since: datetime | None = None
    balances: dict[str, Decimal] | None = None
    balanced: datetime | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """A reading taken at `at` lacked these positions for no reason it can name.

    A second, later reading without them is believed, by this run or the next. It falls with the
    next reading of the scope that is believed.
    """

    account: AccountKey
    at: datetime
    gone: tuple[PositionKey, ...]
    scope: Scope = WHOLE


@dataclass(frozen=True, slots=True)
class Enrolled:
    """These accounts are watched from here on, by these feeds."""

    at: datetime
    accounts: dict[AccountKey, tuple[Feed, ...]]


@dataclass(frozen=True, slots=True)
class Ticked:
    """The newest price of something whose close may matter; replaced until that is known."""

    price: Priced


@dataclass(frozen=True, slots=True)
class Doubted:
    """A reading that is hard to believe: these positions are gone for no reason it can name.

    This one is believed after all once they are explained: while this run lasts, for the next reads
    again what is there. What a second one is held against, `Missed` keeps.
    """

    reading: Snapshot
    gone: tuple[PositionKey, ...]


@dataclass(frozen=True, slots=True)
class Awaited:
    """An incident is not settled: judge these positions again at `until`, and on any news.

    `feeds` have to be read for it. `None`: nothing is waited for any more.
    """

    account: AccountKey
    incident: str
    keys: tuple[PositionKey, ...]
    feeds: tuple[Feed, ...] = ()
    until: datetime | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The broker lets us in until then, or not any more; `renewed` ones go on by themselves."""

    at: datetime
    account: AccountKey
    until: datetime | None
    renewed: bool = False


@dataclass(frozen=True, slots=True)
class FeedRose:
    """A feed proved itself alive; a `problem` is something to tell the trader all the same."""

    at: datetime
    account: AccountKey
    feed: Feed
    scope: Scope = WHOLE
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class FeedFell:
    """A feed cannot see: what it last showed is from `FeedRose.at`, not from now."""

    at: datetime
    account: AccountKey
    feed: Feed
    problem: Problem
    scope: Scope = WHOLE
    blind: bool = True
    """Nobody looks from now on. A reading that is doubted or cannot be made out is no such gap:
    the time between two that are believed says whether anything was missed."""
    over: bool = False
    """There is nothing any more that could be read, and nobody waits for it."""


Journalled = (
    Started
    | Described
    | Baselined
    | Counted
    | Filled
    | Booked
    | Adjusted
    | Priced
    | Balanced
    | Concluded
    | Alerted
    | Notified
    | Acknowledged
    | Unacknowledged
    | Snoozed
    | Resolved
)
Marked = Covered | Bookmarked | Accepted | Missed | Ticked
Volatile = Enrolled | SignedIn | FeedRose | FeedFell | Doubted | Awaited
Event = Journalled | Marked | Volatile
