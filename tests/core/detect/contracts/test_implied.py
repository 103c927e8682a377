"""Which options of one end were paid, by the money alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.contracts.implied import Settled, Share, share_of, ways_of
from tests.core.builders import MODERATE
from tests.core.detect.parts import option

P48, P47, C50 = option("P4800"), option("P4770"), option("C5000")
SPREAD: list[Settled] = [(P48, Decimal(1)), (P47, Decimal(-1))]
STRANGLE: list[Settled] = [(P48, Decimal(1)), (C50, Decimal(1))]
FEE = Decimal(20)


@pytest.mark.parametrize(
    ("settled", "moved", "shares"),
    [
        (SPREAD, "-1500", [Share(True, Decimal(-1500)), Share(False, Decimal(0))]),
        (SPREAD, "-3000", [Share(True, None), Share(True, None)]),
        (SPREAD, "-3009", [Share(True, None), Share(True, None)]),
        (SPREAD, "-3021", [None, None]),
        (SPREAD, "500", [None, None]),
        (SPREAD, "0", [Share(False, Decimal(0)), Share(False, Decimal(0))]),
        (STRANGLE, "-700", [None, None]),
        ([(option("P100", strike=None), Decimal(1))], "-5", [None]),
    ],
    ids=[
        "a part of the width is the short one's",
        "all of it: both, and nobody knows how much",
        "with a fee",
        "more than a fee",
        "more than they can bring",
        "nothing: none of them",
        "either of two",
        "without a strike",
    ],
)
def test_what_each_paid(settled: list[Settled], moved: str, shares: list[Share | None]) -> None:
    assert [share_of(one, settled, Decimal(moved), FEE) for one in settled] == shares


@pytest.mark.parametrize(
    ("settled", "moved", "ways"),
    [
        (STRANGLE, "-700", [[0], [1]]),
        (STRANGLE, "-715", [[0], [1]]),
        (STRANGLE, "700", []),
        (SPREAD, "-1500", [[0]]),
        (SPREAD, "-3000", [[0, 1]]),
        (SPREAD, "-3021", []),
    ],
    ids=[
        "either side",
        "with a fee, at another value",
        "it cannot have brought money",
        "the short one alone",
        "both",
        "more than a fee",
    ],
)
def test_which_may_have_paid(settled: list[Settled], moved: str, ways: list[list[int]]) -> None:
    found = ways_of(settled, Decimal(moved), FEE)
    assert found == [tuple(settled[i] for i in way) for way in ways]


STRIKES = st.integers(1, 60).map(Decimal)
LEGS = st.tuples(st.sampled_from("PC"), STRIKES, st.sampled_from([-2, -1, 1, 2]))


@MODERATE
@given(st.lists(LEGS, min_size=1, max_size=4), st.integers(0, 130).map(lambda n: Decimal(n) / 2))
def test_what_it_says_is_never_wrong(legs: list[tuple[str, Decimal, int]], value: Decimal) -> None:
    """Whatever they ended at, of the money that this makes no other share is told."""
    settled = [(option(f"{right}{strike}"), Decimal(n)) for right, strike, n in legs]
    paid = [law.payoff(*one, value) or Decimal() for one in settled]
    on_an_edge = any(contract.strike == value for contract, _ in settled)
    for one, own in zip(settled, paid, strict=True):
        share = share_of(one, settled, sum(paid, Decimal()))
        if share is not None and share.amount is not None:
            assert share.amount == own
        if share is not None and not on_an_edge:
            assert share.inside == (own != 0)
