"""Kraken's derivatives REST interface: what may be read, and the refusal of everything else.

Every answer is HTTP 200; whether it is one is told by `result` (Kraken docs, guide "Futures REST").
The interface is read-only here by construction: there is no handler that changes the world, and
each call outside `ENDPOINTS` is refused and written into the tally.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from aiohttp.typedefs import Handler

from assignwatch.simulator.clock import iso, milliseconds
from assignwatch.simulator.kraken import render, wallets
from assignwatch.simulator.kraken.auth import Refused
from assignwatch.simulator.kraken.book import Book
from assignwatch.simulator.kraken.gate import DERIVATIVES, claim, forbidden, reply
from assignwatch.simulator.kraken.query import Query
from assignwatch.simulator.kraken.render import Json
from assignwatch.simulator.kraken.venue import Venue

FILLS_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Public:
    """Something that anybody may read, free of charge."""

    name: str
    answer: Callable[[Venue], Json]


@dataclass(frozen=True, slots=True)
class Private:
    """Something of one account; `cost` in tokens of the derivatives budget."""

    name: str
    cost: Callable[[Query], int]
    answer: Callable[[Venue, Book, Query], Json]


def routes(venue: Venue) -> list[web.AbstractRouteDef]:
    """Everything under /derivatives/api/v3 that is answered."""
    found: list[web.AbstractRouteDef] = []
    for public in PUBLIC:
        handler = _open_to_all(venue, public)
        found.append(web.get(f"{DERIVATIVES}/{public.name}", handler, allow_head=False))
    for private in PRIVATE:
        handler = _signed_only(venue, private)
        found.append(web.get(f"{DERIVATIVES}/{private.name}", handler, allow_head=False))
    return found


def refuse_all_else(venue: Venue) -> Handler:
    """The handler of every other address and method."""

    async def handler(request: web.Request) -> web.StreamResponse:
        venue.tally.refuse(request.method, request.path)
        if request.path.startswith("/derivatives"):
            return _error(venue, "insufficientPrivileges")
        return forbidden()

    return handler


def _open_to_all(venue: Venue, endpoint: Public) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        del request
        if (code := venue.faults.refusal.take()) is not None:
            return _error(venue, code)
        return _success(venue, endpoint.answer(venue))

    return handler


def _signed_only(venue: Venue, endpoint: Private) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        if (code := venue.faults.refusal.take()) is not None:
            return _error(venue, code)
        query = Query(request)
        cost = endpoint.cost(query)
        if venue.limits.derivatives.take(request.remote, cost, venue.world.clock.now):
            return _error(venue, "apiLimitExceeded")
        try:
            key = venue.keys.caller(await claim(request))
            body = endpoint.answer(venue, venue.world.books[key.account], query)
        except Refused as refused:
            venue.tally.failed_logins += refused.code == "authenticationError"
            return _error(venue, refused.code)
        return _success(venue, body)

    return handler


def _success(venue: Venue, body: Json) -> web.Response:
    shown = iso(venue.world.clock.shown)
    return reply({"result": "success", **body, "serverTime": shown})


def _error(venue: Venue, code: str) -> web.Response:
    return reply({"result": "error", "error": code, "serverTime": iso(venue.world.clock.shown)})


def _open_positions(venue: Venue, book: Book, query: Query) -> Json:
    del query
    if venue.faults.empty.take() is not None:
        return {}
    world, now = venue.world, venue.world.clock.now
    rows = [
        render.open_position(holding, book.accrued(symbol, world.mark(symbol, now), now))
        for symbol, holding in book.holdings.items()
    ]
    return {"openPositions": rows}


def _fills(venue: Venue, book: Book, query: Query) -> Json:
    del venue
    fills = book.fills
    if (before := query.text("lastFillTime")) is not None:
        end = _milliseconds(before)
        fills = [fill for fill in fills if milliseconds(fill.at) < end]
    return {"fills": [render.fill(fill) for fill in reversed(fills[-FILLS_PER_PAGE:])]}


def _milliseconds(text: str) -> int:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused("invalidArgument: lastFillTime") from error
    if at.tzinfo is None:
        raise Refused("invalidArgument: lastFillTime")
    return milliseconds(at)


def _open_orders(venue: Venue, book: Book, query: Query) -> Json:
    del venue, query
    return {"openOrders": [render.order(order) for order in book.orders.values()]}


def _accounts(venue: Venue, book: Book, query: Query) -> Json:
    del query
    return {"accounts": wallets.accounts(venue.world, book, venue.world.clock.now)}


def _notifications(venue: Venue, book: Book, query: Query) -> Json:
    del book, query
    return {"notifications": render.notifications(venue.world, venue.world.clock.now)}


def _instruments(venue: Venue) -> Json:
    world = venue.world
    listed = world.contracts.values()
    return {
        "instruments": [render.instrument(c, world.tradeable(c, world.clock.now)) for c in listed]
    }


def _tickers(venue: Venue) -> Json:
    world = venue.world
    listed = world.contracts.values()
    return {"tickers": [render.ticker(world, c, world.clock.now) for c in listed]}


def _costs(tokens: int) -> Callable[[Query], int]:
    return lambda query: tokens


PUBLIC = (Public("instruments", _instruments), Public("tickers", _tickers))

PRIVATE = (
    Private("openpositions", _costs(2), _open_positions),
    Private("fills", lambda query: 2 if query.text("lastFillTime") is None else 25, _fills),
    Private("openorders", _costs(2), _open_orders),
    Private("accounts", _costs(2), _accounts),
    Private("notifications", _costs(1), _notifications),
)
"""The read-only list, with the costs of Kraken docs, guide "Futures rate limits"."""
