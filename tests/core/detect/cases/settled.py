"""What ends in money or in nothing: index options, options on coins, dated futures, expiries.

Ids are those of the table of outcomes: A6 and A14 options settled in cash, A8 expired worthless,
A10, A12 and A13 futures settled at maturity, T6 in the money and yet not assigned.
"""

from __future__ import annotations

from dataclasses import replace

from tests.core.detect.cases.telling import (
    ANY_KIND,
    CONFIRMED,
    CONTRACT_FRIDAY,
    DERIVED,
    EXPIRY,
    LIKELY,
    PENDING,
    STRONG,
    Account,
    Case,
    Line,
    Part,
    at,
    both,
    case,
    clock,
)

S = Account()
EURO = Account(currency="EUR")
FRIDAY = "2026-11-20"
XYZ = S.stock("XYZ")

# ------------------------------------------------------------------------- options paid in money

IN_CASH = {"style": "european", "settlement": "cash", "expiry": FRIDAY}
INDEX = (S.instrument("SPX", "index"), S.put("SPX P4800", 4800, on="SPX", **IN_CASH))
CAC = (
    EURO.instrument("CAC", "index"),
    EURO.call("CAC C7500", 7500, on="CAC", multiplier=10, **IN_CASH),
)
AT_4750 = S.quote("20T21:00", "SPX", settlement=4750)
UNPRICED = S.booking("20T21:03", "SPX P4800", 1, "cash_settlement")
ASSIGNED = {"cause": "assignment"}
PAID = S.want("cash_settled", "SPX P4800", 1, legs={"SPX P4800": 1}, cash=-5_000, late=False)

IN_MONEY: list[Case] = [
    *both("A6", "a short index put is settled in cash", S, INDEX, {"SPX P4800": -1}, {},
          [S.booking("20T21:03", "SPX P4800", 1, "cash_settlement", 0, cash=-5_000)], PAID,
          cash=(20_000, 15_000), times=EXPIRY, prices=[AT_4750], grades=DERIVED),
    case("A6/booked at intrinsic value", "the record says it by its price", INDEX,
         S.night({"SPX P4800": -1}, {}, AT_4750,
                 S.booking("20T21:03", "SPX P4800", 1, "cash_settlement", 50, cash=-5_000),
                 cash=(20_000, 15_000), times=EXPIRY),
         wants=[S.want("cash_settled", "SPX P4800", 1, CONFIRMED, {"SPX P4800": (1, 50)}, -5_000)],
         incidents=1),
    case("A6/booked two days late", "gone on Friday, booked and paid on Tuesday", INDEX,
         S.night({"SPX P4800": -1}, {}, AT_4750, times=EXPIRY),
         S.booking("24T09:00", "SPX P4800", 1, "cash_settlement", 50, cash=-5_000),
         S.reads("24T09:05", {}),
         wants=[S.want("cash_settled", "SPX P4800", 1, CONFIRMED, cash=-5_000)]),
    *both("A6b", "short CAC 40 calls at 10 a point", EURO, CAC, {"CAC C7500": -2}, {},
          [EURO.booking("20T21:03", "CAC C7500", 2, "cash_settlement", 120, cash=-2_400)],
          EURO.want("cash_settled", "CAC C7500", 2, cash=-2_400), cash=(10_000, 7_600),
          times=EXPIRY, prices=[EURO.quote("20T21:00", "CAC", settlement=7620)], grades=DERIVED),
    *both("A6/long", "a long index put is settled in cash: an exercise", S, INDEX,
          {"SPX P4800": 1}, {},
          [S.booking("20T21:03", "SPX P4800", -1, "cash_settlement", 0, cash=5_000)],
          S.want("exercised", "SPX P4800", 1, cash=5_000), cash=(20_000, 25_000), times=EXPIRY,
          prices=[AT_4750], grades=DERIVED),
    *(case(f"A6/no money told, {name}", "the record names no money: the official value does", INDEX,
           S.night({"SPX P4800": held}, {}, *told, cash=(20_000, 20_000 + paid), times=EXPIRY,
                   then=then),
           wants=[S.want(kind, "SPX P4800", 1, CONFIRMED, {"SPX P4800": -held}, paid)], incidents=1)
      for name, held, paid, kind, told, then in (
          ("before", -1, -5_000, "cash_settled", [AT_4750, UNPRICED], []),
          ("after", -1, -5_000, "cash_settled", [AT_4750], UNPRICED),
          ("value last", -1, -5_000, "cash_settled", [UNPRICED], AT_4750),
          ("assigned", -1, -5_000, "cash_settled", [AT_4750, UNPRICED | ASSIGNED], []),
          ("long", 1, 5_000, "exercised", [AT_4750, UNPRICED | {"quantity": "-1"}], []))),
    case("A6/no money told, early", "what is settled before its end has another value", INDEX,
         S.night({"SPX P4800": -1}, {}, UNPRICED | ASSIGNED | {"at": at("18T21:00")},
                 cash=(20_000, 14_000),
                 times=("18T20:55", "18T21:05", "18T21:15", "18T21:30", "19T12:30")),
         AT_4750, S.reads("23T12:30", {}, 14_000),
         wants=[S.want("cash_settled", "SPX P4800", 1, CONFIRMED, cash=0)], incidents=1),
    case("A6/settled at nothing", "a settlement that pays nothing is an expiry", INDEX,
         S.night({"SPX P4800": -1}, {}, S.quote("20T21:00", "SPX", settlement=4900),
                 S.booking("20T21:03", "SPX P4800", 1, "cash_settlement", 0, cash=0),
                 cash=(20_000, 20_000), times=EXPIRY),
         wants=[S.want("expired", "SPX P4800", 1, CONFIRMED)]),
]  # fmt: skip

