"""Two nights running that the broker and the readings date alike are two incidents.

A broker that books a night under the day before dates the second night as the readings, in the
morning, have dated the first. Where the first night's records come late or never, what is told of
the second is none of the first, in whatever form and order it comes (domain notes 4.3, design
section 5: an id stays, and names one night).
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
XYZ, PUT, OTHER = S.stock("XYZ"), S.put("P95", 95), S.call("C50", 50)
REST: dict[str, Row] = {"Z": 10, "Y": 5}
FORMS = ("two records", "an event", "further ids", "the leg named", "a trade", "the put alone")


def _told(form: str, day: str, seen: str, n: int, name: str = "P95") -> list[Line]:
    """So many of a contract and what they turned into, the leg told first where there are two."""
    strike, moved = int(name[1:]), 100 * n if name[0] == "P" else -100 * n
    ids: dict[str, Any] = {"id": f"{name} {day}", "seen": at(f"{seen}:00")}
    if form in {"an event", "a trade"}:
        ids["event"] = f"e {name} {day}"
    elif form == "further ids":
        ids["refs"] = [f"e {name} {day}"]
    elif form == "the leg named":
        ids["counter"] = {"XYZ": (moved, strike)}
    own = S.booking(f"{day}T00:00", name, n, "assignment", 0, **ids)
    if form in {"the leg named", "the put alone"}:
        return [own]
    leg = {**ids, "id": f"leg of {name} {day}", "seen": at(f"{seen}:01")}
    if form == "a trade":
        return [S.fill(f"{day}T00:00", "XYZ", moved, strike, **leg), own]
    return [S.booking(f"{day}T00:00", "XYZ", moved, "assignment", strike, **leg), own]


def _read(moments: tuple[str, ...], rows: Mapping[str, Row]) -> list[Part]:
    return [S.reads(moment, {**rows, **REST}) for moment in moments]


def _nights(
    first: int,
    second: int,
    before: Part = (),
    after: Part = (),
    then: Part = (),
    *,
    legs_later: bool = False,
) -> list[Part]:
    """`before` the reading of the second night, `after` it, and `then` the day after."""
    held, one, two = -(first + second + 1), -(second + 1), 100 * first
    both = 100 * (first + second)
    between = _read(("19T05:12",), {"P95": -1, "XYZ": two}) if legs_later else []
    return [
        _read(("17T20:00", "18T05:00"), {"P95": held}),
        _read(("18T05:10", "18T05:40", "18T20:00", "19T05:00"), {"P95": one, "XYZ": two}),
        before,
        between,
        _read(("19T05:15", "19T05:45"), {"P95": -1, "XYZ": both}),
        after,
        _read(("19T20:00", "20T05:00"), {"P95": -1, "XYZ": both}),
        then,
        _read(("20T12:00", "23T05:00"), {"P95": -1, "XYZ": both}),
    ]


def _wants(first: int, second: int, *, never: bool = False, early: bool = False) -> list[Any]:
    """`early`: the second was told before it was read, and may have been of the first till then."""
    legs: list[dict[str, Row]] = [{"P95": n, "XYZ": 100 * n} for n in (first, second)]
    grades = [DERIVED if never else CONFIRMED, CONFIRMED]
    if never and first == second:  # then nothing says which of them the record is of
        grades = [CONFIRMED | DERIVED, CONFIRMED | DERIVED]
    return [
        S.want("assigned", "P95", first, grades[0], legs[0], at_most=not early),
        S.want("assigned", "P95", second, grades[1], legs[1], at_most=True),
    ]


SIZES = ((1, 1), (2, 1), (1, 2), (3, 3))
BY_EVE = [
    case(f"dated alike/{form}, {first} and {second}, {how}, {late}{', legs later' if legs else ''}",
         "the second night's date is that of the reading before the first", XYZ, PUT,
         _nights(first, second,
                 _told(form, "18", "19T05:02", second) if how == "told before" else (),
                 [_told(form, "18", "19T06:30", second) if how == "told after" else (),
                  _told(form, "17", "19T06:40", first) if late == "the first late" else ()],
                 _told(form, "17", "20T06:00", first) if late == "the first last" else (),
                 legs_later=legs),
         wants=_wants(first, second, never=late == "the first never", early=how == "told before"),
         # A leg that is seen or told before its contract is told by itself until that comes.
         incidents=None if legs or how == "told before" or form == "a trade" else 2)
    for form in FORMS
    for first, second in SIZES
    for how in ("told before", "told after")
    for late in ("the first late", "the first last", "the first never")
    for legs in (False, True)
    # With nothing else known a record of just what the first night shows may be of that.
    if not (how == "told before" and (second <= first or legs))
]  # fmt: skip

RESTARTED = [
    case(f"dated alike/{form}, restarted at {moment}", "it is the same as never having stopped",
         XYZ, PUT,
         _nights(1, 2, (), [_told(form, "18", "19T06:30", 2), again],
                 [_told(form, "17", "20T06:00", 1), late]),
         wants=_wants(1, 2), incidents=None if form == "a trade" else 2)
    for form in FORMS
    for moment, again, late in (
        ("19T07:00", start("19T07:00"), ()),
        ("20T07:00", (), start("20T07:00")),
    )
]  # fmt: skip

TWO: dict[str, Row] = {"P95": -5, "C50": -4}


def _beside(form: str, other: str, *, first: bool) -> list[Part]:
    """A call in each night, of which the first one's is never booked, beside a put."""
    call = _told("a trade", "18", "19T05:02", 1, "C50")
    put = _told(form, "18", "19T06:30", 2)
    late = _told(other, "17", "20T06:00", 1, "C50") if first else []
    return [
        _read(("17T20:00", "18T05:00"), TWO),
        _read(("18T05:10", "18T20:00", "19T05:00"), {"P95": -5, "C50": -3, "XYZ": -100}),
        call,
        _read(("19T05:10", "19T05:40"), {"P95": -3, "C50": -2}),
        put[::-1],
        _read(("19T20:00", "20T05:00"), {"P95": -3, "C50": -2}),
        late,
        _read(("20T12:00", "23T05:00"), {"P95": -3, "C50": -2}),
    ]


