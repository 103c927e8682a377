"""Balances that move in another reading than the positions, or in the same breath."""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    DERIVED,
    STRONG,
    Account,
    Case,
    Line,
    Part,
    at,
    case,
    clock,
)

S = Account()
CASH = Account(scope="cash")
XYZ, SPX = S.stock("XYZ"), S.instrument("SPX", "index")
C50, C55 = (S.call(name, name[1:], expiry="2026-11-20") for name in ("C50", "C55"))
P4800 = S.put("P4800", 4800, on="SPX", expiry="2026-11-20", settlement="cash", style="european")
SEEN = at("21T08:00")


def _with_money(amount: int) -> Line:
    """The reading that shows it all, learned with the stream's word."""
    return {**S.snapshot("21T08:00", {"Z": 1}, amount), "seen": SEEN}


def _gone(name: str, when: str = "21T07:59") -> Line:
    return {**S.position(when, name, 0), "seen": SEEN}


def _read(*parts: Part) -> list[Part]:
    return [parts, S.coverage("21T08:20"), clock("23T15:00"), S.coverage("23T15:01")]


SPREAD = [
    S.want("assigned", "C50", 1, STRONG, cash=5_000),
    S.want("exercised", "C55", 1, STRONG, cash=-5_500),
]
PAID = S.want("cash_settled", "P4800", 1, DERIVED, cash=-5_000)

CASES: list[Case] = [
    case("balances/a spread, learned at once", "the stream and the reading with the money together",
         XYZ, C50, C55, S.snapshot("20T19:50", {"C50": -1, "C55": 1, "Z": 1}, 10_000),
         _read(_gone("C50"), _gone("C55"),
               _with_money(9_500)),
         wants=SPREAD),
    case("balances/an index, learned at once", "the same with what is settled in cash",
         SPX, P4800, S.snapshot("20T19:50", {"P4800": -1, "Z": 1}, 20_000),
         _read(_gone("P4800"), _with_money(15_000)),
         wants=[PAID]),
    case("balances/in a scope of their own", "the money is read apart, and before the positions",
         SPX, P4800, CASH.snapshot("20T19:49", {}, 20_000),
         S.snapshot("20T19:50", {"P4800": -1, "Z": 1}),
         _read(CASH.snapshot("21T07:59", {}, 15_000), S.snapshot("21T08:00", {"Z": 1})),
         wants=[PAID]),
    case("balances/a reading before", "paid at night, and the row stands until the next reading",
         SPX, P4800, S.snapshot("20T21:30", {"P4800": -1, "Z": 1}, 20_000),
         S.quote("20T21:00", "SPX", settlement=4750),
         S.snapshot("21T07:55", {"P4800": -1, "Z": 1}, 15_000),
         _read(S.snapshot("21T08:00", {"Z": 1}, 15_000)),
         wants=[S.want("cash_settled", "P4800", 1, STRONG, cash=-5_000)]),
    case("balances/a reading before, other money", "what was paid before is not what it calls for",
         SPX, P4800, S.snapshot("20T21:30", {"P4800": -1, "Z": 1}, 20_000),
         S.quote("20T21:00", "SPX", settlement=4750),
         S.snapshot("21T07:55", {"P4800": -1, "Z": 1}, 19_000),
         _read(S.snapshot("21T08:00", {"Z": 1}, 19_000)),
         wants=[S.want("expired_unassigned", "P4800", 1, DERIVED)], withdraws=True),
]  # fmt: skip
