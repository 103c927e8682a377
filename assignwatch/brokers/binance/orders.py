"""What an order comes to: its trades, why Binance placed it, and what is left of it.

Pure; `order_events.py` and `order_lists.py` hand in what streams and lists say. A trade names its
order, and so does the booking that says why Binance placed it: they are one happening, in whichever
order they come. Each list is a witness of its own, with ids of its own, for they tell times and
totals differently; what ties them is the order. A booking counts all that its order traded so far,
so that a frame that was lost, or told twice, changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from assignwatch.brokers.binance import figures, instruments
from assignwatch.core.model import AccountKey, Instrument, InstrumentId, Scope
from assignwatch.core.observations import Booking, Fill, Order
from assignwatch.core.words import Cause, InstrumentKind, Side

_RESTING = frozenset({"NEW", "PARTIALLY_FILLED", "ACCEPTED"})
_ENDED = frozenset({"CANCELED", "CANCELLED", "EXPIRED", "EXPIRED_IN_MATCH", "FILLED", "REJECTED"})
_CONTRACTS = frozenset({InstrumentKind.PERPETUAL, InstrumentKind.FUTURE})


@dataclass(frozen=True, slots=True)
class Context:
    """Whose records these are, of which family, and what is known of its contracts."""

    account: AccountKey
    scope: Scope
    instruments: Mapping[InstrumentId, Instrument] = field(default_factory=dict)

    def contract(self, symbol: str) -> Instrument:
        """The contract as it is listed, or else what its symbol says. Raises ValueError."""
        known = figures.instrument_id(symbol)
        return self.instruments.get(known) or instruments.from_symbol(known, self.scope)


def booking(
    context: Context,
    at: datetime,
    symbol: str,
    order_id: object,
    quantity: Decimal,
    price: Decimal | None,
    side: Side,
    cause: Cause,
    *,
    list_of: tuple[str, str],
    raw: str,
) -> Booking:
    """What an order of Binance's has done so far. `list_of`: how ids of this list begin, its name.

    Raises ValueError.
    """
    prefix, name = list_of
    contract, number = context.contract(symbol), figures.named(order_id)
    delisted = cause is Cause.BROKER_CLOSE and contract.kind in _CONTRACTS
    return Booking(
        at,
        context.account,
        f"{prefix}/{number}",
        contract.id,
        quantity,
        cause,
        price=price,
        side=side,
        event=figures.order_event(symbol, number),
        record=f"{name}, delisting" if delisted else name,
        scope=context.scope,
        raw=raw,
    )


def fill(
    context: Context,
    at: datetime,
    symbol: str,
    order_id: object,
    trade_id: object,
    quantity: Decimal,
    price: Decimal,
    side: Side,
) -> Fill:
    """A trade of an order. Its order is no id of its own, for two trades of one may be alike.

    Where both sides of a trade were the account's own, they share its number and not its order.
    Raises ValueError.
    """
    number, trade = figures.named(order_id), figures.named(trade_id)
    return Fill(
        at,
        context.account,
        f"{number}/{trade}",
        figures.instrument_id(symbol),
        quantity,
        price,
        side=side,
        order=figures.order_event(symbol, number),
        scope=context.scope,
    )


def order(
    context: Context,
    at: datetime,
    symbol: str,
    order_id: object,
    side: str,
    status: str,
    quantity: object,
    filled: object,
    price: object,
) -> Order | None:
    """The order as it is after this; None for a status that nobody knows.

    The quantity is what is left, + to buy, − to sell. Raises ValueError.
    """
    if status.upper() not in _RESTING | _ENDED:
        return None
    left = (figures.price(quantity) or Decimal()) - (figures.price(filled) or Decimal())
    return Order(
        at,
        context.account,
        figures.order_event(symbol, figures.named(order_id)),
        figures.instrument_id(symbol),
        figures.signed(max(left, Decimal()), side),
        working=status.upper() in _RESTING,
        price=figures.price(price),
    )
