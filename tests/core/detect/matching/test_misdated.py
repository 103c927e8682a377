"""Records of other days than the change of which they are a part: what may be, and in which order.

What comes of it the cases tell (`cases/misdated.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.changes.answers import Answer
from assignwatch.core.detect.matching.misdated import misdated
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.model import Instrument, PositionKey
from assignwatch.core.words import Settlement
from tests.core.builders import POLICY
from tests.core.detect.matched_legs import booked
from tests.core.detect.parts import FUTURE, STOCK, XYZ, account, fact, known, option, residual

DAY = 86_400.0
WITHIN = POLICY.pair_within.total_seconds()
PUT, SMALL = option("P100"), option("P90", multiplier=Decimal(15))
WENT, CAME = residual(PUT, "1"), residual(XYZ, "107")


def _booked(quantity: str, at: float = -DAY) -> Fact:
    return fact(at, quantity, booked=True)


def _ways(
    apart: Sequence[Fact],
    seen: Sequence[Residual] = (WENT, CAME),
    left: Sequence[Residual] | None = None,
    described: Sequence[Instrument] = (STOCK, PUT),
    *,
    claims: Sequence[Claim] = (),
    answers: Sequence[Answer] = (),
) -> list[list[str]]:
    """The quantities of the records of each way."""
    open_ = seen if left is None else left
    told = {PositionKey(PUT.id): [], PositionKey(XYZ): apart}
    given = {PositionKey(XYZ): answers}
    ways = misdated(known(*described), account(), seen, open_, claims, told, given, POLICY)
    return [[f"{one.quantity}" for one in some] for _, some in ways]


@pytest.mark.parametrize(
    ("quantity", "at", "may"),
    [
        ("7", -DAY, True),
        ("-93", -DAY, True),
        ("107", -DAY, True),
        ("8", -DAY, False),
        ("7", -WITHIN, True),
        ("7", -WITHIN - 1, False),
        ("7", 60 + WITHIN, True),
        ("7", 61 + WITHIN, False),
    ],
    ids=[
        "it leaves what a put brings",
        "or what two bring",
        "or nothing",
        "it leaves something else",
        "as early as may be",
        "too early",
        "as late as may be",
        "too late",
    ],
)
def test_it_leaves_what_contracts_deliver_and_is_of_about_that_time(
    quantity: str, at: float, *, may: bool
) -> None:
    assert _ways([_booked(quantity, at)]) == ([[quantity]] if may else [])


def test_it_is_put_to_the_reading_and_keeps_its_day() -> None:
    told = _booked("7")
    ((key, (put,)),) = misdated(
        known(STOCK, PUT), account(), [WENT, CAME], [CAME], (), {CAME.key: [told]}, {}, POLICY
    )
    assert (key, put.at, put.as_told) == (CAME.key, CAME.at, told)


def test_what_is_not_open_is_left_alone_and_so_is_what_no_contract_delivers() -> None:
    told = [_booked("7")]
    assert _ways(told, left=[WENT]) == []
    assert _ways(told, left=[]) == []
    assert _ways(told, seen=[CAME]) == []
    assert _ways(told, [residual(FUTURE, "1"), CAME]) == []
    assert _ways(told, described=[STOCK]) == []


def test_all_of_a_change_needs_no_contract() -> None:
    assert _ways([_booked("107")], seen=[CAME]) == [["107"]]


def test_a_leg_on_record_that_nothing_fits_leaves_no_change_open() -> None:
    assert _ways([_booked("7")], left=[residual(XYZ, "107", record="0")]) == []


@pytest.mark.parametrize(
    ("fields", "may"),
    [({}, True), ({"settlement": Settlement.CASH}, False), ({"multiplier": None}, False)],
    ids=["it delivers", "it is settled in cash", "nobody knows how much it delivers"],
)
def test_only_contracts_that_deliver_leave_something(fields: Any, *, may: bool) -> None:
    contract = option("P100", **fields)
    assert _ways([_booked("7")], described=[STOCK, contract]) == ([["7"]] if may else [])
    assert _ways([_booked("7")], described=[contract]) == ([["7"]] if may else [])


def test_so_do_those_whose_records_name_no_leg() -> None:
    """Of one whose size nobody has described, what its record is held to deliver."""
    sizeless = option("P100", multiplier=None)
    for contract in (PUT, sizeless):
        claim = replace(booked(PUT, "1"), contract=contract)
        described = (STOCK, contract)
        assert _ways([_booked("7")], [CAME], None, described, claims=[claim]) == [["7"]]
        odd = replace(claim, effect={XYZ: Decimal(50)})
        ways = _ways([_booked("57")], [CAME], None, described, claims=[odd])
        assert ways == ([] if contract is PUT else [["57"]])


def test_of_contracts_any_number_may_be_left() -> None:
    three, told = residual(PUT, "3"), _booked("2")
    ways = misdated(
        known(STOCK, PUT), account(), [three], [three], (), {three.key: [told]}, {}, POLICY
    )
    assert [[one.as_told for one in some] for _, some in ways] == [[told]]
    known_part = {three.key: [Answer(told, three.at)]}
    apart = {three.key: [told]}
    assert not list(
        misdated(known(STOCK, PUT), account(), [three], [three], (), apart, known_part, POLICY)
    )


def test_what_another_position_has_is_none_of_it() -> None:
    told = _booked("7")
    assert _ways([told], [replace(WENT, facts=(told,)), CAME]) == [["7"]]


@pytest.mark.parametrize(("own", "ways"), [(True, [["7"]]), (False, [])])
def test_what_is_a_part_of_a_change_already_is_not_put_to_it_again(
    own: bool, ways: list[list[str]]
) -> None:
    """Unless it is just what its own reading shows of it."""
    told = _booked("7")
    assert _ways([told], answers=[Answer(told, CAME.at, own=own)]) == ways


def test_the_nearest_change_comes_first() -> None:
    near, far = residual(XYZ, "7"), residual(XYZ, "7", at=DAY, since=DAY - 60)
    both, apart = [far, near], {near.key: [_booked("7")]}
    ways = misdated(known(STOCK), account(), both, both, (), apart, {}, POLICY)
    assert [one.at for _, (one,) in ways] == [near.at, far.at]


def test_the_fewest_come_first_and_of_as_many_the_nearest() -> None:
    told = [("3", -2), ("4", 2), ("7", -3), ("-93", -1)]
    ways = _ways([_booked(quantity, day * DAY) for quantity, day in told])
    assert ways == [["-93"], ["7"], ["4", "3"]]


def test_of_more_than_a_few_only_the_nearest_are_looked_at() -> None:
    near = [_booked("50", -DAY * n / 10) for n in range(1, 7)]
    assert _ways([*near, _booked("7")]) == []
    assert _ways([*near[:5], _booked("7")])[0] == ["7"]


def test_different_contracts_deliver_multiples_of_what_they_have_in_common() -> None:
    seen = [WENT, residual(SMALL, "1"), CAME]
    told = [_booked("7"), _booked("2", -2 * DAY), _booked("1", -3 * DAY)]
    assert _ways(told, seen, None, (STOCK, PUT, SMALL)) == [["7"], ["2"]]


@pytest.mark.parametrize(
    ("rest", "may"), [("93", True), ("-7", True), ("50", False)], ids=["a put", "nothing", "more"]
)
def test_so_does_what_is_left_where_it_was(rest: str, *, may: bool) -> None:
    """Its own reading left open so much beside it."""
    told = _booked("7", -DAY)
    own = replace(residual(XYZ, rest, at=-DAY, since=-DAY - 60), facts=(told,))
    assert _ways([told], [own, WENT, CAME]) == ([["7"]] if may else [])


def test_several_may_belong_to_several() -> None:
    """The dividend is of the first night and the transfer of the second, however they are dated."""
    first, second = residual(XYZ, "107"), residual(XYZ, "-50", at=DAY, since=DAY - 60)
    told = [_booked("7", 2 * DAY), _booked("-50", -DAY)]
    ways = misdated(
        known(STOCK, PUT), account(), [WENT, first, second], [first, second], (),
        {first.key: told}, {}, POLICY,
    )  # fmt: skip
    puts = [{(f"{one.quantity}", one.at) for one in some} for _, some in ways]
    assert puts == [
        {("-50", second.at)},
        {("7", first.at)},
        {("7", first.at), ("-50", second.at)},
    ]


@pytest.mark.parametrize("own", [False, True])
def test_what_is_taken_off_a_change_elsewhere_is_given_back_to_that(*, own: bool) -> None:
    """A part of the first night's change so far, with which neither fits."""
    told = _booked("3", -DAY)
    first, second = residual(XYZ, "97"), residual(XYZ, "103", at=DAY, since=DAY - 60)
    answers = {first.key: [Answer(told, first.at, own=own)]}
    ways = list(
        misdated(
            known(STOCK, PUT), account(), [WENT, first, second], [first, second], (),
            {first.key: [told]}, answers, POLICY,
        )
    )  # fmt: skip
    assert [(key, [(one.as_told, one.at) for one in some]) for key, some in ways] == [
        (first.key, [(told, second.at)])
    ]
