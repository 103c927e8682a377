"""Where comparing two lists sees nothing, or sees the wrong thing: N1 to N19 and W1 to W6.

Told by readings and fills wherever that suffices, and by the stream's single positions in the
W cases, so that both ways of reading an account are covered.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    CONFIRMED,
    CONTRACT_FRIDAY,
    DERIVED,
    EXPIRY,
    STRONG,
    Account,
    Case,
    Part,
    Row,
    Rows,
    case,
    later,
    start,
)

S = Account()
B = Account("saxo/second")
BINANCE = Account("binance/main", "USDT", "fapi")
COIN_M = Account("binance/main", "BTC", "dapi")
KRAKEN = Account("kraken/main", "USD", "futures")

XYZ, P100, C50 = S.stock("XYZ"), S.put("P100", 100), S.call("C50", 50)
CALL, PUT = (XYZ, C50), (XYZ, P100)
PERPETUAL = BINANCE.instrument("BTCUSDT", "perpetual", multiplier=1)
PF = KRAKEN.instrument("PF_XBTUSD", "perpetual", multiplier=1)
ONE_CALL = S.want("assigned", "C50", 1, DERIVED, {"C50": 1, "XYZ": -100}, 5_000, late=False)
ONE_PUT = S.want("assigned", "P100", 1, DERIVED, {"P100": 1, "XYZ": 100}, -10_000)

LEGS: list[Case] = [
    case("N1", "the shares of a covered call are called away", CALL,
         S.night({"C50": -1, "XYZ": 100}, {}, cash=(1_000, 6_000)), wants=[ONE_CALL]),
    case("N2", "two of three covered calls", CALL,
         S.night({"C50": -3, "XYZ": 300}, {"C50": -1, "XYZ": 100}, cash=(0, 10_000)),
         wants=[S.want("assigned", "C50", 2, DERIVED, {"C50": 2, "XYZ": -200}, 10_000)]),
    case("N3", "a call on top of a short position in shares, its price out of the averages", CALL,
         S.night({"C50": -1, "XYZ": (-100, 60)}, {"XYZ": (-200, 55)}, cash=(0, 5_000)),
         wants=[S.want("assigned", "C50", 1, STRONG, {"C50": 1, "XYZ": (-100, 50)}, 5_000)]),
    case("N4", "a call against 40 shares", CALL,
         S.night({"C50": -1, "XYZ": 40}, {"XYZ": -60}, cash=(0, 5_000)), wants=[ONE_CALL]),
    case("N5", "a put against a short position in shares", PUT,
         S.night({"P100": -1, "XYZ": -300}, {"XYZ": -200}, cash=(30_000, 20_000)),
         wants=[ONE_PUT]),
    case("N6", "a put closes a short position in shares", PUT,
         S.night({"P100": -1, "XYZ": -100}, {}, cash=(10_000, 0)), wants=[ONE_PUT]),
    case("N7", "both legs of a spread at expiry", XYZ, S.call("C50", 50, expiry="2026-11-20"),
         S.call("C55", 55, expiry="2026-11-20"),
         S.night({"C50": -1, "C55": 1}, {}, cash=(2_000, 1_500), times=EXPIRY),
         wants=[S.want("assigned", "C50", 1, DERIVED), S.want("exercised", "C55", 1, DERIVED)]),
    case("N8", "a put and a call the same night, the shares net to nothing, the cash agrees", PUT,
         S.call("C120", 120), S.night({"P100": -1, "C120": -1}, {}, cash=(0, 2_000)),
         wants=[S.want("assigned", "P100", 1, DERIVED), S.want("assigned", "C120", 1, DERIVED)]),
    case("N8/cash disagrees", "both gone, but the balance is that of buying them back", PUT,
         S.call("C120", 120), S.night({"P100": -1, "C120": -1}, {}, cash=(0, -310)),
         open_ends=True),
    case("N9", "an index put is settled in cash", S.instrument("SPX", "index"),
         S.put("P4800", 4800, on="SPX", style="european", settlement="cash", expiry="2026-11-20"),
         S.night({"P4800": -1}, {}, S.quote("20T21:00", "SPX", settlement=4750),
                 cash=(20_000, 15_000), times=EXPIRY),
         wants=[S.want("cash_settled", "P4800", 1, DERIVED, cash=-5_000)]),
]  # fmt: skip

RECORDS: list[Case] = [
    case("N10", "a dated future closed by an order of the exchange",
         COIN_M.instrument("BTCUSD_261225", "future", multiplier=100,
                           expiry="2026-12-25T08:00:00Z"),
         COIN_M.night({"BTCUSD_261225": 10}, {},
                      COIN_M.booking("2026-12-25T08:00:04", "BTCUSD_261225", -10, "settlement",
                                     75_000, event="9", record="orders"),
                      COIN_M.fill("2026-12-25T08:00:04", "BTCUSD_261225", -10, 75_000, event="9",
                                  order="delivery_autoclose-9"), times=CONTRACT_FRIDAY),
         wants=[COIN_M.want("settled", "BTCUSD_261225", 10)], incidents=1),
    case("N11", "a perpetual is deleveraged", PERPETUAL,
         BINANCE.night({"BTCUSDT": "-0.3"}, {"BTCUSDT": "-0.1"},
                       BINANCE.booking("07:03", "BTCUSDT", "0.2", "deleveraging", 42_000)),
         wants=[BINANCE.want("deleveraged", "BTCUSDT", "0.2")], incidents=1),
    case("N12", "a position is handed over", PF,
         KRAKEN.night({"PF_XBTUSD": "0.5"}, {},
                      KRAKEN.booking("07:03", "PF_XBTUSD", "-0.5", "handed_over", 59_400)),
         wants=[KRAKEN.want("handed_over", "PF_XBTUSD", "0.5")], incidents=1),
    case("N16", "in hedge mode the long side is liquidated, the short side is listed last",
         PERPETUAL,
         BINANCE.night({"BTCUSDT:long": "0.5", "BTCUSDT:short": "-0.3"}, {"BTCUSDT:short": "-0.3"},
                       BINANCE.booking("07:03", "BTCUSDT:long", "-0.5", "liquidation", 38_000)),
         wants=[BINANCE.want("liquidated", "BTCUSDT", "0.5", CONFIRMED,
                             {"BTCUSDT": ("-0.5", 38_000)})], incidents=1),
]  # fmt: skip

MIXED: list[Case] = [
    case("N13", "assigned at five, the shares sold at half past nine, read at 9:35", PUT,
         S.reads("04:00", {"P100": -1}, 25_000),
         S.fill("09:31", "XYZ", -100, 98), S.reads("09:35", {}, 24_800),
         S.reads("09:40", {}, 24_800), S.reads("09:50", {}, 24_800),
         wants=[S.want("assigned", "P100", 1, DERIVED, {"P100": 1, "XYZ": 100}, late=True)]),
    case("N14", "100 shares arrive while 150 are sold", PUT,
         S.night({"P100": -1, "XYZ": 200}, {"XYZ": 150}, S.fill("07:03", "XYZ", -150, 99),
                 cash=(0, 4_850)), wants=[ONE_PUT]),
    case("N15", "two accounts hold the same, one of them is assigned", PUT,
         S.snapshot("07:00", {"P100": -1, "XYZ": 50}), B.snapshot("07:00", {"P100": -1, "XYZ": 50}),
         [(S.reads(f"07:{m}", {"XYZ": (150, 100)}), B.reads(f"07:{m}", {"P100": -1, "XYZ": 50}))
          for m in ("05", "10", "20", "30")],
         wants=[S.want("assigned", "P100", 1, DERIVED, {"P100": 1, "XYZ": 100})]),
    case("N17", "a futures call is assigned against the future held",
         S.instrument("CLZ6", "future", multiplier=1000, expiry="2026-12-21"),
         S.call("CL C70", 70, on="CLZ6", multiplier=1000,
                deliverables=[{"instrument": "saxo/CLZ6", "quantity": "1"}]),
         S.night({"CL C70": -1, "CLZ6": 1}, {}),
         wants=[S.want("assigned", "CL C70", 1, STRONG, {"CL C70": 1, "CLZ6": -1}, 0)]),
    case("N18", "the program was off overnight", PUT,
         S.reads("17T21:00", {"P100": -2}, 25_000), start("18T07:00"),
         S.reads("18T07:01", {"XYZ": (200, 100)}, 5_000),
         S.reads("18T07:10", {"XYZ": (200, 100)}, 5_000),
         wants=[S.want("assigned", "P100", 2, STRONG, {"P100": 2, "XYZ": (200, 100)}, -20_000,
                       late=True)]),
    case("N18/and traded", "what was traded meanwhile is read at the start and explained", PUT,
         S.reads("17T21:00", {"P100": -2, "XYZ": 10}), start("18T07:00"),
         S.snapshot("18T07:01", {"P100": -1, "XYZ": 60}), S.fill("17T21:30", "XYZ", 50, 97),
         S.fill("17T21:31", "P100", 1, "3.10"), S.coverage("18T07:02"),
         S.reads("18T07:10", {"P100": -1, "XYZ": 60})),
    case("N19", "sizes are text, and a fill explains them", PERPETUAL,
         BINANCE.night({"BTCUSDT": "0.010"}, {"BTCUSDT": "0.030"},
                       BINANCE.fill("07:03", "BTCUSDT", "0.02", 60_000)), quiet=True),
]  # fmt: skip


def _streamed(before: Rows, *told: Part, moved: dict[str, Row], after: Rows) -> list[Part]:
    """A reading, then the stream's new totals one by one, then readings that agree."""
    positions = [
        S.position(later("07:03", seconds=second), name, row)
        for second, (name, row) in enumerate(moved.items())
    ]
    readings = [S.reads(moment, after) for moment in ("07:10", "07:20", "07:30")]
    return [S.reads("07:00", before), told, positions, S.coverage("07:05"), readings]


