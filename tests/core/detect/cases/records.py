"""Records that name a cause: witnesses of one happening, corrections, and what they join."""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    NIGHT,
    UNEXPLAINED,
    Account,
    Case,
    Line,
    case,
    start,
)

S = Account()
B = Account("saxo/second")
BINANCE = Account("binance/main", "USDT", "fapi")
KRAKEN = Account("kraken/main", "USD", "futures")
XYZ, P100 = S.stock("XYZ"), S.put("P100", 100)
PUT = (XYZ, P100)
PF, ETH = (
    KRAKEN.instrument(name, "perpetual", multiplier=1) for name in ("PF_XBTUSD", "PF_ETHUSD")
)
PERPETUALS = [BINANCE.instrument(name, "perpetual") for name in ("BTCUSDT", "ETHUSDT")]
LOUD = frozenset({"high", "critical"})
FILLS, LOG = {"record": "fills"}, {"record": "account log"}
TWO_PUTS = S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)})
TAKEN_OVER = KRAKEN.want("taken_over", "PF_XBTUSD", "0.5", CONFIRMED, {"PF_XBTUSD": "0.5"})
HALF = {"PF_XBTUSD": "0.5"}


def _taken(quantity: str, row: str, **keys: Any) -> Line:
    return KRAKEN.booking("07:03", "PF_XBTUSD", quantity, "taken_over", 59_400, id=row, **keys)


# -------------------------------------------------------------------------------------- witnesses

WITNESSES: list[Case] = [
    case("witnesses/a fine price", "the price stands as the broker states it, to the last figure",
         PF, KRAKEN.night({"PF_XBTUSD": 1_000_000}, {},
                          KRAKEN.booking("07:03", "PF_XBTUSD", -1_000_000, "handed_over",
                                         "0.0000071234")),
         wants=[KRAKEN.want("handed_over", "PF_XBTUSD", 1_000_000, CONFIRMED,
                            {"PF_XBTUSD": (-1_000_000, "0.0000071234")})], incidents=1),
    case("witnesses/same event", "two lists share the broker's event id", PF,
         KRAKEN.night({}, HALF, _taken("0.5", "f1", event="x", **FILLS),
                      _taken("0.5", "l1", event="x", **LOG)), wants=[TAKEN_OVER], incidents=1),
    case("witnesses/shared refs", "one list knows the other's id", PF,
         KRAKEN.night({}, HALF, _taken("0.5", "f1", **FILLS),
                      _taken("0.5", "l1", refs=["f1", "z"], **LOG),
                      _taken("0.5", "h1", refs=["z"], record="history")),
         wants=[TAKEN_OVER], incidents=1),
    case("witnesses/nothing shared", "two parts in one list, the whole in the other", PF,
         KRAKEN.night({}, HALF, _taken("0.3", "f1", **FILLS), _taken("0.2", "f2", **FILLS),
                      _taken("0.5", "l1", **LOG)), wants=[TAKEN_OVER], incidents=1),
    case("witnesses/one knows less", "one list has only the first part yet", PF,
         KRAKEN.night({}, HALF, _taken("0.3", "f1", **FILLS), _taken("0.5", "l1", **LOG)),
         wants=[TAKEN_OVER], incidents=1),
    case("witnesses/another contract", "the same event on another contract is another leg",
         PF, ETH, KRAKEN.night({"PF_XBTUSD": 1, "PF_ETHUSD": 5}, {},
                               KRAKEN.booking("07:03", "PF_XBTUSD", -1, "liquidation", event="x"),
                               KRAKEN.booking("07:03", "PF_ETHUSD", -5, "liquidation", event="x")),
         wants=[KRAKEN.want("liquidated", "PF_XBTUSD", 1),
                KRAKEN.want("liquidated", "PF_ETHUSD", 5)], incidents=2),
    case("witnesses/two accounts", "ids are unique per account only", PUT,
         S.snapshot("07:00", {"P100": -2}), B.snapshot("07:00", {"P100": -2}),
         [account.booking("07:03", "P100", 2, "assignment", 0, id="1", event="1",
                          counter={"XYZ": (200, 100)}) for account in (S, B)],
         [account.reads(f"07:{m}", {"XYZ": (200, 100)}) for m in (10, 20) for account in (S, B)],
         wants=[TWO_PUTS, B.want("assigned", "P100", 2, CONFIRMED,
                                 {"P100": 2, "XYZ": (200, 100)})], incidents=2),
    case("legs/two records", "one record a leg, of the same event", PUT,
         S.night({"P100": -2}, {"XYZ": (200, 100)},
                 S.booking("07:03", "P100", 2, "assignment", 0, event="e"),
                 S.booking("07:03", "XYZ", 200, "assignment", 100, event="e")),
         wants=[TWO_PUTS], incidents=1),
    case("legs/told by another list", "which knows the shares by an id of its own", PUT,
         S.night({"P100": -2}, {"XYZ": (200, 100)},
                 S.booking("07:03", "P100", 2, "assignment", 0, event="e"),
                 S.booking("07:03", "XYZ", 200, "assignment", 100, event="e"),
                 S.booking("07:03", "XYZ", 200, "assignment", 100, event="r", record="report")),
         wants=[TWO_PUTS], incidents=1),
    case("legs/named twice", "a counter leg, and a record of its own for the same leg", PUT,
         S.night({"P100": -2}, {"XYZ": (200, 100)},
                 S.booking("07:03", "P100", 2, "assignment", 0, event="e",
                           counter={"XYZ": (200, 100)}),
                 S.booking("07:03", "XYZ", 200, "assignment", 100, event="e")),
         wants=[TWO_PUTS], incidents=1),
    case("parts in one list", "a liquidation booked in three parts", PF,
         KRAKEN.night({"PF_XBTUSD": "0.6"}, {"PF_XBTUSD": "0.1"},
                      [KRAKEN.booking(f"07:03:0{n}", "PF_XBTUSD", quantity, "liquidation", price)
                       for n, (quantity, price) in enumerate([("-0.1", 60_000), ("-0.2", 59_000),
                                                              ("-0.2", 58_000)])]),
         wants=[KRAKEN.want("liquidated", "PF_XBTUSD", "0.5", CONFIRMED,
                            {"PF_XBTUSD": ("-0.5", 58_800)})], incidents=1),
]  # fmt: skip

