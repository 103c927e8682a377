"""Money is spent once: contracts of which nothing but a movement of the balance is to be seen.

Their legs cancel, so only money tells that they were called. What records, trades and priced legs
account for has taken its share before, and what is left speaks for one of them, not for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    EXPIRY,
    LIKELY,
    NIGHT,
    STRONG,
    UNEXPLAINED,
    Account,
    Case,
    Line,
    Part,
    Row,
    at,
    case,
    later,
)

S = Account()
FRIDAY = "2026-11-20"
TIMES = (*EXPIRY[:-1], "23T15:00")
DESCRIBED: tuple[Line, ...] = (
    S.stock("XYZ", exchange="XNYS"),
    S.stock("KR", exchange="XNYS"),
    S.instrument("SPX", "index"),
    S.put("P95", 95, expiry=FRIDAY),
    S.put("P90", 90, expiry=FRIDAY),
    S.call("C110", 110, expiry=FRIDAY),
    S.call("C115", 115, expiry=FRIDAY),
    S.call("K20", 20, on="KR", expiry=FRIDAY),
    S.call("K25", 25, on="KR", expiry=FRIDAY),
    S.put("K P15", 15, on="KR", expiry=FRIDAY),
    S.put("SPX P4800", 4800, on="SPX", style="european", settlement="cash", expiry=FRIDAY),
)
XYZ_AT_80, XYZ_AT_100 = (S.quote("20T20:58", "XYZ", last=price) for price in (80, 100))
KR_AT_15, KR_AT_30 = (S.quote("20T20:58", "KR", last=price) for price in (15, 30))
SPX_AT_4750 = S.quote("20T21:00", "SPX", settlement=4750)

PUTS: dict[str, Row] = {"P95": -1, "P90": 1}
CALLS: dict[str, Row] = {"C110": -1, "C115": 1}
KR_CALLS: dict[str, Row] = {"K20": -1, "K25": 1}
KR_STRANGLE: dict[str, Row] = {"K P15": -1, "K25": -1}
Z: dict[str, Row] = {"Z": 1}

PUTS_CALLED = (
    S.want("assigned", "P95", 1, STRONG, cash=-9_500),
    S.want("exercised", "P90", 1, STRONG, cash=9_000),
)
PUTS_BOOKED = (
    S.want("assigned", "P95", 1, CONFIRMED),
    S.want("exercised", "P90", 1, STRONG | CONFIRMED, cash=9_000),
)
CALLS_EXPIRED = tuple(S.want("expired", name, 1, LIKELY) for name in CALLS)
KR_CALLED = (
    S.want("assigned", "K20", 1, STRONG, cash=2_000),
    S.want("exercised", "K25", 1, STRONG, cash=-2_500),
)
KR_BOOKED = tuple(S.want({"K20": "assigned", "K25": "exercised"}[n], n, 1) for n in KR_CALLS)
KR_EXPIRED = tuple(S.want("expired", name, 1, LIKELY) for name in KR_CALLS)
XYZ_OR_KR = tuple(
    S.want("ambiguous", name, 2, LIKELY, names=("several_fit", "cash_moved"))
    for name in ("XYZ", "KR")
)


def _gone(
    held: dict[str, Row],
    *told: Part,
    paid: int,
    came: dict[str, Row] | None = None,
    then: Part = (),
    times: Sequence[str] = TIMES,
) -> list[Part]:
    """Contracts that are gone, what `came` for them, and a balance that moved with it."""
    after = {**(came or {}), **Z}
    cash, earlier = (20_000, 20_000 + paid), later(times[0], hours=-1)
    before = {**held, **Z}
    return [
        DESCRIBED,
        S.reads(earlier, before, 20_000),
        S.night(before, after, *told, cash=cash, times=times, then=then),
    ]


def _booked(name: str, change: int, when: str = "20T21:03", **keys: Any) -> Line:
    return S.booking(when, name, change, "assignment" if change > 0 else "exercise", **keys)


CONDOR: dict[str, Row] = {**PUTS, **CALLS}
P95_ALONE = _booked("P95", 1)
OPTIONS = [P95_ALONE, _booked("P90", -1)]
WITH_SHARES = [
    _booked("P95", 1, counter={"XYZ": (100, 95)}),
    _booked("P90", -1, counter={"XYZ": (-100, 90)}),
]
WITH_MONEY = [_booked("P95", 1, cash=-9_500), _booked("P90", -1, cash=9_000)]
DATED_BEFORE = [
    _booked("P95", 1, "20T20:30", cash=-9_500),
    _booked("P90", -1, "20T20:30", cash=9_000),
]

ONE_SIDE: list[Case] = [
    case(f"spent once/condor, {name}", f"the put side is booked: {says}",
         _gone(CONDOR, XYZ_AT_80, told, paid=-500, then=[XYZ_AT_80, then]),
         wants=[*PUTS_BOOKED, *CALLS_EXPIRED])
    for name, says, told, then in (
        ("one record", "one of its legs without a word of the other", P95_ALONE, []),
        ("both records", "by its contracts alone", OPTIONS, []),
        ("shares", "with the shares", WITH_SHARES, []),
        ("money", "with the money", WITH_MONEY, []),
        ("money dated before", "and dated before the reading that still shows it",
         DATED_BEFORE, []),
        ("one record later", "after it was told by the money", [], P95_ALONE),
        ("both records later", "after it was told by the money", [], OPTIONS),
        ("shares later", "after it was told by the money", [], WITH_SHARES),
        ("money later", "after it was told by the money", [], WITH_MONEY),
    )
] + [
    case("spent once/condor, early", "before its end the other side is merely gone",
         _gone(CONDOR, _booked("P95", 1, "07:02"), _booked("P90", -1, "07:02"), paid=-500,
               times=NIGHT),
         wants=[*(S.want(w.kinds, str(w.instrument), 1) for w in PUTS_BOOKED),
                *(S.want("unexplained", name, 1, UNEXPLAINED) for name in CALLS)]),
    case("spent once/condor, both sides", "as much again was paid for the other side",
         _gone(CONDOR, OPTIONS, paid=-1_000),
         wants=[*PUTS_BOOKED, S.want("assigned", "C110", 1, STRONG, cash=11_000),
                S.want("exercised", "C115", 1, STRONG, cash=-11_500)]),
    case("spent once/condor, nothing booked", "the money alone may have paid for either side",
         _gone(CONDOR, paid=-500), wants=[S.want("ambiguous", "XYZ", 2, LIKELY)], open_ends=True),
    case("spent once/condor, close", "the close says which",
         _gone(CONDOR, XYZ_AT_80, paid=-500),
         wants=[*(replace(want, grades=DERIVED) for want in PUTS_CALLED), *CALLS_EXPIRED]),
]  # fmt: skip

TWO: dict[str, Row] = {**PUTS, **KR_CALLS}
KR_RECORDS = [_booked("K20", 1), _booked("K25", -1)]
KR_WITH_MONEY = [_booked("K20", 1, cash=2_000), _booked("K25", -1, cash=-2_500)]
PUTS_EXPIRED = tuple(S.want("expired", name, 1, LIKELY) for name in PUTS)

EITHER: list[Case] = [
    case("spent once/either of two", "two spreads of one width, paid for once",
         _gone(TWO, paid=-500), wants=XYZ_OR_KR, incidents=2),
    case("spent once/either of two, a fee", "the same with a fee",
         _gone(TWO, paid=-510),
         wants=[S.want("ambiguous", name, 2, LIKELY) for name in ("XYZ", "KR")], incidents=2),
    case("spent once/either of two, one inside", "the close of one says that it was called",
         _gone(TWO, XYZ_AT_80, paid=-500), wants=[*PUTS_CALLED, *KR_EXPIRED]),
    case("spent once/either of two, closes", "the closes say which",
         _gone(TWO, XYZ_AT_80, KR_AT_15, paid=-500), wants=[*PUTS_CALLED, *KR_EXPIRED]),
    case("spent once/either of two, one outside", "the close of the other says that it was not",
         _gone(TWO, KR_AT_15, paid=-500), wants=[*PUTS_CALLED, *KR_EXPIRED]),
    case("spent once/either of two, both inside", "both were worth it: the closes do not tell",
         _gone(TWO, XYZ_AT_80, KR_AT_30, paid=-500), wants=XYZ_OR_KR),
    case("spent once/either of two, both paid", "both were worth it, and both were paid for",
         _gone(TWO, XYZ_AT_80, KR_AT_30, paid=-1_000), wants=[*PUTS_CALLED, *KR_CALLED]),
    *(case(f"spent once/either of two, {name}", says, _gone(TWO, told, paid=-500, then=then),
           wants=[*KR_BOOKED, *PUTS_EXPIRED], withdraws=bool(then))
      for name, says, told, then in (
          ("booked", "a record says which", KR_RECORDS, []),
          ("booked with money", "a record says which, and its money", KR_WITH_MONEY, []),
          ("booked later", "a record says later which", [], KR_RECORDS),
          ("booked with money later", "a record says later which", [], KR_WITH_MONEY))),
    case("spent once/strangles", "two short strangles of one width",
         _gone({"P95": -1, "C115": -1, "K P15": -1, "K35": -1},
               S.call("K35", 35, on="KR", expiry=FRIDAY), paid=2_000),
         wants=[S.want("ambiguous", name, 2, LIKELY) for name in ("XYZ", "KR")], incidents=2),
    case("spent once/of several widths", "only one of them is worth what was paid",
         _gone({**PUTS, **KR_STRANGLE}, paid=-500),
         wants=[*PUTS_CALLED, *(S.want("expired", name, 1, LIKELY) for name in KR_STRANGLE)]),
]  # fmt: skip

KR_PUT = S.want("assigned", "K P15", 1, STRONG, cash=-1_500)
KR_SHARES: dict[str, Row] = {"KR": (100, 15)}
SPX_PUT = S.want("cash_settled", "SPX P4800", 1, STRONG, cash=-5_000)

BESIDE: list[Case] = [
    case("spent once/beside a put", "the price of other shares says what theirs is",
         _gone({**PUTS, "K P15": -1}, paid=-2_000, came=KR_SHARES),
         wants=[*PUTS_CALLED, KR_PUT]),
    case("spent once/beside a put, early", "before they end as well",
         _gone({**PUTS, "K P15": -1}, paid=-2_000, came=KR_SHARES, times=NIGHT),
         wants=[*PUTS_CALLED, KR_PUT]),
    case("spent once/beside a put, a fee", "to within a fee, that is likely",
         _gone({**PUTS, "K P15": -1}, paid=-2_010, came=KR_SHARES),
         wants=[S.want("assigned", "P95", 1, LIKELY), S.want("exercised", "P90", 1, LIKELY),
                S.want("assigned", "K P15", 1, STRONG)]),
    case("spent once/beside a put, price unknown", "both together are what was paid",
         _gone({**PUTS, "K P15": -1}, paid=-2_000, came={"KR": 100}),
         wants=[*PUTS_CALLED, KR_PUT]),
    case("spent once/beside a put, booked", "the broker booked it and named no money",
         _gone({**PUTS, "K P15": -1}, _booked("K P15", 1), paid=-2_000, came={"KR": 100}),
         wants=[*PUTS_CALLED, S.want("assigned", "K P15", 1)]),
    case("spent once/beside a put, nothing left", "its strike is all that was paid",
         _gone({**PUTS, "K P15": -1}, paid=-1_500, came=KR_SHARES),
         wants=[KR_PUT, *PUTS_EXPIRED]),
    case("spent once/beside a put, paid later", "its strike is not paid yet, the spread is",
         _gone({**PUTS, "K P15": -1}, paid=-500, came=KR_SHARES),
         wants=[*PUTS_CALLED, S.want("assigned", "K P15", 1, STRONG)]),
    case("spent once/beside an index", "its official value says what was paid for it",
         _gone({**PUTS, "SPX P4800": -1}, SPX_AT_4750, paid=-5_500),
         wants=[*PUTS_CALLED, SPX_PUT]),
    case("spent once/beside an index, booked", "so it does where that is booked without money",
         _gone({**PUTS, "SPX P4800": -1}, SPX_AT_4750,
               S.booking("20T21:03", "SPX P4800", 1, "cash_settlement"), paid=-5_500),
         wants=[*PUTS_CALLED, S.want("cash_settled", "SPX P4800", 1)]),
    case("spent once/beside an index, nothing left", "it is all that was paid",
         _gone({**PUTS, "SPX P4800": -1}, SPX_AT_4750, paid=-5_000),
         wants=[SPX_PUT, *PUTS_EXPIRED]),
]  # fmt: skip

NEAR: dict[str, Row] = {"N P9.5": -1, "N C10": -1}
SMALL = (
    S.put("N P9.5", "9.5", multiplier=10, expiry=FRIDAY),
    S.call("N C10", 10, multiplier=10, expiry=FRIDAY),
)


def _small(paid: int | str, *told: Part, times: Sequence[str] = TIMES) -> list[Part]:
    """A strangle whose strikes lie no further apart than a fee."""
    return (
        [SMALL, _gone(NEAR, *told, paid=0, times=times)]
        if not paid
        else [
            SMALL,
            DESCRIBED,
            S.night({**NEAR, **Z}, Z, *told, cash=("20000", str(paid)), times=times),
        ]
    )


NEAR_EXPIRED = [S.want("expired", name, 1, LIKELY) for name in NEAR]
FEES: list[Case] = [
    case("spent once/within a fee", "a balance that stands still tells of nothing",
         _small(0), wants=NEAR_EXPIRED, incidents=2),
    case("spent once/within a fee, interest", "nor does one that was charged a little",
         _small("19988.11"), wants=NEAR_EXPIRED, incidents=2),
    case("spent once/within a fee, exact", "what they are worth to the cent does",
         _small("20005"), wants=[S.want("assigned", name, 1, STRONG) for name in NEAR]),
    case("spent once/within a fee, early", "and before their end nobody knows where they went",
         _small(0, times=NIGHT),
         wants=[S.want("unexplained", name, 1, UNEXPLAINED) for name in NEAR]),
]  # fmt: skip

IN_CASH = {"style": "european", "settlement": "cash", "expiry": FRIDAY}
INDICES: tuple[Line, ...] = (
    S.instrument("NDX", "index"),
    S.call("SPX C5000", 5000, on="SPX", **IN_CASH),
    S.put("NDX P20000", 20_000, on="NDX", **IN_CASH),
)
STRANGLE: dict[str, Row] = {"SPX P4800": -1, "SPX C5000": -1}
TWO_INDICES: dict[str, Row] = {"SPX P4800": -1, "NDX P20000": -1}
AT_4750_LATE = {**SPX_AT_4750, "seen": at("23T16:00")}
SEVERAL = ("several_fit", "cash_moved", "close_unknown")

VALUES: list[Case] = [
    case("spent once/index strangle", "either side may have been paid for: nobody knows the value",
         INDICES, _gone(STRANGLE, paid=-5_000),
         wants=[S.want("ambiguous", "SPX", 1, LIKELY, {"SPX P4800": 1, "SPX C5000": 1},
                       names=SEVERAL)]),
    case("spent once/index strangle, uneven", "of the call there are more",
         INDICES, _gone({**STRANGLE, "SPX C5000": -2}, paid=-5_000),
         wants=[S.want("ambiguous", "SPX", 2, LIKELY, names=SEVERAL)]),
    case("spent once/index strangle, value later", "the value says which",
         INDICES, _gone(STRANGLE, paid=-5_000), AT_4750_LATE,
         wants=[SPX_PUT, S.want("expired", "SPX C5000", 1, STRONG)], withdraws=True),
    case("spent once/two indices", "either may have been paid for, or both",
         INDICES, _gone(TWO_INDICES, paid=-5_000),
         wants=[S.want("ambiguous", name, 1, LIKELY, names=SEVERAL) for name in ("SPX", "NDX")]),
    case("spent once/two indices, one value", "the value of one says that all was paid for it",
         INDICES, _gone(TWO_INDICES, SPX_AT_4750, paid=-5_000),
         wants=[SPX_PUT, S.want("expired", "NDX P20000", 1, LIKELY)]),
    case("spent once/two indices, one value later", "though it is told last",
         INDICES, _gone(TWO_INDICES, paid=-5_000), AT_4750_LATE,
         wants=[SPX_PUT, S.want("expired", "NDX P20000", 1, LIKELY)], withdraws=True),
    case("spent once/two indices, one value, more paid", "what it does not call for is the other's",
         INDICES, _gone(TWO_INDICES, SPX_AT_4750, paid=-8_000),
         wants=[S.want("cash_settled", "SPX P4800", 1, DERIVED, cash=-5_000),
                S.want("cash_settled", "NDX P20000", 1, LIKELY, cash=-3_000)]),
    case("spent once/two indices, one booked", "a record names no money, but its price",
         INDICES, _gone(TWO_INDICES, S.booking("20T21:03", "SPX P4800", 1, "cash_settlement", 50),
                        paid=-5_000),
         wants=[S.want("cash_settled", "SPX P4800", 1, cash=-5_000),
                S.want("expired", "NDX P20000", 1, LIKELY)]),
    *(case(f"spent once/two indices, one booked later, {name}", "the record comes last",
           INDICES, _gone(TWO_INDICES, paid=-5_000),
           S.booking("20T21:03", "SPX P4800", 1, "cash_settlement", price, cash=cash,
                     seen=at("23T16:00")),
           wants=[S.want("cash_settled", "SPX P4800", 1, cash=-5_000),
                  S.want("expired", "NDX P20000", 1, LIKELY)], withdraws=True)
      for name, price, cash in (("its price", 50, None), ("its money", None, -5_000))),
]  # fmt: skip

CASES: list[Case] = [*ONE_SIDE, *EITHER, *BESIDE, *FEES, *VALUES]
