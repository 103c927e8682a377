"""What steps add up to: never says that something cannot be reached that can."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.detect.contracts import reach
from assignwatch.core.detect.contracts.reach import Reach, common_part, reaches, whole
from tests.core.builders import MODERATE

STEPS = st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 4)), max_size=5)


def _sums(steps: list[tuple[int, int]]) -> set[int]:
    taken = product(*(range(count + 1) for _, count in steps))
    return {sum(n * amount for n, (amount, _) in zip(ns, steps, strict=True)) for ns in taken}


@MODERATE
@given(STEPS)
def test_few_sums_are_known_exactly(steps: list[tuple[int, int]]) -> None:
    for place, reached in enumerate(reaches(steps)):
        sums = _sums(steps[place:])
        assert {amount for amount in range(-200, 201) if amount in reached} == sums
        assert (reached.low, reached.high) == (min(sums), max(sums))


@MODERATE
@given(STEPS)
def test_of_many_none_is_left_out(steps: list[tuple[int, int]]) -> None:
    with patch.object(reach, "_BITS", 0):
        for place, reached in enumerate(reaches(steps)):
            assert all(amount in reached for amount in _sums(steps[place:]))
            assert reached.bits is None


@pytest.mark.parametrize(
    ("reached", "inside", "outside"),
    [
        (Reach(0, 0, 0), [0], [-1, 1]),
        (Reach(-200, 300, 100), [-200, -100, 0, 300], [-300, -201, 50, 301, 400]),
        (Reach(-1, 7, 1, bytes([0b1010_0001, 1])), [-1, 4, 6, 7], [-2, 0, 1, 2, 3, 5, 8]),
    ],
    ids=["nothing", "bounds and a step", "bits"],
)
def test_inside_is(reached: Reach, inside: list[int], outside: list[int]) -> None:
    assert all(amount in reached for amount in inside)
    assert not any(amount in reached for amount in outside)


def test_sums_too_far_apart_for_bits_are_told_by_bounds_and_step() -> None:
    wide = reaches([(6, 10**9), (-10, 10**9), (15, 1)])
    assert wide[0] == Reach(-(10**10), 6 * 10**9 + 15, 1)
    assert wide[1:] == [Reach(-(10**10), 15, 5), Reach(0, 15, 15), Reach(0, 0, 0)]


@pytest.mark.parametrize(
    ("amounts", "numbers", "parts", "common"),
    [
        (["100", "150"], [100, 150], 1, "50"),
        (["0.5", "0.75", "-2"], [2, 3, -8], 4, "0.25"),
        (["66.67", "0"], [6667, 0], 100, "66.67"),
        (["9" * 18, "0." + "0" * 17 + "1"], [int("9" * 18) * 10**18, 1], 10**18, "1e-18"),
    ],
)
def test_amounts_as_whole_numbers(
    amounts: list[str], numbers: list[int], parts: int, common: str
) -> None:
    figures = [Decimal(amount) for amount in amounts]
    assert whole(figures) == (numbers, parts)
    assert common_part(figures) == Decimal(common)