# ------------------------------------------------------------------- fills and records of one event

LIQUIDATED = KRAKEN.want("liquidated", "PF_XBTUSD", "0.4", CONFIRMED,
                         {"PF_XBTUSD": ("-0.4", 58_000)})  # fmt: skip
SOLD = KRAKEN.fill("07:03", "PF_XBTUSD", "-0.4", 58_000, event="o1")
CAUSE = KRAKEN.booking("07:03", "PF_XBTUSD", "-0.4", "liquidation", 58_000, event="o1")

SAME_EVENT: list[Case] = [
    case("fill, then its cause", "the record names the cause of a fill", PF,
         KRAKEN.night({"PF_XBTUSD": "0.4"}, {}, SOLD, CAUSE), wants=[LIQUIDATED], incidents=1),
    case("cause, then its fill", "in the other order", PF,
         KRAKEN.night({"PF_XBTUSD": "0.4"}, {}, CAUSE, SOLD), wants=[LIQUIDATED], incidents=1),
    case("fill by night, cause by day", "the record comes hours after the reading", PF,
         KRAKEN.night({"PF_XBTUSD": "0.4"}, {}, SOLD), CAUSE | {"seen": "2026-11-18T12:00:00Z"},
         KRAKEN.reads("18T12:05", {}), wants=[LIQUIDATED], incidents=1),
    case("ids by symbol", "trades of two symbols carry the same number", PERPETUALS,
         BINANCE.night({}, {"BTCUSDT": 1, "ETHUSDT": 2},
                       BINANCE.fill("07:03", "BTCUSDT", 1, 60_000, id="1"),
                       BINANCE.fill("07:03", "ETHUSDT", 2, 3_000, id="1")), quiet=True),
    case("a fill beside a record", "100 bought by order, 100 put by assignment", PUT,
         S.night({"P100": -1}, {"XYZ": 200}, S.fill("07:03", "XYZ", 100, 99),
                 S.booking("07:03", "P100", 1, "assignment", 0, counter={"XYZ": (100, 100)})),
         wants=[S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1, "XYZ": (100, 100)})],
         incidents=1),
]  # fmt: skip

# ------------------------------------------------------------------------------------ corrections

