"""Open positions, from /openpositions or the feed `open_positions`, as readings of the account.

Pure. Contracts that have matured and are not settled yet stay listed, as Kraken lists them. A
reply without the list is refused by `wire.py`, never read as flat. Sources: Kraken docs, Futures
REST "Get open positions", Futures WebSocket "Open positions".
"""

from datetime import datetime
from decimal import Decimal

import msgspec

from assignwatch.brokers.kraken import figures
from assignwatch.brokers.kraken.wire import OpenPositions, SocketPosition, SocketPositions
from assignwatch.brokers.records import unreadable
from assignwatch.core.model import AccountKey, PositionRow
from assignwatch.core.observations import Quote, Snapshot


def from_rest(body: bytes, account: AccountKey, at: datetime) -> Snapshot:
    """The reading in a reply of /openpositions. Raises `BadPayload`."""
    try:
        reply = msgspec.json.decode(body, type=OpenPositions)
        rows = tuple(
            PositionRow(
                figures.instrument_id(row.symbol),
                _signed(row.side, figures.exact(row.size)),
                price=figures.price(row.price),
            )
            for row in reply.open_positions
        )
    except (msgspec.MsgspecError, ValueError, ArithmeticError) as error:
        raise unreadable("openpositions", error) from error
    return Snapshot(at, account, rows)


def from_socket(frame: bytes, account: AccountKey) -> tuple[Snapshot, list[Quote]]:
    """The reading in a message, and the mark price of each position. Raises `BadPayload`."""
    try:
        message = msgspec.json.decode(frame, type=SocketPositions)
        at = figures.from_millis(message.timestamp)
        rows = tuple(map(_row, filter(lambda position: position.balance, message.positions)))
        quotes = [
            Quote(at, figures.instrument_id(p.instrument), last=mark, source="mark")
            for p in message.positions
            if (mark := figures.price(p.mark_price)) is not None
        ]
    except (msgspec.MsgspecError, ValueError, ArithmeticError) as error:
        raise unreadable("open_positions", error) from error
    return Snapshot(at, account, rows), quotes


def _signed(side: str, size: Decimal) -> Decimal:
    match side:
        case "long":
            return size
        case "short":
            return size.copy_negate()
        case _:
            raise ValueError(f"side {side!r}")


def _row(position: SocketPosition) -> PositionRow:
    return PositionRow(
        figures.instrument_id(position.instrument),
        figures.exact(position.balance),
        price=figures.price(position.entry_price),
    )
