"""Two spreads of one underlying end in turn, and one movement of the balance would pay for either.

That legs cancel shows nothing but money, and money is spent once: of all that went in the time over
which the balance moved, the close says which was worth calling; where nobody knows it, both are
named (domain notes 4.2, step 5).
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import LIKELY, STRONG, Account, Case, case

S = Account()
ENDS = {"expiry": "2026-11-20"}
DESCRIBED = (
    S.stock("XYZ"), S.put("P95", 95, **ENDS), S.put("P90", 90, **ENDS),
    S.call("C110", 110, **ENDS), S.call("C115", 115, **ENDS),
)  # fmt: skip
PUTS, CALLS = {"P95": -1, "P90": 1}, {"C110": -1, "C115": 1}
BESIDE = {"ZZZ": 1}


def _in_turn(
    first: dict[str, int], cash: tuple[Any, Any, Any], *told: Any, quiet: tuple[str, ...] = ()
) -> list[Any]:
    """The first of them is gone a reading before the other; with what the balance was.

    `quiet`: readings between the two, which tell no balance.
    """
    both, rest = {**PUTS, **CALLS, **BESIDE}, {**PUTS, **CALLS, **BESIDE}
    for name in first:
        del rest[name]
    before, between, after = cash
    return [
        *(*DESCRIBED, S.stock("ZZZ"), *told), S.reads("20T20:55", both, before),
        S.reads("20T21:05", rest, between), *(S.reads(at, rest, None) for at in quiet),
        S.reads("20T21:10", BESIDE, after),
        S.reads("20T21:20", BESIDE, after), S.reads("23T14:40", BESIDE, after),
    ]  # fmt: skip


AMBIGUOUS = [S.want("ambiguous", "XYZ", 2, LIKELY)]
CALLED = [
    S.want("assigned", "C110", 1, LIKELY), S.want("exercised", "C115", 1, LIKELY),
    S.want("expired", "P95", 1, LIKELY), S.want("expired", "P90", 1, LIKELY),
]  # fmt: skip
CLOSE = S.quote("20T21:00", "XYZ", last=120)

CASES: list[Case] = [
    case("paid once/one leg first", "the call of one is gone a reading before the rest",
         _in_turn({"C115": 1}, (5_000, 5_000, 4_500)), wants=AMBIGUOUS),
    case("paid once/by the close", "only the calls were worth calling",
         _in_turn({"C115": 1}, (5_000, 5_000, 4_500), CLOSE), wants=CALLED),
    case("paid once/balance not told", "the reading in between tells no balance",
         _in_turn(PUTS, (5_000, None, 4_500)), wants=AMBIGUOUS),
    *(case(f"paid once/quiet in between, {name} first", "nor does one at which nothing changed",
           _in_turn(first, (5_000, None, 4_500), quiet=("20T21:06", "20T21:08")), wants=AMBIGUOUS)
      for name, first in (("puts", PUTS), ("calls", CALLS))),
    case("paid once/balance told in between", "the first were paid for when the rest went",
         _in_turn(PUTS, (5_000, 4_500, 4_500), quiet=("20T21:08",)),
         wants=[S.want("assigned", "P95", 1, STRONG), S.want("exercised", "P90", 1, STRONG),
                S.want("expired", "C110", 1, LIKELY), S.want("expired", "C115", 1, LIKELY)]),
]  # fmt: skip