LVMH = (S.stock("LVMH"), S.put("P600", 600, on="LVMH", multiplier=10))

WRONG_CONTENT: list[Case] = [
    case("W1", "100 assigned and 200 bought: it is 100 that were assigned", PUT,
         S.night({"P100": -1}, {"XYZ": (300, 102)}, S.fill("07:03", "XYZ", 200, 103),
                 cash=(40_000, 9_400)), wants=[ONE_PUT]),
    case("W2", "a long call exercised is no assignment", XYZ,
         S.call("C50", 50, expiry="2026-11-18"),
         _streamed({"C50": 1}, moved={"C50": 0, "XYZ": (100, 50)}, after={"XYZ": (100, 50)}),
         wants=[S.want("exercised", "C50", 1, STRONG, {"C50": -1, "XYZ": (100, 50)})]),
    case("W3", "the event is about the put, not about the shares that arrive", PUT,
         _streamed({"P100": -2}, moved={"P100": 0, "XYZ": (200, 100)}, after={"XYZ": (200, 100)}),
         wants=[S.want("assigned", "P100", 2, STRONG, {"P100": 2, "XYZ": (200, 100)})]),
    case("W3/shares first", "the stream tells the shares before the put", PUT,
         _streamed({"P100": -2}, moved={"XYZ": (200, 100), "P100": 0}, after={"XYZ": (200, 100)}),
         wants=[S.want("assigned", "P100", 2, STRONG, {"P100": 2, "XYZ": (200, 100)})]),
    case("W4", "a takeover, told by its fill", PF,
         KRAKEN.night({"PF_XBTUSD": "0.2"}, {"PF_XBTUSD": "0.7"},
                      KRAKEN.fill("07:03", "PF_XBTUSD", "0.5", 59_400, event="x1"),
                      KRAKEN.booking("07:03", "PF_XBTUSD", "0.5", "taken_over", 59_400,
                                     event="x1")),
         wants=[KRAKEN.want("taken_over", "PF_XBTUSD", "0.5")], incidents=1),
    case("W5", "a naked call: sold 100 at 50", CALL,
         _streamed({"C50": -1}, moved={"C50": 0, "XYZ": (-100, 50)}, after={"XYZ": (-100, 50)}),
         wants=[S.want("assigned", "C50", 1, STRONG, {"C50": 1, "XYZ": (-100, 50)})]),
    case("W5/closing price", "the stream gives the price at which shares went away", CALL,
         _streamed({"C50": -1, "XYZ": (100, 42)}, moved={"C50": 0, "XYZ": (0, 50)}, after={}),
         wants=[S.want("assigned", "C50", 1, STRONG, {"C50": 1, "XYZ": (-100, 50)})]),
    case("W6", "ten shares a contract", LVMH,
         _streamed({"P600": -5}, moved={"P600": 0, "LVMH": (50, 600)}, after={"LVMH": (50, 600)}),
         wants=[S.want("assigned", "P600", 5, STRONG, {"P600": 5, "LVMH": (50, 600)})]),
]  # fmt: skip

CASES = [*LEGS, *RECORDS, *MIXED, *WRONG_CONTENT]
