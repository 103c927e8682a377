"""Legs that are said to cancel, and contracts that did not go together.

What a record says that moved and no reading shows may have been undone by another contract, but
only by one that went in the same time, that did not end without worth, and whose own leg a reading
ought to show. A record is let go with the change that it is about.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    CONFIRMED,
    LIKELY,
    STRONG,
    Account,
    Case,
    Part,
    Row,
    case,
    start,
)

S = Account()
FRIDAY = "2026-11-20"
ABC, XYZ = S.stock("ABC"), S.stock("XYZ", exchange="XNYS")
P50, P100 = S.put("P50", 50), S.put("P100", 100, expiry=FRIDAY)
C50, C95, C100 = (S.call(f"C{strike}", strike, expiry=FRIDAY) for strike in (50, 95, 100))
OVER = ("20T21:05", "20T21:15", "23T15:00", "23T15:20")
NEXT_WEEK = S.booking("24T22:00", "P50", 1, "assignment", 0, counter={"XYZ": (100, 50)})
CALLED_THEN = S.want("assigned", "P50", 1, CONFIRMED, {"P50": 1, "XYZ": (100, 50)}, -5_000)
LAPSED = S.want("expired_unassigned", "C50", 1, LIKELY | STRONG, {"C50": 1})


def _ends(before: dict[str, Row], after: dict[str, Row], close: int, *cash: int) -> list[Part]:
    """A Friday's expiry, read until the outcome is known."""
    had, has = cash or (None, None)
    return [
        S.reads("20T20:55", before, had),
        S.quote("20T21:00", "XYZ", settlement=close),
        [S.reads(moment, after, has) for moment in OVER],
    ]


TOGETHER: list[Case] = [
    case("apart/a record of the next week", "its leg is not read yet", ABC, XYZ, C50, P50,
         _ends({"C50": -1, "P50": -1, "ABC": 5}, {"P50": -1, "ABC": 5}, 54), NEXT_WEEK,
         wants=[LAPSED, CALLED_THEN], incidents=2),
    case("apart/and read without it", "the shares were sold before anybody looked", ABC, XYZ, C50,
         P50, _ends({"C50": -1, "P50": -1, "ABC": 5}, {"P50": -1, "ABC": 5}, 54), NEXT_WEEK,
         [S.reads(moment, {"ABC": 5}) for moment in ("25T07:00", "25T15:00", "25T15:20")],
         S.fill("25T06:00", "XYZ", -100, 53) | {"seen": "2026-11-25T15:30:00Z"},
         wants=[LAPSED, CALLED_THEN], incidents=2),
    case("apart/worthless", "the money fits two calls that the official close says were worth none",
         ABC, XYZ, C95, C100,
         _ends({"C95": 1, "C100": -1, "ABC": 5}, {"ABC": 5}, 94, 10_000, 10_500),
         wants=[S.want("expired", "C95", 1, LIKELY | STRONG),
                S.want("expired", "C100", 1, LIKELY | STRONG)], incidents=2),
    case("apart/a part of them", "one of three calls and a put, and nothing but the close says so",
         ABC, XYZ, C50, P100, _ends({"C50": -3, "P100": -1, "ABC": 5}, {"ABC": 5}, 60),
         wants=[S.want("expired_unassigned", "C50", 3, LIKELY | STRONG),
                S.want("expired_unassigned", "P100", 1, LIKELY | STRONG)], incidents=2),
]  # fmt: skip

# ------------------------------------------------------------------------- carried no more

HELD = {"P50": -1, "C95": -1, "C100": -1, "ABC": 5}
FIRST = S.booking("17T22:00", "P50", 1, "assignment", 0, counter={"XYZ": (100, 50)})
SECOND = S.booking("20T22:00", "C95", 1, "assignment", 0, counter={"XYZ": (-100, 95)})
GONE = [S.reads(moment, {"ABC": 5}) for moment in ("21T05:30", "23T15:00", "23T15:20")]
THREE = [
    CALLED_THEN,
    S.want("assigned", "C95", 1, CONFIRMED, {"C95": 1, "XYZ": (-100, 95)}),
    S.want("expired", "C100", 1, LIKELY | STRONG),
]

CARRIED: list[Case] = [
    case("apart/carried no more", "the first record does not look for another leg", ABC, XYZ, P50,
         C95, C100, S.reads("13T21:00", HELD), FIRST,
         S.reads("18T21:00", {"C95": -1, "C100": -1, "ABC": 5, "XYZ": 100}), SECOND, GONE,
         start("29T05:39"), [S.reads(moment, {"ABC": 5}) for moment in ("29T06:00", "29T06:20")],
         wants=THREE, incidents=3),
    case("apart/at the very hour", "the reading that shows it is just carried", ABC, XYZ, P50,
         C95, C100, S.reads("13T21:00", HELD), FIRST,
         S.reads("18T05:30", {"C95": -1, "C100": -1, "ABC": 5, "XYZ": 100}), SECOND, GONE,
         [S.reads(moment, {"ABC": 5}) for moment in ("28T05:20", "28T05:30", "28T05:40")],
         wants=THREE, incidents=3),
]  # fmt: skip

# ------------------------------------------------------------------- what a record speaks for

CALLS = {"P50": -1, "C95": 1, "C100": -1, "ABC": 5}
LONG_CALL = [
    S.booking("20T22:00", "C95", -1, "exercise", 0, event="E"),
    S.booking("20T22:00", "XYZ", 100, "exercise", 95, event="E"),
]


def _beside(first: Part) -> list[Part]:
    """A put is booked, its shares are seen; then two calls cancel, and one of them is booked."""
    left = {"XYZ": 100, "ABC": 5}
    return [
        *(ABC, XYZ, P50, C95, C100), S.reads("13T21:00", CALLS), first,
        S.reads("18T21:00", {**CALLS, "P50": 0, "XYZ": 100}), LONG_CALL,
        [S.reads(moment, left) for moment in ("21T05:30", "21T05:50", "23T15:00", "23T15:20")],
    ]  # fmt: skip


BOTH_CALLS = [
    CALLED_THEN,
    S.want("exercised", "C95", 1, CONFIRMED, {"C95": -1, "XYZ": (100, 95)}, -9_500),
    S.want("assigned", "C100", 1, LIKELY | STRONG, {"C100": 1, "XYZ": -100}),
]

SPOKEN: list[Case] = [
    case("apart/a put's own shares", "no record of another day is about them",
         _beside(S.booking("17T22:00", "P50", 1, "assignment", 0)), wants=BOTH_CALLS, incidents=3),
    case("apart/a put's named shares", "the same where its record names them",
         _beside(S.booking("17T22:00", "P50", 1, "assignment", 0, counter={"XYZ": (100, 50)})),
         wants=BOTH_CALLS, incidents=3),
]  # fmt: skip

CASES: list[Case] = [*TOGETHER, *CARRIED, *SPOKEN]
