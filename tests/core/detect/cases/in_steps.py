"""A record that was booked before its change, and the positions were read in the middle of that."""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    UNEXPLAINED,
    Account,
    Case,
    Figure,
    Line,
    Part,
    Want,
    at,
    case,
    start,
)

K = Account("kraken/main", "USD", "futures")
PF = K.instrument("PF", "perpetual", multiplier=1)
AGAIN = ("07:13", "07:20", "07:30", "10:00")


def _booked(cause: str, *parts: Figure, moment: str = "07:03", seen: str = "") -> list[Line]:
    learned: dict[str, Any] = {"seen": at(seen)} if seen else {}
    return [
        K.booking(moment, "PF", part, cause, 58_000, id=f"b {i}", event=f"e {i}", **learned)
        for i, part in enumerate(parts)
    ]


def _read(moment: str, held: Figure) -> list[Part]:
    return K.reads(moment, {"PF": held, "Z": 1})


def _steps(*steps: tuple[str, Figure]) -> list[Line]:
    return [K.position(moment, "PF", held) for moment, held in steps]


def _night(
    held: Figure, booked: list[Line], *steps: tuple[str, Figure], then: Part = ()
) -> list[Part]:
    """Booked, read as it was, moved in steps and read as it is."""
    return [
        _read("17T20:00", held), _read("07:00", held), booked, _read("07:05", held),
        _steps(*steps), [_read(moment, steps[-1][1]) for moment in AGAIN], then,
    ]  # fmt: skip


def _taken(n: str = "0.5") -> Want:
    return K.want("taken_over", "PF", n, CONFIRMED, {"PF": (n, 58_000)})


CROSSES: tuple[Figure, Figure, Figure] = ("-0.4", "-0.15", "0.1")
WAYS: list[tuple[str, str, tuple[Figure, Figure, Figure], str]] = [
    ("through zero", "taken_over", CROSSES, "0.5"),
    ("adds", "taken_over", ("0.4", "0.65", "0.9"), "0.5"),
    ("ends", "taken_over", ("-0.5", "-0.2", 0), "0.5"),
    ("reduces", "deleveraging", (1, "0.75", "0.5"), "-0.5"),
    ("closes", "deleveraging", ("0.5", "0.25", 0), "-0.5"),
    ("transferred", "transfer", CROSSES, "0.5"),
]
KINDS = {"taken_over": "taken_over", "deleveraging": "deleveraged", "transfer": "transferred"}
LOTS = {"0.5": ("0.3", "0.2"), "-0.5": ("-0.3", "-0.2")}

BEFORE: list[Case] = [
    case(f"steps/{name}, {lots} booked, {apart}", "the record is about both steps", PF,
         _night(held, _booked(cause, *(LOTS[moved] if lots == "two" else (moved,))),
                ("07:10:00", middle), (second, after)),
         wants=[K.want(KINDS[cause], "PF", "0.5", CONFIRMED, {"PF": (moved, 58_000)})])
    for name, cause, (held, middle, after), moved in WAYS
    for lots in ("one", "two")
    for apart, second in (("at once", "07:10:00"), ("half a minute apart", "07:10:30"),
                          ("apart", "07:12:00"))
]  # fmt: skip

HELD, MIDDLE, AFTER = CROSSES
STEPS = (("07:10:00", MIDDLE), ("07:10:30", AFTER))
OTHER: list[Case] = [
    case("steps/told last", "the record came after both steps", PF,
         _night(HELD, [], *STEPS, then=_booked("taken_over", "0.5", seen="10:05")),
         wants=[_taken()]),
    case("steps/told last, of two", "two records came after both steps", PF,
         _night(HELD, [], *STEPS, then=_booked("taken_over", "0.3", "0.2", seen="10:05")),
         wants=[_taken()]),
    case("steps/booked after", "the record is of a moment after both steps", PF,
         _read("07:00", HELD), _read("07:05", HELD), _steps(*STEPS),
         _booked("taken_over", "0.5", moment="07:11"),
         [_read(moment, AFTER) for moment in AGAIN], wants=[_taken()]),
    case("steps/booked after, no reading yet", "and no reading follows", PF,
         _read("07:00", HELD), _read("07:05", HELD), _steps(*STEPS),
         _booked("taken_over", "0.5", moment="07:11"), [K.coverage(moment) for moment in AGAIN],
         wants=[_taken()]),
    case("steps/by the day", "the record names a day alone", PF,
         _night(HELD, _booked("taken_over", "0.5", moment="00:00", seen="07:03"), *STEPS),
         wants=[_taken()]),
    case("steps/restart", "the watcher was restarted between the steps", PF,
         _read("07:00", HELD), _booked("taken_over", "0.5"), _read("07:05", HELD),
         _steps(("07:10:00", MIDDLE)), start("07:10:10"), _steps(("07:10:30", AFTER)),
         [_read(moment, AFTER) for moment in AGAIN], wants=[_taken()]),
    case("steps/three", "it moved in three steps", PF,
         _night(HELD, _booked("taken_over", "0.5"), ("07:10:00", "-0.3"), ("07:10:10", "-0.1"),
                ("07:10:20", "0.1")), wants=[_taken()]),
    case("steps/two lists", "two lists tell of it without an id that they share", PF,
         _night(HELD, [*_booked("taken_over", "0.5"),
                       K.booking("07:03", "PF", "0.5", "taken_over", 58_000, record="log")],
                *STEPS), wants=[_taken()]),
    case("steps/a trade as large", "the day before as much was traded at that price", PF,
         _read("17T18:00", "-0.9"), K.fill("17T18:30", "PF", "0.5", 58_000),
         _night(HELD, _booked("taken_over", "0.3", "0.2"), *STEPS), wants=[_taken()]),
    case("steps/one of them", "one step is just what is booked: the other is another matter", PF,
         _night("-0.9", _booked("taken_over", "0.5"), ("07:10:00", "-0.4"), ("07:10:30", "0.1")),
         wants=[_taken(), K.want("unexplained", "PF", "0.5", UNEXPLAINED)]),
    case("steps/trades beside", "one of three steps was traded, and that is told late", PF,
         _night("-0.9", _booked("taken_over", "0.5"), ("07:10:00", "-0.6"), ("07:10:30", "-0.5"),
                ("07:11:00", "-0.3"),
                then=K.fill("07:10:20", "PF", "0.1", 58_000, seen=at("10:05"))),
         wants=[_taken()]),
]  # fmt: skip

