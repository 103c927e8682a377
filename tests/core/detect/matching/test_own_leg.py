"""Which leg is a record's own, when it did not come alone or not at its time."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from assignwatch.core.detect.changes.shown_later import shown_later
from assignwatch.core.detect.matching.own_leg import larger, own_legs
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import PositionKey, name_of
from tests.core.builders import POLICY, after
from tests.core.detect.matched_legs import booked, matched, told
from tests.core.detect.parts import NEWCO, STOCK, XYZ, fact, known, option, residual

P100, P105, P104 = option("P100"), option("P105"), option("P104")
TOLD = booked(P100, "2")
DAYS = POLICY.pair_within.total_seconds()

_GONE = residual(P105, "3")
OTHER = Claim(PositionKey(P105.id), P105, Decimal(3), {XYZ: Decimal(300)}, after(60), _GONE)
USED = [(TOLD, Decimal(2)), (OTHER, Decimal(1))]
FIRST = residual(XYZ, "300", at=60)


@pytest.mark.parametrize(
    ("later", "is_own"),
    [
        (residual(XYZ, "200", at=61), True),
        (residual(XYZ, "200", at=60 + DAYS), True),
        (residual(XYZ, "200", at=61 + DAYS), False),
        (residual(XYZ, "200", at=60), False),
        (residual(XYZ, "201", at=61), False),
        (residual(NEWCO, "200", at=61), False),
        (residual(XYZ, "200", at=61, record="0"), False),
    ],
    ids=[
        "just what it delivers",
        "days later",
        "too late",
        "not later at all",
        "not just that",
        "something else",
        "another record",
    ],
)
def test_what_a_record_delivers_and_comes_later(later: Residual, is_own: bool) -> None:
    found = list(own_legs(USED, [FIRST], [later], POLICY.pair_within))
    assert found == ([(USED[0], later, [(OTHER, Decimal(3))])] if is_own else [])


@pytest.mark.parametrize(
    ("used", "legs"),
    [
        (USED, [residual(XYZ, "299", at=60)]),
        (USED, []),
        ([(replace(TOLD, unsure=True), Decimal(2)), USED[1]], [FIRST]),
        ([(replace(TOLD, certain=False), Decimal(2)), USED[1]], [FIRST]),
        ([USED[0]], [FIRST]),
        ([(booked(P105, "3"), Decimal(3))], [FIRST]),
    ],
    ids=[
        "others that are not whole",
        "no legs",
        "nobody knows how much it delivers",
        "it only says that it is gone",
        "a record alone",
        "all of it",
    ],
)
def test_only_where_the_others_went_whole(
    used: list[tuple[Claim, Decimal]], legs: list[Residual]
) -> None:
    later = residual(XYZ, "200", at=61)
    assert list(own_legs(used, legs, [later], POLICY.pair_within)) == []


APART = [{"P100": "2"}, {"P105": "3"}]
TOGETHER = [{"P100": "2", "P105": "1"}]


@pytest.mark.parametrize(
    ("came", "first", "own", "used"),
    [
        (60, None, "100", APART),
        (60, "105", "100", [*reversed(APART)]),
        (60, None, "101", TOGETHER),
        (660, "101.66666667", "100", TOGETHER),
    ],
    ids=[
        "its strike was paid for the later shares",
        "each strike was paid",
        "another price was paid for them",
        "but the first were of both by their price, minutes after the other was gone",
    ],
)
def test_of_shares_that_came_in_turn(
    came: int, first: str | None, own: str, used: list[dict[str, str]]
) -> None:
    """A record of two, three of another gone: 300 shares fit both of them, then 200 the record."""
    changes = [
        residual(P105, "3"),
        residual(XYZ, "300", at=came, since=came - 60, price=first),
        residual(XYZ, "200", at=came + 60, since=came, price=own),
    ]
    found = matched(known(STOCK, P100, P105), changes, booked=[TOLD])
    assert told(found)[0] == used
    assert not any(match.gave_up for match in found[0])


def test_where_either_of_two_would_be_left_by_its_own_leg_none_is_picked() -> None:
    others = [residual(P105, "3"), residual(P104, "3")]
    own = residual(XYZ, "200", at=120, since=60, price="100")
    changes = [*others, residual(XYZ, "300"), own]
    (match,), left = matched(known(STOCK, P100, P105, P104), changes, booked=[TOLD])
    ways = [{name_of(c.key.instrument): n for c, n in way} for way in (match.used, *match.others)]
    assert sorted(ways, key=str) == [{"P100": 2, "P104": 1}, {"P100": 2, "P105": 1}]
    assert left == [own]


@pytest.mark.parametrize(
    ("leg", "holds_it"),
    [
        (residual(XYZ, "201", at=60), True),
        (residual(XYZ, "200", at=60), False),
        (residual(XYZ, "-201", at=60), False),
        (residual(XYZ, "201", since=31, at=60), False),
        (residual(XYZ, "201", at=29), False),
        (residual(NEWCO, "201", at=60), False),
        (residual(XYZ, "201", at=60, record="0"), False),
    ],
    ids=[
        "more of it",
        "no more",
        "the other way",
        "later",
        "earlier",
        "something else",
        "on record",
    ],
)
def test_a_change_that_holds_a_leg_and_more(leg: Residual, holds_it: bool) -> None:
    assert larger(TOLD, XYZ, Decimal(200), [leg]) == (leg if holds_it else None)


def _shown(later: Residual, *facts: tuple[str, str | None, bool]) -> list[list[Residual]]:
    told = tuple(fact(30, quantity, price, booked=record) for quantity, price, record in facts)
    first = residual(XYZ, "100", at=60, facts=told)
    return list(shown_later([first, later], POLICY))


LATER = residual(XYZ, "200", at=120, since=60, price="100", slack="0.005")
RECORD = ("200", "100", True)


def test_a_record_is_put_to_the_later_change_that_is_just_what_it_says() -> None:
    ((whole,),) = _shown(LATER, RECORD, ("5", "90", False))
    assert (whole.quantity, whole.price) == (Decimal(300), None)
    assert [one.quantity for one in whole.facts] == [Decimal(5)]


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (LATER, ("200", "100", False)),
        (LATER, ("200", None, True)),
        (LATER, ("200", "100.01", True)),
        (LATER, ("199", "100", True)),
        (residual(XYZ, "200", at=120, since=60), RECORD),
        (residual(XYZ, "200", at=60, price="100"), RECORD),
        (residual(XYZ, "200", at=61 + DAYS, price="100"), RECORD),
        (residual(NEWCO, "200", at=120, price="100"), RECORD),
    ],
    ids=[
        "a trade has its time",
        "a record without a price",
        "another price",
        "another quantity",
        "shares without a price",
        "not later",
        "too late",
        "something else",
    ],
)
def test_nothing_is_put_elsewhere_for_less(
    later: Residual, told: tuple[str, str | None, bool]
) -> None:
    assert _shown(later, told) == []
