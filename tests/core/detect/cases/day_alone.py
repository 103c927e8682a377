"""A record that names a day alone, of more than the readings of that day show so far.

Broker backends are loosely in step: a night's record is there, and the positions have only the
first of its contracts. What they show is of the record: the larger total counts, never the sum
(design, sections 5 and 6), as it does where the record says at what time it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
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
XYZ, PUT = S.stock("XYZ"), S.put("P100", 100)
READ = ("05:10", "05:15", "05:20", "05:25", "05:35", "13:00", "21:30", "19T05:30")


def _put(n: int, day: str = "18T00:00", *, leg: bool = False, **keys: Any) -> Line:
    counter: dict[str, Row] = {"XYZ": (100 * n, 100)} if leg else {}
    return S.booking(day, "P100", n, "assignment", 0, counter=counter, **keys)


def _shares(n: int, **keys: Any) -> Line:
    return S.booking("18T00:00", "XYZ", 100 * n, "assignment", 100, **keys)


NAMED = [_put(3, leg=True)]
TOLD: dict[str, list[Line]] = {
    "its leg named": NAMED,
    "the put alone": [_put(3)],
    "a leg of its own": [_put(3, event="E"), _shares(3, event="E")],
    "no id in common": [_put(3), _shares(3)],
    "in two lots": [_put(n, leg=True, id=f"lot {n}") for n in (1, 2)],
}


def _rows(held: int, gone: int) -> dict[str, Row]:
    rows: dict[str, Row] = {"P100": gone - held} if held > gone else {}
    return {**rows, "XYZ": (100 * gone, 100)} if gone else rows


def _case(
    name: str,
    says: str,
    told: Sequence[Line],
    *shown: int,
    first: bool = True,
    starts: str = "",
    held: int = 5,
) -> Case:
    """Each reading shows so many of them gone; told before the `first` that does, or after that.

    Three deliver three hundred shares, whoever names them. Where they have a record of their own,
    what both say beyond the rows is told until it is there.
    """
    gone = (0, *shown, *(shown[-1] for _ in READ))
    read = [S.reads(moment, _rows(held, 0)) for moment in ("17T20:00", "05:05")]
    read += [S.reads(moment, _rows(held, n)) for moment, n in zip(READ, gone, strict=False)]
    booked: list[Line] = [{**line, "seen": at("05:14" if first else "05:17")} for line in told]
    again: list[Part] = [start(starts)] if starts else []
    place = 3 if first else 4
    parts = [XYZ, PUT, read[:place], booked, again, read[place:]]
    own = any(line["instrument"] == S.id("XYZ") for line in told)
    want = S.want("assigned", "P100", 3, CONFIRMED, {"P100": 3, "XYZ": (300, 100)}, at_most=True)
    return case(f"day alone/{name}", says, parts, wants=[want], open_ends=own,
                incidents=3 if own else 1)  # fmt: skip


def _night_after(name: str, then: int, moment: str) -> Case:
    """Two went before the day, and a record of that day is of the night after it."""
    read = {"17T20:00": 0, "05:10": 0, "05:15": 2, "05:30": 2, "21:30": 2, "19T05:00": 2}
    after = dict.fromkeys(("19T05:10", "19T05:20", "19T05:30"), 2 + then)
    told = _put(then, leg=True) | {"seen": at(moment)}
    parts: list[tuple[str, Part]] = [(m, S.reads(m, _rows(9, n))) for m, n in read.items()]
    parts += [("19T05:12" if moment > "19T05:10" else "19T05:05", told)]
    parts += [(m, S.reads(m, _rows(9, n))) for m, n in after.items()]
    order = [part for _, part in sorted(parts, key=lambda one: at(one[0]))]
    wants = [
        S.want("assigned", "P100", n, grades, {"P100": n, "XYZ": (100 * n, 100)})
        for n, grades in ((2, DERIVED), (then, CONFIRMED))
    ]
    return case(f"day alone/{name}", "it is no part of the night before", XYZ, PUT, order,
                wants=wants, incidents=2)  # fmt: skip


CASES: list[Case] = [
    *(_case(f"two of three seen, {how}, told {'before' if first else 'after'}",
            "what is seen is of the record", told, 2, first=first)
      for how, told in TOLD.items() for first in (True, False)),
    *(_case(f"the third five minutes later, {how}, told {'before' if first else 'after'}",
            "and so is what follows", told, 2, 3, first=first)
      for how, told in TOLD.items() for first in (True, False)),
    _case("one of three seen", "less of it", NAMED, 1),
    _case("one after the other", "each reading shows one more", NAMED, 1, 2, 3),
    _case("nothing else held", "all that was held is on record", NAMED, 2, held=3),
    _case("seen after a restart", "booked before it", NAMED, 2, starts="05:14:30"),
    _case("the rest after a restart", "seen and booked before it", NAMED, 2, 3, first=False,
          starts="05:18"),
    _night_after("the night after it", 3, "19T05:12"),
    _night_after("the night after it, of fewer", 1, "19T05:12"),
]  # fmt: skip
