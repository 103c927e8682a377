"""eapi: what may be read of options, and the public history of how they ended.

Sources: Binance docs, European Options, market data, account and trade endpoints.
"""

from collections.abc import Sequence
from datetime import timedelta

from assignwatch.simulator.binance import futures_rest, market_rows, option_rows
from assignwatch.simulator.binance.contracts import Option
from assignwatch.simulator.binance.endpoints import (
    Call,
    Endpoint,
    positions,
    public,
    signed,
    with_symbol,
)
from assignwatch.simulator.binance.futures_rows import Json
from assignwatch.simulator.binance.prices import LEVELS
from assignwatch.simulator.binance.records import Bill, Ended, Exercise, Order, Trade
from assignwatch.simulator.binance.refusals import invalid, refused
from assignwatch.simulator.binance.windows import KEPT, History
from assignwatch.simulator.clock import milliseconds
from assignwatch.simulator.exact_json import number

FINISHED_KEPT = timedelta(days=5)

_TRADES: History[Trade] = History(lambda t: t.at, lambda t: t.row_id, 100, 1000, by_default=KEPT)
_ORDERS: History[Order] = History(lambda o: o.at, lambda o: o.id, 100, 1000, id_name="orderId")
_EXERCISES: History[Exercise] = History(lambda e: e.at, lambda e: e.id, 1000, 1000, by_default=KEPT)
_ENDED: History[Ended] = History(lambda e: e.at, lambda _: 0, 100, 100, by_default=KEPT)
_BILLS: History[Bill] = History(
    lambda b: b.at, lambda b: b.id, 100, 1000, by_default=KEPT, id_name="recordId"
)


def _positions(call: Call) -> list[Json]:
    symbol, book = call.query.text("symbol"), call.options()
    return [
        option_rows.position(call.world, held, call.now, call.shown)
        for held in book.holdings.values()
        if symbol in (None, held.option.symbol)
    ]


def _margin_account(call: Call) -> Json:
    return option_rows.margin_account(call.world, call.options(), call.now, call.shown)


def _trades(call: Call) -> list[Json]:
    symbol = call.query.needed("symbol")
    found = [t for t in call.options().trades if t.order.contract.symbol == symbol]
    return list(map(option_rows.trade, _TRADES.chosen(found, call.query, call.shown)))


def _history_orders(call: Call) -> list[Json]:
    """Only what is finished, and that only for some days."""
    symbol = call.query.needed("symbol")
    found = [
        order
        for order in call.options().orders
        if order.contract.symbol == symbol
        and not order.working
        and order.updated > call.shown - FINISHED_KEPT
    ]
    return list(map(option_rows.order, _ORDERS.chosen(found, call.query, call.shown)))


def _open_orders(call: Call) -> list[Json]:
    symbol = call.query.text("symbol")
    orders = (order for order in call.options().orders if order.working)
    return [option_rows.order(o) for o in orders if symbol in (None, o.contract.symbol)]


def _exercise_records(call: Call) -> list[Json]:
    symbol, now = call.query.text("symbol"), call.shown
    found = [
        record
        for record in call.options().exercises
        if record.known <= now and symbol in (None, record.option.symbol)
    ]
    return list(map(option_rows.exercise, _EXERCISES.chosen(found, call.query, now)))


def _bills(call: Call) -> list[Json]:
    currency, now = call.query.needed("currency"), call.shown
    found = [b for b in call.options().bills if b.known <= now and b.asset == currency]
    return list(map(option_rows.bill, _BILLS.chosen(found, call.query, now)))


def _exercise_history(call: Call) -> list[Json]:
    underlying, now = call.query.text("underlying"), call.now
    found = [
        ended
        for ended in call.world.ended
        if isinstance(ended.contract, Option)
        and ended.known <= now
        and underlying in (None, ended.contract.underlying)
    ]
    return list(map(market_rows.exercised, _ENDED.chosen(found, call.query, call.shown)))


def _marks(call: Call) -> list[Json]:
    symbol, options = call.query.text("symbol"), call.world.options
    if symbol is not None and symbol not in options:
        raise refused(-1121)
    wanted = [o for o in options.values() if symbol in (None, o.symbol)]
    return [market_rows.option_mark(call.world, option, call.now) for option in wanted]


def _index(call: Call) -> Json:
    base = call.query.needed("underlying").removesuffix("USDT")
    if base not in LEVELS:
        raise invalid("underlying")
    price = call.world.prices.index(base, call.now)
    return {"time": milliseconds(call.shown), "indexPrice": number(price)}


ENDPOINTS: Sequence[Endpoint] = (
    public("/eapi/v1/ping", 1, futures_rest.ping),
    public("/eapi/v1/time", 1, futures_rest.time),
    public(
        "/eapi/v1/exchangeInfo",
        1,
        lambda call: market_rows.options(call.world, call.venue.limits),
    ),
    public("/eapi/v1/exerciseHistory", 3, _exercise_history),
    public("/eapi/v1/mark", 5, _marks),
    public("/eapi/v1/index", 1, _index),
    positions("/eapi/v1/position", 5, _positions),
    signed("/eapi/v1/marginAccount", 3, _margin_account),
    signed("/eapi/v1/userTrades", 5, _trades),
    signed("/eapi/v1/historyOrders", 3, _history_orders),
    signed("/eapi/v1/openOrders", with_symbol(1, 40), _open_orders),
    signed("/eapi/v1/exerciseRecord", 5, _exercise_records),
    signed("/eapi/v1/bill", 1, _bills),
)
