"""Reading a list of Saxo's to its end, page by page.

`reader.py` asks for every list through `whole`. A page says where the next one is; a list that does
not end is said to be unreadable, never cut short in silence.
"""

from urllib.parse import parse_qsl, urlsplit

from assignwatch.brokers.saxo.calls import Call
from assignwatch.brokers.saxo.errors import unreadable
from assignwatch.brokers.saxo.rest import Query, Rest
from assignwatch.brokers.saxo.wire import Page, Row, decoded, objects

_MOST_PAGES = 100
_PAGE = ("$top", "1000")


async def whole(rest: Rest, call: Call, params: Query) -> list[Row]:
    """All rows, in the order of the pages. Raises `BrokerError`."""
    asked: Query = (*params, _PAGE)
    rows: list[Row] = []
    for _ in range(_MOST_PAGES):
        page = decoded(await rest.get(call, asked), Page, call.name)
        rows += objects(page.data)
        following = _following(page.next, params)
        if following is None or following == asked:
            return rows
        asked = following
    raise unreadable(call.name, "more pages than one reading may take")


def _following(address: str | None, params: Query) -> Query | None:
    """What the next page is asked with: what the address says, and what it leaves out."""
    if not address:
        return None
    told = parse_qsl(urlsplit(address).query, keep_blank_values=True)
    named = {name for name, _ in told}
    return (*((name, value) for name, value in params if name not in named), *told)
