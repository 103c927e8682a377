"""Kraken's history interface: the account log, the position events, and the check of a key.

Errors are HTTP statuses here: 401 for a stranger, 429 with `rate-limit-reset` for a caller without
budget, 400 for a parameter that makes no sense. Sources: Kraken docs, Futures history "Get account
log" and "Get position events", Futures auth "Check v3 API key".
"""

import base64
import binascii
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler

from assignwatch.simulator.clock import iso, milliseconds
from assignwatch.simulator.kraken import render
from assignwatch.simulator.kraken.auth import Key, Refused
from assignwatch.simulator.kraken.gate import claim, reply, too_many, unauthorized
from assignwatch.simulator.kraken.query import BadParameter, Query
from assignwatch.simulator.kraken.records import LogRow, PositionEvent
from assignwatch.simulator.kraken.venue import Venue

LOG_ROWS = 500
"""Rows of the account log in one answer, unless the caller names a `count`."""
MOST_LOG_ROWS = 100_000
MOST_EVENTS = 1000

CHANGES = {
    "opened": "open",
    "closed": "close",
    "increased": "increase",
    "decreased": "decrease",
    "reversed": "reverse",
    "no_change": "noChange",
}
REASONS = {
    "trades": "trade",
    "funding_realization": "fundingRealisation",
    "settlement": "settlement",
}
"""Filters of the position events: OR inside each group, AND between them, none means all."""

Row = TypeVar("Row", LogRow, PositionEvent)
Answer = Callable[[Venue, Key, Query], web.Response]


def routes(venue: Venue) -> list[web.AbstractRouteDef]:
    """Both versions of the history paths (v2 is an alias), and the key check."""
    found = [
        web.get(f"/api/history/{version}/{name}", _private(venue, cost, answer), allow_head=False)
        for version in ("v2", "v3")
        for name, cost, answer in (
            ("account-log", _log_cost, _account_log),
            ("positions", _one_token, _positions),
        )
    ]
    check = web.get("/api/auth/v1/api-keys/v3/check", _key_check(venue), allow_head=False)
    return [*found, check]


def _private(venue: Venue, cost: Callable[[Query], int], answer: Answer) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            key = venue.keys.caller(await claim(request))
            query = Query(request)
            tokens = cost(query)
            if wait := venue.limits.history.take(key.api_key, tokens, venue.world.clock.now):
                return too_many(wait)
            return answer(venue, key, query)
        except Refused as refused:
            venue.tally.failed_logins += 1
            return unauthorized(refused.code)
        except BadParameter as bad:
            error = {"code": 0, "message": f"400 BAD_REQUEST {bad}"}
            shown = iso(venue.world.clock.shown)
            body = {"status": "BAD_REQUEST", "result": "error", "errors": [error]}
            return reply({**body, "serverTime": shown}, 400)

    return handler


def _account_log(venue: Venue, key: Key, query: Query) -> web.Response:
    book = venue.world.books[key.account]
    infos = set(query.every("info"))
    first, last = query.whole("from", 1), query.whole("to", len(book.log))
    rows = [
        row
        for row in book.log
        if first <= row.id <= last and _within(row, query) and (not infos or row.info in infos)
    ]
    page = _sorted(rows, query)[: _log_count(query)]
    return reply({"accountUid": book.uid, "logs": [render.log_row(row) for row in page]})


def _positions(venue: Venue, key: Key, query: Query) -> web.Response:
    book = venue.world.books[key.account]
    changes, reasons = _chosen(query, CHANGES), _chosen(query, REASONS)
    tradeable = (query.text("tradeable") or "").upper()
    events = [
        event
        for event in _sorted(book.events, query)
        if (not changes or event.change in changes)
        and (not reasons or event.reason in reasons)
        and (not tradeable or event.contract.symbol == tradeable)
        and _within(event, query)
    ]
    start = _resume(events, query.text("continuation_token"))
    count = max(1, min(query.whole("count", MOST_EVENTS), MOST_EVENTS))
    page = events[start : start + count]
    truncated = start + count < len(events)
    body: dict[str, object] = {
        "accountUid": book.uid,
        "len": len(page),
        "serverTime": iso(venue.world.clock.shown),
        "elements": [render.position_event(event, book.uid) for event in page],
    }
    if truncated:
        body["continuationToken"] = _token(page[-1])
    response = reply(body)
    response.headers["is-truncated"] = str(truncated).lower()
    if truncated:
        response.headers["Next-Continuation-Token"] = _token(page[-1])
    return response


def _key_check(venue: Venue) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            key = venue.keys.caller(await claim(request))
        except Refused as refused:
            venue.tally.failed_logins += 1
            message = "API key is not found or request signature is invalid."
            return reply({"error": refused.code, "message": message, "suberror": None}, 401)
        return reply(
            {
                "apiKey": key.api_key,
                "accountUid": venue.world.books[key.account].uid,
                "iiban": "AA08 N84G CPAR UN7A",
                "createdAt": iso(key.created),
                "permissions": {"general": "READ_ONLY", "transfer": "NO_ACCESS"},
                "allowedCidrBlock": None,
                "allowedCidrBlocks": [],
            }
        )

    return handler


def _one_token(query: Query) -> int:
    del query
    return 1


def _log_cost(query: Query) -> int:
    count = _log_count(query)
    steps = ((25, 1), (50, 2), (1000, 3), (5000, 6))
    return next((tokens for most, tokens in steps if count <= most), 10)


def _log_count(query: Query) -> int:
    return min(query.whole("count", LOG_ROWS), MOST_LOG_ROWS)


def _within(row: LogRow | PositionEvent, query: Query) -> bool:
    at = milliseconds(row.at)
    return query.whole("since", 0) <= at < query.whole("before", at + 1)


def _sorted(rows: Iterable[Row], query: Query) -> list[Row]:
    order = query.text("sort") or "desc"
    if order not in ("asc", "desc"):
        raise BadParameter("sort")
    return list(rows) if order == "asc" else list(rows)[::-1]


def _chosen(query: Query, words: dict[str, str]) -> set[str]:
    return {word for name, word in words.items() if query.flag(name)}


def _token(last: PositionEvent) -> str:
    return base64.urlsafe_b64encode(last.uid.encode()).decode()


def _resume(events: list[PositionEvent], token: str | None) -> int:
    """Where the page after `token` begins; raises BadParameter for a token not of this list."""
    if token is None:
        return 0
    try:
        uid = base64.urlsafe_b64decode(token).decode()
    except (binascii.Error, ValueError) as error:
        raise BadParameter("continuation_token") from error
    for place, event in enumerate(events, start=1):
        if event.uid == uid:
            return place
    raise BadParameter("continuation_token")
