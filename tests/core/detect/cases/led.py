"""Several contracts are called on one night, and what they turn into cancels.

Each leg has a record of its own, dated by the day: no change of the future or the share says of
which reading it is. It is of the reading that shows its contract gone.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    LIKELY,
    STRONG,
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
ONE: Line = {"deliverables": [{"instrument": "saxo/CL", "quantity": "1"}], "multiplier": 1000}
FUTURE = S.instrument("CL", "future", multiplier=1000, expiry="2027-03-20", settlement="physical")
SHARE = S.stock("XYZ")

HELD = {"C71": 3, "C72": -3, "C73": 3, "P74": 3}
"""Of each kind all that is held is called: what they turn into is +3, −3, +3 and −3."""
MOVED = {"C71": 3, "C72": -3, "C73": 3, "P74": -3}
BY_DAY = {"the day before": "17T00:00", "the day": "18T00:00"}
IDS = ("an event", "further ids", "no ids", "named")
UNMOVED = ("07:00", "07:04")
OVER = ("07:30", "08:00", "20T07:00")


def _described(what: str) -> list[Line]:
    on: Line = {"on": what, "expiry": "2026-12-18", **(ONE if what == "CL" else {})}
    made: list[Line] = []
    for name in HELD:
        option = S.call if name[0] == "C" else S.put
        made.append(option(name, int(name[1:]), **on))
    return [FUTURE if what == "CL" else SHARE, *made]


def _units(what: str) -> int:
    return 1 if what == "CL" else 100


def _records(name: str, what: str, day: str, ids: str, seen: str) -> list[Line]:
    """A contract's record and its leg's, told together."""
    cause = "assignment" if HELD[name] < 0 else "exercise"
    moved, strike = MOVED[name] * _units(what), int(name[1:])
    own: dict[str, Line] = {
        "an event": {"event": f"e {name}"},
        "further ids": {"refs": [f"e {name}"]},
    }
    shared = own.get(ids, {})
    if ids == "named":
        return [
            S.booking(day, name, -HELD[name], cause, 0, counter={what: (moved, strike)})
            | {"seen": at(seen)}
        ]
    leg = S.booking(day, what, moved, cause, strike, id=f"leg of {name}", **shared)
    return [
        S.booking(day, name, -HELD[name], cause, 0, **shared) | {"seen": at(seen)},
        leg | {"seen": at(seen)},
    ]


def _rows(gone: str, what: str, had: int) -> dict[str, Row]:
    """What is held when some of the contracts are gone."""
    left = {name: held for name, held in HELD.items() if name not in gone.split()}
    moved = had + sum(MOVED[name] * _units(what) for name in gone.split())
    return {**left, **({what: moved} if moved else {}), "Z": 10, "Y": 5, "W": 7}


def _told(what: str, steps: tuple[str, ...], told: list[Part], *, before: bool, had: int = 0,
          first: tuple[str, ...] = UNMOVED, between: Part = ()) -> list[Part]:  # fmt: skip
    """Read as it was, then step by step; what is `told` comes before the steps, or after them."""
    shown = [S.reads(f"07:{10 + 4 * i}", _rows(gone, what, had)) for i, gone in enumerate(steps)]
    return [
        [S.reads(moment, _rows("", what, had)) for moment in first],
        told if before else (),
        S.reads("07:08", _rows("", what, had)) if before else (),
        between,
        shown,
        () if before else told,
        [S.reads(moment, _rows(steps[-1], what, had)) for moment in OVER],
    ]


def _wants(what: str, *names: str) -> dict[str, Any]:
    return {
        "wants": [
            S.want(
                "assigned" if HELD[name] < 0 else "exercised",
                name,
                3,
                CONFIRMED,
                {name: -HELD[name], what: (MOVED[name] * _units(what), int(name[1:]))},
            )
            for name in names or HELD
        ]
    }


def _all(what: str, day: str, ids: str, seen: str, *names: str) -> list[Part]:
    return [
        _records(name, what, day, ids, f"{seen}:{10 + 5 * i}")
        for i, name in enumerate(names or HELD)
    ]


ALL = " ".join(HELD)
STEPS = {
    "at once": (ALL,),
    "in two": ("C71 C72", ALL),
    "apart": ("C71 C73", ALL),
    "in three": ("C73", "C73 C72 P74", ALL),
}

NIGHTS: list[Case] = [
    case(f"led/{what}, {ids}, {named}, {how}, {'before' if before else 'after'}",
         "four contracts whose legs cancel, dated by the day", _described(what),
         _told(what, steps, _all(what, day, ids, "07:06" if before else "07:25"), before=before,
               first=UNMOVED if named == "the day" else UNMOVED[:1]),
         **_wants(what), withdraws=not before)
    for what in ("CL", "XYZ")
    for ids in IDS
    for named, day in BY_DAY.items()
    for how, steps in STEPS.items()
    for before in (True, False)
]  # fmt: skip

OTHERWISE: list[Case] = [
    case("led/held", "the future is held as well, and is as it was at the end", _described("CL"),
         _told("CL", STEPS["apart"], _all("CL", "18T00:00", "an event", "07:06"), before=True,
               had=2), **_wants("CL")),
    case("led/legs first", "each leg comes before its contract", _described("CL"),
         _told("CL", STEPS["apart"],
               [_records(name, "CL", "18T00:00", "an event", "07:25")[::-1] for name in HELD],
               before=False), **_wants("CL"), withdraws=True),
    case("led/restarted", "the program starts anew before the contracts are shown gone",
         _described("CL"),
         _told("CL", STEPS["in three"], _all("CL", "18T00:00", "an event", "07:06"), before=True,
               between=start("07:09")), **_wants("CL")),
    case("led/next day", "the records come a day later, dated before the first reading",
         _described("CL"),
         _told("CL", STEPS["in two"], [], before=True)[:-1],
         _all("CL", "17T00:00", "an event", "19T05:00"),
         [S.reads(moment, _rows(ALL, "CL", 0)) for moment in ("19T07:00", "20T07:00")],
         **_wants("CL"), withdraws=True),
    case("led/one has no record", "the one that is left is what the legs of the others cancel",
         _described("CL"),
         _told("CL", STEPS["at once"],
               _all("CL", "17T00:00", "an event", "07:25", "C71", "C72", "P74"), before=False),
         wants=[*_wants("CL", "C71", "C72", "P74")["wants"],
                S.want("exercised", "C73", 3, STRONG, {"C73": -3, "CL": 3})], withdraws=True),
]  # fmt: skip

OTHERWISE += [
    case(f"led/one has no record, in two, {ids}, {'before' if before else 'after'}",
         "what its step shows of the others cancels it",
         _described("CL"),
         _told("CL", STEPS["in two"],
               _all("CL", "18T00:00", ids, "07:06" if before else "07:25", "C71", "C72", "P74"),
               before=before),
         wants=[*_wants("CL", "C71", "C72", "P74")["wants"],
                S.want("exercised", "C73", 3, STRONG | LIKELY, {"C73": -3, "CL": 3})],
         withdraws=not before)
    for ids in IDS
    for before in (True, False)
]  # fmt: skip

# ------------------------------------------------------------ of some only what they turned into

P71, C70, C72 = S.put("P71", 71), S.call("C70", 70), S.call("C72", 72)
THREE: dict[str, Row] = {"C70": -4, "P71": -2, "C72": 2, "Z": 10, "Y": 5, "W": 7}
NONE: dict[str, Row] = {"Z": 10, "Y": 5, "W": 7}
OF_PUT = S.booking("07:03", "XYZ", 200, "assignment", 71)
BOTH_LEGS = [
    S.booking("18T00:00", "XYZ", moved, "exercise", strike, id=f"at {strike}", seen=at("07:02"))
    for moved, strike in ((-400, 72), (200, 74))
]
LONG: dict[str, Row] = {"P72": 4, "C73": 2, "C74": 2, "Z": 10, "Y": 5, "W": 7}
RECORDED: list[tuple[str, list[Part], list[Part]]] = [
    ("before", [OF_PUT], []),
    ("by day", [OF_PUT | {"at": at("18T00:00"), "seen": at("07:03")}], []),
    ("restarted", [OF_PUT, start("07:04")], []),
    ("after", [], [OF_PUT | {"seen": at("07:12")}]),
]

AT_STRIKE: list[Case] = [
    *(case(f"led/leg alone, {how}", "at the strike of one of three that went: it is of that one",
           SHARE, P71, C70, C72,
           [S.reads(moment, THREE) for moment in ("17T21:30", "07:00")], before,
           S.reads("07:05", NONE), after,
           [S.reads(moment, NONE) for moment in ("07:20", "07:30", "07:40")],
           wants=[S.want("assigned", "P71", 2, CONFIRMED, {"P71": 2, "XYZ": (200, 71)}),
                  S.want("assigned", "C70", 4, STRONG | LIKELY, {"C70": 4, "XYZ": -400}),
                  S.want("exercised", "C72", 2, STRONG | LIKELY, {"C72": -2, "XYZ": 200})],
           withdraws=bool(after))
      for how, before, after in RECORDED),
    *(case(f"led/two legs alone, {how}", "each at the strike of another that is held",
           SHARE, S.put("P72", 72), S.call("C73", 73), S.call("C74", 74),
           [S.reads(moment, LONG) for moment in ("17T21:30", "07:00")], legs,
           S.reads("07:05", {"C73": 2, "XYZ": -200, **NONE}),
           [S.reads(moment, {"C73": 2, "XYZ": -200, **NONE}) for moment in ("07:20", "07:30")],
           wants=[S.want("exercised", "P72", 4, CONFIRMED, {"P72": -4, "XYZ": (-400, 72)}),
                  S.want("exercised", "C74", 2, CONFIRMED, {"C74": -2, "XYZ": (200, 74)})],
           incidents=2)
      for how, legs in (("in turn", BOTH_LEGS), ("the other first", BOTH_LEGS[::-1]))),
]  # fmt: skip

CASES = [*NIGHTS, *OTHERWISE, *AT_STRIKE]
