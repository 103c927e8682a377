"""What one account keeps: positions, closed pairs, orders and their history, trades, bookings.

`book` writes them, the rows turn them into Saxo's JSON. Amounts are signed (long +, short −) and
count lots for options and futures; money is in the instrument's currency unless said otherwise;
times are aware UTC as the bank stamped them.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.saxo.causes import Cause
from assignwatch.simulator.saxo.instruments import Instrument


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the client. `name` is how scenarios call it."""

    name: str
    key: str
    id: str
    currency: str


@dataclass(slots=True)
class Client:
    """Who owns the accounts, and by which of Saxo's profiles positions are netted at present."""

    key: str
    id: str
    user_key: str
    user_id: str
    netting: str
    currency: str = "USD"
    name: str = "Sam Ple"

    @property
    def nets_at_once(self) -> bool:
        """Whether opposite trades disappear at the moment of the second."""
        return self.netting == "FifoRealTime"


@dataclass(slots=True, eq=False)
class Order:
    """An order of the client or of the bank; `left` is what is still to be filled, signed."""

    id: str
    instrument: Instrument
    amount: Decimal
    price: Decimal | None
    type: str
    at: datetime
    story: str
    left: Decimal
    by_bank: bool = False


@dataclass(slots=True, eq=False)
class Position:
    """One single position. `traded` is what its trade was, `amount` what is left of it."""

    id: str
    instrument: Instrument
    amount: Decimal
    traded: Decimal
    price: Decimal
    at: datetime
    cause: Cause
    story: str
    order: Order | None = None
    originating: str = ""
    opens: bool = True
    status: str = "Open"
    related: str = ""
    closed_at: datetime | None = None
    close_price: Decimal | None = None

    @property
    def short(self) -> bool:
        """Whether the net position that it belongs to is, or was, short."""
        return (self.traded < 0) == self.opens


@dataclass(frozen=True, slots=True)
class Closed:
    """A part of a position and the trade that closed it."""

    opening: Position
    closing: Position
    amount: Decimal
    """Signed like the opening."""

    @property
    def id(self) -> str:
        """Saxo's id of the pair."""
        return f"{self.opening.id}-{self.closing.id}"

    @property
    def profit(self) -> Decimal:
        """In the instrument's currency."""
        gain = self.closing.price - self.opening.price
        return self.amount * gain * self.opening.instrument.contract_size


@dataclass(frozen=True, slots=True)
class OrderNews:
    """Something that happened to an order; `fill` and `filled` are unsigned."""

    order: Order
    status: str
    at: datetime
    fill: Decimal | None = None
    filled: Decimal | None = None
    price: Decimal | None = None
    position: str = ""


@dataclass(frozen=True, slots=True)
class PositionNews:
    """Something that happened to a position; `amount` is signed, as it was at that moment."""

    position: Position
    event: str
    at: datetime
    amount: Decimal
    cause: Cause


News = OrderNews | PositionNews


@dataclass(frozen=True, slots=True)
class Booking:
    """Money that moved on the account for a trade."""

    id: str
    kind: str
    kind_id: str
    instrument: Instrument
    amount: Decimal
    at: datetime
    trade: str


@dataclass(slots=True)
class Ids:
    """Numbers that the whole bank counts up, with gaps where others trade."""

    position: int = 5_017_376_161
    order: int = 5_015_520_085
    booking: int = 3_042_746_174

    def next_position(self) -> str:
        """The id of the next position."""
        self.position += 2
        return str(self.position)

    def next_order(self) -> str:
        """The id of the next order."""
        self.order += 45
        return str(self.order)

    def next_booking(self) -> str:
        """The id of the next booking."""
        self.booking += 3
        return str(self.booking)
