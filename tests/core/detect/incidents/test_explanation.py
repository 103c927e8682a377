"""What an incident that stands no more is explained by: the trade, the record, or the return."""

from __future__ import annotations

import json

import pytest

from assignwatch.core.policy import Policy
from assignwatch.core.tape.player import play
from assignwatch.core.tape.reading import read
from tests.core.detect.cases.explained import CASES, WHY
from tests.core.detect.cases.telling import GONE, Case


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_it_is_explained_by_what_accounts_for_it(case: Case) -> None:
    incident, fact = WHY[case.id]
    lines = read(json.dumps(line) for line in case.tape)
    told = [version for _, version in play(lines, Policy()) if version.incident == incident]
    assert told[-1].grade in GONE
    assert [reason.fact for reason in told[-1].evidence] == [fact]
