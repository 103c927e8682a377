"""An options account in the JSON of eapi: positions, orders, trades, bills and records of exercise.

Field names follow Binance docs, European Options: "Option Position Information", "Account Trade
List", "Query Option Order History", "User Exercise Record", "Account Funding Flow", "Option Margin
Account Information". Sizes of a record of exercise carry no sign here, the side of the position
does; its amount is what was received, or paid if negative. Which signs they have is not published.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.binance.contracts import Option
from assignwatch.simulator.binance.digits import fixed
from assignwatch.simulator.binance.futures_rows import side_of
from assignwatch.simulator.binance.market_rows import OPTION_SCALES
from assignwatch.simulator.binance.option_book import ASSET, OptionBook, OptionHolding
from assignwatch.simulator.binance.records import Bill, Exercise, Order, Trade
from assignwatch.simulator.binance.world import World
from assignwatch.simulator.clock import milliseconds
from assignwatch.simulator.exact_json import number

Json = Mapping[str, object]

_INITIAL, _MAINTENANCE = Decimal("0.15"), Decimal("0.075")
_NOTHING = Decimal(0)


def position(world: World, held: OptionHolding, now: datetime, at: datetime) -> Json:
    """A row of eapi/v1/position; the quantity of a short one is negative."""
    option, mark = held.option, world.prices.mark(held.option, now)
    units = held.size * option.unit
    return {
        "entryPrice": fixed(held.entry),
        "symbol": option.symbol,
        "side": "LONG" if held.size > 0 else "SHORT",
        "quantity": fixed(held.size),
        "markValue": fixed(units * mark),
        "unrealizedPNL": fixed(units * (mark - held.entry)),
        "markPrice": fixed(mark),
        "strikePrice": fixed(option.strike),
        "expiryDate": milliseconds(option.expiry),
        **OPTION_SCALES,
        "optionSide": option.side,
        "quoteAsset": ASSET,
        "time": milliseconds(at),
        "bidQuantity": "0",
        "askQuantity": "0",
    }


def worth(world: World, book: OptionBook, now: datetime) -> dict[str, Decimal]:
    """What the account is worth, by the names of the margin account."""
    value = unrealised = initial = _NOTHING
    for held in book.holdings.values():
        mark, units = world.prices.mark(held.option, now), held.size * held.option.unit
        value += units * mark
        unrealised += units * (mark - held.entry)
        if held.size < 0:
            initial += -units * (mark + world.prices.index(held.option.base, now) * _INITIAL)
    equity = book.balance + value
    return {
        "equity": equity,
        "value": value,
        "unrealised": unrealised,
        "initial": initial,
        "maintenance": initial * _MAINTENANCE / _INITIAL,
        "available": max(equity - initial, _NOTHING),
    }


def margin_account(world: World, book: OptionBook, now: datetime, at: datetime) -> Json:
    """eapi/v1/marginAccount."""
    told = worth(world, book, now)
    return {
        "asset": [
            {
                "asset": ASSET,
                "marginBalance": fixed(book.balance),
                "equity": fixed(told["equity"]),
                "available": fixed(told["available"]),
                "initialMargin": fixed(told["initial"]),
                "maintMargin": fixed(told["maintenance"]),
                "unrealizedPNL": fixed(told["unrealised"]),
                "adjustedEquity": fixed(told["equity"]),
            }
        ],
        "greek": [
            {"underlying": name, "delta": fixed(delta), "gamma": "0", "theta": "0", "vega": "0"}
            for name, delta in deltas(book).items()
        ],
        "time": milliseconds(at),
        "canTrade": True,
        "canDeposit": True,
        "canWithdraw": True,
        "reduceOnly": False,
        "tradeGroupId": -1,
    }


def deltas(book: OptionBook) -> dict[str, Decimal]:
    """How much of each underlying the options behave like, roughly."""
    found: dict[str, Decimal] = {}
    for held in book.holdings.values():
        half = held.size / 2 if held.option.call else -held.size / 2
        found[held.option.underlying] = found.get(held.option.underlying, _NOTHING) + half
    return found


def order(record: Order) -> Json:
    """A row of openOrders and historyOrders."""
    option = _option(record)
    return {
        "orderId": record.id,
        "symbol": option.symbol,
        "price": number(record.price),
        "quantity": number(abs(record.size)),
        "executedQty": number(record.done),
        "side": side_of(record.size),
        "type": record.type,
        "timeInForce": record.time_in_force,
        "reduceOnly": False,
        "postOnly": record.cause.maker,
        "createTime": milliseconds(record.at),
        "updateTime": milliseconds(record.updated),
        "status": record.status,
        "avgPrice": number(record.average),
        "clientOrderId": record.client_id,
        **OPTION_SCALES,
        "optionSide": option.side,
        "quoteAsset": ASSET,
        "mmp": False,
        "selfTradePreventionMode": "EXPIRE_MAKER",
    }


def trade(record: Trade) -> Json:
    """A row of userTrades; a fee that was paid is negative."""
    option = _option(record.order)
    return {
        "id": record.row_id,
        "tradeId": record.id,
        "orderId": record.order.id,
        "symbol": option.symbol,
        "price": number(record.price),
        "quantity": number(abs(record.size)),
        "fee": fixed(-record.fee),
        "realizedProfit": fixed(record.profit),
        "side": side_of(record.size),
        "type": record.order.type,
        "liquidity": "MAKER" if record.order.cause.maker else "TAKER",
        "time": milliseconds(record.at),
        **OPTION_SCALES,
        "optionSide": option.side,
        "quoteAsset": ASSET,
    }


def exercise(record: Exercise) -> Json:
    """A row of exerciseRecord: there is one for what ended worthless, too."""
    option = record.option
    return {
        "id": str(record.id),
        "currency": ASSET,
        "symbol": option.symbol,
        "exercisePrice": fixed(option.strike),
        "quantity": fixed(abs(record.size)),
        "amount": fixed(record.amount),
        "fee": fixed(record.fee),
        "createDate": milliseconds(record.at),
        **OPTION_SCALES,
        "optionSide": option.side,
        "positionSide": "LONG" if record.size > 0 else "SHORT",
        "quoteAsset": ASSET,
    }


def bill(record: Bill) -> Json:
    """A row of the funding flow."""
    return {
        "id": record.id,
        "asset": record.asset,
        "amount": fixed(record.amount),
        "type": record.type,
        "createDate": milliseconds(record.at),
    }


def _option(record: Order) -> Option:
    if isinstance(record.contract, Option):
        return record.contract
    raise TypeError(f"{record.contract.symbol} is no option.")
