"""What was told keeps its name, though more is called, or comes to light, later.

Nothing that the trader has been told of turns into something else without a word, and nothing that
stands is told a second time under another name (design section 5, *Identity*).
"""

from __future__ import annotations

from tests.core.detect.cases.telling import CONFIRMED, DERIVED, Account, Case, Part, Want, at, case

S = Account()
XYZ = S.stock("XYZ")
C59 = S.call("C59", 59, expiry="2026-11-20")
DAY_BEFORE = S.reads("18T00:25", {"XYZ": 700, "C59": -7})
FOUR = S.booking("18T22:00", "C59", 4, "assignment", 0, counter={"XYZ": (-400, 59)}, cash=23_600)
THREE = S.booking("20T22:00", "C59", 3, "assignment", 0, counter={"XYZ": (-300, 59)}, cash=17_700)


def _more(name: str, says: str, first: str, *then: Part, wants: list[Want], incidents: int) -> Case:
    """Four were called while nobody looked, and three more when the contract ended."""
    left = {"XYZ": 300, "C59": -3}
    return case(
        f"same name/{name}",
        says,
        XYZ,
        C59,
        DAY_BEFORE,
        S.reads(first, left),
        FOUR | {"seen": at(f"{first}:04")},
        S.reads("20T20:55", left),
        [S.reads(f"21T07:{m}", {}) for m in ("30", "35", "40")],
        then,
        wants=wants,
        incidents=incidents,
    )


LIKELY_REST = [
    S.want("assigned", "C59", 4, CONFIRMED, {"C59": 4, "XYZ": (-400, 59)}, 23_600),
    S.want("assigned", "C59", 3, DERIVED, {"C59": 3, "XYZ": -300}, 17_700),
]
APART = [
    S.want("assigned", "C59", 4, CONFIRMED, {"C59": 4, "XYZ": (-400, 59)}, 23_600),
    S.want("assigned", "C59", 3, CONFIRMED, {"C59": 3, "XYZ": (-300, 59)}, 17_700),
]
LATE_RECORD = THREE | {"seen": at("21T09:40")}

P100 = S.put("P100", 100)
SOLD = S.fill("17T15:00", "P100", -3, "1.1"), S.fill("18T14:51", "XYZ", 100, 101)
BOUGHT = S.fill("18T14:50", "P100", 1, "1.3")
BOOKED = S.booking("18T05:30", "P100", 2, "assignment", 0, counter={"XYZ": (200, 100)})
AFTER = {"XYZ": 300, "Z": 5}
LATE_TRADES = case(
    "same name/late trades",
    "a record was told, and half of the trades make it look as if more had been called before",
    XYZ, P100, S.reads("16T21:00", {"Z": 5}), S.snapshot("18T21:00", AFTER),
    [line | {"seen": at(f"18T21:00:{i}")} for i, line in enumerate((BOOKED, *SOLD, BOUGHT), 10)],
    S.coverage("18T21:02"), S.reads("18T21:05", AFTER),
    wants=[S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)}, -20_000)],
)  # fmt: skip

CASES: list[Case] = [
    LATE_TRADES,
    _more("before its end", "what went while some were left was not of the end", "20T04:50",
          wants=LIKELY_REST, incidents=2),
    _more("before its end, booked", "and the rest is booked", "20T04:50", LATE_RECORD,
          wants=APART, incidents=2),
    _more("of two days", "the first four were seen gone the day before", "19T04:50", LATE_RECORD,
          wants=APART, incidents=2),
]  # fmt: skip
