"""How contracts end: the steps from the last trade to the day on which nobody knows them any more.

`world` plans them when something that ends is listed. Sources: Binance support, "What happens at
the delivery of quarterly futures", "Binance options: exercise and settlement"; Binance docs,
"Exchange Information" (statuses). How long each step takes is not published; in life all of this
happens around 08:00 UTC.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assignwatch.simulator.binance.contracts import Future, Option
from assignwatch.simulator.binance.orders import DELISTED
from assignwatch.simulator.binance.records import OPTIONS, Ended

if TYPE_CHECKING:
    from assignwatch.simulator.binance.world import World

SETTLES_AFTER = timedelta(seconds=1)
"""From the last trade until the positions are gone."""
BOOKED_AFTER = timedelta(seconds=3)
"""From there until the income history lists it."""
PUBLISHED_AFTER = timedelta(seconds=4)
"""From the end until the public lists say at which price."""
DELIVERED_AFTER = timedelta(seconds=6)
DROPPED_AFTER = timedelta(seconds=30)
"""From the end until the contract is missing from the exchange's list."""
RECORDED_AFTER = timedelta(seconds=9)
"""From the expiry of an option until an account's records show it."""


def plan(world: World, future: Future, *, traded: bool) -> None:
    """Schedule the end of a future that has a date; `traded`: its settlement is told as trades."""
    symbol, end = future.symbol, future.delivery
    if end is None:
        raise ValueError(f"{symbol} never ends.")
    closed = "CLOSE" if future.perpetual else "DELIVERED"

    def settle(world: World, at: datetime) -> None:
        _settle(world, symbol, end, at, traded=traded)

    def close(world: World, at: datetime) -> None:
        del at
        world.restate(symbol, status=closed)

    def drop(world: World, at: datetime) -> None:
        del at
        del world.futures[symbol]

    world.schedule(end, lambda world, at: _stop(world, symbol, at))
    world.schedule(end + SETTLES_AFTER, settle)
    world.schedule(end + DELIVERED_AFTER, close)
    world.schedule(end + DROPPED_AFTER, drop)


def exercise(world: World, option: Option, at: datetime) -> None:
    """An option ends: what is in the money is paid out, and it is listed no more."""
    price = world.prices.settlement(option.base, option.expiry)
    for account in world.accounts.values():
        if account.options is not None:
            told = account.options.settle(option, price, world.stamp(at), RECORDED_AFTER)
            world.publish(account, OPTIONS, told)
    world.ended.append(Ended(option, price, option.expiry, at + PUBLISHED_AFTER))
    del world.options[option.symbol]


def _stop(world: World, symbol: str, at: datetime) -> None:
    """Nobody trades it any more, and orders expire; positions are still there."""
    future = world.futures[symbol]
    if future.perpetual:
        world.restate(symbol, status="SETTLING", kind="PERPETUAL_DELIVERING")
    elif future.inverse:
        world.restate(symbol, status="DELIVERING", kind=f"{future.kind}_DELIVERING")
    else:
        world.restate(symbol, status="DELIVERING")
    for account in world.accounts.values():
        world.expire_orders(account, symbol, DELISTED, at)


def _settle(world: World, symbol: str, end: datetime, at: datetime, *, traded: bool) -> None:
    """Positions are closed in cash at the mean of the index before the end."""
    future = world.futures[symbol]
    price = future.rounded(world.prices.settlement(future.base, end))
    for account in world.accounts.values():
        told = account.futures[future.family].settle(
            future,
            price,
            world.prices.mark(future, end),
            world.stamp(at),
            delivered=not future.perpetual,
            traded=traded,
            late=BOOKED_AFTER,
        )
        world.publish(account, future.family, told)
    if not future.perpetual:
        world.ended.append(Ended(future, price, end, end + PUBLISHED_AFTER))
