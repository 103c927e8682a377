"""The search: exact, complete where it says so, and never endless."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.detect.contracts.law import Effect
from assignwatch.core.detect.matching.match import Series, Units, solutions
from assignwatch.core.model import InstrumentId
from tests.core.builders import MODERATE
from tests.core.detect.parts import NEWCO, XYZ

NODES = 4000


def _series(most: str, effect: str, *, whole: bool = False) -> Series:
    return Series(Decimal(most), {XYZ: Decimal(effect)}, whole)


def _of(quantity: str, what: InstrumentId = XYZ) -> Effect:
    return {what: Decimal(quantity)}


def _units(*amounts: str) -> Units:
    return tuple(map(Decimal, amounts))


# --------------------------------------------------------------------------------------- the oracle

EFFECTS = st.sampled_from((-150, -100, -50, 50, 100, 150))
SERIES = st.builds(
    Series,
    st.integers(1, 3).map(Decimal) | st.just(Decimal("0.5")),
    st.dictionaries(st.sampled_from((XYZ, NEWCO)), EFFECTS.map(Decimal), min_size=1),
    st.booleans(),
)
TARGETS = st.dictionaries(
    st.sampled_from((XYZ, NEWCO)), st.integers(-6, 6).map(lambda n: Decimal(n * 50)), min_size=1
)


def _moved(series: Sequence[Series], units: Units) -> Effect:
    moved: Effect = {}
    for one, amount in zip(series, units, strict=True):
        for what, effect in one.effect.items():
            moved[what] = moved.get(what, Decimal()) + effect * amount
    return moved


def _fits(series: Sequence[Series], target: Effect, units: Units) -> bool:
    moved = _moved(series, units)
    return all(
        moved.get(what, Decimal()) == target.get(what, Decimal()) for what in {*moved, *target}
    )


def _choices(one: Series) -> list[Decimal]:
    if one.whole or one.most % 1:
        return [Decimal(), one.most]
    return [Decimal(n) for n in range(int(one.most) + 1)]


@MODERATE
@given(st.lists(SERIES, min_size=1, max_size=4), TARGETS)
def test_it_finds_all_combinations_that_fit_and_no_others(
    series: list[Series], target: Effect
) -> None:
    every = {units for units in product(*map(_choices, series)) if any(units)}
    fitting = {units for units in every if _fits(series, target, units)}
    found, complete = solutions(series, target, NODES)
    assert complete
    assert set(found) == fitting
    assert len(found) == len(set(found))


@MODERATE
@given(st.lists(SERIES, min_size=1, max_size=12), TARGETS, st.integers(1, 200))
def test_whatever_it_finds_in_however_little_time_fits(
    series: list[Series], target: Effect, nodes: int
) -> None:
    found, _ = solutions(series, target, nodes)
    for units in found:
        assert _fits(series, target, units)
        assert all(n in _choices(one) for one, n in zip(series, units, strict=True))
        assert any(units)


@MODERATE
@given(st.data(), st.lists(SERIES, min_size=1, max_size=8))
def test_what_was_really_called_is_among_what_it_finds(
    data: st.DataObject, series: list[Series]
) -> None:
    called = tuple(data.draw(st.sampled_from(_choices(one))) for one in series)
    found, complete = solutions(series, _moved(series, called), NODES)
    if complete and any(called):
        assert called in found


# ----------------------------------------------------------------------------------------- by hand


@pytest.mark.parametrize(
    ("series", "target", "found"),
    [
        ([_series("2", "100")], _of("200"), [_units("2")]),
        ([_series("5", "100")], _of("200"), [_units("2")]),
        ([_series("5", "100")], _of("250"), []),
        ([_series("5", "100")], _of("600"), []),
        ([_series("5", "100")], _of("-100"), []),
        ([_series("5", "100")], _of("0"), []),
        ([], _of("100"), []),
        ([_series("1", "-100"), _series("1", "100")], _of("0"), [_units("1", "1")]),
        ([_series("2", "100"), _series("2", "150")], _of("300"), [_units("0", "2")]),
        (
            [_series("3", "100"), _series("2", "150")],
            _of("300"),
            [_units("0", "2"), _units("3", "0")],
        ),
        (
            [_series("2", "-50"), _series("1", "-100")],
            _of("-100"),
            [_units("0", "1"), _units("2", "0")],
        ),
        (
            [
                Series(Decimal(1), {XYZ: Decimal(100), NEWCO: Decimal(-9)}),
                Series(Decimal(1), {XYZ: Decimal(20), NEWCO: Decimal(10)}),
                Series(Decimal(1), {XYZ: Decimal(120), NEWCO: Decimal(1)}),
            ],
            {XYZ: Decimal(120), NEWCO: Decimal(1)},
            [_units("0", "0", "1"), _units("1", "1", "0")],
        ),
        ([_series("5", "100", whole=True)], _of("200"), []),
        ([_series("5", "100", whole=True)], _of("500"), [_units("5")]),
        ([_series("0.4", "1")], _of("0.4"), [_units("0.4")]),
        ([_series("0.4", "1")], _of("0.2"), []),
        ([_series("1", "100")], {XYZ: Decimal(100), NEWCO: Decimal(10)}, []),
        (
            [Series(Decimal(2), {XYZ: Decimal(100), NEWCO: Decimal(10)})],
            {XYZ: Decimal(200), NEWCO: Decimal(20)},
            [_units("2")],
        ),
        (
            [Series(Decimal(2), {XYZ: Decimal(100), NEWCO: Decimal(10)})],
            {XYZ: Decimal(200), NEWCO: Decimal(10)},
            [],
        ),
    ],
    ids=[
        "all of a series",
        "a part of one",
        "no whole number",
        "more than there is",
        "the wrong way",
        "nothing came: nothing was called",
        "no series",
        "a spread whose shares never move",
        "what cannot be reached otherwise",
        "two ways, whole series first",
        "two ways, the larger series first, whichever way it moves",
        "the one that moves most of anything",
        "all or nothing: not a part",
        "all or nothing: all",
        "fractions are taken whole",
        "and not in parts",
        "something else came as well",
        "every part of what is delivered counts",
        "and must fit",
    ],
)
def test_it_finds(series: list[Series], target: Effect, found: list[Units]) -> None:
    assert solutions(series, target, NODES) == (found, True)


def test_a_part_may_have_been_called_unless_it_is_said_otherwise() -> None:
    two = Series(Decimal(2), {XYZ: Decimal(100)})
    assert solutions([two], _of("100"), NODES) == ([_units("1")], True)


# ------------------------------------------------------------------------------------------ bounded

MANY = [_series("100", str(100 + n)) for n in range(20)]
"""Twenty series of a hundred contracts each: more combinations than anybody could look at."""


def test_a_search_that_would_be_endless_gives_up_and_says_so() -> None:
    _, complete = solutions(MANY, _of("123457"), NODES)
    assert not complete


def test_before_it_gives_up_it_has_looked_at_whole_series() -> None:
    called = [3, 11, 17]
    target = sum((MANY[n].effect[XYZ] * 100 for n in called), Decimal())
    found, complete = solutions(MANY, {XYZ: target}, 10**5)
    whole = tuple(Decimal(100 if n in called else 0) for n in range(len(MANY)))
    assert not complete
    assert whole in found
    assert set(found[0]) <= {0, 100}


def test_more_ways_than_are_worth_telling_apart_are_not_all_told() -> None:
    alike = [_series("1", "100")] * 12
    found, complete = solutions(alike, _of("600"), 10**6)
    assert not complete
    assert len(found) == 32


def test_just_so_many_ways_as_are_told_apart_are_all_there_are() -> None:
    for ways, complete in ((32, True), (33, False)):
        found, all_seen = solutions([_series("1", "100")] * ways, _of("100"), NODES)
        assert (len(found), all_seen) == (32, complete)


def test_where_whole_series_fit_in_more_ways_than_are_told_no_parts_are_looked_for() -> None:
    found, complete = solutions([_series("2", "100")] * 12, _of("1200"), 10**6)
    assert (len(found), complete) == (32, False)
    assert {units for ways in found for units in ways} == {0, 2}


def test_the_search_is_as_long_as_it_is_allowed_to_be() -> None:
    """One thing, two series of one contract: taken, and then the other left or the other way."""
    two = [_series("1", "100")] * 2
    both = [_units("1", "0"), _units("0", "1")]
    assert solutions(two, _of("100"), 4) == (both, True)
    assert solutions(two, _of("100"), 3) == (both[:1], False)
    assert solutions(two, _of("100"), 1) == ([], False)


def test_what_cannot_be_reached_is_not_searched() -> None:
    """No combination of so many comes to so much: that is seen without a look."""
    assert solutions(MANY, _of("-1"), 0) == ([], True)
    assert solutions(MANY, _of("1000000"), 0) == ([], True)


def test_what_lies_between_the_sums_that_can_be_reached_is_not_searched() -> None:
    alike = [_series("100", "100" if n % 2 else "-100") for n in range(20)]
    assert solutions(alike, _of("12337"), 0) == ([], True)


@pytest.mark.parametrize("most", [100, 1000])
@pytest.mark.parametrize("effects", [("100",), ("100", "-100"), ("100", "150", "50", "-100")])
def test_with_one_thing_no_look_is_lost(most: int, effects: tuple[str, ...]) -> None:
    """Twenty series, of which any part was called: there are far too many ways to see them all."""
    series = [_series(str(most), effects[n % len(effects)]) for n in range(20)]
    called = tuple(Decimal((37 * n + 11) % most) for n in range(20))
    found, complete = solutions(series, _moved(series, called), 20 * 20)
    assert found
    assert not complete


# ------------------------------------------------------------------------------------- any figure

BIG = "9" * 18


@pytest.mark.parametrize(
    ("series", "target", "found", "complete"),
    [
        ([_series(BIG, "1")], BIG, [_units(BIG)], True),
        ([_series(BIG, "3")], BIG, [_units("3" * 18)], True),
        ([_series(BIG, "2")], BIG, [], True),
        ([_series(BIG, "1"), _series(BIG, "1")], "1", [_units("1", "0"), _units("0", "1")], True),
        ([_series(BIG, "2"), _series(BIG, "-2")], "1", [], True),
        ([_series(BIG, "2")] * 6, BIG, [], True),
        ([_series(BIG, "2"), _series(BIG, "3")] * 3, "1", [], True),
        ([_series("1" + BIG[1:], "5" + BIG[2:]), _series(BIG, BIG[:-1])] * 9, BIG * 2, [], False),
    ],
    ids=[
        "all of one",
        "a third of one",
        "no whole number of one",
        "one of either",
        "two that never fit",
        "six that never fit",
        "six that are too large",
        "eighteen that nobody can look through",
    ],
)
def test_eighteen_digits_are_no_reason_to_search_for_long(
    series: list[Series], target: str, found: list[Units], complete: bool
) -> None:
    assert solutions(series, _of(target), NODES) == (found, complete)
