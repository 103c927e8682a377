"""Which contracts make a night, and which ways the balance speaks against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from assignwatch.core.detect.matching.claims import Claims
from assignwatch.core.detect.matching.night import as_well_paid, is_a_night
from assignwatch.core.detect.matching.parts import by_instrument
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import Match, Way
from assignwatch.core.detect.residual import Residual
from tests.core.builders import POLICY
from tests.core.detect.parts import STOCK, TODAY, XYZ, account, known, option, residual

P70, C65 = option("P70"), option("C65")
BLANK = option("P60", multiplier=None)
STATE = known(STOCK, P70, C65, BLANK)
HALF_A_DAY, DAY = 43_200.0, 86_400.0


def _is_a_night(*inside: Residual, read: float = DAY, **changed: Any) -> bool:
    arrived, of = by_instrument(inside), account(fills=read)
    claims = Claims(STATE, of, POLICY).among(inside, arrived)
    return is_a_night(of, [replace(claim, **changed) for claim in claims], arrived)


def _night(last: float = 600, shares: str = "-100") -> Sequence[Residual]:
    early = residual(P70, "1", at=60), residual(XYZ, shares, at=60)
    some = residual(C65, "1", at=300, after_="-1")
    return *early, some, residual(C65, "1", at=last, since=300)


@pytest.mark.parametrize(
    ("inside", "is_it"),
    [
        pytest.param(_night(), True, id="all of it"),
        pytest.param(_night(shares="-200"), False, id="one too many shares"),
        pytest.param(_night()[:3], False, id="one contract short"),
        pytest.param(_night(60 + HALF_A_DAY), True, id="over half a day"),
        pytest.param(_night(61 + HALF_A_DAY), False, id="over more"),
        pytest.param([residual(XYZ, "-100")], False, id="no contract"),
        pytest.param([residual(BLANK, "1"), residual(XYZ, "100")], False, id="worked out"),
    ],
)
def test_all_of_a_night_comes_to_all_that_moved(inside: Sequence[Residual], is_it: bool) -> None:
    assert _is_a_night(*inside) is is_it


def test_a_trade_that_is_told_late_may_be_some_of_it() -> None:
    assert _is_a_night(*_night(), read=600)
    assert not _is_a_night(*_night(), read=599)


def test_what_may_have_lapsed_makes_no_night() -> None:
    assert not _is_a_night(*_night(), certain=False)
    ended = option("C65", expiry=TODAY)
    assert not _is_a_night(*_night(), contract=ended)


@pytest.mark.parametrize("cash", list(Fit))
def test_what_the_balance_denies_is_no_better_than_what_it_backs(cash: Fit) -> None:
    ways = [Way((), (), (), Fit.UNKNOWN, fit) for fit in Fit]
    kept = list(as_well_paid(ways, Match((), (), Fit.UNKNOWN, cash)))
    backed = cash in {Fit.FITS, Fit.NEAR}
    assert kept == [way for way in ways if not (backed and way.cash is Fit.OFF)]