# ------------------------------------------------------------- the money comes days later (2, 19)

OTHER = {"XYZ": 10}
"""Something is left, so that an account that shows nothing of the option is not an empty one."""
UNPAID = S.want("expired_unassigned", "SPX P4800", 1, LIKELY, {"SPX P4800": 1})


def _paid(*balances: int, prices: Part = AT_4750, held: int = -1) -> list[Part]:
    """An index put over its expiry, and the balance of that night, Monday, Tuesday and later."""
    had = {**OTHER, "SPX P4800": held}
    after = ("21T07:00", "21T07:30", "23T16:00", "24T07:00", "24T15:00", "27T15:00")
    return [
        S.reads("20T20:45", had, 20_000), prices,
        *(S.reads(moment, OTHER, balance)
          for moment, balance in zip(after, balances, strict=True)),
    ]  # fmt: skip


PAID_LATE: list[Case] = [
    case("paid late/on Tuesday", "just what its official value calls for: it was settled", INDEX,
         _paid(20_000, 20_000, 20_000, 15_000, 15_000, 15_000),
         wants=[S.want("cash_settled", "SPX P4800", 1, STRONG, {"SPX P4800": 1}, -5_000)]),
    case("paid late/beside other money", "whatever else was paid in between", INDEX,
         _paid(20_000, 20_000, 20_000, 20_300, 15_300, 15_250),
         wants=[S.want("cash_settled", "SPX P4800", 1, STRONG, {"SPX P4800": 1}, -5_000)]),
    case("paid late/long", "a long one was exercised", INDEX,
         _paid(20_000, 20_000, 20_000, 20_000, 25_000, 25_000, held=1),
         wants=[S.want("exercised", "SPX P4800", 1, STRONG, {"SPX P4800": -1}, 5_000)]),
    case("paid late/other money alone", "any other amount is no settlement", INDEX,
         _paid(20_000, 20_000, 20_000, 14_900, 15_500, 15_500), wants=[UNPAID]),
    case("paid late/a week later", "nor is the same amount a week later", INDEX,
         _paid(20_000, 20_000, 20_000, 20_000, 20_000, 15_000), wants=[UNPAID]),
    case("paid late/no close, that night", "without a value the money of that night says so", INDEX,
         _paid(20_000, 15_000, 15_000, 15_000, 15_000, 15_000, prices=[]),
         wants=[S.want("cash_settled", "SPX P4800", 1, LIKELY, {"SPX P4800": 1}, -5_000)]),
    case("paid late/no close, on Tuesday", "after the next session has opened it may be anything",
         INDEX, _paid(20_000, 20_000, 20_000, 15_000, 15_000, 15_000, prices=[]),
         wants=[S.want("expired", "SPX P4800", 1, LIKELY)]),
]  # fmt: skip

