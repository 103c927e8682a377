"""Trades from userTrades of every family, as fills.

Pure. The list names the order and not who placed it; a fill of an order of Binance's is told from
one of the trader's by the booking of the same order. Sources: Binance docs, "Account Trade List" of
USDⓈ-M Futures, COIN-M Futures, Options Trading and Portfolio Margin.
"""

from collections.abc import Iterable

from msgspec import Raw

from assignwatch.brokers.binance import figures
from assignwatch.brokers.binance.orders import Context, fill
from assignwatch.brokers.binance.payloads import row
from assignwatch.brokers.binance.wire_futures import Trade
from assignwatch.brokers.binance.wire_options import OptionTrade
from assignwatch.brokers.records import Records
from assignwatch.core.observations import Fill
from assignwatch.core.words import Side

RECORD = "userTrades"


def parse(raws: Iterable[Raw], context: Context) -> Records:
    """The trades of a page, in its order."""
    read = _of_option if context.scope == figures.EAPI else _of_future
    records = Records(RECORD)
    for raw in raws:
        with records.tolerating():
            records.facts.append(read(raw, context))
    return records


def _of_future(raw: Raw, context: Context) -> Fill:
    told = row(raw, Trade)
    return fill(
        context,
        figures.time(told.time),
        told.symbol,
        told.order_id,
        told.id,
        figures.signed(figures.number(told.qty), told.side),
        figures.number(told.price),
        figures.side(told.position_side),
    )


def _of_option(raw: Raw, context: Context) -> Fill:
    told = row(raw, OptionTrade)
    return fill(
        context,
        figures.time(told.time),
        told.symbol,
        told.order_id,
        told.trade_id,
        figures.signed(figures.number(told.quantity), told.side),
        figures.number(told.price),
        Side.NET,
    )
