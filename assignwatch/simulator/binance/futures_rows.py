"""Futures accounts in the JSON of fapi, dapi and papi: positions, orders, trades and income.

Field names and which of them are text follow Binance docs: USDⓈ-M "Position Information V2", "V3",
"Account Trade List", "Query Order", "User's Force Orders", "Get Income History"; the same pages of
COIN-M and Portfolio Margin.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.binance.contracts import Future, Side
from assignwatch.simulator.binance.digits import fixed, like
from assignwatch.simulator.binance.futures_book import FuturesBook
from assignwatch.simulator.binance.records import Income, Order, Trade
from assignwatch.simulator.binance.world import World
from assignwatch.simulator.clock import milliseconds
from assignwatch.simulator.exact_json import number

Json = Mapping[str, object]

MAINTENANCE = Decimal("0.004")
"""Margin that must be there, as a part of the notional."""

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Place:
    """One side of one contract, held or not, and what it is worth at the moment."""

    contract: Future
    side: Side
    size: Decimal
    entry: Decimal
    mark: Decimal
    updated: datetime | None
    leverage: int

    @property
    def notional(self) -> Decimal:
        """Signed like the position."""
        worth = self.contract.notional(self.size, self.mark)
        return worth if self.size > 0 else -worth

    @property
    def profit(self) -> Decimal:
        """What it has earned and not yet realised."""
        if not self.size:
            return _NOTHING
        return self.contract.profit(self.size, self.entry, self.mark)

    @property
    def margin(self) -> Decimal:
        """What holds it."""
        return abs(self.notional) / self.leverage

    @property
    def liquidation(self) -> Decimal:
        """Where it would be liquidated, had it nothing but its own margin; zero if nowhere."""
        if not self.size:
            return _NOTHING
        part = Decimal("0.95") / self.leverage
        return self.entry * (1 - part if self.size > 0 else 1 + part)

    @property
    def updated_ms(self) -> int:
        """When it last changed; zero if it was never held."""
        return milliseconds(self.updated) if self.updated else 0


def places(
    world: World, book: FuturesBook, now: datetime, *, hedged: bool, every: bool
) -> Iterator[Place]:
    """Every side that is held; with `every` also those that are not, of all that is listed.

    A contract with an order counts as one that is held (Position Information V3).
    """
    sides = (Side.LONG, Side.SHORT) if hedged else (Side.BOTH,)
    for contract in world.futures.values():
        if contract.family is not book.family:
            continue
        ordered = bool(book.orders.working(contract.symbol))
        for side in sides:
            holding = book.holdings.get((contract.symbol, side))
            if holding is None and not every and not ordered:
                continue
            yield Place(
                contract,
                side,
                holding.size if holding else _NOTHING,
                holding.entry if holding else _NOTHING,
                world.prices.mark(contract, now),
                holding.at if holding else None,
                book.leverage[contract.symbol],
            )


def position_v3(place: Place) -> Json:
    """A row of fapi/v3/positionRisk: nothing of leverage and margin type."""
    return {
        "symbol": place.contract.symbol,
        "positionSide": place.side,
        "positionAmt": like(place.size, place.contract.step),
        "entryPrice": number(place.entry),
        "breakEvenPrice": number(place.entry),
        "markPrice": fixed(place.mark),
        "unRealizedProfit": fixed(place.profit),
        "liquidationPrice": fixed(place.liquidation),
        "isolatedMargin": "0",
        "notional": fixed(place.notional),
        "marginAsset": place.contract.margin_asset,
        "isolatedWallet": "0",
        "initialMargin": fixed(place.margin),
        "maintMargin": fixed(abs(place.notional) * MAINTENANCE),
        "positionInitialMargin": fixed(place.margin),
        "openOrderInitialMargin": "0",
        "adl": 2 if place.size else 0,
        "bidNotional": "0",
        "askNotional": "0",
        "updateTime": place.updated_ms,
    }


def position_v2(place: Place) -> Json:
    """A row of fapi/v2/positionRisk."""
    return {
        "symbol": place.contract.symbol,
        "positionAmt": like(place.size, place.contract.step),
        "entryPrice": number(place.entry) if place.size else "0.0",
        "breakEvenPrice": number(place.entry) if place.size else "0.0",
        "markPrice": fixed(place.mark),
        "unRealizedProfit": fixed(place.profit),
        "liquidationPrice": number(place.liquidation),
        "leverage": str(place.leverage),
        "maxNotionalValue": "100000000",
        "marginType": "cross",
        "isolatedMargin": "0.00000000",
        "isAutoAddMargin": "false",
        "positionSide": place.side,
        "notional": number(place.notional),
        "isolatedWallet": "0",
        "updateTime": place.updated_ms,
    }


def position_coin(place: Place) -> Json:
    """A row of dapi/v1/positionRisk; the size is a number of contracts."""
    return {
        "symbol": place.contract.symbol,
        "positionAmt": number(place.size),
        "entryPrice": number(place.entry) if place.size else "0.0",
        "breakEvenPrice": number(place.entry) if place.size else "0.0",
        "markPrice": fixed(place.mark if place.size else _NOTHING),
        "unRealizedProfit": fixed(place.profit),
        "liquidationPrice": number(place.liquidation),
        "leverage": str(place.leverage),
        "maxQty": "500",
        "marginType": "cross",
        "isolatedMargin": "0.00000000",
        "isAutoAddMargin": "false",
        "positionSide": place.side,
        "notionalValue": fixed(place.notional),
        "updateTime": place.updated_ms,
    }


def position_portfolio(place: Place) -> Json:
    """A row of papi's um and cm positionRisk: no margin type, as everything is one margin."""
    row: dict[str, object] = {
        "symbol": place.contract.symbol,
        "positionAmt": like(place.size, place.contract.step),
        "entryPrice": number(place.entry),
        "markPrice": fixed(place.mark),
        "unRealizedProfit": fixed(place.profit),
        "liquidationPrice": "0",
        "leverage": str(place.leverage),
        "positionSide": place.side,
        "updateTime": place.updated_ms,
    }
    if place.contract.inverse:
        return {**row, "maxQty": "500", "notionalValue": fixed(place.notional)}
    return {**row, "maxNotionalValue": "100000000", "notional": fixed(place.notional)}


