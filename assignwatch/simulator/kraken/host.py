"""The simulated Kraken as one host: REST, history and WebSocket at one port, one world behind."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from aiohttp import web

from assignwatch.simulator.clock import Clock
from assignwatch.simulator.faults import Faults
from assignwatch.simulator.kraken import history, rest
from assignwatch.simulator.kraken.auth import Key, Keys
from assignwatch.simulator.kraken.book import Book
from assignwatch.simulator.kraken.gate import SOCKET_PATH, gate
from assignwatch.simulator.kraken.records import Booked
from assignwatch.simulator.kraken.scenarios import SCRIPTS
from assignwatch.simulator.kraken.socket import Connection
from assignwatch.simulator.kraken.venue import Venue
from assignwatch.simulator.kraken.world import MAIN, SECOND, World
from assignwatch.simulator.seeded import Seeded
from assignwatch.simulator.tally import Tally

KEY_AGE = timedelta(days=90)


class KrakenHost:
    """Implements `simulator.host.Host`."""

    broker = "kraken"

    def __init__(self, clock: Clock, seed: str) -> None:
        seeded = Seeded(f"{seed}/{self.broker}")
        created = clock.now - KEY_AGE
        keys = Keys([Key.issue(account, created, seeded) for account in (MAIN, SECOND)])
        self.venue = Venue(World(clock, seeded), keys)
        self.venue.world.listeners.append(self._tell)
        self._challenges = Seeded(f"{seed}/{self.broker}/challenges")
        self._connections: set[Connection] = set()
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

    def accounts(self, address: str, secure: bool) -> list[Mapping[str, object]]:
        """Both accounts, each with the root of the REST host and the address of the socket."""
        s = "s" if secure else ""
        urls = {"rest": f"http{s}://{address}", "socket": f"ws{s}://{address}{SOCKET_PATH}"}
        return [
            {
                "account": f"{self.broker}/{account}",
                "environment": "simulator",
                "urls": urls,
                "credentials": {"api_key": key.api_key, "api_secret": key.secret},
            }
            for account, key in ((name, self.venue.keys.of(name)) for name in (MAIN, SECOND))
        ]

    def play(self, scenario: str, now: datetime) -> None:
        """Schedule a scenario's steps from `now` on; a day of trading if it is another broker's."""
        for seconds, step in SCRIPTS.get(scenario, SCRIPTS["quiet"]):
            self.venue.world.schedule(now + timedelta(seconds=seconds), step)

    def run_until(self, now: datetime) -> None:
        """Let everything happen that is due."""
        self.venue.world.run_until(now)

    def cut(self) -> None:
        """Drop every socket."""
        for connection in list(self._connections):
            connection.cut()

    def spoil(self) -> None:
        """Make the next message of every socket unreadable."""
        for connection in self._connections:
            connection.spoil_next()

    def revoke(self, account: str) -> None:
        """The key stops working, and the sockets that were opened with it end."""
        self.venue.keys.of(account).revoked = True
        for connection in list(self._connections):
            if connection.listens_to(account):
                connection.cut()

    def restore(self, account: str | None) -> None:
        """One key, or both, work again."""
        for name in (MAIN, SECOND) if account is None else (account,):
            self.venue.keys.of(name).revoked = False

    def _tell(self, book: Book, booked: Booked) -> None:
        for connection in self._connections:
            connection.tell(book, booked)

    def _build(self) -> web.Application:
        app = web.Application(middlewares=[gate(self.venue)])
        app.add_routes(rest.routes(self.venue))
        app.add_routes(history.routes(self.venue))
        app.add_routes([web.get(SOCKET_PATH, self._accept, allow_head=False)])
        app.add_routes([web.route("*", "/{anything:.*}", rest.refuse_all_else(self.venue))])
        return app

    async def _accept(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        connection = Connection(self.venue, socket, request.transport, self._challenges)
        self.venue.tally.connections += 1
        self._connections.add(connection)
        try:
            await connection.serve()
        finally:
            self._connections.discard(connection)
        return socket
