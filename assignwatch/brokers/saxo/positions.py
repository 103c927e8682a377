"""Open positions, from port/v1/positions or the stream's merged rows: readings and tagged bookings.

Pure. Saxo lists every position that a trade or a booking made, closed pairs among them until they
are netted at night; a reading nets them for each sub-account and instrument, so that netting is no
change. Rows that Saxo tags with what they came from are its own word for an assignment. Sources:
Saxo OpenAPI reference, port/v1/positions; Saxo OpenAPI learn, "Position netting".
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import msgspec

from assignwatch.brokers.records import Records, unreadable
from assignwatch.brokers.saxo import causes, figures, witnesses
from assignwatch.brokers.saxo.evidence import evidence
from assignwatch.brokers.saxo.wire import Position, Row
from assignwatch.core.model import AccountKey, InstrumentId, PositionRow, Scope
from assignwatch.core.observations import Booking, Snapshot
from assignwatch.core.words import Cause

RECORD = "positions"
RECORD_OF_CLOSED = "positions closed"
"""Tags on a position that was traded speak of its end. They are a list of their own: the booked
position that closed it tells the same change, and one list's rows are summed."""

_CLOSED = "Closed"


def positions(rows: Iterable[Row]) -> list[Position]:
    """The rows, all of them. Raises `BadPayload` for one that cannot be read: half is none.

    A list that changes while it is read page by page may give a row twice: it is held once.
    """
    found: dict[str, Position] = {}
    try:
        for row in rows:
            read = msgspec.convert(row, Position)
            if found.setdefault(read.position_id, read) != read:
                raise unreadable(RECORD, f"position {read.position_id} twice, and not alike")
    except msgspec.MsgspecError as error:
        raise unreadable(RECORD, error) from error
    return list(found.values())


def readings(
    rows: Iterable[Position], account: AccountKey, account_ids: Iterable[str], at: datetime
) -> list[Snapshot]:
    """A reading of each sub-account: of these, which may be flat, and of any other in the rows.

    Raises `BadPayload`.
    """
    found: dict[Scope, dict[InstrumentId, list[Position]]] = {}
    try:
        for name in account_ids:
            found.setdefault(figures.scope(name), {})
        for row in rows:
            base = row.position_base
            held = found.setdefault(figures.scope(base.account_id), {})
            held.setdefault(figures.instrument_id(base.uic, base.asset_type), []).append(row)
        return [
            Snapshot(at, account, tuple(_netted(held)), scope=scope)
            for scope, held in found.items()
        ]
    except (ValueError, ArithmeticError) as error:
        raise unreadable(RECORD, error) from error


def _netted(held: dict[InstrumentId, list[Position]]) -> Iterable[PositionRow]:
    for instrument, rows in held.items():
        quantity = figures.added(row.position_base.amount for row in rows)
        if quantity:
            yield PositionRow(instrument, quantity, price=_price(rows, quantity))


def _price(rows: list[Position], quantity: Decimal) -> Decimal | None:
    """The average open price, where what is open is all on one side and closed pairs cancel."""
    open_ = [row.position_base for row in rows if row.position_base.status != _CLOSED]
    parts = [(base.amount, base.open_price) for base in open_ if base.open_price is not None]
    one_side = len({amount > 0 for amount, _ in parts if amount}) == 1
    if len(parts) < len(open_) or not one_side:
        return None
    if figures.added(amount for amount, _ in parts) != quantity:
        return None
    return figures.average((amount, price) for amount, price in parts)


def bookings(rows: Iterable[Row], account: AccountKey) -> Records:
    """What tagged rows say of how they came about, or ended; untagged ones say nothing."""
    records = Records(RECORD)
    for row in rows:
        with records.tolerating():
            position = msgspec.convert(row, Position)
            cause = causes.of_correlations(position.position_base.correlation_types)
            if cause is not None:
                booked = _booked(position, cause, row, account)
                same = sum(told.id.partition("#")[0] == booked.id for told in records.facts)
                records.facts.append(replace(booked, id=f"{booked.id}#{same}") if same else booked)
    return records


def _booked(position: Position, cause: Cause, row: Row, account: AccountKey) -> Booking:
    """A position without an order was booked; one that was traded can only have ended so.

    What a contract turned into is held for long, and some night goes by another PositionId: it is
    known by when it came, and for how much.
    Raises ValueError where the row leaves open when it happened, or how much of it.
    """
    base, name = position.position_base, position.position_id
    traded = figures.named(base.source_order_id) is not None
    if traded and base.status != _CLOSED:
        raise ValueError(f"position {name} was traded, is open and is tagged {cause.value}")
    at = figures.time(base.execution_time_close if traded else base.execution_time_open)
    if at is None:
        raise ValueError(f"position {name} without a time is tagged {cause.value}")
    scope = figures.scope(base.account_id)
    instrument = figures.instrument_id(base.uic, base.asset_type)
    quantity = figures.exact(-base.amount if traded else base.amount)
    price = None if traded else figures.price(base.open_price)
    leg = not traded and witnesses.is_leg(cause, instrument)
    came = witnesses.leg(instrument, at, scope, price) if leg else name
    related = base.related_position_id or None
    return Booking(
        at,
        account,
        f"pos/{came}",
        instrument,
        quantity,
        cause,
        price=price,
        event=related or f"pos/{name}" if traded else name,
        refs=(
            *witnesses.refs(cause, instrument, quantity, at, scope, name, related),
            *([came] if leg else []),
        ),
        record=RECORD_OF_CLOSED if traded else RECORD,
        scope=scope,
        raw=evidence(row),
    )
