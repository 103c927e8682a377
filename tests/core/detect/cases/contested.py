"""Money that a booked happening has spent already does not speak for another contract.

The balance moved once, by just what either of two is worth, and no price tells of what came for the
other one. Whether its record names the money or not, and whichever is told of first: what is on
record was paid with it, and of the other only the legs tell. Of two without a record neither can
have it for its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    EXPIRY,
    LIKELY,
    NIGHT,
    STRONG,
    Account,
    Case,
    Line,
    Part,
    Row,
    case,
    later,
    start,
)

S = Account()
DESCRIBED: tuple[Line, ...] = (
    S.stock("XYZ"),
    S.stock("KR"),
    S.put("P100", 100),
    S.put("P95", 95),
    S.call("C100", 100),
    S.call("K100", 100, on="KR"),
)
DATES = {
    "in its time": "07:02",
    "by its day": "18T00:00",
    "by the day before": "17T00:00",
    "before the first reading": "06:58",
}
FORMS = ("alone", "with its shares", "with shares of their own", "with its money")
SEEN = {"before": "07:03", "between": "07:05:30", "after": "07:08"}
LIKELY_ONLY: dict[str, Any] = {"never": STRONG | CONFIRMED}


def _booked(when: str, form: str, seen: str) -> list[Line]:
    keys: dict[str, Any] = {"seen": f"2026-11-18T{seen}{':00' if len(seen) < 6 else ''}Z"}
    if form == "with shares of their own":
        return [
            S.booking(when, "P100", 1, "assignment", 0, event="e", **keys),
            S.booking(when, "XYZ", 100, "assignment", 100, event="e", **keys),
        ]
    shares: dict[str, Row] = {"XYZ": (100, 100)} if form == "with its shares" else {}
    cash = -10_000 if form == "with its money" else None
    return [S.booking(when, "P100", 1, "assignment", 0, cash=cash, counter=shares, **keys)]


def _tape(
    other: dict[str, Row],
    came: dict[str, Row],
    told: Sequence[Line],
    when: str = "before",
    *,
    paid: int = -10_000,
    starts: bool = False,
) -> list[Part]:
    """P100 and another contract are gone at once, and their shares are there without a price."""
    first, shown, *again = NIGHT
    before: dict[str, Row] = {"P100": -1, **other, "Z": 1}
    after: dict[str, Row] = {**came, "Z": 1}
    places = dict.fromkeys(SEEN, ()) | {when: told}
    restart = [start("07:04")] if starts else []
    return [
        DESCRIBED,
        S.reads(first, before, 50_000),
        places["before"],
        restart,
        S.snapshot(shown, after, 50_000 + paid),
        places["between"],
        S.coverage(later(shown, minutes=1)),
        places["after"],
        [S.reads(moment, after, 50_000 + paid) for moment in again],
    ]


PUT = S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1, "XYZ": (100, 100)}, cash=-10_000)
OTHERS: dict[str, tuple[dict[str, Row], dict[str, Row]]] = {
    "K100": ({"K100": 1}, {"XYZ": 100, "KR": 100}),
    "C100": ({"C100": 1}, {"XYZ": 200}),
}

BOOKED: list[Case] = [
    case(f"contested/{name}, booked {form}, dated {how}, told {when}",
         "what is on record was paid with it",
         _tape(*OTHERS[name], _booked(date, form, SEEN[when]), when),
         wants=[PUT, S.want("exercised", name, 1, LIKELY, cash=-10_000,
                            **(LIKELY_ONLY if when == "before" or name == "K100" else {}))])
    for name in OTHERS
    for form in FORMS
    for how, date in DATES.items()
    for when in SEEN
]  # fmt: skip

ALONE: list[Case] = [
    case("contested/after a restart", "which was booked before it",
         _tape(*OTHERS["K100"], _booked("07:02", "alone", "07:03"), starts=True),
         wants=[PUT, S.want("exercised", "K100", 1, LIKELY, late=True, **LIKELY_ONLY)]),
    case("contested/nothing booked", "either may have been paid with it",
         _tape(*OTHERS["K100"], ()),
         wants=[S.want("assigned", "P100", 1, LIKELY, **LIKELY_ONLY),
                S.want("exercised", "K100", 1, LIKELY, **LIKELY_ONLY)]),
    case("contested/both paid", "the balance moved by both",
         _tape(*OTHERS["K100"], (), paid=-20_000),
         wants=[S.want("assigned", "P100", 1, STRONG), S.want("exercised", "K100", 1, STRONG)]),
    case("contested/a price", "what it came for says what it was",
         _tape({"K100": 1}, {"XYZ": 100, "KR": (100, 100)}, _booked("07:02", "alone", "07:03")),
         wants=[PUT, S.want("exercised", "K100", 1, STRONG)]),
    case("contested/a price of one", "and it was paid with the money",
         _tape({"K100": 1}, {"XYZ": 100, "KR": (100, 100)}, ()),
         wants=[S.want("assigned", "P100", 1, LIKELY, **LIKELY_ONLY),
                S.want("exercised", "K100", 1, STRONG)]),
    case("contested/of another amount", "the money is not that of what is on record",
         _tape({"K100": 1}, {"XYZ": 100, "KR": 100}, _booked("07:02", "alone", "07:03"),
               paid=-20_000),
         wants=[PUT, S.want("exercised", "K100", 1, DERIVED)]),
]  # fmt: skip

NOT_SHOWN = ("07:00", "07:05", "07:10", "07:20", "07:30")


def _not_shown(form: str, *, told: str) -> list[Part]:
    """The balance has the money of what is on record, and the rows do not show it for a while."""
    before: dict[str, Row] = {"P100": -1, "K100": 1, "Z": 1}
    between: dict[str, Row] = {"P100": -1, "KR": 100, "Z": 1}
    after: dict[str, Row] = {"XYZ": 100, "KR": 100, "Z": 1}
    record = _booked("07:02", form, told)
    read = [
        S.reads("07:00", before, 50_000),
        *(S.reads(moment, between, 40_000) for moment in NOT_SHOWN[1:3]),
        *(S.reads(moment, after, 40_000) for moment in NOT_SHOWN[3:]),
    ]
    place = sum(moment < told for moment in NOT_SHOWN)
    return [DESCRIBED, read[:place], record, read[place:]]


LAGGING: list[Case] = [
    case(f"contested/shown later, booked {form}, told {told}", "the balance was ahead of the rows",
         _not_shown(form, told=told),
         wants=[PUT, S.want("exercised", "K100", 1, LIKELY,
                            **(LIKELY_ONLY if told < "07:05" else {}))])
    for form in FORMS
    for told in ("07:03", "07:08", "07:22")
]  # fmt: skip

FRIDAY = "2026-11-20"
LATE_SHARES: list[Case] = [
    case("contested/shares that cancel", "one of two on record is not shown yet: one share leg is "
         "there, and looks like that of what had ended",
         S.stock("XYZ"), S.quote("20T20:58", "XYZ", last="99.26"),
         [S.put("P100", 100, expiry=FRIDAY), S.call("C95", 95, expiry=FRIDAY),
          S.call("C100", 100, expiry=FRIDAY)],
         S.reads(EXPIRY[0], {"P100": -1, "C95": -1, "C100": 1, "XYZ": -100, "Z": 1}, 50_000),
         S.booking("20T20:54", "P100", 1, "assignment", 0, event="e", seen="2026-11-20T20:57:00Z"),
         S.booking("20T20:54", "XYZ", 100, "assignment", 100, event="e",
                   seen="2026-11-20T20:57:00Z"),
         S.booking("20T21:01", "C95", 1, "assignment", counter={"XYZ": (-100, 95)}),
         S.reads(EXPIRY[1], {"Z": 1}, 40_000),
         S.booking("20T21:04", "C100", -1, "expiry", seen="2026-11-20T21:07:00Z"),
         [S.reads(moment, {"XYZ": -100, "Z": 1}, 49_500) for moment in EXPIRY[2:]],
         wants=[S.want("assigned", "P100", 1, CONFIRMED), S.want("assigned", "C95", 1, CONFIRMED),
                S.want("expired", "C100", 1, CONFIRMED)], doubted=frozenset({S.id("C100")})),
]  # fmt: skip

CASES: list[Case] = [*BOOKED, *ALONE, *LAGGING, *LATE_SHARES]
