"""One account as it truly is: quantities, average open prices, cash. The law of cash lives here.

Signs: quantity + long / − short, cash + received / − paid.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from tests.core.worlds.contracts import EIGHT, Contract, D, figure


class Key(NamedTuple):
    """What a quantity belongs to inside an account."""

    instrument: str
    side: str = "net"


@dataclass(frozen=True, slots=True)
class Move:
    """A signed change of one position at one price; `scaled` is a split's ratio, new for old."""

    at: datetime
    key: Key
    quantity: Decimal
    price: Decimal
    scaled: Decimal | None = None


@dataclass(slots=True)
class Holding:
    """A position: how much, opened at which average price."""

    quantity: Decimal
    price: Decimal


@dataclass(slots=True)
class Book:
    """What one account holds."""

    account: str
    holdings: dict[Key, Holding] = field(default_factory=dict)
    cash: dict[str, Decimal] = field(default_factory=dict)

    @property
    def broker(self) -> str:
        """Where the account is."""
        return self.account.partition("/")[0]

    def quantity(self, key: Key) -> Decimal:
        """How much is held; zero if nothing."""
        held = self.holdings.get(key)
        return held.quantity if held else D(0)

    def apply(self, move: Move) -> Decimal:
        """Change a position; gives the price result of what was closed, per unit of multiplier."""
        held = self.holdings.get(move.key) or Holding(D(0), D(0))
        before, change = held.quantity, move.quantity
        after, price, result = before + change, held.price, D(0)
        if move.scaled is not None:
            price = held.price / move.scaled
        elif before * change >= 0:
            price = (before * held.price + change * move.price) / after if after else D(0)
        else:
            closed = -change if abs(change) <= abs(before) else before
            result = closed * (move.price - held.price)
            price = held.price if before * after > 0 else move.price
        self.holdings.pop(move.key, None)
        if after:
            self.holdings[move.key] = Holding(after, price.quantize(EIGHT))
        return result

    def pay(self, currency: str, amount: Decimal) -> None:
        """Receive (+) or pay (−)."""
        self.cash[currency] = self.cash.get(currency, D(0)) + amount.quantize(EIGHT)

    def rows(self, *, prices: bool) -> Iterator[dict[str, Any]]:
        """The rows of a snapshot."""
        for key, held in sorted(self.holdings.items()):
            yield row(key, held.quantity, held.price if prices else None)


def row(key: Key, quantity: Decimal, price: Decimal | None) -> dict[str, Any]:
    """One position as a snapshot tells it."""
    told: dict[str, Any] = {"instrument": key.instrument, "quantity": figure(quantity)}
    if key.side != "net":
        told["side"] = key.side
    if price is not None:
        told["price"] = figure(price)
    return told


def trade_cash(contract: Contract, quantity: Decimal, price: Decimal) -> Decimal:
    """What an ordinary trade pays; margined contracts pay only their result, when closed."""
    return D(0) if contract.is_margined else -quantity * price * contract.multiplier


def called_moves(option: Contract, removed: Decimal) -> list[tuple[str, Decimal, Decimal]]:
    """The counter legs of `removed` contracts (signed change of the option), each with its price.

    u = φ · r · M at the strike; where cash is delivered too, the share leg carries the rest.
    """
    legs = []
    for instrument, size in option.deliverable:
        moved = option.phi * removed * size
        legs.append((instrument, moved, leg_price(option, size)))
    return legs


def leg_price(option: Contract, size: Decimal) -> Decimal:
    """At which price the delivered leg is booked."""
    if option.delivers_cash:
        whole = option.strike * option.multiplier
        return ((whole - option.delivers_cash) / size).quantize(EIGHT)
    return option.strike


def called_cash(option: Contract, removed: Decimal, *, on_future: bool) -> Decimal:
    """c = −φ · r · (K · multiplier − cash delivered); nothing where a future is delivered."""
    if on_future:
        return D(0)
    return -option.phi * removed * (option.strike * option.multiplier - option.delivers_cash)


def settled_cash(option: Contract, removed: Decimal, value: Decimal) -> Decimal:
    """c = −r · max(0, φ · (K − S)) · M."""
    return -removed * option.intrinsic(value) * option.multiplier
