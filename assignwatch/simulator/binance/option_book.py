"""One account's truth in options: premiums, fees, and what is paid when an option ends.

`world` owns one and publishes what each call returns. The balance holds exactly what the bills say,
row by row. Sources: Binance docs, European Options "User Exercise Record", "Account Funding Flow";
Binance support, "Binance options: fees". What the bill and the event of a settlement are called is
not published; here it is EXERCISE.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.simulator.binance.causes import MAKER, TAKER
from assignwatch.simulator.binance.contracts import Option, Side, amount
from assignwatch.simulator.binance.ids import Ids
from assignwatch.simulator.binance.orders import DELISTED, Orders, news
from assignwatch.simulator.binance.records import (
    AccountNews,
    Bill,
    Exercise,
    News,
    Order,
    PositionState,
    Trade,
)

ASSET = "USDT"

_NOTHING = Decimal(0)


@dataclass(slots=True)
class OptionHolding:
    """An open position in one option."""

    option: Option
    size: Decimal
    entry: Decimal


class OptionBook:
    """Positions, money, orders and records."""

    def __init__(self, owner: str, ids: Ids) -> None:
        self.owner = owner
        self.balance = _NOTHING
        self.holdings: dict[str, OptionHolding] = {}
        self.orders = Orders(ids)
        self.trades: list[Trade] = []
        self.bills: list[Bill] = []
        self.exercises: list[Exercise] = []
        self._ids = ids

    def size(self, symbol: str) -> Decimal:
        """The signed size held of an option; zero if none."""
        holding = self.holdings.get(symbol)
        return holding.size if holding else _NOTHING

    def place(self, option: Option, size: Decimal, price: Decimal, at: datetime) -> list[News]:
        """A limit order begins to rest in the book."""
        return [news(self.orders.place(option, Side.BOTH, size, price, MAKER, at), "NEW")]

    def withdraw(self, order: Order, at: datetime) -> list[News]:
        """An order is cancelled by its owner."""
        return [self.orders.end(order, "CANCELED", at)]

    def execute(
        self, option: Option, size: Decimal, price: Decimal, index: Decimal, at: datetime
    ) -> list[News]:
        """The account trades a signed size at a premium for each unit."""
        order = self.orders.place(option, Side.BOTH, size, price, TAKER, at)
        return [news(order, "NEW"), *self.fill(order, size, index, at)]

    def fill(self, order: Order, size: Decimal, index: Decimal, at: datetime) -> list[News]:
        """A signed part of an order is executed at its price; the fee depends on the index."""
        option = order.contract
        if not isinstance(option, Option):
            raise TypeError(f"{option.symbol} is no option.")
        price, held = order.price, self.holdings.get(option.symbol)
        fee = option.fee(size, index, price)
        before = held.size if held else _NOTHING
        closed = _NOTHING if before * size >= 0 else max(-abs(before), -abs(size))
        profit = _NOTHING
        if held and closed:
            profit = amount((price - held.entry) * -closed * (1 if before > 0 else -1))
        state = self._move(option, size, price)
        number, row = self._ids.trade(option), self._ids.option_row()
        trade = Trade(number, order, size, price, at, profit, fee, ASSET, row)
        self.trades.append(trade)
        self._book("CONTRACT", amount(-size * price * option.unit), at, at)
        self._book("FEE", -fee, at, at)
        told = AccountNews("ORDER", at, {ASSET: (self.balance, _NOTHING)}, (state,))
        return [self.orders.filled(order, trade), told]

    def settle(
        self, option: Option, price: Decimal, expiry: datetime, late: timedelta
    ) -> list[News]:
        """An option ends at the settlement price of its underlying: records come `late`.

        A record is made whether it was in the money or not; its amount is the payoff, negative for
        the one who wrote it.
        """
        told: list[News] = [
            self.orders.end(order, "EXPIRED", expiry, DELISTED)
            for order in self.orders.working(option.symbol)
        ]
        held = self.holdings.pop(option.symbol, None)
        if held is None:
            return told
        paid = amount(held.size * option.payoff(price) * option.unit)
        fee = option.exercise_fee(held.size, price)
        known = expiry + late
        self._book("EXERCISE", paid, expiry, known)
        self._book("FEE", -fee, expiry, known)
        number = self._ids.exercise()
        self.exercises.append(Exercise(number, option, held.size, paid, fee, expiry, known))
        state = PositionState(option, Side.BOTH, _NOTHING, _NOTHING, _NOTHING)
        balances = {ASSET: (self.balance, _NOTHING)} if paid else {}
        return [*told, AccountNews("EXERCISE", expiry, balances, (state,))]

    def credit(self, by: Decimal, at: datetime) -> list[News]:
        """Money comes from, or goes to, another wallet."""
        self._book("TRANSFER", by, at, at)
        reason = "DEPOSIT" if by > 0 else "WITHDRAW"
        return [AccountNews(reason, at, {ASSET: (self.balance, by)})]

    def _move(self, option: Option, size: Decimal, price: Decimal) -> PositionState:
        if not size:
            raise ValueError(f"{self.owner}: an execution of zero {option.symbol}.")
        held = self.holdings.get(option.symbol) or OptionHolding(option, _NOTHING, price)
        total = held.size + size
        entry = held.entry
        if held.size * size > 0:
            entry = amount((held.size * entry + size * price) / total)
        elif held.size * total < 0:
            entry = price
        if total:
            self.holdings[option.symbol] = OptionHolding(option, total, entry)
        else:
            del self.holdings[option.symbol]
        return PositionState(option, Side.BOTH, total, entry if total else _NOTHING, _NOTHING)

    def _book(self, kind: str, by: Decimal, at: datetime, known: datetime) -> None:
        if by:
            self.balance += by
            self.bills.append(Bill(self._ids.bill(), ASSET, by, kind, at, known))
