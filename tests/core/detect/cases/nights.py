"""Two and three nights running of one contract, whose records name a day and not a time.

Each is booked for the day before its rows move, or for that morning, and lies as near to another
night as to its own. Every record is of the night that shows just what it says (design, section 5:
a record joins the incident whose interval contains it; witnesses add no quantity).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.core.detect.cases.telling import CONFIRMED, Account, Case, Part, Row, case

S = Account()
XYZ = S.stock("XYZ")
STILL_TOLD = ("23T07:00", "24T07:00", "25T07:00")


def _booked(day: int, n: int, told_on: str, *, own_leg: bool) -> list[Part]:
    """A record of its night, read on the morning after; the shares named, or by themselves."""
    keys: dict[str, Any] = {"record": f"report of {told_on}", "event": f"E{day}"}
    seen = {"seen": f"2026-11-{told_on}:00Z"}
    named = {} if own_leg else {"XYZ": (100 * n, 95)}
    told = S.booking(f"{day}T00:00", "P95", n, "assignment", 0, counter=named, **keys)
    shares = S.booking(f"{day}T00:00", "XYZ", 100 * n, "assignment", 95, **keys)
    return [told | seen, *([shares | seen] if own_leg else [])]


def _nights(
    name: str,
    says: str,
    called: Sequence[int],
    *,
    days: Sequence[int] = (18, 19, 20),
    dated: Sequence[int] = (17, 18, 19),
    read: Sequence[str] = ("08:00",),
    kept: int = 0,
    first_read: str = "16T18:00",
    own_leg: bool = False,
    late: Sequence[int] = (),
    **keys: Any,
) -> Case:
    """So many `called` before the mornings of these days, booked for those `dated`; `kept` stay.

    Each morning is read at 05:00, before the rows move, then at the times of `read`; its record
    comes at 08:00, or, of those that are `late`, the next day after the other's.
    """
    held, shares = -sum(called) - kept, 0
    told: list[tuple[str, Part]] = []

    def reading(moment: str) -> None:
        rows: dict[str, Row] = {"P95": held} if held else {}
        told.append((moment, S.reads(moment, rows | ({"XYZ": (shares, 95)} if shares else {}))))

    reading(first_read)
    for i, (day, of, n) in enumerate(zip(days, dated, called, strict=False)):
        reading(f"{day}T05:00")
        held, shares = held + n, shares + 100 * n
        for moment in read:
            reading(f"{day}T{moment}")
        moment = f"{day + 1}T14:00" if i in late else f"{day}T08:05"
        told.append((moment, _booked(of, n, moment, own_leg=own_leg)))
    for moment in STILL_TOLD:
        reading(moment)
    wants = [S.want("assigned", "P95", n, CONFIRMED, {"P95": n, "XYZ": (100 * n, 95)})
             for n in called]  # fmt: skip
    told.sort(key=lambda one: one[0])
    parts = [part for _, part in told]
    put = S.put("P95", 95, expiry="2026-12-18")
    return case(f"nights/{name}", says, XYZ, put, parts, wants=wants,
                **{"incidents": len(called), **keys})  # fmt: skip


SEEN: dict[str, Any] = {"read": ("05:35", "08:00")}
EVENING: dict[str, Any] = {"first_read": "17T18:00"}

CASES: list[Case] = [
    _nights("three, then one", "the second is no part of the first", [3, 1]),
    _nights("three, then one, seen before", "told from positions before it was booked", [3, 1],
            **SEEN),
    _nights("and first read that evening", "the first record is older than the first reading",
            [3, 1], **EVENING),
    _nights("seen before, and first read that evening", "both", [3, 1], **SEEN, **EVENING),
    _nights("as many twice", "each is of its own night, though either would do", [2, 2], **SEEN),
    _nights("as many three times", "the first record comes last but one, and none is told twice",
            [3, 3, 3], kept=3, late=(0,), incidents=3),
    _nights("one, then three", "the first is no part of the second", [1, 3], **SEEN),
    _nights("more are kept", "nothing comes to its end", [3, 1], kept=4, **SEEN, **EVENING),
    _nights("over a weekend", "Friday's moves on Monday, and Monday's on Tuesday", [3, 1],
            days=(16, 17), dated=(13, 16), first_read="13T18:00"),
    _nights("dated that morning", "a broker that names the day of the morning", [3, 1],
            dated=(18, 19), **SEEN),
    _nights("by records of their own", "the shares have records that name the day too", [3, 1],
            own_leg=True, **SEEN, **EVENING),
    _nights("the first record last", "what was read first does not matter", [3, 1], late=(0,),
            kept=2, **SEEN, **EVENING),
]  # fmt: skip
