"""Activities of the event service, read or streamed: fills, bookings, orders, and hints to look.

Pure. A `New` position is a change of quantity: a fill where an order made it, else a booking whose
cause its tags or the system that made it name. `Updated` and `Deleted` come at night for every
netting and rollover; they change nothing by themselves and only say where to read again. A list is
told whole, whatever its order, and again without harm. Sources: Saxo OpenAPI learn, "Position
events", "Order events", "Improvements to ENS position events"; openapi-samples-js, ens-explained.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import msgspec

from assignwatch.brokers.records import Records
from assignwatch.brokers.saxo import causes, figures, instruments, orders, witnesses
from assignwatch.brokers.saxo.evidence import evidence
from assignwatch.brokers.saxo.wire import Activity, OrderActivity, PositionActivity, Row
from assignwatch.core.model import WHOLE, AccountKey, Instrument, InstrumentId, Scope
from assignwatch.core.observations import Booking, Fill, Order
from assignwatch.core.words import Cause, InstrumentKind

RECORD = "activities"

_NEW = "New"
_QUIET = frozenset({"Updated", "Deleted"})


@dataclass(slots=True)
class Told:
    """What a list of activities comes to.

    `placed_by_bank` are orders by id, with why; `moved` are the sub-accounts in which some position
    changed (`WHOLE` where it is not said); `newest` is the highest sequence id; `described` is what
    the activities themselves say of their instruments.
    """

    records: Records = field(default_factory=lambda: Records(RECORD))
    orders: list[Order] = field(default_factory=list)
    placed_by_bank: dict[str, Cause] = field(default_factory=dict)
    moved: set[Scope] = field(default_factory=set)
    newest: int | None = None
    described: dict[InstrumentId, Instrument] = field(default_factory=dict)


def parse(
    rows: Iterable[Row], account: AccountKey, placed_by_bank: Mapping[str, Cause] | None = None
) -> Told:
    """What the activities say. `placed_by_bank`: orders of the bank's that are known already."""
    told = Told()
    trades: list[tuple[PositionActivity, Row]] = []
    for row in rows:
        with told.records.tolerating():
            _look(row, told, trades, account)
    known = {**(placed_by_bank or {}), **told.placed_by_bank}
    called = _called((activity for activity, _ in trades), known)
    for activity, row in trades:
        with told.records.tolerating():
            fact = _fact(activity, row, account, known, called)
            if fact is not None:
                told.records.facts.append(fact)
    return told


def _look(
    row: Row, told: Told, trades: list[tuple[PositionActivity, Row]], account: AccountKey
) -> None:
    """Sort one activity in; kinds that are about money alone are passed over."""
    common = msgspec.convert(row, Activity)
    sequence = int(common.sequence_id)  # as a number: as text "99" would come after "100"
    told.newest = sequence if told.newest is None else max(told.newest, sequence)
    if common.activity_type == "Positions":
        told.moved.add(Scope(common.account_id) if common.account_id else WHOLE)
        activity = msgspec.convert(row, PositionActivity)
        trades.append((activity, row))
        poor = instruments.from_activity(activity)
        if poor is not None:
            told.described[poor.id] = poor
    elif common.activity_type == "Orders":
        order = msgspec.convert(row, OrderActivity)
        cause = orders.bank_cause(order)
        if cause is not None:
            told.placed_by_bank[order.order_id] = cause
        elif (resting := orders.from_activity(order, account)) is not None:
            told.orders.append(resting)


def _called(
    rows: Iterable[PositionActivity], placed_by_bank: Mapping[str, Cause]
) -> dict[str, Cause | None]:
    """Positions whose option did not just expire: it turned into something, and so was called.

    The system that ends options does both under one number; what came with the option tells them
    apart. The reports say which it was, and one happening must not go by two causes. Where a
    position ended in several parts, some may have been called and others not: `None`, for the
    quantities that moved say more than these events.
    """
    options: dict[str, Cause | None] = {}
    legs: set[str] = set()
    for row in rows:
        if row.position_event != _NEW or _cause(row, placed_by_bank) is not Cause.EXPIRY:
            continue
        names = [name for name in (row.position_id, row.originating_position_id) if name]
        if instruments.kind_of(row.asset_type or "") is InstrumentKind.OPTION:
            cause = Cause.ASSIGNMENT if row.buy_sell == "Buy" else Cause.EXERCISE
            options |= {name: None if name in options else cause for name in names}
        else:
            legs.update(names)
    return {name: cause for name, cause in options.items() if name in legs}


