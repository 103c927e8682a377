"""Records that name the day of the first reading alone, and that it cannot hold.

The program is started on the evening of a contract's last day. The broker books the night under
that day, and its report comes days later: that is no history. What is on record before all records
were read up to that first reading is.
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
    at,
    case,
)

S = Account()
FRIDAY = "2026-11-20"
XYZ, C50, P55 = S.stock("XYZ"), S.call("C50", 50, expiry=FRIDAY), S.put("P55", 55, expiry=FRIDAY)
P100 = S.put("P100", 100)
THINGS = (XYZ, C50, P55, P100)
BESIDE: dict[str, Row] = {"ABC": 7}
LATER = ("23T06:00", "23T20:00")
AFTER = ("24T08:00", "24T20:00")


def _reads(moments: tuple[str, ...], rows: dict[str, Row], cash: int | None = None) -> list[Any]:
    return [S.reads(moment, {**rows, **BESIDE}, cash) for moment in moments]


def _report(name: str, n: int, shares: int, price: int, seen: str = "24T06:30") -> Line:
    """Of the Friday, and told days after it."""
    record = S.booking("20T00:00", name, n, "assignment", counter={"XYZ": (shares, price)})
    return record | {"id": f"report {name}", "seen": at(seen)}


def _called(name: str, n: int, shares: int, grades: frozenset[str]) -> Want:
    return S.want("assigned", name, n, grades, {name: n, "XYZ": shares})


def _evening(name: str, says: str, *parts: Any, wants: Sequence[Want] = (), **keys: Any) -> Case:
    return case(f"first evening/{name}", says, THINGS, *parts, wants=wants, **keys)


STREAMED = S.booking("21T04:00", "C50", 1, "assignment", counter={"XYZ": (-100, 50)})
HELD: dict[str, Row] = {"C50": -3, "P55": -1, "XYZ": 100}

CASES: list[Case] = [
    _evening("some of several", "one of two calls is on record, and with it three puts went",
             _reads(("20T19:00",), {"C50": -2, "P55": -3, "XYZ": -100}),
             _reads(LATER, {"XYZ": 100}), _report("C50", 1, -100, 50), _reads(AFTER, {"XYZ": 100}),
             wants=[_called("C50", 1, -100, CONFIRMED), _called("P55", 3, 300, DERIVED),
                    S.want("expired", "C50", 1, LIKELY)], withdraws=True),
    *(_evening(f"six of ten, {name}", "the others were not called",
               _reads(("20T19:00",), {"C50": -10}), told, _reads(LATER, {"XYZ": -600}), then,
               _reads(AFTER, {"XYZ": -600}),
               wants=[_called("C50", 6, -600, CONFIRMED), S.want("expired", "C50", 4, DERIVED)])
      for name, told, then in (
          ("told after", [], _report("C50", 6, -600, 50)),
          ("told before", _report("C50", 6, -600, 50, "21T05:00"), []))),
    _evening("nothing read since", "the record is told at once",
             _reads(("17T19:00",), {"P100": -1}),
             S.booking("17T00:00", "P100", 1, "assignment") | {"seen": at("18T05:00")},
             wants=[S.want("assigned", "P100", 1, CONFIRMED)], incidents=1),
    _evening("before they were read", "what is on record by then is held already",
             S.snapshot("17T19:00", {"P100": -1, **BESIDE}),
             S.booking("17T00:00", "P100", 1, "assignment") | {"seen": at("17T19:00")},
             S.coverage("17T19:01"), _reads(("18T06:00", "18T15:00"), {"P100": -1}), quiet=True),
    _evening("both of a night on record", "dated by two days: nothing else was called",
             _reads(("20T19:00",), HELD, 10_000), STREAMED, _reads(LATER, {"XYZ": 100}, 9_500),
             _report("P55", 1, 100, 55), _reads(AFTER, {"XYZ": 100}, 9_500),
             wants=[_called("C50", 1, -100, CONFIRMED), _called("P55", 1, 100, CONFIRMED),
                    S.want("expired", "C50", 2, DERIVED)]),
    *(_evening(f"history, {name}", "what the trader does in the days after is none of it",
               _reads(("16T07:00",), {"P100": -2, "XYZ": 100}),
               S.booking(dated, "P100", 1, "assignment", counter={"XYZ": (100, 100)})
               | {"seen": at("16T07:02")}, _reads(between, {"P100": -2, "XYZ": 100}),
               S.snapshot("17T14:05", {"P100": -1, "XYZ": 100, **BESIDE}),
               S.fill("17T14:00", "P100", 1, 2) | {"seen": at("17T14:30")}, S.coverage("17T14:30"),
               _reads(("17T16:00",), {"P100": -1, "XYZ": 100}))
      for name, dated, between in (
          ("of a night before", "15T05:00", ("16T20:00",)), ("nothing between", "15T05:00", ()),
          ("of the day before", "15T00:00", ()), ("of that day", "16T00:00", ("16T20:00",)))),
    _evening("the leg alone", "the record names no contract, and tells of the put that went",
             _reads(("17T14:00", "17T20:00"), {"P55": 2, "XYZ": 200}),
             _reads(("18T06:05",), {"XYZ": 0}),
             S.booking("17T00:00", "XYZ", -200, "exercise", 55) | {"seen": at("18T06:30")},
             [_reads((f"{day}T07:00",), {}) for day in range(18, 29)],
             S.fill("29T14:00", "XYZ", 10, 50), _reads(("29T15:00", "29T16:00"), {"XYZ": 10}),
             wants=[S.want("exercised", "P55", 2, CONFIRMED, {"P55": -2, "XYZ": -200})],
             incidents=1),
    _evening("held after all", "two readings of after the night show nothing of it",
             _reads(("17T19:00",), {"P100": -1, "XYZ": 100}),
             S.booking("17T00:00", "P100", 1, "assignment", counter={"XYZ": (100, 100)})
             | {"seen": at("18T06:30")},
             _reads(("18T07:00", "18T20:00", "19T07:00"), {"P100": -1, "XYZ": 100}),
             incidents=1, withdraws=True),
    *(_evening(f"no word of the night to come, {name}", "the first reading holds it",
               _reads((first,), {"P100": -1, "XYZ": 100}),
               S.booking("17T00:00", "P100", 1, cause) | {"seen": at("18T06:30")},
               _reads(("18T07:00", "18T20:00", "19T07:00"), {"P100": -1, "XYZ": 100}), quiet=True)
      for name, first, cause in (("read in the morning", "17T07:00", "assignment"),
                                 ("it lives on", "17T19:00", "expiry"))),
    _evening("held after all, and bought back", "the trade is all that there was since",
             _reads(("17T20:00",), {"P100": -1, "XYZ": 100}),
             S.fill("18T15:00", "P100", 1, 2),
             S.booking("17T00:00", "P100", 1, "assignment", counter={"XYZ": (100, 100)})
             | {"seen": at("18T15:30")},
             _reads(("18T20:00", "19T20:00", "20T20:00"), {"XYZ": 100}), incidents=1,
             withdraws=True),
    *(_evening(f"held after all, and {name}", "what comes days later is another thing",
               _reads(("17T20:00",), {"P100": -2, "XYZ": 100}),
               S.booking("17T00:00", "P100", 1, "assignment", counter={"XYZ": (100, 100)})
               | {"seen": at("18T06:30")},
               _reads(("18T06:40", "18T20:00", "19T20:00"), {"P100": -2, "XYZ": 100}), told,
               _reads(("20T07:00", "20T20:00", "21T07:00"), {"P100": -1, "XYZ": shares}),
               wants=wants, withdraws=True)
      for name, told, shares, wants in (
          ("called again", S.booking("20T05:00", "P100", 1, "assignment",
                                     counter={"XYZ": (100, 100)}), 200,
           [_called("P100", 1, 100, CONFIRMED)]),
          ("called again without a record", [], 200, [_called("P100", 1, 100, LIKELY)]),
          ("one goes", [], 100, [S.want("unexplained", "P100", 1, UNEXPLAINED)]))),
    *(_evening(f"booked after a weekend, told {name}", "what was listed until then says nothing",
               _reads(("20T19:00",), {"C50": -1, "XYZ": 100}), first,
               _reads(("23T13:00",), {"C50": -1, "XYZ": 100}), told,
               _reads(("23T20:00",), {}), then, _reads(AFTER, {}),
               wants=[_called("C50", 1, -100, CONFIRMED)])
      for name, first, told, then in (
          ("before", _report("C50", 1, -100, 50, "21T05:00"), [], []),
          ("with its change", [], _report("C50", 1, -100, 50, "23T19:55"), []),
          ("after it", [], [], _report("C50", 1, -100, 50)))),
    _evening("held after all, and traded on", "what is over by then does not come back weeks later",
             _reads(("02T20:00",), {"P100": -1, "XYZ": 100}),
             S.booking("02T00:00", "P100", 1, "assignment", counter={"XYZ": (100, 100)})
             | {"seen": at("03T06:30")}, _reads(("03T20:00",), {"P100": -1, "XYZ": 100}),
             [[_reads((f"{day:02}T07:00",), {"P100": -1, "XYZ": 100}),
               S.fill(f"{day:02}T15:00", "P100", -1, 2), S.fill(f"{day:02}T16:00", "P100", 1, 2)]
              for day in range(4, 24)],
             _reads(("24T07:00", "24T20:00"), {"P100": -1, "XYZ": 100}), incidents=1,
             withdraws=True),
    _evening("a trade before the start", "what was bought that morning the first reading holds too",
             _reads(("17T20:00",), {"P100": -1, "XYZ": 100}),
             S.fill("17T15:00", "P100", 1, 2) | {"seen": at("17T20:02")},
             S.booking("17T00:00", "P100", 1, "assignment", counter={"XYZ": (100, 100)})
             | {"seen": at("18T06:30")},
             _reads(("18T07:00", "18T20:00", "19T20:00"), {"P100": -1, "XYZ": 100}),
             incidents=1, withdraws=True),
    *(_evening(f"held after all, {name}", "a trade is no change of before it, nor any after it",
               _reads(("17T20:00",), {"P100": -2, "XYZ": 100}),
               S.booking("17T00:00", "P100", 1, "assignment", counter={"XYZ": (100, 100)})
               | {"seen": at("18T06:30")}, between,
               _reads(("18T13:45", "18T20:00", "19T20:00"), {"P100": -1, "XYZ": 100}),
               withdraws=True)
      for name, between in (
          ("and a reading does not show a trade yet",
           [S.fill("18T13:29:50", "P100", 1, 2), _reads(("18T13:30",), {"P100": -2, "XYZ": 100})]),
          ("and a reading shows a trade just before it",
           [S.snapshot("18T13:30", {"P100": -1, "XYZ": 100, **BESIDE}),
            S.fill("18T13:30:01", "P100", 1, 2), S.coverage("18T13:31")]))),
    *(_evening(f"history, {name}, and as much traded", "once both trades are told, that was all",
               _reads(("16T07:00",), {"P100": -2, "XYZ": 100}),
               S.booking(dated, "P100", 1, "assignment", counter={"XYZ": (100, 100)})
               | {"seen": at("16T07:02")},
               S.snapshot("16T14:30", {"P100": -1, "XYZ": 200, **BESIDE}),
               S.fill("16T14:00", "P100", 1, 2) | {"seen": at("16T15:00")},
               S.fill("16T14:00", "XYZ", 100, 98) | {"seen": at("16T15:00")},
               S.coverage("16T15:00"),
               _reads(("16T20:00", "17T20:00", "18T20:00"), {"P100": -1, "XYZ": 200}),
               _reads(("23T20:00",), {"P100": -1, "XYZ": 200}), wants=[], withdraws=True)
      for name, dated in (("of that morning", "16T05:00"), ("of that day", "16T00:00"))),
]  # fmt: skip
