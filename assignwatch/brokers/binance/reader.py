"""One complete reading of an account: its families side by side, each failing on its own.

`session.py` calls it at start, after every gap and as a routine. Before anything is read the key is
looked at (`standing.py`), which also says whether the account is one of portfolio margin: its
futures would look like none at all where a classic account's are.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from assignwatch.brokers.base import BrokerError, Since
from assignwatch.brokers.binance import figures, questions
from assignwatch.brokers.binance.catalogue import Catalogue
from assignwatch.brokers.binance.families import (
    COIN_FUTURES,
    EUROPEAN_OPTIONS,
    PORTFOLIO_MARGIN,
    USD_FUTURES,
)
from assignwatch.brokers.binance.futures import FuturesReader
from assignwatch.brokers.binance.options import OptionsReader
from assignwatch.brokers.binance.questions import FuturesCalls
from assignwatch.brokers.binance.rest import Rest
from assignwatch.brokers.binance.standing import Standing
from assignwatch.brokers.reading import Reading
from assignwatch.core.model import AccountKey, PositionKey, Scope
from assignwatch.core.observations import (
    BrokerObservation,
    Coverage,
    FeedReport,
    Pulse,
    Unreadable,
)
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed

FamilyReader = FuturesReader | OptionsReader


class Reader:
    """Readings of one account."""

    def __init__(
        self,
        account: AccountKey,
        rest: Rest,
        clock: Clock,
        catalogue: Catalogue,
        standing: Standing,
    ) -> None:
        self._account = account
        self._rest = rest
        self._clock = clock
        self._catalogue = catalogue
        self._standing = standing
        self._families: tuple[FamilyReader, ...] = ()
        self._portfolio: bool | None = None

    async def read(self, feeds: Sequence[Feed], since: Since) -> list[BrokerObservation]:
        """These feeds; see `Session.read`. Raises the first `BrokerError` if none could be read."""
        await self._standing.check()
        families = self._known()
        async with asyncio.TaskGroup() as together:
            tasks = [
                together.create_task(family.read(feeds, since, _of(since, family.scope)))
                for family in families
            ]
        parts = [task.result() for task in tasks]
        failures = [reading.failure for reading, _ in parts]
        if all(failures):
            raise _first(failures)
        told: list[BrokerObservation] = []
        for _, more in parts:
            told += more
        told += [snapshot for reading, _ in parts for snapshot in reading.snapshots]
        told += self._read_at_all([reading for reading, _ in parts], feeds)
        told += [fact for reading, _ in parts for fact in reading.facts]
        told += [end for reading, _ in parts for end in reading.ends if isinstance(end, Unreadable)]
        told += [end for reading, _ in parts for end in reading.ends if isinstance(end, Coverage)]
        return told

    def _known(self) -> tuple[FamilyReader, ...]:
        """The families of the account that it has an address for."""
        portfolio = self._standing.is_portfolio
        if portfolio != self._portfolio:
            self._portfolio, self._families = portfolio, tuple(self._made(portfolio))
        return self._families

    def _made(self, portfolio: bool) -> Iterable[FamilyReader]:
        self._rest.need(USD_FUTURES, COIN_FUTURES, EUROPEAN_OPTIONS)
        if portfolio:
            self._rest.need(PORTFOLIO_MARGIN)
        if self._rest.has(USD_FUTURES):
            yield self._futures(questions.PORTFOLIO_USD_M if portfolio else questions.USD_M)
        if self._rest.has(COIN_FUTURES):
            yield self._futures(questions.PORTFOLIO_COIN_M if portfolio else questions.COIN_M)
        if self._rest.has(EUROPEAN_OPTIONS):
            yield OptionsReader(self._account, self._rest, self._clock, self._catalogue)

    def _futures(self, ask: FuturesCalls) -> FuturesReader:
        return FuturesReader(self._account, ask, self._rest, self._clock, self._catalogue)

    def _read_at_all(
        self, readings: Sequence[Reading], feeds: Sequence[Feed]
    ) -> list[Pulse | FeedReport]:
        """That a part was read means that the account can be; and what is odd about all of it."""
        now = self._clock.now()
        pulses = [
            Pulse(now, self._account, feed)
            for feed in feeds
            if any(reading.failure is None for reading in readings)
        ]
        return [*pulses, *self._standing.remarks(now)]


def _of(since: Since, scope: Scope) -> Mapping[PositionKey, Decimal]:
    """What was held of this family."""
    return {k: q for k, q in since.held.items() if figures.family_of(k.instrument) == scope}


def _first(failures: Iterable[BrokerError | None]) -> BrokerError:
    return next(failure for failure in failures if failure is not None)
