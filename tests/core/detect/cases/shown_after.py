"""A leg that the broker booked itself, and that only the reading after its contract's shows.

The record is answered then. What lapses days later must not be told as called, with shares that
stood in between two readings of a settled night.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import CONFIRMED, DERIVED, Account, Case, Part, Row, Want, case

S = Account()
XYZ, C74 = S.stock("XYZ"), S.call("C74", 74, expiry="2026-12-18")
HELD: dict[str, Row] = {"C74": -5}
CALLED = S.want("assigned", "C74", 3, CONFIRMED, {"C74": 3, "XYZ": (-300, 74)})
NIGHTS = {"days later": "20", "that night": "17"}
"""When the others end: what went is seen together with the call in the second."""


def _told(others: int, ends: str, price: int | None = 74) -> list[Part]:
    """Three calls are assigned; the others, a put and a call, end out of the money."""
    short: dict[str, Row] = {"C74": -2}
    legs = short | {"XYZ": -300 if price is None else (-300, price)}
    pair: dict[str, Row] = {"P72": others, "C78": others}
    middle: dict[str, Row] = pair if ends == "20" else {}
    described = [make(name, k, expiry=f"2026-11-{ends}") for make, name, k in
                 ((S.put, "P72", 72), (S.call, "C78", 78))]  # fmt: skip
    return [
        XYZ, C74, described,
        S.quote(f"{ends}T21:00", "XYZ", settlement="74.57"),
        S.reads("17T20:00", HELD | pair),
        S.booking("18T05:08", "C74", 3, "assignment", 0, event="E1", cash=22_200),
        S.booking("18T05:08", "XYZ", -300, "assignment", 74, event="E1"),
        S.reads("18T05:45", short | middle), S.reads("18T06:45", legs | middle),
        S.reads("20T20:00", legs | middle),
        [S.reads(moment, legs) for moment in ("21T05:00", "21T10:00", "23T18:00")],
    ]  # fmt: skip


def _lapsed(n: int) -> list[Want]:
    return [S.want("expired", name, abs(n), CONFIRMED | DERIVED) for name in ("P72", "C78")]


CASES: list[Case] = [
    case(f"shown after/{name}, {held} of {n}", "the shares are those of the booked call alone",
         _told(n if held == "long" else -n, ends), wants=[CALLED, *_lapsed(n)], incidents=3)
    for name, ends in NIGHTS.items() for held in ("long", "short") for n in (3, 5)
]  # fmt: skip
CASES += [
    case("shown after/undone by a booked call", "two legs of one night cancel: the second night's"
         " shares are of what went then", XYZ,
         [make(name, k, expiry="2026-11-18") for make, name, k in
          ((S.put, "P60", 60), (S.put, "P63", 63), (S.call, "C57", 57))],
         S.quote("18T21:00", "XYZ", settlement=61),
         S.reads("16T20:00", {"P60": -3, "P63": -4, "C57": -3}),
         S.booking("17T03:12", "P60", 1, "assignment", 0, event="E1", cash=-6_000),
         S.booking("17T03:12", "XYZ", 100, "assignment", 60, event="E1"),
         S.booking("17T03:12", "C57", 1, "assignment", 0, counter={"XYZ": (-100, 57)}),
         S.reads("17T04:30", {"P60": -2, "P63": -4, "C57": -2}),
         S.reads("18T20:50", {"P60": -2, "P63": -4, "C57": -2}),
         S.booking("19T03:58", "P63", 4, "assignment", 0, counter={"XYZ": (400, 63)}),
         [S.reads(moment, {"XYZ": 200}) for moment in ("19T04:30", "19T15:00", "19T21:10")],
         wants=[S.want("assigned", "P60", 1, CONFIRMED), S.want("assigned", "C57", 1, CONFIRMED),
                S.want("assigned", "P63", 4, CONFIRMED), S.want("assigned", "C57", 2, DERIVED),
                S.want("expired", "P60", 2, DERIVED)], incidents=5),
    case("shown after/at no price", "days later the price is not needed to know it",
         _told(5, "20", price=None), wants=[CALLED, *_lapsed(5)], incidents=3),
]  # fmt: skip