NAMELESS: list[Case] = [
    case("nameless/the same twice", "two records that share no id and name no list, two gone", PUT,
         S.night({"P100": -4}, {"P100": -2, "XYZ": (200, 100)},
                 [S.booking("07:03", "P100", 2, "assignment", 0, id=name, record=None)
                  for name in ("a", "b")]),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)})],
         incidents=1),
    case("nameless/the larger total", "one list told two of the five, another all", PUT,
         S.night({"P100": -9}, {"P100": -4, "XYZ": (500, 100)},
                 [S.booking("07:03", "P100", n, "assignment", 0, id=f"{n}", record=None)
                  for n in (2, 5)]),
         wants=[S.want("assigned", "P100", 5, CONFIRMED, {"P100": 5, "XYZ": (500, 100)})],
         incidents=1),
    case("nameless/over a weekend", "one names the day alone and is of the night after it", PUT,
         S.reads("19T21:30", {"P100": -2}), S.reads("20T05:30", {"P100": -1, "XYZ": (100, 100)}),
         S.reads("20T21:30", {"P100": -1, "XYZ": (100, 100)}),
         [S.reads(f"23T04:{m}", {"XYZ": (200, 100)}) for m in ("30", "40")],
         [S.booking(moment, "P100", 1, "assignment", 0, event=moment, record=None,
                    seen="2026-11-23T05:00:00Z", counter={"XYZ": (100, 100)})
          for moment in ("20T00:00", "20T03:13")], S.reads("23T05:10", {"XYZ": (200, 100)}),
         wants=[S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1, "XYZ": (100, 100)})] * 2,
         incidents=2),
    case("nameless/not read yet", "no reading says how many: the larger, never the sum", PUT,
         S.reads("07:00", {"P100": -9}),
         [S.booking("07:03", "P100", n, "assignment", 0, id=f"{n}", record=None) for n in (2, 5)],
         wants=[S.want("assigned", "P100", 5, CONFIRMED)], incidents=1),
    case("nameless/two moments", "hours apart it is more, until a reading says otherwise", PUT,
         S.reads("05:00", {"P100": -9}),
         [S.booking(moment, "P100", 2, "assignment", 0, record=None)
          for moment in ("07:03", "09:30")], wants=[S.want("assigned", "P100", 4, CONFIRMED)]),
    case("nameless/a day alone", "one says when, the other only on which day", PUT,
         S.reads("17T22:00", {"P100": -9}),
         [S.booking(moment, "P100", 2, "assignment", 0, record=None)
          for moment in ("07:03", "00:00")], wants=[S.want("assigned", "P100", 2, CONFIRMED)]),
    case("nameless/nothing held", "the same where no position was ever read", PUT,
         [S.booking("07:03", "P100", 2, "assignment", 0, id=name, record=None)
          for name in ("a", "b")],
         wants=[S.want("assigned", "P100", 2, CONFIRMED)], incidents=1),
    case("nameless/two events", "an id of the broker's tells two happenings apart", PUT,
         S.reads("07:00", {"P100": -9}),
         [S.booking("07:03", "P100", 2, "assignment", 0, id=name, event=name, record=None)
          for name in ("a", "b")],
         wants=[S.want("assigned", "P100", 4, CONFIRMED)], incidents=1),
    case("nameless/two parts", "one and three are four where the positions say so", PUT,
         S.night({"P100": -5}, {"P100": -1, "XYZ": (400, 100)},
                 [S.booking("07:03", "P100", n, "assignment", 0, id=f"{n}", record=None)
                  for n in (1, 3)]),
         wants=[S.want("assigned", "P100", 4, CONFIRMED, {"P100": 4, "XYZ": (400, 100)})],
         incidents=1),
]  # fmt: skip

