"""Readings that must not be believed, or not yet; baselines, gaps and what they make late."""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    ANY_KIND,
    CONFIRMED,
    DERIVED,
    HELD,
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
    clock,
    later,
    start,
)

S = Account()
FAPI, DAPI = (Account("binance/main", "USDT", scope) for scope in ("fapi", "dapi"))
SUB_1, SUB_2 = Account(scope="sub 1"), Account(scope="sub 2")
XYZ, P100, ABC, DEF = S.stock("XYZ"), S.put("P100", 100), S.stock("ABC"), S.stock("DEF")
C50 = S.call("C50", 50, on="ABC")
PUT = (XYZ, P100)
FOUR = {"XYZ": 100, "ABC": 50, "DEF": 30, "GHI": 7}
ONE_LEFT = {"GHI": 7}
HELD_ROWS = (XYZ, ABC, DEF, S.stock("GHI"))
ASSIGNED = {"XYZ": (200, 100)}


def _two_puts(late: bool | None = None) -> list[Want]:
    codes = frozenset({"late"} if late else ())
    legs: dict[str, Row] = {"P100": 2, "XYZ": (200, 100)}
    return [S.want("assigned", "P100", 2, STRONG, legs, late=late, codes=codes)]


# ------------------------------------------------------------------------------ not to be believed


def _emptied(which: str, booked: str, quantity: int, price: int) -> list[Case]:
    """A covered call takes all that was held; the record comes before the reading or with it.

    That of the shares alone is told as what it is until the option is seen to be gone.
    """
    return [
        case(
            f"empty/{which}, told {told}",
            f"{which} names no other leg, and nothing is left",
            ABC,
            C50,
            S.reads("06:30", {"C50": -1, "ABC": 100}, 1_000),
            S.booking("06:45", booked, quantity, "assignment", price, cash=5_000, seen=at(moment)),
            S.snapshot("07:00", {}, 6_000, seen=at("07:05")),
            S.coverage("07:06"),
            wants=[S.want("assigned", "C50", 1, CONFIRMED, {"C50": 1, "ABC": (-100, 50)})],
            withdraws=(booked, told) == ("ABC", "before"),
        )
        for told, moment in (("before", "07:04"), ("with it", "07:05"))
    ]


