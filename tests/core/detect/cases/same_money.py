"""Money that one incident accounts for, and a contract that ends in cash while the balance moves.

A balance is of the account: where the strike of an assignment is all that it moved by, nothing
speaks for a settlement of something else, however the assignment is told.
"""

from __future__ import annotations

from dataclasses import replace

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    EXPIRY,
    LIKELY,
    STRONG,
    Account,
    Case,
    Line,
    Part,
    Row,
    Want,
    case,
)

S = Account()
FRIDAY = "2026-11-20"
ENDS = {"on": "SPX", "style": "european", "settlement": "cash", "expiry": FRIDAY}
THINGS: tuple[Line, ...] = (
    S.stock("XYZ"),
    S.put("P110", 110),
    S.instrument("SPX", "index"),
    S.call("C4900", 4900, multiplier=10, **ENDS),
    S.instrument("GOLD F", "future", multiplier=10, settlement="cash", expiry=FRIDAY),
)
AT_4890, AT_4950 = (S.quote("20T21:00", "SPX", settlement=price) for price in (4890, 4950))
NIGHT = "20T21:03"
SHOWN: dict[str, Row] = {"XYZ": (200, 110)}

ASSIGNED = S.want("assigned", "P110", 2, cash=-22_000)
BY_LEGS = S.want("assigned", "P110", 2, DERIVED, cash=-22_000)
EXPIRED = S.want("expired", "C4900", 3, LIKELY)

BY_ITS_LEG = S.booking(NIGHT, "P110", 2, "assignment", 0, counter=SHOWN)
BY_TWO = [
    S.booking(NIGHT, "P110", 2, "assignment", 0, event="e"),
    S.booking(NIGHT, "XYZ", 200, "assignment", 110, event="e"),
]


def _night(*told: Part, balance: int = 28_000, other: str = "C4900", held: int = -3) -> list[Part]:
    """Puts that are assigned, and a contract that ends in cash, over one reading."""
    before: dict[str, Row] = {other: held, "P110": -2, "Z": 1}
    after = {**SHOWN, "Z": 1}
    return [THINGS, S.night(before, after, *told, cash=(50_000, balance), times=EXPIRY)]


WAYS: tuple[tuple[str, str, Part, Want], ...] = (
    ("its leg", "the record names the shares and their price", BY_ITS_LEG, ASSIGNED),
    ("two records", "the shares have a record of their own", BY_TWO, ASSIGNED),
    ("a record alone", "the record names no shares: they are found",
     S.booking(NIGHT, "P110", 2, "assignment", 0), ASSIGNED),
    ("money alone", "the record names its money and no shares",
     S.booking(NIGHT, "P110", 2, "assignment", 0, cash=-22_000), ASSIGNED),
    ("its money", "the record names its money",
     S.booking(NIGHT, "P110", 2, "assignment", 0, cash=-22_000, counter=SHOWN), ASSIGNED),
    ("the shares' money", "the record of the shares names it",
     [BY_TWO[0], S.booking(NIGHT, "XYZ", 200, "assignment", 110, event="e", cash=-22_000)],
     ASSIGNED),
    ("shares alone", "only the shares have a record, which names the money",
     S.booking(NIGHT, "XYZ", 200, "assignment", 110, cash=-22_000), ASSIGNED),
    ("a trade", "the shares are told as a trade of the same event",
     [BY_TWO[0], S.fill(NIGHT, "XYZ", 200, 110, event="e")], ASSIGNED),
    ("nothing", "no record at all: the legs tell", [], BY_LEGS),
)  # fmt: skip

TOLD: list[Case] = [
    one
    for how, says, told, want in WAYS
    for one in (
        case(f"same money/{how}", says, _night(told), wants=[want, EXPIRED],
             withdraws=how == "shares alone"),
        case(f"same money/{how}, and more", f"{says}; what is left is the settlement's",
             _night(told, balance=27_400),
             wants=[replace(want, cash=None),
                    S.want("cash_settled", "C4900", 3, LIKELY, cash=-600)],
             withdraws=how == "shares alone"),
    )
]  # fmt: skip

