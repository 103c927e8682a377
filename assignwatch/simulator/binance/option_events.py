"""What the user stream of options says of each happening, and by itself while something is held.

Shapes follow Binance docs, European Options, "User Data Streams": "Account Data", "Balance and
Position Update", "Order Update", "Greek Update". ACCOUNT_UPDATE here has nothing but its name in
common with that of futures.
"""

from collections.abc import Mapping
from datetime import timedelta

from assignwatch.simulator.binance import option_rows
from assignwatch.simulator.binance.digits import fixed
from assignwatch.simulator.binance.futures_rows import side_of
from assignwatch.simulator.binance.option_book import ASSET, OptionBook
from assignwatch.simulator.binance.records import AccountNews, News, OrderNews
from assignwatch.simulator.binance.world import World
from assignwatch.simulator.clock import milliseconds
from assignwatch.simulator.exact_json import number

Json = Mapping[str, object]

PULSE = timedelta(seconds=10)
"""Between two account updates while an option is held."""


def events(world: World, book: OptionBook, news: News) -> list[Json]:
    """The messages of one happening, in the order in which they are sent."""
    match news:
        case OrderNews():
            times = _times(world) | {"T": milliseconds(news.at)}
            return [{"e": "ORDER_TRADE_UPDATE", **times, "o": _order(news)}]
        case AccountNews():
            return [_changed(world, news), account(world, book)]
        case _:
            return []


def pulse(world: World, book: OptionBook) -> list[Json]:
    """What is said every ten seconds; nothing when nothing is held."""
    if not book.holdings:
        return []
    greeks = [
        {"u": name, "d": fixed(delta), "g": "0.00001", "t": "-10.5", "v": "80.2"}
        for name, delta in option_rows.deltas(book).items()
    ]
    return [account(world, book), {"e": "GREEK_UPDATE", **_times(world), "G": greeks}]


def account(world: World, book: OptionBook) -> Json:
    """The worth of the account."""
    told = option_rows.worth(world, book, world.clock.now)
    return {
        "e": "ACCOUNT_UPDATE",
        **_times(world),
        "eq": fixed(told["equity"]),
        "aeq": fixed(told["equity"]),
        "b": fixed(book.balance),
        "m": fixed(told["value"]),
        "u": fixed(told["unrealised"]),
        "i": fixed(told["initial"]),
        "M": fixed(told["maintenance"]),
    }


def _changed(world: World, news: AccountNews) -> Json:
    """Only what changed; the quantity of a short position is negative."""
    positions = [
        {
            "s": state.contract.symbol,
            "c": fixed(state.size, 4),
            "p": fixed(state.size * world.prices.mark(state.contract, world.clock.now)),
            "a": fixed(state.entry),
        }
        for state in news.positions
    ]
    balances = [
        {"a": asset, "b": fixed(balance), "bc": number(change)}
        for asset, (balance, change) in news.balances.items()
    ]
    times = _times(world) | {"T": milliseconds(news.at)}
    return {
        "e": "BALANCE_POSITION_UPDATE",
        **times,
        "m": news.reason,
        "B": balances,
        "P": positions,
    }


def _order(news: OrderNews) -> Json:
    order, trade = news.order, news.trade
    return {
        "s": order.contract.symbol,
        "c": order.client_id,
        "S": side_of(order.size),
        "o": order.type,
        "f": order.time_in_force,
        "q": number(abs(order.size)),
        "p": number(order.price),
        "ap": number(news.average),
        "x": news.execution,
        "X": news.status,
        "i": order.id,
        "l": number(abs(trade.size)) if trade else "0",
        "z": number(news.done),
        "L": number(trade.price) if trade else "0",
        "N": ASSET,
        "n": fixed(-trade.fee) if trade else "0",
        "T": milliseconds(news.at),
        "t": trade.id if trade else 0,
        "b": "0",
        "a": "0",
        "m": order.cause.maker and trade is not None,
        "R": False,
        "ot": order.type,
        "rp": fixed(trade.profit) if trade else "0",
        "V": "EXPIRE_MAKER",
    }


def _times(world: World) -> dict[str, object]:
    at = milliseconds(world.clock.shown)
    return {"E": at, "T": at}
