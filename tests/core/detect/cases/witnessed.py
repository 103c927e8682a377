"""The same told twice, and two things that only look like it: told apart by ids and positions."""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    UNEXPLAINED,
    Account,
    Case,
    Line,
    Part,
    Row,
    Want,
    case,
)

S = Account()
XYZ = S.stock("XYZ")
C50, C55, P60 = S.call("C50", 50), S.call("C55", 55), S.put("P60", 60)
ALL = (XYZ, C50, C55, P60)


def _called(name: str, number: int, strike: int) -> list[Line]:
    """Calls that were assigned: the contract and its shares, of one event."""
    event = f"e {name}"
    return [
        S.booking("07:03", name, number, "assignment", 0, event=event, record=None),
        S.booking("07:03", "XYZ", -100 * number, "assignment", strike, event=event,
                  id=f"shares of {name}", record=None),
    ]  # fmt: skip


# ------------------------------------------------------------ what different contracts turned into

CALLS = [S.want("assigned", name, number, CONFIRMED, {name: number, "XYZ": (-100 * number, strike)})
         for name, number, strike in (("C50", 1, 50), ("C55", 2, 55))]  # fmt: skip
PUTS = S.want("assigned", "P60", 3, DERIVED, {"P60": 3, "XYZ": 300})
HELD = {"C50": -1, "C55": -2, "P60": -3, "XYZ": 300}

LEGS: list[Case] = [
    case("legs/a put hides them", "shares of two calls are never one told twice", ALL,
         S.night(HELD, {"XYZ": 300}, _called("C50", 1, 50), _called("C55", 2, 55)),
         wants=[*CALLS, PUTS], incidents=3),
]  # fmt: skip

ABC, A10 = S.stock("ABC"), S.put("A10", 10, on="ABC")
BATCH: list[Case] = [
    case(f"legs/of one batch, {name}", "a leg is that of the contract that delivers it", ALL, ABC,
         A10, S.night({"P60": -2, "A10": -1, "Z": 1}, {"XYZ": (200, 60), "ABC": (100, 10), "Z": 1},
                      [S.booking("07:03", put, number, "assignment", 0, event="e")
                       for put, number in (("P60", 2), ("A10", 1))], legs),
         wants=[S.want("assigned", "P60", 2, CONFIRMED, {"P60": 2, "XYZ": (200, 60)}, cash=-12_000),
                S.want("assigned", "A10", 1, CONFIRMED, {"A10": 1, "ABC": (100, 10)},
                       cash=-1_000)], incidents=2)
    for name, legs in (
        ("booked", [S.booking("07:03", "XYZ", 200, "assignment", 60, event="e"),
                    S.booking("07:03", "ABC", 100, "assignment", 10, event="e")]),
        ("traded", [S.fill("07:03", "XYZ", 200, 60, event="e"),
                    S.fill("07:03", "ABC", 100, 10, event="e")]),
    )
]  # fmt: skip

# ----------------------------------------------------------------------------- trades told twice

KRAKEN = Account("kraken/main", "USD", "futures")
PF = KRAKEN.instrument("PF_XBTUSD", "perpetual", multiplier=1)
FULL, HALF = {"PF_XBTUSD": 1}, {"PF_XBTUSD": "0.5"}


def _sold(name: str, price: int = 58_000, **keys: Any) -> Line:
    return KRAKEN.fill("07:03", "PF_XBTUSD", "-0.5", price, id=name, **keys)


def _liquidation(quantity: str) -> Line:
    return KRAKEN.booking("07:03", "PF_XBTUSD", quantity, "liquidation", 58_000, event="o")


ALL_LIQUIDATED = KRAKEN.want("liquidated", "PF_XBTUSD", 1, CONFIRMED,
                             {"PF_XBTUSD": (-1, 58_000)})  # fmt: skip

