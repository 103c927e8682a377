"""Everything else that changes a position without an order of this program, cause by cause.

Ids A15 to A18 are those of the table of outcomes (perpetuals); `cause 1` to `cause 25` those of the
list of causes. What cannot be told from a tape, or is told by another module, is not repeated.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    LIKELY,
    UNEXPLAINED,
    Account,
    Case,
    both,
    case,
)

S = Account()
OTHER = Account("saxo/other")
BINANCE = Account("binance/main", "USDT", "fapi")
KRAKEN = Account("kraken/main", "USD", "futures")
XYZ, ABC = S.stock("XYZ"), S.stock("ABC")
P100, C50 = S.put("P100", 100), S.call("C50", 50)
PERPETUAL = BINANCE.instrument("BTCUSDT", "perpetual", multiplier=1)
PF = KRAKEN.instrument("PF_XBTUSD", "perpetual", multiplier=1)
ORDER_ID: dict[str, Any] = {"event": "77", "record": "orders"}

# ------------------------------------------------------------- what an exchange does to a position

FORCED: list[Case] = [
    case("A15", "a long perpetual is liquidated", PERPETUAL,
         BINANCE.night({"BTCUSDT": "0.014"}, {},
                       BINANCE.booking("07:03", "BTCUSDT", "-0.014", "liquidation", "9910.12",
                                       cash="-5.739", **ORDER_ID)),
         wants=[BINANCE.want("liquidated", "BTCUSDT", "0.014", CONFIRMED,
                             {"BTCUSDT": ("-0.014", "9910.12")}, "-5.739", late=False)],
         incidents=1),
    case("A15/derived", "gone, and only a record could say why", PERPETUAL,
         BINANCE.night({"BTCUSDT": "0.014"}, {}),
         wants=[BINANCE.want("unexplained", "BTCUSDT", "0.014", UNEXPLAINED)]),
    case("A16", "a short perpetual is deleveraged at a profit", PERPETUAL,
         BINANCE.night({"BTCUSDT": "-0.010"}, {},
                       BINANCE.booking("07:03", "BTCUSDT", "0.010", "deleveraging", 42_000,
                                       cash=30, **ORDER_ID)),
         wants=[BINANCE.want("deleveraged", "BTCUSDT", "0.01", CONFIRMED,
                             {"BTCUSDT": ("0.01", 42_000)}, 30)], incidents=1),
    case("A17", "somebody else's liquidated position is taken over", PF,
         KRAKEN.night({}, {"PF_XBTUSD": ("0.5", 59_400)},
                      KRAKEN.booking("07:03", "PF_XBTUSD", "0.5", "taken_over", 59_400)),
         wants=[KRAKEN.want("taken_over", "PF_XBTUSD", "0.5", CONFIRMED,
                            {"PF_XBTUSD": ("0.5", 59_400)}, 0)], incidents=1),
    case("A17/derived", "a position arrives unasked, and only a record could say why", PF,
         KRAKEN.night({}, {"PF_XBTUSD": ("0.5", 59_400)}),
         wants=[KRAKEN.want("unexplained", "PF_XBTUSD", "0.5", UNEXPLAINED)]),
    case("A18", "the trader's own position is handed over", PF,
         KRAKEN.night({"PF_XBTUSD": ("0.5", 65_000)}, {},
                      KRAKEN.booking("07:03", "PF_XBTUSD", "-0.5", "handed_over", 59_400,
                                     cash=-2_800)),
         wants=[KRAKEN.want("handed_over", "PF_XBTUSD", "0.5", CONFIRMED,
                            {"PF_XBTUSD": ("-0.5", 59_400)}, -2_800)], incidents=1),
    case("N16/no side told", "one leg of a hedge is liquidated, and the record names no side",
         PERPETUAL,
         BINANCE.night({"BTCUSDT:long": "0.5", "BTCUSDT:short": "-0.2"}, {"BTCUSDT:short": "-0.2"},
                       BINANCE.booking("07:03", "BTCUSDT", "-0.5", "liquidation", 9_000)),
         wants=[BINANCE.want("liquidated", "BTCUSDT", "0.5")], incidents=1),
    case("cause 13/several at once", "a stop-out sells everything", XYZ, ABC,
         S.night({"XYZ": 100, "ABC": 40}, {},
                 S.booking("07:03", "XYZ", -100, "liquidation", 61),
                 S.booking("07:03", "ABC", -40, "liquidation", 12)),
         wants=[S.want("liquidated", "XYZ", 100), S.want("liquidated", "ABC", 40)], incidents=2),
    case("cause 14/unwind", "a winning position is unwound against a bankrupt one", PF,
         KRAKEN.night({"PF_XBTUSD": 2}, {"PF_XBTUSD": 1},
                      KRAKEN.booking("07:03", "PF_XBTUSD", -1, "unwind", 60_000)),
         wants=[KRAKEN.want("unwound", "PF_XBTUSD", 1)], incidents=1),
    case("cause 16/untold", "gone at 3.20 on its last day, and nobody traded it", XYZ,
         S.put("P100", 100, expiry="2026-11-18"), S.reads("15:00", {"P100": -1, "ABC": 5}),
         S.position("15:02", "P100", (0, "3.20")),
         [S.reads(moment, {"ABC": 5}) for moment in ("15:10", "15:20", "19T12:30")],
         wants=[S.want("closed_by_broker", "P100", 1, LIKELY, {"P100": (1, "3.20")})]),
    case("cause 16", "a short call in the money without the cash for it is closed", XYZ, C50,
         S.night({"C50": -1}, {}, S.booking("07:03", "C50", 1, "broker_close", "3.20", cash=-320)),
         wants=[S.want("closed_by_broker", "C50", 1, CONFIRMED, {"C50": (1, "3.20")}, -320)],
         incidents=1),
]  # fmt: skip

# ------------------------------------------------------------------------- what a trader had done

TRADES: list[Case] = [
    case("cause 1", "a trade on the phone, read before the position", XYZ,
         S.night({}, {"XYZ": 100}, S.fill("07:03", "XYZ", 100, 97)), quiet=True),
    case("cause 1/sold by the desk", "and the other way round, read after it", XYZ,
         S.night({"XYZ": 100}, {"XYZ": 20}, then=S.fill("07:03", "XYZ", -80, 97))),
    case("cause 2", "a stop from last week fires", XYZ, S.order("06:00", "XYZ", -100),
         S.night({"XYZ": 100}, {}, S.fill("07:03", "XYZ", -100, 91, order="o XYZ"),
                 S.order("07:03", "XYZ", -100, status="done")), quiet=True),
    case("cause 3", "an order fills in three steps, each position read before its fill", XYZ,
         S.snapshot("07:00", {}), S.coverage("07:01"),
         S.snapshot("07:05", {"XYZ": 30}), S.fill("07:04", "XYZ", 30, 97), S.coverage("07:06"),
         S.snapshot("07:10", {"XYZ": 70}), S.fill("07:09", "XYZ", 40, 97), S.coverage("07:11"),
         S.snapshot("07:15", {"XYZ": 100}), S.fill("07:14", "XYZ", 30, 97), S.coverage("07:16"),
         S.reads("07:20", {"XYZ": 100}), S.reads("07:30", {"XYZ": 100})),
    case("cause 4", "a put bought back and shares bought in the same minute", XYZ, P100,
         S.night({"P100": -1}, {"XYZ": (100, 97)}, S.fill("07:03", "P100", 1, "3.20"),
                 S.fill("07:03", "XYZ", 100, 97)), quiet=True),
    *both("cause 5", "the trader exercises a long call himself, at once", S, (XYZ, C50),
          {"C50": 2}, {"XYZ": (200, 50)},
          [S.booking("07:03", "C50", -2, "exercise", 0, cash=-10_000, counter={"XYZ": (200, 50)})],
          S.want("exercised", "C50", 2, legs={"C50": -2, "XYZ": (200, 50)}, cash=-10_000),
          cash=(20_000, 10_000)),
    case("cause 17", "a short put rolled into the next month", XYZ, P100, S.put("P100 Jan", 100),
         S.night({"P100": -1}, {"P100 Jan": -1}, S.fill("07:03", "P100", 1, "2.10"),
                 S.fill("07:03", "P100 Jan", -1, "3.40")), quiet=True),
]  # fmt: skip

# ------------------------------------------------------------------------------ corporate actions

C100, C100A = S.call("C100", 100), S.call("C100A", "66.67", multiplier=150)
SPLIT_CALLS = (XYZ, C50, S.call("C25", 25))
MOVED: dict[str, Any] = {"severity": frozenset({"info"})}

CORPORATE: list[Case] = [
    case("cause 6", "a split doubles the shares and halves the strikes", SPLIT_CALLS,
         S.night({"XYZ": 100, "C50": -1}, {"XYZ": 200, "C25": -2},
                 S.adjustment("07:03", "split", "XYZ", "XYZ", "2/1"),
                 S.adjustment("07:03", "adjusted_option", "C50", "C25", "2/1")),
         wants=[S.want("corporate_action", "XYZ", None, CONFIRMED, {"XYZ": 100}, **MOVED),
                S.want("corporate_action", None, None, CONFIRMED, {"C50": 1, "C25": -2}, **MOVED)],
         incidents=2),
    case("cause 6/told after", "the split is told after the reading that shows it", XYZ,
         S.night({"XYZ": 100}, {"XYZ": 200},
                 then=S.adjustment("07:03", "split", "XYZ", "XYZ", "2/1")),
         wants=[S.want("corporate_action", "XYZ", None, CONFIRMED, {"XYZ": 100}, **MOVED)]),
    case("cause 6/reverse", "one for three: the third of a share is paid in cash", XYZ,
         S.night({"XYZ": 100}, {"XYZ": 33}, S.adjustment("07:03", "split", "XYZ", "XYZ", "1/3"),
                 cash=(0, 6)),
         wants=[S.want("corporate_action", "XYZ", None, CONFIRMED, {"XYZ": -67}, **MOVED)]),
    case("cause 6/not held", "a split of something that nobody holds here", XYZ, ABC,
         S.night({"ABC": 10}, {"ABC": 10}, S.adjustment("07:03", "split", "XYZ", "XYZ", "2/1")),
         quiet=True),
    case("cause 6/untold", "a split that nobody told", XYZ, S.night({"XYZ": 100}, {"XYZ": 200}),
         wants=[S.want("unexplained", "XYZ", 100, UNEXPLAINED)]),
    case("cause 7", "a spin-off: one for four, the old shares stay", XYZ, S.stock("SPIN"),
         S.night({"XYZ": 100}, {"XYZ": 100, "SPIN": 25},
                 S.adjustment("07:03", "spin_off", "XYZ", "SPIN", "1/4")),
         wants=[S.want("corporate_action", None, None, CONFIRMED, {"SPIN": 25}, **MOVED)],
         incidents=1),
    case("cause 8", "a merger pays half a share and 3.50 for each", S.stock("OLDCO"),
         S.stock("NEWCO"),
         S.night({"OLDCO": 100}, {"NEWCO": 50},
                 S.adjustment("07:03", "merger", "OLDCO", "NEWCO", "1/2")
                 | {"cash": {"USD": "3.50"}}, cash=(0, 350)),
         wants=[S.want("corporate_action", None, None, CONFIRMED, {"OLDCO": -100, "NEWCO": 50},
                       cash=350, **MOVED)], incidents=1),
    case("cause 9", "a symbol changes", S.stock("FB"), S.stock("META"),
         S.night({"FB": 70}, {"META": 70}, S.adjustment("07:03", "symbol_change", "FB", "META")),
         wants=[S.want("corporate_action", None, None, CONFIRMED, {"FB": -70, "META": 70},
                       **MOVED)], incidents=1),
    case("cause 10", "a short call turns into its adjusted sibling", XYZ, C100, C100A,
         S.night({"C100": -2}, {"C100A": -2},
                 S.adjustment("07:03", "adjusted_option", "C100", "C100A")),
         wants=[S.want("corporate_action", None, None, CONFIRMED, {"C100": 2, "C100A": -2},
                       **MOVED)], incidents=1),
    case("cause 10/untold", "nobody told of it: all the same never an assignment", XYZ, C100, C100A,
         S.night({"C100": -2}, {"C100A": -2}), open_ends=True),
    case("cause 10/untold, with the split", "the shares grow by just what was short", XYZ,
         S.put("P100", 100), S.put("P100A", "66.67", multiplier=150),
         S.night({"P100": -1, "XYZ": 200}, {"P100A": -1, "XYZ": 300}),
         wants=[S.want("unexplained", "P100", 1, UNEXPLAINED),
                S.want("unexplained", "P100A", 1, UNEXPLAINED),
                S.want("unexplained", "XYZ", 100, UNEXPLAINED)]),
    case("cause 10/then assigned", "adjusted at noon, assigned in the next night", XYZ, C100, C100A,
         S.reads("17T20:00", {"C100": -2}),
         S.adjustment("17T20:02", "adjusted_option", "C100", "C100A"),
         S.reads("17T20:05", {"C100A": -2}),
         S.night({"C100A": -2}, {"C100A": -1, "XYZ": (-150, "66.67")}, cash=(0, "10000.50")),
         wants=[S.want("corporate_action", None, None, CONFIRMED),
                S.want("assigned", "C100A", 1, DERIVED, {"C100A": 1, "XYZ": (-150, "66.67")},
                       "10000.50")]),
]  # fmt: skip

# ------------------------------------------------------- transfers, dividends, books put in order

BOOKS: list[Case] = [
    case("cause 11", "shares go from one account to the other", XYZ,
         S.snapshot("07:00", {"XYZ": 300}), OTHER.snapshot("07:00", {}),
         S.booking("07:03", "XYZ", -300, "transfer"),
         OTHER.booking("07:03", "XYZ", 300, "transfer"),
         [(S.reads(f"07:{m}", {}), OTHER.reads(f"07:{m}", {"XYZ": 300})) for m in (10, 20, 30)],
         wants=[S.want("transferred", "XYZ", 300, CONFIRMED, {"XYZ": -300}, **MOVED),
                OTHER.want("transferred", "XYZ", 300, CONFIRMED, {"XYZ": 300}, **MOVED)],
         incidents=2),
    case("cause 12", "a dividend is reinvested", XYZ,
         S.night({"XYZ": 100}, {"XYZ": "100.37"},
                 S.booking("07:03", "XYZ", "0.37", "dividend", "97.30")), quiet=True),
    case("cause 20", "squared rows vanish overnight, told as netting", XYZ,
         S.night({"XYZ": 100}, {}, S.booking("07:03", "XYZ", -100, "netting")), quiet=True),
    case("cause 21", "a trade is booked again, told as a correction", XYZ,
         S.night({"XYZ": 100}, {"XYZ": 110}, S.booking("07:03", "XYZ", 10, "correction")),
         quiet=True),
    case("cause 21/reversal pair", "a booking and its reversal, both corrections", XYZ, P100,
         S.night({"P100": -1}, {"P100": -1}, S.booking("07:02", "XYZ", 100, "correction"),
                 S.booking("07:04", "XYZ", -100, "correction")), quiet=True),
    case("cause 22", "derived in the night, confirmed by the report of the day", XYZ, P100,
         S.night({"P100": -2}, {"XYZ": (200, 100)}, cash=(25_000, 5_000)),
         S.booking("07:04", "P100", 2, "assignment", 0, cash=-20_000, counter={"XYZ": (200, 100)},
                   record="report", seen="2026-11-18T22:00:00Z"),
         S.coverage("18T22:01"),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": 200}, -20_000,
                       was=DERIVED)]),
    case("cause 25", "interest and fees move the balance and nothing else", XYZ, P100,
         S.night({"P100": -1, "XYZ": 10}, {"P100": -1, "XYZ": 10}, cash=(500, 350)), quiet=True),
]  # fmt: skip

CASES = [*FORCED, *TRADES, *CORPORATE, *BOOKS]
