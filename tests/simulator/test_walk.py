"""Levels swing within their bounds, jump when they are told to, and depend on the seed alone."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from assignwatch.simulator.seeded import Seeded
from assignwatch.simulator.walk import Walk

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SWINGS = ((7, Decimal("0.001")), (600, Decimal("0.004")))


def _walk(seed: str = "walk") -> Walk:
    return Walk(NOON, Seeded(seed), {"BTC": Decimal(90_000), "ETH": Decimal(3_000)}, SWINGS)


@given(st.integers(-(10**7), 10**7))
def test_a_level_stays_within_its_swings_and_is_the_same_each_time(seconds: int) -> None:
    at = NOON + timedelta(seconds=seconds)
    level = _walk().level("BTC", at)
    assert abs(level / 90_000 - 1) <= Decimal("0.005")
    assert level == _walk().level("BTC", at)
    assert level != _walk("another").level("BTC", at)


def test_a_shock_moves_one_level_from_its_moment_on() -> None:
    calm, shaken = _walk(), _walk()
    shaken.shock("BTC", NOON + timedelta(seconds=10), Decimal(-8))
    before, after = NOON + timedelta(seconds=9), NOON + timedelta(seconds=10)
    assert shaken.level("BTC", before) == calm.level("BTC", before)
    assert shaken.level("BTC", after) == calm.level("BTC", after) * Decimal("0.92")
    assert shaken.level("ETH", after) == calm.level("ETH", after)
