"""Records of one list that share an id: one thing told again, or the parts of it.

A shared id adds evidence and never quantity, whichever way it is shared, unless the positions show
that the records are parts. Only what the broker numbers as events of their own adds up by itself,
and not where the positions show less.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    Account,
    Case,
    Line,
    Part,
    Row,
    Want,
    at,
    case,
    clock,
    start,
)

S = Account()
K = Account("kraken/main", "USD", "futures")
XYZ, P100 = S.stock("XYZ"), S.put("P100", 100)
PUT = (XYZ, P100)
PF = K.instrument("PF", "perpetual", multiplier=1)

Ids = dict[str, Any]

SHARED: dict[str, tuple[Ids, Ids]] = {
    "a further id": ({"refs": ["r"]}, {"refs": ["r"]}),
    "the event of the other": ({"event": "e"}, {"refs": ["e"]}),
    "the id of the other": ({}, {"refs": ["b0"]}),
    "an event of its own and the other's": ({"event": "e"}, {"event": "f", "refs": ["e"]}),
}
NUMBERED: tuple[Ids, Ids] = ({"event": "e", "refs": ["r"]}, {"event": "f", "refs": ["r"]})
BY_EVENT = {"events of their own": NUMBERED}


def _puts(
    ids: tuple[Ids, Ids],
    lots: tuple[int, ...],
    *,
    lists: tuple[str | None, ...] = ("l", "l"),
    dates: tuple[str, ...] = ("07:03", "07:03"),
    form: str = "counter",
) -> list[list[Line]]:
    """So many puts were called by each record, and their shares came with it."""
    found: list[list[Line]] = []
    for i, (lot, keys, list_, date) in enumerate(zip(lots, ids, lists, dates, strict=True)):
        own = {"id": f"b{i}", "record": list_, **keys}
        counter: dict[str, Row] = {"XYZ": (100 * lot, 100)} if form == "counter" else {}
        told = [S.booking(date, "P100", lot, "assignment", 0, counter=counter, **own)]
        if form == "records":
            told.append(S.booking(date, "XYZ", 100 * lot, "assignment", 100, **own))
        found.append(told)
    return found


def _seen(told: Part, moment: str) -> list[Line]:
    lines = (
        [told]
        if isinstance(told, dict)
        else [line for part in told for line in _seen(part, moment)]
    )
    return [{**line, "seen": at(moment)} for line in lines]


def _called(number: int) -> dict[str, Row]:
    return {"P100": number - 5, "XYZ": (100 * number, 100), "Z": 1}


def _want(number: int) -> Want:
    legs: dict[str, Row] = {"P100": number, "XYZ": (100 * number, 100)}
    return S.want("assigned", "P100", number, CONFIRMED, legs)


def _orders(told: list[list[Line]], number: int) -> list[tuple[str, list[Part]]]:
    """The readings, and the two records in the orders in which they may come."""
    first, second = told
    before, after = S.reads("07:00", {"P100": -5, "Z": 1}), _called(number)
    night = [S.reads(f"07:{minute}", after) for minute in (10, 20, 30)]
    days = [S.reads(moment, after) for moment in ("18T20:00", "19T08:00", "20T08:00")]
    return [
        ("before the reading", [before, first, second, night, days]),
        ("the other first", [before, second, first, night, days]),
        ("after it", [before, night, _seen(told, "08:00"), days]),
        ("around it", [before, first, night, _seen(second, "08:00"), days]),
        ("around a restart", [before, second, night, start("07:50"), _seen(first, "08:00"), days]),
    ]  # fmt: skip


ORDERS: list[Case] = [
    case(f"shared ids/{name}, {lots} and {number} gone, {order}", "one list, one leg each", PUT,
         tape, wants=[_want(number)], incidents=1)
    for name, ids in (SHARED | BY_EVENT).items()
    for lots, number in (((1, 1), 1), ((1, 1), 2), ((1, 2), 3))
    for order, tape in _orders(_puts(ids, lots), number)
]  # fmt: skip

LISTS: list[Case] = [
    case(f"shared ids/{name}, {lots} and {number} gone, {lists}, {form}",
         "the lists, and how the shares are told", PUT,
         S.night({"P100": -5, "Z": 1}, _called(number), _puts(ids, lots, lists=lists, form=form)),
         wants=[_want(number)], incidents=1)
    for name, ids in (SHARED | BY_EVENT).items()
    for lists, form in ((("l", "l"), "records"), (("l", "l"), "no"), (("l", "m"), "counter"),
                        ((None, None), "records"))
    for lots, number in (((2, 2), 2), ((2, 1), 2), ((1, 1), 2))
    if lists != ("l", "m") or number == max(lots)
]  # fmt: skip

DATES: list[Case] = [
    case(f"shared ids/{name}, {number} gone, dated {says}", f"by records of {dates}", PUT,
         S.reads("17T20:00", {"P100": -5, "Z": 1}) if read else [],
         S.reads("07:00", {"P100": -5, "Z": 1}),
         [S.reads(f"07:{minute}", _called(number)) for minute in (10, 20, 30)],
         _seen(_puts(ids, (1, 1), dates=dates), seen),
         [S.reads(moment, _called(number)) for moment in ("19T20:00", "20T08:00", "21T08:00")],
         wants=[_want(number)], incidents=1)
    for name, ids in (("a further id", SHARED["a further id"]), *BY_EVENT.items())
    for number in (1, 2)
    for says, dates, seen, read in (
        ("by the day", ("18T00:00", "18T00:00"), "18T09:00", True),
        ("by a day before any reading", ("18T00:00", "18T00:00"), "18T09:00", False),
        ("one by the next day", ("07:03", "19T00:00"), "19T09:00", True),
        ("after the reading", ("19T05:00", "19T05:00"), "19T09:00", True),
    )
    if number == 2 or says != "after the reading"
]  # fmt: skip

BEFORE_ANY: list[Case] = [
    case(f"shared ids/{name}, never read", "no reading has come since", PUT,
         S.reads("07:00", {"P100": -5, "Z": 1}), _puts(ids, (1, 1)), clock("07:04"),
         wants=[_want(2 if name in BY_EVENT else 1)], incidents=1)
    for name, ids in (SHARED | BY_EVENT).items()
]  # fmt: skip

# ------------------------------------------------- another list tells the whole, and shares no id

REPORT: list[Case] = [
    case(f"shared ids/{name}, {lots} beside {number} of the stream, {date}",
         "a report of the next day, after the stream", PUT,
         S.reads("17T20:00", {"P100": -5, "Z": 1}), S.reads("07:00", {"P100": -5, "Z": 1}),
         S.booking("07:03", "P100", number, "assignment", 0, record="stream", id="s",
                   counter={"XYZ": (100 * number, 100)}),
         [S.reads(moment, _called(number)) for moment in ("07:10", "07:20", "18T20:00")],
         _seen(_puts(ids, lots, dates=(date, date)), "19T07:00"),
         [S.reads(moment, _called(number)) for moment in ("19T08:00", "20T08:00")],
         wants=[_want(number)], withdraws=date > "19")
    for name, ids in (("a further id", SHARED["a further id"]), *BY_EVENT.items())
    for lots, number in (((1, 2), 3), ((2, 2), 2))
    for date in ("18T07:05", "19T00:00", "19T04:00")
]  # fmt: skip

# --------------------------------------------------------------- trades that share the id as well


def _closed(ids: tuple[Ids, Ids], traded: tuple[int, ...], number: int) -> list[Part]:
    """Two records of one contract each, and trades of the same id."""
    told = [
        K.booking("07:03", "PF", -1, "liquidation", 58_000, id=f"b{i}", record="l", **keys)
        for i, keys in enumerate(ids)
    ]
    trades = [
        K.fill("07:03", "PF", -n, 58_000, id=f"f{i}", refs=["r"]) for i, n in enumerate(traded)
    ]
    return K.night({"PF": 5}, {"PF": 5 - number}, trades, told)


TRADES: list[Case] = [
    case(f"shared ids/{name}, {number} gone, trades of {traded}", "the trades name it too", PF,
         _closed(ids, traded, number),
         wants=[K.want("liquidated", "PF", number, CONFIRMED, {"PF": (-number, 58_000)})],
         incidents=1)
    for name, ids in (("a further id", SHARED["a further id"]), *BY_EVENT.items())
    for traded, number in (((), 1), ((), 2), ((1,), 1), ((2,), 2), ((1, 1), 1), ((1, 1), 2))
]  # fmt: skip

# ------------------------------------------------------------------------- several of them at once


def _pairs(*pairs: tuple[int, int]) -> list[Line]:
    return [
        K.booking("07:03", "PF", n, "taken_over", 59_400, id=f"b{i}{j}", record="l", refs=[f"r{i}"])
        for i, pair in enumerate(pairs)
        for j, n in enumerate(pair)
    ]


SEVERAL: list[Case] = [
    case(f"shared ids/pairs {pairs}, {number} more", "each of them told twice or in parts", PF,
         K.night({"PF": 1}, {"PF": 1 + number}, _pairs(*pairs)),
         wants=[K.want("taken_over", "PF", number, CONFIRMED, {"PF": (number, 59_400)})],
         incidents=1)
    for pairs, number in ((((1, 1), (2, 2)), 3), (((1, 1), (2, 2)), 6), (((1, 1), (2, 2)), 4),
                          (((1, 1), (2, 2)), 5), (((1, 1), (1, 1), (3, 3)), 7))
]  # fmt: skip

CASES: list[Case] = [*ORDERS, *LISTS, *DATES, *BEFORE_ANY, *REPORT, *TRADES, *SEVERAL]
