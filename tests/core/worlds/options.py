"""What becomes of options: assignment, exercise, cash settlement, the end of a series."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tests.core.worlds.book import Key, Move, called_cash, called_moves, settled_cash
from tests.core.worlds.contracts import Contract, D, figure
from tests.core.worlds.story import Balances, Ceiling, Happening
from tests.core.worlds.trading import held, some, tomorrow
from tests.core.worlds.world import World

_ZERO = "0"


def called(
    world: World, account: str, key: Key, removed: Decimal, *, may_wait: bool = True
) -> Happening:
    """A physical option is assigned (removed > 0) or exercised: both legs and the money move."""
    option = world.contracts[key.instrument]
    on_future = world.contracts[option.underlying].kind == "future"
    kind, cause = ("assigned", "assignment") if removed > 0 else ("exercised", "exercise")
    then = world.now
    if may_wait and world.chance(20):
        then = world.soon(then, minutes=world.rng.choice((20, 300)))
    legs = called_moves(option, removed)
    cash = called_cash(option, removed, on_future=on_future)
    what = Happening(
        world.now,
        account,
        kind,
        frozenset({kind}),
        key,
        abs(removed),
        [
            Move(world.now, key, removed, D(0)),
            *(Move(then, Key(name), moved, price) for name, moved, price in legs),
        ],
        {option.currency: cash} if cash else {},
        ceiling=_ceiling(world, option, on_future=on_future),
    )
    _record(world, what, cause, option)
    return world.happen(what)


def _ceiling(world: World, option: Contract, *, on_future: bool) -> Ceiling:
    """The highest grade that two legs can have here without the broker's own word."""
    said = world.settings.prices or world.settings.balances is not Balances.NONE or on_future
    return Ceiling.STRONG if option.told_size and said else Ceiling.LIKELY


def _record(world: World, what: Happening, cause: str, option: Contract) -> None:
    """The broker's booking: the legs inside one record, as records of one event, or one leg."""
    cash = {c: figure(a) for c, a in what.cash.items()}
    main, *others = what.moves
    style = world.rng.choice(("counter", "counter", "event", "event", "bare"))
    if style == "bare" and not option.told_size:
        style = "counter"  # nobody could tell which shares belong to it
    if style == "counter":
        counter = [
            {
                "instrument": move.key.instrument,
                "quantity": figure(move.quantity),
                "price": figure(move.price),
            }
            for move in others
        ]
        world.book(what, cause, main, price=_ZERO, cash=cash, counter=counter)
        return
    event = f"e{world.number()}"
    world.book(what, cause, main, price=_ZERO, cash=cash, event=event)
    if style == "event":
        for move in others:
            world.book(what, cause, move, price=figure(move.price), event=event)


def _callable(world: World, account: str, *, short: bool) -> list[tuple[Key, Decimal, Contract]]:
    return [
        (key, quantity, contract)
        for key, quantity, contract in held(world, account)
        if contract.is_option
        and contract.is_physical
        and (quantity < 0) is short
        and contract.tradable(world.now)
        and world.may_be_called(account, key, short=short)
    ]


def _part(world: World, quantity: Decimal) -> Decimal:
    """The whole of it, or a part."""
    whole = int(abs(quantity))
    return D(whole if world.chance(50) else world.rng.randint(1, whole))


def assign(world: World, account: str) -> bool:
    """Somebody exercises: a short put or call is drawn, in or out of the money."""
    choice = _callable(world, account, short=True)
    if not choice:
        return False
    key, quantity, _ = world.rng.choice(choice)
    if world.chance(25):
        world.rest_order(account, key, -quantity)
    called(world, account, key, _part(world, quantity))
    return True


def exercise(world: World, account: str) -> bool:
    """The trader exercises a long option."""
    choice = _callable(world, account, short=False)
    if not choice:
        return False
    key, quantity, _ = world.rng.choice(choice)
    called(world, account, key, -_part(world, quantity), may_wait=False)
    return True


def assign_and_trade(world: World, account: str) -> bool:
    """An assignment, and own trades in the same things before anybody looks."""
    choice = [c for c in _callable(world, account, short=True) if c[2].is_plain]
    if not choice:
        return False
    key, quantity, contract = world.rng.choice(choice)
    part = _part(world, quantity)
    [leg] = called(world, account, key, part, may_wait=False).moves[1:]
    own = world.contracts[leg.key.instrument]
    amount = -leg.quantity if world.chance(40) else some(world, own)
    world.trade(account, leg.key, amount, world.soon(world.now, minutes=8))
    if part < -quantity and world.chance(50):
        world.trade(account, key, D(1), world.soon(world.now, minutes=8))
    elif contract.tradable(world.now) and world.chance(20):
        world.trade(account, key, D(-1), world.soon(world.now, minutes=8))
    return True


