"""Everything else that changes a position: corporate actions, transfers, dividends, corrections."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal

from tests.core.worlds.book import Key, Move
from tests.core.worlds.contracts import EIGHT, ZERO, Contract, D, figure
from tests.core.worlds.story import Balances, Happening
from tests.core.worlds.trading import held
from tests.core.worlds.world import World, day_start

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Corporate:
    """A corporate action: `new`/`old` units for each one, perhaps under another name."""

    cause: str
    symbol: str
    new: int
    old: int
    into: str = ""
    cash: Decimal = ZERO

    @property
    def ratio(self) -> Decimal:
        """New units for each old one."""
        return D(self.new) / D(self.old)


ACTIONS = (
    Corporate("split", "SPL", 2, 1),
    Corporate("split", "SPL", 3, 2),
    Corporate("split", "SPL", 1, 3),
    Corporate("symbol_change", "OLD", 1, 1, "OLDN"),
    Corporate("spin_off", "MOM", 1, 4, "KID"),
    Corporate("merger", "MRG", 1, 2, "MRGN", D(10)),
)


def corporate(world: World, account: str) -> bool:
    """One of them takes effect, in every account that holds the stock."""
    action = world.rng.choice(ACTIONS)
    old = world.contracts[f"saxo/{action.symbol}"]
    everyone = [name for name in world.books if world.books[name].broker == "saxo"]
    keys = {Key(name) for name in world.live if world.contracts[name].family == old.id}
    holders = [(name, key) for name in everyone for key in keys if _holds(world, name, key)]
    with_options = any(key != Key(old.id) for _, key in holders)
    if (
        world.was_changed(old.id)
        or old.id not in world.live
        or not holders
        or not all(world.is_free(name, key) for name in everyone for key in keys)
        or (action.new < action.old and action.cause == "split" and with_options)
        or not all(
            world.first_today(name, key.instrument, "other") for name, key in sorted(holders)
        )
    ):
        return False
    if action.cause == "split":
        world.market.scale(old.id, action.ratio)
    new = _renamed(world, old, action)
    for name in everyone:
        if _holds(world, name, Key(old.id)):
            _act(world, name, old, new, action)
    if action.cause == "split":
        for key in sorted(keys - {Key(old.id)}):
            _adjust_series(world, everyone, world.contracts[key.instrument], action)
    return True


def _holds(world: World, account: str, key: Key) -> bool:
    return bool(world.books[account].quantity(key))


def _renamed(world: World, old: Contract, action: Corporate) -> Contract:
    if not action.into:
        return old
    new = replace(old, id=f"{old.broker}/{action.into}", symbol=action.into)
    world.contracts[new.id] = new
    world.live.add(new.id)
    if action.cause != "spin_off":
        world.live.discard(old.id)
    return new


def _act(world: World, account: str, old: Contract, new: Contract, action: Corporate) -> None:
    book, at = world.books[account], world.now
    before = book.quantity(Key(old.id))
    exact = before * action.new / action.old
    after = exact.quantize(D(1), rounding=ROUND_DOWN)
    price = (book.holdings[Key(old.id)].price / action.ratio).quantize(EIGHT)
    if new is old:
        moves = [Move(at, Key(old.id), after - before, D(0), action.ratio)]
    else:
        gone = Move(at, Key(old.id), -before, book.holdings[Key(old.id)].price)
        moves = [Move(at, Key(new.id), after, price)]
        moves = moves if action.cause == "spin_off" else [gone, *moves]
    paid = before * action.cash + (exact - after) * world.market.close(new.id, at.date())
    _told(world, account, old.id, new.id, action, [m for m in moves if m.quantity], paid)


def _told(
    world: World,
    account: str,
    old: str,
    new: str,
    action: Corporate,
    moves: list[Move],
    paid: Decimal,
) -> None:
    currency = world.contracts[new].currency
    what = Happening(
        world.now,
        account,
        action.cause,
        frozenset({"corporate_action"} if moves else ()),
        Key(old),
        None,
        moves,
        {currency: paid.quantize(EIGHT)} if paid else {},
        also=frozenset({new}),
        booked=True,
    )
    line = {
        "id": f"a{world.number()}",
        "cause": action.cause,
        "old": old,
        "new": new,
        "ratio": f"{action.new}/{action.old}",
    }
    if action.cash:
        line["cash"] = {currency: figure(action.cash)}  # type: ignore[assignment]
    world.adjust(account, world.now, line)
    world.happen(what)


def _adjust_series(world: World, accounts: list[str], series: Contract, action: Corporate) -> None:
    """A split makes siblings of its options: more contracts, or more shares in each."""
    world.live.discard(series.id)
    if action.new < action.old:
        return  # nobody holds any, and nobody lists fractions of a share
    whole = action.old == 1
    size = series.multiplier if whole else series.multiplier * action.ratio
    strike = (series.strike / action.ratio).quantize(D("0.01"))
    sibling = replace(
        series,
        id=f"{series.id}.A",
        symbol=f"{series.symbol}.A",
        strike=strike,
        multiplier=size,
        delivers=((series.underlying, size),),
    )
    world.contracts[sibling.id] = sibling
    world.live.add(sibling.id)
    more = Corporate("adjusted_option", series.symbol, action.new if whole else 1, 1)
    for account in accounts:
        held_here = world.books[account].holdings.get(Key(series.id))
        if held_here is not None:
            count = held_here.quantity * more.ratio
            price = (held_here.price / more.ratio).quantize(EIGHT)
            moves = [
                Move(world.now, Key(series.id), -held_here.quantity, held_here.price),
                Move(world.now, Key(sibling.id), count, price),
            ]
            _told(world, account, series.id, sibling.id, more, moves, D(0))


# ----------------------------------------------------------------------------------- book entries


def _stocks(world: World, account: str) -> list[tuple[Key, Decimal, Contract]]:
    return [h for h in held(world, account) if h[2].kind == "stock"]


def _simple(
    world: World, account: str, key: Key, quantity: Decimal, what: str, kinds: frozenset[str]
) -> Happening:
    held_at = world.books[account].holdings[key].price
    move = Move(world.now, key, quantity, held_at)
    return Happening(world.now, account, what, kinds, key, abs(quantity), [move])


def transfer(world: World, account: str) -> bool:
    """Shares that are held come from elsewhere, or some of them go there."""
    stocks = _stocks(world, account)
    if not stocks:
        return False
    key, quantity, _ = world.rng.choice(stocks)
    if not world.first_today(account, key.instrument, "other"):
        return False
    moved = D(world.rng.choice((25, 100, 300)))
    moved = moved if world.chance(60) or abs(quantity) < 2 else -(quantity / 2).to_integral_value()
    what = _simple(world, account, key, moved, "transfer", frozenset({"transferred"}))
    world.book_movement(what, "transfer", what.moves[0])
    world.happen(what)
    return True


def dividend(world: World, account: str) -> bool:
    """A dividend is reinvested in a fraction of a share."""
    stocks = [h for h in _stocks(world, account) if h[1] > 0]
    if not stocks:
        return False
    key, _, _ = world.rng.choice(stocks)
    what = _simple(world, account, key, D("0.37"), "dividend", _NONE)
    world.book_movement(what, "dividend", what.moves[0])
    world.happen(what)
    return True


def correction(world: World, account: str) -> bool:
    """The broker books something wrongly, and back a little later."""
    stocks = _stocks(world, account)
    if not stocks:
        return False
    key, _, _ = world.rng.choice(stocks)
    first = _simple(world, account, key, D(40), "correction", _NONE)
    world.book_movement(first, "correction", first.moves[0])
    world.happen(first)
    back = replace(first.moves[0], at=world.soon(world.now, minutes=30), quantity=D(-40))
    second = replace(first, at=back.at, moves=[back], cash={})
    world.book_movement(second, "correction", back)
    world.happen(second)
    return True


def netting(world: World, account: str) -> bool:
    """Two opposite rows of one stock, which the night makes one again."""
    stocks = [h for h in _stocks(world, account) if (account, h[0]) not in world.doubled]
    if not stocks:
        return False
    key, _, _ = world.rng.choice(stocks)
    world.doubled[(account, key)] = D(world.rng.choice((100, 150)))
    night = world.soon(day_start(world.now.date()) + timedelta(days=1, hours=1), minutes=60)
    what = Happening(night, account, "netting", _NONE, key, D(0), [])
    if world.chance(50):
        world.book_movement(what, "netting", Move(night, key, D(0), D(0)))

    def netted() -> None:
        world.doubled.pop((account, key), None)

    world.plan(night, netted)
    world.happen(what)
    return True


def mystery(world: World, account: str) -> bool:
    """Shares that nobody explains, or that the broker explains by a word nobody knows."""
    stocks = _stocks(world, account)
    if not stocks:
        return False
    key, _, _ = world.rng.choice(stocks)
    if not world.first_today(account, key.instrument, "other"):
        return False
    what = _simple(world, account, key, D(7), "mystery", frozenset({"unexplained"}))
    if world.chance(50):
        raw = {"event": "something new"}
        world.book_always(what, "other", what.moves[0], raw=raw)
    world.happen(what)
    return True


def fee(world: World, account: str) -> bool:
    """Interest and fees, where the cash is not only moved by what is told."""
    if world.settings.balances is not Balances.NOISY:
        return False
    amount = D(world.rng.randint(-900, 900)) / 100
    currency = world.rng.choice(sorted(world.books[account].cash))
    cash = {currency: amount}
    world.happen(Happening(world.now, account, "fee", _NONE, Key(""), D(0), [], cash))
    return True
