"""Lots of a contract that went with one reading, of which records told one before and one after.

A record may be dated by the day before its change, and the change by the reading before it. What of
one change the records tell and what the positions do is one incident all the same, under the id by
which it was told first (design, section 5: more contracts later are a new version of it).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    Account,
    Case,
    Line,
    Part,
    Row,
    at,
    case,
    later,
    start,
)

S = Account()
XYZ, FUTURE = S.stock("XYZ"), S.instrument("ESZ6", "future", multiplier=1000, expiry="2027-03-20")
OPTION = {"multiplier": 1000, "deliverables": [{"instrument": S.id("ESZ6"), "quantity": "1"}]}
THINGS: dict[str, tuple[str, int, list[Line]]] = {
    "a share": ("XYZ", 100, [XYZ, S.call("C100", 100), S.call("C110", 110)]),
    "a future": ("ESZ6", 1, [FUTURE, S.call("C100", 100, on="ESZ6", **OPTION),
                             S.call("C110", 110, on="ESZ6", **OPTION)]),
}  # fmt: skip
DAYS = {"the day before": "17T00:00", "the evening before": "17T21:00", "its day": "18T00:00",
        "its time": "18T05:06"}  # fmt: skip
READ = ("16T20:00", "17T20:00", "18T05:00", "18T05:10", "18T05:20", "18T13:00", "19T05:10")
"""They go with the fourth of these."""


def _shared(how: str, name: str) -> dict[str, Any]:
    shared: dict[str, dict[str, Any]] = {"an id": {"event": name}, "a reference": {"refs": [name]}}
    return shared.get(how, {})


def _lots(
    thing: str, day: str, how: str, gone: dict[str, int], order: str, *, long: bool = False
) -> list[Line]:
    """Each lot with the record of its leg: the leg's first, unless the order says otherwise."""
    what, size, _ = THINGS[thing]
    cause, way = ("exercise", -1) if long else ("assignment", 1)
    found: list[Line] = []
    for name, lots in gone.items():
        strike = int(name[1:])
        for lot in (f"{name} {i}" for i in range(lots)):
            ids = _shared(how, lot)
            own = S.booking(day, name, way, cause, 0, id=f"b{lot}", **ids)
            leg = S.booking(day, what, -size * way, cause, strike, id=f"s{lot}", **ids)
            found += (own, leg) if order == "contract first" else (leg, own)
    if order == "legs first":
        found.sort(key=lambda line: str(line["instrument"]) != S.id(what))
    return found[::-1] if order == "from the end" else found


def _case(
    name: str,
    thing: str,
    told: Sequence[Line],
    *,
    before: int,
    gone: dict[str, int],
    then: str = "18T05:22",
    again: str = "",
    read: Sequence[str] = READ,
    long: bool = False,
) -> Case:
    """So many of the records are told before the first reading that shows it, the others `then`."""
    what, size, described = THINGS[thing]
    way = 1 if long else -1
    moved = size * way * sum(gone.values())
    rows: dict[str, Row] = {what: 9 * size, **{n: way * lots for n, lots in gone.items()}}
    parts: list[tuple[str, Part]] = [
        (at(m), S.reads(m, rows if at(m) < at("18T05:10") else {what: 9 * size + moved}))
        for m in read
    ]
    seen = [later("18T05:07", seconds=i) if i < before else later(then, seconds=3 * i)
            for i in range(len(told))]  # fmt: skip
    parts += [(f"{m}Z", line | {"seen": f"{m}Z"}) for m, line in zip(seen, told, strict=True)]
    parts += [(at(again), start(again))] if again else []
    order = [part for _, part in sorted(parts, key=lambda one: one[0])]
    wants = [
        S.want("exercised" if long else "assigned", n, lots, CONFIRMED,
               {n: -way * lots, what: (size * way * lots, int(n[1:]))})
        for n, lots in gone.items()
    ]  # fmt: skip
    return case(f"one change/{name}", "what is told of it apart is one incident", described, order,
                wants=wants, incidents=len(gone))  # fmt: skip


