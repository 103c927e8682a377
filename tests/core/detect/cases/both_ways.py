"""Money that comes and money that goes between the same two readings of the balance.

What was received for one contract hides what was paid for another: the balance shows only their
sum, which may be nothing at all, or have the sign of either. Where the value of a contract that is
settled in cash is known, the sum of all that the law calls for is held against it as well.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    DERIVED,
    EXPIRY,
    STRONG,
    Account,
    Case,
    Line,
    Part,
    Row,
    Want,
    at,
    case,
    later,
    start,
)

S = Account()
FRIDAY = "2026-11-20"
ENDS = {"style": "european", "settlement": "cash", "expiry": FRIDAY}
THINGS: tuple[Line, ...] = (
    S.stock("XYZ"),
    S.call("C50", 50),
    S.instrument("SPX", "index"),
    S.instrument("NDX", "index"),
    S.put("P4800", 4800, on="SPX", **ENDS),
    S.call("C20000", 20_000, on="NDX", **ENDS),
)
VALUE = S.quote("20T21:00", "SPX", settlement=4750, source="official")
VALUE_LATE: Line = {**VALUE, "seen": at(later(EXPIRY[1], minutes=3))}
OTHER_VALUE = S.quote("20T21:00", "NDX", settlement=20_050, source="official")
BEFORE: dict[str, Row] = {"C50": -1, "XYZ": 100, "P4800": -1, "Z": 1}
AFTER: dict[str, Row] = {"Z": 1}
NIGHT = "20T21:03"
LEG: dict[str, Row] = {"XYZ": (-100, 50)}

CALLED = S.want("assigned", "C50", 1, DERIVED, {"C50": 1, "XYZ": -100}, 5_000)
BOOKED = S.want("assigned", "C50", 1)
PAID = S.want("cash_settled", "P4800", 1, STRONG, {"P4800": 1}, -5_000)
NOT_PAID = S.want("expired_unassigned", "P4800", 1, DERIVED)


def _night(*told: Part, balance: int = 20_000, then: Part = ()) -> list[Part]:
    """A call that is called away and an index put that is settled, over one reading."""
    night = S.night(BEFORE, AFTER, *told, cash=(20_000, balance), times=EXPIRY, then=then)
    return [THINGS, night]


def _booked(moment: str = NIGHT, **keys: Any) -> Line:
    return S.booking(moment, "C50", 1, "assignment", 0, **keys)


WAYS: tuple[tuple[str, str, Part, Want], ...] = (
    ("nothing", "the legs tell of the call", [], CALLED),
    ("its leg", "the record names the shares", _booked(counter=LEG), BOOKED),
    ("a record alone", "the record names no shares: they are found", _booked(), BOOKED),
    ("by the day", "the record gives its day alone", _booked("20T00:00"), BOOKED),
    ("by the day, with its leg", "and names the shares", _booked("20T00:00", counter=LEG), BOOKED),
    ("two records", "the shares have a record of their own, of the same event",
     [_booked(event="e"), S.booking(NIGHT, "XYZ", -100, "assignment", 50, event="e")], BOOKED),
    ("no shared id", "and one without an id in common",
     [_booked(), S.booking(NIGHT, "XYZ", -100, "assignment", 50)], BOOKED),
    ("its money", "the record names its money", _booked(counter=LEG, cash=5_000), BOOKED),
)  # fmt: skip

NAUGHT: list[Case] = [
    one
    for how, says, told, want in WAYS
    for one in (
        case(f"both ways/{how}", f"{says}; the balance stands still", _night(VALUE, told),
             wants=[want, PAID], incidents=2),
        case(f"both ways/{how}, later", f"{says}, when all else has been seen",
             _night(VALUE, then=told), wants=[want, PAID], incidents=2),
    )
] + [
    case("both ways/value last", "the value is told when all else has been seen",
         _night(then=VALUE_LATE), wants=[CALLED, PAID]),
    case("both ways/over a stop", "nobody looked while it happened", THINGS,
         S.reads(EXPIRY[0], BEFORE, 20_000), start("21T06:00"), VALUE,
         [S.reads(moment, AFTER, 20_000) for moment in ("21T06:05", "21T06:15", "23T12:30")],
         wants=[CALLED, PAID]),
    case("both ways/two values", "two that are settled, on two indices", THINGS,
         S.night({"P4800": -1, "C20000": 1, "Z": 1}, AFTER, VALUE, OTHER_VALUE,
                 cash=(20_000, 20_000), times=EXPIRY),
         wants=[PAID, S.want("exercised", "C20000", 1, STRONG, cash=5_000)], incidents=2),
]  # fmt: skip

SUMS: list[Case] = [
    case(f"both ways/{name}", says, THINGS,
         S.call("C45", strike), S.night(
             {"C45": -1, "XYZ": 100, "P4800": -1, "Z": 1}, AFTER, VALUE,
             cash=(20_000, balance), times=EXPIRY),
         wants=[S.want("assigned", "C45", 1, DERIVED, cash=100 * strike), PAID], incidents=2)
    for name, says, strike, balance in (
        ("more goes", "more was paid than received", 45, 19_500),
        ("more comes", "more was received than paid", 55, 20_500),
    )
]  # fmt: skip

APART: list[Case] = [
    case("both ways/only one came", "what was received is all that moved",
         _night(VALUE, balance=25_000), wants=[CALLED, NOT_PAID], withdraws=True),
    case("both ways/only one went", "what was paid is all that moved yet",
         _night(VALUE, balance=15_000), wants=[CALLED, PAID]),
    case("both ways/one came later", "neither had come, or as much was paid in", THINGS,
         S.reads(EXPIRY[0], BEFORE, 20_000), VALUE,
         [S.reads(moment, AFTER, 20_000) for moment in EXPIRY[1:4]],
         [S.reads(moment, AFTER, 25_000) for moment in ("23T07:00", "23T12:30")],
         wants=[CALLED, PAID]),
    case("both ways/both came later", "one after the other", THINGS,
         S.reads(EXPIRY[0], BEFORE, 20_000), VALUE,
         [S.reads(moment, AFTER, 20_000) for moment in EXPIRY[1:4]],
         S.reads("23T07:00", AFTER, 15_000), S.reads("23T12:30", AFTER, 20_000),
         wants=[CALLED, PAID]),
    case("both ways/a deposit later", "other money says nothing of either", THINGS,
         S.reads(EXPIRY[0], BEFORE, 20_000), VALUE,
         [S.reads(moment, AFTER, 20_000) for moment in EXPIRY[1:4]],
         S.reads("23T12:30", AFTER, 21_234), wants=[CALLED, PAID]),
]  # fmt: skip

CASES: list[Case] = [*NAUGHT, *SUMS, *APART]
