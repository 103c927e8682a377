"""The world of the simulated Kraken: two accounts, the market, and what is due when.

`scenarios` schedule steps here, `rest` and `history` read the books, `feeds` listens to what is
published. Time only passes in `run_until`, which plays every due step at its own moment, so a jump
of the clock and an hour of waiting give the same records.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.simulator.agenda import Agenda
from assignwatch.simulator.clock import Clock
from assignwatch.simulator.kraken.book import Book
from assignwatch.simulator.kraken.causes import MAKER, TAKER, Cause
from assignwatch.simulator.kraken.contracts import (
    FLEX,
    Contract,
    Wallet,
    dated,
    month_end,
    perpetual,
)
from assignwatch.simulator.kraken.prices import Prices
from assignwatch.simulator.kraken.records import Booked, Order
from assignwatch.simulator.seeded import Seeded

Listener = Callable[[Book, Booked], None]
"""Told of each happening the moment it is booked."""

SETTLES_AFTER = timedelta(minutes=4)
"""From maturity to settlement (Kraken promises it within 15 minutes)."""

MAIN, SECOND = "main", "second"


class World:
    """One truth about market and accounts; everything that clients see is read from it."""

    def __init__(self, clock: Clock, seeded: Seeded) -> None:
        start = clock.now
        self.clock = clock
        self.prices = Prices(start, seeded)
        self.contracts: dict[str, Contract] = {}
        self.listeners: list[Listener] = []
        self._agenda: Agenda[World] = Agenda()
        coin = Wallet("f-xbt:usd", "xbt")
        self.books = {
            MAIN: Book(MAIN, {FLEX: Decimal(9000), coin: Decimal("1.5")}, seeded),
            SECOND: Book(SECOND, {FLEX: Decimal(6000), coin: Decimal("0.4")}, seeded),
        }
        self._open(start)
        self.schedule(_next_hour(start), _book_funding)

    def list(self, contract: Contract) -> Contract:
        """A contract becomes tradeable; a dated one will mature and settle by itself."""
        if contract.symbol in self.contracts:
            raise ValueError(f"{contract.symbol} is already listed.")
        self.contracts[contract.symbol] = contract
        if contract.maturity is not None:
            self.schedule(contract.maturity, lambda world, at: world.mature(contract, at))
        return contract

    def schedule(self, at: datetime, step: "Step") -> None:
        """Play `step` when simulated time reaches `at`; steps of one moment keep their order."""
        self._agenda.schedule(at, step)

    def run_until(self, now: datetime) -> None:
        """Play everything that is due, each step at its own moment."""
        self._agenda.play_until(self, now)

    def tradeable(self, contract: Contract, at: datetime) -> bool:
        """Whether a contract still trades; a matured one waits for its settlement."""
        return contract.maturity is None or at < contract.maturity

    def mark(self, symbol: str, at: datetime) -> Decimal:
        """The mark price of a listed contract."""
        return self.prices.mark(self.contracts[symbol], at)

    def trade(
        self,
        account: str,
        symbol: str,
        size: Decimal,
        cause: Cause,
        at: datetime,
        *,
        price: Decimal | None = None,
        order: Order | None = None,
    ) -> None:
        """Execute for an account, at the mark unless a price or an order says otherwise."""
        contract, mark = self.contracts[symbol], self.mark(symbol, at)
        if not self.tradeable(contract, at):
            raise ValueError(f"{symbol} has matured and trades no more.")
        booked = self.books[account].execute(
            contract,
            size,
            order.price if order else price or contract.rounded(mark),
            mark=mark,
            cause=cause,
            at=self._stamp(at),
            order=order,
        )
        self.publish(self.books[account], booked)

    def publish(self, book: Book, booked: Booked) -> None:
        """Tell everybody who listens."""
        for listener in self.listeners:
            listener(book, booked)

    def place(self, account: str, symbol: str, size: Decimal, price: Decimal, at: datetime) -> None:
        """An account leaves a limit order in the book."""
        book = self.books[account]
        self.publish(book, book.place(self.contracts[symbol], size, price, self._stamp(at)))

    def withdraw_orders(self, account: str, symbol: str, reason: str) -> None:
        """All orders of an account in a contract are pulled."""
        book = self.books[account]
        for order in [o for o in book.orders.values() if o.contract.symbol == symbol]:
            self.publish(book, book.withdraw(order, reason))

    def restate_cash(self, account: str, info: str, by: Decimal, at: datetime) -> None:
        """Money of the multi-collateral wallet moves without a trade."""
        book = self.books[account]
        self.publish(book, book.restate_cash(FLEX, info, by, self._stamp(at)))

    def mature(self, contract: Contract, at: datetime) -> None:
        """Trading ends; positions stay open until they are settled."""
        for account in self.books:
            self.withdraw_orders(account, contract.symbol, "contract_expired")
        price = self.settlement_price(contract, at)
        self.schedule(at + SETTLES_AFTER, lambda world, when: world.settle(contract, price, when))

    def settle(self, contract: Contract, price: Decimal, at: datetime) -> None:
        """Every open position in a matured contract is closed in cash; the contract is delisted."""
        for book in self.books.values():
            if book.size(contract.symbol):
                self.publish(book, book.settle(contract.symbol, price, self._stamp(at)))
        del self.contracts[contract.symbol]

    def settlement_price(self, contract: Contract, maturity: datetime) -> Decimal:
        """The mean of the index over the 30 minutes before maturity (Kraken support, contract
        specifications: thirty one-minute averages)."""
        minutes = (maturity - timedelta(minutes=i) for i in range(30))
        total = sum((self.prices.index(contract, at) for at in minutes), Decimal(0))
        return (total / 30).quantize(Decimal("0.01"))

    def realise_funding(self, at: datetime) -> None:
        """Funding of every open perpetual is booked."""
        for book in self.books.values():
            for symbol, holding in list(book.holdings.items()):
                if holding.contract.maturity is None:
                    booked = book.realise_funding(symbol, self.mark(symbol, at), self._stamp(at))
                    self.publish(book, booked)

    def _stamp(self, at: datetime) -> datetime:
        shown = at + self.clock.skew
        return shown.replace(microsecond=shown.microsecond // 1000 * 1000)

    def _open(self, start: datetime) -> None:
        for symbol in ("PF_XBTUSD", "PF_ETHUSD", "PI_XBTUSD"):
            self.list(perpetual(symbol))
        linear = self.list(dated("FF", "XBTUSD", month_end(start, 8))).symbol
        inverse = self.list(dated("FI", "XBTUSD", month_end(start, 16))).symbol
        for days, account, symbol, size, cause in (
            ("5.2", MAIN, "PF_XBTUSD", "0.25", TAKER),
            ("4.9", SECOND, "PF_XBTUSD", "-0.25", MAKER),
            ("4.1", MAIN, "PI_XBTUSD", "-12000", MAKER),
            ("3.3", SECOND, "PI_XBTUSD", "5000", TAKER),
            ("2.8", SECOND, inverse, "-8000", TAKER),
            ("2.2", MAIN, linear, "0.2", TAKER),
            ("1.7", SECOND, "PF_ETHUSD", "12.6", TAKER),
            ("1.2", MAIN, "PF_XBTUSD", "0.15", MAKER),
            ("0.8", MAIN, "PF_ETHUSD", "1.5", TAKER),
        ):
            at = start - timedelta(seconds=int(Decimal(days) * 86400))
            self.trade(account, symbol, Decimal(size), cause, at)


Step = Callable[[World, datetime], None]
"""One thing that happens in the world, and the moment at which it does."""


def _book_funding(world: World, at: datetime) -> None:
    world.realise_funding(at)
    world.schedule(_next_hour(at), _book_funding)


def _next_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
