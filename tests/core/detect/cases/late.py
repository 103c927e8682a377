"""Records that come before the reading that shows their change, or days after it.

How long nobody had looked before that reading is what counts, not how old their date is, nor when
they were told.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import Account, Case, Part, Row, at, case, start

S = Account()
XYZ = S.stock("XYZ")
DATED = S.booking("17T21:00", "P100", 1, "assignment", 0, counter={"XYZ": (100, 100)},
                  seen=at("09:00"))  # fmt: skip
HELD: dict[str, Row] = {"P100": -1, "Z": 1}
CALLED: dict[str, Row] = {"XYZ": (100, 100), "Z": 1}


def _dated(name: str, says: str, read: str, *between: Part, late: bool, before: Part = ()) -> Case:
    """Held at `read`, then the record, then a reading that shows the change."""
    return case(
        name,
        says,
        XYZ,
        S.put("P100", 100),
        before,
        S.snapshot(read, HELD),
        between,
        DATED,
        S.snapshot("09:01", CALLED),
        S.coverage("09:20"),
        wants=[S.want("assigned", "P100", 1, legs={"P100": 1, "XYZ": (100, 100)}, late=late)],
        incidents=1,
    )


DOWN = [S.feed("08:51", "down"), S.feed("08:58", "up")]
EVENING = S.snapshot("17T20:50", HELD)
DATES: list[Case] = [
    _dated("late/dated", "nobody looked for an hour", "08:00", late=True),
    _dated("late/dated, start", "the watcher was started", "08:50", start("08:55"), late=True),
    _dated("late/dated, down", "the positions were down", "08:50", DOWN, late=True),
    _dated("late/dated, live", "the reading before is minutes old", "08:50", late=False),
    _dated("late/denied", "the record was there before, and denied", "08:00", late=True,
           before=EVENING),
    _dated("late/denied, start", "denied, then started", "08:50", start("08:55"), late=True,
           before=EVENING),
]  # fmt: skip

# ------------------------------------------------- told when something else had been concluded

C455 = S.call("C455", 455)
IN_CASH = S.call("C455", 455, settlement="cash")
EVENING_HELD = S.reads("20T21:30", {"C455": -1, "Z": 1})
WORTH = S.quote("20T21:00", "XYZ", settlement=458)


def _after(name: str, read: str, *between: Part, late: bool, cash: bool = False) -> Case:
    """Gone at `read`; concluded on Monday, and a record tells on Tuesday that it was called."""
    cause = "cash_settlement" if cash else "assignment"
    told = S.booking("20T21:33", "C455", 1, cause, 3 if cash else 0, cash=-300 if cash else None)
    again = ["21T06:20", "23T08:00", "23T13:00"]
    return case(
        f"late/told after the verdict, {name}",
        "what the reading said that showed it gone stands",
        [XYZ, IN_CASH if cash else C455, WORTH if not cash else []],
        EVENING_HELD,
        between,
        [S.reads(moment, {"Z": 1}) for moment in (read, *again)],
        told | {"seen": at("24T06:00")},
        wants=[S.want("cash_settled" if cash else "assigned", "C455", 1, late=late)],
    )


VERDICTS: list[Case] = [
    _after("at night", "21T06:00", late=True),
    _after("paid", "21T06:00", late=True, cash=True),
    _after("soon", "20T21:40", late=False),
    _after("start", "20T21:40", start("20T21:35"), late=True),
    _after("down", "20T21:40", S.feed("20T21:32", "down"), S.feed("20T21:38", "up"), late=True),
    _after("paid, start", "20T21:40", start("20T21:35"), late=True, cash=True),
]

# --------------------------------------------------------------------- told before it was shown

LIVE = S.booking("08:53", "P100", 1, "assignment", 0, seen=at("08:53"))
TWO: dict[str, Row] = {"P100": -2, "Z": 1}
BOTH: dict[str, Row] = {"XYZ": (200, 100), "Z": 1}


def _live(name: str, held: dict[str, Row], after: dict[str, Row], number: int, *between: Part,
          late: bool, read: str = "08:56") -> Case:  # fmt: skip
    """Booked at once, then read."""
    grades = frozenset({"confirmed" if number == 1 else "strong"})
    return case(
        f"late/told at once, {name}",
        "the readings around it say whether anybody looked all the time",
        [XYZ, S.put("P100", 100)],
        S.reads("08:50", held),
        LIVE,
        between,
        [S.reads(moment, after) for moment in (read, "09:20", "09:30")],
        wants=[S.want("assigned", "P100", number, grades, late=late)],
    )


SHOWN: list[Case] = [
    _live("read soon", HELD, CALLED, 1, late=False),
    _live("started in between", HELD, CALLED, 1, start("08:55"), late=True),
    _live("read an age later", HELD, CALLED, 1, late=True, read="09:06"),
    _live("one reading not made out", HELD, CALLED, 1, S.unreadable("08:54"), late=False),
    _live("one more, one not made out", TWO, BOTH, 2, S.unreadable("08:54"), late=False),
    _live("one more read soon", TWO, BOTH, 2, late=False),
    _live("one more, started in between", TWO, BOTH, 2, start("08:55"), late=True),
]

CASES: list[Case] = [*DATES, *VERDICTS, *SHOWN]
