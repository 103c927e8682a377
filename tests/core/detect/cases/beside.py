"""Contracts that went together: one of them booked, or none, and nothing of it to be seen.

What one record tells is taken off the money and off the legs; what is left over is the other's.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    LIKELY,
    PENDING,
    STRONG,
    UNEXPLAINED,
    Account,
    Case,
    Line,
    Part,
    Row,
    Want,
    case,
)

S = Account()
XYZ, P100, P95 = S.stock("XYZ"), S.put("P100", 100), S.put("P95", 95)
C120, C130 = S.call("C120", 120), S.call("C130", 130)
DESCRIBED = (XYZ, P100, P95, C120, C130)

STRANGLE: dict[str, Row] = {"P100": -1, "C120": -1}
PUT = S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1, "XYZ": (100, 100)}, -10_000)
CALL = S.want("assigned", "C120", 1, STRONG, {"C120": 1, "XYZ": (-100, 120)}, 12_000)
CALL_WITHOUT_MONEY = S.want("assigned", "C120", 1, LIKELY, {"C120": 1, "XYZ": -100})


def _booked(name: str, change: int, shares: int, strike: int, **keys: Any) -> Line:
    """A record that names its other leg and its money."""
    word = "assignment" if change > 0 else "exercise"
    legs = {"XYZ": (shares, strike)}
    return S.booking("07:03", name, change, word, cash=-shares * strike, counter=legs, **keys)


def _told(
    name: str,
    says: str,
    before: dict[str, Row],
    after: dict[str, Row],
    record: Line,
    *wants: Want,
    cash: tuple[int, int] | None = None,
    incidents: int | None = None,
) -> list[Case]:
    """The record comes before the reading that shows the change, or after."""
    last = record | {"seen": "2026-11-18T07:15:00Z"}
    return [
        case(f"beside/{name}/booked first", says, DESCRIBED,
             S.night(before, after, record, cash=cash), wants=wants, incidents=len(wants)),
        case(f"beside/{name}/booked last", says, DESCRIBED,
             S.night(before, after, cash=cash), last, S.coverage("07:40"), wants=wants,
             incidents=incidents or len(wants)),
    ]  # fmt: skip


OTHERS: list[Case] = [
    *_told("strangle", "put and call cancel, the put is booked", STRANGLE, {},
           _booked("P100", 1, 100, 100), PUT, CALL, cash=(0, 2_000)),
    *(case(f"beside/strangle, two lists/{', '.join(shared)}", "the put's money is told twice",
           DESCRIBED, S.night(STRANGLE, {}, [
               _booked("P100", 1, 100, 100, id=name, record=name, **shared)
               for name in ("trades", "report")], cash=(0, 2_000)), wants=[PUT, CALL], incidents=2)
      for shared in ({"event": "E"}, {"refs": ["R"]})),
    *_told("strangle, no balance", "nobody knows the money: the booked shares are not there",
           STRANGLE, {}, _booked("P100", 1, 100, 100), PUT, CALL_WITHOUT_MONEY, incidents=4),
    *_told("strangle, no money told", "the record does not tell its money", STRANGLE, {},
           S.booking("07:03", "P100", 1, "assignment", counter={"XYZ": (100, 100)}), PUT, CALL,
           cash=(0, 2_000)),
    *_told("strangle, no leg told", "it does not even say what came", STRANGLE, {},
           S.booking("07:03", "P100", 1, "assignment", cash=-10_000), PUT, CALL, cash=(0, 2_000)),
    *_told("strangle with shares", "two calls, one put, and the shares of one are gone",
           {"P100": -1, "C120": -2, "XYZ": (300, 90)}, {"XYZ": (200, 90)},
           _booked("P100", 1, 100, 100), PUT,
           S.want("assigned", "C120", 2, STRONG, {"C120": 2, "XYZ": (-200, 120)}, 24_000),
           cash=(0, 14_000)),
    *_told("puts", "two puts, the lower one is not booked", {"P100": -1, "P95": -1}, {"XYZ": 200},
           _booked("P100", 1, 100, 100), PUT,
           S.want("assigned", "P95", 1, STRONG, {"P95": 1, "XYZ": (100, 95)}, -9_500),
           cash=(20_000, 500)),
    *_told("calls", "two calls, the higher one is not booked",
           {"C120": -1, "C130": -1, "XYZ": (200, 90)}, {}, _booked("C120", 1, -100, 120),
           S.want("assigned", "C120", 1, CONFIRMED, {"C120": 1, "XYZ": (-100, 120)}, 12_000),
           S.want("assigned", "C130", 1, STRONG, {"C130": 1, "XYZ": (-100, 130)}, 13_000),
           cash=(0, 25_000)),
    *_told("spread", "the short call is booked, the long one was exercised against it",
           {"C120": -1, "C130": 1}, {}, _booked("C120", 1, -100, 120),
           S.want("assigned", "C120", 1, CONFIRMED, {"C120": 1, "XYZ": (-100, 120)}, 12_000),
           S.want("exercised", "C130", 1, STRONG, {"C130": -1, "XYZ": (100, 130)}, -13_000),
           cash=(2_000, 1_000)),
    *_told("spread, long leg", "the exercise is booked, the assignment is not",
           {"C120": -1, "C130": 1}, {}, _booked("C130", -1, 100, 130),
           S.want("assigned", "C120", 1, STRONG, {"C120": 1, "XYZ": (-100, 120)}, 12_000),
           S.want("exercised", "C130", 1, CONFIRMED, {"C130": -1, "XYZ": (100, 130)}, -13_000),
           cash=(2_000, 1_000)),
]  # fmt: skip

# -------------------------------------------------------------------------- what may still come

BOOKED = _booked("P100", 1, 100, 100)
WENT = [S.reads("07:00", STRANGLE), BOOKED, S.reads("07:05", {}), S.reads("07:10", {})]
LATER: list[Case] = [
    case("beside/shares later", "the booked shares come an hour later: nothing had undone them",
         DESCRIBED, WENT, [S.reads(f"08:{m}", {"XYZ": (100, 100)}) for m in ("05", "10", "20")],
         wants=[PUT, S.want("unexplained", "C120", 1, UNEXPLAINED)], withdraws=True),
    case("beside/bought back", "the call was bought back, and its trade is told late", DESCRIBED,
         WENT, S.fill("07:02", "C120", 1, "0.40"), S.coverage("07:30"), wants=[PUT],
         open_ends=True, withdraws=True),
]  # fmt: skip

# ------------------------------------------------------------------------------------- at the end

FRIDAY = "2026-11-20"
C50, C55 = S.call("C50", 50, expiry=FRIDAY), S.call("C55", 55, expiry=FRIDAY)
SHORT_CALL = S.booking("20T22:00", "C50", 1, "assignment", cash=5_000, counter={"XYZ": (-100, 50)})
SPREAD: dict[str, Row] = {"C50": -1, "C55": 1}
CALLED = S.want("assigned", "C50", 1, CONFIRMED, {"C50": 1, "XYZ": (-100, 50)}, 5_000)


def _over(*told: Line, cash: tuple[int, int] | None = None, until: str = "23T15:00") -> list[Part]:
    """Over the weekend after the expiry, up to a time on Monday."""
    had, has = cash or (None, None)
    return [
        (XYZ, C50, C55), S.reads("20T20:00", SPREAD, had), told, S.reads("21T06:00", {}, has),
        S.reads(until, {}, has),
    ]  # fmt: skip


EXPIRED: list[Case] = [
    case("beside/expiry", "the balance says that the long call was exercised",
         _over(SHORT_CALL, cash=(2_000, 1_500)),
         wants=[CALLED, S.want("exercised", "C55", 1, STRONG, {"C55": -1, "XYZ": (100, 55)},
                               -5_500)], incidents=2),
    case("beside/expiry, paid once", "the balance says that it was not",
         _over(SHORT_CALL, cash=(2_000, 7_000)),
         wants=[CALLED, S.want("expired", "C55", 1, LIKELY)], incidents=2),
    case("beside/expiry, no balance", "the shares it sold have never been missing",
         _over(SHORT_CALL),
         wants=[CALLED, S.want("exercised", "C55", 1, LIKELY, {"C55": -1, "XYZ": 100})]),
    case("beside/expiry, too early", "before they would have been booked nobody knows",
         _over(SHORT_CALL, until="21T07:00"),
         wants=[CALLED, S.want("expired", "C55", 1, PENDING)], incidents=2),
    case("beside/expiry, closed between", "the close says that it was worth nothing",
         _over(SHORT_CALL, S.quote("20T21:00", "XYZ", settlement="53.00")),
         wants=[CALLED, S.want("expired", "C55", 1, STRONG)], incidents=2),
    case("beside/expiry, both booked later", "and then both are, one after the other",
         _over(cash=(2_000, 1_500), until="21T07:00"),
         SHORT_CALL | {"seen": "2026-11-21T08:00:00Z"},
         S.booking("20T22:00", "C55", -1, "exercise", cash=-5_500, counter={"XYZ": (100, 55)},
                   seen="2026-11-21T08:00:00Z"),
         wants=[CALLED, S.want("exercised", "C55", 1, CONFIRMED, {"C55": -1, "XYZ": (100, 55)},
                               -5_500)], incidents=2),
]  # fmt: skip

# --------------------------------------------------------------- a put that undid a booked call

P40, P90, P99 = (S.put(name, name[1:], expiry=FRIDAY) for name in ("P40", "P90", "P99"))
HAD: dict[str, Row] = {"XYZ": 300, "ABC": 1}
TWO_CALLS = S.booking("20T22:00", "C50", 2, "assignment", counter={"XYZ": (-200, 50)})
WORD_ALONE = S.booking("20T22:00", "C50", 1, "assignment")


def _put_to(name: str) -> Want:
    return S.want("assigned", name, 1, LIKELY, {name: 1, "XYZ": 100})


def _stayed(
    puts: tuple[str, ...], *told: Line, calls: int = 1, until: str = "23T15:00"
) -> list[Part]:
    """Calls were called by their record, and the shares are where they were."""
    before: dict[str, Row] = {**HAD, "C50": -calls, **dict.fromkeys(puts, -1)}
    return [
        (XYZ, C50, P40, P90, P99), S.reads("20T20:00", before), told, S.reads("21T06:00", HAD),
        S.reads(until, HAD),
    ]  # fmt: skip


STAYED: list[Case] = [
    case("beside/stayed", "the shares that were called away are still there: the put brought them",
         _stayed(("P99",), SHORT_CALL), wants=[CALLED, _put_to("P99")]),
    case("beside/stayed, no leg told", "the record names the contract alone",
         _stayed(("P99",), WORD_ALONE), wants=[CALLED, _put_to("P99")]),
    case("beside/stayed, two puts", "it takes both of them", _stayed(("P90", "P99"), TWO_CALLS,
                                                                     calls=2),
         wants=[S.want("assigned", "C50", 2, CONFIRMED), _put_to("P90"), _put_to("P99")]),
    case("beside/stayed, either put", "it takes one of two, and nobody knows which",
         _stayed(("P90", "P99"), SHORT_CALL),
         wants=[CALLED, S.want("ambiguous", "XYZ", 1, LIKELY, names=("P90", "P99"))]),
    case("beside/stayed, too early", "before the next session nothing need be shown yet",
         _stayed(("P99",), SHORT_CALL, until="21T07:00"),
         wants=[CALLED, S.want("expired", "P99", 1, PENDING)], incidents=2),
    case("beside/stayed, positions unread", "only the records were read past it",
         _stayed(("P99",), SHORT_CALL, until="21T07:00"), S.coverage("23T15:00"),
         wants=[CALLED, S.want("expired", "P99", 1, PENDING)], incidents=2),
    case("beside/stayed, positions read last", "and then the positions are, with nothing new",
         _stayed(("P99",), SHORT_CALL, until="21T07:00"), S.coverage("23T15:00"),
         S.snapshot("23T15:05", HAD), wants=[CALLED, _put_to("P99")]),
    case("beside/stayed, and went at last", "they are gone two days later, and no put was called",
         _stayed(("P99",), SHORT_CALL), S.reads("25T15:00", {**HAD, "XYZ": 200}),
         wants=[CALLED, S.want("expired", "P99", 1, LIKELY)], withdraws=True),
    case("beside/stayed, and went in time", "they are gone before anything is said of the put",
         _stayed(("P99",), SHORT_CALL, until="21T07:00"), S.reads("23T15:00", {**HAD, "XYZ": 200}),
         wants=[CALLED, S.want("expired", "P99", 1, LIKELY)], incidents=2),
    case("beside/stayed, a lower put", "no close is above the call and below the put",
         _stayed(("P40",), SHORT_CALL), wants=[CALLED, S.want("expired", "P40", 1, LIKELY)]),
    case("beside/stayed, a close above", "the put was worth nothing at the close",
         _stayed(("P99",), SHORT_CALL, S.quote("20T21:00", "XYZ", settlement="120")),
         wants=[CALLED, S.want("expired", "P99", 1, STRONG | LIKELY)], incidents=2),
    case("beside/stayed, a close between", "and here both were worth calling",
         _stayed(("P99",), SHORT_CALL, S.quote("20T21:00", "XYZ", settlement="97")),
         wants=[CALLED, _put_to("P99")]),
]  # fmt: skip

# ------------------------------------------------------------------------- shares and money cancel

C60 = S.call("C60", 60, expiry=FRIDAY)
BUTTERFLY: dict[str, Row] = {"C50": 1, "C55": -2, "C60": 1}


def _ended(*told: Line, cash: tuple[int, int] | None = (2_000, 2_000)) -> list[Part]:
    """A butterfly over its expiry."""
    had, has = cash or (None, None)
    return [
        (XYZ, C50, C55, C60), S.reads("20T20:00", BUTTERFLY, had), told,
        S.reads("21T06:00", {}, has), S.reads("23T15:00", {}, has),
    ]  # fmt: skip


def _all_called(grades: frozenset[str]) -> list[Want]:
    return [
        S.want("exercised", "C50", 1, grades, {"C50": -1, "XYZ": 100}, -5_000),
        S.want("assigned", "C55", 2, grades, {"C55": 2, "XYZ": -200}, 11_000),
        S.want("exercised", "C60", 1, grades, {"C60": -1, "XYZ": 100}, -6_000),
    ]


FREE: list[Case] = [
    case("beside/butterfly", "all in the money at the official close, and nothing to pay",
         _ended(S.quote("20T21:00", "XYZ", settlement="63.00")), wants=_all_called(STRONG),
         incidents=3),
    case("beside/butterfly, no balance", "the close alone says so",
         _ended(S.quote("20T21:00", "XYZ", settlement="63.00"), cash=None),
         wants=_all_called(LIKELY), incidents=3),
    case("beside/butterfly, last price", "a price near the end says nearly as much",
         _ended(S.quote("20T20:59", "XYZ", last="63.00")), wants=_all_called(LIKELY), incidents=3),
    case("beside/butterfly, out of the money", "nothing to pay is what lapsing costs as well",
         _ended(S.quote("20T21:00", "XYZ", settlement="48.00")),
         wants=[S.want("expired", name, n, LIKELY) for name, n in
                (("C50", 1), ("C55", 2), ("C60", 1))], incidents=3),
]  # fmt: skip

# -------------------------------------------------------------------- what the trader did beside it

OPTION_ALONE = S.booking("07:03", "P100", 1, "assignment")
SHARES = S.want("unexplained", "XYZ", 50, UNEXPLAINED, {"XYZ": 50})
MORE = S.night({"P100": -1}, {"XYZ": (150, "99.50")}, OPTION_ALONE)
NEAR_THE_BASELINE = "07:00:01"

OWN: list[Case] = [
    case("beside/shares and more", "100 of the 150 shares are of the booked put", DESCRIBED, MORE,
         wants=[PUT, SHARES]),
    case("beside/shares and more, told late", "the trade of the others is told at last", DESCRIBED,
         MORE, S.fill("07:04", "XYZ", 50, "98.50"), S.coverage("07:40"), wants=[PUT]),
    case("beside/all bought", "all were bought, and what was delivered is not there yet", DESCRIBED,
         MORE, S.fill("07:04", "XYZ", 150, "99.50"), S.coverage("07:40"),
         wants=[S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1})]),
    case("beside/bought the day after", "a larger trade the day after is none of it", DESCRIBED,
         S.night({"P100": -1}, {}, OPTION_ALONE), S.reads("19T15:00", {"XYZ": (150, 99)}),
         S.reads("19T15:10", {"XYZ": (150, 99)}), S.reads("19T15:20", {"XYZ": (150, 99)}),
         wants=[S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1}),
                S.want("unexplained", "XYZ", 150, UNEXPLAINED)]),
    case("beside/written at the baseline", "a put written just then is in the first reading",
         DESCRIBED, S.reads("07:00", {"P100": -2}), S.fill(NEAR_THE_BASELINE, "P100", -1, 2),
         [S.reads(f"07:{m}", {"P100": -1, "XYZ": (100, 100)}) for m in ("05", "10", "20")],
         wants=[S.want("assigned", "P100", 1, STRONG, {"P100": 1, "XYZ": (100, 100)})],
         incidents=1),
]  # fmt: skip

CASES: list[Case] = [*OTHERS, *LATER, *EXPIRED, *STAYED, *FREE, *OWN]
