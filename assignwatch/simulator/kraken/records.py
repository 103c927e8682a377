"""What a Kraken account keeps of each happening: fills, account-log rows, position events.

`book` writes them, `render` turns them into Kraken's JSON. Sizes are signed (long +, short −),
money is + received / − paid in the wallet's currency, fees are positive when paid; times are aware
UTC as the broker stamped them.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.kraken.causes import Cause
from assignwatch.simulator.kraken.contracts import Contract


@dataclass(frozen=True, slots=True)
class Holding:
    """An open position. `realised` is when funding was last booked."""

    contract: Contract
    size: Decimal
    entry: Decimal
    opened: datetime
    realised: datetime


@dataclass(slots=True)
class Order:
    """A working order; `left` is what is still to be filled, signed like the order."""

    id: str
    contract: Contract
    size: Decimal
    price: Decimal
    placed: datetime
    left: Decimal


@dataclass(frozen=True, slots=True)
class Fill:
    """One execution as the fills feed tells it; `left` is what remains of its order, unsigned."""

    id: str
    order_id: str
    contract: Contract
    size: Decimal
    price: Decimal
    at: datetime
    cause: Cause
    fee: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row of the account log: a position leg (`asset` is the contract) or a cash leg."""

    id: int
    booking_uid: str
    at: datetime
    info: str
    asset: str
    contract: Contract | None
    margin_account: str
    collateral: str | None
    old_balance: Decimal
    new_balance: Decimal
    old_entry: Decimal | None = None
    new_entry: Decimal | None = None
    trade_price: Decimal | None = None
    mark_price: Decimal | None = None
    realized_pnl: Decimal | None = None
    fee: Decimal | None = None
    execution: str | None = None
    funding_rate: Decimal | None = None
    realized_funding: Decimal | None = None
    liquidation_fee: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PositionEvent:
    """One row of the position history."""

    uid: str
    at: datetime
    contract: Contract
    reason: str
    change: str
    old_size: Decimal
    new_size: Decimal
    old_entry: Decimal
    new_entry: Decimal
    opened: datetime
    fee: Decimal | None = None
    realized_pnl: Decimal | None = None
    realized_funding: Decimal | None = None
    settlement_price: Decimal | None = None
    fill: Fill | None = None


@dataclass(frozen=True, slots=True)
class OrderChange:
    """An order placed, filled or pulled, with Kraken's reason."""

    order: Order
    reason: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Booked:
    """All records of one happening, in the order in which they are published."""

    fill: Fill | None = None
    rows: tuple[LogRow, ...] = ()
    event: PositionEvent | None = None
    order: OrderChange | None = None