def two_at_once(world: World, account: str) -> bool:
    """Two series of one underlying go the same moment: a spread, a strangle, two strikes."""
    choice = _callable(world, account, short=True)
    if not choice:
        return False
    key, quantity, contract = world.rng.choice(choice)
    others = [
        (k, q, c)
        for k, q, c in (*choice, *_callable(world, account, short=False))
        if c.underlying == contract.underlying and k != key
    ]
    if not others:
        return False
    other, more, _ = world.rng.choice(others)
    called(world, account, key, _part(world, quantity), may_wait=False)
    part = _part(world, more)
    called(world, account, other, part if more < 0 else -part, may_wait=False)
    return True


def sold_and_assigned(world: World, account: str) -> bool:
    """An option is sold in the afternoon and drawn the same night."""
    offered = [
        c
        for name in sorted(world.live)
        if (c := world.contracts[name]).is_option
        and c.is_physical
        and c.broker == world.books[account].broker
        and c.tradable(tomorrow(world, 3))
        and world.is_free(account, Key(name))
    ]
    if not offered:
        return False
    key = Key(world.rng.choice(offered).id)
    world.trade(account, key, D(-2), world.now)

    def drawn() -> None:
        quantity = world.books[account].quantity(key)
        may = world.may_be_called(account, key, short=True)
        if quantity < 0 and may and world.is_free(account, key):
            called(world, account, key, _part(world, quantity))

    world.plan(tomorrow(world, 1), drawn)
    return True


# ----------------------------------------------------------------------------------- the last day


def expire(world: World, account: str, day: date) -> None:
    """Every series of that day ends: called, settled, lapsed, or some of each."""
    book = world.books[account]
    for key in sorted(book.holdings):
        contract = world.contracts[key.instrument]
        if contract.is_option and contract.expiry and contract.expiry.date() == day:
            _end(world, account, key, contract, world.market.close(contract.underlying, day))


def _end(world: World, account: str, key: Key, option: Contract, spot: Decimal) -> None:
    quantity = world.books[account].quantity(key)
    in_the_money = option.intrinsic(spot) > 0
    if not option.is_physical:
        if in_the_money:
            settled(world, account, key, spot)
        else:
            lapsed(world, account, key, quantity, in_the_money=False)
        return
    taken, may = D(0), world.may_be_called(account, key, short=quantity < 0)
    if may and world.chance(85 if in_the_money else 5):
        taken = abs(quantity)
    elif may and quantity < 0 and world.chance(50 if in_the_money else 8):
        taken = D(world.rng.randint(0, int(-quantity)))
    if taken:
        called(world, account, key, taken if quantity < 0 else -taken)
    rest = abs(quantity) - taken
    if rest:
        lapsed(world, account, key, rest.copy_sign(quantity), in_the_money=in_the_money)


def settled(world: World, account: str, key: Key, value: Decimal) -> None:
    """A cash-settled option in the money: money moves, nothing else."""
    option = world.contracts[key.instrument]
    removed = -world.books[account].quantity(key)
    cash = settled_cash(option, removed, value)
    kind = "cash_settled" if removed > 0 else "exercised"
    what = Happening(
        world.now,
        account,
        "settled_in_cash",
        frozenset({kind}),
        key,
        abs(removed),
        [Move(world.now, key, removed, D(0))],
        {option.currency: cash},
    )
    paid = {option.currency: figure(cash)}
    cause = "cash_settlement" if removed > 0 or world.chance(50) else "exercise"
    if removed < 0 and cause == "cash_settlement":
        what.kinds = frozenset({"exercised", "cash_settled"})
    world.book(what, cause, what.moves[0], cash=paid)
    world.happen(what)


def lapsed(world: World, account: str, key: Key, quantity: Decimal, *, in_the_money: bool) -> None:
    """Contracts end with nothing paid and nothing delivered."""
    kinds = {"expired"}
    if quantity < 0 and in_the_money:
        kinds = {"expired_unassigned"} if world.settings.quotes else {*kinds, "expired_unassigned"}
    what = Happening(
        world.now,
        account,
        "lapsed_in_the_money" if in_the_money else "lapsed",
        frozenset(kinds),
        key,
        abs(quantity),
        [Move(world.now, key, -quantity, D(0))],
    )
    world.book(what, "expiry", what.moves[0], price=_ZERO)
    if what.booked:
        what.kinds |= {"expired"}
    world.happen(what)


def processing(world: World, day: date, *, at_eight: bool) -> datetime:
    """When a broker takes the expired series off the books."""
    midnight = datetime.combine(day, datetime.min.time(), world.now.tzinfo)
    if at_eight:
        return midnight.replace(hour=8, second=20)
    return world.soon(midnight.replace(hour=21, minute=10), minutes=660)
