"""Options and futures that turn into something else: told by records, and told by readings alone.

Ids are those of the table of outcomes: A1 to A5 shares, A7 options on futures, A9 odd deliverables,
A11 futures that are delivered.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    EXPIRY,
    LIKELY,
    STRONG,
    Account,
    Case,
    at,
    both,
    case,
)

S = Account()
EURO = Account(currency="EUR")
FRIDAY = "2026-11-20"

XYZ = S.stock("XYZ")
P100, C50, C55 = S.put("P100", 100), S.call("C50", 50), S.call("C55", 55)
PUT, CALL, SPREAD = (XYZ, P100), (XYZ, C50), (XYZ, C50, C55)
EXPIRING = (XYZ, S.call("C50", 50, expiry=FRIDAY), S.call("C55", 55, expiry=FRIDAY))

PUTS_ASSIGNED = S.booking(
    "07:03", "P100", 2, "assignment", 0, cash=-20_000, counter={"XYZ": (200, 100)}
)
CALL_ASSIGNED = S.booking(
    "07:03", "C50", 1, "assignment", 0, cash=5_000, counter={"XYZ": (-100, 50)}
)
LONG_CALL_EXERCISED = S.booking(
    "07:03", "C55", -1, "exercise", 0, cash=-5_500, counter={"XYZ": (100, 55)}
)
TWO_PUTS = S.want("assigned", "P100", 2, legs={"P100": 2, "XYZ": (200, 100)}, cash=-20_000)
ONE_CALL = S.want("assigned", "C50", 1, legs={"C50": 1, "XYZ": (-100, 50)}, cash=5_000, late=False)
LONG_LEG = S.want("exercised", "C55", 1, legs={"C55": -1, "XYZ": (100, 55)}, cash=-5_500)

# ---------------------------------------------------------------------------------------- shares

PUTS: list[Case] = [
    *both("A1", "two short puts are assigned", S, PUT,
          {"P100": -2}, {"XYZ": (200, 100)}, [PUTS_ASSIGNED], TWO_PUTS, cash=(25_000, 5_000)),
    *both("A1b", "two of five short puts are assigned", S, PUT,
          {"P100": -5}, {"P100": -3, "XYZ": (200, 100)}, [PUTS_ASSIGNED], TWO_PUTS,
          cash=(60_000, 40_000)),
    case("A1/no price", "the reading gives no open price, the balance fits", PUT,
         S.night({"P100": -2}, {"XYZ": 200}, cash=(25_000, 5_000)),
         wants=[S.want("assigned", "P100", 2, DERIVED, {"P100": 2, "XYZ": 200}, -20_000)]),
    case("A1/legs only", "neither price nor balance is known", PUT,
         S.night({"P100": -2}, {"XYZ": 200}),
         wants=[S.want("assigned", "P100", 2, LIKELY, {"P100": 2, "XYZ": 200})]),
    case("A1/premium in the basis", "the open price of the shares is the strike less the premium",
         PUT, S.night({"P100": (-2, "1.80")}, {"XYZ": (200, "98.20")}, cash=(25_000, 5_000)),
         wants=[S.want("assigned", "P100", 2, DERIVED, {"P100": 2, "XYZ": 200}, -20_000,
                       names=("'premium': '1.8'",))]),
]  # fmt: skip

CALLS: list[Case] = [
    *both("A2", "a covered call is assigned: its shares are called away", S, CALL,
          {"C50": -1, "XYZ": 100}, {}, [CALL_ASSIGNED], ONE_CALL,
          cash=(1_000, 6_000), grades=DERIVED, legs_priced=False),
    case("A2/legs only", "shares called away, and no balance is known", CALL,
         S.night({"C50": -1, "XYZ": 100}, {}),
         wants=[S.want("assigned", "C50", 1, LIKELY, {"C50": 1, "XYZ": -100})]),
    case("A3/premium in the basis", "the open price of the shares is the strike and the premium",
         CALL, S.night({"C50": (-1, "1.80")}, {"XYZ": (-100, "51.80")}),
         wants=[S.want("assigned", "C50", 1, DERIVED, {"C50": 1, "XYZ": -100},
                       names=("'premium': '1.8'",))]),
    *both("A2b", "two of three covered calls are assigned", S, CALL,
          {"C50": -3, "XYZ": 300}, {"C50": -1, "XYZ": 100},
          [S.booking("07:03", "C50", 2, "assignment", 0, cash=10_000,
                     counter={"XYZ": (-200, 50)})],
          S.want("assigned", "C50", 2, legs={"C50": 2, "XYZ": (-200, 50)}, cash=10_000),
          cash=(0, 10_000), grades=DERIVED, legs_priced=False),
    *both("A3", "a naked call is assigned: a short position in shares", S, CALL,
          {"C50": -1}, {"XYZ": (-100, 50)}, [CALL_ASSIGNED], ONE_CALL, cash=(10_000, 15_000)),
    *both("A3b", "a partly covered call is assigned: the shares cross zero", S, CALL,
          {"C50": -1, "XYZ": 40}, {"XYZ": -60}, [CALL_ASSIGNED], ONE_CALL,
          cash=(10_000, 15_000), grades=DERIVED, legs_priced=False),
    case("A3b/priced", "across zero the new open price is that of the new shares alone", CALL,
         S.night({"C50": -1, "XYZ": (40, 42)}, {"XYZ": (-60, 50)}, cash=(10_000, 15_000)),
         wants=[S.want("assigned", "C50", 1, DERIVED, {"C50": 1, "XYZ": -100}, 5_000)]),
]  # fmt: skip

SPREADS: list[Case] = [
    *both("A4", "the short leg of a call spread is assigned early", S, SPREAD,
          {"C50": -1, "C55": 1}, {"C55": 1, "XYZ": (-100, 50)}, [CALL_ASSIGNED], ONE_CALL,
          cash=(2_000, 7_000)),
    *both("A4b", "the long leg is exercised against the short shares", S, SPREAD,
          {"C55": 1, "XYZ": -100}, {}, [LONG_CALL_EXERCISED], LONG_LEG,
          cash=(7_000, 1_500), grades=DERIVED, legs_priced=False),
    case("A4+A4b", "assigned in the night, the long leg exercised at noon", SPREAD,
         S.night({"C50": -1, "C55": 1}, {"C55": 1, "XYZ": (-100, 50)}, cash=(2_000, 7_000)),
         S.night({"C55": 1, "XYZ": (-100, 50)}, {}, cash=(7_000, 1_500),
                 times=("12:00", "12:05", "12:10", "12:20", "12:30")),
         wants=[S.want("assigned", "C50", 1, DERIVED, {"C50": 1, "XYZ": (-100, 50)}, 5_000),
                S.want("exercised", "C55", 1, DERIVED, {"C55": -1, "XYZ": 100}, -5_500)]),
    *both("A4c", "nine short puts of a spread, half a million to pay on 2,000", S,
          (S.stock("SPY"), S.put("P558", 558, on="SPY"), S.put("P557", 557, on="SPY")),
          {"P558": -9, "P557": 9}, {"P557": 9, "SPY": (900, 558)},
          [S.booking("07:03", "P558", 9, "assignment", 0, cash=-502_200,
                     counter={"SPY": (900, 558)})],
          S.want("assigned", "P558", 9, legs={"P558": 9, "SPY": (900, 558)}, cash=-502_200),
          cash=(2_000, -500_200)),
    *both("A4d", "the nine long puts are exercised", S,
          (S.stock("SPY"), S.put("P557", 557, on="SPY")), {"P557": 9, "SPY": 900}, {},
          [S.booking("07:03", "P557", -9, "exercise", 0, cash=501_300,
                     counter={"SPY": (-900, 557)})],
          S.want("exercised", "P557", 9, legs={"P557": -9, "SPY": (-900, 557)}, cash=501_300),
          cash=(-500_200, 1_100), grades=DERIVED, legs_priced=False),
]  # fmt: skip

EXERCISES: list[Case] = [
    *both("A5", "a long call in the money is exercised at expiry", S, EXPIRING,
          {"C50": 1}, {"XYZ": (100, 50)},
          [S.booking("20T21:03", "C50", -1, "exercise", 0, cash=-5_000,
                     counter={"XYZ": (100, 50)})],
          S.want("exercised", "C50", 1, legs={"C50": -1, "XYZ": (100, 50)}, cash=-5_000),
          cash=(6_000, 1_000), times=EXPIRY, prices=[S.quote("20T21:00", "XYZ", settlement=53)]),
    *both("A5b", "a long put is exercised against shares", S,
          (XYZ, S.put("P100", 100, expiry=FRIDAY)), {"P100": 1, "XYZ": 100}, {},
          [S.booking("20T21:03", "P100", -1, "exercise", 0, cash=10_000,
                     counter={"XYZ": (-100, 100)})],
          S.want("exercised", "P100", 1, legs={"P100": -1, "XYZ": (-100, 100)}, cash=10_000),
          cash=(0, 10_000), times=EXPIRY, grades=DERIVED, legs_priced=False,
          prices=[S.quote("20T21:00", "XYZ", settlement=93)]),
    case("A5c/booked", "both legs in the money at expiry: the shares never move", EXPIRING,
         S.night({"C50": -1, "C55": 1}, {}, S.quote("20T21:00", "XYZ", settlement=60),
                 CALL_ASSIGNED | {"at": at("20T21:03")},
                 LONG_CALL_EXERCISED | {"at": at("20T21:03")},
                 cash=(2_000, 1_500), times=EXPIRY),
         wants=[ONE_CALL, LONG_LEG], incidents=2),
    case("A5c/derived", "both legs gone at expiry, the shares never moved, the cash fits", EXPIRING,
         S.night({"C50": -1, "C55": 1}, {}, S.quote("20T21:00", "XYZ", settlement=60),
                 cash=(2_000, 1_500), times=EXPIRY),
         wants=[S.want("assigned", "C50", 1, DERIVED), S.want("exercised", "C55", 1, DERIVED)]),
]  # fmt: skip

# ------------------------------------------------------------------------- futures as underlying

ONE_FUTURE = {"deliverables": [{"instrument": "saxo/CLZ6", "quantity": "1"}]}
CL = (
    S.instrument("CLZ6", "future", multiplier=1000, expiry="2026-12-21"),
    S.put("CL P70", 70, on="CLZ6", multiplier=1000, **ONE_FUTURE),
    S.call("CL C70", 70, on="CLZ6", multiplier=1000, **ONE_FUTURE),
)

ON_FUTURES: list[Case] = [
    *both("A7", "a short put on a future is assigned: a long future, no money for it", S, CL,
          {"CL P70": -1}, {"CLZ6": (1, 70)},
          [S.booking("07:03", "CL P70", 1, "assignment", 0, counter={"CLZ6": (1, 70)})],
          S.want("assigned", "CL P70", 1, legs={"CL P70": 1, "CLZ6": (1, 70)}, cash=0)),
    *both("A7b", "a short call on a future is assigned against the future held", S, CL,
          {"CL C70": -1, "CLZ6": 1}, {},
          [S.booking("07:03", "CL C70", 1, "assignment", 0, counter={"CLZ6": (-1, 70)})],
          S.want("assigned", "CL C70", 1, legs={"CL C70": 1, "CLZ6": (-1, 70)}, cash=0),
          legs_priced=False),
]  # fmt: skip

# ------------------------------------------------------------------------------ odd deliverables

SPLIT_SHARES = [{"instrument": "saxo/ABC", "quantity": "150"}]
NEWCO_AND_CASH = [
    {"instrument": "saxo/NEWCO", "quantity": "50"},
    {"cash": "350", "currency": "USD"},
]

AAA_AND_BBB = [
    {"instrument": "saxo/AAA", "quantity": "100"},
    {"instrument": "saxo/BBB", "quantity": "25"},
]
TWO_SHARES = (S.stock("AAA"), S.stock("BBB"))
TWO_PUT = (*TWO_SHARES, S.put("TP", 50, on="AAA", deliverables=AAA_AND_BBB))
TWO_CALL = (*TWO_SHARES, S.call("TC", 50, on="AAA", deliverables=AAA_AND_BBB))

ODD_SIZES: list[Case] = [
    *both("A9d", "a call delivers shares of two companies", S, TWO_CALL,
          {"TC": -1, "AAA": 100, "BBB": 30}, {"BBB": 5},
          [S.booking("07:03", "TC", 1, "assignment", 0, cash=5_000,
                     counter={"AAA": -100, "BBB": -25})],
          S.want("assigned", "TC", 1, legs={"TC": 1, "AAA": -100, "BBB": -25}, cash=5_000),
          cash=(0, 5_000)),
    *(case(f"A9d/put at {aaa} and {bbb}", "the strike is what both cost together", TWO_PUT,
           S.night({"TP": -2}, {"AAA": (200, aaa), "BBB": (50, bbb)}),
           wants=[S.want("assigned", "TP", 2, grades,
                         {"TP": 2, "AAA": (200, aaa), "BBB": (50, bbb)}, -10_000)])
      for aaa, bbb, grades in ((45, 20, STRONG), (50, 0, STRONG), (44, 21, LIKELY))),
    *both("A9", "a Paris option carries ten shares", EURO,
          (EURO.stock("LVMH"), EURO.put("P600", 600, on="LVMH", multiplier=10)),
          {"P600": -5}, {"LVMH": (50, 600)},
          [EURO.booking("07:03", "P600", 5, "assignment", 0, cash=-30_000,
                        counter={"LVMH": (50, 600)})],
          EURO.want("assigned", "P600", 5, legs={"P600": 5, "LVMH": (50, 600)}, cash=-30_000),
          cash=(40_000, 10_000)),
    *both("A9b", "an option adjusted by a 3:2 split carries 150 shares", S,
          (S.stock("ABC"), S.put("ABC1", "66.67", on="ABC", multiplier=150)),
          {"ABC1": -1}, {"ABC": (150, "66.67")},
          [S.booking("07:03", "ABC1", 1, "assignment", 0, cash="-10000.50",
                     counter={"ABC": (150, "66.67")})],
          S.want("assigned", "ABC1", 1, legs={"ABC1": 1, "ABC": (150, "66.67")}, cash="-10000.5"),
          cash=(20_000, "9999.50")),
    case("A9b/strike for a hundred", "its strike is for a hundred, and spread over 150 shares",
         S.stock("ABC"), S.put("ABC1", 100, on="ABC", deliverables=SPLIT_SHARES),
         S.night({"ABC1": -1}, {"ABC": (150, "66.67")}),
         wants=[S.want("assigned", "ABC1", 1, STRONG, {"ABC1": 1, "ABC": (150, "66.67")},
                       cash=-10_000, names=("'spread': '66.66666667'",))]),
    case("A9b/strike for each share", "the same terms, and the shares were booked at the strike",
         S.stock("ABC"), S.put("ABC1", 100, on="ABC", deliverables=SPLIT_SHARES),
         S.night({"ABC1": -1}, {"ABC": (150, 100)}),
         wants=[S.want("assigned", "ABC1", 1, STRONG, {"ABC1": 1, "ABC": (150, 100)},
                       cash=-15_000)]),
    *both("A9c", "after a merger a call delivers 50 shares and 350 in cash", S,
          (S.stock("NEWCO"), S.call("NEWCO1", 40, on="NEWCO", deliverables=NEWCO_AND_CASH)),
          {"NEWCO1": -1, "NEWCO": 50}, {},
          [S.booking("07:03", "NEWCO1", 1, "assignment", 0, cash=3_650, counter={"NEWCO": -50})],
          S.want("assigned", "NEWCO1", 1, legs={"NEWCO1": 1, "NEWCO": -50}, cash=3_650),
          cash=(0, 3_650), grades=DERIVED),
    case("A9e", "how much it delivers nobody says: 37 shares came",
         (XYZ, S.put("P100", 100, multiplier=None)), S.night({"P100": -1}, {"XYZ": (37, 100)}),
         wants=[S.want("assigned", "P100", 1, LIKELY, {"P100": 1, "XYZ": 37},
                       names=("guessed",))]),
]  # fmt: skip

# ----------------------------------------------------------------------------- delivered futures

STOCK_FUTURE = (
    XYZ,
    S.instrument("XYZX6", "future", underlying="saxo/XYZ", multiplier=100, settlement="physical",
                 expiry=FRIDAY, first_notice="2026-11-19"),
)  # fmt: skip
FUTURE_CLOSED = S.booking("07:03", "XYZX6", -1, "broker_close", 638, cash=3_800)
AT_640 = [S.quote("20T21:00", "XYZX6", settlement=640), S.quote("20T21:00", "XYZ", settlement=640)]

FUTURES: list[Case] = [
    *both("A11", "a future on a share is delivered", S, STOCK_FUTURE,
          {"XYZX6": (1, 600)}, {"XYZ": (100, 640)},
          [S.booking("20T21:03", "XYZX6", -1, "delivery", 640, cash=-64_000,
                     counter={"XYZ": (100, 640)})],
          S.want("delivered", "XYZX6", 1, legs={"XYZX6": -1, "XYZ": (100, 640)}),
          times=EXPIRY, prices=AT_640, grades=DERIVED),
    *both("A11/short", "a short future is delivered from shares held", S, STOCK_FUTURE,
          {"XYZX6": (-1, 600), "XYZ": 100}, {},
          [S.booking("20T21:03", "XYZX6", 1, "delivery", 640, cash=64_000,
                     counter={"XYZ": (-100, 640)})],
          S.want("delivered", "XYZX6", 1, legs={"XYZX6": 1, "XYZ": (-100, 640)}),
          times=EXPIRY, prices=AT_640, grades=DERIVED, legs_priced=False),
    case("A11b/booked", "a broker that never delivers closes the future at market", STOCK_FUTURE,
         S.night({"XYZX6": 1}, {}, FUTURE_CLOSED),
         wants=[S.want("closed_by_broker", "XYZX6", 1, CONFIRMED, {"XYZX6": (-1, 638)})],
         incidents=1),
    case("A11b/derived", "gone just before first notice with no trade: only a broker does that",
         STOCK_FUTURE, S.night({"XYZX6": 1}, {}),
         wants=[S.want("closed_by_broker", "XYZX6", 1, LIKELY)]),
]  # fmt: skip

CASES = [*PUTS, *CALLS, *SPREADS, *EXERCISES, *ON_FUTURES, *ODD_SIZES, *FUTURES]
