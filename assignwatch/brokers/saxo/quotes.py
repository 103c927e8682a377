"""Prices of trade/v1/infoprices, as quotes that say how old they are.

Pure. Without a market-data subscription Saxo's prices are late; a quote is dated by when the price
was true and its source names the delay. The close that Saxo shows is that of a day it does not
name, so it is never told as a settlement. Source: Saxo OpenAPI reference, trade/v1/infoprices.
"""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

import msgspec

from assignwatch.brokers.records import unreadable
from assignwatch.brokers.saxo import figures
from assignwatch.brokers.saxo.wire import Row
from assignwatch.brokers.saxo.wire_reference import InfoPrice
from assignwatch.core.model import Problem
from assignwatch.core.observations import Quote

_WHERE = "infoprices"


def from_rows(rows: Iterable[Row]) -> tuple[list[Quote], list[Problem]]:
    """The prices in the rows, and a problem for each row that cannot be read.

    A row without any price, as of a market that this user may not see, is passed over.
    """
    quotes: list[Quote] = []
    odd: list[Problem] = []
    for row in rows:
        try:
            quote = _quote(msgspec.convert(row, InfoPrice))
        except (msgspec.MsgspecError, ValueError, ArithmeticError) as error:
            odd.append(unreadable(_WHERE, error).problem)
            continue
        if quote is not None:
            quotes.append(quote)
    return quotes, odd


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
