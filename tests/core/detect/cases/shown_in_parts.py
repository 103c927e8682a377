"""A record of all that a night brought, of which the readings show one contract after another.

The record says how many there were. Until so many have been shown, what is seen is of it, whether
it was seen before the record's time or after, and whichever was told first: it adds nothing. Nor do
the shares, which come with their contracts, or a reading later or earlier.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    at,
    case,
    later,
    start,
)

S = Account()
DESCRIBED = (S.stock("XYZ"), S.put("P100", 100))
BEFORE = ("17T20:00", "18T05:05", "18T05:10")
FIRST = "18T05:15"

Split = tuple[int, ...]

DATES = {
    "by the day": "18T00:00",
    "by the day before": "17T00:00",
    "before the first of them": "18T05:12",
    "after the first of them": "18T05:17",
    "after the second of them": "18T05:22",
}
SEEN = {
    "first": "18T05:13:30",
    "after the first of them": "18T05:18",
    "after the second of them": "18T05:23",
    "next day": "19T04:00",
}


def _booked(number: int, form: str, when: str, seen: str, place: int = 0) -> list[Line]:
    keys: dict[str, Any] = {"seen": max(at(seen), at(later(when, seconds=5)))}
    shares: dict[str, Row] = {"XYZ": (100 * number, 100)}
    named = shares if form == "with its shares" else {}
    shared: dict[str, Any] = {"event": f"e{place}"} if form == "of one event" else {}
    lines = [
        S.booking(when, "P100", number, "assignment", 0, counter=named, id=f"put {place}", **shared,
                  **keys)
    ]  # fmt: skip
    if form in {"of one event", "apart"}:
        lines.append(S.booking(when, "XYZ", 100 * number, "assignment", 100,
                               id=f"shares {place}", **shared, **keys))  # fmt: skip
    return lines


def _read(split: Split, lag: int, held: int) -> Iterator[tuple[str, Part]]:
    """The readings: each shows a part more; the shares of the first part come `lag` later."""
    parts = len(split) + abs(lag) + 1
    times = [*BEFORE, *(later(FIRST, minutes=5 * i) for i in range(parts))]
    times += [later(times[-1], minutes=more) for more in (10, 20, 60)]
    times += ["18T13:00", "18T21:30", "19T05:30", "19T05:45"]
    ahead = max(-lag, 0)
    for i, moment in enumerate(times):
        step = i - len(BEFORE)
        gone = sum(n for j, n in enumerate(split) if j + ahead <= step)
        came = sum(n for j, n in enumerate(split) if j + ahead + (lag if not j else 0) <= step)
        rows: dict[str, Row] = {"Z": 1}
        rows |= {"P100": gone - held} if held > gone else {}
        rows |= {"XYZ": (100 * came, 100)} if came else {}
        yield moment, S.reads(moment, rows, 90_000 - 10_000 * came)


def _tape(
    split: Split,
    form: str,
    when: str,
    seen: str,
    *,
    lag: int = 0,
    held: int = 6,
    lots: Split = (),
    starts: str = "",
) -> list[Part]:
    lines = list(_read(split, lag, held))
    for place, number in enumerate(lots or (sum(split),)):
        lines += [(line["seen"], line) for line in _booked(number, form, when, seen, place)]
    if starts:
        lines.append((starts, start(starts)))
    return [DESCRIBED, *(part for _, part in sorted(lines, key=lambda one: at(one[0])))]


def _one(number: int, **keys: Any) -> dict[str, Any]:
    moved: dict[str, Row] = {"P100": number, "XYZ": (100 * number, 100)}
    want = S.want("assigned", "P100", number, CONFIRMED, moved, -10_000 * number, at_most=True)
    return {"wants": [want], **keys}


FORMS = ("alone", "with its shares", "of one event", "apart")

WAYS: list[Case] = [
    case(f"shown in parts/{'+'.join(map(str, split))}, {form}, dated {dated}, told {told}",
         "what is seen is of the record",
         _tape(split, form, DATES[dated], SEEN[told]), **_one(sum(split)))
    for split, form, dated, told in product(
        ((2, 1), (1, 1, 1)), FORMS, DATES, ("first", "after the second of them", "next day")
    )
]  # fmt: skip

OTHERS: list[Case] = [
    case(f"shown in parts/{name}, {form}, dated {dated}", says,
         _tape(split, form, DATES[dated], SEEN[told], **keys), **_one(sum(split)))
    for name, says, split, told, keys in (
        ("shares later", "those of the first come with the second", (1, 2), "first", {"lag": 1}),
        ("shares later, told later", "those of the first come with the second", (1, 2),
         "after the first of them", {"lag": 1}),
        ("shares first", "those of the first come before it is gone", (2, 2), "first",
         {"lag": -1}),
        ("all that is held", "nothing is left of it", (1, 3, 1), "after the first of them",
         {"held": 5}),
        ("a restart", "the program starts between the parts", (2, 1, 1),
         "after the first of them", {"starts": "18T05:19"}),
        ("a restart before", "and before the first of them", (1, 2), "first",
         {"starts": "18T05:14:30"}),
        ("in two lots", "the list tells it in two lines", (1, 2), "after the first of them",
         {"lots": (2, 1)}),
        ("in lots of one and four", "the parts are none of the lines", (2, 1, 1, 1),
         "after the second of them", {"lots": (1, 4)}),
        ("in two lots, first", "the list tells it in two lines", (1, 2), "first",
         {"lots": (2, 1)}),
    )
    for form in FORMS
    for dated in ("by the day", "before the first of them", "after the first of them")
]  # fmt: skip

MORE: list[Case] = [
    case(f"shown in parts/more than it says, {form}", "the rest is counted beside it",
         _tape((1, 2, 2), form, "18T05:12", "18T05:13:30", lots=(3,)),
         wants=[S.want("assigned", "P100", 5, CONFIRMED | DERIVED, at_most=True)])
    for form in FORMS
]  # fmt: skip

CASES: list[Case] = [*WAYS, *OTHERS, *MORE]
