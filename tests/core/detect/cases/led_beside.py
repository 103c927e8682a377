"""Legs with records of their own, beside a leg that has none: what the positions show tells it.

A leg's record is led to the reading that shows its contract gone. Of another contract of that night
the broker tells the option alone, or names the leg in its record: where those that are led would
cancel it, or make another change of what was seen, they stay where they were.
"""

from __future__ import annotations

from itertools import permutations

from tests.core.detect.cases.telling import (
    CONFIRMED,
    Account,
    Case,
    Line,
    Part,
    Row,
    Want,
    at,
    case,
    start,
)

S = Account()
ONE: Line = {"deliverables": [{"instrument": "saxo/CL", "quantity": "1"}], "multiplier": 1000}
FUTURE = S.instrument("CL", "future", multiplier=1000, expiry="2027-03-20", settlement="physical")
REST: dict[str, Row] = {"Z": 10, "Y": 5, "W": 7}
IDS = ("an event", "further ids", "no ids")
BY_DAY = {"the day before": "17T00:00", "the day": "18T00:00"}


def _shared(ids: str, name: str) -> Line:
    own: dict[str, Line] = {
        "an event": {"event": f"e {name}"},
        "further ids": {"refs": [f"e {name}"]},
    }
    return own.get(ids, {})


def _both(day: str, name: str, gone: int, what: str, moved: int, ids: str, seen: str) -> list[Line]:
    """A contract's record and its leg's."""
    cause, shared = "assignment" if gone > 0 else "exercise", _shared(ids, name)
    leg = S.booking(day, what, moved, cause, name[1:], id=f"leg of {name}", **shared)
    told = [S.booking(day, name, gone, cause, 0, **shared), leg]
    return [line | {"seen": at(seen)} for line in told]


def _units(what: str) -> int:
    return 1 if what == "CL" else 100


# ---------------------------------------------------- of one of three the option is told alone

SHORT: dict[str, Row] = {"C110": -1, "P95": -2, "C115": -1}
MOVED = {"C110": (1, -1), "P95": (2, 2), "C115": (1, -1)}


def _short(what: str) -> list[Line]:
    on: Line = {"on": what, **(ONE if what == "CL" else {})}
    return [
        FUTURE if what == "CL" else S.stock("XYZ"),
        S.call("C110", 110, **on),
        S.put("P95", 95, **on),
        S.call("C115", 115, **on),
    ]


def _records(
    what: str, day: str, ids: str, alone: str, seen: str, order: tuple[str, ...] = tuple(SHORT)
) -> list[Part]:
    told: list[Part] = []
    for i, name in enumerate(order):
        gone, moved = MOVED[name]
        lines = _both(day, name, gone, what, moved * _units(what), ids, f"{seen}:{10 + i}")
        told.append(lines[:1] if name == alone else lines)
    return told


def _night(what: str, before: Part, after: Part, had: int = 0) -> list[Part]:
    rest: dict[str, Row] = {**REST, **({what: had} if had else {})}
    return [
        [S.reads(moment, {**SHORT, **rest}) for moment in ("17T21:30", "07:00")],
        before,
        S.reads("07:10", rest),
        after,
        [S.reads(moment, rest) for moment in ("07:30", "08:00", "19T07:00", "20T07:00")],
    ]


def _wants(what: str) -> list[Want]:
    return [
        S.want(
            "assigned",
            name,
            gone,
            CONFIRMED,
            {name: gone, what: (moved * _units(what), int(name[1:]))},
        )
        for name, (gone, moved) in MOVED.items()
    ]


ALONE: list[Case] = [
    case(f"led/one told alone, {what}{', held' if had else ''}, {ids}, {named}, {alone}, {how}",
         "of one the broker tells the option alone, and what all turned into cancels",
         _short(what),
         _night(what, told if how == "before" else (), told if how == "after" else (), had),
         wants=_wants(what), withdraws=how == "after")
    for what, had in (("XYZ", 0), ("CL", 0), ("XYZ", 300))
    for ids in IDS
    for named, day in BY_DAY.items()
    for alone in SHORT
    for how, seen in (("before", "07:05"), ("after", "07:20"))
    for told in [_records(what, day, ids, alone, seen)]
    if not had or alone == "C115"
]  # fmt: skip
ALONE += [
    case(f"led/one told alone, {' '.join(order)}, {named}", "in whatever order they come",
         _short("XYZ"),
         _night("XYZ", (), [begins, _records("XYZ", "17T00:00", "no ids", "C115", "07:20", order)]),
         wants=_wants("XYZ"), withdraws=True)
    for order in permutations(SHORT)
    for named, begins in (("after", ()), ("restarted", start("07:15")))
]  # fmt: skip

# -------------------------------------------------------- of one the leg is named in its record

LONG: dict[str, Row] = {"P30": -2, "P45": 2, "C45": 2}
LEFT: dict[str, Row] = {"P30": -1, "P45": 1}


