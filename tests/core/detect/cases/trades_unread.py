"""Ends of contracts whose trades nobody reads: no wait for these decides what became of them.

A trade may have closed them before their end, so nothing is sure; but the close, the records and
the money say as much as ever, and before the next session nobody knows the outcome.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    ANY_KIND,
    LIKELY,
    PENDING,
    Account,
    Case,
    Part,
    Want,
    case,
    clock,
)

S = Account()
FRIDAY = "2026-11-20"
XYZ, P100 = S.stock("XYZ"), S.put("P100", 100, expiry=FRIDAY)
SPX = S.instrument("SPX", "index")
P4800 = S.put("SPX P4800", 4800, on="SPX", style="european", settlement="cash", expiry=FRIDAY)
FX = S.instrument("FX6", "future", multiplier=100, settlement="physical", expiry=FRIDAY)
BESIDE = {"ZZZ": 10}
WEEKEND, MONDAY = ("21T08:00", "21T08:30"), ("21T08:00", "21T08:30", "23T15:00", "24T15:00")


def _case(name: str, says: str, held: str, quote: Part, times: tuple[str, ...], *told: Part,
          wants: Want) -> Case:  # fmt: skip
    """A short contract over its end, of which only the positions and what is `told` are read."""
    seen = [
        S.snapshot("20T20:55", {held: -1, **BESIDE}, 20_000),
        quote,
        [S.snapshot(moment, BESIDE, 20_000) for moment in times],
        clock(times[-1]),
    ]
    described = [XYZ, P100, SPX, P4800, FX]
    return case(f"trades unread/{name}", says, described, seen, told, wants=[wants])


AT_97 = S.quote("20T21:00", "XYZ", settlement=97)
AT_4750 = S.quote("20T21:00", "SPX", settlement=4_750)
READ = S.coverage("24T15:00", "bookings")

CASES: list[Case] = [
    _case("on Saturday", "in the money, and the outcome is not known yet", "P100", AT_97, WEEKEND,
          wants=S.want(ANY_KIND, "P100", 1, PENDING)),
    _case("records read", "nothing was booked for it: a message of its own", "P100", AT_97, MONDAY,
          READ, wants=S.want("expired_unassigned", "P100", 1, LIKELY)),
    _case("nothing but positions", "a day after the session they have to do", "P100", AT_97, MONDAY,
          wants=S.want("expired_unassigned", "P100", 1, LIKELY)),
    _case("in cash, on Saturday", "nothing was paid so far", "SPX P4800", AT_4750, WEEKEND,
          wants=S.want(ANY_KIND, "SPX P4800", 1, PENDING)),
    _case("in cash, unpaid", "what was not paid was not settled", "SPX P4800", AT_4750, MONDAY,
          READ, wants=S.want("expired_unassigned", "SPX P4800", 1, LIKELY)),
    _case("a future", "what it would deliver may still come", "FX6", (), WEEKEND,
          wants=S.want(ANY_KIND, "FX6", 1, PENDING)),
]  # fmt: skip