TWO = {"C100": 2}
CASES: list[Case] = [
    *(_case(f"{thing}, dated by {day}, {how} in common, the {order}", thing,
            _lots(thing, moment, how, TWO, order), before=2, gone=TWO)
      for thing in THINGS
      for day, moment in DAYS.items()
      for how in ("an id", "a reference", "nothing")
      for order in ("leg first", "contract first")),
    *(_case(f"{thing}, of three {before // 2} before", thing,
            _lots(thing, "17T21:00", "a reference", {"C100": 3}, "contract first"), before=before,
            gone={"C100": 3})
      for thing in THINGS for before in (2, 4)),
    *(_case(f"{thing}, begun to watch the day before, dated by {day}", thing,
            _lots(thing, moment, "a reference", TWO, "leg first"), before=2, gone=TWO,
            read=("17T00:30", *READ[1:]))
      for thing in THINGS for day, moment in list(DAYS.items())[:2]),
    *(_case(f"{thing}, read in the evening and then when it is gone, dated by {day}", thing,
            _lots(thing, moment, "a reference", TWO, "contract first"), before=2, gone=TWO,
            read=(*READ[:2], *READ[3:]))
      for thing in THINGS for day, moment in DAYS.items()),
    *(_case(f"{thing}, started again {when}", thing,
            _lots(thing, "17T21:00", "a reference", TWO, "contract first"), before=2, gone=TWO,
            again=again)
      for thing in THINGS
      for when, again in (("before the reading", "18T05:09"), ("after it", "18T05:15"),
                          ("after the last record", "18T05:40"))),
    *(_case(f"{thing}, held long, the {order}", thing,
            _lots(thing, "17T21:00", "a reference", TWO, order, long=True), before=2, gone=TWO,
            long=True)
      for thing in THINGS for order in ("leg first", "contract first")),
    *(_case(f"{thing}, told a day later, {order}, {how} in common, dated by {day}", thing,
            _lots(thing, moment, how, {"C100": 2, "C110": 2}, order), before=0,
            gone={"C100": 2, "C110": 2}, then="19T07:00", read=(*READ, "19T13:00"))
      for thing in THINGS
      for day, moment in list(DAYS.items())[:2]
      for how in ("an id", "a reference", "nothing")
      for order in ("leg first", "contract first", "legs first", "from the end")),
    *(_case(f"{thing}, one leg before it, {how} in common, dated by {day}", thing,
            _lots(thing, moment, how, {"C100": 2, "C110": 2}, "leg first"), before=1,
            gone={"C100": 2, "C110": 2})
      for thing in THINGS
      for day, moment in DAYS.items()
      for how in ("an id", "nothing")),
    *(_case(f"{thing}, a day later, started again {when}", thing,
            _lots(thing, "17T00:00", "a reference", {"C100": 2, "C110": 2}, "leg first"), before=0,
            gone={"C100": 2, "C110": 2}, then="19T07:00", again=again, read=(*READ, "19T13:00"))
      for thing in THINGS
      for when, again in (("after a leg", "19T07:00:01"), ("after a lot", "19T07:00:04"))),
    *(_case(f"{thing}, of one and two, a day later, the {order}", thing,
            _lots(thing, "17T00:00", "a reference", {"C100": 1, "C110": 2}, order), before=0,
            gone={"C100": 1, "C110": 2}, then="19T07:00", read=(*READ, "19T13:00"))
      for thing in THINGS for order in ("leg first", "contract first")),
    *(_case(f"{thing}, held long, a day later, the {order}", thing,
            _lots(thing, "17T00:00", "a reference", {"C100": 2, "C110": 2}, order, long=True),
            before=0, gone={"C100": 2, "C110": 2}, then="19T07:00", read=(*READ, "19T13:00"),
            long=True)
      for thing in THINGS for order in ("leg first", "contract first")),
]  # fmt: skip
