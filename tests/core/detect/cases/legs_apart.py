"""Legs on record that were booked hours or weeks apart, beside others that would fit them as well.

Each event explains its own part of what moved (domain notes 4.2.4). Two records whose legs cancel
are no reason to seek other contracts for the shares of either, and a change that one incident was
made of is not undone by the shares of another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    Account,
    Case,
    Part,
    Row,
    Rows,
    case,
)

S = Account()
XYZ = S.stock("XYZ")
FRIDAY = "2026-11-20"
PUTS = {k: S.put(f"P{k}", k, expiry=FRIDAY) for k in (216, 210, 204, 198, 192)}
ENDED: Mapping[str, int] = {"P210": -6, "P198": 6, "P192": 2}
ENDS = {"P210": "expired_unassigned", "P198": "expired", "P192": "expired"}
"""What becomes of them when the share closes at 209.4."""
C80, C84, C95 = (S.call(f"C{k}", k, expiry=FRIDAY) for k in (80, 84, 95))
P86 = S.put("P86", 86, expiry=FRIDAY)
P95 = S.put("P95", 95, expiry="2026-12-18")
C370, C380 = (S.call(f"C{k}", k, expiry="2026-11-06") for k in (370, 380))
C90, P135 = S.call("C90", 90, expiry="2026-11-27"), S.put("P135", 135, expiry="2026-11-27")
C400, P410 = S.call("C400", 400, expiry="2026-11-13"), S.put("P410", 410, expiry=FRIDAY)


def _two_passes(first: str, ended: Mapping[str, int]) -> list[Part]:
    """A put assigned and one exercised on the evening of their end; their shares in turn."""
    short: dict[str, Row] = {"P216": -1, "P204": 1, **ended}
    middle: Rows = {"XYZ": (-83, 204)} if first == "exercised" else {"XYZ": (117, "214.256410")}
    last: Rows = {"XYZ": (17, 216)} if first == "exercised" else {"XYZ": (17, "214.256410")}
    seen = {"seen": "2026-11-23T06:00:00Z"}
    told = [
        S.booking("21T01:39", "P216", 1, "assignment", 0, counter={"XYZ": (100, 216)}, **seen),
        S.booking("21T01:39", "P204", -1, "exercise", 0, counter={"XYZ": (-100, 204)}, **seen),
    ]  # fmt: skip
    return [
        XYZ, list(PUTS.values()), S.reads("20T15:00", {**short, "XYZ": (17, 204)}),
        S.quote("20T21:05", "XYZ", settlement="209.4"),
        S.reads("21T06:00", middle), S.reads("21T06:10", middle),
        S.reads("21T10:50", last), S.reads("21T11:00", last), told,
        S.reads("23T07:00", last), S.reads("25T07:00", last),
    ]  # fmt: skip


def _weeks() -> list[Part]:
    """What two calls moved in two passes; a week later puts and calls, and then a put alone."""
    held: dict[str, Row] = {"C400": 3, "P410": -1}
    short: dict[str, Row] = {**held, "C370": -5, "C380": -1, "XYZ": 3_000}
    after = {"C400": 0}
    return [
        XYZ, C370, C380, C400, P410, S.reads("06T20:48", short),
        S.reads("07T06:10", {**held, "XYZ": 2_500}), S.reads("07T06:20", {**held, "XYZ": 2_500}),
        S.reads("07T09:33", {**held, "XYZ": 2_400}), S.reads("07T09:45", {**held, "XYZ": 2_400}),
        S.booking("07T01:39", "C370", 5, "assignment", 0, counter={"XYZ": (-500, 370)},
                  seen="2026-11-08T06:00:00Z"),
        S.booking("07T01:39", "C380", 1, "assignment", 0, counter={"XYZ": (-100, 380)},
                  seen="2026-11-08T06:00:00Z"),
        S.reads("13T20:30", {**held, "XYZ": 2_400}),
        S.reads("14T06:10", {"P410": -1, "XYZ": 2_400, **after}),
        S.booking("14T01:12", "C400", -3, "exercise", 0, counter={"XYZ": (300, 400)},
                  seen="2026-11-15T05:12:00Z"),
        S.reads("16T16:37", {"P410": -1, "XYZ": 2_700}),
        S.reads("16T16:50", {"P410": -1, "XYZ": 2_700}),
        S.booking("19T01:12", "P410", 1, "assignment", 0, counter={"XYZ": (100, 410)},
                  seen="2026-11-20T05:33:00Z"),
        S.reads("20T06:00", {"XYZ": 2_800}), S.reads("20T06:10", {"XYZ": 2_800}),
    ]  # fmt: skip


def _one_change() -> list[Part]:
    """A call and puts of one night, in one change of the shares; then the other call."""
    short: dict[str, Row] = {"C90": -2, "P135": -5}
    left: dict[str, Row] = {"C90": -1, "XYZ": (400, 135)}
    day: dict[str, Any] = {"record": "trades"}
    return [
        XYZ, C90, P135, S.reads("09T20:00", short), S.reads("10T05:00", left),
        S.booking("09T00:00", "C90", 1, "assignment", seen="2026-11-11T06:16:00Z", **day),
        S.reads("11T07:00", left),
        S.booking("09T00:00", "P135", 5, "assignment", seen="2026-11-12T06:37:00Z", **day),
        S.reads("12T14:30", left), S.reads("13T05:00", {**left, "XYZ": (300, 135)}),
        S.booking("13T06:37", "C90", 1, "assignment", 0, record="hist"),
        S.reads("13T06:40", {"XYZ": (300, 135)}), S.reads("13T14:30", {"XYZ": (300, 135)}),
        S.fill("20T15:00", "XYZ", -50, 120), S.reads("20T15:10", {"XYZ": (250, 135)}),
        S.reads("20T16:00", {"XYZ": (250, 135)}),
    ]  # fmt: skip


FOUR = {"C90": 6, "C92": -4, "C88": 4, "C94": -1}
"""Calls that end, assigned or exercised; the shares of the first two come first."""


def _two_and_two() -> list[Part]:
    """Their shares in two passes, and puts that end beside them."""
    first, last = [{"XYZ": 1_000 - n * 100} for n in (2, 5)]
    held: dict[str, Row] = {name: -n for name, n in FOUR.items()}
    told = [
        S.booking("21T01:12", name, n, "assignment" if n > 0 else "exercise", 0,
                  counter={"XYZ": (n * -100, int(name[1:]))}, seen="2026-11-23T06:00:00Z")
        for name, n in FOUR.items()
    ]  # fmt: skip
    return [
        XYZ, P86, [S.call(name, int(name[1:]), expiry=FRIDAY) for name in FOUR],
        S.reads("20T15:00", {**held, "P86": -5, "XYZ": 1_000}),
        S.reads("21T06:00", first),
        S.reads("21T06:10", first), S.reads("21T10:50", last), S.reads("21T11:00", last), told,
        S.reads("23T07:00", last), S.reads("25T07:00", last),
    ]  # fmt: skip


LATER = {"P61": 1, "P62": 2, "P63": 3, "C90x": 2}
"""Contracts that live on: two are called of a night, and one of the two is on record."""


def _two_nights() -> list[Part]:
    """What came in two nights is by accident what the records of both deliver together."""
    told = [
        S.booking(f"{day}T01:12", name, LATER[name], "assignment", 0, seen="2026-11-20T06:00:00Z")
        for day, name in ((18, "P61"), (19, "P63"))
    ]
    between: dict[str, Row] = {"P63": -3, "C90x": -2, "XYZ": 1_300}
    return [
        XYZ, [(S.call if name[0] == "C" else S.put)(name, int(name[1:3]), expiry="2026-12-18")
              for name in LATER],
        S.reads("17T20:00", {**{name: -n for name, n in LATER.items()}, "XYZ": 1_000}),
        S.reads("18T06:00", between), S.reads("18T20:00", between),
        S.reads("19T06:00", {"XYZ": 1_400}), S.reads("19T20:00", {"XYZ": 1_400}), told,
        S.reads("20T07:00", {"XYZ": 1_400}),
    ]  # fmt: skip


def _abandoned() -> list[Part]:
    """A spread that ends in the money: the long call exercised, nobody calls the short one."""
    last: Rows = {"XYZ": (300, 84)}
    return [
        XYZ, C80, C84, S.reads("20T15:00", {"C80": -3, "C84": 3}),
        S.quote("20T21:05", "XYZ", settlement="86.06"),
        S.reads("21T06:00", {}), S.reads("21T06:10", {}), S.reads("21T08:11", last),
        S.reads("21T08:20", last),
        S.booking("21T01:12", "C84", -3, "exercise", 0, counter={"XYZ": (300, 84)},
                  seen="2026-11-23T06:00:00Z"),
        S.reads("23T07:00", last), S.reads("25T07:00", last),
    ]  # fmt: skip


def _nights_later() -> list[Part]:
    """Calls that end out of the money, and the shares of a put of their strike days after."""
    short: dict[str, Row] = {"P95": -2}
    event: dict[str, Any] = {"event": "e1", "seen": "2026-11-25T03:22:00Z"}
    return [
        XYZ, C95, P95, S.reads("20T15:00", {**short, "C95": 2}),
        S.quote("20T21:05", "XYZ", settlement="93.48"), S.reads("21T06:00", short),
        S.reads("23T12:00", short), S.reads("24T20:00", short),
        S.position("25T02:42", "XYZ", (100, 95)), S.reads("25T03:00", {**short, "XYZ": (100, 95)}),
        S.booking("25T03:22", "P95", 1, "assignment", 0, **event),
        S.booking("25T02:42", "XYZ", 100, "assignment", 95, **event),
        S.reads("25T04:00", {"P95": -1, "XYZ": (100, 95)}),
    ]  # fmt: skip


CASES: list[Case] = [
    *(case(f"legs apart/{first} first, {n} others", "each record has its own shares",
           _two_passes(first, ended),
           wants=[S.want("assigned", "P216", 1, CONFIRMED, {"P216": 1, "XYZ": (100, 216)}),
                  S.want("exercised", "P204", 1, CONFIRMED, {"P204": -1, "XYZ": (-100, 204)}),
                  *(S.want(ENDS[name], name, abs(held), DERIVED)
                    for name, held in ended.items())])
      for first in ("exercised", "assigned")
      for n, ended in enumerate(({}, {"P210": -6}, {"P210": -6, "P198": 6}, ENDED))),
    case("legs apart/two and two", "four records have all that came", _two_and_two(),
         wants=[*(S.want("assigned" if n > 0 else "exercised", name, abs(n), CONFIRMED)
                  for name, n in FOUR.items()), S.want("expired", "P86", 5, DERIVED)]),
    case("legs apart/two nights", "each night has its own", _two_nights(),
         wants=[S.want("assigned", name, n, CONFIRMED if name in {"P61", "P63"} else DERIVED)
                for name, n in LATER.items()]),
    case("legs apart/an abandoned call", "the shares are those of the record", _abandoned(),
         withdraws=True,
         wants=[S.want("exercised", "C84", 3, CONFIRMED, {"C84": -3, "XYZ": (300, 84)}),
                S.want("expired_unassigned", "C80", 3, DERIVED)]),
    case("legs apart/nights later", "shares at its strike prove nothing against the close",
         _nights_later(), doubted=frozenset({"saxo/C95"}),
         wants=[S.want("assigned", "P95", 1, CONFIRMED, {"P95": 1, "XYZ": (100, 95)}),
                S.want("expired", "C95", 2, DERIVED)]),
    case("legs apart/one change", "what two share is carried and written off for both",
         _one_change(),
         wants=[S.want("assigned", name, n, CONFIRMED)
                for name, n in (("C90", 1), ("P135", 5), ("C90", 1))]),
    case("legs apart/weeks after", "what one incident is made of is undone by no other", _weeks(),
         wants=[S.want("exercised" if n < 0 else "assigned", name, abs(n), CONFIRMED,
                       {name: n, "XYZ": moved})
                for name, n, moved in (("C370", 5, -500), ("C380", 1, -100), ("C400", -3, 300),
                                       ("P410", 1, 100))]),
]  # fmt: skip
