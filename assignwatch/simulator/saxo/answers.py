"""How a read is answered: rows in pages, objects, and refusals in Saxo's shape.

`rest` hands every handler's result to `answered`. A list is cut by `$top` and `$skip`, or by
`$skiptoken` where a service pages that way; `__next` is the address of the next page.
"""

from collections.abc import Sequence

from aiohttp import web

from assignwatch.simulator.saxo.gate import invalid, refusal, reply
from assignwatch.simulator.saxo.selection import InvalidModel, Selection
from assignwatch.simulator.saxo.showing import BadArguments

PAGE_ROWS = 100
MOST_ROWS = 1000


class NotFound(Exception):
    """There is no such thing; `code` is Saxo's word, the text its message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def answered(
    request: web.Request, result: object, *, skip: str = "$skip", broken: bool = False
) -> web.Response:
    """A list as a page, anything else as it is; `broken` leaves the rows out."""
    if not isinstance(result, Sequence) or isinstance(result, str):
        return reply(result)
    asked = Selection(request.query)
    first = asked.whole(skip) or 0
    top = asked.whole("$top")
    count = max(1, min(PAGE_ROWS if top is None else top, MOST_ROWS))
    body: dict[str, object] = {"__count": len(result)}
    if first + count < len(result):
        pages = {**request.query, "$top": str(count), skip: str(first + count)}
        body["__next"] = str(request.url.with_query(pages))
    if not broken:
        body["Data"] = list(result[first : first + count])
    return reply(body)


def refused(bad: BadArguments) -> web.Response:
    """What is wrong with a request."""
    return invalid(bad.state) if isinstance(bad, InvalidModel) else refusal(bad.code, str(bad))


def missing(absent: NotFound) -> web.Response:
    """What was asked for does not exist."""
    return refusal(absent.code, str(absent), 404)
