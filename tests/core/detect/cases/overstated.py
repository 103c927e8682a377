"""Records that say more than the positions show, or that use another word than the contract has."""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import CONFIRMED, DERIVED, Account, Case, Line, case, later

S = Account()
KRAKEN = Account("kraken/main", "USD", "futures")
XYZ, P100 = S.stock("XYZ"), S.put("P100", 100)
PUT = (XYZ, P100)
PF = KRAKEN.instrument("PF_XBTUSD", "perpetual", multiplier=1)
FRIDAY = ("20T20:55", "20T21:05", "20T21:15", "20T21:30", "23T12:30")
CONTRADICTED = frozenset({"official", "contradiction"})


def _booked(moment: str, number: int, **keys: Any) -> Line:
    return S.booking(moment, "P100", number, "assignment",
                     **{"counter": {"XYZ": (100 * number, 100)}, **keys})  # fmt: skip


OVERSTATED: list[Case] = [
    case("overstated/one record", "three of two that were held: never four, and never an exercise",
         PUT, S.night({"P100": -2}, {"XYZ": (200, 100)}, _booked("07:03", 3)),
         wants=[S.want("assigned", "P100", 3, CONFIRMED, codes=CONTRADICTED)], incidents=1),
    case("overstated/one list", "two and two of one list, and two are gone", PUT,
         S.night({"P100": -5}, {"P100": -3, "XYZ": (200, 100)}, _booked("07:02", 2),
                 _booked("07:03", 2)),
         wants=[S.want("assigned", "P100", 4, CONFIRMED, codes=CONTRADICTED)], incidents=1),
    case("overstated/for a time", "a later reading shows the rest", PUT,
         S.night({"P100": -5}, {"P100": -3, "XYZ": (200, 100)}, _booked("07:02", 2),
                 _booked("07:03", 2)),
         S.reads("12:00", {"P100": -1, "XYZ": (400, 100)}),
         S.reads("12:10", {"P100": -1, "XYZ": (400, 100)}),
         wants=[S.want("assigned", "P100", 4, CONFIRMED, codes=frozenset({"official"}))],
         incidents=1),
]  # fmt: skip

# ------------------------------------------------------------------------ what is said beside it

TAKEN = KRAKEN.booking("07:03", "PF_XBTUSD", "0.5", "taken_over", 59_400, event="e", id="row")


def _paid(name: str) -> Line:
    return KRAKEN.booking("07:03", name, "-12.5", "taken_over", event="e", id="its money")


BESIDE: list[Case] = [
    case(f"beside/{name}", says, PF, KRAKEN.instrument("USD", "other"),
         KRAKEN.night({}, {"PF_XBTUSD": "0.5"}, told), incidents=1,
         wants=[KRAKEN.want("taken_over", "PF_XBTUSD", "0.5", CONFIRMED,
                            {"PF_XBTUSD": ("0.5", 59_400), "USD": "-12.5"})])
    for name, says, told in (
        ("after it", "a row of money of the same event is another leg", [TAKEN, _paid("USD")]),
    )
]  # fmt: skip

# -------------------------------------------------------------------------- told after it was seen

TRADED = [S.fill("07:03", "P100", 2, 0, event="e", id="f1"),
          S.fill("07:03", "XYZ", 200, 100, event="e", id="f2")]  # fmt: skip

LATE: list[Case] = [
    case("late/trades, then their cause", "trades of an event take it back, its record brings it",
         PUT, S.night({"P100": -2}, {"XYZ": (200, 100)},
                      times=("17T23:58", "18T00:03", "18T00:08", "18T00:15", "18T00:25")),
         [line | {"at": "2026-11-18T00:01:00Z", "seen": f"{later('18T09:00', minutes=n)}Z"}
          for n, line in enumerate([*TRADED, S.booking("07:03", "P100", 2, "assignment", 0,
                                                       event="e")])],
         wants=[S.want("assigned", "P100", 2, CONFIRMED, {"P100": (2, 0), "XYZ": (200, 100)},
                       was=DERIVED)], open_ends=True),
]  # fmt: skip

# ------------------------------------------------------------------------------------ other words

PAPER = S.instrument("FUT", "future", underlying=S.id("XYZ"), multiplier=100, expiry="2026-11-20",
                     settlement="physical")  # fmt: skip
IN_CASH = S.instrument("ES", "future", multiplier=50, expiry="2026-11-20", settlement="cash")
INDEX = S.put("P5000", 5_000, on="SPX", expiry="2026-11-20", settlement="cash")

WORDS: list[Case] = [
    case("words/a future assigned", "a delivery, by the word that options have for it", PAPER, XYZ,
         S.night({"FUT": (1, 640)}, {"XYZ": 100},
                 S.booking("20T21:00", "FUT", -1, "assignment", 640, counter={"XYZ": (100, 640)}),
                 times=FRIDAY),
         wants=[S.want("delivered", "FUT", 1, CONFIRMED, {"FUT": (-1, 640), "XYZ": (100, 640)})],
         incidents=1),
    case("words/a future assigned in cash", "settled, where nothing is delivered", IN_CASH,
         S.night({"ES": (1, 5_000)}, {}, S.booking("20T21:00", "ES", -1, "assignment", 5_060),
                 times=FRIDAY), wants=[S.want("settled", "ES", 1)], incidents=1),
    case("words/a future on cash delivered", "settled as well, whatever the word", IN_CASH,
         S.night({"ES": (1, 5_000)}, {}, S.booking("20T21:00", "ES", -1, "delivery", 5_060),
                 times=FRIDAY), wants=[S.want("settled", "ES", 1)], incidents=1),
    *(case(f"words/nothing paid, {cause}", "an option on an index that ended worthless", INDEX,
           S.night({"P5000": -1}, {}, S.booking("20T21:00", "P5000", 1, cause, 0, cash=0),
                   times=FRIDAY), wants=[S.want("expired", "P5000", 1)], incidents=1)
      for cause in ("exercise", "assignment", "cash_settlement")),
]  # fmt: skip

CASES = [*OVERSTATED, *BESIDE, *LATE, *WORDS]
