"""fapi and dapi: what may be read of futures, and what of it differs between the two.

Weights follow Binance docs of each endpoint and the notice of June 2026, which lowered some of
COIN-M. `portfolio_rest` offers the same lists under other paths.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

from assignwatch.simulator.binance import balance_rows, futures_rows, market_rows
from assignwatch.simulator.binance.contracts import Family, Future
from assignwatch.simulator.binance.endpoints import (
    Call,
    Endpoint,
    positions,
    public,
    signed,
    with_symbol,
)
from assignwatch.simulator.binance.futures_rows import Json, Place
from assignwatch.simulator.binance.query import Query
from assignwatch.simulator.binance.records import Income, Order, Trade
from assignwatch.simulator.binance.refusals import combined, invalid, missing, refused
from assignwatch.simulator.binance.windows import WEEK, History
from assignwatch.simulator.clock import milliseconds

UNFILLED_KEPT = timedelta(days=3)

_TRADES: dict[Family, History[Trade]] = {
    Family.UM: History(lambda t: t.at, lambda t: t.id, 500, 1000, WEEK),
    Family.CM: History(lambda t: t.at, lambda t: t.id, 50, 1000, WEEK),
}
_ORDERS: dict[Family, History[Order]] = {
    Family.UM: History(lambda o: o.at, lambda o: o.id, 500, 1000, WEEK, id_name="orderId"),
    Family.CM: History(lambda o: o.at, lambda o: o.id, 50, 100, WEEK, id_name="orderId"),
}
_FORCED: History[Order] = History(lambda o: o.at, lambda o: o.id, 50, 100)
_INCOME: History[Income] = History(lambda i: i.at, lambda i: i.id, 100, 1000, timedelta(days=366))
_INCOME_OF_CM_IN_PAPI: History[Income] = History(
    lambda i: i.at, lambda i: i.id, 100, 1000, timedelta(days=200)
)


def ping(call: Call) -> Json:
    """Nothing."""
    del call
    return {}


def time(call: Call) -> Json:
    """The exchange's clock."""
    return {"serverTime": milliseconds(call.shown)}


def held(call: Call, family: Family, *, every: bool = False) -> list[Place]:
    """The positions of the caller, of one symbol if he names it; raises Refused (−1121)."""
    book = call.book(family)
    hedged = call.account.hedged
    found = list(futures_rows.places(call.world, book, call.now, hedged=hedged, every=every))
    if (symbol := call.query.text("symbol")) is not None:
        listed(call, family, symbol)
        return [place for place in found if place.contract.symbol == symbol]
    return found


def listed(call: Call, family: Family, symbol: str) -> Future:
    """The contract of a symbol; raises Refused (−1121)."""
    contract = call.world.futures.get(symbol)
    if contract is None or contract.family is not family:
        raise refused(-1121)
    return contract


def trades(call: Call, family: Family) -> list[Json]:
    """userTrades: a symbol must be named, or a pair of COIN-M."""
    wanted = _of(call.query, family, required=True)
    found = [trade for trade in call.book(family).trades if wanted(_future(trade.order))]
    if (order := call.query.number("orderId")) is not None:
        found = [trade for trade in found if trade.order.id == order]
    return list(map(futures_rows.trade, _TRADES[family].chosen(found, call.query, call.shown)))


def all_orders(call: Call, family: Family) -> list[Json]:
    """allOrders; those that were never filled are soon forgotten."""
    wanted = _of(call.query, family, required=family is Family.CM)
    now = call.shown
    found = [
        order
        for order in call.book(family).orders
        if wanted(_future(order))
        and (order.working or order.done or order.updated > now - UNFILLED_KEPT)
    ]
    return list(map(futures_rows.order, _ORDERS[family].chosen(found, call.query, now)))


def open_orders(call: Call, family: Family) -> list[Json]:
    """openOrders."""
    wanted = _of(call.query, family, required=False)
    found = [order for order in call.book(family).orders if order.working]
    return [futures_rows.order(order) for order in found if wanted(_future(order))]


def forced_orders(call: Call, family: Family) -> list[Json]:
    """forceOrders: liquidations and deleveraging, not deliveries."""
    kind = call.query.text("autoCloseType")
    if kind not in (None, "LIQUIDATION", "ADL"):
        raise invalid("autoCloseType")
    wanted = _of(call.query, family, required=False)
    found = [
        order
        for order in call.book(family).orders
        if order.cause.force and kind in (None, order.cause.force) and wanted(_future(order))
    ]
    return list(map(futures_rows.forced_order, _FORCED.chosen(found, call.query, call.shown)))


def income(call: Call, family: Family, *, papi: bool = False) -> list[Json]:
    """income, in pages of `limit` rows."""
    query, now = call.query, call.shown
    symbol, kind = query.text("symbol"), query.text("incomeType")
    found = [
        row
        for row in call.book(family).incomes
        if row.known <= now and symbol in (None, row.symbol) and kind in (None, row.type)
    ]
    history = _INCOME_OF_CM_IN_PAPI if papi and family is Family.CM else _INCOME
    limit, page = query.limit(history.usual, history.most), query.number("page")
    if page == 0:
        raise invalid("page")
    rows, newest = history.within(found, query, now)
    if page is not None:
        rows = rows[(page - 1) * limit : page * limit]
    else:
        rows = rows[-limit:] if newest else rows[:limit]
    as_text = papi or family is Family.CM
    return [futures_rows.income(row, number_as_text=as_text) for row in rows]


def dual(call: Call) -> Json:
    """positionSide/dual: the position mode."""
    return {"dualSidePosition": call.account.hedged}


