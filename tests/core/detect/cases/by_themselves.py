"""Legs whose records share no id with their contract's: of one day, and just what it delivers.

A broker that books an assignment as two lines may date both by the day, or by the close, while
readings taken since still show the contract. However the records are dated, and in whichever order
they and the readings come, it is one incident, with its own leg and no other's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    Account,
    Case,
    Line,
    Part,
    Rows,
    Want,
    at,
    case,
    clock,
    start,
)

S = Account()
XYZ, P100, W100 = S.stock("XYZ"), S.put("P100", 100), S.put("W100", 100, expiry="2026-11-27")
P95, C110, P66 = S.put("P95", 95), S.call("C110", 110), S.put("P66", "66.67", multiplier=150)
CL = S.instrument("CLZ5", "future", multiplier=1000, expiry="2026-12-20", settlement="physical")
CLP = S.put("CLP", 70, on="CLZ5", multiplier=1000, deliverables=None)
SF = S.instrument("SF", "future", underlying="saxo/XYZ", multiplier=100, expiry="2026-11-18",
                  settlement="physical")  # fmt: skip
C50, C55 = S.call("C50", 50, expiry="2026-11-20"), S.call("C55", 55, expiry="2026-11-20")
E100 = S.put("E100", 100, expiry="2026-11-20")


@dataclass(frozen=True)
class _Night:
    """What was held, what is held then, and the contracts that went with their legs and strikes."""

    name: str
    before: Rows
    after: Rows
    called: Mapping[str, tuple[int, str, int, str]]

    def wants(self) -> list[Want]:
        return [
            S.want("assigned" if n > 0 else "exercised", name, abs(n), CONFIRMED,
                   {name: (n, 0), what: (moved, price)})
            for name, (n, what, moved, price) in self.called.items()
        ]  # fmt: skip

    def records(self, when: str) -> list[Line]:
        """Two lines for each, with nothing in common."""
        found = []
        for name, (n, what, moved, price) in self.called.items():
            cause = "assignment" if n > 0 else "exercise"
            found.append(S.booking(when, name, n, cause, 0, id=f"c {name}", record=None))
            found.append(S.booking(when, what, moved, cause, price, id=f"l {name}", record=None))
        return found


NIGHTS = (
    _Night("put", {"P100": -2, "Z": 1}, {"XYZ": (200, 100), "Z": 1},
           {"P100": (2, "XYZ", 200, "100")}),
    _Night("put in part", {"P100": -5, "Z": 1}, {"P100": -3, "XYZ": (200, 100), "Z": 1},
           {"P100": (2, "XYZ", 200, "100")}),
    _Night("call", {"C110": -3, "XYZ": 300}, {"C110": -1, "XYZ": 100},
           {"C110": (2, "XYZ", -200, "110")}),
    _Night("exercise", {"C110": 1, "Z": 1}, {"XYZ": (100, 110), "Z": 1},
           {"C110": (-1, "XYZ", 100, "110")}),
    _Night("future", {"CLP": -1, "Z": 1}, {"CLZ5": (1, 70), "Z": 1},
           {"CLP": (1, "CLZ5", 1, "70")}),
    _Night("two strikes", {"P100": -3, "P95": -1, "Z": 1}, {"P100": -1, "XYZ": 300, "Z": 1},
           {"P100": (2, "XYZ", 200, "100"), "P95": (1, "XYZ", 100, "95")}),
    _Night("one strike", {"P100": -3, "W100": -2, "Z": 1}, {"P100": -1, "XYZ": 400, "Z": 1},
           {"P100": (2, "XYZ", 200, "100"), "W100": (2, "XYZ", 200, "100")}),
    _Night("both ways", {"P66": -3, "C110": -3, "Z": 1}, {"P66": -1, "C110": -1, "XYZ": 100,
                                                          "Z": 1},
           {"P66": (2, "XYZ", 300, "66.67"), "C110": (2, "XYZ", -200, "110")}),
)  # fmt: skip

HOURS = ("17T21:30", "00:10", "03:10", "06:10")
SHOWN = ("07:10", "08:10", "15:10", "19T15:10")

DATES = {"of the day": "00:00", "of the evening": "17T22:00", "in time": "06:30"}

SEEN = {"first": "07:05", "then": "07:30", "later": "19T05:00"}

TOLD = [("of the day", order) for order in SEEN] + [(dated, "then") for dated in [*DATES][1:]]
"""How the records are dated, and when they are told."""


def _read(rows: Rows, *times: str) -> list[Part]:
    return [S.reads(moment, rows) for moment in times]


def _told(records: Iterable[Line], seen: str) -> list[Line]:
    return [{**line, "seen": at(seen)} for line in records]


def _order(night: _Night, records: list[Line], seen: str, *, again: bool = False) -> list[Part]:
    """Readings every few hours that show the contracts, then those that do not; and the records."""
    first, *more = SHOWN
    told = _told(records, seen)
    before, after = night.before, night.after
    restart = [start("07:07")] if again else []
    if seen < "07:10":
        parts = [told, *restart, _read(after, *SHOWN)]
    elif "T" not in seen:
        parts = [*restart, _read(after, first), told, _read(after, *more)]
    else:
        parts = [*restart, _read(after, *SHOWN[:-1]), told, _read(after, SHOWN[-1])]
    return [XYZ, P100, W100, P95, C110, P66, CL, CLP, SF, _read(before, *HOURS), *parts,
            clock("20T09:00")]  # fmt: skip


def _nights() -> Iterable[Case]:
    for night, (dated, order) in product(NIGHTS, TOLD):
        seen, wants, records = SEEN[order], night.wants(), night.records(DATES[dated])
        says = f"two lines for a contract, dated {dated}, told {order}"
        name = f"by themselves/{night.name} {dated} {order}"
        keys: dict[str, Any] = {"wants": wants, "incidents": len(wants)}
        yield case(name, says, _order(night, records, seen), **keys)
        if (dated, order) == TOLD[1]:
            back = _order(night, records[::-1], seen)
            yield case(f"{name} back", f"{says}, the leg first", back, **keys)
            again = _order(night, records, seen, again=True)
            yield case(f"{name} again", f"{says}, over a restart", again, **keys)


def _lots(when: str) -> list[Line]:
    """Two entries for the contracts, and one for what both deliver."""
    lots = [_line("P100", 1, "0", id_=f"lot {i}", when=when) for i in (1, 2)]
    return [*lots, _line("XYZ", 200, "100", when=when)]


def _each_names(when: str) -> list[Line]:
    """Each record names the other's leg."""
    return [
        _line("P100", 2, "0", when=when, counter={"XYZ": (200, 100)}),
        _line("XYZ", 200, "100", when=when, counter={"P100": (2, 0)}),
    ]


