"""Which record is about which change, where they are dated into different steps."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from assignwatch.core.detect.changes.ledger import balance
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import WHOLE
from assignwatch.core.state import Account, Book
from tests.core.builders import ACCOUNT, POLICY, T0, after
from tests.core.detect.ledgers import KEY
from tests.core.detect.parts import count, fact

DAY = 86_400.0
Told = tuple[float, int]
"""When, and how much."""
Answered = tuple[int, float, int, float | None, bool]
"""How much a record says, when a reading showed that, how much is not in it, which reading should
show that, and whether that is the one of the record's own step."""

Case = tuple[str, list[Told], list[Told], list[Told], list[Told], list[Answered]]
"""A name; the readings, the records, the trades; what is left open, and the answers."""


def _balance(
    unit: Decimal, readings: list[Told], records: list[Told], trades: list[Told]
) -> tuple[list[Told], list[Answered]]:
    """What is left open, and the answers; all quantities in `unit`."""
    steps = [
        count(at, str(unit * was), str(unit * now), since=since)
        for (since, was), (at, now) in pairwise(readings)
    ]
    account = Account(
        ACCOUNT, baselines={WHOLE: after(readings[0][0])}, books={KEY: Book(counts=steps)}
    )
    facts = [fact(at, str(unit * n), booked=True) for at, n in records]
    facts += [fact(at, str(unit * n)) for at, n in trades]
    found = balance(account, KEY, facts, POLICY)
    assert all(answer.fact.booked for answer in found.answers)
    return (
        [(_seconds(r), int(r.quantity / unit)) for r in found.open],
        [
            (
                int(a.fact.quantity / unit),
                (a.at - T0).total_seconds(),
                int(a.short / abs(unit)),
                None if a.denied is None else _seconds(a.denied),
                a.own,
            )
            for a in found.answers
        ],
    )


def _seconds(one: Residual) -> float:
    return (one.at - T0).total_seconds()


PAIRED: list[Case] = [
    ("dated after the reading that showed it",
     [(0, -9), (60, -6), (120, -6)], [(90, 3)], [], [], [(3, 60, 0, None, False)]),
    ("one of two changes, the nearest",
     [(0, -9), (60, -6), (120, -6), (150, -3)], [(90, 3)], [],
     [(60, 3)], [(3, 150, 0, None, False)]),
    ("one of two that are as near, the earlier",
     [(0, -9), (60, -6), (120, -6), (180, -3)], [(90, 3)], [],
     [(180, 3)], [(3, 60, 0, None, False)]),
    ("a part of a change",
     [(0, -9), (60, -6), (120, -6)], [(90, 2)], [], [(60, 1)], [(2, 60, 0, None, False)]),
    ("each about one change",
     [(0, -9), (60, -6), (120, -6), (180, -4), (240, -4)], [(90, 3), (210, 2)], [],
     [], [(3, 60, 0, None, False), (2, 180, 0, None, False)]),
    ("two of one step, together a change",
     [(0, -9), (60, -6), (120, -6)], [(90, 1), (91, 2)], [],
     [], [(2, 60, 0, None, False), (1, 60, 0, None, False)]),
    ("one of two records, just what is not shown",
     [(0, -9), (60, -6), (120, -4)], [(90, 3), (91, 2)], [], [], [(3, 60, 0, None, False)]),
    ("one of two of the same size",
     [(0, -9), (60, -6), (120, -3)], [(90, 3), (91, 3)], [], [], [(3, 60, 0, None, False)]),
    ("a record beside a trade of the same size",
     [(0, -9), (60, -6), (120, -3)], [(91, 3)], [(90, 3)], [], [(3, 60, 0, None, False)]),
    ("just five days after",
     [(0, -9), (60, -6), (60 + 5 * DAY, -6)], [(30 + 5 * DAY, 3)], [],
     [], [(3, 60, 0, None, False)]),
    ("more than that, and there is more to happen to",
     [(0, -9), (60, -7), (120, -7)], [(90, 3)], [], [(120, -1)], [(3, 60, 0, None, False)]),
    ("a trade is where it says",
     [(0, -9), (60, -6), (120, -6)], [], [(90, 3)], [(60, 3), (120, -3)], []),
]  # fmt: skip