TRADES: list[Case] = [
    case("trades/told twice", "each names the other's id", PF,
         KRAKEN.night(FULL, HALF, _sold("a", refs=["b"]), _sold("b", refs=["a"])), quiet=True),
    case("trades/told twice, all gone", "and so it is where the other half was called", PF,
         KRAKEN.night(FULL, {}, _sold("a", refs=["b"]), _sold("b", refs=["a"])),
         wants=[KRAKEN.want("unexplained", "PF_XBTUSD", "0.5", UNEXPLAINED)]),
    case("trades/told twice, by event", "the event is the own id of one: no order of parts", PF,
         KRAKEN.night(FULL, {}, _sold("a", event="a"), _sold("log 7", event="a")),
         wants=[KRAKEN.want("unexplained", "PF_XBTUSD", "0.5", UNEXPLAINED)]),
    case("trades/same event, one", "one trade of two lists, by the position", PF,
         KRAKEN.night(FULL, HALF, _sold("a", event="o"), _sold("b", event="o")), quiet=True),
    case("trades/same event, two", "two equal parts of one order, by the position", PF,
         KRAKEN.night(FULL, {}, _sold("a", event="o"), _sold("b", event="o")), quiet=True),
    case("trades/shared refs, two", "parts of an order that is told as a further id", PF,
         KRAKEN.night(FULL, {}, _sold("a", refs=["o"]), _sold("b", refs=["o"])), quiet=True),
    case("trades/two prices", "parts at two prices add up without any reading", PF,
         KRAKEN.night(FULL, {}, _sold("a", event="o"), _sold("b", 58_001, event="o")), quiet=True),
    case("trades/a record of one", "the record names the cause of both parts", PF,
         KRAKEN.night(FULL, {}, _sold("a", event="o"), _sold("b", event="o"),
                      _liquidation("-0.5")), wants=[ALL_LIQUIDATED], incidents=1),
    case("trades/a record of both", "equal parts, and a record of their sum", PF,
         KRAKEN.night(FULL, {}, _sold("a", event="o"), _sold("b", event="o"), _liquidation("-1")),
         wants=[ALL_LIQUIDATED], incidents=1),
    case("trades/of an order", "trades that name the order of a record are its own", PF,
         KRAKEN.night(FULL, {}, _sold("a", order="o"), _sold("b", order="o"), _liquidation("-1")),
         wants=[ALL_LIQUIDATED], incidents=1),
    case("trades/a call beside", "sold once and told twice; the other hundred were called away",
         ALL, S.night({"C50": -1, "XYZ": 200}, {},
                      [S.fill("07:03", "XYZ", -100, 51, id=name, event="o") for name in "ab"]),
         wants=[S.want("assigned", "C50", 1, DERIVED, {"C50": 1, "XYZ": -100})], incidents=1),
]  # fmt: skip

# ------------------------------------------------------------------------ two words for one thing

ES = S.instrument("ES", "future", multiplier=50, settlement="cash", expiry="2026-11-20")
P50 = S.put("P50", 50, expiry="2026-11-20")
OTHERS: dict[str, Row] = {"XYZ": 5}
SETTLED = S.want("settled", "ES", 1, CONFIRMED, {"ES": (-1, 5_060)}, cash=3_000)
TAKEN = KRAKEN.want("taken_over", "PF_XBTUSD", "0.5", CONFIRMED,
                    {"PF_XBTUSD": ("0.5", 59_400)})  # fmt: skip
HANDED = KRAKEN.want("handed_over", "PF_XBTUSD", "0.5", CONFIRMED, {"PF_XBTUSD": "-0.5"})


def _told(moment: str, cause: str, record: str, **keys: Any) -> Line:
    return S.booking(moment, "ES", -1, cause, 5_060, record=record, id=record, **keys)


def _closed(moment: str, cause: str, record: str, name: str = "") -> Line:
    return KRAKEN.booking(moment, "PF_XBTUSD", "-0.5", cause, record=record, id=record + name)


EXPIRY = ("20T20:55", "21T04:05", "21T04:15", "21T04:30", "23T12:30")
AT_ONCE = (_closed("07:03", "liquidation", "stream"), _closed("07:03", "handed_over", "log"))

WORDS: list[Case] = [
    case("words/settled", "the stream says settlement, the report cash settlement", ES, XYZ,
         S.night({"ES": (1, 5_000), **OTHERS}, OTHERS, _told("21T04:00", "settlement", "stream"),
                 _told("21T04:00", "cash_settlement", "report", cash=3_000), times=EXPIRY),
         wants=[SETTLED], incidents=1),
    case("words/settled days apart", "the report dates it two days after the stream", ES, XYZ,
         S.night({"ES": (1, 5_000), **OTHERS}, OTHERS, _told("21T04:00", "settlement", "stream"),
                 times=EXPIRY),
         _told("23T13:00", "settlement", "report", cash=3_000), S.reads("23T13:05", OTHERS),
         wants=[SETTLED], incidents=1),
    case("words/assigned or expired", "one list says that it is gone, another why", P50, XYZ,
         S.night({"P50": -2}, {"XYZ": (200, 50)},
                 S.booking("21T04:00", "P50", 2, "expiry", record="stream", id="s"),
                 S.booking("21T04:00", "P50", 2, "assignment", record="trades", event="e"),
                 S.booking("21T04:00", "XYZ", 200, "assignment", 50, record="trades", event="e"),
                 times=EXPIRY),
         wants=[S.want("assigned", "P50", 2, CONFIRMED, {"P50": 2, "XYZ": (200, 50)})],
         withdraws=True),
    case("words/assigned and expired", "two were called and two were not", P50, XYZ,
         S.night({"P50": -4}, {"XYZ": (200, 50)},
                 S.booking("21T04:00", "P50", 2, "expiry", record="stream", id="s"),
                 S.booking("21T04:00", "P50", 2, "assignment", record="trades",
                           counter={"XYZ": (200, 50)}), times=EXPIRY),
         wants=[S.want("assigned", "P50", 2, CONFIRMED, {"P50": 2, "XYZ": (200, 50)}),
                S.want("expired", "P50", 2, CONFIRMED, {"P50": 2})], incidents=2),
    case("words/closed by force", "half was held: liquidated and handed over is one", PF,
         KRAKEN.night(HALF, {}, AT_ONCE), wants=[HANDED], incidents=1),
    case("words/closed by force, more held", "one was held and half is left", PF,
         KRAKEN.night(FULL, HALF, AT_ONCE), wants=[HANDED], incidents=1),
    case("words/closed by force twice", "one was held and nothing is left", PF,
         KRAKEN.night(FULL, {}, AT_ONCE),
         wants=[KRAKEN.want("handed_over", "PF_XBTUSD", 1, CONFIRMED, {"PF_XBTUSD": -1})],
         incidents=1),
    case("words/of one list", "one list never tells a thing twice", PF,
         KRAKEN.reads("07:00", HALF), _closed("07:03", "liquidation", "log"),
         _closed("07:03", "handed_over", "log", "2"),
         wants=[KRAKEN.want("handed_over", "PF_XBTUSD", 1)], incidents=1),
    case("words/taken over twice", "a takeover adds: equal ones of two days are two", PF,
         KRAKEN.reads("17T10:00", HALF),
         [[KRAKEN.booking(f"{day}T10:02", "PF_XBTUSD", "0.5", "taken_over", 59_400, record=None),
           KRAKEN.reads(f"{day}T10:05", {"PF_XBTUSD": held}),
           KRAKEN.reads(f"{day}T10:06", {"PF_XBTUSD": held})]
          for day, held in ((17, 1), (18, "1.5"))],
         wants=[TAKEN] * 2, incidents=2),
]  # fmt: skip

