"""Contracts that are gone and left nothing behind: no leg, no money, no trade.

A put and a call of one strike cancel in all that they move. That both were called is all that the
law makes of them, but a transfer leaves the same: it is never more than likely, and says why. Until
the broker's records are read one may tell of something else, such as an adjusted option.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    LIKELY,
    Account,
    Case,
    Part,
    at,
    case,
)

S = Account()
ABC, XYZ = S.stock("ABC"), S.stock("XYZ")
PUT, CALL, ADJUSTED = S.put("P50", 50), S.call("C50", 50), S.put("P25", 25)
HELD = {"P50": -1, "C50": -1, "ABC": 5}
AFTER = ("07:05", "07:10", "07:20", "07:30")


def _reads(moment: str, **rows: int) -> Part:
    """Trades are read with the positions, and the broker's records are not."""
    return [S.snapshot(moment, {"ABC": 5, **rows}, 20_000), S.coverage(moment, "fills")]


BEFORE: list[Part] = [ABC, XYZ, PUT, CALL, ADJUSTED, S.reads("07:00", HELD, 20_000)]
GONE = [_reads(moment) for moment in AFTER]
BOTH = {"P50": {"P50": 1, "XYZ": 100}, "C50": {"C50": 1, "XYZ": -100}}
WAITS = frozenset({"hole"})

CASES: list[Case] = [
    case("no trace/records unread", "one of them may tell of something else", BEFORE, GONE,
         wants=[S.want("assigned", name, 1, LIKELY, legs, codes=WAITS)
                for name, legs in BOTH.items()], incidents=2),
    case("no trace/records read later", "a balance that did not move proves nothing", BEFORE, GONE,
         S.coverage("07:40", "bookings"),
         wants=[S.want("assigned", name, 1, LIKELY, legs, names=("cash_cancels",))
                for name, legs in BOTH.items()], incidents=2),
    case("no trace/adjusted after all", "the put became another one, and the call is unexplained",
         BEFORE, [_reads(moment, P25=-2) for moment in AFTER],
         S.adjustment("07:04", "adjusted_option", "P50", "P25", "2/1") | {"seen": at("07:40")},
         S.coverage("07:41"), [_reads(moment, P25=-2) for moment in ("07:45", "07:55")],
         wants=[S.want("corporate_action", "P50", 1)], open_ends=True, withdraws=True),
]  # fmt: skip
