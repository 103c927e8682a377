"""The world of the simulated Saxo: one client with two accounts, the market, and what is due when.

`scenarios` schedule steps here; the REST modules read it, and the stream watches it as
`showing.Shown`. Time only passes in `run_until`, which plays every due step at its own moment, so a
jump of the clock and an hour of waiting give the same records. What the bank does by itself is in
`night`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.agenda import Agenda
from assignwatch.simulator.clock import Clock
from assignwatch.simulator.saxo import expiry, night, opening
from assignwatch.simulator.saxo.activities import Activities
from assignwatch.simulator.saxo.book import Book
from assignwatch.simulator.saxo.causes import EXPIRY, OWN_TRADE, Cause
from assignwatch.simulator.saxo.instruments import Instrument, Option
from assignwatch.simulator.saxo.listing import Listing
from assignwatch.simulator.saxo.messages import Messages
from assignwatch.simulator.saxo.portfolio_rows import Portfolio
from assignwatch.simulator.saxo.prices import Prices
from assignwatch.simulator.saxo.records import Account, Ids, News, Order, OrderNews
from assignwatch.simulator.saxo.selection import Selection
from assignwatch.simulator.saxo.showing import Arguments, Row, Topic
from assignwatch.simulator.seeded import Seeded

MAIN, SECOND = "main", "second"
FIFO_REAL_TIME, FIFO_END_OF_DAY = "FifoRealTime", "FifoEndOfDay"

_HELD = (Topic.POSITIONS, Topic.NET_POSITIONS, Topic.CLOSED_POSITIONS, Topic.BALANCES)


class World:
    """One truth about market and accounts; implements `showing.Shown`."""

    def __init__(self, clock: Clock, seeded: Seeded, netting: str = FIFO_REAL_TIME) -> None:
        start = clock.now
        self.clock = clock
        self.prices = Prices(start, seeded)
        self.listing = Listing(start.date())
        self.client = opening.client(seeded, netting)
        ids = Ids()
        self.books = {
            name: Book(self.client, Account(name, key, number, currency), Decimal(cash), ids)
            for name, key, number, currency, cash in (
                (MAIN, opening.key(seeded, MAIN), "17700931INET", "USD", "185000"),
                (SECOND, opening.key(seeded, SECOND), "17700932INET", "EUR", "94000"),
            )
        }
        self.activities_kept = Activities(self.client, seeded)
        self.messages = Messages()
        self.listeners: list[Callable[[Topic], None]] = []
        self.asides: dict[str, Callable[[], None]] = {}
        """What scenarios may ask of those who serve the world, by name; `host` fills it."""
        self.reported_until = night.reported(start)
        """Trades before this moment are in the official reports."""
        self._portfolio = Portfolio(self.client, self.books.values(), self.prices)
        self._seeded = seeded
        self._agenda: Agenda[World] = Agenda()
        opening.trade(self, start)
        night.keep(self, start)

    def schedule(self, at: datetime, step: "Step") -> None:
        """Play `step` when simulated time reaches `at`; steps of one moment keep their order."""
        self._agenda.schedule(at, step)

    def run_until(self, now: datetime) -> None:
        """Play everything that is due, each step at its own moment."""
        self._agenda.play_until(self, now)

    @property
    def shown(self) -> datetime:
        """The time as the bank believes it to be."""
        return self.clock.shown

    def accounts(self) -> list[Account]:
        """The accounts in order."""
        return [book.account for book in self.books.values()]

    def story(self) -> str:
        """A new key that ties orders and positions of one happening together."""
        return self._seeded.next_uuid()

    def trade(
        self,
        account: str,
        instrument: Instrument,
        amount: Decimal,
        at: datetime,
        *,
        price: Decimal | None = None,
        kind: str = "Market",
        by_bank: bool = False,
        cause: Cause = OWN_TRADE,
    ) -> None:
        """An order is placed and executed, at the market unless a price is given."""
        book, stamp = self.books[account], self._stamp(at)
        paid = self.prices.price(instrument, at) if price is None else price
        self.publish(
            book,
            book.place(instrument, amount, price, stamp, self.story(), kind=kind, by_bank=by_bank),
            stamp,
        )
        order = [*book.orders.values()][-1]
        self.publish(book, book.fill(order, amount, paid, stamp, cause), stamp)

    def place(
        self, account: str, instrument: Instrument, amount: Decimal, price: Decimal, at: datetime
    ) -> None:
        """An account leaves a limit order."""
        book, stamp = self.books[account], self._stamp(at)
        news = book.place(instrument, amount, price, stamp, self.story(), kind="Limit")
        self.publish(book, news, stamp)

    def fill(self, account: str, order: Order, amount: Decimal, at: datetime) -> None:
        """A working order is executed, at its own price or at the market."""
        book, stamp = self.books[account], self._stamp(at)
        price = order.price or self.prices.price(order.instrument, at)
        self.publish(book, book.fill(order, amount, price, stamp), stamp)

    def withdraw(self, account: str, order: Order, at: datetime) -> None:
        """A working order is cancelled."""
        book, stamp = self.books[account], self._stamp(at)
        self.publish(book, book.withdraw(order, stamp), stamp)

    def use(
        self,
        account: str,
        option: Option,
        lots: Decimal,
        cause: Cause,
        at: datetime,
        *,
        at_price: Decimal = Decimal(0),
    ) -> None:
        """The bank assigns or exercises an option, for its underlying or for cash."""
        book, stamp = self.books[account], self._stamp(at)
        news = book.use(option, lots, cause, stamp, self.story(), at_price=at_price)
        self.publish(book, news, stamp)

    def expire(self, option: Option, cause: Cause, at: datetime) -> None:
        """An option ends: what is left of it is worth nothing, and the bank forgets its terms."""
        stamp = self._stamp(at)
        for book in self.books.values():
            self.publish(book, book.expire(option, stamp, cause, self.story()), stamp)
        self.listing.remove(option)

    def settle_expired(self, at: datetime) -> None:
        """Options that ended before today are settled, and those of another month are listed."""
        ended = expiry.ended(self.listing.all(), at.date())
        for option in ended:
            price = expiry.worth(option, self.prices)
            for account, book in self.books.items():
                if price and (held := book.held(option)):
                    cause, paid = expiry.outcome(option, held, price)
                    self.use(account, option, -held, cause, at, at_price=paid)
            self.expire(option, EXPIRY, at)
        if ended:
            self.listing.list_month(at.date())

    def end_day(self, at: datetime) -> None:
        """The netting of the night in every account."""
        stamp = self._stamp(at)
        for book in self.books.values():
            self.publish(book, book.end_day(stamp), stamp)
        self.activities_kept.forget(stamp)

    def close_account(self, account: str) -> None:
        """An account is there no more, nor anything that was in it; nobody is told."""
        del self.books[account]

    def report(self, until: datetime) -> None:
        """Trades until a moment appear in the official reports."""
        self.reported_until = max(self.reported_until, until + self.clock.skew)

    def publish(self, book: Book, news: Iterable[News], at: datetime) -> None:
        """Note what happened, and tell everybody who listens of what changed."""
        changed: set[Topic] = set()
        for one in news:
            self.activities_kept.note(book.account, one, at)
            changed.add(Topic.ACTIVITIES)
            if isinstance(one, OrderNews):
                changed.add(Topic.ORDERS)
                if self.messages.note(book.account, one):
                    changed.add(Topic.MESSAGES)
            else:
                changed.update(_HELD)
        for topic in Topic:
            if topic in changed:
                for listener in self.listeners:
                    listener(topic)

    def write(self, kind: str, header: str, body: str, at: datetime) -> None:
        """The bank writes to its client."""
        self.messages.write(kind, header, body, at + self.clock.skew)
        for listener in self.listeners:
            listener(Topic.MESSAGES)

    def rows(self, topic: Topic, arguments: Arguments) -> Sequence[Row]:
        """The present rows of a topic."""
        asked, now = Selection(arguments), self.shown
        portfolio = self._portfolio
        lists: dict[Topic, Callable[[Selection, datetime], Sequence[Row]]] = {
            Topic.POSITIONS: portfolio.positions,
            Topic.NET_POSITIONS: portfolio.net_positions,
            Topic.ORDERS: portfolio.orders,
            Topic.BALANCES: portfolio.balances,
            Topic.CLOSED_POSITIONS: portfolio.closed_positions,
            Topic.MESSAGES: self.messages.rows,
        }
        if topic is Topic.ACTIVITIES:
            return self.activities(arguments, None)
        return lists[topic](asked, now)

    def activities(self, arguments: Arguments, after: int | None) -> Sequence[Row]:
        """Activities behind a sequence id, or within times."""
        asked = Selection(arguments)
        return self.activities_kept.rows(asked, self.accounts(), after, self.shown)

    def newest_sequence(self) -> int:
        """The id of the last activity."""
        return self.activities_kept.newest

    def _stamp(self, at: datetime) -> datetime:
        return at + self.clock.skew


Step = Callable[[World, datetime], None]
"""One thing that happens in the world, and the moment at which it does."""
