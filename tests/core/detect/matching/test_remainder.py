"""What records take of the legs of a match, and what that leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from assignwatch.core.detect.matching.remainder import apart
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import Claim, Match, Use
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import PositionKey
from tests.core.detect.matched_legs import booked
from tests.core.detect.parts import NEWCO, XYZ, option, residual, shares

P100, P95, C100 = option("P100"), option("P95"), option("C100")
ODD = option("P50", deliverables=(shares("100"), shares("20", NEWCO)))
TOLD = booked(P95, "2")  # 200 shares at 95


def _open(change: str = "3") -> Use:
    contract = P100 if Decimal(change) > 0 else C100
    return (Claim(PositionKey(contract.id), contract, Decimal(change), {}, TOLD.at,
                  residual(contract, change)), abs(Decimal(change)))  # fmt: skip


def _match(used: Sequence[Use], *legs: Residual, others: Sequence[Sequence[Use]] = ()) -> Match:
    ways = tuple(tuple(way) for way in others)
    return Match(tuple(used), legs, Fit.FITS, Fit.UNKNOWN, ways)


def _left(match: Match) -> list[tuple[str, str | None]]:
    return [
        (f"{leg.quantity:f}", None if leg.price is None else f"{leg.price.normalize():f}")
        for leg in match.legs
    ]


LOOSE = residual(XYZ, "200", price="95", record="0", since=30, at=30)
AFTER = residual(XYZ, "300", price="100", since=60, at=120)


@pytest.mark.parametrize(
    ("legs", "theirs", "left"),
    [
        ([residual(XYZ, "500", price="98")], ["200"], [("300", "100")]),
        ([residual(XYZ, "500")], ["200"], [("300", None)]),
        ([residual(XYZ, "500", price="98", crossed=True)], ["200"], [("300", None)]),
        ([residual(XYZ, "-100", price="98")], ["200"], [("-300", None)]),
        ([residual(XYZ, "200", price="95")], ["200"], []),
        ([AFTER, residual(XYZ, "200", price="95")], ["200"], [("300", "100")]),
        ([residual(XYZ, "100", price="95"), replace(AFTER, quantity=Decimal(400))], ["100", "100"],
         [("300", "101.66666667")]),
        ([residual(XYZ, "300", price="100"), LOOSE], ["200"], [("300", "100")]),
        ([residual(XYZ, "400"), replace(LOOSE, quantity=Decimal(100))], ["100", "100"],
         [("300", None)]),
        ([], [], []),
    ],
    ids=[
        "what was paid beside its strike",
        "nothing says what was paid",
        "only beyond zero is the price known",
        "the rest went the other way",
        "all of it",
        "the step of its time",
        "more than its own step",
        "its own record",
        "more than its own record",
        "nothing that moved",
    ],
)  # fmt: skip
def test_a_record_takes_its_share(
    legs: list[Residual], theirs: list[str], left: list[tuple[str, str | None]]
) -> None:
    told, rest = apart(_match([(TOLD, Decimal(2)), _open()], *legs))
    assert [use[0] for use in told.used] == [TOLD]
    assert [f"{leg.quantity:f}" for leg in told.legs] == theirs
    assert _left(rest) == left


def test_how_much_its_price_is_blurred_grows_with_its_share() -> None:
    leg = residual(XYZ, "500", price="98", slack="0.003")
    _, rest = apart(_match([(TOLD, Decimal(2)), _open()], leg))
    assert [one.slack for one in rest.legs] == [Decimal("0.005")]


def test_no_price_of_the_rest_where_several_things_cost_the_strike_together() -> None:
    one = booked(ODD, "2")
    legs = residual(XYZ, "500", price="40"), residual(NEWCO, "40", price="50")
    _, rest = apart(_match([(one, Decimal(2)), _open()], *legs))
    assert _left(rest) == [("300", None)]


@pytest.mark.parametrize(
    "used",
    [
        [_open()],
        [(replace(TOLD, certain=False), Decimal(2)), _open()],
        [(replace(TOLD, unsure=True), Decimal(2)), _open()],
        [(TOLD, Decimal(2))],
    ],
    ids=[
        "no record",
        "a record of its end alone",
        "a record of what delivers nobody knows how much",
        "records of all of it",
    ],
)
def test_there_is_nothing_to_take_apart(used: list[Use]) -> None:
    match = _match(used, residual(XYZ, "500", price="98"))
    told, rest = apart(match)
    assert (told.used, told.legs, rest) == ((), (), match)


def test_of_several_ways_only_what_all_have_in_common() -> None:
    both, other = (TOLD, Decimal(2)), (booked(P95, "1", 1), Decimal(1))
    match = _match([both, _open(), other], residual(XYZ, "600"), others=[[both, _open("-3")]])
    told, rest = apart(match)
    assert (told.used, told.others) == ((both,), ())
    assert (rest.used, rest.others) == ((_open(), other), ((_open("-3"),),))
    assert _left(rest) == [("400", None)]
