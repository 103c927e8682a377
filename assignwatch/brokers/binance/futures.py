"""One complete reading of a family of futures over REST: positions, then what moved them.

`reader.py` calls it for USDⓈ-M and for COIN-M. Income is asked first, because trades are listed
for one symbol at a time and income names the symbols that were traded; what is held, or was until
lately, is asked for anyway. An order tells whether its trades were the trader's own. Sources:
Binance docs, USDⓈ-M Futures and COIN-M Futures, "Account" and "Trade" interfaces; Binance FAQ,
"Delivery of Quarterly Futures".
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from assignwatch.brokers.base import BrokerError, Since
from assignwatch.brokers.binance import (
    forced,
    income,
    order_lists,
    pages,
    positions,
    prices,
    trades,
)
from assignwatch.brokers.binance.calls import Query
from assignwatch.brokers.binance.catalogue import Catalogue
from assignwatch.brokers.binance.ends import awaited, booked_until, ended
from assignwatch.brokers.binance.income import Delivered, Income
from assignwatch.brokers.binance.patience import Patience
from assignwatch.brokers.binance.payloads import decoded, rows
from assignwatch.brokers.binance.questions import FuturesCalls
from assignwatch.brokers.binance.rest import Rest
from assignwatch.brokers.binance.span import Span
from assignwatch.brokers.reading import Reading
from assignwatch.brokers.records import Records
from assignwatch.core.model import (
    AccountKey,
    Instrument,
    InstrumentId,
    PositionKey,
    Problem,
    Scope,
    name_of,
)
from assignwatch.core.observations import Booking, BrokerObservation, Fill
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed, InstrumentKind

_log = logging.getLogger(__name__)

DELIVERY_UNPLACED = "delivery_unplaced"
"""Binance paid for the end of a contract, and nobody knows of which position. Values: symbol."""

_INCOME_ROWS = 1000
_TRADE_ROWS = 1000
_FORCED_ROWS = 100


class _Mode(msgspec.Struct, rename="camel"):
    dual_side_position: bool


class FuturesReader:
    """Readings of one family of one account."""

    def __init__(
        self,
        account: AccountKey,
        questions: FuturesCalls,
        rest: Rest,
        clock: Clock,
        catalogue: Catalogue,
    ) -> None:
        self._account = account
        self._ask = questions
        self._rest = rest
        self._clock = clock
        self._catalogue = catalogue
        self._patience = Patience(account, questions.scope, clock)
        self._told: set[InstrumentId] = set()
        """Contracts of which a reading has told the end."""

    @property
    def scope(self) -> Scope:
        """The family."""
        return self._ask.scope

    async def read(
        self, feeds: Sequence[Feed], since: Since, held: Mapping[PositionKey, Decimal]
    ) -> tuple[Reading, list[BrokerObservation]]:
        """These feeds, and what else was learned. `held`: what this family held until lately."""
        reading = Reading(self._account, self._clock, self.scope)
        more: list[BrokerObservation] = []
        await self._catalogue.refresh(self._ask.contracts, self.scope)
        if Feed.POSITIONS in feeds:
            await reading.attempt([Feed.POSITIONS], lambda: self._positions(reading, held, more))
        if Feed.FILLS in feeds or Feed.BOOKINGS in feeds:
            span = Span.of(feeds, self.scope, since, self._now())
            more += span.hole(self._account, self.scope, self._clock.now())
            over = self._ended(held, span.until)
            read = since.of(Feed.BOOKINGS, self.scope)
            waits = awaited(over, read, span.until, self._told)
            await self._records(reading, feeds, span, held, waits, more)
        mentioned = reading.mentioned() | {key.instrument for key in held}
        await self._catalogue.refresh(self._ask.contracts, self.scope, mentioned)
        more += await self._prices(held)
        return reading, [*self._catalogue.describe(mentioned), *more]

    async def _positions(
        self, reading: Reading, held: Mapping[PositionKey, Decimal], more: list[BrokerObservation]
    ) -> None:
        at = await self._rest.now(self._ask.positions.host)
        bodies = [await self._rest.get(self._ask.positions)]
        if self._ask.by_pair:
            shown, _ = positions.of_futures(bodies, self._account, self.scope, at)
            hidden = {name_of(key.instrument) for key in held}
            hidden -= {name_of(row.instrument) for row in shown.positions}
            hidden |= self._catalogue.untraded(self._ask.contracts)
            pairs = sorted({symbol.partition("_")[0] for symbol in hidden})
            call = self._ask.positions
            bodies += [await self._rest.get(call, [("pair", pair)]) for pair in pairs]
        snapshot, marks = positions.of_futures(bodies, self._account, self.scope, at)
        if not snapshot.positions:
            positions.must_be_flat(await self._rest.get(self._ask.account), self._ask.account.name)
        reading.snapshots.append(snapshot)
        more += marks

    async def _records(
        self,
        reading: Reading,
        feeds: Sequence[Feed],
        span: Span,
        held: Mapping[PositionKey, Decimal],
        waits: Sequence[Instrument],
        more: list[BrokerObservation],
    ) -> None:
        found = Income()

        async def money() -> None:
            nonlocal found
            asked = (span.floor, span.until, _INCOME_ROWS)
            got = await pages.numbered(self._rest, self._ask.income, *asked)
            found = income.parse(got)
            if found.strange:
                _log.info("%s: unknown types of income: %s", self.scope, sorted(found.strange))

        wanted = [feed for feed in (Feed.FILLS, Feed.BOOKINGS) if feed in feeds]
        if not await reading.attempt(wanted, money):
            return
        symbols = found.traded | {name_of(key.instrument) for key in held}
        symbols |= {name_of(one) for one in reading.mentioned()}

        unnamed = reading.trouble(Feed.POSITIONS)

        async def own() -> None:
            records = await self._trades(symbols, span)
            reading.facts += records.facts
            if unnamed is not None:
                # A trade without a fee is named by the position alone.
                reading.fail(Feed.FILLS, unnamed)
            else:
                odd = [*found.odd, *records.odd]
                more.extend(self._patience.finish(reading, Feed.FILLS, odd, span.through))

        traded = found.traded
        if Feed.FILLS in feeds and await reading.attempt([Feed.FILLS], own):
            fills = [fact for fact in reading.facts if isinstance(fact, Fill)]
            traded = {name_of(fill.instrument) for fill in fills}

        async def booked() -> None:
            records = await self._bookings(traded, found.delivered, span, held)
            reading.facts += records.facts
            self._told |= _ends_told(found.delivered, records.facts, waits)
            through = booked_until(span.through, waits, self._told)
            odd = [*found.odd, *records.odd]
            more.extend(self._patience.finish(reading, Feed.BOOKINGS, odd, through))

        if Feed.BOOKINGS in feeds:
            await reading.attempt([Feed.BOOKINGS], booked)

    async def _trades(self, symbols: set[str], span: Span) -> Records:
        when = (span.floor, span.until, _TRADE_ROWS)
        call = self._ask.trades
        got = await pages.by_symbol(self._rest, call, symbols, *when, go_on="fromId")
        return trades.parse(got, self._catalogue.context(self.scope))

    async def _bookings(
        self,
        traded: set[str],
        delivered: Sequence[Delivered],
        span: Span,
        held: Mapping[PositionKey, Decimal],
    ) -> Records:
        """What Binance did by itself: the orders that it placed, and what it delivered."""
        context = self._catalogue.context(self.scope)
        one_way = await self._is_one_way() if delivered else False
        found, unplaced = income.booked(delivered, held, context, one_way=one_way)
        symbols = traded | {one.symbol for one in unplaced}
        when = (span.floor, span.until)
        most = self._ask.most_orders
        call = self._ask.orders
        got = await pages.by_symbol(self._rest, call, symbols, *when, most, go_on="orderId")
        found.add(order_lists.of_list(got, context))
        for about in _cheapest(traded):
            got = await pages.at_once(self._rest, self._ask.forced, about, *when, _FORCED_ROWS)
            found.add(forced.parse(got, context))
        told = {name_of(one) for one in found.mentioned()}
        for one in unplaced:
            if one.symbol not in told and one.at > span.covered:
                found.odd.append(Problem(DELIVERY_UNPLACED, {"symbol": one.symbol}))
        return found

    async def _is_one_way(self) -> bool:
        told = decoded(await self._rest.get(self._ask.mode), _Mode, self._ask.mode.name)
        return not told.dual_side_position

    async def _prices(self, held: Mapping[PositionKey, Decimal]) -> list[BrokerObservation]:
        """What the futures that have just ended were settled on; without it nothing is missed."""
        found: list[BrokerObservation] = []
        known = {end.id: end for end in self._ended(held, self._now())}
        for pair in sorted({name_of(end).partition("_")[0] for end in known}):
            try:
                got = rows(await self._rest.get(self._ask.prices, [("pair", pair)]), "delivery")
            except BrokerError as error:
                _log.info("no delivery price of %s: %s", pair, error.problem.code)
                continue
            quotes, _ = prices.deliveries(got, pair, known)
            found += [quote for quote in quotes if quote.instrument in known]
        return found

    def _ended(self, held: Mapping[PositionKey, Decimal], now: datetime) -> list[Instrument]:
        return ended((self._catalogue.of(key.instrument) for key in held), now)

    def _now(self) -> datetime:
        return self._rest.time(self._ask.positions.host).at(self._clock.now())


def _cheapest(symbols: set[str]) -> list[Query]:
    """How to ask for the forced orders of these: of one symbol it costs less than half of all."""
    if len(symbols) > 2:
        return [()]
    return [[("symbol", symbol)] for symbol in sorted(symbols)]


def _ends_told(
    delivered: Iterable[Delivered], facts: Iterable[Fill | Booking], waits: Iterable[Instrument]
) -> set[InstrumentId]:
    """Which of these ends the records tell.

    That of a dated future is told by its row of income: the settlement order, which may come long
    before, does not say what was paid.
    """
    paid = {one.symbol for one in delivered}
    booked = {fact.instrument for fact in facts if isinstance(fact, Booking)}
    return {
        end.id
        for end in waits
        if name_of(end.id) in paid or (end.kind is not InstrumentKind.FUTURE and end.id in booked)
    }
