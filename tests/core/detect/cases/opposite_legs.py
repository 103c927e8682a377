"""Two calls within days that move one future opposite ways, as records of each leg.

What one of them moved does not take back what the other did; a call that is taken back takes its
own leg with it.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    Account,
    Case,
    Figure,
    Line,
    Part,
    Row,
    at,
    case,
    start,
)

S = Account()
ONE = {"deliverables": [{"instrument": "saxo/CL", "quantity": "1"}]}
CL = S.instrument("CL", "future", multiplier=1000, expiry="2027-06-20")
CALL, PUT = (S.call("C80", 80, on="CL", multiplier=1000) | ONE,
             S.put("P80", 80, on="CL", multiplier=1000) | ONE)  # fmt: skip
DESCRIBED = (CL, CALL, PUT)

IDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "an event": ({"event": "e1"}, {"event": "e2"}),
    "further ids": ({"refs": ["e1"]}, {"refs": ["e2"]}),
    "no ids": ({}, {}),
    "an event once": ({"event": "e1"}, {}),
    "an event at last": ({}, {"event": "e2"}),
}


def _legs(moment: str, name: str, number: Figure, moved: Figure, cause: str, ids: dict[str, Any],
          price: Figure | None = 80) -> list[Line]:  # fmt: skip
    return [
        S.booking(moment, name, number, cause, **ids),
        S.booking(moment, "CL", moved, cause, price, id=f"leg of {name} {moment}", **ids),
    ]


def _seen(moment: str, told: list[Line]) -> list[Line]:
    return [line | {"seen": at(moment)} for line in told]


def _told(first: list[Line], second: list[Line], side: int = -1, between: Part = ()) -> list[Part]:
    """Two nights, each read before its records and after them."""
    had, had_less = {"CL": 3, "C80": side, "P80": side}, {"CL": 3 + side, "P80": side}
    return [
        S.reads("07:00", had),
        _seen("07:03", first),
        [S.reads(moment, had_less) for moment in ("07:05", "07:10", "20T07:00")],
        between,
        _seen("20T07:03", second),
        [S.reads(f"20T{moment}", {"CL": 3}) for moment in ("07:05", "07:10", "07:20")],
    ]


def _at(quantity: int, price: Figure | None) -> Row:
    return quantity if price is None else (quantity, price)


def _wants(cause: str = "assignment", price: Figure | None = 80) -> dict[str, Any]:
    kind, side = ("assigned", 1) if cause == "assignment" else ("exercised", -1)
    return {"wants": [S.want(kind, "C80", 1, CONFIRMED, {"C80": side, "CL": _at(-side, price)}),
                      S.want(kind, "P80", 1, CONFIRMED, {"P80": side, "CL": _at(side, price)})],
            "incidents": 2}  # fmt: skip


TWO_NIGHTS: list[Case] = [
    case(f"both ways/{name}", "a call, and two nights later a put of the same strike", DESCRIBED,
         _told(_legs("07:02", "C80", 1, -1, "assignment", one),
               _legs("20T07:02", "P80", 1, 1, "assignment", two)), **_wants())
    for name, (one, two) in IDS.items()
]  # fmt: skip

FIRST, SECOND = (_legs(moment, name, 1, moved, "assignment", {"event": event})
                 for moment, name, moved, event in
                 (("07:02", "C80", -1, "e1"), ("20T07:02", "P80", 1, "e2")))  # fmt: skip

OTHERWISE: list[Case] = [
    case("both ways/exercised", "the trader's own, one after the other", DESCRIBED,
         _told(_legs("07:02", "C80", -1, 1, "exercise", {"event": "e1"}),
               _legs("20T07:02", "P80", -1, -1, "exercise", {"event": "e2"}), side=1),
         **_wants("exercise")),
    case("both ways/legs first", "the leg comes before its contract", DESCRIBED,
         _told(FIRST[::-1], SECOND[::-1]), **_wants()),
    case("both ways/by day", "the records name a day alone", DESCRIBED,
         _told(_legs("18T00:00", "C80", 1, -1, "assignment", {"event": "e1"}),
               _legs("20T00:00", "P80", 1, 1, "assignment", {"event": "e2"})), **_wants()),
    case("both ways/restarted", "the program starts anew in between", DESCRIBED,
         _told(FIRST, SECOND, between=start("20T07:01")), **_wants()),
    case("both ways/no price", "the records of the legs name none", DESCRIBED,
         _told(_legs("07:02", "C80", 1, -1, "assignment", {"event": "e1"}, None),
               _legs("20T07:02", "P80", 1, 1, "assignment", {"event": "e2"}, None)),
         **_wants(price=None)),
    case("both ways/told at last", "all records come when both nights are over", DESCRIBED,
         [S.reads("07:00", {"CL": 3, "C80": -1, "P80": -1}),
          [S.reads(moment, {"CL": 2, "P80": -1}) for moment in ("07:05", "07:10", "20T07:00")],
          [S.reads(f"20T{moment}", {"CL": 3}) for moment in ("07:05", "07:10")],
          _seen("21T07:00", [*SECOND, *FIRST]), S.reads("21T07:10", {"CL": 3})], **_wants()),
]  # fmt: skip


def _undone(first: dict[str, Any], back: dict[str, Any], cause: str) -> list[Part]:
    before = {"CL": 3, "C80": -1}
    return [
        S.reads("07:00", before),
        _legs("07:02", "C80", 1, -1, "assignment", first),
        [S.reads(moment, {"CL": 2}) for moment in ("07:05", "07:10")],
        _legs("15:00", "C80", -1, 1, cause, back),
        [S.reads(moment, before) for moment in ("15:05", "15:10", "15:30")],
    ]


TAKEN_BACK: list[Case] = [
    case(f"both ways/taken back, {name}, {cause}", "the call and its leg come back", DESCRIBED,
         _undone(first, back, cause), incidents=1, withdraws=True)
    for name, (first, back) in (("an event", IDS["an event"]), ("further ids", IDS["further ids"]),
                                ("one event", ({"event": "e"}, {"event": "e"})),
                                ("no ids", IDS["no ids"]))
    for cause in ("assignment", "correction") if (name, cause) in {
        ("an event", "assignment"), ("an event", "correction"), ("further ids", "assignment"),
        ("further ids", "correction"), ("one event", "correction"), ("no ids", "assignment")}
]  # fmt: skip
TAKEN_BACK += [
    case("both ways/the future's own end", "delivered in the word of options, and taken back", CL,
         S.reads("07:00", {"CL": 1, "Z": 1}), S.booking("07:02", "CL", -1, "assignment"),
         [S.reads(moment, {"Z": 1}) for moment in ("07:05", "07:10")],
         S.booking("15:00", "CL", 1, "assignment"),
         [S.reads(moment, {"CL": 1, "Z": 1}) for moment in ("15:05", "15:10", "15:30")],
         incidents=1, withdraws=True)
]  # fmt: skip

CASES = [*TWO_NIGHTS, *OTHERWISE, *TAKEN_BACK]
