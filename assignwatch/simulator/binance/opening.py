"""The state in which the world begins: what is listed, and what was traded in the days before."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from assignwatch.simulator.binance.contracts import (
    Family,
    Future,
    dated,
    option,
    perpetual,
    quarter_end,
)
from assignwatch.simulator.binance.prices import NAMED_IN_CHINESE
from assignwatch.simulator.binance.records import OPTIONS

if TYPE_CHECKING:
    from assignwatch.simulator.binance.world import World

PERPETUALS = {
    Family.UM: ("BTC", "ETH", "SOL", "BNB", "ADA", NAMED_IN_CHINESE),
    Family.CM: ("BTC", "ETH"),
}
CURRENT, NEXT = "CURRENT_QUARTER", "NEXT_QUARTER"
_LISTED_FOR = timedelta(days=190)
"""What began to trade before everything that is told of it."""

_DEPOSITS = (
    ("main", Family.UM, "USDT", "26000"),
    ("main", Family.CM, "BTC", "0.85"),
    ("main", Family.CM, "ETH", "6"),
    ("portfolio", Family.UM, "USDT", "14000"),
    ("portfolio", Family.CM, "ETH", "9"),
)
_OPTIONS_DEPOSIT = "18000"

_TRADES = (
    ("5.9", "main", "BTCUSDT", "0.1"),
    ("5.4", "main", "BTCUSD_PERP", "-30"),
    ("5.1", "portfolio", "BTCUSDT", "-0.1"),
    ("4.8", "main", "{current usd}", "0.05"),
    ("4.6", "main", "ETHUSDT", "-1.5"),
    ("4.2", "main", "{call}", "-0.3"),
    ("4.1", "main", "{put}", "0.2"),
    ("3.7", "portfolio", "SOLUSDT", "40"),
    ("3.3", "main", "{current coin}", "25"),
    ("2.9", "portfolio", "ETHUSD_PERP", "60"),
    ("2.5", "main", "{eth put}", "-2"),
    ("2.1", "main", f"{NAMED_IN_CHINESE}USDT", "500"),
    ("1.6", "main", "BTCUSDT", "0.05"),
    ("0.9", "portfolio", "SOLUSDT", "-12"),
)
"""Days before the start, account, contract and size."""


def begin(world: World, start: datetime) -> None:
    """List what there is, fund the accounts and trade what came before."""
    names = _list(world, start)
    funded = start - timedelta(days=6, hours=3)
    for account, family, asset, by in _DEPOSITS:
        world.credit(account, family, asset, Decimal(by), funded)
    told = world.option_book("main").credit(Decimal(_OPTIONS_DEPOSIT), world.stamp(funded))
    world.publish(world.accounts["main"], OPTIONS, told)
    for days, account, name, size in _TRADES:
        at = start - timedelta(seconds=int(Decimal(days) * 86_400))
        world.trade(account, name.format_map(names), Decimal(size), at)


def _list(world: World, start: datetime) -> dict[str, str]:
    """Everything that is listed; the names by which `_TRADES` calls what has a date in its own."""
    onboard = start - _LISTED_FOR
    current = quarter_end(start, 0)
    for family, bases in PERPETUALS.items():
        for base in bases:
            world.list_future(perpetual(family, base, onboard))
    for family in Family:
        for base in ("BTC", "ETH"):
            for kind, later in ((CURRENT, 0), (NEXT, 1)):
                end = quarter_end(start, later)
                world.list_future(dated(family, base, end, kind, onboard))
    for base, strikes in (("BTC", (85_000, 95_000)), ("ETH", (2_800, 3_200))):
        for strike in strikes:
            for call in (True, False):
                world.list_option(option(base, current, Decimal(strike), call=call))
    return {
        "current usd": f"BTCUSDT_{current:%y%m%d}",
        "current coin": f"BTCUSD_{current:%y%m%d}",
        "call": f"BTC-{current:%y%m%d}-95000-C",
        "put": f"BTC-{current:%y%m%d}-85000-P",
        "eth put": f"ETH-{current:%y%m%d}-2800-P",
    }


def list_early(
    world: World, family: Family, at: datetime, after: timedelta, *, traded: bool
) -> Future:
    """A quarterly that is delivered so soon that nobody has to wait; the first that is free."""
    end = (at + after).replace(microsecond=0)
    for base in ("BTC", "ETH"):
        future = dated(family, base, end, CURRENT, at - _LISTED_FOR)
        if future.symbol not in world.futures:
            return world.list_future(future, traded=traded)
    raise LookupError(f"Every quarterly that could be delivered on {end:%d %B %Y} is listed.")
