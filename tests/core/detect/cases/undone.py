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
    start,
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

# --------------------------------------------------------------- a row that one reading lacked

HELD: dict[str, Row] = {"P100": (-1, 3), "ABC": 10}
GONE: dict[str, Row] = {"ABC": 10}
WITH: dict[str, Row] = {**HELD, "XYZ": (100, 100)}
SHARES: dict[str, Row] = {"XYZ": (100, 100), "ABC": 10}
CAME = S.want("unexplained", "XYZ", 100, UNEXPLAINED, {"XYZ": (100, 100)})
ONE_PUT = S.want("assigned", "P100", 1, STRONG, {"P100": 1, "XYZ": (100, 100)}, -10_000)
BACK = S.want("unexplained", "P100", 1, UNEXPLAINED, {"P100": (-1, 3)})
RESOLD = S.fill("07:07", "P100", -1, 3)
STREAM = [
    S.position("07:05", "P100", 0),
    S.position("07:05:20", "P100", -1),
    S.position("07:05:40", "XYZ", 100, price=100),
    S.coverage("07:06"),
    S.coverage("07:20"),
]
PAIR: dict[str, Row] = {"P100": -1, "C50": -1, "XYZ": 100, "ABC": 10}
BOTH = [*PUT, S.call("C50", 50)]


def _lacked(name: str, says: str, *parts: Any, **keys: Any) -> Case:
    return case(f"lacked/{name}", says, PUT, _read(HELD, "07:00"), *parts, **keys)


LACKED: list[Case] = [
    _lacked("shares later", "it is back before shares come", _read(GONE, "07:05"),
            _read(HELD, "07:10"), _read(WITH, "07:15", "07:20", "07:25"), wants=[CAME]),
    _lacked("shares with it", "it is back in the reading that shows shares", _read(GONE, "07:05"),
            _read(WITH, "07:10", "07:15", "07:20"), wants=[CAME]),
    _lacked("by the stream", "it is back within seconds, then shares come", STREAM, wants=[CAME]),
    _lacked("shares before", "it is lacking when shares have come, and comes back",
            _read(WITH, "07:05"), _read(SHARES, "07:10"), _read(WITH, "07:15", "07:20", "07:25"),
            wants=[CAME], withdraws=True),
    _lacked("shares before, and a stale reading", "one reading more shows it, then it is gone",
            _read(WITH, "07:05"), _read(SHARES, "07:10"), _read(WITH, "07:15"),
            _read(SHARES, "07:20", "07:25", "07:30"), wants=[ONE_PUT], withdraws=True),
    _lacked("and called then", "it is back with the shares, and gone after all",
            _read(GONE, "07:05"), _read(WITH, "07:10"), _read(SHARES, "07:15", "07:20", "07:25"),
            wants=[ONE_PUT]),
    _lacked("sold again", "a trade of the trader's brought it back", _read(GONE, "07:05"), RESOLD,
            _read(WITH, "07:10", "07:15", "07:20"), wants=[ONE_PUT]),
    _lacked("sold again, told late", "that trade is told when all has been read",
            _read(GONE, "07:05"), _read(WITH, "07:10", "07:15", "07:20"),
            RESOLD | {"seen": "2026-11-18T07:30:00Z"}, _read(WITH, "07:35"), wants=[ONE_PUT]),
    _lacked("the shares are on record", "the broker books that something was called",
            _read(GONE, "07:05"), _read(HELD, "07:10"),
            S.booking("07:12", "XYZ", 100, "assignment", 100), _read(WITH, "07:15", "07:20"),
            wants=[S.want("assigned", "P100", 1, CONFIRMED), BACK]),
    _lacked("days apart", "nobody knows what became of it on other days", _read(GONE, "07:05"),
            _read(GONE, "07:10"), _read(GONE, "19T07:00"),
            _read(WITH, "20T07:00", "20T07:05", "20T07:10"), wants=[ONE_PUT, BACK]),
    case("lacked/one of two", "one comes back, the other was called", PUT,
         _read({**HELD, "P100": (-2, 3)}, "07:00"), _read(GONE, "07:05"),
         _read(WITH, "07:10", "07:15", "07:20"), wants=[ONE_PUT]),
    case("lacked/one of two, both delivered", "more shares than what is gone delivers", PUT,
         _read({**HELD, "P100": (-2, 3)}, "07:00"), _read(GONE, "07:05"),
         _read({**HELD, "XYZ": (200, 100)}, "07:10", "07:15", "07:20"),
         wants=[S.want("unexplained", "P100", 1, UNEXPLAINED),
                S.want("unexplained", "XYZ", 200, UNEXPLAINED)]),
    case("lacked/all of an underlying", "a page was missing, and all is back", BOTH,
         _read(PAIR, "07:00"), _read(GONE, "07:05"), _read(PAIR, "07:10", "07:15", "07:20"),
         withdraws=True),
    case("lacked/the shares first", "all is back, the shares before what delivers them", BOTH,
         _read(PAIR, "07:00"), _read(GONE, "07:05"), _read({"XYZ": 100, "ABC": 10}, "07:10"),
         _read(PAIR, "07:15", "07:20", "07:25"), withdraws=True),
    case("lacked/the options first", "all is back, the shares last", BOTH,
         _read(PAIR, "07:00"), _read(GONE, "07:05"),
         _read({"P100": -1, "C50": -1, "ABC": 10}, "07:10"),
         _read(PAIR, "07:15", "07:20", "07:25"), withdraws=True),
]  # fmt: skip

