"""What a Binance account keeps of each happening, and what it tells about it.

The books write them, the row and event modules turn them into Binance's JSON. Sizes are signed
(long +, short −) unless said otherwise, money is + received / − paid, times are aware UTC as the
exchange stamped them. `known` is when a list begins to show a record: some come late.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.binance.causes import Cause
from assignwatch.simulator.binance.contracts import Future, Option, Side

OPTIONS = "options"
"""What news of options are published under; those of futures under their family."""


@dataclass(slots=True)
class Holding:
    """One side of an open future position; `realised` is its profit since it was opened."""

    contract: Future
    side: Side
    size: Decimal
    entry: Decimal
    realised: Decimal
    at: datetime


@dataclass(slots=True)
class Order:
    """An order, working or done; `size` is signed, what is `done` and `paid` is not."""

    id: int
    client_id: str
    contract: Future | Option
    side: Side
    size: Decimal
    price: Decimal
    type: str
    time_in_force: str
    at: datetime
    updated: datetime
    cause: Cause
    status: str = "NEW"
    done: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    reason: str = "0"
    """Why it expired."""

    @property
    def working(self) -> bool:
        """Whether it still rests in the book."""
        return self.status in ("NEW", "PARTIALLY_FILLED")

    @property
    def average(self) -> Decimal:
        """The average price of what was filled."""
        return self.paid / self.done if self.done else Decimal(0)


@dataclass(frozen=True, slots=True)
class Trade:
    """One execution of a future or an option; `fee` is positive when paid."""

    id: int
    order: Order
    size: Decimal
    price: Decimal
    at: datetime
    profit: Decimal
    fee: Decimal
    fee_asset: str
    row_id: int = 0
    """The second id that trades of options have."""


@dataclass(frozen=True, slots=True)
class Income:
    """One row of the income history."""

    id: int
    symbol: str
    type: str
    amount: Decimal
    asset: str
    info: str
    at: datetime
    trade: str
    known: datetime


@dataclass(frozen=True, slots=True)
class Bill:
    """One row of the options account's funding flow."""

    id: int
    asset: str
    amount: Decimal
    type: str
    at: datetime
    known: datetime


@dataclass(frozen=True, slots=True)
class Exercise:
    """One option of an account that reached its expiry; `size` is signed as it was held."""

    id: int
    option: Option
    size: Decimal
    amount: Decimal
    fee: Decimal
    at: datetime
    known: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """A contract that was settled, and at which price; `at` is when it ended."""

    contract: Future | Option
    price: Decimal
    at: datetime
    known: datetime


@dataclass(frozen=True, slots=True)
class OrderNews:
    """Something that happened to an order; `trade` is the execution if it was one.

    `x` and `X` of the events at that moment: what an order looks like later must not change what
    was told.
    """

    order: Order
    execution: str
    status: str
    at: datetime
    done: Decimal
    average: Decimal
    trade: Trade | None = None


@dataclass(frozen=True, slots=True)
class PositionState:
    """A position as an event tells it. `realised` is the profit since it was opened."""

    contract: Future | Option
    side: Side
    size: Decimal
    entry: Decimal
    realised: Decimal


@dataclass(frozen=True, slots=True)
class AccountNews:
    """Balances and positions that changed, and Binance's word for why.

    `balances` holds the new balance and the change that is neither profit nor fee.
    """

    reason: str
    at: datetime
    balances: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    positions: tuple[PositionState, ...] = ()
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class MarginCall:
    """A warning that margin runs short; nothing has happened yet."""

    at: datetime
    balance: Decimal
    positions: tuple[PositionState, ...]


@dataclass(frozen=True, slots=True)
class LeverageNews:
    """The leverage of a contract was changed."""

    at: datetime
    symbol: str
    leverage: int


News = OrderNews | AccountNews | MarginCall | LeverageNews
