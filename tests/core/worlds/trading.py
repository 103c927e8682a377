"""Acts of the trader's own: orders with partial fills, spreads, rolls, and what looks alike."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from tests.core.worlds.book import Key, called_moves
from tests.core.worlds.contracts import Contract, D
from tests.core.worlds.world import World


def held(world: World, account: str) -> list[tuple[Key, Decimal, Contract]]:
    """What the account holds and nothing is under way with, in a fixed order."""
    book = world.books[account]
    return [
        (key, holding.quantity, world.contracts[key.instrument])
        for key, holding in sorted(book.holdings.items())
        if world.is_free(account, key)
    ]


def key_of(contract: Contract, quantity: Decimal) -> Key:
    """Where a trade of this direction opens: a side of its own in hedge mode."""
    if contract.hedged:
        return Key(contract.id, "long" if quantity > 0 else "short")
    return Key(contract.id)


def some(world: World, contract: Contract) -> Decimal:
    """A usual size, unsigned."""
    if contract.kind == "stock":
        return D(world.rng.choice((10, 37, 50, 100, 150, 200, 300)))
    return D(world.rng.randint(1, 5)) * contract.step


def order(world: World, account: str, key: Key, quantity: Decimal) -> None:
    """One order, filled in up to three parts within the hour."""
    contract = world.contracts[key.instrument]
    rest, at = quantity, world.now
    if abs(quantity) > contract.step and world.chance(40):
        part = (quantity / world.rng.randint(2, 3)).quantize(contract.step)
        if part and abs(part) < abs(quantity):
            world.trade(account, key, part, at)
            rest, at = quantity - part, world.soon(at, minutes=40)
    world.trade(account, key, rest, at)


def open_something(world: World, account: str) -> bool:
    """Buy or sell anything that trades now."""
    offered = [
        c
        for name in sorted(world.live)
        if (c := world.contracts[name]).broker == world.books[account].broker
        and c.kind != "index"
        and c.tradable(world.now)
    ]
    contract = world.rng.choice(offered)
    sells = world.chance(70 if contract.is_option else 30)
    quantity = some(world, contract) * (-1 if sells else 1)
    key = key_of(contract, quantity)
    if not world.is_free(account, key):
        return False
    order(world, account, key, quantity)
    return True


def reduce_something(world: World, account: str) -> bool:
    """Close a position, wholly or in part."""
    choice = [h for h in held(world, account) if h[2].tradable(world.now)]
    if not choice:
        return False
    key, quantity, contract = world.rng.choice(choice)
    units = int(abs(quantity) / contract.step)
    part = contract.step * (units if world.chance(50) else world.rng.randint(0, units))
    if not part:
        return False
    order(world, account, key, part if quantity < 0 else -part)
    return True


def spread(world: World, account: str) -> bool:
    """Sell one strike and buy another of the same right, a pair at a time."""
    offered = [
        c
        for name in sorted(world.live)
        if (c := world.contracts[name]).is_option
        and c.broker == world.books[account].broker
        and c.tradable(world.now)
        and world.is_free(account, Key(name))
    ]
    if not offered:
        return False
    short = world.rng.choice(offered)
    others = [
        c
        for c in offered
        if (c.underlying, c.right, c.expiry) == (short.underlying, short.right, short.expiry)
        and c.strike != short.strike
    ]
    if not others:
        return False
    quantity = some(world, short)
    order(world, account, Key(short.id), -quantity)
    order(world, account, Key(world.rng.choice(others).id), quantity)
    return True


def roll(world: World, account: str) -> bool:
    """Close a short series and sell a later one."""
    for key, quantity, contract in held(world, account):
        later = [
            c
            for name in sorted(world.live)
            if (c := world.contracts[name]).is_option
            and (c.underlying, c.right, c.strike)
            == (contract.underlying, contract.right, contract.strike)
            and c.expiry != contract.expiry
            and c.tradable(world.now)
        ]
        if contract.is_option and quantity < 0 and contract.tradable(world.now) and later:
            order(world, account, key, -quantity)
            order(world, account, Key(later[0].id), quantity)
            return True
    return False


def look_alike(world: World, account: str) -> bool:
    """Buy short options back and trade just as many shares as an assignment would move."""
    shorts = [
        (key, quantity, contract)
        for key, quantity, contract in held(world, account)
        if contract.is_option and contract.is_physical and quantity < 0
        if contract.tradable(world.now)
    ]
    if not shorts:
        return False
    key, quantity, contract = world.rng.choice(shorts)
    removed = D(world.rng.randint(1, int(-quantity)))
    world.trade(account, key, removed, world.now)
    for instrument, moved, _ in called_moves(contract, removed):
        world.trade(account, Key(instrument), moved, world.soon(world.now, minutes=1))
    return True


def tomorrow(world: World, hour: int) -> datetime:
    """The coming night, at about this hour."""
    night = world.now.replace(hour=0, minute=0) + timedelta(days=1, hours=hour)
    return world.soon(night, minutes=120)
