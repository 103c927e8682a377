"""Changes that nothing explained at first, and what the program says of them in the end.

The trader's own trade explains just its change, also where as many shares came by a call, on
another day or in the same reading; and what later readings no longer show was undone, whatever else
once moved as many. `WHY` says which incident is told by what.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    CONFIRMED,
    Account,
    Case,
    Figure,
    Line,
    Part,
    Want,
    at,
    case,
    start,
)

S = Account()
XYZ, P100, ABC = S.stock("XYZ"), S.put("P100", 100), S.stock("ABC")
CALLED = S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1, "XYZ": (100, 100)})
BOUGHT = S.fill("18T15:03", "XYZ", 100, "98.5") | {"seen": at("18T16:00")}
OTHER = "saxo/main:XYZ:other:2026-11-18"

WHY: dict[str, tuple[str, str]] = {}
"""By case: the incident, and the fact that explains it."""


def _why(name: str, fact: str, says: str, *parts: Part, incident: str = OTHER,
         wants: tuple[Want, ...] = (CALLED,), **keys: bool) -> Case:  # fmt: skip
    WHY[name] = incident, fact
    return case(name, says, XYZ, P100, ABC, *parts, wants=wants, **keys)


def _of_event(moment: str, number: int = 1) -> list[Line]:
    return [S.booking(moment, "P100", number, "assignment", event="e"),
            S.booking(moment, "XYZ", 100 * number, "assignment", 100, event="e")]  # fmt: skip


def _counter(moment: str, number: int = 1) -> Line:
    return S.booking(moment, "P100", number, "assignment",
                     counter={"XYZ": (100 * number, 100)})  # fmt: skip


RECORDS = {"by an event": _of_event, "by its legs": _counter}


def _held(day: int, before: Figure, after: Figure, *then: Part) -> list[Part]:
    """On a day the shares grow, and nobody says why."""
    return [S.reads(f"{day}T15:00", {"XYZ": before, "ABC": 1}),
            [S.reads(f"{day}T{moment}", {"XYZ": after, "ABC": 1}) for moment in ("15:05", "15:15")],
            then,
            [S.reads(moment, {"XYZ": after, "ABC": 1}) for moment in (f"{day}T17:00", "23T15:00")],
            ]  # fmt: skip


def _earlier(day: str, *told: Part) -> list[Part]:
    return [S.reads(f"{day}T07:00", {"P100": -1, "ABC": 1}), told,
            S.reads(f"{day}T07:05", {"XYZ": 100, "ABC": 1}),
            S.reads(f"{day}T07:15", {"XYZ": 100, "ABC": 1})]  # fmt: skip


def _at_once(told: Part, *then: Part) -> list[Part]:
    """A call and something else in one reading."""
    after = {"XYZ": 200, "ABC": 1}
    return [
        S.reads("18T15:00", {"P100": -1, "ABC": 1}),
        told,
        [S.reads(f"18T{moment}", after) for moment in ("15:05", "15:15", "15:30")],
        then,
    ]


LATE_TRADES: list[Case] = [
    *(_why(f"explained/{name}, days before", "by_trades",
           "as many were called long before", _earlier(day, told(f"{day}T{clock}")),
           _held(18, 100, 200, BOUGHT))
      for day in ("03", "12", "17") for clock in ("07:02", "00:00")
      for name, told in ((f"{way} {day} {clock}", told) for way, told in RECORDS.items())),
    *(_why(f"explained/{name}, in one reading", "by_trades",
           "as many were called in the same time",
           _at_once(told("18T15:02"), BOUGHT,
                    S.reads("23T15:00", {"XYZ": 200, "ABC": 1})))
      for name, told in RECORDS.items()),
    _why("explained/several bookings", "by_trades", "two calls before, each with its legs",
         S.reads("03T07:00", {"P100": -2, "ABC": 1}),
         [[_counter(f"{day}T07:02"),
           S.reads(f"{day}T07:05", {"P100": left, "XYZ": held, "ABC": 1})]
          for day, left, held in (("03", -1, 100), ("04", 0, 200))],
         _held(18, 200, 300, BOUGHT),
         wants=(CALLED, CALLED)),
    _why("explained/several bookings of one day", "by_trades", "two calls of one night, with legs",
         S.reads("17T07:00", {"P100": -2, "ABC": 1}),
         [[_counter(f"17T{clock}:02"),
           S.reads(f"17T{clock}:05", {"P100": left, "XYZ": held, "ABC": 1})]
          for clock, left, held in (("07", -1, 100), ("11", 0, 200))],
         _held(18, 200, 300, BOUGHT),
         wants=(S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)}),)),
    _why("explained/restarted", "by_trades", "the program starts anew before the trade is told",
         _earlier("12", _of_event("12T07:02")), _held(18, 100, 200, start("15:50"), BOUGHT)),
]  # fmt: skip

UNDONE: list[Case] = [
    _why("explained/undone, days before", "by_return", "as many were called long before",
         _earlier("12", _of_event("12T07:02")), _held(18, 100, 200)[:2],
         [S.reads(moment, {"XYZ": 100, "ABC": 1}) for moment in ("18T15:30", "18T15:40",
                                                                 "19T15:00")]),
    _why("explained/undone, in one reading", "by_return", "as many were called in the same time",
         _at_once(_of_event("18T15:02")),
         [S.reads(moment, {"XYZ": 100, "ABC": 1}) for moment in ("18T15:50", "18T16:00",
                                                                 "19T15:00")]),
]  # fmt: skip

SPLIT_AT_SEVEN = S.adjustment("18T07:03", "split", "XYZ", "XYZ", "3/2")
SPLIT = S.want("corporate_action", "XYZ", 100, CONFIRMED, {"XYZ": 100})


def _after_split(*moments: str) -> list[Part]:
    """Split, and then a row is lost and comes back."""
    gone, again, last = moments
    return [S.reads("18T07:00", {"XYZ": 200, "ABC": 1, "P100": 1, "Z": 1}), SPLIT_AT_SEVEN,
            [S.reads(moment, {"XYZ": 300, "ABC": 1, "P100": 1, "Z": 1})
             for moment in ("18T07:05", "18T07:15")],
            [S.reads(moment, {"ABC": 1, "P100": 1, "Z": 1})
             for moment in (gone, f"{gone[:-2]}50")],
            [S.reads(moment, {"XYZ": 300, "ABC": 1, "P100": 1, "Z": 1})
             for moment in (again, last)]]  # fmt: skip


AFTER_A_SPLIT: list[Case] = [
    _why(f"explained/after a split, {name}", "by_return", "all shares go, and come again",
         _after_split(*moments), incident=OTHER, wants=(SPLIT,))
    for name, moments in (
        ("days later", ("21T15:05", "23T15:00", "23T15:10")),
        ("on its day", ("18T09:05", "18T11:00", "18T11:10")))
]  # fmt: skip

CASES = [*LATE_TRADES, *UNDONE, *AFTER_A_SPLIT]
