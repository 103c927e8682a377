"""Money that fits to the cent outweighs the close and the price of a row that crossed zero.

On which side of its strike a contract ended filters nothing (design section 5, *moneyness*): others
exercise what they hold for reasons of their own, and a close that comes after a change says nothing
of it. What the trader holds is exercised by nobody else. The price of a row that crossed zero is
that of its last part alone.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    DERIVED,
    EXPIRY,
    GONE,
    STRONG,
    Account,
    Case,
    Part,
    Row,
    case,
)

S = Account()
FRIDAY = "2026-11-20"
XYZ, ABC = S.stock("XYZ"), S.stock("ABC")
P100, C120 = S.put("P100", 100, expiry=FRIDAY), S.call("C120", 120, expiry=FRIDAY)
P47, C50 = S.put("P47", 47, expiry=FRIDAY), S.call("C50", 50, expiry=FRIDAY)
LATER = S.put("P95", 95)
BOOKED = S.booking("20T21:02", "P95", 1, "assignment", 0)
NEXT_WEEK = S.put("P100", 100, expiry="2026-11-27")
MORNING = ("19T20:00", "20T06:10", "20T06:20", "20T06:30")
STRANGLE: dict[str, Row] = {"P100": -1, "C120": -1, "ABC": 5}
BOTH = [S.want("assigned", "P100", 1, DERIVED, {"P100": 1, "XYZ": 100}),
        S.want("assigned", "C120", 1, DERIVED, {"C120": 1, "XYZ": -100})]  # fmt: skip


def _close(price: int) -> Part:
    return S.quote("20T21:00", "XYZ", settlement=price)


CASES: list[Case] = [
    *(case(f"to the cent/a strangle, closed at {price}", "both, and the shares cancel", XYZ, ABC,
           P100, C120,
           S.night(STRANGLE, {"ABC": 5}, _close(price), cash=(0, 2_000), times=EXPIRY),
           wants=BOTH, incidents=2)
      for price in (97, 110, 125)),
    case("to the cent/a strangle that nothing was paid for", "both ran out, or were not called",
         XYZ, ABC, P100, C120,
         S.night(STRANGLE, {"ABC": 5}, _close(110), cash=(0, 0), times=EXPIRY),
         wants=[S.want("expired", "P100", 1, DERIVED), S.want("expired", "C120", 1, DERIVED)]),
    case("to the cent/a strangle, and as much paid in before its end",
         "that was for something else", XYZ, ABC, P100, C120, S.reads("20T13:00", STRANGLE, 0),
         S.reads("20T20:55", STRANGLE, 2_000),
         [S.reads(moment, {"ABC": 5}, 2_000) for moment in ("21T06:00", "21T06:10", "23T15:30")],
         wants=[S.want("expired", "P100", 1, DERIVED), S.want("expired", "C120", 1, DERIVED)]),
    *(case(f"to the cent/a strangle beside calls on another share, {name}", "the money is that of"
           " both", XYZ, ABC, LATER, C120, S.call("Y47", 47, on="ABC"),
           S.night({"P95": -1, "C120": -1, "Y47": -3, "ABC": 400}, {"ABC": 100}, _close(110), first,
                   cash=(0, 16_600), times=EXPIRY, then=then),
           wants=[S.want("assigned", "C120", 1, DERIVED), S.want("assigned", "P95", 1),
                  S.want("assigned", "Y47", 3, STRONG)], incidents=3)
      for name, first, then in (
          ("its put on record", BOOKED, []), ("its put on record later", [], BOOKED))),
    case("to the cent/a strangle on the morning of its end", "the close of that evening is news of"
         " nothing", XYZ, ABC, NEXT_WEEK, C120,
         S.night({**STRANGLE, "C120": -3}, {"C120": -2, "ABC": 5}, cash=(0, 2_000), times=MORNING),
         _close(97), S.reads("20T21:05", {"C120": -2, "ABC": 5}, 2_000),
         wants=[S.want("assigned", "P100", 1, STRONG, never=GONE),
                S.want("assigned", "C120", 1, STRONG, never=GONE)], incidents=2),
    case("to the cent/a call on the morning of its end", "as sure after the close as before", XYZ,
         C120, S.night({"C120": -3, "XYZ": 300}, {"C120": -2, "XYZ": 200}, cash=(0, 12_000),
                       times=MORNING),
         _close(97), S.reads("20T21:05", {"C120": -2, "XYZ": 200}, 12_000),
         wants=[S.want("assigned", "C120", 1, STRONG)], incidents=1),
    *(case(f"to the cent/across zero{name}", "three puts by the price, one and two calls by all"
           " that was paid", XYZ, ABC, P47, C50,
           S.night({"P47": -3, "C50": 2, "XYZ": (-200, 55), "ABC": 1},
                   {"XYZ": (100, 47), "ABC": 1}, told, cash=(0, -14_700), times=EXPIRY),
           wants=[S.want("assigned", "P47", 1, DERIVED), S.want("exercised", "C50", 2, DERIVED),
                  S.want("expired", "P47", 2, DERIVED)])
      for name, told in (("", [_close(56)]), (", no close", []))),
]  # fmt: skip