def _fact(
    row: PositionActivity,
    whole: Row,
    account: AccountKey,
    placed_by_bank: Mapping[str, Cause],
    called: Mapping[str, Cause | None],
) -> Fill | Booking | None:
    if row.position_event in _QUIET:
        return None
    if row.amount is None or row.buy_sell is None or row.uic is None or row.asset_type is None:
        raise ValueError(f"{row.position_event} of position {row.position_id} without what moved")
    instrument = figures.instrument_id(row.uic, row.asset_type)
    quantity = figures.signed(row.amount, row.buy_sell)
    if row.position_event != _NEW:
        return _of_other_event(row, whole, account, instrument, quantity)
    if _is_silent(row):
        return None
    cause = _cause(row, placed_by_bank)
    if cause is Cause.EXPIRY:
        names = [row.originating_position_id or "", row.position_id]
        told = [called[name] for name in names if name in called]
        if None in told:
            return None
        cause = next(iter(told), cause)
    price = row.open_price if row.open_price is not None else row.price
    if cause is None and price is None:
        raise ValueError(f"position {row.position_id} is a trade without a price")
    if cause is None:
        return Fill(
            _at(row),
            account,
            f"ens/{row.position_id}",
            instrument,
            quantity,
            figures.exact(price or Decimal()),
            order=figures.named(row.source_order_id),
            event=row.position_id,
            scope=_scope(row),
        )
    return Booking(
        _at(row),
        account,
        f"ens/{row.position_id}",
        instrument,
        quantity,
        cause,
        price=figures.price(price),
        event=row.position_id,
        refs=(*_refs(row, cause, instrument, quantity), *_leg(row, cause, instrument, price)),
        record=RECORD,
        scope=_scope(row),
        raw=evidence(whole),
    )


def _is_silent(row: PositionActivity) -> bool:
    """Whether nothing says how a position came to be: no order, no system, no tag.

    It is neither a trade nor a word that nobody knows; the positions themselves tell the change.
    """
    made_by = (figures.named(row.source_order_id), row.originating_tool_id, row.tool_id)
    return not any((*made_by, row.correlation_types, row.correlation_type))


def _cause(row: PositionActivity, placed_by_bank: Mapping[str, Cause]) -> Cause | None:
    """Why a position came to be. A tag is Saxo's own word and goes before everything else.

    An order that seems to be placed by a system that only ends contracts is neither an ordinary
    trade nor a proven end: `OTHER`.
    """
    tags = [*(row.correlation_types or ()), *(row.correlation_type or ())]
    tagged = causes.of_correlations(tags)
    tool = row.originating_tool_id if row.originating_tool_id is not None else row.tool_id
    if (order := figures.named(row.source_order_id)) is not None:
        placed = placed_by_bank.get(order)
        return tagged or placed or (Cause.OTHER if causes.is_ending(tool) else None)
    if tagged is not None and tagged is not Cause.OTHER:
        return tagged
    made_by = causes.of_tool(tool)
    if tags and tagged is None and made_by is Cause.OTHER:
        return None  # copied or allocated, as its tag says, by whatever system
    return made_by or tagged


def _of_other_event(
    row: PositionActivity,
    whole: Row,
    account: AccountKey,
    instrument: InstrumentId,
    quantity: Decimal,
) -> Booking:
    """An event with a word of its own, told of a position that exists: it takes that one away.

    It is a list of its own, for the booked position that closes this one tells the same change; and
    it does not go by the position's id, which the trade that opened it goes by. The same of the
    same position and day is told twice.
    """
    word, change = row.position_event, figures.exact(-quantity)
    cause = causes.of_words(word) or Cause.OTHER
    return Booking(
        _at(row),
        account,
        f"ens/{row.position_id}/{row.sequence_id}",
        instrument,
        change,
        cause,
        event=f"ens/{row.position_id}/{word}@{_at(row).date().isoformat()}",
        refs=_refs(row, cause, instrument, change),
        record=f"{RECORD} {word}",
        scope=_scope(row),
        raw=evidence(whole),
    )


def _refs(
    row: PositionActivity, cause: Cause, instrument: InstrumentId, quantity: Decimal
) -> tuple[str, ...]:
    came_from = row.position_id, row.originating_position_id
    return witnesses.refs(cause, instrument, quantity, _at(row), _scope(row), *came_from)


def _leg(
    row: PositionActivity, cause: Cause, instrument: InstrumentId, price: Decimal | None
) -> tuple[str, ...]:
    if not witnesses.is_leg(cause, instrument):
        return ()
    return (witnesses.leg(instrument, _at(row), _scope(row), figures.price(price)),)


def _at(row: PositionActivity) -> datetime:
    return figures.real(row.execution_time) or figures.utc(row.activity_time)


def _scope(row: PositionActivity) -> Scope:
    return Scope(row.account_id) if row.account_id else WHOLE
