"""The same told twice, and two things that only look like it: told apart by ids and positions."""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    Account,
    Case,
    Line,
    case,
)

S = Account()
XYZ = S.stock("XYZ")
C50, C55, P60 = S.call("C50", 50), S.call("C55", 55), S.put("P60", 60)
ALL = (XYZ, C50, C55, P60)


def _called(name: str, number: int, strike: int) -> list[Line]:
    """Calls that were assigned: the contract and its shares, of one event."""
    event = f"e {name}"
    return [
        S.booking("07:03", name, number, "assignment", 0, event=event, record=None),
        S.booking("07:03", "XYZ", -100 * number, "assignment", strike, event=event,
                  id=f"shares of {name}", record=None),
    ]  # fmt: skip


# ------------------------------------------------------------ what different contracts turned into

CALLS = [S.want("assigned", name, number, CONFIRMED, {name: number, "XYZ": (-100 * number, strike)})
         for name, number, strike in (("C50", 1, 50), ("C55", 2, 55))]  # fmt: skip
PUTS = S.want("assigned", "P60", 3, DERIVED, {"P60": 3, "XYZ": 300})
HELD = {"C50": -1, "C55": -2, "P60": -3, "XYZ": 300}

LEGS: list[Case] = [
    case("legs/a put hides them", "shares of two calls are never one told twice", ALL,
         S.night(HELD, {"XYZ": 300}, _called("C50", 1, 50), _called("C55", 2, 55)),
         wants=[*CALLS, PUTS], incidents=3),
]  # fmt: skip

CASES = [*LEGS]
