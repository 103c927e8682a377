"""The position history: every change of a position with Kraken's own reason for it.

Pure, and the primary evidence, though it may lag behind the other lists. Source: Kraken docs,
Futures history "Get position events".
"""

from collections.abc import Iterable, Mapping

import msgspec

from assignwatch.brokers.kraken import causes, figures
from assignwatch.brokers.kraken.evidence import evidence
from assignwatch.brokers.kraken.wire import PositionElement, PositionUpdate
from assignwatch.brokers.records import Records
from assignwatch.core.model import AccountKey
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.words import Cause

RECORD = "position history"


def parse(rows: Iterable[msgspec.Raw], account: AccountKey, told: Mapping[str, Cause]) -> Records:
    """The facts in the order of the list. `told`: what other lists said of these executions."""
    records = Records(RECORD)
    for raw in rows:
        with records.tolerating():
            element = msgspec.json.decode(raw, type=PositionElement)
            update = element.event.upper or element.event.lower
            if update is None:
                raise ValueError(f"element {element.uid} is no PositionUpdate")
            if update.old_position != update.new_position:
                records.facts.append(_fact(element.uid, update, raw, account, told))
    return records


def _fact(
    uid: str,
    update: PositionUpdate,
    raw: msgspec.Raw,
    account: AccountKey,
    told: Mapping[str, Cause],
) -> Fill | Booking:
    at, name = figures.from_millis(update.timestamp), f"pos/{uid}"
    event = update.execution_uid or None
    instrument = figures.instrument_id(update.tradeable)
    quantity = figures.change(update.old_position, update.new_position)
    cause = causes.of_history(
        update.update_reason,
        update.trade_type,
        update.tradeable,
        update.old_position,
        update.new_position,
        told.get(event) if event else None,
    )
    price = figures.price(update.execution_price) or figures.price(update.settlement_price)
    if cause is None and price is not None:
        return Fill(at, account, name, instrument, quantity, price, event=event)
    if cause is None:
        raise ValueError(f"element {uid} is a trade without a price")
    return Booking(
        at,
        account,
        name,
        instrument,
        quantity,
        cause,
        price=price,
        event=event,
        record=RECORD,
        raw=evidence(raw),
    )
