"""A record of the next night, told before a reading shows it, beside one that positions alone told.

It may be of the change that was seen last, as long as no reading shows another. Once one does, each
night is an incident of its own, however the first one was told meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
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
XYZ, PUT, OTHER = S.stock("XYZ"), S.put("P100", 100), S.stock("ABC")
TWO, ONE, NONE = ({"P100": -left, "XYZ": 300 - 100 * left, "ABC": 10} for left in (2, 1, 0))
LOST: dict[str, Row] = {"ABC": 10}
"""What a reading may tell that lacks the rest."""


def _rows(held: Mapping[str, int]) -> dict[str, Row]:
    return {name: quantity for name, quantity in held.items() if quantity}


def _told(form: str, day: str) -> list[Line]:
    ids: dict[str, Any] = {"event": "E"} if form == "an event" else {}
    counter: dict[str, Row] = {"XYZ": (100, 100)} if form == "its leg named" else {}
    own = S.booking(day, "P100", 1, "assignment", 0, counter=counter, **ids)
    leg = S.booking(day, "XYZ", 100, "assignment", 100, **ids)
    return [own] if counter or form == "alone" else [leg, own]


def _case(form: str, day: str, *, lost: bool, again: str = "", kept: str = "19T05:08") -> Case:
    read: dict[str, dict[str, Row]] = {
        "17T20:00": _rows(TWO), "18T05:00": _rows(TWO), "18T05:10": _rows(ONE),
        "18T05:20": _rows(ONE), "18T13:00": LOST if lost else _rows(ONE),
        "18T14:00": _rows(ONE), "18T21:00": _rows(ONE), "19T05:00": _rows(ONE),
        "19T05:10": _rows(NONE), "19T05:20": _rows(NONE), "19T13:00": _rows(NONE),
    }  # fmt: skip
    parts: list[tuple[str, Part]] = [(at(m), S.reads(m, rows)) for m, rows in read.items()]
    parts += [(at(kept), line | {"seen": at(kept)}) for line in _told(form, day)]
    parts += [(at(again), start(again))] if again else []
    order = [part for _, part in sorted(parts, key=lambda one: one[0])]
    legs: dict[str, Row] = {"P100": 1, "XYZ": 100}
    wants = [S.want("assigned", "P100", 1, grades, legs) for grades in (DERIVED, CONFIRMED)]
    name = f"next night/{form}, dated {day}, {'after a lost reading' if lost else 'read on'}"
    name += f", started again {again}" if again else ""
    return case(name, "two nights", XYZ, PUT, OTHER, order, wants=wants)


CASES: list[Case] = [
    *(_case(form, day, lost=lost)
      for form in ("an event", "its leg named", "nothing in common", "alone")
      for day in ("19T05:06", "19T00:00")
      for lost in (True, False)),
    *(_case("an event", "19T05:06", lost=True, again=again) for again in ("19T05:09", "19T05:15")),
]  # fmt: skip
