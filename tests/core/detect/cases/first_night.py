"""The first night watched, of which a report is dated by the day of the first reading.

By that date its records are older than the reading that everything starts from. What they say
together is just what changed since, though a part of a contract was called and the rest of it
lapsed, or though several readings of the night showed it.
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
    Want,
    case,
    start,
)

S = Account()
FRIDAY = "2026-11-20"
XYZ, P100 = S.stock("XYZ"), S.put("P100", 100, expiry=FRIDAY)
C90, C120 = S.call("C90", 90, expiry=FRIDAY), S.call("C120", 120, expiry=FRIDAY)
CLOSE = S.quote("20T21:05", "XYZ", settlement=98)
LAPSED = frozenset({"expired", "expired_unassigned"})
FORMS = ("counter", "event", "apart", "the contract alone")
TEN: dict[str, Row] = {"P100": -10}
CALLED: dict[str, Row] = {"XYZ": (400, 100)}
LATER: dict[str, Any] = {"seen": "2026-11-22T07:00:00Z"}


def _called(
    moment: str, number: int, form: str, name: str = "P100", shares: int = 100,
    cause: str = "assignment", strike: int = 100, **keys: Any,
) -> list[Line]:  # fmt: skip
    """So many were called, and the shares came, booked in this form."""
    way = -1 if cause == "exercise" else 1
    event = f"e {name}" if form == "event" else None
    counter = {"XYZ": (shares * number, strike)} if form == "counter" else {}
    own = S.booking(moment, name, way * number, cause, id=name, event=event, counter=counter,
                    **keys)  # fmt: skip
    legs = S.booking(moment, "XYZ", shares * number, cause, strike, id=f"{name} shares",
                     event=event, **keys)  # fmt: skip
    return [own, legs] if form in {"event", "apart"} else [own]


def _lapsed(moment: str, number: int, **keys: Any) -> Line:
    return S.booking(moment, "P100", number, "expiry", id="lapsed", **keys)


def _report(moment: str, form: str, **keys: Any) -> list[Line]:
    """Four were called, six lapsed."""
    return [*_called(moment, 4, form, **keys), _lapsed(moment, 6, **keys)]


BEFORE = [S.reads("20T20:00", TEN), CLOSE, S.reads("21T06:10", TEN)]
SHOWN = [S.reads("21T06:15", CALLED), S.reads("21T06:25", CALLED)]
OVER = [S.reads("23T14:40", CALLED), S.reads("23T15:00", CALLED)]
BOTH = (
    S.want("assigned", "P100", 4, CONFIRMED, {"P100": 4, "XYZ": (400, 100)}),
    S.want(LAPSED, "P100", 6, CONFIRMED, {"P100": 6}),
)


def _orders(form: str, moment: str) -> list[tuple[str, str, Part]]:
    """When the report comes."""
    told = _report(moment, form, **LATER)
    between = _report(moment, form, seen="2026-11-21T06:12:00Z")
    early = _report(moment, form, seen="2026-11-20T19:00:00Z")
    late = _report(moment, form, seen="2026-11-24T07:00:00Z")
    return [
        ("told after", "the day after", [BEFORE, SHOWN, told, OVER]),
        ("the last first", "in the other order", [BEFORE, SHOWN, told[::-1], OVER]),
        ("at the very end", "when all is read", [BEFORE, SHOWN, OVER, late]),
        ("before its reading", "ahead of it", [BEFORE, between, SHOWN, OVER]),
        ("before the first reading", "ahead of all", [early, BEFORE, SHOWN, OVER]),
        ("after a restart", "restarted before", [BEFORE, SHOWN, start("22T06:00"), told, OVER]),
        ("before a restart", "and after", [BEFORE, SHOWN, told, start("22T08:00"), OVER]),
    ]  # fmt: skip


PARTLY: list[Case] = [
    case(f"first night/{form}, {name}, dated {day}", says, XYZ, P100, told, wants=BOTH)
    for form in FORMS
    for day, moment in (("by the day", "20T00:00"), ("by the day after", "21T00:00"))
    for name, says, told in _orders(form, moment)
]

TWO_SERIES: list[Case] = [
    case(f"first night/both sides, {form}", "a put brings what a call takes a part of", XYZ, P100,
         C120, S.reads("20T20:00", {"P100": -10, "C120": -3}),
         S.reads("21T06:10", {"P100": -10, "C120": -3}),
         [S.reads(m, {"XYZ": 100}) for m in ("21T06:15", "21T06:25")],
         _report("20T00:00", form, **LATER),
         _called("20T00:00", 3, form, "C120", -100, strike=120, **LATER),
         [S.reads(m, {"XYZ": 100}) for m in ("23T14:40", "23T15:00")],
         wants=[*BOTH, S.want("assigned", "C120", 3, CONFIRMED, {"C120": 3, "XYZ": (-300, 120)})])
    for form in FORMS[:2]
] + [
    case(f"first night/called and exercised, {form}", "both bring shares", XYZ, P100, C90,
         S.reads("20T20:00", {"P100": -10, "C90": 2}), S.reads("21T06:10", {"P100": -10, "C90": 2}),
         [S.reads(m, {"XYZ": 600}) for m in ("21T06:15", "21T06:25")],
         _report("20T00:00", form, **LATER),
         _called("20T00:00", 2, form, "C90", 100, "exercise", 90, **LATER),
         [S.reads(m, {"XYZ": 600}) for m in ("23T14:40", "23T15:00")],
         wants=[*BOTH, S.want("exercised", "C90", 2, CONFIRMED, {"C90": -2, "XYZ": (200, 90)})])
    for form in FORMS[:2]
]  # fmt: skip

LONG: dict[str, Row] = {"C90": 10}
GOT: dict[str, Row] = {"XYZ": (400, 90)}

MORE_PARTS: list[Case] = [
    case(f"first night/in lots and in part, {form}", "two lots were called, the rest lapsed", XYZ,
         P100, BEFORE, SHOWN,
         [line | {"id": f"{line['id']} {i}"} for i in (1, 2)
          for line in _called("20T00:00", 2, form, **LATER)],
         _lapsed("20T00:00", 6, **LATER), OVER, wants=BOTH)
    for form in FORMS if form != "event"
] + [
    case(f"first night/exercised in part, {form}", "of one's own calls, dated by the day", XYZ, C90,
         S.reads("20T20:00", LONG), S.reads("21T06:10", LONG),
         [S.reads(m, GOT) for m in ("21T06:15", "21T06:25")],
         _called("20T00:00", 4, form, "C90", 100, "exercise", 90, **LATER),
         S.booking("20T00:00", "C90", -6, "expiry", id="lapsed", **LATER),
         [S.reads(m, GOT) for m in ("23T14:40", "23T15:00")],
         wants=[S.want("exercised", "C90", 4, CONFIRMED, {"C90": -4, "XYZ": (400, 90)}),
                S.want("expired", "C90", 6, CONFIRMED, {"C90": -6})])
    for form in FORMS
]  # fmt: skip

# ------------------------------------------------------------------ of a night in several readings

LIVE = S.put("P100", 100)


def _left(gone: int) -> dict[str, Row]:
    rows: dict[str, Row] = {"P100": gone - 5}
    return rows | {"XYZ": 100 * gone} if gone else rows


def _night(steps: dict[str, int], told: Part, after: str) -> list[Part]:
    """Read in the evening, and as often in the night; what is told comes after one of these."""
    lines: list[Part] = []
    for moment, gone in {"17T20:00": 0, "05:10": 0, **steps}.items():
        lines += [S.reads(moment, _left(gone)), told if moment == after else ()]
    return lines


_MEANWHILE = {(form, "dated by the morning", after) for form in ("event", "apart")
              for after in ("05:10", "05:15")}  # fmt: skip
"""Told while the positions show two: the third, on record with its shares, is unexplained then."""

STEPS = {"05:15": 2, "05:20": 3, "05:30": 3, "05:40": 3}
THREE = S.want("assigned", "P100", 3, CONFIRMED, {"P100": 3, "XYZ": (300, 100)})


def _seen(moment: str) -> dict[str, Any]:
    return {"seen": f"2026-11-18T{moment}:00Z"}


IN_STEPS: list[Case] = [
    case(f"first night/in steps, {form}, told after {after}, {day}", "two, and then a third",
         XYZ, LIVE, _night(STEPS, _called(moment, 3, form, **_seen(seen)), after), wants=[THREE],
         incidents=None if (form, day, after) in _MEANWHILE else 1)
    for form in FORMS
    for day, moment in (("dated by the day", "17T00:00"), ("dated by the morning", "18T00:00"))
    for after, seen in (("05:10", "05:12"), ("05:15", "05:17"), ("05:20", "05:22"),
                        ("05:40", "05:45"))
] + [
    case(f"first night/in steps, {form}, restarted {name}", "the same over a restart", XYZ, LIVE,
         _night(STEPS, told, "05:20"), wants=[THREE], incidents=1)
    for form in FORMS
    for name, told in (
        ("before", [start("05:21:30"), _called("17T00:00", 3, form, **_seen("05:22"))]),
        ("after", [_called("17T00:00", 3, form, **_seen("05:22")), start("05:23")]),
    )
]  # fmt: skip


def _each(number: int) -> Want:
    return S.want("assigned", "P100", number, DERIVED, {"P100": number, "XYZ": 100 * number})


MORE: list[Case] = [
    case("first night/one by one", "three readings show it", XYZ, LIVE,
         _night({"05:15": 1, "05:20": 2, "05:25": 3, "05:35": 3, "05:45": 3},
                _called("17T00:00", 3, "counter", **_seen("05:50")), "05:45"), wants=[THREE]),
    case("first night/of two nights", "a record of before, and two nights that add up to it", XYZ,
         LIVE, _night({"05:15": 2, "05:25": 2, "05:35": 2, "19T05:10": 2, "19T05:15": 3,
                       "19T05:25": 3, "19T05:35": 3},
                      _called("17T00:00", 3, "counter", seen="2026-11-19T06:00:00Z"), "19T05:35"),
         wants=[_each(2), _each(1)]),
    case("first night/more than it says", "a fourth went in the same night", XYZ, LIVE,
         _night({"05:15": 2, "05:20": 4, "05:30": 4, "05:40": 4},
                _called("17T00:00", 3, "counter", **_seen("05:45")), "05:40"),
         wants=[S.want("assigned", "P100", 4, DERIVED, {"P100": 4, "XYZ": 400})]),
    case("first night/in steps and in part", "four were called, then six lapsed", XYZ, P100,
         BEFORE, S.reads("21T06:15", {"P100": -8, "XYZ": (200, 100)}),
         S.reads("21T06:20", CALLED), S.reads("21T06:30", CALLED),
         _report("20T00:00", "counter", **LATER), OVER, wants=BOTH),
]  # fmt: skip

# --------------------------------------------------------------------- what the first reading holds

P95, OTHER = S.put("P95", 95), S.call("C120", 120)
HAD: dict[str, Row] = {"P95": -3, "XYZ": 100}


def _held(form: str) -> Part:
    """Four puts and three calls of the day before, of which nothing is left."""
    seen = _seen("05:50")
    return [_called("17T00:00", 4, form, **seen),
            _called("17T00:00", 3, form, "C120", -100, strike=120, **seen)]  # fmt: skip


def _other(*steps: tuple[str, int]) -> list[Part]:
    """Another put is called meanwhile, so many by each reading."""
    return [XYZ, LIVE, P95, OTHER, S.reads("17T20:00", HAD), S.reads("05:10", HAD),
            [S.reads(m, {"P95": n - 3, "XYZ": 100 + 100 * n}) for m, n in steps]]  # fmt: skip


HELD: list[Case] = [
    case(f"first night/held already, {form}", "shares of before come to just what another brought",
         _other(("05:15", 1), ("05:25", 1), ("05:35", 1)), _held(form),
         S.reads("06:00", {"P95": -2, "XYZ": 200}),
         wants=[S.want("assigned", "P95", 1, DERIVED, {"P95": 1, "XYZ": 100})])
    for form in FORMS
] + [
    case(f"first night/held already, {form}, in steps", "the same over two readings",
         _other(("05:15", 2), ("05:20", 3), ("05:30", 3), ("05:40", 3)),
         _called("17T00:00", 3, form, **_seen("05:50")), S.reads("06:00", {"XYZ": 400}),
         wants=[S.want("assigned", "P95", 3, DERIVED, {"P95": 3, "XYZ": 300})])
    for form in FORMS
]  # fmt: skip

CASES: list[Case] = [*PARTLY, *TWO_SERIES, *MORE_PARTS, *IN_STEPS, *MORE, *HELD]
