"""Nights that are told apart are so from the first word to the last."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from assignwatch.core.policy import Policy
from assignwatch.core.tape.player import play
from assignwatch.core.tape.reading import read
from tests.core.detect.cases.each_its_night import CASES, DATES
from tests.core.detect.cases.telling import GONE, Case
from tests.core.detect.cases.verdict import histories_of

APART = [case for case in CASES if case.id in DATES]


@pytest.mark.parametrize("case", APART, ids=[case.id for case in APART])
def test_no_version_of_a_night_tells_of_another(case: Case) -> None:
    lines = read(json.dumps(line) for line in case.tape)
    told = histories_of(version for _, version in play(lines, Policy()))
    assert {name: {v.contracts for v in versions} for name, versions in told.items()} == {
        f"saxo/main:P95:called:2026-11-{day:02}": {Decimal(n)} for day, n in DATES[case.id]
    }
    assert not [v for versions in told.values() for v in versions if v.grade in GONE]
