"""Settlement prices of dated futures, as quotes.

Pure. The list dates a price to the midnight of its delivery day, so that it is put to its contract
by the day. Source: Binance docs, USDⓈ-M Futures, "Quarterly Contract Settlement Price"; COIN-M
Futures, "Index Price and Mark Price".
"""

from collections.abc import Iterable, Mapping

from msgspec import Raw

from assignwatch.brokers.binance import figures, instruments
from assignwatch.brokers.binance.payloads import row
from assignwatch.brokers.binance.wire_futures import DeliveryPrice
from assignwatch.brokers.records import Records
from assignwatch.core.model import Instrument, InstrumentId, Problem
from assignwatch.core.observations import Quote

SOURCE = "Binance delivery price"


def deliveries(
    raws: Iterable[Raw], pair: str, known: Mapping[InstrumentId, Instrument]
) -> tuple[list[Quote], list[Problem]]:
    """The prices on which futures of this pair were delivered, and a problem for each odd row.

    Dated at the contract's own end where that is known, else as the list dates it.
    """
    records = Records("delivery-price")
    quotes: list[Quote] = []
    for raw in raws:
        with records.tolerating():
            told = row(raw, DeliveryPrice)
            dated, price = figures.time(told.delivery_time), figures.number(told.delivery_price)
            contract = figures.instrument_id(f"{pair}_{dated:%y%m%d}")
            ended = instruments.ends_at(known.get(contract))
            at = ended if ended is not None and ended.date() == dated.date() else dated
            quotes.append(Quote(at, contract, settlement=price, source=SOURCE))
    return quotes, records.odd
