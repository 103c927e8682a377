"""Futures and perpetuals: settlement, delivery, and everything that is forced on a position."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.core.worlds.book import Key, Move
from tests.core.worlds.contracts import Contract, figure
from tests.core.worlds.story import Causes, Happening
from tests.core.worlds.trading import held
from tests.core.worlds.world import World

FORCED = {
    "liquidation": "liquidated",
    "deleveraging": "deleveraged",
    "unwind": "unwound",
    "handed_over": "handed_over",
    "broker_close": "closed_by_broker",
}


def mature(world: World, account: str, day: date) -> None:
    """Every future whose last day it is ends: paid out in cash, or delivered."""
    for key in sorted(world.books[account].holdings):
        contract = world.contracts[key.instrument]
        if contract.kind == "future" and contract.expiry and contract.expiry.date() == day:
            value = world.market.close(contract.underlying or contract.id, day)
            if contract.is_physical:
                _delivered(world, account, key, contract, value)
            else:
                _settled(world, account, key, value)


def _settled(world: World, account: str, key: Key, value: Decimal) -> None:
    removed = -world.books[account].quantity(key)
    what = Happening(
        world.now,
        account,
        "future_settled",
        frozenset({"settled"}),
        key,
        abs(removed),
        [Move(world.now, key, removed, value)],
    )
    world.book(what, "settlement", what.moves[0], price=figure(value))
    world.happen(what)


def _delivered(world: World, account: str, key: Key, contract: Contract, value: Decimal) -> None:
    removed = -world.books[account].quantity(key)
    stock, moved = Key(contract.underlying), -removed * contract.multiplier
    what = Happening(
        world.now,
        account,
        "future_delivered",
        frozenset({"delivered"}),
        key,
        abs(removed),
        [Move(world.now, key, removed, value), Move(world.now, stock, moved, value)],
        {contract.currency: -moved * value},
    )
    counter = {
        "instrument": stock.instrument,
        "quantity": figure(moved),
        "price": figure(value),
    }
    paid = {contract.currency: figure(-moved * value)}
    world.book(what, "delivery", what.moves[0], price=figure(value), cash=paid, counter=[counter])
    world.happen(what)


def force(world: World, account: str) -> bool:
    """The exchange or the broker takes a leveraged position away, or a part of it."""
    choice = [h for h in held(world, account) if h[2].is_margined and h[2].tradable(world.now)]
    if not choice:
        return False
    key, quantity, contract = world.rng.choice(choice)
    if not world.first_today(account, f"{key}", "forced"):
        return False
    units = int(abs(quantity) / contract.step)
    part = contract.step * (units if world.chance(60) else world.rng.randint(1, units))
    cause = world.rng.choice(sorted(FORCED))
    _imposed(world, account, key, part.copy_sign(-quantity), cause, FORCED[cause])
    return True


def take_over(world: World, account: str) -> bool:
    """Somebody else's liquidated position is handed to the trader."""
    perpetuals = [
        c
        for name in sorted(world.live)
        if (c := world.contracts[name]).kind == "perpetual"
        and c.broker == world.books[account].broker
        and not c.hedged
    ]
    if not perpetuals:
        return False
    contract = world.rng.choice(perpetuals)
    key = Key(contract.id)
    if not world.is_free(account, key) or not world.first_today(account, f"{key}", "takeover"):
        return False
    quantity = contract.step * world.rng.randint(1, 9) * world.rng.choice((1, -1))
    _imposed(world, account, key, quantity, "taken_over", "taken_over")
    return True


def _imposed(
    world: World, account: str, key: Key, quantity: Decimal, cause: str, kind: str
) -> None:
    """Such a change is told at once, with its own fill or without; rarely not at all."""
    price = world.market.trade(world.contracts[key.instrument], world.now)
    move = Move(world.now, key, quantity, price)
    what = Happening(world.now, account, cause, frozenset({kind}), key, abs(quantity), [move])
    event = f"e{world.number()}"
    with_fill = world.chance(60)
    if world.settings.causes is not Causes.NEVER or world.chance(70):
        record = world.rng.choice(("account log", "orders"))
        world.book_always(what, cause, move, price=figure(price), event=event, record=record)
    else:
        with_fill, what.kinds = False, frozenset({kind, "unexplained"})
    if with_fill:
        world.trade(account, key, quantity, world.now, price, event=event)
    world.happen(what)
