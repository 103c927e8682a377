"""Which nights of an end moved just what the closes say, and what belongs to such a night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assignwatch.core.detect.matching.by_close import Ended, ended
from assignwatch.core.detect.matching.claims import Claims
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument, InstrumentId, Moment, PositionKey, name_of
from tests.core.builders import POLICY
from tests.core.detect.matched_legs import booked
from tests.core.detect.parts import NEWCO, STOCK, TODAY, XYZ, account, known, option, residual

P105, P100 = option("P105", expiry=TODAY), option("P100", expiry=TODAY)
P90, C95 = option("P90", expiry=TODAY), option("C95", expiry=TODAY)
UNSIZED = option("P95", expiry=TODAY, multiplier=None)
ON_ANOTHER = option("P110", expiry=TODAY, underlying=NEWCO)
MONDAY = Moment.on(date(2026, 11, 23))
NEXT_MONTH = option("P97", expiry=Moment.on(date(2026, 12, 18)))
THEN, LATER = option("P98", expiry=MONDAY), option("P102")
STATE = known(STOCK, P105, P100, P90, C95, UNSIZED, ON_ANOTHER, THEN, LATER, NEXT_MONTH)
FINDS = Claims(STATE, account(), POLICY)
INSIDE = {P105.id: True, P100.id: True, C95.id: True, P90.id: False, THEN.id: True}

HALF_A_DAY, DAY = 43_200.0, 86_400.0
OPENS = 3 * DAY + 10_800
"""T0 is at nine on a Friday. Of no exchange anything is known: it opens on Monday at noon."""


def _found(
    *left: Residual, records: Sequence[Claim] = (), closes: dict[InstrumentId, bool] | None = None
) -> list[Ended]:
    known_closes = {**INSIDE, **(closes or {})}

    def is_inside(contract: Instrument) -> bool | None:
        return known_closes.get(contract.id)

    return list(ended(FINDS, left, records, is_inside))


def _units(*left: Residual, closes: dict[InstrumentId, bool]) -> list[list[int]]:
    return [[int(n) for n in night.units] for night in _found(*left, closes=closes)]


def _called(*left: Residual, records: Sequence[Claim] = ()) -> list[dict[str, int]]:
    """How many of each contract were called, night by night."""
    return [
        {name_of(c.key.instrument): int(n) for c, n in zip(night.claims, night.units, strict=True)}
        for night in _found(*left, records=records)
    ]


THREE = residual(P100, "3"), residual(P105, "1"), residual(C95, "1")
ALL_THREE = {"P100": 3, "P105": 1, "C95": 1}


@pytest.mark.parametrize(
    "at", [60, 1_800, HALF_A_DAY], ids=["with them", "later", "in the morning"]
)
def test_what_ended_in_the_money_moves_its_net(at: float) -> None:
    assert _called(*THREE, residual(XYZ, "300", at=at, since=at - 60)) == [ALL_THREE]


def test_the_net_may_be_seen_before_the_contracts_are_gone() -> None:
    gone = [replace(one, since=one.at) for one in THREE]
    assert _called(residual(XYZ, "300", at=30), *gone) == [ALL_THREE]


def test_it_may_come_in_several_readings() -> None:
    legs = residual(XYZ, "400"), residual(XYZ, "-100", at=600, since=60)
    assert _called(*THREE, *legs) == [ALL_THREE]


@pytest.mark.parametrize("shares", ["200", "301", "-300"])
def test_nothing_is_told_of_what_does_not_come_to_it(shares: str) -> None:
    assert _called(*THREE, residual(XYZ, shares)) == []


def test_what_ended_out_of_the_money_has_lapsed() -> None:
    called = _called(residual(P100, "3"), residual(P90, "2"), residual(XYZ, "300"))
    assert called == [{"P100": 3, "P90": 0}]


def test_there_is_nothing_to_tell_where_all_has_lapsed() -> None:
    assert _called(residual(P90, "2")) == []
    there_and_back = residual(XYZ, "100"), residual(XYZ, "-100", at=600, since=60)
    assert _called(residual(P90, "2"), *there_and_back) == []


@pytest.mark.parametrize(
    ("at", "shares", "denied"),
    [(60, ("200", "100"), True), (60, ("300",), False), (600, ("200", "100"), False)],
    ids=["just that came with it", "more did", "it went with what was called"],
)
def test_what_went_with_what_it_delivers_before_all_others_has_not_lapsed(
    at: float, shares: Sequence[str], *, denied: bool
) -> None:
    lapsed = residual(P90, "2", at=at)
    called = residual(P100, "3", since=60, at=600)
    legs = [
        residual(XYZ, n, since=i, at=at)
        for i, (n, at) in enumerate(zip(shares, (60, 600), strict=False))
    ]
    found = _called(lapsed, called, *legs)
    assert found == ([] if denied else [{"P90": 0, "P100": 3}])


def test_legs_may_cancel() -> None:
    assert _called(residual(P105, "1"), residual(C95, "1")) == [{"P105": 1, "C95": 1}]


def test_every_close_has_to_be_known() -> None:
    night = residual(P100, "3"), residual(ON_ANOTHER, "1"), residual(XYZ, "300")
    assert _found(*night) == []
    lapsed, called = ({ON_ANOTHER.id: inside} for inside in (False, True))
    assert _units(*night, closes=lapsed) == [[3, 0]]
    assert _units(*night, closes=called) == []
    assert _units(*night, residual(NEWCO, "100"), closes=called) == [[3, 1]]


def test_what_had_not_ended_was_called_if_it_went_as_well() -> None:
    both = residual(P100, "3"), residual(LATER, "1", after_="-1")
    assert _called(*both, residual(XYZ, "300")) == []
    assert _called(*both, residual(XYZ, "400")) == [{"P100": 3, "P102": 1}]


def test_what_went_before_its_end_was_called_without_a_close() -> None:
    left = residual(P90, "1", after_="-1")
    assert _called(residual(P100, "3"), left, residual(XYZ, "400")) == [{"P100": 3, "P90": 1}]


def test_of_an_unknown_size_nothing_is_to_be_expected() -> None:
    assert _units(residual(UNSIZED, "1"), residual(XYZ, "100"), closes={UNSIZED.id: True}) == []


def test_without_an_end_there_is_nothing_to_be_expected() -> None:
    lives = residual(NEXT_MONTH, "1"), residual(P90, "1", after_="-1")
    assert [_called(one, residual(XYZ, "100")) for one in lives] == [[], []]


def test_what_is_on_record_was_called_as_well() -> None:
    put, call = residual(P100, "3"), booked(C95, "1")
    assert _called(put, residual(XYZ, "200"), records=[call]) == [{"C95": 1, "P100": 3}]
    assert _called(put, residual(XYZ, "300"), records=[call]) == []
    of_another_night = replace(call, shown_at=residual(XYZ, "1", at=5 * DAY).at)
    assert _called(put, residual(XYZ, "300"), records=[of_another_night]) == [{"P100": 3}]


@pytest.mark.parametrize("unclear", [{"certain": False}, {"partly": True}, {"effect": {}}])
def test_a_record_that_does_not_say_how_many_leaves_it_to_the_search(
    unclear: dict[str, Any],
) -> None:
    record = replace(booked(C95, "1"), **unclear)
    assert _called(residual(P100, "3"), residual(XYZ, "200"), records=[record]) == []


@pytest.mark.parametrize(
    ("contract", "called"),
    [(P90, [{"P90": 0, "P100": 3}]), (C95, []), (UNSIZED, [])],
    ids=["out of the money", "in the money", "no close is known"],
)
def test_a_record_that_it_is_gone_goes_with_a_close_that_it_lapsed(
    contract: Instrument, called: list[dict[str, int]]
) -> None:
    gone = replace(booked(C95, "1"), key=PositionKey(contract.id), contract=contract, certain=False)
    assert _called(residual(P100, "3"), residual(XYZ, "300"), records=[gone]) == called


def test_the_leg_of_a_record_is_none_of_what_lapsed() -> None:
    lapsed, call = residual(P90, "1"), booked(C95, "1")
    assert _called(lapsed, residual(XYZ, "-100"), records=[call]) == [{"C95": 1, "P90": 0}]


# ------------------------------------------------------------------------- what is of such a night


@pytest.mark.parametrize(
    ("last", "called"),
    [(60 + HALF_A_DAY, [{"P105": 1, "C95": 2}]), (61 + HALF_A_DAY, [{"C95": 2}])],
    ids=["of one night", "of two"],
)
def test_what_went_in_an_earlier_night_is_none_of_it(
    last: float, called: list[dict[str, int]]
) -> None:
    early = residual(P105, "1"), residual(XYZ, "100")
    gone = residual(C95, "2", since=last, at=last + 60)
    night = [*early, gone, residual(XYZ, "-200", since=last, at=last + 60)]
    assert _called(*night) == called
    assert _called(*reversed(night)) == [dict(reversed(one.items())) for one in called]


@pytest.mark.parametrize(
    ("since", "called"),
    [(OPENS - 1, [{"P100": 3}]), (OPENS, [])],
    ids=["it may have come before", "it came after"],
)
def test_a_night_lasts_until_the_market_opens(since: float, called: list[dict[str, int]]) -> None:
    assert _called(residual(P100, "3"), residual(XYZ, "300", since=since, at=5 * DAY)) == called


@pytest.mark.parametrize(
    ("at", "called"),
    [(60, [{"P100": 3}]), (59, [])],
    ids=["half a day before", "longer before"],
)
def test_what_came_long_before_is_none_of_it(at: float, called: list[dict[str, int]]) -> None:
    gone = residual(P100, "3", since=60 + HALF_A_DAY, at=120 + HALF_A_DAY)
    assert _called(residual(XYZ, "300", at=at), gone) == called


def test_each_end_has_its_own_night() -> None:
    today = residual(P100, "3"), residual(XYZ, "300")
    on_monday = residual(THEN, "1", since=OPENS, at=OPENS + 60)
    its_own = residual(XYZ, "100", since=OPENS, at=OPENS + 60)
    assert _called(*today, on_monday, its_own) == [{"P100": 3}, {"P98": 1}]


def test_ends_of_two_days_that_went_at_once_are_left_to_the_search() -> None:
    late = 4 * DAY
    gone = residual(P100, "3", at=late), residual(THEN, "1", at=late)
    assert _called(*gone, residual(XYZ, "400", at=late)) == []


def test_it_names_all_that_moved_in_that_night() -> None:
    leg, other = residual(XYZ, "300", at=600, since=60), residual(NEWCO, "5", at=30)
    (night,) = _found(*THREE, leg, other)
    assert night.inside == [other, THREE[2], THREE[0], THREE[1], leg]
    assert night.arrived[XYZ] == [leg]
