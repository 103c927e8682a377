"""Answers that show nothing, and readings that a wrong clock makes look old.

An empty answer is not a flat account (domain notes 1.5, P13). Where what it seems to show fits a
contract exactly it is believed when it comes, and taken back when the rows are there again; no
record of that day may find it then. A clock of ours that was ahead once makes no reading old.
"""

from __future__ import annotations

from itertools import product

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    STRONG,
    UNEXPLAINED,
    Account,
    Case,
    Part,
    Row,
    Rows,
    case,
    later,
    start,
)

S = Account()
FRIDAY = "2026-11-20"
XYZ, ABC = S.stock("XYZ"), S.stock("ABC")
C50, P45 = S.call("C50", 50, expiry=FRIDAY), S.put("P45", 45, expiry=FRIDAY)
DESCRIBED = (XYZ, ABC, C50, P45)
COVERED: Rows = {"C50": -2, "XYZ": 200}
STRANGLE: Rows = {"C50": -3, "P45": -10, "XYZ": -400}


def _empty(moment: str, rows: Rows, minutes: int) -> list[Part]:
    """Read as it is, then nothing, then as it is again."""
    times = [later(moment, minutes=n * minutes)[8:16] for n in range(3)]
    return [S.reads(when, shown) for when, shown in zip(times, (rows, {}, rows), strict=True)]


def _assigned(name: str, n: int) -> Part:
    """The list of the day after, which names a day alone."""
    return S.booking("17T00:00", name, n, "assignment", 0, seen="2026-11-19T07:00:00Z")


def _beside_a_trade() -> list[Part]:
    """The rows are back in one reading with a share that was bought since."""
    bought: dict[str, Row] = {"ABC": 10}
    back: dict[str, Row] = {"C50": -2, "XYZ": 200, **bought}
    return [
        S.reads("17T15:00", COVERED), S.reads("17T15:20", {}), S.fill("17T15:25", "ABC", 10, 20),
        S.reads("17T15:40", back), S.reads("17T22:00", back),
        S.reads("18T06:00", bought), S.reads("18T06:10", bought), _assigned("C50", 2),
        S.reads("19T07:05", bought), S.reads("23T12:30", bought),
    ]  # fmt: skip


