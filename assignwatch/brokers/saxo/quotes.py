"""Prices of trade/v1/infoprices, as quotes that say how old they are.

Pure. Without a market-data subscription Saxo's prices are late; a quote is dated by when the price
was true and its source names the delay. The close that Saxo shows is that of a day it does not
name: it is told only in the hours in which it can be of no other day than the last weekday
(`close_day`), and of what something ends on that very day. Source: Saxo OpenAPI reference,
trade/v1/infoprices.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import msgspec

from assignwatch.brokers.records import unreadable
from assignwatch.brokers.saxo import figures
from assignwatch.brokers.saxo.wire import Row
from assignwatch.brokers.saxo.wire_reference import InfoPrice
from assignwatch.core.model import InstrumentId, Problem
from assignwatch.core.observations import Quote

_WHERE = "infoprices"
_SATURDAY = 5


_FIRST_CLOSE = 5
"""No session of a day has closed by this hour, UTC; Tokyo's is over at six."""


def close_day(now: datetime) -> date | None:
    """The day whose close Saxo shows at this time, in UTC; None while it may be either of two."""
    day = now.date()
    if day.weekday() < _SATURDAY and now.hour >= _FIRST_CLOSE:
        return None
    day -= timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day -= timedelta(days=1)
    return day


def from_rows(
    rows: Iterable[Row],
    closed_on: date | None = None,
    ending: Collection[InstrumentId] = frozenset(),
) -> tuple[list[Quote], list[Problem]]:
    """The prices in the rows, and a problem for each row that cannot be read.

    A row without any price, as of a market that this user may not see, is passed over. The close of
    `closed_on` is told of the instruments `ending`: those that something ends on which is over.
    """
    quotes: list[Quote] = []
    odd: list[Problem] = []
    for row in rows:
        try:
            told = msgspec.convert(row, InfoPrice)
            found = [_quote(told), _close(told, closed_on, ending)]
        except (msgspec.MsgspecError, ValueError, ArithmeticError) as error:
            odd.append(unreadable(_WHERE, error).problem)
            continue
        quotes += [quote for quote in found if quote is not None]
    return quotes, odd


def _close(row: InfoPrice, day: date | None, ending: Collection[InstrumentId]) -> Quote | None:
    instrument = figures.instrument_id(row.uic, row.asset_type)
    close = _price(row.price_info_details.last_close) if row.price_info_details else None
    if day is None or close is None or instrument not in ending:
        return None
    at = datetime.combine(day, time(23, 59, 59), UTC)
    return Quote(at, instrument, settlement=close, source="Saxo, close of the day")


def _quote(row: InfoPrice) -> Quote | None:
    told, more = row.quote, row.price_info_details
    delay = max(told.delayed_by_minutes, 0) if told else 0
    bid, ask = (_price(told.bid), _price(told.ask)) if told else (None, None)
    last = _price(more.last_traded) if more else None
    if bid is None and ask is None and last is None:
        return None
    return Quote(
        figures.utc(row.last_updated) - timedelta(minutes=delay),
        figures.instrument_id(row.uic, row.asset_type),
        bid=bid,
        ask=ask,
        last=last,
        source=f"Saxo, {delay} min delayed" if delay else "Saxo",
    )


def _price(number: Decimal | None) -> Decimal | None:
    """A price; Saxo writes one that it does not have as 0, or leaves it out."""
    return figures.exact(number) if number else None
