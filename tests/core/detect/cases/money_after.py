"""Money that says which contracts were called, with their reading or with another one.

Exact money goes before a series that is used whole, and one that is paid for by the balance is told
apart from one that only fits; whatever the close says, where a record's shares are missing by it.
It may come with another pass of the night, or days later where nothing else decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    LIKELY,
    UNEXPLAINED,
    Account,
    Case,
    Line,
    Row,
    Want,
    case,
)

S = Account()
FRIDAY = "2026-11-20"
XYZ = S.stock("XYZ")
P20, P90, P100, C120 = S.put("P20", 20), S.put("P90", 90), S.put("P100", 100), S.call("C120", 120)
C40, C45, C50, C65 = (S.call(f"C{k}", k, expiry=FRIDAY) for k in (40, 45, 50, 65))
P40, P55, P60 = (S.put(f"P{k}", k, expiry=FRIDAY) for k in (40, 55, 60))
P65 = S.put("P65", 65, expiry=FRIDAY)
COIN = S.instrument("COIN", "index")
SMALL, LOWER = (
    S.put(name, strike, on="COIN", multiplier=100, style="european", settlement="cash",
          expiry=FRIDAY) for name, strike in (("SMALL", "2.3"), ("LOWER", "2.2"))
)  # fmt: skip
THINGS = (XYZ, P65, COIN, SMALL, LOWER, P20, P90, P100, C120, C40, C45, C50, C65, P40, P55, P60)
BESIDE: dict[str, Row] = {"ABC": 7}
AFTER = ("23T06:00", "23T20:00", "24T20:00")


def _reads(moments: Sequence[str], rows: dict[str, Row], cash: str | int | None) -> list[Any]:
    return [S.reads(moment, {**rows, **BESIDE}, cash) for moment in moments]


def _money(name: str, says: str, *parts: Any, wants: Sequence[Want], **keys: Any) -> Case:
    return case(f"money after/{name}", says, THINGS, *parts, wants=wants, **keys)


def _called(name: str, n: int, shares: int, grades: frozenset[str] = DERIVED) -> Want:
    return S.want("assigned", name, n, grades, {name: n, "XYZ": shares})


def _ended(close: int, held: dict[str, Row], left: dict[str, Row], paid: str | int) -> list[Any]:
    """Over the last day, with the balance and the official close."""
    return [
        _reads(("20T19:00",), held, 100_000),
        S.quote("20T21:15", "XYZ", settlement=close),
        _reads(AFTER, left, paid),
    ]


P60_TOLD: Line = S.booking("21T04:00", "P60", 1, "assignment", counter={"XYZ": (100, 60)})
STRANGLE: dict[str, Row] = {"P100": -1, "C120": -1, "XYZ": 300}
BOTH = [_called("P100", 1, 100), _called("C120", 1, -100)]

CASES: list[Case] = [
    _money("which of two, with a later reading", "either put fits: one of them was paid for",
           _reads(("16T19:00",), {"P90": -1, "P100": -1}, 10_000),
           _reads(("17T06:00", "17T19:00"), {"XYZ": 100}, 10_000),
           _reads(("18T06:00", "18T19:00"), {"XYZ": 100}, 1_000),
           wants=[_called("P90", 1, 100), S.want("unexplained", "P100", 1, UNEXPLAINED)]),
    *(_money(f"of a strangle, {name}", "what it moves cancels but for its money",
             _reads(("16T20:00",), STRANGLE, 10_000), first, then,
             _reads(("17T07:00", "18T07:00"), {"XYZ": 300}, 12_000), wants=BOTH)
      for name, first, then in (
          ("a minute after", _reads(("17T06:00",), {"XYZ": 300}, 10_000),
           _reads(("17T06:01",), {"XYZ": 300}, 12_000)),
          ("a minute before", _reads(("17T05:59",), STRANGLE, 12_000),
           _reads(("17T06:05",), {"XYZ": 300}, 12_000)))),
    _money("exact, of a part", "not of the series that would be whole",
           _ended(57, {"C40": -3, "C65": -1, "XYZ": -100}, {"XYZ": -200}, 104_000),
           wants=[_called("C40", 1, -100), S.want("expired_unassigned", "C40", 2, DERIVED),
                  S.want("expired", "C65", 1, DERIVED)]),
    _money("less a fee, of a part", "nobody is sure of what is left",
           _ended(52, {"C40": -2, "C45": -3, "XYZ": 200}, {"XYZ": -100}, "112495.5"),
           wants=[_called("C40", 2, -200, LIKELY), _called("C45", 1, -100, LIKELY),
                  S.want("expired_unassigned", "C45", 2, LIKELY)]),
    _money("against the close", "what the record's shares lack was sold, out of the money",
           _reads(("20T19:00",), {"C50": -1, "P60": -1, "XYZ": 200}, 100_000),
           S.quote("20T21:15", "XYZ", settlement=47), P60_TOLD,
           _reads(AFTER, {"XYZ": 200}, 99_000),
           wants=[_called("P60", 1, 100, CONFIRMED), _called("C50", 1, -100, LIKELY)]),
    _money("none at all", "of what fits as well nobody is sure that it expired",
           _reads(("20T19:00",), {"P40": -1, "P55": -2}, None),
           S.quote("20T21:15", "XYZ", settlement=60), _reads(AFTER, {"XYZ": 100}, None),
           wants=[_called("P40", 1, 100, LIKELY), S.want("expired", "P55", 2, LIKELY)]),
    _money("a record at a strike", "tells the leg of that, and no net of several",
           _reads(("19T19:00", "20T19:00"), {"P60": -3, "C50": -2, "XYZ": 100}, None),
           S.quote("20T21:15", "XYZ", settlement=47),
           S.booking("21T04:00", "XYZ", 100, "assignment", 60),
           _reads(("21T06:00", *AFTER), {"XYZ": 200}, None),
           wants=[_called("P60", 1, 100, CONFIRMED), S.want("expired_unassigned", "P60", 2, LIKELY),
                  S.want("expired", "C50", 2, DERIVED)]),
    *(_money(f"of the night before, {name}", "what is paid a day late tells nothing of the next",
             _reads(("19T20:00",), {"P60": -3, "P65": -1}, 100_000), told,
             _reads(("20T06:00", "20T19:00"), {"P60": -2, "P65": -1, "XYZ": 100}, 100_000),
             _reads(("21T06:00",), {"XYZ": 200}, 94_000), _reads(AFTER, {"XYZ": 200}, 87_500),
             wants=[_called("P60", 1, 100, grades), _called("P65", 1, 100, LIKELY),
                    S.want("expired", "P60", 2, LIKELY)])
      for name, told, grades in (
          ("derived", [], DERIVED),
          ("booked", S.booking("20T04:00", "P60", 1, "assignment", 0), CONFIRMED))),
    _money("exact, after a record of before", "that was paid for then, and is owed no more",
           _reads(("17T19:00",), {"P60": -4, "C50": -2, "XYZ": 100}, 106_000),
           S.booking("18T04:00", "P60", 1, "assignment", counter={"XYZ": (100, 60)}),
           _reads(("18T06:00", "20T19:00"), {"P60": -3, "C50": -2, "XYZ": 200}, 100_000),
           _reads(AFTER, {"XYZ": 300}, 94_000),
           wants=[_called("P60", 1, 100, CONFIRMED), _called("P60", 1, 100),
                  S.want("expired", "P60", 2, LIKELY), S.want("expired", "C50", 2, LIKELY)]),
    _money("of a strangle, after a record of before", "what was paid for then is owed no more",
           _reads(("12T20:00",), {**STRANGLE, "P20": 1}, 8_000),
           S.booking("13T04:00", "P20", -1, "exercise", counter={"XYZ": (-100, 20)}),
           _reads(("13T06:00", "16T20:00"), {**STRANGLE, "XYZ": 200}, 10_000),
           _reads(("17T06:00",), {"XYZ": 200}, 10_000),
           _reads(("17T06:01", "17T07:00", "18T07:00"), {"XYZ": 200}, 12_000),
           wants=[S.want("exercised", "P20", 1, CONFIRMED), *BOTH]),
    *(_money(f"small contracts, {name}", "what an option on little pays is no fee",
             _reads(("20T19:00",), {"SMALL": -200}, 100_000),
             [S.quote("20T21:15", "COIN", settlement=close)] if close else [],
             told, _reads(AFTER, {}, left),
             wants=[S.want("cash_settled", "SMALL", 200, LIKELY)])
      for name, close, told, left in (
          ("no value known", None, [], 99_000), ("of another value", "2.248", [], 99_000),
          ("gone on record", "2.248", S.booking("20T21:20", "SMALL", 200, "expiry"), 99_000),
          ("and little due", "2.297", [], 99_960))),
    _money("small contracts of two strikes", "it is that of the higher one alone",
           _reads(("20T19:00",), {"SMALL": -200, "LOWER": -200}, 100_000),
           _reads(AFTER, {}, 99_000),
           wants=[S.want("cash_settled", "SMALL", 200, LIKELY, cash=-1_000),
                  S.want("expired", "LOWER", 200, LIKELY)]),
]  # fmt: skip
