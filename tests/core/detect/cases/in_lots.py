"""A report without a name lists a happening in lots, dated after the reading that showed it.

Such records may be of one list or of several. Where readings since show no more, they were taken
for one thing told twice; but together they are just what a reading before them shows.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    STRONG,
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
K = Account("kraken/main")
XYZ, P100, P95, C50 = S.stock("XYZ"), S.put("P100", 100), S.put("P95", 95), S.call("C50", 50)
PUT = (XYZ, P100)
PF = K.instrument("PF", "perpetual", multiplier=1)
SHORT: dict[str, Row] = {"P100": -5}
AFTER: dict[str, Row] = {"P100": -3, "XYZ": (200, 100)}
TWO = S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)}, was=DERIVED)
SEEN: dict[str, Any] = {"seen": "2026-11-20T07:00:00Z"}
NAMELESS: dict[str, Any] = {"record": None}
FIRST = [S.reads("18T21:30", SHORT), S.reads("19T06:10", AFTER), S.reads("19T06:20", AFTER)]
SINCE = [S.reads("20T08:00", AFTER), S.reads("20T08:10", AFTER)]


def _lots(
    moment: str,
    *numbers: int,
    form: str = "apart",
    of: str = "P100",
    shares: int = 100,
    **keys: Any,
) -> list[Line]:
    """So many puts were called in each lot, and their shares came."""
    keys, found = {**NAMELESS, **SEEN, **keys}, list[Line]()
    for i, number in enumerate(numbers):
        event = f"{of} {i}" if form == "event" else None
        counter = {"XYZ": (shares * number, 100)} if form == "counter" else {}
        found.append(
            S.booking(moment, of, number, "assignment", 0, id=f"{of} {i}", event=event,
                      counter=counter, **keys)
        )  # fmt: skip
        if form in {"apart", "event"}:
            found.append(
                S.booking(moment, "XYZ", shares * number, "assignment", 100,
                          id=f"{of} {i} shares", event=event, **keys)
            )  # fmt: skip
    return found


FORMS = ("apart", "event", "counter", "the contract alone")

LOTS: list[Case] = [
    case(f"in lots/{form}, {name}", f"two of one each, dated {name}", PUT, FIRST,
         _lots(moment, 1, 1, form=form), SINCE, wants=[TWO])
    for form in FORMS
    for name, moment in (("the night after", "20T05:00"), ("by the day after", "20T00:00"),
                         ("by the day", "19T00:00"), ("in the night", "19T03:00"))
]  # fmt: skip


def _orders(form: str) -> list[tuple[str, str, Part]]:
    """When they are told."""
    lots = _lots("20T05:00", 1, 1, form=form)
    late = [line | {"seen": "2026-11-20T09:00:00Z"} for line in lots]
    return [
        ("no reading since", "nobody has read since", [FIRST, lots]),
        ("read before", "told after a reading newer than them", [FIRST, SINCE, late]),
        ("the last first", "in the other order", [FIRST, lots[::-1], SINCE]),
        ("after a restart", "restarted before", [FIRST, start("20T06:00"), lots, SINCE]),
        ("before a restart", "and after", [FIRST, lots, start("20T07:30"), SINCE]),
    ]


WHEN: list[Case] = [
    case(f"in lots/{form}, {name}", says, PUT, told, wants=[TWO])
    for form in FORMS
    for name, says, told in _orders(form)
]

HALF: dict[str, Row] = {"PF": ("0.5", 60_000)}
ONE: dict[str, Row] = {"PF": (1, 59_700)}
TAKEN = K.want("taken_over", "PF", "0.5", CONFIRMED, {"PF": ("0.5", 59_400)})


def _taken(moment: str, *lots: str, **keys: Any) -> list[Line]:
    return [
        K.booking(moment, "PF", lot, "taken_over", 59_400, id=f"l{i}", **NAMELESS, **SEEN, **keys)
        for i, lot in enumerate(lots)
    ]


TAKEN_OVER: list[Case] = [
    case(f"in lots/taken over, {', '.join(lots)} {moment}", "a perpetual has no other leg", PF,
         K.reads("18T21:30", HALF), K.reads("19T06:10", ONE), K.reads("19T06:20", ONE),
         _taken(moment, *lots), K.reads("20T08:00", ONE), K.reads("20T08:10", ONE), wants=[TAKEN])
    for lots in (("0.25", "0.25"), ("0.2", "0.3"), ("0.1", "0.2", "0.2"), ("0.5", "0.5"),
                 ("0.5", "0.25"))
    for moment in ("20T00:00", "20T05:00")
]  # fmt: skip


def _nights(first: int, second: int) -> list[Part]:
    """So many were called in one night, and so many in the next."""
    last = first + second
    return [
        S.reads("17T21:30", SHORT),
        [
            S.reads(f"{day}T06:{minute}", {"P100": number - 5, "XYZ": (100 * number, 100)})
            for day, number in ((18, first), (19, last))
            for minute in (10, 20)
        ],
    ]


def _since(number: int) -> Part:
    return S.reads("20T08:00", {"P100": number - 5, "XYZ": (100 * number, 100)})


def _each(number: int) -> Want:
    return S.want("assigned", "P100", number, CONFIRMED,
                  {"P100": number, "XYZ": (100 * number, 100)}, was=DERIVED)  # fmt: skip


NIGHTS: list[Case] = [
    case(f"in lots/each night its own, {form}, {list_}, {one} and {two}", "told together", PUT,
         _nights(one, two), _lots("20T05:00", *lots, form=form, record=list_), _since(one + two),
         wants=[_each(one), _each(two)], incidents=2)
    for form in FORMS
    for list_ in (None, "report")
    for one, two, lots in ((1, 1, (1, 1)), (2, 1, (1, 2)))
]  # fmt: skip

BOUGHT = S.fill("18T22:00", "XYZ", 30, 99)

MORE: list[Case] = [
    case("in lots/more than was told", "three are gone, two lists tell of one", PUT,
         S.reads("18T21:30", SHORT),
         [S.reads(m, {"P100": -2, "XYZ": (300, 100)}) for m in ("19T06:10", "19T06:20")],
         _lots("20T05:00", 3, 3), S.reads("20T08:00", {"P100": -2, "XYZ": (300, 100)}),
         wants=[S.want("assigned", "P100", 3, CONFIRMED, {"P100": 3, "XYZ": (300, 100)})]),
    case("in lots/beside a trade", "the trader bought shares the same night", PUT,
         S.reads("18T21:30", SHORT), BOUGHT,
         [S.reads(m, {"P100": -3, "XYZ": 230}) for m in ("19T06:10", "19T06:20")],
         _lots("20T05:00", 1, 1), S.reads("20T08:00", {"P100": -3, "XYZ": 230}),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)})]),
    case("in lots/two series", "one of them in lots", XYZ, P100, P95,
         S.reads("18T21:30", {"P100": -5, "P95": -1}),
         [S.reads(m, {"P100": -3, "XYZ": 300}) for m in ("19T06:10", "19T06:20")],
         _lots("20T05:00", 1, 1, form="event"), _lots("20T05:00", 1, form="event", of="P95"),
         S.reads("20T08:00", {"P100": -3, "XYZ": 300}),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": 200}),
                S.want("assigned", "P95", 1, CONFIRMED, {"P95": 1, "XYZ": 100})]),
    case("in lots/shares come and go", "a call of the same night takes some away", XYZ, P100, C50,
         S.reads("18T21:30", {"P100": -5, "C50": -1}),
         [S.reads(m, {"P100": -3, "XYZ": 100}) for m in ("19T06:10", "19T06:20")],
         _lots("20T05:00", 1, 1), _lots("20T05:00", 1, of="C50", shares=-100),
         S.reads("20T08:00", {"P100": -3, "XYZ": 100}),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": 200}),
                S.want("assigned", "C50", 1, CONFIRMED, {"C50": 1, "XYZ": -100})]),
    case("in lots/one told twice", "what moved is what each of them tells", PUT,
         S.reads("18T21:30", SHORT),
         [S.reads(m, {"P100": -4, "XYZ": (100, 100)}) for m in ("19T06:10", "19T06:20")],
         _lots("20T05:00", 1, 1), S.reads("20T08:00", {"P100": -4, "XYZ": (100, 100)}),
         wants=[S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1, "XYZ": (100, 100)})],
         incidents=1),
    case("in lots/and more since", "lots of before, and as many in the night of their day", PUT,
         FIRST, _lots("20T05:00", 1, 1, form="counter", seen="2026-11-20T05:30:00Z"),
         [S.reads(m, {"P100": -1, "XYZ": (400, 100)}) for m in ("20T06:10", "20T06:20")],
         wants=[S.want("assigned", "P100", 2, STRONG, {"P100": 2, "XYZ": (200, 100)}),
                S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)})]),
]  # fmt: skip

CASES: list[Case] = [*LOTS, *WHEN, *TAKEN_OVER, *NIGHTS, *MORE]
