"""One account's truth: every trade and everything the bank books goes through here.

`world` owns a book per account and publishes what each call returns; REST and stream only read. A
trade is a leg; opposite legs are netted first in, first out, by the client's profile: at once, into
closed pairs, or at the end of the day, until which both stay. `end_day` is that netting. Source:
Saxo's pages on position netting.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.saxo.causes import OWN_TRADE, Cause
from assignwatch.simulator.saxo.instruments import Instrument, Option
from assignwatch.simulator.saxo.prices import conversion
from assignwatch.simulator.saxo.records import (
    Account,
    Booking,
    Client,
    Closed,
    Ids,
    News,
    Order,
    OrderNews,
    Position,
    PositionNews,
)

COMMISSION = Decimal(3)
"""For each trade by order, in the instrument's currency."""

_NOTHING = Decimal(0)


class Book:
    """Positions, orders, money and records of one account."""

    def __init__(self, client: Client, account: Account, cash: Decimal, ids: Ids) -> None:
        self.client = client
        self.account = account
        self.cash = cash
        self.positions: dict[str, Position] = {}
        self.closed: list[Closed] = []
        """Pairs of today; `end_day` forgets them."""
        self.closed_ever: list[Closed] = []
        self.orders: dict[str, Order] = {}
        self.orders_told: list[OrderNews] = []
        self.trades: list[Position] = []
        """The leg of every trade, in order; legs of expiry are here only."""
        self.bookings: list[Booking] = []
        self._ids = ids

    def held(self, instrument: Instrument) -> Decimal:
        """The signed amount held of something; what is closed and still shown cancels out."""
        mine = (p.amount for p in self.positions.values() if p.instrument.uic == instrument.uic)
        return sum(mine, _NOTHING)

    def oldest(self, instrument: Instrument) -> Position:
        """The open position that would be closed first; raises LookupError."""
        for position in self.positions.values():
            if position.instrument.uic == instrument.uic and position.status == "Open":
                return position
        raise LookupError(f"{self.account.name} holds no {instrument.nick}.")

    def place(
        self,
        instrument: Instrument,
        amount: Decimal,
        price: Decimal | None,
        at: datetime,
        story: str,
        *,
        kind: str,
        by_bank: bool = False,
    ) -> list[News]:
        """An order begins to work."""
        order = Order(
            self._ids.next_order(), instrument, amount, price, kind, at, story, amount, by_bank
        )
        self.orders[order.id] = order
        return [self._told(OrderNews(order, "Placed", at))]

    def withdraw(self, order: Order, at: datetime) -> list[News]:
        """An order leaves without being filled."""
        del self.orders[order.id]
        return [self._told(OrderNews(order, "Cancelled", at))]

    def fill(
        self, order: Order, amount: Decimal, price: Decimal, at: datetime, cause: Cause = OWN_TRADE
    ) -> list[News]:
        """A part of an order, or all of it, is executed."""
        leg = self._leg(order.instrument, amount, price, at, cause, order.story, order)
        order.left -= amount
        if not order.left:
            del self.orders[order.id]
        told = OrderNews(
            order,
            "Fill" if order.left else "FinalFill",
            at,
            abs(amount),
            abs(order.amount - order.left),
            price,
            leg.id,
        )
        self._book_money("Commission", "4", leg, -COMMISSION)
        return [self._told(told), *self._enter(leg)]

    def use(
        self,
        option: Option,
        lots: Decimal,
        cause: Cause,
        at: datetime,
        story: str,
        *,
        at_price: Decimal = _NOTHING,
    ) -> list[News]:
        """The bank closes `lots` of an option; a physical one turns into its underlying.

        `lots` is signed like the trade that closes: above zero for a short position.
        """
        origin = self.oldest(option).id
        closing = self._leg(option, lots, at_price, at, cause, story, None, origin)
        legs = [closing]
        if at_price:
            gain = -lots * option.family.contract_size * at_price
            self._book_money("Option Cash Settlement", "38", closing, gain)
        else:
            underlying = option.family.underlying
            units = option.delivered(lots) / underlying.contract_size
            made = self._leg(underlying, units, option.strike, at, cause, story, None, origin)
            legs.append(made)
        return [news for leg in legs for news in self._enter(leg, paid=not at_price)]

    def expire(self, option: Option, at: datetime, cause: Cause, story: str) -> list[News]:
        """What is held of an option ends worth nothing: the positions go, and nothing comes."""
        news: list[News] = []
        mine = [p for p in self.positions.values() if p.instrument == option]
        for position in [p for p in mine if p.status == "Open"]:
            closing = self._leg(
                option, -position.amount, _NOTHING, at, cause, story, None, position.id
            )
            self.trades.append(closing)
            pair = Closed(position, closing, position.amount)
            self.closed_ever.append(pair)
            del self.positions[position.id]
            news.append(PositionNews(position, "Deleted", at, position.amount, cause))
        return news

    def end_day(self, at: datetime) -> list[News]:
        """The netting of the night: pairs are forgotten, and every position is carried over."""
        made: list[Position] = []
        if self.client.nets_at_once:
            legs = (leg for pair in self.closed for leg in (pair.opening, pair.closing))
            gone = {leg.id: leg for leg in legs if leg.id not in self.positions}
        else:
            gone, made = self._net_all()
        self.closed.clear()
        carried = (p for p in self.positions.values() if p not in made)
        return [
            *(PositionNews(leg, "Updated", at, leg.amount, leg.cause) for leg in carried),
            *(PositionNews(leg, "New", at, leg.amount, leg.cause) for leg in made),
            *(PositionNews(leg, "Deleted", at, leg.traded, leg.cause) for leg in gone.values()),
        ]

    def _leg(
        self,
        instrument: Instrument,
        amount: Decimal,
        price: Decimal,
        at: datetime,
        cause: Cause,
        story: str,
        order: Order | None,
        originating: str = "",
    ) -> Position:
        if not amount:
            raise ValueError(f"{self.account.name}: a trade of zero {instrument.symbol}.")
        return Position(
            id=self._ids.next_position(),
            instrument=instrument,
            amount=amount,
            traded=amount,
            price=price,
            at=at,
            cause=cause,
            story=story,
            order=order,
            originating=originating,
            opens=self.held(instrument) * amount >= 0,
        )

    def _enter(self, leg: Position, *, paid: bool = True) -> list[News]:
        """The leg of a trade becomes a position, or closes others; its price is paid."""
        self.trades.append(leg)
        against = list(self._against(leg))
        if self.client.nets_at_once:
            for other in against:
                self._net(other, leg)
                if not leg.amount:
                    break
            if leg.amount:
                leg.opens = True
                self.positions[leg.id] = leg
        else:
            self.positions[leg.id] = leg
            if against and against[0].amount == -leg.amount:
                self._pair(against[0], leg)
        instrument = leg.instrument
        if paid and instrument.is_cash_market and leg.price:
            kind = ("Premium", "12") if isinstance(instrument, Option) else ("Share Amount", "1")
            self._book_money(*kind, leg, -leg.traded * leg.price * instrument.contract_size)
        return [PositionNews(leg, "New", leg.at, leg.traded, leg.cause)]

    def _against(self, leg: Position) -> Iterator[Position]:
        """Open positions on the other side, the one that the leg is meant for before all."""
        others = [
            p
            for p in self.positions.values()
            if p.instrument.uic == leg.instrument.uic
            and p.status == "Open"
            and p.amount * leg.amount < 0
        ]
        return iter(sorted(others, key=lambda other: other.id != leg.originating))

    def _net(self, opening: Position, closing: Position) -> None:
        size = min(abs(opening.amount), abs(closing.amount))
        part = size if opening.amount > 0 else -size
        opening.amount -= part
        closing.amount += part
        pair = Closed(opening, closing, part)
        self.closed_ever.append(pair)
        if self.client.nets_at_once:
            self.closed.append(pair)
        if not opening.amount:
            opening.status, opening.closed_at = "Closed", closing.at
            self.positions.pop(opening.id, None)
        if not opening.instrument.is_cash_market:
            self._book_money("P/L", "2", closing, pair.profit)

    def _pair(self, opening: Position, closing: Position) -> None:
        """Both stay visible as closed by each other until the end of the day."""
        for one, other in ((opening, closing), (closing, opening)):
            one.status, one.related = "Closed", other.id
            one.closed_at, one.close_price = other.at, other.price

    def _net_all(self) -> tuple[dict[str, Position], list[Position]]:
        """Net what is opposite; returns what is gone, and what is left of it under new ids."""
        gone: dict[str, Position] = {}
        for closing in list(self.positions.values()):
            for opening in list(self.positions.values()):
                if opening is closing or not closing.amount:
                    break
                if _opposite(opening, closing):
                    self._net(opening, closing)
                    gone |= {opening.id: opening, closing.id: closing}
        made = [self._renumbered(leg) for leg in gone.values() if leg.amount]
        kept = [p for p in self.positions.values() if p.id not in gone]
        self.positions = {p.id: p for p in sorted([*kept, *made], key=lambda p: p.at)}
        return gone, made

    def _renumbered(self, old: Position) -> Position:
        """What is left of a netted position, under a new id."""
        return replace(
            old,
            id=self._ids.next_position(),
            traded=old.amount,
            originating=old.id,
            opens=True,
            status="Open",
            related="",
            closed_at=None,
            close_price=None,
        )

    def _book_money(self, kind: str, kind_id: str, leg: Position, amount: Decimal) -> None:
        money = amount.quantize(Decimal("0.01"))
        self.cash += money * conversion(leg.instrument.currency, self.account.currency)
        self.bookings.append(
            Booking(self._ids.next_booking(), kind, kind_id, leg.instrument, money, leg.at, leg.id)
        )

    def _told(self, news: OrderNews) -> OrderNews:
        self.orders_told.append(news)
        return news


def _opposite(one: Position, other: Position) -> bool:
    return one.instrument.uic == other.instrument.uic and one.amount * other.amount < 0