IN_EXCESS: list[Case] = [
    ("more than was left",
     [(0, -2), (60, 0), (120, 0)], [(90, 3)], [], [], [(3, 60, 1, 120, False)]),
    ("just what two readings showed",
     [(0, -5), (60, -3), (120, 0), (180, 0)], [(150, 5)], [], [], [(5, 120, 0, None, False)]),
    ("of two changes the nearer is used up first",
     [(0, -7), (60, -3), (120, 0), (180, 0)], [(150, 5)], [],
     [(60, 2)], [(5, 120, 0, None, False)]),
    ("what is answered already is not answered again",
     [(0, -4), (60, -2), (120, 0), (180, 0)], [(150, 2)], [],
     [(60, 2)], [(2, 120, 0, None, False)]),
    ("one that there was room for does not hide the next",
     [(0, -5), (60, -5), (120, -3), (180, -3)], [(30, 3), (150, 4)], [],
     [(60, -3)], [(4, 120, 2, 180, False)]),
    ("just what was left may still happen",
     [(0, -5), (60, -3), (120, -3)], [(90, 3)], [], [(120, -1)], [(3, 60, 0, None, False)]),
    ("not to what moved the day before",
     [(0, -5), (60, -3), (DAY, -3), (DAY + 60, -3)], [(DAY + 30, 3)], [],
     [(60, 2), (DAY + 60, -3)], []),
    ("two lots: what is missing is missing from the last",
     [(0, -2), (60, 0), (120, 0)], [(90, 2), (91, 2)], [],
     [], [(2, 60, 2, 120, False), (2, 60, 0, None, False)]),
    ("two lots: what the last does not hold is missing from the first",
     [(0, -1), (60, 0), (120, 0)], [(90, 2), (91, 1)], [],
     [], [(1, 60, 1, 120, False), (2, 60, 1, 120, False)]),
    ("what opened a position has no bounds",
     [(0, 0), (60, -2), (120, -2)], [(90, -3)], [], [(60, -2), (120, 3)], []),
    ("a change past zero has no bounds",
     [(0, -2), (60, 3), (120, 3)], [(90, 6)], [], [(60, 5), (120, -6)], []),
    ("not the change of a week ago",
     [(0, -2), (60, 0), (60 + 6 * DAY, 0)], [(30 + 6 * DAY, 3)], [],
     [(60, 2), (60 + 6 * DAY, -3)], []),
]  # fmt: skip