def _of(query: Query, family: Family, *, required: bool) -> Callable[[Future], bool]:
    """The contracts that a list is about, by symbol, or in COIN-M by pair; raises Refused."""
    symbol = query.text("symbol")
    pair = query.text("pair") if family is Family.CM else None
    if symbol and pair:
        raise combined("Only one of symbol and pair can be sent.")
    if required and not symbol and not pair:
        raise missing("symbol")
    if pair and query.number("fromId") is not None:
        raise combined("fromId cannot be sent with pair.")
    return lambda contract: symbol in (None, contract.symbol) and pair in (None, contract.pair)


def _future(order: Order) -> Future:
    if isinstance(order.contract, Future):
        return order.contract
    raise TypeError(f"{order.contract.symbol} is no future.")


def _position_v3(call: Call) -> list[Json]:
    return list(map(futures_rows.position_v3, held(call, Family.UM)))


def _position_v2(call: Call) -> list[Json]:
    return list(map(futures_rows.position_v2, held(call, Family.UM, every=True)))


def _position_coin(call: Call) -> list[Json]:
    """Without a filter only what trades at present (COIN-M "Position Information")."""
    pair, asset = call.query.text("pair"), call.query.text("marginAsset")
    rows = futures_rows.places(
        call.world, call.book(Family.CM), call.now, hedged=call.account.hedged, every=True
    )
    return [
        futures_rows.position_coin(place)
        for place in rows
        if pair in (None, place.contract.pair)
        and asset in (None, place.contract.margin_asset)
        and (pair or asset or place.contract.status == "TRADING")
    ]


def _balance(family: Family) -> Callable[[Call], object]:
    return lambda call: balance_rows.balance(call.book(family), held(call, family), call.shown)


def _account_v3(call: Call) -> Json:
    return balance_rows.account_v3(call.book(Family.UM), held(call, Family.UM), call.shown)


def _account_coin(call: Call) -> Json:
    every = held(call, Family.CM, every=True)
    return balance_rows.account_coin(call.book(Family.CM), every, call.shown)


def _account_config(call: Call) -> Json:
    return {
        "feeTier": 0,
        "canTrade": True,
        "canDeposit": True,
        "canWithdraw": True,
        "dualSidePosition": call.account.hedged,
        "updateTime": 0,
        "multiAssetsMargin": False,
        "tradeGroupId": -1,
    }


def brackets(family: Family) -> Callable[[Call], object]:
    """leverageBracket: one for each contract is enough here."""

    def answer(call: Call) -> list[Json]:
        cap = "qtyCap" if family is Family.CM else "notionalCap"
        floor = "qtyFloor" if family is Family.CM else "notionalFloor"
        maintenance = {"maintMarginRatio": futures_rows.MAINTENANCE, "cum": 0}
        bracket = {"bracket": 1, "initialLeverage": 125, cap: 1_000_000, floor: 0, **maintenance}
        return [
            {"symbol": contract.symbol, "brackets": [bracket]}
            for contract in call.world.futures.values()
            if contract.family is family
        ]

    return answer


def _premium(family: Family) -> Callable[[Call], object]:
    def answer(call: Call) -> object:
        symbol, world = call.query.text("symbol"), call.world
        if symbol is not None:
            row = market_rows.premium(world, listed(call, family, symbol), call.now)
            return row if family is Family.UM else [row]
        pair = call.query.text("pair")
        mine = [c for c in world.futures.values() if c.family is family]
        wanted = [c for c in mine if pair in (None, c.pair)]
        return [market_rows.premium(world, contract, call.now) for contract in wanted]

    return answer


def _delivery_price(call: Call) -> list[Json]:
    return market_rows.delivery_prices(call.world, call.query.needed("pair"), call.now)


def _both(root: str, family: Family) -> list[Endpoint]:
    """What both families have, the same but for weights and fields."""
    usd = family is Family.UM
    return [
        public(f"{root}/v1/ping", 1, ping),
        public(f"{root}/v1/time", 1, time),
        public(
            f"{root}/v1/exchangeInfo",
            1,
            lambda call: market_rows.futures(call.world, family, call.venue.limits),
        ),
        public(f"{root}/v1/premiumIndex", with_symbol(1, 10), _premium(family)),
        signed(f"{root}/v1/positionSide/dual", 30, dual),
        signed(f"{root}/v1/income", 30 if usd else 20, lambda call: income(call, family)),
        signed(f"{root}/v1/userTrades", 5, lambda call: trades(call, family)),
        signed(f"{root}/v1/allOrders", 5, lambda call: all_orders(call, family)),
        signed(f"{root}/v1/openOrders", with_symbol(1, 40), lambda call: open_orders(call, family)),
        signed(
            f"{root}/v1/forceOrders", with_symbol(20, 50), lambda call: forced_orders(call, family)
        ),
    ]


ENDPOINTS: Sequence[Endpoint] = (
    *_both("/fapi", Family.UM),
    positions("/fapi/v3/positionRisk", 5, _position_v3),
    positions("/fapi/v2/positionRisk", 5, _position_v2),
    signed("/fapi/v3/account", 5, _account_v3),
    signed("/fapi/v3/balance", 5, _balance(Family.UM)),
    signed("/fapi/v1/accountConfig", 5, _account_config),
    signed("/fapi/v1/leverageBracket", 1, brackets(Family.UM)),
    public("/futures/data/delivery-price", 0, _delivery_price),
    *_both("/dapi", Family.CM),
    positions("/dapi/v1/positionRisk", 1, _position_coin),
    signed("/dapi/v1/account", 5, _account_coin),
    signed("/dapi/v1/balance", 1, _balance(Family.CM)),
    signed("/dapi/v2/leverageBracket", 1, brackets(Family.CM)),
)