REFUSED: list[Case] = [
    case("incomplete", "half a page says nothing about the other half", PUT,
         S.reads("07:00", {"P100": -2, "XYZ": 5}), S.snapshot("07:05", {"XYZ": 5}, complete=False),
         S.coverage("07:06"), S.snapshot("07:10", {}, complete=False), S.coverage("07:11"),
         S.snapshot("07:20", {}, complete=False), S.coverage("07:21"), quiet=True),
    case("incomplete/then whole", "the next whole reading decides", PUT,
         S.reads("07:00", {"P100": -2}), S.snapshot("07:03", {}, complete=False),
         S.reads("07:05", ASSIGNED), wants=_two_puts()),
    case("unreadable", "a payload that cannot be read is no empty account", PUT,
         S.reads("07:00", {"P100": -2, "XYZ": 5}), S.unreadable("07:05"), S.unreadable("07:10"),
         S.coverage("07:11"), S.reads("07:14", {"P100": -2, "XYZ": 5}), quiet=True),
    case("suspicious", "three of four rows gone in one reading: nothing is concluded yet",
         HELD_ROWS, S.reads("07:00", FOUR), S.reads("07:05", ONE_LEFT), quiet=True),
    case("suspicious/taken back", "the next reading has them all again", HELD_ROWS,
         S.reads("07:00", FOUR), S.reads("07:05", ONE_LEFT), S.reads("07:10", FOUR),
         S.reads("07:20", FOUR), quiet=True),
    case("suspicious/the same reading", "the same reading told again is no second one", HELD_ROWS,
         S.reads("07:00", FOUR), S.reads("07:05", ONE_LEFT), S.snapshot("07:05", ONE_LEFT),
         S.coverage("07:08"), clock("07:14"), quiet=True),
    case("suspicious/agreed", "a second reading agrees: they are gone, and nobody knows why",
         HELD_ROWS, S.night(FOUR, ONE_LEFT),
         wants=[S.want("unexplained", name, FOUR[name], UNEXPLAINED)
                for name in ("XYZ", "ABC", "DEF")]),
    case("suspicious/agreed after a start", "the first of the two was read before the restart",
         HELD_ROWS, S.reads("07:00", FOUR), S.snapshot("07:05", ONE_LEFT), start("07:06"),
         S.snapshot("07:10", ONE_LEFT), S.coverage("07:11"), clock("07:30"),
         wants=[S.want("unexplained", name, FOUR[name], UNEXPLAINED, late=True)
                for name in ("XYZ", "ABC", "DEF")]),
    case("suspicious/half", "two of four is not more than half", HELD_ROWS,
         S.night(FOUR, {"DEF": 30, "GHI": 7}),
         wants=[S.want("unexplained", name, FOUR[name], UNEXPLAINED) for name in ("XYZ", "ABC")]),
    case("suspicious/sold", "three rows gone and sold: the first reading is believed", HELD_ROWS,
         S.reads("07:00", {**FOUR, "XYZ": 20}),
         [S.fill("07:03", name, -FOUR[name], 10) for name in ("ABC", "DEF", "GHI")],
         S.reads("07:05", {"XYZ": 20}), S.reads("07:10", {"XYZ": 20}), quiet=True),
    case("suspicious/matched", "three of four rows gone, and each of them fits an assignment",
         XYZ, P100, ABC, C50, DEF,
         S.reads("07:00", {"P100": -2, "C50": -1, "ABC": 100, "DEF": 30}, 25_000),
         S.reads("07:05", {**ASSIGNED, "DEF": 30}, 10_000),
         wants=[S.want("assigned", "P100", 2, DERIVED, {"P100": 2, "XYZ": (200, 100)}),
                S.want("assigned", "C50", 1, DERIVED, {"C50": 1, "ABC": -100})]),
    case("suspicious/all over", "all but one ended that Friday: nobody knows which were called",
         XYZ, [S.put(f"P{k} today", k, expiry="2026-11-20") for k in (90, 95, 100)], ABC,
         S.reads("20T20:55", {f"P{k} today": -1 for k in (90, 95, 100)} | {"ABC": 50}),
         S.reads("20T21:05", {"XYZ": 100, "ABC": 50}), S.coverage("20T21:15"),
         wants=[S.want("ambiguous", "XYZ", 1, LIKELY)], incidents=1),
    case("suspicious/described", "what is gone is described after the reading: it fits",
         S.reads("07:00", {"P100": -2, "C50": -1, "ABC": 100, "DEF": 30}, 25_000),
         S.reads("07:05", {**ASSIGNED, "DEF": 30}, 10_000), C50, P100, XYZ, ABC, DEF,
         S.coverage("07:07"),
         wants=[S.want("assigned", "P100", 2, DERIVED, {"P100": 2, "XYZ": (200, 100)}),
                S.want("assigned", "C50", 1, DERIVED, {"C50": 1, "ABC": -100})]),
    case("suspicious/described in vain", "descriptions that explain nothing change nothing",
         S.reads("07:00", FOUR), S.reads("07:05", ONE_LEFT), HELD_ROWS, S.coverage("07:07"),
         quiet=True),
    case("suspicious/matched beside", "the list of puts is empty, the shares are in another one",
         PUT, SUB_1.reads("07:00", {"P100": -2}), SUB_2.reads("07:00", {}),
         SUB_2.snapshot("07:05", ASSIGNED), SUB_1.snapshot("07:05", {}),
         SUB_1.coverage("07:06"), SUB_2.coverage("07:06"), wants=_two_puts()),
    case("suspicious/used already", "those shares have a cause: the list is not believed for them",
         (*PUT, S.put("P90", 90)),
         SUB_1.reads("07:00", {"P90": -2}), SUB_2.reads("07:00", {"P100": -2, "ABC": 1}),
         SUB_2.reads("07:05", {"XYZ": (200, 100), "ABC": 1}),
         SUB_1.reads("07:06", {}), wants=_two_puts(), incidents=1),
    case("suspicious/matched since", "the shares come over the stream after the empty list",
         PUT, S.reads("07:00", {"P100": -2}), S.snapshot("07:04", {}),
         S.position("07:05", "XYZ", (200, 100)), S.coverage("07:06"), wants=_two_puts()),
    *_emptied("the record of the option", "C50", 1, 0),
    *_emptied("the record of its shares", "ABC", -100, 50),
    case("empty", "an empty list leaves a row that nothing explains", XYZ,
         S.reads("07:00", {"XYZ": 100}), S.reads("07:05", {}), quiet=True),
    case("empty/sold", "an empty list, and the only row was sold", XYZ,
         S.night({"XYZ": 100}, {}, S.fill("07:03", "XYZ", -100, 98)), quiet=True),
    case("empty/agreed", "empty twice", XYZ, S.night({"XYZ": 100}, {}),
         wants=[S.want("unexplained", "XYZ", 100, UNEXPLAINED)]),
    case("stale", "an old list from a cache comes after the new one", PUT,
         S.reads("07:00", {"P100": -2}), S.reads("07:05", ASSIGNED),
         S.snapshot("07:02", {"P100": -2}), S.reads("07:10", ASSIGNED), S.reads("07:20", ASSIGNED),
         wants=_two_puts()),
    case("flicker", "a row is missing once and there again", HELD_ROWS,
         S.reads("07:00", FOUR), S.reads("07:05", {k: v for k, v in FOUR.items() if k != "ABC"}),
         S.reads("07:10", FOUR), S.reads("07:20", FOUR), S.reads("07:30", FOUR)),
]  # fmt: skip

