"""States of two accounts at an invented broker, made by folding events, and a source around them.

`NOW` is 09:12:04 in Berlin; times are given in seconds before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from assignwatch.brokers.base import CredentialField, Environment, Profile
from assignwatch.core.events import (
    Accepted,
    Alerted,
    Awaited,
    Baselined,
    Concluded,
    Described,
    Enrolled,
    Event,
    Evidence,
    FeedFell,
    FeedRose,
    Started,
)
from assignwatch.core.evolve import evolve
from assignwatch.core.gauges import Gauges
from assignwatch.core.model import (
    AccountKey,
    Instrument,
    InstrumentId,
    Leg,
    Moment,
    PositionKey,
    PositionRow,
    Problem,
)
from assignwatch.core.observations import Quote
from assignwatch.core.prices import Prices
from assignwatch.core.state import State
from assignwatch.core.words import (
    About,
    EvidenceCode,
    Feed,
    Grade,
    InstrumentKind,
    Kind,
    Severity,
    Side,
)
from assignwatch.ui.rows.look import Look

NOW = datetime(2026, 11, 20, 8, 12, 4, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")

MAIN = AccountKey("planted/main")
SECOND = AccountKey("planted/second")

ETH = InstrumentId("planted/ETH")
XBT = InstrumentId("planted/XBT-1127")

TAKEOVER = "planted/main:ETH:takeover:2026-11-20"

AWAY = Problem("connect_failed", {"host": "broker.invalid"})

PROFILE = Profile(
    key="planted",
    title="Planted",
    credentials=(
        CredentialField("key", "Public key", secret=False, hint="56 characters"),
        CredentialField("secret", "Private key", secret=True),
    ),
    environments=(
        Environment("live", "Live", {"rest": "https://live.invalid"}),
        Environment("paper", "Paper", {"rest": "https://paper.invalid"}),
    ),
    feeds=tuple(Feed),
    identity_fields=frozenset(),
    how_to="Make a key that can only read.",
    poll_every=timedelta(seconds=30),
    parts={"opt": "options"},
)


def before(seconds: float) -> datetime:
    """That long before now."""
    return NOW - timedelta(seconds=seconds)


def row(instrument: InstrumentId, quantity: str, price: str = "100") -> PositionRow:
    """A position."""
    return PositionRow(instrument, Decimal(quantity), price=Decimal(price))


def watched(*accounts: AccountKey) -> list[Event]:
    """These accounts are watched, all their feeds were seen two seconds ago."""
    return [
        Started(before(7200)),
        Enrolled(before(7200), dict.fromkeys(accounts, tuple(Feed))),
        Described(Instrument(ETH, InstrumentKind.PERPETUAL, "ETH", currency="USD")),
        Described(
            Instrument(
                XBT,
                InstrumentKind.FUTURE,
                "XBT-1127",
                expiry=Moment(datetime(2026, 11, 27, 16, tzinfo=UTC)),
            )
        ),
        *(FeedRose(before(2), account, feed) for account in accounts for feed in Feed),
    ]


def held(account: AccountKey, *rows: PositionRow, read: float = 6) -> list[Event]:
    """The account holds this, as read so many seconds ago."""
    return [Baselined(before(7000), account, rows), Accepted(account, before(read))]


def fell(account: AccountKey, *feeds: Feed, problem: Problem = AWAY) -> list[Event]:
    """These feeds cannot see since a minute ago."""
    return [FeedFell(before(60), account, feed, problem) for feed in feeds]


def happened(
    severity: Severity = Severity.HIGH,
    *,
    incident: str = TAKEOVER,
    version: int = 1,
    seconds: float = 180,
    cash: dict[str, Decimal] | None = None,
    fires: bool = True,
    account: AccountKey = MAIN,
    grade: Grade = Grade.CONFIRMED,
    evidence: tuple[Evidence, ...] | None = None,
) -> list[Event]:
    """A takeover of 1.2, concluded and told."""
    at = before(seconds)
    concluded = Concluded(
        incident=incident,
        version=version,
        at=at,
        account=account,
        kind=Kind.TAKEN_OVER,
        grade=grade,
        severity=severity,
        instrument=ETH,
        side=Side.NET,
        contracts=Decimal("1.2"),
        legs=(Leg(ETH, Decimal("1.2"), Decimal("2986.4")),),
        occurred=(at - timedelta(seconds=5), at - timedelta(seconds=4)),
        cash=cash,
        evidence=evidence
        or (
            Evidence(
                EvidenceCode.OFFICIAL,
                "booked",
                {
                    "record": "account log",
                    "instrument": ETH,
                    "count": "8",
                    "quantity": "1.2",
                    "causes": "taken_over",
                    "first": at.isoformat(),
                    "last": at.isoformat(),
                },
            ),
        ),
    )
    told = Alerted(at, incident, About.INCIDENT, version, severity, account)
    return [concluded, told] if fires else [concluded]


def unsettled(
    grade: Grade = Grade.PENDING,
    *,
    left: float | None = 47,
    feeds: tuple[Feed, ...] = (Feed.FILLS,),
    incident: str = TAKEOVER,
    seconds: float = 13,
    account: AccountKey = MAIN,
    version: int = 1,
) -> list[Event]:
    """The same takeover while it is being checked; `left` seconds until it is settled at most."""
    until = None if left is None else before(-left)
    return [
        *happened(
            incident=incident,
            seconds=seconds,
            fires=False,
            account=account,
            grade=grade,
            version=version,
            cash={"USD": Decimal(-5)},
            evidence=(Evidence(EvidenceCode.HOLE, "trades_unread", {"at": NOW.isoformat()}),),
        ),
        Awaited(account, incident, (PositionKey(ETH),), feeds, until),
    ]


def taken_back(
    version: int = 2, seconds: float = 30, grade: Grade = Grade.EXPLAINED
) -> list[Event]:
    """The takeover was the trader's own trade."""
    times = {"first": before(190).isoformat(), "last": before(190).isoformat()}
    return happened(
        Severity.INFO,
        version=version,
        seconds=seconds,
        grade=Grade.EXPLAINED,
        evidence=(Evidence(EvidenceCode.EXPLAINED_BY, "by_trades", {"quantity": "1.2", **times}),),
    )


def blind(account: AccountKey, seconds: float = 20) -> list[Event]:
    """The alert that this account cannot be seen."""
    since = Problem(AWAY.code, {**AWAY.values, "since": before(204).isoformat()})
    raised = Alerted(
        before(seconds), f"blind:{account}", About.BLIND, 1, Severity.HIGH, account, since
    )
    return [raised]


class World:
    """What a window reads of an engine; tests fold more events into it."""

    def __init__(self, *events: Iterable[Event]) -> None:
        self.state = State()
        self.prices = Prices()
        self.gauges = Gauges()
        self.unsaved: Problem | None = None
        self.sessions: Problem | None = None
        self.now = NOW
        for some in events:
            self.add(some)

    def add(self, events: Iterable[Event]) -> None:
        """Let this happen."""
        for event in events:
            evolve(self.state, event)

    def quote(self, instrument: InstrumentId, last: str, seconds: float) -> None:
        """A price, so many seconds old."""
        self.prices.note(Quote(before(seconds), instrument, last=Decimal(last)))

    def look(self) -> Look:
        """One look at it."""
        known = {PROFILE.key: PROFILE}
        return Look(
            self.state,
            self.prices,
            self.gauges,
            self.now,
            ZONE,
            known,
            self.unsaved,
            sessions=self.sessions,
        )