def _two_lists(when: str) -> list[Line]:
    """One list has the contract alone; the other has both, and dates them by the next day."""
    return [
        {**_line("P100", 2, "0", when=when), "record": "A"},
        {**_line("P100", 2, "0", id_="z", when="00:00"), "record": "B"},
        {**_line("XYZ", 200, "100", when="00:00"), "record": "B"},
    ]


def _unpriced(line: Line) -> Line:
    return {key: value for key, value in line.items() if key != "price"}


def _without_price(when: str) -> list[Line]:
    """Nobody says what the leg was booked at: the strike, then."""
    return [_line("P100", 2, "0", when=when), _unpriced(_line("XYZ", 200, "100", when=when))]


def _lots_beside(when: str) -> list[Line]:
    """The leg of one in two lots, beside that of another."""
    lots = [_line("XYZ", 150, "66.67", id_=f"lot {i}", when=when) for i in (1, 2)]
    return [
        *(_line("P66", 2, "0", when=when), *lots),
        *(_line("P95", 1, "0", when=when), _line("XYZ", 100, "95", when=when)),
    ]


def _over_midnight(_: str) -> list[Line]:
    """The contract is told of the evening, its leg of the day that follows."""
    return [_line("P100", 2, "0", when="17T22:00"), _line("XYZ", 200, "100", when="00:00")]


