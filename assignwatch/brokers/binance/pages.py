"""Lists that Binance gives in pages, read whole.

The readers ask through these. Each list has a way of its own to go on where a page ended: a page
number, or the id of the last row; and asks for no more than a week at a time. A list that does not
end is not read: what is missing in it would look as if it had not happened. Sources: Binance docs,
USDⓈ-M Futures, "Get Income History", "Account Trade List", "All Orders", "User's Force Orders", and
their like of the other families.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Raw

from assignwatch.brokers.binance import figures
from assignwatch.brokers.binance.calls import Call, Query
from assignwatch.brokers.binance.payloads import row, rows
from assignwatch.brokers.binance.rest import Rest
from assignwatch.brokers.records import unreadable

A_WEEK = timedelta(days=7) - timedelta(seconds=1)
"""The longest span that trades and orders may be asked for at once is less than seven days."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_A_MOMENT = timedelta(seconds=1)
_MOST_PAGES = 50
_TOO_MUCH = f"more than {_MOST_PAGES} pages"


class _Numbered(msgspec.Struct, rename="camel"):
    id: int | str | None = None
    order_id: int | str | None = None


async def numbered(
    rest: Rest, call: Call, floor: datetime, until: datetime, limit: int
) -> list[Raw]:
    """The rows between two times of a list whose pages are numbered. Raises `BrokerError`."""
    found: list[Raw] = []
    span = [("startTime", millis(floor)), ("endTime", millis(until)), ("limit", str(limit))]
    for page in range(1, _MOST_PAGES + 1):
        got = rows(await rest.get(call, [*span, ("page", str(page))]), call.name)
        found += got
        if len(got) < limit:
            return found
    raise unreadable(call.name, _TOO_MUCH)


async def by_id(
    rest: Rest,
    call: Call,
    params: Query,
    floor: datetime,
    until: datetime,
    limit: int,
    *,
    go_on: str,
) -> list[Raw]:
    """The rows between two times of a list that goes on from an id. Raises `BrokerError`.

    `go_on` is the parameter that names the row to go on from, which it gives once more: rows may
    come twice, and later than `until`.
    """
    found: list[Raw] = []
    for start, end in weeks(floor, until):
        span = [("startTime", millis(start)), ("endTime", millis(end))]
        got = rows(await rest.get(call, [*params, *span, ("limit", str(limit))]), call.name)
        found += got
        if len(got) >= limit:
            return found + await _onward(rest, call, params, got, limit, go_on)
    return found


async def _onward(
    rest: Rest, call: Call, params: Query, got: list[Raw], limit: int, go_on: str
) -> list[Raw]:
    """All that comes after a full page, up to now."""
    found: list[Raw] = []
    for _ in range(_MOST_PAGES):
        onward = (go_on, str(max(_id(each, call, go_on) for each in got)))
        got = rows(await rest.get(call, [*params, onward, ("limit", str(limit))]), call.name)
        found += got
        if len(got) < limit:
            return found
    raise unreadable(call.name, _TOO_MUCH)


async def by_symbol(
    rest: Rest,
    call: Call,
    symbols: Iterable[str],
    floor: datetime,
    until: datetime,
    limit: int,
    *,
    go_on: str,
) -> list[Raw]:
    """The rows of a list that Binance gives for one symbol at a time; see `by_id`."""
    found: list[Raw] = []
    for symbol in sorted(symbols):
        named = [("symbol", symbol)]
        found += await by_id(rest, call, named, floor, until, limit, go_on=go_on)
    return found


async def at_once(
    rest: Rest, call: Call, params: Query, floor: datetime, until: datetime, limit: int
) -> list[Raw]:
    """The rows of a list that has no further pages: of a full one both halves are asked for.

    Raises `BrokerError`, `BadPayload` for one that is full within a moment.
    """
    found: list[Raw] = []
    left = [*weeks(floor, until)]
    while left:
        start, end = left.pop(0)
        span = [("startTime", millis(start)), ("endTime", millis(end))]
        got = rows(await rest.get(call, [*params, *span, ("limit", str(limit))]), call.name)
        if len(got) < limit:
            found += got
        elif end - start < _A_MOMENT:
            raise unreadable(call.name, f"more than {limit} rows")
        else:
            middle = start + (end - start) / 2
            left = [(start, middle), (middle, end), *left]
    return found


def weeks(floor: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The time between two moments in spans that Binance answers for, both ends included."""
    start = floor
    while start <= until:
        yield start, min(start + A_WEEK, until)
        start += A_WEEK + timedelta(milliseconds=1)


def millis(at: datetime) -> str:
    """A time as Binance's parameters have it."""
    return str((at - _EPOCH) // timedelta(milliseconds=1))


def _id(each: Raw, call: Call, go_on: str) -> int:
    try:
        told = row(each, _Numbered)
        return figures.whole(told.order_id if go_on == "orderId" else told.id)
    except (msgspec.MsgspecError, ValueError) as error:
        raise unreadable(call.name, error) from error