def _netted(what: str, ids: str, named: str, seen: str) -> list[Part]:
    """All in one reading; that of P30 names its day alone."""
    units = _units(what)
    counter = S.booking("07:06", "P45", -1, "exercise", 0, counter={what: (-units, 45)})
    return [
        counter | {"seen": at(f"{seen}:00")},
        _both("07:06", "C45", -2, what, 2 * units, ids, f"{seen}:05"),
        _both(BY_DAY[named], "P30", 1, what, units, ids, f"{seen}:10"),
    ]


def _long(what: str) -> list[Line]:
    on: Line = {"on": what, **(ONE if what == "CL" else {})}
    return [
        FUTURE if what == "CL" else S.stock("XYZ"),
        S.put("P30", 30, **on),
        S.put("P45", 45, **on),
        S.call("C45", 45, **on),
    ]


def _then(what: str, ids: str, named: str, restarts: Part, *then: Part) -> list[Part]:
    return [
        S.reads("07:00", {**LONG, what: -2 * _units(what), **REST}),
        S.reads("07:10", {**LEFT, **REST}),
        _netted(what, ids, named, "07:11"),
        restarts,
        [S.reads(moment, {**LEFT, **REST}) for moment in ("08:30", "16:30")],
        then,
    ]


def _called(what: str) -> list[Want]:
    units = _units(what)
    return [
        S.want("assigned", "P30", 1, CONFIRMED, {"P30": 1, what: units}, at_most=True),
        S.want("exercised", "P45", 1, CONFIRMED, {"P45": -1, what: -units}),
        S.want("exercised", "C45", 2, CONFIRMED, {"C45": -2, what: 2 * units}),
    ]


CLOSED = S.fill("19T10:00", "P30", 1, 2) | {"seen": at("19T12:00")}
AFTER: list[Case] = [
    case(f"led/netted, then {then}, {what}, {ids}, {named}, {how}",
         "what leaves the day after is no part of the night before",
         _long(what), _then(what, ids, named, restarts, *lines),
         wants=_called(what))
    for what in ("CL", "XYZ")
    for ids in IDS
    for named in BY_DAY
    for how, restarts in (("watched", ()), ("restarted", start("07:30")))
    for then, lines in (
        ("nothing", [S.reads("19T10:05", {**LEFT, **REST})]),
        ("closed", [S.reads("19T10:05", {"P45": 1, **REST}), CLOSED,
                    [S.reads(moment, {"P45": 1, **REST}) for moment in ("19T12:10", "19T16:30")]]),
        ("a row is lost", [S.reads("19T00:30", {"P45": 1, **REST}),
                           [S.reads(m, {**LEFT, **REST}) for m in ("19T08:30", "19T16:30")]]),
    )
]  # fmt: skip

# ------------------------------------------------------------------------------- night by night

TWO: dict[str, Row] = {"P110": 3, "C115": 1, **REST}
ONE_LEFT: dict[str, Row] = {"P110": 1, "XYZ": -100, **REST}
DONE: dict[str, Row] = {"XYZ": -200, **REST}


def _nights(
    ids: str, first: str, second: str, restarts: Part, hour: str, *, leg_first: bool
) -> list[Part]:
    counter = S.booking(first, "P110", -2, "exercise", 0, counter={"XYZ": (-200, 110)})
    of_call, leg_of_call = _both(first, "C115", -1, "XYZ", 100, ids, "08:10")
    next_night = _both(second, "P110", -1, "XYZ", -100, ids, f"19T{hour}:20")
    told = next_night[::-1] if leg_first else next_night
    lines = [
        line | {"id": f"next {i}", "seen": at(f"19T{hour}:20:0{i}")} for i, line in enumerate(told)
    ]
    return [
        [S.reads(moment, TWO) for moment in ("17T00:30", f"{hour}:00")],
        of_call | {"seen": at(f"{hour}:08")},
        S.reads(f"{hour}:10", ONE_LEFT),
        counter | {"seen": at("08:10")},
        leg_of_call,
        restarts,
        S.reads("19T00:30", ONE_LEFT),
        S.reads(f"19T{hour}:10", DONE),
        lines,
        [S.reads(moment, DONE) for moment in (f"19T{hour}:30", "20T07:00")],
    ]


NIGHTS: list[Case] = [
    case(f"led/night by night, {ids}, {how}, at {hour}{', leg first' if leg_first else ''}",
         "each night's records are of its own incident",
         S.stock("XYZ"), S.put("P110", 110), S.call("C115", 115),
         _nights(ids, "17T00:00", "18T00:00", restarts, hour, leg_first=leg_first),
         wants=[S.want("exercised", "C115", 1, CONFIRMED, {"C115": -1, "XYZ": (100, 115)}),
                S.want("exercised", "P110", 2, CONFIRMED, {"P110": -2, "XYZ": (-200, 110)}),
                S.want("exercised", "P110", 1, CONFIRMED, {"P110": -1, "XYZ": (-100, 110)})],
         incidents=3)
    for ids in IDS
    for how, restarts in (("watched", ()), ("restarted", start("12:00")))
    for hour in ("01", "07")
    for leg_first in (False, True)
]  # fmt: skip

