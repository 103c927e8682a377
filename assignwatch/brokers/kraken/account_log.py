"""The account log, over REST or the socket: which of its rows changed a position, and why.

Pure. An execution has two rows: the position leg, whose asset is the contract and whose balances
are signed sizes, and the cash leg in the collateral. The change is what the position leg says,
the money what the cash legs of the same execution in the same batch say. Rows about money alone
(funding, fees, conversions) are no facts about a position. Source: Kraken docs, Futures history
"Get account log", Futures WebSocket "Account log"; Kraken support, "Account log".
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import msgspec

from assignwatch.brokers.kraken import causes, figures
from assignwatch.brokers.kraken.evidence import evidence
from assignwatch.brokers.kraken.wire import LogRow
from assignwatch.brokers.records import Records
from assignwatch.core.model import AccountKey
from assignwatch.core.observations import Booking, Fill

RECORD = "account log"

_Together = tuple[str, datetime | None]
"""What the rows of one happening share: the execution, or else the contract and the time."""


def parse(rows: Iterable[msgspec.Raw], account: AccountKey) -> tuple[Records, tuple[int, ...]]:
    """The facts in the order of their row ids, and the ids of all rows, rising."""
    records = Records(RECORD)
    found: dict[int, tuple[LogRow, msgspec.Raw]] = {}
    for raw in rows:
        with records.tolerating():
            row = msgspec.json.decode(raw, type=LogRow)
            found[row.id] = row, raw
    cash: dict[_Together, dict[str, Decimal]] = {}
    for row, _ in found.values():
        with records.tolerating():
            _count_cash(row, cash)
    for _, (row, raw) in sorted(found.items()):
        with records.tolerating():
            if is_position_leg(row) and (quantity := _change(row)):
                money = cash.get(_together(row), {})
                records.facts.append(_fact(row, raw, account, quantity, money))
    return records, tuple(sorted(found))


def is_position_leg(row: LogRow) -> bool:
    """Whether a row counts contracts, not money. The socket names no contract beside the asset."""
    if row.contract and row.asset.lower() == row.contract.lower():
        return True
    return "_" in row.asset


def _change(row: LogRow) -> Decimal:
    if row.old_balance is None or row.new_balance is None:
        raise ValueError(f"row {row.id} without balances")
    return figures.change(row.old_balance, row.new_balance)


def _together(row: LogRow) -> _Together:
    return (row.execution, None) if row.execution else ((row.contract or "").lower(), row.date)


def _count_cash(row: LogRow, cash: dict[_Together, dict[str, Decimal]]) -> None:
    if is_position_leg(row) or not (row.execution or row.contract):
        return
    amount = _change(row)
    legs = cash.setdefault(_together(row), {})
    legs[row.asset.upper()] = figures.added(legs.get(row.asset.upper(), Decimal()), amount)


def _fact(
    row: LogRow, raw: msgspec.Raw, account: AccountKey, quantity: Decimal, cash: dict[str, Decimal]
) -> Fill | Booking:
    at, name = figures.utc(row.date), f"log/{row.id}"
    instrument = figures.instrument_id(row.contract or row.asset)
    cause = causes.of_log(row.info, row.contract or row.asset)
    price = figures.price(row.trade_price)
    event = row.execution or None
    if cause is None and price is not None:
        return Fill(at, account, name, instrument, quantity, price, event=event)
    if cause is None:
        raise ValueError(f"row {row.id} is a trade without a price")
    return Booking(
        at,
        account,
        name,
        instrument,
        quantity,
        cause,
        price=price,
        cash=cash,
        event=event,
        record=RECORD,
        raw=evidence(raw),
    )
