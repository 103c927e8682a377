"""What was learned together with a new description is judged alike in whichever order it came."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import permutations

import pytest

from assignwatch.core.tape.player import play
from assignwatch.core.tape.reading import read
from assignwatch.texts import evidence
from tests.core.detect.cases.described import AS_SPLIT, BEFORE, DIVIDEND, KNOWN, ONE, SPLIT, S
from tests.core.detect.cases.telling import Line, Row, at, case

BOOKED = S.booking("07:03", "P100", 1, "assignment", 0)


def _verdict(together: Sequence[Line], rows: dict[str, Row]) -> set[tuple[object, ...]]:
    learned = [line | {"seen": at("07:06")} for line in together]
    reads = [S.reads("07:10", rows), S.reads("07:20", rows)]
    tape = case("", "", KNOWN, S.reads("07:00", BEFORE), learned, reads).tape
    told = {v.incident: v for _, v in play(read(json.dumps(line) for line in tape))}
    return {
        (name, v.kind, v.grade, v.legs, str(v.cash), str(v.evidence)) for name, v in told.items()
    }


@pytest.mark.parametrize("records", [(), (BOOKED,)], ids=["seen", "booked"])
@pytest.mark.parametrize(
    ("anew", "rows"),
    [(SPLIT, ONE), (SPLIT, AS_SPLIT), (DIVIDEND, ONE)],
    ids=["called before", "called after", "called at the old strike"],
)
def test_the_order_of_what_was_learned_together_does_not_matter(
    anew: Line, rows: dict[str, Row], records: tuple[Line, ...]
) -> None:
    together = [anew, S.snapshot("07:05", rows), *records]
    first, *others = [_verdict(order, rows) for order in permutations(together)]
    assert len(first) == 1
    assert all(other == first for other in others)


def test_a_tape_that_begins_with_two_descriptions_does_not_say_since_when() -> None:
    reads = [S.reads("07:00", BEFORE), S.reads("07:10", AS_SPLIT), S.reads("07:20", AS_SPLIT)]
    tape = case("", "", KNOWN, SPLIT, reads).tape
    *_, (state, last) = play(read(json.dumps(line) for line in tape))
    said = evidence.sentences(last, state.instruments)
    assert said[-1] == "P100 was described in two ways; this goes by the later one."
