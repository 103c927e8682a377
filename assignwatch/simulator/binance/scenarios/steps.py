"""The words in which scenarios are written: small steps that do one thing to the world.

A scenario is a tuple of `(seconds after the start, step)`. Each function here makes a step; sizes
are signed texts (`"-0.25"`), percentages are of the price. In hedge mode a purchase is one of the
long side and a sale one of the short side unless a side is named. `OWN` is what the trader does
meanwhile, whatever else happens.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.simulator.binance import opening
from assignwatch.simulator.binance.causes import LIQUIDATION, TAKER, Cause
from assignwatch.simulator.binance.contracts import Family, Side, option
from assignwatch.simulator.binance.orders import LIQUIDATED
from assignwatch.simulator.binance.records import (
    LeverageNews,
    MarginCall,
    PositionState,
)
from assignwatch.simulator.binance.world import Step, World

Script = tuple[tuple[int, Step], ...]
"""Seconds after the start, and what happens then."""

Which = str | Callable[[World, datetime], str]
"""A contract by its symbol, or the rule that finds it in the world."""

STRIKES = {"BTC": Decimal(500), "ETH": Decimal(25)}
"""Between two strikes of options that are listed for a scenario."""


def trade(account: str, which: Which, size: str, cause: Cause = TAKER) -> Step:
    """The account trades at the market."""

    def step(world: World, at: datetime) -> None:
        amount = Decimal(size)
        side = world.accounts[account].side(long=amount > 0)
        world.trade(account, _symbol(world, which, at), amount, at, side=side, cause=cause)

    return step


def reduce(account: str, symbol: str, side: Side, size: str, cause: Cause = TAKER) -> Step:
    """One side of a future is made smaller, at most to nothing: by its owner, or by a cause."""

    def step(world: World, at: datetime) -> None:
        held = world.accounts[account].futures[world.futures[symbol].family].size(symbol, side)
        wanted = Decimal(size)
        part = max(wanted, -held) if wanted < 0 else min(wanted, -held)
        if part * wanted > 0:
            world.trade(account, symbol, part, at, side=side, cause=cause)

    return step


def rest(account: str, which: Which, size: str, percent: str) -> Step:
    """The account leaves a limit order in a future, `percent` away from the mark."""

    def step(world: World, at: datetime) -> None:
        symbol, amount = _symbol(world, which, at), Decimal(size)
        price = world.mark(symbol, at) * (1 + Decimal(percent) / 100)
        world.place(
            account, symbol, amount, price, at, world.accounts[account].side(long=amount > 0)
        )

    return step


def fill_resting(account: str, symbol: str, size: str) -> Step:
    """Somebody trades against the account's orders in a future, the oldest first.

    What was cancelled meanwhile is not filled.
    """

    def step(world: World, at: datetime) -> None:
        left = Decimal(size)
        book = world.accounts[account].futures[world.futures[symbol].family]
        for order in book.orders.working(symbol):
            open_size = abs(order.size) - order.done
            part = min(abs(left), open_size) * (1 if order.size > 0 else -1)
            if left * part > 0:
                world.fill(account, order, part, at)
                left -= part

    return step


def cancel_resting(account: str, symbol: str) -> Step:
    """The account's orders in a future are cancelled."""
    return lambda world, at: world.withdraw(account, symbol, at)


def bring_to(account: str, symbol: str, size: str) -> Step:
    """The account trades what it takes to be long exactly `size`; nothing if it is already."""

    def step(world: World, at: datetime) -> None:
        owner = world.accounts[account]
        side = owner.side(long=True)
        held = owner.futures[world.futures[symbol].family].size(symbol, side)
        if missing := Decimal(size) - held:
            world.trade(account, symbol, missing, at, side=side)

    return step


def transfer(account: str, family: Family, asset: str, by: str) -> Step:
    """Money comes from another wallet, or goes to one."""
    return lambda world, at: world.credit(account, family, asset, Decimal(by), at)


def restate(account: str, by: str, word: str) -> Step:
    """Dollars move for a reason that only this word tells."""

    def step(world: World, at: datetime) -> None:
        amount = Decimal(by)
        world.credit(account, Family.UM, "USDT", amount, at, kind=word, reason=word)

    return step


def market(base: str, percent: str) -> Step:
    """The coin's price jumps."""
    return lambda world, at: world.prices.shock(base, at, Decimal(percent))


def funding() -> Step:
    """Funding of every open perpetual, as it comes three times a day."""
    return lambda world, at: world.realise_funding(at)


def set_leverage(account: str, symbol: str, leverage: int) -> Step:
    """The account changes the leverage of a contract."""

    def step(world: World, at: datetime) -> None:
        owner, family = world.accounts[account], world.futures[symbol].family
        owner.futures[family].leverage[symbol] = leverage
        world.publish(owner, family, [LeverageNews(world.stamp(at), symbol, leverage)])

    return step


def list_quarterly(family: Family, seconds: int, *, traded: bool = True) -> Step:
    """A quarterly is delivered in so many seconds; unless `traded`, no trade tells of that."""

    def step(world: World, at: datetime) -> None:
        opening.list_early(world, family, at, timedelta(seconds=seconds), traded=traded)

    return step


