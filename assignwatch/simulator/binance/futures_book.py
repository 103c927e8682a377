"""One account's truth in one family of futures: every trade, fee and settlement goes through here.

`world` owns a book per account and family and publishes what each call returns; REST and socket
only read. The wallet holds exactly what the income history says, row by row:

    wallet = sum of all income rows of its asset
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.simulator.binance.causes import SETTLEMENT, Cause
from assignwatch.simulator.binance.contracts import (
    LIQUIDATION_FEE,
    TAKER_FEE,
    Family,
    Future,
    Side,
    amount,
)
from assignwatch.simulator.binance.ids import Ids
from assignwatch.simulator.binance.orders import Orders, news
from assignwatch.simulator.binance.records import (
    AccountNews,
    Holding,
    Income,
    News,
    Order,
    PositionState,
    Trade,
)

FUNDING_RATE = Decimal("0.0001")
"""For eight hours, as a part of the notional; longs pay it, shorts receive it."""
AT_ONCE = timedelta()

_NOTHING = Decimal(0)


class FuturesBook:
    """Positions, money, orders and records. `alias` is what COIN-M events call the account."""

    def __init__(self, owner: str, family: Family, alias: str, ids: Ids) -> None:
        self.owner = owner
        self.family = family
        self.alias = alias
        self.wallet: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.holdings: dict[tuple[str, Side], Holding] = {}
        self.leverage: defaultdict[str, int] = defaultdict(lambda: 20)
        self.orders = Orders(ids)
        self.trades: list[Trade] = []
        self.incomes: list[Income] = []
        self._ids = ids

    def size(self, symbol: str, side: Side = Side.BOTH) -> Decimal:
        """The signed size held of one side of a contract; zero if none."""
        holding = self.holdings.get((symbol, side))
        return holding.size if holding else _NOTHING

    def of(self, symbol: str) -> list[Holding]:
        """Every side that is held of a contract."""
        return [h for h in self.holdings.values() if h.contract.symbol == symbol]

    def place(
        self,
        contract: Future,
        side: Side,
        size: Decimal,
        price: Decimal,
        cause: Cause,
        at: datetime,
    ) -> list[News]:
        """A limit order begins to rest in the book."""
        return [news(self.orders.place(contract, side, size, price, cause, at, limit=True), "NEW")]

    def withdraw(self, order: Order, at: datetime) -> list[News]:
        """An order is cancelled by its owner."""
        return [self.orders.end(order, "CANCELED", at)]

    def expire_orders(self, symbol: str, at: datetime, reason: str) -> list[News]:
        """All orders in a contract expire, for a reason in Binance's numbers."""
        working = self.orders.working(symbol)
        return [self.orders.end(order, "EXPIRED", at, reason) for order in working]

    def execute(
        self,
        contract: Future,
        side: Side,
        size: Decimal,
        price: Decimal,
        cause: Cause,
        at: datetime,
    ) -> list[News]:
        """An order is placed and filled at once: moves the position, books money, writes rows."""
        paid = _NOTHING if cause.own else price
        order = self.orders.place(contract, side, size, paid, cause, at)
        return [news(order, "NEW"), *self.fill(order, size, price, at)]

    def fill(self, order: Order, size: Decimal, price: Decimal, at: datetime) -> list[News]:
        """A signed part of an order is executed."""
        contract, cause = self._future(order), order.cause
        notional = contract.notional(size, price)
        fee = amount(notional * cause.fee)
        profit, state = self._move(contract, order.side, size, price, at)
        trade = self._traded(order, size, price, at, profit, fee)
        number = str(trade.id)
        row = self._ids.row()
        self._earn(contract, "REALIZED_PNL", profit, at, number, row=row)
        self._earn(contract, "COMMISSION", -fee, at, number, row=row)
        if cause.penalised:
            penalty = amount(notional * LIQUIDATION_FEE)
            self._earn(contract, "INSURANCE_CLEAR", -penalty, at, row=self._ids.row())
        told = self._account_news("ORDER", at, contract.margin_asset, (state,))
        return [self.orders.filled(order, trade), told]

    def settle(
        self,
        contract: Future,
        price: Decimal,
        mark: Decimal,
        at: datetime,
        *,
        delivered: bool,
        traded: bool,
        late: timedelta,
    ) -> list[News]:
        """Every side of a contract is closed in cash at the settlement price, for a taker fee.

        Of a delivery the profit up to the last `mark` is booked as realised and the rest as
        DELIVERED_SETTELMENT; which part has which name is not published, so that a client may rely
        on neither. Unless `traded`, no order and no trade tells of it. The rows are listed `late`.
        """
        told: list[News] = []
        for holding in self.of(contract.symbol):
            size, side, number = -holding.size, holding.side, ""
            realised = contract.profit(holding.size, holding.entry, mark if delivered else price)
            fee = amount(contract.notional(size, price) * TAKER_FEE)
            profit, state = self._move(contract, side, size, price, at)
            if traded:
                order = self.orders.place(contract, side, size, price, SETTLEMENT, at)
                told.append(news(order, "NEW"))
                trade = self._traded(order, size, price, at, profit, fee)
                told.append(self.orders.filled(order, trade))
                number = str(trade.id)
            row = self._ids.row()
            self._earn(contract, "REALIZED_PNL", realised, at, number, row=row, late=late)
            self._earn(contract, "COMMISSION", -fee, at, number, row=row, late=late)
            if delivered:
                rest, row = profit - realised, self._ids.row()
                self._earn(contract, "DELIVERED_SETTELMENT", rest, at, row=row, late=late)
            told.append(self._account_news("ORDER", at, contract.margin_asset, (state,)))
        return told

    def realise_funding(self, contract: Future, mark: Decimal, at: datetime) -> list[News]:
        """Funding of a perpetual is booked: one row, and no trade."""
        size = sum((holding.size for holding in self.of(contract.symbol)), _NOTHING)
        worth = contract.notional(size, mark) * (1 if size > 0 else -1)
        self._earn(contract, "FUNDING_FEE", amount(-worth * FUNDING_RATE), at, row=self._ids.row())
        return [self._account_news("FUNDING_FEE", at, contract.margin_asset, (), contract.symbol)]

    def credit(
        self, asset: str, by: Decimal, at: datetime, kind: str = "TRANSFER", reason: str = ""
    ) -> list[News]:
        """Money moves for a reason that has nothing to do with a position."""
        self.wallet[asset] += by
        row = self._ids.row()
        self.incomes.append(Income(row, "", kind, by, asset, kind, at, "", at))
        reason = reason or ("DEPOSIT" if by > 0 else "WITHDRAW")
        return [AccountNews(reason, at, {asset: (self.wallet[asset], by)})]

    def _move(
        self, contract: Future, side: Side, size: Decimal, price: Decimal, at: datetime
    ) -> tuple[Decimal, PositionState]:
        """The profit that a trade realises, and what it leaves of the position."""
        if not size:
            raise ValueError(f"{self.owner}: an execution of zero {contract.symbol}.")
        key = (contract.symbol, side)
        held = self.holdings.get(key) or Holding(contract, side, _NOTHING, price, _NOTHING, at)
        total = held.size + size
        if total * {Side.BOTH: 0, Side.LONG: 1, Side.SHORT: -1}[side] < 0:
            raise ValueError(f"{self.owner}: {total} is no {side} position in {contract.symbol}.")
        profit = contract.profit(_closed(held.size, size), held.entry, price)
        entry = held.entry
        if held.size * size > 0:
            entry = contract.average(held.size, entry, size, price)
        elif held.size * total < 0:
            entry = price
        realised = held.realised + profit
        if total:
            self.holdings[key] = Holding(contract, side, total, entry, realised, at)
        else:
            del self.holdings[key]
        return profit, PositionState(contract, side, total, entry if total else _NOTHING, realised)

    def _traded(
        self,
        order: Order,
        size: Decimal,
        price: Decimal,
        at: datetime,
        profit: Decimal,
        fee: Decimal,
    ) -> Trade:
        contract = self._future(order)
        number = self._ids.trade(contract)
        trade = Trade(number, order, size, price, at, profit, fee, contract.margin_asset)
        self.trades.append(trade)
        return trade

    def _earn(
        self,
        contract: Future,
        kind: str,
        by: Decimal,
        at: datetime,
        trade: str = "",
        *,
        row: int,
        late: timedelta = AT_ONCE,
    ) -> None:
        if not by and kind != "DELIVERED_SETTELMENT":
            return
        asset = contract.margin_asset
        self.wallet[asset] += by
        income = Income(row, contract.symbol, kind, by, asset, kind, at, trade, at + late)
        self.incomes.append(income)

    def _account_news(
        self,
        reason: str,
        at: datetime,
        asset: str,
        positions: Iterable[PositionState],
        symbol: str = "",
    ) -> AccountNews:
        balances = {asset: (self.wallet[asset], _NOTHING)}
        return AccountNews(reason, at, balances, tuple(positions), symbol)

    def _future(self, order: Order) -> Future:
        if isinstance(order.contract, Future):
            return order.contract
        raise TypeError(f"{order.contract.symbol} is no future.")


def _closed(held: Decimal, size: Decimal) -> Decimal:
    """The part of a signed position that a trade closes, signed like the position."""
    if held * size >= 0:
        return _NOTHING
    return held if abs(size) >= abs(held) else -size
