"""The law of nights running: each is told as it was, in whatever form the broker writes it down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest

from assignwatch.core.events import Concluded
from assignwatch.core.model import InstrumentId
from tests.core.nights.judge import faults
from tests.core.nights.report import versions
from tests.core.nights.story import Story, drawn

_EACH = 30
"""So many stories are told in one test."""


@pytest.mark.parametrize("first", range(0, 300, _EACH))
def test_what_the_broker_books_is_told_night_by_night(first: int) -> None:
    assert _wrong(range(first, first + _EACH), drop=0) == {}


@pytest.mark.parametrize("first", range(5000, 5180, _EACH))
def test_what_it_never_books_is_told_as_far_as_positions_show_it(first: int) -> None:
    assert _wrong(range(first, first + _EACH), drop=0.15) == {}


ONCE_WRONG = {
    0: (61257,),
    0.05: (10924, 12653, 12800, 13058, 13417, 13655, 13735, 14133, 21285, 22769, 31087, 31103,
           33455, 33862),
    0.1: (41564, 43754),
    0.15: (5568,),
}  # fmt: skip
"""Stories that were told wrongly once, far apart: each of its own kind."""


@pytest.mark.parametrize("drop", ONCE_WRONG)
def test_what_was_told_wrongly_once_is_told_as_it_was(drop: float) -> None:
    assert _wrong(ONCE_WRONG[drop], drop, wide=False) == {}


def _wrong(seeds: Iterable[int], drop: float, *, wide: bool = True) -> dict[int, list[str]]:
    stories = [drawn(seed, drop, wide=wide) for seed in seeds]
    found = {story.seed: faults(story, versions(story)) for story in stories}
    return {seed: wrong for seed, wrong in found.items() if wrong}


def test_the_same_seed_draws_the_same_story() -> None:
    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)


def _of_two_nights() -> tuple[Story, list[Concluded]]:
    """A contract that went in both, and what is told of it."""
    for seed in range(1000):
        story = drawn(seed, drop=0)
        nights = [(one.contract.name, one.night) for one in story.called]
        if [night for _, night in nights] == [0, 1] and len({name for name, _ in nights}) == 1:
            return story, versions(story)
    raise AssertionError("no story of one contract in both nights")


def test_the_judge_finds_two_nights_that_are_told_as_one() -> None:
    story, told = _of_two_nights()
    last = list({version.incident: version for version in told}.values())
    whole = sum((version.contracts for version in last), Decimal())
    assert faults(story, told) == []
    merged = replace(last[0], contracts=whole, at=told[-1].at)
    found = faults(story, [merged])
    assert [fault.partition(":")[0] for fault in found] == ["end", "moment"]


def test_the_judge_finds_what_is_missing_and_what_did_not_happen() -> None:
    story, told = _of_two_nights()
    last = list({version.incident: version for version in told}.values())
    assert len(faults(story, last[:1])) == 1
    other = replace(
        last[0], incident="saxo/main:W:called:2026-11-19", instrument=InstrumentId("saxo/W")
    )
    assert any("did not happen" in fault for fault in faults(story, [*last, other]))
