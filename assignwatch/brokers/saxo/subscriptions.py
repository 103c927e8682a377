"""What is subscribed to on the stream, and what each subscription has come to.

`listener.py` makes and ends subscriptions and hands in their rows; it knows them only as `Heard`.
Positions are kept as Saxo's rows, merged from change to change, and told as new totals of what
changed. Activities are events, told as they come; working orders are in `order_list.py`. A
subscription that is asked for anew has a new reference, so that nothing meant for the old one is
taken for the new.
"""

import logging
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from assignwatch.brokers.saxo import activities, merge, orders, positions
from assignwatch.brokers.saxo.calls import (
    END_ACTIVITIES,
    END_POSITIONS,
    SUBSCRIBE_ACTIVITIES,
    SUBSCRIBE_POSITIONS,
    Call,
)
from assignwatch.brokers.saxo.wire import Page, Position, Row, Subscribed, decoded, objects
from assignwatch.core.model import (
    WHOLE,
    AccountKey,
    Instrument,
    InstrumentId,
    PositionRow,
    Problem,
    Scope,
)
from assignwatch.core.observations import Bookmark, BrokerObservation, PositionReport, Pulse
from assignwatch.core.words import Cause, Feed

_log = logging.getLogger(__name__)

_SLACK = timedelta(seconds=22)
"""Saxo's own library waits so much longer than the inactivity timeout."""


@dataclass(slots=True)
class Subscription:
    """Its reference, and how long it may say nothing; none: for ever. In real time.

    `granted`: Saxo has it, and a lost connection can be taken up with it. One that is `optional`
    may be `refused`: the readings tell enough. `every`: so many milliseconds between two changes;
    none: at once.
    """

    call: Call
    end: Call
    optional: bool = False
    every: int | None = None
    reference: str = ""
    granted: bool = False
    heard_at: timedelta = timedelta()
    quiet_for: timedelta | None = None
    refused: Problem | None = None

    def begin(self, now: timedelta) -> None:
        """It is about to be asked for, under a reference that nobody used before."""
        self.reference = f"aw-{secrets.token_hex(8)}"
        self.granted, self.heard_at, self.quiet_for = False, now, None
        self.refused = None

    def begun(self, told: Subscribed, now: timedelta) -> None:
        """It was granted."""
        self.granted, self.heard_at = True, now
        if told.inactivity_timeout > 0:
            self.quiet_for = timedelta(seconds=told.inactivity_timeout) + _SLACK

    @property
    def is_unasked(self) -> bool:
        """Whether it has still to be asked for."""
        return not self.granted and self.refused is None

    def is_overdue(self, now: timedelta) -> bool:
        """Whether it has been silent for longer than it may."""
        return self.quiet_for is not None and now - self.heard_at > self.quiet_for


@dataclass(frozen=True, slots=True)
class Taken:
    """What some rows came to.

    `rows` are positions that say something of what is mentioned. `odd` is the first row that nobody
    could read. `lost`: something was missed, and what was kept cannot be believed any more.
    """

    told: tuple[BrokerObservation, ...] = ()
    mentioned: frozenset[InstrumentId] = frozenset()
    rows: tuple[Position, ...] = ()
    described: Mapping[InstrumentId, Instrument] = field(default_factory=dict)
    odd: Problem | None = None
    lost: bool = False


class Heard(Protocol):
    """One thing that is subscribed to."""

    @property
    def subscription(self) -> Subscription:
        """How it is subscribed to."""
        ...

    def arguments(self, client_key: str) -> Mapping[str, object]:
        """What is asked for."""
        ...

    def start(self, told: Subscribed) -> None:
        """What the reply to a new subscription begins with. Raises `BadPayload`."""
        ...

    def take(self, rows: Sequence[Row], at: datetime) -> Taken:
        """Rows of a record that was received at `at`. Raises `BadPayload`."""
        ...

    def alive(self, at: datetime) -> tuple[Pulse, ...]:
        """What is known to be as it was when this subscription shows life."""
        ...

    def forget(self) -> bool:
        """Ask for less the next time, where that is possible; whether it is."""
        ...


Place = tuple[Scope, InstrumentId]