COIN_OPTIONS = Account("binance/main", "USDT", "eapi")
C90 = (
    COIN_OPTIONS.instrument("BTCUSDT", "index"),
    COIN_OPTIONS.call("BTC-90000-C", 90_000, on="BTCUSDT", multiplier=1, style="european",
                      settlement="cash", expiry="2026-12-25T08:00:00Z"),
)  # fmt: skip

OPTIONS_ON_COINS: list[Case] = both(
    "A14", "a short call on bitcoin, a tenth of a coin", COIN_OPTIONS, C90,
    {"BTC-90000-C": "-0.10"}, {},
    [COIN_OPTIONS.booking("2026-12-25T08:01", "BTC-90000-C", "0.10", "cash_settlement", 5_000,
                          cash=-500, record="exercise records")],
    COIN_OPTIONS.want("cash_settled", "BTC-90000-C", "0.1", cash=-500),
    cash=(2_000, 1_500), times=CONTRACT_FRIDAY, grades=DERIVED,
    prices=[COIN_OPTIONS.quote("2026-12-25T08:00", "BTCUSDT", settlement=95_000)],
)  # fmt: skip

# --------------------------------------------------------------------- dated futures at maturity

COIN_M = Account("binance/main", "BTC", "dapi")
USDT_M = Account("binance/main", "USDT", "fapi")
KRAKEN = Account("kraken/main", "USD", "futures")
INVERSE = Account("kraken/main", "BTC", "futures")
ENDS = {"settlement": "cash", "expiry": "2026-12-25T08:00:00Z"}
ES = S.instrument("ESX6", "future", multiplier=50, settlement="cash", expiry=FRIDAY)
BTCUSD = COIN_M.instrument("BTCUSD_261225", "future", multiplier=100, **ENDS)
BTCUSDT = USDT_M.instrument("BTCUSDT_261225", "future", multiplier=1, **ENDS)
LINEAR = KRAKEN.instrument("FF_XBTUSD_261225", "future", multiplier=1, **ENDS)
FIXED = INVERSE.instrument("FI_XBTUSD_261225", "future", multiplier=1, **ENDS)
AT_EIGHT = "2026-12-25T08:01"