AHEAD: list[Case] = [
    ("just what the last reading showed",
     [(0, -9), (60, -6)], [(DAY, 3)], [], [], [(3, 60, 0, None, False)]),
    ("two of one day",
     [(0, -9), (60, -6)], [(DAY, 1), (DAY + 1, 2)], [],
     [], [(2, 60, 0, None, False), (1, 60, 0, None, False)]),
    ("three of one day",
     [(0, -9), (60, -5)], [(DAY, 1), (DAY + 1, 1), (DAY + 2, 2)], [],
     [], [(2, 60, 0, None, False), (1, 60, 0, None, False), (1, 60, 0, None, False)]),
    ("three of one day, beside a smaller change",
     [(0, -20), (60, -18), (120, -9)], [(DAY, 3), (DAY + 1, 3), (DAY + 2, 3)], [],
     [(60, 2)], [(3, 120, 0, None, False)] * 3),
    ("two of two days are not one",
     [(0, -9), (60, -6)], [(DAY, 1), (2 * DAY, 2)], [], [(60, 3)], []),
    ("two that say less are kept apart from it",
     [(0, -9), (60, -5)], [(DAY, 1), (DAY + 1, 2)], [], [(60, 4)], []),
    ("two of one day, and the change before stays",
     [(0, -7), (60, -3), (120, 0)], [(DAY, 1), (DAY + 1, 2)], [],
     [(60, 4)], [(2, 120, 0, None, False), (1, 120, 0, None, False)]),
    ("the two after one that is about nothing yet",
     [(0, -9), (60, -6)], [(DAY / 2, 4), (DAY, 1), (DAY + 1, 2)], [],
     [], [(2, 60, 0, None, False), (1, 60, 0, None, False)]),
    ("more than was left",
     [(0, -2), (60, 0)], [(DAY, 3)], [], [], [(3, 60, 1, None, False)]),
    ("more than was left, of two changes",
     [(0, -7), (60, -3), (120, 0)], [(DAY, 5)], [], [(60, 2)], [(5, 120, 0, None, False)]),
    ("more than was left, in lots: missing from the last",
     [(0, -3), (60, 0)], [(DAY, 2), (DAY + 1, 2)], [],
     [], [(2, 60, 1, None, False), (2, 60, 0, None, False)]),
    ("just what was left may still happen",
     [(0, -5), (60, -3)], [(DAY, 3)], [], [(60, 2)], []),
    ("as much as traded since may still happen",
     [(0, -2), (60, 0)], [(DAY, 3)], [(DAY / 2, -3)], [(60, 2)], []),
    ("as much as was left before a trade may have happened",
     [(0, -5), (60, -3)], [(DAY, 3)], [(DAY / 2, 2)], [(60, 2)], []),
    ("more than was left, just five days after",
     [(0, -2), (60, 0)], [(60 + 5 * DAY, 3)], [], [], [(3, 60, 1, None, False)]),
    ("less was traded since",
     [(0, -2), (60, 0)], [(DAY, 3)], [(DAY / 2, -2)], [], [(3, 60, 1, None, False)]),
    ("what opened a position has no bounds",
     [(0, 0), (60, -2)], [(DAY, -3)], [], [(60, -2)], []),
    ("more than was left, in lots of different size",
     [(0, -3), (60, 0)], [(DAY, 1), (DAY + 1, 4)], [],
     [], [(4, 60, 2, None, False), (1, 60, 0, None, False)]),
    ("more than was left, of two days",
     [(0, -3), (60, 0)], [(DAY, 2), (2 * DAY, 2)], [],
     [], [(2, 60, 0, None, False), (2, 60, 1, None, False)]),
    ("more than was left, and one of the other direction",
     [(0, -2), (60, 0)], [(DAY, 3), (DAY + 1, -2)], [], [], [(3, 60, 1, None, False)]),
    ("more than was left, of changes of either direction",
     [(0, -2), (60, 0), (120, 3), (180, 0)], [(DAY, 4)], [],
     [(120, 3), (180, -3)], [(4, 60, 2, None, False)]),
    ("as much as the last two of three changes",
     [(0, -9), (60, -7), (120, -4), (180, 0)], [(DAY, 7)], [],
     [(60, 2)], [(7, 180, 0, None, False)]),
    ("two of one day that are not of one direction",
     [(0, -9), (60, -6)], [(DAY, 5), (DAY + 1, -2)], [], [(60, 3)], []),
    ("two of one day after one that was taken back",
     [(0, -9), (60, -6)], [(DAY, 1), (DAY + 1, -1), (DAY + 2, 1), (DAY + 3, 2)], [],
     [], [(2, 60, 0, None, False), (1, 60, 0, None, False)]),
    ("two of one day, and one of the next",
     [(0, -9), (60, -6)], [(DAY, 1), (DAY + 1, 2), (2 * DAY, 4)], [],
     [], [(2, 60, 0, None, False), (1, 60, 0, None, False)]),
    ("a record of nothing is about nothing",
     [(0, -9), (60, -9)], [(DAY, 0)], [], [], []),
    ("not after a week",
     [(0, -2), (60, 0)], [(6 * DAY, 3)], [], [(60, 2)], []),
    ("of two changes of that size the later one",
     [(0, -9), (60, -6), (120, -3)], [(DAY, 3)], [], [(60, 3)], [(3, 120, 0, None, False)]),
    ("just what a reading showed, just a long weekend after",
     [(0, -9), (60, -6)], [(60 + 3.5 * DAY, 3)], [], [], [(3, 60, 0, None, False)]),
    ("just what a reading showed, but longer than that after",
     [(0, -9), (60, -6)], [(61 + 3.5 * DAY, 3)], [], [(60, 3)], []),
    ("just what a reading showed, but not after a week",
     [(0, -9), (60, -6)], [(6 * DAY, 3)], [], [(60, 3)], []),
]  # fmt: skip

