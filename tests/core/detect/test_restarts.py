"""Starting again from the journal, on every case: what was forgotten changes nothing."""

from __future__ import annotations

import json
from random import Random

import pytest

from assignwatch.brokers import TRADES_WITHIN
from assignwatch.core.policy import Policy
from assignwatch.core.state import durable
from assignwatch.core.tape.player import transactions
from assignwatch.core.tape.reading import read
from assignwatch.store.sessions import load
from tests.core.detect.cases.table import CASES
from tests.core.detect.cases.telling import Case
from tests.core.restarts import lived, resumed

POLICY = Policy(calendar=load().calendar, two_legs_wait_at=TRADES_WITHIN)

TOLD_IN_PART = ("paid once/balance not told", "close/the last of the session")
QUIET = ("hedge mode/other side", "H1/both legs")
"""Cases in which much hangs on money, a price or a wait of which nothing was told yet."""


def _lines(case: Case) -> list[str]:
    return [json.dumps(line) for line in case.tape]


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_a_start_somewhere_concludes_what_a_program_that_goes_on_does(case: Case) -> None:
    tape = _lines(case)
    place = Random(case.id).randint(1, sum(1 for _ in transactions(read(tape))))
    life = resumed(tape, POLICY, place)
    assert life.versions == lived(tape, POLICY, place).versions
    assert durable(life.folded()) == durable(life.state)


@pytest.mark.parametrize("name", [*TOLD_IN_PART, *QUIET])
def test_a_start_at_any_place_concludes_it(name: str) -> None:
    tape = next(_lines(case) for case in CASES if case.id == name)
    for place in range(1, sum(1 for _ in transactions(read(tape)))):
        assert resumed(tape, POLICY, place).versions == lived(tape, POLICY, place).versions, place
