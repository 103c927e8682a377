"""One assignment that one list times and another dates, whole or in lots, and what moves after it.

The lists share no id: the larger total counts, never the sum (design 6). What the trader does later
that day, and what ends the night after, is no change that the dated record could be of.
"""

from __future__ import annotations

from itertools import product

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    Account,
    Case,
    Part,
    Row,
    Rows,
    case,
)

S = Account()
XYZ, P100 = S.stock("XYZ"), S.put("P100", 100, expiry="2026-11-20")
DATED: dict[str, tuple[tuple[str, int], ...]] = {
    "by the evening": (("19", 3),),
    "by the morning": (("20", 3),),
    "in lots by the evening": (("19", 2), ("19", 1)),
    "in lots by the morning": (("20", 2), ("20", 1)),
    "two of them so far": (("20", 2),),
}
SHARES: dict[str, Row] = {"XYZ": (300, 100)}


def _told(dated: str, timed: tuple[int, ...] = (3,)) -> list[Part]:
    """At five in the morning, read at once; the other list is read in the afternoon."""
    return [
        [S.booking("20T05:00", "P100", n, "assignment", 0, id=f"a{i}", record="activities",
                   seen="2026-11-20T05:06:00Z") for i, n in enumerate(timed)],
        S.reads("20T08:00", {**SHARES, "P100": -3}),
        [S.booking(f"{day}T00:00", "P100", n, "assignment", 0, id=f"t{i}", record="trades",
                   seen="2026-11-20T14:00:00Z") for i, (day, n) in enumerate(DATED[dated])],
        S.reads("20T14:30", {**SHARES, "P100": -3}),
    ]  # fmt: skip


def _then(what: str) -> list[Part]:
    """The other three are bought back that day, one of them is; or they end without worth."""
    if what == "end":
        return [
            S.reads("20T20:30", {**SHARES, "P100": -3}),
            S.quote("20T21:00", "XYZ", settlement="107"),
            S.reads("21T06:00", SHARES), S.reads("23T14:00", SHARES), S.reads("24T14:00", SHARES),
        ]  # fmt: skip
    n = 3 if what == "are bought back" else 1
    left: Rows = SHARES if n == 3 else {**SHARES, "P100": n - 3}
    return [
        S.position("20T15:00:01", "P100", n - 3),
        S.fill("20T15:00", "P100", n, "0.5", seen="2026-11-20T15:03:00Z"),
        S.reads("20T15:10", left), S.reads("20T16:00", left),
    ]  # fmt: skip


def _night(first: str = "18T20:40") -> list[Part]:
    return [
        XYZ,
        P100,
        [S.reads(at, {"P100": -6}) for at in sorted({first, "20T04:55"})],
        S.reads("20T05:05", {**SHARES, "P100": -3}),
    ]


ASSIGNED = S.want("assigned", "P100", 3, CONFIRMED, {"P100": 3, "XYZ": (300, 100)}, at_most=True)
ENDED = S.want("expired", "P100", 3, DERIVED)

CASES: list[Case] = [
    *(case(f"lists and lots/{dated}, the others {what}", "three were assigned once",
           _night(), _told(dated), _then(what),
           wants=[ASSIGNED, ENDED] if what == "end" else [ASSIGNED])
      for dated, what in product(DATED, ("are bought back", "are bought back in part", "end"))
      if (dated, what) != ("two of them so far", "end")),
    *(case(f"lists and lots/{dated}, lots at a time as well", "three were assigned once",
           _night(), _told(dated, (2, 1)), _then("are bought back"), wants=[ASSIGNED])
      for dated in ("by the evening", "by the morning")),
    case("lists and lots/first read that morning", "the date is that of what was timed",
         _night("20T04:55"), _told("by the morning"), _then("end"), wants=[ASSIGNED, ENDED]),
]  # fmt: skip
