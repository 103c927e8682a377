"""Bookings that the broker takes back, in whole or in part: option, shares and money together."""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import CONFIRMED, Account, Case, Line, Part, case

S = Account()
XYZ, P100 = S.stock("XYZ"), S.put("P100", 100)
PUT = (XYZ, P100)
SHORT, CALLED = {"P100": -2}, {"XYZ": (200, 100)}
ONE = S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1, "XYZ": (100, 100)}, cash=-10_000)


def _booked(moment: str, number: int, cause: str = "assignment", **keys: Any) -> Line:
    """So many puts were called, or came back: with the shares and the money."""
    return S.booking(moment, "P100", number, cause,
                     **{"cash": -10_000 * number, "counter": {"XYZ": (100 * number, 100)}, **keys}
                     )  # fmt: skip


def _of_event(moment: str, number: int, cause: str, event: str) -> list[Line]:
    """The same, each leg with a record of its own."""
    return [S.booking(moment, "P100", number, cause, event=event),
            S.booking(moment, "XYZ", 100 * number, cause, 100, event=event, cash=-10_000 * number),
            ]  # fmt: skip


def _alone(moment: str, number: int, cause: str) -> list[Line]:
    """And no record shares an id with another."""
    return [S.booking(moment, "P100", number, cause, id=f"{cause} {moment}"),
            S.booking(moment, "XYZ", 100 * number, cause, 100, cash=-10_000 * number,
                      id=f"{cause} of shares {moment}")]  # fmt: skip


FIRST = _booked("07:02", 2, id="b1")
BACK = _booked("07:04", -2, "correction", refs=["b1"])

WHOLE: dict[str, tuple[str, Part, Part]] = {
    "its legs": ("a correction names the record and turns all of it back", FIRST, BACK),
    "its id alone": ("a correction says nothing of shares and money", FIRST,
                     _booked("07:04", -2, "correction", refs=["b1"], cash=None, counter=())),
    "legs of their own": ("each leg is corrected by a record of its own",
                          _of_event("07:02", 2, "assignment", "e"),
                          _of_event("07:04", -2, "correction", "e")),
    "nothing shared": ("the opposite legs say what is corrected", FIRST,
                       _booked("07:04", -2, "correction")),
    "nothing shared, legs apart": ("each leg is corrected by a record that names no other", FIRST,
                                   _alone("07:04", -2, "correction")),
    "the same word": ("an assignment the other way is the same taken back", FIRST,
                      _booked("07:04", -2)),
    "the same word, legs apart": ("and so it is where each leg has a record of its own",
                                  _of_event("07:02", 2, "assignment", "e"),
                                  _of_event("07:04", -2, "assignment", "f")),
    "two lists": ("both lists tell both", [_booked("07:02", 2, record=name, id=name, event="e")
                                           for name in ("stream", "trades")],
                  [_booked("07:04", -2, "correction", record=name, id=f"{name} back", event="e")
                   for name in ("stream", "trades")]),
    "by its id": ("the same id says now that nothing moved", FIRST,
                  S.booking("07:04", "P100", 0, "assignment", id="b1")),
}  # fmt: skip

BEFORE_IT_SHOWS: list[Case] = [
    case(f"taken back/{name}", says, PUT, S.night(SHORT, SHORT, first, back),
         incidents=1, withdraws=True)
    for name, (says, first, back) in WHOLE.items()
]  # fmt: skip

READ = [S.reads(moment, CALLED, 5_000) for moment in ("07:05", "07:10")]


def _later(told: Part) -> list[Part]:
    return [S.reads("07:00", SHORT, 25_000), told, READ]


AFTER_IT_SHOWED: list[Case] = [
    case(f"taken back/after a reading, {name}", "nothing is left over, at no time", PUT,
         _later(FIRST), _booked("15:00", -2, "correction", **keys),
         [S.reads(moment, SHORT, 25_000) for moment in ("15:05", "15:10", "15:30")],
         incidents=1, withdraws=True)
    for name, keys in (("its legs", {"refs": ["b1"]}), ("nothing shared", {}),
                       ("its id alone", {"refs": ["b1"], "cash": None, "counter": ()}))
]  # fmt: skip

