"""The value that a contract ends at: who told it, when, and what it decides.

A price long before the close is no close, nor is one after the session; the official one decides
even after the outcome was told; and of an option on the opening prices of its last day nothing is
left the evening before.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    CONFIRMED,
    EXPIRY,
    LIKELY,
    STRONG,
    UNEXPLAINED,
    Account,
    Case,
    Part,
    Row,
    Want,
    at,
    case,
)

S = Account()
FRIDAY = "2026-11-20"
XYZ, P100 = S.stock("XYZ", exchange="XNYS"), S.put("P100", 100, expiry=FRIDAY)
PUT = (XYZ, P100)
TIMES = (*EXPIRY[:-1], "23T15:00")


def _expires(*prices: Part) -> list[Part]:
    """A short put over its expiry, with what was told of its underlying before it was gone."""
    return S.night({"P100": -1}, {}, prices, cash=(10_000, 10_000), times=TIMES)


def _ends(kind: str, grades: frozenset[str], name: str) -> list[Want]:
    return [S.want(kind, "P100", 1, grades, names=(name,))]


CLOSES: list[Case] = [
    case("close/before the session", "a price of the morning says nothing of the close", PUT,
         _expires(S.quote("20T10:00", "XYZ", last=103)),
         wants=_ends("expired", LIKELY, "close_unknown"), incidents=1),
    case("close/an hour before", "nor does one of an hour before it", PUT,
         _expires(S.quote("20T20:00", "XYZ", last=97)),
         wants=_ends("expired", LIKELY, "close_unknown"), incidents=1),
    case("close/at the end", "one of the last minutes does", PUT,
         _expires(S.quote("20T20:58", "XYZ", last=97)),
         wants=_ends("expired_unassigned", LIKELY, "in_the_money"), incidents=1),
    case("close/after hours", "what is paid after the session replaces no close", PUT,
         _expires(S.quote("20T20:58", "XYZ", last=97), S.quote("20T22:00", "XYZ", last=103)),
         wants=_ends("expired_unassigned", LIKELY, "in_the_money"), incidents=1),
    case("close/after hours, bid and ask", "nor does what is offered then", PUT,
         _expires(S.quote("20T20:58", "XYZ", last=97),
                  S.quote("20T21:02", "XYZ", bid=103, ask=104)),
         wants=_ends("expired_unassigned", LIKELY, "in_the_money"), incidents=1),
    *(case(f"close/of Monday, {name}", "that of the next session says nothing of Friday", PUT,
           _expires(), told, S.quote("23T21:05", "XYZ", settlement=97),
           S.reads("24T08:00", {}, 10_000),
           wants=[S.want("expired", "P100", 1, grades)], incidents=1)
      for name, told, grades in (
          ("nothing booked", [], LIKELY),
          ("booked", S.booking("20T21:03", "P100", 1, "expiry", 0) | {"seen": at("23T15:10")},
           CONFIRMED))),
    case("close/after hours only", "and it is none by itself", PUT,
         _expires(S.quote("20T21:02", "XYZ", last=97)),
         wants=_ends("expired", LIKELY, "close_unknown"), incidents=1),
    case("close/the last of the session", "it may be told a moment after the end", PUT,
         _expires(S.quote("20T20:58", "XYZ", last=103), S.quote("20T21:00:40", "XYZ", last=97)),
         wants=_ends("expired_unassigned", LIKELY, "in_the_money"), incidents=1),
    case("close/after hours, official", "an official one may be told at any time", PUT,
         _expires(S.quote("20T20:58", "XYZ", last=103), S.quote("20T22:00", "XYZ", settlement=97)),
         wants=_ends("expired_unassigned", STRONG, "in_the_money"), incidents=1),
    case("close/after a short session", "a day before a holiday ends early",
         XYZ, S.put("P100", 100, expiry="2026-11-27"),
         S.night({"P100": -1}, {}, S.quote("27T17:59", "XYZ", last=97),
                 S.quote("27T20:58", "XYZ", last=103), cash=(10_000, 10_000),
                 times=("27T17:50", "27T21:05", "27T21:15", "27T21:30", "30T15:00")),
         wants=_ends("expired_unassigned", LIKELY, "in_the_money"), incidents=1),
    case("close/after hours unknown", "where nobody knows when it closes, the last of that day",
         S.stock("XYZ"), P100,
         _expires(S.quote("20T20:58", "XYZ", last=97), S.quote("20T22:00", "XYZ", last=103)),
         wants=_ends("expired", LIKELY, "out_of_the_money"), incidents=1),
    case("close/hours unknown", "where nobody knows when it closes, the last of that day",
         S.stock("XYZ"), P100, _expires(S.quote("20T10:00", "XYZ", last=103)),
         wants=_ends("expired", LIKELY, "out_of_the_money"), incidents=1),
    case("close/told last", "the official close comes after all was concluded: in the money", PUT,
         _expires(), S.quote("20T21:00", "XYZ", settlement=97, seen="2026-11-23T16:30:00Z"),
         wants=_ends("expired_unassigned", STRONG, "in_the_money"), incidents=1),
    case("close/told last, worthless", "or out of it", PUT,
         _expires(), S.quote("20T21:00", "XYZ", settlement=103, seen="2026-11-23T16:30:00Z"),
         wants=_ends("expired", STRONG, "out_of_the_money"), incidents=1),
]  # fmt: skip


SIDES = {"expired": "out_of_the_money", "expired_unassigned": "in_the_money"}


def _booked(name: str, says: str, kind: str, *kept: Part, **told: int) -> Case:
    """The expiry is booked, with what is `kept` by then, and the close is `told` in the morning.

    The record says only that it is gone: on which side of the strike is said with the close.
    """
    return case(
        f"close/booked, {name}",
        says,
        S.stock("XYZ"),
        P100,
        S.reads("20T20:55", {"P100": -1, "ABC": 5}),
        kept,
        S.booking("21T02:00", "P100", 1, "expiry"),
        S.reads("21T08:00", {"ABC": 5}),
        S.quote("20T21:00", "XYZ", **told, seen=at("21T09:00")),
        S.reads("23T20:00", {"ABC": 5}),
        wants=[S.want(kind, "P100", 1, CONFIRMED, names=(SIDES[kind], *map(str, told.values())))],
        incidents=1,
    )


MINUTES_BEFORE = {price: S.quote("20T20:58", "XYZ", last=price) for price in (97, 103)}
BOOKED: list[Case] = [
    _booked("in the money", "no close was known yet", "expired_unassigned", last=97),
    _booked("worthless", "or out of it", "expired", last=103),
    _booked("official", "and so it is by the official one", "expired_unassigned", settlement=97),
    _booked("in the money after all", "another one minutes before said otherwise",
            "expired_unassigned", MINUTES_BEFORE[103], last=97),
    _booked("worthless after all", "or the other way round",
            "expired", MINUTES_BEFORE[97], last=103),
]  # fmt: skip

# --------------------------------------------------------------------- gone the evening before

INDEX = S.instrument("SPX", "index")
BESIDE: dict[str, Row] = {"ABC": 10}
AT_4750 = S.quote("20T15:30", "SPX", settlement=4750)
GONE_BEFORE = S.want("unexplained", "SPX P4800", 1, UNEXPLAINED)


def _index_put(**keys: str) -> Part:
    usual = {"style": "european", "settlement": "cash", "expiry": FRIDAY}
    return [INDEX, S.stock("ABC"), S.put("SPX P4800", 4800, on="SPX", **{**usual, **keys})]


def _gone_early(held: int, *balances: int) -> list[Part]:
    """Held on Thursday, gone that evening; the balance then, on Friday and on Saturday."""
    before, gone, friday, saturday = balances
    had: dict[str, Row] = {**BESIDE, "SPX P4800": held}
    return [
        S.reads("19T20:00", had, before),
        [S.reads(moment, BESIDE, gone) for moment in ("19T22:00", "19T22:05", "19T22:20")],
        S.reads("20T06:00", BESIDE, friday), AT_4750, S.reads("21T06:00", BESIDE, saturday),
    ]  # fmt: skip


LATER_ON = S.reads("24T09:00", BESIDE, 14_000)
SETTLED = S.want("cash_settled", "SPX P4800", 1, STRONG, {"SPX P4800": 1}, -5_000)

MORNING: list[Case] = [
    *(case(f"morning/{name}", "its value and just its money follow", _index_put(**keys),
           _gone_early(-1, 20_000, 20_000, 20_000, 15_000), then, wants=[SETTLED], incidents=2)
      for name, keys, then in (
          ("put", {}, []),
          ("put, by a time", {"expiry": "2026-11-20T14:30:00Z"}, []),
          ("put, other money later", {}, LATER_ON))),
    case("morning/long put", "a long one was exercised", _index_put(),
         _gone_early(1, 20_000, 20_000, 20_000, 25_000),
         wants=[S.want("exercised", "SPX P4800", 1, STRONG, {"SPX P4800": -1}, 5_000)]),
    case("morning/traded away", "it was bought back: the money went with it", _index_put(),
         _gone_early(-1, 20_000, 15_000, 15_000, 15_000), wants=[GONE_BEFORE]),
    case("morning/traded away, other money", "and what moves later is not its value", _index_put(),
         _gone_early(-1, 20_000, 15_200, 15_200, 10_200), wants=[GONE_BEFORE]),
    case("morning/another amount", "what is paid is not what its value calls for", _index_put(),
         _gone_early(-1, 20_000, 20_000, 20_000, 15_100), wants=[GONE_BEFORE]),
    case("morning/two days before", "it is gone too early for that",
         _index_put(expiry="2026-11-21"), _gone_early(-1, 20_000, 20_000, 20_000, 15_000),
         wants=[GONE_BEFORE]),
]  # fmt: skip

# ----------------------------------------------------------------------------- nobody tells it

LONG_PUT = S.put("SPX P4770", 4770, on="SPX", style="european", settlement="cash", expiry=FRIDAY)


def _index_spread(balance: int) -> list[Part]:
    """A spread whose balance says alone what became of it."""
    rows = {"SPX P4800": -1, "SPX P4770": 1, **BESIDE}
    return [
        _index_put(), LONG_PUT, S.night(rows, BESIDE, cash=(20_000, balance), times=TIMES)
    ]  # fmt: skip


UNTOLD: list[Case] = [
    case("untold/all of the width", "both ended in the money, nobody knows by how much",
         _index_spread(17_000),
         wants=[S.want("cash_settled", "SPX P4800", 1, LIKELY, cash=0, names=("cash_moved",)),
                S.want("exercised", "SPX P4770", 1, LIKELY, cash=0, names=("cash_moved",))]),
    case("untold/half of it", "the short one was settled, the long one worth nothing",
         _index_spread(18_500),
         wants=[S.want("cash_settled", "SPX P4800", 1, LIKELY, cash=-1_500),
                S.want("expired", "SPX P4770", 1, LIKELY, names=("cash_moved",))]),
    case("untold/more than they can cost", "other money moved: it is said, and proves nothing",
         _index_spread(12_000),
         wants=[S.want("expired", name, 1, LIKELY, names=("cash_moved",))
                for name in ("SPX P4800", "SPX P4770")]),
]  # fmt: skip

CASES: list[Case] = [*CLOSES, *BOOKED, *MORNING, *UNTOLD]
