"""Where comparing two lists cries out and nothing was assigned: P1 to P15.

A fill may be read before or after the reading that it explains; in the second case something may be
pending for a while, and nothing stands at the end.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    CONFIRMED,
    UNEXPLAINED,
    Account,
    Case,
    Part,
    Row,
    Rows,
    case,
    start,
)

S = Account()
BINANCE = Account("binance/main", "USDT", "fapi")
XYZ, ABC, P100 = S.stock("XYZ"), S.stock("ABC"), S.put("P100", 100)
PERPETUAL = BINANCE.instrument("BTCUSDT", "perpetual", multiplier=1)
INFO = frozenset({"info"})


def _trade(
    name: str,
    says: str,
    described: Part,
    before: Rows,
    after: Rows,
    *fills: Part,
    account: Account = S,
) -> list[Case]:
    """The trader's own trade, its fills read before and after the positions that they made."""
    return [
        case(name, says, described, account.night(before, after, *fills), quiet=True),
        case(f"{name}/fill read later", f"{says}, the fill is read after the position", described,
             account.night(before, after, then=fills)),
    ]  # fmt: skip


TRADES: list[Case] = [
    *_trade("P1", "shares bought on the phone", XYZ, {}, {"XYZ": 100},
            S.fill("07:03", "XYZ", 100, 97)),
    *_trade("P2", "shares added to a position", XYZ, {"XYZ": 100}, {"XYZ": 150},
            S.fill("07:03", "XYZ", 50, 97)),
    *_trade("P3", "a put sold to open", (XYZ, P100), {}, {"P100": -1},
            S.fill("07:03", "P100", -1, "2.40")),
    *_trade("P4", "a short perpetual opened", PERPETUAL, {}, {"BTCUSDT": "-0.010"},
            BINANCE.fill("07:03", "BTCUSDT", "-0.010", 60_000), account=BINANCE),
    *_trade("P5", "the entry of a bracket fires", (XYZ, S.order("06:00", "XYZ", 100)), {},
            {"XYZ": 100}, S.fill("07:03", "XYZ", 100, 95, order="o XYZ")),
    *_trade("P12", "a future rolled into the next month",
            (S.instrument("CLX6", "future", multiplier=1000, expiry="2026-11-20"),
             S.instrument("CLZ6", "future", multiplier=1000, expiry="2026-12-21")),
            {"CLX6": 1}, {"CLZ6": 1},
            S.fill("07:03", "CLX6", -1, 69), S.fill("07:03", "CLZ6", 1, 70)),
    *_trade("P14", "stop and reverse, short becomes long", XYZ, {"XYZ": -100}, {"XYZ": 100},
            S.fill("07:03", "XYZ", 200, 96)),
]  # fmt: skip

BOTH: dict[str, Row] = {"XYZ:short": -100, "XYZ:long": 100}
KEPT: dict[str, Row] = {"ABC": 50}
WITH_BOTH: dict[str, Row] = {**BOTH, **KEPT}
LIQUIDATED = S.booking("07:03", "XYZ:long", -100, "liquidation", 90)
LEG_LIQUIDATED = S.want("liquidated", "XYZ", 100, CONFIRMED, {"XYZ": (-100, 90)})
BOTH_SIDES = {"BTCUSDT:long": "0.5", "BTCUSDT:short": "-0.5"}