BESIDE = [
    case(f"dated alike/beside a put, {form}, {'then ' + other if first else 'the first never'}",
         "a night of which the trader was told is not taken back", XYZ, PUT, OTHER,
         _beside(form, other, first=first),
         wants=[S.want("assigned", "C50", 1, CONFIRMED | DERIVED, {"C50": 1, "XYZ": -100}),
                S.want("assigned", "C50", 1, CONFIRMED | DERIVED, {"C50": 1, "XYZ": -100}),
                S.want("assigned", "P95", 2, CONFIRMED, {"P95": 2, "XYZ": 200}, at_most=True)])
    for form in FORMS
    for first, other in ((False, ""), *((True, form) for form in FORMS))
]  # fmt: skip

BOTH: dict[str, Row] = {"P95": -5, "C50": -4}


def _late(form: str, moment: str, again: Part) -> list[Part]:
    """Legs that cancel in the first night, so that the second one's are told first, by readings."""
    first = [*_told(form, "18", "19T14:20", 3, "C50"), *_told(form, "18", "19T14:20", 3)]
    second = _told(form, "19", "20T14:20", 1)
    told = [[line | {"at": at(f"{day}T{moment}")} for line in lines]
            for day, lines in (("18", first), ("19", second))]  # fmt: skip
    one: dict[str, Row] = {"P95": -2, "C50": -1}
    two: dict[str, Row] = {"P95": -1, "C50": -1, "XYZ": 100}
    return [
        _read(("17T20:00", "17T20:10"), BOTH),
        _read(("18T05:30", "18T12:00", "18T20:10"), one),
        _read(("19T05:30", "19T13:30"), two),
        told[0],
        again,
        _read(("20T05:00", "20T08:00"), two),
        told[1],
        _read(("20T15:00", "23T05:00"), two),
    ]


LATE = [
    case(f"dated alike/a day late, {form}, at {moment}{', restarted' if again else ''}",
         "a night on record takes no date that the readings gave to the next", XYZ, PUT, OTHER,
         _late(form, moment, again),
         wants=[S.want("assigned", "C50", 3, CONFIRMED, {"C50": 3, "XYZ": -300}, at_most=True),
                S.want("assigned", "P95", 3, CONFIRMED, {"P95": 3, "XYZ": 300}, at_most=True),
                S.want("assigned", "P95", 1, CONFIRMED, {"P95": 1, "XYZ": 100}, at_most=True)])
    for form in FORMS
    for moment in ("02:13", "00:00")
    for again in ((), [start("19T16:00")])
]  # fmt: skip

CASES: list[Case] = [*BY_EVE, *RESTARTED, *BESIDE, *LATE]