# ------------------------------------------------------------------------------ parts of an account

FUTURES = (
    FAPI.instrument("BTCUSDT", "perpetual", multiplier=1),
    DAPI.instrument("BTCUSD_PERP", "perpetual", multiplier=100),
)

SCOPES: list[Case] = [
    case("scopes", "a reading of one scope says nothing of another", FUTURES,
         FAPI.reads("07:00", {"BTCUSDT": "0.5"}), DAPI.reads("07:00", {"BTCUSD_PERP": 10}),
         FAPI.reads("07:05", {"BTCUSDT": "0.5"}), FAPI.reads("07:10", {"BTCUSDT": "0.5"}),
         FAPI.reads("07:20", {"BTCUSDT": "0.5"}), quiet=True),
    case("scopes/one fails", "one scope cannot be read while the other can", FUTURES,
         FAPI.reads("07:00", {"BTCUSDT": "0.5"}), DAPI.reads("07:00", {"BTCUSD_PERP": 10}),
         DAPI.unreadable("07:05"), FAPI.reads("07:05", {"BTCUSDT": "0.5"}),
         DAPI.unreadable("07:10"), FAPI.reads("07:10", {"BTCUSDT": "0.5"}), quiet=True),
    case("scopes/fills of their own", "fills of one scope read, of the other not yet", FUTURES,
         FAPI.reads("07:00", {"BTCUSDT": "0.5"}), DAPI.reads("07:00", {"BTCUSD_PERP": 10}),
         DAPI.snapshot("07:05", {"BTCUSD_PERP": 4}), FAPI.reads("07:05", {"BTCUSDT": "0.5"}),
         DAPI.fill("07:04", "BTCUSD_PERP", -6, 60_000), DAPI.coverage("07:06")),
    case("scopes/fills of another", "fills of this part were never read, of another they were", PUT,
         SUB_1.snapshot("07:00", {"P100": -2}), SUB_2.snapshot("07:00", {}),
         SUB_1.snapshot("07:05", ASSIGNED), SUB_2.snapshot("07:05", {}), SUB_2.coverage("07:06"),
         clock("07:30"),
         wants=[S.want("assigned", "P100", 2, LIKELY, codes=frozenset({"hole"}))]),
    case("sub-accounts", "one is assigned, the other holds the same shares and does not move",
         PUT, SUB_1.reads("07:00", {"P100": -1}), SUB_2.reads("07:00", {"XYZ": 50}),
         [(SUB_1.reads(f"07:{m}", {"XYZ": (100, 100)}), SUB_2.reads(f"07:{m}", {"XYZ": 50}))
          for m in ("05", "10", "20", "30")],
         wants=[S.want("assigned", "P100", 1, DERIVED, {"P100": 1, "XYZ": 100})]),
    case("hedge mode", "one side grows by a fill, the other is as it was", FUTURES,
         FAPI.night({"BTCUSDT:long": "0.5", "BTCUSDT:short": "-0.2"},
                    {"BTCUSDT:long": "0.7", "BTCUSDT:short": "-0.2"},
                    FAPI.fill("07:03", "BTCUSDT:long", "0.2", 60_000)), quiet=True),
    case("hedge mode/other side", "a fill of one side does not explain the other", FUTURES,
         FAPI.night({"BTCUSDT:long": "0.5", "BTCUSDT:short": "-0.2"}, {"BTCUSDT:long": "0.5"},
                    FAPI.fill("07:03", "BTCUSDT:long", "0.2", 60_000)),
         wants=[FAPI.want("unexplained", "BTCUSDT", "0.2", UNEXPLAINED)] * 2),
]  # fmt: skip

# ----------------------------------------------------------------------- baselines, fills, lateness


def _after(moment: str, *told: Part) -> list[Part]:
    """Two puts at 07:00, something in between, and assigned when read again."""
    return [
        PUT,
        S.reads("07:00", {"P100": -2}),
        told,
        S.reads(moment, ASSIGNED),
        S.reads(later(moment, minutes=5), ASSIGNED),
    ]


