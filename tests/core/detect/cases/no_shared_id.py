"""A trade and a record of the broker's that are one happening and share no id.

Where the positions moved once, the record names the cause of what was traded, in whichever order
the two and the reading came; and nothing is left over days later. Where they moved by both, both
happened.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    UNEXPLAINED,
    Account,
    Case,
    Line,
    Part,
    Rows,
    at,
    case,
    clock,
)

S = Account()
K = Account("kraken/main", "USD", "futures")
XYZ, P60 = S.stock("XYZ"), S.put("P60", 60)
PF = K.instrument("PF_XBTUSD", "perpetual", multiplier=1)
PUTS, FEWER, GONE_PUTS = {"P60": -4, "Z": 1}, {"P60": -2, "Z": 1}, {"Z": 1}
SOLD: Rows = {"PF_XBTUSD": "0.5", "Z": 1}

CLOSED = S.want("closed_by_broker", "P60", 2, CONFIRMED, {"P60": (2, "4.1")})
ALL_CLOSED = S.want("closed_by_broker", "P60", 4, CONFIRMED)


def _trade(name: str = "P60", quantity: int | str = 2, price: int | str = "4.1",
           id_: str = "t", when: str = "07:03", of: Account = S) -> Line:  # fmt: skip
    return of.fill(when, name, quantity, price, id=id_)


def _record(cause: str = "broker_close", name: str = "P60", quantity: int | str = 2,
            price: int | str | None = "4.1", id_: str = "r", when: str = "07:03",
            of: Account = S, **keys: Any) -> Line:  # fmt: skip
    return of.booking(when, name, quantity, cause, price, id=id_, **keys)


def _days(of: Account, before: Rows, rows: Rows, *told: Part) -> list[Part]:
    """Read as it was, told what was told, and read again for so long that nothing waits."""
    later = [[of.reads(f"{day}T15:00", rows), clock(f"{day}T16:00")] for day in (19, 20, 25, 30)]
    return [of.reads("07:00", before), told, later]


def _in_each_order(name: str, says: str, before: Rows, after: Rows, *told: Line,
                   of: Account = S, orders: int = 6, **keys: Any) -> list[Case]:  # fmt: skip
    """The reading that shows it, the trade and the record, in the orders in which they may come."""
    reading = of.snapshot("07:10", after)
    cases: list[Case] = []
    for i, order in enumerate(list(permutations((reading, *told)))[:: 6 // orders]):
        lines = [
            {**line, "seen": at(f"07:1{2 + k}")} if "id" in line else line
            for k, line in enumerate(order)
        ]
        tape = _days(of, before, after, lines)
        cases.append(case(f"no id/{name} {i + 1}", says, XYZ, P60, PF, tape, **keys))
    return cases


CASES: list[Case] = [
    *_in_each_order("closed", "closed by the broker, as a trade and in its records", FEWER,
                    GONE_PUTS, _trade(), _record(), wants=[CLOSED]),
    *_in_each_order("called", "an assignment that the trades list too", FEWER,
                    {"XYZ": (200, 60), "Z": 1}, _trade(price=0),
                    _record("assignment", price=None, counter={"XYZ": (200, 60)}),
                    orders=3, wants=[S.want("assigned", "P60", 2, CONFIRMED,
                                            {"P60": (2, 0), "XYZ": (200, 60)})]),
    *_in_each_order("liquidated", "so it is with a perpetual", SOLD, {"Z": 1},
                    _trade("PF_XBTUSD", "-0.5", 50_000, of=K),
                    _record("liquidation", "PF_XBTUSD", "-0.5", 50_000, of=K), of=K,
                    orders=3, wants=[K.want("liquidated", "PF_XBTUSD", "0.5", CONFIRMED)]),
    *_in_each_order("taken over", "and with what was taken over", {"Z": 1}, SOLD,
                    _trade("PF_XBTUSD", "0.5", 50_000, of=K),
                    _record("taken_over", "PF_XBTUSD", "0.5", 50_000, of=K), of=K,
                    orders=3, wants=[K.want("taken_over", "PF_XBTUSD", "0.5", CONFIRMED)]),
    *_in_each_order("reinvested", "a dividend bought shares, once", {"XYZ": 100, "Z": 1},
                    {"XYZ": "100.37", "Z": 1}, _trade("XYZ", "0.37", 40),
                    _record("dividend", "XYZ", "0.37", 40), orders=3),
    case("no id/two trades", "the trades come to the record, and to its price on average", XYZ, P60,
         _days(S, FEWER, GONE_PUTS, _trade(quantity=1), _trade(quantity=1, price="4.2", id_="u"),
               _record(price="4.15"), S.snapshot("07:10", GONE_PUTS)),
         wants=[S.want("closed_by_broker", "P60", 2, CONFIRMED, {"P60": (2, "4.15")})]),
    case("no id/two records", "one trade, booked in two lots", XYZ, P60,
         _days(S, FEWER, GONE_PUTS, _trade(), _record(quantity=1, id_="q"), _record(quantity=1),
               S.snapshot("07:10", GONE_PUTS)), wants=[CLOSED]),
    case("no id/each of two", "two trades and two records, one for one", XYZ, P60,
         _days(S, PUTS, GONE_PUTS, _trade(), _trade(id_="u", price=5, when="07:04"),
               _record(), _record(id_="q", price=5, when="07:04"), S.snapshot("07:10", GONE_PUTS)),
         wants=[ALL_CLOSED]),
    case("no id/a part traded", "the trades lack a part of what was booked", XYZ, P60,
         _days(S, FEWER, GONE_PUTS, _trade(quantity=1), _record(), S.snapshot("07:10", GONE_PUTS)),
         wants=[CLOSED]),
    case("no id/a part booked", "the records lack a part of what was traded", XYZ, P60,
         _days(S, FEWER, GONE_PUTS, _trade(), _record(quantity=1), S.snapshot("07:10", GONE_PUTS)),
         wants=[S.want("closed_by_broker", "P60", 1, CONFIRMED)]),
    case("no id/dated the day after", "the record names the next day; nothing is held any more",
         XYZ, P60, _days(S, FEWER, GONE_PUTS, _trade(), S.snapshot("07:10", GONE_PUTS),
                         _record(when="19T00:00")),
         S.fill("30T17:00", "P60", -1, 5), S.reads("30T17:10", {"P60": -1, "Z": 1}),
         clock("30T18:00"), wants=[CLOSED]),
    case("no id/beside a call", "a dividend told twice hides no assignment", XYZ, P60,
         _days(S, {"P60": -2, "XYZ": 100, "Z": 1}, {"XYZ": "300.37", "Z": 1},
               _trade("XYZ", "0.37", 40), _record("dividend", "XYZ", "0.37", 40),
               S.snapshot("07:10", {"XYZ": "300.37", "Z": 1})),
         wants=[S.want("assigned", "P60", 2, DERIVED, {"P60": 2, "XYZ": 200})]),
    case("no id/both, each shown", "two of a size, and each has its own reading", XYZ, P60,
         _days(S, PUTS, GONE_PUTS, _trade(), S.snapshot("07:10", FEWER), _record(when="18T18:00"),
               S.snapshot("18T18:10", GONE_PUTS)), wants=[CLOSED]),
    case("no id/both, shown at once", "two of a size and of one time, and both are shown", XYZ, P60,
         _days(S, PUTS, GONE_PUTS, _trade(), _record(), S.snapshot("07:10", GONE_PUTS)),
         wants=[CLOSED]),
    case("no id/both, one shown late", "the second is shown by the next reading only", XYZ, P60,
         _days(S, PUTS, GONE_PUTS, _trade(), _record(), S.snapshot("07:10", FEWER),
               S.snapshot("07:20", GONE_PUTS)), wants=[CLOSED]),
    case("no id/another price", "at another price it is something else, and not shown", XYZ, P60,
         _days(S, FEWER, GONE_PUTS, _trade(), _record(price="4.3"), S.snapshot("07:10", GONE_PUTS)),
         wants=[S.want("closed_by_broker", "P60", 2),
                S.want("unexplained", "P60", 2, UNEXPLAINED)]),
    case("no id/days before", "nor is a trade of other days what is booked now", XYZ, P60,
         S.reads("07:00", FEWER), _trade(), S.reads("07:10", GONE_PUTS),
         S.reads("21T07:00", GONE_PUTS), _record(when="21T07:03"), S.reads("21T07:10", GONE_PUTS),
         S.fill("30T07:03", "P60", -1, 5), S.reads("30T07:10", {"P60": -1, "Z": 1}),
         clock("30T08:00"), wants=[S.want("closed_by_broker", "P60", 2),
                                   S.want("unexplained", "P60", 2, UNEXPLAINED)]),
]  # fmt: skip
