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

# ------------------------------------ a row that was lost for one reading, days before what is told

_TWO: dict[str, Row] = {"P40": -2, "XYZ": (-50, 45), "ABC": 10}
_GOT: dict[str, Row] = {"XYZ": (150, 40), "ABC": 10}
_PUTS = S.want("assigned", "P40", 2, DERIVED, {"P40": 2, "XYZ": (200, 40)})


def _lost(day: int, without: dict[str, Row], *then: Any) -> list[Any]:
    """On the first a reading shows less; on this day two puts are called; then it is the 12th."""
    return [
        XYZ, P40, ABC, S.reads("01T10:00", _TWO), S.reads("01T10:05", without),
        [S.reads(f"01T10:{minute}", _TWO) for minute in (10, 15, 20)],
        S.reads(f"{day:02}T04:00", _TWO), [S.reads(f"{day:02}T04:{m}", _GOT) for m in (10, 20)],
        [S.reads(f"{later:02}T12:00", _GOT) for later in range(day + 1, 12)],
        then, S.reads("12T12:10", _GOT), S.reads("13T12:00", _GOT),
    ]  # fmt: skip


_ROWS: dict[str, dict[str, Row]] = {
    "the put": {"XYZ": (-50, 45), "ABC": 10},
    "the shares": {"P40": -2, "ABC": 10},
    "both": {"ABC": 10},
}
_THERE_AND_BACK = [S.fill(f"12T12:0{n}", "XYZ", way, 41) for n, way in ((1, 1), (2, -1))]
LOST: list[Case] = [
    case(f"long ago/a lost row, {what}, {12 - day} days, {name}", "what came back is about that and"
         " nothing later, though both are carried no more", _lost(day, without, then),
         wants=[_PUTS], withdraws=True)
    for what, without in _ROWS.items()
    for day in (3, 8)
    for name, then in {"a trade": _THERE_AND_BACK, "a start": [start("12T12:01")]}.items()
]  # fmt: skip

# -------------------------------------- told by two records, and dated to the moment of a reading

_THREE: dict[str, Row] = {"XYZ": 200, "C50": -3, "ABC": 1}
_LEFT: dict[str, Row] = {"C50": -1, "ABC": 1}
_NONE: dict[str, Row] = {"XYZ": -100, "ABC": 1}
_LEG: dict[str, Row] = {"XYZ": (-200, 50)}
_ALL = S.want("assigned", "C50", 3, CONFIRMED, {"C50": 3, "XYZ": (-300, 50)})
AT_ONCE: list[Case] = [
    case(f"long ago/booked at the moment of a reading, {day - 1} days", "its ledger does not start"
         " afresh with what the record says", THINGS,
         S.reads("01T15:26", {"XYZ": 200, "ABC": 1}), S.fill("01T15:27", "C50", -3, "3.4"),
         S.reads("01T15:28", _THREE), S.reads("05T03:43", _THREE),
         S.booking("05T03:46", "C50", 2, "assignment", counter=_LEG),
         S.position("05T03:46", "C50", -1), S.position("05T03:46", "XYZ", 0),
         S.reads("05T03:47", _LEFT), S.reads("05T03:57", _LEFT), S.reads("05T06:57", {"ABC": 1}),
         S.reads("05T08:31", _NONE), S.reads("05T08:41", _NONE),
         S.booking("05T06:56", "C50", 1, "assignment", counter={"XYZ": (-100, 50)}),
         [S.reads(f"{date:02}T12:00", _NONE) for date in range(7, day)],
         S.fill(f"{day}T19:23", "XYZ", -100, "53.5"),
         S.reads(f"{day}T19:25", {"XYZ": -200, "ABC": 1}),
         S.reads(f"{day + 1}T12:00", {"XYZ": -200, "ABC": 1}), wants=[_ALL])
    for day in (10, 11, 12, 14)
]  # fmt: skip

# -------------------------- a record that comes when nothing of what it tells is carried any more

_ONE: dict[str, Row] = {"C50": -1, "ABC": 1}
_SHORTS: dict[str, Row] = {"XYZ": (-100, 50), "ABC": 1}
_C50 = S.want("assigned", "C50", 1, CONFIRMED, {"C50": 1, "XYZ": (-100, 50)}, 5_000)
IDX = S.instrument("IDX", "index")
IP = S.put("IP", 4800, on="IDX", multiplier=10, style="european", settlement="cash",
           expiry="2026-11-03")  # fmt: skip
