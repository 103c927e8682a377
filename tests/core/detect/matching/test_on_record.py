"""Which nights moved just what is on record of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assignwatch.core.detect.matching.claims import Claims
from assignwatch.core.detect.matching.on_record import nights
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Residual
from tests.core.builders import POLICY, after
from tests.core.detect.matched_legs import booked
from tests.core.detect.parts import STOCK, XYZ, account, known, option, residual

P100, C95 = option("P100"), option("C95")
FINDS = Claims(known(STOCK, P100, C95), account(), POLICY)
TWO = (booked(P100, "3"), booked(C95, "1"))
SHARES = residual(XYZ, "200")
DAY = 86_400.0


def _units(left: Sequence[Residual], records: Sequence[Claim]) -> list[list[int]]:
    return [[int(n) for n in night.units] for night in nights(FINDS, left, records)]


def test_what_moved_is_what_the_records_come_to() -> None:
    assert _units([SHARES], TWO) == [[3, 1]]


def test_whatever_else_went_has_no_part_in_it() -> None:
    (night,) = nights(FINDS, [residual(P100, "2"), SHARES], TWO)
    assert night.inside == [SHARES]


def test_the_legs_may_come_one_after_the_other() -> None:
    legs = [residual(XYZ, "300"), residual(XYZ, "-100", at=120, since=60)]
    assert _units(legs, TWO) == [[3, 1]]


@pytest.mark.parametrize(
    ("left", "records"),
    [
        ([SHARES], TWO[:1]),
        ([residual(XYZ, "300")], TWO[:1]),
        ([residual(XYZ, "201")], TWO),
        ([], TWO),
        ([SHARES], [*TWO, replace(TWO[1], certain=False)]),
        ([SHARES], [TWO[0], replace(TWO[1], partly=True)]),
        ([SHARES], [TWO[0], replace(TWO[1], unsure=True)]),
        ([SHARES], [TWO[0], replace(TWO[1], at=after(DAY + 61))]),
        ([residual(XYZ, "200", since=2 * DAY, at=2 * DAY + 60)], TWO),
        ([replace(SHARES, record="0")], TWO),
    ],
    ids=[
        "one record, which is not all",
        "one record alone finds its leg by itself",
        "a share too many",
        "nothing moved",
        "one says only that it is gone",
        "one claims more than there was",
        "one delivers nobody knows what",
        "records of two nights",
        "shares of another night",
        "shares with a record of their own",
    ],
)
def test_it_is_not_said_where(left: list[Residual], records: list[Claim]) -> None:
    assert _units(left, records) == []
