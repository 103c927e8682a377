"""Contracts that are described anew: what happened goes by the description that held then.

A split, a special dividend or a merger gives an option another strike or delivery under the same
id. What was concluded before stays; what comes later goes by the new description. A description
that only says more of a contract was true all along.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    EXPIRY,
    LIKELY,
    STRONG,
    Account,
    Case,
    Line,
    Row,
    at,
    case,
    clock,
    start,
)

S = Account()
XYZ, P100 = S.stock("XYZ"), S.put("P100", 100)
SPLIT = S.put(
    "P100", "66.67", multiplier=None, deliverables=[{"instrument": "saxo/XYZ", "quantity": "150"}]
)
DIVIDEND = S.put("P100", 95)
P90 = S.put("P90", 90)
BARE = S.put("P100", 100, multiplier=None)
POOR = S.put("P100", 100, multiplier=None, style=None, settlement=None)
KNOWN = (XYZ, P100)

BEFORE: dict[str, Row] = {"P100": -2}
ONE: dict[str, Row] = {"P100": -1, "XYZ": (100, 100)}
BOTH: dict[str, Row] = {"XYZ": (200, 100)}
AS_SPLIT: dict[str, Row] = {"P100": -1, "XYZ": (150, "66.67")}

OLD = S.want("assigned", "P100", 1, STRONG, {"P100": 1, "XYZ": (100, 100)}, -10_000)
NEW = S.want("assigned", "P100", 1, STRONG, {"P100": 1, "XYZ": (150, "66.67")}, "-10000.50",
             codes=frozenset({"time"}))  # fmt: skip
BOOKED = S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1, "XYZ": (100, 100)}, -10_000)


def _seen(moment: str, *lines: Line) -> list[Line]:
    return [line | {"seen": at(moment)} for line in lines]


def _read(rows: dict[str, Row], *moments: str) -> list[Any]:
    return [S.reads(moment, rows) for moment in moments]


def _booked(moment: str, quantity: int = 1, **keys: Any) -> Line:
    return S.booking(moment, "P100", quantity, "assignment", 0, **keys)


CALLED = [_read(BEFORE, "07:00"), _read(ONE, "07:05", "07:10", "07:20")]
"""One of two is called, and that is strong."""

SEEN: list[Case] = [
    case("described/after a night", "what was concluded stays", KNOWN, CALLED, SPLIT,
         _read(ONE, "07:30", "19T07:00"), wants=[OLD], incidents=1),
    case("described/after a night, another strike", "so does what it was paid", KNOWN, CALLED,
         DIVIDEND, _read(ONE, "07:30", "19T07:00"), wants=[OLD], incidents=1),
    case("described/after a night, another size", "so does a match of all there was", KNOWN,
         _read(BEFORE, "07:00"), _read(BOTH, "07:05", "07:10"), clock("07:40"),
         S.put("P100", 50, multiplier=200), clock("19T09:00"),
         wants=[S.want("assigned", "P100", 2, STRONG, {"P100": 2, "XYZ": (200, 100)}, -20_000)],
         incidents=1),
    case("described/while it is waited for", "it goes by what it was when it was seen", KNOWN,
         _read(BEFORE, "07:00"), S.snapshot("07:05", ONE), SPLIT, S.coverage("07:06"),
         _read(ONE, "07:10"), wants=[OLD], incidents=1),
    case("described/before a night", "what comes later goes by the new one", KNOWN,
         _read(BEFORE, "07:00"), SPLIT, _read(AS_SPLIT, "07:05", "07:10", "07:20"), wants=[NEW],
         incidents=1),
    case("described/between two nights", "each goes by its own", KNOWN, CALLED, SPLIT,
         _read(ONE, "19T07:00"),
         _read({"XYZ": (250, "80.002")}, "19T07:05", "19T07:10", "19T07:20"),
         wants=[OLD, S.want("assigned", "P100", 1, STRONG, {"P100": 1, "XYZ": (150, "66.67")})],
         incidents=2),
    case("described/with the reading", "what came before it was described anew still fits", KNOWN,
         _read(BEFORE, "07:00"), _seen("07:05", SPLIT, S.snapshot("07:05", ONE)),
         S.coverage("07:06"), _read(ONE, "07:10"),
         wants=[S.want("assigned", "P100", 1, STRONG, {"P100": 1, "XYZ": (100, 100)}, -10_000,
                       codes=frozenset({"time"}))], incidents=1),
    case("described/with the reading, a strike", "the price tells which strike it was", KNOWN,
         _read(BEFORE, "07:00"), _seen("07:05", DIVIDEND, S.snapshot("07:05", ONE)),
         S.coverage("07:06"), _read(ONE, "07:10"), wants=[OLD], incidents=1),
    case("described/with the reading, and new", "what came after fits as well", KNOWN,
         _read(BEFORE, "07:00"), _seen("07:05", S.snapshot("07:05", AS_SPLIT), SPLIT),
         S.coverage("07:06"), _read(AS_SPLIT, "07:10"), wants=[NEW], incidents=1),
    case("described/at the moment of a reading", "but after it was judged", KNOWN,
         _read(BEFORE, "07:00"), S.snapshot("07:05", ONE), S.put("P100", 100, multiplier=10),
         S.coverage("07:06"), _read(ONE, "07:10"), wants=[OLD], incidents=1),
    case("described/only after the reading", "the first holds for all before, the next does not",
         XYZ, CALLED, P100, SPLIT, _read(ONE, "07:30"), wants=[OLD]),
    case("described/in two steps", "each goes by its own, though both are one contract", KNOWN,
         _read({"P100": -3}, "07:00"),
         _read({"P100": -2, "XYZ": (100, 100)}, "07:05"), SPLIT,
         _read({"P100": -1, "XYZ": (250, "80.002")}, "07:10", "07:15", "07:20"),
         wants=[S.want("assigned", "P100", 2, STRONG, {"P100": 2, "XYZ": (250, "80.002")})]),
    case("described/a trade told late", "its money is that of the day it was made",
         KNOWN, P90, S.reads("07:00", BEFORE, 20_000),
         S.reads("07:05", {"P100": -1, "XYZ": 100, "P90": -1}, 10_300),
         S.put("P90", 900, multiplier=10), S.fill("07:03", "P90", -1, 3),
         S.reads("07:10", {"P100": -1, "XYZ": 100, "P90": -1}, 10_300),
         wants=[S.want("assigned", "P100", 1, STRONG, cash=-10_000)]),
    case("described/on something else", "the shares that it delivered stay with it", KNOWN, CALLED,
         S.stock("NEWCO"), S.put("P100", 100, on="NEWCO"), S.fill("07:28", "NEWCO", 100, 5),
         S.fill("07:28", "XYZ", 7, 101), S.position("07:29", "NEWCO", 100),
         _read({**ONE, "XYZ": 107, "NEWCO": 100}, "07:30"), wants=[OLD], incidents=1),
    case("described/over a restart", "the journal knows when it was described", KNOWN, CALLED,
         start("07:25"), SPLIT, _read(ONE, "07:30"), start("19T07:00"), SPLIT,
         _read(ONE, "19T07:05"), wants=[OLD], incidents=1),
    case("described/while nobody looked", "either may have come first", KNOWN,
         _read(BEFORE, "07:00"), start("20T07:00"),
         _seen("20T07:01", SPLIT, S.snapshot("20T07:01", ONE)), S.coverage("20T07:02"),
         _read(ONE, "20T07:10"), wants=[OLD], incidents=1),
    case("described/back again", "it was something else only in between", KNOWN, CALLED, SPLIT,
         _read(ONE, "07:30"), P100, _read(ONE, "19T07:00"),
         _read({"XYZ": (200, 100)}, "19T07:05", "19T07:10", "19T07:20"), wants=[OLD, OLD],
         incidents=2),
]  # fmt: skip

BOOKINGS: list[Case] = [
    case("described/booked before", "its money stays, and its leg", KNOWN, _read(BEFORE, "07:00"),
         _booked("07:03"), _read(ONE, "07:05"), SPLIT, _read(ONE, "07:30"), wants=[BOOKED],
         incidents=1),
    case("described/booked before, shown after", "it goes by its own date", KNOWN,
         _read(BEFORE, "07:00"), _booked("07:03"), S.put("P100", 100, multiplier=10),
         _read(ONE, "07:05", "07:10"), wants=[BOOKED], incidents=1),
    case("described/booked later", "a record of an earlier night goes by what it was then", KNOWN,
         CALLED, SPLIT, clock("19T07:00"), _booked("07:03"), _read(ONE, "19T07:05"),
         wants=[BOOKED], incidents=1),
    case("described/booked later, no reading", "a record of a night that was never derived", KNOWN,
         _read(BEFORE, "07:00"), DIVIDEND,
         _booked("06:59", counter={"XYZ": (100, 100)}) | {"seen": at("07:10")},
         _read(ONE, "07:15", "07:20"), wants=[BOOKED], incidents=1),
    case("described/booked by the day", "a list that knows only the day is held against the legs",
         KNOWN, _read(BEFORE, "07:00"), SPLIT, _read(AS_SPLIT, "19T07:05"),
         _booked("00:00"), _read(AS_SPLIT, "19T07:10"),
         wants=[S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1, "XYZ": (150, "66.67")},
                       "-10000.50", codes=frozenset({"time"}))], incidents=1),
    case("described/booked after", "a record since then goes by the new one", KNOWN,
         _read(BEFORE, "07:00"), SPLIT, _booked("07:03"), _read(AS_SPLIT, "07:05"),
         wants=[S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1, "XYZ": (150, "66.67")},
                       "-10000.50", codes=frozenset({"time"}))], incidents=1),
]  # fmt: skip

INDEX = S.instrument("IDX", "index")
I90 = S.put("I90", 90, on="IDX", settlement="cash", expiry="2026-11-20")
PAID = S.want("cash_settled", "I90", 1, LIKELY | STRONG, cash=-500)


def _ended(*told: Any) -> list[Any]:
    """A put in cash over its end, five in the money, and what is told after."""
    close = S.quote("20T21:00", "IDX", settlement=85)
    return [S.night({"I90": -1, "XYZ": 1}, {"XYZ": 1}, close, times=EXPIRY), told]


ENDS: list[Case] = [
    case("described/size after the end", "what was paid was paid for the old size",
         INDEX, XYZ, I90, _ended({**I90, "multiplier": "10"}, clock("24T12:00")), wants=[PAID],
         incidents=1),
    case("described/end moved later", "it had ended by what it was then", INDEX, XYZ, I90,
         _ended({**I90, "expiry": "2026-12-18"}, clock("24T12:00")), wants=[PAID], incidents=1),
]  # fmt: skip

COMPLETED: list[Case] = [
    case("described/in full later", "what it delivers was true all along", XYZ, BARE, CALLED,
         P100, _read(ONE, "07:30"), wants=[OLD], incidents=1),
    case("described/in less detail", "says nothing new, and takes nothing away", KNOWN,
         _read(BEFORE, "07:00"), POOR, _read(ONE, "07:05", "07:10"), wants=[OLD], incidents=1),
    case("described/in less detail after", "nor afterwards", KNOWN, CALLED, POOR,
         _read(ONE, "07:30"), wants=[OLD], incidents=1),
    case("described/in two halves", "each says what the other leaves out",
         XYZ, S.put("P100", 100, multiplier=None), CALLED,
         S.put("P100", 100, style=None, settlement=None) | {"strike": None},
         _read(ONE, "07:30"), wants=[OLD], incidents=1),
]  # fmt: skip

CASES: list[Case] = [*SEEN, *BOOKINGS, *ENDS, *COMPLETED]
