"""The words in which scenarios are written: small steps that do one thing to the world.

A scenario is a tuple of `(seconds after the start, step)`. Each function here makes a step; sizes
are signed texts (`"-0.25"`), percentages are of the price.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.simulator.kraken.causes import ASSIGNEE, ASSIGNOR, MAKER, TAKER, Cause
from assignwatch.simulator.kraken.contracts import FLEX, dated
from assignwatch.simulator.kraken.world import Step, World

Script = tuple[tuple[int, Step], ...]
"""Seconds after the start, and what happens then."""

Which = str | Callable[[World, datetime], str]
"""A contract by its symbol, or the rule that finds it in the world."""


def trade(account: str, which: Which, size: str, cause: Cause = TAKER) -> Step:
    """The account trades at the market."""

    def step(world: World, at: datetime) -> None:
        world.trade(account, _symbol(world, which, at), Decimal(size), cause, at)

    return step


def rest(account: str, symbol: str, size: str, percent: str) -> Step:
    """The account leaves a limit order, `percent` away from the mark."""

    def step(world: World, at: datetime) -> None:
        price = world.mark(symbol, at) * (1 + Decimal(percent) / 100)
        contract = world.contracts[symbol]
        world.place(account, symbol, Decimal(size), contract.rounded(price), at)

    return step


def fill_resting(account: str, symbol: str, size: str) -> Step:
    """Somebody trades against the account's oldest order in the contract."""

    def step(world: World, at: datetime) -> None:
        orders = [o for o in world.books[account].orders.values() if o.contract.symbol == symbol]
        if not orders:
            raise LookupError(f"{account} has no order in {symbol} to fill.")
        world.trade(account, symbol, Decimal(size), MAKER, at, order=orders[0])

    return step


def cancel_resting(account: str, symbol: str, reason: str = "cancelled_by_user") -> Step:
    """The account's orders in the contract leave the book."""

    def step(world: World, at: datetime) -> None:
        del at
        world.withdraw_orders(account, symbol, reason)

    return step


def bring_to(account: str, symbol: str, size: str) -> Step:
    """The account trades what it takes to hold exactly `size`; nothing if it does already."""

    def step(world: World, at: datetime) -> None:
        missing = Decimal(size) - world.books[account].size(symbol)
        if missing:
            world.trade(account, symbol, missing, TAKER, at)

    return step


def fund(account: str, usd: str) -> Step:
    """A transfer that brings the account's USD up to `usd`; nothing if it has more."""

    def step(world: World, at: datetime) -> None:
        missing = Decimal(usd) - world.books[account].cash[FLEX]
        if missing > 0:
            world.restate_cash(account, "cross-exchange transfer", missing, at)

    return step


def market(base: str, percent: str) -> Step:
    """The coin's price jumps."""

    def step(world: World, at: datetime) -> None:
        world.prices.shock(base, at, Decimal(percent))

    return step


def into_the_book(account: str, symbol: str, cause: Cause, *sizes: str) -> Step:
    """The exchange trades for the account at ever worse prices, 0.1 % a piece, in one moment."""

    def step(world: World, at: datetime) -> None:
        world.withdraw_orders(account, symbol, "liquidation")
        for number, size in enumerate(map(Decimal, sizes), start=1):
            slip = Decimal(number) / 1000 * (1 if size > 0 else -1)
            price = world.contracts[symbol].rounded(world.mark(symbol, at) * (1 + slip))
            world.trade(account, symbol, size, cause, at, price=price)

    return step


def hand_over(giver: str, taker: str | None, symbol: str, pieces: int) -> Step:
    """What the giver still holds goes to a volunteer in equal pieces, all in one moment.

    The price is 1 % better than the mark for the volunteer: below it for a long, above it for a
    short. Source: Kraken docs, "Assignment program". With no `taker` the volunteer is somebody
    whose account is not simulated.
    """

    def step(world: World, at: datetime) -> None:
        held = world.books[giver].size(symbol)
        if not held:
            raise LookupError(f"{giver} holds no {symbol} to hand over.")
        edge = Decimal("0.99") if held > 0 else Decimal("1.01")
        price = world.contracts[symbol].rounded(world.mark(symbol, at) * edge)
        for _ in range(pieces):
            world.trade(giver, symbol, -held / pieces, ASSIGNOR, at, price=price)
            if taker is not None:
                world.trade(taker, symbol, held / pieces, ASSIGNEE, at, price=price)

    return step


def log_only(account: str, info: str, usd: str) -> Step:
    """A row of the account log moves money, and nothing else tells of it."""

    def step(world: World, at: datetime) -> None:
        world.restate_cash(account, info, Decimal(usd), at)

    return step


def list_short_dated() -> Step:
    """A linear future that matures one to two minutes from now, on the full minute."""

    def step(world: World, at: datetime) -> None:
        maturity = at.replace(second=0, microsecond=0) + timedelta(minutes=2)
        offered = (dated("FF", pair, maturity) for pair in ("XBTUSD", "ETHUSD"))
        for contract in offered:
            if contract.symbol not in world.contracts:
                world.list(contract)
                return
        raise LookupError(f"Every future that could mature on {maturity:%d %B %Y} is listed.")

    return step


def first_to_mature(world: World, at: datetime) -> str:
    """The linear future that ends next."""
    running = (c for c in world.contracts.values() if not c.inverse and world.tradeable(c, at))
    endings = [(c.maturity, c.symbol) for c in running if c.maturity is not None]
    return min(endings)[1]


def _symbol(world: World, which: Which, at: datetime) -> str:
    return which if isinstance(which, str) else which(world, at)
