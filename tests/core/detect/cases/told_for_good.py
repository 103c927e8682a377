"""What lists say of a night that the ledger holds already, and what two lists say of one night.

A ledger that holds nothing open starts afresh, and what made two words of one list and another one
is forgotten then. What was told stays so; what a record says after it was corrected is new.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    Account,
    Case,
    Line,
    Part,
    Row,
    Rows,
    case,
    later,
)

S = Account()
K = Account("kraken/futures")
XYZ = S.stock("XYZ")
C100, C45, C47, C50, C55 = (S.call(f"C{k}", k, expiry="2026-11-27") for k in (100, 45, 47, 50, 55))
P52, P100 = S.put("P52", 52, expiry="2026-11-27"), S.put("P100", 100)
DESCRIBED = (XYZ, C100, C45, C47, C50, C55, P52, P100)
PF = K.instrument("PF", "perpetual", multiplier=1)


def _days(rows: dict[str, Row], *days: str) -> list[Part]:
    return [S.reads(f"{day}T{hour}", rows) for day in days for hour in ("06:00", "20:40")]


def _traded(day: str, rows: dict[str, Row]) -> list[Part]:
    """A round trip an hour, of the share and of the put, so that their ledgers grow long."""
    return [
        part
        for hour, name in product(range(13, 20), ("XYZ", "P100"))
        for part in (
            S.fill(f"{day}T{hour}:00", name, 1, 3),
            S.reads(f"{day}T{hour}:05", {**rows, name: int(str(rows[name])) + 1}),
            S.fill(f"{day}T{hour}:30", name, -1, 3),
            S.reads(f"{day}T{hour}:35", rows),
        )
    ]


def _two_nights(one: str, other: str) -> list[Part]:
    """A call of each of two nights running on two lists, each of which dates in its own way."""
    before: dict[str, Row] = {"C100": -2, "XYZ": 900}
    between: dict[str, Row] = {"C100": -1, "XYZ": 800}
    after: dict[str, Row] = {"XYZ": 700}

    def told(night: int) -> list[Line]:
        dates = {"E": f"{night - 1:02}T00:00", "E+1": f"{night:02}T00:00"}
        return [S.booking(dates[how], "C100", 1, "assignment", id=f"{read} {night}", record=read,
                          seen=f"2026-11-{night:02}T06:00:00Z")
                for how, read in ((one, ""), (other, "report"))]  # fmt: skip

    return [
        S.reads("03T20:40", before), S.reads("04T06:00", between), told(4),
        S.reads("04T20:40", between), S.reads("05T06:00", after), told(5),
        S.reads("05T20:40", after),
        _traded("09", {**after, "P100": 0}), _days(after, "12", "17", "18", "19", "20"),
    ]  # fmt: skip


def _corrected() -> list[Part]:
    record: dict[str, Any] = {"id": "b1", "counter": {"XYZ": (200, 100)}}
    before: dict[str, Row] = {"P100": -3, "XYZ": 0}
    after: dict[str, Row] = {"P100": -1, "XYZ": 200}
    return [
        S.reads("03T20:40", before),
        S.booking("04T02:00", "P100", 2, "correction", **record),
        S.reads("04T06:00", after), _traded("04", after), _traded("05", after),
        S.reads("06T06:00", after),
        S.booking("04T02:00", "P100", 2, "assignment", seen="2026-11-09T06:00:00Z", **record),
        _days(after, "09", "10", "11"),
    ]  # fmt: skip


def _cash_twice() -> list[Part]:
    """Two of three contracts that cancel, on two lists that share no id and tell the money."""
    before: Rows = {"C47": -1, "C50": -1, "P52": -2, "XYZ": -300}
    told = [
        S.booking(date, name, n, "assignment", cash=cash, id=f"{read} {name}", record=read,
                  counter={"XYZ": (shares, strike)}, seen="2026-11-28T06:01:00Z")
        for read in ("", "report")
        for date, name, n, cash, shares, strike in (
            ("27T00:00", "C47", 1, 4_700, -100, 47), ("28T00:00", "P52", 2, -10_400, 200, 52))
    ]  # fmt: skip
    left: Rows = {"XYZ": -300}
    return [
        S.reads("27T20:40", before, 50_000), S.reads("28T06:00", left, 49_300), told,
        S.reads("30T06:00", left, 49_300), S.reads("30T15:00", left, 49_300),
    ]  # fmt: skip


def _both_ways() -> list[Part]:
    """Calls assigned and exercised that cancel, on record with their legs; others live on."""
    after: dict[str, Row] = {"C45": -2, "C55": -2, "XYZ": 300}
    before: dict[str, Row] = {**after, "C50": -4, "C47": 4}
    rows = (("C50", 4, "assignment", None), ("XYZ", -400, "assignment", 50),
            ("C47", -4, "exercise", None), ("XYZ", 400, "exercise", 47))  # fmt: skip
    told = [
        S.booking(date, name, n, cause, price, id=f"{read} {name} {n}", record=read,
                  seen="2026-11-28T06:00:00Z")
        for read, date in (("", "28T02:18"), ("report", "27T00:00"))
        for name, n, cause, price in rows
    ]  # fmt: skip
    return [
        S.reads("26T20:40", before), S.reads("27T20:40", before),
        S.snapshot("28T06:00", after), S.coverage("28T06:00", "fills"), told,
        S.reads("30T13:00", after), S.reads("30T20:40", after),
    ]  # fmt: skip


def _forced(first: str, then: str, *, traded: bool) -> list[Part]:
    """The same amount twice within days, on records and trades that say when."""

    def event(moment: str, cause: str) -> list[Part]:
        own: dict[str, Any] = {"event": f"o {moment}", "record": None}
        late = later(moment, minutes=30) + "Z"
        return [
            K.position(later(moment, seconds=1)[8:], "PF", 0),
            K.fill(moment, "PF", "-0.75", 60_000, event=f"o {moment}") if traded else (),
            K.reads(later(moment, minutes=5)[8:], {}),
            K.booking(moment, "PF", "-0.75", cause, 60_000, id=f"b {moment}", seen=late, **own),
            K.booking(moment, "PF", "-0.75", cause, id=f"c {moment}", seen=late, **own),
        ]

    held: Rows = {"PF": "0.75"}
    trips = [
        part
        for hour in range(11, 23)
        for at, n in (("00", "-0.75"), ("30", "0.75"))
        for part in (K.fill(f"20T{hour}:{at}", "PF", n, 60_000),
                     K.position(f"20T{hour}:{at}:01", "PF", "0" if n[0] == "-" else "0.75"))
    ]  # fmt: skip
    return [
        K.reads("19T10:00", held), event("19T13:59", first),
        K.fill("20T10:00", "PF", "0.75", 60_000), K.reads("20T10:05", held), trips,
        K.reads("20T23:00", held),
        event("21T13:05:06", then), K.reads("21T14:00", {}), K.reads("23T14:00", {}),
    ]  # fmt: skip


def _moment_and_day() -> list[Part]:
    """Two nights running; of the second a list tells the moment, and another its business day."""
    last: dict[str, Row] = {"XYZ": (-100, 45)}
    return [
        S.reads("09T20:40", {"C100": -2}), S.reads("10T02:00", {"C100": -2, "XYZ": (-100, 100)}),
        S.reads("10T03:00", {"C100": -1, "XYZ": (-100, 100)}),
        S.booking("10T02:21", "C100", 1, "assignment", 0, id="h1", record="hist",
                  seen="2026-11-10T07:21:00Z"),
        S.booking("11T02:04", "C100", 1, "assignment", 0, id="e2", refs=["p2"], record="ens",
                  counter={"XYZ": (-100, 100)}),
        S.position("11T02:44", "XYZ", (-200, 100)), S.reads("11T03:00", {"XYZ": (-200, 100)}),
        S.booking("10T00:00", "C100", 1, "assignment", id="h2", refs=["p2", "t2"], record="hist",
                  seen="2026-11-13T07:21:00Z"),
        S.reads("13T15:00", {"XYZ": (-200, 100)}), S.fill("16T16:53", "XYZ", 200, 124),
        S.reads("16T19:00", {}), S.fill("18T17:48", "C45", -1, 1), S.reads("18T18:00", {"C45": -1}),
        S.booking("19T02:05", "C45", 1, "assignment", 0, id="h3", record="hist",
                  seen="2026-11-19T02:08:00Z"),
        S.reads("19T03:00", last), S.reads("20T03:00", last), S.fill("20T15:01", "C47", -1, 1),
        S.reads("20T15:30", {**last, "C47": -1}), S.reads("20T20:00", {**last, "C47": -1}),
    ]  # fmt: skip


CASES: list[Case] = [
    case("told for good/the moment beside the day", "each night has its own, for good",
         DESCRIBED, _moment_and_day(),
         wants=[S.want("assigned", "C100", 1, CONFIRMED, {"C100": 1, "XYZ": (-100, 100)})] * 2
         + [S.want("assigned", "C45", 1, CONFIRMED, {"C45": 1, "XYZ": (-100, 45)})]),
    case("told for good/one forced close on two lists, hours apart", "the readings show but one",
         PF, K.reads("19T10:00", {"PF": 1}),
         K.booking("19T15:00", "PF", -1, "broker_close", 60_000, id="b", record="fills"),
         K.reads("19T15:05", {}), K.reads("20T04:00", {}),
         K.booking("20T05:00", "PF", -1, "broker_close", 60_000, id="r", record="report"),
         K.reads("20T06:00", {}), K.reads("20T15:00", {}),
         wants=[K.want("closed_by_broker", "PF", 1, CONFIRMED)], incidents=1),
    case("told for good/corrected after it was balanced", "the correction is told",
         DESCRIBED, _corrected(), open_ends=True,
         wants=[S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)})]),
    *(case(f"told for good/two nights on two lists, {one} and {other}", "no third one in the end",
           DESCRIBED, _two_nights(one, other), withdraws=True,
           wants=[S.want("assigned", "C100", 1, CONFIRMED, {"C100": 1, "XYZ": -100})] * 2)
      for one, other in product(("E", "E+1"), repeat=2)),
    case("told for good/one date on two lists, two nights", "the readings show a change for each",
         DESCRIBED, S.reads("03T20:40", {"C100": -4, "XYZ": 900}),
         S.reads("04T06:00", {"C100": -3, "XYZ": 800}),
         S.booking("04T02:30", "C100", 1, "assignment", 0, id="b", record="",
                   seen="2026-11-04T06:05:00Z"),
         S.reads("04T20:40", {"C100": -3, "XYZ": 800}), S.reads("05T06:00", {"XYZ": 500}),
         S.booking("04T00:00", "C100", 3, "assignment", 0, id="r", record="report",
                   seen="2026-11-06T06:05:00Z"), S.reads("06T07:00", {"XYZ": 500}),
         wants=[S.want("assigned", "C100", n, CONFIRMED, {"C100": n, "XYZ": -100 * n})
                for n in (1, 3)]),
    case("told for good/money on two lists", "it moved once, and leaves the rest to the third",
         DESCRIBED, _cash_twice(),
         wants=[S.want("assigned", "C47", 1, CONFIRMED, {"C47": 1, "XYZ": (-100, 47)}),
                S.want("assigned", "P52", 2, CONFIRMED, {"P52": 2, "XYZ": (200, 52)}),
                S.want("assigned", "C50", 1, DERIVED, never=CONFIRMED)]),
    case("told for good/what every reading shows", "legs are not those of contracts that live on",
         DESCRIBED, _both_ways(), open_ends=True, doubted=frozenset({"saxo/C45", "saxo/C55"}),
         wants=[S.want("assigned", "C50", 4, CONFIRMED), S.want("exercised", "C47", 4, CONFIRMED)]),
    *(case(f"told for good/{first} and {then}, {'traded' if traded else 'booked'}",
           "each named its own time", PF, _forced(first, then, traded=traded),
           wants=[K.want(kind, "PF", "0.75", CONFIRMED) for kind in kinds])
      for traded in (True, False)
      for first, then, *kinds in (
          ("unwind", "liquidation", "unwound", "liquidated"),
          ("deleveraging", "deleveraging", "deleveraged", "deleveraged"))),
]  # fmt: skip
