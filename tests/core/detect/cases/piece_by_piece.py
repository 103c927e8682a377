"""A night in which contracts move one thing both ways, and readings that show it piece by piece.

What one reading shows of that thing is the sum, which one of the contracts alone may come to as
well. All that went that night tells of all of them, in whichever order it was read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations, product
from typing import Any

from tests.core.detect.cases.telling import (
    LIKELY,
    STRONG,
    Account,
    Case,
    Line,
    Part,
    Want,
    at,
    case,
    start,
)

S = Account()
THINGS: tuple[Line, ...] = (S.stock("XYZ"), S.put("P70", 70), S.call("C65", 65))
Held = Mapping[str, int]
SIDES: dict[str, tuple[Held, Held]] = {
    "two calls": ({"P70": -4, "C65": -5, "XYZ": 500}, {"P70": 1, "C65": 2, "XYZ": -100}),
    "two puts": ({"P70": -4, "C65": -5, "XYZ": 500}, {"P70": 2, "C65": 1, "XYZ": 100}),
    "long": ({"P70": 4, "C65": 5, "XYZ": 500}, {"P70": -1, "C65": -2, "XYZ": 100}),
    "long put": ({"P70": 4, "C65": -5, "XYZ": 500}, {"P70": -2, "C65": 1, "XYZ": -300}),
}
"""What is held, and what goes in all."""


def _pieces(moved: Held) -> dict[str, list[Held]]:
    """The same night, read in several ways."""
    (one, n), (other, m) = ((name, q) for name, q in moved.items() if name != "XYZ")
    if abs(m) > abs(n):
        one, n, other, m = other, m, one, n
    part, rest = {one: n // 2}, {one: n - n // 2}
    leg = {"XYZ": moved["XYZ"]}
    return {
        "leg with the other": [{**leg, other: m}, part, rest],
        "leg first": [leg, part, {**rest, other: m}],
        "leg first, each": [leg, {other: m}, part, rest],
        "leg between": [part, {**leg, other: m}, rest],
        "leg last": [part, {other: m}, rest, leg],
        "at once": [moved],
    }


def _read(
    held: Held, pieces: Sequence[Held], *, cut: int = 0, told: Part = (), paid: int | None = None
) -> list[Part]:
    """Readings of a night every few minutes, and of the days around it.

    `told` comes before the first that shows anything, and so does what was `paid`.
    """
    has, parts = dict(held), list[Part]()
    had, left = (None, None) if paid is None else (50_000, 50_000 + paid)
    parts += [S.reads(moment, held, had) for moment in ("18T12:00", "18T20:00", "19T05:00")]
    for i, piece in enumerate(pieces):
        has |= {name: has[name] + moved for name, moved in piece.items()}
        parts += [start(f"19T05:0{5 + i}:30")] if cut == i + 1 else []
        parts += [told] if i == 0 else []
        parts += S.reads(f"19T05:{10 + 5 * i}", has, left)
    after = "19T05:45", "19T15:00", "20T15:00", "23T15:00"
    return [*parts, *(S.reads(moment, has, left) for moment in after)]


def _wants(held: Held, moved: Held, grades: frozenset[str] = LIKELY, **keys: Any) -> list[Want]:
    each = {"P70": 100, "C65": -100}
    return [
        S.want("assigned" if held[name] < 0 else "exercised", name, abs(n), grades,
               {name: n, "XYZ": n * each[name]}, **keys)
        for name, n in moved.items() if name != "XYZ"
    ]  # fmt: skip


NIGHTS = [
    case(f"piece by piece/{side}, {order}{', cut' if cut else ''}", "all that went comes to it",
         THINGS, _read(held, pieces, cut=cut), wants=_wants(held, moved))
    for side, (held, moved) in SIDES.items()
    for order, pieces in _pieces(moved).items()
    for cut in (0, 2)
]  # fmt: skip

HELD, MOVED = SIDES["two calls"]
ONE = S.want("assigned", "C65", 1, LIKELY | STRONG, {"C65": 1, "XYZ": -100})
TRADED = [S.fill("19T05:07", "P70", 1, 2), S.fill("19T05:12", "C65", 1, 3)]

MONEY = [
    one
    for order, pieces in _pieces(MOVED).items() if order not in {"at once", "leg last"}
    for one in (
        case(f"piece by piece/{order}, all paid for", "and the balance says so too", THINGS,
             _read(HELD, pieces, paid=6_000), wants=_wants(HELD, MOVED, STRONG)),
        case(f"piece by piece/{order}, one paid for", "the balance is that of one alone", THINGS,
             _read(HELD, pieces, paid=6_500), wants=[ONE], open_ends=True,
             doubted=frozenset({"P70"})),
        case(f"piece by piece/{order}, others traded", "trades tell of the others", THINGS,
             _read(HELD, pieces, told=TRADED), wants=[ONE], open_ends=True),
    )
]  # fmt: skip

DATES = {"timed": "18T05:06", "by the day": "18T00:00", "by the eve": "17T00:00"}


def _records(date: str, forms: tuple[str, str]) -> list[Line]:
    """Three puts and a call of the night before, and what they turned into."""
    told = list[Line]()
    for form, name, n, moved, strike in zip(
        forms, ("P70", "C65"), (3, 1), (300, -100), (70, 65), strict=True
    ):
        ids: dict[str, Any] = {} if form == "plain" else {"event": f"e {name}"}
        told.append(S.booking(date, name, n, "assignment", 0, **ids))
        if form == "trade":
            told.append(S.fill(date, "XYZ", moved, strike, id=f"leg of {name}", **ids))
        else:
            leg = f"leg of {name}"
            told.append(S.booking(date, "XYZ", moved, "assignment", strike, id=leg, **ids))
    return told


def _after(
    forms: tuple[str, str],
    dates: str,
    seen: str,
    order: str,
    *,
    cut: bool = False,
    back: bool = False,
) -> Case:
    """A night that is on record, and one that is not."""
    told = _records(DATES[dates], forms)[:: -1 if back else 1]
    told = [line | {"seen": at(seen), "record": ""} for line in told]
    early = {"P70": -4, "C65": -3, "XYZ": 300}
    held = {"P70": -1, "C65": -2, "XYZ": 500}
    parts: list[Part] = [S.reads(moment, early) for moment in ("17T00:30", "17T20:00", "18T05:00")]
    parts += [told] if seen < "18T05:10" else []
    parts += [S.reads(moment, held) for moment in ("18T05:10", "18T05:40")]
    parts += [told] if seen > "18T05:10" else []
    moved = {"C65": 1, "XYZ": -100} if order == "one" else MOVED
    pieces = [moved] if order == "one" else _pieces(MOVED)[order]
    parts += _read(held, pieces, cut=2 if cut else 0)
    wants = [S.want("assigned", "P70", 3, legs={"P70": 3, "XYZ": 300}),
             S.want("assigned", "C65", 1, legs={"C65": 1, "XYZ": -100}),
             *_wants(held, moved, late=cut)]  # fmt: skip
    title = f"piece by piece/{' and '.join(forms)}, {dates}, {order}, told {seen}"
    title += f"{', back' if back else ''}{', cut' if cut else ''}"
    return case(title, "after a night that is on record", THINGS, parts, wants=wants)


FORMS = ("plain", "event", "trade")
TOLD: tuple[tuple[str, dict[str, Any]], ...] = (
    ("one", {}),
    ("leg with the other", {}),
    ("leg with the other", {"back": True}),
    ("leg last", {"cut": True}),
)

AFTER = [
    _after(forms, dates, seen, order, **keys)
    for forms in product(FORMS, FORMS)
    for dates in DATES
    for seen in ("18T05:08", "18T06:00")
    for order, keys in TOLD
]

HELD_BEFORE = {"P70": -5, "C65": -3, "XYZ": 300}


def _in_part(dates: str, seen: str, other: str, *, cut: bool = False) -> Case:
    """A night of which a reading lacks the leg for once; then one told of more than is shown."""
    date, then = DATES[dates], DATES[dates].replace("18T", "19T").replace("17T", "18T")
    first = [S.booking(date, "P70", 1, "assignment", 0, seen=f"2026-11-{seen}:00Z"),
             S.booking(date, "XYZ", 100, "assignment", 70, seen=f"2026-11-{seen}:00Z")]  # fmt: skip
    learned = "2026-11-19T05:08:00Z"
    leg: dict[str, Any] = {"event": "e"}
    if other == "named":
        leg = {"counter": {"XYZ": (-100, 65)}}
    second = [S.booking(then, "C65", 1, "assignment", 0, seen=learned, **leg),
              S.booking(then, "P70", 2, "assignment", 0, seen=learned)]  # fmt: skip
    if other != "named":
        second.append(S.booking(then, "XYZ", -100, "assignment", 65, event="e", seen=learned))
    has = HELD_BEFORE | {"P70": -4, "XYZ": 400}
    parts: list[Part] = [S.reads(m, HELD_BEFORE) for m in ("17T00:30", "17T20:00", "18T05:00")]
    parts += S.reads("18T05:10", has)
    parts += [S.reads("18T05:15", has | {"XYZ": 300}), S.reads("18T05:20", has)]
    parts += first if seen < "19" else []
    parts += [S.reads(m, has) for m in ("18T05:40", "18T20:00", "19T05:00")]
    parts += second
    parts += [start("19T05:09")] if cut else []
    has = has | {"P70": -3, "C65": -2}
    parts += [S.reads(m, has) for m in ("19T05:10", "19T05:40")]
    parts += first if seen > "19" else []
    parts += [S.reads(m, has) for m in ("19T15:00", "20T15:00", "23T15:00")]
    wants = [S.want("assigned", "P70", 1, legs={"P70": 1, "XYZ": 100}),
             S.want("assigned", "C65", 1, legs={"C65": 1, "XYZ": -100}),
             S.want("assigned", "P70", 2)]  # fmt: skip
    title = f"piece by piece/in part, {dates}, told {seen}, {other}{', cut' if cut else ''}"
    said = "what may follow came on no day before"
    # By the eve, that of the second night may be more of the first one's for a while.
    return case(title, said, THINGS, parts, wants=wants, withdraws=dates == "by the eve")


IN_PART = [
    _in_part(dates, seen, other, cut=cut)
    for dates, seen, other in product(DATES, ("18T05:30", "19T07:00"), ("named", "on record"))
    for cut in (False, True)
    if dates != "by the eve" or seen > "19"  # by its date it may be of the night before as well
]

MORE = (*THINGS, S.put("P80", 80))


def _to_nothing(form: str, order: str, *, cut: bool = False) -> Case:
    """Legs that come to nothing over two readings, and late records of the night before."""
    before, date = "19T00:00", "20T00:00"
    told, late = "2026-11-20T05:01:00Z", "2026-11-20T06:00:00Z"
    leg: dict[str, Any] = {"event": "e1", "seen": told}
    second = [
        S.booking(date, "P80", 1, "assignment", 0, event="e1", seen=told),
        S.fill(date, "XYZ", 100, 80, id=order[0], **leg)
        if form == "trade"
        else S.booking(date, "XYZ", 100, "assignment", 80, id=order[0], **leg),
        S.booking(date, "P70", 2, "assignment", 0, seen=told),
        S.booking(date, "XYZ", 200, "assignment", 70, id=order[1], seen=told),
        S.booking(date, "C65", 3, "assignment", 0, event="e2", seen=told),
        S.booking(date, "XYZ", -300, "assignment", 65, id=order[2], event="e2", seen=told),
    ]
    first = [
        S.booking(before, "P70", 1, "assignment", 0, event="e3", seen=late),
        S.booking(before, "XYZ", 100, "other", 70, id="leg of P70", event="e3", seen=late),
        S.booking(before, "P80", 6, "assignment", 0, counter={"XYZ": (600, 80)}, seen=late),
        S.booking(before, "C65", 1, "assignment", 0, seen=late),
    ]
    held = {"P70": -3, "P80": -7, "C65": -5}
    has = {"P70": -2, "P80": -1, "C65": -4, "XYZ": 600}
    then = {"P80": -1, "C65": -4, "XYZ": 800}
    last = {"C65": -1, "XYZ": 600}
    parts: list[Part] = [S.reads(m, held) for m in ("17T20:00", "18T20:00")]
    parts += [S.reads(m, has) for m in ("19T05:10", "19T05:40", "19T20:00")]
    parts += [second, S.reads("20T05:10", then), S.reads("20T05:20", last)]
    parts += [start("20T05:25")] if cut else []
    parts += [S.reads("20T05:40", last), first]
    parts += [S.reads(m, last) for m in ("20T06:30", "21T20:00", "23T20:00")]
    wants = [
        S.want("assigned", name, n, legs={name: n, "XYZ": moved})
        for name, n, moved in (("P70", 1, 100), ("P80", 6, 600), ("C65", 1, -100),
                               ("P70", 2, 200), ("P80", 1, 100), ("C65", 3, -300))
    ]  # fmt: skip
    title = f"piece by piece/to nothing, {form}, {order}{', cut' if cut else ''}"
    return case(title, "each leg came with its contract", MORE, parts, wants=wants)


TO_NOTHING = [
    _to_nothing(form, "".join(order), cut=cut)
    for form, order, cut in product(("trade", "leg"), permutations("abc"), (False, True))
]

CASES = NIGHTS + MONEY + AFTER + IN_PART + TO_NOTHING