ENDED = S.call("ENDED", 50, expiry="2026-11-03")


def _reported(dated: str, day: int, contract: str, cause: str, **keys: Any) -> Line:
    record = S.booking(dated, contract, 1, cause, **keys)
    return record | {"id": "late", "seen": f"2026-11-{day:02}T08:00:00Z"}


def _days_on(day: int, rows: dict[str, Row], *, traded: bool) -> list[Any]:
    """Readings up to that day, on which a share may be sold before the report comes."""
    last = rows | ({"ABC": 0} if traded else {})
    return [
        [S.reads(f"{date:02}T15:00", rows) for date in range(4, day)],
        S.fill(f"{day:02}T06:00", "ABC", -1, 9) if traded else [], S.reads(f"{day:02}T06:30", last),
    ]  # fmt: skip


REPORTED: list[Case] = [
    *(case(f"long ago/reported on the {day}th, dated {dated}, {'a trade' if traded else 'nothing'}"
           " before", "it confirms what positions told, with the shares that they showed", THINGS,
           S.reads("02T22:00", _ONE), S.reads("03T06:00", _SHORTS),
           _days_on(day, _SHORTS, traded=traded), _reported(dated, day, "C50", "assignment"),
           S.reads(f"{day:02}T09:00", _SHORTS | ({"ABC": 0} if traded else {})),
           wants=[_C50], incidents=1)
      for day in (9, 13, 20) for traded in (True, False)
      for dated in ("02T23:30", "03T00:00", "03T05:00")),
    *(case(f"long ago/paid after all, reported on the {day}th, {'a trade' if traded else 'nothing'}"
           " beside", "it was no lapse", IDX, IP,
           S.reads("03T20:55", {"IP": -1, "ABC": 1}), S.quote("03T21:00", "IDX", settlement=4750),
           S.reads("04T06:00", {"ABC": 1}), _days_on(day, {"ABC": 1}, traded=traded),
           _reported("03T21:03", day, "IP", "cash_settlement", price=50, cash=-500),
           S.reads(f"{day:02}T09:00", {"ABC": 0 if traded else 1}),
           wants=[S.want("cash_settled", "IP", 1, CONFIRMED, {"IP": 1}, -500)], incidents=1)
      for day in (9, 13, 20) for traded in (True, False)),
    *(case(f"long ago/called after all, reported on the {day}th", "it was no lapse", XYZ, ENDED,
           S.reads("03T20:55", {"ENDED": -1, "ABC": 1}), S.quote("03T21:00", "XYZ", settlement=55),
           S.reads("04T06:00", {"ABC": 1}), _days_on(day, {"ABC": 1}, traded=True),
           _reported("03T22:00", day, "ENDED", "assignment"), S.reads(f"{day:02}T09:00", {}),
           wants=[S.want("assigned", "ENDED", 1, CONFIRMED)])
      for day in (9, 13, 20)),
]  # fmt: skip

# ------------------------------- two of one thing, of which only the later one is carried any more

CLX = S.instrument("CLX", "future", multiplier=1000, expiry="2026-12-21", settlement="physical")
ON_CLX: Line = {"on": "CLX", "multiplier": 1000, "expiry": "2026-11-06",
                "deliverables": [{"instrument": "saxo/CLX", "quantity": "1"}]}  # fmt: skip