NETTED: list[Case] = [
    case("P11/sides", "both sides of a share go in the night: net nothing changed", XYZ, ABC,
         S.night(WITH_BOTH, KEPT), quiet=True),
    case("P11/sides, nothing else held", "the same, and nothing is left in the account", XYZ,
         S.night(BOTH, {}), quiet=True),
    case("P11/sides, late", "the same over a restart", XYZ, ABC,
         S.reads("07:00", WITH_BOTH), start("11:59"), S.reads("12:00", KEPT),
         S.reads("12:10", KEPT), S.reads("12:20", KEPT), quiet=True),
    *(case(f"P11/sides, bought back{side}", "a short is bought back and listed till the night",
           XYZ, ABC, S.reads("06:50", {"XYZ:short": -100, **KEPT}),
           S.fill("06:58", f"XYZ{side}", 100, 96), S.night(WITH_BOTH, KEPT), quiet=True)
      for side in ("", ":long", ":short")),
    case("P11/sides, a part", "the shorter side is squared with a part of the other", XYZ, ABC,
         S.night({"XYZ:short": -100, "XYZ:long": 150, **KEPT}, {"XYZ:long": 50, **KEPT}),
         quiet=True),
    case("P11/sides, one row from now on", "what was long and short is listed as its net", XYZ, ABC,
         S.night({"XYZ:short": -100, "XYZ:long": 300, **KEPT}, {"XYZ": 200, **KEPT}), quiet=True),
    case("P11/sides, one row, and more of it", "its net is another than it was", XYZ, ABC,
         S.night({"XYZ:short": -100, "XYZ:long": 300, **KEPT}, {"XYZ": 250, **KEPT}),
         wants=[S.want("unexplained", "XYZ", n, UNEXPLAINED) for n in (300, 250, 100)]),
    case("P11/sides, and back", "both sides go and come back", XYZ, ABC,
         S.reads("07:00", WITH_BOTH), S.reads("07:05", KEPT), S.reads("07:10", KEPT),
         S.reads("07:20", WITH_BOTH), S.reads("07:30", WITH_BOTH), quiet=True),
    case("P11/sides, traded", "both sides are closed by trades that are read later", XYZ, ABC,
         S.night(WITH_BOTH, KEPT, then=[
             S.fill("07:02", "XYZ:short", 100, 96, id="1", seen="2026-11-18T07:08:00Z"),
             S.fill("07:02", "XYZ:long", -100, 96, id="2", seen="2026-11-18T07:08:00Z")]),
         quiet=True),
    case("P11/sides, unequal", "net 50 are gone, and nobody says why", XYZ, ABC,
         S.night({"XYZ:short": -100, "XYZ:long": 150, **KEPT}, KEPT),
         wants=[S.want("unexplained", "XYZ", 150, UNEXPLAINED, {"XYZ": -150}),
                S.want("unexplained", "XYZ", 100, UNEXPLAINED, {"XYZ": 100})]),
    *(case(f"P11/sides, one is liquidated{how}", "a record names what became of one side",
           XYZ, ABC, S.night(WITH_BOTH, KEPT, told, then=then),
           wants=[LEG_LIQUIDATED, S.want("unexplained", "XYZ", 100, UNEXPLAINED, {"XYZ": 100})],
           incidents=2)
      for how, told, then in (("", LIQUIDATED, ()),
                              (", told later", (),
                               LIQUIDATED | {"seen": "2026-11-18T07:08:00Z"}))),
    case("P11/sides, hedge mode", "of a contract each side is a position of its own", PERPETUAL,
         BINANCE.night(BOTH_SIDES, {}), wants=[
             BINANCE.want("unexplained", "BTCUSDT", "0.5", UNEXPLAINED, {"BTCUSDT": "-0.5"}),
             BINANCE.want("unexplained", "BTCUSDT", "0.5", UNEXPLAINED, {"BTCUSDT": "0.5"})]),
    case("P11/sides, options go too", "a put and a call go with them: that is no netting", XYZ, ABC,
         P100, S.call("C110", 110),
         S.night({**WITH_BOTH, "P100": -1, "C110": -1}, KEPT),
         wants=[S.want("unexplained", name, units, UNEXPLAINED)
                for name, units in (("XYZ", 100), ("XYZ", 100), ("P100", 1), ("C110", 1))]),
]  # fmt: skip

NOT_TRADES: list[Case] = [
    case("P6", "a split, two for one", ABC,
         S.night({"ABC": 100}, {"ABC": 200}, S.adjustment("07:03", "split", "ABC", "ABC", "2/1")),
         wants=[S.want("corporate_action", "ABC", None, CONFIRMED, {"ABC": 100}, severity=INFO)],
         incidents=1),
    case("P7", "FB becomes META", S.stock("FB"), S.stock("META"),
         S.night({"FB": 100}, {"META": 100}, S.adjustment("07:03", "symbol_change", "FB", "META")),
         wants=[S.want("corporate_action", None, None, CONFIRMED, {"FB": -100, "META": 100},
                       severity=INFO)], incidents=1),
    case("P8", "25 shares of a spin-off for 100", XYZ, S.stock("SPIN"),
         S.night({"XYZ": 100}, {"XYZ": 100, "SPIN": 25},
                 S.adjustment("07:03", "spin_off", "XYZ", "SPIN", "0.25")),
         wants=[S.want("corporate_action", None, None, CONFIRMED, {"SPIN": 25}, severity=INFO)],
         incidents=1),
    case("P9", "shares transferred in from another broker", XYZ,
         S.night({}, {"XYZ": 300}, S.booking("07:03", "XYZ", 300, "transfer")),
         wants=[S.want("transferred", "XYZ", 300, CONFIRMED, {"XYZ": 300}, severity=INFO)],
         incidents=1),
    case("P10", "a dividend reinvested in 0.37 of a share", XYZ,
         S.night({"XYZ": 100}, {"XYZ": "100.37"}, S.booking("07:03", "XYZ", "0.37", "dividend")),
         quiet=True),
    case("P11", "a short bought back: both rows are listed till the night, then none", XYZ,
         S.reads("06:50", [("XYZ", -100)]), S.fill("06:58", "XYZ", 100, 96),
         S.night([("XYZ", -100), ("XYZ", 100)], {}), quiet=True),
    *NETTED,
    case("P13", "one empty reply, then the real list again", XYZ, ABC,
         S.reads("07:00", {"XYZ": 100, "ABC": 50}), S.reads("07:05", {}),
         S.reads("07:10", {"XYZ": 100, "ABC": 50}), S.reads("07:20", {"XYZ": 100, "ABC": 50}),
         quiet=True),
    case("P15", "the first start finds what is there", start("06:59"), XYZ, ABC,
         S.reads("07:00", {"XYZ": 100, "ABC": 50}), S.reads("07:10", {"XYZ": 100, "ABC": 50}),
         quiet=True),
    case("P15/an empty account", "the first start finds nothing", start("06:59"),
         S.reads("07:00", {}), S.reads("07:10", {}), quiet=True),
]  # fmt: skip

CASES = [*TRADES, *NOT_TRADES]
