"""Reading a list of Saxo's to its end, page by page.

`reader.py` asks for every list through `whole`. A page says where the next one is; a list that does
not end is said to be unreadable, never cut short in silence.
"""

from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

from assignwatch.brokers.records import unreadable
from assignwatch.brokers.saxo.calls import Call
from assignwatch.brokers.saxo.rest import Query, Rest
from assignwatch.brokers.saxo.wire import Page, Row, decoded, objects

_MOST_PAGES = 100
_PAGE = ("$top", "1000")


async def whole(rest: Rest, call: Call, params: Query, *, counted: bool = False) -> list[Row]:
    """All rows, in the order of the pages. Raises `BrokerError`.

    `counted` refuses a list that has fewer rows than it says: for one whose gaps would be read as
    an end.
    """
    asked: Query | None = (*params, _PAGE)
    rows: list[Row] = []
    seen: list[Query] = []
    count = Decimal()
    while asked is not None:
        if asked in seen:
            raise unreadable(call.name, "a page that is followed by itself")
        if len(seen) == _MOST_PAGES:
            raise unreadable(call.name, "more pages than one reading may take")
        seen.append(asked)
        page = decoded(await rest.get(call, asked), Page, call.name)
        rows += objects(page.data)
        count = page.count or count
        asked = _following(page.next, params)
    if counted and len(rows) < count:
        raise unreadable(call.name, f"{len(rows)} rows of {count:f}")
    return rows


def _following(address: str | None, params: Query) -> Query | None:
    """What the next page is asked with: what the address says, and what it leaves out."""
    if not address:
        return None
    told = parse_qsl(urlsplit(address).query, keep_blank_values=True)
    named = {name for name, _ in told}
    return (*((name, value) for name, value in params if name not in named), *told)