def first_to_end(family: Family) -> Callable[[World, datetime], str]:
    """The dated future of a family that ends next."""

    def find(world: World, at: datetime) -> str:
        running = (c for c in world.futures.values() if c.family is family and not c.perpetual)
        ends = [(c.delivery, c.symbol) for c in running if c.delivery and c.delivery > at]
        return min(ends)[1]

    return find


def delist(bases: tuple[str, ...], seconds: int) -> Step:
    """The first of these perpetuals that still has no last day is settled in so many seconds."""

    def step(world: World, at: datetime) -> None:
        symbol = still_listed(bases)(world, at)
        world.announce_delisting(symbol, (at + timedelta(seconds=seconds)).replace(microsecond=0))

    return step


def still_listed(bases: tuple[str, ...]) -> Callable[[World, datetime], str]:
    """The first of these perpetuals of USDⓈ-M that nobody has delisted."""

    def find(world: World, at: datetime) -> str:
        del at
        for symbol in (f"{base}USDT" for base in bases):
            if symbol in world.futures and world.futures[symbol].delivery is None:
                return symbol
        raise LookupError(f"Every perpetual of {', '.join(bases)} is delisted.")

    return find


def buy_expiring(
    account: str, base: str, right: str, percent: str, size: str, seconds: int
) -> Step:
    """An option with a strike `percent` from the index is listed, ends soon, and is traded.

    `right` is call or put, a negative size writes it. The next strike is taken if there is one.
    """

    def step(world: World, at: datetime) -> None:
        distance = STRIKES[base]
        wanted = world.prices.index(base, at) * (1 + Decimal(percent) / 100)
        strike = (wanted / distance).to_integral_value() * distance
        end = (at + timedelta(seconds=seconds)).replace(microsecond=0)
        known = {ended.contract.symbol for ended in world.ended} | world.options.keys()
        made = option(base, end, strike, call=right == "call")
        while made.symbol in known:
            strike += distance
            made = option(base, end, strike, call=right == "call")
        world.list_option(made)
        world.trade(account, made.symbol, Decimal(size), at)

    return step


def call_margin(account: str, symbol: str) -> Step:
    """The exchange warns that margin runs short; nothing has happened yet."""

    def step(world: World, at: datetime) -> None:
        owner, family = world.accounts[account], world.futures[symbol].family
        book = owner.futures[family]
        states = tuple(
            PositionState(h.contract, h.side, h.size, h.entry, h.realised) for h in book.of(symbol)
        )
        balance = book.wallet[world.futures[symbol].margin_asset]
        world.publish(owner, family, [MarginCall(world.stamp(at), balance, states)])

    return step


def liquidate(account: str, symbol: str, *sizes: str, whole: bool = False) -> Step:
    """The exchange sells a long position at ever worse prices, 0.1 % a piece, in one moment.

    With `whole` the last piece is all that is left.
    """

    def step(world: World, at: datetime) -> None:
        owner = world.accounts[account]
        world.expire_orders(owner, symbol, LIQUIDATED, at)
        side = owner.side(long=True)
        book = owner.futures[world.futures[symbol].family]
        for number, size in enumerate((*sizes, None) if whole else sizes, start=1):
            held = book.size(symbol, side)
            piece = -held if size is None else max(Decimal(size), -held)
            price = world.mark(symbol, at) * (1 - Decimal(number) / 1000)
            if piece:
                world.trade(account, symbol, piece, at, side=side, cause=LIQUIDATION, price=price)

    return step


def turn_to_hedge_mode(account: str) -> Step:
    """The account closes everything in both families of futures and changes its position mode.

    From then on both sides of a contract can be held at once.
    """

    def step(world: World, at: datetime) -> None:
        owner = world.accounts[account]
        for book in owner.books:
            for symbol in dict.fromkeys(o.contract.symbol for o in book.orders if o.working):
                world.withdraw(account, symbol, at)
            for held in list(book.holdings.values()):
                world.trade(account, held.contract.symbol, -held.size, at, side=held.side)
        owner.set_hedged(True)

    return step


def enable_stock_options(account: str) -> Step:
    """The account may trade US stock options from now on."""

    def step(world: World, at: datetime) -> None:
        del at
        world.accounts[account].stock_options = True

    return step


def ask(favour: str) -> Step:
    """Those who serve the world do something; nothing if nobody serves it."""

    def step(world: World, at: datetime) -> None:
        del at
        if (serve := world.asides.get(favour)) is not None:
            serve()

    return step


def _symbol(world: World, which: Which, at: datetime) -> str:
    return which if isinstance(which, str) else which(world, at)


OWN: Script = (
    (7, trade("main", "BTCUSDT", "0.012")),
    (11, trade("main", "BTCUSD_PERP", "3")),
    (16, trade("portfolio", "SOLUSDT", "2.5")),
    (26, trade("main", "ETHUSDT", "-0.15")),
    (33, trade("main", "BTCUSDT", "0.008")),
    (41, trade("main", "BTCUSD_PERP", "-1")),
)
"""Ordinary trades, before and after what happens."""