# ------------------------------------------------------------- rows that one reading alone left out

SHORT: dict[str, Row] = {"P100": -3, "XYZ": -100, "ABC": 10, "Z": 1}
CALL: dict[str, Row] = {"C50": -1, "XYZ": -100, "ABC": 10, "Z": 1}
NO_SHARES: dict[str, Row] = {"C50": -1, "ABC": 10, "Z": 1}
NO_CALL: dict[str, Row] = {"XYZ": -100, "ABC": 10, "Z": 1}


OTHERS: dict[str, Row] = {"ABC": 10, "Y": 1, "Z": 1, "W": 1}
FOUR: dict[str, Row] = {"C50": -4, "XYZ": -100, **OTHERS}
NO_OPTION: dict[str, Row] = {"XYZ": -100, **OTHERS}
PAIRED: dict[str, Row] = {"P100": -1, "C50": -1, "ABC": 10, "Y": 1, "Z": 1}
UNPAIRED: dict[str, Row] = {"ABC": 10, "Y": 1, "Z": 1}


def _left_out(rows: dict[str, Row], without: dict[str, Row], moment: str) -> list[Any]:
    day = moment[:2]
    return [S.reads(f"{day}T09:00", rows), S.reads(moment, without),
            _read(rows, f"{day}T10:05", f"{day}T10:10", f"{day}T10:15")]  # fmt: skip


