"""Only what a contract turned into is booked, as an assignment: which contract that was.

Shares are never assigned. A record that says so of them is about something that delivers them, and
while no reading shows what is gone, what was held tells it: at once, and under the name of that
contract, so that nothing has to be taken back when the rest is told (design section 5, *Identity*:
the record's own business date).
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    Account,
    Case,
    Line,
    Part,
    Row,
    Rows,
    at,
    case,
    start,
)

S = Account()
XYZ, P100, P95 = S.stock("XYZ"), S.put("P100", 100), S.put("P95", 95)
LATER = S.put("P100L", 100, expiry="2027-01-15")
C100 = S.call("C100", 100)
CL, CP70 = S.instrument("CL", "future"), S.put("CP70", 70, on="CL", multiplier=1000)
SHARES = S.booking("07:03", "XYZ", 200, "assignment", 100)


def _called(name: str, n: int, cause: str = "assigned", price: int = 100, **keys: Any) -> list[Any]:
    moved = n if cause == "assigned" else -n
    legs: dict[str, Row] = {name: moved, "XYZ": (100 * n, price)}
    return [S.want(cause, name, n, CONFIRMED, legs, -100 * n * price, **keys)]


def _leg(
    name: str, says: str, held: Rows, *told: Part, after: Rows | None = None, **keys: Any
) -> Case:
    """The record of the shares after a reading; then, if at all, readings that show the rest."""
    shown = () if after is None else [S.reads(f"07:{m}", after) for m in (10, 20)]
    described = XYZ, P100, P95, LATER, C100
    before = S.reads("07:00", held)
    return case(f"leg alone/{name}", says, described, before, told, shown, **keys)


def _left_out(line: Line, *names: str) -> Line:
    return {name: value for name, value in line.items() if name not in names}


ONE: list[Case] = [
    _leg("at once", "nothing else is known yet", {"P100": -2}, SHARES,
         wants=_called("P100", 2), incidents=1),
    _leg("shown", "a reading lacks the put and has the shares", {"P100": -2}, SHARES,
         after={"XYZ": (200, 100)}, wants=_called("P100", 2), incidents=1),
    _leg("restarted", "the program is restarted in between", {"P100": -2}, SHARES, start("07:08"),
         after={"XYZ": (200, 100)}, wants=_called("P100", 2, late=True), incidents=1),
    _leg("shown slowly", "the next reading has the shares and the put still", {"P100": -2}, SHARES,
         S.reads("07:05", {"P100": -2, "XYZ": (200, 100)}),
         after={"XYZ": (200, 100)}, wants=_called("P100", 2), incidents=1),
    _leg("of five", "two of five", {"P100": -5}, SHARES, after={"P100": -3, "XYZ": (200, 100)},
         wants=_called("P100", 2), incidents=1),
    _leg("in two", "two records of one put, minutes apart", {"P100": -3},
         S.booking("07:03", "XYZ", 100, "assignment", 100),
         S.booking("07:05", "XYZ", 100, "assignment", 100), after={"P100": -1, "XYZ": (200, 100)},
         wants=_called("P100", 2), incidents=1),
    _leg("no price", "one put alone could deliver it", {"P100": -2},
         _left_out(SHARES, "price"), wants=_called("P100", 2), incidents=1),
    _leg("money", "with a fee, as the record has it", {"P100": -2},
         SHARES | {"cash": {"USD": "-20005"}},
         wants=[S.want("assigned", "P100", 2, CONFIRMED, cash=-20_005)], incidents=1),
    _leg("seen before", "the readings have told it already", {"P100": -2},
         [S.reads(f"07:{m}", {"XYZ": (200, 100)}) for m in ("02", "04")],
         S.booking("07:01", "XYZ", 200, "assignment", 100, seen="2026-11-18T07:06:00Z"),
         wants=_called("P100", 2), incidents=1),
    case("leg alone/past midnight", "the record's date is not that of the reading before", XYZ,
         P100, S.reads("17T23:00", {"P100": -2}), S.booking("03:00", "XYZ", 200, "assignment", 100),
         S.reads("03:05", {"XYZ": (200, 100)}), S.reads("03:15", {"XYZ": (200, 100)}),
         wants=_called("P100", 2), incidents=1),
    case("leg alone/a future", "a put on a future", CL, CP70, S.reads("07:00", {"CP70": -1}),
         S.booking("07:03", "CL", 1, "assignment", 70), S.reads("07:10", {"CL": (1, 70)}),
         wants=[S.want("assigned", "CP70", 1, CONFIRMED, {"CP70": 1, "CL": (1, 70)})], incidents=1),
]  # fmt: skip

WHICH: list[Case] = [
    _leg("by price", "the price says which", {"P100": -2, "P95": -2},
         S.booking("07:03", "XYZ", 200, "assignment", 95), wants=_called("P95", 2, price=95),
         incidents=1),
    _leg("by the word", "an exercise is of what is held long", {"P100": -2, "C100": 2},
         S.booking("07:03", "XYZ", 200, "exercise", 100), wants=_called("C100", 2, "exercised"),
         incidents=1),
    _leg("the other word", "some brokers have one word for both sides", {"C100": 2}, SHARES,
         wants=_called("C100", 2, "exercised"), incidents=1),
    _leg("several", "two series at one strike: both are named", {"P100": -2, "P100L": -2}, SHARES,
         wants=[S.want("ambiguous", "XYZ", 2, CONFIRMED, {"XYZ": (200, 100)},
                       names=("P100", "P100L"))], incidents=1),
    _leg("several, then one", "a reading says which of two it was", {"P100": -2, "P100L": -2},
         SHARES, after={"P100": -2, "XYZ": (200, 100)}, wants=_called("P100L", 2), incidents=2),
    _leg("not bought back", "the other was closed by a trade before", {"P100": -2, "P100L": -2},
         S.fill("07:02", "P100L", 2, "1.10"), SHARES, wants=_called("P100", 2), incidents=1),
    _leg("not booked", "the other has a record of its own", {"P100": -2, "P100L": -2},
         S.booking("07:02", "P100L", 2, "assignment", 0, counter={"XYZ": (200, 100)}),
         S.booking("07:04", "XYZ", 200, "assignment", 100),
         after={"XYZ": (400, 100)}, wants=[*_called("P100", 2), *_called("P100L", 2)]),
]  # fmt: skip


def _nobody(name: str, says: str, held: Rows, record: Line, *before: Part) -> Case:
    """Nothing held delivers it: the record is told as it stands."""
    wants = [S.want("assigned", "XYZ", 200, CONFIRMED)]
    return _leg(f"nobody's/{name}", says, held, *before, record, wants=wants, incidents=1)


NOBODYS: list[Case] = [
    _nobody("nothing held", "no option at all", {"P95": 0}, SHARES),
    _nobody("off the strike", "at a price that fits none", {"P100": -2},
            S.booking("07:03", "XYZ", 200, "assignment", 97)),
    _nobody("too few", "one put cannot deliver two hundred", {"P100": -1}, SHARES),
    _nobody("the other way", "a long put takes shares away", {"P100": 2}, SHARES),
    _nobody("opened since", "the put was sold after the shares were booked", {"P95": 0},
            SHARES | {"seen": "2026-11-18T07:08:00Z"}, S.fill("07:05", "P100", -2, "1.10"),
            S.reads("07:06", {"P100": -2})),
    _nobody("sold before", "it was closed by a trade", {"P100": -2}, SHARES,
            S.fill("07:02", "P100", 2, "1.10")),
]  # fmt: skip

# --------------------------------------------------------- two series of one strike, one at its end

FRIDAY = S.put("P100F", 100, expiry="2026-11-20")
HELD: dict[str, Row] = {"P100F": -1, "P100": -1, "XYZ": 300}
HAS: dict[str, Row] = {"P100": -1, "XYZ": 400}
BOOKED = S.booking("20T22:30", "XYZ", 100, "assignment", 100)
OF_FRIDAY = [S.want("assigned", "P100F", 1, CONFIRMED, {"P100F": 1, "XYZ": (100, 100)})]

SERIES: list[Case] = [
    case(f"leg alone/of two series, {name}", says, (XYZ, P100, FRIDAY),
         S.reads("20T20:45", HELD), early, S.reads("21T06:00", HAS), late,
         [S.reads(f"{day}T06:00", HAS) for day in ("22", "25", "28")],
         S.reads("2026-12-01T06:00", HAS), S.fill("2026-12-03T15:00", "XYZ", -50, "64.10"),
         S.reads("2026-12-03T20:45", HAS | {"XYZ": 350}),
         S.reads("2026-12-05T20:45", HAS | {"XYZ": 350}),
         wants=OF_FRIDAY, doubted=frozenset({"P100"}))
    for name, says, early, late in (
        ("booked next day", "what it told is told, however long ago", [],
         BOOKED | {"seen": at("22T05:00")}),
        ("booked before the reading", "which of them it is nobody knows before that",
         BOOKED | {"seen": at("21T02:59")}, []))
]  # fmt: skip

# --------------------------- a word that does not fit its side, and a reading that still shows it

STILL: list[Case] = [
    case("leg alone/of an exercise, a short call of its strike is there since",
         "whatever was exercised, it was not that", XYZ, S.call("C100", 100),
         S.reads("12T20:00", {"C100": -2, "XYZ": 200}), S.reads("14T06:00", {"C100": -2, "ABC": 1}),
         S.booking("14T02:21", "XYZ", -200, "exercise", 100, seen=at("14T06:06")),
         [S.reads(f"{day}T06:00", {"C100": -2, "ABC": 1}) for day in (15, 16, 17)],
         wants=[S.want("exercised", "XYZ", 200)], open_ends=True,
         doubted=frozenset({S.id("C100")})),
]  # fmt: skip

CASES: list[Case] = [*ONE, *WHICH, *NOBODYS, *SERIES, *STILL]
