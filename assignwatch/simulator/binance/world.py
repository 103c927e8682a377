"""The world of the simulated Binance: two accounts, the market, and what is due when.

`scenarios` schedule steps here, the REST modules read the books, and `listeners` are told of what
is published. Time only passes in `run_until`. What happens at the end of a contract is in `expiry`,
the state in which everything begins in `opening`.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.simulator.agenda import Agenda
from assignwatch.simulator.binance import expiry, opening
from assignwatch.simulator.binance.account import Account
from assignwatch.simulator.binance.causes import MAKER, TAKER, Cause
from assignwatch.simulator.binance.contracts import Family, Future, Option, Side
from assignwatch.simulator.binance.ids import Ids
from assignwatch.simulator.binance.option_book import OptionBook
from assignwatch.simulator.binance.prices import Prices
from assignwatch.simulator.binance.records import OPTIONS, Ended, News, Order
from assignwatch.simulator.clock import Clock
from assignwatch.simulator.seeded import Seeded

MAIN, PORTFOLIO = "main", "portfolio"
FUNDING_HOURS = 8

Listener = Callable[[Account, str, News], None]
"""Told of each happening the moment it is booked: whose, of which family or of options, what."""


class World:
    """One truth about market and accounts; everything that clients see is read from it."""

    def __init__(self, clock: Clock, seeded: Seeded) -> None:
        self.clock = clock
        self.prices = Prices(clock.now, seeded)
        self.futures: dict[str, Future] = {}
        self.options: dict[str, Option] = {}
        self.ended: list[Ended] = []
        self.listeners: list[Listener] = []
        self.asides: dict[str, Callable[[], None]] = {}
        """What scenarios may ask of those who serve the world, by name; `host` fills it."""
        ids = Ids(seeded)
        self.accounts = {
            MAIN: Account.open(MAIN, ids, portfolio=False),
            PORTFOLIO: Account.open(PORTFOLIO, ids, portfolio=True),
        }
        self._agenda: Agenda[World] = Agenda()
        opening.begin(self, clock.now)
        self.schedule(_next_funding(clock.now), _book_funding)

    def schedule(self, at: datetime, step: "Step") -> None:
        """Play `step` when simulated time reaches `at`; steps of one moment keep their order."""
        self._agenda.schedule(at, step)

    def run_until(self, now: datetime) -> None:
        """Play everything that is due, each step at its own moment."""
        self._agenda.play_until(self, now)

    def list_future(self, future: Future, *, traded: bool = True) -> Future:
        """A future is listed; a dated one will be delivered by itself.

        Unless `traded`, its delivery is told by no order and no trade.
        """
        if future.symbol in self.futures:
            raise ValueError(f"{future.symbol} is already listed.")
        self.futures[future.symbol] = future
        if future.delivery is not None:
            expiry.plan(self, future, traded=traded)
        return future

    def list_option(self, option: Option) -> Option:
        """An option is listed; it will expire by itself."""
        if option.symbol in self.options:
            raise ValueError(f"{option.symbol} is already listed.")
        self.options[option.symbol] = option
        self.schedule(option.expiry, lambda world, at: expiry.exercise(world, option, at))
        return option

    def announce_delisting(self, symbol: str, at: datetime) -> None:
        """A perpetual gets a last day, and is settled when that comes."""
        self.futures[symbol] = replace(self.futures[symbol], delivery=at)
        expiry.plan(self, self.futures[symbol], traded=True)

    def restate(self, symbol: str, status: str, kind: str = "") -> None:
        """The exchange changes the status of a contract, and what kind it calls it."""
        future = self.futures[symbol]
        self.futures[symbol] = replace(future, status=status, kind=kind or future.kind)

    def mark(self, symbol: str, at: datetime) -> Decimal:
        """The mark price of anything that is listed."""
        contract = self.options.get(symbol) or self.futures[symbol]
        return self.prices.mark(contract, at)

    def trade(
        self,
        account: str,
        symbol: str,
        size: Decimal,
        at: datetime,
        *,
        side: Side = Side.BOTH,
        cause: Cause = TAKER,
        price: Decimal | None = None,
    ) -> None:
        """Execute for an account, at the mark unless a price is given."""
        owner, stamp, paid = self.accounts[account], self.stamp(at), price or self.mark(symbol, at)
        if symbol in self.options:
            option, book = self.options[symbol], self.option_book(account)
            index = self.prices.index(option.base, at)
            told = book.execute(option, size, option.rounded(paid), index, stamp)
            self.publish(owner, OPTIONS, told)
            return
        owner.check(side)
        future = self.futures[symbol]
        if cause.own and future.status != "TRADING":
            raise ValueError(f"{symbol} is {future.status} and trades no more.")
        futures = owner.futures[future.family]
        told = futures.execute(future, side, size, future.rounded(paid), cause, stamp)
        self.publish(owner, future.family, told)

    def place(
        self,
        account: str,
        symbol: str,
        size: Decimal,
        price: Decimal,
        at: datetime,
        side: Side = Side.BOTH,
    ) -> None:
        """An account leaves a limit order in a future's book."""
        owner, future = self.accounts[account], self.futures[symbol]
        owner.check(side)
        book, rounded = owner.futures[future.family], future.rounded(price)
        told = book.place(future, side, size, rounded, MAKER, self.stamp(at))
        self.publish(owner, future.family, told)

    def fill(self, account: str, order: Order, size: Decimal, at: datetime) -> None:
        """A signed part of a future's resting order is executed at its price."""
        owner, future = self.accounts[account], self.futures[order.contract.symbol]
        book = owner.futures[future.family]
        self.publish(owner, future.family, book.fill(order, size, order.price, self.stamp(at)))

    def withdraw(self, account: str, symbol: str, at: datetime) -> None:
        """An account cancels its orders in a future."""
        owner, future = self.accounts[account], self.futures[symbol]
        book = owner.futures[future.family]
        for order in book.orders.working(symbol):
            self.publish(owner, future.family, book.withdraw(order, self.stamp(at)))

    def expire_orders(self, owner: Account, symbol: str, reason: str, at: datetime) -> None:
        """The exchange takes an account's orders in a future out of the book."""
        family = self.futures[symbol].family
        told = owner.futures[family].expire_orders(symbol, self.stamp(at), reason)
        self.publish(owner, family, told)

    def realise_funding(self, at: datetime) -> None:
        """Funding of every open perpetual is booked."""
        for owner in self.accounts.values():
            for book in owner.books:
                contracts = {h.contract.symbol: h.contract for h in book.holdings.values()}
                for symbol, contract in contracts.items():
                    if contract.perpetual:
                        mark = self.mark(symbol, at)
                        told = book.realise_funding(contract, mark, self.stamp(at))
                        self.publish(owner, book.family, told)

    def credit(
        self, account: str, family: Family, asset: str, by: Decimal, at: datetime, **words: str
    ) -> None:
        """Money of a family moves without a trade."""
        owner = self.accounts[account]
        told = owner.futures[family].credit(asset, by, self.stamp(at), **words)
        self.publish(owner, family, told)

    def option_book(self, account: str) -> OptionBook:
        """The options of an account; raises LookupError if it has none."""
        book = self.accounts[account].options
        if book is None:
            raise LookupError(f"{account} has no options.")
        return book

    def publish(self, owner: Account, family: str, news: Iterable[News]) -> None:
        """Tell everybody who listens."""
        for one in news:
            for listener in self.listeners:
                listener(owner, family, one)

    def stamp(self, at: datetime) -> datetime:
        """A moment as the exchange tells it, to the millisecond."""
        shown = at + self.clock.skew
        return shown.replace(microsecond=shown.microsecond // 1000 * 1000)


Step = Callable[[World, datetime], None]
"""One thing that happens in the world, and the moment at which it does."""


def _book_funding(world: World, at: datetime) -> None:
    world.realise_funding(at)
    world.schedule(_next_funding(at), _book_funding)


def _next_funding(at: datetime) -> datetime:
    hour = at.replace(minute=0, second=0, microsecond=0)
    return hour + timedelta(hours=FUNDING_HOURS - hour.hour % FUNDING_HOURS)