_CLX = [S.call(name, k, **ON_CLX) for name, k in (("C72", 72), ("C75", 75), ("C80", 80))]
_REST: dict[str, Row] = {"C72": -5, "C80": 1}
LEGS: list[Case] = [
    case("long ago/legs of two on one future", "each is its own contract's, also when that of the"
         " first is carried no more", CLX, _CLX, S.put("P60", 60),
         S.reads("04T21:30", _REST | {"C75": -3}), S.reads("05T07:00", _REST | {"CLX": (-3, 75)}),
         S.booking("04T00:00", "C75", 3, "assignment", 0) | {"seen": "2026-11-06T21:30:00Z"},
         S.reads("06T21:30", _REST | {"CLX": (-3, 75)}), S.reads("07T07:00", {"CLX": (-3, 75)}),
         S.booking("06T00:00", "C72", 1, "assignment", 0) | {"seen": "2026-11-07T21:30:00Z"},
         S.reads("08T07:20", {"CLX": (-3, 75)}),
         [S.reads(f"{day:02}T21:30", {"CLX": (-4, "74.25")}) for day in range(8, 18)],
         S.fill("18T19:35", "P60", -1, 1), S.reads("18T21:30", {"CLX": (-4, "74.25"), "P60": -1}),
         wants=[S.want("assigned", "C75", 3, CONFIRMED, {"C75": 3, "CLX": (-3, 75)}),
                S.want("assigned", "C72", 1, CONFIRMED, {"C72": 1, "CLX": -1}),
                S.want("expired", "C72", 4, DERIVED), S.want("expired", "C80", 1, DERIVED)]),
]  # fmt: skip

# ----------------------- a record days late has the date by which the night after it is called

TWO_NIGHTS: list[Case] = [
    case("long ago/reported late, the next night stands", "one record takes the place of one night",
         XYZ, P40, S.reads("03T20:00", {"P40": -2, "ABC": 1}),
         S.reads("04T06:00", {"P40": -1, "XYZ": (100, 40), "ABC": 1}),
         S.reads("04T20:00", {"P40": -1, "XYZ": (100, 40), "ABC": 1}),
         S.reads("05T06:00", {"XYZ": (200, 40), "ABC": 1}),
         [S.reads(f"{day:02}T15:00", {"XYZ": (200, 40), "ABC": 1}) for day in range(5, 20)],
         S.booking("04T00:00", "P40", 1, "assignment") | {"seen": "2026-11-20T18:00:00Z"},
         S.reads("20T20:00", {"XYZ": (200, 40), "ABC": 1}),
         wants=[S.want("assigned", "P40", 1, CONFIRMED, {"P40": 1, "XYZ": (100, 40)}),
                S.want("assigned", "P40", 1, DERIVED, {"P40": 1, "XYZ": (100, 40)})], incidents=2),
]  # fmt: skip

# ------------- a leg's record whose change another leg undid, and just as much some nights later

C35 = S.call("C35", 35)
UNDONE_LEG: list[Case] = [
    case(f"long ago/a leg that another undid, then {name}", "the record stays of its own night",
         XYZ, P40, C35, S.reads("02T20:00", {"XYZ": 300, "P40": -3, "C35": -2, "ABC": 1}),
         S.reads("03T06:05", {"XYZ": 300, "P40": -2, "C35": -1, "ABC": 1}),
         S.booking("03T00:00", "XYZ", 100, "assignment", 40) | {"seen": "2026-11-03T06:30:00Z"},
         [S.reads(f"{day:02}T20:00", {"XYZ": 300, "P40": -2, "C35": -1, "ABC": 1})
          for day in range(3, 8)],
         S.reads("08T06:05", {"XYZ": 400, "P40": -1, "C35": -1, "ABC": 1}),
         [S.reads(f"{day:02}T20:00", {"XYZ": 400, "P40": -1, "C35": -1, "ABC": 1})
          for day in range(8, 14)], told,
         [S.reads(f"{day:02}T20:00", {"XYZ": 400, "P40": -1, **held, "ABC": 1})
          for day in range(14, 17)],
         wants=[S.want("assigned", "P40", 1, CONFIRMED, {"P40": 1, "XYZ": (100, 40)}),
                S.want("assigned", "C35", 1, DERIVED, {"C35": 1, "XYZ": -100}),
                S.want("assigned", "P40", 1, DERIVED, {"P40": 1, "XYZ": 100})])
    for name, told, held in (
        ("a trade", S.fill("14T16:00", "C35", -1, 3), {"C35": -2}),
        ("a restart", start("14T10:00"), {"C35": -1}),
        ("nothing", [], {"C35": -1}))
]  # fmt: skip

CASES: list[Case] = [
    *UNDONE_LEG,
    *LONG,
    *LATER,
    *TOGETHER,
    *LOST,
    *AT_ONCE,
    *REPORTED,
    *LEGS,
    *TWO_NIGHTS,
]
