"""Legs that were read apart, and which of them was read first.

Of what may have turned into shares, a whole series goes before a part of one, and what nobody can
tell apart is told as that: in whichever order the readings showed it, within the days that legs may
lie apart. What was seen at one look with the shares goes before what was not.
"""

from __future__ import annotations

from itertools import permutations

from tests.core.detect.cases.telling import (
    LIKELY,
    STRONG,
    UNEXPLAINED,
    Account,
    Case,
    Part,
    Want,
    case,
)

S = Account()
FRIDAY = "2026-11-20"
XYZ = S.stock("XYZ")
P110, P105 = S.put("P110", 110, expiry=FRIDAY), S.put("P105", 105, expiry=FRIDAY)
C90, C105, C120 = (S.call(f"C{k}", k, expiry=FRIDAY) for k in (90, 105, 120))
LIVE_110, LIVE_105 = S.put("P110", 110), S.put("P105", 105)
CLOSE = S.quote("20T21:00", "XYZ", settlement=100)
APART = (("21T04:20", "21T04:25"), ("21T08:10", "21T08:14"), ("22T00:20", "22T00:25"))
OVER = ("23T12:30", "23T12:45")


def _told(before: dict[str, int], steps: dict[str, int]) -> list[Part]:
    """Each change is read by itself; then again until the outcome is known."""
    rows, lines = before, [S.reads("20T20:55", before)]
    for (last, shown), (name, change) in zip(APART, steps.items(), strict=True):
        lines.append(S.reads(last, rows))
        rows = {what: q for what, q in {**rows, name: rows.get(name, 0) + change}.items() if q}
        lines.append(S.reads(shown, rows))
    return [*lines, [S.reads(moment, rows) for moment in OVER]]


def _orders(
    name: str, says: str, told: Part, before: dict[str, int], steps: dict[str, int], *wants: Want
) -> list[Case]:
    """The same changes, read in each order."""
    return [
        case(f"first read/{name}, {' '.join(order)}", says, told,
             _told(before, {what: steps[what] for what in order}), wants=wants, withdraws=True)
        for order in permutations(steps)
    ]  # fmt: skip


WHOLE = S.want("assigned", "P110", 1, LIKELY, {"P110": 1, "XYZ": 100})
PART_OF_IT = S.want("expired", "C105", 2, LIKELY | STRONG, {"C105": -2})
EITHER = S.want("ambiguous", "XYZ", 1, LIKELY, {"P110": 1, "C90": -1, "XYZ": 100})
A_SPREAD = {"P110": -1, "C105": 2, "XYZ": -500}
ONE_EACH = {"P110": -1, "C90": 1, "XYZ": -500}

ORDERS: list[Case] = [
    *_orders("a whole series and a part", "one put, or one of two calls out of the money",
             (XYZ, P110, C105, CLOSE), A_SPREAD,
             {"P110": 1, "C105": -2, "XYZ": 100}, WHOLE, PART_OF_IT),
    *_orders("two whole series", "a put or a call, and nobody knows where it closed",
             (XYZ, P110, C90), ONE_EACH, {"P110": 1, "C90": -1, "XYZ": 100}, EITHER),
    *_orders("the close tells", "a put or a call, of which only the put was in the money",
             (XYZ, P110, C120, CLOSE), {"P110": -1, "C120": 1, "XYZ": -500},
             {"P110": 1, "C120": -1, "XYZ": 100}, WHOLE,
             S.want("expired", "C120", 1, LIKELY | STRONG)),
]  # fmt: skip

# ----------------------------------------------------------------------------- at one look, or not


def _streamed(price: int | None) -> list[Part]:
    """Two calls that ended out of the money go; then shares come, and a second later a third."""
    shares = 100 if price is None else (100, price)
    return [
        *(XYZ, C90, C120, CLOSE), S.reads("20T20:55", {"C90": 1, "C120": 2}),
        S.reads("21T08:08", {"C90": 1, "C120": 2}), S.reads("21T08:13", {"C90": 1}),
        S.position("21T08:32:25", "XYZ", shares), S.position("21T08:32:26", "C90", 0),
        [S.reads(moment, {"XYZ": shares}) for moment in ("21T08:40", *OVER)],
    ]  # fmt: skip


def _alive(steps: dict[str, dict[str, int]], *told: Part) -> list[Part]:
    """Two puts on their way, and each change with the reading that shows it."""
    return [XYZ, LIVE_110, LIVE_105, [S.reads(at, rows) for at, rows in steps.items()], *told]


THIRD = S.want("exercised", "C90", 1, LIKELY | STRONG, {"C90": -1, "XYZ": (100, 90)})
UNPRICED = S.want("exercised", "C90", 1, LIKELY, {"C90": -1, "XYZ": 100})
TWO_LAPSED = S.want("expired", "C120", 2, LIKELY | STRONG, {"C120": -2})
BOTH_PUTS = {"P110": -1, "P105": -1, "XYZ": -500}
TWO_OF_ONE = {**BOTH_PUTS, "P110": -2}
ONE_PUT, GONE_TOO = {"P105": -1, "XYZ": -400}, {"XYZ": -400}
FIRST = {"07:00": BOTH_PUTS, "07:05": {"P105": -1, "XYZ": -500}, "07:10": ONE_PUT, "07:20": ONE_PUT}

LOOKS: list[Case] = [
    case("first read/a second later", "the shares were put to a part of what went before",
         _streamed(None), wants=[UNPRICED, TWO_LAPSED], withdraws=True),
    case("first read/a second later, priced", "the same with a price", _streamed(90),
         wants=[THIRD, TWO_LAPSED]),
    case("first read/at one look", "a put that went the day before has nothing to do with it",
         _alive({"17T07:00": TWO_OF_ONE, "17T07:05": {"P110": -2, "XYZ": -500},
                 "17T07:20": {"P110": -2, "XYZ": -500}, "07:05": {"P110": -1, "XYZ": -400},
                 "07:20": {"P110": -1, "XYZ": -400}}),
         wants=[WHOLE, S.want("unexplained", "P105", 1, UNEXPLAINED)]),
    case("first read/a trade to come", "a put is bought back two days later, and the trade is late",
         _alive({**FIRST, "20T07:00": ONE_PUT}), S.snapshot("20T07:05", GONE_TOO),
         S.fill("20T07:03", "P105", 1, 5), S.coverage("20T07:10"),
         [S.reads(moment, GONE_TOO) for moment in ("20T07:15", "20T07:30")],
         wants=[WHOLE], incidents=3),
    case("first read/the trades unread", "the same, and nobody has read the trades of that day",
         _alive({**FIRST, "20T07:00": ONE_PUT}),
         [S.snapshot(f"20T07:{m}", GONE_TOO) for m in ("05", "15", "30")],
         wants=[WHOLE, S.want("unexplained", "P105", 1, UNEXPLAINED)]),
    case("first read/and read", "the same, and they were read without one",
         _alive({**FIRST, "20T07:00": ONE_PUT}),
         [S.reads(f"20T07:{m}", GONE_TOO) for m in ("05", "15", "30")],
         wants=[S.want("ambiguous", "XYZ", 1, LIKELY, {"P110": 1, "P105": 1, "XYZ": 100})],
         withdraws=True),
]  # fmt: skip

CASES: list[Case] = [*ORDERS, *LOOKS]
