"""A record that only says that an option settled in cash is gone, and money that says the rest.

Brokers book the removal of a paid option as its expiry, at a price of zero, and tell the money in
another line, another list or days later (A6 of the outcomes). What it paid decides its kind (design
section 7): an amount makes it settled, none at a value at which it should have paid, unassigned.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    EXPIRY,
    LIKELY,
    PENDING,
    STRONG,
    Account,
    Case,
    Line,
    Part,
    Row,
    at,
    case,
    start,
)

S = Account()
FRIDAY = "2026-11-20"
ENDS: dict[str, Any] = {"style": "european", "settlement": "cash", "expiry": FRIDAY}
THINGS: tuple[Line, ...] = (
    S.stock("XYZ"),
    S.call("C50", 50),
    S.instrument("SPX", "index"),
    S.put("P4800", 4800, on="SPX", **ENDS),
    S.put("P4790", 4790, on="SPX", **ENDS),
)
VALUE = S.quote("20T21:00", "SPX", settlement=4750, source="official")
VALUE_LATE: Line = {**VALUE, "seen": at("20T21:20")}
OUTSIDE = S.quote("20T21:00", "SPX", settlement=4850, source="official")
LAST = S.quote("20T20:59", "SPX", last=4750)
NIGHT = "20T21:03"

PAID = S.want("cash_settled", "P4800", 1, STRONG, {"P4800": 1}, -5_000, names=("booked",))
EXERCISED = S.want("exercised", "P4800", 1, STRONG, {"P4800": -1}, 5_000)
UNASSIGNED = S.want("expired_unassigned", "P4800", 1, CONFIRMED, {"P4800": 1}, 0,
                    names=("in_the_money",))  # fmt: skip
EXPIRED = S.want("expired", "P4800", 1, CONFIRMED, cash=0)


def _gone(moment: str = NIGHT, name: str = "P4800", quantity: int = 1, **keys: Any) -> Line:
    """It is gone at nothing, in the word for what runs out."""
    return S.booking(moment, name, quantity, "expiry", 0, **keys)


def _night(
    *told: Part, paid: int = -5_000, held: int = -1, then: Part = (), known: Part = VALUE
) -> list[Part]:
    """A put on an index that is gone at its end, and a balance."""
    rows: tuple[dict[str, Row], dict[str, Row]] = ({"P4800": held, "Z": 1}, {"Z": 1})
    balance = (20_000, 20_000 + paid)
    return [THINGS, S.night(*rows, known, *told, cash=balance, times=EXPIRY, then=then)]


WAYS: tuple[tuple[str, str, Line], ...] = (
    ("a record", "the record is of the night", _gone()),
    ("by the day", "it gives its day alone", _gone("20T00:00")),
    ("dated after", "it is dated the day after", _gone("21T04:00")),
    ("an event", "it has an id of the event", _gone(event="e")),
)

ORDERS: list[Case] = [
    one
    for how, says, told in WAYS
    for one in (
        case(f"removed/{how}", f"{says}, and comes before the reading", _night(told),
             wants=[PAID], incidents=1),
        case(f"removed/{how}, later", f"{says}, and comes after the reading",
             _night(then=told), wants=[PAID], incidents=1),
        case(f"removed/{how}, not paid", f"{says}; nothing was paid up to Monday",
             _night(told, paid=0), wants=[UNASSIGNED]),
        case(f"removed/{how}, later, not paid", f"{says}, and nothing was paid up to Monday",
             _night(then=told, paid=0), wants=[UNASSIGNED]),
    )
]  # fmt: skip

KINDS: list[Case] = [
    case("removed/long", "the holder was paid", _night(_gone(quantity=-1), paid=5_000, held=1),
         wants=[EXERCISED], incidents=1),
    case("removed/long, not paid", "the holder was not paid",
         _night(_gone(quantity=-1), paid=0, held=1),
         wants=[replace(EXPIRED, legs=None)]),
    case("removed/out of the money", "its value says that nothing was due",
         _night(_gone(), paid=0, known=OUTSIDE), wants=[EXPIRED], incidents=1),
    case("removed/out of the money, other money", "as much was paid for something else",
         _night(_gone(), known=OUTSIDE), wants=[EXPIRED], incidents=1),
    case("removed/value unknown", "nobody knows the value: the word stands",
         _night(_gone(), paid=0, known=()), wants=[EXPIRED], incidents=1),
    case("removed/value last", "the value is told at last", _night(_gone(), known=(),
                                                                  then=VALUE_LATE),
         wants=[PAID]),
    case("removed/last price", "a last price is no value: the word stands",
         _night(_gone(), paid=0, known=LAST), wants=[EXPIRED], incidents=1),
    case("removed/last price, paid", "but it is where just that was paid",
         _night(_gone(), known=LAST), wants=[PAID]),
    case("removed/a fee", "a fee went with it", _night(_gone(), paid=-5_010),
         wants=[replace(PAID, grades=LIKELY)], incidents=1),
    case("removed/other money", "more was paid than it calls for: it may be in it",
         _night(_gone(), paid=-7_000), wants=[replace(PAID, grades=LIKELY)], incidents=1),
    case("removed/other money, other way", "something was paid in: nobody can tell",
         _night(_gone(), paid=3_000), wants=[replace(UNASSIGNED, grades=LIKELY)]),
    case("removed/no balances", "no balance is told: nobody has seen that nothing was paid", THINGS,
         S.night({"P4800": -1, "Z": 1}, {"Z": 1}, VALUE, _gone(), times=EXPIRY),
         wants=[replace(UNASSIGNED, grades=LIKELY)], incidents=1),
    case("removed/nothing paid is told", "the record says that it was nothing",
         _night(_gone(cash=0), paid=0), wants=[EXPIRED], incidents=1),
    case("removed/on the night", "until Monday nobody knows that nothing is paid", THINGS,
         S.night({"P4800": -1, "Z": 1}, {"Z": 1}, VALUE, _gone(), cash=(20_000, 20_000),
                 times=EXPIRY[:4]),
         wants=[S.want("cash_settled", "P4800", 1, PENDING)], incidents=1),
    case("removed/paid on Monday", "the money is booked in the days after", THINGS,
         S.reads(EXPIRY[0], {"P4800": -1, "Z": 1}, 20_000), VALUE, _gone(),
         [S.reads(moment, {"Z": 1}, 20_000) for moment in EXPIRY[1:4]],
         S.reads("23T08:00", {"Z": 1}, 15_000), S.reads("23T12:30", {"Z": 1}, 15_000),
         wants=[PAID], incidents=1),
    case("removed/over a stop", "nobody looked while it happened", THINGS,
         S.reads(EXPIRY[0], {"P4800": -1, "Z": 1}, 20_000), start("21T06:00"), VALUE, _gone(),
         [S.reads(moment, {"Z": 1}, 15_000) for moment in ("21T06:05", "23T12:30")],
         wants=[replace(PAID, late=True)], incidents=1),
    case("removed/settlement not said", "on an index it is settled in cash all the same",
         THINGS, S.put("P4800", 4800, on="SPX", style="european", settlement=None, expiry=FRIDAY),
         _night(_gone())[1:], wants=[PAID], incidents=1),
]  # fmt: skip

LOTS = {"P4800": -2, "Z": 1}
TWO = S.want("cash_settled", "P4800", 2, STRONG, {"P4800": 2}, -10_000)
BOTH: dict[str, Row] = {"P4800": -1, "P4790": -1, "Z": 1}
OTHER = S.want("cash_settled", "P4790", 1, STRONG, cash=-4_000)
CALLED: dict[str, Row] = {"P4800": -1, "C50": -1, "XYZ": 100, "Z": 1}
AWAY = S.want("assigned", "C50", 1, DERIVED, cash=5_000)

NEXT = S.put("P4700", 4700, on="SPX", **{**ENDS, "expiry": "2027-01-15"})
DAYS = [f"2026-12-{day:02d}" for day in range(1, 21)]
LONG_AFTER: list[Part] = [
    NEXT,
    [S.fill(f"{day}T11:00", "P4700", -1 if i % 2 else 1, 3) for i, day in enumerate(DAYS)],
    [S.reads(f"{day}T12:00", {"P4700": 1 - i % 2, "Z": 1}, 15_000) for i, day in enumerate(DAYS)],
]

MORE: list[Case] = [
    case("removed/long ago", "its readings are forgotten while others are traded",
         _night(_gone(), _gone("20T21:04", id="r", record="report")), LONG_AFTER,
         wants=[PAID], incidents=1),
    case("removed/in lots", "two records of one each", THINGS,
         S.night(LOTS, {"Z": 1}, VALUE, _gone(id="1"), _gone(id="2"), cash=(20_000, 10_000),
                 times=EXPIRY),
         wants=[TWO], incidents=1),
    case("removed/in part", "one of two has a record yet", THINGS,
         S.night(LOTS, {"Z": 1}, VALUE, _gone(), cash=(20_000, 10_000), times=EXPIRY),
         wants=[TWO], incidents=1),
    case("removed/two lists", "a second list says the same", _night(
         _gone(), _gone("20T21:04", id="r", record="report")), wants=[PAID], incidents=1),
    case("removed/its money after", "a line of money confirms it", _night(
         _gone(), then=S.booking("20T21:04", "P4800", 0, "cash_settlement", cash=-5_000)),
         wants=[replace(PAID, grades=CONFIRMED)], incidents=1),
    case("removed/another beside", "one of two series has a record", THINGS,
         S.night(BOTH, {"Z": 1}, VALUE, _gone(), cash=(20_000, 11_000), times=EXPIRY),
         wants=[PAID, OTHER], incidents=2),
    case("removed/both", "each of two series has one", THINGS,
         S.night(BOTH, {"Z": 1}, VALUE, _gone(), _gone(name="P4790"), cash=(20_000, 11_000),
                 times=EXPIRY),
         wants=[PAID, OTHER], incidents=2),
    *(case(f"removed/beside a call, {name}", says, THINGS,
           S.night(CALLED, {"Z": 1}, VALUE, _gone(), cash=(20_000, balance), times=EXPIRY),
           wants=[AWAY, want])
      for name, says, balance, want in (
          ("both paid", "as much came as went", 20_000, PAID),
          ("not paid", "only what the shares brought moved", 25_000, UNASSIGNED))),
    case("removed/beside a call, booked", "both have a record", THINGS,
         S.night(CALLED, {"Z": 1}, VALUE, _gone(),
                 S.booking(NIGHT, "C50", 1, "assignment", 0, counter={"XYZ": (-100, 50)}),
                 cash=(20_000, 20_000), times=EXPIRY),
         wants=[S.want("assigned", "C50", 1), PAID], incidents=2),
]  # fmt: skip

CASES: list[Case] = [*ORDERS, *KINDS, *MORE]
