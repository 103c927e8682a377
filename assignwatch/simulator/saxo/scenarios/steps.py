"""The words in which scenarios are written: small steps that do one thing to the world.

A scenario is a tuple of `(seconds after the start, step)`. Instruments are named by their nicknames
(`"XYZ P100"`), amounts are signed texts (`"-1"`). An option that was listed with `list_expiring` is
called `"XYZ P100 today"`. `NEXT_DAY` is the night, played early.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.simulator.saxo.causes import ASSIGNMENT, EXPIRY, FUTURE_EXPIRY, Cause
from assignwatch.simulator.saxo.instruments import Option
from assignwatch.simulator.saxo.world import Step, World

Script = tuple[tuple[int, Step], ...]
"""Seconds after the start, and what happens then."""


def own(account: str, nick: str, amount: str) -> Step:
    """The client trades at the market, by order."""

    def step(world: World, at: datetime) -> None:
        world.trade(account, world.listing[nick], Decimal(amount), at)

    return step


def bring_to(account: str, nick: str, amount: str) -> Step:
    """The client trades what it takes to hold exactly `amount`; nothing if that is so already."""

    def step(world: World, at: datetime) -> None:
        instrument = world.listing[nick]
        missing = Decimal(amount) - world.books[account].held(instrument)
        if missing:
            world.trade(account, instrument, missing, at)

    return step


def write(kind: str, header: str, body: str) -> Step:
    """The bank writes to the client."""

    def step(world: World, at: datetime) -> None:
        world.write(kind, header, body, at)

    return step


def rest(account: str, nick: str, amount: str, percent: str) -> Step:
    """The client leaves a limit order, `percent` away from the market."""

    def step(world: World, at: datetime) -> None:
        instrument = world.listing[nick]
        price = world.prices.price(instrument, at) * (1 + Decimal(percent) / 100)
        rounded = world.prices.rounded(instrument, price)
        world.place(account, instrument, Decimal(amount), rounded, at)

    return step


def fill_resting(account: str, nick: str, amount: str) -> Step:
    """A part of the client's oldest order in something is executed, or all of it."""

    def step(world: World, at: datetime) -> None:
        orders = world.books[account].orders.values()
        for order in [o for o in orders if o.instrument == world.listing[nick]]:
            world.fill(account, order, Decimal(amount), at)
            return
        raise LookupError(f"{account} has no order in {nick} to fill.")

    return step


def cancel_resting(account: str, nick: str) -> Step:
    """The client's orders in something are cancelled."""

    def step(world: World, at: datetime) -> None:
        orders = world.books[account].orders.values()
        for order in [o for o in orders if o.instrument == world.listing[nick]]:
            world.withdraw(account, order, at)

    return step


def list_expiring(code: str, put_call: str, strike: str) -> Step:
    """An option that ends on this very day is listed."""

    def step(world: World, at: datetime) -> None:
        world.listing.list_expiring(code, put_call, Decimal(strike), at.date())

    return step


def assign(account: str, nick: str, lots: str = "1", cause: Cause = ASSIGNMENT) -> Step:
    """Lots of a short option are assigned: they go, and the underlying comes at the strike."""

    def step(world: World, at: datetime) -> None:
        world.use(account, _option(world, nick), Decimal(lots), cause, at)

    return step


def exercise(account: str, nick: str, lots: str, cause: Cause) -> Step:
    """Lots of a long option are exercised."""

    def step(world: World, at: datetime) -> None:
        world.use(account, _option(world, nick), -Decimal(lots), cause, at)

    return step


def settle_in_cash(account: str, nick: str, cause: Cause) -> Step:
    """What is held of an option is paid out at what it is worth."""

    def step(world: World, at: datetime) -> None:
        option = _option(world, nick)
        price = option.intrinsic(world.prices.price(option.family.underlying, at))
        held = world.books[account].held(option)
        world.use(account, option, -held, cause, at, at_price=price)

    return step


def end(nick: str, cause: Cause = EXPIRY) -> Step:
    """An option has expired: what is left of it is worth nothing, and it is known no more."""

    def step(world: World, at: datetime) -> None:
        world.expire(_option(world, nick), cause, at)

    return step


def close_by_bank(account: str, nick: str, kind: str, cause: Cause = FUTURE_EXPIRY) -> Step:
    """The bank closes the client's position at the market, by an order of its own."""

    def step(world: World, at: datetime) -> None:
        instrument = world.listing[nick]
        held = world.books[account].held(instrument)
        world.trade(account, instrument, -held, at, kind=kind, by_bank=True, cause=cause)

    return step


def net_by(profile: str) -> Step:
    """The client's positions are netted by another profile from now on."""

    def step(world: World, at: datetime) -> None:
        del at
        world.client.netting = profile

    return step


def end_day() -> Step:
    """The netting of the night."""
    return lambda world, at: world.end_day(at)


def close_account(account: str) -> Step:
    """The bank closes one of the client's accounts."""
    return lambda world, at: world.close_account(account)


def report() -> Step:
    """The official reports know everything until now."""
    return lambda world, at: world.report(at + timedelta(microseconds=1))


def lose_events() -> Step:
    """The event service forgets what it knew."""
    return lambda world, at: world.activities_kept.lose()


def ask(favour: str) -> Step:
    """Those who serve the world do something; nothing if nobody serves it."""

    def step(world: World, at: datetime) -> None:
        del at
        world.asides.get(favour, _nothing)()

    return step


def _nothing() -> None:
    """What nobody does."""


def _option(world: World, nick: str) -> Option:
    found = world.listing[nick]
    if isinstance(found, Option):
        return found
    raise LookupError(f"{nick} is no option.")


NEXT_DAY: Script = ((44, end_day()), (45, report()))
"""The netting and the reports of the next night, played early so that nobody has to wait."""
