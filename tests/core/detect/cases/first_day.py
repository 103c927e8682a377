"""Records that name the day of the first reading alone, beside an assignment of that day.

Taken at their word they are older than the reading that everything starts from, which then holds
them. Where it does not, only they make the legs of a later change fit. The same is true of the
reading with which a ledger of many trades started afresh.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    UNEXPLAINED,
    Account,
    Case,
    Figure,
    Part,
    Rows,
    case,
)

S = Account()
XYZ, P100, C50 = S.stock("XYZ"), S.put("P100", 100), S.call("C50", 50)
PUT = S.want("assigned", "P100", 1, DERIVED, {"P100": 1, "XYZ": 100})


def _booked(quantity: Figure, cause: str, day: str = "", **keys: Any) -> Part:
    told = {"id": cause, "seen": "2026-11-18T07:06:30Z", **keys}
    return S.booking(f"{day}00:00", "XYZ", quantity, cause, **told)


def _put(came: str, *told: Part) -> list[Part]:
    """A put that went with so many shares, beside a hundred that had been there."""
    before: Rows = {"P100": -1, "XYZ": 100, "Z": 1}
    after: Rows = {"XYZ": came, "Z": 1}
    return [XYZ, P100, S.night(before, after, then=told)]


DIVIDEND = _booked("0.37", "dividend")
TRANSFER = _booked(300, "transfer")
MOVED_IN = S.want("transferred", "XYZ", 300, CONFIRMED, {"XYZ": 300})


def _busy(before: Rows, after: Rows) -> list[Part]:
    """A morning of many trades that come to nothing, before that reading."""
    trades = [S.fill(f"05:{i:02}", "XYZ", 1 if i % 2 else -1, 10) for i in range(40)]
    return [XYZ, P100, S.reads("04:50", before), trades, S.night(before, after, then=TRANSFER)]


CASES: list[Case] = [
    case("first day/after many trades", "the day's ledger has started afresh",
         _busy({"XYZ": 100, "Z": 1}, {"XYZ": 400, "Z": 1}), wants=[MOVED_IN]),
    case("first day/after many trades, and a put", "the same beside an assignment",
         _busy({"P100": -1, "XYZ": 100, "Z": 1}, {"XYZ": 500, "Z": 1}), wants=[PUT, MOVED_IN]),
    case("first day/a dividend", "reinvested into a fraction", _put("200.37", DIVIDEND),
         wants=[PUT]),
    case("first day/a transfer", "from another broker", _put("500", TRANSFER),
         wants=[PUT, MOVED_IN]),
    case("first day/a correction", "some shares were taken back", _put("193",
         _booked(-7, "correction")), wants=[PUT]),
    case("first day/two of them", "only both together leave just what the put brought",
         _put("500.37", DIVIDEND, TRANSFER), wants=[PUT, MOVED_IN]),
    case("first day/shares called away", "and a part of them replaced", XYZ, C50,
         S.night({"C50": -1, "XYZ": 100, "Z": 1}, {"XYZ": "0.37", "Z": 1}, then=DIVIDEND),
         wants=[S.want("assigned", "C50", 1, DERIVED, {"C50": 1, "XYZ": -100})]),
    case("first day/told before", "the record was read before the change",
         XYZ, P100, S.night({"P100": -1, "XYZ": 100, "Z": 1}, {"XYZ": 500, "Z": 1},
                            _booked(300, "transfer", seen="2026-11-18T07:02:00Z")),
         wants=[PUT, MOVED_IN]),
    case("first day/held already", "the first reading had it: the put fits alone",
         _put("200", TRANSFER), wants=[PUT]),
    case("first day/not all of it", "no record makes it fit", _put("500", DIVIDEND),
         wants=[S.want("unexplained", "XYZ", 400, UNEXPLAINED),
                S.want("unexplained", "P100", 1, UNEXPLAINED)]),
    case("first day/of the day before", "that day was over, and the first reading lacked it still",
         _put("500", _booked(300, "transfer", "17T")), wants=[PUT, MOVED_IN]),
    case("first day/shown before", "a reading before has shown it, and it is moved once", XYZ, P100,
         S.reads("06:50", {"P100": -1, "XYZ": 100, "Z": 1}),
         S.night({"P100": -1, "XYZ": 400, "Z": 1}, {"XYZ": 800, "Z": 1}, then=TRANSFER),
         wants=[MOVED_IN, S.want("unexplained", "XYZ", 400, UNEXPLAINED),
                S.want("unexplained", "P100", 1, UNEXPLAINED)]),
]  # fmt: skip
