"""One complete reading of all accounts of a client over REST: positions, then what moved them.

`session.py` calls it at start, after every gap and as a routine. Positions are read first, so that
what is read after them explains all that they show. Trades and bookings both come from the event
service, which keeps two weeks; `books.py` adds Saxo's reports of the days before. Balances are told
as `Funds` only and never with the positions: an account books in its own currency and on the value
date, so that the money of tonight's assignment would seem to be missing.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from assignwatch.brokers.base import BrokerError, RateLimited, Since
from assignwatch.brokers.reading import Reading, coverage_hole, is_about_the_way
from assignwatch.brokers.saxo import activities, balances, messages, orders, positions, quotes
from assignwatch.brokers.saxo.access import Access
from assignwatch.brokers.saxo.activities import Told
from assignwatch.brokers.saxo.books import Books
from assignwatch.brokers.saxo.calls import (
    ACTIVITIES,
    BALANCES,
    MESSAGES,
    ORDERS,
    POSITIONS,
    QUOTES,
)
from assignwatch.brokers.saxo.catalogue import Catalogue
from assignwatch.brokers.saxo.client import Identity, identity
from assignwatch.brokers.saxo.figures import native
from assignwatch.brokers.saxo.lists import whole
from assignwatch.brokers.saxo.rest import Rest
from assignwatch.brokers.saxo.wire import Row
from assignwatch.brokers.server_time import ServerTime
from assignwatch.core.model import AccountKey, InstrumentId, Problem, Scope
from assignwatch.core.observations import (
    BrokerObservation,
    FeedReport,
    Funds,
    Message,
    Order,
    Pulse,
    Quote,
)
from assignwatch.core.ports import Clock
from assignwatch.core.words import Cause, Feed

_log = logging.getLogger(__name__)

OVERLAP = timedelta(seconds=60)
"""How far each reading goes back behind the last one."""

LAG = timedelta(seconds=2)
"""What happened so recently may not be in the lists yet."""

KEPT = timedelta(days=14)
"""The event service keeps activities so long (Saxo's samples, "positions-orders")."""

FUNDS_EVERY = timedelta(minutes=2)
"""Money and margin are asked for so often at most."""

SCOPE_GONE = "scope_gone"
"""The broker no longer lists a part of the account. Values: scope."""

_QUOTED_AT_ONCE = 100
_ORDER_FIELDS = (("FieldGroups", "DisplayAndFormat"),)
_FIELDS = ("FieldGroups", "PositionBase,DisplayAndFormat,ExchangeInfo")


class Reader:
    """Readings of one client."""

    def __init__(
        self,
        account: AccountKey,
        rest: Rest,
        access: Access,
        clock: Clock,
        time: ServerTime,
        catalogue: Catalogue,
        known_orders: orders.Orders,
    ) -> None:
        self._account = account
        self._rest = rest
        self._access = access
        self._clock = clock
        self._time = time
        self._catalogue = catalogue
        self._orders = known_orders
        self._books = Books(account, rest)
        self._warned: dict[str, Problem | None] = {}
        self._placed_by_bank: dict[str, Cause] = {}
        self._funds_asked: timedelta | None = None
        self.scopes: tuple[Scope, ...] = ()
        """The sub-accounts as last read."""

    async def read(self, feeds: Sequence[Feed], since: Since) -> list[BrokerObservation]:
        """These feeds; see `Session.read`. Raises the first `BrokerError` if none could be read."""
        known = await identity(self._rest)
        sign_in, records = self._access.sign_in(), list[Order | FeedReport]()
        asked, resting = self._time.at(self._clock.now()), None
        reading = Reading(self._account, self._clock)
        odd: list[Problem] = []  # of the bookings that positions are tagged with
        if Feed.POSITIONS in feeds and await reading.attempt(
            [Feed.POSITIONS], lambda: self._positions(reading, known, odd)
        ):
            resting = await self._resting(asked)
        if Feed.FILLS in feeds or Feed.BOOKINGS in feeds:
            records += await self._records(reading, known, feeds, since, odd)
        if Feed.BOOKINGS not in feeds:
            for problem in odd:
                reading.fail(Feed.BOOKINGS, problem)
        reading.raise_if_nothing_was_read()
        events = [told for told in records if isinstance(told, Order)]
        warnings = [told for told in records if isinstance(told, FeedReport)]
        ordered = {order.instrument for order in (*events, *(resting or ()))}
        mentioned = reading.mentioned() | ordered
        await self._catalogue.refresh(mentioned)
        described = self._catalogue.describe(mentioned)
        told: list[BrokerObservation] = [*warnings]
        if reading.snapshots:
            self.scopes = tuple(snapshot.scope for snapshot in reading.snapshots)
            told += [*reading.snapshots, *self._read_all(), *self._gone(since)]
            told += await self._quotes(mentioned)
            told += await self._messages(since)
            told += await self._funds(known)
        told += self._rest.budgets.told(self._account)
        told_orders = self._orders.reading(events, resting, asked)  # last: what is told is kept
        return [sign_in, *described, *told_orders, *told, *reading.facts, *reading.ends]

    def _read_all(self) -> list[BrokerObservation]:
        """That the parts were read means that the whole can be."""
        now = self._clock.now()
        odd = [
            *self._time.report(self._account, now),
            *self._warning("unsaved", Feed.POSITIONS, self._access.unsaved),
            *self._warning("budget", Feed.POSITIONS, self._rest.budgets.low()),
        ]
        odd.sort(key=lambda report: report.problem is not None)  # the end of one hides no other
        return [Pulse(now, self._account, Feed.POSITIONS), *odd]

    def _gone(self, since: Since) -> list[FeedReport]:
        """Sub-accounts that Saxo does not list any more: nobody can say that they are flat."""
        now = self._clock.now()
        return [
            FeedReport(
                now,
                self._account,
                Feed.POSITIONS,
                up=False,
                problem=Problem(SCOPE_GONE, {"scope": scope}),
                scope=scope,
                over=True,
            )
            for scope in since.scopes
            if scope not in self.scopes
        ]

    def _warning(self, name: str, feed: Feed, problem: Problem | None) -> list[FeedReport]:
        """Says with each reading what is odd about a feed that was read, and once that it ended."""
        before, self._warned[name] = self._warned.get(name), problem
        if problem is None and before is None:
            return []
        return [FeedReport(self._clock.now(), self._account, feed, up=True, problem=problem)]

    async def _positions(self, reading: Reading, known: Identity, odd: list[Problem]) -> None:
        at = self._time.at(self._clock.now())
        rows = await whole(self._rest, POSITIONS, (_FIELDS,), counted=True)
        read = positions.positions(rows)
        self._catalogue.note(read)
        reading.snapshots += positions.readings(read, self._account, known.account_ids, at)
        tagged = positions.bookings(rows, self._account)
        reading.facts += tagged.facts
        odd += tagged.odd

    async def _records(
        self,
        reading: Reading,
        known: Identity,
        feeds: Sequence[Feed],
        since: Since,
        tagged_odd: Sequence[Problem],
    ) -> list[Order | FeedReport]:
        """Trades and bookings: the event service for both, the books for what names a cause.

        Orders come back, and what is odd about all of it. A tag of a position that nobody could
        read is a hole in the bookings like any other.
        """
        asked = self._time.at(self._clock.now())
        reached = [at for feed in feeds if (at := since.of(feed)) is not None]
        floor = min(reached, default=asked) - (OVERLAP if reached else timedelta())
        told = Told()

        async def events() -> None:
            nonlocal told
            rows = await self._activities(known, max(floor, asked - KEPT))
            told = activities.parse(rows, self._account, self._placed_by_bank)
            self._placed_by_bank |= told.placed_by_bank

        wanted = [feed for feed in (Feed.FILLS, Feed.BOOKINGS) if feed in feeds]
        if not await reading.attempt(wanted, events):
            return []
        self._catalogue.note_poor(told.described)
        found = told.records
        reading.facts += found.facts
        if Feed.FILLS in feeds:
            reading.finish(Feed.FILLS, found.odd, asked - LAG)
        if Feed.BOOKINGS in feeds:

            async def books() -> None:
                until = asked - KEPT if floor < asked - KEPT else None
                booked_odd = await self._books.read(
                    reading,
                    known.client_key,
                    floor,
                    asked,
                    self._placed_by_bank,
                    trades_until=until,
                )
                odd = [*tagged_odd, *found.odd, *booked_odd]
                reading.finish(Feed.BOOKINGS, odd, asked - LAG)

            await reading.attempt([Feed.BOOKINGS], books)
        missing = next(iter(self._books.missing.values()), None)
        reports = self._warning("reports", Feed.BOOKINGS, missing)
        return [*told.orders, *self._hole(floor, asked), *reports]

    def _hole(self, floor: datetime, asked: datetime) -> list[FeedReport]:
        """Says that what happened before the event service's memory was not seen."""
        if floor >= asked - KEPT:
            return []
        now, problem = self._clock.now(), coverage_hole(floor, asked - KEPT)
        return [FeedReport(now, self._account, Feed.FILLS, up=True, problem=problem)]

    async def _activities(self, known: Identity, floor: datetime) -> list[Row]:
        params = (
            ("Activities", "Positions,Orders"),
            ("ClientKey", known.client_key),
            ("FromDateTime", floor.strftime("%Y-%m-%dT%H:%M:%S.%fZ")),
            ("FieldGroups", "DisplayAndFormat"),
            ("PositionEventFilter", "All"),
        )
        return await whole(self._rest, ACTIVITIES, params)

    async def _quotes(self, mentioned: set[InstrumentId]) -> list[Quote]:
        """Prices of what is mentioned and what lies beneath it; without them nothing is missed."""
        by_type: dict[str, list[int]] = {}
        day = quotes.close_day(self._time.at(self._clock.now()))
        ending = self._catalogue.ending(day) if day is not None else set()
        for one in sorted(self._catalogue.beneath(mentioned) | ending):
            uic, asset_type = native(one)
            by_type.setdefault(asset_type, []).append(uic)
        found: list[Quote] = []
        parts = [
            (asset_type, uics[at : at + _QUOTED_AT_ONCE])
            for asset_type, uics in by_type.items()
            for at in range(0, len(uics), _QUOTED_AT_ONCE)
        ]
        for asset_type, uics in parts:
            try:
                found += await self._quoted(asset_type, uics, day, ending)
            except BrokerError as error:
                _log.info("no prices of %s: %s", asset_type, error.problem.code)
                if is_about_the_way(error):
                    break
        return found

    async def _resting(self, asked: datetime) -> list[Order] | None:
        """The orders that rest; without them no position is missed."""
        try:
            rows = await whole(self._rest, ORDERS, _ORDER_FIELDS, counted=True)
        except BrokerError as error:
            _log.info("no orders: %s", error.problem.code)
            return None
        return orders.resting(rows, self._account, asked)

    async def _messages(self, since: Since) -> list[Message]:
        """What Saxo wrote since the last reading; without it no position is missed."""
        reached = since.of(Feed.BOOKINGS)
        floor = self._time.at(self._clock.now()) if reached is None else reached - OVERLAP
        try:
            rows = await whole(self._rest, MESSAGES, ())
        except BrokerError as error:
            _log.info("no messages: %s", error.problem.code)
            return []
        told, odd = messages.from_rows(rows, self._account, floor)
        for problem in odd:
            _log.info("a message that cannot be read: %s", problem.values)
        return told

    async def _funds(self, known: Identity) -> list[Funds]:
        """Money and margin of each sub-account; without them no position is missed.

        Not with each of the readings that follow each other when something happens: the stream
        tells changes, and what happened must not wait for what is only shown.
        """
        now = self._clock.monotonic()
        if self._funds_asked is not None and now - self._funds_asked < FUNDS_EVERY:
            return []
        self._funds_asked = now
        found: list[Funds] = []
        for one in known.accounts[: balances.MOST_ACCOUNTS]:
            asked = balances.query(known.client_key, one)
            try:
                reply = await self._rest.get(BALANCES, tuple(asked.items()))
                at = self._time.at(self._clock.now())
                found.append(balances.from_reply(reply, self._account, one.account_id, at))
            except BrokerError as error:
                _log.info("no balances: %s", error.problem.code)
                if is_about_the_way(error) or isinstance(error, RateLimited):
                    break
        return found

    async def _quoted(
        self, asset_type: str, uics: list[int], day: date | None, ending: set[InstrumentId]
    ) -> list[Quote]:
        params = (
            ("AssetType", asset_type),
            ("Uics", ",".join(map(str, uics))),
            ("FieldGroups", "Quote,PriceInfoDetails"),
        )
        told, odd = quotes.from_rows(await whole(self._rest, QUOTES, params), day, ending)
        for problem in odd:
            _log.info("a price that cannot be read: %s", problem.values)
        return told
