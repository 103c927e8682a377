"""How an option ends when nobody writes a scenario about it, by Saxo's own rules.

Whatever is in the money at the end of the last day is used, long or short, for the underlying or
for cash; the rest is worth nothing. `world` does it in the night after. Options that a scenario had
listed are left to that scenario.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

from assignwatch.simulator.saxo.causes import (
    AUTO_ASSIGNMENT,
    AUTO_EXERCISE,
    CASH_EXERCISE,
    CASH_SETTLEMENT,
    Cause,
)
from assignwatch.simulator.saxo.instruments import CASH, Instrument, Option
from assignwatch.simulator.saxo.listing import ENDS_TODAY
from assignwatch.simulator.saxo.prices import Prices, last_close


def ended(listed: Iterable[Instrument], today: date) -> list[Option]:
    """The options whose last day is over."""
    return [
        one
        for one in listed
        if isinstance(one, Option)
        and one.expiry is not None
        and one.expiry < today
        and not one.nick.endswith(ENDS_TODAY)
    ]


def worth(option: Option, prices: Prices) -> Decimal:
    """What the right was worth when the exchange closed on its last day."""
    if option.expiry is None:
        raise ValueError(f"{option.symbol} never ends.")
    day = option.expiry
    close = last_close(datetime(day.year, day.month, day.day, 23, tzinfo=UTC))
    return option.intrinsic(prices.price(option.family.underlying, close))


def outcome(option: Option, held: Decimal, price: Decimal) -> tuple[Cause, Decimal]:
    """Why the position closes, and the cash price; zero if the underlying is delivered."""
    if option.family.settlement == CASH:
        return (CASH_SETTLEMENT if held < 0 else CASH_EXERCISE), price
    return (AUTO_ASSIGNMENT if held < 0 else AUTO_EXERCISE), Decimal(0)
