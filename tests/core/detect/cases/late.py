"""Records that are dated before the last reading and come before the one that shows their change.

How long nobody had looked before that reading is what counts, not how old their date is.
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
CASES: list[Case] = [
    _dated("late/dated", "nobody looked for an hour", "08:00", late=True),
    _dated("late/dated, start", "the watcher was started", "08:50", start("08:55"), late=True),
    _dated("late/dated, down", "the positions were down", "08:50", DOWN, late=True),
    _dated("late/dated, live", "the reading before is minutes old", "08:50", late=False),
    _dated("late/denied", "the record was there before, and denied", "08:00", late=True,
           before=EVENING),
    _dated("late/denied, start", "denied, then started", "08:50", start("08:55"), late=True,
           before=EVENING),
]  # fmt: skip
