"""Traps: what looks like an assignment and is none, what is one and does not look so, and doubt.

T1 to T5 are the traps of the method (T6 is told in `settled.py`); then several solutions,
deliverables that nobody described, and legs that arrive apart.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    ANY_KIND,
    CONFIRMED,
    DERIVED,
    HELD,
    LIKELY,
    NIGHT,
    PENDING,
    STRONG,
    UNEXPLAINED,
    Account,
    Case,
    Want,
    case,
    clock,
    start,
)

S = Account()
KRAKEN, BINANCE = Account("kraken/main", "USD"), Account("binance/main", "USD")
XYZ, P100, P95 = S.stock("XYZ"), S.put("P100", 100), S.put("P95", 95)
C110 = S.call("C110", 110)
PUT, PUTS = (XYZ, P100), (XYZ, P100, P95)
OPEN_MARKET = ("15:00", "15:05", "15:10", "15:20", "15:30")
BOUGHT = {"XYZ": (100, 97)}
BESIDE = {"ABC": 10}
OWN_TRADES = [S.fill("15:02", "P100", 1, "3.20"), S.fill("15:02", "XYZ", 100, 97)]
ONE_PUT = S.want("assigned", "P100", 1, STRONG, {"P100": 1, "XYZ": (100, 100)})

TRAPS: list[Case] = [
    case("T1", "a put bought back and shares bought at 97, both fills late: the price contradicts",
         PUT, S.night({"P100": -1}, BOUGHT, cash=(25_000, 14_980), times=OPEN_MARKET),
         wants=[S.want(ANY_KIND, "P100", 1, HELD, codes=frozenset({"contradiction"}))],
         open_ends=True),
    case("T1/the money fits", "by chance, or because more moved: the legs are told as they were",
         PUT, S.night({"P100": -1}, BOUGHT, cash=(25_000, 15_000), times=OPEN_MARKET),
         wants=[S.want("assigned", "P100", 1, frozenset({"conflict"}),
                       {"P100": 1, "XYZ": (100, 97)})], open_ends=True),
    case("T1/fills not read", "the fills have not been read yet", PUT,
         S.snapshot("15:00", {"P100": -1}, 25_000), S.coverage("15:01"),
         S.snapshot("15:05", BOUGHT, 14_980),
         wants=[S.want(ANY_KIND, "P100", 1, HELD)], open_ends=True),
    *(case(f"T1/fills not read/{broker}, after {seconds} s", "legs that fit wait for the trades, at"
           " brokers of crypto for 15 s and at others for a minute",
           own.stock("XYZ"), own.put("P100", 100), own.reads("15:00", {"P100": -1, **BESIDE}),
           own.snapshot("15:05", {"XYZ": (100, 100), **BESIDE}), clock(f"15:05:{seconds}"),
           wants=[own.want("assigned", "P100", 1, grade)], open_ends=True)
      for broker, seconds, grade, own in (
          ("kraken", 14, PENDING, KRAKEN), ("kraken", 15, LIKELY, KRAKEN),
          ("binance", 15, LIKELY, BINANCE), ("saxo", 15, PENDING, S), ("saxo", 59, PENDING, S))),
    case("T1/streamed", "the stream tells both within a second, the put at 3.20", PUT,
         S.reads("15:00", {"P100": -1, **BESIDE}), S.position("15:02:00", "XYZ", (100, 97)),
         S.position("15:02:01", "P100", (0, "3.20")),
         wants=[S.want(ANY_KIND, "P100", 1, frozenset({"conflict"}),
                       codes=frozenset({"contradiction"}))], open_ends=True),
    case("T1/the put alone", "the shares came at the strike, and the put went at 3.20", PUT,
         S.reads("15:00", {"P100": -1, **BESIDE}), S.position("15:02:00", "XYZ", (100, 100)),
         S.position("15:02:01", "P100", (0, "3.20")),
         wants=[S.want(ANY_KIND, "P100", 1, frozenset({"conflict"}),
                       names=("booked_out", "'3.2'"))], open_ends=True),
    case("T1/one of two", "two puts are gone, and shares of one came at 97", PUT,
         S.night({"P100": -2}, BOUGHT, times=OPEN_MARKET),
         wants=[S.want("assigned", "P100", 1, frozenset({"conflict"}),
                       codes=frozenset({"contradiction"})),
                S.want("unexplained", "P100", 2, UNEXPLAINED, {"P100": 2}),
                S.want("unexplained", "XYZ", 100, UNEXPLAINED)], incidents=3),
    case("T1b", "the fills arrive, late", PUT,
         S.night({"P100": -1}, BOUGHT, cash=(25_000, 14_980), times=OPEN_MARKET), OWN_TRADES,
         S.coverage("15:40")),
    case("T1b/in time", "the fills arrive before they are missed", PUT,
         S.night({"P100": -1}, BOUGHT, OWN_TRADES, cash=(25_000, 14_980), times=OPEN_MARKET),
         quiet=True),
    case("T1b/one by one", "the fill of the shares arrives ten minutes before that of the put", PUT,
         S.night({"P100": -1}, BOUGHT, times=OPEN_MARKET), OWN_TRADES[1], S.coverage("15:40"),
         S.reads("15:50", BOUGHT), OWN_TRADES[0], S.coverage("15:55")),
    case("T2", "the put is gone, its shares are not there yet: nothing has expired", PUT,
         S.reads("07:00", {"P100": -1, **BESIDE}), S.reads("07:05", BESIDE),
         wants=[S.want(ANY_KIND, "P100", 1, PENDING)]),
    case("T2/and never will", "no second leg comes, the series lives on", PUT,
         S.night({"P100": -1, **BESIDE}, BESIDE),
         wants=[S.want("unexplained", "P100", 1, UNEXPLAINED)]),
    case("T3", "the shares are booked next morning", PUT,
         S.night({"P100": -1, **BESIDE}, BESIDE),
         [S.reads(f"19T06:{m}", {"XYZ": (100, 100), **BESIDE}) for m in ("00", "10", "20")],
         wants=[ONE_PUT]),
    case("T3/five minutes", "the shares come with the next reading", PUT,
         S.reads("07:00", {"P100": -1, **BESIDE}), S.reads("07:05", BESIDE),
         [S.reads(f"07:{m}", {"XYZ": (100, 100), **BESIDE}) for m in (10, 20)], wants=[ONE_PUT]),
    case("T3/shares first", "the shares come first, the put goes with the next reading", PUT,
         S.reads("07:00", {"P100": -1}), S.reads("07:05", {"P100": -1, "XYZ": (100, 100)}),
         S.reads("07:10", {"XYZ": (100, 100)}), S.reads("07:20", {"XYZ": (100, 100)}),
         wants=[ONE_PUT]),
    case("T3/restarted", "the program is restarted between the legs", PUT,
         S.night({"P100": -1, **BESIDE}, BESIDE), start("19T05:00"),
         [S.reads(f"19T06:{m}", {"XYZ": (100, 100), **BESIDE}) for m in ("00", "10", "20")],
         wants=[ONE_PUT]),
    case("T4", "an assignment that costs a fee of 5.00", PUT,
         S.night({"P100": -1}, {"XYZ": 100}, cash=(25_000, 14_995)),
         wants=[S.want("assigned", "P100", 1, LIKELY, {"P100": 1, "XYZ": 100})]),
    case("T4/priced", "booked at the strike, but the money is not all accounted for", PUT,
         S.night({"P100": -1}, {"XYZ": (100, 100)}, cash=(25_000, 14_995)),
         wants=[S.want("assigned", "P100", 1, LIKELY, {"P100": 1, "XYZ": (100, 100)})]),
    case("T5", "four of ten puts OUT of the money are assigned", S.stock("KR"),
         S.put("P20", 20, on="KR"), S.quote("06:59", "KR", last="20.16"),
         S.night({"P20": -10}, {"P20": -6, "KR": (400, 20)}, cash=(10_000, 2_000)),
         wants=[S.want("assigned", "P20", 4, STRONG, {"P20": 4, "KR": (400, 20)}, -8_000,
                       codes=frozenset({"two_legs", "price", "no_fill"}))]),
    case("bought back and assigned", "one of five bought back, two assigned, two left", PUT,
         S.night({"P100": -5}, {"P100": -2, "XYZ": (200, 100)},
                 S.fill("07:02", "P100", 1, "3.10")),
         wants=[S.want("assigned", "P100", 2, STRONG, {"P100": 2, "XYZ": (200, 100)})]),
    case("a resting order", "an order to buy the put back rests: it hides nothing", PUT,
         S.order("06:00", "P100", 1), S.night({"P100": -1}, {"XYZ": (100, 100)}), wants=[ONE_PUT]),
]  # fmt: skip

# ------------------------------------------------------------------------------ several solutions

TWINS = (XYZ, S.put("P100 Dec", 100), S.put("P100 Jan", 100, expiry="2027-01-15"))
MANY = [S.put(f"P{strike}", strike) for strike in range(51, 75)]

DOUBT: list[Case] = [
    case("two series alike", "two puts of one strike are gone, shares for one have come", TWINS,
         S.night({"P100 Dec": -1, "P100 Jan": -1}, {"XYZ": (100, 100)}),
         wants=[S.want("ambiguous", "XYZ", None, DERIVED | UNEXPLAINED | HELD,
                       names=("P100 Dec", "P100 Jan"))], open_ends=True),
    case("two series, both assigned", "shares have come for both", TWINS,
         S.night({"P100 Dec": -1, "P100 Jan": -1}, {"XYZ": (200, 100)}),
         wants=[S.want("assigned", "P100 Dec", 1, STRONG, {"P100 Dec": 1, "XYZ": (100, 100)}),
                S.want("assigned", "P100 Jan", 1, STRONG, {"P100 Jan": 1, "XYZ": (100, 100)})]),
    case("the whole series", "of two solutions the one that removes a whole series", PUTS,
         S.night({"P100": -1, "P95": -3}, {"P95": -2, "XYZ": 100}),
         wants=[S.want("assigned", "P100", 1, LIKELY, {"P100": 1, "XYZ": 100})], open_ends=True),
    case("the price decides", "both series are gone, the shares were booked at 95", PUTS,
         S.night({"P100": -1, "P95": -1}, {"XYZ": (100, 95)}),
         wants=[S.want("assigned", "P95", 1, STRONG, {"P95": 1, "XYZ": (100, 95)}),
                S.want("unexplained", "P100", 1, UNEXPLAINED)]),
    case("the cash decides", "both series are gone, 9,500 were paid", PUTS,
         S.night({"P100": -1, "P95": -1}, {"XYZ": 100}, cash=(25_000, 15_500)),
         wants=[S.want("assigned", "P95", 1, DERIVED, {"P95": 1, "XYZ": 100}, -9_500),
                S.want("unexplained", "P100", 1, UNEXPLAINED)]),
    case("two puts and a call", "whole series on both sides leave 100 shares", XYZ, P100, C110,
         S.night({"P100": -2, "C110": -1}, {"XYZ": 100}, cash=(20_000, 11_000)),
         wants=[S.want("assigned", "P100", 2, DERIVED), S.want("assigned", "C110", 1, DERIVED)]),
    case("a short and a long", "one put assigned, another exercised, at different strikes", PUTS,
         S.night({"P100": -3, "P95": 1}, {"XYZ": 200}, cash=(30_000, 9_500)),
         wants=[S.want("assigned", "P100", 3, DERIVED), S.want("exercised", "P95", 1, DERIVED)]),
    case("wrong direction", "a short put is gone and shares were lost: no assignment", PUT,
         S.night({"P100": -1, "XYZ": 100}, {}),
         wants=[S.want("unexplained", "P100", 1, UNEXPLAINED),
                S.want("unexplained", "XYZ", 100, UNEXPLAINED)]),
    case("not a multiple", "a short put is gone and 60 shares have come", PUT,
         S.night({"P100": -1}, {"XYZ": 60}),
         wants=[S.want("unexplained", "P100", 1, UNEXPLAINED),
                S.want("unexplained", "XYZ", 60, UNEXPLAINED)]),
    case("a new short option", "a short put appears that nobody sold", PUT,
         S.night({}, {"P100": -1, "XYZ": 100}), open_ends=True),
    case("other underlying", "a put on one share, 100 of another", PUT, S.stock("ABC"),
         S.night({"P100": -1}, {"ABC": (100, 100)}),
         wants=[S.want("unexplained", "P100", 1, UNEXPLAINED),
                S.want("unexplained", "ABC", 100, UNEXPLAINED)]),
    case("a bounded search", "24 series shrink at once: too many solutions to name one", XYZ, MANY,
         S.night({f"P{strike}": -9 for strike in range(51, 75)}, {"XYZ": 7_300}), open_ends=True),
]  # fmt: skip

# ------------------------------------------------------- deliverables, and legs that arrive apart

BARE = S.put("P100", 100, multiplier=None)

APART: list[Case] = [
    case("unknown deliverable", "nobody says how many shares a contract carries", XYZ, BARE,
         S.night({"P100": -2}, {"XYZ": (200, 100)}, cash=(25_000, 5_000)),
         wants=[S.want("assigned", "P100", 2, LIKELY, {"P100": 2, "XYZ": 200})]),
    case("described later", "the put and its share are described after the reading",
         S.night({"P100": -2}, {"XYZ": (200, 100)}, then=PUT),
         wants=[S.want("assigned", "P100", 2, STRONG, {"P100": 2, "XYZ": (200, 100)})]),
    case("described at last", "long given up as unexplained, then described",
         S.night({"P100": -2}, {"XYZ": (200, 100)}), PUT,
         wants=[S.want("assigned", "P100", 2, STRONG, {"P100": 2, "XYZ": (200, 100)})]),
    case("described at last/two series", "two puts, and 200 shares that fit only both together",
         S.night({"P100": -1, "P95": -1}, {"XYZ": (200, "97.50")}), P95, P100, XYZ,
         wants=[S.want("assigned", "P100", 1, STRONG, {"P100": 1, "XYZ": 100}),
                S.want("assigned", "P95", 1, STRONG, {"P95": 1, "XYZ": 100})]),
    case("never described", "two ids that say nothing",
         S.night({"P100": -2}, {"XYZ": (200, 100)}),
         wants=[S.want("unexplained", "P100", 2, UNEXPLAINED),
                S.want("unexplained", "XYZ", 200, UNEXPLAINED)]),
    case("described anew", "a contract once said to carry 100 turns out to carry 150", XYZ, P100,
         S.put("P100", 100, multiplier=150), S.night({"P100": -1}, {"XYZ": (150, 100)}),
         wants=[S.want("assigned", "P100", 1, STRONG, {"P100": 1, "XYZ": (150, 100)})]),
    case("more the same day", "two contracts in the night, two more at noon: one incident", PUT,
         S.night({"P100": -5}, {"P100": -3, "XYZ": (200, 100)}, cash=(60_000, 40_000)),
         S.night({"P100": -3, "XYZ": (200, 100)}, {"P100": -1, "XYZ": (400, 100)},
                 cash=(40_000, 20_000), times=("12:00", "12:05", "12:10", "12:20", "12:30")),
         wants=[S.want("assigned", "P100", 4, STRONG, {"P100": 4, "XYZ": (400, 100)}, -40_000)]),
    case("two nights", "two contracts one night, one the next: two incidents", PUT,
         S.night({"P100": -5}, {"P100": -3, "XYZ": (200, 100)}),
         S.night({"P100": -3, "XYZ": (200, 100)}, {"P100": -2, "XYZ": (300, 100)},
                 times=[f"19T{moment}" for moment in NIGHT]),
         wants=[S.want("assigned", "P100", 2, STRONG, {"P100": 2, "XYZ": (200, 100)}),
                S.want("assigned", "P100", 1, STRONG, {"P100": 1, "XYZ": (100, 100)})]),
    case("booked without shares", "the record names the put alone, the shares come next morning",
         PUT, S.night({"P100": -2}, {}, S.booking("07:03", "P100", 2, "assignment", 0)),
         S.reads("19T06:00", {"XYZ": (200, 100)}), S.reads("19T06:10", {"XYZ": (200, 100)}),
         S.reads("19T06:20", {"XYZ": (200, 100)}),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)})]),
    case("booked, shares as a trade", "the record names the put, the shares come as a plain fill",
         PUT, S.night({"P100": -2}, {"XYZ": (200, 100)},
                      S.booking("07:03", "P100", 2, "assignment", 0),
                      S.fill("07:03", "XYZ", 200, 100)),
         wants=[S.want("assigned", "P100", 2, CONFIRMED)]),
]  # fmt: skip

# ------------------------------------------------------------- one balance for several underlyings

ABC, CA = S.stock("ABC"), S.call("CA", 20, on="ABC")
TWO_NAMES = (*PUT, ABC, CA)
PUT_AND_CALL = ({"P100": -1, "CA": -3}, {"XYZ": 100, "ABC": -300})
FILLED = [S.fill("07:02", "CA", 3, "1.20"), S.fill("07:02", "ABC", -300, "20.50")]


def _both_called(grades: frozenset[str], **keys: frozenset[str]) -> list[Want]:
    return [S.want("assigned", "P100", 1, grades, {"P100": 1, "XYZ": 100}, -10_000, **keys),
            S.want("assigned", "CA", 3, grades, {"CA": 3, "ABC": -300}, 6_000, **keys)]  # fmt: skip


TOGETHER: list[Case] = [
    case("together", "10,000 paid on one underlying and 6,000 received on another", TWO_NAMES,
         S.night(*PUT_AND_CALL, cash=(20_000, 16_000)),
         wants=_both_called(STRONG, codes=frozenset({"cash"}))),
    case("together/not to the cent", "the balance does not say so", TWO_NAMES,
         S.night(*PUT_AND_CALL, cash=(20_000, 16_500)), wants=_both_called(LIKELY)),
    case("together/something else as well", "shares of a third name are gone, nobody knows why",
         TWO_NAMES, S.stock("DEF"),
         S.night({**PUT_AND_CALL[0], "DEF": 10}, PUT_AND_CALL[1], cash=(20_000, 16_300)),
         wants=[*_both_called(LIKELY), S.want("unexplained", "DEF", 10, UNEXPLAINED)]),
    case("together/one confirmed", "a record of one of them leaves the other as sure", TWO_NAMES,
         S.night(*PUT_AND_CALL, cash=(20_000, 16_000)),
         S.booking("07:03", "CA", 3, "assignment", 0, counter={"ABC": (-300, 20)},
                   seen="2026-11-18T08:00:00Z"),
         S.reads("08:05", PUT_AND_CALL[1], 16_000),
         wants=[S.want("assigned", "P100", 1, STRONG, {"P100": 1, "XYZ": 100}),
                S.want("assigned", "CA", 3, CONFIRMED, {"CA": 3, "ABC": (-300, 20)})]),
    case("together/one judged again", "shares bought later touch one of them: both stay as sure",
         TWO_NAMES, S.night(*PUT_AND_CALL, cash=(20_000, 16_000)),
         S.fill("08:03", "XYZ", 10, 101),
         S.reads("08:05", {**PUT_AND_CALL[1], "XYZ": 110}, 14_990),
         wants=_both_called(STRONG, codes=frozenset({"cash"}))),
    case("together/on record alone", "a put and a call on record, their shares cancel, odd money",
         XYZ, P100, C110, S.call("C120", 120),
         S.night({"P100": -1, "C110": -1}, {"C120": -1},
                 [S.booking("07:03", name, 1, "assignment", 0, event=name)
                  for name in ("P100", "C110")], cash=(20_000, 20_500)),
         wants=[*(S.want("assigned", name, 1, CONFIRMED) for name in ("P100", "C110")),
                S.want("unexplained", "C120", 1, UNEXPLAINED)]),
    case("together/one traded after all", "fills of one arrive late: the other stands alone",
         TWO_NAMES, S.night(*PUT_AND_CALL, cash=(20_000, 15_790)), FILLED, S.coverage("07:40"),
         S.reads("07:50", PUT_AND_CALL[1], 15_790),
         wants=[S.want("assigned", "P100", 1, STRONG, {"P100": 1, "XYZ": 100})], withdraws=True),
]  # fmt: skip

CASES = [*TRAPS, *DOUBT, *APART, *TOGETHER]