# ------------------------------------------------ a series that is called in part, in two lists


def _twice(called: tuple[str, str], lapsed: tuple[str, str]) -> list[Line]:
    """Nine of twelve puts called and three expired, in a stream and a report, by these events."""
    return [
        S.booking("21T06:53", "P110", change, cause, 0, record=record, event=event,
                  id=f"{cause} {record}", seen=f"2026-11-21T{seen}Z")
        for record, seen, which in (("stream", "06:54:00", 0), ("report", "18:00:00", 1))
        for change, cause, event in ((9, "assignment", called[which]), (3, "expiry", lapsed[which]))
    ]  # fmt: skip


P110 = S.put("P110", 110, expiry="2026-11-20")
PARTLY: list[Case] = [
    case(f"partly/{name}", says, XYZ, P110, S.reads("21T06:40", {"P110": -12}), told[:2],
         S.reads("21T07:27", {"XYZ": 900}), told[2:], S.reads("21T20:00", {"XYZ": 900}),
         S.reads("23T20:00", {"XYZ": 900}),
         wants=[S.want("assigned", "P110", 9, CONFIRMED, {"P110": (9, 0), "XYZ": 900}),
                S.want("expired", "P110", 3, CONFIRMED)], incidents=2)
    for name, says, told in (
        ("the expiry's id is shared", "the assignment has one in each list",
         _twice(("x", "y"), ("e", "e"))),
        ("the assignment's id is shared", "the expiry has one in each list",
         _twice(("x", "x"), ("e", "f"))),
        ("both are shared", "one id each", _twice(("x", "x"), ("e", "e"))),
        ("none is shared", "four ids", _twice(("x", "y"), ("e", "f"))),
    )
]  # fmt: skip

# ------------------------------------------------------------------- an event that came in parts


def _forced(*parts: tuple[str, str], after: str) -> list[Part]:
    """Records of one list and event, by their times, then readings of what is left of one."""
    told = [
        KRAKEN.booking(at, "PF_XBTUSD", quantity, "liquidation", 58_000, event="o", id=f"part {i}")
        for i, (at, quantity) in enumerate(parts)
    ]
    return KRAKEN.night(FULL, {"PF_XBTUSD": after}, told)


def _parts(name: str, says: str, told: list[Part], n: str, *more: Want) -> Case:
    want = KRAKEN.want("liquidated", "PF_XBTUSD", n, CONFIRMED, {"PF_XBTUSD": (f"-{n}", 58_000)})
    return case(f"parts/{name}", says, PF, told, wants=[want, *more])


PARTS: list[Case] = [
    _parts("shown", "a reading shows all of them together",
           _forced(("07:02", "-0.3"), ("07:03", "-0.4"), after="0.3"), "0.7"),
    _parts("told twice", "a reading shows the larger: the other was a word for it",
           _forced(("07:02", "-0.3"), ("07:03", "-0.4"), after="0.6"), "0.4"),
    _parts("the same twice", "all but the id is the same, so it is told twice",
           _forced(("07:03", "-0.3"), ("07:03", "-0.3"), after="0.4"), "0.3",
           KRAKEN.want("unexplained", "PF_XBTUSD", "0.3", UNEXPLAINED)),
]  # fmt: skip

CASES = [*LEGS, *BATCH, *TRADES, *WORDS, *PARTLY, *PARTS]
