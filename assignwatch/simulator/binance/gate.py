"""What every HTTP request meets first: counting and the present faults; and the shapes of replies.

`host` installs `gate` before all routes. Source: Binance docs, "General Info" (HTTP return codes).
"""

from email.utils import format_datetime

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from assignwatch.simulator.binance.channels import FORMS, ROUTES
from assignwatch.simulator.binance.refusals import (
    TOO_MANY,
    TOO_MANY_OPTIONS,
    Refused,
    refused,
)
from assignwatch.simulator.binance.venue import Venue
from assignwatch.simulator.exact_json import dumps

REST_ROOTS = ("/fapi", "/dapi", "/eapi", "/papi", "/sapi", "/api/v3", "/futures/data")
SOCKET_ROOTS = tuple(f"/{root}" for root in (*FORMS, *ROUTES))
USED_WEIGHT = "X-MBX-USED-WEIGHT-1M"
RETRY_AFTER = "Retry-After"
WAIT = 5
"""Seconds that a planted 429 or 418 asks for."""

PAGE = "<!DOCTYPE html><html><title>Binance</title><body>We will be right back.</body></html>"


def gate(venue: Venue) -> Middleware:
    """The middleware that lets faults act before any handler sees the request."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        path, faults = request.path, venue.faults
        socket = below(path, SOCKET_ROOTS)
        if faults.gone and (socket or below(path, REST_ROOTS)):
            return web.Response(text="Gone", status=410)
        if socket:
            return await handler(request)
        venue.tally.requests += 1
        await faults.hold()
        if (status := faults.status.take()) is not None:
            response: web.StreamResponse = _failure(path, int(status))
        elif faults.garbage.take() is not None:
            response = page()
        else:
            response = await handler(request)
        response.headers["Date"] = format_datetime(venue.world.clock.shown, usegmt=True)
        return response

    return middleware


def below(path: str, roots: tuple[str, ...]) -> bool:
    """Whether a path lies below one of the roots."""
    return any(path == root or path.startswith(f"{root}/") for root in roots)


def reply(body: object, status: int = 200) -> web.Response:
    """A JSON response with exact numbers."""
    return web.Response(text=dumps(body), status=status, content_type="application/json")


def refusal(error: Refused) -> web.Response:
    """A refusal with Binance's own code."""
    return reply({"code": error.code, "msg": error.message}, error.status)


def too_many(path: str, wait: int, text: str, status: int = 429) -> web.Response:
    """A refusal of an address that asks too much, with the seconds to wait."""
    code = TOO_MANY_OPTIONS if below(path, ("/eapi",)) else TOO_MANY
    response = refusal(Refused(code, text, status))
    response.headers[RETRY_AFTER] = str(wait)
    return response


def page(status: int = 200) -> web.Response:
    """A web page, as a firewall answers."""
    return web.Response(text=PAGE, status=status, content_type="text/html")


def _failure(path: str, status: int) -> web.Response:
    if status == 401:
        return refusal(refused(-2015))
    if status in (418, 429):
        return too_many(path, WAIT, "Too many requests.", status)
    if status == 503:
        return refusal(Refused(-1008, "Service Unavailable", 503))
    if status == 400:
        return refusal(refused(-1000))
    return page(status)
