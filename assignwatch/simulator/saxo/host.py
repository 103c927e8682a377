"""The simulated Saxo as one host: log-in, REST and stream at one port, one world behind.

Saxo has a host name for each of the three; here they share a port and keep their paths. There is
one log-in, which sees both accounts of its client.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from aiohttp import web

from assignwatch.simulator.clock import Clock
from assignwatch.simulator.faults import Faults
from assignwatch.simulator.saxo import oauth, rest, stream, subscriptions
from assignwatch.simulator.saxo.gate import OPENAPI, STREAMING, gate
from assignwatch.simulator.saxo.scenarios import SCRIPTS
from assignwatch.simulator.saxo.sessions import Sessions
from assignwatch.simulator.saxo.showing import Topic
from assignwatch.simulator.saxo.venue import Venue
from assignwatch.simulator.saxo.world import FIFO_REAL_TIME, MAIN, World
from assignwatch.simulator.seeded import Seeded
from assignwatch.simulator.tally import Tally

_AT_ONCE = -1.0
"""A patience that has run out for everything that has no socket."""


class SaxoHost:
    """Implements `simulator.host.Host`. `netting` is the client's profile."""

    broker = "saxo"

    def __init__(self, clock: Clock, seed: str, netting: str = FIFO_REAL_TIME) -> None:
        world = World(clock, Seeded(f"{seed}/{self.broker}"), netting)
        self.venue = Venue(world, Sessions(clock, Seeded(f"{seed}/{self.broker}/sessions")))
        world.asides |= {
            "end sessions": self.venue.sessions.end,
            "fall silent": self._fall_silent,
            "come back": self._come_back,
        }
        self.app = self._build()

    @property
    def faults(self) -> Faults:
        """What is wrong at present."""
        return self.venue.faults

    @property
    def tally(self) -> Tally:
        """What was asked."""
        self.venue.tally.open_sockets = self.venue.streams.open_sockets
        return self.venue.tally

    def accounts(self, address: str, secure: bool) -> list[Mapping[str, object]]:
        """The one log-in; each call is a log-in of its own, so that tokens are not shared."""
        s = "s" if secure else ""
        return [
            {
                "account": f"{self.broker}/{MAIN}",
                "environment": "simulator",
                "urls": {
                    "rest": f"http{s}://{address}{OPENAPI}",
                    "stream": f"ws{s}://{address}{STREAMING}",
                    "authorize": f"http{s}://{address}{oauth.AUTHORIZE}",
                    "token": f"http{s}://{address}{oauth.TOKEN}",
                },
                "credentials": self.venue.sessions.credentials(),
            }
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
        self.venue.streams.cut()

    def spoil(self) -> None:
        """Make the next message of every socket unreadable."""
        self.venue.streams.spoil()

    def revoke(self, account: str) -> None:
        """Nobody is let in any more, and the sockets end."""
        self._check(account)
        self.venue.sessions.revoked = True

    def restore(self, account: str | None) -> None:
        """The log-in is good again."""
        if account is not None:
            self._check(account)
        self.venue.sessions.revoked = False

    def _check(self, account: str) -> None:
        if account != MAIN:
            raise LookupError(f"No account is called {account}.")

    def _fall_silent(self) -> None:
        """Sockets stay open and carry nothing."""
        self.venue.faults.deaf = True

    def _come_back(self) -> None:
        """Every socket is dropped, and nothing is known any more of what it was about."""
        streams = self.venue.streams
        self.venue.faults.deaf = False
        streams.cut()
        patience, streams.patience = streams.patience, _AT_ONCE
        streams.tell(Topic.ACTIVITIES)
        streams.patience = patience

    def _build(self) -> web.Application:
        venue = self.venue
        app = web.Application(middlewares=[gate(venue)])
        app.add_routes(oauth.routes(venue))
        app.add_routes(stream.routes(venue))
        app.add_routes(subscriptions.routes(venue))
        app.add_routes(rest.routes(venue.world, venue.faults))
        app.add_routes([web.route("*", "/{anything:.*}", rest.refuse_all_else(venue.tally))])
        return app