FUTURES: list[Case] = [
    *both("A10", "a future on an index is settled in cash", S, ES, {"ESX6": (1, 5_000)}, {},
          [S.booking("20T21:03", "ESX6", -1, "settlement", 5_060, cash=3_000)],
          S.want("settled", "ESX6", 1, legs={"ESX6": (-1, 5_060)}, cash=3_000),
          cash=(20_000, 23_000), times=EXPIRY, grades=DERIVED, legs_priced=False,
          prices=[S.quote("20T21:00", "ESX6", settlement=5_060)]),
    case("A10/named cash settlement", "a broker that uses the option's word for a future", ES,
         S.night({"ESX6": 1}, {}, S.booking("20T21:03", "ESX6", -1, "cash_settlement", 5_060),
                 times=EXPIRY),
         wants=[S.want("settled", "ESX6", 1, CONFIRMED)], incidents=1),
    case("A12/booked", "ten coin-margined contracts are paid in the coin", BTCUSD,
         COIN_M.night({"BTCUSD_261225": 10}, {},
                      COIN_M.booking(AT_EIGHT, "BTCUSD_261225", -10, "settlement", 75_000,
                                     cash="0.003333"), times=CONTRACT_FRIDAY),
         wants=[COIN_M.want("settled", "BTCUSD_261225", 10, CONFIRMED,
                            {"BTCUSD_261225": (-10, 75_000)}, "0.003333", late=False)],
         incidents=1),
    case("A12/derived", "gone at the hour at which it ends, and nobody traded it", BTCUSD,
         COIN_M.night({"BTCUSD_261225": 10}, {}, times=CONTRACT_FRIDAY),
         wants=[COIN_M.want("settled", "BTCUSD_261225", 10, DERIVED, {"BTCUSD_261225": -10})]),
    case("A12b/booked", "a quarterly future in dollars: the order of the exchange and its fill",
         BTCUSDT, USDT_M.night(
             {"BTCUSDT_261225": "0.5"}, {},
             USDT_M.fill(AT_EIGHT, "BTCUSDT_261225", "-0.5", 70_000, event="8821",
                         order="settlement_autoclose-8821"),
             USDT_M.booking(AT_EIGHT, "BTCUSDT_261225", "-0.5", "settlement", 70_000,
                            cash=5_000, event="8821"), times=CONTRACT_FRIDAY),
         wants=[USDT_M.want("settled", "BTCUSDT_261225", "0.5", CONFIRMED,
                            {"BTCUSDT_261225": ("-0.5", 70_000)}, 5_000)], incidents=1),
    *both("A13", "a fixed maturity is settled", KRAKEN, LINEAR,
          {"FF_XBTUSD_261225": "0.2"}, {},
          [KRAKEN.booking(AT_EIGHT, "FF_XBTUSD_261225", "-0.2", "settlement", 62_000, cash=400)],
          KRAKEN.want("settled", "FF_XBTUSD_261225", "0.2", cash=400),
          times=CONTRACT_FRIDAY, grades=DERIVED),
    *both("A13b", "an inverse contract is settled in the coin", INVERSE, FIXED,
          {"FI_XBTUSD_261225": 10_000}, {},
          [INVERSE.booking(AT_EIGHT, "FI_XBTUSD_261225", -10_000, "settlement", 62_500,
                           cash="0.04")],
          INVERSE.want("settled", "FI_XBTUSD_261225", 10_000, cash="0.04"),
          times=CONTRACT_FRIDAY, grades=DERIVED),
]  # fmt: skip

# ----------------------------------------------- options on a future that is settled with them

FX = S.instrument("FX6", "future", multiplier=100, settlement="cash", expiry=FRIDAY)
FX_C50 = S.call("FX6 C50", 50, on="FX6", expiry=FRIDAY)
ON_FX = (FX, FX_C50)
AT_SIXTY, AT_45 = (S.quote("20T21:00", "FX6", settlement=price) for price in (60, 45))
TWO_CALLS = S.want("cash_settled", "FX6 C50", 2, DERIVED, {"FX6 C50": 2}, -2_000)

ON_FUTURES: list[Case] = [
    case("on a future", "two calls and the future that they deliver end together: money is left",
         ON_FX, S.night({"FX6 C50": -2}, {}, AT_SIXTY, cash=(10_000, 8_000), times=EXPIRY),
         wants=[replace(TWO_CALLS, grades=STRONG, codes=frozenset({"cash"}))]),
    case("on a future/no price", "nobody told the settlement, but the balance moved", ON_FX,
         S.night({"FX6 C50": -2}, {}, cash=(10_000, 8_000), times=EXPIRY), wants=[TWO_CALLS]),
    case("on a future/long", "the holder is paid", ON_FX,
         S.night({"FX6 C50": 2}, {}, AT_SIXTY, cash=(10_000, 12_000), times=EXPIRY),
         wants=[S.want("exercised", "FX6 C50", 2, STRONG, cash=2_000)]),
    case("on a future/nothing paid", "in the money, and nothing was paid or booked", ON_FX,
         S.night({"FX6 C50": -2}, {}, AT_SIXTY, cash=(10_000, 10_000), times=EXPIRY),
         wants=[S.want("expired_unassigned", "FX6 C50", 2, LIKELY)]),
    case("on a future/seen after all", "the future is there before it is settled", ON_FX,
         S.night({"FX6 C50": -2}, {"FX6": (-2, 50)}, AT_SIXTY, cash=(10_000, 10_000),
                 times=EXPIRY[:4]),
         wants=[S.want("assigned", "FX6 C50", 2, STRONG, {"FX6 C50": 2, "FX6": (-2, 50)})]),
    *(case(f"on a future/held as well{name}", "the future runs to its end, the call lapses",
           ON_FX, S.night({"FX6 C50": -1, "FX6": (1, 40)}, {}, told, times=EXPIRY),
           wants=[S.want("settled", "FX6", 1, DERIVED), S.want("expired", "FX6 C50", 1, DERIVED)])
      for name, told in (("", [AT_45]), ("/no price", list[Line]()))),
]  # fmt: skip