def _delivered(when: str) -> list[Line]:
    """A future has no strike: its leg is booked at the last settlement."""
    return [
        _line("SF", -1, "640", "delivery", when=when),
        _line("XYZ", 100, "640", "delivery", when=when),
    ]


def _ways() -> Iterable[Case]:
    """Other ways in which one leg and its contract are told, dated before the last readings."""
    put = NIGHTS[1]
    future = _Night("future", {"SF": (1, 600), "Z": 1}, {"XYZ": (100, 640), "Z": 1}, {})
    beside = _Night(
        "beside", {"P66": -3, "P95": -1, "Z": 1}, {"P66": -1, "XYZ": 400, "Z": 1},
        {"P66": (2, "XYZ", 300, "66.67"), "P95": (1, "XYZ", 100, "95")},
    )  # fmt: skip
    delivered = S.want("delivered", "SF", 1, CONFIRMED, {"SF": (-1, 640), "XYZ": (100, 640)})
    ways = (
        ("in lots", put, _lots, put.wants()),
        ("lots beside", beside, _lots_beside, beside.wants()),
        ("without price", put, _without_price, put.wants()),
        ("each names the other", put, _each_names, put.wants()),
        ("over midnight", put, _over_midnight, put.wants()),
        ("two lists", put, _two_lists, put.wants()),
        ("delivered", future, _delivered, [delivered]),
    )
    for (name, night, told, wants), (order, seen) in product(ways, SEEN.items()):
        for dated in ("of the day", "of the evening"):
            lists = name == "two lists" and order == "first"  # two, until a reading shows but one
            if dated == "of the day" or not (lists or name in {"delivered", "over midnight"}):
                yield case(
                    f"by themselves/{name} {dated} {order}",
                    "what the records have of one day is one thing",
                    _order(night, told(DATES[dated]), seen),
                    wants=wants,
                )


def _traded(when: str, **keys: Any) -> list[Line]:
    """What is delivered comes as a trade of that moment, with an id of its own."""
    record = _line("P100", 2, "0", when=keys.pop("record", when), **keys)
    return [record, S.fill(when, "XYZ", 200, 100, id="trade")]


def _trades() -> Iterable[Case]:
    """A leg that is told as a trade, and trades that are none."""
    put = NIGHTS[1]
    both = _Night("both", put.before, {"P100": -3, "XYZ": (400, 100), "Z": 1}, put.called)
    for order, seen in SEEN.items():
        for dated, when in DATES.items():
            for way in (1, -1):
                yield case(
                    f"by themselves/as a trade {dated} {order} {way}",
                    "a trade of the moment, the quantity and the strike is what was delivered",
                    _order(put, _traded(when)[::way], seen),
                    wants=put.wants(),
                    incidents=1,
                )
        yield case(
            f"by themselves/a trade of that day {order}",
            "one of another time of that day is the trader's, though quantity and price are alike",
            _order(both, _traded("06:40", record="06:30"), seen),
            wants=both.wants(),
        )
        yield case(
            f"by themselves/a trade beside {order}",
            "so is one beside a leg that is named",
            _order(both, _traded("06:40", counter={"XYZ": (200, 100)}), seen),
            wants=both.wants(),
        )


def _two_nights() -> Case:
    """Called alike on two nights running, each night told over midnight."""
    called = [
        [_line("P100", 2, "0", id_=f"c {of}", when=f"{of}T22:00"),
         _line("XYZ", 200, "100", id_=f"l {of}", when=f"{of + 1}T00:00")]
        for of in (17, 18)
    ]  # fmt: skip
    rows: list[Rows] = [{"P100": -5, "Z": 1}, {"P100": -3, "XYZ": (200, 100), "Z": 1},
                        {"P100": -1, "XYZ": (400, 100), "Z": 1}]  # fmt: skip
    tape = [
        XYZ, P100,
        _read(rows[0], *HOURS), _read(rows[1], "07:10", "15:10"), _told(called[0], "15:30"),
        _read(rows[1], "18T21:30", "19T03:10"), _read(rows[2], "19T07:10", "19T15:10"),
        _told(called[1], "19T15:30"), _read(rows[2], "19T21:30"), clock("20T09:00"),
    ]  # fmt: skip
    want = S.want("assigned", "P100", 2, CONFIRMED, {"P100": (2, 0), "XYZ": (200, 100)})
    return case("by themselves/two nights", "each leg goes to the night that it is of", tape,
                wants=[want, want], incidents=2)  # fmt: skip


