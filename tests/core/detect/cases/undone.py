"""What was called, and came back without a trade: a wrong reading, or a booking taken back.

Nothing may stand then that was never there; and one reading that differs from all others does not
take back what stands.
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
    Row,
    case,
)

S = Account()
XYZ, P100, ABC = S.stock("XYZ"), S.put("P100", 100), S.stock("ABC")
PUT = (XYZ, ABC, P100)

BEFORE: dict[str, Row] = {"P100": -2, "ABC": 10}
AFTER: dict[str, Row] = {"XYZ": (200, 100), "ABC": 10}
CALLED = [S.reads("07:00", BEFORE), S.reads("07:05", AFTER)]
TWO_PUTS = S.want("assigned", "P100", 2, STRONG, {"P100": 2, "XYZ": (200, 100)}, -20_000)


def _read(rows: dict[str, Row], *moments: str) -> list[Any]:
    return [S.reads(moment, rows) for moment in moments]


UNDONE: list[Case] = [
    case("undone/both legs", "both legs return, and further readings say the same", PUT, CALLED,
         _read(BEFORE, "07:10", "07:15", "07:20"), incidents=3, withdraws=True),
    case("undone/one leg after the other", "the shares go first", PUT, CALLED,
         _read({"ABC": 10}, "07:10"), _read(BEFORE, "07:15", "07:20", "07:25"), incidents=3,
         withdraws=True),
    case("undone/a stale reading", "one reading of before, then again as it is", PUT, CALLED,
         _read(BEFORE, "07:06:30"), _read(AFTER, "07:08", "07:13"), wants=[TWO_PUTS]),
    case("undone/and called again", "it returns for good, and is called the same day", PUT, CALLED,
         _read(BEFORE, "07:10", "07:15", "07:20"), _read(AFTER, "07:25", "07:30"),
         wants=[TWO_PUTS]),
    case("undone/by trades", "the trader sells the shares and writes two others", PUT, CALLED,
         S.fill("07:07", "XYZ", -200, 101), S.fill("07:08", "P100", -2, 3),
         _read(BEFORE, "07:10", "07:15", "07:20"), wants=[TWO_PUTS], incidents=1),
    case("undone/the trades unread", "nobody knows whether that was done by trading", PUT, CALLED,
         [S.snapshot(f"07:{m}", BEFORE) for m in ("10", "15", "20")], wants=[TWO_PUTS],
         open_ends=True),
    case("undone/in part", "one of the two returns", PUT, CALLED,
         _read({"P100": -1, "XYZ": (100, 100), "ABC": 10}, "07:10", "07:15", "07:20"),
         wants=[TWO_PUTS], open_ends=True),
    case("undone/only the shares", "the option stays away", PUT, CALLED,
         _read({"ABC": 10}, "07:10", "07:15", "07:20"),
         wants=[TWO_PUTS, S.want("unexplained", "XYZ", 200, UNEXPLAINED)]),
    case("undone/booked", "what the broker booked stands, whatever a reading says", PUT,
         S.reads("07:00", BEFORE),
         S.booking("07:03", "P100", 2, "assignment", 0, counter={"XYZ": (200, 100)}),
         _read(AFTER, "07:05"), _read(BEFORE, "07:10", "07:15", "07:20"),
         wants=[S.want("assigned", "P100", 2, CONFIRMED)], open_ends=True),
    case("undone/long ago", "what returned is not told anew when its cause is carried no more", PUT,
         CALLED, _read(BEFORE, "07:10", "07:15", "07:20"),
         S.fill("28T07:07", "P100", -1, 3), S.fill("28T07:07", "XYZ", 10, 99),
         _read({"P100": -3, "XYZ": 10, "ABC": 10}, "28T07:08", "28T07:30"), withdraws=True),
    case("undone/one leg, long ago", "the same where only shares came and went", PUT,
         _read(BEFORE, "07:00"), _read({**BEFORE, "XYZ": 50}, "07:05"),
         _read(BEFORE, "07:10", "07:15", "07:20"), S.fill("28T07:07", "XYZ", 10, 99),
         _read({**BEFORE, "XYZ": 10}, "28T07:08", "28T07:30")),
]  # fmt: skip

# ------------------------------------------------------------ what a match used, and gives back

C27 = S.call("C27", 27, multiplier=150, expiry="2026-11-19")
STRANGE = S.booking("17T13:31", "XYZ", -200, "other", "19.66", raw={"Event": "Zzz"})
USED = [
    S.reads("17T06:00", {"XYZ": 200, "C27": -2, "ABC": 10}), STRANGE,
    _read({"C27": -2, "ABC": 10}, "17T15:00"), _read({"XYZ": -100, "ABC": 10}, "20T06:00"),
]  # fmt: skip
SAID = S.want("unexplained", "XYZ", 200, UNEXPLAINED, {"XYZ": (-200, "19.66")},
              codes=frozenset({"unknown_word"}))  # fmt: skip
ALL_SAID = S.want("unexplained", "XYZ", 300, UNEXPLAINED, {"XYZ": -300},
                  codes=frozenset({"unknown_word"}))  # fmt: skip

GIVEN_BACK: list[Case] = [
    case("given back/a trade is told late", "what was done by an unknown word is told again", XYZ,
         ABC, C27, USED, S.fill("19T15:00", "XYZ", -100, 20) | {"seen": "2026-11-21T12:00:00Z"},
         _read({"XYZ": -100, "ABC": 10}, "21T13:00", "23T12:30", "23T16:00"),
         wants=[SAID, S.want("expired", "C27", 2, LIKELY)], withdraws=True),
    case("given back/the contract lapsed", "a record says that it was not called", XYZ, ABC, C27,
         USED, S.booking("20T05:02", "C27", 2, "expiry", 0) | {"seen": "2026-11-20T12:05:00Z"},
         wants=[ALL_SAID, S.want("expired", "C27", 2, CONFIRMED)], withdraws=True),
]  # fmt: skip

# ----------------------------------------------------------------------------- and stays taken back

BOTH_LEGS = [
    S.booking("07:03", "P100", 1, "assignment", event="E"),
    S.booking("07:03", "XYZ", 100, "assignment", 100, event="E"),
]
BUYS_MORE = [S.fill("07:30", "XYZ", 50, 99), S.reads("07:35", {"XYZ": (150, "99.67")})]

ONCE: list[Case] = [
    case("once/corrected", "both records turn into corrections: that is said once",
         PUT, S.reads("07:00", {"P100": -1}), BOTH_LEGS, S.reads("07:05", {"XYZ": (100, 100)}),
         [line | {"cause": "correction"} for line in BOTH_LEGS], BUYS_MORE, withdraws=True),
]  # fmt: skip

CASES: list[Case] = [*UNDONE, *GIVEN_BACK, *ONCE]