# ------------------------------------------------- what several name cancels the legs of others

MIXED: dict[str, Row] = {"C70": 1, "P71": -2, "P72": 2, "P73": 1}
NAMED: list[Case] = [
    case(f"led/beside one that names its leg, {ids}, {how}", "nothing is seen of what cancels",
         S.stock("XYZ"), S.call("C70", 70), S.put("P71", 71), S.put("P72", 72), S.put("P73", 73),
         S.reads("17T21:30", {**MIXED, **REST}), S.reads("07:00", {**MIXED, **REST}),
         told if how == "before" else (),
         S.reads("07:10", {"P71": -2, "P72": 2, **REST}),
         [S.reads(moment, REST) for moment in ("07:14", "07:20")],
         told if how == "after" else (),
         [S.reads(moment, REST) for moment in ("07:50", "08:20", "19T07:00", "20T07:00")],
         wants=[S.want("assigned", "P71", 2, CONFIRMED, {"P71": 2, "XYZ": 200}),
                S.want("exercised", "P72", 2, CONFIRMED, {"P72": -2, "XYZ": -200}),
                S.want("exercised", "P73", 1, CONFIRMED, {"P73": -1, "XYZ": -100}),
                S.want("exercised", "C70", 1, CONFIRMED, {"C70": -1, "XYZ": 100})],
         withdraws=how == "after")
    for ids in IDS
    for how, seen in (("before", "07:05"), ("after", "07:30"))
    for told in [[
        S.booking("18T00:00", "P71", 2, "assignment", 0, counter={"XYZ": (200, 71)})
        | {"seen": at(f"{seen}:00")},
        _both("17T00:00", "P72", -2, "XYZ", -200, ids, f"{seen}:05"),
        _both("17T00:00", "P73", -1, "XYZ", -100, ids, f"{seen}:10"),
        _both("17T00:00", "C70", -1, "XYZ", 100, ids, f"{seen}:15"),
    ]]
]  # fmt: skip

# ------------------------------------------------ the legs are shown before some of the contracts

WRITTEN: dict[str, Row] = {"C40": -4, "C35": -1, "P30": -4}
PUT_GONE: dict[str, Row] = {**WRITTEN, "P30": -2}
ALL_GONE: dict[str, Row] = {"C40": -2, "P30": -2}


def _in_steps(what: str, ids: str, told: dict[str, str], seen: str) -> list[Part]:
    """The put and the legs of it and C35 in one reading, the leg of C40 in the next."""
    units = _units(what)
    lines = [
        *_both(told["C35"], "C35", 1, what, -units, ids, f"{seen}:00"),
        S.booking(told["C40"], "C40", 2, "assignment", 0, counter={what: (-2 * units, 40)})
        | {"seen": at(f"{seen}:05")},
        S.booking(told["P30"], "P30", 2, "assignment", 0) | {"seen": at(f"{seen}:10")},
    ]
    readings = {
        "07:10": {**PUT_GONE, what: units},
        "07:15": {**PUT_GONE, what: -units},
        "07:20": {**ALL_GONE, what: -units},
    }
    parts: list[tuple[str, Part]] = [(line["seen"], line) for line in lines]
    parts += [(at(m), S.reads(m, {**rows, **REST})) for m, rows in readings.items()]
    after: dict[str, Row] = {**ALL_GONE, what: -units, **REST}
    return [
        [S.reads(moment, {**WRITTEN, **REST}) for moment in ("17T00:30", "07:00")],
        *(part for _, part in sorted(parts, key=lambda one: one[0])),
        [S.reads(moment, after) for moment in ("07:50", "08:20", "19T07:00", "20T07:00")],
    ]


STEPS: list[Case] = [
    case(f"led/legs before contracts, {what}, {ids}, {dated}, told at {seen}",
         "a leg that is put to the wrong reading hides that of the put",
         FUTURE if what == "CL" else S.stock("XYZ"),
         S.call("C40", 40, **on), S.call("C35", 35, **on), S.put("P30", 30, **on),
         _in_steps(what, ids, told, seen),
         wants=[S.want("assigned", "P30", 2, CONFIRMED, {"P30": 2, what: 2 * _units(what)}),
                S.want("assigned", "C35", 1, CONFIRMED, {"C35": 1, what: -_units(what)}),
                S.want("assigned", "C40", 2, CONFIRMED, {"C40": 2, what: -2 * _units(what)})],
         withdraws=True)
    for what in ("CL", "XYZ")
    for on in [{"on": what, **(ONE if what == "CL" else {})}]
    for ids in IDS
    for dated, told in {
        "by the day before": dict.fromkeys(WRITTEN, "17T00:00"),
        "one at its time": {"C35": "17T00:00", "P30": "17T00:00", "C40": "07:06"},
        "by the day": dict.fromkeys(WRITTEN, "18T00:00"),
    }.items()
    for seen in ("07:05", "07:11", "07:17", "07:30")
]  # fmt: skip

CASES = [*ALONE, *AFTER, *NIGHTS, *NAMED, *STEPS]
