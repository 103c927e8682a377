"""Each record is of one change, and each change of one night: what lies near it is not of it.

Rows that a reading left out come back; nights follow one another; records come late and by the day.
Nothing of that lets a record speak for a second change, or for that of another night.
"""

from __future__ import annotations

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
XYZ, CALL, PUT = S.stock("XYZ"), S.call("C110", 110), S.put("P100", 100)
OTHERS: dict[str, Row] = {"Z": 1}


def _seen(moment: str, *lines: Line) -> list[Line]:
    return [line | {"seen": at(moment)} for line in lines]


def _call(n: int, when: str, name: str, **keys: Any) -> Line:
    return S.booking(when, "C110", n, "assignment", 0, id=name, **keys)


# ---------------------------------------------------------------------------- a row that came back

LOTS = [
    _call(1, "18T03:00", "one"),
    _call(1, "18T03:00", "other"),
    S.booking("18T03:00", "XYZ", -200, "assignment", 110),
]
HELD: dict[str, Row] = {"C110": -2, **OTHERS}
LOST = [S.reads("17T14:00", HELD), S.reads("17T16:30", OTHERS), S.reads("17T20:30", HELD)]
CALLED = [S.reads(m, {"XYZ": -200, **OTHERS}) for m in ("18T04:30", "18T08:00")]
BOTH = S.want("assigned", "C110", 2, CONFIRMED, {"C110": 2, "XYZ": (-200, 110)})
AGAIN: list[Part] = [S.reads("19T08:00", {"XYZ": -200, **OTHERS})]


# ----------------------------------------------------------------------------------- the next night


def _nights(*told: Line, starts: str = "") -> list[Part]:
    """One put is gone with the reading of one night, two more with that of the next."""
    gone = {
        "16T08:00": 0,
        "17T00:30": 0,
        "18T00:30": 1,
        "18T05:00": 1,
        "19T00:30": 3,
        "20T08:00": 3,
    }
    rows = {m: {"P100": n - 4, **({"XYZ": 100 * n} if n else {}), **OTHERS}
            for m, n in gone.items()}  # fmt: skip
    parts: list[tuple[str, Part]] = [(at(m), S.reads(m, row)) for m, row in rows.items()]
    parts += [(line["seen"], line) for line in told]
    parts += [(at(starts), start(starts))] if starts else []
    return [part for _, part in sorted(parts, key=lambda one: str(one[0]))]


def _put(n: int, when: str, seen: str) -> Line:
    shares: dict[str, Row] = {"XYZ": (100 * n, 100)}
    return S.booking(when, "P100", n, "assignment", 0, counter=shares) | {"seen": at(seen)}


NEXT = _put(2, "18T05:06", "18T05:08")
TWO_NIGHTS = [
    S.want("assigned", "P100", 1, DERIVED, {"P100": 1, "XYZ": 100}),
    S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)}),
]

CASES: list[Case] = [
    case("each once/a row came back", "its loss is no part of what the lots say", XYZ, CALL, LOST,
         CALLED, _seen("19T07:00", *LOTS), AGAIN, wants=[BOTH]),
    case("each once/a row came back, told at once", "nor before the day is over", XYZ, CALL, LOST,
         CALLED[0], _seen("18T05:00", *LOTS), CALLED[1], AGAIN, wants=[BOTH]),
    case("each once/of the next night", "a reading hours before it shows nothing of it", XYZ, PUT,
         _nights(NEXT), wants=TWO_NIGHTS),
    case("each once/of the next night, both told", "each by its own record", XYZ, PUT,
         _nights(_put(1, "17T05:06", "18T07:00"), NEXT),
         wants=[S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1, "XYZ": (100, 100)}),
                TWO_NIGHTS[1]]),
    case("each once/of the next night, a restart", "and so it is afterwards", XYZ, PUT,
         _nights(NEXT, starts="18T05:30"), wants=TWO_NIGHTS),
]  # fmt: skip
