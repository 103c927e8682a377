"""Several combinations fit what moved: the close says which of those that ended were worth calling.

It is asked where quantities, prices and money leave a choice, and only of what tells the choices
apart: a contract that a record names, or that all of them have in common, needs no telling, and one
of which something is left had not come to its end (design section 5, *several solutions*).
"""

from __future__ import annotations

from tests.core.detect.cases.telling import CONFIRMED, DERIVED, EXPIRY, Account, Case, case

S = Account()
XYZ = S.stock("XYZ")
ENDS = {"expiry": "2026-11-20"}
P90, P110 = S.put("P90", 90, **ENDS), S.put("P110", 110, **ENDS)
C100, C95, C50 = S.call("C100", 100, **ENDS), S.call("C95", 95, **ENDS), S.call("C50", 50, **ENDS)
LATER = S.call("C100L", 100)
CLOSE = S.quote("20T21:00", "XYZ", settlement=105)
CALLED = S.booking("20T21:04", "C100", 1, "assignment", 0, counter={"XYZ": (-100, 100)})

CASES: list[Case] = [
    case("by close/beside a record", "a booked call, and one of two puts", XYZ, P90, P110, C100,
         S.night({"P90": -2, "P110": -2, "C100": -1}, {"XYZ": 100}, CLOSE, CALLED, times=EXPIRY),
         wants=[S.want("assigned", "C100", 1, CONFIRMED, {"C100": 1, "XYZ": (-100, 100)}),
                S.want("assigned", "P110", 2, DERIVED, {"P110": 2, "XYZ": 200}),
                S.want("expired", "P90", 2, DERIVED)]),
    case("by close/beside one that lives on", "an early assignment of another series", XYZ, C95,
         C100, LATER,
         S.night({"C95": -2, "C100": 2, "C100L": -2}, {"C100L": -1, "XYZ": -100}, CLOSE,
                 times=EXPIRY),
         wants=[S.want("assigned", "C95", 2, DERIVED), S.want("exercised", "C100", 2, DERIVED),
                S.want("assigned", "C100L", 1, DERIVED)]),
    case("by close/what lives on is called", "two of four calls are left on the day it ends", XYZ,
         P90, C50,
         S.night({"P90": -3, "C50": -4}, {"C50": -2, "XYZ": (100, 90)},
                 times=("19T21:30", "20T05:30", "20T05:40", "20T05:50", "20T08:00")),
         wants=[S.want("assigned", "P90", 3, DERIVED), S.want("assigned", "C50", 2, DERIVED)]),
]  # fmt: skip
