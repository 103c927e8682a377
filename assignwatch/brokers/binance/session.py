"""A conversation with one account at Binance: what `BrokerSpec.open` gives.

Joins `rest.py`, `standing.py`, `reader.py` and the streams of the families around one key.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from weakref import WeakKeyDictionary

from assignwatch.brokers.addresses import address
from assignwatch.brokers.base import AccountConfig, Since, Vault
from assignwatch.brokers.binance import figures
from assignwatch.brokers.binance.auth import Key
from assignwatch.brokers.binance.budgets import Budgets
from assignwatch.brokers.binance.catalogue import Catalogue
from assignwatch.brokers.binance.families import COIN_M, OPTIONS, PORTFOLIO, USD_M, Family
from assignwatch.brokers.binance.listener import FamilyListener
from assignwatch.brokers.binance.news import News
from assignwatch.brokers.binance.reader import Reader
from assignwatch.brokers.binance.rest import Rest
from assignwatch.brokers.binance.standing import Standing
from assignwatch.brokers.binance.streams import Streams
from assignwatch.core.model import WHOLE, Scope
from assignwatch.core.observations import BrokerObservation, FeedReport, Snapshot
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed
from assignwatch.net.redaction import keep_secret
from assignwatch.net.transport import Transport

_CLASSIC: tuple[Family, ...] = (USD_M, COIN_M, OPTIONS)
_PORTFOLIO: tuple[Family, ...] = (PORTFOLIO, OPTIONS)
_HEARD_OVER = {PORTFOLIO.scope: (USD_M.scope, COIN_M.scope)}
"""The families whose events come over one stream, where they are not its own."""


class BinanceSession:
    """Reads and listens; the families of the account are its scopes."""

    def __init__(self, config: AccountConfig, key: Key, clock: Clock, way: Transport) -> None:
        self._config = config
        self._clock = clock
        self._way = way
        self._rest = Rest(config.urls, key, way, clock, _budgets(config, clock))
        self._standing = Standing(config.key, self._rest, clock)
        self._catalogue = Catalogue(config.key, self._rest, clock)
        self._reader = Reader(config.key, self._rest, clock, self._catalogue, self._standing)
        self._listeners: dict[Family, FamilyListener] = {}
        self._news = News()

    async def read(
        self, feeds: Sequence[Feed], since: Since, scope: Scope = WHOLE
    ) -> list[BrokerObservation]:
        """See `Session.read`."""
        told = await self._reader.read(feeds, since)
        for snapshot in told:
            if isinstance(snapshot, Snapshot):
                self._compare(snapshot)
        return told

    async def stream(self, since: Since) -> AsyncIterator[Sequence[BrokerObservation]]:
        """See `Session.stream`."""
        await self._standing.check()
        families = _CLASSIC
        self._rest.need(*(family.host for family in _CLASSIC))
        if self._standing.is_portfolio:
            self._rest.need(PORTFOLIO.host)
            families = _PORTFOLIO
        listeners = [self._listener(family) for family in families if self._rest.has(family.host)]
        streams = Streams(self._config.key, listeners, self._catalogue, self._clock)
        async with aclosing(streams.listen()) as batches:
            async for told in batches:
                for report in told:
                    if isinstance(report, FeedReport) and report.feed is Feed.STREAM and report.up:
                        self._news.began(_HEARD_OVER.get(report.scope, (report.scope,)))
                self._news.heard(told)
                yield told

    async def aclose(self) -> None:
        """Close every connection of the transport that was handed in."""
        await self._way.aclose()

    def _listener(self, family: Family) -> FamilyListener:
        if family not in self._listeners:
            url = address(self._config.urls, family.stream)
            self._listeners[family] = FamilyListener(
                family, self._rest, self._way, self._clock, url
            )
        return self._listeners[family]

    def _compare(self, snapshot: Snapshot) -> None:
        """Hold a reading against what was heard: a line that is open may be deaf."""
        is_news = self._news.shows_untold(snapshot)
        for family, listener in self._listeners.items():
            if snapshot.scope not in _HEARD_OVER.get(family.scope, (family.scope,)):
                continue
            if is_news:
                listener.expect_news()
            if family.scope == figures.EAPI:
                listener.expect_heartbeat(bool(snapshot.positions))


_shared: "WeakKeyDictionary[Clock, dict[str, Budgets]]" = WeakKeyDictionary()
"""By the program's clock and the address asked: Binance counts what comes from one computer, whose
ever the accounts are."""


def _budgets(config: AccountConfig, clock: Clock) -> Budgets:
    budgets = _shared.setdefault(clock, {})
    place = config.urls.get(USD_M.host.url, "")
    return budgets.setdefault(place, Budgets(clock))


def open_session(
    config: AccountConfig, vault: Vault, clock: Clock, transport: Transport
) -> BinanceSession:
    """See `BrokerSpec.open`."""
    keep_secret(*vault.values.values())
    return BinanceSession(config, Key.of(vault.values), clock, transport)
