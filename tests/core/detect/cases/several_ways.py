"""What fits in several ways: what all of them have in common is told.

Contracts whose legs cancel prove nothing by themselves, and no more so beside others that were
called. What they may have been called with is named beside what is told of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    EXPIRY,
    LIKELY,
    Account,
    Case,
    Line,
    Part,
    Row,
    Want,
    case,
)

S = Account()
FRIDAY = "2026-11-20"
XYZ = S.stock("XYZ")
PUTS = tuple(S.put(f"P{k}", k, expiry=FRIDAY) for k in (35, 40, 60, 95, 100))
CALLS = tuple(S.call(f"C{k}", k, expiry=FRIDAY) for k in (50, 55, 60, 105, 110))
NEXT_MONTH = tuple(S.call(f"N{k}", k) for k in (50, 55, 60))
DESCRIBED = (XYZ, *PUTS, *CALLS, *NEXT_MONTH)


def _ends(
    name: str,
    says: str,
    held: dict[str, int],
    shares: tuple[int, Row],
    *told: Line,
    wants: Sequence[Want],
    incidents: int | None = None,
) -> Case:
    """All that was held ended that Friday, and the shares went from so many to so many."""
    before, after = shares
    had: dict[str, Row] = {**held, "XYZ": before}
    has: dict[str, Row] = {"XYZ": after, "ABC": 1}
    night = S.night({**had, "ABC": 1}, has, *told, times=EXPIRY)
    return case(f"several/{name}", says, DESCRIBED, night, wants=wants, incidents=incidents)


def _expired(*names: str) -> list[Want]:
    """Each of these, and that it may have been called along with the other one."""
    wants = zip(names, reversed(names), strict=True)
    return [
        S.want("expired", name, 1, LIKELY, names=("may_cancel", other)) for name, other in wants
    ]


def _in_two_readings(*rows: int, told: Sequence[Part] = ()) -> list[Part]:
    """Three covered calls end, and the shares go in two readings of the night."""
    calls: dict[str, Row] = dict.fromkeys(("C50", "C55", "C60"), -1)
    first, second, third = rows
    return [DESCRIBED, S.reads("20T20:55", {**calls, "XYZ": first}),
            S.reads("21T06:00", {"XYZ": second}), told, S.reads("21T08:00", {"XYZ": third}),
            S.reads("21T08:30", {"XYZ": third}), S.reads("23T15:00", {"XYZ": third})]  # fmt: skip


ALONE = S.booking("20T21:02", "C50", 1, "assignment")
NAMED = S.booking("20T21:02", "C50", 1, "assignment", counter={"XYZ": (-100, 50)})
CALLED = S.want("assigned", "C50", 1, CONFIRMED, {"C50": 1, "XYZ": (-100, 50)})
PUT_SPREAD = {"P40": -1, "P35": 1}
CALL_SPREAD = {"C55": -1, "C60": 1}
SYNTHETIC = {"P60": -1, "C60": 1}

CASES: list[Case] = [
    _ends("a record and a spread", "the shares are the booked call's: the spread may have lapsed",
          {"C50": -1, **PUT_SPREAD}, (300, 200), ALONE,
          wants=[CALLED, *_expired("P40", "P35")], incidents=3),
    _ends("a record that names them", "it even says so", {"C50": -1, **PUT_SPREAD}, (300, 200),
          NAMED, wants=[CALLED, *_expired("P40", "P35")], incidents=3),
    _ends("no record", "three puts are in all that fits, the spread may have lapsed",
          {"P100": -3, "C105": 1, "C110": -1}, (0, 300),
          wants=[S.want("assigned", "P100", 3, LIKELY, {"P100": 3, "XYZ": 300}),
                 *_expired("C105", "C110")], incidents=3),
    _ends("a close above all", "the close says that the spread was called as well",
          {"C50": -1, **CALL_SPREAD}, (300, 200), ALONE,
          S.quote("20T21:00", "XYZ", settlement="65"),
          wants=[CALLED, S.want("assigned", "C55", 1, LIKELY, {"C55": 1, "XYZ": -100}),
                 S.want("exercised", "C60", 1, LIKELY, {"C60": -1, "XYZ": 100})]),
    _ends("nothing in common", "either put, or both and a call: all are named",
          {"P95": -1, "P100": -1, "C105": -1}, (0, 100),
          wants=[S.want("ambiguous", "XYZ", 3, LIKELY, names=("P95", "P100", "C105"))],
          incidents=1),
    *(_ends(f"a close beside the strike, {name}", "it decides between the two, and is named", held,
            (0, row), S.quote("20T21:00", "XYZ", settlement=close),
            wants=[S.want(kind, called, 1, LIKELY, names=("in_the_money",)),
                   S.want("expired", other, 1, LIKELY, names=("out_of_the_money",))])
      for name, held, row, close, kind, called, other in (
          ("above", SYNTHETIC, (100, 60), "60.02", "exercised", "C60", "P60"),
          ("below", SYNTHETIC, (100, 60), "59.98", "assigned", "P60", "C60"),
          ("no price", {"P95": -1, "P100": -1}, 100, 97, "assigned", "P100", "P95"))),
    case("several/in two readings", "two of three, and nobody can say which",
         _in_two_readings(300, 200, 100),
         wants=[S.want("ambiguous", "XYZ", 2, LIKELY, {"C50": 1, "C55": 1, "C60": 1, "XYZ": -200},
                       names=("C50", "C55", "C60"))], open_ends=False),
    case("several/in two readings, all of them", "then all three were called",
         _in_two_readings(300, 200, 0),
         wants=[S.want("assigned", name, 1, DERIVED) for name in ("C50", "C55", "C60")]),
    case("several/in two readings, one of them sold", "the second is a trade of the trader's own",
         _in_two_readings(300, 200, 100, told=[S.fill("21T07:00", "XYZ", -100, 58)]),
         wants=[S.want("ambiguous", "XYZ", 1, LIKELY, names=("C50", "C55", "C60"))]),
    case("several/before the end", "what could still be called does not just vanish", DESCRIBED,
         S.night({"N50": -1, "N55": -1, "N60": 1, "XYZ": 300}, {"XYZ": 200},
                 S.booking("07:02", "N50", 1, "assignment")),
         wants=[S.want("assigned", "N50", 1, CONFIRMED, {"N50": 1, "XYZ": (-100, 50)}),
                S.want("assigned", "N55", 1, LIKELY), S.want("exercised", "N60", 1, LIKELY)]),
]  # fmt: skip
