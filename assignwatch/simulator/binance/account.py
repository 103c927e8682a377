"""One customer of the simulated Binance: the books of each family, and how they are set up.

`world` makes two of them. Position mode is one setting for both families of futures (Binance docs,
notice "COIN-M and USDⓈ-M integration", June 2026).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from assignwatch.simulator.binance.contracts import Family, Side
from assignwatch.simulator.binance.futures_book import FuturesBook
from assignwatch.simulator.binance.ids import Ids
from assignwatch.simulator.binance.option_book import OptionBook


@dataclass(slots=True)
class Account:
    """`portfolio` accounts are read through papi; `options` is None where that family is off."""

    name: str
    portfolio: bool
    futures: dict[Family, FuturesBook]
    options: OptionBook | None
    hedged: bool = False
    stock_options: bool = False

    @classmethod
    def open(cls, name: str, ids: Ids, *, portfolio: bool) -> "Account":
        """A new account without anything."""
        alias = "SfsR" if portfolio else "SgsR"
        books = {family: FuturesBook(name, family, alias, ids) for family in Family}
        return cls(name, portfolio, books, None if portfolio else OptionBook(name, ids))

    @property
    def books(self) -> Iterator[FuturesBook]:
        """Both books of futures."""
        return iter(self.futures.values())

    def side(self, *, long: bool) -> Side:
        """The side of a long or a short position in the present mode."""
        if not self.hedged:
            return Side.BOTH
        return Side.LONG if long else Side.SHORT

    def check(self, side: Side) -> None:
        """Raises ValueError for a side that the present mode does not have (−4061)."""
        if (side is Side.BOTH) is self.hedged:
            raise ValueError(f"{self.name} has no side {side} in its position mode.")

    def set_hedged(self, hedged: bool) -> None:
        """Change the position mode; raises ValueError while anything is open (−4067, −4068)."""
        for book in self.books:
            if book.holdings or any(order.working for order in book.orders):
                raise ValueError(f"{self.name} cannot change its mode while something is open.")
        self.hedged = hedged
