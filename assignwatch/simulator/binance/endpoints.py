"""How an endpoint is served: its weight, who may call it, and what a `Call` gives its answer.

The REST modules are tables of `Endpoint`; `routes` makes handlers of them. The interface is
read-only here by construction: nothing but listen keys is ever made or changed, and each call
outside the tables is refused and written into the tally.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from aiohttp import web
from aiohttp.typedefs import Handler

from assignwatch.simulator.binance.account import Account
from assignwatch.simulator.binance.auth import Key
from assignwatch.simulator.binance.contracts import Family
from assignwatch.simulator.binance.futures_book import FuturesBook
from assignwatch.simulator.binance.gate import USED_WEIGHT, below, page, refusal, reply, too_many
from assignwatch.simulator.binance.ids import Ids
from assignwatch.simulator.binance.limits import Budget, Spending
from assignwatch.simulator.binance.option_book import OptionBook
from assignwatch.simulator.binance.query import Query
from assignwatch.simulator.binance.refusals import Refused, refused
from assignwatch.simulator.binance.venue import Venue
from assignwatch.simulator.binance.world import World
from assignwatch.simulator.seeded import Seeded


class Security(Enum):
    """What a caller must show."""

    NONE = auto()
    KEY = auto()
    """The key in the header, nothing signed."""
    SIGNED = auto()


@dataclass(frozen=True, slots=True)
class Call:
    """One request that was let in. `key` is None where nobody has to say who he is."""

    venue: Venue
    query: Query
    path: str
    signer: Key | None

    @property
    def world(self) -> World:
        """The world that is asked about."""
        return self.venue.world

    @property
    def now(self) -> datetime:
        """The true moment, at which the world is asked for prices."""
        return self.venue.world.clock.now

    @property
    def shown(self) -> datetime:
        """The moment as the exchange believes it to be."""
        return self.venue.world.clock.shown

    @property
    def key(self) -> Key:
        """The key of the caller; raises Refused where there is none."""
        if self.signer is None:
            raise refused(-2014)
        return self.signer

    @property
    def account(self) -> Account:
        """Whose account it is about."""
        return self.world.accounts[self.key.account]

    def book(self, family: Family) -> FuturesBook:
        """The futures that this path may show.

        Those of a portfolio-margin account are seen under papi alone (Binance docs, Portfolio
        Margin); the rest of the interface answers as for somebody who holds nothing.
        """
        account = self.account
        if account.portfolio == below(self.path, ("/papi",)):
            return account.futures[family]
        if not account.portfolio:
            raise refused(-2015)
        return FuturesBook(account.name, family, "", Ids(Seeded("nothing")))

    def options(self) -> OptionBook:
        """The options of the account; raises Refused where the family is off."""
        book = self.account.options
        if book is None:
            raise refused(-2015)
        return book


Weight = int | Callable[[Query], int]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address: what asking costs, who may, and the answer."""

    method: str
    path: str
    weight: Weight
    security: Security
    answer: Callable[[Call], object]
    is_positions: bool = False
    """Whether the fault that empties lists of positions hits it."""


def public(path: str, weight: Weight, answer: Callable[[Call], object]) -> Endpoint:
    """What anybody may read."""
    return Endpoint("GET", path, weight, Security.NONE, answer)


def signed(path: str, weight: Weight, answer: Callable[[Call], object]) -> Endpoint:
    """What only the account's owner may read."""
    return Endpoint("GET", path, weight, Security.SIGNED, answer)


def positions(path: str, weight: Weight, answer: Callable[[Call], object]) -> Endpoint:
    """A list of the owner's positions."""
    return Endpoint("GET", path, weight, Security.SIGNED, answer, is_positions=True)


def with_symbol(one: int, every: int) -> Weight:
    """A weight that is larger without a symbol."""
    return lambda query: every if query.text("symbol") is None else one


def routes(venue: Venue, endpoints: Iterable[Endpoint]) -> list[web.AbstractRouteDef]:
    """A route for each endpoint."""
    return [
        web.route(e.method, e.path, _handler(venue, e))
        if e.method != "GET"
        else web.get(e.path, _handler(venue, e), allow_head=False)
        for e in endpoints
    ]


def refuse_all_else(venue: Venue) -> Handler:
    """The handler of every other address and method."""

    async def handler(request: web.Request) -> web.StreamResponse:
        venue.tally.refuse(request.method, request.path)
        return page(404) if request.method == "GET" else refusal(refused(-2015))

    return handler


def _handler(venue: Venue, endpoint: Endpoint) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        path, _, raw = request.raw_path.partition("?")
        body = (await request.read()).decode(errors="replace")
        query = Query(raw, body, empty=-1130 if below(path, ("/eapi",)) else -1105)
        try:
            spending = _spend(venue, endpoint, query, request)
        except Refused as error:
            return refusal(error)
        if spending.wait:
            response = _over(path, request.remote, spending)
        else:
            response = _answer(venue, endpoint, request, path, query, raw, body)
        response.headers[USED_WEIGHT] = str(spending.used)
        return response

    return handler


def _spend(venue: Venue, endpoint: Endpoint, query: Query, request: web.Request) -> Spending:
    weight = endpoint.weight if isinstance(endpoint.weight, int) else endpoint.weight(query)
    budget = next((b for root, b in _BUDGETS.items() if below(endpoint.path, (root,))))
    return venue.limits.take(request.remote, budget, weight, venue.world.clock.shown)


def _over(path: str, address: str | None, spending: Spending) -> web.Response:
    if spending.banned_until is None:
        return too_many(path, spending.wait, f"Too many requests of IP({address}).")
    until = int(spending.banned_until.timestamp() * 1000)
    text = f"Way too many requests; IP({address}) banned until {until}."
    return too_many(path, spending.wait, text, 418)


def _answer(
    venue: Venue,
    endpoint: Endpoint,
    request: web.Request,
    path: str,
    query: Query,
    raw: str,
    body: str,
) -> web.Response:
    try:
        if (code := venue.faults.refusal.take()) is not None:
            raise refused(int(code) if code.removeprefix("-").isdigit() else -1000)
        signer = _signer(venue, endpoint, request.headers.get("X-MBX-APIKEY"), raw, body)
        if endpoint.is_positions and venue.faults.empty.take() is not None:
            return reply([])
        return reply(endpoint.answer(Call(venue, query, path, signer)))
    except Refused as error:
        return refusal(error)


def _signer(venue: Venue, endpoint: Endpoint, named: str | None, raw: str, body: str) -> Key | None:
    try:
        match endpoint.security:
            case Security.NONE:
                return None
            case Security.KEY:
                return venue.keys.named(named)
            case Security.SIGNED:
                return venue.keys.signer(named, raw, body, venue.world.clock.shown)
    except Refused as error:
        venue.tally.failed_logins += error.code in (-1022, -2014, -2015)
        raise


_BUDGETS = {
    "/fapi": Budget.FUTURES,
    "/dapi": Budget.FUTURES,
    "/futures/data": Budget.FUTURES,
    "/eapi": Budget.OPTIONS,
    "/papi": Budget.PORTFOLIO,
    "/sapi": Budget.WALLET,
    "/api/v3": Budget.WALLET,
}
