"""One complete reading of the European options over REST: positions, then what ended them.

`reader.py` calls it. An option is exercised by itself at its end, and the record of it comes later,
with the same words for a writer and a holder; the public history tells on which price it ended.
Records are asked from the midnight before, because Binance dates some of them to the day alone.
Sources: Binance docs, Options Trading, "Option Position Information", "Account Trade List", "Query
Option Order History", "User Exercise Record", "Historical Exercise Records".
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import Raw

from assignwatch.brokers.base import BrokerError, Since
from assignwatch.brokers.binance import (
    calls,
    exercise,
    figures,
    instruments,
    order_lists,
    pages,
    positions,
    trades,
)
from assignwatch.brokers.binance.catalogue import Catalogue
from assignwatch.brokers.binance.ends import awaited, booked_until, ended
from assignwatch.brokers.binance.exercise import Result
from assignwatch.brokers.binance.patience import Patience
from assignwatch.brokers.binance.payloads import rows
from assignwatch.brokers.binance.rest import Rest
from assignwatch.brokers.binance.span import Span
from assignwatch.brokers.reading import Reading
from assignwatch.brokers.records import Records
from assignwatch.core.model import (
    AccountKey,
    Instrument,
    InstrumentId,
    Moment,
    PositionKey,
    name_of,
)
from assignwatch.core.observations import BrokerObservation, Fill
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed

_log = logging.getLogger(__name__)

_ROWS = 1000
_HISTORY_ROWS = 100


class OptionsReader:
    """Readings of the options of one account."""

    scope = figures.EAPI

    def __init__(self, account: AccountKey, rest: Rest, clock: Clock, catalogue: Catalogue) -> None:
        self._account = account
        self._rest = rest
        self._clock = clock
        self._catalogue = catalogue
        self._patience = Patience(account, self.scope, clock)
        self._told: set[InstrumentId] = set()
        """Contracts of which a reading has told the end."""

    async def read(
        self, feeds: Sequence[Feed], since: Since, held: Mapping[PositionKey, Decimal]
    ) -> tuple[Reading, list[BrokerObservation]]:
        """These feeds, and what else was learned. `held`: the options held until lately."""
        reading = Reading(self._account, self._clock, self.scope)
        more: list[BrokerObservation] = []
        known = {key.instrument for key in held}
        await self._catalogue.refresh(calls.OPTIONS_CONTRACTS, self.scope, known)
        # Trades are listed for one contract at a time: unless all contracts are known, some of the
        # trades are not.
        naming = [feed for feed in (Feed.POSITIONS, Feed.FILLS) if feed in feeds]
        if naming:
            await reading.attempt(naming, lambda: self._positions(reading, feeds, known, more))
        if Feed.FILLS in feeds or Feed.BOOKINGS in feeds:
            span = Span.of(feeds, self.scope, since, self._now())
            more += span.hole(self._account, self.scope, self._clock.now())
            over = ended((self._catalogue.of(key.instrument) for key in held), span.until)
            waits = awaited(over, since.of(Feed.BOOKINGS, self.scope), span.until, self._told)
            await self._records(reading, feeds, span, waits, known, more)
        mentioned = reading.mentioned() | known
        await self._catalogue.refresh(calls.OPTIONS_CONTRACTS, self.scope, mentioned)
        return reading, [*self._catalogue.describe(mentioned), *more]

    async def _positions(
        self,
        reading: Reading,
        feeds: Sequence[Feed],
        known: set[InstrumentId],
        more: list[BrokerObservation],
    ) -> None:
        at = await self._rest.now(calls.OPTIONS_POSITIONS.host)
        body = await self._rest.get(calls.OPTIONS_POSITIONS)
        snapshot, marks = positions.of_options(body, self._account, at)
        if not snapshot.positions:
            call = calls.OPTIONS_MARGIN
            positions.must_be_flat(await self._rest.get(call), call.name)
        known |= {row.instrument for row in snapshot.positions}
        if Feed.POSITIONS in feeds:
            reading.snapshots.append(snapshot)
            more += marks

    async def _records(
        self,
        reading: Reading,
        feeds: Sequence[Feed],
        span: Span,
        waits: Sequence[Instrument],
        known: set[InstrumentId],
        more: list[BrokerObservation],
    ) -> None:
        """The ends first: one of them may name a contract that was not held at the last reading."""
        found = Records(exercise.RECORD)

        async def exercised() -> None:
            found.add(await self._exercised(waits, span, more))

        is_told = Feed.BOOKINGS in feeds and await reading.attempt([Feed.BOOKINGS], exercised)
        known |= found.mentioned()
        traded = symbols = {name_of(one) for one in known}

        async def own() -> None:
            records = await self._trades(symbols, span)
            reading.facts += records.facts
            more.extend(self._patience.finish(reading, Feed.FILLS, records.odd, span.through))

        is_named = Feed.FILLS in feeds and reading.trouble(Feed.FILLS) is None
        if is_named and await reading.attempt([Feed.FILLS], own):
            fills = [fact for fact in reading.facts if isinstance(fact, Fill)]
            traded = {name_of(fill.instrument) for fill in fills}

        async def booked() -> None:
            found.add(await self._placed_by_binance(traded, span))
            self._told |= {end.id for end in waits} & found.mentioned()
            through = booked_until(span.through, waits, self._told)
            more.extend(self._patience.finish(reading, Feed.BOOKINGS, found.odd, through))

        if is_told:
            await reading.attempt([Feed.BOOKINGS], booked)
        reading.facts += found.facts

    async def _trades(self, symbols: set[str], span: Span) -> Records:
        when = (span.floor, span.until, _ROWS)
        call = calls.OPTIONS_TRADES
        got = await pages.by_symbol(self._rest, call, symbols, *when, go_on="fromId")
        return trades.parse(got, self._catalogue.context(self.scope))

    async def _placed_by_binance(self, traded: set[str], span: Span) -> Records:
        """The liquidations among the orders that traded."""
        when = (span.floor, span.until, _ROWS)
        call = calls.OPTIONS_ORDERS
        got = await pages.by_symbol(self._rest, call, traded, *when, go_on="orderId")
        return order_lists.of_list(got, self._catalogue.context(self.scope))

    async def _exercised(
        self, waits: Sequence[Instrument], span: Span, more: list[BrokerObservation]
    ) -> Records:
        """How the options ended, long and short, in the money and out of it."""
        ends = [end.expiry.at for end in waits if end.expiry is not None]
        floor = min([span.floor, *ends]).replace(hour=0, minute=0, second=0, microsecond=0)
        call = calls.OPTIONS_EXERCISE_RECORDS
        got = await pages.at_once(self._rest, call, [], floor, span.until, _ROWS)
        context = self._catalogue.context(self.scope)
        results = await self._results(waits, got)
        more += exercise.settlements(results.values(), context)
        return exercise.parse(got, results, context)

    async def _results(
        self, waits: Sequence[Instrument], got: Sequence[Raw]
    ) -> dict[InstrumentId, Result]:
        """On which prices contracts ended, as far as Binance's public history tells it.

        Without it an amount alone says whether an option was in the money.
        """
        context = self._catalogue.context(self.scope)
        booked = {fact.instrument for fact in exercise.parse(got, {}, context).facts}
        contracts = {end.id: end for end in waits}
        contracts |= {one: self._catalogue.of(one) for one in booked}
        spans = {
            (instruments.underlying_of(contract), contract.expiry)
            for contract in contracts.values()
            if contract.expiry is not None
        }
        found: dict[InstrumentId, Result] = {}
        for underlying, end in sorted(spans, key=lambda span: (span[0], span[1].at)):
            try:
                told, _ = exercise.results(await self._history(underlying, end))
            except BrokerError as error:
                _log.info("no exercise history of %s: %s", underlying, error.problem.code)
                continue
            found |= {one: result for one, result in told.items() if one in contracts}
        return found

    async def _history(self, underlying: str, end: Moment) -> list[Raw]:
        """The first hundred contracts on this underlying that ended then; there are no more pages.

        A contract that is not among them is read by its amount alone.
        """
        hour, call = timedelta(hours=1), calls.OPTIONS_EXERCISES
        params = [
            ("underlying", underlying),
            ("startTime", pages.millis(end.at - hour)),
            ("endTime", pages.millis(end.over_at + hour)),
            ("limit", str(_HISTORY_ROWS)),
        ]
        return rows(await self._rest.get(call, params), call.name)

    def _now(self) -> datetime:
        return self._rest.time(calls.OPTIONS_POSITIONS.host).at(self._clock.now())