LEFT_OUT: list[Case] = [
    case("left out/more puts than shares", "one of three would fit the shares: all come back", PUT,
         _left_out(SHORT, {"ABC": 10, "Z": 1}, "18T10:00"), withdraws=True),
    case("left out/more puts, some called", "all come back but two that were called", PUT,
         _left_out(SHORT, {"ABC": 10, "Z": 1}, "18T10:00"),
         _read({"P100": -1, "XYZ": (100, 100), "ABC": 10, "Z": 1}, "19T06:00", "19T06:10"),
         wants=[S.want("assigned", "P100", 2, STRONG | LIKELY, {"P100": 2, "XYZ": 200})],
         withdraws=True),
    *(case(f"left out/on days apart, {name}", "what came back at once is no leg of another day",
           BOTH, _left_out(CALL, first, "16T10:00"), _left_out(CALL, then, "18T10:00"))
      for name, first, then in (("the shares first", NO_SHARES, NO_CALL),
                                ("the option first", NO_CALL, NO_SHARES))),
    case("left out/the shares, and the call on another day", "with the shares, this time", BOTH,
         _left_out(CALL, NO_SHARES, "16T10:00"), S.reads("18T10:00", CALL),
         _read({"XYZ": -200, "ABC": 10, "Z": 1}, "18T10:05", "18T10:10", "18T10:15"),
         wants=[S.want("assigned", "C50", 1, LIKELY, {"C50": 1, "XYZ": -100})]),
    case("left out/two that cancel, and the balance fits", "the money moved as if both were called,"
         " and both are back", BOTH,
         S.reads("18T09:00", PAIRED, 20_000), S.reads("18T10:00", UNPAIRED, 15_000),
         [S.reads(f"18T10:{minute}", PAIRED, 15_000) for minute in ("05", "10", "15")],
         withdraws=True),
    case("left out/the shares of a call with the other put", "they came back together: the call of"
         " the day before is not undone by halves of that", PUT,
         S.reads("17T20:00", {"P100": -2, **OTHERS}),
         _read({"P100": -1, "XYZ": (100, 100), **OTHERS}, "18T06:00", "18T06:10", "18T06:20"),
         S.reads("18T11:00", OTHERS), S.reads("18T11:10", {"P100": -1, "XYZ": 100, **OTHERS}),
         S.fill("19T10:00", "XYZ", -100, 52), S.coverage("19T10:00:20"),
         _read({"P100": -1, **OTHERS}, "19T10:01", "19T10:10", "19T10:20"),
         wants=[S.want("assigned", "P100", 1, STRONG, {"P100": 1, "XYZ": (100, 100)})]),
    case("left out/together, and the option again", "the shares of one day are no leg of another's",
         BOTH, _left_out(FOUR, OTHERS, "16T10:00"), _left_out(FOUR, NO_OPTION, "18T10:00")),
    case("left out/the shares came and went on the day of the option", "they may be its leg", PUT,
         S.reads("07:00", {"P100": -1, "ABC": 10}), S.reads("07:05", {"P100": -1, "XYZ": (100, 100),
                                                                    "ABC": 10}),
         S.reads("07:10", {"P100": -1, "ABC": 10}), _read({"ABC": 10}, "15:00", "15:05", "15:10"),
         wants=[S.want("assigned", "P100", 1, STRONG)], open_ends=True),
]  # fmt: skip

# --------------------------------------------------------------------- and again within a day

MANY: dict[str, Row] = {"P100": -4, "C50": -2, "XYZ": -100, **OTHERS}
NO_PUT: dict[str, Row] = {"C50": -2, **OTHERS}
NO_PAIR: dict[str, Row] = {"XYZ": -100, **OTHERS}
ONE_LESS: dict[str, Row] = {"P100": -3, "C50": -2, **OTHERS}

AGAIN: list[Case] = [
    *(case(f"left out/again {name}", "what came back at once is nothing, and so is the next such",
           BOTH, _left_out(MANY, first, "16T10:00"), between, _left_out(MANY, then, moment),
           S.reads("19T09:00", MANY), withdraws=True)
      for name, first, then, moment, between in (
          ("after a day", NO_PUT, NO_PAIR, "17T10:00", ()),
          ("after a day, the pair first", NO_PAIR, NO_PUT, "17T10:00", ()),
          ("within a day", NO_PUT, NO_PAIR, "17T09:30", ()),
          ("after a start", NO_PUT, NO_PAIR, "17T09:30", start("16T22:00")),
      )),
    case("left out/thrice within three days", "each time with others", BOTH,
         _left_out(MANY, NO_PUT, "16T10:00"), _left_out(MANY, NO_PAIR, "17T10:00"),
         _left_out(MANY, {"C50": -2, "P100": -4, **OTHERS}, "18T10:00"), withdraws=True),
    case("left out/again, and a put was called", "that is what it was, whatever came and went",
         BOTH, _left_out(MANY, NO_PUT, "16T10:00"), _left_out(MANY, NO_PAIR, "17T10:00"),
         _read(ONE_LESS, "19T06:00", "19T06:10", "19T06:20"),
         wants=[S.want("assigned", "P100", 1, STRONG | LIKELY, {"P100": 1, "XYZ": 100})],
         withdraws=True),
]  # fmt: skip

CASES: list[Case] = [*UNDONE, *GIVEN_BACK, *ONCE, *LACKED, *LEFT_OUT, *AGAIN]
