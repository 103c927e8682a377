"""What every HTTP request meets first: counting, the present faults, and the reading of its claim.

`host` installs `gate` before the routes of `rest` and `history`; both use `claim` and `reply`.
"""

from email.utils import format_datetime

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from assignwatch.simulator.exact_json import dumps
from assignwatch.simulator.kraken.auth import Claim
from assignwatch.simulator.kraken.venue import Venue

SOCKET_PATH = "/ws/v1"
DERIVATIVES = "/derivatives/api/v3"
RATE_RESET = "rate-limit-reset"
"""Header of a 429: whole seconds until there is budget again (Kraken docs, "Get account log")."""

PAGE = "<!DOCTYPE html><html><title>Kraken</title><body>We will be right back.</body></html>"


def gate(venue: Venue) -> Middleware:
    """The middleware that lets faults act before any handler sees the request."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        faults = venue.faults
        if faults.gone and request.path.startswith((DERIVATIVES, SOCKET_PATH)):
            return _plain(410, "Gone")
        if request.path == SOCKET_PATH:
            return await handler(request)
        venue.tally.requests += 1
        await faults.hold()
        if (status := faults.status.take()) is not None:
            response: web.StreamResponse = _failure(int(status))
        elif faults.garbage.take() is not None:
            response = web.Response(text=PAGE, content_type="text/html")
        else:
            response = await handler(request)
        response.headers["Date"] = format_datetime(venue.world.clock.shown, usegmt=True)
        return response

    return middleware


async def claim(request: web.Request) -> Claim:
    """Who the request says it is from, with path and parameters exactly as on the wire."""
    path, _, query = request.raw_path.partition("?")
    return Claim(
        api_key=request.headers.get("APIKey"),
        authent=request.headers.get("Authent"),
        nonce=request.headers.get("Nonce"),
        path=path,
        data=query.encode() + await request.read(),
    )


def reply(body: object, status: int = 200) -> web.Response:
    """A JSON response with exact numbers."""
    return web.Response(text=dumps(body), status=status, content_type="application/json")


def too_many(wait: int) -> web.Response:
    """A refusal for lack of budget, with the seconds to wait."""
    response = _plain(429, "Rate limit exceeded")
    response.headers[RATE_RESET] = str(wait)
    return response


def unauthorized(reason: str) -> web.Response:
    """The history interface's answer to a caller that it does not know."""
    return reply({"status": "unauthorized", "reason": reason}, 401)


def forbidden() -> web.Response:
    """The answer to a key that has no right to something."""
    return reply({"status": "forbidden", "reason": "insufficientPrivileges"}, 403)


def _failure(status: int) -> web.Response:
    if status == 401:
        return unauthorized("authenticationError")
    if status == 403:
        return forbidden()
    if status == 429:
        return too_many(5)
    return web.Response(text=PAGE, status=status, content_type="text/html")


def _plain(status: int, text: str) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/plain")
