"""The market's walk."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from assignwatch.simulator.kraken.contracts import perpetual
from assignwatch.simulator.kraken.prices import LEVELS, Prices
from assignwatch.simulator.seeded import Seeded
from tests.simulator.conftest import START

XBT, ETH = perpetual("PF_XBTUSD"), perpetual("PF_ETHUSD")


def _walk(seed: str) -> list[Decimal]:
    prices = Prices(START, Seeded(seed))
    return [prices.mark(XBT, START + timedelta(seconds=s)) for s in range(-600, 600)]


def test_the_same_seed_gives_the_same_walk() -> None:
    assert _walk("a") == _walk("a")
    assert _walk("a") != _walk("b")


def test_prices_move_every_second_and_never_far_at_once() -> None:
    walk = _walk("a")
    moves = [abs(now / before - 1) for before, now in pairwise(walk)]
    assert sum(move > 0 for move in moves) > 0.9 * len(moves)
    assert max(moves) < Decimal("0.001")


def test_prices_stay_near_their_level_for_weeks() -> None:
    prices = Prices(START, Seeded("a"))
    for hours in range(0, 24 * 60, 7):
        ratio = prices.index(XBT, START + timedelta(hours=hours)) / LEVELS["XBT"]
        assert Decimal("0.98") < ratio < Decimal("1.02")


def test_a_shock_moves_one_coin_from_its_moment_on() -> None:
    calm, shaken = (Prices(START, Seeded("a")) for _ in range(2))
    shaken.shock("ETH", START, Decimal(-12))
    second = timedelta(seconds=1)
    assert shaken.index(ETH, START - second) == calm.index(ETH, START - second)
    assert shaken.index(XBT, START) == calm.index(XBT, START)
    fall = shaken.index(ETH, START) / calm.index(ETH, START)
    assert fall.quantize(Decimal("0.001")) == Decimal("0.88")
