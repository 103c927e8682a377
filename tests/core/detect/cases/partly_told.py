"""Shares that moved for several contracts, of which records name only some.

What a record accounts for is no part of what the legs are asked to tell: neither of how many
contracts, nor of what moved, nor of the price at which it was booked.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    HELD,
    STRONG,
    UNEXPLAINED,
    Account,
    Case,
    Figure,
    Line,
    Part,
    Row,
    case,
)

S = Account()
THINGS: tuple[Line, ...] = (
    S.stock("XYZ"), S.call("C95", 95), S.call("C100", 100), S.put("P100", 100), S.put("P90", 90),
)  # fmt: skip

_BARE = S.booking("07:03", "C95", 2, "assignment", 0, event="E")
_SHARES: Row = (-200, 95)
RECORDS: tuple[tuple[str, Part], ...] = (
    ("its leg", _BARE | {"counter": S.booking("07:03", "C95", 2, "assignment",
                                              counter={"XYZ": _SHARES})["counter"]}),
    ("a record alone", _BARE),
    ("two records", [_BARE, S.booking("07:03", "XYZ", -200, "assignment", 95, event="E")]),
    ("no id in common", [_BARE, S.booking("07:03", "XYZ", -200, "assignment", 95, event="F")]),
)  # fmt: skip

CALLED = S.want("assigned", "C95", 2, CONFIRMED, {"C95": 2, "XYZ": (-200, 95)}, 19_000)


def _night(told: Part, price: Figure | None = "100.625", **others: Figure) -> list[Any]:
    """Two C95 are booked, and 300 more shares are gone."""
    before: dict[str, Row] = {"C95": -2, "XYZ": (-300, 105), **others}
    after: dict[str, Row] = {"XYZ": -800 if price is None else (-800, price)}
    return [THINGS, S.night(before, after, told)]


EITHER = {"C100": 3, "P100": -3}

SEVERAL: list[Case] = [
    case(f"partly told/either of two, {how}", "the rest fits in two ways, and only the rest",
         _night(told, C100=-3, P100=3),
         wants=[CALLED, S.want("ambiguous", "XYZ", 3, DERIVED, {**EITHER, "XYZ": (-300, 100)},
                               names=("'3 saxo/C100; 3 saxo/P100'",))], incidents=2)
    for how, told in RECORDS
] + [
    case("partly told/either of two, no price", "nothing says what was paid",
         _night(_BARE, None, C100=-3, P100=3),
         wants=[CALLED, S.want("ambiguous", "XYZ", 3, DERIVED, {**EITHER, "XYZ": -300})]),
    case("partly told/both are booked", "of two records only the rest is left", THINGS,
         S.night({"C95": -2, "P90": 1, "XYZ": -300, "C100": -3, "P100": 3}, {"XYZ": -900}, _BARE,
                 S.booking("07:03", "P90", -1, "exercise", 0)),
         wants=[CALLED, S.want("exercised", "P90", 1, CONFIRMED, {"P90": -1, "XYZ": (-100, 90)}),
                S.want("ambiguous", "XYZ", 3, DERIVED, {**EITHER, "XYZ": -300})]),
]  # fmt: skip

ONE: list[Case] = [
    case(f"partly told/at its strike, {how}", "what was paid for the rest, not for all of it",
         _night(told, P100=3),
         wants=[CALLED, S.want("exercised", "P100", 3, STRONG, {"P100": -3, "XYZ": (-300, 100)},
                               names=("'price': '100'",))], incidents=2)
    for how, told in RECORDS
] + [
    case(f"partly told/off its strike, {how}", "the rest was traded at 107",
         _night(told, "103.25", P100=3),
         wants=[CALLED, S.want("exercised", "P100", 3, HELD),
                S.want("unexplained", "P100", 3, UNEXPLAINED),
                S.want("unexplained", "XYZ", 300, UNEXPLAINED, {"XYZ": (-300, 107)})])
    for how, told in RECORDS
] + [
    case("partly told/nothing is", "an average of strikes is no price of either", THINGS,
         S.call("C80", 80),
         S.night({"C80": 4, "P100": -3}, {"XYZ": (700, "88.57142857")}),
         wants=[S.want("exercised", "C80", 4, STRONG, {"C80": -4, "XYZ": (400, 80)},
                       names=("{'strike': '80'}",)),
                S.want("assigned", "P100", 3, STRONG, {"P100": 3, "XYZ": (300, 100)},
                       names=("{'strike': '100'}",))]),
]  # fmt: skip

# ------------------------------------------------------------- its own leg comes by itself, later


def _later(
    *told: Part, price: Figure | None = 100, shares: int = 200, **held: Figure
) -> list[Part]:
    """Two P100 are booked, 300 shares come at once and more of them half an hour later."""
    others: dict[str, Row] = {"P105": -3, **held}
    return [
        THINGS, S.put("P105", 105), S.put("P110", 110),
        S.reads("07:00", {"P100": -2, "XYZ": (-400, "98.355"), **others}), told,
        [S.reads(moment, {"XYZ": (-100, "98.355")}) for moment in ("07:05", "07:10", "07:20")],
        [S.reads(moment, {"XYZ": shares - 100 if price is None else (shares - 100, price)})
         for moment in ("07:40", "07:50", "08:00", "08:10")],
    ]  # fmt: skip


_PUTS = S.booking("07:03", "P100", 2, "assignment", 0)
PUTS = S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)}, -20_000)
WHOLE = S.want("assigned", "P105", 3, DERIVED, {"P105": 3, "XYZ": 300})
SOME = S.want("assigned", "P105", 1, DERIVED, {"P105": 1, "XYZ": 100})

_TWO = [
    S.booking("07:03", name, n, "assignment", price, event="E")
    for name, n, price in (("P100", 2, 0), ("XYZ", 200, 100))
]

OWN: list[Case] = [
    case("own leg/with a record", "the same where the shares have a record of their own",
         _later(_TWO), wants=[PUTS, WHOLE]),
    case("own leg/with a record, at another price", "shares that were bought are not those",
         _later(_TWO, price=103), wants=[PUTS, SOME], open_ends=True),
    case("own leg/with a record, not of a whole series", "what came first was of nothing else",
         _later(_TWO, P105=-1), wants=[PUTS, SOME], open_ends=True),
    case("own leg/at its strike", "what came first was of a whole series", _later(_PUTS),
         wants=[PUTS, WHOLE]),
    case("own leg/named by the record", "the same where the record names the shares",
         _later(S.booking("07:03", "P100", 2, "assignment", 0, counter={"XYZ": (200, 100)})),
         wants=[PUTS, WHOLE]),
    case("own leg/at another price", "shares that were bought are no leg",
         _later(_PUTS, price=103), wants=[PUTS, SOME], open_ends=True),
    case("own leg/fewer", "half of it is no leg either",
         _later(_PUTS, shares=150), wants=[PUTS, SOME], open_ends=True),
    case("own leg/not of a whole series", "what came first was not all that the others deliver",
         _later(_PUTS, P105=-4), wants=[PUTS, SOME], open_ends=True),
]  # fmt: skip

# ------------------------------------------------------------------------ records that cancel out

_CALLS = S.booking("07:03", "C95", 2, "assignment", 0)
BOTH = S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)}, -20_000)


def _strangle(*told: Part, shares: int = 50, calls: int = -2) -> list[Part]:
    """Calls and puts that are gone in one night, and what is there of the shares then."""
    return [THINGS, S.night({"C95": calls, "P100": -2, "XYZ": 50}, {"XYZ": shares}, *told)]


CANCELLED: list[Case] = [
    case("cancelled/nothing moved", "each was called, though no share came or went",
         _strangle(_CALLS, _PUTS), wants=[CALLED, BOTH], incidents=2),
    case("cancelled/one names its shares", "the other is what undid it",
         _strangle(_CALLS, S.booking("07:03", "P100", 2, "assignment", 0,
                                     counter={"XYZ": (200, 100)})),
         wants=[CALLED, BOTH], incidents=2),
    case("cancelled/not all of it", "a hundred shares are still to come",
         _strangle(S.booking("07:03", "C95", 1, "assignment", 0), _PUTS, calls=-1),
         wants=[S.want("assigned", "C95", 1, CONFIRMED, {"C95": 1}),
                S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2})]),
    case("cancelled/before they are read", "the shares may still come and go one by one",
         THINGS, S.reads("07:00", {"C95": -2, "P100": -2, "XYZ": 50}), _CALLS, _PUTS,
         wants=[S.want("assigned", "C95", 2, CONFIRMED, {"C95": 2}),
                S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2})]),
]  # fmt: skip

CASES = SEVERAL + ONE + OWN + CANCELLED
