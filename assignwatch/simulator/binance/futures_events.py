"""What the user streams of futures say of each happening. Nothing is said on connecting.

Shapes follow Binance docs, "User Data Streams" of USDⓈ-M, COIN-M and Portfolio Margin: "Event:
Balance and Position Update", "Order Update", "Trade Lite", "Margin Call", "Account Configuration
Update". COIN-M adds the account's alias, portfolio margin also the family.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.binance.account import Account
from assignwatch.simulator.binance.contracts import Family, Future
from assignwatch.simulator.binance.digits import fixed, like
from assignwatch.simulator.binance.futures_book import FuturesBook
from assignwatch.simulator.binance.futures_rows import MAINTENANCE, side_of
from assignwatch.simulator.binance.records import (
    AccountNews,
    LeverageNews,
    MarginCall,
    News,
    OrderNews,
    PositionState,
)
from assignwatch.simulator.binance.world import World
from assignwatch.simulator.clock import milliseconds
from assignwatch.simulator.exact_json import number

Json = Mapping[str, object]

_NOTHING = Decimal(0)


def events(world: World, account: Account, family: Family, news: News) -> list[Json]:
    """The messages of one happening, in the order in which they are sent."""
    book = account.futures[family]
    match news:
        case OrderNews():
            told = [_event("ORDER_TRADE_UPDATE", world, news.at, o=_order(news))]
            if family is Family.UM and news.execution == "TRADE" and not account.portfolio:
                told.insert(0, _trade_lite(world, news))
        case AccountNews():
            told = [_account(world, account, family, news)]
        case MarginCall():
            held = [_called(world, state) for state in news.positions]
            told = [_event("MARGIN_CALL", world, None, cw=fixed(news.balance), p=held)]
        case LeverageNews():
            change = {"s": news.symbol, "l": news.leverage}
            told = [_event("ACCOUNT_CONFIG_UPDATE", world, news.at, ac=change)]
    return [_addressed(event, account, book) for event in told]


def _event(name: str, world: World, at: datetime | None, **rest: object) -> dict[str, object]:
    told: dict[str, object] = {"e": name, "E": milliseconds(world.clock.shown)}
    if at is not None:
        told["T"] = milliseconds(at)
    return {**told, **rest}


def _addressed(event: Json, account: Account, book: FuturesBook) -> Json:
    if account.portfolio:
        return {**event, "fs": book.family, "i": book.alias}
    return event if book.family is Family.UM else {**event, "i": book.alias}


def _order(news: OrderNews) -> Json:
    order, trade = news.order, news.trade
    contract, cause = _future(news), order.cause
    kind = cause.event_type or order.type
    told: dict[str, object] = {
        "s": contract.symbol,
        "c": order.client_id,
        "S": side_of(order.size),
        "o": kind,
        "f": order.time_in_force,
        "q": like(abs(order.size), contract.step),
        "p": number(order.price),
        "ap": number(news.average),
        "sp": "0",
        "x": news.execution,
        "X": news.status,
        "i": order.id,
        "l": like(abs(trade.size) if trade else _NOTHING, contract.step),
        "z": like(news.done, contract.step),
        "L": number(trade.price) if trade else "0",
        "T": milliseconds(news.at),
        "t": trade.id if trade else 0,
        "b": "0",
        "a": "0",
        "m": cause.maker and trade is not None,
        "R": not cause.own,
        "wt": "CONTRACT_PRICE",
        "ot": kind,
        "ps": order.side,
        "cp": False,
        "rp": fixed(trade.profit) if trade else "0",
        "pP": False,
        "V": "EXPIRE_MAKER",
        "pm": "NONE",
        "er": order.reason,
    }
    if trade is not None:
        told |= {"N": trade.fee_asset, "n": fixed(trade.fee)}
    if contract.inverse:
        return {**told, "ma": contract.margin_asset}
    return {**told, "si": 0, "ss": 0, "gtd": 0}


def _trade_lite(world: World, news: OrderNews) -> dict[str, object]:
    order, trade, contract = news.order, news.trade, _future(news)
    if trade is None:
        raise TypeError("Only a trade has a short form.")
    return _event(
        "TRADE_LITE",
        world,
        news.at,
        s=contract.symbol,
        q=like(abs(order.size), contract.step),
        p=number(order.price),
        m=order.cause.maker,
        c=order.client_id,
        S=side_of(order.size),
        L=number(trade.price),
        l=like(abs(trade.size), contract.step),
        t=trade.id,
        i=order.id,
    )


def _account(
    world: World, account: Account, family: Family, news: AccountNews
) -> dict[str, object]:
    balances = [
        {"a": asset, "wb": fixed(wallet), "cw": fixed(wallet), "bc": number(change)}
        for asset, (wallet, change) in news.balances.items()
    ]
    bare = account.portfolio
    rows = [_position(world, state, bare=bare) for state in news.positions]
    if family is Family.CM and news.positions:
        changed = {(state.contract.symbol, state.side) for state in news.positions}
        rows += [
            _position(world, state, bare=bare)
            for state in _others(account.futures[family])
            if (state.contract.symbol, state.side) not in changed
        ]
    told = _event("ACCOUNT_UPDATE", world, news.at, a={"m": news.reason, "B": balances, "P": rows})
    if news.symbol and family is Family.UM:
        told["S"] = news.symbol
    return told


def _others(book: FuturesBook) -> list[PositionState]:
    """COIN-M tells every position each time, USDⓈ-M only what changed."""
    return [
        PositionState(h.contract, h.side, h.size, h.entry, h.realised)
        for h in book.holdings.values()
    ]


def _position(world: World, state: PositionState, *, bare: bool) -> Json:
    contract = state.contract
    if not isinstance(contract, Future):
        raise TypeError(f"{contract.symbol} is no future.")
    told: dict[str, object] = {
        "s": contract.symbol,
        "pa": like(state.size, contract.step),
        "ep": number(state.entry) if state.size else "0.0",
        "bep": number(state.entry) if state.size else "0",
        "cr": number(state.realised),
        "up": fixed(_unrealised(world, contract, state)),
        "ps": state.side,
    }
    return told if bare else {**told, "mt": "cross", "iw": "0"}


def _called(world: World, state: PositionState) -> Json:
    contract = state.contract
    if not isinstance(contract, Future):
        raise TypeError(f"{contract.symbol} is no future.")
    mark = world.prices.mark(contract, world.clock.now)
    return {
        "s": contract.symbol,
        "ps": state.side,
        "pa": like(state.size, contract.step),
        "mt": "CROSSED",
        "iw": "0",
        "mp": number(mark),
        "up": fixed(_unrealised(world, contract, state)),
        "mm": fixed(contract.notional(state.size, mark) * MAINTENANCE),
    }


def _unrealised(world: World, contract: Future, state: PositionState) -> Decimal:
    if not state.size:
        return _NOTHING
    mark = world.prices.mark(contract, world.clock.now)
    return contract.profit(state.size, state.entry, mark)


def _future(news: OrderNews) -> Future:
    if isinstance(news.order.contract, Future):
        return news.order.contract
    raise TypeError(f"{news.order.contract.symbol} is no future.")
