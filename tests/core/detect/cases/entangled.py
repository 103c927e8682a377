"""Corporate actions in the night of something else, or of another corporate action.

What an adjustment moved is taken off first by its own ratio; what is left must still be found.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    HELD,
    LIKELY,
    STRONG,
    UNEXPLAINED,
    Account,
    Case,
    Figure,
    Line,
    Part,
    Row,
    Rows,
    Want,
    case,
    clock,
)

S = Account()
XYZ, ABC, NEW = S.stock("XYZ"), S.stock("ABC"), S.stock("NEW")
P100, P50, C50 = S.put("P100", 100), S.put("P50", 50), S.call("C50", 50)
ODD = S.put("P100A", 100, multiplier=None) | {
    "deliverables": [{"instrument": "saxo/XYZ", "quantity": "150"}]
}
NEW_CALL, NEW_PUT = S.call("NC10", 10, on="NEW"), S.put("NP10", 10, on="NEW")


def _action(cause: str, old: str, new: str, ratio: str = "1", **keys: Any) -> Line:
    told = S.adjustment("07:03", cause, old, new, ratio)
    return told | {"id": f"{cause} {old}", **keys}


def _split(ratio: str = "2/1", what: str = "XYZ", **keys: Any) -> Line:
    return _action("split", what, what, ratio, **keys)


def _moved(what: str, legs: dict[str, Figure], **keys: Any) -> Want:
    return S.want("corporate_action", what, None, CONFIRMED, legs, **keys)


SPIN_OFF = _action("spin_off", "ABC", "NEW", "1/4")
ADJUSTED = _action("adjusted_option", "P100", "P100A")
MERGER = _action("merger", "XYZ", "NEW", "1/2", cash={"USD": "5"})

WITH_A_CALL: list[Case] = [
    case("entangled/adjusted, one called", "of two puts with odd deliverables one is left", XYZ,
         P100, ODD,
         S.night({"P100": -2}, {"P100A": -1, "XYZ": 150}, ADJUSTED, cash=(20_000, 5_000)),
         wants=[_moved("P100", {"P100": 2, "P100A": -2}),
                S.want("assigned", "P100A", 1, DERIVED, {"P100A": 1, "XYZ": 150})], incidents=2),
    case("entangled/adjusted, all called", "the new series was never seen", XYZ, P100, ODD,
         S.night({"P100": -2}, {"XYZ": 300}, ADJUSTED),
         wants=[_moved("P100", {"P100": 2, "P100A": -2}),
                S.want("assigned", "P100A", 2, DERIVED, {"P100A": 2, "XYZ": 300})], incidents=2),
    case("entangled/split and called", "both adjusted, then one of four called", XYZ, P100, P50,
         S.night({"P100": -2, "XYZ": 100}, {"P50": -3, "XYZ": 300}, _split(),
                 _action("adjusted_option", "P100", "P50", "2/1")),
         wants=[_moved("XYZ", {"XYZ": 100}), _moved("P100", {"P100": 2, "P50": -4}),
                S.want("assigned", "P50", 1, DERIVED, {"P50": 1, "XYZ": 100})], incidents=3),
    case("entangled/called, then split", "the shares that came were split with the others", XYZ,
         P50, S.night({"P50": -1, "XYZ": 10}, {"XYZ": 220}, _split(), cash=(10_000, 5_000)),
         wants=[_moved("XYZ", {"XYZ": 110}),
                S.want("assigned", "P50", 1, STRONG, {"P50": 1, "XYZ": 100}, -5_000)],
         incidents=2),
    case("entangled/called away as many", "a split brings just what a call took", XYZ, C50,
         S.night({"C50": -1, "XYZ": 100}, {"XYZ": 100}, _split(), cash=(0, 5_000)),
         wants=[_moved("XYZ", {"XYZ": 100}),
                S.want("assigned", "C50", 1, STRONG, {"C50": 1, "XYZ": -100}, 5_000)],
         incidents=2),
    case("entangled/renamed, one called", "share and put get new names", XYZ, NEW, P100,
         S.put("NP100", 100, on="NEW"),
         S.night({"P100": -2, "XYZ": 10}, {"NP100": -1, "NEW": 110},
                 _action("symbol_change", "XYZ", "NEW"), _action("symbol_change", "P100", "NP100")),
         wants=[_moved("XYZ", {"XYZ": -10, "NEW": 10}), _moved("P100", {"P100": 2, "NP100": -2}),
                S.want("assigned", "NP100", 1, DERIVED, {"NP100": 1, "NEW": 100})], incidents=3),
    case("entangled/spun off and called away", "25 came and 100 went", ABC, NEW, NEW_CALL,
         S.night({"ABC": 100, "NEW": 100, "NC10": -1}, {"ABC": 100, "NEW": 25}, SPIN_OFF),
         wants=[_moved("ABC", {"NEW": 25}),
                S.want("assigned", "NC10", 1, DERIVED, {"NC10": 1, "NEW": -100})], incidents=2),
    case("entangled/a spin-off of what nobody holds", "it brings nothing", ABC, NEW, NEW_PUT,
         S.night({"NP10": -1}, {"NEW": (100, 10)}, SPIN_OFF),
         wants=[S.want("assigned", "NP10", 1, STRONG, {"NP10": 1, "NEW": (100, 10)})],
         incidents=1),
    case("entangled/more than is spun off", "25 were due, 2,500 came", ABC, NEW,
         S.night({"ABC": 100}, {"ABC": 100, "NEW": 2_500}, SPIN_OFF),
         wants=[S.want("unexplained", "NEW", 2_500, UNEXPLAINED)]),
]  # fmt: skip

# ------------------------------------------------------ called, and what that brought was split

LONG = {"C50": 3}
EXERCISED = S.want("exercised", "C50", 3, CONFIRMED, {"C50": -3, "XYZ": (300, 50)}, -15_000)


def _exercise(moment: str, counter: Rows = (), **keys: Any) -> Line:
    return S.booking(moment, "C50", -3, "exercise", 0, counter=counter, event="E", **keys)


_LEG = {"XYZ": (300, 50)}
_SHARES = S.booking("07:02", "XYZ", 300, "exercise", 50, event="E")
TOLD: tuple[tuple[str, Part], ...] = (
    ("with its leg", _exercise("07:02", _LEG)),
    ("alone", _exercise("07:02")),
    (
        "of two legs",
        [_exercise("07:02"), S.booking("07:02", "XYZ", 300, "exercise", 50, event="E")],
    ),
    ("that names the day", _exercise("00:00", _LEG)),
    ("alone that names the day", _exercise("00:00")),
)
FROM_NONE: list[Case] = [
    case(f"entangled/split from none, a record {how}", "the shares that came were split", XYZ, C50,
         S.night(LONG, {"XYZ": 600}, told, _split()),
         wants=[EXERCISED, _moved("XYZ", {"XYZ": 300})], incidents=2)
    for how, told in TOLD
] + [
    case("entangled/split from none, nothing told", "half of what is there was delivered", XYZ, C50,
         S.night(LONG, {"XYZ": 600}, _split(), cash=(20_000, 5_000)),
         wants=[S.want("exercised", "C50", 3, STRONG, {"C50": -3, "XYZ": 300}, -15_000),
                _moved("XYZ", {"XYZ": 300})], incidents=2),
    case("entangled/split from none, short", "the shares that were called away", XYZ, C50,
         S.night({"C50": -2}, {"XYZ": -400}, _split()),
         wants=[S.want("assigned", "C50", 2, DERIVED, {"C50": 2, "XYZ": -200}),
                _moved("XYZ", {"XYZ": -200})], incidents=2),
    case("entangled/split from none, reverse", "one for ten", XYZ, C50,
         S.night(LONG, {"XYZ": 30}, TOLD[0][1], _split("1/10")),
         wants=[EXERCISED, _moved("XYZ", {"XYZ": -270})], incidents=2),
    case("entangled/split before they came", "there was nothing to split", XYZ, C50,
         S.night(LONG, {"XYZ": 300}, _split(), _exercise("07:04", _LEG)),
         wants=[EXERCISED], incidents=1),
    case("entangled/a split of what nobody held", "nothing says what it multiplied", XYZ, C50,
         S.night({"Z": 1}, {"Z": 1, "XYZ": 600}, _split()),
         wants=[S.want("unexplained", "XYZ", 600, UNEXPLAINED)]),
] + [
    case(f"entangled/more than its leg, a record {how}", "the rest is told by itself", XYZ, C50,
         S.night(LONG, {"XYZ": 350}, told),
         wants=[EXERCISED, S.want("unexplained", "XYZ", 50, UNEXPLAINED)])
    for how, told in TOLD
]  # fmt: skip

# ----------------------------------------------------------------------------- dated too near to it

NOT_YET: list[Case] = [
    case("entangled/the night before a split", "a put brings as many shares as there are", XYZ, P50,
         S.night({"P50": -1, "XYZ": (100, 60)}, {"XYZ": (200, 55)},
                 _split(effective="2026-11-19")),
         wants=[S.want("assigned", "P50", 1, STRONG, {"P50": 1, "XYZ": (100, 50)})], incidents=1),
    case("entangled/the day of a split", "the same, and only the price says so", XYZ, P50,
         S.night({"P50": -1, "XYZ": (100, 60)}, {"XYZ": (200, 55)}, _split(effective="2026-11-18")),
         wants=[S.want("assigned", "P50", 1, STRONG, {"P50": 1, "XYZ": (100, 50)})]),
    case("entangled/the night before a merger", "the old shares are called away, none is new yet",
         XYZ, NEW, C50, S.night({"C50": -1, "XYZ": 100}, {}, MERGER | {"effective": "2026-11-19"}),
         wants=[S.want("assigned", "C50", 1, DERIVED, {"C50": 1, "XYZ": -100})], incidents=1),
]  # fmt: skip

# ----------------------------------------------------- its ratio is not all that a position shows


def _besides(
    name: str,
    says: str,
    after: int,
    rest: int,
    *told: Part,
    split: Line | None = None,
    held: int = 100,
    made: int | None = None,
) -> Case:
    """A split of what is held, and what else became of it."""
    made = after - held - rest if made is None else made
    night = S.night({"XYZ": held}, {"XYZ": after}, split or _split(), *told)
    left = S.want("unexplained", "XYZ", abs(rest), UNEXPLAINED, {"XYZ": rest})
    return case(f"besides/{name}", says, XYZ, night, wants=[_moved("XYZ", {"XYZ": made}), left])


BESIDES: list[Case] = [
    _besides("more", "seven more than twice as many", 207, 7),
    _besides("fewer", "some are missing", 193, -7),
    _besides("of a short position", "the same with the other sign", -207, -7, held=-100),
    _besides("reverse", "one for ten, and two more", 12, 2, split=_split("1/10")),
    _besides("nearly half as much again", "still nearer to its ratio", 249, 49),
    _besides("just over half", "still nearer to its ratio", 151, -49),
    _besides("on its day", "the day is all that is said", 207, 7,
             split=_split(effective="2026-11-18")),
    _besides("with a trade", "what was bought before was split, too", 307, 7,
             S.fill("07:02", "XYZ", 50, 10), made=150),
    case("besides/a spin-off", "one for four, and two more", ABC, NEW,
         S.night({"ABC": 100}, {"ABC": 100, "NEW": 27}, SPIN_OFF),
         wants=[_moved("ABC", {"NEW": 25}), S.want("unexplained", "NEW", 2, UNEXPLAINED)]),
    case("besides/a trade read late", "which was all that it did not explain", XYZ,
         S.night({"XYZ": 100}, {"XYZ": 207}, _split(),
                 then=S.fill("07:04", "XYZ", 7, 10, seen="2026-11-18T07:06:30Z")),
         wants=[_moved("XYZ", {"XYZ": 100})]),
] + [
    case(f"besides/not {how}", says, XYZ, S.night({"XYZ": 100}, {"XYZ": after}, split),
         wants=[S.want("unexplained", "XYZ", abs(after - 100), UNEXPLAINED)], incidents=1)
    for how, says, after, split in (
        ("half of it", "it may not have been split yet", 150, _split()),
        ("half as much again", "nor is that any ratio", 250, _split()),
        ("the other way", "it moved against it", 93, _split()),
        ("the day before", "it was not due", 207, _split(effective="2026-11-19")),
        ("the day after", "nor was it any more", 207, _split(effective="2026-11-17T06:00:00Z")),
    )
] + [
    case("besides/not before the trades are read", "one of them may be all of it", XYZ,
         S.reads("07:00", {"XYZ": 100}), _split(), S.snapshot("07:05", {"XYZ": 207}),
         wants=[S.want("unexplained", "XYZ", 107, HELD)], incidents=1),
]  # fmt: skip

# -------------------------------------------------------------------------------- one after another

IN_A_ROW: list[Case] = [
    case("entangled/two splits", "times two, times three", XYZ,
         S.night({"XYZ": 10}, {"XYZ": 60}, _split(), _split("3/1", id="later")),
         wants=[_moved("XYZ", {"XYZ": 50})], incidents=1),
    case("entangled/renamed and split", "a new name, then three for one", XYZ, NEW,
         S.night({"XYZ": 10}, {"NEW": 30}, _action("symbol_change", "XYZ", "NEW"),
                 _split("3/1", "NEW")),
         wants=[_moved("XYZ", {"XYZ": -10, "NEW": 10}), _moved("NEW", {"NEW": 20})], incidents=2),
    case("entangled/split and renamed", "one for ten, the rest in cash, then a new name", XYZ, NEW,
         S.night({"XYZ": 105}, {"NEW": 10}, _split("1/10", id="a"),
                 _action("symbol_change", "XYZ", "NEW", id="b")),
         wants=[_moved("XYZ", {"XYZ": -105, "NEW": 10})], incidents=1),
    case("entangled/renamed twice", "A, M, Z", XYZ, ABC, NEW,
         S.night({"XYZ": 10}, {"NEW": 10}, _action("symbol_change", "XYZ", "ABC", id="a"),
                 _action("symbol_change", "ABC", "NEW", id="b")),
         wants=[_moved("XYZ", {"XYZ": -10, "ABC": 10}), _moved("ABC", {"ABC": -10, "NEW": 10})],
         incidents=2),
    case("entangled/two splits that are not shown", "50 is not 60", XYZ,
         S.night({"XYZ": 10}, {"XYZ": 50}, _split(), _split("3/1", id="later")),
         wants=[S.want("unexplained", "XYZ", 40, UNEXPLAINED)]),
]  # fmt: skip

# ------------------------------------------------------------------------------------------- untold

UNTOLD: list[Case] = [
    case("entangled/a sibling nobody told of", "twice as many at half the strike: no assignment",
         XYZ, P100, P50, S.night({"P100": -1, "XYZ": 100}, {"P50": -2, "XYZ": 200}),
         wants=[S.want("unexplained", "P100", 1, UNEXPLAINED),
                S.want("unexplained", "P50", 2, UNEXPLAINED),
                S.want("unexplained", "XYZ", 100, UNEXPLAINED)]),
]  # fmt: skip

# --------------------------------------------------------- the new series was never seen, nor is it

AWAY = ("17T12:00", "21T12:00", "21T12:10", "21T12:20", "23T12:30")
ENDS = {"expiry": "2026-11-20"}
OLD, NEXT = S.put("P54", 54, **ENDS), S.put("P54A", 54, **ENDS)
HALF = S.put("P27", 27, **ENDS)
BECAME = _action("adjusted_option", "P54", "P54A")
OUT_OF_IT, IN_IT = (S.quote("20T21:00", "XYZ", settlement=price) for price in (58, 50))
ADJUSTED_FIRST = _moved("P54", {"P54": 5, "P54A": -5}, severity=frozenset({"info"}))


def _away(after: dict[str, Row], *told: Part, then: Part = ()) -> list[Part]:
    """Five puts before a few days on which nobody looked, and what is there after them."""
    return [XYZ, OLD, NEXT, HALF, S.night({"P54": -5, "Z": 1}, {"Z": 1} | after, *told,
                                          times=AWAY, then=then)]  # fmt: skip


UNSEEN: list[Case] = [
    case("unseen/lapsed", "adjusted first: it was the new one that came to its end",
         _away({}, BECAME, OUT_OF_IT),
         wants=[ADJUSTED_FIRST, S.want("expired", "P54A", 5, STRONG, {"P54A": 5})]),
    case("unseen/not assigned", "so it was the new one that was in the money and not called",
         _away({}, BECAME, IN_IT),
         wants=[ADJUSTED_FIRST, S.want("expired_unassigned", "P54A", 5, STRONG)]),
    case("unseen/told afterwards", "the adjustment is read after the positions",
         _away({}, OUT_OF_IT, then=BECAME),
         wants=[ADJUSTED_FIRST, S.want("expired", "P54A", 5, STRONG, {"P54A": 5})]),
    case("unseen/called", "both would deliver the same, only one of them was there",
         _away({"XYZ": 500}, _action("adjusted_option", "P54", "P27")),
         wants=[_moved("P54", {"P54": 5, "P27": -5}),
                S.want("assigned", "P27", 5, LIKELY, {"P27": 5, "XYZ": 500})], incidents=2),
    case("unseen/called at the old strike", "the price says that it was called before",
         _away({"XYZ": (500, 54)}, _action("adjusted_option", "P54", "P27")),
         wants=[S.want("assigned", "P54", 5, STRONG, {"P54": 5, "XYZ": (500, 54)})], incidents=1),
    case("unseen/bought back before", "a trade that is read late: nothing was there to be adjusted",
         XYZ, OLD, NEXT, S.reads("17T12:00", {"P54": -5, "Z": 1}), BECAME, OUT_OF_IT,
         S.snapshot("21T12:00", {"Z": 1}), clock("21T12:20"),
         S.fill("17T15:00", "P54", 5, "0.10", seen="2026-11-21T12:20:30Z"),
         S.reads("21T12:21", {"Z": 1}), incidents=1),
    case("unseen/not adjusted yet", "it came to its end a day before it would have been",
         _away({}, BECAME | {"effective": "2026-11-21T18:00:00Z"}, OUT_OF_IT),
         wants=[S.want("expired", "P54", 5, STRONG, {"P54": 5})], incidents=1),
    case("unseen/all of it renamed", "a covered call and its shares: renamed, then called away",
         XYZ, NEW, C50, S.call("NC50", 50, on="NEW"),
         S.night({"C50": -1, "XYZ": 100, "Z": 1}, {"Z": 1}, _action("symbol_change", "XYZ", "NEW"),
                 _action("symbol_change", "C50", "NC50")),
         wants=[_moved("XYZ", {"XYZ": -100, "NEW": 100}), _moved("C50", {"C50": 1, "NC50": -1}),
                S.want("assigned", "NC50", 1, DERIVED, {"NC50": 1, "NEW": -100})]),
    case("unseen/and not at its end", "nobody can say what became of it, nor of which",
         XYZ, P100, ODD, S.night({"P100": -5, "Z": 1}, {"Z": 1}, ADJUSTED),
         wants=[S.want("unexplained", "P100", 5, UNEXPLAINED)], incidents=1),
]  # fmt: skip

P95 = S.put("P95", 95)
BOTH_PUTS: list[Case] = [
    case("entangled/sold and called at once", "one put exercised, another written and assigned",
         XYZ, P100, P95,
         S.night({"P100": 3, "XYZ": 700}, {"XYZ": 500}, S.fill("07:03", "P95", -1, 2)),
         wants=[S.want("exercised", "P100", 3, DERIVED), S.want("assigned", "P95", 1, DERIVED)],
         incidents=2),
]  # fmt: skip

CASES: list[Case] = [
    *BOTH_PUTS,
    *WITH_A_CALL,
    *FROM_NONE,
    *BESIDES,
    *NOT_YET,
    *IN_A_ROW,
    *UNTOLD,
    *UNSEEN,
]
