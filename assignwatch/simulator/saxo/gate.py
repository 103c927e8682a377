"""What every HTTP request meets first: counting, the present faults, its token and its budget.

`host` installs `gate` before all routes. `reply` and `refusal` are the shapes in which handlers
answer, `caller` says whose session a request belongs to. Sources: Saxo's pages on status codes and
on rate limiting.
"""

from collections.abc import Mapping, Sequence
from email.utils import format_datetime

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from assignwatch.simulator.exact_json import dumps
from assignwatch.simulator.saxo import oauth
from assignwatch.simulator.saxo.limits import Limits
from assignwatch.simulator.saxo.parts import Parts
from assignwatch.simulator.saxo.sessions import Session
from assignwatch.simulator.seeded import Seeded

OPENAPI = "/openapi"
STREAMING = "/oapi/streaming/ws"
CONNECT = f"{STREAMING}/connect"
INVALID = "One or more properties of the request are invalid!"

PAGE = "<!DOCTYPE html><html><title>Saxo</title><body>We will be right back.</body></html>"

_BEARER = "bearer "
_WAIT = 5


def gate(venue: Parts, limits: Limits | None = None) -> Middleware:
    """The middleware that lets faults act and strangers wait before any handler sees a request."""
    limits = limits or Limits()
    correlations = Seeded("saxo/correlations")

    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        faults = venue.faults
        if (status := faults.status.take()) is not None:
            return _failure(request.path, int(status))
        if faults.garbage.take() is not None:
            return web.Response(text=PAGE, content_type="text/html")
        if not _below(request.path, OPENAPI):
            return await handler(request)
        session = caller(venue, request)
        if session is None:
            venue.tally.failed_logins += 1
            return web.Response(status=401)
        group = request.path.removeprefix(OPENAPI).strip("/").partition("/")[0]
        spending = limits.take(session.id, group, venue.world.clock.now)
        if not spending.allowed:
            response: web.StreamResponse = _too_many()
        elif (code := faults.refusal.take()) is not None:
            response = refusal(code, "The request was refused.")
        else:
            response = await handler(request)
        response.headers.update(spending.headers)
        return response

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        path = request.path
        if venue.faults.gone and (_below(path, OPENAPI) or _below(path, STREAMING)):
            return web.Response(text="Gone", status=410)
        if path == CONNECT:
            return await handler(request)
        venue.tally.requests += 1
        await venue.faults.hold()
        response = await answer(request, handler)
        response.headers["Date"] = format_datetime(venue.world.clock.shown, usegmt=True)
        response.headers["X-Correlation"] = correlations.next_uuid()
        return response

    return middleware


def bearer(authorization: str | None) -> str | None:
    """The token in an `Authorization` of the kind that Saxo takes, in any case."""
    if authorization is None or not authorization.lower().startswith(_BEARER):
        return None
    return authorization[len(_BEARER) :].strip() or None


def caller(venue: Parts, request: web.Request) -> Session | None:
    """The session of a request's token, if that is valid now."""
    return venue.sessions.of(bearer(request.headers.get("Authorization")))


def reply(body: object, status: int = 200) -> web.Response:
    """A JSON response with exact numbers."""
    return web.Response(text=dumps(body), status=status, content_type="application/json")


def refusal(code: str, message: str, status: int = 400) -> web.Response:
    """A refusal with Saxo's own code."""
    return reply({"Message": message, "ErrorCode": code}, status)


def invalid(model: Mapping[str, Sequence[str]]) -> web.Response:
    """A refusal that names the fields at fault."""
    return reply({"Message": INVALID, "ModelState": model, "ErrorCode": "InvalidModelState"}, 400)


def forbidden() -> web.Response:
    """A call that the app has no right to make."""
    return refusal("Forbidden", "The app may only read.", 403)


def _below(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")


def _too_many() -> web.Response:
    return refusal("RateLimitExceeded", "Too many requests.", 429)


def _failure(path: str, status: int) -> web.Response:
    if path == oauth.TOKEN and status < 500:
        return oauth.refusal("invalid_grant", "The grant is not valid.", status)
    if status == 401:
        return web.Response(status=401)
    if status == 403:
        return forbidden()
    if status == 429:
        response = _too_many()
        response.headers["X-RateLimit-Session-Reset"] = str(_WAIT)
        return response
    if status == 503:
        return refusal("ServiceUnavailable", "The service is not available.", 503)
    return web.Response(text=PAGE, status=status, content_type="text/html")
