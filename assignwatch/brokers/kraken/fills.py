"""Fills of either kind, from /fills or the feed `fills`: trades, and what Kraken's engine did.

Pure. Both lists tell the same executions under the same `fill_id`, so both give the same facts.
Sources: Kraken docs, Futures REST "Get fills", Futures WebSocket "Fills".
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import msgspec

from assignwatch.brokers.kraken import causes, figures
from assignwatch.brokers.kraken.evidence import evidence
from assignwatch.brokers.kraken.wire import RestFill, SocketFill
from assignwatch.brokers.records import Records
from assignwatch.core.model import AccountKey
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.words import Cause

RECORD = "fills"


def from_rest(rows: Iterable[msgspec.Raw], account: AccountKey) -> Records:
    """The fills of a page of /fills, in its order."""
    records = Records(RECORD)
    for raw in rows:
        with records.tolerating():
            row = msgspec.json.decode(raw, type=RestFill)
            if row.side not in ("buy", "sell"):
                raise ValueError(f"side {row.side!r}")
            size = row.size if row.side == "buy" else row.size.copy_negate()
            cause = causes.of_fill(row.fill_type, None, None)
            at = figures.utc(row.fill_time)
            records.facts.append(
                _fact(
                    account, raw, row.fill_id, row.order_id, row.symbol, at, size, row.price, cause
                )
            )
    return records


def from_socket(rows: Iterable[msgspec.Raw], account: AccountKey) -> Records:
    """The fills of a message, in its order."""
    records = Records(RECORD)
    for raw in rows:
        with records.tolerating():
            row = msgspec.json.decode(raw, type=SocketFill)
            size = row.qty if row.buy else row.qty.copy_negate()
            cause = causes.of_fill(row.fill_type, row.order_type, row.taker_order_type)
            at = figures.from_millis(row.time)
            records.facts.append(
                _fact(
                    account,
                    raw,
                    row.fill_id,
                    row.order_id,
                    row.instrument,
                    at,
                    size,
                    row.price,
                    cause,
                )
            )
    return records


def _fact(
    account: AccountKey,
    raw: msgspec.Raw,
    fill_id: str,
    order: str | None,
    symbol: str,
    at: datetime,
    size: Decimal,
    price: Decimal,
    cause: Cause | None,
) -> Fill | Booking:
    instrument, quantity = figures.instrument_id(symbol), figures.exact(size)
    if cause is None:
        return Fill(
            at,
            account,
            fill_id,
            instrument,
            quantity,
            figures.exact(price),
            order=order,
            event=fill_id,
        )
    return Booking(
        at,
        account,
        fill_id,
        instrument,
        quantity,
        cause,
        price=figures.price(price),
        event=fill_id,
        record=RECORD,
        raw=evidence(raw),
    )
