"""The lists of the portfolio service: which rows the arguments choose, and orders and balances.

`world` answers the stream and `portfolio` answers REST from here, so that both show the same.
Single rows are in `position_rows`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from assignwatch.simulator.saxo import margin, position_rows
from assignwatch.simulator.saxo.book import Book
from assignwatch.simulator.saxo.instruments import Instrument
from assignwatch.simulator.saxo.prices import DELAY_MINUTES, Prices, conversion, is_open
from assignwatch.simulator.saxo.records import Client, Order, Position
from assignwatch.simulator.saxo.selection import Selection
from assignwatch.simulator.saxo.showing import Row
from assignwatch.simulator.saxo.wording import (
    Json,
    buy_sell,
    display,
    exchange,
    midnight,
    told,
    utc,
)

CENT = Decimal("0.01")
_ALL = Decimal(100)


class Portfolio:
    """The books of one client, those that there are at a moment, as lists of rows."""

    def __init__(self, client: Client, books: Collection[Book], prices: Prices) -> None:
        self._client = client
        self._books = books
        self._prices = prices

    def positions(self, asked: Selection, now: datetime) -> Sequence[Row]:
        """Single positions."""
        return [
            position_rows.position(book, held, self._prices, now, asked)
            for book, held in self._held(asked)
            if asked.text("PositionId") in ("", held.id)
        ]

    def net_positions(self, asked: Selection, now: datetime) -> Sequence[Row]:
        """One row for each instrument of an account."""

        def key(entry: tuple[Book, Position]) -> tuple[str, str]:
            book, held = entry
            return book.account.id, held.instrument.net_id(short=held.short)

        groups = groupby(sorted(self._held(asked), key=key), key)
        found = ([*entries] for _, entries in groups)
        return [
            position_rows.net_position(
                entries[0][0], [held for _, held in entries], self._prices, now, asked
            )
            for entries in found
        ]

    def closed_positions(self, asked: Selection, now: datetime) -> Sequence[Row]:
        """Pairs of today; none where netting waits for the end of the day."""
        return [
            position_rows.closed(book, pair, now, asked)
            for book in self._chosen(asked)
            for pair in book.closed
        ]

    def orders(self, asked: Selection, now: datetime) -> Sequence[Row]:
        """Working orders."""
        return [
            self._order(book, order, now, asked)
            for book in self._chosen(asked)
            for order in book.orders.values()
            if asked.text("OrderId") in ("", order.id)
        ]

    def balances(self, asked: Selection, now: datetime) -> Sequence[Row]:
        """One row: the money of an account, or of the client in the client's own currency."""
        books = self._chosen(asked)
        currency = self._client.currency if len(books) > 1 else books[0].account.currency
        cash, worth, profit, bound = Decimal(0), Decimal(0), Decimal(0), Decimal(0)
        for book in books:
            cash += book.cash * conversion(book.account.currency, currency)
            for held in book.positions.values():
                rate = conversion(held.instrument.currency, currency)
                gain = self._profit(held, now) * rate
                profit += gain
                price = self._price(margin.behind(held.instrument), now)
                bound += margin.needed(held.instrument, held.amount, price) * rate
                value = held.amount * self._price(held.instrument, now) * rate
                worth += (
                    value * held.instrument.contract_size
                    if held.instrument.is_cash_market
                    else gain
                )
        own = cash + worth
        return [
            {
                "CalculationReliability": "Ok",
                "CashAvailableForTrading": cash.quantize(CENT),
                "CashBalance": cash.quantize(CENT),
                "CashBlocked": 0,
                "ChangesScheduled": False,
                "ClosedPositionsCount": sum(len(book.closed) for book in books),
                "CostToClosePositions": 0,
                "Currency": currency,
                "CurrencyDecimals": 2,
                "MarginAvailableForTrading": max(own - bound, Decimal(0)).quantize(CENT),
                "MarginUsedByCurrentPositions": -bound.quantize(CENT),
                "MarginUtilizationPct": _percent(bound, own),
                "NetEquityForMargin": own.quantize(CENT),
                "NetPositionsCount": len(self.net_positions(asked, now)),
                "NonMarginPositionsValue": worth.quantize(CENT),
                "OpenPositionsCount": sum(
                    held.status == "Open" for book in books for held in book.positions.values()
                ),
                "OrdersCount": sum(len(book.orders) for book in books),
                "TotalValue": own.quantize(CENT),
                "TransactionsNotBooked": 0,
                "UnrealizedMarginProfitLoss": profit.quantize(CENT),
                "UnrealizedPositionsValue": worth.quantize(CENT),
            }
        ]

    def _chosen(self, asked: Selection) -> list[Book]:
        asked.check_client(self._client)
        keys = asked.accounts(book.account for book in self._books)
        return [book for book in self._books if book.account.key in keys]

    def _held(self, asked: Selection) -> list[tuple[Book, Position]]:
        net, uic = asked.text("NetPositionId"), asked.whole("Uic")
        kinds = asked.words("AssetType")
        return [
            (book, held)
            for book in self._chosen(asked)
            for held in book.positions.values()
            if net in ("", held.instrument.net_id(short=held.short))
            and uic in (None, held.instrument.uic)
            and (not kinds or held.instrument.asset_type in kinds)
        ]

    def _price(self, instrument: Instrument, now: datetime) -> Decimal:
        return self._prices.quote(instrument, now).mid

    def _profit(self, held: Position, now: datetime) -> Decimal:
        gain = self._price(held.instrument, now) - held.price
        return held.amount * gain * held.instrument.contract_size

    def _order(self, book: Book, order: Order, now: datetime, asked: Selection) -> Row:
        instrument = order.instrument
        quote = self._prices.quote(instrument, now)
        row: Json = told(
            {
                "AccountId": book.account.id,
                "AccountKey": book.account.key,
                "Amount": abs(order.amount),
                "AssetType": instrument.asset_type,
                "BuySell": buy_sell(order.amount),
                "CalculationReliability": "Ok",
                "ClientId": book.client.id,
                "ClientKey": book.client.key,
                "CorrelationKey": order.story,
                "CorrelationTypes": [],
                "CurrentPrice": quote.ask if order.amount > 0 else quote.bid,
                "CurrentPriceDelayMinutes": DELAY_MINUTES,
                "CurrentPriceType": "Ask" if order.amount > 0 else "Bid",
                "DistanceToMarket": abs((order.price or quote.mid) - quote.mid),
                "Duration": {"DurationType": "GoodTillCancel"},
                "ExpiryDate": midnight(instrument.expiry) if instrument.expiry else None,
                "FilledAmount": abs(order.amount - order.left) or None,
                "IsForceOpen": False,
                "IsMarketOpen": is_open(now),
                "MarketPrice": quote.mid,
                "NonTradableReason": "None",
                "OpenOrderType": order.type,
                "OrderAmountType": "Quantity",
                "OrderId": order.id,
                "OrderRelation": "StandAlone",
                "OrderTime": utc(order.at),
                "Price": order.price,
                "Status": "Working",
                "Uic": instrument.uic,
            }
        )
        if "DisplayAndFormat" in asked.words("FieldGroups"):
            row["DisplayAndFormat"] = display(instrument)
        if "ExchangeInfo" in asked.words("FieldGroups"):
            row["Exchange"] = exchange(instrument, is_open=is_open(now))
        return row


def _percent(bound: Decimal, own: Decimal) -> Decimal:
    """How much of the money of an account is bound; all of it where there is none."""
    if not bound:
        return Decimal(0)
    return (bound / own * _ALL).quantize(CENT) if own > 0 else _ALL