NAMELESS: dict[str, Any] = {"cash": None, "counter": ()}
LEGS_APART: list[Case] = [
    case("taken back/after a reading, no legs known", "what it had turned into is waited for anew",
         PUT, _later(_booked("07:02", 2, id="b1", **NAMELESS)),
         _booked("15:00", -2, "correction", refs=["b1"], **NAMELESS),
         [S.reads(moment, SHORT, 25_000) for moment in ("15:02", "15:10", "15:30")],
         incidents=1, withdraws=True),
    case("taken back/after a reading, legs apart", "the shares by a record, and back by a leg",
         PUT, _later(_of_event("07:02", 2, "assignment", "e")),
         _booked("15:00", -2, "correction", event="e"),
         [S.reads(moment, SHORT, 25_000) for moment in ("15:05", "15:10", "15:30")],
         incidents=1, withdraws=True),
]  # fmt: skip

IN_PART: list[Case] = [
    case("taken back/in part", "one of two comes back, with its shares and money", PUT,
         S.night(SHORT, {"P100": -1, "XYZ": (100, 100)}, FIRST,
                 _booked("07:04", -1, "correction", refs=["b1"])), wants=[ONE], incidents=1),
    case("taken back/in part, id alone", "shares and money in proportion", PUT,
         S.night(SHORT, {"P100": -1, "XYZ": (100, 100)}, FIRST,
                 _booked("07:04", -1, "correction", refs=["b1"], cash=None, counter=())),
         wants=[ONE], incidents=1),
    case("taken back/in part, after a reading", "two were seen gone, one comes back", PUT,
         _later(FIRST), _booked("15:00", -1, "correction", refs=["b1"]),
         [S.reads(moment, {"P100": -1, "XYZ": (100, 100)}, 15_000)
          for moment in ("15:05", "15:10", "15:30")], wants=[ONE], incidents=1),
    case("taken back/booked anew", "all of it comes back, and one is booked", PUT,
         S.night(SHORT, {"P100": -1, "XYZ": (100, 100)}, FIRST, BACK, _booked("07:04:30", 1)),
         wants=[ONE], incidents=1),
    case("taken back/another cause", "the same id says now that it expired", PUT,
         S.night(SHORT, {}, FIRST, S.booking("07:04", "P100", 2, "expiry", 0, id="b1")),
         wants=[S.want("expired", "P100", 2, CONFIRMED, {"P100": (2, 0)})], withdraws=True),
]  # fmt: skip

ALONE: list[Case] = [
    case("taken back/after a reading, nothing shared, legs apart", "nothing is left over", PUT,
         _later(FIRST), _alone("15:00", -2, "correction"),
         [S.reads(moment, SHORT, 25_000) for moment in ("15:05", "15:10", "15:30")],
         incidents=1, withdraws=True),
    case("taken back/written anew", "other puts were written before it was corrected", PUT,
         _later(FIRST), S.fill("14:00", "P100", -2, 3), _alone("15:00", -2, "correction"),
         [S.reads(moment, {"P100": -4}, 25_600) for moment in ("15:05", "15:10", "15:30")],
         incidents=1, withdraws=True),
    case("taken back/the shares stay", "a correction of the contract alone takes back no call", PUT,
         _later(FIRST), S.booking("15:00", "P100", -2, "correction"),
         [S.reads(moment, {"P100": -2, **CALLED}, 5_000) for moment in ("15:05", "15:10", "15:30")],
         wants=[S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)})]),
]  # fmt: skip

CASES = [*ALONE, *BEFORE_IT_SHOWS, *AFTER_IT_SHOWED, *LEGS_APART, *IN_PART]