SHOWN_LESS: list[Case] = [
    ("a part only",
     [(0, -3), (60, -1)], [(30, 3)], [], [(60, -1)], [(3, 60, 1, 60, True)]),
    ("a part, and just the rest in the next step",
     [(0, -3), (60, -1), (120, 0)], [(30, 3)], [], [], []),
    ("a part, and another number in the next",
     [(0, -5), (60, -3), (120, -1)], [(30, 3)], [], [(120, 1)], []),
    ("the rest was there before it",
     [(0, -4), (60, -3), (120, -1)], [(90, 3)], [], [], []),
    ("a part before it, in it and after it, and one is missing",
     [(0, -9), (60, -8), (120, -7), (180, -6)], [(90, 4)], [],
     [(120, -1)], [(4, 120, 1, 120, True)]),
    ("of two records the last is short",
     [(0, -5), (60, -2)], [(30, 2), (31, 2)], [], [(60, -1)], [(2, 60, 1, 60, True)]),
    ("a trade says how much it was",
     [(0, -3), (60, -1)], [], [(30, 3)], [(60, -1)], []),
    ("a record beside a trade",
     [(0, -5), (60, -1)], [(30, 3)], [(31, 2)], [(60, -1)], [(3, 60, 1, 60, True)]),
    ("less than a trade beside it",
     [(0, -5), (60, -4)], [(30, 3)], [(31, 2)], [(60, -4)], []),
    ("what opened a position is not the rest",
     [(0, -3), (60, -1), (120, 2), (180, 3)], [(30, 3)], [(90, 3)],
     [(60, -1), (180, 1)], [(3, 60, 1, 60, True)]),
    ("nothing at all is no part",
     [(0, -3), (60, -3)], [(30, 3)], [], [(60, -3)], []),
    ("more than it says",
     [(0, -5), (60, -1)], [(30, 3)], [], [(60, 1)], []),
    ("another way altogether",
     [(0, -5), (60, -6)], [(30, 3)], [], [(60, -4)], []),
]  # fmt: skip

IN_STEPS: list[Case] = [
    ("in two steps, booked before",
     [(0, -9), (60, -9), (120, -8), (180, -6)], [(30, 3)], [], [], [(3, 120, 0, None, False)]),
    ("in two steps, dated after",
     [(0, -9), (60, -8), (120, -6), (180, -6)], [(150, 3)], [], [], [(3, 120, 0, None, False)]),
    ("in two steps, through zero",
     [(0, -2), (60, -2), (120, -1), (180, 1)], [(30, 3)], [], [], [(3, 120, 0, None, False)]),
    ("in three",
     [(0, -9), (60, -9), (120, -8), (180, -7), (240, -6)], [(30, 3)], [],
     [], [(3, 120, 0, None, False)]),
    ("two records of one step, in two others",
     [(0, -9), (60, -9), (120, -8), (180, -6)], [(30, 2), (31, 1)], [],
     [], [(1, 120, 0, None, False), (2, 120, 0, None, False)]),
    ("rather in one",
     [(0, -9), (60, -9), (120, -8), (180, -6), (240, -3)], [(30, 3)], [],
     [(120, 1), (180, 2)], [(3, 240, 0, None, False)]),
    ("rather in the nearer ones",
     [(0, -9), (60, -9), (120, -8), (180, -6), (240, -5)], [(30, 3)], [],
     [(240, 1)], [(3, 120, 0, None, False)]),
    ("rather in several than a part of one",
     [(0, -20), (60, -20), (120, -16), (180, -15), (240, -13)], [(30, 3)], [],
     [(120, 4)], [(3, 180, 0, None, False)]),
    ("they follow one another",
     [(0, -9), (60, -9), (120, -8), (180, -4), (240, -2)], [(30, 3)], [],
     [(120, 1), (180, 1), (240, 2)], [(3, 180, 0, None, False)]),
    ("what moved the other way in between is another matter",
     [(0, -9), (60, -9), (120, -8), (180, -9), (240, -7)], [(30, 3)], [],
     [(180, -1)], [(3, 120, 0, None, False)]),
    ("another number: so much of them",
     [(0, -9), (60, -9), (120, -7), (180, -4)], [(30, 4)], [],
     [(180, 1)], [(4, 120, 0, None, False)]),
    ("newer than the last reading, in two steps",
     [(0, -9), (60, -8), (120, -6)], [(DAY, 3)], [], [], [(3, 120, 0, None, False)]),
    ("newer than the last reading, rather in one",
     [(0, -9), (60, -8), (120, -6), (180, -3)], [(DAY, 3)], [],
     [(60, 1), (120, 2)], [(3, 180, 0, None, False)]),
    ("newer than the last reading, each of two in its own",
     [(0, -9), (60, -8), (120, -6)], [(DAY, 3), (2 * DAY, 1)], [],
     [(120, 2)], [(1, 60, 0, None, False)]),
    ("newer than the last reading, two of one day in two others",
     [(0, -9), (60, -8), (120, -4)], [(DAY, 2), (DAY + 1, 3)], [],
     [], [(3, 120, 0, None, False), (2, 120, 0, None, False)]),
    ("newer than the last reading, not two of two days",
     [(0, -9), (60, -8), (120, -4)], [(DAY, 2), (2 * DAY, 3)], [], [(60, 1), (120, 4)], []),
    ("newer by more than five days",
     [(0, -9), (60, -8), (120, -6)], [(6 * DAY, 3)], [], [(60, 1), (120, 2)], []),
]  # fmt: skip

