"""A record that comes days after a change: another event by its time, perhaps the same by its day.

A broker stamps what it books with the moment, and over a long weekend at most that is after the
change. A day alone may be any business day after it (design section 6, *identity*).
"""

from __future__ import annotations

from tests.core.detect.cases.telling import CONFIRMED, DERIVED, Account, Case, Part, Row, case

S = Account()
XYZ = S.stock("XYZ")
OLD = S.put("P95", 95)
_HELD: dict[str, Row] = {"P95": -2, "XYZ": 105}


def _days_after(moment: str) -> list[Part]:
    """One of three puts goes without a record; one is booked days after, and read at once."""
    return [
        XYZ, OLD, S.reads("02T20:35", {"P95": -3, "XYZ": 5}), S.reads("03T06:00", _HELD),
        [S.reads(f"{day:02}T20:35", _HELD) for day in range(3, 7)],
        S.booking(moment, "P95", 1, "assignment", 0, counter={"XYZ": (100, 95)},
                  seen="2026-11-07T02:00:30Z"),
    ]  # fmt: skip


FIRST = S.want("assigned", "P95", 1, DERIVED)
CASES: list[Case] = [
    case("days after/booked by its time, four days on", "it is another one",
         _days_after("07T02:00"), incidents=2,
         wants=[FIRST, S.want("assigned", "P95", 1, CONFIRMED)]),
    case("days after/booked by its day, four days on", "it may be the same",
         _days_after("07T00:00"), wants=[S.want("assigned", "P95", 1, CONFIRMED)], incidents=1),
]  # fmt: skip
