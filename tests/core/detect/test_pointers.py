"""What became another incident says which: the one that is made of just what it was made of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest

from assignwatch.core.events import Concluded
from assignwatch.core.policy import Policy
from assignwatch.core.tape.player import play
from assignwatch.core.tape.reading import read
from tests.core.detect.cases.in_turn import CASES
from tests.core.detect.cases.telling import Case
from tests.core.detect.cases.verdict import histories_of


def _moved(version: Concluded) -> set[tuple[str, object]]:
    return {(c.key.instrument, c.quantity) for c in version.consumes if not c.facts}


def _pointers(case: Case) -> Iterator[tuple[Concluded, Concluded, list[Concluded]]]:
    """What was said before it became another, that other one, and all that stood by then."""
    lines = read(json.dumps(line) for line in case.tape)
    told = histories_of(version for _, version in play(lines, Policy()))
    for versions in told.values():
        for before, after in pairwise(versions):
            if any(e.fact == "became" for e in after.evidence):
                (name,) = (e.values["incident"] for e in after.evidence)
                stood = [v for other in told.values() for v in other if v.at <= after.at]
                yield before, [v for v in told[name] if v in stood][-1], stood


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_it_became_the_one_that_explains_it(case: Case) -> None:
    for before, became, stood in _pointers(case):
        exact = {v.incident for v in stood if _moved(before) & _moved(v)} - {before.incident}
        assert became.incident in exact or not exact