CORRECTED: list[Case] = [
    case("corrected/quantity", "two booked, then one by the same id", PUT,
         S.night({"P100": -2}, {"P100": -1, "XYZ": (100, 100)},
                 S.booking("07:03", "P100", 2, "assignment", 0, id="b", counter={"XYZ": 200}),
                 S.booking("07:03", "P100", 1, "assignment", 0, id="b",
                           counter={"XYZ": (100, 100)})),
         wants=[S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1, "XYZ": (100, 100)})],
         incidents=1),
    case("corrected/cause", "first an unknown word, then a cause by the same id", PF,
         KRAKEN.night({"PF_XBTUSD": "0.4"}, {},
                      KRAKEN.booking("07:03", "PF_XBTUSD", "-0.4", "other", id="b"),
                      KRAKEN.booking("07:03", "PF_XBTUSD", "-0.4", "liquidation", id="b")),
         wants=[KRAKEN.want("liquidated", "PF_XBTUSD", "0.4")]),
    case("corrected/fill", "a fill of 100 turns out to be one of 60", XYZ,
         S.night({}, {"XYZ": 60}, S.fill("07:03", "XYZ", 100, 97, id="f"),
                 then=S.fill("07:03", "XYZ", 60, 97, id="f"))),
    case("an unknown word", "loud, not dropped, and counted once with the reading", PF,
         KRAKEN.night({"PF_XBTUSD": "0.4"}, {},
                      KRAKEN.booking("07:03", "PF_XBTUSD", "-0.4", "other",
                                     raw={"type": "brand new"})),
         wants=[KRAKEN.want("unexplained", "PF_XBTUSD", "0.4", UNEXPLAINED, severity=LOUD,
                            codes=frozenset({"unknown_word"}))], incidents=1),
    case("nothing moved", "a record without quantity or money is no incident", PF,
         KRAKEN.night(HALF, HALF, KRAKEN.booking("07:03", "PF_XBTUSD", 0, "liquidation")),
         quiet=True),
    case("small figures", "eighteen places after the point", PF,
         KRAKEN.night({"PF_XBTUSD": "0.1"}, {"PF_XBTUSD": "0.100000000000000001"},
                      KRAKEN.booking("07:03", "PF_XBTUSD", "0.000000000000000001", "taken_over")),
         wants=[KRAKEN.want("taken_over", "PF_XBTUSD", "0.000000000000000001")], incidents=1),
    case("small figures/exact", "a tenth and two tenths are three tenths", PF,
         KRAKEN.night({"PF_XBTUSD": "0.1"}, {"PF_XBTUSD": "0.3"},
                      KRAKEN.fill("07:03", "PF_XBTUSD", "0.2", 60_000)), quiet=True),
]  # fmt: skip

# ------------------------------------------------------------------ records that join what is known

BOOKED = S.booking("07:03", "P100", 2, "assignment", 0, counter={"XYZ": (200, 100)})
SEEN_AT_TEN = BOOKED | {"seen": "2026-11-18T10:00:00Z"}
MIDNIGHT = ("17T23:58", "18T00:03", "18T00:08", "18T00:15", "18T00:25")
JOINED = S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)}, was=DERIVED)