def _friday(name: str, before: Rows, after: Rows, records: list[Line], *wants: Want) -> Case:
    """Dated by the close on the day of expiry, half an hour before the last reading."""
    tape = [
        XYZ, E100, C50, C55,
        _read(before, "20T16:00", "20T21:30"),
        S.reads("21T06:10", after),
        _told(records, "21T07:00"),
        _read(after, "21T08:10", "23T06:10"),
        S.coverage("23T15:00"),
        clock("23T15:01"),
    ]  # fmt: skip
    return case(f"by themselves/friday {name}", "of the close on the day that it ended", tape,
                wants=wants)  # fmt: skip


def _line(name: str, n: int, price: str, cause: str = "assignment", id_: str = "",
          **keys: Any) -> Line:  # fmt: skip
    when = keys.pop("when", "20T21:00")
    return S.booking(when, name, n, cause, price, id=id_ or f"{name} {n}", record=None, **keys)


FORMS = _Night(
    "forms", {"P66": -3, "P95": -1, "C110": -3, "XYZ": 300}, {"P66": -1, "XYZ": 400},
    {"P66": (2, "XYZ", 300, "66.67"), "P95": (1, "XYZ", 100, "95"),
     "C110": (3, "XYZ", -300, "110")},
)  # fmt: skip
ALIKE = _Night(
    "alike", {"P100": -3, "W100": -2, "Z": 1}, {"P100": -1, "XYZ": 400, "Z": 1},
    {"P100": (2, "XYZ", 200, "100"), "W100": (2, "XYZ", 200, "100")},
)  # fmt: skip


def _forms() -> Iterable[Case]:
    """One night, and each contract told in another way: an event, no id, the leg named."""
    for dated, order in TOLD:
        when, seen = DATES[dated], SEEN[order]
        lines = {str(line["id"]): line for line in FORMS.records(when)}
        lines["c P95"]["event"] = lines["l P95"]["event"] = "e"
        lines["c C110"] = S.booking(when, "C110", 3, "assignment", 0, counter={"XYZ": (-300, 110)})
        del lines["l C110"]
        for way in (1, -1):
            yield case(
                f"by themselves/three forms {dated} {order} {way}",
                "the leg of one is not put to another's, that shares an id with its own",
                _order(FORMS, list(lines.values())[::way], seen),
                wants=FORMS.wants(),
                incidents=3,
            )
        named = {str(line["id"]): line for line in ALIKE.records(when)}
        named["c P100"] = S.booking(when, "P100", 2, "assignment", 0, counter={"XYZ": (200, 100)})
        del named["l P100"]
        yield case(
            f"by themselves/one names its leg {dated} {order}",
            "what names its leg takes no other, though that would fit",
            _order(ALIKE, list(named.values()), seen),
            wants=ALIKE.wants(),
            incidents=2,
        )


CASES: list[Case] = [
    *_nights(),
    *_forms(),
    *_ways(),
    *_trades(),
    _two_nights(),
    _friday("put", {"E100": -2}, {"XYZ": (200, 100)},
            [_line("E100", 2, "0"), _line("XYZ", 200, "100")],
            S.want("assigned", "E100", 2, CONFIRMED, {"E100": (2, 0), "XYZ": (200, 100)}, -20_000)),
    _friday("spread", {"C50": -1, "C55": 1}, {},
            [_line("C50", 1, "0"), _line("XYZ", -100, "50"),
             _line("C55", -1, "0", "exercise"), _line("XYZ", 100, "55", "exercise")],
            S.want("assigned", "C50", 1, CONFIRMED, {"C50": (1, 0), "XYZ": (-100, 50)}, 5_000),
            S.want("exercised", "C55", 1, CONFIRMED, {"C55": (-1, 0), "XYZ": (100, 55)}, -5_500)),
]  # fmt: skip
