"""How much a way to put records to readings leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assignwatch.core.detect.fit.fitting import Matched
from assignwatch.core.detect.fit.open_ends import open_ends, strained, strains
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import Match
from assignwatch.core.detect.residual import Residual
from tests.core.detect.callings import C100, P95, P100, gone, leg, match, record, way
from tests.core.detect.matched_legs import booked
from tests.core.detect.parts import fact

PLAIN = match(gone(P100), legs=[leg()])
ELSEWHERE = replace(PLAIN, others=(way(gone(P95)),))
"""Three changes that may be one of two contracts and its leg."""
DEAR = replace(PLAIN, price=Fit.OFF)
DENIED = leg("-100", facts=(fact(0, "100", booked=True),))
STRAINED = match(gone(C100), legs=[DENIED, leg("0")])
"""Only with a record that its own reading does not show."""


def _way(*matches: Match, left: Sequence[Residual] = (), records: int = 0) -> Matched:
    lane = Lane([record(P100)] * records, [], [])
    return Matched([], list(matches), list(left), gave_up=False, group=[], lane=lane)


@pytest.mark.parametrize(
    ("matched", "unexplained"),
    [
        (_way(), 0),
        (_way(PLAIN), 0),
        (_way(left=[leg(), leg()]), 2),
        (_way(DEAR), 2),
        (_way(ELSEWHERE), 3),
        (_way(ELSEWHERE, DEAR, PLAIN, left=[leg()]), 6),
        (_way(STRAINED), 0),
    ],
    ids=[
        "nothing moved",
        "all explain each other",
        "what nobody explains",
        "what its price denies",
        "what fits in several ways",
        "each of these",
        "what is not shown",
    ],
)
def test_what_nobody_can_explain_in_one_way_is_open(matched: Matched, unexplained: int) -> None:
    assert open_ends(matched) == (unexplained, 0)


@pytest.mark.parametrize(
    ("matched", "missing"),
    [
        (_way(records=2), 2),
        (_way(match(booked(P100, "1", 1), legs=[leg()]), records=2), 1),
        (_way(match(booked(P100, "1", 1), booked(P100, "1"), legs=[leg("200")]), records=2), 0),
        (_way(PLAIN, records=2), 2),
    ],
    ids=["of none", "of one of two", "of both", "of another contract"],
)
def test_contracts_on_record_of_which_no_leg_was_found_are_open_as_well(
    matched: Matched, missing: int
) -> None:
    assert open_ends(matched) == (0, missing)


def test_of_ways_that_are_as_open_the_one_that_strains_no_record_is_better() -> None:
    matched = _way(STRAINED, PLAIN, DEAR, STRAINED, left=[leg()], records=1)
    assert strained(matched) == (*open_ends(matched), 2) == (3, 1, 2)
    assert strains(matched) == [STRAINED, STRAINED]
    assert strained(_way(PLAIN)) == (0, 0, 0)