JOINING: list[Case] = [
    case("joins/derived", "a record confirms what was derived hours before", PUT,
         S.night({"P100": -2}, {"XYZ": (200, 100)}), SEEN_AT_TEN, S.coverage("18T10:01"),
         wants=[JOINED]),
    case("joins/across midnight", "dated a minute after midnight, in an interval that began before",
         PUT, S.night({"P100": -2}, {"XYZ": (200, 100)}, times=MIDNIGHT),
         S.booking("18T00:01", "P100", 2, "assignment", 0, counter={"XYZ": (200, 100)},
                   seen="2026-11-18T10:00:00Z"), wants=[JOINED]),
    case("joins/after a restart", "derived late after a restart, then booked for that night", PUT,
         S.reads("17T21:00", {"P100": -2}), start("18T07:00"),
         S.reads("18T07:01", {"XYZ": (200, 100)}), S.reads("18T07:10", {"XYZ": (200, 100)}),
         S.booking("18T02:10", "P100", 2, "assignment", 0, counter={"XYZ": (200, 100)},
                   seen="2026-11-18T10:00:00Z"), wants=[JOINED]),
    case("joins/one leg", "the put alone was gone and given up, a record says why", PUT,
         S.night({"P100": -2}, {}), SEEN_AT_TEN, S.reads("18T10:05", {"XYZ": (200, 100)}),
         S.reads("18T10:15", {"XYZ": (200, 100)}), wants=[TWO_PUTS]),
    case("joins/first the record", "the reading that follows adds nothing", PUT,
         S.night({"P100": -2}, {"XYZ": (200, 100)}, BOOKED), wants=[TWO_PUTS], incidents=1),
    case("joins/more than derived", "two derived in the night, a third booked at ten", PUT,
         S.night({"P100": -3}, {"P100": -1, "XYZ": (200, 100)}), SEEN_AT_TEN,
         S.booking("18T09:59", "P100", 1, "assignment", 0, counter={"XYZ": (100, 100)}),
         S.reads("18T10:05", {"XYZ": (300, 100)}), S.reads("18T10:15", {"XYZ": (300, 100)}),
         wants=[S.want("assigned", "P100", 3, CONFIRMED, {"P100": 3, "XYZ": (300, 100)})]),
    case("joins/a takeover explained", "unexplained in the night, a record names it at ten", PF,
         KRAKEN.night({}, HALF), _taken("0.5", "l1", **LOG, seen="2026-11-18T10:00:00Z"),
         KRAKEN.reads("18T10:05", HALF), wants=[TAKEN_OVER]),
    case("joins/in lots", "three derived, and next day's report lists them in two lots", PUT,
         S.night({"P100": -5}, {"P100": -2, "XYZ": (300, 100)}),
         [S.booking("19T05:00", "P100", n, "assignment", 0, id=f"lot {n}", record="report")
          for n in (1, 2)],
         wants=[S.want("assigned", "P100", 3, CONFIRMED, {"P100": 3, "XYZ": (300, 100)},
                       was=DERIVED)], withdraws=True),
    case("joins/no part of it", "by its day alone it is of the night after, not read yet", PUT,
         S.night({"P100": -5}, {"P100": -2, "XYZ": (300, 100)}),
         S.reads("20T21:30", {"P100": -2, "XYZ": (300, 100)}),
         S.booking("20T00:00", "P100", 2, "assignment", 0, seen="2026-11-23T05:00:00Z"),
         S.reads("23T05:30", {"XYZ": (500, 100)}), S.reads("23T05:40", {"XYZ": (500, 100)}),
         wants=[S.want("assigned", "P100", 3, DERIVED, {"P100": 3, "XYZ": (300, 100)}),
                S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)})],
         incidents=2),
    case("joins/in lots, read before", "the report comes after a reading newer than it", PUT,
         S.night({"P100": -5}, {"P100": -2, "XYZ": (300, 100)}),
         S.reads("19T06:00", {"P100": -2, "XYZ": (300, 100)}),
         [S.booking("19T05:00", "P100", n, "assignment", 0, id=f"lot {n}", record="report",
                    seen="2026-11-19T07:00:00Z") for n in (1, 2)],
         wants=[S.want("assigned", "P100", 3, CONFIRMED, {"P100": 3, "XYZ": (300, 100)},
                       was=DERIVED)]),
    *(case(f"joins/more than derived, {name}", "three derived; next day's report has those and two",
           PUT, S.night({"P100": -5}, {"P100": -2, "XYZ": (300, 100)}),
           [S.booking("19T05:00", "P100", n, "assignment", 0, id=f"lot {n}", record="report",
                      counter={"XYZ": (n * 100, 100)}, seen="2026-11-19T05:30:00Z") for n in lots],
           S.reads("19T06:00", {"XYZ": (500, 100)}), S.reads("19T06:10", {"XYZ": (500, 100)}),
           wants=[S.want("assigned", "P100", 5, CONFIRMED, {"P100": 5, "XYZ": (500, 100)},
                         was=DERIVED)], incidents=1)
      for name, lots in (("those first", (3, 2)), ("those last", (2, 3)))),
    case("joins/each night its own", "two nights derived, the next day's report has both", PUT,
         S.night({"P100": -5}, {"P100": -2, "XYZ": (300, 100)}, times=("17T21:00", *NIGHT[1:])),
         S.reads("19T06:00", {"XYZ": (500, 100)}), S.reads("19T06:10", {"XYZ": (500, 100)}),
         [S.booking("19T07:00", "P100", n, "assignment", 0, id=f"lot {n}", record="report",
                    counter={"XYZ": (n * 100, 100)}, seen="2026-11-19T07:30:00Z") for n in (3, 2)],
         wants=[S.want("assigned", "P100", n, CONFIRMED, {"P100": n, "XYZ": (n * 100, 100)},
                       was=DERIVED) for n in (3, 2)], incidents=2),
    case("parts of a day", "two contracts booked in the night, two more at noon", PUT,
         S.night({"P100": -5}, {"P100": -3, "XYZ": 200},
                 S.booking("07:03", "P100", 2, "assignment", 0, counter={"XYZ": (200, 100)})),
         S.booking("12:03", "P100", 2, "assignment", 0, counter={"XYZ": (200, 100)}),
         S.reads("12:05", {"P100": -1, "XYZ": 400}), S.reads("12:15", {"P100": -1, "XYZ": 400}),
         wants=[S.want("assigned", "P100", 4, CONFIRMED)], incidents=1),
    case("while nobody looked", "booked while the program was off", PUT,
         S.reads("17T21:00", {"P100": -2}), start("18T07:00"),
         S.booking("18T02:10", "P100", 2, "assignment", 0, counter={"XYZ": (200, 100)}),
         S.reads("18T07:01", {"XYZ": (200, 100)}), S.reads("18T07:10", {"XYZ": (200, 100)}),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)},
                       late=True)], incidents=1),
]  # fmt: skip

CASES = [*WITNESSES, *NAMELESS, *SAME_EVENT, *CORRECTED, *JOINING]