CASES: list[Case] = [
    case("no reading/back beside a trade", "one empty answer", DESCRIBED, _beside_a_trade(),
         wants=[S.want("assigned", "C50", 2, CONFIRMED, {"C50": 2, "XYZ": -200}, at_most=True)]),
    *(case(f"no reading/covered calls, {minutes} minutes, {called}", "one empty answer",
           DESCRIBED, _empty("17T15:00", COVERED, minutes), S.reads("17T22:00", COVERED),
           S.reads("18T06:00", left), S.reads("18T06:10", left),
           _assigned("C50", n), S.reads("19T07:05", left), S.reads("23T12:30", left),
           wants=[S.want("assigned", "C50", n, CONFIRMED, {"C50": n, "XYZ": -100 * n},
                         at_most=True)])
      for minutes, (called, n, left) in product(
          (2, 20, 60), (("all", 2, {}), ("one", 1, {"C50": -1, "XYZ": 100})))),
    *(case(f"no reading/covered calls, {how}", "one empty answer", DESCRIBED,
           S.reads("16T15:00", COVERED), told, S.reads("17T22:00", COVERED),
           S.reads("18T06:00", {}), S.reads("18T06:10", {}), _assigned("C50", 2),
           S.reads("19T07:05", {}), S.reads("23T12:30", {}),
           wants=[S.want("assigned", "C50", 2, CONFIRMED, {"C50": 2, "XYZ": -200}, at_most=True)],
           withdraws=True)
      for how, told in (
          ("a restart", [S.reads("17T15:10", {}), start("17T15:15"), S.reads("17T15:20", COVERED)]),
          ("two answers", [_empty("17T15:00", COVERED, 10), _empty("17T16:00", COVERED, 10)]),
          ("and the stream", [S.reads("17T15:10", {}), S.position("17T15:12", "C50", -2),
                              S.position("17T15:13", "XYZ", 200)]))),
    case("no reading/some of it back", "one of two was called, and the answer showed neither",
         DESCRIBED, S.reads("16T15:00", COVERED), S.reads("17T15:00", COVERED),
         S.reads("17T15:10", {}), S.reads("17T15:20", {"C50": -1, "XYZ": 100}),
         S.reads("18T06:00", {"C50": -1, "XYZ": 100}), _assigned("C50", 1),
         S.reads("19T07:05", {"C50": -1, "XYZ": 100}),
         wants=[S.want("assigned", "C50", 1, CONFIRMED, {"C50": 1, "XYZ": -100})]),
    case("no reading/two answers agree", "then it was so, and the share is bought anew",
         DESCRIBED, S.reads("17T22:00", COVERED), S.reads("18T06:00", {}), S.reads("18T06:10", {}),
         S.snapshot("18T08:00", {"XYZ": 200}), S.fill("18T07:55", "XYZ", 200, 52),
         S.coverage("18T08:01"), S.reads("18T15:00", {"XYZ": 200}),
         wants=[S.want("assigned", "C50", 2, DERIVED, {"C50": 2, "XYZ": -200})]),
    case("no reading/called, booked and put back", "what is booked is no row that came back",
         DESCRIBED, S.reads("17T22:00", COVERED), S.booking("18T02:00", "C50", 2, "assignment", 0),
         S.reads("18T06:00", {}), S.reads("18T06:10", COVERED), S.reads("18T15:00", COVERED),
         wants=[S.want("assigned", "C50", 2, CONFIRMED, {"C50": 2, "XYZ": -200}),
                S.want("unexplained", "C50", 2, UNEXPLAINED),
                S.want("unexplained", "XYZ", 200, UNEXPLAINED)]),
    *(case(f"no reading/sold again within hours, {how}", "the record of the night says so",
           DESCRIBED, S.reads("16T15:00", COVERED), S.reads("17T22:00", COVERED),
           S.reads("18T06:00", {}), S.snapshot("18T11:00", COVERED), S.coverage("18T11:01"),
           S.reads("18T15:00", COVERED), _assigned("C50", 2), told, S.reads("19T07:05", COVERED),
           open_ends=True, withdraws=True,
           wants=[S.want("assigned", "C50", 2, CONFIRMED)])
      for how, told in (
          ("told a day late", [S.fill("18T10:50", "C50", -2, 1, seen="2026-11-19T07:01:00Z"),
                               S.fill("18T10:50", "XYZ", 200, 51, seen="2026-11-19T07:01:00Z")]),
          ("never told", ()))),
    case("no reading/on the day of the end", "one empty answer while an end is reached",
         DESCRIBED, _empty("20T01:00", STRANGLE, 10), S.reads("20T20:40", STRANGLE),
         S.quote("20T21:00", "XYZ", settlement=58), S.reads("21T04:00", STRANGLE),
         S.reads("21T05:00", {"XYZ": -700}), S.reads("21T05:10", {"XYZ": -700}),
         [S.booking("20T00:00", name, n, cause, 0, seen="2026-11-23T06:05:00Z")
          for name, n, cause in (("C50", 3, "assignment"), ("P45", 10, "expiry"))],
         S.reads("23T15:00", {"XYZ": -700}),
         wants=[S.want("assigned", "C50", 3, CONFIRMED, at_most=True),
                S.want("expired", "P45", 10, CONFIRMED)], withdraws=True),
    case("no reading/sold again by the trader", "what is traded meanwhile is no row that came back",
         DESCRIBED, S.reads("17T22:00", COVERED), S.reads("18T14:00", {}),
         S.fill("18T14:40", "C50", -2, 1), S.fill("18T14:40", "XYZ", 200, 52),
         S.reads("18T14:45", COVERED), S.reads("18T15:00", COVERED),
         wants=[S.want("assigned", "C50", 2, DERIVED, {"C50": 2, "XYZ": -200})]),
    case("no reading/sold again, told late", "nor what is told of only afterwards",
         DESCRIBED, S.reads("17T22:00", COVERED), S.reads("18T14:00", {}),
         S.snapshot("18T14:45", COVERED), S.fill("18T14:40", "C50", -2, 1),
         S.fill("18T14:40", "XYZ", 200, 52), S.coverage("18T14:46"), S.reads("18T15:00", COVERED),
         wants=[S.want("assigned", "C50", 2, DERIVED, {"C50": 2, "XYZ": -200})], withdraws=True),
    *(case(f"no reading/our clock {days} days ahead", "readings are as old as their own time",
           DESCRIBED, S.reads("17T22:00", {"P45": -1}), told,
           S.reads("18T06:00", {"XYZ": (100, 45)}), S.reads("18T08:00", {"XYZ": (100, 45)}),
           wants=[S.want("assigned", "P45", 1, STRONG, {"P45": 1, "XYZ": 100})])
      for days, told in ((9, start("27T01:00")), (12, start("30T01:00")),
                         (900, start("2029-05-06T01:00")))),
]  # fmt: skip