# -------------------------------------------------------------------------------------- expiries

P100 = S.put("P100", 100, expiry=FRIDAY)
C455 = S.call("C455", 455, expiry=FRIDAY)
C50 = S.call("C50", 50, expiry=FRIDAY)
SHORT_CALLS = (XYZ, C455)
CLOSE = S.quote("20T21:00", "XYZ", settlement="457.62", source="official close")
UNTIL_MONDAY_MORNING = (*EXPIRY[:4], "23T11:00")
STRIKES = (80, 85, 90, 95)
ALL_EXPIRING = [S.put(f"P{strike}", strike, expiry=FRIDAY) for strike in STRIKES]
LISTED = {"exchange": "XNYS"}
TEN_LAPSED = S.want("expired_unassigned", "C455", 10, DERIVED, {"C455": 10})

EXPIRIES: list[Case] = [
    *both("A8", "a put out of the money expires", S, (XYZ, P100), {"P100": -1}, {},
          [S.booking("20T21:03", "P100", 1, "expiry", 0)],
          S.want("expired", "P100", 1, legs={"P100": 1}, cash=0), cash=(10_000, 10_000),
          times=EXPIRY, prices=[S.quote("20T21:00", "XYZ", settlement=105)], grades=DERIVED),
    case("A8/no price", "no closing price is known: it expired, likely", (XYZ, P100),
         S.night({"P100": -1}, {}, times=EXPIRY), wants=[S.want("expired", "P100", 1, LIKELY)]),
    case("A8/long", "a long option out of the money expires", (XYZ, C50),
         S.night({"C50": 1}, {}, S.quote("20T21:00", "XYZ", settlement=49), times=EXPIRY),
         wants=[S.want("expired", "C50", 1, DERIVED, {"C50": -1})]),
    case("A8/long in the money", "a long option that nobody exercised is no missing assignment",
         (XYZ, C50), S.night({"C50": 1}, {}, S.quote("20T21:00", "XYZ", settlement="50.50"),
                             times=EXPIRY),
         wants=[S.want("expired", "C50", 1, DERIVED)]),
    case("T6", "ten calls 2.62 in the money are not assigned", SHORT_CALLS,
         S.night({"C455": -10}, {}, CLOSE, times=EXPIRY), wants=[TEN_LAPSED]),
    case("T6/covered", "their shares are still there", SHORT_CALLS,
         S.night({"C455": -10, "XYZ": 1_000}, {"XYZ": 1_000}, CLOSE, times=EXPIRY),
         wants=[TEN_LAPSED]),
    case("T6/booked", "the broker books an expiry although it closed in the money", SHORT_CALLS,
         S.night({"C455": -10}, {}, CLOSE, S.booking("20T21:03", "C455", 10, "expiry", 0),
                 times=EXPIRY),
         wants=[S.want(frozenset({"expired", "expired_unassigned"}), "C455", 10, CONFIRMED,
                       names=("in_the_money",))],
         incidents=1),
    case("T6/outcome unknown", "until bookings are read past Monday noon nobody knows",
         SHORT_CALLS, S.night({"C455": -10}, {}, CLOSE, times=UNTIL_MONDAY_MORNING),
         wants=[S.want(ANY_KIND, "C455", 10, PENDING)]),
    case("T6/noon alone", "the hour does not decide, only bookings read past it", SHORT_CALLS,
         S.night({"C455": -10}, {}, CLOSE, times=UNTIL_MONDAY_MORNING),
         S.snapshot("23T12:30", {}), S.coverage("23T12:31", "fills"), clock("23T13:00"),
         wants=[S.want(ANY_KIND, "C455", 10, PENDING)]),
    case("T6/part", "four of ten calls are assigned over night, six lapse in the money",
         SHORT_CALLS, S.night({"C455": -10}, {"XYZ": (-400, 455)}, CLOSE, times=EXPIRY),
         wants=[S.want("assigned", "C455", 4, DERIVED, {"C455": 4, "XYZ": (-400, 455)}),
                S.want("expired_unassigned", "C455", 6, DERIVED)]),
    case("T6/shares on Monday", "gone on Friday, and on Monday morning the shares", SHORT_CALLS,
         S.night({"C455": -10}, {}, CLOSE, times=EXPIRY[:4]),
         S.reads("23T07:00", {"XYZ": (-1_000, 455)}), S.reads("23T12:30", {"XYZ": (-1_000, 455)}),
         wants=[S.want("assigned", "C455", 10, DERIVED, {"C455": 10, "XYZ": (-1_000, 455)})]),
    case("T6/booked after all", "called unassigned on Monday, assigned by a record on Tuesday",
         SHORT_CALLS, S.night({"C455": -10}, {}, CLOSE, times=EXPIRY),
         S.booking("24T07:00", "C455", 10, "assignment", 0, counter={"XYZ": (-1_000, 455)}),
         S.reads("24T07:05", {"XYZ": (-1_000, 455)}), S.reads("24T07:15", {"XYZ": (-1_000, 455)}),
         wants=[S.want("assigned", "C455", 10, CONFIRMED,
                       {"C455": 10, "XYZ": (-1_000, 455)})]),
    case("T6/price first", "the close is told before the calls are described that end with it",
         S.reads("20T20:55", {"C455": -10}), CLOSE, SHORT_CALLS,
         [S.reads(moment, {}) for moment in EXPIRY[1:]], wants=[TEN_LAPSED]),
    case("T6/price first, published late", "the close of Friday is told on Saturday", S.reads(
             "20T20:55", {"C455": -10}), S.quote("21T06:00", "XYZ", settlement="457.62"),
         SHORT_CALLS, [S.reads(moment, {}) for moment in EXPIRY[4:]], wants=[TEN_LAPSED]),
    case("T6/described at last", "the calls are described long after all that",
         S.night({"C455": -10}, {}, CLOSE, times=EXPIRY), SHORT_CALLS, S.coverage("23T12:40"),
         wants=[TEN_LAPSED]),
    case("T6/midweek", "expiring on a Wednesday: Thursday noon decides",
         (XYZ, S.call("C455", 455, expiry="2026-11-18")),
         S.night({"C455": -10}, {}, S.quote("18T21:00", "XYZ", settlement="457.62"),
                 times=("18T20:55", "18T21:05", "18T21:15", "18T21:30", "19T12:30")),
         wants=[TEN_LAPSED]),
    case("T6/on an exchange", "read past the opening of the exchange on Monday",
         (XYZ | LISTED, C455 | LISTED),
         S.night({"C455": -10}, {}, CLOSE, times=(*EXPIRY[:4], "23T14:40")), wants=[TEN_LAPSED]),
    case("expiry/all at once", "an account full of options that expire: no reading to doubt",
         XYZ, ALL_EXPIRING, S.quote("20T20:50", "XYZ", settlement=105),
         S.night({f"P{strike}": -1 for strike in STRIKES}, {}, times=EXPIRY),
         wants=[S.want("expired", f"P{strike}", 1, DERIVED) for strike in STRIKES]),
    case("expiry/still listed", "on the day itself the row is still there: nothing has happened",
         SHORT_CALLS, S.night({"C455": -10}, {"C455": -10}, times=EXPIRY[:4]), quiet=True),
    case("expiry/bought back", "bought back on the last day", SHORT_CALLS,
         S.night({"C455": -10}, {}, S.fill("20T21:00", "C455", 10, "2.70"), CLOSE, times=EXPIRY),
         quiet=True),
]  # fmt: skip

CASES = [*IN_MONEY, *PAID_LATE, *OPTIONS_ON_COINS, *FUTURES, *ON_FUTURES, *EXPIRIES]
