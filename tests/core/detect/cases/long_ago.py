"""Ledgers that start afresh while something of them is still looked back to.

A position that was opened long ago forgets its history when it is over. What ended it lately must
not be forgotten with it: the other leg is explained by nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    Account,
    Case,
    Line,
    Row,
    case,
    start,
)

S = Account()
XYZ, C50, P40, ABC = S.stock("XYZ"), S.call("C50", 50), S.put("P40", 40), S.stock("ABC")
THINGS = (XYZ, C50, P40, ABC)

HELD: dict[str, Row] = {"C50": -6, "ABC": 10}
CALLED: dict[str, Row] = {"XYZ": -600, "ABC": 10}
OPENED = [
    S.reads("02T08:00", {"ABC": 10}),
    S.fill("02T09:00", "C50", -6, "1.74"),
    [S.reads(f"{day:02}T06:00", HELD) for day in range(3, 10)],
]
BOOKING = S.booking("10T05:40", "C50", 6, "assignment", 0)
AFTER = [S.reads(f"{day}T06:00", CALLED) for day in range(10, 13)]
SIX = S.want("assigned", "C50", 6, CONFIRMED, {"C50": 6, "XYZ": -600})


def _later(rows: dict[str, Row], *told: Any) -> list[Any]:
    """On the eleventh day after the calls were written, the fourth after they were assigned."""
    return [*told, S.reads("13T14:30", rows), S.reads("13T15:30", rows), S.reads("16T06:00", rows)]


SOLD = S.fill("13T14:00", "P40", -1, "0.49")
LONG: list[Case] = [
    case("long ago/a trade beside it", "another option on the share is written", THINGS, OPENED,
         BOOKING, AFTER, _later(CALLED | {"P40": -1}, SOLD), wants=[SIX], incidents=1),
    case("long ago/bought back", "the short shares are bought back", THINGS, OPENED, BOOKING, AFTER,
         _later({"ABC": 10}, S.fill("13T14:00", "XYZ", 600, 51)), wants=[SIX], incidents=1),
    case("long ago/its leg named", "the record names the shares", THINGS, OPENED,
         S.booking("10T05:40", "C50", 6, "assignment", 0, counter={"XYZ": (-600, 50)}), AFTER,
         _later(CALLED | {"P40": -1}, SOLD), wants=[SIX], incidents=1),
    case("long ago/its leg told as a trade", "of the same event", THINGS, OPENED,
         BOOKING | {"event": "e"}, S.fill("10T05:40", "XYZ", -600, 50, event="e"), AFTER,
         _later(CALLED | {"P40": -1}, SOLD), wants=[SIX], incidents=1),
    case("long ago/derived", "no record says so", THINGS, OPENED, AFTER,
         _later(CALLED | {"P40": -1}, SOLD),
         wants=[S.want("assigned", "C50", 6, DERIVED, {"C50": 6, "XYZ": -600})], incidents=1),
    case("long ago/told again by a report", "three days later", THINGS, OPENED, BOOKING, AFTER,
         BOOKING | {"id": "r1", "record": "report", "seen": "2026-11-13T13:00:00Z"},
         _later(CALLED | {"P40": -1}, SOLD), wants=[SIX], incidents=1),
    case("long ago/traded often", "a position with a long history of trades", THINGS,
         S.reads("09T05:00", {"ABC": 10}),
         [(S.fill(f"09T{hour:02}:{minute}", "C50", -1, 2, id=f"{hour}{minute}"),
           S.position(f"09T{hour:02}:{minute}:01", "C50", -n))
          for n, (hour, minute) in enumerate(
              ((h, m) for h in range(6, 12) for m in (10, 20, 30, 40, 50)), 1)],
         S.reads("09T20:00", {"ABC": 10, "C50": -30}),
         S.booking("10T05:40", "C50", 30, "assignment", 0),
         S.reads("10T06:00", {"ABC": 10, "XYZ": -3_000}), S.fill("10T07:00", "P40", -1, 1),
         [S.reads(f"10T07:{m}", {"ABC": 10, "XYZ": -3_000, "P40": -1}) for m in (10, 20, 30)],
         wants=[S.want("assigned", "C50", 30, CONFIRMED, {"C50": 30, "XYZ": -3_000})],
         incidents=1),
]  # fmt: skip

# ------------------------------------------- the record is let go before the leg that came later

LEFT: dict[str, Row] = {"C50": -2, "XYZ": -100, "P40": -1}
_LEGS = S.want("assigned", "C50", 1, CONFIRMED, {"C50": (1, 0), "XYZ": -100})


def _leg_later(day: int) -> list[Any]:
    """One of three calls goes on the second, its shares a night later; then, days on, a put."""
    return [
        S.reads("02T06:08", {"C50": -3, "P40": -1}),
        S.booking("02T06:13", "C50", 1, "assignment", 0),
        S.reads("02T06:14", {"C50": -2, "P40": -1}),
        S.reads("02T22:08", {"C50": -2, "P40": -1}),
        S.reads("03T01:10", LEFT),
        [S.reads(f"{date:02}T07:30", LEFT) for date in range(3, day + 1)],
        S.reads(f"{day:02}T07:49", {"C50": -2, "XYZ": 0, "P40": 0}),
        S.reads(f"{day:02}T12:40", {"C50": -2}),
    ]


LATER: list[Case] = [
    case(f"long ago/its leg a night later, {day - 2} days", "another one is called", THINGS,
         _leg_later(day), wants=[_LEGS, S.want("assigned", "P40", 1, DERIVED)], incidents=2)
    for day in (8, 11, 12, 13, 14, 19)
]  # fmt: skip

# ------------------------------------- two that lean on one share go together, ten days later too

P55 = S.put("P55", 55)
_BOTH: dict[str, Row] = {"C50": -5, "P55": 4, "Z": 1}
_SHORT: dict[str, Row] = {"XYZ": (-900, "52.22222222"), "Z": 1}
_CALLED = S.want("assigned", "C50", 5, legs={"C50": 5, "XYZ": -500})
_EXERCISED = S.want("exercised", "P55", 4, DERIVED, {"P55": -4, "XYZ": -400})


def _two_passes(*records: Line) -> list[Any]:
    """The shares of the call come with it, those of the put some hours later."""
    return [
        XYZ, C50, P55, S.reads("02T23:00", _BOTH),
        S.reads("03T05:30", {"XYZ": (-500, 50), "Z": 1}), records, S.reads("03T08:20", _SHORT),
        [S.reads(f"{day:02}T08:00", _SHORT) for day in range(4, 13)],
    ]  # fmt: skip


_TRADES = [S.fill("13T05:45", "XYZ", 1, 53), S.fill("13T05:47", "XYZ", -1, 53)]
_HOW: dict[str, tuple[Line, ...]] = {
    "derived": (),
    "one booked": (S.booking("03T04:00", "C50", 5, "assignment", 0),),
    "the other booked": (S.booking("03T04:00", "P55", -4, "exercise", 0),),
}
TOGETHER: list[Case] = [
    case(f"long ago/two legs on one share, {how}, {name}", "between the ends of what is carried",
         _two_passes(*records), then, S.reads("13T06:00", _SHORT), S.reads("14T06:00", _SHORT),
         wants=[replace(_CALLED, grades=CONFIRMED if how == "one booked" else DERIVED),
                replace(_EXERCISED, grades=CONFIRMED if how == "the other booked" else DERIVED)])
    for how, records in _HOW.items()
    for name, then in {"a trade": _TRADES, "a start": [start("13T05:46")]}.items()
]  # fmt: skip

CASES: list[Case] = [*LONG, *LATER, *TOGETHER]