LEFT: list[Case] = [
    case("same money/both were paid, close known", "and just what its value calls for",
         _night(BY_ITS_LEG, AT_4950, balance=26_500),
         wants=[ASSIGNED, S.want("cash_settled", "C4900", 3, STRONG, cash=-1_500)]),
    case("same money/in the money and not paid", "the strike is all that was paid",
         _night(BY_ITS_LEG, AT_4950),
         wants=[ASSIGNED, S.want("expired_unassigned", "C4900", 3, LIKELY)]),
    case("same money/a fee", "what the assignment cost besides is no settlement",
         _night(BY_ITS_LEG, balance=27_985), wants=[ASSIGNED, EXPIRED], incidents=2),
    case("same money/a long one", "what an exercise brought is not lost in it",
         _night(BY_ITS_LEG, balance=29_000, held=3),
         wants=[ASSIGNED, S.want("exercised", "C4900", 3, LIKELY, cash=1_000)]),
    case("same money/paid for later", "the strike has not been paid yet: nothing to take off",
         _night(BY_ITS_LEG, balance=51_000, held=3),
         wants=[ASSIGNED, S.want("exercised", "C4900", 3, LIKELY, cash=1_000)]),
    case("same money/nothing moved yet", "and no settlement the other way either",
         _night(BY_ITS_LEG, balance=50_000, held=3), wants=[ASSIGNED, EXPIRED], incidents=2),
    case("same money/out of the money", "the close says that it is worth nothing",
         _night(BY_ITS_LEG, AT_4890),
         wants=[ASSIGNED, S.want("expired", "C4900", 3, STRONG)], incidents=2),
    case("same money/a future", "no result of a future is told from it",
         _night(BY_ITS_LEG, other="GOLD F"),
         wants=[ASSIGNED, S.want("settled", "GOLD F", 3, LIKELY, cash=0)]),
    case("same money/either of two", "whichever was called, the strike is the same", THINGS,
         S.put("P110 JAN", 110, expiry="2027-01-15"),
         S.night({"C4900": -3, "P110": -2, "P110 JAN": -2, "Z": 1}, {**SHOWN, "Z": 1},
                 cash=(50_000, 28_000), times=EXPIRY),
         wants=[S.want("ambiguous", "XYZ", 2, DERIVED), EXPIRED], open_ends=True),
    case("same money/at another price", "legs that were traded did not cost the strike", THINGS,
         S.night({"C4900": -3, "P110": -2, "Z": 1}, {"XYZ": (200, 105), "Z": 1},
                 cash=(50_000, 49_400), times=EXPIRY),
         wants=[S.want("cash_settled", "C4900", 3, LIKELY, cash=-600)], open_ends=True),
]  # fmt: skip

LATER: list[Case] = [
    case("same money/told afterwards", "the settlement is taken back when a record tells the rest",
         THINGS, S.reads("20T20:55", {"C4900": -3, "P110": -2, "Z": 1}, 50_000),
         S.reads("20T21:05", {"P110": -2, "Z": 1}, 28_000),
         S.reads("20T21:15", {"P110": -2, "Z": 1}, 28_000),
         BY_ITS_LEG, S.reads("20T21:30", {**SHOWN, "Z": 1}, 28_000),
         S.reads("23T12:30", {**SHOWN, "Z": 1}, 28_000),
         wants=[S.want("assigned", "P110", 2, CONFIRMED, cash=-22_000), EXPIRED], withdraws=True),
    case("same money/paid with the shares", "the record is dated before, its money came with them",
         THINGS, S.reads("20T20:55", {"C4900": -3, "P110": -2, "Z": 1}, 50_000),
         S.reads("20T21:05", {"P110": -2, "Z": 1}, 49_400),
         BY_ITS_LEG, S.reads("20T21:30", {**SHOWN, "Z": 1}, 27_400),
         S.reads("23T12:30", {**SHOWN, "Z": 1}, 27_400),
         wants=[ASSIGNED, S.want("cash_settled", "C4900", 3, LIKELY, cash=-600)]),
]  # fmt: skip

# ------------------------------------------------ the balance says which of two ways was paid for

CALLS: tuple[Line, ...] = (
    S.stock("XYZ"),
    S.call("C100", 100, expiry=FRIDAY),
    S.call("C105", 105, expiry=FRIDAY),
    S.put("P105", 105, expiry=FRIDAY),
    *THINGS[2:4],
)
THREE: dict[str, Row] = {"C100": -5, "C105": 5, "P105": -4}


def _crossed(balance: int, *, beside: bool) -> list[Part]:
    """Puts alone, or puts and calls that cancel: short shares become long at 105 by either."""
    other: dict[str, Row] = {"C4900": -3} if beside else {}
    before = {**THREE, **other, "XYZ": (-100, 104), "Z": 1}
    after: dict[str, Row] = {"XYZ": (300, 105), "Z": 1}
    return [CALLS, S.night(before, after, cash=(104_635, balance), times=EXPIRY)]


PAID: list[Case] = [
    *(case(f"same money/to a cent, all{' and what ends in cash' if beside else ''}",
           "all three come to just what the balance moved by, the puts alone do not",
           _crossed(60_135, beside=beside),
           wants=[S.want("assigned", "C100", 5, DERIVED, cash=50_000),
                  S.want("exercised", "C105", 5, DERIVED, cash=-52_500),
                  S.want("assigned", "P105", 4, DERIVED, cash=-42_000),
                  *([EXPIRED] if beside else [])])
      for beside in (False, True)),
    *(case(f"same money/{named}", says, _crossed(balance, beside=False),
           wants=[S.want("assigned", "P105", 4, grades, cash=-42_000),
                  S.want("expired", "C100", 5, LIKELY),
                  S.want("expired", "C105", 5, LIKELY)])
      for named, says, balance, grades in (
          ("to a cent, the puts", "the calls came to nothing", 62_635, DERIVED),
          ("not to a cent", "the balance speaks for neither, the price for the puts", 60_301,
           LIKELY),
      )),
]  # fmt: skip

CASES: list[Case] = [*TOLD, *LEFT, *LATER, *PAID]