@dataclass(slots=True)
class HeardPositions:
    """The positions of all sub-accounts, as rows by their id, and what they net to."""

    account: AccountKey
    subscription: Subscription = field(
        default_factory=lambda: Subscription(SUBSCRIBE_POSITIONS, END_POSITIONS)
    )
    rows: merge.Rows = field(default_factory=lambda: merge.snapshot(merge.POSITIONS, ()))
    totals: dict[Place, PositionRow] = field(default_factory=dict)
    scopes: tuple[Scope, ...] = ()
    """The sub-accounts, those without any position too."""
    cut: bool = False
    """Saxo sent a part of the rows only: what they net to is not what is held, so none is told."""

    def arguments(self, client_key: str) -> Mapping[str, object]:
        """No prices: they would come many times a second."""
        return {"ClientKey": client_key, "FieldGroups": ["PositionBase", "DisplayAndFormat"]}

    def start(self, told: Subscribed) -> None:
        """The rows to begin with; a reading over REST follows, so they are told to nobody."""
        page = decoded(told.snapshot or b"null", Page, self.subscription.call.name)
        rows = list(objects(page.data))
        self.cut = page.next is not None or len(rows) < (page.count or 0)
        if self.cut:
            _log.warning("the stream shows a part of the positions; they are read instead")
        self.rows = merge.snapshot(merge.POSITIONS, rows)
        self.totals = dict(self._netted(self._read()))

    def take(self, rows: Sequence[Row], at: datetime) -> Taken:
        """New totals; a change of a row that nobody knows means that something was missed."""
        if self.cut:
            return Taken()
        self.rows = self.rows.changed(rows)
        if self.rows.doubtful:
            return Taken(lost=True)
        read = self._read()
        before, self.totals = self.totals, dict(self._netted(read))
        changed = [
            place
            for place in dict.fromkeys((*before, *self.totals))
            if before.get(place) != self.totals.get(place)
        ]
        told = tuple(
            PositionReport(at, self.account, self.totals.get(place) or _gone(place), place[0])
            for place in changed
        )
        return Taken(told, frozenset(instrument for _, instrument in changed), tuple(read))

    def alive(self, at: datetime) -> tuple[Pulse, ...]:
        """The positions of every sub-account."""
        scopes = () if self.cut else (WHOLE, *self.scopes)
        return tuple(Pulse(at, self.account, Feed.POSITIONS, scope) for scope in scopes)

    def forget(self) -> bool:
        """There is nothing to leave out."""
        return False

    def _read(self) -> list[Position]:
        return positions.positions(self.rows.rows.values())

    def _netted(self, read: Sequence[Position]) -> Iterator[tuple[Place, PositionRow]]:
        for snapshot in positions.readings(read, self.account, (), _ANY_TIME):
            for row in snapshot.positions:
                yield (snapshot.scope, row.instrument), row


@dataclass(slots=True)
class HeardActivities:
    """What the event service tells; `newest` is where to go on after a gap."""

    account: AccountKey
    known: orders.Orders
    subscription: Subscription = field(
        default_factory=lambda: Subscription(SUBSCRIBE_ACTIVITIES, END_ACTIVITIES)
    )
    newest: int | None = None
    placed_by_bank: dict[str, Cause] = field(default_factory=dict)

    def arguments(self, client_key: str) -> Mapping[str, object]:
        """Everything that moves a position, from the last that was told on."""
        asked: dict[str, object] = {
            "ClientKey": client_key,
            "Activities": ["Positions", "Orders"],
            "PositionEventFilter": "All",
            "FieldGroups": ["DisplayAndFormat"],
        }
        if self.newest is not None:
            asked["SequenceId"] = str(self.newest)
        return asked

    def go_on_from(self, bookmark: str | None) -> None:
        """Where an earlier session came to, should this one have heard nothing yet."""
        if self.newest is None and bookmark is not None:
            self.newest = int(bookmark)

    def start(self, told: Subscribed) -> None:
        """Nothing: what is replayed comes over the stream."""

    def take(self, rows: Sequence[Row], at: datetime) -> Taken:
        """What these events say."""
        told = activities.parse(rows, self.account, self.placed_by_bank)
        self.placed_by_bank |= told.placed_by_bank
        known, self.newest = self.newest, max(told.newest or 0, self.newest or 0) or None
        reached = Bookmark(self.account, Feed.STREAM, str(self.newest))
        news = (reached,) if self.newest != known else ()
        odd = told.records.odd
        ordered = self.known.news(told.orders)
        mentioned = frozenset(told.records.mentioned() | {one.instrument for one in ordered})
        return Taken(
            (*told.records.facts, *ordered, *news),
            mentioned,
            described=told.described,
            odd=odd[0] if odd else None,
        )

    def alive(self, at: datetime) -> tuple[Pulse, ...]:
        """Trades and bookings both come this way."""
        feeds = (Feed.FILLS, Feed.BOOKINGS)
        return tuple(Pulse(at, self.account, feed) for feed in feeds)

    def forget(self) -> bool:
        """From now on then: the reading that follows asks for the rest by time."""
        known, self.newest = self.newest, None
        return known is not None


_ANY_TIME = datetime.min.replace(tzinfo=UTC)
"""Only the rows of these readings are used."""


def _gone(place: Place) -> PositionRow:
    return PositionRow(place[1], Decimal())
