"""What only positions told, and the broker corrected then: it is taken back, legs and all.

A correction has nothing on record to share an id with here. However it is told and whenever it
comes, what it took back must not stand; and no more than that is taken back.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    LIKELY,
    STRONG,
    UNEXPLAINED,
    Account,
    Case,
    Part,
    Row,
    case,
    start,
)

S = Account()
XYZ, P100, P95, C50 = S.stock("XYZ"), S.put("P100", 100), S.put("P95", 95), S.call("C50", 50)
PUT = (XYZ, P100)
SHORT: dict[str, Row] = {"P100": -2}
SHARES: dict[str, Row] = {"XYZ": (200, 100)}
TWO = S.want("assigned", "P100", 2, STRONG, {"P100": 2, "XYZ": (200, 100)}, -20_000)
ONE = S.want("assigned", "P100", 1, STRONG, {"P100": 1, "XYZ": (100, 100)}, -10_000)


def _read(rows: dict[str, Row], cash: int, *moments: str) -> list[Part]:
    return [S.reads(moment, rows, cash) for moment in moments]


DERIVED = [*_read(SHORT, 25_000, "07:00"), *_read(SHARES, 5_000, "07:05", "07:10")]
AGAIN = _read(SHORT, 25_000, "15:05", "15:10", "15:30")
LATER: dict[str, Any] = {"seen": "2026-11-18T16:00:00Z"}

SHRUNK = [
    S.booking("07:03", "P100", n, "assignment", 0, id="r1", counter={"XYZ": (n * 100, 100)},
              seen=f"2026-11-18T{seen}:00Z")
    for n, seen in ((2, "07:03"), (1, "16:00"))
]  # fmt: skip
"""A record, and the same told again of less."""


def _back(moment: str, number: int = 2, events: str = "  ", **keys: Any) -> list[Part]:
    """So many puts come back and their shares go, each by a record of its own."""
    of_put, of_shares = (event.strip() or None for event in events)
    return [
        S.booking(moment, "P100", number * -1, "correction", 0, event=of_put, **keys),
        S.booking(moment, "XYZ", number * -100, "correction", 100, event=of_shares, **keys),
    ]


def _counter(moment: str, **keys: str) -> Part:
    """The same in one record, which names the shares."""
    return S.booking(moment, "P100", -2, "correction", 0, counter={"XYZ": (-200, 100)}, **keys)


WHOLE: dict[str, tuple[str, Part]] = {
    "legs apart": ("and no record shares an id", [_back("15:00"), AGAIN]),
    "one event": ("both records are of one event", [_back("15:00", events="ee"), AGAIN]),
    "two events": ("each record has an event of its own", [_back("15:00", events="ef"), AGAIN]),
    "the shares first": ("the records come in the other order", [_back("15:00")[::-1], AGAIN]),
    "one record": ("the contract's record names the shares", [_counter("15:00"), AGAIN]),
    "one record, and the shares'": (
        "the shares have a record of the same event besides",
        [_counter("15:00", event="e"), _back("15:00", events="ee")[1:], AGAIN],
    ),
    "no reading yet": ("the broker's word is enough", _back("15:00")),
    "by the day": (
        "the records name the day of the return alone",
        [_back("19T00:00"), _read(SHORT, 25_000, "19T15:05", "19T15:10")],
    ),
    "by the same day": (
        "and that is the day of the reading that showed it too",
        [_back("18T00:00"), AGAIN],
    ),
    "told late": ("long after the readings", [AGAIN, _back("15:00", **LATER)]),
    "by the day, told late": (
        "the same, naming the day alone",
        [AGAIN, _back("18T00:00", **LATER)],
    ),
    "told while it is waited": (
        "between the first reading that shows it and the next",
        [AGAIN[:1], _back("15:00", seen="2026-11-18T15:07:00Z"), AGAIN[1:]],
    ),
    "after a restart": ("the program restarted before", [start("14:00"), _back("15:00"), AGAIN]),
    "before a restart": ("and after the record", [_back("15:00"), start("15:03"), AGAIN]),
    "told late after a restart": (
        "and before it was told",
        [start("15:03"), AGAIN, _back("15:00", **LATER)],
    ),
}

ALL: list[Case] = [
    case(f"corrected derived/{name}", says, PUT, DERIVED, told, withdraws=True)
    for name, (says, told) in WHOLE.items()
]

PART: dict[str, Row] = {"P100": -1, "XYZ": (100, 100)}
BOTH = (*PUT, P95, C50)
PUTS: dict[str, Row] = {"P100": -2, "P95": -1}
CALL: dict[str, Row] = {"C50": -2, "P100": -2}

LESS: list[Case] = [
    case("corrected derived/in part", "one of two comes back, with its shares", PUT, DERIVED,
         _back("15:00", 1), _read(PART, 15_000, "15:05", "15:10", "15:30"), wants=[ONE],
         incidents=1),
    case("corrected derived/in two parts", "one after the other", PUT, DERIVED, _back("14:00", 1),
         _back("15:00", 1), AGAIN, incidents=1, withdraws=True),
    case("corrected derived/the contract alone", "its shares stay: that takes back no call", PUT,
         DERIVED, _back("15:00")[:1],
         _read({**SHORT, **SHARES}, 5_000, "15:05", "15:10", "15:30"), wants=[TWO], incidents=1),
    case("corrected derived/other shares", "and other shares are corrected", PUT, DERIVED,
         _back("15:00")[:1], S.booking("15:00", "XYZ", -50, "correction", 100),
         _read({**SHORT, "XYZ": (150, 100)}, 5_000, "15:05", "15:10", "15:30"), wants=[TWO],
         incidents=1),
    case("corrected derived/other shares as well", "beside its own", PUT,
         S.reads("07:00", {**SHORT, "XYZ": (50, 90)}, 25_000),
         _read({"XYZ": (250, 98)}, 5_000, "07:05", "07:10"), _back("15:00"),
         S.booking("15:00", "XYZ", -50, "correction", 90, id="other"),
         _read(SHORT, 29_500, "15:05", "15:10", "15:30"), incidents=1, withdraws=True),
    case("corrected derived/one of two series", "the other stays", BOTH,
         S.reads("07:00", PUTS, 50_000), _read({"XYZ": 300}, 20_500, "07:05", "07:10"),
         _back("15:00"), _read({"P100": -2, "XYZ": 100}, 40_500, "15:05", "15:10", "15:30"),
         wants=[S.want("assigned", "P95", 1, STRONG | LIKELY,
                       {"P95": 1, "XYZ": 100})], withdraws=True),
    case("corrected derived/two series, shares in one", "one record has the shares of both", BOTH,
         S.reads("07:00", PUTS, 50_000), _read({"XYZ": 300}, 20_500, "07:05", "07:10"),
         S.booking("15:00", "P100", -2, "correction", 0),
         S.booking("15:00", "P95", -1, "correction", 0),
         S.booking("15:00", "XYZ", -300, "correction", 98),
         _read(PUTS, 50_000, "15:05", "15:10", "15:30"), withdraws=True),
    case("corrected derived/nothing to be seen", "legs that cancelled", BOTH,
         S.reads("07:00", CALL, 25_000), _read({"XYZ": 0}, 15_000, "07:05", "07:10"),
         S.booking("15:00", "P100", -2, "correction", 0),
         S.booking("15:00", "C50", -2, "correction", 0),
         _read(CALL, 25_000, "15:05", "15:10", "15:30"), withdraws=True),
]  # fmt: skip

BOOKED = S.booking("15:01", "P100", 2, "assignment", 0, counter={"XYZ": (200, 100)})

THEN: list[Case] = [
    case("corrected derived/booked anew", "the same is booked a moment later", PUT, DERIVED,
         _back("15:00"), BOOKED, _read(SHARES, 5_000, "15:05", "15:10", "15:30"),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)})],
         withdraws=True),
    case("corrected derived/called again", "and called in the night after", PUT, DERIVED,
         _back("15:00"), AGAIN, _read(SHARES, 5_000, "19T07:05", "19T07:10"), wants=[TWO],
         withdraws=True),
    case("corrected derived/called before", "what was called the night before stays", PUT,
         S.reads("16T21:00", {"P100": -4}, 45_000),
         _read({"P100": -2, **SHARES}, 25_000, "17T07:05", "17T07:10", "17T21:00"),
         _read({"XYZ": (400, 100)}, 5_000, "07:05", "07:10"), _back("15:00"),
         _read({"P100": -2, **SHARES}, 25_000, "15:05", "15:10", "15:30"), wants=[TWO],
         withdraws=True),
    case("corrected derived/other shares than called", "unexplained shares are taken back", PUT,
         S.reads("07:00", SHORT), S.reads("07:05", {**SHORT, "XYZ": (50, 99)}),
         S.reads("07:30", {**SHORT, "XYZ": (50, 99)}),
         S.booking("15:00", "XYZ", -50, "correction", 99), S.reads("15:05", SHORT), incidents=1),
    case("corrected derived/not these shares", "unexplained shares stay if others are", PUT,
         S.reads("07:00", SHORT), S.reads("07:05", {**SHORT, "XYZ": (50, 99)}),
         S.reads("07:30", {**SHORT, "XYZ": (50, 99)}),
         S.booking("15:00", "XYZ", -20, "correction", 99),
         S.reads("15:05", {**SHORT, "XYZ": (30, 99)}),
         wants=[S.want("unexplained", "XYZ", 50, UNEXPLAINED)], incidents=1),
]  # fmt: skip

# ------------------------------------------------------------ records of it that share no id at all

PUTS_CALLED = S.booking("07:03", "P100", 2, "assignment", 0)
SHARES_CAME = S.booking("07:03", "XYZ", 200, "assignment", 100, id="came")
ON_RECORD: dict[str, Part] = {
    "the contract": PUTS_CALLED,
    "the shares": SHARES_CAME,
    "both": [PUTS_CALLED, SHARES_CAME],
}

RECORDED: list[Case] = [
    *(
        case(f"corrected, on record/{name}", "and both legs are taken back", PUT, DERIVED[:1], told,
             DERIVED[1:], _back("15:00"), AGAIN, withdraws=True)
        for name, told in ON_RECORD.items()
    ),
    *(
        case(f"corrected, on record/{name}, before a reading", "it was never to be seen", PUT,
             DERIVED[:1], told, _back("07:04"), _read(SHORT, 25_000, "07:05", "07:10", "07:30"),
             withdraws=True)
        for name, told in ON_RECORD.items()
    ),
    *(
        case(f"corrected, on record/{name}, by the day", "the records name days alone", PUT,
             DERIVED[:1], [line | {"at": "2026-11-18T00:00:00Z"} for line in lines], DERIVED[1:],
             _back("19T00:00"), _read(SHORT, 25_000, "19T15:05", "19T15:10"), withdraws=True)
        for name, lines in (("the contract", [PUTS_CALLED]), ("the shares", [SHARES_CAME]),
                            ("both", [PUTS_CALLED, SHARES_CAME]))
    ),
    case("corrected, on record/told after the correction", "it is old news then", PUT, DERIVED,
         _back("15:00"), AGAIN, PUTS_CALLED | LATER, SHARES_CAME | LATER, withdraws=True),
    case("corrected, on record/the shares alone", "the contract stays away: called all the same",
         PUT, DERIVED[:1], PUTS_CALLED, SHARES_CAME, DERIVED[1:], _back("15:00")[1:],
         _read({}, 25_000, "15:05", "15:10", "15:30"),
         wants=[S.want("assigned", "P100", 2, CONFIRMED)], incidents=1),
    case("corrected, on record/to less", "the record says so, and then the readings", PUT,
         S.reads("07:00", {"P100": -3}), SHRUNK[0], S.reads("07:05", {"P100": -1, **SHARES}),
         S.reads("07:30", {"P100": -1, **SHARES}), SHRUNK[1],
         [S.reads(at, {"P100": -2, "XYZ": (100, 100)}) for at in ("16:05", "16:10", "17:00")],
         wants=[S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1, "XYZ": (100, 100)})]),
]  # fmt: skip

CASES: list[Case] = [*ALL, *LESS, *THEN, *RECORDED]
