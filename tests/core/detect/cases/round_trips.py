"""A confirmed assignment, and the trader's own round trip whose trades are told late, one by one.

With the first of them alone the position should have changed by something else, so the record,
which is dated before the first reading, seems to be about nothing that happened since. What it has
confirmed stays as it is, under its id; the half of the round trip may be told beside it. Nor is it
known how far the trades are read: a night later no other half is waited for.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    GONE,
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
READ = ("05:10", "05:15", "05:25", "06:10", "13:00", "19T05:30")
DATES = {"by the day before": "17T00:00", "in the evening before": "17T20:00",
         "by its day": "18T00:00", "in its time": "05:13"}  # fmt: skip
FORMS = ("alone", "with its shares", "of one event", "apart")


def _booked(form: str, when: str, seen: str) -> list[Line]:
    keys: dict[str, Any] = {"seen": at(seen)}
    shares: dict[str, Row] = {"XYZ": (300, 100)}
    named = shares if form == "with its shares" else {}
    shared: dict[str, Any] = {"event": "e"} if form == "of one event" else {}
    put = S.booking(when, "P100", 3, "assignment", 0, counter=named, **shared, **keys)
    if form in {"alone", "with its shares"}:
        return [put]
    return [put, S.booking(when, "XYZ", 300, "assignment", 100, **shared, **keys)]


def _trip(name: str, number: int, *, sold_first: bool) -> list[Line]:
    price = 4 if name == "P100" else 99
    trades = [
        S.fill("05:12:30", name, number, price),
        S.fill("05:12:40", name, -number, price),
    ]
    told = ("05:27:40", "05:32:40")
    return [
        trade | {"seen": at(seen)}
        for trade, seen in zip(trades[::-1] if sold_first else trades, told, strict=True)
    ]


def _tape(booked: list[Line], trades: list[Line], *, starts: str = "") -> list[Part]:
    lines: list[tuple[str, Part]] = [(line["seen"], line) for line in (*booked, *trades)]
    for moment in READ:
        is_first = moment == READ[0]
        rows: dict[str, Row] = {"P100": (-5, 2), "XYZ": (50, 99)}
        rows = rows if is_first else {"P100": (-2, 2), "XYZ": (350, "99.85714286")}
        lines.append((at(moment), S.snapshot(moment, rows, 90_000 if is_first else 60_000)))
    through = later("05:50")
    lines.append((at(through), S.coverage(through)))
    if starts:
        lines.append((at(starts), start(starts)))
    return [DESCRIBED, *(part for _, part in sorted(lines, key=lambda one: one[0]))]


BOUGHT: list[Part] = [
    S.snapshot("07:00", {"P100": -2, "XYZ": 100}),
    S.booking("17T00:00", "P100", 1, "assignment", counter={"XYZ": (100, 100)}, seen=at("07:10")),
    S.snapshot("14:05", {"P100": -1, "XYZ": 100}),
    S.fill("14:00", "P100", 1, 2, seen=at("14:30")),
]
"""A record that the first reading holds already, and then a purchase that is told late."""


def _case(
    name: str,
    says: str,
    booked: list[Line],
    trades: list[Line],
    *,
    starts: str = "",
) -> Case:
    """What was derived before a record told it may be explained by the first of the trades."""
    derived = max(line["seen"] for line in booked) > trades[0]["seen"]
    want = S.want("assigned", "P100", 3, CONFIRMED, cash=-30_000, at_most=True,
                  never=frozenset() if derived else GONE)  # fmt: skip
    return case(f"round trip/{name}", says, _tape(booked, trades, starts=starts), wants=[want],
                doubted=frozenset({S.id("XYZ")}), withdraws=derived)  # fmt: skip


WAYS: list[Case] = [
    _case(f"{form}, dated {dated}, told {told}, {number} {'sold' if sold else 'bought'} first",
          "the first of two trades changes nothing of what is confirmed",
          _booked(form, DATES[dated], seen), _trip("P100", number, sold_first=sold))
    for form, dated, (told, seen), (number, sold) in product(
        FORMS,
        DATES,
        (("before", "05:14"), ("after", "05:20"), ("between them", "05:30")),
        ((3, True), (3, False), (1, True)),
    )
]  # fmt: skip

OTHERS: list[Case] = [
    *(_case(f"of its shares, {form}, {'sold' if sold else 'bought'} first",
            "it was in what came for it",
            _booked(form, DATES["by the day before"], "05:14"), _trip("XYZ", 80, sold_first=sold))
      for form in FORMS for sold in (True, False)),
    *(_case(f"{form}, after a restart", "the program was started between the two trades",
            _booked(form, DATES["by the day before"], "05:14"), _trip("P100", 3, sold_first=True),
            starts="05:30")
      for form in FORMS),
]  # fmt: skip

NO_OTHER_HALF: list[Case] = [
    case(f"round trip/none of it, {name}", "it was a purchase, which explains it as well",
         DESCRIBED, BOUGHT, *(S.snapshot(moment, {"P100": -1, "XYZ": 100}) for moment in read),
         wants=wants, doubted=frozenset(doubted), withdraws=True)
    for name, read, wants, doubted in (
        ("that night", ("16:00",), [S.want("assigned", "P100", 1, CONFIRMED)], ()),
        ("a night later", ("16:00", "19T05:30"), [], ()),
    )
]  # fmt: skip

CASES: list[Case] = [*WAYS, *OTHERS, *NO_OTHER_HALF]
