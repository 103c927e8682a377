"""One happening in two lists that date it apart, over a night or a weekend.

What a contract turned into is counted as the contract is: what the fullest list says, once. A
second record for which the position has nothing left is another word for the first.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    UNEXPLAINED,
    Account,
    Case,
    Line,
    Part,
    Row,
    at,
    case,
    clock,
)

S = Account()
XYZ = S.stock("XYZ")
L = Account("kraken/main", "USD", "futures")
THREE_GONE: dict[str, Row] = {"P100": -2, "XYZ": (300, 100), "Z": 1}
PERPETUAL = L.instrument("PERP", "perpetual", multiplier=1)


def _told(
    moment: str,
    name: str,
    record: str,
    *rows: tuple[str, int, int],
    cause: str = "assignment",
    seen: str | None = None,
    together: bool = True,
) -> list[Line]:
    """Each row as a record of its own; `together` they share the list's id of the event."""
    event: dict[str, Any] = {"event": f"{name} {record}"} if together else {}
    return [
        S.booking(moment, what, change, cause, price, record=record, id=f"{record} {what}",
                  seen=None if seen is None else at(seen), **event)
        for what, change, price in rows
    ]  # fmt: skip


def _parts(*orders: str) -> list[Line]:
    """Two parts of a position that was taken over, each as a trade and as a record of its cause."""
    told = [("t0", "-0.5", orders[0]), ("t1", "-0.2", orders[1])]
    return [
        line
        for one, change, order in told
        for line in (
            L.fill("10T03:32", "PERP", change, 100, id=one, event=order),
            L.booking("10T03:32", "PERP", change, "deleveraging", 100, id=one, event=order),
        )
    ]


def _over(before: dict[str, Row], after: dict[str, Row], first: Part, second: Part) -> list[Part]:
    """Held on a Tuesday evening, called at night, in another list on the day after."""
    return [
        S.reads("17T20:30", {**before, "Z": 1}),
        first,
        S.reads("18T06:00", {**after, "Z": 1}),
        second,
        S.reads("19T08:00", {**after, "Z": 1}),
        clock("19T12:00"),
    ]


def _named(moment: str, name: str, change: int, cause: str, leg: str, row: Row) -> Line:
    """A record of the contract that names the leg."""
    return S.booking(moment, name, change, cause, 0, record="activities", counter={leg: row})


WEEKEND = S.call("C50", 50, expiry="2026-11-20")
CALL, PUT = S.call("C50", 50), S.put("P100", 100)
FUTURE = S.instrument(
    "SF", "future", underlying="saxo/AB", multiplier=100, expiry="2026-12-18", settlement="physical"
)
CLOSED = S.instrument("F", "future", multiplier=50, expiry="2026-11-20", settlement="cash")
LATER = S.instrument("G", "future", multiplier=50, expiry="2026-12-18", settlement="cash")
ON_CASH = S.put("P4800", 4800, on="SPX", expiry="2026-11-20", settlement="cash")
COVERED: dict[str, Row] = {"C50": -1, "XYZ": (100, 40)}


def _weekend(before: dict[str, Row], friday: Part, monday: Part) -> list[Part]:
    return [
        S.reads("20T19:30", {**before, "Z": 1}),
        friday,
        S.reads("21T08:00", {"Z": 1}),
        monday,
        S.reads("23T08:00", {"Z": 1}),
        clock("23T12:00"),
    ]


def _closing(moment: str, name: str, record: str, change: int, cause: str, **keys: Any) -> Line:
    return S.booking(moment, name, change, cause, 50, record=record, event=record, **keys)


