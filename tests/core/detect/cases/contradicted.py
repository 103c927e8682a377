"""Records that do not say what the positions say: more, less, in pieces, or something else.

A record is a witness: it adds evidence to what it is about, and never a second helping of it.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    STRONG,
    Account,
    Case,
    Figure,
    Line,
    Part,
    Row,
    case,
)

S = Account()
XYZ, P100 = S.stock("XYZ"), S.put("P100", 100)
PUT = (XYZ, P100)
AGAINST = frozenset({"contradiction"})


def _report(quantity: Figure, **keys: Any) -> Line:
    """A row of the report of the next day."""
    return S.booking("19T05:00", "P100", quantity, "assignment", 0, record="report", **keys)


# -------------------------------------------------------------------- more than there can have been

ONE_LEFT: dict[str, Row] = {"P100": -1, "XYZ": (200, 100)}
TWO_OF_THREE = S.night({"P100": -3}, ONE_LEFT)
NEXT_DAY = [S.reads(moment, ONE_LEFT) for moment in ("19T06:00", "19T06:05")]
SAID_BY_THE_REPORT = S.want("assigned", "P100", 3, CONFIRMED, {"P100": 3, "XYZ": (300, 100)},
                            -30_000, was=STRONG)  # fmt: skip
SAID_AND_NOT_SHOWN = S.want("assigned", "P100", 3, CONFIRMED, {"P100": 3, "XYZ": (300, 100)},
                            -30_000, was=STRONG, codes=AGAINST, names=("not_shown",))  # fmt: skip
AT_NIGHT = S.booking("07:03", "P100", 3, "assignment", 0)
AS_SEEN = [S.reads(f"07:{m}", ONE_LEFT) for m in ("05", "10", "20")]

MORE: list[Case] = [
    case("more/not read since", "two of three derived, the report says all three", PUT,
         TWO_OF_THREE, _report(3), wants=[SAID_BY_THE_REPORT], incidents=1),
    case("more/not shown", "and the readings since show two: the record stands, and what denies it",
         PUT, TWO_OF_THREE, _report(3), NEXT_DAY, wants=[SAID_AND_NOT_SHOWN], incidents=1),
    case("more/read before it was told", "the report comes after a reading newer than it", PUT,
         TWO_OF_THREE, NEXT_DAY, _report(3, seen="2026-11-19T07:00:00Z"),
         wants=[SAID_AND_NOT_SHOWN], incidents=1),
    case("more/with its other leg", "the report names 300 shares, 200 have come", PUT, TWO_OF_THREE,
         _report(3, counter={"XYZ": (300, 100)}), NEXT_DAY,
         wants=[S.want("assigned", "P100", 3, CONFIRMED, codes=AGAINST)], incidents=1),
    case("more/shown later", "the third goes and its shares come an hour later", PUT, TWO_OF_THREE,
         _report(3), NEXT_DAY, [S.reads(f"19T07:{m}", {"XYZ": (300, 100)}) for m in ("05", "15")],
         wants=[S.want("assigned", "P100", 3, CONFIRMED, {"P100": 3, "XYZ": (300, 100)}, -30_000)],
         incidents=1),
    case("more/of that very night", "booked before the reading that shows two of its three", PUT,
         S.reads("07:00", {"P100": -3}), AT_NIGHT, AS_SEEN,
         wants=[S.want("assigned", "P100", 3, CONFIRMED, {"P100": 3, "XYZ": (300, 100)}, -30_000,
                       codes=AGAINST, names=("not_shown",))], incidents=1),
    case("more/of that very night, told later", "two derived, then a record of three", PUT,
         TWO_OF_THREE, AT_NIGHT | {"seen": "2026-11-18T10:00:00Z"},
         wants=[SAID_AND_NOT_SHOWN], incidents=1),
    case("more/and shown in two passes", "the third goes an hour after the others", PUT,
         S.reads("07:00", {"P100": -3}), AT_NIGHT, AS_SEEN,
         [S.reads(f"08:{m}", {"XYZ": (300, 100)}) for m in ("05", "15")],
         wants=[S.want("assigned", "P100", 3, CONFIRMED, {"P100": 3, "XYZ": (300, 100)}, -30_000)],
         incidents=1),
    case("more/and one sold", "all three were assigned and one more sold, its fill is late", PUT,
         S.reads("07:00", {"P100": -3}), AT_NIGHT,
         [S.reads(f"07:{m}", {"P100": -1, "XYZ": (300, 100)}) for m in ("05", "10", "20")],
         S.fill("07:04", "P100", -1, "2.80"), S.coverage("07:30"),
         wants=[S.want("assigned", "P100", 3, CONFIRMED, {"P100": 3, "XYZ": (300, 100)}, -30_000)]),
    case("more/still possible", "two derived of five, the report says three, and three are left",
         PUT, S.night({"P100": -5}, {"P100": -3, "XYZ": (200, 100)}), _report(3),
         [S.reads(f"19T06:{m}", {"XYZ": (500, 100)}) for m in ("00", "10")],
         wants=[S.want("assigned", "P100", 2, DERIVED, {"P100": 2, "XYZ": (200, 100)}),
                S.want("assigned", "P100", 3, CONFIRMED, {"P100": 3, "XYZ": (300, 100)})]),
]  # fmt: skip

# ---------------------------------------------------------------------------------- less, in pieces

TWO_LEFT: dict[str, Row] = {"P100": -2, "XYZ": (300, 100)}
THREE_OF_FIVE = S.night({"P100": -5}, TWO_LEFT)
WHOLE = S.want("assigned", "P100", 3, CONFIRMED, {"P100": 3, "XYZ": (300, 100)}, was=STRONG)


def _one_by_one(*lots: int, day: str = "19T05:00") -> list[Line]:
    """Rows of the report that arrive a minute apart."""
    return [
        S.booking(day, "P100", n, "assignment", 0, id=f"lot {i}", record="report",
                  seen=f"2026-11-19T07:0{i}:00Z") for i, n in enumerate(lots)
    ]  # fmt: skip


PIECES: list[Case] = [
    case("pieces/a part", "three derived, the report has two of them so far", PUT, THREE_OF_FIVE,
         S.reads("19T06:00", TWO_LEFT), _one_by_one(2),
         wants=[S.want("assigned", "P100", 3, STRONG, {"P100": 3, "XYZ": (300, 100)})],
         incidents=1),
    *(case(f"pieces/{lots}", "in lots, one after the other, a newer reading already there", PUT,
           THREE_OF_FIVE, S.reads("19T06:00", TWO_LEFT), _one_by_one(*lots),
           S.reads("19T07:10", TWO_LEFT), wants=[WHOLE], incidents=1)
      for lots in ((1, 2), (2, 1), (1, 1, 1))),
]  # fmt: skip

# --------------------------------------------------------------- dated before the first reading

BEFORE = "18T05:00"
LATER_ON = [
    S.fill("19T07:55", "XYZ", 100, 99),
    [S.reads(f"19T08:{m}", {"P100": -2, "XYZ": (400, "99.75")}) for m in ("00", "10")],
]

EARLY: list[Case] = [
    *(case(f"early/{lots}", "dated two hours before the first reading, which still had all five",
           PUT, THREE_OF_FIVE, _one_by_one(*lots, day=BEFORE), S.reads("19T07:10", TWO_LEFT),
           wants=[WHOLE], incidents=1)
      for lots in ((3,), (1, 2), (2, 1))),
    case("early/the evening before", "the report dates them to the day before", PUT, THREE_OF_FIVE,
         _one_by_one(1, 2, day="17T22:00"), S.reads("19T07:10", TWO_LEFT), wants=[WHOLE],
         incidents=1),
    case("early/another number", "what says something else is of the time before", PUT,
         THREE_OF_FIVE, _one_by_one(1, 1, day=BEFORE), S.reads("19T07:10", TWO_LEFT),
         wants=[S.want("assigned", "P100", 3, STRONG, {"P100": 3, "XYZ": (300, 100)})],
         incidents=1),
    *(case(f"early/judged again/{lots}", "shares bought the day after change nothing of it", PUT,
           THREE_OF_FIVE, _one_by_one(*lots, day=BEFORE), LATER_ON, wants=[WHOLE], incidents=1)
      for lots in ((3,), (1, 2))),
]  # fmt: skip

# --------------------------------------------------------------------- another word for the same

LAPSED = S.booking(BEFORE, "P100", 2, "expiry", seen="2026-11-18T08:00:00Z")
BOTH_GONE = S.night({"P100": -2}, {"XYZ": (200, 100)})
AGAIN = S.reads("18T08:05", {"XYZ": (200, 100)})
CALLED_ALL_THE_SAME = S.want("assigned", "P100", 2, STRONG, {"P100": 2, "XYZ": (200, 100)},
                             codes=frozenset({"official", "two_legs", "price"}))  # fmt: skip

WORDS: list[Case] = [
    case("words/expiry", "shares at the strike outweigh a record that only says that it is gone",
         PUT, BOTH_GONE, LAPSED, AGAIN, wants=[CALLED_ALL_THE_SAME], incidents=1),
    *(case(f"words/expiry, described last/{name}", "and so they do when that comes to light later",
           BOTH_GONE, LAPSED, AGAIN, described, S.coverage("18T08:10"),
           wants=[CALLED_ALL_THE_SAME])
      for name, described in (("put first", [P100, XYZ]), ("share first", [XYZ, P100]))),
    case("words/expiry, never described", "nobody can tell what became of it but the record",
         BOTH_GONE, LAPSED, AGAIN,
         wants=[S.want("expired", "P100", 2, CONFIRMED),
                S.want("unexplained", "XYZ", 200, frozenset({"unexplained"}))]),
]  # fmt: skip

# ------------------------------------------------- a record of an expiry, and another that went

ENDED, JAN = S.call("C110", 110, expiry="2026-11-20"), S.call("C110 JAN", 110, expiry="2027-01-15")
CLOSED, CLOSED_INSIDE = (S.quote("20T21:00", "XYZ", settlement=n) for n in ("99.12", "112"))
SHARES: dict[str, Row] = {"XYZ": (200, 110)}


def _after_an_expiry(
    held: int, *readings: tuple[str, dict[str, Row]], close: Line = CLOSED
) -> list[Part]:
    """Two calls of Friday booked as expired; then what the readings of Saturday show."""
    before: dict[str, Row] = {"C110": 2, "C110 JAN": held}
    return [
        XYZ, ENDED, JAN, S.reads("20T20:00", before), close, S.snapshot("21T05:30", before),
        S.booking("21T05:36:42", "C110", -2, "expiry", 0), S.reads("21T05:40", {"C110 JAN": held}),
        [S.snapshot(moment, rows) for moment, rows in readings],
        S.coverage("21T07:00"), S.reads("21T08:45", readings[-1][1]),
        S.reads("24T12:45", readings[-1][1]),
    ]  # fmt: skip


LAPSED_ALL_THE_SAME = S.want("expired", "C110", 2, CONFIRMED)
JAN_EXERCISED = S.want("exercised", "C110 JAN", 2, STRONG, SHARES | {"C110 JAN": -2}, -22_000)
FOUR: dict[str, Row] = {"C110 JAN": 4}
TWO: dict[str, Row] = {"C110 JAN": 2}

OTHERS: list[Case] = [
    *(case(f"another went/{name}", "it fits the shares better than one that is booked as expired",
           _after_an_expiry(held, *readings), wants=[LAPSED_ALL_THE_SAME, JAN_EXERCISED])
      for name, held, readings in (
          ("at one look", 4, [("21T06:45", SHARES | TWO)]),
          ("all of it", 2, [("21T06:45", SHARES)]),
          ("a reading later", 4, [("21T06:36", SHARES | FOUR), ("21T06:45", SHARES | TWO)]),
          ("all of it, a reading later", 2, [("21T06:36", SHARES | TWO), ("21T06:45", SHARES)]),
          ("a reading before", 4, [("21T06:36", TWO), ("21T06:45", SHARES | TWO)]),
      )),
    case("another went/an hour later", "no reading in between: it may have gone with the shares",
         _after_an_expiry(4, ("21T05:50", SHARES | FOUR), ("21T06:50", SHARES | TWO)),
         wants=[LAPSED_ALL_THE_SAME, JAN_EXERCISED]),
    case("another went/days later", "what went days after is no reason to take an exercise back",
         _after_an_expiry(4, ("21T06:36", SHARES | FOUR)),
         S.reads("24T13:00", SHARES | TWO), S.reads("24T13:20", SHARES | TWO),
         S.reads("24T13:40", SHARES | TWO),
         wants=[S.want("exercised", "C110", 2, STRONG, SHARES | {"C110": -2}, -22_000),
                S.want("unexplained", "C110 JAN", 2, frozenset({"unexplained"}))]),
    case("another went/more of it", "one more went than the shares are of: that one is open",
         _after_an_expiry(4, ("21T06:36", SHARES | FOUR),
                          ("21T06:45", {**SHARES, "C110 JAN": 1})),
         wants=[LAPSED_ALL_THE_SAME, JAN_EXERCISED,
                S.want("unexplained", "C110 JAN", 1, frozenset({"unexplained"}))]),
    case("another went/in the money", "a broker may call the exercise of a paid option its expiry",
         _after_an_expiry(4, ("21T06:36", SHARES | FOUR), ("21T06:45", SHARES | TWO),
                          close=CLOSED_INSIDE),
         wants=[S.want("exercised", "C110", 2, STRONG, SHARES | {"C110": -2}, -22_000),
                S.want("unexplained", "C110 JAN", 2, frozenset({"unexplained"}))]),
    case("another went/none did", "and where nothing else fits, the record is read as a call",
         _after_an_expiry(4, ("21T06:45", SHARES | FOUR)),
         wants=[S.want("exercised", "C110", 2, STRONG, SHARES | {"C110": -2}, -22_000)]),
]  # fmt: skip

CASES = [*MORE, *PIECES, *EARLY, *WORDS, *OTHERS]