IN_PART: list[Case] = [
    ("a part of it since, and the rest is not shown",
     [(0, -9), (60, -9), (120, -7)], [(30, 3)], [], [(60, -1)], [(3, 120, 0, None, False)]),
    ("two parts of it since",
     [(0, -9), (60, -9), (120, -8), (180, -7)], [(30, 5)], [],
     [(60, -3)], [(5, 120, 0, None, False)]),
    ("a part of two records",
     [(0, -9), (60, -9), (120, -7)], [(30, 1), (31, 4)], [],
     [(60, -3)], [(4, 120, 0, None, False), (1, 120, 0, None, False)]),
    ("what moved before it is a part",
     [(0, -9), (60, -7), (120, -7)], [(90, 3)], [], [(120, -1)], [(3, 60, 0, None, False)]),
    ("before it and after it",
     [(0, -9), (60, -8), (120, -8), (180, -7)], [(90, 3)], [],
     [(120, -1)], [(3, 60, 0, None, False)]),
    ("what moved the other way is no part",
     [(0, -9), (60, -9), (120, -10)], [(30, 3)], [], [(60, -3), (120, -1)], []),
    ("parts that come to more",
     [(0, -9), (60, -9), (120, -7), (180, -5)], [(30, 3)], [],
     [(180, 1)], [(3, 120, 0, None, False)]),
    ("after a week",
     [(0, -9), (60, -9), (60 + 6 * DAY, -7)], [(30, 3)], [],
     [(60, -3), (60 + 6 * DAY, 2)], []),
    ("a trade is no record",
     [(0, -9), (60, -9), (120, -7)], [], [(30, 3)], [(60, -3), (120, 2)], []),
    ("one record is shown whole, and the other in part",
     [(0, -9), (60, -9), (120, -9), (180, -7), (240, -6)], [(30, 4), (90, 2)], [],
     [(60, -3)], [(2, 180, 0, None, False), (4, 240, 0, None, False)]),
]  # fmt: skip


@pytest.mark.parametrize("unit", [Decimal(n) for n in ("1", "-1", "0.1", "-0.1")])
@pytest.mark.parametrize(
    ("readings", "records", "trades", "left", "answers"),
    [case[1:] for case in (*PAIRED, *IN_EXCESS, *AHEAD, *SHOWN_LESS, *IN_STEPS, *IN_PART)],
    ids=[
        f"{name}: {case[0]}"
        for name, cases in (
            ("in another step", PAIRED),
            ("more than was left", IN_EXCESS),
            ("newer than the last reading", AHEAD),
            ("shown in part", SHOWN_LESS),
            ("in several steps", IN_STEPS),
            ("in part since", IN_PART),
        )
        for case in cases
    ],
)
def test_a_record_answers_a_change(
    unit: Decimal,
    readings: list[Told],
    records: list[Told],
    trades: list[Told],
    left: list[Told],
    answers: list[Answered],
) -> None:
    assert _balance(unit, readings, records, trades) == (left, answers)
