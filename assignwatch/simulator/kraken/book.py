"""One account's truth: every execution, funding and settlement goes through here.

`world` owns a book per account and publishes what each call returns; REST and socket only read.
Each record is derived from the same numbers, so that fills, account log, position history and
balances always tell one story:

    new balance − old balance = realised profit + realised funding − fee − liquidation fee

holds exactly on every cash row (Kraken support, "Futures account log"). The position leg has the
lower of two consecutive ids, the cash leg follows.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.simulator.kraken.causes import Cause
from assignwatch.simulator.kraken.contracts import (
    LIQUIDATION_FEE,
    TAKER_FEE,
    Contract,
    Wallet,
    amount,
)
from assignwatch.simulator.kraken.records import (
    Booked,
    Fill,
    Holding,
    LogRow,
    Order,
    OrderChange,
    PositionEvent,
)
from assignwatch.simulator.seeded import Seeded

FUNDING_PER_HOUR = Decimal("0.0000012")
"""Funding as a part of the notional, per hour; longs pay it, shorts receive it."""

_NOTHING = Decimal(0)


class Book:
    """Positions, money, orders and records of one account."""

    def __init__(self, name: str, cash: Mapping[Wallet, Decimal], seeded: Seeded) -> None:
        self.name = name
        self.uid = seeded.named_uuid(f"account {name}")
        self.cash = dict(cash)
        self.holdings: dict[str, Holding] = {}
        self.orders: dict[str, Order] = {}
        self.fills: list[Fill] = []
        self.log: list[LogRow] = []
        self.events: list[PositionEvent] = []
        self._seeded = seeded

    def size(self, symbol: str) -> Decimal:
        """The signed size held of a contract; zero if none."""
        holding = self.holdings.get(symbol)
        return holding.size if holding else _NOTHING

    def place(self, contract: Contract, size: Decimal, price: Decimal, at: datetime) -> Booked:
        """A limit order begins to rest in the book."""
        order = Order(self._seeded.next_uuid(), contract, size, price, at, size)
        self.orders[order.id] = order
        return Booked(order=OrderChange(order, "new_placed_order_by_user", gone=False))

    def withdraw(self, order: Order, reason: str) -> Booked:
        """An order leaves the book without being filled."""
        del self.orders[order.id]
        return Booked(order=OrderChange(order, reason, gone=True))

    def execute(
        self,
        contract: Contract,
        size: Decimal,
        price: Decimal,
        *,
        mark: Decimal,
        cause: Cause,
        at: datetime,
        order: Order | None = None,
    ) -> Booked:
        """Trade a signed `size` at `price`: moves the position, books money, writes records."""
        if not size:
            raise ValueError(f"{self.name}: an execution of zero {contract.symbol}.")
        change = self._filled(order, size) if order else None
        fee = amount(contract.notional(size, price) * cause.fee)
        penalty = None
        if cause.penalised and not contract.inverse:
            penalty = amount(contract.notional(size, price) * LIQUIDATION_FEE)
        old = self.holdings.get(contract.symbol)
        funding = self._accrued(old, mark, at)
        closed = _closed_part(old.size if old else _NOTHING, size)
        profit = contract.profit(closed, old.entry, price) if old else _NOTHING
        fill = Fill(
            id=self._seeded.next_uuid(),
            order_id=order.id if order else self._seeded.next_uuid(),
            contract=contract,
            size=size,
            price=price,
            at=at,
            cause=cause,
            fee=fee,
            left=abs(order.left) if order else _NOTHING,
        )
        before, after = self._move(contract, size, price, at)
        legs = replace(
            _blank(at, cause.info, contract), trade_price=price, mark_price=mark, execution=fill.id
        )
        position = self._position_row(legs, before, after)
        cash = self._cash_row(legs, contract.wallet, profit, funding, fee, penalty)
        event = self._event(
            at, "trade", before, after, fee=fee, profit=profit, funding=funding, fill=fill
        )
        self.fills.append(fill)
        return Booked(fill, (position, cash), event, change)

    def realise_funding(self, symbol: str, mark: Decimal, at: datetime) -> Booked:
        """Book the funding accrued on a perpetual: a cash row, and no fill."""
        holding = self.holdings[symbol]
        funding = self._accrued(holding, mark, at)
        contract = holding.contract
        row = self._cash_row(
            _blank(at, "funding rate change", contract), contract.wallet, None, funding
        )
        after = replace(holding, realised=at)
        self.holdings[symbol] = after
        event = self._event(at, "fundingRealisation", holding, after, funding=funding)
        return Booked(rows=(row,), event=event)

    def settle(self, symbol: str, price: Decimal, at: datetime) -> Booked:
        """A dated future ends: cash at the settlement price, a taker fee, and no fill.

        Source: Kraken support, "Linear multi-collateral fixed maturity contract specifications".
        """
        before = self.holdings.pop(symbol)
        contract = before.contract
        profit = contract.profit(before.size, before.entry, price)
        fee = amount(contract.notional(before.size, price) * TAKER_FEE)
        after = replace(before, size=_NOTHING)
        legs = replace(_blank(at, "settlement", contract), trade_price=price, mark_price=price)
        position = self._position_row(legs, before, after)
        cash = self._cash_row(legs, contract.wallet, profit, _NOTHING, fee)
        event = self._event(
            at, "settlement", before, after, fee=fee, profit=profit, settlement_price=price
        )
        return Booked(rows=(position, cash), event=event)

    def restate_cash(self, wallet: Wallet, info: str, by: Decimal, at: datetime) -> Booked:
        """Money moves for a reason that has nothing to do with a position."""
        old = self.cash[wallet]
        self.cash[wallet] = old + by
        row = replace(
            _blank(at, info, None),
            margin_account=wallet.margin_account,
            collateral=wallet.collateral,
            asset=wallet.asset,
            old_balance=old,
            new_balance=old + by,
        )
        return Booked(rows=(self._logged(row),))

    def accrued(self, symbol: str, mark: Decimal, at: datetime) -> Decimal:
        """Funding earned since it was last booked; negative for a payer."""
        return self._accrued(self.holdings.get(symbol), mark, at)

    def _accrued(self, holding: Holding | None, mark: Decimal, at: datetime) -> Decimal:
        if holding is None or holding.contract.maturity is not None:
            return _NOTHING
        hours = Decimal((at - holding.realised) // timedelta(microseconds=1)) / 3_600_000_000
        worth = holding.contract.notional(holding.size, mark) * (1 if holding.size > 0 else -1)
        return amount(-worth * FUNDING_PER_HOUR * hours)

    def _move(
        self, contract: Contract, size: Decimal, price: Decimal, at: datetime
    ) -> tuple[Holding, Holding]:
        held = self.holdings.get(contract.symbol)
        before = held or Holding(contract, _NOTHING, price, at, at)
        total = before.size + size
        entry, opened = before.entry, before.opened
        if before.size * size > 0:
            entry = contract.average(before.size, before.entry, size, price)
        elif before.size * total < 0:
            entry, opened = price, at
        after = Holding(contract, total, entry, opened, at)
        if total:
            self.holdings[contract.symbol] = after
        else:
            del self.holdings[contract.symbol]
        return before, after

    def _position_row(self, legs: LogRow, before: Holding, after: Holding) -> LogRow:
        return self._logged(
            replace(
                legs,
                asset=before.contract.symbol.lower(),
                old_balance=before.size,
                new_balance=after.size,
                old_entry=before.entry,
                new_entry=after.entry,
            )
        )

    def _cash_row(
        self,
        legs: LogRow,
        wallet: Wallet,
        profit: Decimal | None,
        funding: Decimal,
        fee: Decimal | None = None,
        penalty: Decimal | None = None,
    ) -> LogRow:
        old = self.cash[wallet]
        new = old + (profit or 0) + funding - (fee or 0) - (penalty or 0)
        self.cash[wallet] = new
        perpetual = legs.contract is not None and legs.contract.maturity is None
        return self._logged(
            replace(
                legs,
                asset=wallet.asset,
                old_balance=old,
                new_balance=new,
                realized_pnl=profit,
                realized_funding=funding,
                fee=fee,
                liquidation_fee=penalty,
                funding_rate=FUNDING_PER_HOUR if perpetual else None,
            )
        )

    def _logged(self, row: LogRow) -> LogRow:
        row = replace(row, id=len(self.log) + 1, booking_uid=self._seeded.next_uuid())
        self.log.append(row)
        return row

    def _event(
        self,
        at: datetime,
        reason: str,
        before: Holding,
        after: Holding,
        *,
        fee: Decimal | None = None,
        profit: Decimal | None = None,
        funding: Decimal | None = None,
        settlement_price: Decimal | None = None,
        fill: Fill | None = None,
    ) -> PositionEvent:
        event = PositionEvent(
            uid=self._seeded.next_uuid(),
            at=at,
            contract=before.contract,
            reason=reason,
            change=_change(before.size, after.size),
            old_size=before.size,
            new_size=after.size,
            old_entry=before.entry,
            new_entry=after.entry,
            opened=before.opened,
            fee=fee,
            realized_pnl=profit,
            realized_funding=funding,
            settlement_price=settlement_price,
            fill=fill,
        )
        self.events.append(event)
        return event

    def _filled(self, order: Order, size: Decimal) -> OrderChange:
        if abs(size) > abs(order.left) or size * order.left < 0:
            raise ValueError(f"{self.name}: order {order.id} cannot fill {size}.")
        order.left -= size
        if order.left:
            return OrderChange(order, "partial_fill", gone=False)
        del self.orders[order.id]
        return OrderChange(order, "full_fill", gone=True)


def _blank(at: datetime, info: str, contract: Contract | None) -> LogRow:
    wallet = contract.wallet if contract else None
    return LogRow(
        id=0,
        booking_uid="",
        at=at,
        info=info,
        asset="",
        contract=contract,
        margin_account=wallet.margin_account if wallet else "",
        collateral=wallet.collateral if wallet else None,
        old_balance=_NOTHING,
        new_balance=_NOTHING,
    )


def _closed_part(held: Decimal, traded: Decimal) -> Decimal:
    """How much of `held` a trade closes, signed like `held`."""
    if held * traded >= 0:
        return _NOTHING
    closed = min(abs(held), abs(traded))
    return closed if held > 0 else -closed


def _change(old: Decimal, new: Decimal) -> str:
    """Kraken's word for a change of size (docs, "Get position events", `positionChange`)."""
    if old == new:
        return "noChange"
    if not old:
        return "open"
    if not new:
        return "close"
    if old * new < 0:
        return "reverse"
    return "increase" if abs(new) > abs(old) else "decrease"
