"""Records that carry money and no quantity: what they pay for, what they cost, and what they are.

A broker may book a call as a row for the contract and a row for its money, or a fee by itself
(note 1 of domain 1.5). Such a row is a witness of a cause and of money, never of how many.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    EXPIRY,
    UNEXPLAINED,
    Account,
    Case,
    Line,
    Part,
    Row,
    Rows,
    case,
    clock,
)

S = Account()
KRAKEN = Account("kraken/main", "USD")
STOCK = (S.stock("XYZ"), S.stock("ABC"))
PUT = (*STOCK, S.put("P100", 100))
CALL = (*STOCK, S.call("C50", 50))
TWO: Rows = {"P100": -2, "ABC": 1}
TWO_GONE: Rows = {"XYZ": (200, 100), "ABC": 1}
FIVE: Rows = {"P100": -5, "ABC": 1}
THREE: Rows = {"P100": -3, "XYZ": (200, 100), "ABC": 1}
LEGS: Mapping[str, Row] = {"P100": 2, "XYZ": (200, 100)}


def _line(name: str, cash: int, cause: str = "assignment", **keys: Any) -> Line:
    return S.booking(keys.pop("moment", "07:03"), name, 0, cause, cash=cash, **keys)


PAYS: list[Case] = [
    case("money alone/pays for two puts", "strike times size tells how many, at once", PUT,
         S.night(TWO, TWO_GONE, _line("P100", -20_000)),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, LEGS, -20_000)], incidents=1),
    case("money alone/before any reading", "and it waits for no reading", PUT,
         S.reads("07:00", TWO), _line("P100", -20_000), clock("07:04"),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2}, -20_000)], incidents=1),
    case("money alone/pays for a part", "two of five", PUT,
         S.night(FIVE, THREE, _line("P100", -20_000)),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, LEGS, -20_000)], incidents=1),
    case("money alone/less a fee", "the fee is in the same row", PUT,
         S.night(FIVE, THREE, _line("P100", -20_005)),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, LEGS, -20_005)], incidents=1),
    case("money alone/in two rows", "one for each contract", PUT,
         S.night(FIVE, THREE, [_line("P100", -10_000, id=name) for name in ("a", "b")]),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, LEGS, -20_000)], incidents=1),
    case("money alone/a covered call", "the shares are called away, and paid for", CALL,
         S.night({"C50": -1, "XYZ": (100, 40), "ABC": 1}, {"ABC": 1}, _line("C50", 5_000)),
         wants=[S.want("assigned", "C50", 1, CONFIRMED, {"C50": 1, "XYZ": (-100, 50)}, 5_000)],
         incidents=1),
    case("money alone/a call less a fee", "what was received is less by the fee", CALL,
         S.night({"C50": -1, "XYZ": (100, 40), "ABC": 1}, {"ABC": 1}, _line("C50", 4_995)),
         wants=[S.want("assigned", "C50", 1, CONFIRMED, {"C50": 1, "XYZ": (-100, 50)}, 4_995)],
         incidents=1),
    case("money alone/of the holder", "the other way is the other side", PUT,
         S.night({"P100": 2, "XYZ": 200, "ABC": 1}, {"ABC": 1},
                 _line("P100", 20_000, "exercise")),
         wants=[S.want("exercised", "P100", 2, CONFIRMED, {"P100": -2, "XYZ": (-200, 100)},
                       20_000)], incidents=1),
    case("money alone/told after the reading", "the same, told last", PUT,
         S.night(FIVE, THREE), _line("P100", -20_000, moment="07:40"),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, LEGS, -20_000)], incidents=1),
    case("money alone/then the row of the contract", "dated by the day before: no second one", PUT,
         S.night(TWO, TWO_GONE, _line("P100", -20_000)),
         S.booking("17T22:00", "P100", 2, "assignment", 0), S.coverage("07:40"),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, LEGS, -20_000)], incidents=1),
    case("money alone/in two lists", "the same in both is no second call", PUT,
         S.night(TWO, TWO_GONE, [_line("P100", -20_000, id=listed, record=listed)
                                 for listed in ("report", "rows")]),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, LEGS, -20_000)], incidents=1),
    case("money alone/for more than was held", "it cannot have paid for three of two", PUT,
         S.reads("07:00", TWO), _line("P100", -30_000), clock("07:04"), quiet=True),
]  # fmt: skip

COSTS: list[Case] = [
    *(case(f"money alone/a fee/{name}", "it says nothing of how many, but what it was", PUT,
           S.night(before, after, *told[:1]), told[1:],
           wants=[S.want("assigned", "P100", 2, CONFIRMED, LEGS, -20_005)], incidents=1)
      for name, before, after, told in (
          ("before two are gone", TWO, TWO_GONE, [_line("P100", -5)]),
          ("before two of five are gone", FIVE, THREE, [_line("P100", -5)]),
          ("after two of five are gone", FIVE, THREE,
           [list[Line](), _line("P100", -5, moment="07:40")]),
          ("of the shares", FIVE, THREE, [_line("XYZ", -5)]))),
    case("money alone/a fee/beside its record", "the record tells how many", PUT,
         S.night(FIVE, THREE, _line("P100", -5), S.booking(
             "07:02", "P100", 2, "assignment", 0, cash=-20_000, counter={"XYZ": (200, 100)})),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, LEGS)], incidents=1),
    case("money alone/a fee/of the shares beside a record", "it is one more leg's word", PUT,
         S.night(FIVE, THREE, _line("XYZ", -5), S.booking("07:02", "P100", 2, "assignment", 0)),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, LEGS)], incidents=1),
    *(case(f"money alone/a fee/nothing moves/{name}", "nothing has happened to any position",
           PUT, S.night(FIVE, FIVE, _line(name, -5)), quiet=True) for name in ("P100", "XYZ")),
    case("money alone/a fee/bought back", "the trade explains what moved", PUT,
         S.night(FIVE, {"P100": -3, "ABC": 1}, _line("P100", -5),
                 S.fill("07:04", "P100", 2, "0.10")), quiet=True),
    case("money alone/a fee/its trade is read late", "nothing is sure before trades are read", PUT,
         S.reads("07:00", FIVE), _line("P100", -5), S.snapshot("07:05", {"P100": -3, "ABC": 1}),
         S.fill("07:04", "P100", 2, "0.10"), S.coverage("07:06"), S.reads("07:10", {
             "P100": -3, "ABC": 1}), wants=[]),
    case("money alone/a fee/both trades are read late", "not even where its shares fit", PUT,
         S.reads("07:00", TWO), _line("P100", -5), S.snapshot("07:05", {"XYZ": 200, "ABC": 1}),
         S.fill("07:04", "P100", 2, "0.10"), S.fill("07:04", "XYZ", 200, 98),
         S.coverage("07:06"), S.reads("07:10", {"XYZ": 200, "ABC": 1}), wants=[]),
    *(case(f"money alone/a word that nobody knows/{name}", "of a contract that ends it is loud",
           PUT, S.night(TWO, after, _line("P100", -5, "other")),
           wants=[S.want("unexplained", "P100", 2, UNEXPLAINED, cash=-5)], incidents=1)
      for name, after in (("held", TWO), ("gone", {"ABC": 1}))),
    case("money alone/a fee/of a liquidation", "the whole position is not gone for it",
         KRAKEN.instrument("PF", "perpetual", multiplier=1),
         KRAKEN.night({"PF": 5}, {"PF": 3},
                      KRAKEN.booking("07:03", "PF", 0, "liquidation", cash=-1),
                      KRAKEN.booking("07:03", "PF", -2, "liquidation", 10, id="l", cash=-3)),
         wants=[KRAKEN.want("liquidated", "PF", 2, CONFIRMED, {"PF": (-2, 10)}, -4)],
         incidents=1),
    case("money alone/funding", "money for a position that never moved",
         KRAKEN.instrument("PF", "perpetual", multiplier=1),
         KRAKEN.night({"PF": 1}, {"PF": 1}, KRAKEN.booking("07:03", "PF", 0, "other", cash=-1)),
         quiet=True),
]  # fmt: skip

FRIDAY = "2026-11-20"
INDEX = (
    S.stock("ABC"), S.instrument("SPX", "index"),
    S.put("P4800", 4800, on="SPX", style="european", settlement="cash", expiry=FRIDAY),
    S.instrument("ESX6", "future", multiplier=50, settlement="cash", expiry=FRIDAY),
)  # fmt: skip


def _over(held: int, *told: Line) -> list[Part]:
    night = [*EXPIRY[:1], "21T05:55", "21T06:10", "21T06:20"]
    had = {"P4800": held, "ABC": 5} if held else {"ABC": 5}
    return [S.reads(night[0], had), S.reads(night[1], had), list(told),
            [S.reads(moment, {"ABC": 5}) for moment in night[2:]]]  # fmt: skip


PAID = _line("P4800", -5_000, "cash_settlement", moment="21T06:04")

AT_THE_END: list[Case] = [
    case("money alone/settled", "booked on Saturday, of the Friday on which it ended", INDEX,
         _over(-1, PAID),
         wants=[S.want("cash_settled", "P4800", 1, CONFIRMED, {"P4800": 1}, -5_000)],
         incidents=1),
    case("money alone/settled, the holder", "who receives it has exercised", INDEX,
         _over(1, _line("P4800", 5_000, "cash_settlement", moment="21T06:04")),
         wants=[S.want("exercised", "P4800", 1, CONFIRMED, {"P4800": -1}, 5_000)], incidents=1),
    case("money alone/settled, and a cost", "two rows of one end are not two contracts", INDEX,
         _over(-1, PAID, _line("P4800", -50, "cash_settlement", moment="21T06:04", id="cost")),
         wants=[S.want("cash_settled", "P4800", 1, CONFIRMED, {"P4800": 1}, -5_050)],
         incidents=1),
    case("money alone/settled, told before it is gone", "it speaks for itself", INDEX,
         S.reads("20T20:55", {"P4800": -1, "ABC": 5}), PAID, clock("21T06:05"),
         wants=[S.want("cash_settled", "P4800", 1, CONFIRMED, {"P4800": 1}, -5_000)],
         incidents=1),
    case("money alone/settled, then its record", "of the same end, by its own day", INDEX,
         _over(-1, PAID), S.booking("21T06:04", "P4800", 1, "cash_settlement", 50, id="r"),
         S.coverage("21T06:40"),
         wants=[S.want("cash_settled", "P4800", 1, CONFIRMED, {"P4800": (1, 50)}, -5_000)],
         incidents=1),
    *(case(f"money alone/two lists/{name}", "the same in the report and among the transactions",
           INDEX, _over(-1, *[_line("P4800", -5_000, "cash_settlement", moment="21T06:04",
                                    id=listed, record=listed) for listed in ("report", "rows")]),
           told, wants=[S.want("cash_settled", "P4800", 1, CONFIRMED, cash=-5_000)], incidents=1)
      for name, told in (
          ("alone", list[Line]()),
          ("and a record", [S.booking("21T06:04", "P4800", 1, "cash_settlement", 50, id="r")]))),
    *(case(f"money alone/in a list of its own, {side}", "other lists tell how many, and no money",
           INDEX, S.reads("20T20:55", {"ESX6": held, "ABC": 5}),
           [S.booking("20T21:00", "ESX6", -held, "settlement", 5810, id=listed, record=listed,
                      event="E") for listed in ("stream", "orders")],
           _line("ESX6", 250 * held, "settlement", moment="20T21:00", id="i", record="income"),
           [S.reads(moment, {"ABC": 5}) for moment in ("20T21:05", "20T21:15")],
           wants=[S.want("settled", "ESX6", 2, CONFIRMED, {"ESX6": (-held, 5810)}, 250 * held)],
           incidents=1)
      for side, held in (("long", 2), ("short", -2))),
    case("money alone/of what nobody held", "there is nothing that it can be about", INDEX,
         _over(0, PAID), quiet=True),
    case("money alone/a fee of two at their end", "what is gone tells how many", INDEX,
         _over(-2, _line("P4800", -2, "cash_settlement", moment="21T06:04")),
         wants=[S.want("cash_settled", "P4800", 2, CONFIRMED, {"P4800": 2}, -2)], incidents=1),
    case("money alone/variation of a future", "it has not come to its end", INDEX,
         S.night({"ESX6": 1}, {"ESX6": 1}, _line("ESX6", -300, "settlement")), quiet=True),
]  # fmt: skip

CASES = [*PAYS, *COSTS, *AT_THE_END]