# --------------------------------------------------------------------------------- in the middle


def _in_part(held: Figure, middle: Figure, booked: list[Line], *moments: str) -> list[Part]:
    before: list[Part] = [
        _read("17T20:00", held),
        _read("07:00", held),
        booked,
        _read("07:05", held),
    ]
    return [before, _steps(("07:10:00", middle)), [_read(moment, middle) for moment in moments]]


DAYS = tuple(f"{day}T12:00" for day in range(19, 25))
PART: list[Case] = [
    case(f"part/{name}, {lots}", "a part of what is booked moved, and the rest may follow", PF,
         _in_part(held, middle, _booked(cause, *(LOTS[moved] if lots == "two" else (moved,))),
                  *AGAIN),
         wants=[K.want(KINDS[cause], "PF", "0.5", CONFIRMED, {"PF": (moved, 58_000)})],
         incidents=1)
    for name, cause, (held, middle, _), moved in WAYS
    for lots in ("one", "two")
]  # fmt: skip
PART += [
    case(f"part/{name}, for good", "after five days the rest is missing", PF,
         _in_part(held, middle, _booked("taken_over", "0.5"), *AGAIN, *DAYS),
         wants=[_taken(), K.want("unexplained", "PF", "0.25", UNEXPLAINED, {"PF": "-0.25"})],
         incidents=2)
    for name, held, middle in (("through zero", "-0.4", "-0.15"), ("adds", "0.4", "0.65"))
]  # fmt: skip

# -------------------------------------------------------------------- after a long history


def _handed(quantity: Figure, name: str, seen: str) -> Line:
    return K.booking("07:10", "PF", quantity, "handed_over", 58_000, id=name, event=name,
                     seen=at(seen))  # fmt: skip


HISTORY: list[Case] = [
    case("steps/of one moment, told one after the other", "ten days after the first change", PF,
         _read("08T10:00", 24), K.fill("08T10:03", "PF", 1, 58_000), _read("08T10:05", 25),
         [_read(f"{day:02}T12:00", 25) for day in range(8, 18)],
         _read("07:05", 25), _steps(("07:10", 24), ("07:10", 22)),
         [_read(moment, 22) for moment in AGAIN[:3]], K.fill("09:50", "PF", -2, 58_000),
         _read("09:55", 20), _handed(-1, "a", "10:07"), _read("10:10", 20),
         _handed(-2, "b", "10:12"), _read("10:15", 20),
         wants=[K.want("handed_over", "PF", 3, CONFIRMED, {"PF": (-3, 58_000)})]),
]  # fmt: skip

# ------------------------------------------------------------------------- contracts and legs

S = Account()
XYZ, P50 = S.stock("XYZ"), S.put("P50", 50)
FIVE = S.want("assigned", "P50", 5, CONFIRMED, {"P50": 5, "XYZ": (500, 50)}, cash=-25_000)


def _assigned(way: str) -> list[Line]:
    if way == "counter":
        return [S.booking("07:03", "P50", 5, "assignment", counter={"XYZ": (500, 50)})]
    return [S.booking("07:03", "P50", 5, "assignment", event="e"),
            S.booking("07:03", "XYZ", 500, "assignment", 50, event="e", id="shares")]  # fmt: skip


CALLED: list[Case] = [
    case(f"steps/assigned, {way}", "a contract and its shares are booked out in two passes", XYZ,
         P50, S.reads("07:00", {"P50": -5, "Z": 1}), _assigned(way),
         S.reads("07:05", {"P50": -5, "Z": 1}), S.reads("07:10", {"P50": -3, "XYZ": 200, "Z": 1}),
         [S.reads(moment, {"XYZ": 500, "Z": 1}) for moment in ("07:15", "07:20", "07:30", "10:00")],
         wants=[FIVE])
    for way in ("counter", "event")
]  # fmt: skip

PARTLY: list[Case] = [
    case("part/assigned", "two of five are booked out, and more were never held", XYZ, P50,
         S.reads("07:00", {"P50": -5, "Z": 1}), _assigned("event"),
         S.reads("07:05", {"P50": -5, "Z": 1}),
         [S.reads(moment, {"P50": -3, "XYZ": 200, "Z": 1}) for moment in ("07:10", *AGAIN)],
         wants=[FIVE], incidents=1),
]  # fmt: skip

CASES = [*BEFORE, *OTHER, *PART, *HISTORY, *CALLED, *PARTLY]