def order(record: Order) -> Json:
    """A row of allOrders and openOrders. COIN-M counts what was filled in coins, and pairs it."""
    contract = _future(record)
    row: dict[str, object] = {
        "avgPrice": fixed(record.average, 5),
        "clientOrderId": record.client_id,
        "executedQty": like(record.done, contract.step),
        "orderId": record.id,
        "origQty": like(abs(record.size), contract.step),
        "origType": record.type,
        "price": number(record.price),
        "reduceOnly": not record.cause.own,
        "side": side_of(record.size),
        "positionSide": record.side,
        "status": record.status,
        "stopPrice": "0",
        "closePosition": False,
        "symbol": contract.symbol,
        "time": milliseconds(record.at),
        "timeInForce": record.time_in_force,
        "type": record.type,
        "updateTime": milliseconds(record.updated),
        "workingType": "CONTRACT_PRICE",
        "priceProtect": False,
        "priceMatch": "NONE",
        "selfTradePreventionMode": "NONE",
        "goodTillDate": 0,
    }
    if contract.inverse:
        coins = contract.notional(record.done, record.average) if record.done else _NOTHING
        return {**row, "pair": contract.pair, "cumBase": fixed(coins)}
    return {**row, "cumQuote": number(record.paid)}


def forced_order(record: Order) -> Json:
    """A row of forceOrders: the same, without what belongs to orders of people."""
    own = {"priceMatch", "selfTradePreventionMode", "goodTillDate", "priceProtect"}
    return {name: value for name, value in order(record).items() if name not in own}


def trade(record: Trade) -> Json:
    """A row of userTrades; the commission is positive when paid."""
    contract = _future(record.order)
    row: dict[str, object] = {
        "symbol": contract.symbol,
        "id": record.id,
        "orderId": record.order.id,
        "side": side_of(record.size),
        "price": number(record.price),
        "qty": like(abs(record.size), contract.step),
        "realizedPnl": fixed(record.profit),
        "commission": fixed(record.fee),
        "commissionAsset": record.fee_asset,
        "time": milliseconds(record.at),
        "positionSide": record.order.side,
        "buyer": record.size > 0,
        "maker": record.order.cause.maker,
    }
    if contract.inverse:
        dollars = abs(record.size) * contract.contract_size
        coins = contract.notional(record.size, record.price)
        of_coin = {"pair": contract.pair, "marginAsset": contract.margin_asset}
        return {**row, **of_coin, "baseQty": fixed(coins), "quoteQty": number(dollars)}
    return {**row, "quoteQty": fixed(contract.notional(record.size, record.price))}


def income(record: Income, *, number_as_text: bool) -> Json:
    """A row of the income history; COIN-M and papi write the number of the row as text."""
    return {
        "symbol": record.symbol,
        "incomeType": record.type,
        "income": fixed(record.amount),
        "asset": record.asset,
        "info": record.info,
        "time": milliseconds(record.at),
        "tranId": str(record.id) if number_as_text else record.id,
        "tradeId": record.trade,
    }


def side_of(size: Decimal) -> str:
    """Binance's word for the sign of a trade."""
    return "BUY" if size > 0 else "SELL"


def _future(record: Order) -> Future:
    if isinstance(record.contract, Future):
        return record.contract
    raise TypeError(f"{record.contract.symbol} is no future.")