TIMES: list[Case] = [
    case("baseline/inside", "a fill one second after the baseline is already inside it", XYZ,
         S.snapshot("07:00", {"XYZ": 100}), S.fill("07:00:01", "XYZ", 100, 97), S.coverage("07:01"),
         S.reads("07:05", {"XYZ": 100}), S.reads("07:10", {"XYZ": 100}),
         S.reads("07:20", {"XYZ": 100})),
    case("baseline/outside", "a fill one second after the baseline is not inside it", XYZ,
         S.snapshot("07:00", {}), S.fill("07:00:01", "XYZ", 100, 97), S.coverage("07:01"),
         S.reads("07:05", {"XYZ": 100}), S.reads("07:10", {"XYZ": 100}),
         S.reads("07:20", {"XYZ": 100})),
    case("baseline/a second before", "a fill one second before it that is not inside it", XYZ,
         S.snapshot("07:00", {}), S.fill("06:59:59", "XYZ", 100, 97), S.coverage("07:01"),
         S.reads("07:05", {"XYZ": 100}), S.reads("07:10", {"XYZ": 100}),
         S.reads("07:20", {"XYZ": 100})),
    case("baseline/history", "yesterday's fills explain nothing of today", XYZ,
         S.snapshot("07:00", {"XYZ": 100}), S.fill("17T15:00", "XYZ", 60, 97),
         S.fill("17T16:00", "XYZ", 40, 97), S.coverage("07:01"), S.reads("07:05", {"XYZ": 100}),
         S.reads("07:10", {"XYZ": 100}), S.reads("07:20", {"XYZ": 100}), quiet=True),
    case("fills/late", "a fill older than what was called read still explains", XYZ,
         S.night({"XYZ": 100}, {"XYZ": 60}), S.fill("07:03", "XYZ", -40, 98),
         S.coverage("07:40")),
    case("fills/after a hasty word", "an assignment is withdrawn when late fills explain it", PUT,
         S.night({"P100": -1}, {"XYZ": (100, 100)}), S.fill("07:03", "P100", 1, "0.02"),
         S.fill("07:03", "XYZ", 100, 100), S.coverage("07:40"), withdraws=True),
    case("fills/never read", "fills were not read: likely at most", PUT,
         S.snapshot("07:00", {"P100": -2}, 25_000),
         [S.snapshot(f"07:{m}", ASSIGNED, 5_000) for m in ("05", "08", "11", "14")],
         wants=[S.want(ANY_KIND, "P100", 2, LIKELY | HELD)], open_ends=True),
    case("fills/down and up", "while trades cannot be read no time counts, and then it does", PUT,
         S.reads("07:00", {"P100": -2}), S.feed("07:01", "down", "fills"),
         S.snapshot("07:05", ASSIGNED), clock("07:30"), S.feed("07:31", "up", "fills"),
         clock("07:35"), wants=[S.want("assigned", "P100", 2, LIKELY)]),
    case("fills/not yet", "fills are read up to a moment before the reading", PUT,
         S.reads("07:00", {"P100": -2}), S.snapshot("07:05", ASSIGNED),
         S.coverage("07:04"), wants=[S.want(ANY_KIND, "P100", 2, HELD)], open_ends=True),
    case("late/14 minutes", "read often enough", _after("07:14"), wants=_two_puts(late=False)),
    case("late/15 minutes", "just often enough", _after("07:15"), wants=_two_puts(late=False)),
    case("late/16 minutes", "nobody looked for too long", _after("07:16"),
         wants=_two_puts(late=True)),
    case("late/restarted", "restarted in between", _after("07:05", start("07:03")),
         wants=_two_puts(late=True)),
    case("late/restarted before", "restarted before the last reading that shows the puts", PUT,
         S.reads("06:50", {"P100": -2}), start("06:55"), _after("07:05")[1:],
         wants=_two_puts(late=False)),
    case("late/told anew", "a change of that day is explained, the next one comes late", PUT,
         S.reads("07:00", {"XYZ": 100}), S.snapshot("07:10", {"XYZ": 150}),
         S.fill("07:05", "XYZ", 50, 99), S.coverage("07:11"), S.reads("07:20", {"XYZ": 150}),
         S.reads("09:00", {"XYZ": 170}), [S.reads(f"09:{m}", {"XYZ": 170}) for m in (10, 20)],
         wants=[S.want("unexplained", "XYZ", 20, UNEXPLAINED, late=True)], incidents=1),
    case("late/down", "positions could not be read in between",
         _after("07:05", S.feed("07:02", "down"), S.feed("07:04", "up")),
         wants=_two_puts(late=True)),
    case("late/stream down", "only the stream was down",
         _after("07:05", S.feed("07:02", "down", "stream"), S.feed("07:04", "up", "stream")),
         wants=_two_puts(late=False)),
    case("two nights seen as one", "off for two nights: one net change stays one incident", PUT,
         S.reads("16T21:00", {"P100": -5}), start("18T07:00"),
         S.reads("18T07:01", {"P100": -2, "XYZ": (300, 100)}),
         S.reads("18T07:10", {"P100": -2, "XYZ": (300, 100)}),
         wants=[S.want("assigned", "P100", 3, STRONG, {"P100": 3, "XYZ": (300, 100)}, late=True)]),
]  # fmt: skip

CASES = [*REFUSED, *SCOPES, *TIMES]
