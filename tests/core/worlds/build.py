"""A world from its settings: what is held at first, what happens when, when the program looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache, partial

from tests.core.worlds import contracts_end, movements, options, trading
from tests.core.worlds.book import Book, Holding
from tests.core.worlds.contracts import Contract, D, stamp
from tests.core.worlds.judge import judge
from tests.core.worlds.program import Program
from tests.core.worlds.story import Settings, Story
from tests.core.worlds.world import World, day_start

Act = Callable[[World, str], bool]

_ANYWHERE: tuple[tuple[int, Act], ...] = (
    (8, trading.open_something),
    (5, trading.reduce_something),
    (2, movements.fee),
)
ACTS: dict[str, tuple[tuple[int, Act], ...]] = {
    "saxo": (
        *_ANYWHERE,
        (3, trading.spread),
        (2, trading.roll),
        (3, trading.look_alike),
        (8, options.assign),
        (4, options.exercise),
        (6, options.assign_and_trade),
        (3, options.two_at_once),
        (3, options.sold_and_assigned),
        (1, contracts_end.force),
        (4, movements.corporate),
        (2, movements.transfer),
        (2, movements.dividend),
        (1, movements.correction),
        (2, movements.netting),
        (1, movements.mystery),
    ),
    "binance": (*_ANYWHERE, (3, trading.roll), (6, contracts_end.force)),
    "kraken": (*_ANYWHERE, (4, contracts_end.force), (5, contracts_end.take_over)),
}


@lru_cache(maxsize=64)
def live(settings: Settings) -> Story:
    """Live a world through. The same settings give the same story."""
    world = World(settings)
    _open_accounts(world)
    started = {
        account: (
            {key: holding.quantity for key, holding in book.holdings.items()},
            dict(book.cash),
        )
        for account, book in world.books.items()
    }
    program = Program(world, _gaps(world))
    first = world.now + timedelta(minutes=30)
    world.plan(first, partial(program.start, first))
    for _, end in program.gaps:
        world.plan(end, partial(program.start, end))
    _plan_acts(world, program)
    _plan_ends(world, program)
    _plan_readings(world, program)
    world.live_on()
    program.lines.append({"type": "clock", "at": stamp(world.now + timedelta(hours=1))})
    story = Story(settings, program.tape, world.happenings, world.trades, program.readings, started)
    judge(story, world.contracts)
    return story


def _open_accounts(world: World) -> None:
    names = ["saxo/main" if world.chance(75) else world.rng.choice(("binance/main", "kraken/main"))]
    if world.settings.accounts > 1:
        names.append(world.rng.choice(("saxo/second", "binance/second", "kraken/second")))
    for name in names:
        book = world.books[name] = Book(name)
        offered = [
            world.contracts[i]
            for i in sorted(world.live)
            if i.startswith(f"{book.broker}/") and world.contracts[i].kind != "index"
        ]
        held = world.rng.sample(offered, min(len(offered), world.rng.randint(5, 12)))
        if world.chance(25):
            held += [c for c in _without_options(world, offered) if c not in held]
        for contract in held:
            sells = world.chance(70 if contract.is_option else 25)
            quantity = trading.some(world, contract) * (-1 if sells else 1)
            price = world.market.trade(contract, world.now)
            book.holdings[trading.key_of(contract, quantity)] = Holding(quantity, price)
        for contract in offered:
            book.cash[contract.currency] = D(100_000)


def _without_options(world: World, offered: list[Contract]) -> list[Contract]:
    optioned = {c.underlying for c in world.contracts.values() if c.is_option}
    return [c for c in offered if c.kind == "stock" and c.id not in optioned]


def _gaps(world: World) -> list[tuple[datetime, datetime]]:
    if not world.settings.gaps:
        return []
    gaps = []
    at = world.now + timedelta(hours=2)
    for _ in range(world.rng.randint(1, 3)):
        start = at + timedelta(minutes=world.rng.randint(0, 36 * 60))
        at = start + timedelta(minutes=world.rng.randint(20, 26 * 60))
        gaps.append((start, at))
    return [gap for gap in gaps if gap[1] < _quiet_from(world)]


def _quiet_from(world: World) -> datetime:
    """When nothing new happens any more; what is under way may still be told."""
    last = max(world.first_day + timedelta(days=world.settings.days), world.near)
    return day_start(last) + timedelta(days=1, hours=12)


def _plan_acts(world: World, program: Program) -> None:
    for day in range(world.settings.days):
        for account in world.books:
            for _ in range(world.settings.acts):
                hours = world.rng.choice((1, 5, 14, 16, 18))
                start = day_start(world.first_day) + timedelta(days=day, hours=hours)
                at = world.soon(start, minutes=110)
                world.plan(at, partial(_act, world, program, account))


def _act(world: World, program: Program, account: str) -> None:
    weights, acts = zip(*ACTS[world.books[account].broker], strict=True)
    for _ in range(6):
        [act] = world.rng.choices(acts, weights)
        if act(world, account):
            break
    if world.chance(70):
        _look_soon(world, program)


def _look_soon(world: World, program: Program) -> None:
    for wait in (world.rng.randint(1, 5), world.rng.randint(11, 30)):
        at = (world.now + timedelta(minutes=wait)).replace(second=0)
        world.plan(at, partial(program.poll, at))


def _plan_ends(world: World, program: Program) -> None:
    day = world.near

    def end(account: str) -> None:
        options.expire(world, account, day)
        contracts_end.mature(world, account, day)
        if world.chance(70):
            _look_soon(world, program)

    def close(*, at_a_time: bool) -> None:
        ended = [c for c in world.contracts.values() if c.reached(world.now)]
        names = {c.underlying for c in ended if c.ends_at_a_time is at_a_time}
        for name in sorted(names - {""}):
            world.quote(name, world.now, world.market.close(name, day))

    for account, book in world.books.items():
        at = options.processing(world, day, at_eight=book.broker != "saxo")
        world.plan(at, partial(end, account))
    for hour in (8, 21):
        at = day_start(day) + timedelta(hours=hour, seconds=5)
        world.plan(at, partial(close, at_a_time=hour == 8))


def _plan_readings(world: World, program: Program) -> None:
    """A grid of readings while things happen, then a quiet week for everything to be told."""
    at = world.now + timedelta(hours=1)
    quiet = _quiet_from(world)
    program.faultless_from = quiet + timedelta(days=3)
    step = timedelta(hours=world.rng.choice((1, 2, 4, 6)))
    while at < quiet + timedelta(days=5):
        world.plan(at, partial(program.poll, at))
        at += step if at < quiet else timedelta(hours=8)
    for minutes in (5, 10, 20, 40):
        late = at + timedelta(minutes=minutes)
        world.plan(late, partial(program.poll, late))
