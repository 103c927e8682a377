"""The simulated Binance as one host: every family and every stream at one port, one world behind.

Binance has a host name for each family; here they share a port and keep their paths.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from aiohttp import web

from assignwatch.simulator.binance import (
    channels,
    futures_events,
    futures_rest,
    option_events,
    options_rest,
    portfolio_rest,
    stream_rest,
    wallet_rest,
)
from assignwatch.simulator.binance.account import Account
from assignwatch.simulator.binance.auth import Key, Keys, Kind
from assignwatch.simulator.binance.contracts import Family
from assignwatch.simulator.binance.endpoints import refuse_all_else, routes
from assignwatch.simulator.binance.gate import gate, page
from assignwatch.simulator.binance.listen_keys import ListenKey, ListenKeys, Product
from assignwatch.simulator.binance.records import OPTIONS, News
from assignwatch.simulator.binance.scenarios import SCRIPTS
from assignwatch.simulator.binance.socket import Connection, Pace
from assignwatch.simulator.binance.venue import Venue
from assignwatch.simulator.binance.world import MAIN, PORTFOLIO, World
from assignwatch.simulator.clock import Clock, milliseconds
from assignwatch.simulator.faults import Faults
from assignwatch.simulator.seeded import Seeded
from assignwatch.simulator.tally import Tally

KEY_AGE = timedelta(days=90)
REST_URLS = ("usd_futures", "coin_futures", "options", "portfolio", "wallet")
SOCKET_URLS = ("usd_stream", "coin_stream", "options_stream", "portfolio_stream")

_PRODUCTS = {Family.UM: Product.USD, Family.CM: Product.COIN, OPTIONS: Product.OPTIONS}
_TOLD_TWICE = (Product.USD, Product.OPTIONS)
"""Streams that tell of an expired key a second time, and then write the time as text."""


class BinanceHost:
    """Implements `simulator.host.Host`."""

    broker = "binance"

    def __init__(self, clock: Clock, seed: str) -> None:
        self._seeded = Seeded(f"{seed}/{self.broker}")
        self._created = clock.now - KEY_AGE
        keys = Keys([self._issue(MAIN, Kind.HMAC), self._issue(PORTFOLIO, Kind.ED25519)])
        listen_keys = ListenKeys(Seeded(f"{seed}/{self.broker}/listen keys"))
        self.venue = Venue(World(clock, self._seeded), keys, listen_keys)
        self.pace = Pace()
        self._connections: set[Connection] = set()
        world = self.venue.world
        world.listeners.append(self._tell)
        world.asides |= {"fall silent": self._fall_silent, "come back": self._come_back}
        self.app = self._build()

    @property
    def faults(self) -> Faults:
        """What is wrong at present."""
        return self.venue.faults

    @property
    def tally(self) -> Tally:
        """What was asked."""
        self.venue.tally.open_sockets = len(self._connections)
        return self.venue.tally

    def add_key(self, account: str, kind: Kind) -> Key:
        """One more key of an account, which signs in another way."""
        return self.venue.keys.add(self._issue(account, kind))

    def accounts(self, address: str, secure: bool) -> list[Mapping[str, object]]:
        """Both accounts, with the root of every family and every stream that they have."""
        s = "s" if secure else ""
        urls = dict.fromkeys(REST_URLS, f"http{s}://{address}")
        urls |= dict.fromkeys(SOCKET_URLS, f"ws{s}://{address}")
        without = {PORTFOLIO: dict.fromkeys(("options", "options_stream"), "")}
        return [
            {
                "account": f"{self.broker}/{account}",
                "environment": "simulator",
                "urls": urls | without.get(account, {}),
                "credentials": {"api_key": key.api_key, "api_secret": key.secret},
            }
            for account, key in ((n, self.venue.keys.of(n)[0]) for n in (MAIN, PORTFOLIO))
        ]

    def play(self, scenario: str, now: datetime) -> None:
        """Schedule a scenario's steps from `now` on; a day of trading if it is another broker's."""
        for seconds, step in SCRIPTS.get(scenario, SCRIPTS["quiet"]):
            self.venue.world.schedule(now + timedelta(seconds=seconds), step)

    def run_until(self, now: datetime) -> None:
        """Let everything happen that is due, and end the listen keys that nobody extended."""
        self.venue.world.run_until(now)
        for key in self.venue.listen_keys.take_expired(now):
            for connection in self._connections:
                connection.tell(key, self._expired(key))

    def cut(self) -> None:
        """Drop every socket."""
        for connection in list(self._connections):
            connection.cut()

    def spoil(self) -> None:
        """Make the next message of every socket unreadable."""
        for connection in self._connections:
            connection.spoil_next()

    def revoke(self, account: str) -> None:
        """The account's keys stop working, and the sockets that listen to it end."""
        for key in self.venue.keys.of(account):
            key.revoked = True
        ended = self.venue.listen_keys.drop(account)
        for connection in list(self._connections):
            if connection.listens_to(ended):
                connection.cut()

    def restore(self, account: str | None) -> None:
        """The keys of one account, or of both, work again."""
        for name in (MAIN, PORTFOLIO) if account is None else (account,):
            for key in self.venue.keys.of(name):
                key.revoked = False

    def _issue(self, account: str, kind: Kind) -> Key:
        return Key.issue(account, kind, self._created, self._seeded)

    def _tell(self, owner: Account, family: str, news: News) -> None:
        world, now = self.venue.world, self.venue.world.clock.now
        product = Product.PORTFOLIO if owner.portfolio else _PRODUCTS[family]
        key = self.venue.listen_keys.of(owner.name, product, now)
        if key is None:
            return
        if family == OPTIONS:
            told = option_events.events(world, world.option_book(owner.name), news)
        else:
            told = futures_events.events(world, owner, Family(family), news)
        for connection in self._connections:
            connection.tell(key, told)

    def _expired(self, key: ListenKey) -> list[Mapping[str, object]]:
        at = milliseconds(self.venue.world.clock.shown)
        told: dict[str, object] = {"e": "listenKeyExpired", "E": at, "listenKey": key.text}
        return [told, {**told, "E": str(at)}] if key.product in _TOLD_TWICE else [told]

    def _fall_silent(self) -> None:
        """Sockets stay open and carry nothing."""
        self.venue.faults.deaf = True

    def _come_back(self) -> None:
        """Every socket is dropped, and those who connect again hear of what comes then."""
        self.venue.faults.deaf = False
        self.cut()

    def _build(self) -> web.Application:
        app = web.Application(middlewares=[gate(self.venue)])
        for module in (futures_rest, options_rest, portfolio_rest, stream_rest, wallet_rest):
            app.add_routes(routes(self.venue, module.ENDPOINTS))
        for root in (*channels.FORMS, *channels.ROUTES):
            for path in (f"/{root}", f"/{root}/{{anything:.*}}"):
                app.add_routes([web.get(path, self._accept, allow_head=False)])
        app.add_routes([web.route("*", "/{anything:.*}", refuse_all_else(self.venue))])
        return app

    async def _accept(self, request: web.Request) -> web.StreamResponse:
        path, _, query = request.raw_path.partition("?")
        channel = channels.opened(path, query)
        if channel is None:
            return page(404)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        connection = Connection(self.venue, channel, socket, request.transport, self.pace)
        self.venue.tally.connections += 1
        self._connections.add(connection)
        try:
            await connection.serve()
        finally:
            self._connections.discard(connection)
        return socket
