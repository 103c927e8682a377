"""The law of a night that ends several contracts: it is told as the official close says."""

from __future__ import annotations

import json

import pytest

from assignwatch.brokers import TRADES_WITHIN
from assignwatch.core.policy import Policy
from assignwatch.core.tape.player import play
from assignwatch.core.tape.reading import read
from assignwatch.store.sessions import load
from tests.core.detect.cases.verdict import faults_of
from tests.core.detect.ended_nights import drawn

POLICY = Policy(calendar=load().calendar, two_legs_wait_at=TRADES_WITHIN)

_EACH = 30
"""So many nights are told in one test."""


@pytest.mark.parametrize("first", range(0, 240, _EACH))
def test_what_ended_is_told_as_the_close_says(first: int) -> None:
    assert {seed: wrong for seed in range(first, first + _EACH) if (wrong := _wrong(seed))} == {}


def _wrong(seed: int) -> list[str]:
    night = drawn(seed)
    lines = read(json.dumps(line) for line in night.tape)
    return [str(fault) for fault in faults_of(night, [told for _, told in play(lines, POLICY)])]


def test_the_same_seed_draws_the_same_night() -> None:
    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)