CASES: list[Case] = [
    case("lists/weekend", "a covered call in two lists, each with its shares under its own id",
         XYZ, WEEKEND, _weekend(
             COVERED,
             _told("21T04:00", "C50", "activities", ("C50", 1, 0), ("XYZ", -100, 50)),
             _told("23T00:00", "C50", "transactions", ("C50", 1, 0), ("XYZ", -100, 50),
                   seen="23T05:00")),
         wants=[S.want("assigned", "C50", 1, legs={"C50": (1, 0), "XYZ": (-100, 50)}, cash=5_000)],
         incidents=1),
    case("lists/counter, then shares", "the first names the shares, the second lists them apart",
         XYZ, CALL, _over(
             COVERED, {},
             _named("18T04:00", "C50", 1, "assignment", "XYZ", (-100, 50)),
             _told("19T00:00", "C50", "transactions", ("C50", 1, 0), ("XYZ", -100, 50),
                   seen="19T05:00", together=False)),
         wants=[S.want("assigned", "C50", 1, legs={"C50": (1, 0), "XYZ": (-100, 50)}, cash=5_000)],
         incidents=1),
    case("lists/a put, counter first", "two puts, and the second list tells the shares apart",
         XYZ, PUT, _over(
             {"P100": -2}, {"XYZ": (200, 100)},
             _named("18T04:00", "P100", 2, "assignment", "XYZ", (200, 100)),
             _told("19T00:00", "P100", "transactions", ("P100", 2, 0), ("XYZ", 200, 100),
                   seen="19T05:00", together=False)),
         wants=[S.want("assigned", "P100", 2, legs={"P100": (2, 0), "XYZ": (200, 100)},
                       cash=-20_000)],
         incidents=1),
    case("lists/a delivery, counter first", "what a future delivered is listed apart a day later",
         S.stock("AB"), FUTURE, _over(
             {"SF": 1}, {"AB": (100, 640)},
             _named("18T04:00", "SF", -1, "delivery", "AB", (100, 640)),
             _told("19T00:00", "SF", "transactions", ("SF", -1, 0), ("AB", 100, 640),
                   cause="delivery", seen="19T05:00", together=False)),
         wants=[S.want("delivered", "SF", 1, legs={"SF": (-1, 0), "AB": (100, 640)})],
         incidents=1),
    case("lists/a part, counter first", "two of four: a second call, until the reading denies it",
         XYZ, PUT, _over(
             {"P100": -4, "XYZ": (10, 90)}, {"P100": -2, "XYZ": (210, "99.5")},
             _named("18T04:00", "P100", 2, "assignment", "XYZ", (200, 100)),
             _told("19T00:00", "P100", "transactions", ("P100", 2, 0), ("XYZ", 200, 100),
                   seen="19T05:00", together=False)),
         wants=[S.want("assigned", "P100", 2, legs={"P100": (2, 0), "XYZ": (200, 100)},
                       cash=-20_000)],
         withdraws=True),
    *(case(f"lists/told again by another, and one more by the first, {name}", "the lists share one"
           " of them by its id, so they count together", XYZ, PUT,
           S.reads("17T20:30", {"P100": -5, "Z": 1}), first, first | {"record": "report"},
           S.booking("18T05:00", "P100", 1, "assignment", 0, id="b2", event="e2"), read,
           wants=[S.want("assigned", "P100", 3)], incidents=1)
      for first in [S.booking("18T04:00", "P100", 2, "assignment", 0, id="b1", event="e1")]
      for name, read in (("nothing read since", []),
                         ("read since", S.reads("18T06:00", THREE_GONE)))),
    *(case(f"lists/dated apart, {name}, weeks before", "what is one by readings that are forgotten"
           " stays one", XYZ, PUT, CALL,
           S.reads("02T20:30", {"P100": -3, "C50": -5, "XYZ": 500, "Z": 1}),
           S.booking("03T02:48", "P100", 2, "assignment", counter={"XYZ": (200, 100)}),
           [S.reads(f"{day:02}T{hour}", {"P100": -1, "C50": -5, "XYZ": 700, "Z": 1})
            for day in range(3, 20) for hour in ("06:00", "20:40")],
           S.booking(dated, "P100", 2, "assignment", counter={"XYZ": (200, 100)}, record="report",
                     id="r4", seen=at("03T13:00")),
           [S.reads(f"{day}T06:00", {"P100": -1, "C50": day - 24, "XYZ": 2_600 - 100 * day, "Z": 1})
            for day in range(20, 25)],
           wants=[S.want("assigned", "P100", 2),
                  *(S.want("assigned", "C50", 1, DERIVED) for _ in range(20, 25))])
      for name, dated in (("by the day before", "02T00:00"), ("by its day", "03T00:00"))),
    case("lists/legs dated apart, and the shares move a week later", "both legs stay one", XYZ, PUT,
         CALL,
         [S.reads(moment, {"C50": -3, "P100": -5, "XYZ": 500, "Z": 1})
          for moment in ("09T06:00", "10T20:40")],
         S.reads("11T06:00", {"C50": -1, "P100": -5, "XYZ": 300, "Z": 1}),
         [S.booking(dated, what, change, "assignment", price, record=record, seen=at(seen),
                    id=f"{record} {what}")
          for dated, record, seen in (("10T00:00", "", "11T06:06"),
                                      ("11T00:00", "report", "11T13:00"))
          for what, change, price in (("C50", 2, None), ("XYZ", -200, 50))],
         [S.reads(f"{day}T{hour}", {"C50": -1, "P100": -5, "XYZ": 300, "Z": 1})
          for day in range(11, 18) for hour in ("13:05", "20:40")],
         [S.reads(f"{day}T06:00", {"C50": -1, "P100": -4, "XYZ": 400, "Z": 1})
          for day in range(18, 22)],
         wants=[S.want("assigned", "C50", 2, CONFIRMED, {"C50": 2, "XYZ": -200}),
                S.want("assigned", "P100", 1, DERIVED)]),
    case("lists/told again under its ids, weeks before", "another list is no correction", XYZ, PUT,
         CALL, S.reads("02T20:40", {"C50": -3, "P100": -5, "XYZ": 500}),
         [[S.booking("03T00:00", what, change, "assignment", price, seen=at(seen), id=f"b {what}",
                     record=record)
           for what, change, price in (("C50", 2, None), ("XYZ", -200, 50))]
          for record, seen in (("", "03T05:00"), ("report", "03T13:00"))],
         [S.reads(f"{day:02}T{hour}", {"C50": -1, "P100": -5, "XYZ": 300})
          for day in range(3, 20) for hour in ("13:10", "20:40")],
         [S.reads(f"{day}T06:00", {"C50": -1, "P100": day - 24, "XYZ": 100 * day - 1_600})
          for day in range(20, 24)],
         wants=[S.want("assigned", "C50", 2),
                *(S.want("assigned", "P100", 1, DERIVED) for _ in range(20, 24))]),
    case("lists/legs dated apart, and ten days later another call", "what is carried no more was"
         " told once", XYZ, PUT, CALL, S.reads("02T14:00", {"P100": -5, "XYZ": 500}),
         S.fill("02T15:56", "C50", -3, 5),
         S.reads("02T20:40", {"C50": -3, "P100": -5, "XYZ": 500}),
         S.reads("03T06:00", {"C50": -1, "P100": -5, "XYZ": 300}),
         [S.booking(dated, what, change, "assignment", price, record=record, seen=at("03T06:06"),
                    id=f"{record} {what}")
          for dated, record in (("02T00:00", ""), ("03T02:48", "report"))
          for what, change, price in (("C50", 2, None), ("XYZ", -200, 50))],
         S.fill("03T14:50", "XYZ", -100, 51), S.fill("04T14:47", "C50", 1, 3),
         S.reads("03T20:40", {"C50": -1, "P100": -5, "XYZ": 200}),
         [S.reads(f"{day:02}T{hour}", {"P100": -5, "XYZ": 200})
          for day in range(5, 14) for hour in ("06:00", "20:40")],
         [S.reads(f"{day}T06:00", {"P100": day - 18, "XYZ": 100 * day - 1_100})
          for day in range(14, 18)],
         wants=[S.want("assigned", "C50", 2),
                *(S.want("assigned", "P100", 1, DERIVED) for _ in range(14, 18))]),
    *(case(f"lists/told again when its trades are balanced, {name}", "they still say how much it"
           " was", PERPETUAL, L.reads("10T00:00", {"PERP": "1.4"}), parts,
           L.reads("10T04:00", {"PERP": "0.7"}),
           [[L.fill(f"1{day}T{hour:02}:30", "PERP", 1 - hour % 2 * 2, 100),
             L.reads(f"1{day}T{hour + 1:02}:00", {"PERP": "0.7" if hour % 2 else "1.7"})]
            for day in range(1, 5) for hour in range(8, 16)],
           [part | {"record": "history"} for part in parts if part["type"] == "booking"],
           L.reads("15T08:00", {"PERP": "0.7"}), wants=[L.want("deleveraged", "PERP", "0.7")])
      for name, parts in (("one order", _parts("o1", "o1")), ("two orders", _parts("o1", "o2")))),
    case("lists/two days, two calls", "one call each night, in lists that name the shares or not",
         XYZ, PUT,
         S.reads("17T20:30", {"P100": -2, "Z": 1}),
         _named("18T04:00", "P100", 1, "assignment", "XYZ", (100, 100)),
         S.reads("18T06:00", {"P100": -1, "XYZ": (100, 100), "Z": 1}),
         _told("19T04:00", "P100", "transactions", ("P100", 1, 0), ("XYZ", 100, 100)),
         S.reads("19T08:00", {"XYZ": (200, 100), "Z": 1}),
         clock("19T12:00"),
         wants=[S.want("assigned", "P100", 1, legs={"P100": (1, 0), "XYZ": (100, 100)}),
                S.want("assigned", "P100", 1, legs={"P100": (1, 0), "XYZ": (100, 100)})]),
    case("lists/closed over a weekend", "the broker closed it on Friday; one list says Monday",
         CLOSED, _weekend(
             {"F": 1},
             _closing("20T20:30", "F", "activities", -1, "broker_close"),
             _closing("23T00:00", "F", "transactions", -1, "broker_close", seen=at("23T05:00"))),
         wants=[S.want("closed_by_broker", "F", 1, legs={"F": (-1, 50)})], incidents=1),
    case("lists/closed twice, days apart", "what came back in between is told by nobody",
         LATER, S.reads("16T20:00", {"G": 2, "Z": 1}),
         _closing("17T01:04", "G", "orders", -2, "liquidation"),
         S.reads("17T01:10", {"Z": 1}), S.reads("18T10:00", {"G": 2, "Z": 1}),
         S.reads("18T11:00", {"G": 2, "Z": 1}),
         S.reads("21T17:39", {"G": 2, "Z": 1}), S.reads("21T17:45", {"Z": 1}),
         _closing("21T17:43", "G", "account log", -2, "unwind", seen=at("21T17:52")),
         S.reads("21T18:00", {"Z": 1}), clock("23T12:00"),
         wants=[S.want("liquidated", "G", 2), S.want("unwound", "G", 2),
                S.want("unexplained", "G", 2, UNEXPLAINED)]),
    case("lists/a word nobody knows, on Monday", "settled, and then a row of an unknown type",
         S.instrument("SPX", "index"), ON_CASH, _weekend(
             {"P4800": -1},
             _closing("20T20:30", "P4800", "activities", 1, "cash_settlement"),
             _closing("23T00:00", "P4800", "transactions", 1, "other", seen=at("23T05:00"))),
         wants=[S.want("cash_settled", "P4800", 1)], incidents=1),
    case("lists/too far apart", "a second end that no position shows is no contract that went",
         CLOSED, S.reads("20T19:30", {"F": 1, "Z": 1}),
         _closing("20T20:30", "F", "activities", -1, "settlement"),
         S.reads("21T08:00", {"Z": 1}),
         _closing("27T00:00", "F", "transactions", -1, "settlement", seen=at("27T05:00")),
         S.reads("27T08:00", {"Z": 1}), clock("28T12:00"),
         wants=[S.want("settled", "F", 1, CONFIRMED), S.want("settled", "F", 1, CONFIRMED)]),
]  # fmt: skip
