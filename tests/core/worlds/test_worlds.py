"""Whole histories of accounts: no assignment missed, none invented, whatever the feeds do.

The worlds are random, their truth is known, and what can be known of it is decided by the rules
(`judge.py`). `python -m tests.core.worlds.report` measures the same over many more.
"""

from __future__ import annotations

import json
import os
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assignwatch.core.policy import Policy
from tests.core.restarts import lived, resumed
from tests.core.worlds.build import live
from tests.core.worlds.report import Total, faults, measured
from tests.core.worlds.score import CLAIMING, last_versions, verdict
from tests.core.worlds.story import Balances, Causes, Settings, Story

WORLDS = st.builds(
    Settings,
    seed=st.integers(0, 9999),
    days=st.integers(1, 5),
    accounts=st.integers(1, 2),
    acts=st.integers(1, 5),
    causes=st.sampled_from(Causes),
    bookings_covered=st.booleans(),
    prices=st.booleans(),
    balances=st.sampled_from(Balances),
    quotes=st.booleans(),
    stream=st.booleans(),
    slow_fills=st.booleans(),
    late_fills=st.booleans(),
    faults=st.booleans(),
    gaps=st.booleans(),
)
MANY = settings(
    max_examples=30,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
FEWER = settings(MANY, max_examples=12)


def _claims(lines: list[str]) -> set[tuple[Any, ...]]:
    """What is claimed at the end of a tape, apart from ids, times and grades."""
    return {
        (
            version.account,
            version.instrument,
            version.side,
            version.kind,
            version.contracts,
            tuple(sorted((leg.instrument, leg.quantity) for leg in version.legs)),
        )
        for version in last_versions(lines).values()
        if version.grade in CLAIMING
    }


# --------------------------------------------------------------------------------- the promise


@MANY
@given(WORLDS)
def test_no_assignment_that_can_be_known_is_missed(world: Settings) -> None:
    story = live(world)
    made = verdict(story, last_versions(story.lines).values())
    assert not made.missed, faults(story, made)


@MANY
@given(WORLDS)
def test_nothing_is_confirmed_or_strong_that_is_not_true(world: Settings) -> None:
    story = live(world)
    made = verdict(story, last_versions(story.lines).values())
    assert not made.invented, faults(story, made)


@MANY
@given(WORLDS)
def test_no_grade_is_higher_than_what_was_told_allows(world: Settings) -> None:
    story = live(world)
    made = verdict(story, last_versions(story.lines).values())
    assert not made.overgraded, faults(story, made)


# ------------------------------------------------------------------------- the same over again


@FEWER
@given(WORLDS)
def test_a_second_replay_concludes_the_same(world: Settings) -> None:
    story = live(world)
    assert last_versions(story.lines) == last_versions(story.lines)


@FEWER
@given(WORLDS, st.integers(0, 999))
def test_lines_told_again_anywhere_later_change_nothing(world: Settings, dice: int) -> None:
    story = live(world)
    assert _claims(_told_again(story, Random(dice))) == _claims(story.lines)


@FEWER
@given(WORLDS, st.integers(0, 999))
def test_restarts_anywhere_change_nothing_but_lateness(world: Settings, dice: int) -> None:
    story = live(world)
    assert _claims(_restarted(story, Random(dice))) == _claims(story.lines)


@FEWER
@given(WORLDS, st.integers(0, 999))
def test_a_start_from_the_journal_concludes_what_a_program_that_goes_on_does(
    world: Settings, dice: int
) -> None:
    lines = live(world).lines
    place = Random(dice).randint(1, len(lines))
    assert resumed(lines, Policy(), place).versions == lived(lines, Policy(), place).versions


def _told_again(story: Story, random: Random) -> list[str]:
    lines = list(story.lines)
    for _ in range(10):
        source = random.randrange(len(lines))
        if json.loads(lines[source])["type"] not in {"start", "clock"}:
            lines.insert(random.randint(source + 1, len(lines)), lines[source])
    return lines


def _restarted(story: Story, random: Random) -> list[str]:
    lines = list(story.lines)
    for _ in range(3):
        place = random.randrange(len(lines))
        seen = json.loads(lines[place]).get("seen")
        if seen is not None:
            lines.insert(place, json.dumps({"type": "start", "seen": seen}))
    return lines


# ----------------------------------------------------------------------------- beside the yardstick


@pytest.fixture(scope="module")
def total() -> Total:
    """Forty worlds, added up."""
    added = Total()
    for story, made in measured(range(40)):
        added.add(story, made)
    return added


def test_the_snapshot_comparison_misses_more_and_invents_more(total: Total) -> None:
    ours, naive = total.assignments, total.naive
    assert ours.true == naive.true
    assert ours.found > naive.found
    assert ours.right * naive.claimed > naive.right * ours.claimed


def test_most_of_what_the_snapshot_comparison_reports_is_no_assignment(total: Total) -> None:
    assert 2 * total.naive.right < total.naive.claimed
    assert total.naive.found < total.naive.true
